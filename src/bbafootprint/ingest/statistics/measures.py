"""Masses, volumes and periods of records: observations joined, units brought to t and m3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.ingest.statistics.draft import Draft
from bbafootprint.ingest.statistics.flows import records_of, tonnes_of
from bbafootprint.ingest.statistics.layouts import Layout
from bbafootprint.ingest.statistics.levels import group_of
from bbafootprint.ingest.statistics.units import unit_text
from bbafootprint.vocabulary.units import match_unit


def join_measures(draft: Draft) -> None:
    """Join the observations of one record: its mass, its supplementary quantity, its value."""
    frame = draft.frame
    factors = {"mass_t": 1.0, "mass_kg": 1e-3, "mass_100kg": 0.1, "mass_1000t": 1000.0}
    identity = (
        "reporter",
        "partner",
        "flow",
        "procedure",
        "goods",
        "period",
        "trade_type",
        "unit",
        "freq",
        "file",
    )
    keys = [name for name in identity if name in frame]
    group = group_of(frame, keys)
    measure = frame["measure"].astype(object).to_numpy()
    value = frame["observation"].to_numpy(dtype=np.float64)
    # The same record twice is the same record, not twice its mass: it is told apart by how often it stands.
    order = pd.Series(np.ones(len(frame))).groupby([group, measure]).cumsum().to_numpy()
    ids, first = pd.factorize(pd.Series(group * (int(order.max(initial=1)) + 1) + order.astype(np.int64)))
    size = len(first)
    at = np.full(size, len(frame), dtype=np.int64)
    np.minimum.at(at, ids, np.arange(len(frame)))
    joined = frame.iloc[at].drop(columns=["measure", "observation", "tonnes"]).reset_index(drop=True)
    tonnes = np.full(size, np.nan)
    for name, factor in factors.items():
        here = np.full(size, np.nan)
        rows = measure == name
        here[ids[rows]] = value[rows] * factor
        tonnes = np.where(np.isnan(tonnes), here, tonnes)
    for name in ("supplementary", "value"):
        here = np.full(size, np.nan)
        rows = measure == name
        here[ids[rows]] = value[rows]
        joined[name] = here
    joined["tonnes"] = tonnes
    draft.left_out["joined-to-one-record"] = len(frame) - size
    draft.frame = joined


def say_of_numbers(draft: Draft, zeros: int, zero_example: str, unreadable: Sequence[str]) -> None:
    """Say which numbers could not be used, and take those below zero as not known."""
    if unreadable:
        draft.say(
            "number-unreadable",
            f"{len(unreadable):,} quantities or values are no numbers, {unreadable[0]!r} first: they are not known.",
            found=unreadable[0],
            suggestion="Write them as numbers with a decimal point, or download the file again.",
        )
    if zeros:
        draft.say(
            "code-zero",
            f"{records_of(zeros)} with a customs code that lost its leading zero ({zero_example}): it was restored.",
            found=zero_example,
        )
    for name in ("tonnes", "supplementary"):
        values = draft.frame[name].to_numpy(dtype=np.float64, copy=True)
        below = values < 0
        if below.any():
            draft.say(
                "quantity-below-zero",
                f"{records_of(int(below.sum()))} with a quantity below zero ({values[below][0]:g} first): taken as not"
                " known.",
                found=f"{values[below][0]:g}",
                suggestion="Corrections of another period stand in that period: take the revised file.",
            )
            values[below] = np.nan
            draft.frame[name] = values


def read_periods(draft: Draft) -> None:
    """Write periods as year or year-month; 52 and 99 as a month are the year."""

    def read(text: str) -> tuple[int, int]:
        digits = "".join(character for character in text if character.isdigit())
        year = int(digits[:4]) if len(digits) >= 4 else 0
        month = int(digits[4:6]) if len(digits) >= 6 else 0
        return year, month if 1 <= month <= 12 else 0

    codes, distinct = pd.factorize(draft.frame["period"])
    read_all = [read(str(text)) for text in distinct]
    year = np.array([each[0] for each in read_all] or [0], dtype=np.int64)[codes]
    month = np.array([each[1] for each in read_all] or [0], dtype=np.int64)[codes]
    texts = [f"{y}-{m:02d}" if m else str(y) for y, m in read_all]
    period = pd.Categorical(np.array(texts or [""], dtype=object)[codes])
    draft.frame = draft.frame.assign(year=year, month=month, period=period)
    no_flow = ~draft.frame["flow"].isin(["import", "export"]).to_numpy()
    unreadable = no_flow | (year == 0)
    if unreadable.any():
        row = draft.frame["row"].to_numpy()[unreadable][0]
        number = int(unreadable.sum())
        tonnes = draft.leave_out(unreadable, "record-unreadable")
        draft.say(
            "record-unreadable",
            f"{records_of(number)} ({tonnes_of(tonnes)}) without a flow that is known (import or export) or a"
            f" period that can be read, the one in row {row} first: left out.",
            found=f"row {row}",
            suggestion="Write the flow and the period as the source does.",
        )


def settle_masses(draft: Draft, layout: Layout) -> None:
    """Take a mass of 0 beside a value as not known; find masses and volumes in other units."""
    frame = draft.frame
    tonnes = frame["tonnes"].to_numpy(dtype=np.float64, copy=True)
    if layout.name == "comtrade" and "unit" in frame:  # 8: kg
        in_kg = (
            frame["unit"].astype(object).astype(str).str.strip().str.casefold().isin(["8", "kg"]).to_numpy()
        )
        quantity = frame["supplementary"].to_numpy(dtype=np.float64)
        tonnes = np.where(in_kg & ~(tonnes > 0) & (quantity > 0), quantity * 1e-3, tonnes)
    traded = (frame["value"].to_numpy(dtype=np.float64) > 0) | (
        frame["supplementary"].to_numpy(dtype=np.float64) > 0
    )
    tonnes[(tonnes == 0) & traded] = np.nan
    draft.frame = frame.assign(tonnes=tonnes, m3=_volumes(frame))


def say_of_masses(draft: Draft, layout: Layout) -> None:
    """Say which of the records that stay have neither mass nor volume."""
    frame = draft.frame
    if "unit_given" in frame:
        blank = (frame["unit_given"].astype(object) == "").to_numpy(bool)
        if blank.any():
            tonnes = float(np.nansum(frame["tonnes"].to_numpy()[blank]))
            draft.say(
                "unit-assumed",
                f"{records_of(int(blank.sum()))} ({tonnes_of(tonnes)}) without a unit, the one in row"
                f" {frame['row'].to_numpy()[blank][0]} first: taken as t, as FAO publishes masses.",
                found=f"row {frame['row'].to_numpy()[blank][0]}",
                suggestion="Keep the column Unit of the original file.",
            )
    lacking = np.isnan(frame["tonnes"].to_numpy()) & np.isnan(frame["m3"].to_numpy())
    if not lacking.any():
        return
    if layout.name.startswith("faostat"):
        units = sorted(set(frame["unit"].astype(object)[lacking].astype(str))) if "unit" in frame else []
        draft.say(
            "unit-not-mass",
            f"{records_of(int(lacking.sum()))} in {', '.join(filter(None, units)) or 'no unit'}: no mass is known.",
            found=", ".join(units),
        )
        return
    value = float(np.nansum(frame["value"].to_numpy()[lacking]))
    draft.say(
        "mass-missing",
        f"{records_of(int(lacking.sum()))} without a mass, of {value:,.0f} together (unit: {layout.currency}):"
        " their tonnes are not known, and they are not 0. (A mass need not be reported where there is a"
        " supplementary unit, and small ones round to 0.)",
        found=f"row {frame['row'].to_numpy()[lacking][0]}",
        suggestion="Nothing, where the value is small; else look for the mass in another source.",
    )


def _volumes(frame: pd.DataFrame) -> Any:
    """Return volumes in m3 where a supplementary unit says so."""
    volume = np.full(len(frame), np.nan)
    for unit, quantity in (("unit2", "supplementary2"), ("unit", "supplementary")):
        if unit not in frame or quantity not in frame:
            continue
        codes, distinct = pd.factorize(frame[unit].astype(object))
        units = [match_unit(unit_text(str(text))) for text in distinct]
        factor = np.array([each.factor if each.base == "m3" else np.nan for each in units] + [np.nan])[codes]
        values = frame[quantity].to_numpy(dtype=np.float64) * factor
        volume = np.where(values > 0, values, volume)
    return volume
