"""Trade data: found by name, folder or table; refused with everything that is wrong; shipped as they were built."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bbafootprint.errors import InputError, UsageError
from bbafootprint.trade.datasets import catalogue, list_trade_data, load_trade, validate_trade
from bbafootprint.trade.datasets.catalogue import shipped_trade
from bbafootprint.trade.datasets.mixes import long_mixes, matrix_of
from bbafootprint.trade.matrices import follow_trade
from bbafootprint.vocabulary import places

MIXES = "commodity,consignment,year,origin,share\nsoybeans,NLD,2022,BRA,0.75\nsoybeans,NLD,2022,USA,0.25\n"
FLOWS = (
    "commodity,exporter,importer,year,tonnes\n"
    "soybeans,BRA,NLD,2022,60\nsoybeans,USA,NLD,2022,20\nsoybeans,NLD,BEL,2022,30\n"
)
PRODUCTION = "commodity,origin,year,tonnes\nsoybeans,BRA,2022,100\nsoybeans,USA,2022,90\n"


def write(folder: Path, tables: dict[str, str], **more: Any) -> Path:
    """Write a dataset of these tables, with the hashes that they have."""
    resources = []
    for name, text in tables.items():
        data = text.encode()
        (folder / f"{name}.csv").write_bytes(data)
        resources.append(
            {
                "name": name, "path": f"{name}.csv", "bytes": len(data),
                "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
            }
        )  # fmt: skip
    document = {
        "name": "own", "title": "Own", "version": "1.2.3", "licenses": [{"name": "CC0-1.0"}], "resources": resources
    }  # fmt: skip
    (folder / "datapackage.json").write_text(json.dumps(document | more), encoding="utf-8")
    return folder


def frame(text: str) -> pd.DataFrame:
    header, *rows = [line.split(",") for line in text.strip().split("\n")]
    table = pd.DataFrame(rows, columns=header)
    for name in {"year", "share", "tonnes"} & set(header):
        table[name] = pd.to_numeric(table[name])
    return table


def test_a_folder_of_mixes(tmp_path: Path) -> None:
    data = load_trade(write(tmp_path, {"mixes": MIXES}))
    assert (data.id, data.version) == ("own", "1.2.3")
    assert data.commodities == ("soybeans",)
    assert data.years("soybeans") == (2022,)
    assert data.years("wheat") == ()
    mix = data.mix_of("soybeans", "NLD", 2022)
    assert mix.to_dict() == {"BRA": 0.75, "USA": 0.25}
    assert mix.name == "share"
    assert data.mix_of("soybeans", "NLD", 2021).empty
    assert set(data.hashes) == {"datapackage.json", "mixes.csv"}
    assert data.hashes["mixes.csv"] == "sha256:" + hashlib.sha256(MIXES.encode()).hexdigest()
    assert repr(data) == "<TradeData own 1.2.3: 1 mixes of soybeans>"


def test_flows_that_no_production_reaches_are_said(tmp_path: Path) -> None:
    flows = FLOWS + "soybeans,PRY,NLD,2022,40\nsoybeans,BRA,NLD,2021,5\n"
    folder = write(tmp_path, {"flows": flows, "production": PRODUCTION + "soybeans,PRY,2019,9\n"})
    first, second = validate_trade(folder)
    assert (
        "40 t (33.3 % of NLD's imports of soybeans 2022) could not be followed: PRY has no production"
        in first
    )
    assert "(it has 2019)" in first
    assert "5 t of trade in soybeans 2021 could not be followed" in second
    data = load_trade(folder)
    assert data.unfollowed["tonnes"].tolist() == [40, 5]
    assert "45 t could not be followed" in repr(data)
    assert load_trade(frame(MIXES)).unfollowed.empty


def test_the_countries_of_mixes_can_be_compared() -> None:
    data = load_trade(frame(MIXES))
    assert not (data.mixes["origin"] == data.mixes["consignment"]).any()


def test_mixes_of_flows_are_computed(tmp_path: Path) -> None:
    data = load_trade(write(tmp_path, {"flows": FLOWS, "production": PRODUCTION}))
    # The Netherlands hold 60 of Brazil and 20 of the United States, and ship 30 of that to Belgium.
    for place in ("NLD", "BEL"):
        assert data.mix_of("soybeans", place, 2022).to_dict() == pytest.approx({"BRA": 0.75, "USA": 0.25})
    assert data.mix_of("soybeans", "BRA", 2022).to_dict() == {"BRA": 1.0}
    supply = data.supply.set_index("consignment").loc["NLD"]
    assert supply[["production", "imports", "exports", "consumption", "cut"]].tolist() == [0, 80, 30, 50, 0]
    assert data.report["what"].tolist() == ["no_production_given"]


def test_tables_in_memory_give_the_same(tmp_path: Path) -> None:
    folder = load_trade(write(tmp_path, {"flows": FLOWS, "production": PRODUCTION}))
    data = load_trade(frame(FLOWS).sample(frac=1, random_state=3), frame(PRODUCTION))
    pd.testing.assert_frame_equal(data.mixes, folder.mixes)
    assert (data.id, data.version, data.metadata.licenses[0].name) == ("dataframe", "0.0.0", "not stated")
    mixes = load_trade(frame(MIXES).iloc[::-1])
    assert mixes.mix_of("soybeans", "NLD", 2022).to_dict() == {"BRA": 0.75, "USA": 0.25}
    assert load_trade(mixes) is mixes
    assert mixes.hashes != load_trade(frame(MIXES.replace("0.75", "0.74").replace("0.25", "0.26"))).hashes


def test_small_origins_are_left_out_and_the_rest_scaled_up() -> None:
    names = ["A", "B", "C"]
    trade = pd.DataFrame([[0, 0, 9999.0], [0, 0, 0.5], [0, 0, 0]], index=names, columns=names)
    traced = follow_trade(pd.Series({"A": 10_000.0, "B": 1.0}), trade)
    kept = long_mixes(traced, least_share=1e-4)
    assert kept[kept["consignment"] == "C"]["origin"].tolist() == ["A"]
    assert kept[kept["consignment"] == "C"]["share"].tolist() == [1.0]
    assert long_mixes(traced, least_share=0.0).query("consignment == 'C'")["origin"].tolist() == ["A", "B"]


def test_the_largest_origin_stays_however_small_its_share() -> None:
    names = [f"P{i}" for i in range(30)]
    trade = pd.DataFrame(0.0, index=names, columns=names)
    trade["P0"] = [0.0, *[1.0] * 29]
    kept = long_mixes(follow_trade(pd.Series(1.0, index=names[1:]), trade), least_share=0.09)
    assert len(kept.query("consignment == 'P0'")) == 29  # all alike, each the largest


def test_a_matrix_of_flows_has_zeros_where_none_are_listed() -> None:
    table = matrix_of(frame(FLOWS))
    assert list(table.index) == list(table.columns) == ["BEL", "BRA", "NLD", "USA"]
    assert table.loc["BRA", "NLD"] == 60
    assert table.to_numpy().sum() == 110


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            {"mixes": MIXES.replace("0.25", "0.35")},
            "shares do not sum to 1 (the first: soybeans NLD 2022 gives 1.1)",
        ),
        (
            {"mixes": MIXES.replace("BRA", "Brazil")},
            "origin 'Brazil' is not an ISO 3166-1 alpha-3 code (that is BRA)",
        ),
        ({"mixes": MIXES.replace("NLD", "BLX")}, "consignment 'BLX' is an aggregate (Belgium-Luxembourg)"),
        ({"mixes": MIXES.replace("soybeans", "soybean")}, "did you mean 'soybeans'?"),
        ({"mixes": MIXES.replace("0.25", "-0.25")}, "share is negative (-0.25)"),
        ({"mixes": MIXES.replace("0.75", "75")}, "share is over 1"),
        ({"mixes": MIXES.replace("0.75", "")}, "mixes.csv, row 2: share is empty"),
        ({"mixes": MIXES.replace("0.75", "1").replace("0.25", "0")}, "share is 0. Leave the row out"),
        ({"mixes": MIXES.replace("0.75", "3/4")}, "share is not a number ('3/4')"),
        ({"mixes": MIXES.replace("2022", "22")}, "year is no year"),
        ({"mixes": MIXES.replace("2022", "2022.5")}, "year is not a whole number"),
        ({"mixes": MIXES + "soybeans,NLD,2022,BRA,0.75\n"}, "stand there before"),
        ({"mixes": MIXES.replace("share", "percent")}, "lacks the column share"),
        ({"mixes": MIXES.replace(",", ";")}, "separated by ';'"),
        ({"flows": FLOWS}, "production.csv is missing"),
        ({}, "holds neither mixes nor flows"),
        ({"flows": FLOWS, "production": PRODUCTION.replace("100", "-1")}, "tonnes is negative"),
    ],
)
def test_what_breaks_the_format_is_said(tmp_path: Path, tables: dict[str, str], said: str) -> None:
    write(tmp_path, tables)
    problems = validate_trade(tmp_path)
    assert any(said in problem for problem in problems), problems
    with pytest.raises(InputError) as caught:
        load_trade(tmp_path)
    assert said in str(caught.value)
    assert caught.value.path == tmp_path


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    write(tmp_path, {"mixes": MIXES.replace("BRA", "Brazil").replace("0.25", "-1").replace("2022", "22")})
    assert len(validate_trade(tmp_path)) == 3


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"version": "one"}, "version: 'one'"),
        ({"licenses": []}, "licenses: is empty"),
        ({"titel": "Own"}, "'titel' is not a field of the format"),
        ({"least_share": 0.5}, "least_share"),
    ],
)
def test_what_is_wrong_with_the_metadata_is_said(tmp_path: Path, more: dict[str, Any], said: str) -> None:
    write(tmp_path, {"mixes": MIXES}, **more)
    assert any(said in problem for problem in validate_trade(tmp_path)), validate_trade(tmp_path)


def test_a_file_that_changed_is_not_believed(tmp_path: Path) -> None:
    write(tmp_path, {"mixes": MIXES})
    (tmp_path / "mixes.csv").write_text(
        MIXES.replace("0.75", "0.65").replace("0.25", "0.35"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"mixes\.csv: is not the file that datapackage\.json describes"):
        load_trade(tmp_path)


def test_a_file_that_is_not_listed_or_not_there_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"mixes": MIXES, "supply": "x"})
    (tmp_path / "supply.csv").unlink()
    (tmp_path / "flows.csv").write_text(FLOWS, encoding="utf-8")
    problems = validate_trade(tmp_path)
    assert any("supply.csv is not in the folder" in problem for problem in problems)
    assert any("flows.csv: is in the folder and not in the resources" in problem for problem in problems)


def test_a_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    write(inside, {"mixes": MIXES})
    document = json.loads((inside / "datapackage.json").read_text(encoding="utf-8"))
    document["resources"][0]["path"] = "../mixes.csv"
    (inside / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "mixes.csv").write_text(MIXES, encoding="utf-8")
    assert any("leads out of the folder" in problem for problem in validate_trade(inside))


def test_what_is_no_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no trade data 'trade-opne'.*Did you mean 'trade-open'"):
        load_trade("trade-opne")
    assert "is missing" in validate_trade(tmp_path)[0]
    assert "is not a folder" in validate_trade(tmp_path / "none")[0]
    (tmp_path / "datapackage.json").write_text("{", encoding="utf-8")
    assert "this is not JSON" in validate_trade(tmp_path)[0]
    with pytest.raises(UsageError, match="cannot be loaded from int"):
        load_trade(3)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="need production beside them"):
        load_trade(frame(FLOWS))
    with pytest.raises(UsageError, match="which need no production"):
        load_trade(frame(MIXES), frame(PRODUCTION))
    with pytest.raises(UsageError, match="brings its own"):
        load_trade("trade-open", frame(PRODUCTION))
    with pytest.raises(InputError, match="row 1: share is over 1"):
        load_trade(frame(MIXES.replace("0.25", "25")))


def test_flows_that_cannot_be_followed_are_said(tmp_path: Path) -> None:
    write(tmp_path, {"flows": FLOWS, "production": PRODUCTION.replace("BRA", "ARG").replace("USA", "PRY")})
    assert "labelled in two ways" in validate_trade(tmp_path)[0]


def test_an_installed_package_may_offer_trade_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "offering.py"
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder, {"mixes": MIXES})
    package.write_text(
        f"from pathlib import Path\ndef folder():\n    return Path({str(folder)!r})\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    points = [
        EntryPoint("theirs", "offering:folder", "bbafootprint.trade"),
        EntryPoint("broken", "offering:missing", "bbafootprint.trade"),
    ]
    monkeypatch.setattr(
        catalogue, "entry_points", lambda group: points if group == "bbafootprint.trade" else []
    )
    assert load_trade("theirs").version == "1.2.3"
    with pytest.raises(InputError, match="'broken' cannot be reached: offering:missing"):
        load_trade("broken")
    listed = list_trade_data().set_index("name")
    assert listed.loc["theirs", "where"] == "installed"
    assert listed.loc["broken", "title"].startswith("cannot be used: ")
    assert pd.isna(listed.loc["broken", "mixes"])


def test_trade_open_is_listed_and_valid() -> None:
    listed = list_trade_data().set_index("name").loc["trade-open"]
    assert (listed["where"], listed["commodities"]) == ("shipped", "maize, rice_paddy, soybeans, wheat")
    assert listed["years"] == "2018-2022"
    assert validate_trade(shipped_trade()["trade-open"]) == []


def test_trade_open_holds_countries_and_whole_mixes() -> None:
    data = load_trade()
    assert (data.id, data.years("wheat")) == ("trade-open", (2018, 2020, 2021, 2022))
    totals = data.mixes.groupby(["commodity", "consignment", "year"], observed=True)["share"].sum()
    np.testing.assert_allclose(totals, 1.0, rtol=0, atol=1e-12)
    assert data.mixes["share"].min() >= 1e-4 - 1e-6
    assert set(data.mixes["origin"]) <= set(places.countries())
    # China is the mainland, and Taiwan, Hong Kong and Macao are places of their own.
    assert {"CHN", "TWN", "HKG", "MAC"} <= set(data.mixes.query("commodity == 'rice_paddy'")["consignment"])
    supply = data.supply
    np.testing.assert_allclose(
        supply["production"] + supply["imports"] - supply["exports"], supply["consumption"], rtol=0, atol=0.02
    )
    assert data.metadata.least_share == 1e-4


def test_dutch_soy_grew_elsewhere() -> None:
    mix = load_trade().mix_of("soybeans", "NLD", 2022)
    assert "NLD" not in mix.index  # FAOSTAT has no soya beans grown there
    assert list(mix.index[:2]) == ["BRA", "USA"]
    assert mix.is_monotonic_decreasing


@pytest.mark.once
def test_trade_open_rebuilds_to_the_same_bytes(shared: Path, root: Path, tmp_path: Path) -> None:
    sources = shared / "sources"
    if not (sources / "trade-matrix").is_dir():
        pytest.skip(f"no trade matrices in {sources}")
    home = root / "trade" / "trade-open"
    subprocess.run(
        [sys.executable, str(home / "build.py"), "--sources", str(sources), "--out", str(tmp_path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for name in ("mixes.csv", "supply.csv", "not_used.csv", "datapackage.json"):
        assert (tmp_path / name).read_bytes() == (home / name).read_bytes(), name


def test_trade_open_is_the_published_wheat_of_2018(shared: Path) -> None:
    """What each country ate of which origin in a published run of the same statistics, but for what is left out."""
    folder = shared / "reference" / "reexport"
    if not folder.is_dir():
        pytest.skip(f"no published run at {folder}")
    eaten = pd.read_csv(folder / "NEW_Ex_wheat_2018.csv.gz", index_col=0)
    eaten = eaten.rename(
        index=lambda code: places.from_fao(int(code)), columns=lambda code: places.from_fao(int(code))
    )
    eaten = eaten.loc[:, eaten.sum() > 1000.0]  # under 0.001 t it has 0, which tells in small sums
    assert eaten.columns.notna().all()
    assert len(eaten.columns) > 150
    data = load_trade()
    found = set(data.mixes.query("commodity == 'wheat' and year == 2018")["consignment"])
    assert set(eaten.columns) <= found
    for place in eaten:
        theirs = eaten[place] / eaten[place].sum()
        ours = data.mix_of("wheat", place, 2018).reindex(theirs.index, fill_value=0.0)
        assert (ours - theirs).abs().max() < 1e-3, place
