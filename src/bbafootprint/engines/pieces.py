"""The files of a large input, and their pieces: batches of Parquet, blocks of delimited text."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote

import pandas as pd

from bbafootprint.engines.columns import Wanted
from bbafootprint.engines.groups import not_numeric
from bbafootprint.errors import InputError, UnreadableFileError, UsageError
from bbafootprint.ingest.files.delimited import layout_of

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 2**20
"""Lines of Parquet that are read at once."""

BLOCK = 2**24
"""Bytes of text that are read at once."""

PARQUET, TEXT = (".parquet", ".pq"), (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Source:
    """A file of the input.

    Attributes
    ----------
    path : pathlib.Path
    name : str
        Its path below the folder that was given, with ``/``.
    bytes : int
    modified : int
        When it was last changed, in nanoseconds.
    pieces : int
        How many pieces it has, about.
    partitions : dict of str to str
        Columns that names of folders give.
    """

    path: Path
    name: str
    bytes: int
    modified: int
    pieces: int
    partitions: Mapping[str, str]


@dataclass(frozen=True)
class Damaged:
    """A piece that cannot be read, in words."""

    what: str


def sources_of(given: Sequence[str | Path]) -> list[Source]:
    """Return the files of an input, those of a folder in the order of their names.

    Parameters
    ----------
    given : sequence of str or pathlib.Path
        Files and folders.

    Returns
    -------
    list of Source
        Hidden files, and those of names that begin with ``_``, are no data and left out.

    Raises
    ------
    UsageError
        If there is no such file, none of a kind that can be read, or one is named twice.
    UnreadableFileError
        If pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UnreadableFileError(
            "reading files in pieces needs pyarrow: pip install bbafootprint[parquet]"
        ) from error
    found: list[Source] = []
    for each in map(Path, given):
        if not each.exists():
            raise UsageError(f"there is no file or folder {each}")
        if each.is_dir():
            inside = sorted(
                path for path in each.rglob("*") if path.is_file() and _is_data(path.relative_to(each))
            )
            if not inside:
                raise UsageError(f"{each} holds no file ending in {', '.join(PARQUET + TEXT)}")
            found += [_source(path, path.relative_to(each).as_posix()) for path in inside]
        elif each.suffix.lower() not in PARQUET + TEXT:
            raise UsageError(
                f"{each} does not end in {', '.join(PARQUET + TEXT)}: only such files are read in pieces"
            )
        else:
            found.append(_source(each, each.name))
    names = [source.path.resolve() for source in found]
    if twice := [path for path in dict.fromkeys(names) if names.count(path) > 1]:
        raise UsageError(f"{twice[0].name} is given twice; its lines would count twice")
    seen: dict[str, int] = {}
    for source in found:
        seen[source.name] = seen.get(source.name, 0) + 1
    return [
        Source(
            s.path,
            s.path.as_posix() if seen[s.name] > 1 else s.name,
            s.bytes,
            s.modified,
            s.pieces,
            s.partitions,
        )
        for s in found
    ]


def _is_data(path: Path) -> bool:
    return path.suffix.lower() in PARQUET + TEXT and not any(
        part.startswith((".", "_")) for part in path.parts
    )


