"""``trace``: lines that were shipped from a country that did not grow the goods, split over those that did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    INPUT,
    JSON,
    TRADE,
    all_rejected,
    check_targets,
    inputs,
    read_sheet,
    reading_options,
    write_json,
)
from bbafootprint.cli.show import show_issues, show_reading
from bbafootprint.cli.terminal import figure, print_table, say

if TYPE_CHECKING:
    from bbafootprint.schema import Lines

ORIGINS_SHOWN = 15


@click.command()
@INPUT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx|OUT.csv",
    help="Write the lines, those that were split as their parts.",
)  # fmt: skip
@TRADE
@JSON
@reading_options
def trace(
    source: Path, output: Path | None, trade: tuple[str, ...], json_target: str | None, **reading: Any
) -> None:
    """Follow goods shipped from elsewhere back to where they grew; calculate nothing."""
    from bbafootprint.ingest.own_products import read_products
    from bbafootprint.report.lines import write_lines
    from bbafootprint.report.machine import traced_to_dict
    from bbafootprint.trade.tracing.origins import trace_origins

    suffix = ".csv" if output is not None and output.suffix.lower() == ".csv" else ".xlsx"
    for path in inputs(source, reading):
        check_targets(output, json_target, path, suffix=suffix)
    lines = read_sheet(source, **reading)
    traced = trace_origins(lines, trade or None, products=read_products(reading["products"]))
    refused = all_rejected(lines)
    if output is not None and refused is None:
        write_lines(traced, output)
    if json_target is not None:
        write_json(traced_to_dict(traced), json_target)
    if json_target != "-":
        show_reading(lines)
        _show_origins(traced)
        show_issues(traced.issues, limit=None)
        if output is not None and refused is None:
            say(f"wrote {output}: {len(traced):,} rows")
    if refused is not None:
        raise refused


def _show_origins(traced: Lines) -> None:
    """Show how much was traced, and to where."""
    from bbafootprint.report.lines import origins_of_parts
    from bbafootprint.report.machine import tracing_counts

    counts = tracing_counts(traced)
    say(
        f"{counts['lines']['read']:,} lines: {counts['lines']['traced']:,} traced into {counts['parts']:,} parts, "
        f"{counts['lines']['not_traced']:,} shipped from a country without trade data, "
        f"{counts['lines']['read'] - counts['lines']['traced'] - counts['lines']['not_traced']:,} as declared"
    )
    table = origins_of_parts(traced)
    if table.empty:
        return
    shown = table.head(ORIGINS_SHOWN)
    amounts = [figure(amount) for amount in shown["amount"].tolist()]
    rows = list(zip(shown["commodity"], shown["origin_name"], amounts, shown["amount_unit"], strict=True))
    title = "Traced to"
    print_table(
        title, ["commodity", "grown in", "amount", "unit"], rows, words=("commodity", "grown in", "unit")
    )
    if len(table) > len(rows):
        say(f"... and {len(table) - len(rows):,} more")
