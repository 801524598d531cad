"""Contract: every factor set that is shipped is valid, loads by name and means what the method says."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from bbafootprint.factors import load_factors, shipped_folders, standard_indicators, validate_folder

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(file.parent for file in (ROOT / "factors").glob("*/datapackage.json"))


def test_there_are_shipped_sets() -> None:
    assert [folder.name for folder in FOLDERS] == ["bba-open", "demo-company", "unep-setac-2016"]
    assert list(shipped_folders()) == [folder.name for folder in FOLDERS]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_shipped_set_is_valid(folder: Path) -> None:
    assert validate_folder(folder) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_shipped_set_loads_by_name(folder: Path) -> None:
    loaded = load_factors(folder.name)
    assert loaded.id == folder.name
    assert len(loaded.frame) > 0


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_shipped_set_says_what_it_is(folder: Path) -> None:
    loaded = load_factors(folder)
    for file in ("README.md", "CHANGELOG.md", "build.py"):
        assert (folder / file).is_file(), f"{folder.name} has no {file}"
    changes = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changes, re.MULTILINE)
    assert newest is not None
    assert newest[1] == loaded.version, f"{folder.name}: the CHANGELOG ends with {newest[1]}"
    frame = loaded.frame
    assert frame["source"].astype(str).str.len().gt(0).all(), "every factor says where it came from"
    assert frame["low"].notna().all(), "every factor has bounds"
    assert frame["high"].notna().all()
    assert frame.loc[frame["value"] > 0, "gsd"].notna().all()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_standard_indicator_of_a_shipped_set_is_the_method_s(folder: Path) -> None:
    standard = standard_indicators()
    for indicator in load_factors(folder).indicators:
        if indicator.id in standard:
            expected = standard[indicator.id]
            assert (indicator.account, indicator.unit, indicator.kind) == (
                expected.account, expected.unit, expected.kind,
            )  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_company_s_table_can_be_layered_over_a_shipped_set(folder: Path) -> None:
    shipped = load_factors(folder)
    indicator = shipped.indicators[0]
    own = pd.DataFrame(
        {
            "commodity": "soybeans",
            "origin": ["BRA"],
            "indicator": indicator.id,
            "value": 0.1,
            "unit": indicator.unit,
        }
    ).assign(account=indicator.account, kind=indicator.kind)
    both = load_factors(own, shipped)
    assert both.metadata.indicator(indicator.id).method == indicator.method
    for name, rungs in shipped.metadata.ladder.items():
        assert set(rungs) <= set(both.metadata.ladder[name])


def test_all_shipped_sets_can_be_layered_at_once() -> None:
    sets = [load_factors(name) for name in ("demo-company", "bba-open", "unep-setac-2016")]
    layered = load_factors(*sets)
    assert [layer.id for layer in layered.layers] == ["demo-company", "bba-open", "unep-setac-2016"]
    assert len(layered.frame) == sum(len(each.frame) for each in sets)
    wanted = {indicator.id for each in sets for indicator in each.indicators}
    assert {indicator.id for indicator in layered.indicators} == wanted
