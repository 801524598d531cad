"""A pack checked: every file against its hash, then the result computed anew and compared."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from bbafootprint.audit.consistency import check_consistency
from bbafootprint.audit.folder import sha256_of_file
from bbafootprint.audit.manifest import (
    MANIFEST_FILE,
    SUMS_FILE,
    Manifest,
    read_sums,
    sums_text,
)
from bbafootprint.audit.matching import Input, match_inputs
from bbafootprint.audit.noting import advice, notes_of, summary_of
from bbafootprint.audit.opening import Opened, files_there, open_lists
from bbafootprint.audit.redoing import Compared, PackFiles, compare_record, compare_results, redo
from bbafootprint.audit.verification import AuditCheck, AuditVerification
from bbafootprint.errors import AuditError, BBAFootprintError, UsageError
from bbafootprint.footprint import Footprint

_OF_ODD_DATA = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a table raises whose cells are not what such a table holds: somebody may have made it so."""


def verify_audit_pack(folder: str | Path, inputs: Input | Sequence[Input] | None = None) -> AuditVerification:
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
        If the folder or an input is none, or an input that is given does not exist.
    """
    if not isinstance(folder, str | PathLike):
        raise UsageError(f"folder is {folder!r}: give the path of the folder that write_audit_pack wrote")
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
    checks += check_consistency(manifest)
    notes = notes_of(manifest)
    several: list[Any] = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
    if inputs is None:
        several = []
    with tempfile.TemporaryDirectory() as scratch:
        given, found = match_inputs(manifest, several, Path(scratch))
        checks += found
        pack = PackFiles(place, manifest, given)
        why_not = _why_not(checks, pack)
        basis = manifest.recomputed_from
        if not why_not:
            again, more = _recompute(pack)
            checks += again
            notes += more
            if any(check.check == "recomputation" for check in checks):
                why_not = "it cannot be"
    return AuditVerification(
        tuple(checks),
        None if why_not else basis,
        why_not,
        manifest.not_redone,
        tuple(notes),
        manifest.seal,
        summary_of(manifest),
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


def _why_not(checks: Sequence[AuditCheck], pack: PackFiles) -> str:
    """Say why a result cannot be recomputed; empty where it can."""
    if any(not check.ok for check in checks if check.check == "input"):
        return "an input that was given is not the one that the result was made from"
    if any(not check.ok for check in checks if check.check in ("file", "list")):
        return "files are not as they were; what they give would say nothing of the result"
    if lacking := pack.lacking():
        sums = {part.path: part.sha256 for part in pack.manifest.parts}
        named = ", ".join(
            f"{path} (sha256 {sums[path][:12]}...)" if path in sums else path for path in lacking
        )
        return f"the pack was written without {named}. Give what is missing: --input FILE, in Python inputs=[...]"
    return ""


def _recompute(pack: PackFiles) -> tuple[list[AuditCheck], list[str]]:
    """Compute the result anew and compare it: checks, and notes; a failure is a check, whatever the pack holds."""
    manifest = pack.manifest
    basis = manifest.recomputed_from
    try:
        again = redo(pack, basis)
        compared = compare_results(pack, again, basis)
    except (BBAFootprintError, OSError, *_OF_ODD_DATA) as error:
        said = str(error) if not isinstance(error, KeyError) else f"there is no {error}"
        message = f"the result cannot be computed from the pack: {said}. {advice(manifest)}"
        return [AuditCheck(MANIFEST_FILE, "recomputation", False, "", "", message)], []
    checks = [_check_numbers(table, manifest) for table in compared] + _check_record(pack, again)
    if basis == "input" or not manifest.inputs:
        return checks, []
    difference = _from_the_input(pack)
    if difference:
        named = " and ".join(manifest.inputs)
        return checks, [
            f"{named} is in the pack, and the result was NOT recomputed from it, because it does not give the result: "
            f"{difference}"
        ]
    message = (
        "it says that the result is recomputed from its lines, because the input does not give it; the input in the "
        "pack does. Ask whoever made the pack."
    )
    return [*checks, AuditCheck(MANIFEST_FILE, "content", False, "lines", "input", message)], []


def _from_the_input(pack: PackFiles) -> str:
    """Say what the inputs of a pack give that is not the result in it; empty where they give it."""
    try:
        again = redo(pack, "input")
        for table in compare_results(pack, again, "input"):
            if table.count:
                return f"{table.path}, {table.differences[0]}"
        for name, now, recorded in compare_record(pack.manifest, again, "input"):
            if now != recorded:
                return f"{name} of the record of the run"
    except (BBAFootprintError, OSError, *_OF_ODD_DATA) as error:
        return str(error)
    return ""


def _check_numbers(table: Compared, manifest: Manifest) -> AuditCheck:
    """Return the check of a table."""
    if not table.count:
        return AuditCheck(table.path, "numbers", True)
    said = [str(difference) for difference in table.differences]
    more = f"; and {table.count - len(said):,} more" if table.count > len(said) else ""
    message = f"is not what the pack gives: {'; '.join(said)}{more}. {advice(manifest)}"
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
                f"its record says {name} {expected}; what is in the pack gives {found}. {advice(manifest)}"
            )
        checks.append(AuditCheck(MANIFEST_FILE, "record", not message, found, expected, message))
    return checks
