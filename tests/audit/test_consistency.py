"""A pack that somebody sealed again is what its format and its own record say, or what is not is named."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.audit.results import TABLES
from bbafootprint.errors import UsageError
from tests.audit.packs import FACTORS, PURCHASES, failed_parts, forge, reseal, write_small
from tests.command import bbafootprint

DEMO = "factors/demo-company"


def _remove(pack: Path, *paths: str) -> None:
    """Take parts out as a forger would: the files, and their entries in the lists."""
    for path in paths:
        (pack / path).unlink()

    def change(document: Any) -> None:
        document["parts"] = [part for part in document["parts"] if part["path"] not in paths]

    reseal(pack, change)


def _add(pack: Path, path: str, what: str) -> None:
    (pack / path).write_bytes(b"x")
    part = {
        "path": path,
        "what": what,
        "bytes": 1,
        "sha256": "0" * 64,
        "kept": True,
        "given_as": "",
        "columns": None,
    }
    reseal(pack, lambda document: document["parts"].append(part))
    forge(pack, path, b"More\n")


def _part(document: Any, path: str) -> Any:
    return next(part for part in document["parts"] if part["path"] == path)


@pytest.mark.parametrize("paths", [["results/totals.csv"], [table.path for table in TABLES]])
@pytest.mark.parametrize("basis", ["input", "lines"])
def test_results_that_were_removed_are_named(small: Path, paths: list[str], basis: str) -> None:
    _remove(small, *paths)
    why = ["Because."] if basis == "lines" else []
    reseal(small, lambda document: document.update(recomputed_from=basis, not_redone=why))
    found = bba.verify_audit_pack(small)
    assert found.unchanged
    assert not found.verified
    assert set(paths) <= failed_parts(found)
    assert "\nVERIFIED" not in str(found)
    assert "FAILED results/totals.csv: is not in the pack, and every pack has it" in str(found)
    assert bbafootprint("verify", str(small)).returncode == 4


@pytest.mark.parametrize("path", ["results/totals.csv", "results/lines.csv", "factors/dataframe.csv"])
def test_a_part_that_is_said_to_be_left_out_of_a_pack_with_inputs_is_named(small: Path, path: str) -> None:
    (small / path).unlink()
    reseal(small, lambda document: _part(document, path).update(kept=False))
    found = bba.verify_audit_pack(small)
    assert path in failed_parts(found)
    assert f"FAILED {path}: was left out of the pack" in str(found)


def test_totals_cannot_be_left_out_with_the_inputs(tmp_path: Path) -> None:
    pack = write_small(tmp_path / "pack", keep_inputs=False)
    assert bba.verify_audit_pack(pack, PURCHASES).verified
    assert not bba.verify_audit_pack(pack).failed
    (pack / "results" / "totals.csv").unlink()
    reseal(pack, lambda document: _part(document, "results/totals.csv").update(kept=False))
    assert "results/totals.csv" in failed_parts(bba.verify_audit_pack(pack, PURCHASES))
    assert "results/totals.csv" in failed_parts(bba.verify_audit_pack(pack))


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("results/bonus.csv", "result"),
        ("results/bonus.csv", "input"),
        ("LETTER.txt", "about"),
        ("products/products-open/more.csv", "product data"),
        ("factors/more.csv", "factor set"),
        ("inputs/more.csv", "mapping"),
    ],
)
def test_a_part_that_the_format_does_not_have_is_named(small: Path, path: str, what: str) -> None:
    _add(small, path, what)
    found = bba.verify_audit_pack(small)
    assert path in failed_parts(found)
    assert f"FAILED {path}: is no {what} that a pack of this kind has" in str(found)


def test_nothing_compared_is_never_verified(small: Path) -> None:
    found = bba.verify_audit_pack(small)
    none = dataclasses.replace(found, checks=tuple(each for each in found.checks if each.check != "numbers"))
    assert found.verified
    assert not none.verified
    assert "VERIFIED" not in none.outcome()


# ---- product data ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["processes.csv", "products.csv", "not_converted.csv"])
def test_product_data_that_were_changed_are_named(small: Path, name: str) -> None:
    path = f"products/products-open/{name}"
    forge(small, path, (small / path).read_bytes().replace(b"e", b"a", 1))
    found = bba.verify_audit_pack(small)
    assert failed_parts(found) - {"README.txt"} == {path}
    assert "is not the file that the record of the run names" in str(found)


def test_product_data_that_were_removed_or_renamed_are_named(small: Path) -> None:
    _remove(small, "products/products-open/products.csv")
    assert "products/products-open/products.csv" in failed_parts(bba.verify_audit_pack(small))
    reseal(small, lambda document: document["provenance"]["options"]["products"].update(version="9"))
    assert "the version '9' of product data that are '0.1.0'" in str(bba.verify_audit_pack(small))


def test_trade_data_that_were_changed_are_named_from_the_lines_too(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"commodity": ["soybeans"], "origin": ["NLD"], "quantity": [1.5], "unit": "t", "period": 2020}
    )
    lines = bba.read_lines(table)
    changed = dataclasses.replace(lines, frame=lines.frame.assign(amount=lines.frame["amount"] * 2))
    mixes = pd.DataFrame(
        {"commodity": "soybeans", "consignment": "NLD", "year": 2020, "origin": ["BRA", "USA"], "share": 0.5}
    )
    result = bba.calculate_footprint(changed, FACTORS, perspective="traced", trade=mixes)
    pack = bba.write_audit_pack(result, tmp_path / "pack", table, trade=mixes)
    found = bba.verify_audit_pack(pack)
    assert found.verified
    assert found.recomputed_from == "lines"
    data = (pack / "trade" / "mixes.csv").read_bytes()
    forge(pack, "trade/mixes.csv", data.replace(b"0.5", b"0.25", 1).replace(b"0.5", b"0.75", 1))
    assert "trade/mixes.csv holds other trade data than the record" in str(bba.verify_audit_pack(pack))


# ---- a factor set under a name that it has not ----------------------------------------------------------------------


def _own_set(root: Path, folder: Path, change: Any) -> Path:
    """A copy of a shipped set that somebody changed, with hashes that fit."""
    import hashlib

    own = Path(shutil.copytree(root / DEMO, folder))
    description = json.loads((own / "datapackage.json").read_text(encoding="utf-8"))
    description.pop("twin", None)
    change(own, description)
    for resource in description["resources"]:
        data = (own / resource["path"]).read_bytes()
        resource["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if "bytes" in resource:
            resource["bytes"] = len(data)
    (own / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    return own


def _halve(own: Path, _: Any) -> None:
    table = pd.read_csv(own / "factors.csv", dtype=str, keep_default_na=False)
    for name in ("value", "low", "high"):
        if name in table.columns:
            table[name] = [str(float(text) / 2) if text else "" for text in table[name]]
    table.to_csv(own / "factors.csv", index=False, lineterminator="\n")


def test_a_set_that_is_not_the_shipped_one_of_its_name_is_said(tmp_path: Path, root: Path) -> None:
    own = _own_set(root, tmp_path / "myopen", _halve)
    pack = bba.write_audit_pack(bba.calculate_footprint(PURCHASES, own), tmp_path / "pack", PURCHASES)
    found = bba.verify_audit_pack(pack)
    assert found.verified
    (note,) = found.notes
    version = json.loads((own / "datapackage.json").read_text(encoding="utf-8"))["version"]
    said = f"is named demo-company {version}, but not the files that the library ships under that name"
    assert note == f"{DEMO} {said} (datapackage.json, factors.csv)"
    assert f"demo-company {version} (NOT AS SHIPPED, see note)" in str(found).splitlines()[0]
    assert note in found.to_dict()["notes"]
    assert said in " ".join((pack / "README.txt").read_text(encoding="utf-8").split())
    done = bbafootprint("verify", str(pack))
    assert done.returncode == 0
    assert f"note: {note}" in done.stdout


def test_a_version_that_is_not_shipped_is_said_and_the_shipped_one_is_not(tmp_path: Path, root: Path) -> None:
    own = _own_set(root, tmp_path / "mine", lambda _, description: description.update(version="99.0.0"))
    pack = bba.write_audit_pack(bba.calculate_footprint(PURCHASES, own), tmp_path / "pack", PURCHASES)
    assert "named demo-company 99.0.0, a version that this library does not ship" in str(
        bba.verify_audit_pack(pack)
    )
    result = bba.calculate_footprint(PURCHASES, root / DEMO)
    found = bba.verify_audit_pack(bba.write_audit_pack(result, tmp_path / "shipped", PURCHASES))
    assert found.verified
    assert found.notes == ()


def test_a_set_that_the_manifest_calls_by_another_name_is_named(small: Path) -> None:
    reseal(small, lambda document: document["factors"][0].update(id="bba-open", version="0.2.0"))
    found = bba.verify_audit_pack(small)
    assert "manifest.json" in failed_parts(found)
    assert "does not name the same factor sets as the record of the run" in str(found)


# ---- words ----------------------------------------------------------------------------------------------------------


def test_another_text_for_people_is_named(small: Path) -> None:
    forge(small, "README.txt", b"Audited and approved.\n")
    found = bba.verify_audit_pack(small)
    assert failed_parts(found) == {"README.txt"}
    assert found.recomputed_from == "input"
    assert bbafootprint("verify", str(small)).returncode == 4
    _remove(small, "README.txt")
    assert failed_parts(bba.verify_audit_pack(small)) == {"README.txt"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda record: record["input"].update(source="other.csv"), "the input was 'other.csv'"),
        (lambda record: record["input"].update(sha256="0" * 64), "the input had the sha256"),
        (lambda record: record["input"]["answers"].update(source="x.csv"), "the answers was 'x.csv'"),
        (lambda record: record["input"].update(rows=400), "its record says input"),
        (lambda record: record["library"].update(version="9"), "the record of the run says 9"),
    ],
)
def test_what_the_record_says_of_files_is_compared(tmp_path: Path, change: Any, said: str) -> None:
    source, answers = tmp_path / "bought.csv", tmp_path / "answers.csv"
    PURCHASES.to_csv(source, index=False)
    answers.write_text("found,code\nstones,wheat\n")
    result = bba.calculate_footprint(bba.read_lines(source, answers=answers), FACTORS)
    pack = bba.write_audit_pack(result, tmp_path / "pack", source, answers=answers)
    assert bba.verify_audit_pack(pack).verified
    reseal(pack, lambda document: change(document["provenance"]))
    found = bba.verify_audit_pack(pack)
    assert failed_parts(found) == {"manifest.json"}
    assert said in str(found)


def test_an_input_that_was_renamed_since_it_was_read_keeps_its_name_in_the_record(tmp_path: Path) -> None:
    source = tmp_path / "bought.csv"
    PURCHASES.to_csv(source, index=False)
    result = bba.calculate_footprint(source, FACTORS)
    pack = bba.write_audit_pack(result, tmp_path / "pack", source.rename(tmp_path / "renamed.csv"))
    found = bba.verify_audit_pack(pack)
    assert found.verified
    assert "audit pack of bought.csv" in found.summary


def test_a_recomputation_that_passes_the_input_over_is_named(small: Path) -> None:
    reseal(small, lambda document: document.update(recomputed_from="lines"))
    assert "not what this leaves out" in str(bba.verify_audit_pack(small))
    reseal(small, lambda document: document.update(not_redone=["The input was changed."]))
    found = bba.verify_audit_pack(small)
    assert "manifest.json" in failed_parts(found)
    assert "because the input does not give it; the input in the pack does" in str(found)


def test_an_input_that_does_not_give_the_result_is_said(tmp_path: Path) -> None:
    lines = bba.read_lines(PURCHASES)
    changed = dataclasses.replace(lines, frame=lines.frame.assign(amount=lines.frame["amount"] / 2))
    pack = bba.write_audit_pack(bba.calculate_footprint(changed, FACTORS), tmp_path / "pack", PURCHASES)
    found = bba.verify_audit_pack(pack)
    assert found.verified
    (note,) = found.notes
    assert note.startswith("inputs/table-1.csv is in the pack, and the result was NOT recomputed from it")
    assert "results/totals.csv, row 2 (habitat_loss), column value" in note


def test_a_pack_without_inputs_is_never_one_from_the_lines(tmp_path: Path) -> None:
    pack = write_small(tmp_path / "pack", keep_inputs=False)
    reseal(pack, lambda document: document.update(recomputed_from="lines", not_redone=["Because."]))
    assert "a pack without inputs never is" in str(bba.verify_audit_pack(pack))


# ---- wrong calls ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [None, 3, PURCHASES])
def test_a_folder_that_is_none_is_a_wrong_call(folder: Any) -> None:
    with pytest.raises(UsageError, match="give the path of the folder to write"):
        bba.write_audit_pack(bba.calculate_footprint(PURCHASES, FACTORS), folder)
    with pytest.raises(UsageError, match="give the path of the folder that write_audit_pack wrote"):
        bba.verify_audit_pack(folder)


def test_an_input_that_is_none_is_a_wrong_call(small: Path) -> None:
    assert bba.verify_audit_pack(small, None).verified
    with pytest.raises(UsageError, match="an input is 3: give a file or table"):
        bba.verify_audit_pack(small, [3])  # type: ignore[list-item]
