"""A filled template reads back to the lines that were meant, in every language."""

from __future__ import annotations

import functools
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbafootprint.factors import list_regions, load_factors
from bbafootprint.ingest import read_lines, write_template
from bbafootprint.ingest.template import ORDER, UNITS
from bbafootprint.schema import LANGUAGES
from bbafootprint.vocabulary import commodities, places

from ..laws import examples

IN_TONNES = {"t": 1.0, "kg": 0.001, "lb": 0.00045359237, "quintal": 0.1, "short_ton": 0.90718474,
             "long_ton": 1.0160469088, "m3": 1.0}  # fmt: skip


@functools.cache
def _regions() -> list[tuple[str, str]]:
    table = list_regions(load_factors())
    return list(zip(table["origin"], table["region"], strict=True))


@functools.cache
def _template(lang: str, folder: str) -> bytes:
    return write_template(f"{folder}/template_{lang}.xlsx", lang).read_bytes()


@st.composite
def _lines(draw: st.DrawFn) -> dict[str, object]:
    origin, region = draw(
        st.one_of(
            st.sampled_from(_regions()),
            st.tuples(st.sampled_from(sorted(places.countries())), st.none()),
            st.just((None, None)),
        )
    )
    texts = st.text(st.characters(max_codepoint=0xFF, exclude_categories=["C", "Z"]), min_size=1, max_size=12)
    return {
        "commodity": draw(st.sampled_from(sorted(commodities.commodities().index))),
        "origin": origin,
        "region": region,
        # 15 digits are what a spreadsheet holds
        "quantity": draw(st.decimals(0, 10**6, places=3).map(float)),
        "unit": draw(st.sampled_from(UNITS)),
        "period": draw(st.sampled_from(["2019", "2024", "2023/24", "2024-Q1", None])),
        "supplier": draw(st.none() | texts.map(lambda text: f"S {text}")),
        "content": draw(st.none() | st.integers(1, 100).map(lambda share: share / 100)),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=examples(6))
@given(given_lines=st.lists(_lines(), min_size=1, max_size=12))
def test_a_filled_template_reads_back_to_identical_lines(lang, given_lines, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    book = openpyxl.load_workbook(io.BytesIO(_template(lang, str(folder))))
    sheet = book["Imports"]
    for row, line in enumerate(given_lines, start=2):
        cells = line | {
            "commodity": commodities.name(str(line["commodity"]), lang),
            "origin": line["origin"] and places.name(str(line["origin"]), lang),
            "line_id": f"{row:04}",
        }
        for name, value in cells.items():
            cell = sheet.cell(row, ORDER.index(name) + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    path = folder / f"filled_{lang}.xlsx"
    book.save(path)
    lines = read_lines(path)
    frame = lines.frame.astype(object).where(lines.frame.notna(), None)
    assert frame["line_id"].tolist() == [f"{row:04}" for row in range(2, len(given_lines) + 2)]
    for name in ("commodity", "region", "period", "supplier", "content", "quantity"):
        assert frame[name].tolist() == [line[name] for line in given_lines], name
    assert frame["origin"].tolist() == [line["origin"] or "unknown" for line in given_lines]
    assert frame["unit_as_given"].tolist() == [line["unit"] for line in given_lines]
    assert frame["amount"].tolist() == pytest.approx(
        [line["quantity"] * IN_TONNES[line["unit"]] for line in given_lines]
    )
    assert frame["amount_unit"].tolist() == ["m3" if line["unit"] == "m3" else "t" for line in given_lines]
    assert frame["problem"].tolist() == [""] * len(given_lines)
    assert not lines.issues["severity"].isin(["error"]).any()
