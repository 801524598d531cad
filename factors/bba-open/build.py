"""Compute the factor set ``bba-open`` from its sources.

    python factors/bba-open/build.py --sources ../shared/sources [--out FOLDER]

The sources are named in README.md; the same sources give the same bytes. What each step found is printed and
kept in build_report.md.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import cattle
import condition
import conversion
import crops
import ecosystems
import numpy as np
import pandas as pd
import sources as src
import timber
from assemble import (
    derived_details,
    factor_rows,
    loss_details,
    no_relative_score,
    occupation_details,
    odd_producers,
)
from means import weighted_means
from metadata import document
from report import of_characterisation, of_conversion, of_factors, of_occupation, of_producers, of_residue

from bbafootprint.factors.writing import write_set

HERE = Path(__file__).resolve().parent
KEPT_BY_HAND = ("land_use.csv", "README.md", "CHANGELOG.md")


NEGLIGIBLE = 1e-4
"""Share of the world's production under which an origin without harvested area is no producer; our choice."""


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument(
        "--sources", type=Path, required=True, help="folder of the sources that README.md names"
    )
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    arguments = parser.parse_args()
    build(arguments.sources, arguments.out)


def build(sources: Path, out: Path) -> None:
    """Compute every table of the set and write it to `out`."""
    report = [
        "# Build report",
        "",
        "Written by build.py: a check after each step, with the numbers of this build.",
    ]
    residue: src.Residue = []
    commodities = pd.read_csv(HERE / "land_use.csv", dtype=str, keep_default_na=False)

    # Land occupation: one small step a source, then one table.
    grown = commodities[commodities["fao_item"] != ""]
    occupation = pd.concat(
        [
            crops.land_occupation(sources, grown, residue),
            timber.land_occupation(sources, residue),
            cattle.land_occupation(sources, residue),
        ],
        ignore_index=True,
    )
    occupation["weight"] = occupation["mean_production"]
    report += of_occupation(occupation)

    # Habitat loss.
    loss = conversion.habitat_loss(sources, commodities, occupation, residue)
    loss["weight"] = loss["production"]
    occupation = pd.concat([occupation, _only_in_deduce(occupation, loss)], ignore_index=True)
    report += of_conversion(loss, occupation)

    odd = odd_producers(occupation, loss)
    occupation = occupation_details(occupation)
    loss = loss_details(loss, weighted_means(loss))

    # What is lost on the land.
    cfs = src.characterisation(sources)
    derived = condition.condition_factors(occupation, commodities, src.condition_loss(sources))
    derived["species_loss_occupation"] = condition.species_factors(occupation, commodities, cfs, "occ")
    lost_species = condition.species_factors(loss, commodities, cfs, "tra")
    report += of_characterisation(cfs)

    parts = [factor_rows("land_occupation", occupation, odd, commodities, 2)]
    parts += [
        factor_rows(name, derived_details(table, occupation, name), odd, commodities, 3)
        for name, table in derived.items()
    ]
    key = ["commodity", "origin"]
    parts.append(factor_rows("habitat_loss", loss, odd, commodities, 3))
    lost_species = lost_species.merge(loss[[*key, "tokens", "worse", "other_years"]], on=key)
    parts.append(factor_rows("species_loss_conversion", lost_species, odd, commodities, 3))
    factors = no_relative_score(pd.concat(parts, ignore_index=True))
    report += of_factors(factors, odd)

    producers = producer_table(occupation, loss, commodities)
    shares = ecosystems.shares(src.biomes(sources), producers["origin"].unique())
    report += [*of_producers(producers, shares), *of_residue(residue)]

    out.mkdir(parents=True, exist_ok=True)
    for name in KEPT_BY_HAND:
        if out.resolve() != HERE and (HERE / name).exists():
            shutil.copyfile(HERE / name, out / name)
    columns = [
        "commodity", "origin", "indicator", "value", "unit", "low", "high", "gsd",
        "year_from", "year_to", "quality", "flag", "source", "note",
    ]  # fmt: skip
    rows = factors[columns].assign(region="", practice="")
    write_set(out, document(), rows, ecosystems=shares, producers=producers)
    text = "\n".join(report) + "\n"
    (out / "build_report.md").write_bytes(text.encode("utf-8"))
    print(text)


def _only_in_deduce(occupation: pd.DataFrame, loss: pd.DataFrame) -> pd.DataFrame:
    """Return producers with production in 2020-21 but none in 2017-19: they grow the commodity, without L."""
    key = ["commodity", "origin"]
    known = set(occupation[key].itertuples(index=False, name=None))
    new = loss[[pair not in known for pair in loss[key].itertuples(index=False, name=None)]]
    return new[key].assign(mean_production=new["production"], weight=new["production"], from_file="2020-21")


def producer_table(occupation: pd.DataFrame, loss: pd.DataFrame, commodities: pd.DataFrame) -> pd.DataFrame:
    """Return ``producers.csv``: who grows what, the union of the production files.

    Left out: origins without harvested area, without attributed deforestation, and with under `NEGLIGIBLE` of the
    world's production. What is shipped from there (soybeans from the Netherlands) hardly grew there.
    """
    world = occupation.groupby("commodity")["mean_production"].transform("sum")
    negligible = (occupation["from_file"] == "2010-22") & (occupation["mean_production"] < NEGLIGIBLE * world)
    attributed = set(loss[["commodity", "origin"]].itertuples(index=False, name=None))
    pairs = zip(occupation["commodity"], occupation["origin"], strict=True)
    occupation = occupation[~negligible | np.array([pair in attributed for pair in pairs])]
    files = {
        "crops": ("FAOSTAT QCL 2020-12", 2017, 2019),
        "2010-22": ("FAOSTAT PP 2024-01", 2017, 2019),
        "2020-21": ("FAOSTAT PP 2024-01", 2020, 2021),
        "forestry": ("FAOSTAT FO 2023-12", 2020, 2022),
        "cattle": ("FAOSTAT PP 2024-01", 2020, 2022),
        "stocks": ("estimate: FAOSTAT QCL 2024-10 heads x carcass a head of the sub-region", 2020, 2022),
    }
    table = occupation[["commodity", "origin", "mean_production", "mean_area"]].rename(
        columns={"mean_production": "production", "mean_area": "area_ha"}
    )
    said = occupation["from_file"].map(files)
    table["unit"] = table["commodity"].map(commodities.set_index("commodity")["unit"])
    table["source"] = said.str[0]
    table["year_from"] = said.str[1]
    table["year_to"] = said.str[2]
    return table.sort_values(["commodity", "origin"], ignore_index=True)


if __name__ == "__main__":
    main()
