"""``compare``: two runs, two periods or several factor sets beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    ALLOCATION,
    FACTORS,
    JSON,
    LAYERING,
    PERSPECTIVE,
    TRADE,
    all_rejected,
    check_targets,
    inputs,
    read_sheet,
    reading_options,
    write_json,
)
from bbafootprint.cli.show_comparison import show_comparison, show_methods
from bbafootprint.cli.terminal import say
from bbafootprint.errors import UsageError
from bbafootprint.targets import check_target, replacing

if TYPE_CHECKING:
    import pandas as pd

    from bbafootprint.comparison import Comparison
    from bbafootprint.footprint import Footprint
    from bbafootprint.schema import Lines

_PATH = click.Path(path_type=Path)
_OWN = ("factors", "allocation", "perspective", "sheet", "mapping")  # what a side may have otherwise


def side_options(command: Any) -> Any:
    """Add the options that hold for one side alone."""
    kinds: dict[str, dict[str, Any]] = {
        "factors": {"multiple": True, "metavar": "NAME|FOLDER"},
        "allocation": {"type": click.Choice(["economic", "mass"])},
        "perspective": {"type": click.Choice(["direct", "traced"])},
        "sheet": {"metavar": "NAME"},
        "mapping": {"type": _PATH, "metavar": "FILE.toml"},
    }
    for name in reversed(_OWN):
        for side in ("after", "before"):
            said = f"As --{name}, for {side.upper()} alone."
            command = click.option(f"--{name}-{side}", help=said, **kinds[name])(command)
    return command


DRAWS = 10_000
"""Of the interval of the difference."""


@click.command()
@click.argument("before", metavar="BEFORE", type=_PATH)
@click.argument("after", metavar="[AFTER]", type=_PATH, required=False)
@click.option("--periods", nargs=2, metavar="A B", help="Two periods of one input: A before, B after.")
@click.option(
    "--period-column",
    default="period",
    show_default=True,
    metavar="COLUMN",
    help="The column that --periods looks in.",
)
@click.option(
    "--on", multiple=True, metavar="COLUMN",
    help="Match lines on this column; repeatable. Default: line_id where the names are shared, else commodity, origin, "
    "region and supplier.",
)  # fmt: skip
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="Show the difference by this column too; repeatable, one table each.",
)
@click.option(
    "--methods", is_flag=True,
    help="One input under several --factors (A+B is B under A, layered): totals, rank correlation over commodity and "
    "origin, or over --by, and what the sets rank most differently.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=_PATH, metavar="OUT.xlsx",
    help="Write the results workbook of AFTER, with sheets of what changed.",
)  # fmt: skip
@click.option("--note", type=_PATH, metavar="OUT.md", help="Write the restatement note.")
@JSON
@FACTORS
@LAYERING
@ALLOCATION
@PERSPECTIVE
@TRADE
@side_options
@reading_options
def compare(
    before: Path,
    after: Path | None,
    periods: tuple[str, str] | None,
    period_column: str,
    on: tuple[str, ...],
    by: tuple[str, ...],
    methods: bool,
    output: Path | None,
    note: Path | None,
    json_target: str | None,
    **options: Any,
) -> None:
    """Say what changed from BEFORE to AFTER, and why.

    Each is a sheet of purchases. Without AFTER one input is compared with itself: two --periods of it, or under other
    factors or another method (--factors-after and the like), or under several sets (--methods).
    """
    own = {f"{name}_{side}": options.pop(f"{name}_{side}") for name in _OWN for side in ("before", "after")}
    run = {
        name: options.pop(name) for name in ("factor_sets", "layering", "allocation", "perspective", "trade")
    }
    _check_use(after, periods, methods, note, output, on, {name for name, value in own.items() if value})
    named = [path for path in (after, own["mapping_before"], own["mapping_after"]) if path is not None]
    for path in [*inputs(before, options), *named]:
        check_targets(output, json_target, path)
        if note is not None:
            check_target(note, path, suffix=".md")
    if methods:
        _compare_methods(before, by, json_target, run, options)
        return
    one, two = _runs(before, after, own, run, options)
    found = _compared(one, two, periods, period_column, on, run, options)
    tables = {name: found.by(name) for name in by}
    if output is not None:
        from bbafootprint.report import write_workbook

        write_workbook(found.after, output, tables=_sheets(found, tables))
    if note is not None:
        with replacing(note) as scratch:
            scratch.write_text(found.note(), encoding="utf-8")
    if json_target is not None:
        from bbafootprint.footprint.plain import records

        data = found.to_dict() | {f"by_{name}": records(table) for name, table in tables.items()}
        write_json(data, json_target)
    if json_target != "-":
        show_comparison(found, tables)
        for path in (output, note):
            if path is not None:
                say(f"wrote {path}")


def _check_use(
    after: Path | None,
    periods: tuple[str, str] | None,
    methods: bool,
    note: Path | None,
    output: Path | None,
    on: Sequence[str],
    own: set[str],
) -> None:
    """Refuse options that do not go together, before any work."""
    if methods:
        used = [
            name
            for name, value in (
                ("AFTER", after),
                ("--periods", periods),
                ("--note", note),
                ("--output", output),
                ("--on", on),
            )
            if value
        ]
        used += [f"--{name.replace('_', '-')}" for name in sorted(own)]
        if used:
            raise UsageError(f"--methods sets one input under several --factors; leave out {', '.join(used)}")
        return
    if periods and after is not None:
        raise UsageError("--periods takes both periods from one input; leave AFTER out")
    if after is None and not periods and not any(name.endswith(("_before", "_after")) for name in own):
        raise UsageError(
            "there is nothing to compare with: give AFTER, or two --periods of the input, or other factors for one "
            "side (--factors-after), or --methods with several --factors"
        )


def _compare_methods(
    source: Path, by: tuple[str, ...], json_target: str | None, run: dict[str, Any], reading: dict[str, Any]
) -> None:
    from bbafootprint.comparison import compare_methods
    from bbafootprint.factors import load_factors

    sets = run["factor_sets"]
    if len(sets) < 2:
        raise UsageError("--methods needs two --factors or more; A+B is one set, A layered over B")
    loaded = {name: load_factors(*name.split("+"), layering=run["layering"]) for name in sets}
    if len(loaded) < len(sets):
        raise UsageError("--methods: a set is named twice; name each once")
    lines = _usable(source, read_sheet(source, **reading))
    found = compare_methods(
        lines, loaded, by=by or ("commodity", "origin"), allocation=run["allocation"],
        perspective=run["perspective"], trade=run["trade"] or None, products=reading["products"],
    )  # fmt: skip
    if json_target is not None:
        write_json(found.to_dict(), json_target)
    if json_target != "-":
        show_methods(found)


def _runs(
    before: Path, after: Path | None, own: dict[str, Any], run: dict[str, Any], reading: dict[str, Any]
) -> tuple[Footprint, Footprint]:
    """Return the runs of both sides; the same object where nothing sets them apart."""
    from bbafootprint.factors import load_factors
    from bbafootprint.pipeline import calculate_footprint

    results: list[Footprint] = []
    lines: dict[str, Lines] = {}
    seen: dict[str, Footprint] = {}
    for side, source in (("before", before), ("after", before if after is None else after)):
        read = {name: own[f"{name}_{side}"] or reading[name] for name in ("sheet", "mapping")}
        how = repr((source, read))
        if how not in lines:
            lines[how] = _usable(source, read_sheet(source, **(reading | read)))
        sets = own[f"factors_{side}"] or run["factor_sets"]
        method = {name: own[f"{name}_{side}"] or run[name] for name in ("allocation", "perspective")}
        label = repr((how, sets, method))
        if label not in seen:
            seen[label] = calculate_footprint(
                lines[how],
                load_factors(*sets, layering=run["layering"]),
                trade=(run["trade"] or None) if method["perspective"] == "traced" else None,
                products=reading["products"],
                **method,
            )
        results.append(seen[label])
    return results[0], results[1]


def _compared(
    one: Footprint,
    two: Footprint,
    periods: tuple[str, str] | None,
    column: str,
    on: tuple[str, ...],
    run: dict[str, Any],
    reading: dict[str, Any],
) -> Comparison:
    from bbafootprint.comparison import compare as compare_runs
    from bbafootprint.comparison import select_lines

    if periods:
        one, two = (
            select_lines(each, **{column: period}) for each, period in zip((one, two), periods, strict=True)
        )
    return compare_runs(
        one, two, on=on or None, trade=run["trade"] or None, products=reading["products"], draws=DRAWS
    )


def _sheets(found: Comparison, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of a comparison under the names of their sheets."""
    groups = {f"Change by {name}"[:31]: table for name, table in tables.items()}
    return {
        "Change": found.total().reset_index(), **groups, "Lines changed": found.lines(),
        "Factors changed": found.factors(),
    }  # fmt: skip


def _usable(source: Path, lines: Lines) -> Lines:
    refused = all_rejected(lines)
    if refused is not None:
        raise UsageError(f"{source}: every one of its lines is rejected; bbafootprint check says why")
    return lines
