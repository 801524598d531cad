"""What the set says about itself: the content of ``datapackage.json``."""

from __future__ import annotations

from typing import Any

from assemble import CONVERSION, UNITS

VERSION = "0.2.0"

REGIONAL = ("habitat_loss", "species_loss_occupation", "species_loss_conversion")
"""Indicators that have factors of regions inside countries."""

_AMORTISATION = "mean of the unamortised ha of years t-4..t"
_INDICATORS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    # id, account, kind, title, basis, method, reference
    (
        "land_occupation", "pressure", "stock", "Land occupation",
        "area harvested, forest area behind the harvest, or pasture",
        "L = sum(area) / sum(production) over the last three common years",
        "https://www.fao.org/faostat",
    ),
    (
        "habitat_loss", "loss", "flow", "Habitat loss",
        "deforestation attributed to the commodity",
        "H = mean(amortised ha attributed, 2020-21) / mean(production, same years)",
        "https://doi.org/10.1038/s43016-026-01305-4",
    ),
    (
        "habitat_degradation", "degradation", "stock", "Habitat degradation",
        "land occupied x condition lost there (IBIF v2, habitat loss, overall)",
        "D = L x HL(origin, land use)",
        "https://doi.org/10.1038/s41597-025-05946-1",
    ),
    (
        "habitat_fragmentation", "fragmentation", "stock", "Habitat fragmentation",
        "land occupied x condition lost because cropland and pasture cut habitat up (IBIF v2, overall); "
        "timber: 0 as published, a lower bound",
        "F = L x HF(origin)",
        "https://doi.org/10.1038/s41597-025-05946-1",
    ),
    (
        "species_loss_occupation", "species", "stock", "Potential species loss, land occupied",
        "land occupied x GLAM CF_occ_avg_glo, intensity Light",
        "S = 1e4 x L x CF_occ(origin, land use)",
        "https://doi.org/10.1021/acs.est.3c04191",
    ),
    (
        "species_loss_conversion", "species", "flow", "Potential species loss, land converted",
        "land converted x GLAM CF_tra_avg_glo, intensity Light",
        "S = 1e4 x H x CF_tra(origin, land use)",
        "https://doi.org/10.1021/acs.est.3c04191",
    ),
)  # fmt: skip

_MEANING = {
    "land_occupation": "Land kept in use for a year to grow what was bought; not an impact.",
    "habitat_loss": "Natural forest lost to the commodity, attributed to what was bought.",
    "habitat_degradation": "Land in use times the condition lost on it (MSA).",
    "habitat_fragmentation": "Land in use times the condition lost because land use cuts habitat up (MSA).",
    "species_loss_occupation": "Share of the world's species put at risk by the land in use (PDF).",
    "species_loss_conversion": "Share of the world's species put at risk by the land converted (PDF).",
}
"""What each indicator means, as a person reads it in a result."""

