"""The command line: the only room that prints or exits.

A command reads its options, calls the library as anyone may, and shows what comes back. Where to look:

- :mod:`sheet`: ``check`` and ``template``; :mod:`factors`: ``factors ...``; the other modules of commands are called as
  theirs: :mod:`run`, :mod:`run_files`, :mod:`verify`, :mod:`explain`, :mod:`simulate`, :mod:`compare`, :mod:`scenario`,
  :mod:`commitment`, :mod:`trace`, :mod:`ledger`, :mod:`portfolio`, :mod:`schema`;
- :mod:`options`, :mod:`strict`: the options that commands share, and what is done with them;
- :mod:`show`, :mod:`show_sets`, :mod:`show_comparison`: what a person sees of a result, a factor set, a comparison;
- :mod:`terminal`: printing, tables, how a figure is written; :mod:`exits`: the exit codes.

Commands import the library inside their functions, so that a ``--help`` does not wait for what it does not use.
"""

from __future__ import annotations

import sys
import traceback
from typing import NoReturn

import click

from bbafootprint.cli import (
    commitment,
    compare,
    explain,
    factors,
    ledger,
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
from bbafootprint.cli.exits import DONE, FAULT, STOPPED, UNUSABLE
from bbafootprint.cli.terminal import say
from bbafootprint.errors import BBAFootprintError

__all__ = ["cli", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bbafootprint", prog_name="bbafootprint")
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
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(UNUSABLE)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        say("stopped; no file was left half written", err=True)
        sys.exit(STOPPED)
    except BBAFootprintError as error:
        say(f"bbafootprint: {error}", err=True)
        sys.exit(UNUSABLE)
    except (OSError, UnicodeError) as error:
        say(f"bbafootprint: {error}; check the path, its permissions and the space left", err=True)
        sys.exit(UNUSABLE)
    except Exception:  # noqa: BLE001 - the last door: what is left is our own fault, said and reported
        traceback.print_exc()
        say(
            "bbafootprint: this is a fault of the library, not of your file. Please report the lines above, with "
            "the command and, if you may share it, the file.",
            err=True,
        )
        sys.exit(FAULT)
    sys.exit(DONE)
