"""Whatever is changed in a pack is named; whatever somebody made of a pack is only ever an answer or an AuditError."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.errors import AuditError, UsageError
from tests.audit.packs import FACTORS, PURCHASES, failed_parts, files_of, forge, reseal, write_small
from tests.laws import examples


def _flip(path: Path, at: int, bits: int) -> bytes:
    data = path.read_bytes()
    path.write_bytes(data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :])
    return data


@pytest.mark.once
def test_one_byte_of_any_file_is_named(example: Path) -> None:
    for name in files_of(example):
        path = example / name
        for at in (0, path.stat().st_size // 2, path.stat().st_size - 1):
            data = _flip(path, at, 1)
            found = bba.verify_audit_pack(example)
            path.write_bytes(data)
            assert failed_parts(found) == {name}
            assert found.recomputed_from is None
            assert name in found.outcome()
    assert bba.verify_audit_pack(example).unchanged


@settings(max_examples=examples(150))
@given(data=st.data())
def test_any_byte_of_any_file_is_named(kept_small: Path, data: st.DataObject) -> None:
    names = files_of(kept_small)
    lists = ["manifest.json", "SHA256SUMS"]
    name = data.draw(st.one_of(st.sampled_from(lists), st.sampled_from(names)))
    path = kept_small / name
    at = data.draw(st.integers(0, path.stat().st_size - 1))
    before = _flip(path, at, data.draw(st.integers(1, 255)))
    try:
        assert failed_parts(bba.verify_audit_pack(kept_small)) == {name}
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("size", [0, 10, -1])
def test_a_file_cut_short_or_grown_is_named(small: Path, size: int) -> None:
    for name in files_of(small):
        path = small / name
        data = path.read_bytes()
        path.write_bytes(data[:size] if size >= 0 else data + b"\n")
        assert failed_parts(bba.verify_audit_pack(small)) == {name}
        path.write_bytes(data)


def test_missing_and_extra_files_are_named(small: Path) -> None:
    for name in files_of(small):
        data = (small / name).read_bytes()
        (small / name).unlink()
        found = bba.verify_audit_pack(small)
        assert failed_parts(found) == {name}
        (small / name).write_bytes(data)
    (small / "results" / "more.csv").write_text("x")
    (small / "deep" / "er").mkdir(parents=True)
    (small / "deep" / "er" / ".hidden").write_text("x")
    found = bba.verify_audit_pack(small)
    assert failed_parts(found) == {"results/more.csv", "deep/er/.hidden"}
    assert "is in no list" in str(found)


def test_a_file_in_the_place_of_another_is_named(small: Path) -> None:
    one, other = small / "results" / "by_origin.csv", small / "results" / "by_commodity.csv"
    one.write_bytes(other.read_bytes())
    assert failed_parts(bba.verify_audit_pack(small)) == {"results/by_origin.csv"}


def test_numbers_that_do_not_follow_are_named_though_every_hash_fits(small: Path) -> None:
    path = "results/by_origin.csv"
    data = (small / path).read_bytes()
    value = str(bba.calculate_footprint(PURCHASES, FACTORS).by("origin")["value"].max())
    assert value.encode() in data
    forge(small, path, data.replace(value.encode(), b"1.25"))
    found = bba.verify_audit_pack(small)
    assert found.unchanged
    assert not found.verified
    assert failed_parts(found) == {path}
    (check,) = found.failed
    assert "column value: 1.25 in the pack" in check.message
    assert (check.expected, check.found) == ("1.25", value)
    assert found.recomputed_from == "input"


def test_an_input_or_an_option_that_was_changed_gives_other_numbers(small: Path) -> None:
    path = "inputs/table-1.csv"
    forge(small, path, (small / path).read_bytes().replace(b"1.1", b"1.2"))
    found = bba.verify_audit_pack(small)
    assert {"results/totals.csv", "results/lines.csv", "manifest.json"} <= failed_parts(found)


def test_a_factor_that_was_changed_is_named(small: Path) -> None:
    path = "factors/dataframe.csv"
    forge(small, path, (small / path).read_bytes().replace(b"2.5", b"2.6"))
    found = bba.verify_audit_pack(small)
    assert {"results/totals.csv", "manifest.json"} <= failed_parts(found)
    assert "record says factor_sets" in str(found)


def test_an_option_that_was_changed_is_named(small: Path) -> None:
    reseal(small, lambda document: document["options"].update(allocation="mass"))
    assert failed_parts(bba.verify_audit_pack(small)) == {"manifest.json"}


def test_other_versions_are_said_and_no_failure(small: Path) -> None:
    def change(document: Any) -> None:
        document["versions"].update(bbafootprint="0.0.1", pandas="1.0")
        document["provenance"]["library"]["version"] = "0.0.1"

    reseal(small, change)
    found = bba.verify_audit_pack(small)
    assert found.verified
    assert any(
        note.startswith("the pack was written with bbafootprint 0.0.1, this is ") for note in found.notes
    )
    assert "note: the pack was written with pandas 1.0" in str(found)
    assert "note: README.txt has the words of another version, and is not compared" in str(found)


def test_other_product_data_are_said(small: Path) -> None:
    path = small / "products" / "products-open" / "processes.csv"
    data = path.read_bytes() + b"\n"
    digest = hashlib.sha256(data).hexdigest()

    def change(document: Any) -> None:
        document["provenance"]["options"]["products"]["hashes"]["processes.csv"] = f"sha256:{digest}"

    reseal(small, change)
    forge(small, "products/products-open/processes.csv", data)
    found = bba.verify_audit_pack(small)
    assert found.verified
    assert any("product data products-open" in note for note in found.notes)


def test_the_shipped_sets_are_not_asked(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bbafootprint.factors import catalogue

    monkeypatch.setattr(catalogue, "shipped_folders", dict)
    assert bba.verify_audit_pack(example).verified


def test_the_checks_are_a_table(small: Path) -> None:
    found = bba.verify_audit_pack(small)
    table = found.to_frame()
    assert list(table.columns) == ["part", "check", "ok", "found", "expected", "message"]
    assert table["ok"].all()
    assert set(table.loc[table["check"] == "file", "part"]) == set(files_of(small))
    assert json.loads(json.dumps(found.to_dict()))["verified"] is True
    assert str(found).splitlines()[-1] == "VERIFIED: nothing was changed, and the input gives these numbers"


# ---- packs that somebody made ----------------------------------------------------------------------------------------


def test_what_is_no_pack_is_said(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(AuditError, match="audit pack"):
            bba.verify_audit_pack(folder)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(AuditError, match="it is not JSON"):
        bba.verify_audit_pack(tmp_path)


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "/etc/passwd", "results/../../secret.txt", "C:/secret", "results\\totals.csv", "a//b", "./a", "~",
     "a/./b", "", "x" * 300, "a\nb", "manifest.json", "SHA256SUMS", "results/totals.csv "],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_never_followed(small: Path, path: str) -> None:
    (small.parent / "secret.txt").write_text("secret")

    def change(document: Any) -> None:
        part = next(part for part in document["parts"] if part["path"] == "results/totals.csv")
        part["path"] = path

    reseal(small, change)
    with pytest.raises(AuditError, match=r"manifest\.json: parts"):
        bba.verify_audit_pack(small)


def test_a_list_of_sums_that_leads_elsewhere_is_not_followed(small: Path) -> None:
    (small / "manifest.json").write_bytes((small / "manifest.json").read_bytes() + b" ")
    with (small / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  ../secret.txt\n{'0' * 64}  /etc/passwd\n")
    assert failed_parts(bba.verify_audit_pack(small)) == {"manifest.json"}


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_are_not_followed(small: Path) -> None:
    path = small / "results" / "totals.csv"
    outside = small.parent / "totals.csv"
    path.rename(outside)
    path.symlink_to(outside)
    (small / "more").symlink_to(small.parent)
    found = bba.verify_audit_pack(small)
    assert failed_parts(found) == {"results/totals.csv", "more"}
    assert "is a link" in str(found)
    (small / "SHA256SUMS").unlink()
    (small / "SHA256SUMS").symlink_to(outside)
    with pytest.raises(AuditError, match="no plain file"):
        bba.verify_audit_pack(small)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(format_version=2), "is of version 2"),
        (lambda d: d.update(format="zip"), "no manifest of a bbafootprint audit pack"),
        (lambda d: d.update(inputs=["inputs/none.csv"]), "is no part"),
        (lambda d: d["factors"][0].update(path="../set", kind="folder"), "no part is in it"),
        (lambda d: d.update(parts=[*d["parts"], d["parts"][0]]), "listed twice"),
        (lambda d: d["parts"][0].update(bytes=1 << 60), "parts"),
        (lambda d: d["parts"][0].update(bytes=-1), "parts"),
        (lambda d: d.update(parts="all"), "parts"),
        (lambda d: d.update(extra=1), "extra"),
        (lambda d: d.pop("options"), "options"),
        (lambda d: d["options"].update(layering="eval"), "options"),
    ],
)
def test_a_manifest_that_says_what_it_cannot_is_refused(small: Path, change: Any, said: str) -> None:
    reseal(small, change)
    with pytest.raises(AuditError, match=said):
        bba.verify_audit_pack(small)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"seal": NaN}', b'{"seal": 1e999}', b"9" * 10_000,
     b'{"format": "bbafootprint audit pack", "format_version": 1, "seal": "' + b"0" * 64 + b'"}'],
)  # fmt: skip
def test_a_manifest_that_is_none_is_named(small: Path, data: bytes) -> None:
    (small / "manifest.json").write_bytes(data)
    found = bba.verify_audit_pack(small)
    assert failed_parts(found) == {"manifest.json"}
    assert found.recomputed_from is None
    assert not found.verified


def test_a_list_without_end_is_refused(small: Path) -> None:
    with (small / "manifest.json").open("r+b") as file:
        file.truncate(1 << 30)
    with pytest.raises(AuditError, match="more than a list of a pack can have"):
        bba.verify_audit_pack(small)


@pytest.mark.parametrize("kind", ["float", "integer", "flag", "time", "text", "category", "mixed"])
@pytest.mark.parametrize("path", ["inputs/table-1.csv", "results/lines.csv", "factors/dataframe.csv"])
def test_tables_of_other_types_are_only_ever_a_failed_check(small: Path, kind: str, path: str) -> None:
    def change(document: Any) -> None:
        part = next(part for part in document["parts"] if part["path"] == path)
        for column in part["columns"]:
            column["kind"] = kind

    for basis in ("input", "lines"):
        reseal(
            small, lambda document, basis=basis: (change(document), document.update(recomputed_from=basis))
        )
        found = bba.verify_audit_pack(small)
        assert found.unchanged


@pytest.mark.parametrize("provenance", [{}, {"options": 1, "input": []}, {"options": {"trade": 1}}])
def test_a_record_of_nothing_is_a_failed_check(small: Path, provenance: Any) -> None:
    for basis in ("input", "lines"):
        reseal(
            small, lambda document, basis=basis: document.update(provenance=provenance, recomputed_from=basis)
        )
        assert bba.verify_audit_pack(small).failed


def test_a_pack_cannot_move_the_cursor_of_a_terminal(small: Path) -> None:
    reseal(small, lambda document: document["versions"].update(bbafootprint="1\x1b[2J\nVERIFIED"))
    found = bba.verify_audit_pack(small)
    assert "\x1b" not in str(found)
    assert "VERIFIED" not in str(found).splitlines()


def test_an_input_that_is_not_there_is_a_wrong_call(small: Path) -> None:
    with pytest.raises(UsageError, match="is no file"):
        bba.verify_audit_pack(small, "nowhere.xlsx")


def test_an_input_that_is_in_the_pack_may_be_given_too(small: Path) -> None:
    found = bba.verify_audit_pack(small, [PURCHASES])
    assert found.verified
    assert [check.part for check in found.checks if check.check == "input"] == ["inputs/table-1.csv"]


def test_a_pack_from_the_lines_stays_one(tmp_path: Path) -> None:
    pack = write_small(tmp_path / "pack")
    forge(pack, "results/lines.csv", (pack / "results" / "lines.csv").read_bytes().replace(b"1.1,", b"1.3,"))
    assert "results/lines.csv" in failed_parts(bba.verify_audit_pack(pack))
