"""How well a claim about goods is backed: a short ordered list, as data, and what may be claimed.

The words follow the Accountability Framework (AFi) and Regulation (EU) 2023/1115 (EUDR); the definitions are ours. Both
have the end of 2020 as their cut-off date: conversion after it is what a claim says did not happen.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pandas as pd

_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")

Claim = Literal["certified", "deforestation_free", "conversion_free"]

CLAIMS: dict[str, str] = {
    "certified": "Bought under a scheme; nothing is said of conversion.",
    "deforestation_free": "No forest was converted for it after the cut-off date; other ecosystems may have been.",
    "conversion_free": "No natural ecosystem was converted for it after the cut-off date.",
}
"""What may be claimed of goods, the weakest first."""

CLAIM_COLUMNS: dict[str, str] = {
    "certification": "The scheme that the goods were bought under, as its name is written.",
    "claim": "What is claimed of them: certified, deforestation_free or conversion_free.",
    "evidence": "How well the claim is backed: a level of evidence_levels().",
    "cut_off": "Cut-off date of the claim, such as 2020-12-31: no conversion after it.",
}
"""Columns of the lines that hold claims: a scenario writes them, a sheet may bring them."""


def evidence_levels() -> pd.DataFrame:
    """Return the levels of evidence, the weakest first.

    Returns
    -------
    pandas.DataFrame
        Index `code`; columns `rank` (1 is the weakest), `name`, `spellings` (joined by ``|``), `meaning`,
        `vocabulary` (how it relates to the words of AFi and the EUDR). A new table at each call.
    """
    table = pd.DataFrame(_rows(), dtype=object).astype({"rank": "int64"})
    return table.set_index("code")


def read_level(text: Any) -> str | None:
    """Return the code of a level of evidence.

    Parameters
    ----------
    text : str
        Its code, name or another spelling, in any case.

    Returns
    -------
    str or None
        None where it is none.
    """
    return _spellings().get(_fold(str(text)))


def rank_of(code: str) -> int:
    """Return the rank of a level of evidence, 1 the weakest."""
    return next(int(row["rank"]) for row in _rows() if row["code"] == code)


def read_claim(text: Any) -> str | None:
    """Return the code of a claim; None where it is none."""
    code = _fold(str(text)).replace(" ", "_")
    return code if code in CLAIMS else None


def read_date(value: Any) -> date | None:
    """Return a date as a cell, TOML or JSON holds it; None where it is none.

    Parameters
    ----------
    value : datetime.date, str or int
        A date, its ISO text, ``31/12/2020`` where day and month cannot be mistaken, or a year, which means its last
        day.

    Returns
    -------
    datetime.date or None
    """
    if isinstance(value, pd.Timestamp):
        return None if pd.isna(value) else value.date()
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    text = str(value).strip().removesuffix(".0")[:10]
    if text.isdecimal() and len(text) == 4:
        return date(int(text), 12, 31)
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
        if day <= 12 and day != month:
            return None  # it may be the month
        text = f"{year:04}-{month:02}-{day:02}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def level_choices(codes: Iterable[str] = ()) -> str:
    """Return the levels to choose from, for messages."""
    return ", ".join(codes or [str(row["code"]) for row in _rows()])


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


@cache
def _rows() -> list[dict[str, str]]:
    text = (files("bbafootprint.planning") / "evidence_levels.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _spellings() -> dict[str, str]:
    return {
        _fold(spelling): row["code"]
        for row in _rows()
        for spelling in (row["code"], row["name"], *row["spellings"].split("|"))
    }
