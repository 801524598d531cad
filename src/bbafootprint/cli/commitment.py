"""``commitment``: how far a promise is kept, from the sheets of its years."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    JSON,
    all_rejected,
    apart,
    check_targets,
    claim_columns,
    claim_option,
    footprint_of,
    footprint_options,
    inputs,
    read_sheet,
    reading_options,
    write_json,
)
from bbafootprint.cli.show import ISSUES_SHOWN, count_of_lines, issues_in_brief, show_issues
from bbafootprint.cli.terminal import say
from bbafootprint.errors import UsageError
from bbafootprint.targets import check_target, replacing

if TYPE_CHECKING:
    from bbafootprint.footprint import Footprint
    from bbafootprint.schema import Lines

_YEARLY = re.compile(r"((?:19|20)\d\d)=(.+)", re.DOTALL)
_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("document", metavar="COMMITMENT.toml|.json", type=_PATH)
@click.argument("sources", metavar="INPUT|YEAR=INPUT...", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=_PATH, metavar="OUT.xlsx|OUT.csv",
    help="Write the progress as a table; a workbook also holds what stands beside it.",
)  # fmt: skip
@click.option("--chart", type=_PATH, metavar="OUT.svg", help="Write the progress as a drawing.")
@JSON
@footprint_options
@click.option(
    "--draws", type=click.IntRange(min=0), default=10_000, show_default=True,
    help="Draws behind the chance of being on the path; 0: none.",
)  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the draws.")
@claim_option
@reading_options
def commitment(
    document: Path,
    sources: tuple[str, ...],
    output: Path | None,
    chart: Path | None,
    json_target: str | None,
    draws: int,
    seed: int,
    claims: tuple[str, ...],
    **chosen: Any,
) -> None:
    """Follow a commitment through the sheets of its years.

    Each INPUT is a sheet whose lines have a period, of one year or of several; YEAR=INPUT says the year of a sheet
    without.
    """
    from bbafootprint.planning import read_commitment, track_commitment
    from bbafootprint.planning.years import split_by_year
    from bbafootprint.report.lines import write_lines
    from bbafootprint.report.tables import write_tables
    from bbafootprint.schema import Lines as Table

    footprint, reading = apart(chosen)
    yearly = [_year_and_path(source) for source in sources]
    for path in (document, *(each for _, source in yearly for each in inputs(source, reading))):
        check_targets(output, json_target, path, suffix=(".csv", ".xlsx"))
        if chart is not None:
            check_target(chart, path, suffix=".svg")
    promise = read_commitment(document)
    results: dict[int, Footprint] = {}
    read: list[str] = []
    for year, source in yearly:
        lines = read_sheet(source, **reading)
        if (refused := all_rejected(lines)) is not None:
            show_issues(lines.issues, limit=ISSUES_SHOWN, err=True)
            raise refused
        result = footprint_of(lines, **footprint, products=reading["products"])
        read.append(
            f"{source}: {count_of_lines(result)}{issues_in_brief(result.issues)}{_other_years(year, lines)}"
        )
        found = split_by_year(result) if year is None else {year: result}
        if again := sorted(set(found) & set(results)):
            raise UsageError(
                f"{source} holds lines of {again[0]}, and so does another input: put the lines of a year in one "
                "sheet, or say YEAR=INPUT"
            )
        results |= found
    progress = track_commitment(
        promise,
        results,
        columns=claim_columns(claims) or None,
        products=reading["products"],
        draws=draws,
        seed=seed,
    )
    table = progress.table()
    if output is not None and output.suffix.lower() == ".csv":
        write_lines(Table(table), output)
    elif output is not None:
        tables = {
            "Progress": (table, "Value, path and what can be said of each target in each year."),
            "Beside": (progress.context(), "What stands beside the progress; subtracted from nothing."),
        }
        if len(progress.issues):
            tables["Issues"] = (progress.issues, "What must be known of the commitment.")
        write_tables(tables, output, progress.provenance)
    if chart is not None:
        with replacing(chart) as scratch:
            scratch.write_text(progress.chart(), encoding="utf-8")
    if json_target is not None:
        write_json(progress.to_dict(), json_target)
    if json_target != "-":
        for line in read:
            say(line)
        say(str(progress))
        for target in (output, chart):
            if target is not None:
                say(f"wrote {target}")


def _other_years(said: int | None, lines: Lines) -> str:
    """Say that lines of another year count as those of the year that was said; empty text where none do."""
    from bbafootprint.vocabulary.years import year_of_period

    periods = lines.frame["period"].dropna().astype(str).unique()
    others = sorted({found for text in periods if (found := year_of_period(text)) not in (None, said)})
    if said is None or not others:
        return ""
    return f"; its lines are of {', '.join(map(str, others))}, and count as {said}, as you say"


def _year_and_path(source: str) -> tuple[int | None, Path]:
    """Return the year that an argument says, and its file; a file whose name looks like that is a file."""
    found = _YEARLY.fullmatch(source)
    if found is None or Path(source).exists():
        return None, Path(source)
    return int(found[1]), Path(found[2])
