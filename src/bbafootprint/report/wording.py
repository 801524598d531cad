"""Names and meanings as a person reads them."""

from __future__ import annotations

from bbafootprint.factors import Indicator

MEASURE_MEANING: dict[str, str] = {
    "value": "Sum over assessed lines; blank where none is assessed, never 0.",
    "low": "Lower end of the 95 % interval from the factors; quantities and conversions are not in it.",
    "high": "Upper end of that interval.",
    "intensity": "Value per tonne as bought, over assessed lines.",
    "relative": "Value over that of the same goods at world-average factors: under 1 is better than average sourcing.",
    "quality": "Mass-weighted data quality: 1 region known and factor of the region, 2 country measured, "
    "3 country modelled, 4 regional mean or proxy, 5 world mean or origin not known.",
    "assessed_line_share": "Share of all lines read that this indicator answers for.",
    "assessed_mass_share": "Share of all tonnes of known mass that this indicator answers for.",
}
"""What the columns of a table of totals mean."""

_TITLES = {
    "mass_t": "Mass [t]", "assessed_mass_t": "Assessed mass [t]", "hs_code_as_given": "HS code as given",
    "line_id": "Line ID", "hs_code": "HS code", "get_code": "GET code",
}  # fmt: skip


def title(name: str) -> str:
    """Return a column or indicator name as a header.

    Parameters
    ----------
    name : str
        Such as ``habitat_loss``.

    Returns
    -------
    str
        Such as ``Habitat loss``.
    """
    return _TITLES.get(name, name.replace("_", " ").capitalize() if name.islower() or "_" in name else name)


def meaning(indicator: Indicator) -> str:
    """Return what an indicator means, in the words of its factor set.

    Parameters
    ----------
    indicator : Indicator

    Returns
    -------
    str
        Its description, else its basis, else its title.
    """
    return indicator.description or indicator.basis or indicator.title
