"""Each tonne once: totals beside their parts, months beside their year, headings beside their subheadings."""

from __future__ import annotations

import numpy as np

from bbafootprint.ingest.statistics.draft import MOST_SHOWN, Draft
from bbafootprint.ingest.statistics.flows import records_of, tonnes_of
from bbafootprint.ingest.statistics.goods import ITEM_MARK, TOTALS
from bbafootprint.ingest.statistics.layouts import Layout
from bbafootprint.ingest.statistics.levels import beside, group_of, holds_finer, remainder, under_coarser

BREAKDOWNS = {
    "procedure": frozenset(("4", "TOTAL", "TOT", "T")),  # Comext only: 4 is the total of older files
    "partner2": frozenset(("0", "")),
    "customs": frozenset(("C00", "0", "")),
    "transport": frozenset(("0", "")),
    "supply": frozenset(("0", "")),
}
"""Field of a breakdown to the texts that say that a record is its total."""

_IDENTITY = (
    "reporter", "partner", "flow", "goods", "period", "procedure", "partner2", "customs", "transport", "supply", "unit",
    "trade_type",
)  # fmt: skip


def leave_kingdom_out(draft: Draft, layout: Layout) -> None:
    """Leave out the United Kingdom where its two parts, XI and XU, stand beside it."""
    if not layout.name.startswith("comext"):
        return
    texts = draft.frame["partner"].astype(object).astype(str).str.strip().str.upper().to_numpy()
    group = group_of(draft.frame, ["reporter", "flow", "procedure", "goods", "period"])
    parts = texts == "XU"
    whole = beside(group, texts == "GB", parts)
    if whole.any():
        number = int(whole.sum())
        tonnes = draft.leave_out(whole, "part-of-total")
        draft.say(
            "part-of-total",
            f"{records_of(number)} ({tonnes_of(tonnes)}) of the United Kingdom (GB) left out: its parts XI and XU are"
            " there.",
        )
    texts = draft.frame["partner"].astype(object).astype(str).str.strip().str.upper().to_numpy()
    group = group_of(draft.frame, ["reporter", "flow", "procedure", "goods", "period"])
    unsure = beside(group, texts == "GB", texts == "XI")
    if unsure.any():
        mass = draft.frame["tonnes"].to_numpy()
        part = beside(group, texts == "XI", unsure)
        draft.say(
            "part-ambiguous",
            f"{records_of(int(unsure.sum()))} ({tonnes_of(float(np.nansum(mass[unsure])))}) of the United Kingdom (GB)"
            f" stand beside Northern Ireland (XI, {tonnes_of(float(np.nansum(mass[part])))}) and without the rest of it"
            " (XU): whether GB holds XI too cannot be told. Both are counted.",
            found="GB, XI",
            suggestion="Leave XI or GB out of the file where GB is the whole United Kingdom.",
        )


def leave_breakdowns_out(draft: Draft, layout: Layout) -> None:
    """Leave out parts by procedure, second partner, means of transport ... where their total is there."""
    for name, totals in BREAKDOWNS.items():
        if name not in draft.frame or (name == "procedure" and not layout.name.startswith("comext")):
            continue
        others = [each for each in _IDENTITY if each in draft.frame and each not in (name, "trade_type")]
        total = draft.frame[name].astype(object).astype(str).str.strip().str.upper().isin(totals).to_numpy()
        parts = beside(group_of(draft.frame, others), ~total, total)
        if parts.any():
            number = int(parts.sum())
            draft.leave_out(parts, "part-of-total")
            draft.say(
                "part-of-total",
                f"{records_of(number)} by {name} left out: their totals are there.",
                found=name,
            )
    if layout.name.startswith("comext") and "procedure" in draft.frame:
        draft.frame["procedure"] = (
            draft.frame["procedure"]
            .astype(object)
            .where(~draft.frame["procedure"].astype(object).isin(BREAKDOWNS["procedure"]), "")
        )


def settle_reexports(draft: Draft) -> None:
    """Put re-exports beside the exports that hold them; leave out other parts of a flow."""
    draft.frame["reexport_tonnes"] = np.nan
    procedure = draft.frame["procedure"].astype(object).to_numpy()
    kinds = {"re-export", "re-import", "domestic export", "foreign import", "for inward processing",
             "after inward processing", "after outward processing", "for outward processing", "intra-firm"}  # fmt: skip
    part = np.isin(procedure.astype(str), sorted(kinds))
    if not part.any():
        return
    others = [each for each in _IDENTITY if each in draft.frame and each not in ("procedure", "trade_type")]
    group = group_of(draft.frame, others)
    again = procedure == "re-export"
    size = int(group.max()) + 1
    sums = np.bincount(
        group[again], weights=np.nan_to_num(draft.frame["tonnes"].to_numpy())[again], minlength=size
    )
    has = np.bincount(group[again], minlength=size) > 0
    whole = ~part & (draft.frame["flow"] == "export").to_numpy()
    told = whole & has[group]
    value = np.where(told, sums[group], np.nan)
    draft.frame["reexport_tonnes"] = np.where(again, draft.frame["tonnes"].to_numpy(), value)
    inside = beside(group, part, ~part)
    number = int(inside.sum())
    if number:
        shown = ", ".join(sorted(set(procedure[inside])))
        draft.leave_out(inside, "part-of-total")
        draft.say(
            "part-of-total",
            f"{records_of(number)} of {shown} left out: exports include re-exports and imports include re-imports. What"
            " was re-exported stands in reexport_tonnes of its export.",
            found=shown,
        )


