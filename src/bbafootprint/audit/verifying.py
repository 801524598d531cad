"""A pack checked: every file against its hash, then the result computed anew and compared."""

from __future__ import annotations

import hashlib
import json
import platform
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.audit.folder import sha256_of_file
from bbafootprint.audit.manifest import (
    MANIFEST_FILE,
    SUMS_FILE,
    Manifest,
    Part,
    read_sums,
    sums_text,
)
from bbafootprint.audit.opening import Opened, files_there, open_lists
from bbafootprint.audit.redoing import Compared, PackFiles, compare_record, compare_results, redo
from bbafootprint.audit.typed_tables import write_table
from bbafootprint.audit.verification import AuditCheck, AuditVerification
from bbafootprint.errors import AuditError, BBAFootprintError, UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.ingest.reading import ArrowTable
from bbafootprint.trade.products.data import describe_products

_OF_ODD_DATA = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a table raises whose cells are not what such a table holds: somebody may have made it so."""

Input = str | Path | pd.DataFrame | ArrowTable


def verify_audit_pack(folder: str | Path, inputs: Input | Sequence[Input] = ()) -> AuditVerification:
    """Verify an audit pack: every file against its hash, then the result computed anew and compared.

    A pack may come from anybody: nothing in it is run, no link is followed and nothing outside it is read.

    Parameters
    ----------
    folder : str or pathlib.Path
        A folder that :func:`write_audit_pack` wrote.
    inputs : path, pandas.DataFrame, pyarrow.Table, or sequence of these, optional
        Files or tables that were left out of the pack, in any order: they are known by their hash. What is in the
        pack may be given too, and is compared with it.

    Returns
    -------
    AuditVerification
        What was found; a check that fails raises nothing. The result is recomputed only where no file was changed.

    Raises
    ------
    AuditError
        If the folder is no audit pack, of another version of the format, or made to lead out of itself.
    UsageError
        If an input that is given does not exist.
    """
    place = Path(folder)
    opened = open_lists(place)
    checks, expected = _check_lists(place, opened)
    files, odd = files_there(place)
    checks += _check_files(place, expected, files, odd)
    lists = {MANIFEST_FILE, SUMS_FILE}
    checks += _check_extra((files | odd) - set(expected) - lists)
    manifest = opened.manifest
    if manifest is None:
        why = f"{MANIFEST_FILE} is not whole ({opened.fault})"
        return AuditVerification(tuple(checks), None, why, (), (), "", "")
    several: list[Any] = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
    with tempfile.TemporaryDirectory() as scratch:
        given, found = _match_inputs(manifest, several, Path(scratch))
        checks += found
        pack = PackFiles(place, manifest, given)
        why_not = _why_not(checks, pack)
        basis = manifest.recomputed_from
        if not why_not:
            checks += _recompute(pack)
            if any(check.check == "recomputation" for check in checks):
                why_not = "it cannot be"
    return AuditVerification(
        tuple(checks),
        None if why_not else basis,
        why_not,
        manifest.not_redone,
        tuple(_notes(manifest)),
        manifest.seal,
        _summary(manifest),
    )


def _check_lists(
    place: Path, opened: Opened
) -> tuple[list[AuditCheck], Mapping[str, tuple[int | None, str]]]:
    """Check the two lists against each other; return what each file should be: bytes, where known, and hash."""
    if opened.manifest is not None and opened.data is not None:
        manifest = opened.manifest
        expected: dict[str, tuple[int | None, str]] = {
            part.path: (part.bytes, part.sha256) for part in manifest.parts if part.kept
        }
        right = sums_text(manifest, opened.data)
        checks = [
            AuditCheck(MANIFEST_FILE, "file", True, manifest.seal, manifest.seal),
            _check_sums(right, opened.sums),
        ]
        return checks, expected
    if opened.is_sealed or opened.sums is None:
        raise AuditError(
            f"{place} is no audit pack that can be verified: {MANIFEST_FILE}: {opened.fault}", folder=place
        )
    listed = read_sums(opened.sums)
    wanted = listed.pop(MANIFEST_FILE, "")
    if not wanted:
        raise AuditError(
            f"{place} is no audit pack: {MANIFEST_FILE}: {opened.fault}, and {SUMS_FILE} lists none",
            folder=place,
        )
    found = "" if opened.data is None else hashlib.sha256(opened.data).hexdigest()
    again = "Get the pack anew from whoever made it"
    message = f"{opened.fault}. {again}; its other files are checked against {SUMS_FILE}."
    checks = [AuditCheck(MANIFEST_FILE, "file", False, found, wanted, message)]
    return checks, {path: (None, digest) for path, digest in listed.items()}


def _check_sums(right: bytes, sums: bytes | None) -> AuditCheck:
    """Check the list of sums against the one that follows from the manifest."""
    expected = hashlib.sha256(right).hexdigest()
    if sums is None:
        return AuditCheck(SUMS_FILE, "file", False, "", expected, "is missing. Get the pack anew.")
    found = hashlib.sha256(sums).hexdigest()
    if sums == right:
        return AuditCheck(SUMS_FILE, "file", True, found, expected)
    one, two = sums.splitlines(), right.splitlines()
    line = next(
        (at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two))
    )
    message = f"was changed: line {line + 1} is not what {MANIFEST_FILE} says. Get the pack anew."
    return AuditCheck(SUMS_FILE, "file", False, found, expected, message)


def _check_files(
    place: Path, expected: Mapping[str, tuple[int | None, str]], files: set[str], odd: set[str]
) -> list[AuditCheck]:
    """Check every file against its hash."""
    checks = []
    for path, (size, digest) in sorted(expected.items()):
        again = "Get the pack anew from whoever made it."
        if path not in files:
            what = "is a link or no plain file, and is not read" if path in odd else "is missing"
            checks.append(AuditCheck(path, "file", False, "", digest, f"{what}. {again}"))
            continue
        found = (place / path).stat().st_size
        if size is not None and found != size:
            message = f"was changed: it has {found:,} bytes, {size:,} when the pack was written. {again}"
            checks.append(AuditCheck(path, "file", False, f"{found} bytes", f"{size} bytes", message))
            continue
        actual = sha256_of_file(place / path)
        message = "" if actual == digest else f"was changed: its sha256 is {actual}, not {digest}. {again}"
        checks.append(AuditCheck(path, "file", not message, actual, digest, message))
    return checks


def _check_extra(paths: Iterable[str]) -> list[AuditCheck]:
    """Name what is there and in no list."""
    message = "is not of the pack: it is in no list. Move it elsewhere."
    named = sorted(path.encode("utf-8", "replace").decode("utf-8") for path in paths)
    return [AuditCheck(path, "list", False, "a file", "no file", message) for path in named]


def _match_inputs(
    manifest: Manifest, inputs: Sequence[Input], scratch: Path
) -> tuple[dict[str, Path], list[AuditCheck]]:
    """Find out which parts the inputs that were given are, by their hash."""
    candidates = [part for part in manifest.parts if part.what not in ("about", "result")]
    candidates += [part for part in manifest.parts if part.what == "result" and not part.kept]
    found: dict[str, Path] = {}
    checks = []
    for at, given in enumerate(inputs):
        if isinstance(given, str | Path):
            path, name = Path(given), Path(given).name
            if not path.is_file():
                raise UsageError(f"{path} is no file: give the input that was left out of the pack")
        else:
            frame = given if isinstance(given, pd.DataFrame) else given.to_pandas()
            path, name = scratch / f"{at}.csv", "the table given"
            path.write_bytes(write_table(frame)[0])
        digest = sha256_of_file(path)
        parts = [part for part in candidates if part.sha256 == digest]
        if parts:
            found |= {part.path: path for part in parts if not part.kept}
            checks.append(AuditCheck(parts[0].path, "input", True, digest, digest))
        else:
            checks.append(AuditCheck(name, "input", False, digest, *_not_of(manifest, name, digest)))
    return found, checks


def _not_of(manifest: Manifest, name: str, digest: str) -> tuple[str, str]:
    """Return what an input should have been, and say that it is not."""
    wanted: list[Part] = [part for part in manifest.parts if part.what == "input"]
    if not wanted:
        return "", f"is not of this pack (sha256 {digest}), which knows no input."
    same = next((part for part in wanted if name in (part.path.split("/")[-1], part.given_as)), wanted[0])
    message = (
        f"is not the file that the result was made from: its sha256 is {digest}; {same.path} had {same.sha256}. Get "
        "the very file, unchanged: opening and saving it is enough to change it."
    )
    return same.sha256, message


def _why_not(checks: Sequence[AuditCheck], pack: PackFiles) -> str:
    """Say why a result cannot be recomputed; empty where it can."""
    if any(not check.ok for check in checks if check.check == "input"):
        return "an input that was given is not the one that the result was made from"
    if any(not check.ok for check in checks):
        return "files are not as they were; what they give would say nothing of the result"
    if lacking := pack.lacking():
        named = ", ".join(f"{path} (sha256 {pack.manifest.part(path).sha256[:12]}...)" for path in lacking)
        return f"the pack was written without {named}. Give what is missing: --input FILE, in Python inputs=[...]"
    return ""


def _recompute(pack: PackFiles) -> list[AuditCheck]:
    """Compute the result anew and compare it; a failure is a check, whatever the pack holds."""
    manifest = pack.manifest
    try:
        again = redo(pack, manifest.recomputed_from)
        compared = compare_results(pack, again, manifest.recomputed_from)
    except (BBAFootprintError, OSError, *_OF_ODD_DATA) as error:
        said = str(error) if not isinstance(error, KeyError) else f"there is no {error}"
        message = f"the result cannot be computed from the pack: {said}. {_advice(manifest)}"
        return [AuditCheck(MANIFEST_FILE, "recomputation", False, "", "", message)]
    checks = [_check_numbers(table, manifest) for table in compared]
    return [*checks, *_check_record(pack, again)]


def _check_numbers(table: Compared, manifest: Manifest) -> AuditCheck:
    """Return the check of a table."""
    if not table.count:
        return AuditCheck(table.path, "numbers", True)
    said = [str(difference) for difference in table.differences]
    more = f"; and {table.count - len(said):,} more" if table.count > len(said) else ""
    message = f"is not what the pack gives: {'; '.join(said)}{more}. {_advice(manifest)}"
    first = table.differences[0]
    return AuditCheck(table.path, "numbers", False, first.found, first.expected, message)


def _check_record(pack: PackFiles, again: Footprint) -> list[AuditCheck]:
    """Check the record of the run: which factors, which options, and the hash of the lines."""
    manifest = pack.manifest
    checks = []
    for name, now, recorded in compare_record(manifest, again, manifest.recomputed_from):
        found, expected = (json.dumps(each, sort_keys=True) for each in (now, recorded))
        message = ""
        if found != expected:
            message = (
                f"its record says {name} {expected}; what is in the pack gives {found}. {_advice(manifest)}"
            )
        checks.append(AuditCheck(MANIFEST_FILE, "record", not message, found, expected, message))
    return checks


def _advice(manifest: Manifest) -> str:
    """Say what to do where a recomputation gives something else."""
    written, here = manifest.versions.get("bbafootprint", ""), version("bbafootprint")
    other = [name for name, _, _ in _other_versions(manifest)]
    if written != here or _products_moved(manifest):
        return f"Verify with bbafootprint {written}, which wrote the pack, before you ask whoever made it."
    if other:
        return f"Verify with the same {' and '.join(other)} before you ask whoever made it."
    return "Ask whoever made the pack."


def _other_versions(manifest: Manifest) -> list[tuple[str, str, str]]:
    here = {
        "bbafootprint": version("bbafootprint"),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pandas": pd.__version__,
    }
    return [
        (name, manifest.versions.get(name, "not said"), found)
        for name, found in here.items()
        if manifest.versions.get(name) != found
    ]


def _products_moved(manifest: Manifest) -> bool:
    """Tell whether this version converts goods with other data than the pack was made with."""
    return bool(_recorded_products(manifest).get("hashes") != describe_products()["hashes"])


def _recorded_products(manifest: Manifest) -> dict[str, Any]:
    options = manifest.provenance.get("options")
    products = options.get("products") if isinstance(options, dict) else None
    return products if isinstance(products, dict) else {}


def _notes(manifest: Manifest) -> list[str]:
    """Say what differs here from where the pack was written, and is no failure."""
    notes = [
        f"the pack was written with {name} {written}, this is {found}"
        for name, written, found in _other_versions(manifest)
    ]
    if _products_moved(manifest):
        was, now = _recorded_products(manifest), describe_products()
        notes.append(
            f"the pack was made with the product data {was.get('id')} {was.get('version')}, and this version of "
            f"bbafootprint converts goods with {now['id']} {now['version']}, whose files differ"
        )
    return notes


def _summary(manifest: Manifest) -> str:
    """Say what a pack is of."""
    reading = manifest.provenance.get("input")
    source = reading.get("source") if isinstance(reading, dict) else None
    sets = ", ".join(f"{record.id} {record.version}" for record in manifest.factors)
    return (
        f"audit pack of {source or 'lines in memory'}, by bbafootprint {manifest.versions.get('bbafootprint')} with "
        f"{sets}"
    )
