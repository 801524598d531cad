"""A statistic read a piece at a time, so that a file of any size needs the memory of what is asked of it."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import InputError, UnreadableFileError
from bbafootprint.ingest.files.delimited import SAMPLE_CHARACTERS, find_delimiter
from bbafootprint.ingest.numbers import parse_number, read_number

PIECE_ROWS = 200_000
"""Rows that are read at a time."""

MISSING = frozenset(("", ":", "-", "..", "...", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None"))
"""Texts that say that there is no number."""

_PACKED = {".7z": "7-Zip", ".zip": "zip", ".xz": "xz", ".bz2": "bzip2"}


def sample_of(path: Path) -> tuple[str, str, str]:
    """Return the encoding of a file of text, its delimiter and its first line.

    Parameters
    ----------
    path : pathlib.Path
        Delimited text, perhaps compressed with gzip.

    Returns
    -------
    encoding, delimiter, first : str

    Raises
    ------
    UnreadableFileError
        If there is no such file, it is packed in a way that is not read, or it is no text.
    """
    if not path.is_file():
        raise UnreadableFileError(
            f"{path} is {'a folder' if path.is_dir() else 'no file'}. Check the path.", path=path
        )
    if path.suffix.lower() in _PACKED:
        raise UnreadableFileError(
            f"{path.name} is packed ({_PACKED[path.suffix.lower()]}). Unpack it and give the file inside (.dat, .csv,"
            " .tsv); .gz is read as it is.",
            path=path,
        )
    encoding = _encoding(path)
    with _open(path) as file:
        sample = file.read(SAMPLE_CHARACTERS).decode(encoding, errors="ignore")
    if "\0" in sample:
        raise UnreadableFileError(
            f"{path.name} is not text. Statistics are read from .csv, .dat, .tsv and .txt, also as .gz; save a workbook"
            " as CSV.",
            path=path,
        )
    first = sample.splitlines()[0] if sample else ""
    delimiter = "\t" if "\t" in first else find_delimiter(sample)
    return encoding, delimiter, first


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def _encoding(path: Path) -> str:
    """Return UTF-8 where all of the file is that, else Latin-1, in which older files of FAO and the UN are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with _open(path) as file:
            start = file.read(2**20)
            chunk = start
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(2**20)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    except (OSError, EOFError) as error:
        raise UnreadableFileError(
            f"{path.name} cannot be unpacked ({error}): it is damaged or cut short. Download it again.",
            path=path,
        ) from error
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


def headers_of(source: Path | pd.DataFrame) -> list[str]:
    """Return the headers of a file or table."""
    if isinstance(source, pd.DataFrame):
        return [str(name) for name in source.columns]
    encoding, delimiter, _ = sample_of(source)
    head = pd.read_csv(source, sep=delimiter, encoding=encoding, nrows=0, index_col=False)
    return [str(name) for name in head.columns]


