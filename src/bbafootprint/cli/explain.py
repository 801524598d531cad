"""``explain``: a line, a group of lines or the total, with the arithmetic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bbafootprint.cli.options import (
    INPUT,
    JSON,
    apart,
    check_targets,
    footprint_of,
    footprint_options,
    inputs,
    read_sheet,
    reading_options,
    write_json,
)
from bbafootprint.cli.terminal import say
from bbafootprint.errors import UsageError
from bbafootprint.targets import check_target


@click.command()
@INPUT
@click.option("--line", "line_id", metavar="ID", help="A line, as named in the results.")
@click.option(
    "--group", "groups", multiple=True, metavar="COLUMN=VALUE",
    help="The lines with this value, as origin=BRA; repeat for lines that have all; COLUMN= for those without one.",
)  # fmt: skip
@click.option("--total", is_flag=True, help="All lines together.")
@click.option("--indicator", metavar="INDICATOR", help="This indicator alone, such as habitat_loss.")
@click.option(
    "--top", type=click.IntRange(min=1), default=10, show_default=True, metavar="N",
    help="Of a group or total, list the N largest contributions; the others are summed up.",
)  # fmt: skip
@click.option(
    "--table", type=click.Path(path_type=Path), metavar="FILE.csv", help="Write the arithmetic as a table."
)
@JSON
@footprint_options
@reading_options
def explain(
    source: Path,
    line_id: str | None,
    groups: tuple[str, ...],
    total: bool,
    indicator: str | None,
    top: int,
    table: Path | None,
    json_target: str | None,
    **chosen: Any,
) -> None:
    """Explain a line (--line), a group of lines (--group) or all (--total): the arithmetic and its sources."""
    from bbafootprint.report.lines import write_csv

    footprint, reading = apart(chosen)
    named = {"--line": line_id is not None, "--group": bool(groups), "--total": total}
    asked = [name for name, given in named.items() if given]
    if not asked:
        raise UsageError("say what to explain: --line ID, --group COLUMN=VALUE (repeatable), or --total")
    if len(asked) > 1:
        raise UsageError(
            f"{' and '.join(asked)} are given, and one thing is explained at a time: leave all but one out. A group is "
            "explained as a total of its own"
        )
    group = _group(groups)
    for path in inputs(source, reading):
        check_targets(None, json_target, path)
        if table is not None:
            check_target(table, path, suffix=".csv")
    result = footprint_of(read_sheet(source, **reading), **footprint, products=reading["products"])
    explanation = result.explain(line_id, indicator=indicator, top=top, **group)
    if table is not None:
        write_csv(explanation.table(), table)
    if json_target is not None:
        write_json(explanation.to_dict(), json_target)
    if json_target != "-":
        say(str(explanation))
        if table is not None:
            say(f"wrote {table}")


def _group(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return column to value."""
    group: dict[str, str] = {}
    for pair in pairs:
        column, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not column:
            raise UsageError(f"--group {pair!r} is not COLUMN=VALUE, for instance --group origin=BRA")
        if column in ("indicator", "top"):
            raise UsageError(f"--group {pair!r}: {column} is an option of its own, --{column}, and no column")
        if group.setdefault(column, value) != value:
            raise UsageError(
                f"--group names two values of {column}: {group[column]!r} and {value!r}; a line has one. "
                "Explain one after the other"
            )
    return group
