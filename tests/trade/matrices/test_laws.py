"""Laws of following trade, on random trade."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from bbafootprint.errors import UsageError
from bbafootprint.trade.matrices import TracedTrade, follow_trade

TONNES = st.one_of(st.just(0.0), st.floats(0.01, 1e6))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[pd.Series, pd.DataFrame]:
    """Production and trade of up to seven places, mostly without either, some with stock releases and loops."""
    size = draw(st.integers(1, 7))
    names = [f"P{i}" for i in range(size)]
    p = draw(st.lists(TONNES, min_size=size, max_size=size))
    z = draw(st.lists(TONNES, min_size=size * size, max_size=size * size))
    trade = pd.DataFrame(np.array(z).reshape(size, size), index=names, columns=names)
    return pd.Series(p, index=names), trade


def followed(production: pd.Series, trade: pd.DataFrame) -> TracedTrade:
    """Follow a world, but one whose loops hold so much more than feeds them that it is refused in words."""
    try:
        return follow_trade(production, trade)
    except UsageError as refused:
        assume("million million" not in str(refused))
        raise


def scale_of(production: pd.Series, trade: pd.DataFrame) -> float:
    return float(production.sum() + trade.to_numpy().sum()) or 1.0


def table(traced: TracedTrade, names: list[str]) -> np.ndarray:
    return traced.consumption.loc[names, names].to_numpy()


@given(worlds())
def test_rows_sum_to_production_columns_to_apparent_consumption_and_nothing_is_negative(
    world: tuple[pd.Series, pd.DataFrame],
) -> None:
    production, trade = world
    traced = followed(production, trade)
    tolerance = 1e-9 * scale_of(production, trade)
    supply = traced.supply
    np.testing.assert_allclose(traced.consumption.sum(axis=1), production, rtol=0, atol=tolerance)
    apparent = supply["production"] + supply["imports"] - supply["exports"]
    np.testing.assert_allclose(traced.consumption.sum(), apparent, rtol=0, atol=tolerance)
    assert (traced.consumption >= 0).all(axis=None)
    assert (traced.mixes >= 0).all(axis=None)
    assert np.isfinite(traced.consumption.to_numpy()).all()
    np.testing.assert_allclose(traced.mixes.sum(axis=1), 1.0, rtol=0, atol=1e-12)


@given(worlds())
def test_no_exports_grow_and_none_pass_supply(world: tuple[pd.Series, pd.DataFrame]) -> None:
    production, trade = world
    supply = followed(production, trade).supply
    reported = trade.to_numpy().sum(axis=1) - np.diag(trade)
    tolerance = 1e-9 * scale_of(production, trade)
    assert (supply["exports"] <= reported + tolerance).all()
    assert (supply["exports"] <= supply["production"] + supply["imports"] + tolerance).all()
    # A place whose exports were cut ships all that it has: no more was cut than had to be.
    cut = supply["exports"] < reported - tolerance
    left = (supply["production"] + supply["imports"] - supply["exports"])[cut]
    reached = followed(production, trade).report.query("what == 'unreached'")["place"]
    np.testing.assert_allclose(left.drop(reached), 0.0, rtol=0, atol=10 * tolerance)


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_places_is_of_no_matter(world: tuple[pd.Series, pd.DataFrame], random: object) -> None:
    production, trade = world
    names = list(trade.index)
    rows, columns, growers = names[:], names[:], names[:]
    for order in (rows, columns, growers):
        random.shuffle(order)  # type: ignore[attr-defined]
    other = followed(production[growers], trade.loc[rows, columns])
    ours = followed(production, trade)
    np.testing.assert_allclose(
        table(other, names), table(ours, names), rtol=0, atol=1e-9 * scale_of(production, trade)
    )


@given(worlds(), st.sampled_from([2.0**-20, 0.5, 1024.0, 1e3, 1e9]))
def test_tonnes_or_kilograms_give_the_same_shares(
    world: tuple[pd.Series, pd.DataFrame], factor: float
) -> None:
    production, trade = world
    ours, other = followed(production, trade), followed(production * factor, trade * factor)
    names = list(trade.index)
    np.testing.assert_allclose(
        table(other, names) / factor, table(ours, names), rtol=0, atol=1e-9 * scale_of(production, trade)
    )
    np.testing.assert_allclose(other.mixes, ours.mixes, rtol=0, atol=1e-6)


@given(worlds())
def test_what_a_place_ships_on_has_the_mix_of_its_supply(world: tuple[pd.Series, pd.DataFrame]) -> None:
    production, trade = world
    traced = followed(production, trade)
    for place, mix in traced.mixes.iterrows():
        eaten = traced.consumption.loc[traced.mixes.columns, place]
        np.testing.assert_allclose(eaten, mix * eaten.sum(), rtol=0, atol=1e-9 * scale_of(production, trade))


@given(worlds())
def test_places_that_grow_and_trade_nothing_change_nothing(world: tuple[pd.Series, pd.DataFrame]) -> None:
    production, trade = world
    names = list(trade.index)
    larger = trade.reindex(index=[*names, "none"], columns=[*names, "none"], fill_value=0.0)
    other = followed(production, larger)
    ours = table(followed(production, trade), names)
    np.testing.assert_allclose(table(other, names), ours, rtol=0, atol=1e-12 * scale_of(production, trade))
    assert (other.consumption["none"] == 0).all()
