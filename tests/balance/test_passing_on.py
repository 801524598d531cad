"""What of the imports leaves again: cases worked out by hand, and laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.balance.passing_on import PassedOn, pass_on

LOTS = ["commodity", "year", "origin", "consignment", "quantity"]


def lots(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """(origin, consignment, quantity) or with commodity and year before."""
    whole = [row if len(row) == 5 else ("soybeans", 2022, *row) for row in rows]
    return pd.DataFrame(whole, columns=LOTS).astype(
        {"origin": object, "consignment": object, "quantity": float}
    )


NOTHING = lots()


def went(imports: pd.DataFrame, passed_on: PassedOn) -> tuple[list[float], list[float], list[float]]:
    quantity = imports["quantity"].to_numpy()
    shares = (passed_on.transit, passed_on.reexported, passed_on.consumed)
    return tuple((quantity * share).round(9).tolist() for share in shares)  # type: ignore[return-value]


def test_the_country_in_the_middle() -> None:
    # A grows 100 and ships 60 to B; B ships 30 to C: imported 60, passed on 30, consumed 30.
    imports = lots(("AAA", "AAA", 60.0))
    passed_on = pass_on(imports, lots(("", "", 30.0)), NOTHING, NOTHING)
    assert went(imports, passed_on) == ([0.0], [30.0], [30.0])


def test_exports_leave_in_proportion_to_supply() -> None:
    # 60 + 20 imported, 20 grown: of 50 exported 30, 10 and 10.
    imports = lots(("BRA", "BRA", 60.0), ("USA", "USA", 20.0))
    passed_on = pass_on(imports, lots(("", "", 50.0)), NOTHING, lots(("", "", 20.0)))
    assert went(imports, passed_on) == ([0.0, 0.0], [30.0, 10.0], [30.0, 10.0])
    row = passed_on.pools.iloc[0]
    assert (row["exported_of_production"], row["consumed_of_production"]) == (10.0, 10.0)


def test_transit_comes_first_and_of_its_own_origin() -> None:
    # Of 60 from Brazil 20 pass through; of the 40 + 40 that are left, 20 exported are 10 and 10.
    imports = lots(("BRA", "BRA", 60.0), ("USA", "USA", 40.0))
    passed_on = pass_on(imports, lots(("", "", 20.0)), lots(("BRA", "", 20.0)), NOTHING)
    assert went(imports, passed_on) == ([20.0, 0.0], [10.0, 10.0], [30.0, 30.0])


def test_marked_imports_pass_through_whole_and_give_nothing_else() -> None:
    imports = lots(("BRA", "BRA", 60.0), ("BRA", "BRA", 40.0)).assign(transit=[True, False])
    passed_on = pass_on(imports, lots(("", "", 20.0)), lots(("BRA", "", 10.0)), NOTHING)
    assert went(imports, passed_on) == ([60.0, 10.0], [0.0, 20.0], [0.0, 10.0])
    assert passed_on.pools.iloc[0]["transit"] == 70.0


def test_transit_is_found_by_where_it_was_shipped_from() -> None:
    imports = lots(("BRA", "NLD", 30.0), ("USA", "NLD", 10.0), ("BRA", "BRA", 60.0))
    for transit in (lots(("", "NLD", 20.0)), lots(("NLD", "", 20.0))):  # also given as if it had grown there
        assert went(imports, pass_on(imports, NOTHING, transit, NOTHING))[0] == [15.0, 5.0, 0.0]
    both = pass_on(imports, NOTHING, lots(("BRA", "NLD", 20.0)), NOTHING)
    assert went(imports, both)[0] == [20.0, 0.0, 0.0]


def test_transit_beyond_its_origin_comes_out_of_the_others_and_is_said() -> None:
    # 15 of Brazil by the Netherlands: 10 there, then 5 of Brazil's others; 40 of the United States: 20, then 20 of all.
    imports = lots(("BRA", "NLD", 10.0), ("BRA", "BRA", 45.0), ("USA", "USA", 20.0))
    passed_on = pass_on(imports, NOTHING, lots(("BRA", "NLD", 15.0), ("USA", "", 40.0)), NOTHING)
    assert went(imports, passed_on)[0] == [10.0, 25.0, 20.0]
    assert passed_on.pools["transit_elsewhere"].tolist() == pytest.approx([20.0])
    assert passed_on.pools["beyond_supply"].tolist() == [0.0]


def test_exports_beyond_supply_are_said_and_nothing_is_below_zero() -> None:
    imports = lots(("BRA", "BRA", 60.0))
    passed_on = pass_on(imports, lots(("", "", 70.0)), lots(("BRA", "", 20.0)), NOTHING)
    assert went(imports, passed_on) == ([20.0], [40.0], [0.0])
    assert passed_on.pools["beyond_supply"].tolist() == pytest.approx([30.0])
    more = pass_on(imports, NOTHING, lots(("", "", 75.0)), NOTHING).pools.iloc[0]
    assert (more["passed_on_transit"], more["beyond_supply"], more["transit_elsewhere"]) == (60.0, 15.0, 0.0)


def test_transit_is_never_of_home_grown_goods() -> None:
    imports = lots(("BRA", "BRA", 60.0))
    passed_on = pass_on(imports, NOTHING, lots(("", "", 60.0)), lots(("", "", 40.0)))
    assert went(imports, passed_on) == ([60.0], [0.0], [0.0])
    assert passed_on.pools["exported_of_production"].tolist() == [0.0]


def test_commodities_and_years_are_pools_of_their_own() -> None:
    imports = lots(
        ("maize", 2021, "BRA", "BRA", 10.0),
        ("maize", 2022, "BRA", "BRA", 10.0),
        ("wheat", 2022, "BRA", "BRA", 10.0),
    )
    passed_on = pass_on(
        imports, lots(("maize", 2022, "", "", 4.0), ("rice_paddy", 2022, "", "", 3.0)), NOTHING, NOTHING
    )
    assert went(imports, passed_on)[1] == [0.0, 4.0, 0.0]
    assert passed_on.pools.loc[("rice_paddy", 2022), "beyond_supply"] == 3.0


# ---- laws ----------------------------------------------------------------------------------------------------------

quantities = st.floats(0.001, 1e6, allow_nan=False)
codes = st.sampled_from(["BRA", "USA", "NLD", ""])
goods = st.sampled_from(["maize", "wheat"])
rows = st.tuples(goods, st.sampled_from([2021, 2022]), codes, codes, quantities)
some = st.lists(rows, max_size=8).map(lambda found: lots(*found))
any_imports = st.lists(rows, min_size=1, max_size=12).map(lambda found: lots(*found))


@given(any_imports, some, some, some)
def test_each_tonne_once(
    imports: pd.DataFrame, exports: pd.DataFrame, transit: pd.DataFrame, production: pd.DataFrame
) -> None:
    passed_on = pass_on(imports, exports, transit, production)
    shares = (passed_on.transit, passed_on.reexported, passed_on.consumed)
    assert all(((share >= 0) & (share <= 1)).all() for share in shares)
    np.testing.assert_allclose(sum(shares), 1.0, rtol=0, atol=1e-12)
    row = passed_on.pools
    size = row[["imported", "produced", "exports", "transit"]].sum(axis=1)
    for left, right in (
        (row["imported"], row["passed_on_transit"] + row["passed_on_reexported"] + row["consumed"]),
        (row["produced"], row["exported_of_production"] + row["consumed_of_production"]),
        (
            row["exports"] + row["transit"],
            row["passed_on_transit"]
            + row["passed_on_reexported"]
            + row["exported_of_production"]
            + row["beyond_supply"],
        ),
    ):
        assert ((left - right).abs() <= 1e-8 * size).all()
    beyond = row["beyond_supply"] > 0
    assert (row["consumed"][beyond] <= 1e-8 * size[beyond]).all()


@given(any_imports, some, some, some, st.randoms(use_true_random=False), st.floats(0.01, 0.99))
def test_order_and_division_of_rows_change_nothing(
    imports: pd.DataFrame,
    exports: pd.DataFrame,
    transit: pd.DataFrame,
    production: pd.DataFrame,
    random: Any,
    share: float,
) -> None:
    whole = pass_on(imports, exports, transit, production)

    def mixed(table: pd.DataFrame) -> pd.DataFrame:
        order = list(range(len(table)))
        random.shuffle(order)
        return table.iloc[order].reset_index(drop=True)

    cut = pd.concat(
        [
            table.assign(quantity=table["quantity"] * part)
            for table in (imports,)
            for part in (share, 1 - share)
        ]
    )
    cut["was"] = [*range(len(imports))] * 2
    cut = mixed(cut)
    again = pass_on(cut, mixed(exports), mixed(transit), mixed(production))
    was = cut["was"].to_numpy()
    np.testing.assert_allclose(again.consumed, whole.consumed[was], rtol=0, atol=1e-7)
    np.testing.assert_allclose(again.transit, whole.transit[was], rtol=0, atol=1e-7)


@given(any_imports, some, some, st.floats(1e-3, 1e3))
def test_scale(imports: pd.DataFrame, exports: pd.DataFrame, transit: pd.DataFrame, by: float) -> None:
    def scaled(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(quantity=table["quantity"] * by)

    one = pass_on(imports, exports, transit, NOTHING)
    other = pass_on(scaled(imports), scaled(exports), scaled(transit), NOTHING)
    np.testing.assert_allclose(other.consumed, one.consumed, rtol=0, atol=1e-9)


@given(any_imports)
def test_nothing_leaves_or_all_does(imports: pd.DataFrame) -> None:
    assert (pass_on(imports, NOTHING, NOTHING, NOTHING).consumed == 1.0).all()
    for exports, transit in ((imports, NOTHING), (NOTHING, imports)):
        passed_on = pass_on(imports, exports, transit, NOTHING)
        np.testing.assert_allclose(passed_on.consumed, 0.0, atol=1e-9)
        assert (passed_on.pools["beyond_supply"] == 0.0).all()


@given(any_imports, some, some, some)
def test_more_exports_never_leave_more(
    imports: pd.DataFrame, exports: pd.DataFrame, transit: pd.DataFrame, more: pd.DataFrame
) -> None:
    few = pass_on(imports, exports, transit, NOTHING).consumed
    many = pass_on(imports, pd.concat([exports, more]), transit, NOTHING).consumed
    assert (many <= few + 1e-12).all()
