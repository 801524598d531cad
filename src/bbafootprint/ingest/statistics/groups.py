"""Groups of countries beside their members: each tonne once, and none dropped where the members are not there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.statistics.draft import MOST_SHOWN, Draft
from bbafootprint.ingest.statistics.flows import records_of, tonnes_of
from bbafootprint.ingest.statistics.layouts import Layout
from bbafootprint.ingest.statistics.levels import (
    BoolArray,
    beside,
    group_of,
    holds_finer,
    remainder,
    under_coarser,
)
from bbafootprint.ingest.statistics.places import comext_intra, in_union

_CHINA = frozenset(("351", "159", "CHINA"))
_CHINESE = frozenset(("CHN", "TWN", "HKG", "MAC"))
_FLOW = ("reporter", "flow", "procedure", "period")


def within_union(frame: pd.DataFrame, layout: Layout) -> BoolArray:
    """Return which records are of trade between member states of the European Union.

    Parameters
    ----------
    frame : pandas.DataFrame
        Records with codes of countries, years and months.
    layout : Layout

    Returns
    -------
    numpy.ndarray of bool
        As Comext says it; elsewhere, and where it does not, by membership in the month.
    """
    month = np.where(frame["month"].to_numpy() > 0, frame["month"].to_numpy(), 12)
    when = frame["year"].to_numpy() * 100 + month
    reporter = frame["reporter_iso3"].astype(object).to_numpy()
    partner = frame["partner_iso3"].astype(object).to_numpy()
    inside = in_union(reporter, when) & in_union(partner, when)
    if layout.name.startswith("comext"):
        trade = frame["trade_type"].astype(object).astype(str).to_numpy()
        northern = frame["partner"].astype(object).astype(str).str.strip().str.upper()
        said = northern.map(lambda text: comext_intra(text) or text == "XI").to_numpy(dtype=np.bool_)
        inside = np.where(trade == "I", True, np.where(trade == "E", False, inside | said))
    return np.asarray(inside, dtype=np.bool_)


def settle_groups(draft: Draft, layout: Layout) -> None:
    """Leave out groups of countries whose members are there; keep those that stand alone, and say so.

    Parameters
    ----------
    draft : Draft
        With `partner_kind`, `partner_iso3` and the same of reporters.
    layout : Layout
    """
    _reporters(draft, layout)
    kind = draft.frame["partner_kind"].astype(object).to_numpy()
    groups = kind == "aggregate"
    if not groups.any():
        return
    codes = draft.frame["goods"].astype(object)
    flow = group_of(draft.frame, [*_FLOW])
    classes = _classes(draft.frame, layout)
    iso3 = draft.frame["partner_iso3"].astype(object).to_numpy()
    others = ~groups & (kind != "world")
    inside = within_union(draft.frame, layout)
    members = {
        "china": others & np.isin(iso3.astype(str), sorted(_CHINESE)),
        "intra": others & inside,
        "extra": others & ~inside,
        "other": others,
    }
    covered = np.zeros(len(kind), dtype=np.bool_)
    lacking = 0.0
    mass = draft.frame["tonnes"].to_numpy()
    for name, there in members.items():
        rows = groups & (classes == name)
        held = holds_finer(flow, codes, rows, there, equal=True) | under_coarser(flow, codes, rows, there)
        covered |= held
        if name != "other":  # what an unknown group holds cannot be compared
            lacking += remainder(flow, codes, mass, _one_each(draft.frame, held, classes), there)
    alone = groups & ~covered
    world = kind == "world"
    of_world = alone & (holds_finer(flow, codes, alone, world, equal=True)) & ~beside(flow, alone, others)
    covered |= of_world
    alone &= ~of_world
    kept = _one_each(draft.frame, alone & (classes != "other"), classes)
    # A group whose members are not known stays only where it is all that there is of the flow.
    rest = alone & (classes == "other")
    flow_of_goods = group_of(draft.frame, [*_FLOW, "goods"])
    sole = np.bincount(flow_of_goods[alone], minlength=int(flow_of_goods.max()) + 1)[flow_of_goods] == 1
    kept |= rest & sole
    overlapping = alone & ~kept
    _keep(draft, kept, classes)
    _leave_out(draft, covered, overlapping)
    if lacking > 1.0:
        draft.say(
            "level-remainder",
            f"The groups of countries that were left out hold {tonnes_of(lacking)} more than their members that are"
            " there: members that are secret, or were not downloaded, are missing here.",
            found="groups of countries",
            suggestion="Download all members; what then still lacks is secret.",
        )


def _reporters(draft: Draft, layout: Layout) -> None:
    """Leave out statistics of groups of countries; China alone, without its parts, is read as China."""
    kind = draft.frame["reporter_kind"].astype(object).to_numpy()
    texts = draft.frame["reporter"].astype(object).astype(str).str.strip().str.upper()
    china = (kind == "aggregate") & texts.isin(_CHINA).to_numpy(bool) & layout.name.startswith("faostat")
    if china.any():
        flow = group_of(draft.frame, ["flow", "goods", "period"])
        parts = np.isin(draft.frame["reporter_iso3"].astype(object).astype(str), sorted(_CHINESE))
        alone = china & ~beside(flow, china, parts)
        if alone.any():
            _read_as_china(draft, alone, "reporter")
            kind = draft.frame["reporter_kind"].astype(object).to_numpy()
    rows = np.isin(kind.astype(str), ["aggregate", "world"])
    if not rows.any():
        return
    shown = ", ".join(sorted(set(draft.frame.loc[rows, "reporter"].astype(str)))[:MOST_SHOWN])
    number = int(rows.sum())
    tonnes = draft.leave_out(rows, "aggregate-left-out")
    draft.say(
        "aggregate-left-out",
        f"{records_of(number)} ({tonnes_of(tonnes)}) of statistics of groups of countries ({shown}) left out: a"
        " statistic is read of single countries, and with both each tonne would count twice.",
        found=shown,
        suggestion="Nothing, where the members are in the file; else download it by country.",
    )


def _classes(frame: pd.DataFrame, layout: Layout) -> npt.NDArray[np.object_]:
    """Return what each partner that is a group holds: ``china``, ``intra``, ``extra`` of the Union, or ``other``."""

    def of(text: str) -> str:
        code = text.strip().strip("'").split(":")[0].strip().upper()
        if layout.name.startswith("faostat") and code in _CHINA:
            return "china"
        if not layout.name.startswith("comext"):
            return "other"
        if "EXT" in code or code == "1011":
            return "extra"
        return "intra" if "INT" in code or code == "1010" or code.startswith("EU") else "other"

    codes, distinct = pd.factorize(frame["partner"].astype(object))
    return np.array([*(of(str(text)) for text in distinct), "other"], dtype=object)[codes]


def _one_each(frame: pd.DataFrame, rows: BoolArray, classes: npt.NDArray[np.object_]) -> BoolArray:
    """Return of the groups of one class in one flow (the Union of 27 and that of 28) the one with most tonnes."""
    found = np.zeros(len(frame), dtype=np.bool_)
    at = np.flatnonzero(rows)
    if not len(at):
        return found
    names = [name for name in (*_FLOW, "goods") if name in frame]
    table = (
        frame.iloc[at][names]
        .astype(object)
        .assign(_class=classes[at], _mass=np.nan_to_num(frame["tonnes"].to_numpy()[at]), _at=at)
    )
    table = table.sort_values("_mass", ascending=False, kind="stable")
    found[table.drop_duplicates([*names, "_class"])["_at"].to_numpy()] = True
    return found


def _keep(draft: Draft, kept: BoolArray, classes: npt.NDArray[np.object_]) -> None:
    """Say which groups stand alone: China is read as China, others are of unknown country."""
    china = kept & (classes == "china")
    if china.any():
        _read_as_china(draft, china, "partner")
    rest = kept & ~china
    if not rest.any():
        return
    shown = ", ".join(sorted(set(draft.frame.loc[rest, "partner"].astype(str)))[:MOST_SHOWN])
    tonnes = float(np.nansum(draft.frame["tonnes"].to_numpy()[rest]))
    draft.say(
        "group-alone",
        f"{records_of(int(rest.sum()))} ({tonnes_of(tonnes)}) of groups of countries ({shown}) whose members are not in"
        " the file: kept, of unknown country.",
        found=shown,
        suggestion="Download the statistic by country: without it no origin can be told.",
    )


def _read_as_china(draft: Draft, rows: BoolArray, side: str) -> None:
    tonnes = float(np.nansum(draft.frame["tonnes"].to_numpy()[rows]))
    draft.say(
        "group-alone",
        f"{records_of(int(rows.sum()))} ({tonnes_of(tonnes)}) of China with Hong Kong, Macao and Taiwan (FAO 351),"
        " whose parts are not in the file: kept, read as China (CHN).",
        found="351",
        suggestion="Download the parts (41 is the mainland) to tell them apart.",
    )
    iso3 = draft.frame[f"{side}_iso3"].astype(object).mask(rows, "CHN")
    kind = draft.frame[f"{side}_kind"].astype(object).mask(rows, "country")
    draft.frame = draft.frame.assign(
        **{f"{side}_iso3": pd.Categorical(iso3), f"{side}_kind": pd.Categorical(kind)}
    )


def _leave_out(draft: Draft, covered: BoolArray, overlapping: BoolArray) -> None:
    """Leave groups out and say why."""
    mass = draft.frame["tonnes"].to_numpy()
    for rows, why, suggestion in (
        (
            covered,
            "their members, or the total over all partners, are there, and with both each tonne would count twice.",
            "",
        ),
        (
            overlapping,
            "their members are not in the file, and groups may hold the same countries, so that they cannot be added.",
            "Download the statistic by country.",
        ),
    ):
        if not rows.any():
            continue
        shown = ", ".join(sorted(set(draft.frame.loc[rows, "partner"].astype(str)))[:MOST_SHOWN])
        draft.say(
            "aggregate-left-out",
            f"{records_of(int(rows.sum()))} ({tonnes_of(float(np.nansum(mass[rows])))}) of groups of countries"
            f" ({shown}) left out: {why}",
            found=shown,
            suggestion=suggestion,
        )
    draft.leave_out(covered | overlapping, "aggregate-left-out")
