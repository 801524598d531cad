"""Factor sets: their format, where they are found, how they are layered.

A factor set is a folder of plain files (``docs/factor-sets.md``). The face of the room:

- :func:`load_factors`, :func:`list_factor_sets`: by name, folder, DataFrame or installed package;
- :class:`FactorSet`: what is loaded, with :class:`SetMetadata` and its :class:`Indicator`;
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
    standard_indicators,
    standard_ladder,
)
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
    "Rung",
    "SetMetadata",
    "list_factor_sets",
    "load_factors",
    "shipped_folders",
    "standard_indicators",
    "standard_ladder",
    "validate_folder",
    "write_set",
]
