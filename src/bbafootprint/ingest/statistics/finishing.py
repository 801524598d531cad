"""From records as a statistic has them to flows: countries, goods and what the partner is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from bbafootprint.ingest.statistics.classifications import settle_classifications
from bbafootprint.ingest.statistics.draft import MOST_SHOWN, Draft
from bbafootprint.ingest.statistics.flows import FLOW_COLUMNS, records_of, tonnes_of
from bbafootprint.ingest.statistics.goods import ITEM_MARK, commodity_of, is_hidden_code
from bbafootprint.ingest.statistics.groups import settle_groups, within_union
from bbafootprint.ingest.statistics.layouts import Layout
from bbafootprint.ingest.statistics.levels import BoolArray
from bbafootprint.ingest.statistics.measures import (
    join_measures,
    read_periods,
    say_of_masses,
    say_of_numbers,
    settle_masses,
)
from bbafootprint.ingest.statistics.once import (
    leave_breakdowns_out,
    leave_kingdom_out,
    leave_levels_out,
    leave_months_out,
    leave_world_out,
    say_of_repeated,
    settle_reexports,
)
from bbafootprint.ingest.statistics.places import Where

Issues = list[dict[str, Any]]
Partner = Literal["auto", "origin", "consignment"]


def finished(
    frame: pd.DataFrame,
    layout: Layout,
    place: Callable[[str], Where],
    zeros: int,
    zero_example: str,
    unreadable: Sequence[str],
    partner: Partner = "auto",
) -> tuple[pd.DataFrame, Issues, dict[str, int]]:
    """Return records with codes, each tonne once.

    Parameters
    ----------
    frame : pandas.DataFrame
        Records as :func:`~bbafootprint.ingest.statistics.shapes.shaped` gives them, with numbers.
    layout : Layout
    place : callable
        From the text of a country to what it means.
    zeros : int
        Codes whose leading zero was restored.
    zero_example : str
    unreadable : sequence of str
        Texts that are no numbers.
    partner : {"auto", "origin", "consignment"}
        What the partner of an import is.

    Returns
    -------
    frame : pandas.DataFrame
        Columns :data:`~bbafootprint.ingest.statistics.flows.FLOW_COLUMNS`.
    issues : list of dict
    left_out : dict of str to int
        Issue code to records that are not in the frame.
    """
    draft = Draft(frame.assign(row=frame.index.to_numpy()).reset_index(drop=True))
    if "measure" in draft.frame:
        join_measures(draft)
    for name in ("supplementary", "value"):
        if name not in draft.frame:
            draft.frame[name] = np.nan
    say_of_numbers(draft, zeros, zero_example, unreadable)
    read_periods(draft)
    settle_masses(draft, layout)
    settle_classifications(draft)
    _countries(draft, layout, place)
    leave_breakdowns_out(draft, layout)
    settle_reexports(draft)
    leave_months_out(draft)
    leave_levels_out(draft)
    leave_world_out(draft)
    say_of_repeated(draft)
    say_of_masses(draft, layout)
    return _assembled(draft, layout, partner), draft.issues, draft.left_out


def _countries(draft: Draft, layout: Layout, place: Callable[[str], Where]) -> None:
    """Turn texts of countries into codes; leave out groups of countries."""
    notes: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for side in ("reporter", "partner"):
        codes, distinct = pd.factorize(draft.frame[side].astype(object))
        texts = [str(text) for text in distinct]
        if layout.name.startswith("faostat") and any("mainland" in text.casefold() for text in texts):
            meant = [Where(None, "aggregate") if text.strip() == "China" else place(text) for text in texts]
        else:
            meant = [place(text) for text in texts]
        number = np.bincount(codes, minlength=max(len(texts), 1)).tolist()
        for at, where in enumerate(meant):
            if where.note:
                notes[where.note] = notes.get(where.note, 0) + number[at]
            if where.kind == "unknown":
                unknown[texts[at]] = unknown.get(texts[at], 0) + number[at]
        iso3 = np.array([where.iso3 for where in meant] or [None], dtype=object)
        kind = np.array([where.kind for where in meant] or [""], dtype=object)
        draft.frame = draft.frame.assign(**{
            f"{side}_iso3": pd.Categorical(iso3[codes]), f"{side}_kind": pd.Categorical(kind[codes]),
        })  # fmt: skip
    leave_kingdom_out(draft, layout)
    settle_groups(draft, layout)
    for note, number in sorted(notes.items()):
        draft.say("place-note", f"{note} ({records_of(number)}).", found=note.split(" is ")[0])
    if unknown:
        shown = ", ".join(sorted(unknown)[:MOST_SHOWN])
        draft.say(
            "place-unknown",
            f"{records_of(sum(unknown.values()))} with codes of countries that are not known ({shown}): kept,"
            " of unknown country.",
            found=shown,
            suggestion="Former countries have no code of today: say which of today's is meant in the file itself.",
        )


def _assembled(draft: Draft, layout: Layout, partner: Partner) -> pd.DataFrame:
    """Return the frame of flows."""
    frame = draft.frame
    codes, distinct = pd.factorize(frame["goods"].astype(object))
    texts = [str(text) for text in distinct]
    matches = [commodity_of(text) for text in texts]
    by_item = bool(texts) and ITEM_MARK in texts[0]
    hidden_goods = np.array(
        [not by_item and is_hidden_code(text) for text in texts] + [False], dtype=np.bool_
    )[codes]
    hidden_partner = (frame["partner_kind"] == "hidden").to_numpy()
    _say_of_goods(draft, codes, texts, matches, hidden_goods)
    unstated = frame["partner_kind"].isin(["hidden", "not stated"]).to_numpy()
    if unstated.any():
        tonnes = float(np.nansum(frame["tonnes"].to_numpy()[unstated]))
        shown = ", ".join(sorted(set(frame.loc[unstated, "partner"].astype(str)))[:MOST_SHOWN])
        draft.say(
            "partner-hidden",
            f"{records_of(int(unstated.sum()))} ({tonnes_of(tonnes)}) whose partner is secret or not stated ({shown}):"
            " kept, of unknown country.",
            found=shown,
        )

    def coded(values: Sequence[str | None]) -> pd.Categorical:
        return pd.Categorical(np.array([*values, None], dtype=object)[codes])

    size = len(frame)
    unit = frame["unit"].astype(object).astype(str) if "unit" in frame else pd.Series("", index=frame.index)
    names = [text.split(ITEM_MARK)[-1] if by_item else None for text in texts]
    columns: dict[str, Any] = {
        "file": frame["file"],
        "row": frame["row"].to_numpy(),
        "reporter": frame["reporter_iso3"],
        "partner": frame["partner_iso3"],
        "partner_as_given": frame["partner"].astype("category"),
        "partner_meaning": pd.Categorical(_meaning(draft, layout, partner)),
        "flow": frame["flow"].astype("category"),
        "procedure": frame["procedure"].astype("category"),
        "hs_code": coded([None] * len(texts) if by_item else texts),
        "item": coded(names),
        "commodity": coded([match.code for match in matches]),
        "commodity_match": coded([match.how for match in matches]),
        "year": frame["year"].to_numpy(),
        "period": frame["period"],
        "tonnes": frame["tonnes"].to_numpy(dtype=np.float64),
        "supplementary_quantity": frame["supplementary"].to_numpy(dtype=np.float64),
        "supplementary_unit": pd.Categorical(unit),
        "m3": frame["m3"].to_numpy(dtype=np.float64),
        "value": frame["value"].to_numpy(dtype=np.float64),
        "reexport_tonnes": frame["reexport_tonnes"].to_numpy(dtype=np.float64),
        "confidential": hidden_goods | hidden_partner,
    }
    return pd.DataFrame({name: columns[name] for name in FLOW_COLUMNS}, index=pd.RangeIndex(size))


def _meaning(draft: Draft, layout: Layout, partner: Partner) -> Any:
    """Return what the partner of each record is, and say so once."""
    frame = draft.frame
    imports = (frame["flow"] == "import").to_numpy()
    if partner == "auto" and layout.name == "faostat-matrix":
        partner = "consignment"  # FAO's matrices are of shipments, as the exporters report them
    inside = (
        within_union(frame, layout) if partner == "auto" else np.full(len(frame), partner == "consignment")
    )
    meaning = np.where(imports, np.where(inside, "consignment", "origin"), "destination").astype(object)
    if not imports.any():
        return meaning
    mass = np.nan_to_num(frame["tonnes"].to_numpy())
    consigned, grown = float(mass[imports & inside].sum()), float(mass[imports & ~inside].sum())
    if partner == "consignment":
        how = f"The partner of every import is taken as the country of consignment ({tonnes_of(consigned)})."
    elif partner == "origin":
        how = f"The partner of every import is taken as the country of origin ({tonnes_of(grown)})."
    else:
        how = (
            "Between member states of the Union the partner of an import is the country of consignment"
            f" ({tonnes_of(consigned)}), from outside it the country of origin ({tonnes_of(grown)})."
        )
        if not layout.name.startswith("comext"):
            how += (
                " Elsewhere origin is what the United Nations recommend (IMTS 2010); countries that report consignment,"
                " and flows taken from the exporter's side, are in this source and cannot be told apart:"
                " partner='consignment' follows every partner back."
            )
    draft.say("partner-meaning", how)
    return meaning


def _say_of_goods(draft: Draft, codes: Any, texts: list[str], matches: list[Any], hidden: BoolArray) -> None:
    """Say of goods that are hidden, may be several commodities, or are none."""
    mass = np.bincount(codes, weights=np.nan_to_num(draft.frame["tonnes"].to_numpy()), minlength=len(texts))
    number = np.bincount(codes, minlength=len(texts))
    if hidden.any():
        tonnes = float(np.nansum(draft.frame["tonnes"].to_numpy()[hidden]))
        shown = ", ".join(sorted({texts[code] for code in set(codes[hidden].tolist())})[:MOST_SHOWN])
        draft.say(
            "goods-hidden",
            f"{records_of(int(hidden.sum()))} ({tonnes_of(tonnes)}) under codes that hide the goods ({shown}): kept,"
            " without a commodity unless their heading says it.",
            found=shown,
        )
    for code, how, what in (
        ("commodity-ambiguous", "ambiguous", "may be several commodities and have none"),
        ("commodity-unknown", "not known", "are no commodity of the vocabulary and are not assessed"),
    ):
        found = [at for at, match in enumerate(matches) if match.code is None and match.how == how]
        if not found:
            continue
        found.sort(key=lambda at: -mass[at])

        def shown_as(at: int) -> str:
            text = texts[at].replace(ITEM_MARK, " ").strip()
            choices = " or ".join(matches[at].candidates[:4]) if matches[at].how == "ambiguous" else ""
            return f"{text} ({choices})" if choices else text

        shown = ", ".join(shown_as(at) for at in found[:MOST_SHOWN])
        draft.say(
            code,
            f"{len(found):,} codes of goods {what}: {shown}{' and others' if len(found) > MOST_SHOWN else ''}"
            f" ({records_of(int(number[found].sum()))}, {tonnes_of(float(mass[found].sum()))}).",
            found=texts[found[0]].replace(ITEM_MARK, " ").strip(),
            suggestion="Read with products='known' to leave such goods out from the start."
            if how == "not known"
            else "Read the six-digit codes below it, where the source has them.",
        )