_FAO_LICENCE = "CC BY 4.0 for domains reviewed in 2026, earlier releases CC BY-NC-SA 3.0 IGO: confirm"
_SOURCES: tuple[tuple[str, str, str, str, str], ...] = (
    # name, title, reference, years, licence
    (
        "FAOSTAT QCL 2020-12", "FAO, FAOSTAT, crops: area harvested and production, release of 2020-12",
        "https://www.fao.org/faostat/en/#data/QCL", "2010-2019", _FAO_LICENCE,
    ),
    (
        "FAOSTAT PP 2024-01", "FAO, FAOSTAT, production of items with a producer price, through gcamfaostat",
        "https://www.fao.org/faostat/en/#data/PP", "2013-2022", _FAO_LICENCE + "; gcamfaostat BSD-2",
    ),
    (
        "FAOSTAT QCL 2024-10", "FAO, FAOSTAT, animal stocks, through gcamfaostat",
        "https://www.fao.org/faostat/en/#data/QCL", "2013-2022", _FAO_LICENCE + "; gcamfaostat BSD-2",
    ),
    (
        "FAOSTAT FO 2023-12", "FAO, FAOSTAT, forestry: industrial roundwood, through gcamfaostat",
        "https://www.fao.org/faostat/en/#data/FO", "2013-2022", _FAO_LICENCE + "; gcamfaostat BSD-2",
    ),
    (
        "FAOSTAT RL", "FAO, FAOSTAT, land use: permanent meadows and pastures",
        "https://www.fao.org/faostat/en/#data/RL", "2013-2022", _FAO_LICENCE,
    ),
    (
        "FRA 2025", "FAO, Global Forest Resources Assessment, bulk file of 2025-07",
        "https://fra-data.fao.org", "2020", "FAO terms: confirm",
    ),
    (
        "DeDuCE 1.0.0", "Singh and Persson, DeDuCE: deforestation attributed to commodities, v1.0.0",
        "https://doi.org/10.5281/zenodo.10674962", "2020-2021", "CC BY 4.0: confirm",
    ),
    (
        "IBIF 2", "Schipper et al. 2025, biodiversity impact factors by country, v2 (GLOBIO 4)",
        "https://doi.org/10.1038/s41597-025-05946-1", "", "open-access data paper: confirm",
    ),
    (
        "GLAM 3", "Scherer et al. 2023, land use factors (UNEP GLAM), data doi:10.5281/zenodo.10114492",
        "https://doi.org/10.1021/acs.est.3c04191", "", "CC BY 4.0: confirm",
    ),
    (
        "WWF ecoregions", "Olson et al. 2001, terrestrial ecoregions, overlaid with Natural Earth",
        "https://doi.org/10.1641/0006-3568(2001)051[0933:TEOTWA]2.0.CO;2", "", "free with attribution",
    ),
    (
        "Trase",
        "Trase (SEI, Global Canopy): Paraguay soy and beef 2019, Bolivia soy 2021, Indonesia wood pulp 2022",
        "https://trase.earth", "2019-2022", "CC BY 4.0: confirm",
    ),
    (
        "IPCC 2013 Wetlands Supplement",
        "IPCC, 2013 Supplement to the 2006 Guidelines: Wetlands, table 2.1, oil palm on drained tropical peat",
        "https://www.ipcc-nggip.iges.or.jp/public/wetlands/", "", "facts, cited",
    ),
)  # fmt: skip


def document() -> dict[str, Any]:
    """Return the metadata of the set.

    The world rung of the conversion indicators answers unknown and consignment origins only: a known producer
    that DeDuCE leaves out must not inherit the tropics' mean (README.md).
    """
    return {
        "name": "bba-open",
        "title": "Habitat loss, degradation and fragmentation of traded commodities, from open sources",
        "version": VERSION,
        "description": (
            "Impact per tonne (roundwood: per m3) of primary commodity by country, M49 sub-region and world. "
            "Read README.md for what each indicator means and does not mean."
        ),
        "created": "2026-11-22",
        "keywords": ["biodiversity", "footprint", "deforestation", "MSA", "commodities"],
        "licenses": [
            {
                "name": "other-see-sources",
                "title": (
                    "Values computed by this project, free to use with attribution as far as they are ours; "
                    "the licences of the sources bind whoever passes the set on: confirm them first"
                ),
            }
        ],
        "sources": [
            {"name": name, "title": title, "reference": reference, "licence": licence}
            | ({"years": years} if years else {})
            for name, title, reference, years, licence in _SOURCES
        ],
        "indicators": [
            {
                "id": id_, "account": account, "unit": UNITS[id_], "kind": kind, "title": title,
                "description": _MEANING[id_], "basis": basis, "method": method, "reference": reference,
            }
            | ({"amortisation": _AMORTISATION} if kind == "flow" else {})
            for id_, account, kind, title, basis, method, reference in _INDICATORS
        ],
        "ladder": {
            id_: [
                *([{"rung": "region"}] if id_ in REGIONAL else []),
                {"rung": "country"},
                {"rung": "subregion"},
                {"rung": "world", "origins": "unknown"} if id_ in CONVERSION else {"rung": "world"},
            ]
            for id_ in UNITS
        },
    }  # fmt: skip
