"""Closing checks: what must hold over the finished set, against the sources read a second time.

Each function returns lines of ``build_report.md`` and stops the build where its check fails.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import sources as src
from assemble import UNITS
from conversion import YEARS as LOSS_YEARS
from conversion import attributed
from crops import YEARS as CROP_YEARS
from means import LEAST
from report import head, table_lines

from bbafootprint.schema import WORLD
from bbafootprint.vocabulary import places

ROUNDING = 1e-6
"""Share of a total by which sums may differ because factors are rounded to nine digits and sums are of floats."""
MOST_LOST = {"cattle_meat": 0.04}
MOST_LOST_ELSE = 0.01
"""Share of DeDuCE's world total that may be residue: cattle, and the others."""
PLAUSIBLE = {
    "cereals": (0.1, 2), "roots": (0.03, 0.3), "sugar crops": (0.008, 0.3), "pulses": (0.4, 2.5),
    "nuts": (0.15, 2.5), "oilseeds": (0.2, 2.5), "oil fruit": (0.04, 1), "vegetables": (0.015, 0.35),
    "mushrooms": (0.001, 0.1), "fruit": (0.02, 0.5), "stimulants": (0.1, 3), "spices": (0.08, 20),
    "fibres": (0.15, 4), "rubber": (0.4, 2), "timber": (0.1, 5),
}  # fmt: skip
"""World mean of land occupation, ha yr per t or m3, that is plausible for a group of crops: the inverse of yields
known of them (cereals 0.5 to 10 t/ha). Our choice, from general knowledge; vanilla is why spices go to 20."""
PLAUSIBLE_ONE = {"cattle_meat": (5, 100), "sheep_meat": (5, 100), "goat_meat": (5, 100), "milk": (0.1, 3)}

_KEY = ["commodity", "origin"]


def of_area(
    sources: Path,
    commodities: pd.DataFrame,
    factors: pd.DataFrame,
    producers: pd.DataFrame,
    rejected: pd.DataFrame,
) -> list[str]:
    """Check that the sum of production x L over the shipped tables is the world's harvested area, less a listed rest.

    Row by row production x L is the producer's area, and the world's L is sum(area) / sum(production).

    Parameters
    ----------
    sources : pathlib.Path
    commodities : pandas.DataFrame
        Rows of ``land_use.csv`` that have a `fao_item`.
    factors : pandas.DataFrame
        Rows of countries, sub-regions and the world.
    producers : pandas.DataFrame
        ``producers.csv``.
    rejected : pandas.DataFrame
        `commodity`, `origin`, `rejected`: why a producer with an area has no row.

    Raises
    ------
    ValueError
        If the two differ by more than :data:`ROUNDING` of the area.
    """
    cells = _crop_cells(sources, commodities)
    used = _area_of_rows(factors, producers[producers["commodity"].isin(list(commodities["commodity"]))])
    why = rejected[rejected["rejected"] != ""].set_index(_KEY)["rejected"].to_dict()
    reason = pd.Series("", index=cells.index)
    # A year without harvest counts with its area, as bad years do; a producer without any harvest has no L.
    reason = reason.mask(cells["production"].isna() | (cells["harvest"] <= 0), "no production")
    doubted = [why.get(pair, "") for pair in zip(cells["commodity"], cells["origin"], strict=True)]
    reason = pd.Series(doubted, index=cells.index, dtype=object).where(lambda said: said != "", reason)
    cells["reason"] = reason.mask(cells["origin"].isna(), "no ISO code")
    years = len(CROP_YEARS)
    rows, rests = [], []
    for commodity, some in cells.groupby("commodity"):
        world = some["area"].sum() / years
        left = some[some["reason"] != ""]
        rest = left["area"].sum() / years
        gap = world - rest - used[commodity]
        if abs(gap) > ROUNDING * world:
            raise ValueError(
                f"closing {commodity}: production x L is {used[commodity]:.9g} ha, but the file has {world:.9g} ha "
                f"less a rest of {rest:.9g} ha"
            )
        rows.append(
            (commodity, f"{world:.9g}", f"{used[commodity]:.9g}", f"{rest:.6g}", f"{rest / world:.3%}")
        )
        amounts = left.groupby(["place", "reason"], as_index=False)["area"].sum()
        amounts = amounts[amounts["area"] > 0.001 * world * years].sort_values("area", ascending=False)
        named = [f"{row.place} {row.area / years:.6g} ha ({row.reason})" for row in amounts.itertuples()]
        if named:
            rests.append(f"- {commodity}, rest over 0.1 %: {', '.join(named)}")
    header = "commodity|harvested area, ha a year|production x L|rest|rest, share"
    return [*table_lines("Closing: harvested area", header, rows), *rests]


