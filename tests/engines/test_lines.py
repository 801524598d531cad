"""Grouped where they lie, lines have the footprint that they have one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.engines.groups import _blocks_of
from bbafootprint.engines.native import lazy, to_pandas
from bbafootprint.errors import InputError, MissingColumnError, UsageError

from ..laws import examples
from .conftest import NAMES, UNITS, assert_same

GROUPS = (["commodity", "origin"], ["supplier"], ["company", "supplier"])


def in_arrow(frame: pd.DataFrame) -> Any:
    import pyarrow as pa

    return pa.Table.from_pandas(frame)


def with_null_in_dictionary(frame: pd.DataFrame) -> Any:
    import pyarrow as pa

    coded = in_arrow(frame)
    names = frame["Product"].astype(object).where(frame["Product"].notna(), None)
    values = [None, *names.dropna().unique()]
    dictionary = pa.DictionaryArray.from_arrays([values.index(name) for name in names], pa.array(values))
    return coded.set_column(coded.column_names.index("Product"), "Product", dictionary)


def in_polars(frame: pd.DataFrame) -> Any:
    import polars as pl

    return pl.from_pandas(frame).lazy()


def in_duckdb(frame: pd.DataFrame) -> Any:
    import duckdb

    return duckdb.connect().from_df(frame)  # a connection of its own, as of a database file


def in_dask(frame: pd.DataFrame) -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(frame, npartitions=3)


ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "pandas, categories": lambda frame: frame.astype(
        dict.fromkeys(["Product", "Country of origin", "Shipped from", "Unit", "Supplier"], "category")
    ),
    "arrow": in_arrow,
    "polars": in_polars,
    "duckdb": in_duckdb,
    "dask": in_dask,
}


@pytest.fixture(scope="module")
def whole(frame: pd.DataFrame, factors: bba.FactorSet) -> bba.Footprint:
    return bba.calculate_footprint(bba.read_lines(frame), factors)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_footprint_of_groups_is_that_of_the_lines(
    engine: str, frame: pd.DataFrame, factors: bba.FactorSet, whole: bba.Footprint
) -> None:
    before = frame.copy()
    lines = bba.group_lines(ENGINES[engine](frame), by=["supplier", "company"])
    assert len(lines.frame) < len(frame)
    assert lines.frame["stands_for"].sum() == len(whole.lines.frame)
    assert lines.reading["lines"] == len(whole.lines.frame)
    assert_same(bba.calculate_footprint(lines, factors), whole, *GROUPS)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("engine", ["pandas", "pandas, categories", "arrow", "null in a dictionary"])
def test_blocks_of_a_table_are_the_table(
    engine: str, frame: pd.DataFrame, factors: bba.FactorSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = {**ENGINES, "null in a dictionary": with_null_in_dictionary}[engine](frame)
    whole, given_back = bba.group_lines(table, by="supplier"), bba.add_impacts(table, factors)
    monkeypatch.setattr("bbafootprint.engines.groups.BLOCK", 64)
    monkeypatch.setattr("bbafootprint.engines.groups.SMALL_BLOCK", 16)
    monkeypatch.setattr("bbafootprint.footprint.coding.LINES_WORTH_COMPARING", 1)
    assert len(_blocks_of(frame)) > 3
    in_blocks = bba.group_lines(table, by="supplier")
    pd.testing.assert_frame_equal(in_blocks.frame, whole.frame, rtol=1e-12, check_categorical=False)
    pd.testing.assert_frame_equal(in_blocks.issues, whole.issues)
    again = bba.add_impacts(table, factors)
    assert type(again) is type(given_back)
    shown, before = (to_pandas(lazy(each).drop("Product")) for each in (again, given_back))
    pd.testing.assert_frame_equal(shown, before, rtol=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_traced_lines_too(engine: str, frame: pd.DataFrame, factors: bba.FactorSet) -> None:
    lines = bba.group_lines(ENGINES[engine](frame))
    whole = bba.calculate_footprint(bba.read_lines(frame), factors, perspective="traced")
    assert whole.origins().loc["traced", "lines"] > 0
    assert_same(bba.calculate_footprint(lines, factors, perspective="traced"), whole, ["origin"])


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_of_a_table_without_lines(engine: str, frame: pd.DataFrame, factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(bba.group_lines(ENGINES[engine](frame.iloc[:0])), factors)
    assert result.counts() == {"read": 0, "assessed": 0, "not_assessed": 0, "rejected": 0}
    assert result.total()["value"].isna().all()


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "arrow"])
def test_every_line_gets_the_impacts_that_it_has_alone(
    engine: str, frame: pd.DataFrame, factors: bba.FactorSet
) -> None:
    numbered = frame.assign(number=np.arange(len(frame)))
    table = ENGINES[engine](numbered)
    given_back = bba.add_impacts(table, factors, perspective="traced")
    assert type(given_back) is type(table)
    found = to_pandas(lazy(given_back)).sort_values("number").reset_index(drop=True)
    names = [indicator.id for indicator in factors.indicators]
    levels = [f"{name}_match_level" for name in names]
    assert list(found.columns) == [
        *numbered.columns,
        *(n for pair in zip(names, levels, strict=True) for n in pair),
    ]
    assert found["number"].tolist() == numbered["number"].tolist()
    alone = bba.calculate_footprint(bba.read_lines(numbered), factors, perspective="traced").to_frame()
    for name in names:
        sums = alone.groupby("number")[name].sum(min_count=1).reindex(found["number"])
        np.testing.assert_allclose(found[name].to_numpy(float), sums.to_numpy(float), rtol=1e-9)
    whole = alone[alone["part"] == 0].set_index("number")
    level = whole["habitat_loss_match_level"].astype(object).where(~whole["rejected"], "rejected")
    shown = found.set_index("number")["habitat_loss_match_level"].astype(object)
    assert shown.loc[level.index].tolist() == level.tolist()
    assert {"country", "not assessed", "rejected"} <= set(shown)


line = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(["BRA", None]), st.sampled_from(UNITS),
    st.one_of(st.floats(0, 1e6), st.sampled_from([np.nan, np.inf, -1.0, 1e14])),
)  # fmt: skip


@settings(max_examples=examples(20), deadline=None)
@given(rows=st.lists(line, min_size=1, max_size=12), order=st.randoms(use_true_random=False))
@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_law_grouping_and_order_change_nothing(
    engine: str, factors: bba.FactorSet, rows: list[tuple[Any, ...]], order: Any
) -> None:
    table = pd.DataFrame(rows, columns=["Product", "Country of origin", "Unit", "Quantity"]).astype(
        {"Product": "string", "Country of origin": "string", "Unit": "string"}
    )
    whole = bba.calculate_footprint(bba.read_lines(table), factors)
    shuffled = table.iloc[order.sample(range(len(table)), len(table))].reset_index(drop=True)
    assert_same(
        bba.calculate_footprint(bba.group_lines(ENGINES[engine](shuffled)), factors), whole, ["commodity"]
    )


def test_footprints_of_parts_add_up(
    frame: pd.DataFrame, factors: bba.FactorSet, whole: bba.Footprint
) -> None:
    parts = [
        bba.calculate_footprint(bba.group_lines(part), factors, by="commodity", keep_lines=False)
        for part in (frame.iloc[:1_500], frame.iloc[1_500:])
    ]
    pd.testing.assert_frame_equal(sum(parts).total(), whole.total(), rtol=1e-9)
    assert sum(parts).counts() == whole.counts()


def test_units_of_a_header_and_of_an_option(factors: bba.FactorSet) -> None:
    headed = pd.DataFrame(
        {"commodity": ["cocoa"] * 2, "origin": ["GHA"] * 2, "Quantity (kg)": [1000.0, 2000.0]}
    )
    assert bba.group_lines(headed).frame["amount"].tolist() == [3.0]
    plain = headed.rename(columns={"Quantity (kg)": "quantity"})
    assert bba.group_lines(plain, unit="kg").frame["amount"].tolist() == [3.0]
    assert bba.group_lines(in_polars(plain), unit="kg").frame["amount"].tolist() == [3.0]


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_codes_contents_and_dates_that_are_no_texts(engine: str, factors: bba.FactorSet) -> None:
    table = pd.DataFrame(
        {
            "hs_code": [180100, 180100, 120190], "quantity": [1, 2, 3], "unit": "t", "origin": ["CIV", "CIV", "BRA"],
            "content": [0.5, 0.5, 1.0], "period": pd.to_datetime(["2023-01-01", "2023-01-01", "2024-01-01"]),
        }
    )  # fmt: skip
    result = bba.calculate_footprint(bba.group_lines(ENGINES[engine](table), by="period"), factors)
    whole = bba.calculate_footprint(bba.read_lines(table), factors)
    assert_same(result, whole)
    assert set(result.lines.frame["commodity"]) == {"cocoa_beans", "soybeans"}
    assert sorted(str(period)[:4] for period in result.lines.frame["period"]) == ["2023", "2024"]


@pytest.mark.parametrize(
    ("table", "options", "error", "said"),
    [
        ({"product": ["soy"], "price": [1.0]}, {}, MissingColumnError, "quantity"),
        ({"quantity": [1.0]}, {}, MissingColumnError, "commodity"),
        ({"product": ["soy"], "quantity": ["1.250,5 kg"]}, {}, InputError, "must be numbers"),
        ({"product": ["soy"], "quantity": [True]}, {}, InputError, "must be numbers"),
        ({"product": ["soy"], "2022 tons": [1.0], "2023 tons": [1.0]}, {}, InputError, "a period"),
        ({"product": ["soy"], "quantity": [1.0]}, {"by": "buyer"}, UsageError, "'buyer'"),
        ({"product": ["soy"], "quantity": [1.0]}, {"by": "product"}, UsageError, "group by that name"),
        ({"product": ["soy"], "quantity": [1.0]}, {"by": "supplier"}, UsageError, "'supplier'"),
        ({"product": ["soy"], "quantity": [1.0]}, {"columns": {"quantity@2020": "quantity"}}, UsageError, "period"),
        ({"product": ["soy"], "quantity": [1.0]}, {"columns": {"unit": "x"}}, MissingColumnError, "'x'"),
        ({"product": ["soy"], "product ": ["tea"], "quantity": [1.0]}, {}, InputError, "columns are headed 'product'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_what_cannot_be_grouped_is_said(
    engine: str, table: dict[Any, list[Any]], options: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        bba.group_lines(ENGINES[engine](pd.DataFrame(table)), **options)


def test_names_of_columns_that_are_no_texts_are_said() -> None:
    with pytest.raises(InputError, match="named 7"):
        bba.group_lines(pd.DataFrame({"product": ["soy"], "quantity": [1.0], 7: [1]}))


def test_what_is_no_table_is_said() -> None:
    with pytest.raises(UsageError, match=r"builtins\.list is no table"):
        bba.group_lines([1, 2])


def test_a_column_of_units_that_is_none_is_said() -> None:
    table = pd.DataFrame(
        {"product": ["soy"] * 600, "quantity": 1.0, "unit": [f"lot {n}" for n in range(600)]}
    )
    with pytest.raises(InputError, match="600 distinct values"):
        bba.group_lines(in_polars(table))


def test_a_column_that_impacts_would_write_over_is_said(factors: bba.FactorSet) -> None:
    table = pd.DataFrame({"product": ["soy"], "quantity": [1.0], "habitat_loss": [0.0]})
    with pytest.raises(UsageError, match="'habitat_loss' already"):
        bba.add_impacts(table, factors)


def test_issues_count_lines_where_they_say_lines(factors: bba.FactorSet) -> None:
    table = pd.DataFrame(
        {
            "commodity": "cocoa beans",
            "origin": ["Belgium"] * 5,
            "quantity": 1e9,
            "unit": ["t"] * 4 + ["mt"],
            "period": 2023,
        }
    )
    result = bba.calculate_footprint(bba.group_lines(table), factors)
    messages = result.issues.set_index("code")["message"]
    assert "(5 lines)" in messages["origin-consignment"]
    assert (
        "(1 group of lines)" in messages["unit-ambiguous-assumed"]
        if "unit-ambiguous-assumed" in messages
        else True
    )
    assert "origin-exceeds-production" not in messages


def test_purchases_of_all_periods_are_not_set_against_a_year(factors: bba.FactorSet) -> None:
    grown = factors.producers.set_index(["commodity", "origin"]).loc[("cocoa_beans", "GHA"), "production"]
    table = pd.DataFrame(
        {
            "commodity": "cocoa_beans",
            "origin": "GHA",
            "quantity": 0.6 * float(grown),
            "unit": "t",
            "period": [2022, 2023],
        }
    )

    def codes(bought: pd.DataFrame, by: tuple[str, ...]) -> set[str]:
        return set(bba.calculate_footprint(bba.group_lines(bought, by=by), factors).issues["code"])

    assert "origin-exceeds-production" not in codes(table, ())
    assert "origin-exceeds-production" not in codes(table, ("period",))
    assert "origin-exceeds-production" in codes(table.assign(quantity=2.0 * grown), ("period",))


def test_errors_of_quantities_need_the_lines_themselves(frame: pd.DataFrame, factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(bba.group_lines(frame), factors)
    assert bba.simulate(result, draws=200).total()["low"].notna().any()
    with pytest.raises(UsageError, match="sums of several"):
        bba.simulate(result, draws=200, quantities=0.1)


def test_other_verbs_count_lines_and_not_groups(factors: bba.FactorSet) -> None:
    level = bba.evidence_levels().index[0]
    table = pd.DataFrame(
        {"commodity": "soybeans", "origin": "BRA", "quantity": 1.0, "unit": "t", "evidence": [level] * 3}
    )
    grouped = bba.calculate_footprint(bba.group_lines(table, by="evidence"), factors)
    alone = bba.calculate_footprint(table, factors)
    assert len(grouped.lines.frame) == 1
    one, other = (
        bba.adjusted_totals(run).drop(columns="why") for run in (grouped, alone)
    )  # its words count rows
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)
    assert int(bba.adjusted_totals(grouped)["marked_lines"].max()) == 3
    changed = bba.compare(grouped, alone, on=["commodity"]).lines()
    assert changed["lines_before"].tolist() == changed["lines_after"].tolist() == [3]


@pytest.mark.parametrize("dates", [False, True])
@pytest.mark.parametrize("engine", ENGINES)
def test_traced_lines_of_several_years_take_the_mix_of_theirs(
    engine: str, dates: bool, factors: bba.FactorSet
) -> None:
    frame = pd.DataFrame(
        {
            "Product": "wheat", "Country of origin": "Ivory Coast", "Shipped from": [None, "NLD", None, "NLD"],
            "Quantity": [100.0, 20.0, 30.0, 40.0], "Unit": "t", "Supplier": "A", "Year": [2020, 2020, 2022, 2018],
        }
    )  # fmt: skip
    if dates:
        frame["Year"] = pd.to_datetime(frame["Year"].astype(str) + "-06-30")
    whole = bba.calculate_footprint(frame, factors, perspective="traced")
    without = bba.calculate_footprint(frame.drop(columns="Year"), factors, perspective="traced")
    assert not np.allclose(whole.total()["value"], without.total()["value"], rtol=1e-3)
    grouped = bba.calculate_footprint(bba.group_lines(ENGINES[engine](frame)), factors, perspective="traced")
    assert_same(grouped, whole, ["origin"])
    beside = to_pandas(lazy(bba.add_impacts(ENGINES[engine](frame), factors, perspective="traced")))
    sums = whole.total()["value"].dropna()
    pd.testing.assert_series_equal(
        beside[list(sums.index)].astype(float).sum(),
        sums,
        rtol=1e-9,
        check_names=False,
        check_index_type=False,
    )


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("line_id", "of one line"),
        ("rejected", "of one line, and a group has none; leave it out"),
        ("quantity", "of one line"),
        ("Net", "read as quantity, which is of one line"),
        ("stands_for", "rename the table's column 'stands_for'"),
        ("commodity_match", "every line gets in reading; rename"),
        ("HS", "'hs_code_as_given'"),
        ("unit", "'unit_as_given'"),
        ("period", "no column 'period'"),
    ],
)
def test_what_a_group_does_not_have_is_no_group(by: str, said: str) -> None:
    table = pd.DataFrame(
        {
            "HS": ["1201"],
            "commodity": "soy",
            "Net": 1.0,
            "unit": "t",
            "stands_for": "x",
            "commodity_match": "y",
        }
    )
    columns = {"quantity": "Net"}
    with pytest.raises(UsageError, match=said):
        bba.group_lines(table, by=by, columns=columns)
    assert len(bba.group_lines(table, by=["commodity", "unit_as_given", "origin"], columns=columns)) == 1


@pytest.mark.parametrize("name", ["lookup", "lines", "native"])
def test_impacts_beside_a_table_of_any_name(name: str, factors: bba.FactorSet) -> None:
    import duckdb

    connection = duckdb.connect()
    connection.sql(
        f"create table {name} as select 'soybeans' commodity, 'BRA' origin, 2.0 quantity, 't' unit"
    )
    table = connection.table(name)
    ((impact,),) = bba.add_impacts(table, factors).select("habitat_loss").fetchall()
    assert impact == pytest.approx(
        bba.calculate_footprint(table.df(), factors).total().loc["habitat_loss", "value"]
    )
