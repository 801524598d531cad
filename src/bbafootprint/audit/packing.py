"""A result written as an audit pack: a folder with which anybody can check it, and compute it again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bbafootprint.audit.folder import PackFolder
from bbafootprint.audit.gathering import (
    AnswerSource,
    Given,
    ProductSource,
    Source,
    gather_answers,
    gather_factors,
    gather_inputs,
    gather_mapping,
    gather_products,
    gather_trade,
)
from bbafootprint.audit.manifest import (
    BLANK_SEAL,
    FORMAT,
    MANIFEST_FILE,
    README_FILE,
    SUMS_FILE,
    Basis,
    Manifest,
    Options,
    ReadingOptions,
    sealed,
    sums_text,
    versions_here,
)
from bbafootprint.audit.opening import files_there, read_manifest
from bbafootprint.audit.readme import readme_text
from bbafootprint.audit.redoing import PackFiles, compare_record, compare_results, redo
from bbafootprint.audit.results import ISSUES, LINES, TABLES
from bbafootprint.errors import AuditError, BBAFootprintError, UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.plain import plain
from bbafootprint.targets import tell_written
from bbafootprint.trade.tracing.origins import TradeSource


def write_audit_pack(
    result: Footprint,
    folder: str | Path,
    source: Source | Sequence[Source] | None = None,
    *,
    mapping: str | Path | Mapping[str, Any] | None = None,
    answers: AnswerSource | None = None,
    products: ProductSource | None = None,
    trade: TradeSource | Sequence[TradeSource] | None = None,
    keep_inputs: bool = True,
    overwrite: bool = False,
) -> Path:
    """Write a result as an audit pack: a folder with which anybody can check it, and compute it again.

    Before the pack takes its place the result is computed once more from what is in it, and compared: a pack that would
    not verify is not written.

    Parameters
    ----------
    result : Footprint
        With its lines.
    folder : str or pathlib.Path
        The folder to write. It must not exist, be empty, or (with `overwrite`) be a pack.
    source : path, pandas.DataFrame, pyarrow.Table, or sequence of these, optional
        What the lines were read from; several where they were read one by one and put under each other. Without it,
        or where the lines were changed after they were read, the pack is recomputed from its lines, and says that the
        reading is not redone.
    mapping, answers : optional
        What :func:`bbafootprint.read_lines` was given, where it was.
    products : str, pathlib.Path or pandas.DataFrame, optional
        The own products that the result was made with; needed where there are any.
    trade : TradeData, str, pathlib.Path, pandas.DataFrame or sequence of these, optional
        The trade data that it was traced with, where they are not known by their name.
    keep_inputs : bool
        False leaves inputs and answers out, and the tables that repeat them (lines, issues, lines not assessed): the
        hashes alone are kept, and to recompute an auditor needs the input beside the pack.
    overwrite : bool
        Whether a pack that is there may be replaced. Nothing but a pack is.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UsageError
        If the folder must not be written, the result has no lines, or what is given is not what it was made from.
    AuditError
        If what the result was made of cannot be found again, or does not give its numbers.

    Notes
    -----
    The same result gives the same bytes on the same versions: a pack holds no time, no name of a person or machine and
    no path outside it. Its hashes show every change, but not who made the pack: note the seal that
    :func:`verify_audit_pack` gives, and hand it over by another way.
    """
    if not isinstance(folder, str | os.PathLike):
        raise UsageError(f"folder is {folder!r}: give the path of the folder to write, such as 'audit-2024'")
    target = Path(folder)
    if result.lines is None or result.line_key is None:
        raise UsageError(
            "an audit pack holds the lines of a result, and this one was made without (a sum of results, or "
            "keep_lines=False): write a pack of each part, made with keep_lines=True"
        )
    given = Given(_several(source), mapping, answers, products, _several(trade))
    own = [*given.paths(), *(place for place in result.factors.folders if place is not None)]
    check_pack_target(target, own, overwrite=overwrite)
    with _taking_the_place_of(target) as scratch:
        manifest = _fill(PackFolder(scratch), result, given, keep_inputs)
        manifest, data = sealed(manifest)
        (scratch / MANIFEST_FILE).write_bytes(data)
        (scratch / SUMS_FILE).write_bytes(sums_text(manifest, data))
    return target


def check_pack_target(target: Path, inputs: Sequence[Path], *, overwrite: bool = False) -> None:
    """Refuse a folder in which something of the person's would be lost.

    Parameters
    ----------
    target : pathlib.Path
        Where a pack is to be written.
    inputs : sequence of pathlib.Path
        Files and folders that are read.
    overwrite : bool
        Whether a pack that is there may be replaced.

    Raises
    ------
    UsageError
        With what is right instead.
    """
    if not target.name or target.name == "..":
        raise UsageError(f"{target} is no folder that can be made; give the pack a folder of its own")
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}; make it first or choose another place")
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(f"{target} is there and is no folder; give an audit pack a folder of its own")
    here = target.resolve()
    for path in (each.resolve() for each in inputs):
        if here == path or here in path.parents or (path.is_dir() and path in here.parents):
            raise UsageError(
                f"{target} is, holds or lies in {path.name}, which is read; give an audit pack a folder of its own"
            )
    if not target.is_dir() or not any(target.iterdir()):
        return
    try:
        manifest = read_manifest(target)
    except AuditError as error:
        raise UsageError(
            f"{target} is not empty, and no audit pack that could be replaced ({error}). Choose another folder"
        ) from error
    if not overwrite:
        raise UsageError(
            f"{target} is an audit pack already; choose another folder, or allow it to be replaced: --overwrite, in "
            "Python overwrite=True"
        )
    files, odd = files_there(target)
    more = (files | odd) - {part.path for part in manifest.parts} - {MANIFEST_FILE, SUMS_FILE}
    if more:
        raise UsageError(
            f"{target} holds files that are not of the pack in it, such as {min(more)}; move them away, or choose "
            "another folder"
        )


def _several(given: Any) -> tuple[Any, ...]:
    """Return one thing, several, or none as a tuple."""
    if given is None:
        return ()
    return tuple(given) if isinstance(given, list | tuple) else (given,)


def _fill(pack: PackFolder, result: Footprint, given: Given, keep_inputs: bool) -> Manifest:
    """Put everything into a pack, compute it again, and say what the pack is."""
    reading = result.lines.reading if result.lines is not None else {}
    inputs = gather_inputs(pack, given, reading)
    mapping = gather_mapping(pack, given, reading)
    answers = gather_answers(pack, given, reading)
    own = gather_products(pack, given, result.options)
    factors = gather_factors(pack, result.factors)
    trade, lacking = gather_trade(pack, given, result.options)
    for table in TABLES:
        pack.write_table(table.path, table.make(result).reset_index(drop=True), "result")
    said = reading.get("options") or {}
    perspective = result.options.get("perspective", "direct")
    manifest = Manifest(
        format=FORMAT,
        format_version=1,
        seal=BLANK_SEAL,
        versions=versions_here(),
        recomputed_from="input",
        not_redone=(),
        options=Options(
            allocation=result.options["allocation"],
            perspective=perspective,
            layering=result.factors.layering,
            reading=ReadingOptions(
                **{name: said[name] for name in ReadingOptions.model_fields if name in said}
            ),
        ),
        inputs=inputs,
        mapping=mapping,
        answers=answers,
        own_products=own,
        factors=factors,
        trade=trade,
        line_columns=tuple(str(name) for name in result.lines.frame.columns) if result.lines else (),
        provenance=plain(result.provenance),
        parts=tuple(pack.parts.values()),
    )
    basis, not_redone = _basis(PackFiles(pack.folder, manifest), result, lacking)
    if not keep_inputs and basis == "lines":
        raise UsageError(
            "a pack without inputs is recomputed from the input that an auditor gets by another way, and this result "
            f"does not come from an input alone: {' '.join(not_redone[:-1])} Give what is missing, or keep the inputs "
            "(keep_inputs=True)"
        )
    if not keep_inputs:
        repeating = {table.path for table in TABLES if table.of_lines}
        for part in list(pack.parts.values()):
            if part.what in ("input", "answers") or part.path in repeating:
                pack.leave_out(part.path)
        with suppress(OSError):  # it holds a mapping still
            (pack.folder / "inputs").rmdir()
    update = {"recomputed_from": basis, "not_redone": tuple(not_redone), "parts": tuple(pack.parts.values())}
    manifest = manifest.model_copy(update=update)
    pack.write(README_FILE, readme_text(manifest).encode("utf-8"), "about")
    parts = sorted(pack.parts.values(), key=lambda part: part.path)
    return Manifest.model_validate(manifest.model_copy(update={"parts": tuple(parts)}).model_dump())


def _basis(files: PackFiles, result: Footprint, lacking: Sequence[str]) -> tuple[Basis, list[str]]:
    """Find out from where the result can be computed again: from the input, or else from its lines."""
    traced = files.manifest.options.perspective == "traced"
    why = list(lacking)
    if not files.manifest.inputs:
        why.insert(0, "The input was not given to the pack.")
    elif not lacking:
        difference = _first_difference(files, result, "input")
        if difference is None:
            return "input", []
        why.append(
            f"The input does not give these lines or numbers when it is read and calculated as recorded ({difference})."
            " They were changed in between, or something that they were made with was not given to the pack."
        )
    difference = _first_difference(files, result, "lines")
    if difference is not None:
        raise AuditError(
            "no audit pack was written, because what it would hold does not give the result again: "
            + difference
        )
    not_redone = [
        *why,
        f"So the recomputation begins at the lines in {LINES}: how they were read from the input is not redone"
        + (", nor how they were traced to where they grew" if traced else "")
        + f", and {ISSUES} is not made anew.",
    ]
    return "lines", not_redone


def _first_difference(files: PackFiles, result: Footprint, basis: Basis) -> str | None:
    """Say how a recomputation differs from a result; None where it does not."""
    try:
        again = redo(files, basis)
        if again.factors.layers != result.factors.layers:
            return "the files of a factor set were changed after it was loaded"
        for table in compare_results(files, again, basis):
            if table.count:
                return f"{table.path}, {table.differences[0]}"
        for name, now, recorded in compare_record(files.manifest, again, basis):
            if now != recorded:
                return f"the record of {name} is {now}, not {recorded}"
    except BBAFootprintError as error:
        return str(error).rstrip(".")
    except KeyError as error:
        return f"there is no {error}"
    return None


@contextmanager
def _taking_the_place_of(target: Path) -> Iterator[Path]:
    """Give a folder beside the target to fill, which takes the target's place once all went well."""
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}-", dir=target.parent))
    try:
        yield scratch
        mask = os.umask(0)
        os.umask(mask)
        scratch.chmod(0o777 & ~mask)  # as any new folder, not the private mode of a temporary one
        if not target.exists():
            scratch.rename(target)
        elif not any(target.iterdir()):
            target.rmdir()
            scratch.rename(target)
        else:
            _exchange(scratch, target)
        tell_written(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _exchange(scratch: Path, target: Path) -> None:
    """Put a new pack in the place of an old one, which comes back if that fails."""
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}-", dir=target.parent))
    old = aside / "replaced"
    try:
        target.rename(old)
        scratch.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        with suppress(OSError):
            aside.rmdir()
        raise
    shutil.rmtree(aside, ignore_errors=True)
