"""A workbook's container: a zip of parts that point at each other, opened without harm.

A container is refused before anything is unpacked if it is damaged, encrypted, ambiguous or made to exhaust
memory. XML is parsed as a stream by expat with every document type refused, so that no entity is expanded
and nothing outside the file is ever fetched.
"""

from __future__ import annotations

import errno
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeAlias
from urllib.parse import unquote
from xml.parsers import expat

from bbafootprint.errors import UnreadableFileError

MAX_PART_BYTES = 2 * 2**30
"""Largest part of a workbook that is unpacked, in bytes: a full sheet of 1,048,576 rows and 20 columns is
about 1 GiB of XML. Parts are streamed, so this bounds time rather than memory."""

MAX_RATIO = 250
"""Largest ratio of unpacked to packed bytes of a part over :data:`RATIO_FREE_BYTES`. Sheets as they come are
packed 5 to 60 times; deflate cannot reach more than 1,032 times (RFC 1951), which is what a bomb is near."""

RATIO_FREE_BYTES = 16 * 2**20
"""Parts up to this size, in bytes, may be packed at any ratio: they do no harm."""

MAX_MEMBERS = 20_000
"""Largest number of parts in a workbook."""

CHUNK_BYTES = 2**18
"""Bytes handed to the XML parser at a time."""

Attributes: TypeAlias = dict[str, str]


class Target(NamedTuple):
    """Where a relationship points."""

    kind: str  # last word of the relationship's type, such as "worksheet"
    part: str | None  # name in the container, None where there is no such part


