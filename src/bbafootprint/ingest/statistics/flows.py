"""What reading trade statistics gives: records with codes and tonnes, and what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bbafootprint.schema import empty_issues

FLOW_COLUMNS: Mapping[str, str] = {
    "file": "File that the record stands in; empty for a table in memory.",
    "row": "Row of the file (1 is its header), or position in the table in memory (0 is the first).",
    "reporter": "ISO 3166-1 alpha-3 of the country whose statistic it is; missing where not understood.",
    "partner": "ISO 3166-1 alpha-3 of the other country; missing where it is secret, not stated or not a country.",
    "partner_as_given": "Text of the partner, as the source has it.",
    "partner_meaning": "`origin` or `consignment` of an import, `destination` of an export.",
    "flow": "`import` or `export`, seen from the reporter.",
    "procedure": "Customs procedure or kind of flow as the source has it; empty where it has none or is the total.",
    "hs_code": "Customs code as text, lost zeros restored; missing where the source has none.",
    "item": "Item of a source without customs codes (FAOSTAT); missing elsewhere.",
    "commodity": "Commodity code of the vocabulary; missing where there is none.",
    "commodity_match": "How the commodity was found.",
    "year": "Year.",
    "period": "Year, or year and month as 2022-03.",
    "tonnes": "Net mass in t; NaN where the source has none.",
    "supplementary_quantity": "Quantity in the supplementary unit; NaN where there is none.",
    "supplementary_unit": "Supplementary unit as given; empty where none is given.",
    "m3": "Volume in m3, where the supplementary unit says m3; NaN elsewhere.",
    "value": "Value in the source's currency; NaN where there is none.",
    "reexport_tonnes": "Of `tonnes` of an export, what the source reports as re-export; NaN where it does not say.",
    "confidential": "True where the source hides the partner or the goods.",
}
"""Columns of :attr:`TradeFlows.frame`, in order."""

STATISTICS_ISSUES: Mapping[str, tuple[str, str]] = {
    "number-unreadable": ("error", "Quantities that are no numbers: their records have none."),
    "record-unreadable": ("error", "Records without a known flow or a readable period were left out."),
    "quantity-below-zero": ("error", "Quantities below zero are taken as not known."),
    "quantity-hidden": ("warning", "Values that the source marks as confidential or missing were left out."),
    "mass-missing": (
        "warning",
        "Records with a value and without a mass: their tonnes are not known, not 0.",
    ),
    "partner-hidden": ("warning", "Partners that are secret or not stated: kept, of unknown country."),
    "goods-hidden": ("warning", "Goods that are secret: kept, without a commodity."),
    "place-unknown": ("warning", "Codes of countries that are not known."),
    "level-remainder": ("warning", "Coarser codes hold more than the finer codes below them."),
    "commodity-ambiguous": ("warning", "Customs codes that may be several commodities."),
    "records-repeated": ("warning", "The same record stands twice: a file may have been read twice."),
    "unit-not-mass": ("warning", "Quantities in a unit that is no mass, such as heads of animals."),
    "group-alone": ("warning", "A group of countries without its members was kept."),
    "part-ambiguous": ("warning", "The United Kingdom stands beside a part of it: it may hold that part."),
    "classification-left-out": (
        "warning",
        "Other classifications, or older editions, of the same flow were left out.",
    ),
    "unit-assumed": ("warning", "Quantities without a unit were taken as t."),
    "world-only": ("warning", "Only the total over all partners is there: kept, of unknown country."),
    "place-note": ("info", "Codes of countries that were understood with a remark."),
    "aggregate-left-out": ("info", "Groups of countries beside their parts were left out."),
    "level-left-out": ("info", "Coarser codes beside the finer codes below them were left out."),
    "part-of-total": ("info", "Parts of a total that is there itself were left out."),
    "months-left-out": ("info", "Months beside the total of their year were left out."),
    "not-quantity": (
        "info",
        "Observations that are no quantities (values, indices) were not read as records.",
    ),
    "code-zero": ("info", "Leading zeros of customs codes were restored."),
    "commodity-unknown": ("info", "Goods that are no commodity of the vocabulary."),
    "partner-meaning": ("info", "What the partner of an import is in this source."),
    "layout-note": ("info", "A remark on the layout."),
}
"""Issue code to (severity, meaning)."""


@dataclass(frozen=True)
class TradeFlows:
    """Records of a trade statistic.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a record; columns :data:`FLOW_COLUMNS`.
    issues : pandas.DataFrame
        What was found; columns :data:`bbafootprint.schema.ISSUE_COLUMNS`.
    reading : mapping
        How it was read: ``source``, ``sha256``, ``layout``, ``publisher``, ``currency``, ``columns`` (header to
        meaning), ``records`` (``read``, ``kept`` and why the others are not there, which add up).
    """

    frame: pd.DataFrame
    issues: pd.DataFrame = field(default_factory=empty_issues)
    reading: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.frame)


def statistics_issue(code: str, message: str, *, found: str = "", suggestion: str = "") -> dict[str, Any]:
    """Return one issue as a row of :data:`bbafootprint.schema.ISSUE_COLUMNS`.

    Parameters
    ----------
    code : str
        A code of :data:`STATISTICS_ISSUES`.
    message : str
        What was found, where, and what it means.
    found, suggestion : str
        The value, and what to do.

    Returns
    -------
    dict of str to str

    Raises
    ------
    KeyError
        If the code is not in :data:`STATISTICS_ISSUES`.
    """
    return {
        "severity": STATISTICS_ISSUES[code][0],
        "code": code,
        "sheet": "",
        "cell": "",
        "found": found,
        "message": message,
        "suggestion": suggestion,
        "line_id": "",
    }


def records_of(number: int) -> str:
    """Return a number of records in words: ``1 record``, ``2,345 records``."""
    return f"{number:,} record" + ("" if number == 1 else "s")


def tonnes_of(total: float) -> str:
    """Return tonnes in words, with enough digits to be found again."""
    return f"{total:,.0f} t" if abs(total) >= 100 else f"{total:.4g} t"
