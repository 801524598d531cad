"""Compute the factor set ``unep-setac-2016`` from its source and from bba-open.

    python factors/unep-setac-2016/build.py --sources ../shared/sources [--base FOLDER] [--out FOLDER]

The sources are named in README.md; the same sources and the same bba-open give the same bytes. What was found is
printed and kept in build_report.md.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from pathlib import Path

import base as bba_open
import findings
import numpy as np
import order
import pandas as pd
import psl
import regions
import species
import taxa
from document import INDICATORS, UNIT, document

from bbafootprint.factors.writing import write_set
from bbafootprint.schema import WORLD

HERE = Path(__file__).resolve().parent
KEPT_BY_HAND = ("classes.csv", "README.md", "CHANGELOG.md", "sources.sha256")
NOT_POSITIVE = "lower_bound_not_positive"
NATIONAL_LOSS = "national_loss"
WITHIN = 0.20
"""Spread of land per tonne between regions of one country, as in bba-open."""
COUNTRY_LAND = "{land} of the country, characterisation of the region"
OWN_LAND = "land and characterisation of the region"


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--sources", type=Path, required=True, help="folder of the sources of README.md")
    parser.add_argument("--base", type=Path, default=HERE.parent / "bba-open", help="folder of bba-open")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    arguments = parser.parse_args()
    changed = changed_sources(arguments.sources)
    if changed:
        sys.exit("\n".join(changed))
    build(arguments.sources, arguments.base, arguments.out)


def build(sources: Path, base: Path, out: Path) -> None:
    """Compute every table of the set and write it to `out`."""
    unmatched: psl.Unmatched = []
    checks = {kind: taxa.reproduced(sources, kind) for kind in psl.KINDS}
    factors = {kind: psl.country_factors(sources, kind, unmatched) for kind in psl.KINDS}
    land = bba_open.country_land(base)

    country = species.species_loss(characterised(land, factors, ["origin"]))
    means = pd.concat(
        [species.means(part).assign(kind=kind) for kind, part in country.groupby("kind")], ignore_index=True
    )

    listed = regions.listed_regions(base)
    members = regions.members(base, listed, regions.area_shares(sources))
    of_region = {
        kind: regions.region_factors(members, psl.ecoregion_factors(sources, kind)) for kind in psl.KINDS
    }
    region_land = bba_open.region_land(base, land, listed[["origin", "region"]])
    of_country = ~region_land["own_land"].astype(bool)
    region_land["spread"] = np.hypot(region_land["spread"], WITHIN * of_country)
    region = species.species_loss(characterised(region_land, of_region, ["origin", "region"]))

    rows = pd.concat(
        [country_rows(country), mean_rows(means, bba_open.said_of_means(base, land)), region_rows(region)],
        ignore_index=True,
    )
    listed = listed.merge(rows[["origin", "region"]].drop_duplicates())
    listed = listed.assign(area_share=pd.to_numeric(listed["area_share"]))

    report = findings.report(bba_open.identity(base), checks, rows, land, country, unmatched)
    report += findings.of_regions(factors, of_region, members, listed)
    report += findings.beside_bba_open(country, bba_open.species_of_countries(base))
    report += order.lines(sources)

    out.mkdir(parents=True, exist_ok=True)
    for name in KEPT_BY_HAND:
        if out.resolve() != HERE:
            shutil.copyfile(HERE / name, out / name)
    write_set(out, document(*bba_open.identity(base)), rows, regions=listed, twin=True)
    text = "\n".join(report) + "\n"
    (out / "build_report.md").write_bytes(text.encode("utf-8"))
    print(text)


def characterised(land: pd.DataFrame, factors: dict[str, pd.DataFrame], place: list[str]) -> pd.DataFrame:
    """Put the factor of its class beside each row of land; where the source has none there is no row."""
    long = pd.concat([table.assign(kind=kind) for kind, table in factors.items()])
    table = land.merge(long, on=[*place, "kind", "use"])
    return table.assign(note=_with_class(table))


def country_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of countries: modelled, hence quality 3, or 4 where bba-open's land is."""
    return _rows(table.assign(quality=table["quality"].clip(lower=3)))


def region_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of regions: quality 2 with land of their own, 3 on the country's land, 4 at the country's mean loss."""
    national = ~table["own_land"].astype(bool) & table["kind"].eq("tra")
    quality = table["quality"].clip(lower=3).mask(table["own_land"].astype(bool) & table["quality"].le(3), 2)
    said = table["own_land"].map({True: OWN_LAND, False: COUNTRY_LAND.format(land="land")})
    said = said.mask(national, COUNTRY_LAND.format(land="loss"))
    note = (table["note"] + "; " + said).str.removeprefix("; ")
    flag = table["flag"].mask(national, table["flag"] + f"|{NATIONAL_LOSS}").str.removeprefix("|")
    return _rows(table.assign(quality=quality.mask(national, 4), note=note, flag=flag))


def mean_rows(table: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Rows of sub-regions (quality 4) and of the world (quality 5), with what bba-open says of the commodity."""
    table = table.merge(said, on=["commodity", "kind"])
    table["note"] = "mean of " + table["producers"].astype(str) + " producers; " + table["note"]
    return _rows(
        table.assign(
            region="",
            quality=np.where(table["origin"] == WORLD, 5, 4),
            flag=np.where(table["value"] > 0, "", "reported_zero"),
            note=_with_class(table),
        )
    )


def _with_class(table: pd.DataFrame) -> pd.Series:
    """Return the notes; two classes of forest stand for timber, and each of its rows says which it took."""
    forest = "; characterised as " + table["use"].str.lower()
    note = table["note"].str.removesuffix("; ") + forest.where(table["land_use"] == "timber", "")
    return note.str.removeprefix("; ")


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of ``factors.csv``."""
    bound = np.where(table["positive"], "", f"|{NOT_POSITIVE}")
    rows = table.assign(
        practice="",
        indicator=table["kind"].map(INDICATORS),
        unit=UNIT,
        flag=(table["flag"] + bound).str.removeprefix("|"),
        source=table["source"] + "; UNEP-SETAC 2016",
    )
    columns = [
        "commodity", "origin", "region", "practice", "indicator", "value", "unit", "low", "high", "gsd",
        "year_from", "year_to", "quality", "flag", "source", "note",
    ]  # fmt: skip
    return rows[columns]


def changed_sources(sources: Path) -> list[str]:
    """Return one line a source that is missing or is not the file that the set was made from."""
    problems = []
    for line in (HERE / "sources.sha256").read_text(encoding="utf-8").splitlines():
        expected, path = line.split("  ", 1)
        file = sources / path
        found = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "no such file"
        if found != expected:
            problems.append(
                f"{file}: sha256 {found}, expected {expected}. Get the release that README.md names; if a new "
                "one is meant, look at what changed and write its hash into sources.sha256."
            )
    return problems


if __name__ == "__main__":
    main()
