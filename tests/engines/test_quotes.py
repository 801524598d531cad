"""Quotation marks of text that is read in pieces: what a sheet refuses is refused, wherever pieces are cut."""

from __future__ import annotations

import csv
import io
import itertools
import random
from pathlib import Path

import pytest

import bbafootprint as bba
from bbafootprint.engines import sources
from bbafootprint.engines.quotes import QuotesChecked
from bbafootprint.errors import InputError, UnreadableFileError

HEAD = "commodity,origin,quantity,unit,note\n"


def passes(text: str, size: int) -> bool:
    """Whether the text is handed on whole, read so many bytes at a time."""
    file = QuotesChecked(Path("a.csv"), io.BytesIO(text.encode()), ",", 10_000)
    found = b""
    try:
        while part := file.read(size):
            found += part
    except UnreadableFileError:
        return False
    assert found == text.encode()
    return True


def is_well_formed(text: str) -> bool:
    """Whether a sheet of text is read."""
    try:
        list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return False
    return True


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_it_agrees_with_the_reading_of_sheets_wherever_it_is_cut(size: int) -> None:
    chance = random.Random(size)
    short = ["".join(each) for each in itertools.product('a",\n', repeat=5)]
    long = ["".join(chance.choices('ab",\n\r', [5, 2, 3, 3, 2, 1], k=40)) for _ in range(1_000)]
    texts = [*short, *long, 'a,"x ""y"" z"\r\n5" pipe,b\r\n']
    assert [text for text in texts if passes(text, size) != is_well_formed(text)] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_stray_mark_swallows_no_lines(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    notes = ['"for caf\u00e9', "x", '"again', "y"]
    rows = [f"soybeans,BRA,1,t,{note}\n" for note in notes]
    path.write_text(HEAD + "".join(rows), encoding)
    with pytest.raises(InputError, match="inside a quoted text"):
        bba.read_lines(path)
    with pytest.raises(
        UnreadableFileError, match=r"a\.csv, line 2 of the text: a quotation mark stands inside"
    ):
        bba.group_files(path)
    path.write_text(HEAD + "".join(rows[:3]), encoding)
    with pytest.raises(UnreadableFileError, match="quotation mark"):
        bba.group_files(path)
    path.write_text(
        HEAD + 'soybeans,BRA,1,t,"two\nlines, ""caf\u00e9"""\nsoybeans,BRA,2,t,5" pipe\n', encoding
    )
    assert bba.group_files(path).frame[["quantity", "stands_for"]].to_numpy().tolist() == [[3.0, 2.0]]


def test_what_is_left_out_behind_a_fault_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "BLOCK", 1_000)
    path = tmp_path / "a.csv"
    row = "soybeans,BRA,1,t,x\n"
    path.write_text(HEAD + row * 100 + "soybeans,BRA,1,t,x,y\n" + row * 100)
    lines = bba.group_files(path, skip_damaged=True)
    (what,) = lines.reading["damaged"]
    size = path.stat().st_size
    assert (
        f"block 2 and what follows it, about {size - 1000:,} of {size:,} bytes ({(size - 1000) / size:.1%}"
        in what
    )
    assert lines.frame["stands_for"].tolist() == [(1000 - len(HEAD)) // len(row)]


@pytest.mark.parametrize(("encoding", "stray"), [("utf-8", b"\xe9"), ("cp1252", b"\x81")])
def test_a_byte_of_another_encoding_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, stray: bytes
) -> None:
    monkeypatch.setattr(sources, "BLOCK", 2**19)
    path = tmp_path / "a.csv"
    row = "soybeans,C\u00f4te d'Ivoire,1,t,x\n".encode(encoding)
    rows = 2**20 // len(row)
    path.write_bytes(HEAD.encode() + row * rows + b"caf" + stray + b",BRA,1,t,x\n")
    with pytest.raises(
        UnreadableFileError, match=rf"a\.csv: .*block [123] or soon after.*beginning, {encoding}\..*CSV UTF-8"
    ):
        bba.group_files(path)
