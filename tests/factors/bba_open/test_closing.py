"""The checks that close a build: what they pass, and that they stop it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

pytestmark = pytest.mark.once

Step = Callable[[str], ModuleType]


# Hashes.


def _listed(tmp_path: Path) -> tuple[Path, Path]:
    """Two sources and the list of their hashes."""
    sources = tmp_path / "sources"
    (sources / "fao").mkdir(parents=True)
    lines = []
    for name, data in (("fao/area.csv", b"1,2\n"), ("fao/yield.csv", b"3,4\n")):
        (sources / name).write_bytes(data)
        lines.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
    listed = tmp_path / "sources.sha256"
    listed.write_text("".join(lines), encoding="utf-8")
    return sources, listed


def test_the_sources_that_the_set_was_built_from_pass(step: Step, tmp_path: Path) -> None:
    sources, listed = _listed(tmp_path)
    step("hashes").check(sources, listed)


def test_every_changed_and_missing_source_is_named_at_once(step: Step, tmp_path: Path) -> None:
    sources, listed = _listed(tmp_path)
    (sources / "fao" / "area.csv").write_bytes(b"1,3\n")
    (sources / "fao" / "yield.csv").unlink()
    with pytest.raises(SystemExit) as stopped:
        step("hashes").check(sources, listed)
    said = str(stopped.value)
    assert hashlib.sha256(b"1,2\n").hexdigest() in said, "expected"
    assert hashlib.sha256(b"1,3\n").hexdigest() in said, "found"
    assert said.count("fao/") == 2
    assert "missing" in said
    assert "--update-hashes" in said


def test_hashes_are_recorded_on_request_only(step: Step, tmp_path: Path) -> None:
    sources, listed = _listed(tmp_path)
    hashes = step("hashes")
    (sources / "fao" / "area.csv").write_bytes(b"1,3\n")
    assert hashes.update(sources, listed) == ["fao/area.csv"]
    hashes.check(sources, listed)
    assert hashes.update(sources, listed) == []
    (sources / "fao" / "area.csv").unlink()
    with pytest.raises(SystemExit, match=r"area\.csv"):
        hashes.update(sources, listed)


def test_a_changed_byte_ends_the_build_before_it_starts(shared: Path, folder: Path, tmp_path: Path) -> None:
    listed = (folder / "sources.sha256").read_text(encoding="utf-8").splitlines()
    for line in listed:
        path = tmp_path / "sources" / line.split("  ", 1)[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to((shared / "sources" / line.split("  ", 1)[1]).resolve())
    changed = tmp_path / "sources" / "ecoregion-shares" / "country_biome_area_shares.csv"
    data = bytearray(changed.read_bytes())
    data[-2] ^= 1
    changed.unlink()
    changed.write_bytes(data)
    run = subprocess.run(
        [sys.executable, str(folder / "build.py"), "--sources", str(tmp_path / "sources"), "--out",
         str(tmp_path / "out")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "country_biome_area_shares.csv" in run.stderr
    assert hashlib.sha256(bytes(data)).hexdigest() in run.stderr
    assert run.stderr.count("expected") == 1, "the others are as they were"
    assert not (tmp_path / "out").exists()


def test_every_source_that_the_build_names_is_listed(step: Step, folder: Path) -> None:
    listed = set(step("hashes").read(folder / "sources.sha256"))
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = {name for name in text.split('"') if name.endswith((".csv", ".csv.gz", ".xlsx")) and "/" in name}
    assert len(named) > 12
    assert {name for name in named if not name.startswith("deduce/DeDuCE_")} <= listed


# Coverage.


def test_coverage_weighs_producers_by_production(step: Step) -> None:
    producers = pd.DataFrame(
        {"commodity": "tea", "origin": ["KEN", "UGA", "CHN"], "production": [60.0, 30.0, 10.0], "unit": "t"}
    )
    factors = pd.DataFrame(
        {"commodity": "tea", "origin": ["KEN", "014", "KEN"],
         "indicator": ["land_occupation", "land_occupation", "habitat_loss"]}
    )  # fmt: skip
    traded = pd.DataFrame({"commodity": ["tea"]})
    table = step("covered").coverage(producers, factors, traded).set_index("indicator")
    land = table.loc["land_occupation"]
    assert (land["producers"], land["with_own_factor"], land["production"]) == (3, 1, 100)
    assert (land["share_own"], land["share_answered"]) == (0.6, 0.9), "Eastern Africa answers for Uganda"
    assert table.loc["habitat_loss", "share_answered"] == 0.6
    assert table.loc["habitat_degradation", "share_own"] == 0
    lines = step("covered").lines(table.reset_index(), "Tea", traded_only=True)
    assert any("60.0% (90.0%)" in line for line in lines)


def test_the_committed_coverage_is_that_of_the_committed_factors(
    wide: pd.DataFrame, producers: pd.DataFrame, folder: Path
) -> None:
    table = pd.read_csv(folder / "coverage.csv", keep_default_na=False).set_index(["commodity", "indicator"])
    assert len(table) == 6 * producers["commodity"].nunique()
    soy = producers[producers["commodity"] == "soybeans"].set_index("origin")["production"]
    rows = wide[(wide["commodity"] == "soybeans") & (wide["indicator"] == "habitat_loss")]
    share = soy[soy.index.isin(rows["origin"])].sum() / soy.sum()
    assert table.loc[("soybeans", "habitat_loss"), "share_own"] == pytest.approx(share, abs=1e-5)


def test_traded_commodities_are_covered(folder: Path) -> None:
    # The aims of the set; where one is missed, README says why.
    table = pd.read_csv(folder / "coverage.csv", keep_default_na=False)
    traded = table[table["traded"] == "yes"]
    assert traded["commodity"].nunique() == 37
    land = traded[traded["indicator"] == "land_occupation"].set_index("commodity")["share_own"]
    explained = {"bananas", "cattle_meat", "milk", "natural_rubber", "olives", "roundwood"}
    assert (land.drop(list(explained)) >= 0.99).all()
    assert (land >= 0.92).all()
    worn = traded[traded["indicator"] == "habitat_degradation"].set_index("commodity")["share_own"]
    assert (worn.drop("cattle_meat") >= 0.95).all()
    loss = traded[traded["indicator"] == "habitat_loss"].set_index("commodity")
    held = loss[loss["share_own"] > 0]
    assert set(held.index) == {
        "soybeans", "cocoa_beans", "oil_palm_fruit", "coffee_green", "natural_rubber", "roundwood", "cattle_meat",
    }  # fmt: skip
    assert (held["share_own"].drop("roundwood") > 0.98).all()


# Closing checks on small tables: they pass what is right and stop what is not.


def _world(step: Step, value: float) -> list[str]:
    factors = pd.DataFrame(
        {"commodity": ["wheat"], "origin": ["WLD"], "indicator": ["land_occupation"], "value": [value]}
    )
    ours = pd.DataFrame({"commodity": ["wheat"], "group": ["cereals"]})
    lines: list[str] = step("closing").of_world(factors, ours)
    return lines


def test_a_world_mean_that_is_not_plausible_stops_the_build(step: Step) -> None:
    assert "1 commodities" in _world(step, 0.3)[0]
    for value in (0.05, 30.0, float("nan")):
        with pytest.raises(ValueError, match="wheat"):
            _world(step, value)


def test_a_mean_outside_its_producers_stops_the_build(step: Step) -> None:
    factors = pd.DataFrame(
        {"commodity": "tea", "origin": ["KEN", "UGA", "014", "WLD"], "indicator": "land_occupation",
         "value": [1.0, 2.0, 1.5, 1.2]}
    )  # fmt: skip
    closing = step("closing")
    assert closing.of_means(factors) == [
        "- 2 rows of sub-regions and the world lie within the range of their countries' rows"
    ]
    with pytest.raises(ValueError, match="014"):
        closing.of_means(factors.assign(value=[1.0, 2.0, 2.5, 1.2]))
    with pytest.raises(ValueError, match="014"):
        (
            closing.of_means(factors.iloc[[0, 2, 3]].assign(value=[1.0, 1.5, 1.0])),
            "Uganda has no row of its own",
        )


def test_the_shipped_tables_close(step: Step) -> None:
    # 300 ha on 100 t and 100 ha on 300 t: 400 ha / 400 t in the world. Mali grows, but has no factor.
    producers = pd.DataFrame(
        {"commodity": "tea", "origin": ["CIV", "GHA", "MLI"], "production": [100.0, 300.0, 50.0],
         "area_ha": [300.0, 100.0, float("nan")]}
    )  # fmt: skip
    factors = pd.DataFrame(
        {"commodity": "tea", "origin": ["CIV", "GHA", "WLD"], "indicator": "land_occupation",
         "value": [3.0, 1 / 3, 1.0]}
    )  # fmt: skip
    area = step("closing")._area_of_rows
    assert area(factors, producers)["tea"] == pytest.approx(400)
    with pytest.raises(ValueError, match="world"):
        area(factors.assign(value=[3.0, 1 / 3, 1.1]), producers)
    with pytest.raises(ValueError, match="GHA"):
        area(factors, producers.assign(production=[100.0, 200.0, 50.0]))
    with pytest.raises(ValueError, match="GHA"):
        area(factors.iloc[[0, 2]], producers)


def test_a_lost_row_stops_the_build(step: Step) -> None:
    table = pd.DataFrame({"commodity": "tea", "origin": ["KEN", "UGA"], "value": [1.0, 2.0]})
    table["weight"] = [700.0, 200.0]
    factors = pd.DataFrame(
        {
            "commodity": "tea",
            "origin": ["KEN", "UGA", "014", "WLD"],
            "indicator": "land_occupation",
            "unit": "ha yr",
        }
    )
    closing = step("closing")
    assert closing.of_rows(factors, {"land_occupation": table})
    alone = table.iloc[:1]
    assert closing.of_rows(factors.iloc[[0, 3]], {"land_occupation": alone}), (
        "one producer of 700 t is no sub-region"
    )
    with pytest.raises(ValueError, match="3 rows"):
        closing.of_rows(factors.iloc[[0, 2, 3]], {"land_occupation": alone})
    with pytest.raises(ValueError, match="3 rows, not 2"):
        closing.of_rows(factors.iloc[:3], {"land_occupation": table})
    with pytest.raises(ValueError, match="m2"):
        closing.of_rows(factors.assign(unit="m2 yr"), {"land_occupation": table})


def test_condition_that_does_not_add_up_stops_the_build(step: Step) -> None:
    names = ["land_occupation", "habitat_degradation", "habitat_fragmentation"]
    factors = pd.DataFrame(
        {"commodity": "tea", "origin": "KEN", "indicator": names, "value": [2.0, 1.2, 0.1]}
    )
    ours = pd.DataFrame({"commodity": ["tea"], "ibif_class": ["Cr"]})
    loss = pd.DataFrame({"origin": ["KEN"], "Cr": 0.6, "Pa": 0.5, "Pl": 0.4, "HF": 0.05})
    assert "1 rows" in step("closing").of_condition(factors, ours, loss)[0]
    with pytest.raises(ValueError, match="condition"):
        step("closing").of_condition(factors.assign(value=[2.0, 1.2, 0.2]), ours, loss)


def test_world_totals_close_on_the_sources(shared: Path, step: Step, wide: pd.DataFrame) -> None:
    """Written anew here: area of the file, and the committed factors times the file's own production."""
    sources = shared / "sources"
    years = ["2017", "2018", "2019"]
    area, production = (
        pd.read_csv(sources / "faostat-crops" / name, comment="#", encoding="latin-1")
        for name in ("area_harvested_ha_1961_2019.csv.gz", "production_t_1961_2019.csv.gz")
    )
    land = wide[wide["indicator"] == "land_occupation"].set_index(["commodity", "origin"])["value"]
    code = step("sources").places.from_fao
    for item, commodity, least in (
        (236, "soybeans", 0.9999),
        (661, "cocoa_beans", 0.9999),
        (531, "cherries", 0.99),
    ):
        tables = [
            table[(table["item codes"] == item) & (table["country codes"] != 351)].set_index("country codes")[
                years
            ]
            for table in (area, production)
        ]
        both = tables[0].notna() & tables[1].notna()
        tonnes = tables[1].where(both).sum(axis=1)
        hectares = sum(
            float(land[commodity, code(fao)]) * t
            for fao, t in tonnes.items()
            if (commodity, code(fao)) in land.index
        )
        # Producers under 100 t have no rows; nothing else may be missing, and nothing too much.
        assert least <= hectares / tables[0].sum().sum() <= 1 + 1e-6, commodity
