"""What a run says on stderr as JSON, one object a line, for whoever runs it unwatched (docs/command-line.md).

There is one place where text for stderr passes, :func:`bbafootprint.cli.terminal.say`, and one where a run begins and
ends, :func:`bbafootprint.cli.main`; both come here. As text, nothing of this is said or done.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from bbafootprint.targets import hearing_of_written

Level = Literal["info", "warning", "error"]

FORMATS = ("text", "json")
VARIABLE = "BBAFOOTPRINT_LOG"
_BETWEEN_PROGRESS = 1.0  # seconds; a piece of a file may take less


@dataclass
class _Run:
    """A run that is logged: when it began, what it wrote, when progress was last told."""

    began: float = field(default_factory=time.monotonic)
    written: list[Path] = field(default_factory=list)
    told: float = float("-inf")


_RUN: ContextVar[_Run | None] = ContextVar("run", default=None)


def is_json() -> bool:
    """Tell whether this run says on stderr what it says as JSON."""
    return _RUN.get() is not None


def event(name: str, message: str, level: Level = "info", **fields: Any) -> None:
    """Say a thing that happened, in a line of JSON; nothing where the log is text.

    Parameters
    ----------
    name : str
        Stable name of what happened.
    message : str
        The same in words.
    level : {"info", "warning", "error"}
    **fields
        What else is known of it.
    """
    if not is_json():
        return
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    said = {"time": now, "level": level, "event": name, "message": message, **fields}
    _write(json.dumps(said, ensure_ascii=False, default=str) + "\n")


def level_of(severity: str) -> Level:
    """Return the level of an issue: its severity."""
    return "error" if severity == "error" else "warning" if severity == "warning" else "info"


def progress(done: int, whole: int, message: str) -> None:
    """Say how far long work has come, at most once a second, and at its end."""
    run = _RUN.get()
    if run is None:
        return
    now = time.monotonic()
    if now - run.told >= _BETWEEN_PROGRESS or done >= whole:
        run.told = now
        event("progress", message, done=done, whole=whole)


def issues(severities: Sequence[str], of: Literal["input", "result"]) -> None:
    """Say how many issues there are of each severity."""
    counts = {name: sum(each == name for each in severities) for name in ("error", "warning", "info")}
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    event("issues", f"issues of the {of}: {said}", "warning" if counts["error"] else "info", of=of, **counts)


@contextmanager
def of_run(words: Sequence[str]) -> Iterator[None]:
    """Log a run where its words or the environment ask for it.

    Parameters
    ----------
    words : sequence of str
        The words of the command line, which are looked at before they are read: what is wrong with them is logged too.
    """
    if _asked(words) != "json":
        yield
        return
    run = _Run()
    token = _RUN.set(run)
    try:
        with hearing_of_written(run.written.append), warnings.catch_warnings():
            warnings.showwarning = _show_warning
            command = next((word for word in _after_options(words)), "")
            event(
                "started", f"bbafootprint {command}".strip(), command=command, arguments=list(words),
                version=version("bbafootprint"),
            )  # fmt: skip
            yield
    finally:
        _RUN.reset(token)


def ended(exit_code: int) -> None:
    """Say what was written and how the run ended."""
    run = _RUN.get()
    if run is None:
        return
    for path in dict.fromkeys(run.written):
        if path.exists():  # a checkpoint is written too, and gone at the end
            event("written", f"wrote {path}", path=str(path), bytes=_bytes(path))
    seconds = round(time.monotonic() - run.began, 3)
    level: Level = "info" if exit_code == 0 else "error"
    event("ended", f"exit code {exit_code}", level, exit_code=exit_code, seconds=seconds)


def _asked(words: Sequence[str]) -> str:
    """Return the format that the words before the command ask for, else the environment."""
    for at, word in enumerate(words):
        if word.startswith("--log="):
            return word.removeprefix("--log=")
        if word == "--log":
            return words[at + 1] if at + 1 < len(words) else ""
        if not word.startswith("-"):
            break
    return os.environ.get(VARIABLE, "")


def _after_options(words: Sequence[str]) -> Iterator[str]:
    """Give the words from the command on."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] == "--log" else 1
    yield from words[at:]


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files if each.is_file())


def _show_warning(message: Any, category: type[Warning], *_where: Any, **_more: Any) -> None:
    event("message", str(message), "warning", kind=category.__name__)


def _write(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
