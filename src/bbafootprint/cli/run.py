"""``run``: from a sheet to its footprint."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from bbafootprint.cli.exits import UNDER_COVERAGE
from bbafootprint.cli.options import (
    INPUT,
    JSON,
    all_rejected,
    apart,
    check_targets,
    footprint_of,
    footprint_options,
    inputs,
    read_sheet,
    reading_options,
    write_json,
)
from bbafootprint.cli.show import ISSUES_SHOWN, show_issues, show_result
from bbafootprint.cli.strict import STRICT, thresholds_of, under
from bbafootprint.cli.terminal import say
from bbafootprint.errors import UsageError
from bbafootprint.schema import LANGUAGES


@click.command()
@INPUT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx", help="Write a results workbook."
)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path),
    metavar="OUT.html",
    help="Write a page to look at and to pass on: one file that loads nothing.",
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the page."
)
@JSON
@footprint_options
@reading_options
@STRICT
@click.option(
    "--eudr-date", metavar="YYYY-MM-DD",
    help="Day at which the workbook reads the list of goods of the EU regulation on deforestation.",
)  # fmt: skip
def run(
    source: Path,
    output: Path | None,
    page: Path | None,
    lang: str,
    json_target: str | None,
    strict: tuple[str, ...],
    eudr_date: str | None,
    **chosen: Any,
) -> None:
    """Turn a sheet of purchases into its footprint."""
    from bbafootprint.report import result_to_dict, write_report, write_workbook

    if eudr_date is not None and output is None:
        raise UsageError("--eudr-date is of the workbook: give -o OUT.xlsx as well, or leave it out")
    footprint, reading = apart(chosen)
    for path in inputs(source, reading):
        check_targets(output, json_target, path)
        check_targets(page, None, path, suffix=".html")
    lines = read_sheet(source, **reading)
    result = footprint_of(lines, **footprint, products=reading["products"])
    thresholds = thresholds_of(strict, [indicator.id for indicator in result.factors.indicators])
    refused = all_rejected(lines)
    if output is not None and refused is None:
        write_workbook(result, output, eudr_date=eudr_date)
    if page is not None and refused is None:
        write_report(result, page, lang)
    if json_target is not None:
        write_json(result_to_dict(result), json_target)
    if refused is not None:
        show_issues(lines.issues, limit=ISSUES_SHOWN, err=True)
        raise refused
    if json_target != "-":
        show_result(result, lines, output)
        if page is not None:
            say(f"wrote {page}")
    short = under(result, thresholds)
    for message in short:
        say(message, err=True)
    if short:
        sys.exit(UNDER_COVERAGE)
