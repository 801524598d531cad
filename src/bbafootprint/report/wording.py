"""Names and meanings as a person reads them."""

from __future__ import annotations

import pandas as pd

from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.vocabulary import commodities
from bbafootprint.vocabulary.commodity_tables import commodity_rows

MEASURE_MEANING: dict[str, str] = {
    "value": "Sum over assessed lines; blank where none is assessed, never 0.",
    "low": "Lower end of the 95 % interval from factors and conversions; errors of quantities are not in it.",
    "high": "Upper end of that interval.",
    "intensity": "Value per tonne as bought, over assessed lines.",
    "relative": "Value over that of the same goods at world-average factors: under 1 is better than average sourcing.",
    "quality": "Mass-weighted data quality: 1 region known and factor of the region, 2 country measured, "
    "3 country modelled, 4 regional mean or proxy, 5 world mean or origin not known.",
    "assessed_line_share": "Share of all lines read that this indicator answers for.",
    "assessed_mass_share": "Share of all tonnes of known mass that this indicator answers for.",
}
"""What the columns of a table of totals mean."""

TABLE_NOTES: dict[str, str] = {
    "Uncertainty": "Draws of factors and conversions; the value is the published one.",
    "Uncertainty by group": "In every draw the groups add up to the total.",
    "Hotspots": "The fewest groups that hold most of the impact are marked.",
    "Variance": "What makes the total unsure: the share of each factor and of each input of conversions.",
    "Trace first": "Lines of unknown origin, by how much surer the total would be if it were known; narrowing counts "
    "the line and those above it.",
    "Change": "The difference of each total from the run before, in parts that add up to it.",
    "Lines changed": "Lines that are new, gone, changed or the same.",
    "Factors changed": "The factors whose change weighs most, largest first.",
    "GRI 101 products": "Habitat loss by product, country and ecosystem; adds up to the Summary. A blank is not "
    "covered, never 0.",
    "EUDR lines": "Lines that are or may be in Annex I, and what each lacks for a due diligence statement. It is no "
    "statement, and says of no goods that they may be placed on the market.",
    "Ranks": "How often the group of the row is worse, per tonne, than that of the column.",
}
"""What stands under the title of a sheet."""

_TITLES = {
    "mass_t": "Mass [t]", "assessed_mass_t": "Assessed mass [t]", "hs_code_as_given": "HS code as given",
    "line_id": "Line ID", "hs_code": "HS code", "get_code": "GET code", "annex_i": "Annex I",
    "gsd": "GSD",
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


def titled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its columns named as headers, see :func:`title`.

    Parameters
    ----------
    frame : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
    """
    return frame.set_axis([title(str(name)) for name in frame.columns], axis=1)


def commodity_title(result: Footprint, code: str) -> str:
    """Return the name of a commodity of a result, the person's own where the product is theirs.

    Parameters
    ----------
    result : Footprint
    code : str

    Returns
    -------
    str
        The code itself where nobody has named it.
    """
    own = ((result.options.get("products") or {}).get("own") or {}).get("products", {})
    known = code in commodity_rows()
    return str(own[code]) if code in own else commodities.name(code) if known else code


def perspective_in_words(result: Footprint) -> str:
    """Say whose origins the numbers are of: as declared, or traced with which data, and how much of it.

    Parameters
    ----------
    result : Footprint

    Returns
    -------
    str
    """
    origins = result.origins()
    world = float(origins.loc[["consignment", "unknown"], "mass_t"].sum())
    left = f"{world:,.6g} t of no known origin, for which a mean of the world answers where there is one"
    if result.options.get("perspective") != "traced":
        return f"direct, origins as declared; {left}"
    data = ", ".join(f"{entry['id']} {entry['version']}" for entry in result.options["trade"])
    lines, mass = int(origins["lines"]["traced"]), float(origins["mass_t"]["traced"])
    return f"traced with {data}: {lines:,} line{'s' * (lines != 1)}, {mass:,.6g} t traced; {left}"


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
