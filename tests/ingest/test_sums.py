"""Rows that add others up under a label of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bbafootprint import read_lines
from bbafootprint.ingest.sums import label_of_total
from bbafootprint.schema import Lines


def read(
    *rows: tuple[Any, ...], header: tuple[str, ...] = ("Product", "Origin", "Quantity (t)"), **more: Any
) -> Lines:
    return read_lines(pd.DataFrame(list(rows), columns=list(header)), **more)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Palm oil Total", "palm oil"),
        ("Palm oil subtotal", "palm oil"),
        ("Totaal palmolie", "palmolie"),
        ("Total huile de palme", "huile de palme"),
        ("Palmöl Ergebnis", "palmol"),
        ("Summe für Palmöl", "palmol"),
        ("Total", ""),
        ("Palm oil", ""),
        ("Totara", ""),
    ],
)
def test_the_label_of_a_total(text: str, label: str) -> None:
    assert label_of_total(text) == label


def test_a_pivot_table_in_tabular_form_is_read() -> None:
    lines = read(
        ("Palm oil", "Indonesia", 200),
        (None, "Malaysia", 100),
        ("Palm oil Total", None, 300),
        ("Soybeans", "Brazil", 50),
        ("Soybeans Total", None, 50),
        ("Grand Total", None, 350),
    )
    assert lines.frame["commodity"].tolist() == ["palm_oil", "palm_oil", "soybeans"]
    assert lines.frame["amount"].sum() == 350
    assert {"label-filled", "rows-subtotal"} <= set(lines.issues["code"])


def test_a_blank_label_that_no_total_closes_is_asked() -> None:
    lines = read(("Palm oil", "Indonesia", 200), (None, "Malaysia", 100), ("Soybeans", "Brazil", 50))
    assert lines.frame["problem"].tolist() == ["", "commodity-missing", ""]


def test_a_total_of_goods_with_an_origin_is_asked() -> None:
    lines = read(("Milk powder", "France", 5), ("Total milk powder", "France", 7))
    assert lines.frame["problem"].tolist() == ["", "commodity-unknown"]


def test_a_short_word_for_a_subtotal_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Produit,Origine,Quantité (t)\nHuile de palme,ID,10\nS/total,,10\nGesamtergebnis,,10\n", "utf-8"
    )
    lines = read_lines(path)
    assert len(lines.frame) == 1


@pytest.mark.parametrize("word", ["World", "All origins", "Welt", "Monde", "Wereld", "toutes origines"])
def test_a_row_of_the_world_that_is_the_sum_of_the_others_is_left_out(word: str) -> None:
    lines = read(("Palm oil", "Indonesia", 10), ("Palm oil", "Malaysia", 20), ("Palm oil", word, 30))
    assert lines.frame["origin"].tolist() == ["IDN", "MYS"]
    assert "rows-subtotal" in set(lines.issues["code"])


def test_a_row_of_the_world_that_is_not_the_sum_is_asked_and_answered() -> None:
    rows = [("Palm oil", "Indonesia", 10), ("Palm oil", "Malaysia", 20), ("Palm oil", "World", 31)]
    lines = read(*rows)
    assert lines.frame["problem"].tolist() == ["", "", "origin-ambiguous"]
    assert "it may be a total" in lines.issues["message"][0]
    answered = read(*rows, answers={"World": "unknown"}).frame
    assert answered["origin"].tolist() == ["IDN", "MYS", "unknown"]


def test_a_row_of_the_world_alone_is_of_unknown_origin() -> None:
    lines = read(("Palm oil", "World", 30), ("Cocoa beans", "Ghana", 5))
    assert lines.frame["origin"].tolist() == ["unknown", "GHA"]


def test_a_total_alone_in_the_column_of_origins_is_not_lost() -> None:
    lines = read(("Palm oil", "Total", 30), ("Cocoa beans", "Ghana", 5), ("Cocoa beans", "Total", 5))
    assert lines.frame["problem"].tolist() == ["origin-unknown", ""]


def test_the_world_of_each_year_is_compared() -> None:
    header = ("Product", "Origin", "2022 (t)", "2023 (t)")
    same = read(
        ("Palm oil", "ID", 1, 2), ("Palm oil", "MY", 3, 4), ("Palm oil", "World", 4, 6), header=header
    )
    assert len(same.frame) == 4
    other = read(
        ("Palm oil", "ID", 1, 2), ("Palm oil", "MY", 3, 4), ("Palm oil", "World", 4, 7), header=header
    )
    assert other.frame["problem"].tolist().count("origin-ambiguous") == 2
