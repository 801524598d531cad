"""A twin is the CSV files once more, or it is not believed."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.errors import InvalidFactorSetError
from bbafootprint.factors import load_factors, shipped_folders, validate_folder, validation, write_set
from bbafootprint.factors.resources import hash_of
from bbafootprint.factors.twin import TWIN_FILE, read_twin, write_twin
from bbafootprint.factors.validation import inspect_folder

from .conftest import ecosystems, factors, metadata, producers, rehash
from .test_regions import regions

TWINS = [folder for folder in shipped_folders().values() if (folder / TWIN_FILE).is_file()]


@pytest.fixture
def twinned(tmp_path: Path) -> Path:
    """The small set with all its tables and a twin."""
    folder = tmp_path / "acme"
    write_set(
        folder, metadata(), factors().assign(note='a, "b"'), ecosystems=ecosystems(), producers=producers(),
        regions=regions(), twin=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The CSV files that are parsed, as they are."""
    seen: list[str] = []
    read = validation.reading.read_csv
    monkeypatch.setattr(validation.reading, "read_csv", lambda *args: seen.append(args[1]) or read(*args))
    return seen


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, check_exact=True, check_categorical=True)


def test_a_twin_gives_what_the_files_give_without_parsing_them(twinned: Path, parsed: list[str]) -> None:
    fast = load_factors(twinned)
    assert parsed == []
    slow = inspect_folder(twinned, thorough=True)
    assert parsed == ["factors.csv", "ecosystems.csv", "producers.csv", "regions.csv"]
    same(fast.frame[list(slow.tables["factors"].columns)], slow.tables["factors"])
    for name in ("ecosystems", "producers", "regions"):
        same(getattr(fast, name), slow.tables[name])
    assert fast.frame["row"].tolist() == slow.lines["factors"].tolist() == [2, 3, 4, 5, 6]


def test_the_sha256_is_that_of_the_files_without_the_twin(twinned: Path) -> None:
    with_twin = load_factors(twinned).sha256
    paths = ["datapackage.json", "ecosystems.csv", "factors.csv", "producers.csv", "regions.csv"]
    lines = "".join(
        f"{hashlib.sha256((twinned / path).read_bytes()).hexdigest()}  {path}\n" for path in paths
    )
    assert with_twin == hashlib.sha256(lines.encode()).hexdigest()
    (twinned / TWIN_FILE).unlink()
    assert load_factors(twinned).sha256 == with_twin


def test_the_record_names_the_files_that_it_was_made_from(twinned: Path) -> None:
    record = json.loads((twinned / "datapackage.json").read_text(encoding="utf-8"))["twin"]
    assert record["path"] == "factors.npz"
    assert record["hash"] == hash_of((twinned / TWIN_FILE).read_bytes())
    assert record["bytes"] == (twinned / TWIN_FILE).stat().st_size
    assert record["of"] == {
        path: hash_of((twinned / path).read_bytes())
        for path in ("factors.csv", "ecosystems.csv", "producers.csv", "regions.csv")
    }


