"""Whatever a person has (a workbook, a delimited file, Parquet, a frame, an Arrow table) becomes lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from bbafootprint.errors import (
    MissingColumnError,
    NoUsableLinesError,
    UnreadableFileError,
    UsageError,
)
from bbafootprint.ingest.answers import load_answers
from bbafootprint.ingest.choosing import choose_by_cells
from bbafootprint.ingest.columns import check_columns, second_issues, settle_duplicates
from bbafootprint.ingest.files.grid import column_letters, sha256_of
from bbafootprint.ingest.files.parquet import read_parquet
from bbafootprint.ingest.files.workbook import read_grids, without_collector
from bbafootprint.ingest.headers import find_header
from bbafootprint.ingest.issues import issue_rows, issues_frame, make_issue
from bbafootprint.ingest.mapping import load_mapping, merge_columns
from bbafootprint.ingest.masscolumn import take_mass_column
from bbafootprint.ingest.matching import locate, match_headers
from bbafootprint.ingest.merged import fill_merged
from bbafootprint.ingest.normalise import Options, normalise
from bbafootprint.ingest.optionchecks import check_in_memory, check_kinds, check_targets, check_unit
from bbafootprint.ingest.own_products import read_products
from bbafootprint.ingest.periods import leave_totals_out
from bbafootprint.ingest.sheets import choose_sheet, other_sheet_issues
from bbafootprint.ingest.statistics.refusing import refuse_statistic, refuse_statistic_in
from bbafootprint.ingest.table import table_of_frame, table_of_grid
from bbafootprint.ingest.tablesbelow import leave_tables_below_out, under_header_issues
from bbafootprint.ingest.unread import unread_issues
from bbafootprint.schema import Lines
from bbafootprint.vocabulary.own_products import OwnProducts


class ArrowTable(Protocol):
    """An Arrow table, or any other that can become a pandas frame."""

    def to_pandas(self) -> pd.DataFrame:
        """Return the table as a frame."""


def read_lines(
    source: str | Path | pd.DataFrame | ArrowTable,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    unit: str | None = None,
    decimal: str | None = None,
    header_row: int | None = None,
    strict_units: bool = False,
    mapping: str | Path | Mapping[str, Any] | None = None,
    answers: str | Path | pd.DataFrame | Mapping[Any, str] | None = None,
    products: str | Path | pd.DataFrame | OwnProducts | None = None,
) -> Lines:
    """Read purchases or imports as lines with codes and amounts.

    The sheet, the header row and the columns are found by what they mean, in English, French, Dutch and
    German; a column a year gives a line for each filled year. What cannot be read is an issue with its cell, and
    the other lines are read all the same.

    Parameters
    ----------
    source : str, pathlib.Path, pandas.DataFrame or pyarrow.Table
        A workbook (.xlsx, .xlsm, .xls, .xlsb, .ods), delimited text (.csv, .tsv, .txt), a Parquet file, or a
        table in memory whose column names are the header. It is never changed.
    sheet : str, optional
        Name of the sheet; the visible sheet that is understood best where not given.
    columns : mapping of str to str, optional
        Column name (of :data:`bbafootprint.schema.COLUMNS`) to the header that means it, such as
        ``{"quantity": "Net mass 2023"}``; in a file also to the letter of the column. These win. ``quantity@2023``
        is the quantity of a period, beside the columns of periods that are found; None: no column means this.
    unit : str, optional
        Unit of quantities for which the input itself says none.
    decimal : {".", ","}, optional
        Decimal mark of numbers that are written as text; found from the column where it shows.
    header_row : int, optional
        Row of the sheet (1 is the first) in which the header ends.
    strict_units : bool, default False
        Refuse `ton`, `tons` and `mt`, which are otherwise read as metric tonnes with a warning.
    mapping : str, pathlib.Path or mapping, optional
        A mapping file (TOML) as :func:`bbafootprint.ingest.write_mapping` writes it, that says all of the above; or
        what such a file holds.
        Each option that is given wins over it.
    answers : str, pathlib.Path, pandas.DataFrame or mapping, optional
        What values of commodity, origin and unit mean: a CSV file, workbook or frame with the columns ``found``,
        ``code`` and perhaps ``column``, or a mapping of value (or of (column, value)) to code. Each is applied to
        every line with that value, whose match is then ``"answer"``.
    products : str, pathlib.Path, pandas.DataFrame or OwnProducts, optional
        Own products, as :func:`read_products` reads them: their names and customs codes are found in the input, with
        the match ``"own"``. Give the same to :func:`bbafootprint.calculate_footprint`.

    Returns
    -------
    Lines
        `frame` has one row a line, rejected lines included: the columns
        :data:`bbafootprint.schema.LINE_COLUMNS` in order, then the other columns of the input. A quantity,
        amount (t or m3) or content (share) that is not known is NaN, never 0. For a table in memory the index
        is kept. `issues` and `reading` say what is wrong and how the input was read.

    Raises
    ------
    UnreadableFileError
        If the file cannot be opened as what it is.
    MissingColumnError
        If no column of quantities, or none of commodities or customs codes, is found.
    NoUsableLinesError
        If a file has no line under its header. (An empty table in memory gives empty lines.)
    InputError
        If two columns have the same header and it cannot be said which one to take.
        If the table is a trade statistic: :func:`bbafootprint.read_trade_statistics` reads it.
        If the mapping or the answers cannot be used; each fault in them is named.
    UsageError
        If an option names what does not exist.
    """
    given = {
        "sheet": sheet,
        "header_row": header_row,
        "unit": unit,
        "decimal": decimal,
        "strict_units": strict_units,
    }
    check_kinds({**given, "columns": columns, "mapping": mapping, "answers": answers})
    settings, headers, kept = _options(mapping, columns, given)
    options = Options(
        settings["unit"],
        settings["decimal"],
        settings["strict_units"],
        load_answers(answers, strict_units=settings["strict_units"]),
        read_products(products),
    )
    said = {name: value for name, value in settings.items() if value is not None and value is not False}
    record: dict[str, Any] = {
        "options": {**said, **({"columns": headers} if headers else {})},
        "mapping": kept,
    }
    try:
        return _read(source, settings, headers, options, record)
    except (UsageError, MissingColumnError) as error:
        if kept is not None:  # the fault may well be the mapping's, of which the message knows nothing
            error.args = (
                f"{error} (The mapping {kept['source']} was used: correct it there, or give the option itself, which"
                " wins.)",
            )
        raise


def _read(
    source: str | Path | pd.DataFrame | ArrowTable,
    settings: Mapping[str, Any],
    headers: Mapping[str, str],
    options: Options,
    record: dict[str, Any],
) -> Lines:
    """Read whatever it is."""
    if isinstance(source, pd.DataFrame):
        check_in_memory(settings, "A table in memory")
        return _read_frame(source, headers, options, {"source": "DataFrame", "sha256": None, **record}, None)
    if not isinstance(source, str | Path):
        if not hasattr(source, "to_pandas"):
            raise UsageError(
                f"Lines cannot be read from a {type(source).__name__}. Give the path of a file, a pandas"
                " DataFrame or an Arrow table."
            )
        check_in_memory(settings, "A table in memory")
        kind = type(source).__name__
        return _read_frame(
            source.to_pandas(), headers, options, {"source": kind, "sha256": None, **record}, None
        )

    path = Path(source)
    if not path.is_file():
        what = "a folder" if path.is_dir() else "no file"
        raise UnreadableFileError(f"{path} is {what}. Check the path.", path=path)
    record = {"source": path.name, "sha256": sha256_of(path), **record}
    if path.suffix.lower() in (".parquet", ".pq"):
        check_in_memory(settings, f"{path} is a Parquet file and")
        return _read_frame(read_parquet(path), headers, options, record, path)
    with without_collector():
        return _read_file(path, settings["sheet"], headers, options, settings["header_row"], record)


def _options(
    mapping: str | Path | Mapping[str, Any] | None,
    columns: Mapping[str, str | None] | None,
    given: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, str], dict[str, str | None] | None]:
    """Return options and headers, those of the mapping where none is given, and the record of the mapping."""
    headers = {name: header or "" for name, header in (columns or {}).items()}
    check_targets(headers)
    if given["decimal"] not in (None, ".", ","):
        raise UsageError(f"The decimal mark is '.' or ',', not '{given['decimal']}'.")
    options, record = dict(given), None
    if mapping is not None:
        kept, record = load_mapping(mapping)
        for name, value in options.items():
            options[name] = getattr(kept, name) if value is None or value is False else value
        headers = merge_columns(kept.columns, headers)
    options["strict_units"] = bool(options["strict_units"])
    if options["unit"] is not None:
        check_unit(options["unit"], strict=options["strict_units"])
    return options, headers, record


def _read_frame(
    frame: pd.DataFrame, given: Mapping[str, str], options: Options, record: dict[str, Any], path: Path | None
) -> Lines:
    """Read a table in memory, or the one of a Parquet file."""
    headers = [
        " ".join(str(part) for part in name if str(part))
        if isinstance(name, tuple)
        else " ".join(str(name).split())
        for name in frame.columns
    ]
    refuse_statistic(headers, path)
    positions = locate(headers, given)
    match = match_headers(headers, positions)
    where = "The table" if path is None else str(path)
    check_columns(where, headers, match, given, positions, path)
    table, masses = take_mass_column(table_of_frame(frame, headers, match), given, options.unit)
    masses += unread_issues(table)
    table, issues = leave_totals_out(table)
    issues += masses
    table, chosen = choose_by_cells(table, given, path)
    table, doubles = settle_duplicates(table, given, lambda at: f"column {at + 1}", path)
    issues += chosen + doubles
    lines = normalise(table, options)
    if path is not None and not len(lines):
        raise NoUsableLinesError(f"{path} has a header and no rows under it. Add the lines.", path=path)
    return _finish(lines, issues + second_issues(table), record)


def _read_file(
    path: Path,
    sheet: str | None,
    given: Mapping[str, str],
    options: Options,
    header_row: int | None,
    record: dict[str, Any],
) -> Lines:
    """Read a workbook or a delimited file."""
    grids = read_grids(path)
    refuse_statistic_in(grids, sheet, path)
    grid, header = choose_sheet(path, grids, sheet, given, header_row)
    where = f"Sheet '{grid.name}' of {path}" if grid.name else str(path)
    row = grid.first_row + header.row - header.under
    positions = locate(header.texts, given, grid.first_column)
    better = ""
    if header_row is not None and not header.match.usable:
        found = find_header(grid, given)
        if found is not None and found.match.usable:
            better = f", as was said; row {grid.first_row + found.row} looks like the header"
    check_columns(
        f"{where} (header in row {row}{better})", header.texts, header.match, given, positions, path
    )
    table, below = leave_tables_below_out(table_of_grid(grid, header), grid, header, given)
    table, issues = fill_merged(table, grid)
    table, masses = take_mass_column(table, given, options.unit)
    issues += below + under_header_issues(grid, header) + masses + unread_issues(table)
    table, totals = leave_totals_out(table)
    first = grid.first_column
    table, chosen = choose_by_cells(table, given, path)
    table, doubles = settle_duplicates(table, given, lambda at: f"{column_letters(first + at)}{row}", path)
    issues += totals + chosen + doubles
    lines = normalise(table, options)
    if not len(lines):
        left_out = sum(len(rows) for rows in lines.reading["left_out"].values())
        what = "no rows under it"
        if left_out:
            what = f"no lines under it: {left_out} rows are blank or rows of totals"
        elif len(table):
            what = "no filled cell under its years"
        raise NoUsableLinesError(f"{where} has a header in row {row} and {what}. Add the lines.", path=path)

    issues += [
        make_issue(code, message, severity=severity, sheet=grid.name)
        for severity, code, message in grid.notes
    ]
    issues += other_sheet_issues(grids, grid, given, chosen=sheet is not None)
    record |= {
        "sheet": grid.name,
        "sheets": [{"name": each.name, "hidden": each.hidden, "read": each is grid} for each in grids],
        "header_row": row,
    }
    return _finish(lines, issues + second_issues(table), record)


def _finish(lines: Lines, issues: Iterable[Mapping[str, Any]], record: Mapping[str, Any]) -> Lines:
    """Return lines with what the reading of the file adds to them."""
    more = list(issues)
    every = issues_frame([*more, *issue_rows(lines.issues)]) if more else lines.issues
    return Lines(lines.frame, every, {**record, **lines.reading})
