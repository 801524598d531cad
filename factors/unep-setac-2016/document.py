"""What the set says about itself: the content of ``datapackage.json``."""

from __future__ import annotations

from typing import Any

VERSION = "0.1.0"

UNIT = "PDF yr (global)"

INDICATORS = {"occ": "species_loss_occupation_psl", "tra": "species_loss_conversion_psl"}
"""Ids of their own: another method than bba-open's species indicators, so that both stand side by side."""

_CF = "Chaudhary et al. 2015, UNEP-SETAC 2016: potential species loss, global, taxa-aggregated, median"


def document(base_version: str, base_hash: str) -> dict[str, Any]:
    """Return the metadata of the set.

    Parameters
    ----------
    base_version, base_hash : str
        Version of bba-open and sha256 of its ``factors.csv``, which the land is taken from.
    """
    return {
        "name": "unep-setac-2016",
        "title": "Potential species loss of land occupied and converted, by UNEP-SETAC 2016",
        "version": VERSION,
        "description": (
            "An independent set of species factors over the land of bba-open, with the bounds of its source. Not "
            "to be added to bba-open's species indicators: the same impact, measured by another method."
        ),
        "created": "2026-11-22",
        "keywords": ["biodiversity", "species", "land use", "PDF", "life cycle assessment"],
        "licenses": [
            {
                "name": "other-see-sources",
                "title": (
                    "Values computed by this project, free to use with attribution as far as they are ours; "
                    "the source of the characterisation states no licence: confirm before passing the set on"
                ),
            }
        ],
        "sources": [
            {
                "name": "UNEP-SETAC 2016",
                "title": (
                    "Chaudhary et al. 2015, land use characterisation factors, recommended by UNEP-SETAC 2016 "
                    "(workbook Ch6_PSLglobal_v01)"
                ),
                "reference": "https://doi.org/10.1021/acs.est.5b02507",
                "licence": "none stated: confirm",
            },
            {
                "name": "bba-open",
                "title": f"bba-open {base_version}, land_occupation and habitat_loss; its sources bind too",
                "reference": f"factors.csv, sha256:{base_hash}",
                "licence": "see README.md of bba-open",
                "years": "2017-2022",
            },
            {
                "name": "WWF ecoregions",
                "title": "Olson et al. 2001, terrestrial ecoregions, overlaid with Natural Earth",
                "reference": "https://doi.org/10.1641/0006-3568(2001)051[0933:TEOTWA]2.0.CO;2",
                "licence": "free with attribution",
            },
        ],
        "indicators": [
            _indicator(
                "occ", "stock", "Potential species loss, land occupied (UNEP-SETAC 2016)", "land_occupation"
            ),
            _indicator(
                "tra", "flow", "Potential species loss, land converted (UNEP-SETAC 2016)", "habitat_loss"
            )
            | {"amortisation": "mean of the unamortised ha of years t-4..t"},
        ],
        "ladder": {
            INDICATORS["occ"]: [{"rung": rung} for rung in ("region", "country", "subregion", "world")],
            INDICATORS["tra"]: [
                *({"rung": rung} for rung in ("region", "country", "subregion")),
                {"rung": "world", "origins": "unknown"},
            ],
        },
    }


def _indicator(kind: str, stock: str, title: str, land: str) -> dict[str, Any]:
    word = {"occ": "occupation", "tra": "transformation"}[kind]
    return {
        "id": INDICATORS[kind],
        "account": "species",
        "unit": UNIT,
        "kind": stock,
        "title": title,
        "description": "Potential global species loss, weighted by taxa and vulnerability; not addable to MSA.",
        "basis": f"{land} of bba-open x {_CF}",
        "method": f"S = 1e4 x {land} x CF_{word}(origin, land use)",
        "reference": "https://doi.org/10.1021/acs.est.5b02507",
    }
