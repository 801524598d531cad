"""What a build found: a written check after each step, kept as ``build_report.md``.

Each function returns the lines of one part, and stops the build where a number cannot be right.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import sources as src
from assemble import UNITS
from livestock import HERDS

NO_AREA = "none believed: sub-region"
APART = 10.0
"""Times the world's mean, either way, over which a producer's land occupation is listed one by one."""
WEIGHTY = 0.02
"""Share of the world's production above which a difference between two releases is listed one by one."""


def of_occupation(table: pd.DataFrame, corrections: pd.DataFrame) -> list[str]:
    """Report land occupation by commodity, and what was rejected or is doubtful."""
    if table.duplicated(["commodity", "origin"]).any():
        raise ValueError("land occupation: a producer stands twice")
    rows = []
    for commodity, some in table.groupby("commodity"):
        known = some.dropna(subset="value")
        world = known["mean_area"].sum() / known["mean_production"].sum()
        both = some[some["ratio"].notna() & some["mean_production"].notna()]
        old = both["mean_production"].sum()
        ratio = f"{(both['ratio'] * both['mean_production']).sum() / old:.3f}" if old else "none"
        ordered = known.sort_values(["value", "origin"])
        least, greatest = ordered.iloc[0], ordered.iloc[-1]
        rows.append(
            (
                commodity, len(some), len(known), f"{world:.4g}", f"{least['value']:.3g} {least['origin']}",
                f"{greatest['value']:.3g} {greatest['origin']}", ratio,
            )
        )  # fmt: skip
    header = "commodity|producers|with L|world L|least|greatest|other release over this one"
    lines = table_lines("Land occupation", header, rows)
    lines += _of_timber_and_grazing(table)
    lines += _list(
        "numbers that are not of their commodity (corrections.csv)",
        (f"{row.commodity} {row.origin}: {row.use} ({row.reason})" for row in _rows(corrections)),
    )
    over = table[table["over"].notna()].sort_values(["commodity", "origin"])
    lines += _list(
        "yields over what is believed (ceilings.csv), sub-region instead",
        (f"{row.commodity} {row.origin} {row.over:.3g} t/ha" for row in _rows(over)),
    )
    wide = table[table["rejected"] == "spread"].sort_values(["commodity", "origin"])
    lines += _list(
        "land of which nothing is known (spread over ln 5), sub-region instead",
        (f"{row.commodity} {row.origin} {row.mean_production:.3g} t" for row in _rows(wide)),
    )
    return [*lines, *_of_releases(table), *_of_outliers(table)]


def of_places(table: pd.DataFrame, estimates: pd.DataFrame) -> list[str]:
    """Report places that keep animals or cut wood but grow no crop in the sources, and what is estimated for them."""
    counted = table[table["from_file"] != "estimate"]
    crops = counted["from_file"].isin(["crops", "2010-22"])
    bare = sorted(set(counted.loc[~crops, "origin"]) - set(counted.loc[crops, "origin"]))
    lines = _list("places with livestock or wood but no crop in the sources", bare)
    without = sorted(set(bare) - set(estimates["origin"]))
    lines += _list(
        "of these without an estimate in uncounted.csv: their crops pass for consignments", without
    )
    said = (f"{row.commodity} {row.origin} {float(row.production):.3g} t" for row in _rows(estimates))
    return lines + _list("producers by estimate (uncounted.csv), no factor uses it", said)


def _of_timber_and_grazing(table: pd.DataFrame) -> list[str]:
    """Report the areas taken for timber, and the ranges of belief of grazing animals."""
    timber = table[table["commodity"] == "roundwood"]
    volume = timber.assign(area=timber["denominator"].replace("", NO_AREA)).groupby("area")["mean_production"]
    lines = [
        f"- roundwood, area {name}: {len(m3)} producers, {m3.sum() / 1e6:.1f} Mm3 a year"
        for name, m3 in volume
    ]
    for commodity, herd in HERDS.items():
        some = table[table["commodity"] == commodity].sort_values("origin")
        rejected = some[some["rejected_value"].notna()]
        share = rejected["mean_production"].sum() / some["mean_production"].sum()
        lines += _list(
            f"{commodity} outside {herd.least:g} to {herd.most:g} ha/t or under 1,000 t, sub-region instead "
            f"({share:.1%} of production)",
            (f"{row.origin} {row.rejected_value:.3g}" for row in _rows(rejected)),
        )
        lines += _list(
            f"keep the animals of {commodity} but have no production in the sources: producers, without factors",
            some.loc[some["from_file"] == "stocks", "origin"],
        )
    return lines


