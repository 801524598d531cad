"""Lines beside the EU regulation on deforestation: what is in its list at a date, and what is missing for a statement.

Nothing here says that goods may be placed on the market. A customs code that the list names in part (``ex``), or with
more digits than the line has, is a question for who knows the goods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bbafootprint.disclosures.data import EUDR, listed_commodities, rows
from bbafootprint.errors import UsageError
from bbafootprint.planning.evidence import read_date
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.commodity_tables import commodity_rows
from bbafootprint.vocabulary.customs_codes import leading_code, read_code

LISTED, QUESTION, NOT_LISTED = "listed", "question", "not listed"
LIKELY = "likely in scope: check the code"
UNKNOWN = "cannot be said"
VERDICTS: tuple[str, ...] = (LISTED, QUESTION, LIKELY, UNKNOWN, NOT_LISTED)
"""What is said of a line: its code is in the list; it may be; it has no code, and its commodity usually is; it has
neither a code nor a commodity that are known; or it is not in the list."""

LINE_COLUMNS: tuple[str, ...] = (
    "line_id", "commodity_as_given", "customs_code", "annex_i", "question", "list_commodity", "list_code", "list_label",
    "list_version", "applies_from", "origin", "country_tier", "mass_t", "supplementary_unit",
    "supplementary_quantity", "missing",
)  # fmt: skip
"""Columns of the table of lines."""

_NO_TIER = "standard"  # Article 29: every country without an entry
_CUBIC_METRE = "MTQ"


class Verdict(NamedTuple):
    """What the list says of a customs code or a commodity, and the heading that says it."""

    annex_i: str
    question: str = ""
    commodity: str = ""
    code: str = ""
    label: str = ""
    applies_from: str = ""


def day_of_list(value: date | str | None) -> date:
    """Return the day at which the list is read.

    Parameters
    ----------
    value : datetime.date, str or None
        None: the day from which all that is transcribed applies.

    Returns
    -------
    datetime.date

    Raises
    ------
    UsageError
        If it is no date, or lies before the first list.
    """
    known = sorted({row["applies_from"] for row in rows("eudr_annex_i.csv")})
    if value is None:
        return date.fromisoformat(known[-1])
    day = read_date(value)
    if day is None:
        raise UsageError(f"date: {value!r} is no date; write it as YYYY-MM-DD, such as 2026-12-30")
    if day < date.fromisoformat(known[0]):
        raise UsageError(f"date: {day} is before the first list of goods, of {known[0]}; give a later date")
    return day


def list_at(day: date) -> tuple[str, list[dict[str, str]]]:
    """Return the version of the list at a day, and its headings that apply by then.

    Parameters
    ----------
    day : datetime.date

    Returns
    -------
    tuple of str and list of dict
    """
    headings = [row for row in rows("eudr_annex_i.csv") if row["in_force"] <= str(day)]
    start = max(row["in_force"] for row in headings)
    current = [row for row in headings if row["in_force"] == start and row["applies_from"] <= str(day)]
    return current[0]["version"], current


def tier(iso3: Any, day: date) -> str:
    """Return the risk tier of a country at a day; empty where the country is not known."""
    if not isinstance(iso3, str) or iso3 == UNKNOWN_ORIGIN:
        return ""
    found = _tiers().get(iso3)
    return _NO_TIER if found is None or found["applies_from"] > str(day) else found["tier"]


def lines_in_scope(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """Set lines beside the list.

    Parameters
    ----------
    frame : pandas.DataFrame
        Converted lines with their `origin_status`, as :meth:`bbafootprint.Footprint.to_frame` gives them.
    day : datetime.date

    Returns
    -------
    pandas.DataFrame
        In the index of the lines, columns :data:`LINE_COLUMNS`: `annex_i` (:data:`VERDICTS`), `question` (what to find
        out), `list_commodity`, `list_code`, `list_label`, `list_version`, `applies_from` (of the heading),
        `country_tier` (of an origin that is declared and grows the goods; missing otherwise), `mass_t` [t, NaN where
        not known; whether it is net the line says], `supplementary_unit`, `supplementary_quantity` (NaN where the line
        does not have it), `missing` (what the line lacks for a statement, joined by ``; ``; empty for goods that are
        not listed).
    """
    version, headings = list_at(day)
    codes = _codes(frame)
    table = pd.DataFrame(index=frame.index)
    table["line_id"] = frame["line_id"]
    table["commodity_as_given"] = frame["commodity_as_given"]
    table["customs_code"] = codes
    bought, made_of = (
        frame[name].astype(object).where(frame[name].notna(), None)
        for name in ("commodity", "primary_commodity")
    )
    asked_of = list(zip(codes, bought, made_of, strict=True))
    known = {what: _verdict(*what, headings) for what in dict.fromkeys(asked_of)}
    verdicts = [known[what] for what in asked_of]
    for name, field in {
        "annex_i": "annex_i", "question": "question", "list_commodity": "commodity", "list_code": "code",
        "list_label": "label",
    }.items():  # fmt: skip
        table[name] = [getattr(verdict, field) for verdict in verdicts]
    table["list_version"] = version
    table["applies_from"] = [verdict.applies_from for verdict in verdicts]
    table["origin"] = frame["origin"]
    declared = (frame["origin_status"] == "declared").to_numpy(bool)
    table["country_tier"] = [
        (tier(origin, day) if known_to_grow else "") or None
        for origin, known_to_grow in zip(frame["origin"].astype(object), declared, strict=True)
    ]
    table["mass_t"] = frame["mass_t"]
    units = {code: _supplementary_unit(code) for code in set(codes) | set(table["list_code"])}
    needed = [units[code] or units[head] for code, head in zip(codes, table["list_code"], strict=True)]
    asked = (table["annex_i"] != NOT_LISTED).to_numpy(bool)
    table["supplementary_unit"] = pd.Series([unit for unit, _ in needed], frame.index, dtype=object).where(
        asked, ""
    )
    measured = np.array([code == _CUBIC_METRE for _, code in needed], dtype=bool)
    measured &= asked & (frame["amount_unit"] == "m3").to_numpy(bool)
    table["supplementary_quantity"] = np.where(measured, frame["amount"].to_numpy(np.float64), np.nan)
    table["missing"] = _missing(frame, table, asked)
    return table[list(LINE_COLUMNS)]


def information() -> list[str]:
    """Return what a due diligence statement needs of a line, in order, with the supplementary quantity last."""
    return [*(row["information"] for row in rows("eudr_information.csv")), "supplementary quantity"]


def _codes(frame: pd.DataFrame) -> list[str]:
    """Return the digits of the customs code of each line, as many as were given; empty where there is none."""
    given = frame["hs_code_as_given"].astype(object)
    words = frame["commodity_as_given"].astype(object)
    by_code = (frame["commodity_match"].astype(object) == "hs").to_numpy(
        bool
    )  # the description began with a code
    read = {text: _digits(text) for text in given.dropna().unique()}
    led = {text: _digits(text, leading=True) for text in words[by_code & given.isna()].dropna().unique()}
    return [
        read.get(code, "") if isinstance(code, str) else led.get(text, "")
        for code, text in zip(given, words, strict=True)
    ]


def _digits(text: Any, *, leading: bool = False) -> str:
    code = leading_code(str(text))[0] if leading else read_code(str(text))
    if code is None or not code.digits:
        return ""
    whole = re.sub(r"\D", "", code.given)
    for candidate in (whole, f"0{whole}"):  # a spreadsheet may have dropped the zero
        if candidate.startswith(code.digits) and len(candidate) % 2 == 0:
            return candidate
    return code.digits


def _verdict(code: str, commodity: Any, primary: Any, headings: list[dict[str, str]]) -> Verdict:
    """Say what the list has on a code; without one, on what the commodity usually is."""
    if code:
        return _by_code(code, headings)
    if not isinstance(commodity, str):
        return Verdict(UNKNOWN, "neither a customs code nor the commodity is known")
    row = commodity_rows().get(commodity, {})  # a person's own product has none
    made_of = primary if isinstance(primary, str) else row.get("primary_commodity") or commodity
    named = listed_commodities(EUDR).get(made_of)
    if named is None:
        return Verdict(NOT_LISTED)
    ours = [head for head in headings if head["commodity"] == named]
    usual = [prefix for prefix in row.get("hs_prefixes", "").split("|") if prefix]
    found = [head for head in ours for prefix in usual if _overlap(prefix, head["code"])]
    if usual and not found:
        return Verdict(NOT_LISTED, f"made of {named}, and its usual code is not in the list: check the code")
    first = found[0] if found else None
    ask = "no customs code is given" + (f"; {_spaced(first['code'])} is usual" if first else "")
    if first is None:
        return Verdict(LIKELY, ask, named)
    return Verdict(LIKELY, ask, named, first["code"], first["label"], first["applies_from"])


def _by_code(code: str, headings: Iterable[dict[str, str]]) -> Verdict:
    found = [head for head in headings if _overlap(code, head["code"])]
    if not found:
        return Verdict(NOT_LISTED)
    holding = [head for head in found if code.startswith(head["code"])]
    head = max(holding, key=lambda row: len(row["code"])) if holding else found[0]
    said = (head["commodity"], head["code"], head["label"], head["applies_from"])
    if not holding:
        inside = ", ".join(_spaced(row["code"]) for row in found[:4]) + (
            " and others" if len(found) > 4 else ""
        )
        return Verdict(QUESTION, f"the list names {inside}: give more digits", *said)
    if head["ex"] == "yes":
        what = f"goods of {head['commodity'].replace('_', ' ')}, as its wording says"
        return Verdict(QUESTION, f"ex {_spaced(head['code'])} lists a part of the heading: {what}", *said)
    return Verdict(LISTED, "", *said)


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _missing(frame: pd.DataFrame, table: pd.DataFrame, asked: np.ndarray[Any, Any]) -> list[str]:
    """Say what each line lacks, of what a statement needs."""
    columns = {re.sub(r"[\s_]+", " ", str(name)).strip().casefold(): name for name in frame.columns}
    lacking: list[tuple[str, np.ndarray[Any, Any]]] = []
    for row in rows("eudr_information.csv"):
        names = row["columns"].split("|")
        held = [name for name in names if name in frame.columns] if row["own_column"] == "yes" else [
            columns[name] for name in names if name in columns
        ]  # fmt: skip
        there = np.zeros(len(frame), dtype=bool)
        for name in held:
            there |= _filled(frame[name])
        if row["information"].startswith("customs code"):
            there = np.array([len(code) >= 6 for code in table["customs_code"]], dtype=bool)
        elif row["information"] == "country of production":
            there &= (frame["origin_status"] == "declared").to_numpy(bool)
        elif row["information"] == "net mass":
            there &= ~(frame["density_assumed"].fillna(False).astype(bool)).to_numpy(bool)
        elif row["information"] == "scientific name":
            there |= (table["list_commodity"] != "wood").to_numpy(bool)
        lacking.append((row["information"], asked & ~there))
    unmet = (table["supplementary_unit"] != "") & table["supplementary_quantity"].isna()
    lacking.append(("supplementary quantity", unmet.to_numpy(bool)))
    return ["; ".join(name for name, lacks in lacking if lacks[at]) for at in range(len(frame))]


def _filled(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    return np.array([not pd.isna(cell) and bool(str(cell).strip()) for cell in column], dtype=bool)


def _supplementary_unit(code: str) -> tuple[str, str]:
    found = [row for row in rows("eudr_units.csv") if code and code.startswith(row["code"])]
    longest = max(found, key=lambda row: len(row["code"]), default=None)
    return (longest["unit"], longest["unit_code"]) if longest else ("", "")


def _spaced(code: str) -> str:
    return " ".join(part for part in (code[:4], code[4:6], code[6:]) if part)


@cache
def _tiers() -> dict[str, dict[str, str]]:
    return {row["iso3"]: row for row in rows("eudr_countries.csv")}
