"""A published re-export correction reproduced: Hedlund et al. 2022, wheat 2018, doi:10.1088/1748-9326/aca68b."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bbafootprint.trade.matrices import follow_trade, trace_matrix

SMALLEST_PUBLISHED = 1e-3
"""The published result has 0 for what is smaller."""


def _table(folder: Path, name: str) -> pd.DataFrame:
    table = pd.read_csv(folder / f"{name}_wheat_2018.csv.gz", index_col=0)
    table.index = table.index.astype(str)
    return table


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    where = shared / "reference" / "reexport"
    if not where.is_dir():
        pytest.skip(f"no published run at {where}")
    return where


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, dict]:
    file = shared / "reference" / "cases" / "reference_cases.json"
    if not file.is_file():
        pytest.skip(f"no cases at {file}")
    found = json.loads(file.read_text(encoding="utf-8"))
    found = found if isinstance(found, list) else found["cases"]
    return {case["id"]: case for case in found}


@pytest.fixture(scope="module")
def production(folder: Path) -> pd.Series:
    table = pd.read_csv(folder / "NEW_production_wheat_2018.csv.gz", dtype={"Area": str})
    return table.set_index("Area")["value"].fillna(0.0)


def test_all_183_countries_to_a_gram(folder: Path, production: pd.Series) -> None:
    trade = _table(folder, "NEW_trade")
    published = _table(folder, "NEW_Ex")
    ours = trace_matrix(production.sample(frac=1, random_state=1), trade).loc[
        published.index, published.columns
    ]
    assert published.shape == (183, 183)
    ours = ours.where(ours >= SMALLEST_PUBLISHED, 0.0)
    assert np.abs(ours.to_numpy() - published.to_numpy()).max() < 1e-6


def test_what_the_pre_balance_leaves_is_the_published_trade(folder: Path, production: pd.Series) -> None:
    balanced = _table(folder, "TEST_prebalanced_trade")
    traced = follow_trade(production, _table(folder, "NEW_trade"))
    supply = traced.supply.loc[balanced.index]
    np.testing.assert_allclose(supply["exports"], balanced.sum(axis=1), rtol=0, atol=1e-6)
    np.testing.assert_allclose(supply["imports"], balanced[supply.index].sum(), rtol=0, atol=1e-6)
    cut = traced.report.set_index("place")
    assert list(cut.index) == ["198"]  # Slovenia alone ships over 5 % more than it has
    assert cut.loc["198", "used"] == pytest.approx(balanced.loc["198"].sum(), abs=1e-6)


def test_the_spot_values_of_belgium(folder: Path, production: pd.Series, cases: dict[str, dict]) -> None:
    spot = cases["reexport_hedlund_wheat"]["spot"]
    trade = _table(folder, "NEW_trade")
    traced = trace_matrix(production, trade)["255"]
    for place, tonnes in spot["2018 Belgium (255) raw imports t"].items():
        assert trade.loc[place.split()[0], "255"] == pytest.approx(tonnes, abs=0.01)
    for place, tonnes in spot["2018 Belgium traced t"].items():
        assert traced[place.split()[0]] == pytest.approx(tonnes, abs=0.1)
    published = traced.where(traced >= SMALLEST_PUBLISHED, 0.0).sum()
    assert published == pytest.approx(spot["2018 Belgium traced total"], abs=1e-6)


@pytest.mark.parametrize("case", ["reexport_toy_acyclic", "reexport_toy_cyclic"])
def test_the_cases_by_hand(cases: dict[str, dict], case: str) -> None:
    given = cases[case]
    names = sorted(given["production"])
    trade = pd.DataFrame(0.0, index=names, columns=names)
    for route, tonnes in given["trade"].items():
        exporter, importer = route.split(">")
        trade.loc[exporter, importer] = tonnes
    ours = trace_matrix(pd.Series(given["production"], dtype="float64"), trade)
    for origin in names:
        for consumer in names:
            expected = float(Fraction(str(given["expected"].get(origin, {}).get(consumer, 0))))
            assert ours.loc[origin, consumer] == pytest.approx(expected, abs=1e-12)
