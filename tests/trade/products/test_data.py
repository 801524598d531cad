"""The product dataset as a folder: what it says of itself, and that a changed file is not believed."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from bbafootprint.errors import InputError
from bbafootprint.trade.products.data import (
    DEFAULT_PRODUCTS,
    describe_products,
    load_contents,
    load_not_converted,
    load_processes,
    read_product_data,
    shipped_products,
)
from bbafootprint.vocabulary.own_products import check_products

FOLDER = shipped_products() / DEFAULT_PRODUCTS


def test_the_record_of_a_run_names_the_dataset_and_the_hash_of_each_file() -> None:
    record = describe_products()
    assert record["id"] == "products-open"
    assert (
        record["version"] == json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))["version"]
    )
    assert set(record["hashes"]) == {"processes.csv", "products.csv", "not_converted.csv"}
    for file, found in record["hashes"].items():
        assert found == f"sha256:{hashlib.sha256((FOLDER / file).read_bytes()).hexdigest()}"
    assert record["own"] is None
    own = check_products(
        pd.DataFrame({"product": ["wafers X"], "input": ["wheat_flour"], "pe": [0.6]}), "mine"
    )
    assert describe_products(own)["own"]["products"] == {"wafers_x": "wafers X"}
    assert describe_products(own)["own"]["source"] == "mine"


@pytest.mark.parametrize("file", ["processes.csv", "products.csv", "not_converted.csv"])
def test_a_changed_or_lost_file_is_not_believed(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "set"
    shutil.copytree(FOLDER, folder)
    assert read_product_data(folder).id == "products-open"
    (folder / file).write_text(
        (folder / file).read_text(encoding="utf-8").replace("0", "1", 1), encoding="utf-8"
    )
    with pytest.raises(InputError, match=file):
        read_product_data(folder)
    (folder / file).unlink()
    with pytest.raises(InputError, match=file):
        read_product_data(folder)
    with pytest.raises(InputError, match=r"datapackage\.json"):
        read_product_data(tmp_path)


def test_the_metadata_are_what_the_build_writes(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    shutil.copytree(FOLDER, folder)
    (folder / "datapackage.json").unlink()
    subprocess.run([sys.executable, str(folder / "build.py")], check=True)
    assert (folder / "datapackage.json").read_bytes() == (FOLDER / "datapackage.json").read_bytes()


def test_the_build_refuses_a_table_with_faults(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    shutil.copytree(FOLDER, folder)
    table = pd.read_csv(folder / "processes.csv", dtype=str, keep_default_na=False)
    table.loc[0, "yield"], table.loc[1, "yield_source"], table.loc[2, "yield_high"] = "much", "", "0.1"
    pd.concat([table, table.iloc[[3]]]).to_csv(folder / "processes.csv", index=False)
    done = subprocess.run(
        [sys.executable, str(folder / "build.py")], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    for said in ("no number", "yield_source is blank", "outside its range", "twice"):
        assert said in done.stderr


def test_the_tables_are_new_at_each_call() -> None:
    for load in (load_processes, load_contents, load_not_converted):
        table = load()
        table.loc[:, table.columns[0]] = "changed"
        assert (load()[table.columns[0]] != "changed").all()


def test_every_number_has_a_source_and_a_quality_and_lies_in_its_range() -> None:
    processes, contents = load_processes(), load_contents()
    assert processes["quality"].isin([1, 2, 3, 4, 5]).all()
    assert (processes[["yield_source", "price_source"]] != "").all(axis=None)
    for table, number, end in (
        (processes, "yield", "yield"), (processes, "price", "price"),
        (contents, "content_default", "content"), (contents, "density_t_per_m3", "density"),
    ):  # fmt: skip
        ranged = table[table[f"{end}_low"].notna()]
        assert (ranged[f"{end}_low"] <= ranged[number]).all()
        assert (ranged[number] <= ranged[f"{end}_high"]).all()
        assert (table[f"{end}_low"].isna() == table[f"{end}_high"].isna()).all()
    with_density = contents[contents["density_t_per_m3"].notna()]
    assert (with_density["density_source"] != "").all()
    assert with_density["quality"].isin([1, 2, 3, 4, 5]).all()
    mixed = contents[contents["content_default"].notna()]
    assert (mixed["note"] != "").all()
    assert mixed["content_quality"].isin([4, 5]).all()
