"""Which lines say where goods were shipped from, as the few distinct questions that trade data can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.schema import TRACED, UNKNOWN_ORIGIN
from bbafootprint.vocabulary import places
from bbafootprint.vocabulary.years import year_of_period

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NO_ORIGIN = "unknown origin"
"""The word in the column `origin_match` of an origin that is not known."""

LATEST = -1
"""The year asked for where a line has no period, or one that names no year."""


@dataclass(frozen=True)
class Questions:
    """The distinct (commodity, place, year) that lines ask about.

    Attributes
    ----------
    key : ndarray of int, shape (lines,)
        The question of each line; -1 where it asks none.
    commodities, places : list of str
        Their codes.
    commodity, place : ndarray of int, shape (questions,)
        Positions in these lists.
    year : ndarray of int, shape (questions,)
        :data:`LATEST` where the lines have no period, or one that names no year.
    consigned : ndarray of bool, shape (questions,)
        Whether the place is one that goods were shipped from; else it was given as the origin.
    unread : ndarray of bool, shape (lines,)
        Lines with a period that names no year.
    regional : ndarray of bool, shape (lines,)
        Lines that were shipped from somewhere, and whose origin is given as a region of several countries (Africa,
        EU): a mix may go against it, and they ask none.
    """

    key: Ints
    commodities: list[str]
    places: list[str]
    commodity: Ints
    place: Ints
    year: Ints
    consigned: Flags
    unread: Flags
    regional: Flags


def code_column(column: pd.Series[Any]) -> tuple[Ints, list[str]]:
    """Return the position of each cell's text among the distinct ones, -1 where missing, and these.

    Parameters
    ----------
    column : pandas.Series
        Of texts, as a categorical or not.

    Returns
    -------
    codes : ndarray of int
    values : list of str
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64, copy=True), [
            str(value) for value in column.cat.categories
        ]
    codes, values = pd.factorize(column, use_na_sentinel=True)
    return codes.astype(np.int64), [str(value) for value in values]


def _names_region(frame: pd.DataFrame, unknown: Flags) -> Flags:
    """Tell where a region of several countries is given as the origin, and not answered for by a person."""
    if "origin_as_given" not in frame or not unknown.any():
        return np.zeros(len(frame), dtype=bool)
    given, texts = code_column(frame["origin_as_given"])
    named: Flags = np.array([*map(places.is_several_countries, texts), False], dtype=bool)[given]
    return unknown & named


def ask(frame: pd.DataFrame) -> Questions:
    """Find the distinct questions of lines.

    Parameters
    ----------
    frame : pandas.DataFrame
        Coded lines.

    Returns
    -------
    Questions
        A line asks where its goods were shipped from if it has a consignment country and no origin, or a port of
        entry as its origin (its consignment country then comes before the port's); any other that has an origin asks
        about that. Lines that are rejected, have a problem, no commodity or no amount, or were traced before ask none;
        nor does one with a region of several countries as its origin.
    """
    size = len(frame)
    goods, commodities = code_column(frame["commodity"])
    origin, origins = code_column(frame["origin"])
    match, matches = code_column(frame["origin_match"])
    shipped, shippers = (
        code_column(frame["consignment"])
        if "consignment" in frame
        else (np.full(size, -1, dtype=np.int64), [])
    )
    period, periods = code_column(frame["period"])
    known = list(dict.fromkeys(code for code in (*origins, *shippers) if code))
    at = {code: position for position, code in enumerate(known)} | {"": -1}
    origin = np.array([*(at[code] for code in origins), -1], dtype=np.int64)[origin]
    shipped = np.array([*(at[code] for code in shippers), -1], dtype=np.int64)[shipped]
    named = [year_of_period(text) for text in periods]
    year = np.array([*(LATEST if each is None else each for each in named), LATEST], dtype=np.int64)[period]
    unread = (year == LATEST) & (period >= 0)

    def is_match(word: str) -> Flags:
        return np.array([*(text == word for text in matches), False], dtype=bool)[match]

    is_unknown = origin == at.get(UNKNOWN_ORIGIN, -2)
    is_port = is_match(places.PORT)
    consigned = is_port | (is_unknown & (shipped >= 0))
    place = np.where(consigned & (shipped >= 0), shipped, np.where(is_unknown, -1, origin))
    problem, problems = code_column(frame["problem"])
    sound = np.array([*(text == "" for text in problems), True], dtype=bool)[problem]
    asks = sound & (goods >= 0) & (place >= 0) & ~is_match(TRACED)
    regional = asks & is_unknown & consigned & _names_region(frame, is_match(NO_ORIGIN))
    asks &= ~regional
    asks &= ~frame["rejected"].to_numpy(dtype=bool) & frame["amount"].notna().to_numpy(dtype=bool)

    wide = max(len(known), 1)
    codes = (((year + 1) * max(len(commodities), 1) + goods) * wide + place) * 2 + consigned
    number, distinct = pd.factorize(codes[asks])
    key = np.full(size, -1, dtype=np.int64)
    key[asks] = number
    rest, is_consigned = np.divmod(np.asarray(distinct, dtype=np.int64), 2)
    rest, at_place = np.divmod(rest, wide)
    at_year, at_commodity = np.divmod(rest, max(len(commodities), 1))
    return Questions(
        key,
        commodities,
        known,
        at_commodity,
        at_place,
        at_year - 1,
        is_consigned.astype(bool),
        unread,
        regional,
    )
