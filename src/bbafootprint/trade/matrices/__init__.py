"""Production and a trade matrix to where goods grew: the mathematics, over tables of numbers only."""

from bbafootprint.trade.matrices.following import REPORT_COLUMNS, TracedTrade, follow_trade, trace_matrix

__all__ = ["REPORT_COLUMNS", "TracedTrade", "follow_trade", "trace_matrix"]
