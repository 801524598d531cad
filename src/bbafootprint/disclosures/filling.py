"""Tables for disclosures, filled from a result: a row a datapoint of the crosswalk and what it is split by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date as Date  # noqa: N812 - `date` is the name of the option
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.disclosures import amounts, goods, scope
from bbafootprint.disclosures.case import Case, NotCoveredError, Row
from bbafootprint.disclosures.data import high_risk_commodities, load_crosswalk
from bbafootprint.disclosures.eudr import NOT_LISTED, day_of_list, lines_in_scope
from bbafootprint.footprint import Footprint

TABLE_COLUMNS: tuple[str, ...] = (
    "version", "reference", "datapoint", "status", "item", "value", "low", "high", "unit", "covered", "covered_share",
    "quality", "remark", "reference_confirmed",
)  # fmt: skip
"""Columns of the table of a framework."""

NOT_COVERED = "not covered"
"""Stands in `covered` where there is no number; a blank value is never a zero."""

PRODUCTS, EUDR_LINES = "GRI 101 products", "EUDR lines"
"""The tables that are no table of a framework: habitat loss by product, country and ecosystem; lines beside a list."""

_CONTAINED = "contained"

METRICS: dict[str, Callable[[Case], list[Row]]] = {
    **{
        name: amounts.account(name)
        for name in ("loss", "degradation", "fragmentation", "species", "pressure")
    },
    "loss_by_ecosystem": amounts.loss_by_ecosystem,
    "loss_by_product": amounts.loss_by_product,
    "high_risk_mass": goods.high_risk_mass,
    "high_risk_share": goods.high_risk_share,
    "certified_mass": goods.certified_mass,
    "certified_share": goods.certified_share,
    "conversion_free_share": goods.conversion_free_share,
    "deforestation_free_share": goods.deforestation_free_share,
    "verified_conversion_free_share": goods.verified_conversion_free_share,
    "known_country_share": goods.known_country_share,
    "known_region_share": goods.known_region_share,
    "unknown_origin_share": goods.unknown_origin_share,
    "conversion_since_2020": amounts.conversion_since_2020,
    "agricultural_land": amounts.agricultural_land,
    "annex_i": scope.annex_i,
    "country_tier": scope.country_tier,
    "missing_information": scope.missing_information,
    "supplementary_unit": scope.supplementary_unit,
}
"""Name of a metric in the crosswalk to what gives its rows."""


def disclosure_tables(
    result: Footprint, date: Date | str | None = None, *, high_risk: Iterable[str] | None = None
) -> dict[str, pd.DataFrame]:
    """Fill tables for disclosures from a result.

    They are oriented to the frameworks that :func:`load_crosswalk` names. None says that a report fulfils one.

    Parameters
    ----------
    result : Footprint
        With its lines.
    date : datetime.date or str, optional
        Day at which the list of goods and the tiers of countries of the EU regulation on deforestation are read, such
        as ``"2026-12-30"``. By default the day from which everything that is transcribed applies, so that the same
        input gives the same tables on any day.
    high_risk : iterable of str, optional
        Codes of the primary commodities that count as high-risk; by default those of the library's list, which is
        partial.

    Returns
    -------
    dict of str to pandas.DataFrame
        A table a framework, columns :data:`TABLE_COLUMNS`, one row a datapoint and item (indicator, commodity,
        ecosystem, tier): `value` in `unit` with its 95 % interval `low` to `high` (NaN where it is a count of tonnes or
        lines, or a part whose interval is not known); `covered` (yes, partly, not covered: `value` is then NaN and
        `remark` says why); `covered_share` (amounts: the assessed share of the tonnes read; tonnes and their shares:
        the share of the goods, in lines, whose commodity and tonnes are known; what is certified or claimed: the share
        of tonnes with an entry; else NaN); `quality` 1 (best) to 5; `reference_confirmed` as in the crosswalk.

        Besides, ``"GRI 101 products"``: habitat loss by product, country and ecosystem; and ``"EUDR lines"``: the lines
        that are or may be in the list of the regulation, with what each lacks
        (:func:`bbafootprint.disclosures.eudr.lines_in_scope`).

    Raises
    ------
    UsageError
        If the lines are not kept, `date` is no date or lies before the first list, or a code of `high_risk` is that of
        no primary commodity.

    Examples
    --------
    >>> import pandas as pd, bbafootprint as bba
    >>> lines = pd.DataFrame({"commodity": ["soybeans"], "origin": ["BRA"], "quantity": [100.0], "unit": ["t"]})
    >>> tables = bba.disclosure_tables(bba.calculate_footprint(lines))
    >>> tables["EUDR lines"]["annex_i"].tolist()
    ['likely in scope: check the code']
    """
    day, flagged = day_of_list(date), high_risk_commodities(high_risk)
    lines = result.to_frame()
    bought = ~(lines["rejected"].astype(bool) | (lines["stage"].astype(object) == _CONTAINED)).to_numpy(bool)
    beside = lines_in_scope(lines, day)
    case = Case(result, lines, bought, flagged, beside)
    asked = load_crosswalk()
    tables = {str(framework): _fill(part, case) for framework, part in asked.groupby("framework", sort=False)}
    tables[PRODUCTS] = amounts.products(case)
    listed = (beside["annex_i"] != NOT_LISTED).to_numpy(bool)
    tables[EUDR_LINES] = beside[listed & bought].reset_index(drop=True)
    return tables


def _fill(asked: pd.DataFrame, case: Case) -> pd.DataFrame:
    rows = [row for point in asked.to_dict("records") for row in _rows_of(point, case)]
    numbers = dict.fromkeys(("value", "low", "high", "covered_share", "quality"), np.float64)
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS)).astype(numbers)


def _rows_of(point: dict[Any, Any], case: Case) -> list[Row]:
    """Return the rows of a datapoint: what its metric says, or one that says that it is not covered."""
    base = {name: point[name] for name in ("version", "reference", "datapoint", "status", "unit")}
    base |= {"item": "", "reference_confirmed": point["confirmed"], "covered": NOT_COVERED}
    if not point["metric"]:
        return [{**base, "remark": point["remark"]}]
    try:
        found = METRICS[point["metric"]](case)
    except NotCoveredError as why:
        return [{**base, "remark": f"Not covered: {why}."}]
    return [
        {
            **base, **row,
            "covered": NOT_COVERED if np.isnan(row["value"]) else point["covered"],
            "remark": _sentences(row.get("remark", ""), point["remark"] if at == 0 else ""),
        }
        for at, row in enumerate(found)
    ]  # fmt: skip


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)
