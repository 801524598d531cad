"""Shares of ecosystems: of an origin, or of one commodity there, with a range or without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from bbafootprint.errors import InvalidFactorSetError
from bbafootprint.factors import load_factors, write_set

from .conftest import factors, metadata


def shares() -> pd.DataFrame:
    """Brazil in general, and peat under oil palm there, as a range."""
    return pd.DataFrame(
        [
            ("BRA", "loss", "", "forest", 0.25, None, None),
            ("BRA", "loss", "", "savannah", 0.75, None, None),
            ("BRA", "loss", "oil_palm_fruit", "peat", 0.2, 0.1, 0.4),
            ("BRA", "loss", "oil_palm_fruit", "forest", 0.8, 0.6, 0.9),
        ],
        columns=["origin", "account", "commodity", "ecosystem", "share", "share_low", "share_high"],
    )


def changed(row: int, **cells: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        table = table.astype(object)
        for name, cell in cells.items():
            table.loc[row, name] = cell
        return table

    return change


def test_general_shares_and_those_of_a_commodity_each_sum_to_one(tmp_path: Path) -> None:
    write_set(tmp_path / "acme", metadata(), factors(), ecosystems=shares())
    read = load_factors(tmp_path / "acme").ecosystems
    assert read["commodity"].tolist() == ["", "", "oil_palm_fruit", "oil_palm_fruit"]
    assert read["share_low"].isna().tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed(2, share=0.3), "do not sum to 1 (BRA loss oil_palm_fruit: 1.1)"),
        (changed(0, share=0.5), "do not sum to 1 (BRA loss: 1.25)"),
        (changed(2, share_low=0.3), "share_low is not between 0 and share ('0.3')"),
        (changed(2, share_low=-0.1), "share_low is not between 0 and share"),
        (changed(2, share_high=0.1), "share_high is not between share and 1 ('0.1')"),
        (changed(3, share_high=1.1), "share_high is not between share and 1"),
        (changed(2, share_high=None), "only one of share_low and share_high is given"),
        (changed(2, commodity="palm_oil"), "palm_oil is converted to oil_palm_fruit"),
        (changed(3, ecosystem="peat"), "more than one row for a origin x account x commodity x ecosystem"),
    ],
)
def test_what_is_wrong_with_shares(
    tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame], said: str
) -> None:
    with pytest.raises(InvalidFactorSetError) as caught:
        write_set(tmp_path / "acme", metadata(), factors(), ecosystems=change(shares()))
    assert any(said in problem for problem in caught.value.problems), caught.value.problems


def layered(tmp_path: Path, first: pd.DataFrame, second: pd.DataFrame) -> list[list[str]]:
    for name, table in (("one", first), ("two", second)):
        write_set(tmp_path / name, metadata(name=name), factors(), ecosystems=table)
    both = load_factors(tmp_path / "one", tmp_path / "two").ecosystems
    return both[["account", "commodity", "ecosystem"]].astype(object).to_numpy().tolist()


def test_a_commodity_of_the_first_set_leaves_the_others_to_the_second(tmp_path: Path) -> None:
    own = shares().iloc[[2]].assign(share=1.0, share_high=1.0, ecosystem="mangrove")
    assert layered(tmp_path, own, shares()) == [
        ["loss", "oil_palm_fruit", "mangrove"], ["loss", "", "forest"], ["loss", "", "savannah"],
    ]  # fmt: skip


def test_general_shares_of_the_first_set_answer_for_every_commodity_of_that_account(tmp_path: Path) -> None:
    own = shares().iloc[[0]].assign(share=1.0)
    theirs = pd.concat([shares(), shares().iloc[[0]].assign(share=1.0, account="degradation")])
    assert layered(tmp_path, own, theirs) == [["loss", "", "forest"], ["degradation", "", "forest"]]
