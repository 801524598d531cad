"""Laws of attribution, on any portfolio."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbafootprint.portfolio.comparing import EFFECTS, compare_portfolios
from tests.portfolio.conftest import LAND, LOSS, company, holding, ready

from ..laws import examples

AMOUNT = st.floats(1e-3, 1e9)
NAMES = ("c1", "c2", "c3")
CLASSES = ("listed equity", "corporate bond", "business loan")
COMPANIES = [company(name, EVIC=10.0 ** (2 + at)) for at, name in enumerate(NAMES)]
READY = [ready(name, 100.0 * (at + 1), low=50.0, high=500.0) for at, name in enumerate(NAMES)] + [
    ready("c1", 7.0, LOSS)
]
FEW = settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
HOLDINGS = st.lists(
    st.tuples(st.sampled_from((*NAMES, "unknown")), st.sampled_from(CLASSES), AMOUNT), min_size=1, max_size=4
)


def rows(held: list[tuple[str, str, float]]) -> list[dict]:
    return [holding(name, kind, amount) for name, kind, amount in held]


@FEW
@given(held=HOLDINGS)
def test_attribution_is_additive_over_holdings(screen, held) -> None:
    whole = screen(rows(held), COMPANIES, READY)
    singles = [screen([row], COMPANIES, READY).total()["value"] for row in rows(held)]
    assert whole.total()["value"].tolist() == pytest.approx(
        pd.concat(singles, axis=1).sum(axis=1, min_count=1).tolist(), rel=1e-9, nan_ok=True
    )
    for group in ("holding", "company", "asset_class", "sector"):
        parts = whole.by(group).groupby("indicator")["value"].sum(min_count=1)
        assert parts.reindex(whole.total().index).tolist() == pytest.approx(
            whole.total()["value"].tolist(), rel=1e-9, nan_ok=True
        )


@FEW
@given(held=HOLDINGS, share=st.floats(0.01, 0.99))
def test_splitting_a_holding_changes_nothing(screen, held, share: float) -> None:
    name, kind, amount = held[0]
    split = [(name, kind, amount * share), (name, kind, amount * (1 - share)), *held[1:]]
    one, two = screen(rows(held), COMPANIES, READY).total(), screen(rows(split), COMPANIES, READY).total()
    for column in ("value", "low", "high", "intensity", "quality", "assessed_outstanding_share"):
        assert two[column].tolist() == pytest.approx(one[column].tolist(), rel=1e-9, nan_ok=True)


@FEW
@given(denominator=st.floats(1.0, 1e12), parts=st.lists(st.floats(0.01, 1), min_size=1, max_size=5))
def test_the_whole_of_a_company_gives_its_whole_footprint(screen, denominator: float, parts) -> None:
    held = [holding(amount=denominator * part / sum(parts)) for part in parts]
    result = screen(held, [company(EVIC=denominator)], READY)
    total = result.total()
    assert total["value"][LAND] == pytest.approx(100.0, rel=1e-9)
    assert (total["low"][LAND], total["high"][LAND]) == pytest.approx((50.0, 500.0), rel=1e-9)


@FEW
@given(held=HOLDINGS, rate=st.floats(1e-3, 1e3))
def test_another_currency_at_the_right_rate_changes_nothing(screen, held, rate: float) -> None:
    fx = pd.DataFrame({"from": ["EUR"], "to": ["USD"], "rate": [rate], "date": ["2023-12-31"]})
    one = screen(rows(held), COMPANIES, READY).total()
    for at in range(len(held)):
        changed = rows(held)
        changed[at] |= {"currency": "USD", "outstanding": held[at][2] * rate}
        two = screen(changed, COMPANIES, READY, fx=fx, currency="EUR").total()
        for column in ("value", "intensity", "assessed_outstanding"):
            assert two[column].tolist() == pytest.approx(one[column].tolist(), rel=1e-9, nan_ok=True)


@FEW
@given(held=HOLDINGS)
def test_no_holding_is_lost(screen, held) -> None:
    odd = [holding(amount="x"), holding(amount=-3.0), holding("c1", "option", 2.0), holding(currency="?")]
    result = screen(rows(held) + odd, COMPANIES, READY)
    counts, amounts = result.counts(), result.amounts()
    parts = ("assessed", "not_assessed", "out_of_scope", "rejected")
    assert counts["read"] == len(held) + 4 == sum(counts[name] for name in parts)
    assert amounts["read"] == pytest.approx(sum(amounts[name] for name in parts))
    assert amounts["holdings_without_amount"] == 2
    coverage = result.coverage().groupby("indicator")
    assert (coverage["holdings"].sum() == counts["read"]).all()
    assert coverage["outstanding"].sum().tolist() == pytest.approx([amounts["read"]] * len(coverage))
    assert len(result.not_assessed()) + counts["assessed"] == counts["read"]


@FEW
@given(amount=AMOUNT)
def test_an_unknown_company_is_not_assessed_and_never_zero(screen, amount: float) -> None:
    result = screen([holding("nobody", amount=amount)], COMPANIES, READY)
    assert result.not_assessed()["reason"].tolist() == ["company-unknown"]
    assert result.total()["value"].isna().all()
    assert set(result.total()["assessed_outstanding_share"]) == {0.0}
    assert np.isnan(result.financed()).all()


@FEW
@given(before=HOLDINGS, after=HOLDINGS, scale=st.floats(0.1, 10))
def test_the_effects_of_a_change_add_up_to_it(screen, before, after, scale: float) -> None:
    one = screen(rows(before), COMPANIES, READY)
    moved = [company(name, EVIC=scale * 10.0 ** (2 + at)) for at, name in enumerate(NAMES)]
    two = screen(rows(after), moved, [ready("c1", 40.0), ready("c2", 200.0)])
    for table in (compare_portfolios(one, two).frame, compare_portfolios(one, two).total()):
        effects = table[list(EFFECTS)].sum(axis=1, min_count=1)
        assert effects.tolist() == pytest.approx(table["change"].tolist(), rel=1e-9, abs=1e-9, nan_ok=True)
    total = compare_portfolios(one, two).total()
    assert total["before"].tolist() == pytest.approx(one.total()["value"].tolist(), rel=1e-9, nan_ok=True)
    assert total["after"].tolist() == pytest.approx(two.total()["value"].tolist(), rel=1e-9, nan_ok=True)
