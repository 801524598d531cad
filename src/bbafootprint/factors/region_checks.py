"""What may be wrong with regions: in their own table, in the factors that name them, and between the two."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from bbafootprint.factors.cells import SHOWN, say, say_if
from bbafootprint.factors.checks import check_keys, check_origins
from bbafootprint.factors.reading import Typed
from bbafootprint.factors.region_names import calls, fold_region
from bbafootprint.factors.tables import REGION_KINDS, REGIONS


def check_regions(typed: Typed, file: str) -> list[str]:
    """Say what is wrong with the table of regions."""
    frame = typed.frame
    problems = check_keys(typed, REGIONS, file)
    problems += check_origins(typed, file, regions=False, countries_only=True)
    kinds = np.array([text in REGION_KINDS for text in frame["kind"].cat.categories], dtype=bool)
    problems += say_if(
        file, typed, ~kinds[frame["kind"].cat.codes], "kind is not known",
        f"Write one of {', '.join(REGION_KINDS)}.", "kind",
    )  # fmt: skip
    share = frame["area_share"].to_numpy()
    problems += say_if(
        file, typed, (share < 0) | (share > 1), "area_share is not 0 to 1",
        "Write a share, not a percentage; leave it empty where it is not known.", "area_share",
    )  # fmt: skip
    return problems + _check_calls(typed, file)


def _check_calls(typed: Typed, file: str) -> list[str]:
    """Say which texts call two regions of one country: a line that writes one could mean either."""
    first: dict[tuple[str, str], int] = {}
    clashes: dict[str, list[int]] = {}
    names = [typed.frame[name].astype(object) for name in ("origin", "region", "code", "aliases", "kind")]
    for row, (origin, region, code, aliases, kind) in enumerate(zip(*names, strict=True)):
        for text in calls(region, code, aliases, kind) if region.strip() else ():
            before = first.setdefault((origin, text), row)
            other = names[1].iloc[before]
            if other != region:  # a doubled row is said as a doubled key
                clashes.setdefault(f"{text!r} is {other} and {region} in {origin}", [before]).append(row)
    if not clashes:
        return []
    mask = np.zeros(len(typed.frame), dtype=bool)
    mask[[row for rows in clashes.values() for row in rows]] = True
    some = "; ".join(list(clashes)[:SHOWN]) + (
        f"; and {len(clashes) - SHOWN} more" if len(clashes) > SHOWN else ""
    )
    return [
        say(
            file, typed, mask, f"one text calls two regions of a country ({some})",
            "Names, aliases and codes are compared without accents, case, spaces and marks, and each must call one "
            "region only: rename one, such as by adding its kind, or take the text out of its aliases.",
        )
    ]  # fmt: skip


def check_region_names(typed: Typed, file: str) -> list[str]:
    """Say which factors name regions of one country that no line could tell apart."""
    named = _named(typed.frame)
    folded = named["region"].map(fold_region)
    twice = named[named.assign(region=folded).duplicated(["origin", "region"], keep=False)]
    if twice.empty:
        return []
    pairs = pd.MultiIndex.from_frame(twice)
    mask = pd.MultiIndex.from_frame(typed.frame[["origin", "region"]].astype(object)).isin(pairs)
    shown = ", ".join(f"{region!r} in {origin}" for origin, region in list(pairs)[:SHOWN])
    return [
        say(
            file, typed, np.asarray(mask, dtype=bool), f"one region is written in several ways ({shown})",
            "Names are compared without accents, case, spaces and marks: write each region in one way.",
        )
    ]  # fmt: skip


def check_regions_listed(tables: Mapping[str, pd.DataFrame], files: Mapping[str, str]) -> list[str]:
    """Say which regions of the factors are not in the table of regions, where the set has one.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Tables of the set, by name.
    files : mapping of str to str
        Their files, for messages.

    Returns
    -------
    list of str
        One sentence at most.
    """
    if "regions" not in tables or "factors" not in tables:
        return []
    listed = set(tables["regions"][["origin", "region"]].astype(object).itertuples(index=False, name=None))
    missing = [
        pair for pair in _named(tables["factors"]).itertuples(index=False, name=None) if pair not in listed
    ]
    if not missing:
        return []
    shown = ", ".join(f"{region!r} of {origin}" for origin, region in missing[:SHOWN])
    more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
    return [
        f"{files['regions']}: lacks regions that {files['factors']} names ({shown}{more}). Add a row for each, with "
        "the name written in the same way."
    ]


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Distinct (origin, region) of factors of regions, as plain text."""
    regions = frame["region"].cat.categories
    of_region = np.array([text != "" for text in regions], dtype=bool)[frame["region"].cat.codes]
    return frame.loc[of_region, ["origin", "region"]].drop_duplicates().astype(object)
