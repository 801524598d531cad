"""What a person sees of factor sets: what one holds, and what changed between two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bbafootprint.cli.terminal import figure, print_table, say, short

if TYPE_CHECKING:
    import pandas as pd

    from bbafootprint.factors import FactorSet
    from bbafootprint.factors.difference import FactorSetComparison

METADATA_SHOWN = 12


def show_set(chosen: FactorSet) -> None:
    """Show what a factor set holds, and whose data they are."""
    meta = chosen.metadata
    say(f"{chosen.id} {chosen.version}: {meta.title}\n{meta.description}\nsha256 {chosen.sha256}")
    _show_indicators(chosen)
    _show_quality(chosen)
    _show_regions(chosen)
    for licence in meta.licenses:
        say("licence: " + " ".join(str(v) for v in (licence.name, licence.title, licence.path) if v))
    for source in meta.sources:
        say("source: " + " ".join(str(v) for v in (source.title, source.path) if v))


def _show_indicators(chosen: FactorSet) -> None:
    rows = []
    for indicator in chosen.indicators:
        part = chosen.frame[chosen.frame["indicator"] == indicator.id]
        origins = part["origin"].astype(object)
        own = origins.str.fullmatch("[A-Z]{3}") & (origins != "WLD")
        ladder = " > ".join(
            step.rung + ("" if step.origins == "all" else " (unknown origin)")
            for step in chosen.metadata.ladder[indicator.id]
        )
        counts = len(part), part["commodity"].nunique(), origins[own].nunique()
        rows.append([indicator.id, indicator.account, indicator.unit, *(f"{n:,}" for n in counts), ladder])
    header = ["indicator", "account", "unit", "factors", "commodities", "countries", "ladder"]
    print_table("Indicators", header, rows, words=("indicator", "account", "unit", "ladder"))


def _show_quality(chosen: FactorSet) -> None:
    """Show how many factors of each indicator have which data quality."""
    rows = []
    for indicator in chosen.indicators:
        grades = chosen.frame.loc[chosen.frame["indicator"] == indicator.id, "quality"].value_counts()
        rows.append([indicator.id, *(f"{grades.get(grade, 0):,}" for grade in range(1, 6))])
    what = "factors of quality"
    header = [what, "1 region", "2 measured", "3 modelled", "4 regional mean or proxy", "5 world"]
    print_table("Quality", header, rows, words=(what,))


def _show_regions(chosen: FactorSet) -> None:
    """Show how many regions inside countries a set knows, by kind, and how many of them have factors."""
    from bbafootprint.factors import list_regions

    rows = []
    for kind, part in list_regions(chosen).groupby("kind"):
        counts = len(part), part["origin"].nunique(), (part["factors"] > 0).sum(), part["factors"].sum()
        rows.append([str(kind) or "not stated", *(f"{count:,}" for count in counts)])
    if rows:
        header = ["kind", "regions", "countries", "with factors", "factors"]
        print_table("Regions", header, rows, words=("kind",))


def show_difference(found: FactorSetComparison, top: int | None) -> None:
    """Show what changed between two sets: what they say of themselves, counts, the `top` largest effects."""
    say(f"{found.old} -> {found.new}")
    if found.identical:
        say("no difference")
        return
    _show_metadata(found.metadata, None if top is None else METADATA_SHOWN)
    _show_counts(found.indicators)
    _show_changes(found.factors[found.factors["status"] != "same value"], top)


def _show_metadata(about: pd.DataFrame, most: int | None) -> None:
    for row in about.iloc[:most].itertuples():
        say(f"  {row.item}: {short(row.old) or '(none)'} -> {short(row.new) or '(none)'}")
    if most is not None and len(about) > most:
        say(f"  ... and {len(about) - most:,} more; --all shows them")


def _show_counts(indicators: pd.DataFrame) -> None:
    counts = ["added", "removed", "changed", "same_value", "unchanged"]
    rows = []
    for name, row in indicators.iterrows():
        totals = [figure(row[side], missing="?") for side in ("old_total", "new_total")]
        rows.append([str(name), *(f"{row[count]:,}" for count in counts), *totals, row["unit"]])
    header = [
        "indicator",
        *(count.replace("_", " ") for count in counts),
        "world before",
        "world after",
        "unit",
    ]
    print_table("Factors by indicator", header, rows, words=("indicator", "unit"))
    say(
        "same value: only bounds, quality, flag, years or source differ. "
        "world: factor x production a year, summed over the countries of each set."
    )


def _show_changes(table: pd.DataFrame, top: int | None) -> None:
    shown = table if top is None else table.head(top)
    if shown.empty:
        say("no value differs")
        return
    words = ["status", "commodity", "origin", "indicator"]
    header = [*words, "old", "new", "ratio", "effect a year", "share"]
    rows = [_change(row) for row in shown.itertuples()]
    print_table("Largest effect first", header, rows, words=words)
    if len(table) > len(shown):
        inside = int((table["region"].iloc[len(shown) :] != "").sum())
        regions = f" ({inside:,} of them of regions inside countries, which come last)" if inside else ""
        say(f"... and {len(table) - len(shown):,} more{regions}; --all shows them, -o and --json write them")
    say(
        "effect: size of the change x what the origin grows in a year, for no source gives the exports of every "
        "commodity: production stands for trade; for a region inside a country it is guessed by area. "
        "share: of the world total before. Countries, their sub-region and the world overlap: do not add them. "
        "In brackets: no factor of its own, a wider rung answers."
    )


def _change(row: Any) -> list[str]:
    return [
        row.status, row.commodity, _place(row), row.indicator,
        _answer(row.old, row.old_answer, row.old_rung), _answer(row.new, row.new_answer, row.new_rung),
        "-" if row.ratio != row.ratio else f"{row.ratio:.3g}",
        "?" if row.effect != row.effect else f"{figure(row.effect)} {row.unit}",
        "?" if row.share != row.share else f"{100 * row.share:.2g} %",
    ]  # fmt: skip


def _place(row: Any) -> str:
    inside = f" / {row.region}" if row.region else ""
    return f"{row.origin}{inside}" + (f" ({row.practice})" if row.practice else "")


def _answer(own: float, answered: float, rung: str) -> str:
    """Return a factor, or in brackets what answers instead of it."""
    if own == own:
        return figure(own)
    return f"({rung}: {figure(answered)})" if rung else "not assessed"
