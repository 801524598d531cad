"""A portfolio that can be computed by hand: ready footprints of round numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.portfolio import PortfolioFootprint, screen_portfolio

LAND, LOSS = "land_occupation", "habitat_loss"


@pytest.fixture(scope="session")
def factors() -> bba.FactorSet:
    return bba.load_factors("bba-open")


def holding(
    company: str = "c1", asset_class: str = "listed equity", amount: Any = 10.0, **more: Any
) -> dict[str, Any]:
    return {
        "company": company, "asset class": asset_class, "outstanding": amount, "currency": "EUR", "date": "2023-12-31",
    } | more  # fmt: skip


def company(code: str = "c1", /, **figures: Any) -> dict[str, Any]:
    return {"company": code, "currency": "EUR", "report date": "2023-12-31"} | figures


def ready(name: str = "c1", value: float = 1000.0, indicator: str = LAND, **more: Any) -> dict[str, Any]:
    unit = {LAND: "ha yr", LOSS: "ha"}[indicator]
    return {"company": name, "indicator": indicator, "value": value, "unit": unit} | more


class Screen:
    """Screens tables that are given as rows."""

    def __init__(self, factors: bba.FactorSet) -> None:
        self.factors = factors

    def __call__(
        self, holdings: Any, companies: Any, footprints: Any = None, **options: Any
    ) -> PortfolioFootprint:
        tables = [pd.DataFrame(rows) if isinstance(rows, list) else rows for rows in (holdings, companies)]
        if isinstance(footprints, list):
            footprints = pd.DataFrame(footprints)
        return screen_portfolio(*tables, footprints=footprints, factors=self.factors, **options)


@pytest.fixture(scope="session")
def screen(factors: bba.FactorSet) -> Screen:
    return Screen(factors)
