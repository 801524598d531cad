"""A result computed anew from what a pack holds, and laid beside the result that the pack holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from bbafootprint.audit.comparing import Difference, compare_tables
from bbafootprint.audit.manifest import Basis, DataRecord, Manifest, Part, versions_here
from bbafootprint.audit.results import ISSUES, LINES, TABLES
from bbafootprint.audit.typed_tables import read_table
from bbafootprint.factors import FactorSet, load_factors
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.plain import plain
from bbafootprint.ingest import read_lines
from bbafootprint.ingest.own_products import read_products
from bbafootprint.pipeline import calculate_footprint
from bbafootprint.schema import LINE_COLUMNS, Lines
from bbafootprint.trade.datasets import load_trade
from bbafootprint.trade.tracing.origins import trade_record
from bbafootprint.vocabulary.own_products import OwnProducts

_OF_A_FILE = ("source", "sha256")


@dataclass(frozen=True)
class Compared:
    """A table of a pack beside the same table recomputed.

    Attributes
    ----------
    path : str
        Of the table.
    count : int
        Differences there are.
    differences : tuple of Difference
        The first of them.
    """

    path: str
    count: int
    differences: tuple[Difference, ...]


class PackFiles:
    """Where the files of a pack are: in its folder, or given from elsewhere where they were left out of it."""

    def __init__(self, folder: Path, manifest: Manifest, elsewhere: Mapping[str, Path] | None = None) -> None:
        self.folder, self.manifest, self.elsewhere = folder, manifest, dict(elsewhere or {})

    def path(self, path: str) -> Path:
        """Return where a part is."""
        return self.elsewhere.get(path, self.folder / path)

    def table(self, path: str) -> pd.DataFrame:
        """Return a part that the library wrote as a table."""
        return read_table(self.path(path).read_bytes(), self.manifest.part(path).columns or ())

    def has(self, path: str) -> bool:
        """Tell whether a part is there."""
        return path in self.elsewhere or any(part.kept for part in self.manifest.parts if part.path == path)

    def lacking(self) -> list[str]:
        """Return what a recomputation needs and is not there."""
        manifest = self.manifest
        needed = [*manifest.inputs, manifest.mapping, manifest.answers]
        if manifest.recomputed_from == "lines":
            needed = [LINES]
        return [path for path in needed if path is not None and not self.has(path)]


def redo(files: PackFiles, basis: Basis) -> Footprint:
    """Compute the result of a pack anew.

    Parameters
    ----------
    files : PackFiles
    basis : {"input", "lines"}

    Returns
    -------
    Footprint

    Raises
    ------
    BBAFootprintError
        If a part cannot be used.
    ValueError
        If a table of the pack cannot be read.
    """
    manifest = files.manifest
    options = manifest.options
    factors = load_packed_factors(files)
    own = _own_products(files)
    if basis == "lines":
        recorded = manifest.provenance.get("options")
        trade = recorded.get("trade") if isinstance(recorded, dict) else None
        for record in manifest.trade:  # not used from here on, and checked all the same
            if trade_record(load_trade(_data(files, record))) not in (trade or ()):
                raise ValueError(f"{record.path} holds other trade data than the record of the run names")
        frame = _table_of_lines(files)
        lines = Lines(frame, reading={"trade": trade} if trade else {})
        return calculate_footprint(lines, factors, allocation=options.allocation, products=own)
    traced = options.perspective == "traced"
    return calculate_footprint(
        _read(files, own),
        factors,
        allocation=options.allocation,
        perspective=options.perspective,
        trade=[load_trade(_data(files, record)) for record in manifest.trade] if traced else None,
        products=own,
    )


def load_packed_factors(files: PackFiles) -> FactorSet:
    """Load the factor sets of a pack.

    Parameters
    ----------
    files : PackFiles

    Returns
    -------
    FactorSet
    """
    sources = [_data(files, record) for record in files.manifest.factors]
    return load_factors(*sources, layering=files.manifest.options.layering)


def compare_results(files: PackFiles, again: Footprint, basis: Basis) -> list[Compared]:
    """Lay every table of a pack beside the same table recomputed.

    Parameters
    ----------
    files : PackFiles
    again : Footprint
        The result recomputed.
    basis : {"input", "lines"}
        From the lines, the issues of the reading are not made anew, and not compared.

    Returns
    -------
    list of Compared
        One a table that is there.

    Raises
    ------
    ValueError
        If a table of the pack cannot be read.
    """
    compared = []
    parts = {part.path: part for part in files.manifest.parts}
    for table in TABLES:
        part = parts.get(table.path)
        if part is None or not files.has(table.path) or (basis == "lines" and table.path == ISSUES):
            continue
        data = files.path(table.path).read_bytes()
        try:
            count, differences = compare_tables(data, part.columns or (), table.make(again), table.keys)
        except ValueError as error:
            raise ValueError(f"{table.path} cannot be read as the table that it is: {error}") from error
        compared.append(Compared(table.path, count, tuple(differences)))
    return compared


def compare_record(manifest: Manifest, again: Footprint, basis: Basis) -> list[tuple[str, Any, Any]]:
    """Lay the record of a run beside that of the recomputation.

    Parameters
    ----------
    manifest : Manifest
    again : Footprint
        The result recomputed.
    basis : {"input", "lines"}
        From the lines, their hash is that of lines whose regions have names of the set, and is left out.

    Returns
    -------
    list of tuple of str, object and object
        What was compared; what it is now; what the pack says.
    """
    recorded, now = manifest.provenance, plain(again.provenance)
    names = ["factor_sets", "layering"]
    if basis == "input" and manifest.versions.get("pandas") == pd.__version__:  # which hashes the lines
        names.append("lines_sha256")
    compared = [(name, now.get(name), recorded.get(name)) for name in names]
    if basis == "input" and len(manifest.inputs) == 1 and manifest.versions == versions_here():
        compared.append(("input", _reading_said(now), _reading_said(recorded)))
    return [*compared, ("options", _options_said(now), _options_said(recorded))]


def _options_said(provenance: Mapping[str, Any]) -> Any:
    """Return the options of a record without what goes with the version of the library or the name of a file."""
    options = provenance.get("options")
    if not isinstance(options, dict):
        return options
    kept = {name: value for name, value in options.items() if name != "products"}
    own = options["products"].get("own") if isinstance(options.get("products"), dict) else None
    return {**kept, "own products": own.get("sha256") if isinstance(own, dict) else None}


def _reading_said(provenance: Mapping[str, Any]) -> Any:
    """Return how an input was read, without the names and hashes of files: those are compared with the files."""
    reading = provenance.get("input")
    if not isinstance(reading, dict):
        return reading
    kept = {name: value for name, value in reading.items() if name not in _OF_A_FILE}
    for name in ("mapping", "answers"):
        if isinstance(each := reading.get(name), dict):
            kept[name] = {key: value for key, value in each.items() if key not in _OF_A_FILE}
    return kept


def _read(files: PackFiles, own: OwnProducts | None) -> Lines:
    """Read the inputs of a pack as they were read."""
    manifest = files.manifest
    options = manifest.options.reading.model_dump()
    if not options["columns"]:
        options["columns"] = None
    if manifest.mapping is not None:
        options["mapping"] = files.path(manifest.mapping)
    if manifest.answers is not None:
        options["answers"] = _answers(files, manifest.part(manifest.answers))
    read = [
        read_lines(
            files.table(path) if manifest.part(path).columns is not None else files.path(path),
            products=own,
            **options,
        )
        for path in manifest.inputs
    ]
    if len(read) == 1:
        return read[0]
    frames = [lines.frame.astype(dict.fromkeys(_categories(lines.frame), object)) for lines in read]
    texts = {name for lines in read for name in _categories(lines.frame)}
    frame = pd.concat(frames, ignore_index=True)
    issues = pd.concat([lines.issues for lines in read], ignore_index=True)
    return Lines(frame.astype(dict.fromkeys(sorted(texts), "category")), issues)


def _answers(files: PackFiles, part: Part) -> Path | pd.DataFrame | dict[Any, str]:
    """Return the answers of a pack as they were given: a file, a frame or a mapping."""
    if part.columns is None:
        return files.path(part.path)
    table = files.table(part.path)
    if part.given_as == "DataFrame":
        return table
    rows = table[["found", "column", "code"]].itertuples(index=False, name=None)
    return {(column, found) if column else found: code for found, column, code in rows}


def _table_of_lines(files: PackFiles) -> pd.DataFrame:
    """Return the lines of a pack, as they were before anything was calculated."""
    frame = files.table(LINES)[list(files.manifest.line_columns)]
    if missing := [name for name in LINE_COLUMNS if name not in frame.columns]:
        raise ValueError(f"{LINES} lacks the column {missing[0]!r}, and is no table of lines")
    return frame


def _categories(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name, dtype in frame.dtypes.items() if isinstance(dtype, pd.CategoricalDtype)]


def _own_products(files: PackFiles) -> OwnProducts | None:
    path = files.manifest.own_products
    if path is None:
        return None
    table = files.manifest.part(path).columns is not None
    return read_products(files.table(path) if table else files.path(path))


def _data(files: PackFiles, record: DataRecord) -> Path | pd.DataFrame:
    return files.table(record.path) if record.kind == "table" else files.folder / record.path
