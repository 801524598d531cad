"""``verify``: an audit pack checked, and its result computed again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bbafootprint.cli.exits import NOT_RECOMPUTED, NOT_VERIFIED
from bbafootprint.cli.options import JSON, check_targets, write_json
from bbafootprint.cli.terminal import say
from bbafootprint.errors import UsageError


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--input", "given", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="A file that was left out of the pack, known by its hash. Repeatable, in any order.",
)  # fmt: skip
@JSON
def verify(folder: Path, given: tuple[Path, ...], json_target: str | None) -> None:
    """Check every file of an audit pack against its hash, compute the result again and compare it.

    Exits with 0 where all is well, 4 where something was changed or does not give the numbers (each is named), 5 where
    nothing was changed and the inputs were not there to recompute from.
    """
    from bbafootprint.audit import verify_audit_pack

    check_targets(None, json_target, None)
    if json_target not in (None, "-"):
        target = Path(json_target).resolve()
        if target.is_relative_to(folder.resolve()):
            raise UsageError(f"{json_target} lies in the pack, which would change it; choose another place")
        if any(path.exists() and target.exists() and target.samefile(path) for path in given):
            raise UsageError(f"{json_target} is an input; choose another name, an input is never overwritten")
    found = verify_audit_pack(folder, list(given))
    if json_target is not None:
        write_json(found.to_dict(), json_target)
    if json_target != "-":
        *lines, outcome = found.sentences()
        for line in lines:
            say(line)
        say(outcome, err=not found.verified)
    if found.failed:
        sys.exit(NOT_VERIFIED)
    if not found.verified:
        sys.exit(NOT_RECOMPUTED)
