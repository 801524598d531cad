"""Import volumes to habitat loss, degradation and fragmentation, with every number explained.

>>> import bbafootprint as bba
>>> lines = bba.read_lines("procurement.xlsx")
>>> result = bba.calculate_footprint(lines, bba.load_factors("bba-open"))
>>> result.total()
"""

from bbafootprint.audit import AuditVerification, verify_audit_pack, write_audit_pack
from bbafootprint.balance import TradeLedger, ledger
from bbafootprint.comparison import Comparison, MethodComparison, compare, compare_methods, select_lines
from bbafootprint.comparison.purchases import decompose
from bbafootprint.contracts import arrow_schema, table_schema, to_arrow
from bbafootprint.disclosures import disclosure_tables, load_crosswalk
from bbafootprint.engines import add_impacts, group_files, group_lines
from bbafootprint.errors import BBAFootprintError
from bbafootprint.factors import FactorSet, list_factor_sets, load_factors
from bbafootprint.factors.difference import FactorSetComparison, compare_factor_sets
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.uncertainty.importance import hotspots, variance_shares
from bbafootprint.footprint.uncertainty.simulation import Simulation, simulate
from bbafootprint.footprint.uncertainty.tracing_value import value_of_tracing
from bbafootprint.ingest import read_lines, write_template
from bbafootprint.ingest.own_products import read_products
from bbafootprint.ingest.statistics import TradeFlows, read_trade_statistics
from bbafootprint.pipeline import calculate_footprint
from bbafootprint.planning import (
    Commitment,
    CommitmentProgress,
    Scenario,
    adjusted_totals,
    apply_scenario,
    evidence_levels,
    read_commitment,
    read_scenario,
    track_commitment,
)
from bbafootprint.portfolio import PortfolioFootprint, screen_portfolio
from bbafootprint.portfolio.comparing import PortfolioComparison, beside_benchmark, compare_portfolios
from bbafootprint.report import write_report, write_workbook
from bbafootprint.report.plots import (
    plot_commitment,
    plot_comparison,
    plot_flow,
    plot_heatmap,
    plot_map,
    plot_ranking,
    plot_simulation,
    plot_totals,
)
from bbafootprint.report.portfolio_workbook import write_portfolio_workbook
from bbafootprint.schema import Lines
from bbafootprint.trade.datasets import TradeData, list_trade_data, load_trade
from bbafootprint.trade.matrices import trace_matrix
from bbafootprint.trade.products import convert_to_primary
from bbafootprint.trade.products.table import load_products
from bbafootprint.trade.tracing.origins import trace_origins

__version__ = "0.1.0"

__all__ = [
    "AuditVerification",
    "BBAFootprintError",
    "Commitment",
    "CommitmentProgress",
    "Comparison",
    "FactorSet",
    "FactorSetComparison",
    "Footprint",
    "Lines",
    "MethodComparison",
    "PortfolioComparison",
    "PortfolioFootprint",
    "Scenario",
    "Simulation",
    "TradeData",
    "TradeFlows",
    "TradeLedger",
    "__version__",
    "add_impacts",
    "adjusted_totals",
    "apply_scenario",
    "arrow_schema",
    "beside_benchmark",
    "calculate_footprint",
    "compare",
    "compare_factor_sets",
    "compare_methods",
    "compare_portfolios",
    "convert_to_primary",
    "decompose",
    "disclosure_tables",
    "evidence_levels",
    "group_files",
    "group_lines",
    "hotspots",
    "ledger",
    "list_factor_sets",
    "list_trade_data",
    "load_crosswalk",
    "load_factors",
    "load_products",
    "load_trade",
    "plot_commitment",
    "plot_comparison",
    "plot_flow",
    "plot_heatmap",
    "plot_map",
    "plot_ranking",
    "plot_simulation",
    "plot_totals",
    "read_commitment",
    "read_lines",
    "read_products",
    "read_scenario",
    "read_trade_statistics",
    "screen_portfolio",
    "select_lines",
    "simulate",
    "table_schema",
    "to_arrow",
    "trace_matrix",
    "trace_origins",
    "track_commitment",
    "value_of_tracing",
    "variance_shares",
    "verify_audit_pack",
    "write_audit_pack",
    "write_portfolio_workbook",
    "write_report",
    "write_template",
    "write_workbook",
]
