"""``scenario``: what the footprint would be if something else were bought."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    ALLOCATION,
    FACTORS,
    INPUT,
    JSON,
    LAYERING,
    PERSPECTIVE,
    TRADE,
    Allocation,
    Perspective,
    all_rejected,
    check_targets,
    claim_columns,
    claim_option,
    inputs,
    read_sheet,
    reading_options,
    write_json,
)
from bbafootprint.cli.show import ISSUES_SHOWN, show_issues
from bbafootprint.cli.terminal import figure, percent, print_table, say

if TYPE_CHECKING:
    import pandas as pd

    from bbafootprint.factors import Layering
    from bbafootprint.schema import Lines


@click.command()
@INPUT
@click.argument("document", metavar="SCENARIO.toml|.json", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx",
    help="Write totals before and after, what is claimed, and the changed lines as a workbook.",
)  # fmt: skip
@click.option(
    "--lines", "lines_target", type=click.Path(path_type=Path), metavar="OUT.csv|OUT.xlsx",
    help="Write all lines as they would be.",
)  # fmt: skip
@JSON
@FACTORS
@LAYERING
@ALLOCATION
@PERSPECTIVE
@TRADE
@claim_option
@reading_options
def scenario(
    source: Path,
    document: Path,
    output: Path | None,
    lines_target: Path | None,
    json_target: str | None,
    factor_sets: tuple[str, ...],
    layering: Layering,
    allocation: Allocation,
    perspective: Perspective,
    trade: tuple[str, ...],
    claims: tuple[str, ...],
    **reading: Any,
) -> None:
    """Apply a scenario to a sheet and show the footprint before and after.

    The steps of the scenario are applied to the lines as they were declared; with --perspective traced both are traced
    afterwards. What is certified or claimed stands beside the total, never in its place.
    """
    from bbafootprint.factors import load_factors
    from bbafootprint.pipeline import calculate_footprint
    from bbafootprint.planning import adjusted_totals, apply_scenario, read_scenario
    from bbafootprint.planning.outcome import scenario_totals
    from bbafootprint.report.lines import write_lines
    from bbafootprint.report.machine import issues_to_records, plain
    from bbafootprint.report.tables import tables_to_records, write_tables

    for path in (*inputs(source, reading), document):
        check_targets(output, json_target, path)
        check_targets(lines_target, None, path, suffix=_suffix(lines_target))
    said = read_scenario(document)
    factors = load_factors(*factor_sets, layering=layering)
    lines = read_sheet(source, **reading)
    if (refused := all_rejected(lines)) is not None:
        show_issues(lines.issues, limit=ISSUES_SHOWN, err=True)
        raise refused
    columns = claim_columns(claims) or None
    after_lines = apply_scenario(lines, said, products=reading["products"], columns=columns)
    before, after = (
        calculate_footprint(
            each, factors, allocation=allocation, perspective=perspective, trade=trade or None,
            products=reading["products"],
        )
        for each in (lines, after_lines)
    )  # fmt: skip
    totals = scenario_totals(before, after)
    claimed = adjusted_totals(after, columns)
    tables = _tables(totals, claimed, after_lines)
    record = {"before": before.provenance, "after": after.provenance}
    if output is not None:
        write_tables(tables, output, record)
    if lines_target is not None:
        write_lines(after_lines, lines_target)
    if json_target is not None:
        data = {
            "scenario": plain(after_lines.reading["scenario"][-1]),
            **tables_to_records(tables),
            "lines": {"before": before.counts(), "after": after.counts()},
            "issues": issues_to_records(after.issues),
            "provenance": plain(record),
        }
        write_json(data, json_target)
    if json_target != "-":
        _show(totals, claimed, after_lines)
        show_issues(after.issues, limit=ISSUES_SHOWN)
        for target in (output, lines_target):
            if target is not None:
                say(f"wrote {target}")


def _suffix(target: Path | None) -> str:
    return ".csv" if target is not None and target.suffix.lower() == ".csv" else ".xlsx"


def _tables(totals: pd.DataFrame, claimed: pd.DataFrame, lines: Lines) -> dict[str, tuple[pd.DataFrame, str]]:
    from bbafootprint.planning.outcome import changed_lines

    return {
        "Totals": (
            totals,
            "The footprint before and after the scenario; the intervals are those of each alone.",
        ),
        "Adjusted": (
            claimed,
            "What would remain of each total after the scenario if what is claimed of some lines holds; no footprint.",
        ),
        "Changed lines": (
            changed_lines(lines),
            "Lines that a step changed: scenario_of points back to the line.",
        ),
        "Issues": (lines.issues, "What was wrong or worth knowing in the sheet and in the scenario."),
    }


def _show(totals: pd.DataFrame, claimed: pd.DataFrame, lines: Lines) -> None:
    """Show the steps, the totals side by side, and beside them what is claimed."""
    from bbafootprint.planning.adjusting import ALL
    from bbafootprint.report.wording import title

    record = lines.reading["scenario"][-1]
    say(f"scenario: {record['name'] or '(no name)'}")
    for step in record["steps"]:
        count = step["lines"]
        say(f"  {step['step']}. {step['said']}: {count:,} line{'s' * (count != 1)}")
    rows = []
    for row in totals.to_dict("records"):
        shown = [figure(row["before"]), figure(row["after"]), figure(row["difference"], missing="-")]
        change = "-" if row["change"] != row["change"] else f"{100 * row['change']:+.1f} %"
        known = [percent(row["before_assessed_mass_share"]), percent(row["after_assessed_mass_share"])]
        rows.append([title(row["indicator"]), row["unit"], *shown, change, *known])
    header = ["indicator", "unit", "before", "after", "difference", "change", "mass before", "mass after"]
    print_table("Footprint before and after", header, rows, words=("indicator", "unit"))
    say(
        "mass: share of the tonnes that is assessed; where it changes, a part of the difference is what is known."
    )
    for row in totals[totals["newly_not_assessed_t"] > 0].to_dict("records"):
        say(
            f"{title(row['indicator'])}: {figure(row['newly_not_assessed_t'])} t are bought that it does not answer "
            "for, in place of goods that it did: what they cost is in no total."
        )
    marked = claimed[(claimed["marked_lines"] > 0) & (claimed["evidence"] != ALL)]
    if marked.empty:
        return
    rows = [
        [
            title(row["indicator"]), row["evidence"], row["unit"], figure(row["unadjusted"]),
            percent(row["marked_mass_share"]), figure(row["marked_value"]), figure(row["adjusted"]), row["why"],
        ]
        for row in marked[~marked["why"].str.startswith("not adjusted: the land")].to_dict("records")
    ]  # fmt: skip
    print_table(
        "Beside it: if the claims hold",
        [
            "indicator",
            "evidence",
            "unit",
            "unadjusted",
            "mass marked",
            "of it",
            "adjusted",
            "what is adjusted",
        ],
        rows,
        words=("indicator", "evidence", "unit", "what is adjusted"),
        optional=("what is adjusted",),
    )
    say(
        "A claim is no measurement: the footprint is the unadjusted figure. Land in use stays in use: not adjusted."
    )
