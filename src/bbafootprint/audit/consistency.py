"""Whether a pack is what its format says, and what it says of itself: who can seal a pack again can change both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from bbafootprint.audit.folder import BESIDE, DESCRIPTION
from bbafootprint.audit.manifest import MANIFEST_FILE, README_FILE, Manifest, Part
from bbafootprint.audit.readme import readme_text
from bbafootprint.audit.results import TABLES
from bbafootprint.audit.verification import AuditCheck
from bbafootprint.trade.products.data import describe_products

_ASK = "Ask whoever made the pack."
_TABLES = {table.path: table for table in TABLES}


def check_consistency(manifest: Manifest) -> list[AuditCheck]:
    """Check that a pack has every part of its format and no other, and that its words follow from its parts.

    Parameters
    ----------
    manifest : Manifest

    Returns
    -------
    list of AuditCheck
        What is wrong, a check each; one that is ok where nothing is.
    """
    found = [
        *_check_parts(manifest),
        *_check_products(manifest),
        *_check_names(manifest),
        *_check_own_words(manifest),
    ]
    return found or [AuditCheck(MANIFEST_FILE, "content", True)]


def same_library(manifest: Manifest) -> bool:
    """Tell whether a pack was written with this version of the library.

    Parameters
    ----------
    manifest : Manifest

    Returns
    -------
    bool
    """
    return manifest.versions.get("bbafootprint") == version("bbafootprint")


def recorded_products(manifest: Manifest) -> dict[str, Any]:
    """Return what the record of a run says of the product data; empty where it says nothing.

    Parameters
    ----------
    manifest : Manifest

    Returns
    -------
    dict
    """
    return _at(manifest.provenance, "options", "products")


def _wrong(path: str, found: str, expected: str, message: str) -> AuditCheck:
    return AuditCheck(path, "content", False, found, expected, f"{message}. {_ASK}")


def _check_parts(manifest: Manifest) -> Iterator[AuditCheck]:
    """Name parts that the format has and the pack has not, and the other way round."""
    parts = {part.path: part for part in manifest.parts}
    for path in (*_TABLES, README_FILE):
        if path not in parts:
            yield _wrong(path, "no part", "a part", "is not in the pack, and every pack has it")
    given_later = bool(manifest.inputs) and not any(parts[path].kept for path in manifest.inputs)
    if given_later and manifest.recomputed_from == "lines":
        message = "it says that the result is recomputed from its lines; a pack without inputs never is"
        yield _wrong(MANIFEST_FILE, "lines", "input", message)
    for part in manifest.parts:
        if not _belongs(part, manifest):
            message = f"is no {part.what} that a pack of this kind has, and nothing says what it is"
            yield _wrong(part.path, "a part", "no part", message)
        repeats = part.what in ("input", "answers") or (part.path in _TABLES and _TABLES[part.path].of_lines)
        if not part.kept and not (given_later and repeats):
            why = "a pack without inputs leaves out only these and what repeats them"
            message = f"was left out of the pack, and {why if given_later else 'its inputs were not'}"
            yield _wrong(part.path, "left out", "a file", message)


def _belongs(part: Part, manifest: Manifest) -> bool:
    """Tell whether a part is one that the manifest uses as what it is."""
    path = part.path
    if part.what == "result" or path in _TABLES:
        return part.what == "result" and path in _TABLES
    if part.what in ("factor set", "trade data"):
        data = manifest.factors if part.what == "factor set" else manifest.trade
        return any(
            path == record.path if record.kind == "table" else path.startswith(f"{record.path}/")
            for record in data
        )
    if part.what == "product data":
        home, _, name = path.rpartition("/")
        known = {*_hashes(manifest), DESCRIPTION, *BESIDE}
        return home == f"products/{recorded_products(manifest).get('id')}" and name in known
    return path in {
        "input": manifest.inputs,
        "mapping": (manifest.mapping,),
        "answers": (manifest.answers,),
        "own products": (manifest.own_products,),
        "about": (README_FILE,),
    }.get(part.what, ())


def _check_products(manifest: Manifest) -> Iterator[AuditCheck]:
    """Check the product data in the pack against the record of the run."""
    recorded, here = recorded_products(manifest), describe_products()
    hashes = _hashes(manifest)
    if not hashes:
        message = "its record does not say with which product data goods were converted"
        yield _wrong(MANIFEST_FILE, "", "hashes of product data", message)
    sums = {part.path: part.sha256 for part in manifest.parts}
    for name, digest in hashes.items():
        path, wanted = f"products/{recorded.get('id')}/{name}", str(digest).removeprefix("sha256:")
        if (found := sums.get(path, "")) != wanted:
            what = "is not the file" if found else "is not in the pack; it is the file"
            message = f"{what} that the record of the run names: its sha256 was {wanted}"
            yield _wrong(path, found, wanted, message)
    if hashes == here["hashes"]:
        for name in ("id", "version"):
            if recorded.get(name) != here[name]:
                message = f"its record says the {name} {recorded.get(name)!r} of product data that are {here[name]!r}"
                yield _wrong(MANIFEST_FILE, str(recorded.get(name)), here[name], message)


def _hashes(manifest: Manifest) -> Mapping[str, Any]:
    return _at({"products": recorded_products(manifest)}, "products", "hashes")


def _check_names(manifest: Manifest) -> Iterator[AuditCheck]:
    """Check what the record says of files against the files."""
    reading = _at(manifest.provenance, "input")
    files = [
        ("mapping", manifest.mapping, _at(reading, "mapping")),
        ("answers", manifest.answers, _at(reading, "answers")),
        ("own products", manifest.own_products, _at(recorded_products(manifest), "own")),
    ]
    if len(manifest.inputs) == 1:
        files.append(("input", manifest.inputs[0], reading))
    for what, path, record in files:
        if path is None:
            continue
        part = manifest.part(path)
        name, said = part.given_as or path.rpartition("/")[2], record.get("source")
        if said != name:
            message = f"its record says that the {what} was {said!r}, and in the pack it is {name!r} ({path})"
            yield _wrong(MANIFEST_FILE, str(said), name, message)
        digest = str(record.get("sha256") or "").removeprefix("sha256:")
        if part.columns is None and digest != part.sha256:
            message = f"its record says that the {what} had the sha256 {digest!r}, and {path} has another"
            yield _wrong(MANIFEST_FILE, digest, part.sha256, message)


def _check_own_words(manifest: Manifest) -> Iterator[AuditCheck]:
    """Check what the pack says in words and repeats: the text for people, versions, sets, what is not redone."""
    if same_library(manifest):
        right = hashlib.sha256(readme_text(manifest).encode("utf-8")).hexdigest()
        sums = {part.path: part.sha256 for part in manifest.parts}
        found = sums.get(README_FILE, right)
        if found != right:
            message = f"is not the text that follows from {MANIFEST_FILE}: do not rely on what it says"
            yield _wrong(README_FILE, found, right, message)
    written, recorded = (
        str(manifest.versions.get("bbafootprint")),
        str(_at(manifest.provenance, "library").get("version")),
    )
    if written != recorded:
        message = (
            f"it says that bbafootprint {written} wrote the pack, and the record of the run says {recorded}"
        )
        yield _wrong(MANIFEST_FILE, recorded, written, message)
    sets = [{"id": each.id, "version": each.version, "sha256": each.sha256} for each in manifest.factors]
    if (said := manifest.provenance.get("factor_sets")) != sets:
        message = "it does not name the same factor sets as the record of the run in it"
        yield _wrong(MANIFEST_FILE, str(said), str(sets), message)
    if (manifest.recomputed_from == "lines") != bool(manifest.not_redone):
        message = f"it says that it is recomputed from the {manifest.recomputed_from}, and "
        message += "that this leaves something out" if manifest.not_redone else "not what this leaves out"
        yield _wrong(MANIFEST_FILE, str(list(manifest.not_redone)), "", message)


def _at(document: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return the mapping that stands there in a document; empty where there is none."""
    found: Any = document
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
