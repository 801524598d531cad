"""The ledger of a country, a sector or a company: imported, passed on, consumed, each tonne once.

- :mod:`making`: the function ``ledger``; :mod:`trade_ledger`: what it returns;
- :mod:`sources`: sheets and customs statistics as lines; :mod:`pooled`: which of them are balanced;
  :mod:`leaving`: exports and transit told apart;
- :mod:`passing_on`: the arithmetic; :mod:`account`: tonnes and impacts by stage; :mod:`findings`: the issues.
"""

from bbafootprint.balance.making import ledger
from bbafootprint.balance.trade_ledger import TradeLedger

__all__ = ["TradeLedger", "ledger"]
