"""What may be wrong in the rows of a factor set: vectorised checks, each with rows, values and a remedy.

Every function returns sentences; an empty list means that nothing is wrong. Rows are numbered as a
spreadsheet shows them (the header is row 1), or as positions for a table in memory (the first is 0).
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bbafootprint.factors.cells import SHOWN, say, say_if
from bbafootprint.factors.metadata import RUNGS, SetMetadata
from bbafootprint.factors.reading import Typed
from bbafootprint.factors.tables import FACTORS, PRODUCERS, Table
from bbafootprint.schema import WORLD

PRODUCTION_UNITS = ("t", "m3")
"""Units of production, and so the denominators of factors (docs/method.md)."""

CODES_NAMED = 20
"""Wrong commodities that are looked up and named one by one before the rest is counted."""

_FLAG = re.compile(r"[a-z][a-z0-9_]*(\|[a-z][a-z0-9_]*)*")


def check_factors(typed: Typed, metadata: SetMetadata, file: str) -> list[str]:
    """Say what is wrong with the values, codes, bounds and keys of factors."""
    frame = typed.frame
    value, low, high, gsd = (frame[name].to_numpy() for name in ("value", "low", "high", "gsd"))
    quality = frame["quality"].to_numpy()
    problems = check_keys(typed, FACTORS, file)
    problems += check_commodities(typed, file, "factors are per unit of primary commodity", "factor")
    problems += check_origins(typed, file, regions=True)
    problems += _check_indicators(typed, metadata, file)
    for name, numbers in (("value", value), ("low", low), ("high", high)):
        problems += say_if(
            file, typed, numbers < 0, f"{name} is negative",
            "A footprint is never negative: restoration and credits are reported beside it, not in it. "
            "Write 0 or more.", name,
        )  # fmt: skip
    problems += say_if(
        file, typed, low > value, "low is above value", "low is the lower bound: correct the two.", "low"
    )
    problems += say_if(
        file, typed, value > high, "value is above high", "high is the upper bound: correct the two.", "high"
    )
    problems += say_if(
        file, typed, gsd < 1, "gsd is under 1",
        "A geometric standard deviation is 1 (no spread) or more; leave the cell empty if unknown.",
        "gsd",
    )  # fmt: skip
    problems += say_if(
        file, typed, (quality < 1) | (quality > 5), "quality is not 1 to 5",
        "Write 1 (region), 2 (country, measured), 3 (country, modelled), 4 (regional mean) or 5 (world).",
        "quality",
    )  # fmt: skip
    problems += _check_years(typed, file)
    flags = frame["flag"].cat.categories
    bad = np.array([bool(text) and not _FLAG.fullmatch(text) for text in flags], dtype=bool)
    problems += say_if(
        file, typed, bad[frame["flag"].cat.codes], "flag is not a list of tokens",
        "Write tokens of lower-case letters, digits and underscores, joined by | without spaces.", "flag",
    )  # fmt: skip
    return problems


def check_producers(typed: Typed, file: str) -> list[str]:
    """Say what is wrong with the table of who grows what."""
    frame = typed.frame
    problems = check_keys(typed, PRODUCERS, file)
    problems += check_commodities(typed, file, "production is of primary commodities", "production")
    problems += check_origins(typed, file, regions=False, countries_only=True)
    for name in ("production", "area_ha"):
        problems += say_if(
            file, typed, frame[name].to_numpy() < 0, f"{name} is negative", "Write 0 or more.", name
        )
    units = np.array([text in PRODUCTION_UNITS for text in frame["unit"].cat.categories], dtype=bool)
    problems += say_if(
        file, typed, ~units[frame["unit"].cat.codes], "unit is not known",
        f"Write {' or '.join(PRODUCTION_UNITS)}.", "unit",
    )  # fmt: skip
    count = frame.groupby("commodity", observed=True)["unit"].nunique()
    mixed = [str(commodity) for commodity in count.index[count > 1]]
    if mixed:
        problems.append(
            f"{file}: production of {', '.join(mixed[:SHOWN])} is given in more than one unit. "
            "Give each commodity one unit: means are weighted by production."
        )
    return problems + _check_years(typed, file)


def check_keys(typed: Typed, table: Table, file: str) -> list[str]:
    """Say which rows have the key of another row."""
    if any(
        field.needed and field.name not in typed.given.columns
        for field in table.fields
        if field.name in table.key
    ):
        return []  # said as a missing column
    repeated = typed.frame.duplicated(list(table.key), keep=False).to_numpy()
    if not repeated.any():
        return []
    first = typed.frame.loc[repeated, list(table.key)].iloc[0]
    shown = ", ".join(f"{name} {first[name]!r}" for name in table.key if first[name] != "")
    return [
        say(file, typed, repeated, f"more than one row for a {' x '.join(table.key)} (the first: {shown})",
             "Keep one row a key; years and sources are no part of it.")
    ]  # fmt: skip


def check_commodities(typed: Typed, file: str, rule: str, figure: str) -> list[str]:
    """Say which commodities are no code of a primary commodity: no line would ever ask for them."""
    # Imported here: the tables of commodities are loaded when the first set is.
    from bbafootprint.vocabulary.commodities import commodities, match_commodity

    primary = commodities()["primary_commodity"].to_dict()
    column = typed.frame["commodity"]
    wrong = [
        (number, text)
        for number, text in enumerate(column.cat.categories)
        if text.strip() and primary.get(text) != text
    ]
    codes = column.cat.codes.to_numpy()
    problems = []
    for number, text in wrong[:CODES_NAMED]:
        what, remedy = "commodity is no code of the vocabulary", ""
        match = match_commodity(text)
        if text in primary:
            what = "commodity is no primary commodity"
        elif match.code in primary and primary[match.code] == match.code:
            remedy = f"Write {match.code!r}."
        elif match.code is None:
            near = dict.fromkeys(code for each in match.candidates if (code := primary.get(each)))
            guess = f"Did you mean {' or '.join(repr(code) for code in near)}? " if near else ""
            remedy = f"{guess}Write a code that the vocabulary lists as primary, such as 'soybeans'."
        if not remedy:
            meant = str(match.code)
            into = primary[meant]
            remedy = f"{rule[0].upper()}{rule[1:]}; {meant} "
            if into:
                remedy += f"is converted to {into}: give the {figure} of {into}."
            else:
                remedy += "has none in this edition, so that nothing asks for it: leave the rows out."
        problems.append(say(file, typed, codes == number, what, remedy, "commodity"))
    if len(wrong) > CODES_NAMED:
        rest = np.isin(codes, [number for number, _ in wrong[CODES_NAMED:]])
        what = f"{len(wrong) - CODES_NAMED} more commodities are no codes of primary commodities"
        problems.append(say(file, typed, rest, what, "Correct them likewise.", "commodity"))
    return problems


def check_origins(typed: Typed, file: str, *, regions: bool, countries_only: bool = False) -> list[str]:
    """Say which origins are no code, and which regions stand at something else than a country."""
    # Imported here: the place tables are loaded when the first set is.
    from bbafootprint.vocabulary import places

    column = typed.frame["origin"]
    countries = set(places.countries())
    wider = set() if countries_only else {*places.subregions(), WORLD}
    categories = list(column.cat.categories)
    known = np.array([code in countries or code in wider for code in categories], dtype=bool)
    remedy = (
        "Write an ISO 3166-1 alpha-3 code (BRA)"
        + ("" if countries_only else f", the three digits of an M49 sub-region (005) or {WORLD}")
        + "."
    )
    short = [code for code in categories if code.isdigit() and len(code) < 3 and code.zfill(3) in wider]
    if short:
        remedy += f" A leading zero was lost: {short[0]} is {short[0].zfill(3)}; keep the column as text."
    blank = np.array([not code.strip() for code in categories], dtype=bool)
    problems = say_if(
        file, typed, (~known & ~blank)[column.cat.codes], "origin is no code that we know", remedy, "origin"
    )
    if regions:
        at_country = np.array([code in countries for code in categories], dtype=bool)
        has_region = typed.frame["region"].to_numpy(dtype=object) != ""
        problems += say_if(
            file, typed, has_region & ~at_country[column.cat.codes] & known[column.cat.codes],
            "a region inside something that is no country", "Give the region's country as origin.", "origin",
        )  # fmt: skip
    return problems


def _check_indicators(typed: Typed, metadata: SetMetadata, file: str) -> list[str]:
    """Say which indicators are not declared, have another unit, or rows on a rung that is not asked."""
    frame = typed.frame
    declared = {indicator.id: indicator for indicator in metadata.indicators}
    categories = list(frame["indicator"].cat.categories)
    codes = frame["indicator"].cat.codes.to_numpy()
    known = np.array([name in declared for name in categories], dtype=bool)
    blank = np.array([not name.strip() for name in categories], dtype=bool)
    problems = say_if(
        file, typed, (~known & ~blank)[codes], "indicator is not declared",
        f"The set declares {', '.join(declared)}: correct the name or declare it in datapackage.json.",
        "indicator",
    )  # fmt: skip
    units = frame["unit"].to_numpy(dtype=object)
    rungs = rung_of_rows(frame)
    for code, name in enumerate(categories):
        if not known[code]:
            continue
        unit = declared[name].unit
        problems += say_if(
            file, typed, (codes == code) & (units != unit) & (units != ""), f"unit is not the unit of {name}",
            f"Convert to {unit!r}: a set has one unit an indicator.", "unit",
        )  # fmt: skip
        ladder = [RUNGS.index(step.rung) for step in metadata.ladder.get(name, ())]
        if ladder:
            unasked = (codes == code) & ~np.isin(rungs, [*ladder, -1])
            problems += say_if(
                file, typed, unasked, f"the ladder of {name} has no rung for these origins",
                "They would never be used. Add the rung (region, country, subregion, world) to the ladder in "
                "datapackage.json, or remove the rows.", "origin",
            )  # fmt: skip
    return problems


def rung_of_rows(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the rung on which each factor answers.

    Parameters
    ----------
    frame : pandas.DataFrame
        With the columns `origin` and `region` as categories.

    Returns
    -------
    array of int
        Position in :data:`~bbafootprint.factors.metadata.RUNGS`; -1 where the origin is empty.
    """

    def rung(origin: str) -> int:
        if not origin.strip():
            return -1
        return RUNGS.index("world" if origin == WORLD else "subregion" if origin.isdigit() else "country")

    by_origin = np.array([rung(origin) for origin in frame["origin"].cat.categories], dtype=np.int64)
    rungs = by_origin[frame["origin"].cat.codes]
    has_region = frame["region"].to_numpy(dtype=object) != ""
    return np.where(has_region & (rungs == RUNGS.index("country")), RUNGS.index("region"), rungs)


def _check_years(typed: Typed, file: str) -> list[str]:
    """Say where the years run backwards or are no years."""
    first, last = (typed.frame[name].to_numpy() for name in ("year_from", "year_to"))
    odd = (first < 1900) | (first > 2200) | (last < 1900) | (last > 2200)
    return [
        *say_if(file, typed, first > last, "year_from is after year_to", "Exchange them.", "year_from"),
        *say_if(file, typed, odd, "a year that is none", "Write four digits, such as 2019.", "year_from"),
    ]
