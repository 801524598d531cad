"""Files of any size: in pieces, begun again, with parts that are damaged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import bbafootprint as bba
from bbafootprint.engines import sources
from bbafootprint.engines.keptkeys import written
from bbafootprint.errors import InputError, UnreadableFileError, UsageError

from .conftest import assert_same, purchases


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A partitioned folder: two years, three files of three row groups."""
    for at, year in enumerate((2022, 2023, 2023)):
        inside = tmp_path / "lines" / f"year={year}"
        inside.mkdir(parents=True, exist_ok=True)
        pq.write_table(
            pa.Table.from_pandas(purchases(900, seed=at)), inside / f"part-{at}.parquet", row_group_size=300
        )
    (tmp_path / "lines" / "_SUCCESS.csv").write_text("no data")
    return tmp_path / "lines"


def together(folder: Path) -> pd.DataFrame:
    """The same lines as one frame."""
    files = sorted(folder.rglob("*.parquet"))
    frames = [pd.read_parquet(path).assign(year=path.parent.name.partition("=")[2]) for path in files]
    return pd.concat(frames, ignore_index=True)


def test_a_partitioned_folder_is_one_input(folder: Path, factors: bba.FactorSet) -> None:
    seen: list[bba.engines.Progress] = []
    lines = bba.group_files(folder, by="period", progress=seen.append)
    whole = bba.calculate_footprint(bba.read_lines(together(folder)), factors)
    assert_same(bba.calculate_footprint(lines, factors), whole, ["period"], ["commodity", "period"])
    assert [each.lines for each in seen] == [300 * (at + 1) for at in range(9)]
    assert seen[-1].done == seen[-1].whole == sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    assert [name["name"] for name in lines.reading["files"]] == [
        "year=2022/part-0.parquet", "year=2023/part-1.parquet", "year=2023/part-2.parquet",
    ]  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text_in_blocks(
    tmp_path: Path, factors: bba.FactorSet, monkeypatch: pytest.MonkeyPatch, delimiter: str
) -> None:
    frame = purchases(2_000).assign(**{"GN-code": "0901 11 00"})
    frame["Quantity"] = frame["Quantity"].replace([float("inf"), float("-inf")], float("nan"))
    paths = [tmp_path / f"lines{at}.csv" for at in range(2)]
    for path in paths:
        frame.to_csv(path, index=False, sep=delimiter, encoding="utf-8-sig")
    monkeypatch.setattr(sources, "BLOCK", 20_000)
    seen: list[bba.engines.Progress] = []
    lines = bba.group_files(paths, progress=seen.append)
    assert len(seen) > 6
    whole = bba.calculate_footprint(bba.read_lines(pd.concat([frame, frame], ignore_index=True)), factors)
    assert_same(bba.calculate_footprint(lines, factors), whole, ["origin"])
    assert set(lines.frame["hs_code_as_given"]) == {"0901 11 00"}


CALL = """
import sys, os, signal
import bbafootprint as bba
folder, checkpoint, pieces = sys.argv[1:]
seen = []
def stop(progress):
    seen.append(progress)
    if len(seen) == int(pieces):
        os.kill(os.getpid(), signal.SIGKILL)
bba.group_files(folder, by="period", checkpoint=checkpoint, progress=stop)
"""


