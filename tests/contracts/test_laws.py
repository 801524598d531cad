"""Laws: whatever came in, tables have the same columns, types and order, and fit their contracts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import bbafootprint as bba
from bbafootprint.footprint.plain import records
from tests.command import bbafootprint

from .conftest import BASE, CASES, TEXTS, WAYS, footprint, tables

EVERY = [(case, way) for case in CASES for way in WAYS]


@pytest.fixture(scope="module")
def of_plain(factors: bba.FactorSet) -> dict[str, dict[str, pd.DataFrame]]:
    return {way: {name: frame for name, frame, _ in tables(footprint(BASE, factors, way))} for way in WAYS}


@pytest.mark.parametrize(("case", "way"), EVERY)
def test_a_table_has_the_same_columns_and_types_whatever_came_in(
    case: str, way: str, factors: bba.FactorSet, of_plain: dict[str, dict[str, pd.DataFrame]]
) -> None:
    for name, frame, _ in tables(footprint(CASES[case], factors, way)):
        expected = of_plain[way][name]
        order = [each for each in frame.columns if each != "own"]  # where it came is where the person had it
        assert order == [each for each in expected.columns if each != "own"], name
        for column in order:
            assert said(frame[column].dtype) == said(expected[column].dtype), f"{name}: {column}"


def said(dtype: Any) -> str:
    """A type in words, with that of categories."""
    return f"category of {dtype.categories.dtype}" if isinstance(dtype, pd.CategoricalDtype) else str(dtype)


@pytest.mark.parametrize(("case", "way"), EVERY)
def test_arrow_tables_have_the_schema_of_their_contract(case: str, way: str, factors: bba.FactorSet) -> None:
    indicators = [indicator.id for indicator in factors.indicators]
    groups = {"by": ["origin", "supplier"], "by_ecosystem": ["commodity"]}
    for name, frame, further in tables(footprint(CASES[case], factors, way)):
        table = bba.to_arrow(frame, name, further=further)
        table.validate(full=True)
        schema = bba.arrow_schema(
            name, further=further or groups.get(name, ()), indicators=indicators if name == "per_line" else ()
        )
        assert table.schema.equals(schema, check_metadata=True), name
        assert table.num_rows == len(frame)


@pytest.mark.parametrize(("case", "way"), EVERY)
def test_rows_fit_the_json_schema(case: str, way: str, factors: bba.FactorSet) -> None:
    for name, frame, further in tables(footprint(CASES[case], factors, way)):
        jsonschema.Draft202012Validator.check_schema(bba.table_schema(name))
        as_shown = jsonschema.Draft202012Validator(bba.table_schema(name))
        for row in records(frame.reset_index() if frame.index.name else frame):
            as_shown.validate(row)
        table = bba.to_arrow(frame, name, further=further)
        groups = {"by": ["origin", "supplier"], "by_ecosystem": ["commodity"]}.get(name, further)
        indicators = [each.id for each in factors.indicators] if name == "per_line" else []
        closed = bba.table_schema(name, further=groups, indicators=indicators)
        assert closed["additionalProperties"] is False
        assert list(closed["properties"]) == table.schema.names
        for row in table.to_pylist():
            jsonschema.Draft202012Validator(closed).validate(row)


@pytest.mark.parametrize("way", WAYS)
def test_the_order_of_the_lines_changes_no_order_of_rows(way: str, factors: bba.FactorSet) -> None:
    for kind in (object, "category"):
        forward = BASE.astype(dict.fromkeys(TEXTS, kind))
        both = [footprint(frame, factors, way) for frame in (forward, forward.iloc[::-1])]
        for name, keys in (
            ("totals", ["indicator"]),
            ("by", ["origin", "supplier", "indicator"]),
            ("by_ecosystem", ["commodity", "ecosystem", "indicator"]),
            ("coverage", ["indicator", "match_level"]),
            ("origins", ["origin_status"]),
        ):
            one, other = (
                next(
                    bba.to_arrow(frame, each).select(keys)
                    for each, frame, _ in tables(result)
                    if each == name
                )
                for result in both
            )
            assert one.equals(other), name


def test_a_file_of_rows_takes_the_next_run(factors: bba.FactorSet, tmp_path: Path) -> None:
    path = tmp_path / "by.parquet"
    schema = bba.arrow_schema("by", further=["origin"])
    with pq.ParquetWriter(path, schema) as writer:
        for case in CASES.values():
            writer.write_table(bba.to_arrow(footprint(case, factors).by("origin"), "by"))
    assert pq.read_table(path).schema.equals(schema)
    assert pa.types.is_string(pq.read_table(path).schema.field("origin").type)


def test_json_has_the_same_keys_in_the_same_order(tmp_path: Path) -> None:
    found = []
    for name in ("plain", "one line", "none assessed", "few columns"):
        path = tmp_path / f"{name.replace(' ', '-')}.csv"
        CASES[name].to_csv(path, index=False)
        done = bbafootprint("run", path, "--unit", "t", "--json", "-")
        assert done.returncode == 0, done.stderr
        data = json.loads(done.stdout)
        rows = ("totals", "by_commodity", "by_origin", "coverage", "origins")
        found.append((list(data), *(list(data[key][0]) for key in rows)))
        for key in ("issues", "not_assessed", "gaps"):
            keys = {tuple(row) for row in data[key]}
            assert len(keys) <= 1
    assert found.count(found[0]) == len(found)
