"""Lines that were only shipped from a place, split over where the goods grew."""

from bbafootprint.trade.tracing.origins import Perspective, TradeSource, load_all_trade, trace_origins

__all__ = ["Perspective", "TradeSource", "load_all_trade", "trace_origins"]
