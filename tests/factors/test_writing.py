"""The same numbers always give the same bytes, and what is written can be read."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbafootprint.errors import InvalidFactorSetError
from bbafootprint.factors import load_factors, validate_folder, write_set
from bbafootprint.factors.tables import FACTORS

from ..laws import examples
from .conftest import ecosystems, factors, metadata, producers


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_text_of_a_table(tmp_path: Path) -> None:
    rows = factors().iloc[[1]].assign(value=1 / 3, low=0.0, high=np.nan, note='a, "b"', flag="upper_bound")
    write_set(tmp_path / "acme", metadata(), rows)
    assert (tmp_path / "acme" / "factors.csv").read_bytes().decode("utf-8") == (
        ",".join(FACTORS.columns) + "\n"
        'soybeans,BRA,Pará,,land_occupation,0.333333333,ha yr,0,,1.4,2019,2021,1,upper_bound,,"a, ""b"""\n'
    )


def test_order_of_rows_columns_and_categories_does_not_matter(tmp_path: Path) -> None:
    rows = factors()
    shuffled = rows.sample(frac=1, random_state=3)[rows.columns[::-1]]
    coded = shuffled.astype({"origin": pd.CategoricalDtype(["WLD", "NAM", "005", "BRA"])})
    for name, table in (("a", rows), ("b", shuffled), ("c", coded)):
        write_set(tmp_path / name / "acme", metadata(), table, ecosystems=ecosystems(), producers=producers())
    first = contents(tmp_path / "a" / "acme")
    assert contents(tmp_path / "b" / "acme") == first
    assert contents(tmp_path / "c" / "acme") == first


def test_rows_are_sorted_by_key(tmp_path: Path) -> None:
    write_set(tmp_path / "acme", metadata(), factors())
    frame = load_factors(tmp_path / "acme").frame
    assert frame["origin"].tolist() == ["005", "BRA", "BRA", "NAM", "WLD"]
    assert frame["region"].tolist() == ["", "", "Pará", "", ""]


def test_a_packed_table_has_no_time_and_the_same_numbers(tmp_path: Path) -> None:
    write_set(tmp_path / "acme", metadata(), factors())
    plain = (tmp_path / "acme" / "factors.csv").read_bytes()
    write_set(tmp_path / "acme", metadata(), factors(), compress=True)
    packed = (tmp_path / "acme" / "factors.csv.gz").read_bytes()
    # RFC 1952: flags 0 (no name), modification time 0, operating system 255 (unknown).
    assert packed[:3] == b"\x1f\x8b\x08"
    assert packed[3] == 0
    assert packed[4:8] == b"\0\0\0\0"
    assert packed[9] == 255
    assert gzip.decompress(packed) == plain
    assert not (tmp_path / "acme" / "factors.csv").exists()
    assert validate_folder(tmp_path / "acme") == []


