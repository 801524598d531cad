"""The table of texts of an .xlsx workbook: each text once, to which cells point by number."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.cellvalues import unescape
from bbafootprint.ingest.files.package import Attributes, local_name, parse_part
from bbafootprint.ingest.files.pieces import route, without_entities

MAX_TEXTS = 5_000_000
"""Largest number of texts; each takes some 80 bytes and more, and a full sheet has 1,048,576 rows."""

MAX_CHARACTERS = 300_000_000
"""Largest number of characters in all texts together, of 1 to 4 bytes each."""

# Texts as they are usually written, with nothing that XML would change but the five entities.
_ITEM = re.compile(r'<si><t(?: xml:space="preserve")?>([^<>\x00-\x08\x0b-\x1f\ufffe\uffff]*)</t></si>')
_PLAIN_BYTES = len("<si><t></t></si>")


def read_texts(path: Path, archive: zipfile.ZipFile, part: str | None) -> list[str | None]:
    """Read the table of texts: runs of formatting joined, pronunciation left out.

    Parameters
    ----------
    path : pathlib.Path
        The workbook, for messages.
    archive : zipfile.ZipFile
        Its open container.
    part : str or None
        The part that holds the table; None where there is none.

    Returns
    -------
    list of str or None
        None for an empty text.

    Raises
    ------
    UnreadableFileError
        If the part is damaged or holds too much text.
    """
    strings: list[str | None] = []
    if part is None:
        return strings
    pieces: list[str] = []
    collecting = phonetic = False
    size = 0

    def check() -> None:
        if len(strings) > MAX_TEXTS or size > MAX_CHARACTERS:
            raise UnreadableFileError(
                f"{path.name} is too large: it holds more than {MAX_TEXTS:,} different texts, or more than"
                f" {MAX_CHARACTERS:,} characters. Export the sheet as Parquet or CSV, or split it.",
                path=path,
            )

    def accept(block: bytes) -> bool:
        nonlocal size
        texts = plain_texts(block)
        if texts is None:
            return False
        strings.extend(text or None for text in texts)
        size += len(block)
        check()
        return True

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal collecting, phonetic
        match local_name(tag):
            case "si":
                pieces.clear()
            case "rPh":
                phonetic = True
            case "t":
                collecting = not phonetic
            case _:
                pass

    def end(tag: str) -> None:
        nonlocal collecting, phonetic
        match local_name(tag):
            case "si":
                strings.append(unescape("".join(pieces)) or None)
                check()
            case "rPh":
                phonetic = False
            case "t":
                collecting = False
            case _:
                pass

    def characters(text: str) -> None:
        nonlocal size
        if collecting:
            pieces.append(text)
            size += len(text)
            if size > MAX_CHARACTERS:
                check()

    parse_part(
        path, archive, part, start, end, characters,
        lambda chunks, parse: route(chunks, parse, accept, b"<si>", b"</si>"),
    )  # fmt: skip
    return strings


def plain_texts(block: bytes) -> list[str] | None:
    """Take some whole items of the table apart.

    Parameters
    ----------
    block : bytes
        From the beginning of an item to the end of one.

    Returns
    -------
    list of str or None
        None where an item is more than a text.
    """
    try:
        whole = block.decode("utf-8")
    except UnicodeDecodeError:
        return None
    texts = _ITEM.findall(whole)
    length = sum(map(len, texts)) + _PLAIN_BYTES * len(texts)
    if length + whole.count('<t xml:space="preserve">') * len(' xml:space="preserve"') != len(whole):
        return None
    if "&" not in whole and "_x" not in whole:
        return texts
    found = [without_entities(text) for text in texts]
    known = [text for text in found if text is not None]
    return known if len(known) == len(found) else None
