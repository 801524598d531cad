"""Portfolios: holdings x the impact of companies = financed footprint.

Read in this order: :mod:`screening` (the line from holdings to the result), :mod:`attribution` (PCAF's rules),
:mod:`entries` (whose impact is asked for, and of which year), :mod:`impacts` (what is known of it), :mod:`totals` (the
arithmetic), :mod:`result` (what a person holds); :mod:`inputs` reads what people bring.
"""

from bbafootprint.portfolio.result import PortfolioFootprint
from bbafootprint.portfolio.screening import screen_portfolio

__all__ = ["PortfolioFootprint", "screen_portfolio"]