def _area_of_rows(factors: pd.DataFrame, producers: pd.DataFrame) -> pd.Series:
    """Return the sum of production x L by commodity, after checking rows and the world's mean."""
    land = factors[factors["indicator"] == "land_occupation"].set_index(_KEY)["value"]
    table = producers.dropna(subset="area_ha")
    used = land.reindex(pd.MultiIndex.from_frame(table[_KEY])).to_numpy(dtype=float)
    area: pd.Series = table["production"] * used
    apart = table[~((area / table["area_ha"] - 1).abs() < ROUNDING)]
    if len(apart):
        first = apart.iloc[0]
        raise ValueError(
            f"closing: production x L of {first['commodity']} {first['origin']} is not {first['area_ha']:.9g} ha"
        )
    sums = table.groupby("commodity")[["area_ha", "production"]].sum()
    world = land.xs(WORLD, level="origin").reindex(sums.index)
    gap = (world * sums["production"] / sums["area_ha"] - 1).abs()
    if not (gap < ROUNDING).all():
        raise ValueError(f"closing: the world's L of {gap.idxmax()} is not sum(area) / sum(production)")
    totals: pd.Series = area.groupby(table["commodity"]).sum()
    return totals


def _crop_cells(sources: Path, commodities: pd.DataFrame) -> pd.DataFrame:
    """Read area and production of each place, item and year.

    Columns `commodity`, `place`, `origin` (missing where there is no ISO code), `year`, `area`, `production`,
    `harvest` (the place's production in the years that have an area). Read apart from :func:`sources.crops`: every
    area of the file counts, with an ISO code or without.
    """
    items = {int(code): str(name) for code, name in commodities[["fao_item", "commodity"]].to_numpy()}
    wanted = [str(year) for year in CROP_YEARS]
    parts = []
    for path, name in ((src.CROPS_AREA, "area"), (src.CROPS_PRODUCTION, "production")):
        table = pd.read_csv(
            sources / path, comment="#", encoding="latin-1", keep_default_na=False, na_values=[""]
        )
        table = table[table["item codes"].isin(list(items)) & (table["country codes"] != src.CHINA_AGGREGATE)]
        key = ["country codes", "countries", "item codes"]
        parts.append(table.melt(key, wanted, "year", name).groupby([*key, "year"])[name].sum(min_count=1))
    cells = pd.concat(parts, axis=1).reset_index()
    codes = {int(code): places.from_fao(int(code)) for code in cells["country codes"].unique()}
    origin = cells["country codes"].map(codes)
    cells = cells.assign(
        commodity=cells["item codes"].map(items), origin=origin, place=origin.fillna(cells["countries"])
    )
    # Two areas of FAO may share one ISO code.
    sums = cells.groupby(["commodity", "place", "origin", "year"], dropna=False)[["area", "production"]]
    cells = sums.sum(min_count=1).reset_index()
    both = cells["production"].where(cells["area"].notna())
    cells["harvest"] = both.groupby([cells["commodity"], cells["place"]]).transform("sum")
    return cells[cells["area"] > 0].reset_index(drop=True)


def of_loss(sources: Path, commodities: pd.DataFrame, loss: pd.DataFrame) -> list[str]:
    """Check that the sum of production x H is DeDuCE's world total of 2020-21, less a listed residue.

    Raises
    ------
    ValueError
        If the residue of a commodity is over 1 %, of cattle over 4 %.
    """
    area = attributed(src.deforestation(sources, LOSS_YEARS), commodities)
    total = area.groupby(["commodity", "place"])["ha"].sum() / len(LOSS_YEARS)
    one = loss.set_index(_KEY)
    used = (one["value"] * one["production"]).reindex(total.index)
    used.index = total.index
    rows, rests = [], []
    for commodity in sorted(set(area["commodity"])):
        there, here = total[commodity], used[commodity]
        small = set(loss.loc[(loss["commodity"] == commodity) & loss["value"].isna(), "origin"])
        residue = (there - here.fillna(0.0)).round(6).sort_values(ascending=False)
        share = residue.sum() / there.sum()
        most = MOST_LOST.get(commodity, MOST_LOST_ELSE)
        if not -ROUNDING <= share <= most:
            raise ValueError(
                f"closing {commodity}: {share:.3%} of DeDuCE's loss has no factor, at most {most:.0%}"
            )
        rows.append(
            (commodity, f"{there.sum():.9g}", f"{here.sum():.9g}", f"{residue.sum():.6g}", f"{share:.3%}",
             f"{most:.0%}")
        )  # fmt: skip
        named = [
            f"{place} {ha:.4g} ({_why(str(place), here, small)})"
            for place, ha in residue.items()
            if abs(ha) > 1e-4 * there.sum()
        ]
        if named:
            rests.append(f"- {commodity}, residue over 0.01 %: {', '.join(named)}")
    header = "commodity|DeDuCE, ha a year 2020-21|production x H|residue|residue, share|at most"
    return [*table_lines("Closing: attributed deforestation", header, rows), *rests]


def _why(place: str, used: pd.Series, small: set[str]) -> str:
    if place not in places.countries():
        return "no ISO code"
    if place in small:
        return "under 100 t"
    return "no production" if pd.isna(used[place]) else "one of the years has no production"