def test_numpy_opens_it_without_pickle(twinned: Path) -> None:
    with np.load(twinned / TWIN_FILE, allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        codes = arrays["factors/origin.codes"]
    origins = [about["texts"]["factors"]["origin"][code] for code in codes]
    assert origins == ["005", "BRA", "BRA", "NAM", "WLD"]


def test_the_same_numbers_give_the_same_bytes_on_every_version_of_numpy(tmp_path: Path) -> None:
    """The hash is of the first writing: another one means that the layout changed, and needs a new LAYOUT."""
    for name in ("a", "b"):
        write_set(tmp_path / name / "acme", metadata(), factors(), twin=True)
    data = (tmp_path / "a" / "acme" / TWIN_FILE).read_bytes()
    assert data == (tmp_path / "b" / "acme" / TWIN_FILE).read_bytes()
    assert hashlib.sha256(data).hexdigest() == PINNED


PINNED = "cfed5d55218e51c841461ff7b1a4fbcf653d13bc8e275f1d168c8746c4c68145"


def test_an_edited_csv_is_read_itself(twinned: Path, parsed: list[str]) -> None:
    file = twinned / "factors.csv"
    file.write_bytes(file.read_bytes().replace(b",0.35,", b",0.36,"))
    with pytest.raises(InvalidFactorSetError, match=r"factors\.csv: is not the file"):
        load_factors(twinned)
    rehash(twinned, "factors.csv")
    parsed.clear()
    assert 0.36 in set(load_factors(twinned).frame["value"])
    assert "factors.csv" in parsed
    (problem,) = validate_folder(twinned)
    assert problem.startswith("factors.npz: was made from other files than the tables beside it.")
    assert "write_set(..., twin=True)" in problem


def test_a_stale_twin_hides_no_problem_of_the_files(twinned: Path) -> None:
    file = twinned / "factors.csv"
    file.write_bytes(file.read_bytes().replace(b",NAM,", b",NAX,"))
    rehash(twinned, "factors.csv")
    with pytest.raises(InvalidFactorSetError, match="NAX"):
        load_factors(twinned)


def test_another_declaration_is_checked_against_the_files(twinned: Path, parsed: list[str]) -> None:
    """Rows were checked against indicators and ladders: with others the twin stands for nothing."""
    file = twinned / "datapackage.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["ladder"]["land_occupation"] = [{"rung": "country"}]
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InvalidFactorSetError, match="has no rung for these origins"):
        load_factors(twinned)
    assert "factors.csv" in parsed


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (
            lambda file: file.write_bytes(file.read_bytes()[:-40]),
            "is not the file that datapackage.json describes",
        ),
        (lambda file: file.write_bytes(b""), "is not the file that datapackage.json describes"),
        (lambda file: file.unlink(), "is not in the folder"),
    ],
)
def test_a_damaged_twin_is_passed_over_and_said_by_validation(
    twinned: Path, parsed: list[str], harm: Callable[[Path], object], said: str
) -> None:
    before = load_factors(twinned).frame
    assert parsed == []
    harm(twinned / TWIN_FILE)
    same(load_factors(twinned).frame, before)
    assert "factors.csv" in parsed
    (problem,) = validate_folder(twinned)
    assert problem.startswith("factors.npz: " + said)


def test_a_twin_that_nobody_lists_is_never_read(twinned: Path, parsed: list[str]) -> None:
    file = twinned / "datapackage.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    del document["twin"]
    file.write_text(json.dumps(document), encoding="utf-8")
    load_factors(twinned)
    assert "factors.csv" in parsed
    (problem,) = validate_folder(twinned)
    assert "datapackage.json does not say so" in problem


@pytest.mark.parametrize("path", ["../factors.npz", "/tmp/factors.npz", "C:\\factors.npz"])
def test_a_twin_outside_the_folder_is_not_followed(twinned: Path, path: str) -> None:
    (twinned.parent / TWIN_FILE).write_bytes((twinned / TWIN_FILE).read_bytes())
    file = twinned / "datapackage.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["twin"]["path"] = path
    file.write_text(json.dumps(document), encoding="utf-8")
    (problem,) = validate_folder(twinned)
    assert problem.startswith("datapackage.json, twin.path:")


def test_a_foreign_twin_with_right_hashes_is_found_by_validation(twinned: Path) -> None:
    """Somebody makes a twin of other numbers and writes down its hash: no hash shows that, a comparison does."""
    inspection = inspect_folder(twinned)
    assert inspection.metadata is not None
    assert inspection.metadata.twin is not None
    doubled = inspection.tables["factors"].assign(value=lambda table: table["value"] * 2)
    data = write_twin(
        dict(inspection.tables) | {"factors": doubled}, inspection.lines, inspection.metadata,
        inspection.metadata.twin.of,
    )  # fmt: skip
    (twinned / TWIN_FILE).write_bytes(data)
    file = twinned / "datapackage.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["twin"] |= {"hash": hash_of(data), "bytes": len(data)}
    file.write_text(json.dumps(document), encoding="utf-8")
    (problem,) = validate_folder(twinned)
    assert "does not hold the numbers of the tables that it names (factors)" in problem