def pieces_of(source: Path | pd.DataFrame, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
    """Return a table a piece at a time, as texts.

    Parameters
    ----------
    source : pathlib.Path or pandas.DataFrame
    columns : sequence of int
        Positions of the columns to read.

    Yields
    ------
    pandas.DataFrame
        The columns by position, texts (empty where there is nothing), index the number of the row as in
        :data:`~bbafootprint.ingest.statistics.flows.FLOW_COLUMNS`.
    """
    if isinstance(source, pd.DataFrame):
        for start in range(0, len(source), PIECE_ROWS):
            part = source.iloc[start : start + PIECE_ROWS, list(columns)]
            texts = {at: _as_texts(part.iloc[:, place]).to_numpy() for place, at in enumerate(columns)}
            yield pd.DataFrame(texts, index=np.arange(start, start + len(part)))
        return
    encoding, delimiter, _ = sample_of(source)
    names = list(range(len(headers_of(source))))
    wider = _is_wider(source, encoding, delimiter, len(names))
    start = 2
    try:
        with pd.read_csv(
            source,
            sep=delimiter,
            encoding=encoding,
            header=None,
            skiprows=1,
            # Files of UN Comtrade end their rows, not their header, with a delimiter.
            names=[*names, *range(len(names), wider)],
            usecols=sorted(columns),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            chunksize=PIECE_ROWS,
            skip_blank_lines=True,
        ) as reader:
            for piece in reader:
                piece.index = pd.RangeIndex(start, start + len(piece))
                start += len(piece)
                yield piece
    except pd.errors.ParserError as error:
        raise UnreadableFileError(
            f"{source.name} is not a table throughout: {error}. Download it again, or look at the row that is named.",
            path=source,
        ) from error


def _is_wider(path: Path, encoding: str, delimiter: str, width: int) -> int:
    """Return the number of cells of the first row, where that is more than the header has."""
    first = (
        pd.read_csv(
            path,
            sep=delimiter,
            encoding=encoding,
            header=None,
            skiprows=1,
            nrows=1,
            dtype=str,
            index_col=False,
        )
        if _has_rows(path)
        else pd.DataFrame()
    )
    return max(width, first.shape[1])


def _has_rows(path: Path) -> bool:
    with _open(path) as file:
        file.readline()
        return bool(file.readline().strip())


def _as_texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of a table in memory as texts: whole numbers without a point, nothing as an empty text."""
    values = column.astype(object).reset_index(drop=True)
    missing = values.isna()
    texts = values.map(lambda value: f"{value:.0f}" if _is_whole(value) else str(value))
    return texts.mask(missing, "")


def _is_whole(value: object) -> bool:
    return isinstance(value, float | np.floating) and bool(np.isfinite(value)) and float(value).is_integer()


def numbers_of(texts: pd.Series[Any], what: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return texts as numbers.

    Parameters
    ----------
    texts : pandas.Series of str
        Numbers as statistics write them: a decimal point, perhaps padded with blanks, perhaps with a flag of
        Eurostat after it (``12.5 p``).
    what : str
        What they are, for the message.

    Returns
    -------
    values : numpy.ndarray of float
        NaN where there is no number.
    unreadable : numpy.ndarray of bool
        True where a text is neither a number nor a way to say that there is none.

    Raises
    ------
    InputError
        If a number shows a decimal comma: with it, 1.234 beside it would be read a thousand times too small.
    """
    codes, distinct = pd.factorize(texts.astype(object).where(texts.notna(), ""))
    clean = pd.Series(distinct, dtype=object).astype(str).str.strip()
    clean = clean.str.replace(r"(?<=\d)\s+[A-Za-z]{1,3}$", "", regex=True)
    values = pd.to_numeric(clean, errors="coerce").to_numpy(dtype=np.float64, copy=True)
    values[~np.isfinite(values)] = np.nan
    unreadable = np.zeros(len(values), dtype=np.bool_)
    for at in np.flatnonzero(np.isnan(values)).tolist():
        text = str(clean.iloc[at])
        if text in MISSING or is_hidden(text):
            continue
        if parse_number(text, ".") is None and parse_number(text, ",") is not None:
            raise InputError(
                f"The {what} {text!r} has a decimal comma; statistics are published with a decimal point. Use the"
                " file as it was published, or save it again with points: with commas in it, 1.234 may be a"
                " thousand times too small."
            )
        number, fault = read_number(text, ".")
        values[at] = np.nan if number is None else number
        unreadable[at] = bool(fault) or number is None
    if not len(values):
        return np.empty(0), np.empty(0, dtype=np.bool_)
    return values[codes], unreadable[codes]


def is_hidden(text: str) -> bool:
    """Return whether a text is Eurostat's mark of a value that is not published: ``:``, ``: c``, ``c``."""
    return text.startswith(":") or text in ("c", "C")


def compact(pieces: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put pieces together, texts as categories.

    Parameters
    ----------
    pieces : iterable of pandas.DataFrame
        Of the same columns; none may change what it yields.

    Returns
    -------
    pandas.DataFrame
        Index as in the pieces.
    """
    parts = [
        piece.assign(
            **{
                str(name): pd.Categorical(piece[name].astype(object))  # one kind of text in every piece
                for name in piece.columns
                if not pd.api.types.is_numeric_dtype(piece[name])
            }
        )
        for piece in pieces
    ]
    if not parts:
        return pd.DataFrame()
    if len(parts) == 1:
        return parts[0]
    columns: dict[str, Any] = {}
    for name in parts[0].columns:
        if isinstance(parts[0][name].dtype, pd.CategoricalDtype):
            columns[name] = pd.api.types.union_categoricals([part[name] for part in parts])
        else:
            columns[name] = np.concatenate([part[name].to_numpy() for part in parts])
    index = np.concatenate([part.index.to_numpy() for part in parts])
    return pd.DataFrame(columns, index=index)
