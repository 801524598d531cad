"""Trade statistics of customs (Comext, UN Comtrade, BACI, FAOSTAT) as flows, and flows as lines."""

from bbafootprint.ingest.statistics.flows import FLOW_COLUMNS, TradeFlows
from bbafootprint.ingest.statistics.layouts import LAYOUTS, recognise
from bbafootprint.ingest.statistics.lines import to_bilateral, to_lines
from bbafootprint.ingest.statistics.reading import read_trade_statistics

__all__ = [
    "FLOW_COLUMNS",
    "LAYOUTS",
    "TradeFlows",
    "read_trade_statistics",
    "recognise",
    "to_bilateral",
    "to_lines",
]
