"""Factor sets: their format, where they are found, how they are layered.

A factor set is a folder of plain files (``docs/factor-sets.md``). The face of the room:

- :func:`load_factors`, :func:`list_factor_sets`: by name, folder, DataFrame or installed package;
- :class:`FactorSet`: what is loaded, with :class:`SetMetadata` and its :class:`Indicator`;
- :func:`list_regions`: the regions inside countries that a set knows, and how a line may call them;
- :func:`validate_folder`: everything that is wrong with a folder, at once;
- :func:`write_set`: the same numbers always give the same bytes.
"""

from bbafootprint.factors.catalogue import DEFAULT_SET, list_factor_sets, load_factors, shipped_folders
from bbafootprint.factors.factor_set import FactorSet, Layer, Layering
from bbafootprint.factors.metadata import (
    ACCOUNTS,
    RUNGS,
    Indicator,
    Rung,
    SetMetadata,
)
from bbafootprint.factors.regions import (
    RegionMatch,
    list_regions,
    match_regions,
    near_regions,
    near_regions_of,
    origins_of_region,
    unlisted_regions,
)
from bbafootprint.factors.standard import standard_indicators, standard_ladder
from bbafootprint.factors.validation import validate_folder
from bbafootprint.factors.writing import write_set

__all__ = [
    "ACCOUNTS",
    "DEFAULT_SET",
    "RUNGS",
    "FactorSet",
    "Indicator",
    "Layer",
    "Layering",
    "RegionMatch",
    "Rung",
    "SetMetadata",
    "list_factor_sets",
    "list_regions",
    "load_factors",
    "match_regions",
    "near_regions",
    "near_regions_of",
    "origins_of_region",
    "shipped_folders",
    "standard_indicators",
    "standard_ladder",
    "unlisted_regions",
    "validate_folder",
    "write_set",
]
