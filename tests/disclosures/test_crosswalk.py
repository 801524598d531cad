"""The crosswalk is data: every row is whole, and nothing else holds a paragraph number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bbafootprint as bba
from bbafootprint.disclosures.data import (
    CONFIRMED,
    COVERED,
    CROSSWALK_COLUMNS,
    EUDR,
    HIGH_RISK,
    STATUSES,
    listed_commodities,
    rows,
)
from bbafootprint.disclosures.filling import METRICS
from bbafootprint.vocabulary.commodity_tables import primaries

ROOM = Path(bba.__file__).parent / "disclosures"
CROSSWALK = bba.load_crosswalk()


@pytest.mark.parametrize("at", CROSSWALK.index)
def test_every_row_is_well_formed(at: int) -> None:
    row = CROSSWALK.loc[at]
    assert all(isinstance(cell, str) and cell == cell.strip() for cell in row)
    needed = (
        "framework",
        "version",
        "reference",
        "datapoint",
        "status",
        "covered",
        "remark",
        "source",
        "confirmed",
    )
    assert all(row[name] for name in needed)
    assert row["status"] in STATUSES
    assert row["covered"] in COVERED
    assert row["confirmed"] in CONFIRMED
    assert (row["metric"] == "") == (row["covered"] == "no"), (
        "what is not covered has no metric, and the other way"
    )
    assert row["metric"] in {"", *METRICS}
    assert row["remark"].endswith((".", "?"))


def test_the_columns_are_those_that_are_told_and_no_row_stands_twice() -> None:
    assert tuple(CROSSWALK.columns) == CROSSWALK_COLUMNS
    assert not CROSSWALK.duplicated(["framework", "version", "reference", "datapoint"]).any()


def test_every_metric_is_asked_for() -> None:
    assert set(METRICS) == set(CROSSWALK["metric"]) - {""}


def test_it_is_a_new_table_at_each_call() -> None:
    changed = bba.load_crosswalk()
    changed["covered"] = "yes"
    assert not (bba.load_crosswalk()["covered"] == "yes").all()


def test_land_upstream_is_never_the_land_that_an_organisation_controls() -> None:
    tnfd = CROSSWALK[(CROSSWALK["framework"] == "TNFD") & (CROSSWALK["reference"] == "C1.0")]
    assert list(tnfd["covered"]) == ["no"]


def test_the_amended_standard_has_an_empty_slot() -> None:
    amended = CROSSWALK[CROSSWALK["version"].str.contains("amended standard")]
    assert list(amended["status"]) == ["to be confirmed"]
    assert list(amended["covered"]) == ["no"]


def test_paragraph_numbers_stand_in_the_table_alone() -> None:
    numbers = re.compile(r"\b(C[1-5]\.\d|E4-5|101-[5-8])\b")
    for path in ROOM.glob("*.py"):
        assert not numbers.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("name", [HIGH_RISK, EUDR])
def test_listed_commodities_are_primary_commodities_with_a_source(name: str) -> None:
    assert set(listed_commodities(name)) <= set(primaries().values())
    for row in rows("commodity_lists.csv"):
        assert all(row.values())


def test_no_table_says_that_anything_complies() -> None:
    for path in [*ROOM.glob("*.py"), *ROOM.glob("*.csv")]:
        assert "complian" not in path.read_text(encoding="utf-8").casefold(), path.name
