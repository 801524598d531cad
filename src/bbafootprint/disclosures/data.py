"""The tables that disclosures rest on: which framework asks what, which goods are flagged, what a law lists."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.vocabulary.commodity_tables import primaries

CROSSWALK_COLUMNS: tuple[str, ...] = (
    "framework", "version", "reference", "datapoint", "metric", "unit", "status", "covered", "remark", "source",
    "confirmed",
)  # fmt: skip
"""Columns of the crosswalk."""

STATUSES: tuple[str, ...] = ("shall", "may", "voluntary", "to be confirmed")
"""How a framework asks: it obliges those whom it binds, allows, or is voluntary as a whole."""

COVERED: tuple[str, ...] = ("yes", "partly", "no")
"""How much of a datapoint the library's metric answers."""

CONFIRMED: tuple[str, ...] = ("official text", "secondary copy", "no")
"""How the reference of a row was confirmed: by the publisher's own text, by a copy of it, or not at all (from general
knowledge: check it before use)."""

HIGH_RISK, EUDR = "SBTN HICL", "EUDR"
"""Lists of commodities: those that are high-risk or high-impact, and those of the EU regulation on deforestation."""


def load_crosswalk() -> pd.DataFrame:
    """Return which framework asks for what, and which of our metrics answers it.

    Returns
    -------
    pandas.DataFrame
        :data:`CROSSWALK_COLUMNS`, all text, one row a datapoint: `metric` (empty where none answers), `unit` as the
        table is filled (of a datapoint that is not covered, as it is asked for), `status` (:data:`STATUSES`), `covered`
        (:data:`COVERED`), `remark` (what is not covered), `source`, and `confirmed` (:data:`CONFIRMED`) for the
        reference. A new table at each call.

    Examples
    --------
    >>> crosswalk = load_crosswalk()
    >>> list(crosswalk["framework"].unique())
    ['TNFD', 'ESRS E4', 'GRI 101', 'SBTN Land', 'EUDR', 'AFi and CDP']
    """
    return pd.DataFrame(rows("crosswalk.csv"), columns=list(CROSSWALK_COLUMNS), dtype=object)


def listed_commodities(name: str) -> dict[str, str]:
    """Return the primary commodities of a list.

    Parameters
    ----------
    name : str
        :data:`HIGH_RISK` or :data:`EUDR`.

    Returns
    -------
    dict of str to str
        Code of the primary commodity to its name in the list.
    """
    listed = rows("commodity_lists.csv")
    return {row["primary_commodity"]: row["listed_as"] for row in listed if row["list"] == name}


def high_risk_commodities(codes: Iterable[str] | None) -> dict[str, str]:
    """Return the high-risk commodities: those given, or those of the library's list.

    Parameters
    ----------
    codes : iterable of str or None
        Codes of primary commodities.

    Returns
    -------
    dict of str to str
        Code to name.

    Raises
    ------
    UsageError
        If a code is that of no primary commodity.
    """
    if codes is None:
        return listed_commodities(HIGH_RISK)
    known = set(primaries().values())
    given = [codes] if isinstance(codes, str) else list(codes)
    if wrong := [code for code in given if code not in known]:
        raise UsageError(
            f"high_risk: {', '.join(map(repr, wrong))} is no code of a primary commodity; give codes such as "
            "'soybeans' or 'oil_palm_fruit' (docs/reference-commodities.md lists them)"
        )
    return {code: code for code in given}


@cache
def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of a table of this folder, as text; do not change them.

    Parameters
    ----------
    table : str
        Name of the file.

    Returns
    -------
    list of dict
    """
    text = (files("bbafootprint.disclosures") / table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
