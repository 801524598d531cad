"""The words of a pack for whoever opens it."""

from __future__ import annotations

import textwrap

from bbafootprint.audit.manifest import MANIFEST_FILE, SUMS_FILE, Manifest
from bbafootprint.audit.shipped import unlike_shipped

_ROOMS = {
    "input": "what was assessed, byte for byte as it was given",
    "mapping": "how a person said that the input is to be read",
    "answers": "what a person said that unclear values mean",
    "own products": "the person's own products",
    "product data": "yields, prices and densities by which goods were converted, for the record",
    "factor set": "the factors, as they were used",
    "trade data": "where goods that were shipped on had grown",
    "result": "the result, a table a file",
}
_WIDTH = 100


def readme_text(manifest: Manifest) -> str:
    """Return what a pack is and how it is verified, in plain words.

    Parameters
    ----------
    manifest : Manifest
        With or without this text among its parts: it says nothing of itself.

    Returns
    -------
    str
    """
    version = manifest.versions.get("bbafootprint")
    sets = ", ".join(f"{record.id} {record.version}" for record in manifest.factors)
    left_out = sorted((part for part in manifest.parts if not part.kept), key=lambda part: part.path)
    paragraphs = [
        "AUDIT PACK OF A HABITAT FOOTPRINT",
        f"This folder holds the result of a run of bbafootprint {version} with the factors {sets}, and what it was "
        "made of, so that somebody else can check it and compute it again. No network is needed.",
        *(f"Note: {sentence}." for sentence in unlike_shipped(manifest).values()),
        "To verify it",
        f"    pip install bbafootprint=={version}\n    bbafootprint verify THIS-FOLDER",
        "This compares every file with its hash, computes the result again from what is in the folder, and compares "
        "each table: keys exactly, numbers to a billionth. Goods are converted with the product data that come with "
        "the library, and names understood with its vocabulary; 'verify' says where its product data are others than "
        "those in the folder. Without the library the hashes can be checked with",
        f"    sha256sum -c {SUMS_FILE}",
        "The hashes show every change after the pack was written. They do not show who wrote it: whoever can write the "
        "folder can make another that holds together. 'verify' shows the seal of the pack, 64 digits; ask whoever made "
        "the pack for it by another way, and compare.",
        "What is not redone" if manifest.not_redone else "",
        *manifest.not_redone,
        "What was left out" if left_out else "",
        "The inputs are not in this folder, nor are the tables that repeat them; their hashes are. To recompute, get "
        "the input from whoever made the pack and run 'bbafootprint verify THIS-FOLDER --input FILE' (repeat --input "
        "for several files). Without it only the hashes of the rest can be checked."
        if left_out
        else "",
        "\n".join(f"    {part.path}  {part.bytes} bytes, sha256 {part.sha256}" for part in left_out),
        "What is in it",
        "\n".join(
            [f"    {path}: {_ROOMS[what]}" for path, what in _rooms(manifest)]
            + [f"    {MANIFEST_FILE}: options, versions, the record of the run, every part with its hash"]
        ),
        "The tables are CSV in UTF-8. A float is written so that reading it gives the very same float. A text that "
        "begins with = + - @ or an apostrophe has an apostrophe in front, so that no spreadsheet takes it for a "
        "formula.",
    ]  # fmt: skip
    return "\n\n".join(_wrapped(each) for each in paragraphs if each) + "\n"


def _rooms(manifest: Manifest) -> list[tuple[str, str]]:
    """Return the folders and single files that are in the pack, with what they are."""
    found: dict[str, str] = {}
    for part in manifest.parts:
        if not part.kept or part.what == "about":
            continue
        segments = part.path.split("/")
        place = "/".join(segments[:2]) + "/" if len(segments) > 2 else part.path
        if part.what == "result":
            place = f"{segments[0]}/"
        found.setdefault(place, part.what)
    return sorted(found.items())


def _wrapped(paragraph: str) -> str:
    if paragraph.startswith("    "):
        return paragraph
    return textwrap.fill(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False)
