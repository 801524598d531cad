"""What a person sees of a comparison: from what to what, why, which factors and lines, and what is not compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bbafootprint.cli.show import issues_in_brief
from bbafootprint.cli.terminal import change, figure, lines_read, percent, print_table, say

if TYPE_CHECKING:
    import pandas as pd

    from bbafootprint.comparison import Comparison, MethodComparison
    from bbafootprint.footprint import Footprint

SHOWN = 10


def show_comparison(found: Comparison, tables: Mapping[str, pd.DataFrame]) -> None:
    """Show a comparison of two runs, and its tables by group."""
    from bbafootprint.comparison import PARTS

    for side, run in (("before", found.before), ("after", found.after)):
        say(f"{side}: {_run_in_words(run)}")
    total = found.total()
    compared = total.loc[found.indicators]
    _show_totals(compared)
    _show_parts(compared, PARTS)
    for what, (one, two) in found.method.items():
        say(f"method: {what} {one} -> {two}")
    for name, table in tables.items():
        _show_groups(name, table, PARTS)
    _show_factors(found.factors())
    _show_lines(found)
    for name, why in found.not_comparable.items():
        say(f"not compared: {name}: {why}")
    for indicator, remark in compared["note"].items():
        if remark:
            say(f"{indicator}: {remark}")


def show_methods(found: MethodComparison) -> None:
    """Show the same lines under several factor sets."""
    from bbafootprint.report.wording import title

    rows = [
        [title(row.measure), row.set, figure(row.value), row.unit, percent(row.assessed_line_share),
         percent(row.assessed_mass_share), figure(row.quality)]
        for row in _rows(found.totals())
    ]  # fmt: skip
    header = ["measure", "set", "value", "unit", "lines", "mass", "quality"]
    print_table("The same lines under several sets", header, rows, words=("measure", "set", "unit"))
    rows = [
        [title(row.measure), row.set_a, row.set_b, f"{row.groups:,}", _coefficient(row.spearman),
         _coefficient(row.spearman_intensity), _ratio(row.ratio)]
        for row in _rows(found.agreement())
    ]  # fmt: skip
    ranked = ", ".join(found.groups)
    header = ["measure", "a", "b", "groups", "amounts", "per tonne", "b / a"]
    print_table(f"Rank correlation (Spearman) over {ranked}", header, rows, words=("measure", "a", "b"))
    say(
        "amounts: of the impacts. per tonne: of the impacts per tonne bought, without the volumes, which are the same "
        "in both. b / a: totals over what both assess, where they have one unit; two models may differ and "
        "neither be wrong."
    )
    for name, left in found.unpaired().items():
        say(f"{name} alone, beside nothing: {', '.join(left)}")
    _show_disagreements(found)


def _show_disagreements(found: MethodComparison) -> None:
    from bbafootprint.report.wording import title

    table = found.disagreements()
    ranked = table[table["rank_difference"].abs() > 0]
    largest = ranked.reindex(
        ranked["rank_difference"].abs().sort_values(ascending=False, kind="stable").index
    )
    rows = [
        [title(row["measure"]), row["set_a"], row["set_b"], *(_text(row[name]) for name in found.groups),
         f"{row['rank_a']:g}", f"{row['rank_b']:g}", _ratio(row["ratio"])]
        for row in largest.head(SHOWN).to_dict("records")
    ]  # fmt: skip
    words = ["measure", "a", "b", *found.groups]
    if rows:
        print_table("Ranked most differently", [*words, "rank in a", "rank in b", "b / a"], rows, words=words)
    else:
        say("the sets rank all groups alike")
    if len(largest) > len(rows):
        say(f"... and {len(largest) - len(rows):,} more; --json writes all")
    alone = table[~table["assessed"].isin(["both", "neither"])]
    for (measure, one, two, name), part in alone.groupby(
        ["measure", "set_a", "set_b", "assessed"], sort=False
    ):
        say(
            f"{measure}, {one} and {two}: {len(part):,} of the groups are assessed by {name} alone, and have no rank"
        )


def _run_in_words(run: Footprint) -> str:
    """Say which lines and factors a run is of, and what became of its lines."""
    reading = {} if run.lines is None else run.lines.reading
    counts = run.counts()
    selected = "".join(f", {name} {value}" for name, value in reading.get("selected", {}).items())
    sets = ", ".join(f"{layer.id} {layer.version}" for layer in run.factors.layers)
    return (
        f"{reading.get('source', 'table in memory')}{selected}: {lines_read(counts['read'])} = {counts['assessed']:,} "
        f"assessed + {counts['not_assessed']:,} not assessed + {counts['rejected']:,} rejected; factors {sets}"
        f"{issues_in_brief(run.issues) if run.lines is not None else ''}"
    )


def _show_totals(total: pd.DataFrame) -> None:
    from bbafootprint.report.wording import title

    rows = []
    for name, row in total.iterrows():
        low, high = row["difference_low"], row["difference_high"]
        share = row["difference"] / row["before"] if row["before"] > 0 else float("nan")
        shares = [row[f"{side}_assessed_mass_share"] for side in ("before", "after")]
        rows.append([
            title(str(name)), figure(row["before"]), figure(row["after"]), _signed(row["difference"]),
            "" if low != low else f"{_signed(low)} to {_signed(high)}", row["unit"],
            change(share), " -> ".join(dict.fromkeys(map(percent, shares))),
        ])  # fmt: skip
    header = [
        "indicator",
        "before",
        "after",
        "difference",
        "95 % interval",
        "unit",
        "of before",
        "mass assessed",
    ]
    if not any(row[4] for row in rows):
        header, rows = header[:4] + header[5:], [row[:4] + row[5:] for row in rows]
    print_table(
        "Before and after",
        header,
        rows,
        words=("indicator", "95 % interval", "unit"),
        optional=("mass assessed",),
    )


def _show_parts(total: pd.DataFrame, parts: tuple[str, ...]) -> None:
    from bbafootprint.report.wording import title

    present = [part for part in parts if (total[part].fillna(0.0) != 0).any()]
    if not present:
        say("nothing changed")
        return
    rows = [
        [title(str(name)), *(_signed(row[part]) for part in present), row["unit"]]
        for name, row in total.iterrows()
    ]
    header = ["indicator", *(part.replace("_", " ") for part in present), "unit"]
    print_table("Why: parts that add up to the difference", header, rows, words=("indicator", "unit"))


def _show_groups(name: str, table: pd.DataFrame, parts: tuple[str, ...]) -> None:
    """Show the groups whose difference is largest, of each indicator."""
    from bbafootprint.report.wording import title

    present = [part for part in parts if (table[part].fillna(0.0) != 0).any()]
    rows = []
    for indicator, of_one in table.groupby("indicator", sort=False):
        order = of_one["difference"].abs().sort_values(ascending=False, kind="stable").index[:SHOWN]
        for row in of_one.loc[order].to_dict("records"):
            if row["difference"] != row["difference"] or row["difference"] == 0:
                continue
            rows.append([
                title(str(indicator)), _text(row[name]), figure(row["before"], missing="-"),
                figure(row["after"], missing="-"), _signed(row["difference"]),
                *(_signed(row[part]) for part in present),
            ])  # fmt: skip
    header = [
        "indicator",
        name,
        "before",
        "after",
        "difference",
        *(part.replace("_", " ") for part in present),
    ]
    print_table(f"By {name}, largest difference first", header, rows, words=("indicator", name))


def _show_factors(table: pd.DataFrame) -> None:
    if table.empty:
        return
    rows = [
        [row.primary_commodity, _text(row.origin) + (f" / {row.region}" if isinstance(row.region, str) else ""),
         row.indicator, f"{figure(row.before)} ({row.before_rung})", f"{figure(row.after)} ({row.after_rung})",
         f"{_signed(row.contribution)} {row.unit}", change(row.share)]
        for row in _rows(table.head(SHOWN))
    ]  # fmt: skip
    words = ("commodity", "origin", "indicator")
    print_table(
        "Factors that changed, largest effect first",
        [*words, "before", "after", "effect", "of total"],
        rows,
        words=words,
    )
    if len(table) > len(rows):
        say(f"... and {len(table) - len(rows):,} more; --json writes all")


def _show_lines(found: Comparison) -> None:
    from bbafootprint.comparison.line_changes import STATUSES

    lines = found.lines()
    counts = lines["status"].value_counts()
    what = "lines" if found.on == ("line_id",) else f"lines, summed over those alike in {', '.join(found.on)}"
    said = ", ".join(f"{counts.get(name, 0):,} {name}" for name in STATUSES)
    changed = lines.loc[lines["status"] == "changed", "changed"].str.split(", ").explode().value_counts()
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in changed.items())
    say(f"{what}: {said}" + (f" (in {kinds})" if kinds else "") + "; --json lists them")


def _rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples())


def _signed(value: float) -> str:
    return "-" if value != value else f"{'+' if value > 0 else ''}{figure(value)}"


def _coefficient(value: float) -> str:
    return "-" if value != value else f"{value:.3f}"


def _ratio(value: float) -> str:
    return "-" if value != value else f"{value:.3g}"


def _text(value: Any) -> str:
    return "(none)" if value is None or value != value else str(value)
