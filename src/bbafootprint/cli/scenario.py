"""``scenario``: what the footprint would be if something else were bought."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    INPUT,
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
from bbafootprint.cli.show import ISSUES_SHOWN, show_issues
from bbafootprint.cli.terminal import change, figure, percent, print_table, say
from bbafootprint.targets import check_target

if TYPE_CHECKING:
    import pandas as pd

    from bbafootprint.schema import Lines


@click.command()
@INPUT
@click.argument("document", metavar="SCENARIO.toml|.json", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx",
    help="Write the results workbook of what would be, with sheets of before and after, claims and changed lines.",
)  # fmt: skip
@click.option(
    "--lines", "lines_target", type=click.Path(path_type=Path), metavar="OUT.csv|OUT.xlsx",
    help="Write all lines as they would be.",
)  # fmt: skip
@JSON
@footprint_options
@claim_option
@reading_options
def scenario(
    source: Path,
    document: Path,
    output: Path | None,
    lines_target: Path | None,
    json_target: str | None,
    claims: tuple[str, ...],
    **chosen: Any,
) -> None:
    """Apply a scenario to a sheet and show the footprint before and after.

    The steps of the scenario are applied to the lines as they were declared; with --perspective traced both are traced
    afterwards. What is certified or claimed stands beside the total, never in its place.
    """
    from bbafootprint.footprint.plain import plain
    from bbafootprint.planning import adjusted_totals, apply_scenario, read_scenario
    from bbafootprint.planning.outcome import changed_lines, scenario_totals
    from bbafootprint.report import write_workbook
    from bbafootprint.report.lines import write_lines
    from bbafootprint.report.machine import issues_to_records
    from bbafootprint.report.tables import tables_to_records

    footprint, reading = apart(chosen)
    for path in (*inputs(source, reading), document):
        check_targets(output, json_target, path)
        if lines_target is not None:
            check_target(lines_target, path, suffix=(".csv", ".xlsx"))
    said = read_scenario(document)
    lines = read_sheet(source, **reading)
    if (refused := all_rejected(lines)) is not None:
        show_issues(lines.issues, limit=ISSUES_SHOWN, err=True)
        raise refused
    columns = claim_columns(claims) or None
    after_lines = apply_scenario(lines, said, products=reading["products"], columns=columns)
    before, after = (
        footprint_of(each, **footprint, products=reading["products"]) for each in (lines, after_lines)
    )
    totals = scenario_totals(before, after)
    claimed = adjusted_totals(after, columns)
    changed = changed_lines(after_lines)
    if output is not None:
        tables = {"Scenario": totals, "Adjusted": claimed, "Changed lines": changed}
        write_workbook(after, output, tables=tables)
    if lines_target is not None:
        write_lines(after_lines, lines_target)
    if json_target is not None:
        data = {
            "scenario": plain(after_lines.reading["scenario"][-1]),
            **tables_to_records(
                {"totals": (totals, ""), "adjusted": (claimed, ""), "changed lines": (changed, "")}
            ),
            "lines": {"before": before.counts(), "after": after.counts()},
            "issues": issues_to_records(after.issues),
            "provenance": plain({"before": before.provenance, "after": after.provenance}),
        }
        write_json(data, json_target)
    if json_target != "-":
        _show(totals, claimed, after_lines)
        show_issues(after.issues, limit=ISSUES_SHOWN)
        for target in (output, lines_target):
            if target is not None:
                say(f"wrote {target}")


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
        known = (percent(row[f"{side}_assessed_mass_share"]) for side in ("before", "after"))
        mass = " -> ".join(dict.fromkeys(known))
        rows.append([title(row["indicator"]), row["unit"], *shown, change(row["change"]), mass])
    header = ["indicator", "unit", "before", "after", "difference", "change", "mass"]
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