@pytest.mark.once
@pytest.mark.parametrize("pieces_read", [1, 4, 8])
def test_killed_and_begun_again_it_loses_nothing(
    folder: Path, tmp_path: Path, factors: bba.FactorSet, pieces_read: int
) -> None:
    checkpoint = tmp_path / "so-far.parquet"
    done = subprocess.run(
        [sys.executable, "-c", CALL, str(folder), str(checkpoint), str(pieces_read)], timeout=120, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert checkpoint.exists()
    seen: list[bba.engines.Progress] = []
    lines = bba.group_files(folder, by="period", checkpoint=checkpoint, progress=seen.append)
    assert len(seen) == 9 - pieces_read, "what was read is not read again"
    assert not checkpoint.exists()
    uninterrupted = bba.group_files(folder, by="period")
    pd.testing.assert_frame_equal(lines.frame, uninterrupted.frame, check_exact=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines"], "nothing is left behind"


def test_keys_that_are_no_texts_stay_what_they_are_in_a_checkpoint(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "hs_code": [180632, 180632, None], "product": ["chocolate", "cocoa beans", "1.0"],
            "quantity": 1.0, "unit": "t", "origin": "CIV", "content": [0.125, None, 12.345],
            "booked": pd.to_datetime(["2023-01-01", None, "2024-02-03"]),
            "day": [pd.Timestamp("2023-05-06").date(), None, None],
        }
    )  # fmt: skip
    pq.write_table(
        pa.Table.from_pandas(frame, preserve_index=False), tmp_path / "lines.parquet", row_group_size=1
    )
    checkpoint = tmp_path / "so-far.parquet"

    def stop(progress: bba.engines.Progress) -> None:
        if progress.lines == 2:
            raise KeyboardInterrupt

    options = {"by": ["booked", "day"], "columns": {"period": None}}
    with pytest.raises(KeyboardInterrupt):
        bba.group_files(tmp_path / "lines.parquet", checkpoint=checkpoint, progress=stop, **options)
    resumed = bba.group_files(tmp_path / "lines.parquet", checkpoint=checkpoint, **options).frame
    whole = bba.group_files(tmp_path / "lines.parquet", **options).frame
    pd.testing.assert_frame_equal(resumed, whole, check_exact=True)
    assert resumed["content"].tolist()[0] == 0.125


def test_a_checkpoint_among_the_files_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="would be read as lines"):
        bba.group_files(folder, checkpoint=folder / "so-far.parquet")


