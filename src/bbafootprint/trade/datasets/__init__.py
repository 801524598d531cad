"""Trade data as folders: what each place holds of which origin, by commodity and year."""

from bbafootprint.trade.datasets.loading import TradeData, list_trade_data, load_trade, validate_trade

__all__ = ["TradeData", "list_trade_data", "load_trade", "validate_trade"]
