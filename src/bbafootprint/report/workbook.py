"""The results workbook: what a person shows, and what a reviewer can audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from bbafootprint.disclosures import disclosure_tables
from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.plain import plain
from bbafootprint.report.disclosures_sheet import DISCLOSURE_SHEETS, write_disclosures
from bbafootprint.report.lines_sheet import write_lines_sheet
from bbafootprint.report.machine import rows_read
from bbafootprint.report.sheets import Sheets, is_small
from bbafootprint.report.shown_reading import reading_rows
from bbafootprint.report.wording import (
    MEASURE_MEANING,
    TABLE_NOTES,
    commodity_title,
    meaning,
    perspective_in_words,
    title,
    titled,
)
from bbafootprint.schema import ISSUE_COLUMNS
from bbafootprint.targets import check_not_input, check_target, replacing
from bbafootprint.vocabulary import places

OWN_SHEETS = (
    "Summary", "By commodity", "By origin", "By period", "Lines", "Not assessed", "Issues", *DISCLOSURE_SHEETS,
    "Reading", "Method",
)  # fmt: skip
LONGEST_NAME = 31
"""Characters of the name of a sheet."""

BARS = 12
"""Commodities in a chart of the Summary."""


def write_workbook(
    result: Footprint,
    path: str | Path,
    *,
    overwrite: bool = True,
    tables: Mapping[str, pd.DataFrame] | None = None,
    eudr_date: date | str | None = None,
) -> Path:
    """Write a result as an Excel workbook.

    Sheets: Summary, By commodity, By origin, those of `tables`, Lines, Not assessed, Issues, Disclosures, GRI 101
    products, EUDR lines, Reading, Method. The file is replaced as a whole or not at all; no text of the input becomes a
    formula or a link.

    Parameters
    ----------
    result : Footprint
        With its lines.
    path : str or pathlib.Path
        Target, ending in ``.xlsx``; never the input itself.
    overwrite : bool
        Replace an existing file.
    tables : mapping of str to pandas.DataFrame, optional
        Further tables, a sheet each, under the name of the sheet: those of a simulation, a comparison, a commitment.
    eudr_date : datetime.date or str, optional
        Day at which the list of goods of the EU regulation on deforestation is read, see
        :func:`bbafootprint.disclosure_tables`.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    UsageError
        If the target is the input, has another ending, lies in no folder, or exists and `overwrite` is False; a
        name of `tables` cannot be that of a sheet; or `eudr_date` is no date that the list knows.
    """
    import xlsxwriter

    target = Path(path)
    check_target(target, None, suffix=".xlsx", overwrite=overwrite)
    check_not_input(target, result.provenance["input"].get("sha256"))
    disclosed = disclosure_tables(result, eudr_date)
    with replacing(target) as scratch:
        # constant_memory is off: tables and column widths need the rows
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(str(scratch), {**options, "nan_inf_to_errors": False}) as book:
            book.set_properties({"title": "Habitat footprint", "comments": "Written by bbafootprint"})
            sheets = Sheets(book)
            _summary(sheets, result)
            by_commodity = _wide(result, "commodity", partial(commodity_title, result))
            sheets.table("By commodity", by_commodity, "Groups add up to the Summary.")
            sheets.table("By origin", _wide(result, "origin", places.name), "Groups add up to the Summary.")
            if result.lines is not None and len(result.lines.frame["period"].dropna().unique()) > 1:
                sheets.table("By period", _wide(result, "period", str), "Groups add up to the Summary.")
            for name, table in _named(tables or {}).items():
                sheets.table(name, titled(table), TABLE_NOTES.get(name, ""))
            write_lines_sheet(sheets, result)
            _not_assessed(sheets, result)
            sheets.table("Issues", titled(result.issues[list(ISSUE_COLUMNS)]), "What was found in the input.")
            write_disclosures(sheets, disclosed)
            _reading(sheets, result)
            _method(sheets, result)
    return target


def _named(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """Return further tables, once their names can be those of sheets."""
    taken = {name.casefold() for name in OWN_SHEETS}
    for name, table in tables.items():
        wrong = [character for character in r"[]:*?/\\" if character in name]
        if not 0 < len(name) <= LONGEST_NAME or wrong or name.casefold() in taken:
            raise UsageError(
                f"tables: {name!r} cannot be the name of a sheet; use 1 to {LONGEST_NAME} characters without []:*?/\\, "
                f"and none of {', '.join(OWN_SHEETS)}"
            )
        if not isinstance(table, pd.DataFrame):
            raise UsageError(f"tables: {name!r} is {type(table).__name__}; give a DataFrame")
        taken.add(name.casefold())
    return tables


def _summary(sheets: Sheets, result: Footprint) -> None:
    sheet = sheets.sheet(
        "Summary", "Loss, degradation and fragmentation are not added up; a blank is not assessed."
    )
    counts, masses = result.counts(), result.masses()
    rows = [
        ("Lines read", counts["read"], masses["read"]),
        ("  assessed", counts["assessed"], masses["assessed"]),
        ("  not assessed", counts["not_assessed"], masses["not_assessed"]),
        ("  rejected", counts["rejected"], masses["rejected"]),
    ]
    for column, text in enumerate(("", "lines", "tonnes of known mass")):
        sheet.write_string(3, column, text, sheets.bold)
    for down, (label, lines, mass) in enumerate(rows, start=4):
        sheet.write_string(down, 0, label)
        sheet.write_number(down, 1, lines)
        sheet.write_number(down, 2, mass, sheets.number)
    sheet.write_string(8, 0, "Rows of the sheet")
    if (read := rows_read(result)) is not None:
        sheet.write_number(8, 1, read)
    sheet.write_string(9, 0, "Lines of unknown mass")
    sheet.write_number(9, 1, masses["lines_without_mass"])
    sheet.write_string(10, 0, "Perspective")
    sheet.write_string(10, 1, perspective_in_words(result))
    total = result.total().reset_index()
    total.insert(1, "meaning", [meaning(indicator) for indicator in result.factors.indicators])
    sheets.put(sheet, titled(total), 11, "Summary", header_height=32)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 66)
    sheet.freeze_panes(3, 1)
    _charts(sheets, sheet, result, row=14 + len(total))
    sheet.fit_to_pages(1, 0)


def _charts(sheets: Sheets, sheet: Any, result: Footprint, row: int) -> None:
    """Bar charts of loss and degradation by commodity, largest first, with the figures that they show below."""
    by_commodity = result.by("commodity").dropna(subset=["value"])
    for at, name in ((0, "habitat_loss"), (3, "habitat_degradation")):
        part = by_commodity[by_commodity["indicator"] == name]
        largest = part.sort_values("value", ascending=False, kind="stable").head(BARS)
        if largest.empty:
            continue
        header = f"{title(name)} [{largest['unit'].iloc[0]}]"
        top = row + 24
        sheet.write_string(top, at, f"{header}, largest commodities", sheets.bold)
        for down, (code, value) in enumerate(
            zip(largest["commodity"], largest["value"], strict=True), start=top + 1
        ):
            sheet.write_string(down, at, commodity_title(result, str(code)))
            sheet.write_number(down, at + 1, value, sheets.small if is_small(value) else sheets.number)
        chart = sheets.book.add_chart({"type": "bar"})
        rows = (top + 1, top + len(largest))
        chart.add_series(
            {
                "name": header,
                "categories": ["Summary", rows[0], at, rows[1], at],
                "values": ["Summary", rows[0], at + 1, rows[1], at + 1],
                "fill": {"color": "#35618f"},
            }
        )
        chart.set_title({"name": f"{header} by commodity", "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_size({"width": 620, "height": 440})
        sheet.insert_chart(row, (0, 2)[at > 0], chart, {"object_position": 3, "x_offset": 10})


def _wide(result: Footprint, column: str, name: Any) -> pd.DataFrame:
    """One row a group, largest habitat degradation first; indicators side by side, each with its assessed share."""
    long = result.by(column)
    groups = long[column].astype(object).where(long[column].notna(), None)
    labels = {g: ("(not read)" if g is None else name(g)) for g in groups.unique()}
    blocks: list[pd.DataFrame] = []
    for indicator in result.factors.indicators:
        part = long[long["indicator"] == indicator.id].reset_index(drop=True)
        if not blocks:
            head = part[[column, "lines", "mass_t"]].copy()
            head.insert(0, "label", [labels[None if pd.isna(g) else g] for g in part[column]])
            blocks.append(head.set_axis([title(column), "Code", "Lines", "Mass [t]"], axis=1))
        block = {f"{title(indicator.id)} [{indicator.unit}]": part["value"]}
        if indicator.account in ("loss", "degradation"):
            block[f"{title(indicator.id)} low"] = part["low"]
            block[f"{title(indicator.id)} high"] = part["high"]
            block[f"{title(indicator.id)} per t"] = part["intensity"]
            block[f"{title(indicator.id)} relative"] = part["relative"]
        block[f"{title(indicator.id)} assessed share of mass"] = part["assessed_mass_share"]
        blocks.append(pd.DataFrame(block))
    if not blocks:
        return pd.DataFrame(columns=[title(column), "Code", "Lines", "Mass [t]"])
    wide = pd.concat(blocks, axis=1)
    first = next(
        (c for c in wide.columns if str(c).startswith(f"{title('habitat_degradation')} [")), "Mass [t]"
    )
    return wide.sort_values(
        [first, "Mass [t]"], ascending=False, na_position="last", kind="stable"
    ).reset_index(drop=True)


def _not_assessed(sheets: Sheets, result: Footprint) -> None:
    """Write what each indicator leaves out, then the lines that no indicator answers for."""
    sheet = sheets.sheet(
        "Not assessed", "What each indicator leaves out, then the lines without any number: in no total."
    )
    gaps, lines = titled(result.gaps()), titled(result.not_assessed())
    sheets.put(sheet, gaps, 3, "Gaps", header_height=32)
    sheet.freeze_panes(3, 1)
    start = 4 + max(len(gaps), 1) + 2
    sheet.write_string(start - 1, 0, "Lines without any number", sheets.bold)
    sheets.put(sheet, lines, start, "Not assessed", header_height=32)
    sheet.fit_to_pages(1, 0)


def _reading(sheets: Sheets, result: Footprint) -> None:
    """Write how the input was read, choice by choice, with the option that makes another."""
    rows = reading_rows(result.lines.reading) if result.lines is not None else []
    if rows:
        frame = pd.DataFrame(rows, columns=["What", "Read as", "To change it"], dtype=object)
        sheets.table(
            "Reading",
            frame,
            "How your file was read. Each choice can be made anew with the option beside it.",
        )


def _method(sheets: Sheets, result: Footprint) -> None:
    sheet = sheets.sheet(
        "Method", "What made these numbers: the same input, factors and options make them again."
    )
    row = 3
    record = plain(result.provenance)
    shown = ("source", "sha256", "options", "mapping")  # the sheet Reading has the rest
    record["input"] = {key: value for key, value in record["input"].items() if key in shown}
    for key, value in _flat(record):
        sheets.text(sheet, row, 0, key)
        sheets.text(sheet, row, 1, value)
        row += 1
    for entry in result.factors.metadata.licenses:
        sheet.write_string(row, 0, "licence of the factors")
        sheet.write_string(row, 1, " ".join(str(v) for v in (entry.name, entry.title, entry.path) if v))
        row += 1
    for source in result.factors.metadata.sources:
        sheet.write_string(row, 0, "source of the factors")
        sheet.write_string(row, 1, " ".join(str(v) for v in (source.title, source.path) if v))
        row += 1
    row += 1
    for indicator in result.factors.indicators:
        sheet.write_string(row, 0, f"{title(indicator.id)} [{indicator.unit}]", sheets.bold)
        sheet.write_string(row, 1, f"{meaning(indicator)} Account: {indicator.account}; {indicator.kind}.")
        row += 1
    row += 1
    for name, said in MEASURE_MEANING.items():
        sheet.write_string(row, 0, title(name), sheets.bold)
        sheet.write_string(row, 1, said)
        row += 1
    row += 1
    sheet.write_string(row, 0, "Coverage by match level", sheets.bold)
    coverage = titled(result.coverage())
    sheets.put(sheet, coverage, row + 1, "Coverage", header_height=32)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 60)
    sheet.fit_to_pages(1, 0)


def _flat(value: Any, prefix: str = "") -> Iterable[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(item, f"{prefix}{key}: " if isinstance(item, dict | list) else f"{prefix}{key}")
    elif isinstance(value, list) and value and isinstance(value[0], dict | list):
        for number, item in enumerate(value, start=1):
            yield from _flat(item, f"{prefix}{number} ")
    else:
        yield prefix.rstrip(": "), ", ".join(map(str, value)) if isinstance(value, list) else str(value)
