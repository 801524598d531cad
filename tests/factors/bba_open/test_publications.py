"""What others published, reproduced: DeDuCE's amortisation, and Trase's Bolivia against FAOSTAT.

The characterisation factors of UNEP-SETAC and the order of land uses of ReCiPe stand in tests/factors/unep_setac.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.once

Step = Callable[[str], ModuleType]
DEDUCE = "deduce/commoditybased_deforestation.xlsx"


@pytest.fixture(scope="module")
def case(shared: Path) -> Callable[[str], dict[str, Any]]:
    cases = json.loads((shared / "reference" / "cases" / "reference_cases.json").read_text(encoding="utf-8"))
    return lambda name: next(each for each in cases if each["id"] == name)


@pytest.fixture(scope="module")
def deduce(shared: Path) -> pd.DataFrame:
    """DeDuCE v1.0.0, all countries: (ISO, commodity) x (u, a) x year, unamortised and amortised ha."""
    table = pd.read_excel(
        shared / "sources" / DEDUCE, engine="calamine", keep_default_na=False, na_values=[""]
    )
    table = table.rename(
        columns={
            "Deforestation attribution, unamortized (ha)": "u",
            "Deforestation risk, amortized (ha)": "a",
        }
    )
    return table.pivot_table(index=["ISO", "Commodity"], columns="Year", values=["u", "a"])


def test_a_clearing_is_spread_over_its_year_and_the_four_after_it(step: Step) -> None:
    cleared = pd.Series([0.0, 0, 0, 0, 10, 0, 0, 0, 0, 0], index=range(2001, 2011))
    spread = step("amortisation").amortised(cleared)
    assert spread.loc[2005:].tolist() == [2, 2, 2, 2, 2, 0]
    assert spread.loc[:2004].isna().all(), "before the fifth year the mean is not known"


def test_a_missing_year_is_not_a_year_without_loss(step: Step) -> None:
    cleared = pd.Series(1.0, index=[2001, 2002, 2004, 2005, 2006, 2007, 2008, 2009])
    spread = step("amortisation").amortised(cleared)
    assert spread[spread.notna()].to_dict() == {2008: 1.0, 2009: 1.0}


def test_a_year_that_stands_twice_is_refused(step: Step) -> None:
    with pytest.raises(ValueError, match="2002 stands twice"):
        step("amortisation").amortised(pd.Series([1.0, 2.0, 3.0], index=[2001, 2002, 2002]))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12))
def test_what_was_cleared_is_spread_whole(step: Step, hectares: list[float]) -> None:
    years = range(2000, 2000 + len(hectares) + 8)
    cleared = pd.Series([0.0] * 4 + hectares + [0.0] * 4, index=years)
    spread = step("amortisation").amortised(cleared)
    assert math.isclose(spread.sum(), sum(hectares), rel_tol=1e-9, abs_tol=1e-9)


def test_keys_are_kept_apart_and_order_is_of_no_matter(step: Step) -> None:
    index = pd.MultiIndex.from_product([["BRA", "PRY"], range(2018, 2023)])
    cleared = pd.Series([1.0, 2, 3, 4, 5, 10, 20, 30, 40, 50], index=index)
    amortised = step("amortisation").amortised
    spread = amortised(cleared)
    assert spread.dropna().to_dict() == {("BRA", 2022): 3.0, ("PRY", 2022): 30.0}
    assert amortised(cleared.iloc[::-1]).dropna().sort_index().to_dict() == spread.dropna().to_dict()


def test_deduce_s_uruguay_is_reproduced(
    shared: Path, step: Step, case: Callable[[str], dict[str, Any]]
) -> None:
    expected = case("deduce_amortisation_uruguay")
    number, error = step("amortisation").reproduced(shared / "sources")
    assert number == expected["n"] == 809
    assert error <= 1.1 * expected["max_abs_err"]
    spot = expected["spot"]["Soya beans 2022"]
    soy = pd.Series(spot["unamortized_2018_2022"], index=range(2018, 2023))
    assert step("amortisation").amortised(soy)[2022] == pytest.approx(spot["amortized_2022"], rel=1e-8)


def test_the_one_value_that_is_left_counts_a_missing_row_as_zero(shared: Path, step: Step) -> None:
    module = step("amortisation")
    table = module.series(shared / "sources")
    spread = module.amortised(table["unamortised"])
    left = table.index[table["amortised"].notna() & spread.isna()]
    assert list(left) == [("Apples", 2005)]
    assert ("Apples", 2001) not in table.index
    known = table["unamortised"]["Apples"].loc[2002:2005]
    assert known.sum() / 5 == pytest.approx(table.loc[("Apples", 2005), "amortised"], rel=1e-12)


def test_uruguay_s_soy_is_the_same_in_the_release_that_the_set_uses(
    shared: Path, step: Step, deduce: pd.DataFrame
) -> None:
    # v1.0.0 has 2020-22 only; the years before come from v1.0.1, which left soy as it was (not cattle, timber).
    module = step("amortisation")
    spread = module.amortised(module.series(shared / "sources")["unamortised"])
    for year in (2020, 2021, 2022):
        assert spread["Soya beans", year] == pytest.approx(deduce["a"][year]["URY", "Soya beans"], rel=1e-8)


def test_every_row_of_deduce_is_a_mean_of_five_years(deduce: pd.DataFrame) -> None:
    # Of years before 2020 the release has no unamortised hectares. Two means of neighbouring years differ by the
    # year that enters less the year that leaves, so that the leaving year can be told: it was never under 0.
    u, a = deduce["u"], deduce["a"]
    complete = deduce.dropna().index
    assert len(complete) > 750
    for n, possible in ((5, True), (4, False), (3, False)):
        left = [n * (a[year - 1] - a[year]) + u[year] for year in (2021, 2022)]
        rest = n * a[2022] - u[[2020, 2021, 2022]].sum(axis=1)  # what the years before 2020 add to 2022
        least = min(part.loc[complete].min() for part in (*left, rest))
        assert (least >= -1e-6) == possible, f"mean of {n} years: a year of {least:.0f} ha"


def test_trase_s_bolivian_soy_is_faostat_s_production(
    shared: Path, case: Callable[[str], dict[str, Any]]
) -> None:
    trase = pd.read_csv(shared / "sources" / "trase" / "bolivia_soy_2023.csv.gz", keep_default_na=False)
    volume = pd.to_numeric(trase["volume"])
    production = pd.read_csv(
        shared / "sources" / "faostat-production-2010-2022" / "production_and_value.csv.gz", comment="#",
        keep_default_na=False,
    )  # fmt: skip
    row = production[
        (production["area_code"].astype(int) == 19)
        & (production["item_code"].astype(int) == 236)
        & (production["element"] == "Production")
    ]
    faostat = float(row["2021"].iloc[0])
    expected = case("trase_bolivia_soy_2021_vs_faostat")
    assert faostat == pytest.approx(expected["faostat_production_t"])
    assert volume.sum() == pytest.approx(faostat, rel=2e-6)
    # Identical rows are separate shipments: half of the production would be lost without them.
    rows = trase.drop(columns=trase.columns[0])
    kept = volume[~rows.duplicated()].sum()
    assert kept == pytest.approx(expected["trase_total_if_exact_duplicates_dropped_t"], rel=1e-9)
    assert kept == pytest.approx(1_691_480, abs=0.5)
