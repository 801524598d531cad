"""The command line: the only room that prints or exits.

A command reads its options, calls the library as anyone may, and shows what comes back. Where to look:

- :mod:`sheet`: ``check`` and ``template``; :mod:`factors`: ``factors ...``; the other modules of commands are called as
  theirs: :mod:`run`, :mod:`run_files`, :mod:`verify`, :mod:`explain`, :mod:`simulate`, :mod:`compare`, :mod:`scenario`,
  :mod:`commitment`, :mod:`trace`, :mod:`ledger`, :mod:`portfolio`, :mod:`schema`;
- :mod:`options`, :mod:`strict`: the options that commands share, and what is done with them;
- :mod:`show`, :mod:`show_sets`, :mod:`show_comparison`: what a person sees of a result, a factor set, a comparison;
- :mod:`terminal`: printing, tables, how a figure is written; :mod:`log`: the same for stderr as JSON; :mod:`exits`: the
  exit codes.

Commands import the library inside their functions, so that a ``--help`` does not wait for what it does not use.
"""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from bbafootprint.cli import (
    commitment,
    compare,
    explain,
    factors,
    ledger,
    log,
    portfolio,
    run,
    run_files,
    scenario,
    schema,
    sheet,
    simulate,
    trace,
    verify,
)
from bbafootprint.cli.exits import DONE, FAULT, STOPPED, TERMINATED, UNUSABLE
from bbafootprint.cli.terminal import say
from bbafootprint.errors import BBAFootprintError

__all__ = ["cli", "main"]


class _Commands(click.Group):
    """The group of commands; a stop leaves no empty line, which click writes, in a log of JSON."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            if log.is_json():
                raise click.Abort from None
            raise


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bbafootprint", prog_name="bbafootprint")
@click.option(
    "--log", "_log", type=click.Choice(log.FORMATS), envvar=log.VARIABLE, default="text", show_default=True,
    expose_value=False, help="What is said on stderr: text, or JSON, one object a line. Also BBAFOOTPRINT_LOG.",
)  # fmt: skip
def cli() -> None:
    """Import volumes to habitat loss, degradation and fragmentation, with every number explained."""


for command in (
    run.run,
    run_files.run_files,
    verify.verify,
    explain.explain,
    simulate.simulate,
    sheet.check,
    sheet.template,
    trace.trace,
    ledger.ledger,
    compare.compare,
    scenario.scenario,
    commitment.commitment,
    portfolio.portfolio,
    factors.factors,
    schema.schema,
):
    cli.add_command(command)


def main() -> NoReturn:
    """Run the command line and turn every outcome into words and an exit code."""
    for stream in (sys.stdout, sys.stderr):  # a console that cannot show a name must not end the run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with log.of_run(sys.argv[1:]):
        with _told_to_end() as told:
            code = _outcome(told)
        log.ended(code)
    sys.exit(code)


@contextmanager
def _told_to_end() -> Iterator[list[int]]:
    """Stop at SIGTERM as at Ctrl-C, so that all is tidied up; give the list that the signal is noted in."""
    told: list[int] = []

    def stop(number: int, _frame: object) -> None:
        told.append(number)
        raise KeyboardInterrupt

    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL
    ):  # nothing can be set, or whoever started the run has set something
        yield told
        return
    signal.signal(signal.SIGTERM, stop)
    try:
        yield told
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _outcome(told: list[int]) -> int:
    """Run the command, say what went wrong, and return the exit code."""
    try:
        cli(standalone_mode=False)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else DONE if left.code is None else UNUSABLE
    except click.ClickException as error:
        if log.is_json():
            _say_error(error.format_message(), error)
        else:
            error.show()
        return UNUSABLE
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as error:
        _say_error(f"stopped{' by SIGTERM' if told else ''}; no file was left half written", error)
        return TERMINATED if told else STOPPED
    except BBAFootprintError as error:
        _say_error(f"bbafootprint: {error}", error)
        return UNUSABLE
    except (OSError, UnicodeError) as error:
        _say_error(f"bbafootprint: {error}; check the path, its permissions and the space left", error)
        return UNUSABLE
    except Exception as error:  # noqa: BLE001 - the last door: what is left is our own fault, said and reported
        if not log.is_json():
            traceback.print_exc()
        _say_error(
            "bbafootprint: this is a fault of the library, not of your file. Please report the lines above, with "
            "the command and, if you may share it, the file.",
            error,
            traceback=traceback.format_exc(),
        )
        return FAULT
    return DONE


def _say_error(text: str, error: BaseException, **fields: str) -> None:
    path = getattr(error, "path", None)
    more = {**fields, **({} if path is None else {"path": str(path)})}
    say(text, err=True, event="error", level="error", kind=type(error).__name__, **more)