def _of_releases(table: pd.DataFrame) -> list[str]:
    """Report what the two FAOSTAT releases differ in, and what has no area."""
    share = table["mean_production"] / table.groupby("commodity")["mean_production"].transform("sum")
    large = table[table["mean_production"].ge(10_000)].sort_values(["commodity", "origin"])
    apart = large[(large["ratio"].gt(2) | large["ratio"].lt(0.5)) & large["value"].notna()]
    weighty = share[apart.index] >= WEIGHTY
    lines = _list(
        f"FAOSTAT releases differ by over a factor of 2 (file 2010-22 over crop file), flagged; from {WEIGHTY:.0%} "
        "of the world's production",
        (f"{row.commodity} {row.origin} x{row.ratio:.2g}" for row in _rows(apart[weighty])),
    )
    lines += _list(
        "the same, smaller, from 10,000 t",
        (f"{row.commodity} {row.origin} x{row.ratio:.2g}" for row in _rows(apart[~weighty])),
    )
    bare = large[large["value"].isna() & large["from_file"].isin(["crops", "2010-22"])]
    lines += _list(
        "producers from 10,000 t without an area, sub-region (often filled in the file 2010-22)",
        (f"{row.commodity} {row.origin} {row.mean_production:.3g} t" for row in _rows(bare)),
    )
    return lines


def _of_outliers(table: pd.DataFrame) -> list[str]:
    """List crops' producers from 1,000 t whose land occupation is far from the world's."""
    known = table.dropna(subset="value")
    known = known[known["from_file"].isin(["crops", "2010-22"])]
    sums = known.groupby("commodity")[["mean_area", "mean_production"]].transform("sum")
    times = known["value"] / (sums["mean_area"] / sums["mean_production"])
    far = (times.gt(APART) | times.lt(1 / APART)) & known["mean_production"].ge(1000)
    shown = known[far].assign(times=times[far]).sort_values(["commodity", "origin"])
    said = (f"{row.commodity} {row.origin} {row.value:.3g} (x{row.times:.2g})" for row in _rows(shown))
    return _list(f"over {APART:g} times the world's land occupation or under a tenth, kept, quality 4", said)


def of_conversion(loss: pd.DataFrame, occupation: pd.DataFrame) -> list[str]:
    """Report habitat loss by commodity."""
    rows = []
    for commodity, some in loss.groupby("commodity"):
        grown = occupation[occupation["commodity"] == commodity]
        part = grown.loc[grown["origin"].isin(some["origin"]), "mean_production"].sum()
        world = some["ha"].sum() / some["production"].sum()
        rows.append(
            (
                commodity, len(some), f"{some['ha'].sum():.6g}", f"{world:.4g}",
                int((some["unscored"] & ~some["reported_zero"]).sum()), int(some["reported_zero"].sum()),
                int(some["other_years"].sum()), f"{part / grown['mean_production'].sum():.2f}",
            )
        )  # fmt: skip
    return table_lines(
        "Habitat loss",
        "commodity|producers|ha a year|world H|unscored|reported 0|production 2017-19|share of production",
        rows,
    )


def of_characterisation(factors: pd.DataFrame) -> list[str]:
    """Report how often intensity is not monotone in GLAM."""
    outside = (factors["occ"] == factors["occ_low"]) | (factors["occ"] == factors["occ_high"])
    return [
        *head("Species"),
        f"- {factors['origin'].nunique()} countries; intensity Light is the least or greatest of three in "
        f"{outside.mean():.0%} of country and class: on that side the bound is that of the land alone",
        f"- missing central values: {int(factors[['occ', 'tra']].isna().sum().sum())}",
    ]


