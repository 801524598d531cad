"""Any result becomes a pack that verifies, or says what it cannot redo; nothing of the person's is lost by it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.audit import packing, read_manifest
from bbafootprint.audit.typed_tables import read_table
from bbafootprint.errors import AuditError, UsageError
from tests.audit.packs import FACTORS, PURCHASES, files_of, small_result, write_small

OWN = {
    "line_id": ["x", "y"],
    "commodity": ["soybeans", "Sojix"],
    "origin": "BRA",
    "quantity": [1, 2],
    "unit": "t",
}
PRODUCTS = pd.DataFrame({"product": ["sojix"], "name": ["Sojix"], "input": ["soybeans"], "pe": [1.7]})
CONSIGNED = pd.DataFrame(
    {"commodity": ["soybeans", "wheat", "soybeans"], "origin": ["NLD", "unknown", "Belgium"],
     "quantity": [1.5, 2, 7], "unit": "t", "period": [2020, 2021, 2021]}
)  # fmt: skip


def _verified(folder: Path) -> bba.AuditVerification:
    found = bba.verify_audit_pack(folder)
    assert found.verified, str(found)
    return found


def test_the_example_makes_a_round_trip(example: Path, root: Path) -> None:
    found = _verified(example)
    assert found.recomputed_from == "input"
    assert found.not_redone == ()
    assert {check.part for check in found.checks if check.check == "numbers"} == {
        path for path in files_of(example) if path.startswith("results/")
    }
    copy = (example / "inputs" / "procurement.xlsx").read_bytes()
    assert copy == (root / "examples" / "procurement.xlsx").read_bytes()
    manifest = read_manifest(example)
    part = manifest.part("results/totals.csv")
    totals = read_table((example / part.path).read_bytes(), part.columns or ())
    expected = bba.calculate_footprint(root / "examples" / "procurement.xlsx").total().reset_index()
    np.testing.assert_array_equal(totals["value"].to_numpy(), expected["value"].to_numpy())  # to the last bit
    assert manifest.provenance["input"]["targets"]["quantity"] == "Hoeveelheid"
    assert set(manifest.versions) == {"bbafootprint", "python", "numpy", "pandas"}


def test_a_factor_set_of_the_pack_is_the_published_one_without_its_twin(example: Path, root: Path) -> None:
    for path in (example / "factors" / "bba-open").iterdir():
        assert path.suffix != ".npz"
        assert path.read_bytes() == (root / "factors" / "bba-open" / path.name).read_bytes()


def test_the_same_result_gives_the_same_bytes_and_no_path_of_the_machine(tmp_path: Path) -> None:
    source = tmp_path / "purchases.csv"
    PURCHASES.to_csv(source, index=False)
    folders = []
    for name in ("one", "elsewhere"):
        (tmp_path / name).mkdir()
        copy = Path(shutil.copy(source, tmp_path / name))
        result = bba.calculate_footprint(copy, FACTORS)
        folders.append(bba.write_audit_pack(result, tmp_path / name / "pack", copy))
    one, other = folders
    assert files_of(one) == files_of(other)
    for path in files_of(one):
        data = (one / path).read_bytes()
        assert data == (other / path).read_bytes()
        assert str(tmp_path).encode() not in data


def test_the_list_of_sums_is_one_that_sha256sum_takes(kept_small: Path) -> None:
    import hashlib

    lines = (kept_small / "SHA256SUMS").read_text().splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    assert sorted([*listed, "SHA256SUMS"]) == files_of(kept_small)
    for path, digest in listed.items():
        assert hashlib.sha256((kept_small / path).read_bytes()).hexdigest() == digest


def test_a_frame_of_all_sorts_of_cells(kept_small: Path) -> None:
    assert _verified(kept_small).recomputed_from == "input"
    assert "'=b" in (kept_small / "inputs" / "table-1.csv").read_text()
    assert "'=b" in (kept_small / "results" / "lines.csv").read_text()


def test_an_arrow_table(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.Table.from_pandas(PURCHASES.drop(columns="quantity").assign(quantity=[1.5, 2, 3, None]))
    pack = bba.write_audit_pack(bba.calculate_footprint(table, FACTORS), tmp_path / "pack", table)
    assert _verified(pack).recomputed_from == "input"
    assert read_manifest(pack).part("inputs/table-1.csv").given_as == "Table"


def test_reading_options_a_mapping_and_answers(tmp_path: Path) -> None:
    from bbafootprint.ingest import write_mapping

    source, answers = tmp_path / "Käufe.csv", tmp_path / "answers.csv"
    source.write_text("Produkt;Herkunft;Menge\nsoja;Congo;1,5\nstuff;BRA;2,25\n", encoding="utf-8")
    answers.write_text("found,code\nstuff,wheat\nCongo,COD\n")
    mapping = write_mapping(
        bba.read_lines(source, unit="kg", columns={"origin": "Herkunft"}), tmp_path / "m.toml"
    )
    lines = bba.read_lines(source, mapping=mapping, answers=answers, decimal=",")
    result = bba.calculate_footprint(lines, FACTORS)
    pack = bba.write_audit_pack(result, tmp_path / "pack", source, mapping=mapping, answers=answers)
    assert _verified(pack).recomputed_from == "input"
    manifest = read_manifest(pack)
    assert manifest.inputs == ("inputs/input-1.csv",)  # a name that not every system spells alike
    assert manifest.part("inputs/input-1.csv").given_as == source.name
    assert (pack / "inputs" / "m.toml").read_bytes() == mapping.read_bytes()
    assert manifest.provenance["input"]["answers"]["applied"]
    unasked = bba.write_audit_pack(result, tmp_path / "without", source, mapping=mapping)
    assert _verified(unasked).recomputed_from == "lines"
    answers.write_text("found,code\nstuff,soybeans\n")
    with pytest.raises(UsageError, match=r"answers\.csv is not the answers that the result was made from"):
        bba.write_audit_pack(result, tmp_path / "other", source, mapping=mapping, answers=answers)


def test_answers_in_memory(tmp_path: Path) -> None:
    table = PURCHASES.assign(commodity=["soybeans", "stuff", "stuff", "=x"])
    answers = {("commodity", "stuff"): "wheat", "=x": "soybeans"}
    result = bba.calculate_footprint(bba.read_lines(table, answers=answers), FACTORS)
    pack = bba.write_audit_pack(result, tmp_path / "pack", table, answers=answers)
    assert _verified(pack).recomputed_from == "input"


def test_an_input_is_not_written_over_by_answers_of_its_name(tmp_path: Path) -> None:
    source = tmp_path / "answers.csv"
    PURCHASES.to_csv(source, index=False)
    answers = {"stones": "wheat"}
    result = bba.calculate_footprint(bba.read_lines(source, answers=answers), FACTORS)
    pack = bba.write_audit_pack(result, tmp_path / "pack", source, answers=answers)
    assert _verified(pack).recomputed_from == "input"
    assert files_of(pack / "inputs") == ["answers-1.csv", "answers.csv"]


@pytest.mark.parametrize("in_memory", [True, False])
def test_own_products(tmp_path: Path, in_memory: bool) -> None:
    products: pd.DataFrame | Path = PRODUCTS
    if not in_memory:
        products = tmp_path / "own.csv"
        PRODUCTS.to_csv(products, index=False)
    table = pd.DataFrame(OWN)
    lines = bba.read_lines(table, products=products)
    result = bba.calculate_footprint(lines, FACTORS, products=products, allocation="mass")
    pack = bba.write_audit_pack(result, tmp_path / "pack", table, products=products)
    assert _verified(pack).recomputed_from == "input"
    assert read_manifest(pack).options.allocation == "mass"
    with pytest.raises(UsageError, match="give the file or DataFrame that they came from"):
        bba.write_audit_pack(result, tmp_path / "other", table)
    with pytest.raises(UsageError, match="not the table that the result was made with"):
        bba.write_audit_pack(result, tmp_path / "other", table, products=PRODUCTS.assign(pe=2))
    with pytest.raises(UsageError, match="leave products out"):
        write_small(tmp_path / "other", products=PRODUCTS)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["pack", *([] if in_memory else ["own.csv"])]
    )


def test_traced_lines(tmp_path: Path) -> None:
    result = bba.calculate_footprint(CONSIGNED, FACTORS, perspective="traced")
    assert "part" in result.to_frame()
    pack = bba.write_audit_pack(result, tmp_path / "pack", CONSIGNED)
    assert _verified(pack).recomputed_from == "input"
    assert (pack / "trade" / "trade-open" / "mixes.csv").is_file()
    without = bba.write_audit_pack(result, tmp_path / "without")
    found = _verified(without)
    assert found.recomputed_from == "lines"
    assert "nor how they were traced" in " ".join(found.not_redone)
    with pytest.raises(UsageError, match="leave trade out"):
        write_small(tmp_path / "other", trade="trade-open")


def test_trade_data_in_memory(tmp_path: Path) -> None:
    mixes = pd.DataFrame(
        {
            "commodity": "soybeans",
            "consignment": "NLD",
            "year": 2020,
            "origin": ["BRA", "USA"],
            "share": [2 / 3, 1 / 3],
        }
    )
    result = bba.calculate_footprint(CONSIGNED, FACTORS, perspective="traced", trade=mixes)
    pack = bba.write_audit_pack(result, tmp_path / "pack", CONSIGNED, trade=mixes)
    assert _verified(pack).recomputed_from == "input"
    loaded = bba.load_trade(mixes)  # what it was loaded from is not known any more
    found = _verified(bba.write_audit_pack(result, tmp_path / "other", CONSIGNED, trade=loaded))
    assert found.recomputed_from == "lines"
    assert "trade data dataframe 0.0.0 are not in the pack" in " ".join(found.not_redone)


@pytest.mark.parametrize("layering", ["rung", "set"])
def test_layered_sets(tmp_path: Path, root: Path, layering: str) -> None:
    own = Path(shutil.copytree(root / "factors" / "demo-company", tmp_path / "mine"))
    smell = FACTORS.assign(indicator="smell", account="loss", kind="flow", unit="s/t", method="by nose")
    factors = bba.load_factors(smell, own, layering=layering)
    pack = bba.write_audit_pack(bba.calculate_footprint(PURCHASES, factors), tmp_path / "pack", PURCHASES)
    assert _verified(pack).recomputed_from == "input"
    assert [record.id for record in read_manifest(pack).factors] == ["dataframe", "demo-company"]
    assert (pack / "factors" / "demo-company" / "factors.csv").is_file()
    result = bba.calculate_footprint(PURCHASES, factors)
    with (own / "factors.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(AuditError, match="no audit pack was written"):
        bba.write_audit_pack(result, tmp_path / "changed", PURCHASES)
    assert not (tmp_path / "changed").exists()


def test_several_inputs(tmp_path: Path) -> None:
    other = PURCHASES.assign(id=["e", "f", "g", "h"], origin="BRA")
    read = [bba.read_lines(each) for each in (PURCHASES, other)]
    frame = pd.concat([lines.frame for lines in read], ignore_index=True)
    issues = pd.concat([lines.issues for lines in read], ignore_index=True)
    result = bba.calculate_footprint(bba.Lines(frame, issues), FACTORS)
    pack = bba.write_audit_pack(result, tmp_path / "pack", [PURCHASES, other])
    assert _verified(pack).recomputed_from == "input"
    assert len(read_manifest(pack).inputs) == 2


def test_lines_that_were_changed_after_they_were_read(tmp_path: Path) -> None:
    lines = bba.read_lines(PURCHASES)
    changed = dataclasses.replace(lines, frame=lines.frame.assign(amount=lines.frame["amount"] * 2))
    pack = bba.write_audit_pack(bba.calculate_footprint(changed, FACTORS), tmp_path / "pack", PURCHASES)
    found = _verified(pack)
    assert found.recomputed_from == "lines"
    said = " ".join(found.not_redone)
    assert "results/totals.csv, row 2 (habitat_loss), column value" in said
    assert "how they were read from the input is not redone" in said
    assert "VERIFIED from the lines on" in str(found)
    assert said.split(".")[0] in " ".join((pack / "README.txt").read_text().split())


def test_lines_of_a_scenario(tmp_path: Path, root: Path) -> None:
    source = root / "examples" / "procurement.xlsx"
    scenario = bba.read_scenario(root / "examples" / "scenario.toml")
    lines = bba.apply_scenario(bba.read_lines(source), scenario)
    pack = bba.write_audit_pack(bba.calculate_footprint(lines, FACTORS), tmp_path / "pack", source)
    assert _verified(pack).recomputed_from == "lines"


def test_a_result_without_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="keep_lines=True"):
        bba.write_audit_pack(small_result() + small_result(), tmp_path / "pack")


def test_a_result_that_its_parts_do_not_give_is_refused(tmp_path: Path) -> None:
    result = small_result()
    frame = result.factors.frame.assign(value=result.factors.frame["value"] * 2)
    forged = dataclasses.replace(result, factors=dataclasses.replace(result.factors, frame=frame))
    with pytest.raises(AuditError):
        bba.write_audit_pack(forged, tmp_path / "pack", PURCHASES)
    assert list(tmp_path.iterdir()) == []


# ---- where it may be written ----------------------------------------------------------------------------------------


def test_a_pack_is_replaced_only_when_asked_and_nothing_else_ever(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    write_small(folder)  # an empty folder
    with pytest.raises(UsageError, match="overwrite=True"):
        write_small(folder)
    before = files_of(folder)
    write_small(folder, overwrite=True)
    assert files_of(folder) == before
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"not of the pack in it, such as notes\.txt"):
        write_small(folder, overwrite=True)
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty, and no audit pack"):
        write_small(other, overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack", "thesis"]


def test_a_pack_is_never_written_over_an_input(tmp_path: Path, root: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    source = home / "purchases.csv"
    PURCHASES.to_csv(source, index=False)
    result = bba.calculate_footprint(source, FACTORS)
    for folder, said in (
        (source, "is no folder"),
        (home, "holds or lies in"),
        (tmp_path / "a" / "b", "no folder"),
    ):
        with pytest.raises(UsageError, match=said):
            bba.write_audit_pack(result, folder, source)
    own = home / "set"
    shutil.copytree(root / "factors" / "demo-company", own)
    with pytest.raises(UsageError, match="lies in set"):
        bba.write_audit_pack(bba.calculate_footprint(source, own), own / "pack", source)
    with pytest.raises(UsageError, match="is not the input that the result was made from"):
        bba.write_audit_pack(
            result, tmp_path / "pack", Path(shutil.copy(own / "factors.csv", tmp_path / "x.csv"))
        )


@pytest.mark.parametrize("step", ["readme_text", "sealed", "_first_difference"])
@pytest.mark.parametrize("there", [True, False])
def test_an_interruption_leaves_no_half_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, there: bool
) -> None:
    folder = tmp_path / "pack"
    if there:
        write_small(folder)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(packing, step, stop)
    with pytest.raises(KeyboardInterrupt):
        write_small(folder, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == (["pack"] if there else [])
    if there:
        _verified(folder)


def test_a_replacement_that_fails_brings_the_old_pack_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_small(tmp_path / "pack")
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if target == folder and self.name != "replaced":
            raise PermissionError("in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(PermissionError):
        write_small(folder, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    _verified(folder)


# ---- without inputs -------------------------------------------------------------------------------------------------


def test_a_pack_without_inputs_keeps_hashes_and_no_text_of_them(tmp_path: Path) -> None:
    source = tmp_path / "purchases.csv"
    PURCHASES.assign(supplier="Geheim & Zn").to_csv(source, index=False)
    result = bba.calculate_footprint(source, FACTORS)
    pack = bba.write_audit_pack(result, tmp_path / "pack", source, keep_inputs=False)
    for path in files_of(pack):
        assert b"Geheim" not in (pack / path).read_bytes()
    found = bba.verify_audit_pack(pack)
    assert found.unchanged
    assert not found.verified
    assert found.recomputed_from is None
    assert "inputs/purchases.csv" in found.why_not
    assert found.outcome().startswith("HASHES ONLY")
    assert bba.verify_audit_pack(pack, source).verified
    assert json.dumps(found.to_dict())
    source.write_text(source.read_text() + "\n")
    wrong = bba.verify_audit_pack(pack, source)
    assert {check.part for check in wrong.failed} == {"purchases.csv"}
    assert wrong.recomputed_from is None
    with pytest.raises(UsageError, match="does not come from an input alone"):
        bba.write_audit_pack(small_result(), tmp_path / "other", keep_inputs=False)


def test_a_table_that_was_left_out_is_known_by_its_hash(tmp_path: Path) -> None:
    pack = write_small(tmp_path / "pack", keep_inputs=False)
    assert bba.verify_audit_pack(pack, PURCHASES).verified
    assert bba.verify_audit_pack(pack, PURCHASES.iloc[1:]).failed
