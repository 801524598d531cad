"""``simulate``: how sure a footprint is, what makes it unsure, and which lines to trace first."""

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
    footprint_of,
    footprint_options,
    inputs,
    read_sheet,
    reading_options,
    write_json,
)
from bbafootprint.cli.show import ISSUES_SHOWN, count_of_lines, show_issues, show_reading
from bbafootprint.cli.terminal import figure, percent, print_table, say, short

if TYPE_CHECKING:
    import pandas as pd

    from bbafootprint.footprint.uncertainty.simulation import Simulation

SOURCES_SHOWN = 6
RANKED = 8


@click.command()
@INPUT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx",
    help="Write the results workbook, with sheets of uncertainty.",
)  # fmt: skip
@JSON
@click.option("--draws", type=int, default=10_000, show_default=True, help="How many draws.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same numbers.")
@click.option(
    "--quantities", metavar="SHARE|COLUMN",
    help="How wrong quantities may be, 95 %: a share such as 0.05, or the column of the lines that holds one.",
)  # fmt: skip
@click.option(
    "--by", "groups", multiple=True, metavar="COLUMN", help="Group by a column of the lines. Repeatable."
)
@click.option(
    "--rank", metavar="COLUMN", help="How often each origin, supplier ... is worse than the others, per t."
)
@click.option(
    "--indicator", default="habitat_loss", show_default=True, metavar="ID",
    help="The indicator of ranks, hotspots, shares in the variance and lines to trace.",
)  # fmt: skip
@click.option(
    "--lines",
    "most",
    type=click.IntRange(min=1),
    default=12,
    show_default=True,
    help="Lines to trace first, at most.",
)
@footprint_options
@reading_options
def simulate(
    source: Path,
    output: Path | None,
    json_target: str | None,
    draws: int,
    seed: int,
    quantities: str | None,
    groups: tuple[str, ...],
    rank: str | None,
    indicator: str,
    most: int,
    **chosen: Any,
) -> None:
    """Say how sure a footprint is, what makes it unsure, and which lines to trace first."""
    from bbafootprint.footprint.uncertainty import simulation
    from bbafootprint.report import write_workbook
    from bbafootprint.report.uncertainty import uncertainty_tables, uncertainty_to_dict

    footprint, reading = apart(chosen)
    for path in inputs(source, reading):
        check_targets(output, json_target, path)
    lines = read_sheet(source, **reading)
    if (refused := all_rejected(lines)) is not None:
        show_issues(lines.issues, limit=ISSUES_SHOWN, err=True)
        raise refused
    result = footprint_of(lines, **footprint, products=reading["products"])
    drawn = simulation.simulate(result, draws, seed, quantities=_quantities(quantities))
    tables = uncertainty_tables(drawn, groups, indicator=indicator, rank=rank)
    if output is not None:
        write_workbook(result, output, tables=tables)
    if json_target is not None:
        write_json(uncertainty_to_dict(drawn, tables), json_target)
    if json_target != "-":
        show_reading(lines)
        say(count_of_lines(result))
        _show(drawn, tables, indicator, most)
        show_issues(result.issues, limit=ISSUES_SHOWN)
        if output is not None:
            say(f"wrote {output}")