def of_borrowed(tables: dict[str, tuple[pd.DataFrame, pd.DataFrame]]) -> list[str]:
    """Report what GLAM's borrowed factors of countries would do: world means with them over world means without.

    Parameters
    ----------
    tables : dict
        By kind (``occ``, ``tra``): species factors of producers with borrowed factors, and without.
    """
    rows: dict[str, dict[str, tuple[object, ...]]] = {}
    for kind, (given, own) in tables.items():
        lost = own.set_index(["commodity", "origin"])["value"]
        given = given.dropna(subset="value")
        pairs = pd.MultiIndex.from_frame(given[["commodity", "origin"]])
        given = given.assign(own=lost.reindex(pairs).to_numpy())
        for name, some in given.groupby("commodity"):
            kept = some.dropna(subset="own")
            borrowed = some[some["own"].isna()]
            mean = (some["value"] * some["weight"]).sum() / some["weight"].sum()
            without = (
                (kept["own"] * kept["weight"]).sum() / kept["weight"].sum() if len(kept) else float("nan")
            )
            share = borrowed["weight"].sum() / some["weight"].sum()
            effect = f"{mean / without:.3g}" if without > 0 else "none"
            rows.setdefault(str(name), {})[kind] = (len(borrowed), f"{share:.1%}", effect)
    none = ("", "", "")
    cells = ((name, *kinds.get("occ", none), *kinds.get("tra", none)) for name, kinds in sorted(rows.items()))
    header = (
        "commodity|occupation: borrowed|of production|world with / without|conversion: borrowed|of production|"
        "world with / without"
    )
    return table_lines("Species: factors that GLAM borrows, left out", header, cells)


def of_factors(rows: pd.DataFrame, odd: pd.DataFrame) -> list[str]:
    """Report rows by commodity and indicator, and the producers that were flagged."""
    if rows.duplicated(["commodity", "origin", "indicator"]).any():
        raise ValueError("factors: a key twice")
    if rows[["value", "low", "high"]].isna().any(axis=None):
        raise ValueError("factors: a missing number")
    if ((rows["low"] > rows["value"]) | (rows["value"] > rows["high"])).any():
        raise ValueError("factors: a value outside its bounds")
    counts = pd.crosstab(rows["commodity"], rows["indicator"])[list(UNITS)]
    lines = table_lines(
        "Rows", "|".join(["commodity", *UNITS]), counts.reset_index().itertuples(index=False, name=None)
    )
    lines.append(f"- {len(rows)} rows; quality {rows['quality'].value_counts().sort_index().to_dict()}")
    lines.append(
        f"- {int((odd['production'] < 100).sum())} producers under 100 t (m3): no rows, the sub-region answers"
    )
    tokens = rows["flag"].str.split("|").explode()
    lines.append(f"- flags: {tokens[tokens != ''].value_counts().sort_index().to_dict()}")
    large = odd[odd["flag"].str.contains("high_|low_") & odd["production"].ge(1000)]
    for commodity, some in large.groupby("commodity"):
        shown = (f"{row.origin} ({str(row.flag).replace('|', ', ')})" for row in _rows(some))
        lines += _list(f"odd {commodity}, kept in totals, quality 4", shown)
    return lines


def of_producers(producers: pd.DataFrame, shares: pd.DataFrame) -> list[str]:
    """Report the tables beside the factors."""
    lines = head("Producers and ecosystems")
    lines.append(f"- {len(producers)} producers of {producers['commodity'].nunique()} commodities")
    for account, some in shares[shares["ecosystem"] == "unspecified"].groupby("account"):
        lines += _list(f"{account}, no shares, unspecified = 1", some["origin"])
    return lines


def of_residue(residue: src.Residue) -> list[str]:
    """Report what has no ISO code, or no production."""
    lines = head("Residue: in a source, but not in the set")
    for source, place, what, amount in sorted(set(residue)):
        lines.append(f"- {source}: {place}, {what}: {amount:.6g} a year")
    return lines


def head(title: str) -> list[str]:
    """Return the lines of a heading."""
    return ["", f"## {title}", ""]


def table_lines(title: str, header: str, rows: Iterable[tuple[object, ...]]) -> list[str]:
    """Return a heading and a table of Markdown; the names of `header` are joined by ``|``."""
    columns = header.split("|")
    lines = [*head(title), f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return [*lines, ""]


def _list(title: str, items: Iterable[object]) -> list[str]:
    return [f"- {title}: {', '.join(str(item) for item in items) or 'none'}"]


def _rows(table: pd.DataFrame) -> Iterable[pd.Series]:
    return (row for _, row in table.iterrows())
