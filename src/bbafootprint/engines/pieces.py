"""The pieces of large files: batches of Parquet, blocks of delimited text."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pandas as pd

from bbafootprint.engines import sources as limits
from bbafootprint.engines.columns import Wanted
from bbafootprint.engines.quotes import QuotesChecked
from bbafootprint.engines.sources import PARQUET, Source, open_parquet
from bbafootprint.errors import InputError, UnreadableFileError
from bbafootprint.ingest.files.delimited import layout_of

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Damaged:
    """A piece that cannot be read, in words."""

    what: str


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
        names = list(open_parquet(source.path).schema_arrow.names)
    else:
        names = _first_record(source.path)
    names += list(source.partitions)
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise InputError(
            f"{source.name} has {names.count(twice[0])} columns named '{twice[0]}'.", path=source.path
        )
    return names


def check_quantity(source: Source, wanted: Wanted) -> None:
    """Refuse a Parquet file whose quantities are no numbers, before any is read.

    Parameters
    ----------
    source : Source
    wanted : Wanted

    Raises
    ------
    InputError
        If they are texts, dates or anything else that is no number.
    """
    import pyarrow as pa

    if source.path.suffix.lower() not in PARQUET or wanted.quantity in source.partitions:
        return
    kind = open_parquet(source.path).schema_arrow.field(wanted.quantity).type
    numbers = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_null)
    if not any(is_kind(kind) for is_kind in numbers):
        raise _no_numbers(source, wanted, str(kind))


def _no_numbers(source: Source, wanted: Wanted, what: str) -> InputError:
    return InputError(
        f"'{wanted.quantity}' of {source.name} holds {what}, and quantities that are summed must be numbers, in text "
        "with a decimal point and no other mark. Write the column as numbers; or read the file as a sheet, where "
        "'1 000,5' and '1.250,5 kg' are understood: `bbafootprint run` (read_lines).",
        path=source.path,
    )


def pieces_of(
    sources: Sequence[Source], wanted: Wanted, done: Mapping[str, int]
) -> Iterator[tuple[Source, int, bool, pd.DataFrame | Damaged]]:
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
    bool
        Whether it is the last of what is left out together where it is damaged (a row group); until then it is not
        sure that it counts.
    pandas.DataFrame or Damaged
    """
    for source in sources:
        first = done.get(source.name, 0)
        parquet = source.path.suffix.lower() in PARQUET
        read = _parquet_pieces(source, wanted, first) if parquet else _text_pieces(source, wanted, first)
        for number, last, piece in read:
            if isinstance(piece, pd.DataFrame):
                piece = piece.assign(**{k: v for k, v in source.partitions.items() if k in wanted.headers})
            yield source, number, last, piece


def _parquet_pieces(
    source: Source, wanted: Wanted, first: int
) -> Iterator[tuple[int, bool, pd.DataFrame | Damaged]]:
    """Yield the batches of each row group; a batch never spans two, so that a damaged one can be left out."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = open_parquet(source.path)
    schema = plain.schema_arrow
    columns = [name for name in wanted.headers if name not in source.partitions]
    texts = [name for name in columns if pa.types.is_string(schema.field(name).type)]
    file = pq.ParquetFile(source.path, read_dictionary=texts)
    number = 0
    for group in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        batches = -(-rows // limits.BATCH)
        if number + batches <= first:
            number += batches
            continue
        try:
            for at, batch in enumerate(file.iter_batches(limits.BATCH, row_groups=[group], columns=columns)):
                if number + at >= first:
                    yield number + at, at == batches - 1, _frame(pa.Table.from_batches([batch]))
        except (pa.ArrowException, OSError) as error:
            where = f"row group {group + 1} of {file.metadata.num_row_groups} ({rows:,} lines)"
            what = f"{source.name}: {where} is damaged ({_short(error)})"
            yield number + batches - 1, True, Damaged(what)
        number += batches


def _first_record(path: Path) -> list[str]:
    """Return the headers of a delimited text."""
    encoding, delimiter, skipped = layout_of(path)
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        for _ in range(skipped):
            file.readline()
        return next(csv.reader(file, delimiter=delimiter), [])


def _text_pieces(
    source: Source, wanted: Wanted, first: int
) -> Iterator[tuple[int, bool, pd.DataFrame | Damaged]]:
    """Yield the blocks of a delimited text; what was read before is passed over without being grouped."""
    import pyarrow as pa

    number = -1
    with source.path.open("rb") as file:
        try:
            for number, batch in enumerate(_text_reader(source, file, wanted)):
                if number >= first:
                    yield number, True, _frame(pa.Table.from_batches([batch]))
        except UnicodeDecodeError as error:
            raise _not_encoded(source, number + 2) from error
        except pa.ArrowInvalid as error:
            if "invalid UTF8" in str(error):
                raise _not_encoded(source, number + 2) from error
            if "conversion error" in str(error):  # a number that is none, which is no damage
                raise _no_numbers(source, wanted, f"what is no number ({_short(error)})") from error
            yield number + 1, True, Damaged(f"{_rest(source, number + 2)} ({_short(error)})")
        except UnreadableFileError as error:  # a quotation mark astray
            yield number + 1, True, Damaged(f"{_rest(source, number + 2)}: {str(error).rstrip('.')}")


def _rest(source: Source, block: int) -> str:
    """Return what is lost from a block on, in words."""
    rest = max(source.bytes - (block - 1) * limits.BLOCK, 1)
    return (
        f"{source.name}: block {block} and what follows it, about {rest:,} of {source.bytes:,} bytes "
        f"({rest / source.bytes:.1%} of the file), cannot be read"
    )


def _not_encoded(source: Source, block: int) -> UnreadableFileError:
    encoding, start = layout_of(source.path)[0], (block - 1) * limits.BLOCK
    return UnreadableFileError(
        f"{source.name}: somewhere from about byte {start:,} on (block {block} or soon after it) a byte is not in the "
        f"encoding of its beginning, {encoding}. Where parts of several encodings were put together, give them as "
        'files of their own; else save the whole as "CSV UTF-8", or as Parquet.',
        path=source.path,
    )


def _text_reader(source: Source, file: BinaryIO, wanted: Wanted) -> Any:
    """Open a delimited text: texts stay texts (leading zeros too), quantities are numbers."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    encoding, delimiter, skipped = layout_of(source.path)
    columns = [name for name in wanted.headers if name not in source.partitions]
    types = {name: pa.float64() if name == wanted.quantity else pa.string() for name in columns}
    if encoding.startswith("utf-16"):  # marks are looked for in bytes, so that these are to be those of UTF-8
        file = cast("BinaryIO", codecs.EncodedFile(file, "utf-8", encoding))
        encoding = "utf-8"
    return arrow.open_csv(
        QuotesChecked(source.path, file, delimiter, limits.BLOCK),
        read_options=arrow.ReadOptions(block_size=limits.BLOCK, encoding=encoding, skip_rows=skipped),
        parse_options=arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=arrow.ConvertOptions(
            column_types=types, include_columns=columns, null_values=[""], strings_can_be_null=True
        ),
    )


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
