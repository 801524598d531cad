"""Import volumes to habitat loss, degradation and fragmentation, with every number explained.

>>> import bbafootprint as bba
>>> lines = bba.read_lines("procurement.xlsx")
>>> result = bba.calculate_footprint(lines, bba.load_factors("bba-open"))
>>> result.total()
"""

from bbafootprint.decomposition import decompose
from bbafootprint.errors import BBAFootprintError
from bbafootprint.factors import FactorSet, list_factor_sets, load_factors
from bbafootprint.factors.difference import FactorSetComparison, compare_factor_sets
from bbafootprint.footprint import Footprint
from bbafootprint.ingest import read_lines, write_template
from bbafootprint.pipeline import calculate_footprint
from bbafootprint.report import write_workbook
from bbafootprint.schema import Lines
from bbafootprint.trade.products import convert_to_primary

__version__ = "0.1.0"

__all__ = [
    "BBAFootprintError",
    "FactorSet",
    "FactorSetComparison",
    "Footprint",
    "Lines",
    "__version__",
    "calculate_footprint",
    "compare_factor_sets",
    "convert_to_primary",
    "decompose",
    "list_factor_sets",
    "load_factors",
    "read_lines",
    "write_template",
    "write_workbook",
]
