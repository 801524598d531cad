"""Import volumes to habitat loss, degradation and fragmentation, with every number explained.

>>> import bbafootprint as bba
>>> lines = bba.read_lines("procurement.xlsx")
>>> result = bba.calculate_footprint(lines, bba.load_factors("bba-open"))
>>> result.total()

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES: dict[str, tuple[str, ...]] = {
    "audit": (
        "AuditVerification",
        "verify_audit_pack",
        "write_audit_pack",
    ),
    "balance": (
        "TradeLedger",
        "ledger",
    ),
    "comparison": (
        "Comparison",
        "MethodComparison",
        "compare",
        "compare_methods",
        "select_lines",
    ),
    "comparison.purchases": ("decompose",),
    "contracts": ("arrow_schema", "table_schema", "to_arrow"),
    "disclosures": (
        "disclosure_tables",
        "load_crosswalk",
    ),
    "engines": (
        "add_impacts",
        "group_files",
        "group_lines",
    ),
    "errors": ("BBAFootprintError",),
    "factors": (
        "FactorSet",
        "list_factor_sets",
        "load_factors",
    ),
    "factors.difference": (
        "FactorSetComparison",
        "compare_factor_sets",
    ),
    "footprint": ("Footprint",),
    "footprint.uncertainty.importance": (
        "hotspots",
        "variance_shares",
    ),
    "footprint.uncertainty.simulation": (
        "Simulation",
        "simulate",
    ),
    "footprint.uncertainty.tracing_value": ("value_of_tracing",),
    "ingest": (
        "read_lines",
        "write_template",
    ),
    "ingest.own_products": ("read_products",),
    "ingest.statistics": (
        "TradeFlows",
        "read_trade_statistics",
    ),
    "pipeline": ("calculate_footprint",),
    "planning": (
        "Commitment",
        "CommitmentProgress",
        "Scenario",
        "adjusted_totals",
        "apply_scenario",
        "evidence_levels",
        "read_commitment",
        "read_scenario",
        "track_commitment",
    ),
    "portfolio": (
        "PortfolioFootprint",
        "screen_portfolio",
    ),
    "portfolio.comparing": (
        "PortfolioComparison",
        "beside_benchmark",
        "compare_portfolios",
    ),
    "report": (
        "write_report",
        "write_workbook",
    ),
    "report.plots": (
        "plot_commitment",
        "plot_comparison",
        "plot_flow",
        "plot_heatmap",
        "plot_map",
        "plot_ranking",
        "plot_simulation",
        "plot_totals",
    ),
    "report.portfolio_workbook": ("write_portfolio_workbook",),
    "schema": ("Lines",),
    "trade.datasets": (
        "TradeData",
        "list_trade_data",
        "load_trade",
    ),
    "trade.matrices": ("trace_matrix",),
    "trade.products": ("convert_to_primary",),
    "trade.products.table": ("load_products",),
    "trade.tracing.origins": ("trace_origins",),
}
"""Module to the names of the face that it defines."""

_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}
_ROOMS = {module.partition(".")[0] for module in _HOMES}

if not TYPE_CHECKING:  # a type checker reads the imports above, and would take every name for known

    def __getattr__(name: str) -> Any:
        """Load a name of the face from where it is defined, or a room."""
        if name in _ROOMS:
            return import_module(f"bbafootprint.{name}")
        if name not in _HOME_OF:
            raise AttributeError(f"module 'bbafootprint' has no attribute {name!r}")
        value = getattr(import_module(f"bbafootprint.{_HOME_OF[name]}"), name)
        globals()[name] = value  # found at once the next time
        return value


def __dir__() -> list[str]:
    """Return the names of the face and the rooms, loaded or not."""
    return sorted({*__all__, *_ROOMS})
