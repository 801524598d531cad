"""Products to the primary commodities behind them: the shipped dataset, a person's own, and what was counted twice."""

from bbafootprint.trade.products.converting import CONVERSION_COLUMNS, CONVERSION_ISSUES, convert_to_primary
from bbafootprint.trade.products.data import describe_products, load_processes
from bbafootprint.trade.products.equivalents import Allocation, allocation_shares, primary_equivalents
from bbafootprint.trade.products.table import load_products

__all__ = [
    "CONVERSION_COLUMNS",
    "CONVERSION_ISSUES",
    "Allocation",
    "allocation_shares",
    "convert_to_primary",
    "describe_products",
    "load_processes",
    "load_products",
    "primary_equivalents",
]
