"""Several sets as one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from bbafootprint.factors import FactorSet, load_factors, write_set
from bbafootprint.factors.tables import FACTORS

from .conftest import ALL, ecosystems, factors, metadata, producers


@pytest.fixture
def base(acme: Path) -> FactorSet:
    return load_factors(acme)


def other(tmp_path: Path, rows: pd.DataFrame | None = None, **changes: object) -> Path:
    """Another set, with another name, over the same indicators."""
    folder = tmp_path / "other"
    tables = {name: changes.pop(name) for name in ("ecosystems", "producers") if name in changes}
    given = metadata(name="other", version="2.0.0", title="Others", **changes)
    write_set(folder, given, factors() if rows is None else rows, **tables)
    return folder


def test_sets_are_stacked_in_order(base: FactorSet, tmp_path: Path) -> None:
    both = load_factors(other(tmp_path), base)
    assert (both.id, both.version) == ("other+acme", "2.0.0+1.2.0")
    assert [(layer.id, layer.version) for layer in both.layers] == [("other", "2.0.0"), ("acme", "1.2.0")]
    assert both.frame["layer"].tolist() == [0] * 5 + [1] * 5
    assert both.frame["set"].tolist() == ["other"] * 5 + ["acme"] * 5
    assert list(both.frame.index) == list(range(10))
    assert isinstance(both.frame["origin"].dtype, pd.CategoricalDtype)
    assert both.metadata.title == "Others, then Factors of Acme"
    assert [indicator.id for indicator in both.indicators] == ["land_occupation", "habitat_loss"]


def test_three_sets_are_the_same_however_they_are_nested(base: FactorSet, tmp_path: Path) -> None:
    one = load_factors(other(tmp_path))
    table = load_factors(factors().query("indicator == 'land_occupation'"))
    flat = load_factors(table, one, base)
    for nested in (
        load_factors(load_factors(table, one), base),
        load_factors(table, load_factors(one, base)),
    ):
        assert (nested.id, nested.sha256, nested.layers) == (flat.id, flat.sha256, flat.layers)
        pd.testing.assert_frame_equal(nested.frame, flat.frame)
    assert set(flat.frame["layer"]) == {0, 1, 2}


def test_order_and_layering_are_part_of_the_identity(base: FactorSet, tmp_path: Path) -> None:
    one = load_factors(other(tmp_path))
    hashes = {
        load_factors(one, base).sha256, load_factors(base, one).sha256,
        load_factors(one, base, layering="set").sha256,
    }  # fmt: skip
    assert len(hashes) == 3
    assert load_factors(one, base, layering="set").layering == "set"
    assert load_factors(one, base).layering == "rung"


@pytest.mark.parametrize(
    ("position", "field", "value"),
    [
        (0, "method", "yield of the best year"),
        (1, "amortisation", "20 years, linear"),
        (1, "amortisation", None),
        (0, "kind", "flow"),
        (1, "account", "degradation"),
    ],
)
def test_another_meaning_is_refused(
    base: FactorSet, tmp_path: Path, position: int, field: str, value: str | None
) -> None:
    indicators = [dict(indicator) for indicator in metadata()["indicators"]]
    before = indicators[position][field]
    indicators[position][field] = value
    with pytest.raises(IncompatibleFactorSetsError) as caught:
        load_factors(other(tmp_path, indicators=indicators), base)
    message = str(caught.value)
    assert "'other'" in message
    assert "'acme'" in message
    assert f"{field} {value!r} in 'other', {before!r} in 'acme'" in message


def test_another_unit_is_refused(base: FactorSet, tmp_path: Path) -> None:
    indicators = [dict(indicator) for indicator in metadata()["indicators"]]
    indicators[1]["unit"] = "m2"
    rows = factors().assign(unit=lambda t: t["unit"].replace("ha", "m2"))
    with pytest.raises(IncompatibleFactorSetsError, match="unit 'm2' in 'other', 'ha' in 'acme'"):
        load_factors(other(tmp_path, rows, indicators=indicators), base)


def test_a_table_in_memory_adopts_the_meaning_of_the_set_below(base: FactorSet) -> None:
    table = factors().drop(columns=["low", "high"]).assign(value=lambda t: t["value"] * 1.1)
    for both in (load_factors(table, base), load_factors(base, table)):
        assert both.metadata.indicator("habitat_loss").method == "attributed ha / production"
        assert both.metadata.indicator("habitat_loss").amortisation == "mean of 5 years"


def test_a_table_in_memory_that_states_another_amortisation_is_refused(base: FactorSet) -> None:
    table = factors().query("indicator == 'habitat_loss'").assign(amortisation="20 years, linear")
    with pytest.raises(IncompatibleFactorSetsError, match="amortisation '20 years, linear'"):
        load_factors(table, base)


def test_ladders_are_united_from_narrow_to_wide(base: FactorSet, tmp_path: Path) -> None:
    rows = factors().query("origin == 'BRA' and region == ''")
    short = {"land_occupation": [{"rung": "country"}], "habitat_loss": [{"rung": "country"}]}
    both = load_factors(other(tmp_path, rows, ladder=short), base)
    assert both.metadata.ladder == base.metadata.ladder
    assert load_factors(base, tmp_path / "other").metadata.ladder == base.metadata.ladder


def test_ladders_that_contradict_are_refused(base: FactorSet, tmp_path: Path) -> None:
    ladder = {"land_occupation": ALL, "habitat_loss": ALL}
    with pytest.raises(IncompatibleFactorSetsError) as caught:
        load_factors(other(tmp_path, ladder=ladder), base)
    assert (
        "on the rung 'world', 'habitat_loss' answers 'all' origins in 'other' and 'unknown' in 'acme'"
        in str(caught.value)
    )


def test_a_table_in_memory_takes_the_ladder_of_the_set_below(tmp_path: Path) -> None:
    """Its ladder is the standard one only where no other set says more."""
    below = load_factors(other(tmp_path, ladder={"land_occupation": ALL, "habitat_loss": ALL}))
    for both in (load_factors(factors(), below), load_factors(below, factors())):
        assert both.metadata.ladder["habitat_loss"][-1].origins == "all"


def test_indicators_of_all_sets_are_there(base: FactorSet) -> None:
    table = pd.DataFrame(
        {"commodity": "soybeans", "origin": ["BRA"], "indicator": "water_use", "value": 1.0, "unit": "m3"}
    ).assign(account="pressure")
    both = load_factors(base, table)
    assert [i.id for i in both.indicators] == ["land_occupation", "habitat_loss", "water_use"]
    assert set(both.metadata.ladder) == {"land_occupation", "habitat_loss", "water_use"}


def test_producers_are_united_and_the_first_wins(base: FactorSet, tmp_path: Path) -> None:
    mine = pd.DataFrame(
        {"commodity": "soybeans", "origin": ["BRA", "ARG"], "production": [7.0, 8.0], "unit": "t"}
    )
    both = load_factors(other(tmp_path, producers=mine), base)
    assert both.producers.set_index("origin")["production"].to_dict() == {"BRA": 7.0, "ARG": 8.0, "NAM": 2.5}


def test_producers_in_another_unit_are_refused(base: FactorSet, tmp_path: Path) -> None:
    mine = producers().assign(unit="m3").iloc[[0]]
    with pytest.raises(IncompatibleFactorSetsError, match="production of 'soybeans' in different units"):
        load_factors(other(tmp_path, producers=mine), base)


def test_ecosystems_of_the_first_set_that_has_the_origin(base: FactorSet, tmp_path: Path) -> None:
    mine = ecosystems().iloc[[0]].assign(share=1.0, ecosystem="all of it")
    both = load_factors(other(tmp_path, ecosystems=mine), base)
    assert both.ecosystems[["origin", "ecosystem", "share"]].astype(object).to_numpy().tolist() == [
        ["BRA", "all of it", 1.0], ["NAM", "desert", 1.0],
    ]  # fmt: skip


def test_a_set_without_tables_leaves_those_of_the_other(base: FactorSet, tmp_path: Path) -> None:
    both = load_factors(other(tmp_path), base)
    assert both.producers["origin"].tolist() == ["BRA", "NAM"]
    assert both.ecosystems["share"].sum() == 2.0


def test_sets_without_tables_keep_the_columns_of_tables() -> None:
    rows = {
        "commodity": ["soybeans"],
        "origin": ["BRA"],
        "indicator": ["smell"],
        "value": [1.0],
        "unit": ["s/t"],
    }
    nose = pd.DataFrame(rows | {"account": ["loss"]})
    other = load_factors("demo-company")
    assert other.ecosystems.empty
    assert list(load_factors(nose, other).ecosystems.columns) == list(other.ecosystems.columns)


def test_the_same_set_twice_is_refused(base: FactorSet, acme: Path) -> None:
    with pytest.raises(UsageError, match="'acme' is given twice"):
        load_factors(base, acme)


def test_layering_must_be_known_and_kept(base: FactorSet, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'rung'"):
        load_factors(base, layering="mixed")  # type: ignore[arg-type]
    layered = load_factors(other(tmp_path), base, layering="set")
    with pytest.raises(UsageError, match="layered by 'set', and 'rung' was asked for"):
        load_factors(layered)
    assert load_factors(layered, layering="set") is layered


def test_layers_keep_the_rows_of_their_own_source(acme: Path) -> None:
    own = factors().iloc[[3, 0]].drop(columns="region").assign(value=0.2, low=0.1)
    both = load_factors(own, acme)
    assert both.frame[["layer", "row"]].to_numpy().tolist() == [
        [0, 0], [0, 1], [1, 2], [1, 3], [1, 4], [1, 5], [1, 6],
    ]  # fmt: skip
    assert list(both.frame.index) == list(range(7))
    assert list(both.to_frame().columns) == [*FACTORS.columns, "set", "layer", "row"]
