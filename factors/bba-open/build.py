"""Compute the factor set ``bba-open`` from its sources.

    python factors/bba-open/build.py --sources ../shared/sources [--out FOLDER]

The sources are named in README.md, and their hashes in sources.sha256: where one is missing or changed, nothing is
built. The same sources give the same bytes. What each step found is printed and kept in build_report.md.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import closing
import condition
import conversion
import covered
import crops
import details
import ecosystems
import hashes
import livestock
import pandas as pd
import peat
import regional
import report as say
import sources as src
import timber
from assemble import factor_rows
from means import weighted_means
from metadata import document
from producers import only_in_deduce, producer_table, uncounted

from bbafootprint.factors.writing import write_set

HERE = Path(__file__).resolve().parent
KEPT_BY_HAND = (
    "land_use.csv", "corrections.csv", "ceilings.csv", "uncounted.csv", "traded.csv", "named_regions.csv", hashes.LIST,
    "README.md", "CHANGELOG.md",
)  # fmt: skip
COLUMNS = [
    "commodity", "origin", "indicator", "value", "unit", "low", "high", "gsd",
    "year_from", "year_to", "quality", "flag", "source", "note",
]  # fmt: skip


def main() -> None:
    """Read the command line, check the sources and build."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument(
        "--sources", type=Path, required=True, help="folder of the sources that README.md names"
    )
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    parser.add_argument(
        "--update-hashes", action="store_true", help="record the sources as they are, after looking at them"
    )
    arguments = parser.parse_args()
    listed = HERE / hashes.LIST
    if arguments.update_hashes:
        changed = hashes.update(arguments.sources, listed)
        print(f"recorded in {listed.name}: {', '.join(changed) or 'nothing had changed'}")
    hashes.check(arguments.sources, listed)
    build(arguments.sources, arguments.out)


def build(sources: Path, out: Path) -> None:
    """Compute every table of the set and write it to `out`."""
    report = [
        "# Build report",
        "",
        "Written by build.py: a check after each step, with the numbers of this build.",
    ]
    residue: src.Residue = []
    commodities, corrections, ceilings, estimates, traded = (
        pd.read_csv(HERE / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("land_use", "corrections", "ceilings", "uncounted", "traded")
    )

    # Land occupation: one small step a source, then one table.
    grown = commodities[commodities["fao_item"] != ""]
    of_crops = crops.land_occupation(sources, grown, corrections, ceilings, residue)
    occupation = pd.concat(
        [of_crops, timber.land_occupation(sources, residue), livestock.land_occupation(sources, residue)],
        ignore_index=True,
    )
    occupation = details.known_enough(occupation)
    occupation = pd.concat([occupation, uncounted(estimates, occupation)], ignore_index=True)
    occupation["weight"] = occupation["mean_production"]
    report += say.of_occupation(occupation, corrections)
    report += say.of_places(occupation, estimates)

    # Habitat loss.
    loss = conversion.habitat_loss(sources, commodities, occupation, residue)
    loss["weight"] = loss["production"]
    occupation = pd.concat([occupation, only_in_deduce(occupation, loss)], ignore_index=True)
    occupation["kind"] = occupation["commodity"].map(commodities.set_index("commodity")["land_use"])
    report += say.of_conversion(loss, occupation)

    occupation, loss = details.with_own_rows(occupation, loss)
    means = details.odd_means(weighted_means(occupation), commodities.set_index("commodity")["land_use"])
    odd = pd.concat([details.odd_producers(occupation, loss), means], ignore_index=True)
    occupation = details.of_occupation(occupation, commodities)
    loss = details.of_loss(loss, weighted_means(loss))

    # What is lost on the land.
    cfs, lost_condition = src.characterisation(sources), src.condition_loss(sources)
    tables = condition.condition_factors(occupation, commodities, lost_condition)
    tables["species_loss_occupation"] = condition.species_factors(occupation, commodities, cfs, "occ")
    tables = {name: details.of_derived(table, occupation, name) for name, table in tables.items()}
    said = loss[["commodity", "origin", "tokens", "worse", "other_years", "first", "last", "note"]]
    tables["species_loss_conversion"] = condition.species_factors(loss, commodities, cfs, "tra").merge(said)
    tables = {"land_occupation": occupation, "habitat_loss": loss} | tables
    borrowed = src.characterisation(sources, borrowed=True)
    report += say.of_characterisation(cfs)
    report += say.of_borrowed(
        {
            kind: (
                condition.species_factors(land, commodities, borrowed, kind),
                tables[f"species_loss_{name}"],
            )
            for kind, name, land in (("occ", "occupation", occupation), ("tra", "conversion", loss))
        }
    )

    # Rows of countries, sub-regions and the world; then what lies inside countries.
    parts = [
        factor_rows(name, table, odd, commodities, 2 if name == "land_occupation" else 3)
        for name, table in tables.items()
    ]
    factors = details.no_relative_score(pd.concat(parts, ignore_index=True))
    report += say.of_factors(factors, odd)
    producers = producer_table(occupation, loss, commodities)
    shares = ecosystems.shares(src.biomes(sources), producers["origin"].unique(), peat.peat_shares(sources))
    report += say.of_producers(producers, shares)
    of_countries = factors[COLUMNS]
    inside, regions = regional.rows(sources, of_countries, commodities, traded)
    report += regional.lines(sources, of_countries, inside, regions)

    # Closing checks: the build stops where one fails.
    answered = covered.coverage(producers, factors, traded)
    not_believed = pd.concat(
        [occupation[["commodity", "origin", "rejected"]], corrections.assign(rejected="corrections.csv")]
    ).drop_duplicates(["commodity", "origin"])
    report += closing.of_area(sources, grown, factors, producers, not_believed)
    report += closing.of_loss(sources, commodities, loss)
    report += closing.title()
    report += closing.of_rows(factors, tables)
    report += closing.of_means(factors)
    report += closing.of_condition(factors, commodities, lost_condition)
    report += closing.of_world(factors, commodities)
    report += covered.lines(answered, "Coverage of the traded commodities", traded_only=True)
    report += covered.lines(answered, "Coverage of all commodities", traded_only=False)
    report += say.of_residue(residue)

    out.mkdir(parents=True, exist_ok=True)
    for name in KEPT_BY_HAND:
        if out.resolve() != HERE and (HERE / name).exists():
            shutil.copyfile(HERE / name, out / name)
    rows = pd.concat([of_countries.assign(region=""), inside], ignore_index=True).assign(practice="")
    (out / "coverage.csv").write_bytes(answered.to_csv(index=False, lineterminator="\n").encode("utf-8"))
    text = "\n".join(report) + "\n"
    (out / "build_report.md").write_bytes(text.encode("utf-8"))
    write_set(out, document(), rows, ecosystems=shares, producers=producers, regions=regions, twin=True)
    print(text)


if __name__ == "__main__":
    main()