def part_key(name: str) -> str:
    """Return the key of a part for look-up: names have forward slashes and no case (ECMA-376-2)."""
    return name.replace("\\", "/").lstrip("/").lower()


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a workbook's zip container after looking at its directory, and say plainly what is wrong with it.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Yields
    ------
    zipfile.ZipFile

    Raises
    ------
    UnreadableFileError
        If the container is truncated or damaged, holds a part twice, too many parts, or encrypted parts; also
        if that turns out inside the ``with`` block.
    """
    try:
        # The file is ours to close: an archive waits for parts that an error has left half read.
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.filename.endswith("/")]
            seen: set[str] = set()
            for member in members:
                key = part_key(member.filename)
                if key in seen:
                    raise UnreadableFileError(
                        f"{path.name} is damaged: it holds the part {member.filename} twice, so its contents "
                        "are ambiguous. Open it in Excel, let it repair the file, and save it under a new "
                        "name.",
                        path=path,
                    )
                seen.add(key)
                if member.flag_bits & 0x1:
                    raise UnreadableFileError(
                        f"{path.name} is password protected (an encrypted zip container). Save it without a "
                        "password.",
                        path=path,
                    )
            if len(members) > MAX_MEMBERS:
                raise UnreadableFileError(
                    f"{path.name} holds {len(members):,} parts; a workbook of more than {MAX_MEMBERS:,} "
                    "parts is "
                    "refused for safety. Copy the sheet that you need into a new workbook.",
                    path=path,
                )
            total = sum(member.file_size for member in members)
            if total > 4 * RATIO_FREE_BYTES and total > MAX_RATIO * path.stat().st_size:
                raise UnreadableFileError(
                    f"{path.name} is refused for safety: its parts unpack to {total / 2**20:,.0f} MiB, more than"
                    f" {MAX_RATIO} times its size, as files made to exhaust a computer do. If you trust it, copy the"
                    " cells that you need into a new workbook.",
                    path=path,
                )
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, struct.error) as error:
        raise _damaged(path, f"its zip container cannot be unpacked ({error})") from error
    except (NotImplementedError, lzma.LZMAError) as error:
        raise _damaged(path, f"it is packed in a way that Excel does not use ({error})") from error
    except (OSError, RuntimeError) as error:
        # An offset before the file's beginning; a part whose own header says that it is encrypted. What is no
        # fault of the container (a full disk, a bug) passes.
        if isinstance(error, RecursionError) or getattr(error, "errno", errno.EINVAL) != errno.EINVAL:
            raise
        raise _damaged(path, f"its zip container points at nothing ({error})") from error


def _damaged(path: Path, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is damaged: {what}. Download or copy it again (it may be cut short), or open it in "
        "Excel, "
        "let it repair the file, and save it under a new name.",
        path=path,
    )


def part_chunks(path: Path, archive: zipfile.ZipFile, name: str) -> Generator[bytes, None, None]:
    """Unpack one part of a container piece by piece, refusing it first if it is a bomb.

    Parameters
    ----------
    path : pathlib.Path
        The file, for the message.
    archive : zipfile.ZipFile
        Its open container.
    name : str
        Name of the part as the directory of the container spells it.

    Yields
    ------
    bytes
        At most :data:`CHUNK_BYTES` at a time. The directory's size is trusted as a bound because unpacking
        stops there, and a size that lies fails the checksum.

    Raises
    ------
    UnreadableFileError
        If the part is larger than :data:`MAX_PART_BYTES` or packed more than :data:`MAX_RATIO` times.
    """
    member = archive.getinfo(name)
    size = member.file_size
    if size > RATIO_FREE_BYTES and size > MAX_RATIO * max(1, member.compress_size):
        raise UnreadableFileError(
            f"{path.name} is refused for safety: its part {name} unpacks to {size / 2**20:,.0f} MiB, "
            f"{size // max(1, member.compress_size):,} times its packed size, as files made to exhaust a "
            "computer "
            "do. If you trust it, copy the cells that you need into a new workbook.",
            path=path,
        )
    if size > MAX_PART_BYTES:
        raise UnreadableFileError(
            f"{path.name} is too large: its part {name} unpacks to {size / 2**30:,.1f} GiB; at most "
            f"{MAX_PART_BYTES / 2**30:.0f} GiB is read. Export the sheet as CSV or Parquet.",
            path=path,
        )
    with archive.open(member) as part:
        while chunk := part.read(CHUNK_BYTES):
            yield chunk


def parse_part(
    path: Path,
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    through: Callable[[Iterator[bytes], Callable[[bytes], object]], None] | None = None,
) -> None:
    """Parse one XML part of a container as a stream.

    Parameters
    ----------
    path, archive, name
        As in :func:`part_chunks`.
    start, end, text : callable
        Called with an element's name and attributes, its name, and its characters; names as written, with
        their prefix.
    through : callable, optional
        Called with the part's chunks and the parser, of which it may keep some from the parser that it reads
        itself (:func:`bbafootprint.ingest.files.pieces.route`).

    Raises
    ------
    UnreadableFileError
        If the XML is not well-formed, or declares a document type (and with it entities): no program that
        writes workbooks does, attacks do.
    """

    def refuse(*_: object) -> NoReturn:
        raise UnreadableFileError(
            f"{path.name} is refused for safety: its part {name} declares a document type (DTD), which no "
            "spreadsheet program writes and attacks use. If you trust it, copy the cells into a new "
            "workbook.",
            path=path,
        )

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 2**16
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with closing(part_chunks(path, archive, name)) as chunks:
            if through is not None:
                through(chunks, lambda piece: parser.Parse(piece, False))
            for chunk in chunks:
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _damaged(path, f"its part {name} is not well-formed XML ({error})") from error
    except (LookupError, ValueError) as error:
        if "encoding" not in str(error):  # what expat has no error of its own for; any other is a bug
            raise
        raise _damaged(path, f"its part {name} is in no encoding that is known ({error})") from error


def relationships(
    path: Path, archive: zipfile.ZipFile, names: dict[str, str], source: str
) -> dict[str, Target]:
    """Return where a part points, by the identifier of each relationship.

    Parameters
    ----------
    path : pathlib.Path
        The file, for messages.
    archive : zipfile.ZipFile
        Its open container.
    names : dict of str to str
        Key (:func:`part_key`) to name of every part.
    source : str
        Name of the part; empty for the container itself.

    Returns
    -------
    dict of str to Target
        Empty where the part points nowhere. What lies outside the file is left out, and never fetched.
    """
    folder, _, leaf = source.replace("\\", "/").rpartition("/")
    found: dict[str, Target] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if local_name(tag) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        address = unquote(attributes.get("Target", "").replace("\\", "/"))
        part = address if address.startswith("/") else posixpath.join(folder, address)
        key = part_key(posixpath.normpath(part))
        kind = attributes.get("Type", "").rpartition("/")[2]
        found[attributes.get("Id", "")] = Target(kind, names.get(key))

    part = names.get(part_key(posixpath.join(folder, "_rels", f"{leaf}.rels")))
    if part is not None:
        parse_part(path, archive, part, start)
    return found


def local_name(tag: str) -> str:
    """Return the name of an element without its prefix."""
    return tag.rpartition(":")[2]
