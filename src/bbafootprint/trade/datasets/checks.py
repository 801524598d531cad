"""Everything that is wrong with a trade dataset, at once."""

from __future__ import annotations

import difflib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from bbafootprint.factors.cells import check_cells, check_columns, say, say_if
from bbafootprint.factors.reading import Typed, read_csv, typed
from bbafootprint.factors.resources import METADATA_FILE, hash_of
from bbafootprint.factors.tables import Table
from bbafootprint.trade.datasets.layout import TABLES, TradeMetadata, parse_trade_metadata, read_listed
from bbafootprint.trade.matrices.aggregates import AGGREGATES
from bbafootprint.vocabulary import places
from bbafootprint.vocabulary.commodities import commodities

SUMS_TO_ONE = 1e-6
"""Shares of a mix may miss 1 by so much, for they are written with a limited number of digits."""

_PLACES = ("consignment", "origin", "exporter", "importer")
_YEARS = (1900, 2100)


@dataclass(frozen=True)
class TradeInspection:
    """A trade dataset, read and checked; `metadata` is None where it cannot be used."""

    metadata: TradeMetadata | None
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def inspect_trade(folder: Path) -> TradeInspection:
    """Read a trade dataset from a folder and check all of it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder that holds ``datapackage.json``.

    Returns
    -------
    TradeInspection
        `problems`: one sentence each, with file, rows (the first five) and remedy.
    """
    if not folder.is_dir():
        return TradeInspection(
            None, problems=(f"{folder}: is not a folder. Name the folder of a trade dataset.",)
        )
    file = folder / METADATA_FILE
    if not file.is_file():
        return TradeInspection(
            None, problems=(f"{METADATA_FILE}: is missing in {folder}. Every dataset has one.",)
        )
    data = file.read_bytes()
    metadata, problems = parse_trade_metadata(data)
    hashes = {METADATA_FILE: hash_of(data)}
    if metadata is None:
        return TradeInspection(None, hashes=hashes, problems=tuple(problems))
    contents, found_hashes, found = read_listed(folder, metadata)
    problems += found
    paths = {resource.name: resource.path for resource in metadata.resources}
    tables: dict[str, pd.DataFrame] = {}
    for name, table in TABLES.items():
        if name not in contents:
            continue
        plain = _read_plain(contents[name], paths[name], table)
        if plain is not None:
            tables[name], found = _check(plain, table, paths[name])
            problems += found
            continue
        given, found = read_csv(contents[name], paths[name], table)
        problems += found
        if given is not None:
            tables[name], found = check_trade_table(given, table, paths[name], first_row=2)
            problems += found
    problems += _check_complete(set(contents), f"{METADATA_FILE}, resources")
    return TradeInspection(metadata, tables, hashes | found_hashes, tuple(problems))


def check_trade_table(
    given: pd.DataFrame, table: Table, file: str, first_row: int
) -> tuple[pd.DataFrame, list[str]]:
    """Give a table its types and say what is wrong with it.

    Parameters
    ----------
    given : pandas.DataFrame
        Cells as text or numbers.
    table : Table
        Which table it is.
    file : str
        Its name in messages.
    first_row : int
        Number of the first row in messages: 2 in a file, 0 in memory.

    Returns
    -------
    tuple of pandas.DataFrame and list of str
        Text as categories, `year` as int64 where there are no problems, numbers as float64.
    """
    problems = check_columns(given, table, file, table.columns)
    if problems:
        return pd.DataFrame(columns=table.columns), problems
    return _check(typed(given.reset_index(drop=True), table, first_row), table, file)


def _read_plain(data: bytes, file: str, table: Table) -> Typed | None:
    """Read a file whose columns and cells are all as they should be: ten times as fast as cell by cell.

    None where anything is odd: the careful reader then says what.
    """
    columns = table.columns
    if not data.startswith((",".join(columns) + "\n").encode()):
        return None
    numbers = {"text": "category", "integer": "int64", "number": "float64"}
    types = {column.name: numbers[column.kind] for column in table.fields}
    try:
        frame = pd.read_csv(
            io.BytesIO(data), dtype=types, keep_default_na=False, skip_blank_lines=False, index_col=False,
            na_values={column.name: [""] for column in table.fields if column.kind == "number"},
        )  # fmt: skip
    except ValueError:  # pandas' ParserError is one
        return None
    for name in table.of_kind("text"):
        frame[name] = frame[name].cat.set_categories(sorted(frame[name].cat.categories))
    return Typed(frame, frame, 2)