def test_resources_carry_hash_size_and_schema(acme: Path) -> None:
    document = json.loads((acme / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["path"] for resource in document["resources"]] == [
        "factors.csv", "ecosystems.csv", "producers.csv",
    ]  # fmt: skip
    for resource in document["resources"]:
        data = (acme / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        header = data.decode("utf-8").split("\n")[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_metadata_is_written_as_it_was_said(acme: Path) -> None:
    document = json.loads((acme / "datapackage.json").read_text(encoding="utf-8"))
    del document["resources"]
    assert document == metadata()
    assert (acme / "datapackage.json").read_bytes().endswith(b"\n")
    assert b"\r" not in (acme / "datapackage.json").read_bytes()


def test_tables_of_an_earlier_build_are_removed_and_other_files_stay(acme: Path) -> None:
    (acme / "README.md").write_text("Read me.")
    write_set(acme, metadata(), factors())
    assert sorted(contents(acme)) == ["README.md", "datapackage.json", "factors.csv"]


def test_negative_zero_is_zero(tmp_path: Path) -> None:
    write_set(tmp_path / "acme", metadata(), factors().assign(value=-0.0, low=np.nan))
    assert b"-0" not in (tmp_path / "acme" / "factors.csv").read_bytes()


def test_an_invalid_set_is_said_and_can_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(InvalidFactorSetError) as caught:
        write_set(tmp_path / "acme", metadata(), factors().assign(quality=[2, 1, 9, 4, 5]))
    assert list(caught.value.problems) == validate_folder(tmp_path / "acme")
    assert "row 5: quality is not 1 to 5 ('9')" in caught.value.problems[0]


@pytest.mark.parametrize(
    ("change", "rows", "said"),
    [
        ({"version": None}, factors(), "version"),
        ({"amortization": 1}, factors(), "'amortization' is not a field"),
        ({}, factors().drop(columns="value"), "lacks the column value"),
        ({}, factors().assign(weight=1), "unknown column 'weight'"),
        ({}, factors().assign(value=["a", "1", "2", "3", "4"]), "row 0: value is 'a', not a number"),
    ],
)
def test_what_cannot_be_written_is_not(tmp_path: Path, change: dict, rows: pd.DataFrame, said: str) -> None:
    with pytest.raises(InvalidFactorSetError) as caught:
        write_set(tmp_path / "acme", metadata(**change), rows)
    assert any(said in problem for problem in caught.value.problems)
    assert not (tmp_path / "acme").exists()


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
VALUES = st.floats(0, 1e12, allow_subnormal=False)
CODES = ["barley", "cocoa_beans", "maize", "natural_rubber", "soybeans", "wheat"]  # in the order of the file


@settings(max_examples=examples(40), deadline=None)
@given(rows=st.lists(st.tuples(VALUES, TEXT, TEXT), min_size=1, max_size=6))
def test_law_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, str, str]]
) -> None:
    """Numbers come back to nine digits, and any text comes back whole."""
    folder = tmp_path_factory.mktemp("law") / "acme"
    table = pd.DataFrame(
        {
            "commodity": CODES[: len(rows)],
            "origin": "BRA",
            "indicator": "land_occupation",
            "value": [value for value, _, _ in rows],
            "unit": "ha yr",
            "quality": 3,
            "source": [source for _, source, _ in rows],
            "note": [note for _, _, note in rows],
        }
    )
    write_set(folder, metadata(), table)
    read = load_factors(folder).frame
    assert read["value"].to_numpy() == pytest.approx(table["value"].to_numpy(), rel=1e-8, abs=0)
    assert read["source"].tolist() == table["source"].tolist()
    assert read["note"].tolist() == table["note"].tolist()
    again = folder.with_name("again") / "acme"
    write_set(again, metadata(), read.drop(columns=["set", "layer", "row"]))
    assert contents(again) == contents(folder)


def test_bounds_have_four_digits_and_hold_the_value(tmp_path: Path) -> None:
    rows = factors().iloc[[0]].assign(value=0.123456789123, low=0.123456, high=0.123461, gsd=1.23456)
    write_set(tmp_path / "acme", metadata(), rows)
    assert b",0.123456789,ha yr,0.1234,0.1235,1.235," in (tmp_path / "acme" / "factors.csv").read_bytes()


@settings(max_examples=examples(40), deadline=None)
@given(value=VALUES, below=st.floats(0, 1), above=st.floats(1, 100))
def test_law_rounded_bounds_still_hold_the_value(
    tmp_path_factory: pytest.TempPathFactory, value: float, below: float, above: float
) -> None:
    folder = tmp_path_factory.mktemp("bounds") / "acme"
    rows = factors().iloc[[0]].assign(value=value, low=value * below, high=value * above)
    write_set(folder, metadata(), rows)  # raises where low <= value <= high is broken
    read = load_factors(folder).frame.iloc[0]
    assert read["low"] == pytest.approx(value * below, rel=1.1e-3)
    assert read["high"] == pytest.approx(value * above, rel=1.1e-3)


def test_optional_columns_are_written_where_they_are_given(tmp_path: Path) -> None:
    write_set(tmp_path / "a" / "acme", metadata(), factors(), ecosystems=ecosystems())
    header = (tmp_path / "a" / "acme" / "ecosystems.csv").read_text(encoding="utf-8").split("\n")[0]
    assert header == "origin,account,ecosystem,get_code,share,basis,source"
    own = ecosystems().assign(commodity="soybeans", share_low=[0.1, 0.5, 1.0], share_high=[0.5, 0.9, 1.0])
    write_set(tmp_path / "b" / "acme", metadata(), factors(), ecosystems=own)
    header = (tmp_path / "b" / "acme" / "ecosystems.csv").read_text(encoding="utf-8").split("\n")[0]
    assert header == ("origin,account,commodity,ecosystem,get_code,share,share_low,share_high,basis,source")
    read = load_factors(tmp_path / "b" / "acme").ecosystems
    assert read.loc[read["ecosystem"] == "forest", ["share_low", "share_high"]].to_numpy().tolist() == [
        [0.1, 0.5]
    ]
