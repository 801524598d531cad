"""A large XML part in pieces: what is written plainly is taken as bytes, all else goes to the XML parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from bbafootprint.ingest.files.cellvalues import unescape

LONGEST_ITEM = 2**20
"""Bytes without the end of an item after which the rest of a part is left to the XML parser."""

# What XML would change in a text, or refuse, but for the five entities.
_CHANGED = re.compile("[<>\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_ENTITY = re.compile(r"&[^;]{0,5};?")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")


def route(
    chunks: Iterable[bytes],
    parse: Callable[[bytes], object],
    accept: Callable[[bytes], bool],
    begin: bytes,
    end: bytes,
) -> None:
    """Hand a part to an XML parser, but for the items of a long list that are accepted as they are written.

    Parameters
    ----------
    chunks : iterable of bytes
        The part.
    parse : callable
        Parses the next piece of XML.
    accept : callable
        From some whole items, one right after the other, to whether they were taken; else they are parsed.
    begin, end : bytes
        How an item begins and ends, such as ``<row`` and ``</row>``.
    """
    source = iter(chunks)
    held = b""
    opening = -1
    for chunk in source:
        held += chunk
        opening = held.find(begin)
        if opening >= 0 or len(held) > LONGEST_ITEM:
            break
    if opening >= 0 and _is_clear(held[:opening]):
        parse(held[:opening])
        held = _take(held[opening:], source, parse, accept, begin, end)
    parse(held)
    for chunk in source:
        parse(chunk)


def _is_clear(head: bytes) -> bool:
    """Tell whether what follows is XML in UTF-8 and stands in no comment or the like."""
    encoding = _ENCODING.search(head)
    return b"<!" not in head and head.count(b"<?") <= 1 and (not encoding or encoding[1].lower() == b"utf-8")


def _take(
    held: bytes,
    source: Iterator[bytes],
    parse: Callable[[bytes], object],
    accept: Callable[[bytes], bool],
    begin: bytes,
    end: bytes,
) -> bytes:
    """Take the items; return what was read and not yet parsed where the list ends."""
    while held[: len(begin)] == begin[: len(held)]:
        stop = held.rfind(end) + len(end)
        if stop >= len(end):
            block, held = held[:stop], held[stop:]
            if not accept(block):
                parse(block)
                if b"<!" in block or b"<?" in block:  # the end may be inside a comment
                    break
        elif len(held) > LONGEST_ITEM:
            break
        chunk = next(source, None)
        if chunk is None:
            break
        held += chunk
    return held


def plain_text(raw: bytes) -> str | None:
    """Return the text that the characters between two tags are.

    Parameters
    ----------
    raw : bytes

    Returns
    -------
    str or None
        None where it is for an XML parser to say.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _CHANGED.search(text) else without_entities(text)


def without_entities(text: str) -> str | None:
    """Return a text with the five entities and the escapes of workbooks undone; None where there is another."""
    if "&" in text:
        if not all(entity in _ENTITIES for entity in _ENTITY.findall(text)):
            return None
        text = _ENTITY.sub(lambda found: _ENTITIES[found[0]], text)
    return unescape(text)
