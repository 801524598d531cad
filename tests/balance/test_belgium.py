"""Belgium's soybeans of 2022: the shipped example, against the re-export matrix of the whole world."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.ingest.statistics import read_trade_statistics, to_bilateral
from bbafootprint.trade.matrices import trace_matrix
from bbafootprint.vocabulary.places import match_place

EXAMPLE = "Soya_beans_Y2022_Belgium_trade.csv"
LEAST_SHARE = 1e-4
"""Origins under this share of a mix are left out of trade-open."""


@pytest.fixture(scope="module")
def example(root: Path) -> Path:
    return root / "examples" / "belgium_soybeans" / EXAMPLE


@pytest.fixture(scope="module")
def ledger(example: Path) -> bba.TradeLedger:
    return bba.ledger(example, example, reporter="BEL")


@pytest.fixture(scope="module")
def matrix(shared: Path) -> tuple[pd.Series, pd.DataFrame]:
    """Production and trade of the world, t, by ISO code."""
    folder = shared / "sources" / "trade-matrix"
    if not folder.is_dir():
        pytest.skip(f"no trade matrix at {folder}")
    trade = pd.read_csv(folder / "Soya_beans_Y2022_Global_trade.csv.gz", index_col=0)
    grown = pd.read_csv(folder / "Soya_beans_Y2022_Global_production.csv.gz", index_col=0).iloc[:, 0]
    codes = {name: match_place(name).code for name in trade.index}
    return grown.rename(codes), trade.rename(index=codes, columns=codes)


def consumed(ledger: bba.TradeLedger) -> pd.Series:
    table = ledger.table().query("measure == 'mass_t'")
    return table.set_index("origin")["consumed"]


def test_the_example_is_the_trade_of_belgium_and_nothing_else(
    example: Path, matrix: tuple[pd.Series, pd.DataFrame]
) -> None:
    _, trade = matrix
    flows = read_trade_statistics(example, reporter="BEL")
    imports = to_bilateral(flows).set_index("exporter")["tonnes"]
    exports = to_bilateral(flows, "export").set_index("importer")["tonnes"]
    whole = trade["BEL"][trade["BEL"] > 0], trade.loc["BEL"][trade.loc["BEL"] > 0]
    assert imports.to_dict() == whole[0].to_dict()
    assert exports.to_dict() == whole[1].to_dict()


def test_the_balance_is_faos(ledger: bba.TradeLedger) -> None:
    # Belgium: FAOSTAT 2022, sums of the reported shipments to and from it; it grows none.
    (row,) = ledger.balance().to_dict("records")
    assert row["imported"] == pytest.approx(586_953.83, abs=0.01)
    assert row["passed_on_reexported"] == pytest.approx(131_062.73, abs=0.01)
    assert row["consumed"] == pytest.approx(455_891.10, abs=0.01)
    assert row["beyond_supply"] == 0


def test_the_ledger_is_the_column_of_the_matrix(
    ledger: bba.TradeLedger, matrix: tuple[pd.Series, pd.DataFrame]
) -> None:
    """A matrix of FAO is of shipments: only what the mixes leave out makes a difference."""
    production, trade = matrix
    column = trace_matrix(production, trade)["BEL"]
    found = consumed(ledger)
    off = (found.reindex(column.index, fill_value=0.0) - column).abs()
    assert found.sum() == pytest.approx(column.sum(), rel=1e-9)
    assert off.sum() / 2 == pytest.approx(98.3, abs=0.1)  # t of 455,891
    # no mix of Belgium's partners loses more than 0.09 % of its mass (README of trade-open)
    assert off.sum() <= 2 * 0.0009 * column.sum()
    assert off.max() <= 0.0009 * column.sum()
    assert column[~column.index.isin(found.index)].max() <= LEAST_SHARE * column.sum()


def test_a_sheet_of_places_of_shipment_says_the_same(
    ledger: bba.TradeLedger, matrix: tuple[pd.Series, pd.DataFrame]
) -> None:
    _, trade = matrix
    bought = trade["BEL"][trade["BEL"] > 0]
    sheet = pd.DataFrame({"commodity": "soybeans", "consigned from": bought.index, "t": bought.to_numpy()})
    sent = pd.DataFrame({"commodity": ["soybeans"], "t": [trade.loc["BEL"].sum()]})
    found = consumed(bba.ledger(sheet.assign(year=2022), sent.assign(year=2022), unit="t"))
    assert found.to_dict() == pytest.approx(consumed(ledger).to_dict(), rel=1e-9)


def test_partners_that_are_believed_are_another_answer(example: Path, ledger: bba.TradeLedger) -> None:
    """Canada ships on 6 % of beans of the United States: a partner taken as the origin does not know it."""
    believed = bba.ledger(example, example, reporter="BEL", partner="origin")
    assert consumed(believed)["CAN"] > 1.05 * consumed(ledger)["CAN"]
    assert consumed(believed).sum() == pytest.approx(consumed(ledger).sum(), rel=1e-9)


def test_the_three_perspectives_and_why_they_differ(ledger: bba.TradeLedger) -> None:
    shown = ledger.perspectives().loc["habitat_loss"]
    assert shown["direct"] > shown["traced"] > shown["consumption"]
    # no origin is declared: the world mean, and its wide interval, answer for all
    assert ledger.table("direct")["origin"].unique().tolist() == ["unknown"]
    assert shown["direct_high"] / shown["direct_low"] > 300
    assert shown["traced_high"] / shown["traced_low"] < 5
    # one mix leaves and stays: the share is that of the tonnes
    total = ledger.total()
    share = total["consumed"] / total["imported"]
    assert share.tolist() == pytest.approx([455_891.10 / 586_953.83] * len(share), rel=1e-6)
