"""The command line as a person types it, run in the process of the tests: a start for each would be slow.

What needs a process of its own (a pipe that closes, a signal, a socket) starts one where it is tested.
"""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from bbafootprint.cli import main


class Done(NamedTuple):
    """What a command left on the terminal."""

    returncode: int
    stdout: str
    stderr: str


def bbafootprint(*words: object, cwd: Path | None = None) -> Done:
    """Run ``bbafootprint WORDS`` in a folder."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["bbafootprint", *map(str, words)]),
        contextlib.chdir(cwd or "."),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as left:
            code = left.code
    assert isinstance(code, int), code
    return Done(code, out.getvalue(), err.getvalue())