def of_means(factors: pd.DataFrame) -> list[str]:
    """Check that every sub-region's and the world's value lies within the range of its countries' rows.

    Parameters
    ----------
    factors : pandas.DataFrame
        Rows of countries, sub-regions and the world, as shipped.
    """
    checked = 0
    for indicator, table in factors.groupby("indicator"):
        own = table[table["origin"].isin(list(places.countries()))]
        regions = own["origin"].map({iso3: places.subregion(iso3) for iso3 in own["origin"].unique()})
        both = pd.concat([own.assign(wider=WORLD), own.assign(wider=regions)]).dropna(subset="wider")
        ends = both.groupby(["commodity", "wider"])["value"].agg(["min", "max"])
        means = factors[
            (factors["indicator"] == indicator) & factors["origin"].isin(list(set(both["wider"])))
        ]
        ends = ends.reindex(pd.MultiIndex.from_frame(means[_KEY]))
        inside = (means["value"].to_numpy() >= ends["min"].to_numpy() * (1 - ROUNDING)) & (
            means["value"].to_numpy() <= ends["max"].to_numpy() * (1 + ROUNDING)
        )
        if not inside.all():
            first = means[~inside].iloc[0]
            raise ValueError(
                f"closing: {first['commodity']} {first['origin']} {indicator} outside its producers"
            )
        checked += len(means)
    return [f"- {checked} rows of sub-regions and the world lie within the range of their countries' rows"]


def of_condition(factors: pd.DataFrame, commodities: pd.DataFrame, loss: pd.DataFrame) -> list[str]:
    """Check on the finished rows of countries that (D + F) / L is the condition lost on the land, LU = HL + HF.

    Parameters
    ----------
    loss : pandas.DataFrame
        :func:`sources.condition_loss`, which was checked against the source's own LU.
    """
    wide = factors.pivot_table(index=_KEY, columns="indicator", values="value").reset_index()
    wide = wide.merge(commodities[["commodity", "ibif_class"]], on="commodity").merge(loss, on="origin")
    wide = wide.dropna(subset=["habitat_degradation", "habitat_fragmentation"])
    lost = (wide["habitat_degradation"] + wide["habitat_fragmentation"]) / wide["land_occupation"]
    expected = pd.Series(float("nan"), index=wide.index)
    for kind in ("Cr", "Pa", "Pl"):
        both = wide[kind] + (0.0 if kind == "Pl" else wide["HF"])
        expected = expected.where(wide["ibif_class"] != kind, both)
    worst = (lost - expected).abs().max()
    if not worst < ROUNDING:
        raise ValueError(
            f"closing: degradation and fragmentation are not the condition lost, {worst:.3g} apart"
        )
    return [f"- degradation + fragmentation = land x LU on {len(wide)} rows (LU = HL + HF; timber LU = HL)"]


def of_rows(factors: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[str]:
    """Check row counts and units: one row a producer with a value, a sub-region of some weight, and the world."""
    for indicator, table in tables.items():
        own = table.dropna(subset="value")
        pairs = set(own[_KEY].itertuples(index=False, name=None))
        weight: dict[tuple[str, str], list[float]] = {}
        for c, o, tonnes in own[[*_KEY, "weight"]].itertuples(index=False, name=None):
            for wider in (places.subregion(o), WORLD):
                if wider and tonnes > 0:
                    weight.setdefault((c, wider), []).append(tonnes)
        means = [k for k, t in weight.items() if k[1] == WORLD or len(t) > 1 or sum(t) >= LEAST]
        rows = factors[factors["indicator"] == indicator]
        if len(rows) != len(pairs) + len(means):
            raise ValueError(f"closing: {indicator} has {len(rows)} rows, not {len(pairs)} + {len(means)}")
        if set(rows["unit"]) != {UNITS[indicator]}:
            raise ValueError(f"closing: {indicator} in {sorted(set(rows['unit']))}")
    return [
        "- one row a producer of 100 t and more that has a value, one a sub-region of two producers or 1,000 t, "
        "one for the world; units"
    ]


def of_world(factors: pd.DataFrame, commodities: pd.DataFrame) -> list[str]:
    """Check that the world's land occupation of each commodity is plausible for its group."""
    world = factors[(factors["indicator"] == "land_occupation") & (factors["origin"] == WORLD)]
    group = world["commodity"].map(commodities.set_index("commodity")["group"])
    for row, name in zip(world.itertuples(), group, strict=True):
        least, most = PLAUSIBLE_ONE.get(str(row.commodity)) or PLAUSIBLE[name]
        if not least <= float(row.value) <= most:  # type: ignore[arg-type]
            raise ValueError(
                f"closing: {row.commodity} {row.value:.4g} ha yr, plausible {least} to {most} ({name})"
            )
    said = "; ".join(
        f"{name} {least} to {most}" for name, (least, most) in (PLAUSIBLE | PLAUSIBLE_ONE).items()
    )
    return [f"- world land occupation of {len(world)} commodities is plausible, ha yr: {said}"]


def title() -> list[str]:
    """Return the head of the part that the short checks stand under."""
    return head("Closing: rows")