def _quantities(text: str | None) -> float | str | None:
    """Return a share where the text is a number, else the name of a column."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return text


def _show(drawn: Simulation, tables: dict[str, pd.DataFrame], indicator: str, most: int) -> None:
    from bbafootprint.report.uncertainty import GROUPS, HOTSPOTS, RANKS, TOTALS, TRACE, VARIANCE
    from bbafootprint.report.wording import title

    _show_totals(f"Footprint, {drawn.draws:,} draws, seed {drawn.seed}", tables[TOTALS])
    held = (
        "factors, conversions and quantities" if drawn.quantities is not None else "factors and conversions"
    )
    say(f"The interval covers {held}. The value is the published one; mean and interval are of the draws.")
    if GROUPS in tables:
        _show_totals("By group", tables[GROUPS], indicator)
    name = title(indicator)
    hot = tables[HOTSPOTS]
    rows = [
        [_words(row, hot), figure(row["value"]), percent(row["impact_share"]), percent(row["cumulative_share"]),
         percent(row["own_factor_share"])]
        for _, row in hot[hot["hotspot"]].iterrows()
    ]  # fmt: skip
    if rows:
        of = "commodity and origin"
        print_table(
            f"{name}: hotspots, the fewest that hold 80 %",
            [of, "value", "share", "together", "by a factor of its own"], rows, words=(of,),
        )  # fmt: skip
    unsure = tables[VARIANCE].head(SOURCES_SHOWN)
    if len(unsure):
        rows = [
            [str(row["kind"]), short(row["name"]), short(row["match_level"]), figure(row["value"]), figure(row["gsd"]),
             percent(row["variance_share"])]
            for _, row in unsure.iterrows()
        ]  # fmt: skip
        head = ["what", "of", "rung", "answers for", "geometric deviation", "share of the variance"]
        print_table(
            f"{name}: what makes the total unsure", head, rows, words=head[:3], optional=("answers for",)
        )
    _show_tracing(name, tables[TRACE], most)
    if RANKS in tables:
        _show_ranks(name, tables[RANKS])


def _show_totals(heading: str, table: pd.DataFrame, indicator: str | None = None) -> None:
    from bbafootprint.report.wording import title

    shown = table if indicator is None else table[table["indicator"] == indicator]
    groups = list(table.columns[: list(table.columns).index("indicator")])
    head = [*map(title, groups), "indicator", "value", "95 % interval", "mean", "standard deviation", "unit"]
    rows = [
        [*(short(row[name]) for name in groups), title(str(row["indicator"])), figure(row["value"]),
         _interval(row), figure(row["mean"]), figure(row["sd"]), str(row["unit"])]
        for _, row in shown.iterrows()
    ]  # fmt: skip
    words = (*map(title, groups), "indicator", "95 % interval", "unit")
    print_table(heading, head, rows, words=words, optional=("mean", "standard deviation"))


def _show_tracing(name: str, table: pd.DataFrame, most: int) -> None:
    if table.empty:
        say(f"{name}: the world mean answers for no line of unknown origin; nothing to trace.")
        return
    worth = table[(table["step"] > 0).to_numpy(bool)]
    if worth.empty:
        say(
            f"{name}: {len(table):,} line{'s' * (len(table) != 1)} of unknown origin, none of which is expected to "
            "make the total surer if it were traced."
        )
        return
    table = worth
    rows = [
        [str(row["line_id"]), short(row["commodity"]), short(row["origin_as_given"], 20) or "(none)",
         short(row.get("supplier"), 20), figure(row["mass_t"], missing="?"), figure(row["value"]),
         f"{figure(row['if_known_low'], missing='?')} to {figure(row['if_known_high'], missing='?')}",
         percent(row["narrowing"])]
        for _, row in table.head(most).iterrows()
    ]  # fmt: skip
    head = ["line", "commodity", "origin as given", "supplier", "t", "now", "if it were known", "narrower by"]
    print_table(
        f"{name}: lines to trace first", head, rows,
        words=("line", "commodity", "origin as given", "supplier", "if it were known"), optional=("supplier",),
    )  # fmt: skip
    say(
        "narrower by: how much the standard deviation of the total is expected to fall with this line and those above "
        "it traced. if it were known: where 90 % of what the world grows would put the line."
    )
    if len(table) > most:
        say(f"... and {len(table) - most:,} more lines; all are in the sheet Trace first and in --json")


def _show_ranks(name: str, ranks: pd.DataFrame) -> None:
    if ranks.empty:
        say(f"{name}: no group is assessed; nothing to rank.")
        return
    kept = ranks.iloc[:RANKED, : RANKED + 1]
    head = [str(column) for column in kept.columns]
    rows = [[short(row.iloc[0], 24), *(percent(each) for each in row.iloc[1:])] for _, row in kept.iterrows()]
    print_table(f"{name} per t: how often the row is worse than the column", head, rows, words=(head[0],))


def _interval(row: pd.Series) -> str:
    return "" if row["low"] != row["low"] else f"{figure(row['low'])} to {figure(row['high'])}"


def _words(row: pd.Series, table: pd.DataFrame) -> str:
    names = list(table.columns[: list(table.columns).index("value")])
    return ", ".join(short(row[each], 32) or "(not read)" for each in names)
