"""What a result was made of, found again and put into a pack: inputs, what options named, factor sets, trade data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from bbafootprint.audit.folder import PackFolder
from bbafootprint.audit.manifest import DataRecord, Role
from bbafootprint.errors import AuditError, BBAFootprintError, InputError, UsageError
from bbafootprint.factors import FactorSet, Layer, load_factors, shipped_folders
from bbafootprint.factors.factor_set import DATAFRAME_ID
from bbafootprint.factors.standard import standard_indicators
from bbafootprint.factors.tables import FACTORS
from bbafootprint.ingest.own_products import read_products
from bbafootprint.ingest.reading import ArrowTable
from bbafootprint.trade.datasets.catalogue import folder_of, offered_trade, shipped_trade
from bbafootprint.trade.datasets.loading import load_trade
from bbafootprint.trade.products.data import DEFAULT_PRODUCTS, describe_products, shipped_products
from bbafootprint.trade.tracing.origins import TradeSource, trade_record

Source = str | Path | pd.DataFrame | ArrowTable
AnswerSource = str | Path | pd.DataFrame | Mapping[Any, str]
ProductSource = str | Path | pd.DataFrame


@dataclass(frozen=True)
class Given:
    """What the caller says a result was made of.

    Attributes
    ----------
    sources : tuple
        Files, frames and Arrow tables, in the order in which they were read.
    mapping, answers, products
        As :func:`bbafootprint.read_lines` was given them.
    trade : tuple
        Trade data, in the order in which they were asked.
    """

    sources: tuple[Source, ...] = ()
    mapping: str | Path | Mapping[str, Any] | None = None
    answers: AnswerSource | None = None
    products: ProductSource | None = None
    trade: tuple[TradeSource, ...] = ()

    def paths(self) -> list[Path]:
        """Return the files and folders among them."""
        every = [*self.sources, self.mapping, self.answers, self.products, *self.trade]
        named = [Path(each) for each in every if isinstance(each, str | Path)]
        return [path for path in named if path.exists()]


def gather_inputs(pack: PackFolder, given: Given, reading: Mapping[str, Any]) -> tuple[str, ...]:
    """Put the inputs into a pack.

    Parameters
    ----------
    pack : PackFolder
    given : Given
    reading : mapping
        The record of the reading.

    Returns
    -------
    tuple of str
        Their paths.

    Raises
    ------
    UsageError
        If a file is not the one that was read.
    """
    paths: list[str] = []
    for source in given.sources:
        if isinstance(source, str | Path):
            path = _copied(pack, Path(source), "inputs", "input", "input")
            if len(given.sources) == 1:
                _same_file(pack, path, Path(source), reading, "the input")
        else:
            kind = "DataFrame" if isinstance(source, pd.DataFrame) else type(source).__name__
            frame = source if isinstance(source, pd.DataFrame) else source.to_pandas()
            path = pack.free_name("inputs", f"table-{len(paths) + 1}.csv", "input")
            pack.write_table(path, frame, "input", kind)
        paths.append(path)
    return tuple(paths)


def gather_mapping(pack: PackFolder, given: Given, reading: Mapping[str, Any]) -> str | None:
    """Put the mapping file into a pack; what it says stands in the options in any case.

    Parameters
    ----------
    pack : PackFolder
    given : Given
    reading : mapping

    Returns
    -------
    str or None
        Its path; None where there is no file.
    """
    if not isinstance(given.mapping, str | Path):
        return None
    path = _copied(pack, Path(given.mapping), "inputs", "mapping", "mapping")
    _same_file(pack, path, Path(given.mapping), reading.get("mapping"), "the mapping")
    return path


def gather_answers(pack: PackFolder, given: Given, reading: Mapping[str, Any]) -> str | None:
    """Put the answers into a pack.

    Parameters
    ----------
    pack : PackFolder
    given : Given
    reading : mapping

    Returns
    -------
    str or None
        Their path; None where none are given.
    """
    answers = given.answers
    if answers is None:
        return None
    if isinstance(answers, str | Path):
        path = _copied(pack, Path(answers), "inputs", "answers", "answers")
        _same_file(pack, path, Path(answers), reading.get("answers"), "the answers")
        return path
    if isinstance(answers, pd.DataFrame):
        path = pack.free_name("inputs", "answers.csv", "answers")
        return pack.write_table(path, answers, "answers", "DataFrame")
    rows = [
        (*(reversed(key) if isinstance(key, tuple) else (key, "")), code) for key, code in answers.items()
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(["found", "column", "code"]), dtype=object)
    path = pack.free_name("inputs", "answers.csv", "answers")
    return pack.write_table(path, frame, "answers", type(answers).__name__)


def gather_products(pack: PackFolder, given: Given, options: Mapping[str, Any]) -> str | None:
    """Put own products into a pack, and the product data of the library.

    Parameters
    ----------
    pack : PackFolder
    given : Given
    options : mapping
        Options of the result.

    Returns
    -------
    str or None
        Path of the own products.

    Raises
    ------
    UsageError
        If own products were used and are not given, or are not those.
    """
    pack.copy_dataset(shipped_products() / DEFAULT_PRODUCTS, "products", "product data")
    recorded = options["products"].get("own")
    if recorded is None and given.products is None:
        return None
    if recorded is None:
        raise UsageError("own products are given, and the result was made without: leave products out")
    if not isinstance(given.products, str | Path | pd.DataFrame):
        raise UsageError(
            f"the result was made with own products ({recorded['source']}), which the pack must hold: give the file or "
            "DataFrame that they came from as products=..."
        )
    own = describe_products(read_products(given.products))["own"]
    if own["sha256"] != recorded["sha256"]:
        raise UsageError(
            f"products is not the table that the result was made with ({recorded['source']}, {recorded['sha256']}; "
            f"given: {own['sha256']}). Give that one, or run again with this."
        )
    if isinstance(given.products, pd.DataFrame):
        frame = given.products
        if "product" not in frame.columns and frame.index.name == "product":
            frame = frame.reset_index()
        return pack.write_table("products/own-products.csv", frame, "own products", "DataFrame")
    path = _copied(pack, Path(given.products), "products", "own products", "own products")
    pack.name_as(path, str(recorded["source"]))
    return path


def gather_factors(pack: PackFolder, factors: FactorSet) -> tuple[DataRecord, ...]:
    """Put every factor set of a result into a pack, the shipped ones too.

    Parameters
    ----------
    pack : PackFolder
    factors : FactorSet

    Returns
    -------
    tuple of DataRecord
        In the order in which they are asked.

    Raises
    ------
    AuditError
        If the files of a set are not there any more, or cannot be told from the layers.
    """
    records: list[DataRecord] = []
    for at, layer in enumerate(factors.layers):
        folder = factors.folders[at] if len(factors.folders) == len(factors.layers) else None
        if folder is None and layer.id == DATAFRAME_ID:
            frame = _table_of_layer(factors, at, layer)
            number = sum(record.kind == "table" for record in records) + 1
            path = f"factors/{DATAFRAME_ID}{'' if number == 1 else f'-{number}'}.csv"
            pack.write_table(path, frame, "factor set", "DataFrame")
            kind = "table"
        else:
            home = next(
                (
                    place
                    for place in (folder, shipped_folders().get(layer.id))
                    if place is not None and (place / "datapackage.json").is_file()
                ),
                None,
            )
            if home is None:
                raise AuditError(
                    f"the files of the factor set {layer.id} {layer.version} are not where they were loaded from, so "
                    "that the pack cannot hold them. Load the set from a folder that stays, and run again."
                )
            path, kind = pack.copy_dataset(home, "factors", "factor set"), "folder"
        records.append(_record(layer.id, layer.version, layer.sha256, path, kind))
    return tuple(records)


def gather_trade(
    pack: PackFolder, given: Given, options: Mapping[str, Any]
) -> tuple[tuple[DataRecord, ...], list[str]]:
    """Put the trade data of a result into a pack.

    Parameters
    ----------
    pack : PackFolder
    given : Given
    options : mapping
        Options of the result.

    Returns
    -------
    tuple of tuple of DataRecord and list of str
        In the order in which they are asked; and why any are not there, a sentence each.

    Raises
    ------
    UsageError
        If trade data are given and none were used, or others were.
    """
    recorded = options.get("trade", [])
    if given.trade and not recorded:
        raise UsageError("trade data are given, and the result was made without: leave trade out")
    records, lacking = [], []
    for entry in recorded:
        found = _trade_part(pack, entry, given.trade)
        if found is None:
            lacking.append(
                f"The trade data {entry['id']} {entry['version']} are not in the pack: their files were not given "
                "(trade=...)."
            )
        else:
            records.append(found)
    return tuple(records), lacking


def _trade_part(
    pack: PackFolder, entry: Mapping[str, Any], given: Sequence[TradeSource]
) -> DataRecord | None:
    """Put trade data into a pack, from where they are found first; None where they are not found."""
    for source in [*given, str(entry["id"])]:
        try:
            data = load_trade(source)
        except (InputError, UsageError):
            continue
        if trade_record(data) != dict(entry):
            continue
        if isinstance(source, pd.DataFrame):
            path = pack.free_name("trade", "mixes.csv", "trade data")
            pack.write_table(path, source, "trade data", "DataFrame")
            return _record(data.id, data.version, "", path, "table")
        if isinstance(source, str | Path):
            path = pack.copy_dataset(_trade_folder(source), "trade", "trade data")
            return _record(data.id, data.version, "", path, "folder")
    return None


def _trade_folder(source: str | Path) -> Path:
    """Return the folder of trade data, as :func:`load_trade` finds it."""
    if isinstance(source, str):
        if source in (shipped := shipped_trade()):
            return shipped[source]
        if offered := [point for point in offered_trade() if point.name == source]:
            return folder_of(offered[0])
    path = Path(source)
    return path.parent if path.is_file() else path


def _record(name: str, version: str, sha256: str, path: str, kind: Any) -> DataRecord:
    return DataRecord(id=name, version=version, sha256=sha256, path=path, kind=kind)


def _table_of_layer(factors: FactorSet, at: int, layer: Layer) -> pd.DataFrame:
    """Return a table that loads as the layer that came from memory: the very same, by its hash."""
    rows = factors.frame[factors.frame["layer"] == at].sort_values("row", kind="stable")
    table = rows[list(FACTORS.columns)].astype(dict.fromkeys(FACTORS.of_kind("text"), object))
    table = table.reset_index(drop=True)
    indicators = {indicator.id: indicator for indicator in factors.indicators}
    own = table["indicator"].map(lambda name: name not in standard_indicators())
    about = {
        name: table["indicator"].map({key: getattr(each, name) or "" for key, each in indicators.items()})
        for name in ("account", "kind", "method", "amortisation")
    }
    few = {name: about[name].where(own, "") for name in ("account", "kind")}
    candidates = (
        table,
        table.assign(**few),
        table.assign(**few, method=about["method"].where(own, "")),
        table.assign(**few, **{name: about[name].where(own, "") for name in ("method", "amortisation")}),
        table.assign(**few, method=about["method"]),
        table.assign(**few, **{name: about[name] for name in ("method", "amortisation")}),
    )
    for candidate in candidates:
        with suppress(BBAFootprintError):  # not even a set: the next may be
            if load_factors(candidate).sha256 == layer.sha256:
                return candidate
    raise AuditError(
        "the factors that were given as a DataFrame cannot be told from the layers that they are one of. Write them to "
        "a folder (bbafootprint.factors.write_set) and load that."
    )


def _copied(pack: PackFolder, source: Path, room: str, what: Role, said: str) -> str:
    if not source.is_file():
        raise UsageError(
            f"{source} is no file: give the {said} that the result was made from, or leave it out"
        )
    return pack.copy(source, room, what)


def _same_file(
    pack: PackFolder, path: str, source: Path, record: Mapping[str, Any] | None, what: str
) -> None:
    """Refuse a file that is not the one that was read; keep the name that it had then."""
    sha256 = (record or {}).get("sha256")
    found = pack.parts[path].sha256
    if sha256 != found:
        was = f"sha256 {sha256}" if sha256 else "none is in its record"
        raise UsageError(
            f"{source} is not {what} that the result was made from ({was}; this file has sha256 {found}). Give the "
            "very file, or run again with this one."
        )
    pack.name_as(path, str((record or {}).get("source") or source.name))
