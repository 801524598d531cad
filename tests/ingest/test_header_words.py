"""Headers as programs and people write them: what column they mean, and in what unit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from bbafootprint import read_lines
from bbafootprint.ingest.header_words import score_header, split_header


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Cty", "origin"),
        ("CountryOfOrigin", "origin"),
        ("OUn", "unit"),
        ("BME", "unit"),
        ("Eh", "unit"),
        ("Bestellmenge", "quantity"),
        ("Order Quantity", "quantity"),
        ("netWgt", "quantity"),
        ("Sum of Quantity", "quantity"),
        ("Somme de Quantité", "quantity"),
        ("Som van Hoeveelheid", "quantity"),
        ("Summe von Menge", "quantity"),
        ("Tonnes (metric)", "quantity"),
        ("M3 (solid)", "quantity"),
        ("Materialkurztext", "commodity"),
        ("Matl Desc", "commodity"),
        ("Short Text", "commodity"),
        ("cmdDesc", "commodity"),
        ("Row Labels", "commodity"),
        ("Zeilenbeschriftungen", "commodity"),
        ("Étiquettes de lignes", "commodity"),
        ("Rijlabels", "commodity"),
        ("cmdCode", "hs_code"),
    ],
)
def test_a_header_of_a_program_is_known(header: str, column: str) -> None:
    scores = score_header(header)
    assert max(scores, key=scores.__getitem__) == column
    assert scores[column] >= 0.9


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("NetWeightKG", "KG"),
        ("quantityInKg", "Kg"),
        ("Quantity (net mass kg)", "kg"),
        ("Quantity (weight in kg)", "kg"),
        ("Nettogewicht/kg", "kg"),
        ("Qty/t", "t"),
        ("Tonnes (metric)", "Tonnes (metric)"),
        ("Volume (m3 solid)", "m3"),
        ("Price/kg", None),
        ("EUR/t", None),
        ("Weight/bag", None),
        ("kgCO2", None),
    ],
)
def test_the_unit_of_a_header_however_joined(header: str, unit: str | None) -> None:
    assert split_header(header).unit == unit


@pytest.mark.parametrize("header", ["% in product", "Share", "Share (%)", "Anteil"])
def test_a_share_names_no_goods_and_no_content(header: str) -> None:
    assert not {"commodity", "content"} & set(score_header(header))


def read(headers: list[str], values: list[float]) -> tuple[float, list[str]]:
    row: dict[str, Any] = {"Product": ["Palm oil"], "Origin": ["ID"]}
    lines = read_lines(
        pd.DataFrame(row | {header: [value] for header, value in zip(headers, values, strict=True)})
    )
    return float(lines.frame["quantity"].iloc[0]), lines.issues["code"].tolist()


@pytest.mark.parametrize(
    ("wanted", "arrived"),
    [
        ("Ordered quantity (t)", "Received quantity (t)"),
        ("Qty ordered (t)", "Qty received (t)"),
        ("Qty ordered (t)", "Qty delivered (t)"),
        ("Bestelde hoeveelheid (t)", "Geleverde hoeveelheid (t)"),
        ("Bestellmenge (t)", "Gelieferte Menge (t)"),
        ("Quantité commandée (t)", "Quantité reçue (t)"),
        ("Gross qty (t)", "Net qty (t)"),
    ],
)
def test_what_arrived_is_the_purchase_and_what_was_ordered_is_said(wanted: str, arrived: str) -> None:
    assert read([wanted, arrived], [100.0, 90.0]) == (90.0, ["column-second"])
    assert read([arrived, wanted], [90.0, 100.0]) == (90.0, ["column-second"])