def _source(path: Path, name: str) -> Source:
    """Return a file; of Parquet its footer is read, to know how many lines there are."""
    stat = path.stat()
    partitions = {
        key: unquote(value)
        for part in Path(name).parts[:-1]
        for key, eq, value in [part.partition("=")]
        if eq
    }
    if path.suffix.lower() in PARQUET:
        rows = _parquet(path).metadata.num_rows
        pieces = -(-rows // BATCH)
    else:
        pieces = -(-stat.st_size // BLOCK)
    return Source(path, name, stat.st_size, stat.st_mtime_ns, pieces, partitions)


def headers_in(source: Source) -> list[str]:
    """Return the names of the columns of a file, those that its folders give included.

    Parameters
    ----------
    source : Source

    Returns
    -------
    list of str

    Raises
    ------
    InputError
        If a name occurs twice.
    """
    if source.path.suffix.lower() in PARQUET:
        names = list(_parquet(source.path).schema_arrow.names)
    else:
        names = _first_record(source.path)
    names += list(source.partitions)
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise InputError(
            f"{source.name} has {names.count(twice[0])} columns named '{twice[0]}'.", path=source.path
        )
    return names


def pieces_of(
    sources: Sequence[Source], wanted: Wanted, done: Mapping[str, int]
) -> Iterator[tuple[Source, int, pd.DataFrame | Damaged]]:
    """Read files a piece at a time.

    Parameters
    ----------
    sources : sequence of Source
    wanted : Wanted
        Columns to read.
    done : mapping of str to int
        Pieces of each file that are left out, since they were read before.

    Yields
    ------
    Source
    int
        Number of the piece in its file, from 0.
    pandas.DataFrame or Damaged
    """
    for source in sources:
        first = done.get(source.name, 0)
        parquet = source.path.suffix.lower() in PARQUET
        read = _parquet_pieces(source, wanted, first) if parquet else _text_pieces(source, wanted, first)
        for number, piece in read:
            if isinstance(piece, pd.DataFrame):
                piece = piece.assign(**{k: v for k, v in source.partitions.items() if k in wanted.headers})
            yield source, number, piece


def _parquet(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFileError(
            f"{path} cannot be read as Parquet ({error}). Write it anew, or check its extension.", path=path
        ) from error


def _parquet_pieces(
    source: Source, wanted: Wanted, first: int
) -> Iterator[tuple[int, pd.DataFrame | Damaged]]:
    """Yield the batches of each row group; a batch never spans two, so that a damaged one can be left out."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = _parquet(source.path)
    schema = plain.schema_arrow
    columns = [name for name in wanted.headers if name not in source.partitions]
    texts = [name for name in columns if pa.types.is_string(schema.field(name).type)]
    file = pq.ParquetFile(source.path, read_dictionary=texts)
    number = 0
    for group in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        batches = -(-rows // BATCH)
        if number + batches <= first:
            number += batches
            continue
        try:
            for at, batch in enumerate(file.iter_batches(BATCH, row_groups=[group], columns=columns)):
                if number + at >= first:
                    yield number + at, _frame(pa.Table.from_batches([batch]))
        except (pa.ArrowException, OSError) as error:
            where = f"row group {group + 1} of {file.metadata.num_row_groups} ({rows:,} lines)"
            what = f"{source.name}: {where} is damaged ({_short(error)})"
            yield number + batches - 1, Damaged(what)
        number += batches


def _first_record(path: Path) -> list[str]:
    """Return the headers of a delimited text."""
    encoding, delimiter, skipped = layout_of(path)
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        for _ in range(skipped):
            file.readline()
        return next(csv.reader(file, delimiter=delimiter), [])


def _text_pieces(source: Source, wanted: Wanted, first: int) -> Iterator[tuple[int, pd.DataFrame | Damaged]]:
    """Yield the blocks of a delimited text; what was read before is passed over without being grouped."""
    import pyarrow as pa

    number = -1
    with source.path.open("rb") as file:
        try:
            for number, batch in enumerate(_text_reader(source, file, wanted)):
                if number >= first:
                    yield number, _frame(pa.Table.from_batches([batch]))
        except pa.ArrowInvalid as error:
            _refuse_texts(error, wanted)
            what = f"{source.name}: block {number + 2} and what follows it cannot be read ({_short(error)})"
            yield number + 1, Damaged(what)


def _text_reader(source: Source, file: BinaryIO, wanted: Wanted) -> Any:
    """Open a delimited text: texts stay texts (leading zeros too), quantities are numbers."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    encoding, delimiter, skipped = layout_of(source.path)
    columns = [name for name in wanted.headers if name not in source.partitions]
    types = {name: pa.float64() if name == wanted.quantity else pa.string() for name in columns}
    return arrow.open_csv(
        file,
        read_options=arrow.ReadOptions(block_size=BLOCK, encoding=encoding, skip_rows=skipped),
        parse_options=arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=arrow.ConvertOptions(
            column_types=types, include_columns=columns, null_values=[""], strings_can_be_null=True
        ),
    )


def _refuse_texts(error: Exception, wanted: Wanted) -> None:
    """Say of what is read as a number and is none that it is that, and no damage."""
    if "conversion error" in str(error):
        raise not_numeric(wanted.quantity, f"what is no number ({_short(error)})") from error


def _frame(table: pa.Table) -> pd.DataFrame:
    """Return a piece as a frame: texts coded or as Arrow has them, without an object a line."""
    import pyarrow as pa

    frame: pd.DataFrame = table.to_pandas(
        types_mapper=lambda kind: (
            None if pa.types.is_dictionary(kind) or pa.types.is_floating(kind) else pd.ArrowDtype(kind)
        )
    )
    return frame


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else f"{text[:200]} …"