def leave_months_out(draft: Draft) -> None:
    """Leave out the months of goods whose year is there as a whole."""
    annual = (draft.frame["month"] == 0).to_numpy()
    if annual.all() or not annual.any():
        return
    months = beside(group_of(draft.frame, ["reporter", "flow", "goods", "year"]), ~annual, annual)
    if months.any():
        number = int(months.sum())
        mass = draft.frame["tonnes"].to_numpy()
        own = beside(group_of(draft.frame, ["reporter", "partner", "flow", "goods", "year"]), months, annual)
        alone = float(np.nansum(mass[months & ~own]))
        tonnes = draft.leave_out(months, "months-left-out")
        draft.say(
            "months-left-out",
            f"{records_of(number)} ({tonnes_of(tonnes)}) of months left out: the total of the year is there"
            " (month 52 of Comext), and with both each tonne would count twice.",
            suggestion="Nothing; read the files of the months alone where months are wanted.",
        )
        if alone > 0:
            draft.say(
                "level-remainder",
                f"Of the months left out, {tonnes_of(alone)} are of partners that the total of their year does"
                " not name: in it they are secret, or it is not complete.",
                suggestion="Read the year or its months, not both, and all partners of either.",
            )


def leave_levels_out(draft: Draft) -> None:
    """Leave out coarser customs codes where the finer ones below them are there."""
    codes = draft.frame["goods"].astype(object)
    if codes.astype(str).str.contains(ITEM_MARK, regex=False).any():
        return
    total = codes.isin(TOTALS).to_numpy()
    everything = np.ones(len(codes), dtype=np.bool_)
    group = group_of(draft.frame, ["reporter", "partner", "flow", "procedure", "period"])
    coarse = holds_finer(group, codes, everything, everything, equal=False)
    out = coarse | total
    if not out.any():
        return
    lacking = remainder(group, codes, draft.frame["tonnes"].to_numpy(), coarse & ~total, ~out)
    shown = ", ".join(sorted(set(codes[out].tolist()), key=lambda text: (len(text), text))[:MOST_SHOWN])
    number = int(out.sum())
    tonnes = draft.leave_out(out, "level-left-out")
    draft.say(
        "level-left-out",
        f"{records_of(number)} ({tonnes_of(tonnes)}) of coarser codes ({shown}) left out: only the finest code of each"
        " flow is counted, never a heading with its subheadings.",
        found=shown,
    )
    if lacking > 1.0:
        draft.say(
            "level-remainder",
            f"The coarser codes hold {tonnes_of(lacking)} more than the finer ones below them: goods that the"
            " source does not show in detail are missing here.",
            suggestion="Read the coarser level alone where the total matters more than the goods.",
        )


def leave_world_out(draft: Draft) -> None:
    """Leave out the total over all partners where partners are there."""
    world = (draft.frame["partner_kind"] == "world").to_numpy()
    if not world.any():
        return
    codes = draft.frame["goods"].astype(object)
    group = group_of(draft.frame, ["reporter", "flow", "procedure", "period"])
    covered = holds_finer(group, codes, world, ~world, equal=True) | under_coarser(
        group, codes, world, ~world
    )
    if covered.any():
        number = int(covered.sum())
        lacking = remainder(group, codes, draft.frame["tonnes"].to_numpy(), covered, ~world)
        tonnes = draft.leave_out(covered, "aggregate-left-out")
        draft.say(
            "aggregate-left-out",
            f"{records_of(number)} ({tonnes_of(tonnes)}) of all partners together left out: the partners are there.",
            found="World",
        )
        if lacking > 1.0:
            draft.say(
                "level-remainder",
                f"The totals over all partners hold {tonnes_of(lacking)} more than the partners that are there:"
                " partners that are secret, or were not downloaded, are missing here.",
                found="World",
                suggestion="Download all partners; what then still lacks is secret.",
            )
    alone = int((draft.frame["partner_kind"] == "world").sum())
    if alone:
        draft.say(
            "world-only",
            f"{records_of(alone)} are totals over all partners, without any partner beside them: kept, of unknown"
            " country.",
            found="World",
            suggestion="Download the statistic by partner: without it no origin can be told.",
        )


def say_of_repeated(draft: Draft) -> None:
    """Say which records stand twice; they are counted, since a file may well hold two alike."""
    again = draft.frame.duplicated([each for each in (*_IDENTITY, "tonnes", "value") if each in draft.frame])
    if again.any():
        tonnes = float(draft.frame.loc[again, "tonnes"].sum())
        first = draft.frame[again].iloc[0]
        draft.say(
            "records-repeated",
            f"{records_of(int(again.sum()))} ({tonnes_of(tonnes)}) equal to a record before them in everything,"
            f" the one in row {first['row']} first. They are counted.",
            found=f"row {first['row']}",
            suggestion="If a file was put together from overlapping ones, take each record once.",
        )
