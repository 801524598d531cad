"""Write the factor set ``demo-company``: two factors of an invented chocolate maker over those of bba-open.

    python factors/demo-company/build.py [--out FOLDER]

The pattern for a company's own set: README.md. All numbers below are invented.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

import bbafootprint as bba
from bbafootprint.factors import write_set

AREA = {2019: 4310.0, 2020: 4290.0, 2021: 4335.0}
"""Hectares of cocoa of the farms that sell to us, from their mapped plots."""

PRODUCTION = {2019: 2480.0, 2020: 2540.0, 2021: 2610.0}
"""Tonnes of dry beans of the same farms."""

CLEARED = {2016: 16.1, 2017: 12.4, 2018: 14.2, 2019: 9.6, 2020: 7.1, 2021: 4.4}
"""Hectares inside the plots that were forest the year before, in each year."""

SPREAD_OF_LAND, SPREAD_OF_LOSS = 0.06, 0.25
"""Standard deviation of the logarithm: between cooperatives; of the reading of the forest maps."""

SPREAD_YEARS = 5  # as bba-open amortises: the mean of years t-4..t

SAID = {
    "land_occupation": "survey of supplier farms 2019-21, cooperatives K1 to K9 (invented)",
    "habitat_loss": "plots of supplier farms against forest maps 2015-21 (invented); survey 2020-21",
}


def factors() -> pd.DataFrame:
    """Return the two factors, computed as bba-open computes its own."""
    land = sum(AREA.values()) / sum(PRODUCTION.values())
    spread_out = [np.mean([CLEARED[year - back] for back in range(SPREAD_YEARS)]) for year in (2020, 2021)]
    loss = np.mean(spread_out) / np.mean([PRODUCTION[2020], PRODUCTION[2021]])
    table = pd.DataFrame(
        {
            "commodity": "cocoa_beans",
            "origin": "GHA",
            "indicator": ["land_occupation", "habitat_loss"],
            "value": [land, loss],
            "unit": ["ha yr", "ha"],
            "gsd": np.exp([SPREAD_OF_LAND, SPREAD_OF_LOSS]),
            "year_from": [2019, 2020],
            "year_to": 2021,
            "quality": 2,
            "flag": "supplier_data",
            "note": "invented for the demonstration; the farms that sell to us, not all of Ghana",
        }
    )
    width = table["gsd"] ** 1.96
    return table.assign(
        low=table["value"] / width, high=table["value"] * width, source=table["indicator"].map(SAID)
    )


def document() -> dict[str, object]:
    """Return the metadata: the indicators mean what bba-open means by them, word for word."""
    base = bba.load_factors("bba-open").metadata
    return {
        "name": "demo-company",
        "title": "A demonstration: cocoa from Ghana by supplier data of an invented chocolate maker",
        "version": "0.1.0",
        "description": "Two factors over bba-open. Invented numbers, the pattern for a company's own set.",
        "created": "2026-11-22",
        "keywords": ["demonstration", "cocoa", "supplier data"],
        "licenses": [{"name": "CC0-1.0", "title": "Invented numbers, free for any use"}],
        "sources": [
            {
                "title": "Survey and plot maps of supplier farms: invented",
                "years": "2015-2021",
                "licence": "CC0-1.0",
            }
        ],
        "indicators": [base.indicator(name).model_dump(mode="json", exclude_unset=True) for name in SAID],
        "ladder": {name: [{"rung": "country"}] for name in SAID},
    }


def main() -> None:
    """Read the command line and write the set."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    here = Path(__file__).resolve().parent
    parser.add_argument("--out", type=Path, default=here, help="folder to write to (default: this one)")
    write_set(parser.parse_args().out, document(), factors())


if __name__ == "__main__":
    main()
