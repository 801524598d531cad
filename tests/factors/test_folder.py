"""A folder becomes a factor set: types, texts, hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bbafootprint.errors import InvalidFactorSetError
from bbafootprint.factors import load_factors, validate_folder, write_set
from bbafootprint.factors.tables import FACTORS

from .conftest import factors, metadata


def test_a_valid_folder_has_no_problems(acme: Path) -> None:
    assert validate_folder(acme) == []


def test_what_is_loaded(acme: Path) -> None:
    loaded = load_factors(acme)
    assert (loaded.id, loaded.version) == ("acme", "1.2.0")
    assert [indicator.id for indicator in loaded.indicators] == ["land_occupation", "habitat_loss"]
    assert list(loaded.frame.columns) == [*FACTORS.columns, "set", "layer", "row"]
    assert list(loaded.frame.index) == [0, 1, 2, 3, 4]
    assert set(loaded.frame["set"]) == {"acme"}
    assert set(loaded.frame["layer"]) == {0}
    assert loaded.layers == (("acme", "1.2.0", loaded.sha256),)
    assert repr(loaded) == "FactorSet('acme', version '1.2.0', 5 factors)"
    namibia = loaded.frame[loaded.frame["origin"] == "NAM"].iloc[0]
    assert (namibia["value"], namibia["low"], namibia["high"]) == (0.5, 0.25, 1.0)
    assert (namibia["year_from"], namibia["quality"]) == (2019, 3)


def test_types_of_the_frame(acme: Path) -> None:
    frame = load_factors(acme).frame
    text = ["commodity", "origin", "region", "practice", "indicator", "unit", "flag", "source", "note", "set"]
    assert [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)] == text
    assert not frame[text].isna().any().any()
    assert [str(frame[name].dtype) for name in ("value", "low", "high", "gsd")] == ["float64"] * 4
    assert [str(frame[name].dtype) for name in ("year_from", "year_to", "quality")] == [
        "Int64",
        "Int64",
        "int64",
    ]


def test_text_that_looks_like_a_missing_value_stays_text(tmp_path: Path) -> None:
    rows = factors().assign(note="NA", source="nan", region="null").iloc[[0]]
    write_set(tmp_path / "acme", metadata(), rows)
    frame = load_factors(tmp_path / "acme").frame
    assert frame[["note", "source", "region", "practice"]].astype(object).to_numpy().tolist() == [
        ["NA", "nan", "null", ""]
    ]


def test_empty_numbers_are_missing_not_zero(tmp_path: Path) -> None:
    rows = factors().drop(columns=["low", "high", "gsd", "year_from", "year_to"])
    write_set(tmp_path / "acme", metadata(), rows)
    frame = load_factors(tmp_path / "acme").frame
    assert frame[["low", "high", "gsd", "year_from", "year_to"]].isna().all().all()
    assert sorted(frame["value"]) == [0.0002, 0.3, 0.31, 0.35, 0.5]


def test_other_tables_are_empty_with_their_columns_when_absent(tmp_path: Path) -> None:
    write_set(tmp_path / "acme", metadata(), factors())
    loaded = load_factors(tmp_path / "acme")
    assert list(loaded.ecosystems.columns) == [
        "origin", "account", "commodity", "ecosystem", "get_code", "share", "share_low", "share_high", "basis",
        "source",
    ]  # fmt: skip
    assert list(loaded.producers.columns) == [
        "commodity", "origin", "production", "unit", "area_ha", "year_from", "year_to", "source",
    ]  # fmt: skip
    assert list(loaded.regions.columns) == [
        "origin", "region", "kind", "code", "aliases", "area_share", "source",
    ]  # fmt: skip
    assert len(loaded.ecosystems) == len(loaded.producers) == len(loaded.regions) == 0


def test_other_tables_when_there(acme: Path) -> None:
    loaded = load_factors(acme)
    assert loaded.ecosystems.set_index(["origin", "ecosystem"])["share"].to_dict() == {
        ("BRA", "forest"): 0.25, ("BRA", "savannah"): 0.75, ("NAM", "desert"): 1.0,
    }  # fmt: skip
    assert loaded.producers.set_index("origin")["production"].to_dict() == {"BRA": 100.0, "NAM": 2.5}


def test_to_frame_is_a_copy_with_plain_text(acme: Path) -> None:
    loaded = load_factors(acme)
    table = loaded.to_frame()
    assert not any(isinstance(dtype, pd.CategoricalDtype) for dtype in table.dtypes)
    table["value"] = -1.0
    table.loc[0, "commodity"] = "something new"
    assert (loaded.frame["value"] > 0).all()
    assert set(loaded.frame["commodity"]) == {"soybeans"}


def test_sha256_is_what_sha256sum_says(acme: Path) -> None:
    paths = ["datapackage.json", "ecosystems.csv", "factors.csv", "producers.csv"]
    lines = "".join(f"{hashlib.sha256((acme / path).read_bytes()).hexdigest()}  {path}\n" for path in paths)
    assert load_factors(acme).sha256 == hashlib.sha256(lines.encode()).hexdigest()


def test_a_byte_order_mark_is_read_over(acme: Path, edit) -> None:
    edit("factors.csv", "commodity,", "\ufeffcommodity,")
    assert validate_folder(acme) == []


def test_numbers_are_read_to_the_last_bit(tmp_path: Path) -> None:
    values = [0.1, 1e-12, 123456.789, 5e-324, 1.7e308]
    rows = factors().drop(columns=["low", "high"]).assign(value=values)
    write_set(tmp_path / "acme", metadata(), rows)
    loaded = np.sort(load_factors(tmp_path / "acme").frame["value"].to_numpy())
    assert loaded.tolist() == sorted(float(f"{value:.9g}") for value in values)


def test_loading_an_invalid_folder_carries_every_problem(acme: Path, edit) -> None:
    edit("factors.csv", "BRA,", "BRZ,")
    edit("factors.csv", ",0.5,", ",-0.5,")
    with pytest.raises(InvalidFactorSetError) as caught:
        load_factors(acme)
    assert list(caught.value.problems) == validate_folder(acme)
    assert any("'BRZ'" in problem for problem in caught.value.problems)
    assert any("value is negative" in problem for problem in caught.value.problems)


def test_a_wrong_folder_name_is_a_warning_and_loads(acme: Path) -> None:
    other = acme.rename(acme.with_name("acme-copy"))
    problems = validate_folder(other)
    assert len(problems) == 1
    assert problems[0].startswith("warning:")
    assert "'acme'" in problems[0]
    assert "'acme-copy'" in problems[0]
    assert load_factors(other).id == "acme"


def test_the_row_is_the_line_of_the_file(acme: Path) -> None:
    loaded = load_factors(acme)
    lines = (acme / "factors.csv").read_text(encoding="utf-8").splitlines()
    assert str(loaded.frame["row"].dtype) == "int64"
    assert loaded.frame["row"].tolist() == [2, 3, 4, 5, 6]
    for line, region, value in zip(
        *(loaded.to_frame()[name] for name in ("row", "region", "value")), strict=True
    ):
        assert region in lines[line - 1]
        assert f",{value:.9g}," in lines[line - 1]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_cell_of_several_lines_moves_the_rows_after_it(
    acme: Path, edit: Callable[..., Path], line_end: str
) -> None:
    text = (acme / "factors.csv").read_bytes().decode("utf-8")
    header, *rows = text.splitlines()
    # The notes stand last: two line breaks in the first factor's, one in the third's.
    rows[0] += f'"seen{line_end}in the{line_end}field"'
    rows[2] += f'"and{line_end}again"'
    edit("factors.csv", text, line_end.join([header, *rows]))
    assert load_factors(acme).frame["row"].tolist() == [2, 5, 6, 8, 9]


def test_the_row_of_a_packed_file_is_that_of_the_unpacked(tmp_path: Path) -> None:
    write_set(tmp_path / "acme", metadata(), factors(), compress=True)
    assert load_factors(tmp_path / "acme").frame["row"].tolist() == [2, 3, 4, 5, 6]