def test_a_checkpoint_is_of_its_files_and_columns(folder: Path, tmp_path: Path) -> None:
    checkpoint = tmp_path / "so-far.parquet"

    def stop(progress: bba.engines.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bba.group_files(folder, checkpoint=checkpoint, progress=stop)
    with pytest.raises(UsageError, match="other columns"):
        bba.group_files(folder, by="supplier", checkpoint=checkpoint)
    with pytest.raises(UsageError, match="other files"):
        bba.group_files(next(folder.rglob("part-2.parquet")), checkpoint=checkpoint)
    os.utime(next(folder.rglob("part-2.parquet")), ns=(1, 1))
    with pytest.raises(UsageError, match="changed since"):
        bba.group_files(folder, checkpoint=checkpoint)
    checkpoint.write_bytes(b"PAR1 no such thing")
    with pytest.raises(InputError, match="cannot be read as a checkpoint"):
        bba.group_files(folder, checkpoint=checkpoint)
    purchases(10).to_parquet(checkpoint)
    with pytest.raises(UsageError, match="no checkpoint"):
        bba.group_files(folder, checkpoint=checkpoint)
    with pytest.raises(UsageError, match="is an input"):
        bba.group_files(checkpoint, checkpoint=checkpoint)
    with pytest.raises(UsageError, match=r"end in \.parquet"):
        bba.group_files(folder, checkpoint=tmp_path / "so-far.csv")


def test_a_damaged_row_group_is_named_and_left_out_where_asked(folder: Path, factors: bba.FactorSet) -> None:
    path = next(folder.rglob("part-1.parquet"))
    group = pq.ParquetFile(path).metadata.row_group(1)
    data = bytearray(path.read_bytes())
    for at in range(group.num_columns):
        column = group.column(at)
        start = column.dictionary_page_offset or column.data_page_offset
        data[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(bytes(data))
    with pytest.raises(
        UnreadableFileError, match=r"part-1\.parquet: row group 2 of 3 \(300 lines\) is damaged"
    ):
        bba.group_files(folder)
    lines = bba.group_files(folder, by="period", skip_damaged=True)
    assert lines.frame["stands_for"].sum() == 2_400
    (issue,) = lines.issues[lines.issues["code"] == "part-damaged"].to_dict("records")
    assert issue["severity"] == "error"
    assert "row group 2 of 3" in issue["message"]
    assert len(lines.reading["damaged"]) == 1
    frames = together_but(folder, path)
    assert_same(
        bba.calculate_footprint(lines, factors),
        bba.calculate_footprint(bba.read_lines(frames), factors),
        ["period"],
    )


def together_but(folder: Path, damaged: Path) -> pd.DataFrame:
    """The lines of all files, without the second row group of one."""
    parts = []
    for path in sorted(folder.rglob("*.parquet")):
        file = pq.ParquetFile(path)
        groups = [at for at in range(file.num_row_groups) if path != damaged or at != 1]
        part = file.read_row_groups(groups).to_pandas()
        parts.append(part.assign(year=path.parent.name.partition("=")[2]))
    return pd.concat(parts, ignore_index=True)


def test_a_damaged_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("product,quantity\nsoy,1\nsoy,2,3\n")
    with pytest.raises(UnreadableFileError, match=r"lines\.csv"):
        bba.group_files(path)
    path.write_text('product,quantity\nsoy,"1.250,5"\n')
    with pytest.raises(InputError, match="must be numbers"):
        bba.group_files(path)


@pytest.mark.parametrize(
    ("name", "said"),
    [("lines.xlsx", "read in pieces"), ("absent.parquet", "no file"), ("empty", "holds no file")],
)
def test_what_is_no_input_is_said(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "lines.xlsx").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=said):
        bba.group_files(tmp_path / name)


def test_a_file_with_other_headers_or_given_twice_is_said(folder: Path) -> None:
    other = folder / "year=2023" / "part-9.parquet"
    purchases(5).rename(columns={"Unit": "Einheit"}).to_parquet(other)
    with pytest.raises(InputError, match=r"part-9\.parquet has no column 'Unit'"):
        bba.group_files(folder)
    other.unlink()
    with pytest.raises(UsageError, match="given twice"):
        bba.group_files([folder, next(folder.rglob("part-0.parquet"))])
    (folder / "year=2023" / "part-8.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(UnreadableFileError, match=r"part-8\.parquet cannot be read as Parquet"):
        bba.group_files(folder)


def one_line(path: Path, **more: object) -> Path:
    """A Parquet file of one line."""
    pd.DataFrame(
        {"commodity": ["soybeans"], "origin": ["BRA"], "quantity": [1.0], "unit": ["t"]} | more
    ).to_parquet(path, index=False)
    return path


def test_files_without_lines_among_others_change_nothing(tmp_path: Path) -> None:
    one_line(tmp_path / "a.parquet")
    schema = pq.read_schema(tmp_path / "a.parquet")
    pq.write_table(schema.empty_table(), tmp_path / "b.parquet")
    pq.ParquetWriter(tmp_path / "c.parquet", schema).close()
    assert pq.ParquetFile(tmp_path / "c.parquet").num_row_groups == 0
    (tmp_path / "d.csv").write_text("commodity,origin,quantity,unit\n")
    lines = bba.group_files(tmp_path)
    assert lines.frame["stands_for"].tolist() == [1]
    with pytest.raises(InputError, match="headers alone"):
        bba.group_files(tmp_path / "d.csv")
    (tmp_path / "e.csv").write_bytes(b"")
    with pytest.raises(UnreadableFileError, match=r"e\.csv is empty"):
        bba.group_files(tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [("b.csv.gz", "unpack it"), ("b.parquet.zst", "unpack it"), ("b.xlsx", "is a workbook")],
)
def test_what_would_be_missing_in_silence_is_refused(tmp_path: Path, name: str, said: str) -> None:
    one_line(tmp_path / "a.parquet")
    (tmp_path / "notes.md").write_text("no lines")
    assert len(bba.group_files(tmp_path)) == 1
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UsageError, match=said):
        bba.group_files(tmp_path)


@pytest.mark.parametrize("quantity", ["1 000,5", "1.250,5", "5 kg"])
def test_numbers_as_people_write_them_are_left_to_run(tmp_path: Path, quantity: str) -> None:
    head = "commodity;origin;quantity;unit\n"
    (tmp_path / "a.csv").write_text(f"{head}soybeans;BRA;2;t\nsoybeans;BRA;{quantity};t\n", "utf-8")
    with pytest.raises(InputError, match=r"of a\.csv holds what is no number .*bbafootprint run"):
        bba.group_files(tmp_path, skip_damaged=True)
    one_line(tmp_path / "b.parquet", quantity=[quantity])
    with pytest.raises(InputError, match=r"of b\.parquet holds (large_)?string.*bbafootprint run"):
        bba.group_files([one_line(tmp_path / "c.parquet"), tmp_path / "b.parquet"])


def test_types_may_differ_from_file_to_file(tmp_path: Path) -> None:
    texts = [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
    numbers = [pa.int64(), pa.float32(), pa.decimal128(30, 2)]
    for at, (text, number) in enumerate(zip(texts, numbers, strict=True)):
        columns = {name: pa.array([value], pa.string()).cast(text) for name, value in
                   (("commodity", "soybeans"), ("origin", "BRA"), ("unit", "t"))}  # fmt: skip
        table = pa.table(columns | {"quantity": pa.array([2], pa.int64()).cast(number)})
        pq.write_table(table, tmp_path / f"{at}.parquet")
    lines = bba.group_files(tmp_path)
    assert lines.frame[["quantity", "stands_for"]].to_numpy().tolist() == [[6.0, 3.0]]


def test_names_of_folders_are_values_as_they_were_meant(tmp_path: Path) -> None:
    for name in ("supplier=North%20%26%20Co", "supplier=__HIVE_DEFAULT_PARTITION__", "=odd"):
        (tmp_path / name).mkdir()
    for name in ("supplier=North%20%26%20Co", "supplier=__HIVE_DEFAULT_PARTITION__"):
        one_line(tmp_path / name / "a.parquet")
    (tmp_path / "=odd").rmdir()
    found = bba.group_files(tmp_path, by="supplier").frame["supplier"].astype(object)
    assert sorted(found.fillna("-")) == ["-", "North & Co"]


def test_links_are_followed_once(tmp_path: Path) -> None:
    inside, beside = tmp_path / "in", tmp_path / "beside"
    inside.mkdir()
    beside.mkdir()
    one_line(inside / "a.parquet")
    one_line(beside / "b.parquet")
    (inside / "linked").symlink_to(beside)
    (inside / "loop").symlink_to(inside)
    assert bba.group_files(inside).frame["stands_for"].tolist() == [2]
    (inside / "c.parquet").symlink_to(tmp_path / "gone.parquet")
    with pytest.raises(UnreadableFileError, match="leads nowhere"):
        bba.group_files(inside)


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = one_line(tmp_path / "a.parquet")
    plain = Path.open

    def refuse(self: Path, *words: object, **more: object) -> object:
        if self.name == path.name:
            raise PermissionError(13, "Permission denied", str(self))
        return plain(self, *words, **more)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableFileError, match=r"a\.parquet may not be read by you"):
        bba.group_files(tmp_path)


def test_a_file_that_changes_while_it_is_read_is_said(tmp_path: Path) -> None:
    path = one_line(tmp_path / "a.parquet")
    with pytest.raises(UnreadableFileError, match="changed while it was read"):
        bba.group_files(path, progress=lambda _: os.utime(path, ns=(1, 1)))


@pytest.mark.parametrize("kind", ["int64", "float64", "str"])
def test_codes_are_read_as_a_sheet_reads_them(tmp_path: Path, kind: str) -> None:
    codes = pd.Series([90111, 901110, 180100, 1201], dtype="int64").astype(kind)
    frame = pd.DataFrame({"hs_code": codes, "origin": "BRA", "quantity": 1.0, "unit": "t"})
    frame.to_parquet(tmp_path / "a.parquet", index=False)

    def read(lines: bba.Lines) -> list[list[object]]:
        columns = lines.frame[["hs_code_as_given", "commodity", "problem"]].astype(object)
        return sorted(columns.where(columns.notna(), "").to_numpy().tolist())

    expected = read(bba.read_lines(frame))
    assert expected[0][1], "a code that lost its zero is known"
    assert read(bba.group_files(tmp_path / "a.parquet")) == expected
    assert read(bba.group_lines(pq.read_table(tmp_path / "a.parquet"))) == expected


@pytest.mark.parametrize(
    ("header", "cells", "said"),
    [
        ("commodity,origin,quantity,unit", "soybeans,BRA,1000,kg", r"column 'unit' that is read as unit, and 1\.csv"),
        ("commodity,origin,quantity,content", "soybeans,BRA,1,0.5", "'content' that is read as content"),
        ("commodity,origin,quantity,Net quantity", "soybeans,BRA,1,2", "quantity"),
    ],
)  # fmt: skip
def test_columns_of_a_later_file_alone_are_refused(
    tmp_path: Path, header: str, cells: str, said: str
) -> None:
    (tmp_path / "1.csv").write_text("commodity,origin,quantity\nsoybeans,BRA,1\n")
    (tmp_path / "2.csv").write_text(f"{header}\n{cells}\n")
    with pytest.raises(InputError, match=said) as caught:
        bba.group_files(tmp_path)
    assert "2.csv" in str(caught.value)
    assert "1.csv" in str(caught.value)
    (tmp_path / "2.csv").write_text("quantity,note,commodity,origin,supplier\n2,x,soybeans,BRA,north\n")
    assert bba.group_files(tmp_path).frame["quantity"].tolist() == [3.0], "what changes nothing may differ"


def test_a_column_of_a_later_file_alone_is_left_out_where_asked(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("commodity,origin,quantity\nsoybeans,BRA,1\n")
    (tmp_path / "2.csv").write_text("commodity,origin,quantity,unit\nsoybeans,BRA,2,t\n")
    lines = bba.group_files(tmp_path, columns={"unit": None}, unit="t")
    assert lines.frame["quantity"].tolist() == [3.0]


def test_a_checkpoint_is_of_its_units(folder: Path, tmp_path: Path) -> None:
    checkpoint = tmp_path / "so-far.parquet"

    def stop(progress: bba.engines.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bba.group_files(folder, checkpoint=checkpoint, progress=stop, unit="kg")
    for options in ({"unit": "t"}, {}, {"unit": "kg", "strict_units": True}):
        with pytest.raises(UsageError, match=r"other options \(unit, strict units\)"):
            bba.group_files(folder, checkpoint=checkpoint, **options)
    assert bba.group_files(folder, checkpoint=checkpoint, unit="kg").frame["stands_for"].sum() == 2_700


def test_a_row_group_that_breaks_off_is_left_out_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, checkpoint = tmp_path / "a.parquet", tmp_path / "so-far.parquet"
    rows = 40_000
    frame = pd.DataFrame(
        {"commodity": "soybeans", "origin": "BRA", "unit": "t", "quantity": [float(at) for at in range(rows)]}
    )
    pq.write_table(
        pa.Table.from_pandas(frame), path, row_group_size=rows // 2, use_dictionary=False, compression="none",
        data_page_size=8_000, write_batch_size=500,
    )  # fmt: skip
    column = pq.ParquetFile(path).metadata.row_group(1).column(3)
    assert column.path_in_schema == "quantity"
    data = bytearray(path.read_bytes())
    end = column.data_page_offset + column.total_compressed_size
    data[end - 60_000 : end] = b"\xff" * 60_000
    path.write_bytes(bytes(data))
    monkeypatch.setattr(sources, "BATCH", 1_000)
    seen: list[bba.engines.Progress] = []
    lines = bba.group_files(path, skip_damaged=True, progress=seen.append)
    assert len(seen) > 22, "batches of the second row group were read before the damage"
    assert lines.frame["stands_for"].tolist() == [rows // 2]
    assert lines.frame["quantity"].tolist() == [frame["quantity"][: rows // 2].sum()]

    def stop(progress: bba.engines.Progress) -> None:
        if progress.lines >= 22_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bba.group_files(path, skip_damaged=True, checkpoint=checkpoint, progress=stop)
    resumed = bba.group_files(path, skip_damaged=True, checkpoint=checkpoint)
    pd.testing.assert_frame_equal(resumed.frame, lines.frame, check_exact=True)


@pytest.mark.parametrize(
    "keys",
    [
        pa.array([Decimal("1.10"), Decimal("2.50"), Decimal("1.10")]),
        pa.array([1, 2, 1], pa.timestamp("ns")), pa.array([1, 2, 1], pa.timestamp("us", "Europe/Amsterdam")),
        pa.array([b"a", b"\xff", b"a"]), pa.array([1, 2, 1], pa.time64("us")), pa.array([1, 2, 1], pa.duration("ns")),
        pa.array([True, False, True]), pa.array([0.1, 0.2, 0.1], pa.float32()),
    ],
    ids=lambda keys: str(keys.type),
)  # fmt: skip
def test_keys_of_any_type_come_back_from_a_checkpoint(tmp_path: Path, keys: pa.Array) -> None:
    table = pa.Table.from_pydict(
        {"commodity": ["soybeans"] * 3, "origin": ["BRA"] * 3, "quantity": [1.0, 2.0, 4.0], "unit": ["t"] * 3}
    )
    pq.write_table(table.append_column("key", keys), tmp_path / "a.parquet", row_group_size=1)
    checkpoint = tmp_path / "so-far.parquet"

    def stop(progress: bba.engines.Progress) -> None:
        if progress.lines == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bba.group_files(tmp_path / "a.parquet", by="key", checkpoint=checkpoint, progress=stop)
    resumed = bba.group_files(tmp_path / "a.parquet", by="key", checkpoint=checkpoint).frame
    whole = bba.group_files(tmp_path / "a.parquet", by="key").frame
    pd.testing.assert_frame_equal(resumed, whole, check_exact=True)
    assert len(whole) == 2


def test_keys_that_would_not_come_back_are_refused(tmp_path: Path) -> None:
    class Own(str):
        """A text that is more than one."""

    with pytest.raises(TypeError, match=r"column 'key' holds values of type Own"):
        written(pd.Series([Own("a")], name="key", dtype=object))


def test_folders_of_the_path_that_is_given_are_columns_too(tmp_path: Path) -> None:
    for country in ("BRA", "ARG"):
        for year in (2023, 2024):
            inside = tmp_path / "hv" / f"origin={country}" / f"year={year}"
            inside.mkdir(parents=True)
            frame = pd.DataFrame({"commodity": ["soybeans"], "quantity": [1.0], "unit": ["t"]})
            frame.to_parquet(inside / "a.parquet", index=False)
    whole = bba.group_files(tmp_path / "hv", by="period").frame
    assert whole["origin"].tolist().count("BRA") == 2
    for given in (sorted((tmp_path / "hv").iterdir()), sorted((tmp_path / "hv").rglob("*.parquet"))):
        lines = bba.group_files(given, by="period")
        columns = ["origin", "period", "quantity"]
        assert (
            lines.frame[columns].astype(str).to_numpy().tolist()
            == whole[columns].astype(str).to_numpy().tolist()
        )
        assert lines.reading["files"][0]["name"] == "origin=ARG/year=2023/a.parquet"