def _check(cells: Typed, table: Table, file: str) -> tuple[pd.DataFrame, list[str]]:
    """Say what is wrong with a table whose columns are as they should be."""
    problems = check_cells(cells, table, file)
    frame = cells.frame
    if frame.empty:
        return frame, problems
    problems += _check_codes(cells, table, file)
    for column in table.of_kind("number"):
        values = frame[column].to_numpy()
        with np.errstate(invalid="ignore"):
            problems += say_if(
                file,
                cells,
                values < 0,
                f"{column} is negative",
                f"Write 0 or more: {_meaning(table, column)}",
                column,
            )
            if column in ("share", "cut"):
                problems += say_if(
                    file, cells, values > 1 + SUMS_TO_ONE, f"{column} is over 1",
                    "Write a share, not a percentage.", column,
                )  # fmt: skip
    if table.name == "mixes":
        zero = (frame["share"] == 0).to_numpy()
        problems += say_if(
            file, cells, zero, "share is 0", "Leave the row out: the origin is not in the mix."
        )
    years = frame["year"].to_numpy()
    with np.errstate(invalid="ignore"):
        odd = (years < _YEARS[0]) | (years > _YEARS[1])
    problems += say_if(file, cells, odd, "year is no year", "Write four digits, such as 2022.", "year")
    twice = frame.duplicated(list(table.key)).to_numpy()
    problems += say_if(
        file, cells, twice, f"{', '.join(table.key)} stand there before",
        "Keep one row a key: add up what belongs together.", table.key[0],
    )  # fmt: skip
    if table.name == "mixes" and not problems:
        problems += _check_sums(frame, cells, file)
    if not problems:
        frame = frame.astype({"year": "int64"})
    return frame, problems


def _meaning(table: Table, name: str) -> str:
    return next(column.meaning for column in table.fields if column.name == name)


def _check_codes(cells: Typed, table: Table, file: str) -> list[str]:
    """Say which places and commodities are not of the vocabulary, each code once."""
    problems = []
    known_places, known_goods = (
        frozenset(places.countries()),
        frozenset(str(each) for each in commodities().index),
    )
    for name in table.of_kind("text"):
        column = cells.frame[name]
        known = known_places if name in _PLACES else known_goods
        for code in column.cat.categories:
            if code in known or not code.strip():
                continue
            mask = (column == code).to_numpy(dtype=bool)
            problems.append(
                say(file, cells, mask, f"{name} {code!r} {_unknown(code, name in _PLACES)}", "Correct it.")
            )
    return problems


def _unknown(code: str, place: bool) -> str:
    if place and code in AGGREGATES:
        return (
            f"is an aggregate ({AGGREGATES[code][0]}), not a country: leave it out where its parts are there"
        )
    if place:
        match = places.match_place(code)
        hint = f" (that is {match.code})" if match.code in places.countries() else ""
        return f"is not an ISO 3166-1 alpha-3 code{hint}"
    near = difflib.get_close_matches(code, [str(each) for each in commodities().index], n=1)
    return "is not the code of a commodity" + (f" (did you mean {near[0]!r}?)" if near else "")


def _check_sums(frame: pd.DataFrame, cells: Typed, file: str) -> list[str]:
    keys = ["commodity", "consignment", "year"]
    total = frame.groupby(keys, observed=True)["share"].transform("sum")
    off = (total - 1.0).abs().to_numpy() > SUMS_TO_ONE
    if not off.any():
        return []
    first = int(np.flatnonzero(off)[0])
    key = " ".join(str(frame[name].iloc[first]) for name in keys).removesuffix(".0")
    return [
        say(
            file, cells, off, f"shares do not sum to 1 (the first: {key} gives {total.iloc[first]:.9g})",
            "Divide the shares of each mix by their sum, or find the missing origin.",
        )
    ]  # fmt: skip


def _check_complete(names: set[str], where: str) -> list[str]:
    if "mixes" in names:
        return []
    if names >= {"flows", "production"}:
        return []
    if names & {"flows", "production"}:
        lacking = "production" if "flows" in names else "flows"
        return [f"{where}: {lacking}.csv is missing. Mixes are computed from flows and production together."]
    return [f"{where}: holds neither mixes nor flows. List mixes.csv, or flows.csv and production.csv."]
