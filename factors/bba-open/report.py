"""What a build found: a written check after each step, kept as ``build_report.md``.

Each function returns the lines of one part, and stops the build where a number cannot be right.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import sources as src
from assemble import UNITS

NO_AREA = "none believed: sub-region"


def of_occupation(table: pd.DataFrame) -> list[str]:
    """Report land occupation by commodity, and what was rejected or is doubtful."""
    if table.duplicated(["commodity", "origin"]).any():
        raise ValueError("land occupation: a producer stands twice")
    rows = []
    for commodity, some in table.groupby("commodity"):
        known = some.dropna(subset="value")
        world = known["mean_area"].sum() / known["mean_production"].sum()
        if not 0.005 < world < 30:
            raise ValueError(f"land occupation of {commodity}: world mean {world:.3g} is not plausible")
        least, greatest = known["value"].min(), known["value"].max()
        rows.append((commodity, len(some), len(known), f"{world:.4g}", f"{least:.3g}", f"{greatest:.3g}"))
    lines = _table("Land occupation", "commodity|producers|with L|world L|least|greatest", rows)

    timber = table[table["commodity"] == "roundwood"]
    volume = timber.assign(area=timber["denominator"].replace("", NO_AREA)).groupby("area")["mean_production"]
    for name, m3 in volume:
        lines.append(f"- roundwood, area {name}: {len(m3)} producers, {m3.sum() / 1e6:.1f} Mm3 a year")
    cattle = table[table["commodity"] == "cattle_meat"].sort_values("origin")
    rejected = (
        f"{row.origin} {row.rejected_value:.3g}" for row in _rows(cattle[cattle["rejected_value"].notna()])
    )
    lines += _list("cattle outside 2 to 150 ha/t or under 1,000 t, sub-region instead", rejected)
    kept = cattle.loc[cattle["from_file"] == "stocks", "origin"]
    lines += _list(
        "keep cattle but have no carcass production in the sources: producers, without factors", kept
    )

    large = table[table["mean_production"] >= 10_000].sort_values(["commodity", "origin"])
    apart = large[(large["ratio"].gt(2) | large["ratio"].lt(0.5)) & large["value"].notna()]
    lines += _list(
        "FAOSTAT releases differ by over a factor of 2 (file 2010-22 over crop file), flagged; from 10,000 t",
        (f"{row.commodity} {row.origin} x{row.ratio:.2g}" for row in _rows(apart)),
    )
    bare = large[large["value"].isna() & ~large["commodity"].isin(["roundwood", "cattle_meat"])]
    lines += _list(
        "producers from 10,000 t without an area, sub-region (only in the file 2010-22, often filled there)",
        (f"{row.commodity} {row.origin} {row.mean_production:.3g} t" for row in _rows(bare)),
    )
    return lines


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
    return _table(
        "Habitat loss",
        "commodity|producers|ha a year|world H|unscored|reported 0|production 2017-19|share of production",
        rows,
    )


def of_characterisation(factors: pd.DataFrame) -> list[str]:
    """Report how often intensity is not monotone in GLAM."""
    outside = (factors["occ"] == factors["occ_low"]) | (factors["occ"] == factors["occ_high"])
    return [
        *_head("Species"),
        f"- {factors['origin'].nunique()} countries; intensity Light is the least or greatest of three in "
        f"{outside.mean():.0%} of country and class: on that side the bound is that of the land alone",
        f"- missing central values: {int(factors[['occ', 'tra']].isna().sum().sum())}",
    ]


def of_factors(rows: pd.DataFrame, odd: pd.DataFrame) -> list[str]:
    """Report rows by commodity and indicator, and the producers that were flagged."""
    if rows.duplicated(["commodity", "origin", "indicator"]).any():
        raise ValueError("factors: a key twice")
    if rows[["value", "low", "high"]].isna().any(axis=None):
        raise ValueError("factors: a missing number")
    if ((rows["low"] > rows["value"]) | (rows["value"] > rows["high"])).any():
        raise ValueError("factors: a value outside its bounds")
    counts = pd.crosstab(rows["commodity"], rows["indicator"])[list(UNITS)]
    lines = _table(
        "Rows", "|".join(["commodity", *UNITS]), counts.reset_index().itertuples(index=False, name=None)
    )
    lines.append(f"- {len(rows)} rows; quality {rows['quality'].value_counts().sort_index().to_dict()}")
    lines.append(
        f"- {int((~odd['own_row']).sum())} producers under 100 t (m3): no rows, the sub-region answers"
    )
    tokens = rows["flag"].str.split("|").explode()
    lines.append(f"- flags: {tokens[tokens != ''].value_counts().sort_index().to_dict()}")
    large = odd[odd["flag"].str.contains("high_") & odd["production"].ge(1000)]
    for commodity, some in large.groupby("commodity"):
        shown = (f"{row.origin} ({str(row.flag).replace('|', ', ')})" for row in _rows(some))
        lines += _list(f"odd {commodity}, kept in totals, quality 4", shown)
    return lines


def of_producers(producers: pd.DataFrame, shares: pd.DataFrame) -> list[str]:
    """Report the tables beside the factors."""
    lines = _head("Producers and ecosystems")
    lines.append(f"- {len(producers)} producers of {producers['commodity'].nunique()} commodities")
    for account, some in shares[shares["ecosystem"] == "unspecified"].groupby("account"):
        lines += _list(f"{account}, no shares, unspecified = 1", some["origin"])
    return lines


def of_residue(residue: src.Residue) -> list[str]:
    """Report what has no ISO code, or no production."""
    lines = _head("Residue: in a source, but not in the set")
    for source, place, what, amount in sorted(set(residue)):
        lines.append(f"- {source}: {place}, {what}: {amount:.6g} a year")
    return lines


def _head(title: str) -> list[str]:
    return ["", f"## {title}", ""]


def _table(title: str, header: str, rows: Iterable[tuple[object, ...]]) -> list[str]:
    columns = header.split("|")
    lines = [*_head(title), f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return [*lines, ""]


def _list(title: str, items: Iterable[object]) -> list[str]:
    return [f"- {title}: {', '.join(str(item) for item in items) or 'none'}"]


def _rows(table: pd.DataFrame) -> Iterable[pd.Series]:
    return (row for _, row in table.iterrows())
