"""The results workbook as a whole: which sheets there are, in which order, and where the file goes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from bbafootprint.disclosures import disclosure_tables
from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.report.column_notes import notes_of
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.wording import TABLE_NOTES, titled
from bbafootprint.report.workbook.beside import check_beside, path_beside, write_beside
from bbafootprint.report.workbook.disclosures import DISCLOSURE_SHEETS, write_disclosures
from bbafootprint.report.workbook.factors import write_factors
from bbafootprint.report.workbook.groups import write_ecosystems, write_groups
from bbafootprint.report.workbook.hotspots import write_hotspots
from bbafootprint.report.workbook.leftout import write_issues, write_not_assessed
from bbafootprint.report.workbook.lines import write_lines_sheet
from bbafootprint.report.workbook.method import write_coverage, write_method, write_reading
from bbafootprint.report.workbook.summary import write_summary
from bbafootprint.targets import check_not_input, check_target, replacing, target_of

HOTSPOTS = "Hotspots"
OWN_SHEETS = (
    "Summary", "By commodity", "By origin", "By period", "By ecosystem", "Coverage", "Lines", "Factors",
    "Not assessed", "Issues", *DISCLOSURE_SHEETS, "Reading", "Method",
)  # fmt: skip
"""Names that no further table can have; one called Hotspots takes the place of ours."""

LONGEST_NAME = 31
"""Characters of the name of a sheet."""

_CREATED = datetime(2000, 1, 1)
"""Day that is written as that of the file's making: the same result gives the same bytes on any day."""


def write_workbook(
    result: Footprint,
    path: str | Path,
    *,
    overwrite: bool = True,
    tables: Mapping[str, pd.DataFrame] | None = None,
    eudr_date: date | str | None = None,
) -> Path:
    """Write a result as an Excel workbook.

    Sheets: Summary, By commodity, By origin, By period (where there are several), By ecosystem, Hotspots, those of
    `tables`, Coverage, Lines, Factors, Not assessed, Issues, Disclosures, GRI 101 products, EUDR lines, Reading,
    Method. The file is replaced as a whole or not at all; no text of the input becomes a formula or a link. The same
    result gives the same bytes.

    More than 100,000 lines stand in a file beside the workbook, ``NAME_lines.parquet`` (``NAME_lines.csv`` where
    pyarrow is not installed); the sheet Lines says so. A file of that name which no earlier run wrote is not replaced.

    Parameters
    ----------
    result : Footprint
        With its lines.
    path : str or pathlib.Path
        Target, ending in ``.xlsx``; never the input itself.
    overwrite : bool
        Replace existing files.
    tables : mapping of str to pandas.DataFrame, optional
        Further tables, a sheet each, under the name of the sheet: those of a simulation, a comparison, a commitment.
        One called Hotspots takes the place of ours.
    eudr_date : datetime.date or str, optional
        Day at which the list of goods of the EU regulation on deforestation is read, see
        :func:`bbafootprint.disclosure_tables`.

    Returns
    -------
    pathlib.Path
        The workbook.

    Raises
    ------
    UsageError
        If the lines are not kept; the target, or the file beside it, is the input or exists and `overwrite` is False;
        a file that is not ours stands where the lines would be written beside it;
        the target has another ending or lies in no folder; a name of `tables` cannot be that of a sheet; or
        `eudr_date` is no date that the list knows.
    """
    target = target_of(path)
    if result.lines is None or result.line_key is None:
        raise UsageError(
            "a workbook holds the lines, and this footprint has not kept them (a sum of footprints keeps none): "
            "write a workbook of each footprint, or calculate the lines together"
        )
    given = result.provenance["input"]
    beside = path_beside(result, target)
    check_target(target, None, suffix=".xlsx", overwrite=overwrite)
    check_not_input(target, given.get("sha256"))
    if beside is not None:
        check_target(beside, None, suffix=beside.suffix, overwrite=overwrite)
        check_not_input(beside, given.get("sha256"))
        check_beside(result, beside)
    more, disclosed = _named(tables or {}), disclosure_tables(result, eudr_date)
    with ExitStack() as files:  # both files are there, or neither
        scratch = files.enter_context(replacing(target))
        if beside is not None:
            write_beside(result, files.enter_context(replacing(beside)))
        _write(result, scratch, str(given.get("source") or ""), beside, more, disclosed)
    return target


def _write(
    result: Footprint,
    path: Path,
    source: str,
    beside: Path | None,
    tables: Mapping[str, pd.DataFrame],
    disclosed: Mapping[str, pd.DataFrame],
) -> None:
    import xlsxwriter

    title = f"Habitat footprint of {source}" if source else "Habitat footprint"
    groups = {column: result.by(column) for column in ("commodity", "origin")}
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # constant_memory is off: tables and column widths need the rows
    with xlsxwriter.Workbook(str(path), {**options, "nan_inf_to_errors": False}) as book:
        book.set_properties(
            {"title": "Habitat footprint", "comments": "Written by bbafootprint", "created": _CREATED}
        )
        sheets = Sheets(book, title)
        write_summary(sheets, result, groups)
        write_groups(sheets, result, groups)
        write_ecosystems(sheets, result)
        if HOTSPOTS not in tables:
            write_hotspots(sheets, result)
        for name, table in tables.items():
            sheets.table(name, titled(table), TABLE_NOTES.get(name, ""), notes=notes_of(table.columns))
        write_coverage(sheets, result)
        write_lines_sheet(sheets, result, beside)
        write_factors(sheets, result)
        write_not_assessed(sheets, result)
        write_issues(sheets, result)
        write_disclosures(sheets, disclosed)
        write_reading(sheets, result)
        write_method(sheets, result)


def _named(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """Return further tables, once their names can be those of sheets."""
    taken = {name.casefold() for name in OWN_SHEETS}
    for name, table in tables.items():
        wrong = (
            any(character in name for character in r"[]:*?/\\") or name.startswith("'") or name.endswith("'")
        )
        if not 0 < len(name) <= LONGEST_NAME or wrong or name.casefold() in taken:
            raise UsageError(
                f"tables: {name!r} cannot be the name of a sheet; use 1 to {LONGEST_NAME} characters without []:*?/\\, "
                f"no ' at an end, and none of {', '.join(OWN_SHEETS)}"
            )
        if not isinstance(table, pd.DataFrame):
            raise UsageError(f"tables: {name!r} is {type(table).__name__}; give a DataFrame")
        taken.add(name.casefold())
    return tables