def test_writing_without_a_twin_removes_the_old_one(twinned: Path) -> None:
    write_set(twinned, metadata(), factors())
    assert not (twinned / TWIN_FILE).exists()
    assert "twin" not in json.loads((twinned / "datapackage.json").read_text(encoding="utf-8"))
    assert validate_folder(twinned) == []


def test_a_cell_of_several_lines_is_kept_in_the_twin(tmp_path: Path) -> None:
    rows = factors().assign(note=["", "two\nlines", "", "", ""])
    write_set(tmp_path / "acme", metadata(), rows, twin=True)
    assert load_factors(tmp_path / "acme").frame["row"].tolist() == [2, 3, 4, 6, 7]
    assert validate_folder(tmp_path / "acme") == []


def test_a_packed_table_may_have_a_twin(tmp_path: Path, parsed: list[str]) -> None:
    write_set(tmp_path / "acme", metadata(), factors(), compress=True, twin=True)
    parsed.clear()
    assert len(load_factors(tmp_path / "acme").frame) == 5
    assert parsed == []


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple:
    folder = tmp_path_factory.mktemp("archive") / "acme"
    write_set(folder, metadata(), factors(), twin=True)
    inspection = inspect_folder(folder)
    assert inspection.metadata is not None
    assert inspection.metadata.twin is not None
    return (folder / TWIN_FILE).read_bytes(), inspection.metadata, inspection.metadata.twin.of


@given(st.data())
def test_law_no_bytes_make_reading_fail(archive: tuple, data: st.DataObject) -> None:
    """Whatever stands in the file, the answer is tables of the right size or a reason."""
    content, about, of = archive
    harmed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        harmed[data.draw(st.integers(0, len(harmed) - 1))] = data.draw(st.integers(0, 255))
    found = read_twin(bytes(harmed[: data.draw(st.integers(0, len(harmed)))]), about, of)
    assert isinstance(found, str) or len(found[0]["factors"]) == 5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda about: about.update(layout=2), "has the layout 2"),
        (lambda about: about.update(of={}), "was made from other files"),
        (lambda about: about.update(declared=""), "other indicators, units or ladders"),
        (lambda about: about["rows"].update(factors=6), "has not 6 rows"),
        (lambda about: about["rows"].update(prices=5), "KeyError"),
        (lambda about: about["texts"]["factors"].update(origin=["BRA"]), "ValueError"),
        (lambda about: about["texts"]["factors"].update(origin=["BRA"] * 9), "ValueError"),
        (lambda about: about.pop("texts"), "KeyError"),
    ],
)
def test_a_twin_that_contradicts_itself_is_not_believed(
    archive: tuple, change: Callable[[dict], object], said: str
) -> None:
    content, about, of = archive
    with np.load(io.BytesIO(content)) as loaded:
        arrays = {name: loaded[name] for name in loaded.files}
    document = json.loads(arrays["about"].tobytes())
    change(document)
    arrays["about"] = np.frombuffer(json.dumps(document).encode(), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    found = read_twin(buffer.getvalue(), about, of)
    assert isinstance(found, str)
    assert said in found


def test_a_pickle_or_a_packed_member_is_refused(archive: tuple) -> None:
    content, about, of = archive
    with np.load(io.BytesIO(content)) as loaded:
        arrays = {name: loaded[name] for name in loaded.files}
    packed, pickled = io.BytesIO(), io.BytesIO()
    np.savez_compressed(packed, **arrays)
    np.savez(pickled, allow_pickle=True, **arrays | {"more": np.array([{}], dtype=object)})
    assert "is packed" in str(read_twin(packed.getvalue(), about, of))
    assert "is no plain array of numbers" in str(read_twin(pickled.getvalue(), about, of))


@pytest.mark.parametrize("folder", TWINS, ids=lambda folder: folder.name)
def test_a_shipped_twin_and_its_csv_give_identical_frames(folder: Path) -> None:
    fast, slow = inspect_folder(folder), inspect_folder(folder, thorough=True)
    assert slow.problems == ()
    assert set(fast.tables) == set(slow.tables)
    for name, table in slow.tables.items():
        same(fast.tables[name], table)
        assert np.array_equal(fast.lines[name], slow.lines[name])
