"""Sector intensities: impact per million of revenue, by sector and country. Empty unless a person brings a set.

They stand for companies of which nothing else is known, with the lowest data quality. No set is shipped, for no
published one gives these indicators; the format, its checks and an invented demo set are here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import InvalidFactorSetError
from bbafootprint.factors import Indicator
from bbafootprint.ingest.header_words import fold
from bbafootprint.portfolio.inputs.columns import INTENSITIES
from bbafootprint.portfolio.inputs.common import read_dates, read_money
from bbafootprint.portfolio.inputs.tables import Source, read_table
from bbafootprint.portfolio.inputs.words import match_currency
from bbafootprint.schema import WORLD
from bbafootprint.vocabulary.places import match_place

QUALITY = 5.0
"""Data quality of a sector mean."""

DEMO = "demo"
"""Flag of invented numbers."""

_NEEDED = (("sector",), ("indicator",), ("value",), ("unit",), ("currency",), ("source",))


@dataclass(frozen=True)
class IntensitySet:
    """Sector intensities.

    Attributes
    ----------
    frame : pandas.DataFrame
        `sector` (folded), `country` (ISO 3166-1 alpha-3, or ``WLD``), `indicator`, `value` (unit of the indicator per
        million of `currency`), `low`, `high`, `currency`, `source`, `demo`, `year` (0 where not given).
    sectors : tuple of str
        As written.
    reading : mapping
        Source and sha256.
    """

    frame: pd.DataFrame
    sectors: tuple[str, ...]
    reading: Mapping[str, Any]

    def find(self, sector: str, country: str) -> Mapping[str, int]:
        """Return the row that answers for each indicator: sector and country, else sector and world."""
        rows: dict[str, int] = {}
        of_sector = self.frame[(self.frame["sector"] == fold(sector)).to_numpy(bool)]
        for place in (country, WORLD):
            for row, indicator in of_sector.loc[of_sector["country"] == place, "indicator"].items():
                rows.setdefault(str(indicator), int(str(row)))
        return rows


def read_intensities(source: Source | IntensitySet, indicators: Sequence[Indicator]) -> IntensitySet:
    """Read a set of sector intensities and check all of it.

    Parameters
    ----------
    source : str, pathlib.Path or pandas.DataFrame
        Columns :data:`~bbafootprint.portfolio.inputs.columns.INTENSITIES`: one row a sector, country (blank: the
        world) and indicator.
    indicators : sequence of Indicator
        Those of the factor set: an intensity has the id and the unit of one of them, so that unlike units never meet.

    Returns
    -------
    IntensitySet

    Raises
    ------
    InvalidFactorSetError
        With everything that is wrong.
    InputError
        If the table cannot be read, or lacks a column.
    """
    if isinstance(source, IntensitySet):
        return source
    given = read_table(source, "sector intensities", INTENSITIES, _NEEDED)
    texts = {
        column.name: given.texts(column.name) for column in INTENSITIES if column.kind in ("text", "date")
    }
    numbers = read_money(given, INTENSITIES, None, [])  # what is wrong with a number is said of its row
    blank = np.full(len(given), np.nan)
    value, low, high = (
        numbers[name].value if name in numbers else blank for name in ("value", "low", "high")
    )
    units = {indicator.id: indicator.unit for indicator in indicators}
    countries = {text: _country(text) for text in set(texts["country"].tolist())}
    problems: list[str] = []
    seen: set[tuple[str, str, str]] = set()
    for row in range(len(given)):
        faults = _faults(row, texts, value, low, high, units, countries)
        key = (fold(texts["sector"][row]), countries[texts["country"][row]], texts["indicator"][row])
        if key in seen:
            faults.append("this sector, country and indicator stand twice")
        seen.add(key)
        problems += [f"{given.row_name(row)}: {fault}" for fault in faults]
    if problems:
        raise InvalidFactorSetError(
            f"The sector intensities of {given.reading['source']} break their format:", problems=problems
        )
    frame = pd.DataFrame({
        "sector": [fold(text) for text in texts["sector"]], "country": [countries[text] for text in texts["country"]],
        "indicator": texts["indicator"], "value": value, "low": low, "high": high,
        "currency": [match_currency(text)[0] for text in texts["currency"]], "source": texts["source"],
        "demo": [text.casefold() == DEMO for text in texts["flag"]],
        "year": np.array([0 if day is None else day.year for day in read_dates(given, "year", [])], dtype=np.int64),
    })  # fmt: skip
    return IntensitySet(frame, tuple(dict.fromkeys(texts["sector"].tolist())), given.reading)


def _country(text: str) -> str:
    """Return the code of a country; the world where blank, empty where it is not known."""
    if not text or text.upper() == WORLD:
        return WORLD
    return match_place(text).code or ""


def _faults(
    row: int, texts: Mapping[str, npt.NDArray[Any]], value: npt.NDArray[np.float64], low: npt.NDArray[np.float64],
    high: npt.NDArray[np.float64], units: Mapping[str, str], countries: Mapping[str, str],
) -> list[str]:  # fmt: skip
    """Return everything that is wrong with a row."""
    indicator, unit = texts["indicator"][row], texts["unit"][row]
    faults = []
    if not texts["sector"][row]:
        faults.append("no sector")
    if not countries[texts["country"][row]]:
        faults.append(f"'{texts['country'][row]}' is no country; leave it blank for the world")
    if indicator not in units:
        faults.append(f"'{indicator}' is no indicator of the factor set; it has {', '.join(units)}")
    elif unit != units[indicator]:
        faults.append(f"the unit of {indicator} is '{units[indicator]}', not '{unit}'")
    if not value[row] >= 0:
        faults.append("the value is not a number of 0 or more")
    if low[row] > value[row] or high[row] < value[row]:
        faults.append("low and high must enclose the value")
    if not match_currency(texts["currency"][row])[0]:
        faults.append(f"'{texts['currency'][row]}' is no currency")
    if not texts["source"][row]:
        faults.append("no source; a number that nobody can ask for is none")
    return faults
