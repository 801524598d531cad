"""``factors list``, ``show``, ``validate`` and ``diff``: factor sets, on their own and against each other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.exits import UNUSABLE
from bbafootprint.cli.options import JSON, check_targets, write_json
from bbafootprint.cli.show_sets import show_difference, show_set
from bbafootprint.cli.terminal import print_table, say
from bbafootprint.targets import replacing

if TYPE_CHECKING:
    from bbafootprint.factors.difference import FactorSetComparison

DIFFERENCES_SHOWN = 20


@click.group()
def factors() -> None:
    """List, show, compare and validate factor sets."""


@factors.command(name="list")
def list_sets() -> None:
    """List the factor sets that can be loaded by name."""
    from bbafootprint.factors import list_factor_sets

    frame = list_factor_sets()
    if frame.empty:
        say("no factor set is shipped or installed")
        return
    columns = ["name", "version", "factors", "commodities", "origins", "where", "title"]
    rows = [[str(value) for value in row] for row in frame[columns].itertuples(index=False)]
    print_table("Factor sets", columns, rows, words=("name", "version", "where", "title"))


@factors.command()
@click.argument("name")
def show(name: str) -> None:
    """Show what a factor set holds, by name or folder."""
    from bbafootprint.factors import load_factors

    show_set(load_factors(name))


@factors.command()
@click.argument("folder", type=click.Path(path_type=Path))
def validate(folder: Path) -> None:
    """Say everything that is wrong with a factor set's folder, at once."""
    from bbafootprint.factors import validate_folder

    problems = validate_folder(folder)
    wrong = [problem for problem in problems if not problem.startswith("warning:")]
    for problem in problems:
        say(f"- {problem}")
    say(f"{folder}: {f'{len(wrong)} problem(s)' if wrong else 'valid'}")
    if wrong:
        sys.exit(UNUSABLE)


@factors.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=DIFFERENCES_SHOWN,
    show_default=True,
    metavar="N",
    help="Show the N factors whose change matters most.",
)
@click.option("--all", "everything", is_flag=True, help="Show every factor that differs.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="OUT.csv",
    help="Write every factor that differs as CSV.",
)
@JSON  # fmt: skip
def diff(
    old: str, new: str, top: int, everything: bool, output: Path | None, json_target: str | None
) -> None:
    """Say what changed from set A to set B (names or folders), largest effect on world trade first.

    Production stands for trade: the effect of a change is its size times what the origin grows in a year.
    """
    from bbafootprint.factors.difference import compare_factor_sets

    check_targets(output, json_target, None, suffix=".csv")
    found = compare_factor_sets(old, new)
    if output is not None:
        with replacing(output) as scratch:
            found.factors.to_csv(scratch, index=False, lineterminator="\n")
    if json_target is not None:
        write_json(_difference_to_dict(found), json_target)
    if json_target != "-":
        show_difference(found, None if everything else top)
        if output is not None:
            say(f"wrote {output}: {len(found.factors):,} factors that differ")


def _difference_to_dict(found: FactorSetComparison) -> dict[str, Any]:
    """Return a comparison as JSON-ready data."""
    from bbafootprint.footprint.plain import plain

    tables = {
        "factors": found.factors,
        "indicators": found.indicators.reset_index(),
        "metadata": found.metadata,
    }
    records = {name: plain(table.astype(object).to_dict("records")) for name, table in tables.items()}
    return {"old": found.old, "new": found.new, "identical": found.identical, **records}
