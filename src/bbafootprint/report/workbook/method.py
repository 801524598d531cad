"""The sheets Coverage, Reading and Method: how far the numbers go, how the input was read, and what made them."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.footprint import Footprint
from bbafootprint.footprint.plain import plain
from bbafootprint.report.cell_texts import lines_of
from bbafootprint.report.column_notes import notes_of
from bbafootprint.report.page.words import words
from bbafootprint.report.sheets import LINE_HEIGHT, Sheets
from bbafootprint.report.shown_reading import reading_rows
from bbafootprint.report.wording import MEASURE_MEANING, meaning, title, titled

_WHAT, _SAID = 42, 108
"""Widths of the two columns of the sheet Method."""

_DIGITS = (
    "Cells hold about 16 digits of a number: products of the columns agree to the 15th. Shown is as much as the 95 % "
    "interval bears: decimals up to the second digit of half its width, and at least the first digit that is not zero; "
    "three digits where no interval is known. Digits left of the decimal point are all shown, although the interval "
    "may bear fewer: the format of a cell cannot round to tens or thousands. Quantities as given, and their masses, "
    "are shown with their own decimals, six at most."
)

Rows = Iterable[tuple[str, str]]


def write_coverage(sheets: Sheets, result: Footprint) -> None:
    """Write lines and tonnes by indicator and match level.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
    """
    coverage = result.coverage()
    coverage["indicator"] = coverage["indicator"].map(title)
    sheets.table(
        "Coverage",
        titled(coverage),
        "Which rung of the ladder answered. Of each indicator lines and tonnes add up to what was read.",
        notes=notes_of(coverage.columns),
    )


def write_reading(sheets: Sheets, result: Footprint) -> None:
    """Write how the input was read, choice by choice, with the option that makes another.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
    """
    rows = reading_rows(result.lines.reading) if result.lines is not None else []
    if rows:
        frame = pd.DataFrame(rows, columns=["What", "Read as", "To change it"], dtype=object)
        sheets.table(
            "Reading",
            frame,
            "How your file was read. Each choice can be made anew with the option beside it.",
            wrapped=["Read as"],
        )


def write_method(sheets: Sheets, result: Footprint) -> None:
    """Write what made the numbers: versions, hashes, options, licences, and what the words mean.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
    """
    sheet = sheets.sheet(
        "Method", "What made these numbers: the same input, factors and options make them again."
    )
    sheet.hide_gridlines(2)
    name = sheets.format(valign="top", text_wrap=True, indent=1)
    row = 3
    for heading, rows in _sections(result):
        sheet.write_string(row, 0, heading, sheets.section)
        row += 1
        for what, said in rows:
            sheets.text(sheet, row, 0, what, name)
            sheets.text(sheet, row, 1, said, sheets.wrapped)
            high = max(lines_of(what, _WHAT - 3), lines_of(said, _SAID - 4))
            sheet.set_row(row, LINE_HEIGHT * min(high, 20))
            row += 1
        row += 1
    sheet.set_column(0, 0, _WHAT)
    sheet.set_column(1, 1, _SAID)
    sheet.freeze_panes(3, 0)
    sheet.fit_to_pages(1, 0)


def _sections(result: Footprint) -> Iterator[tuple[str, Rows]]:
    """Give the parts of the sheet, each with its rows."""
    record, metadata, said = plain(result.provenance), result.factors.metadata, words("en").texts["method"]
    yield (
        "Software",
        [
            (record["library"]["name"], record["library"]["version"]),
            ("Python", platform.python_version()),
            ("pandas", pd.__version__),
            ("numpy", np.__version__),
        ],
    )
    given = {name: record["input"].get(name) for name in ("source", "sheet", "sha256", "options", "mapping")}
    of_lines = [("SHA-256 of what the numbers depend on", str(record["lines_sha256"]))]
    names = {"source": "File", "sha256": "SHA-256 of the file"}
    yield (
        "Input",
        [
            *((names.get(what, title(what)), value) for what, value in _flat(given) if value),
            *(of_lines if record["lines_sha256"] else ()),
        ],
    )
    sets = record["factor_sets"]
    layering = [("Several sets are asked", said[f"by_{record['layering']}"])] if len(sets) > 1 else []
    yield (
        "Factor sets",
        [
            *((f"{each['id']} {each['version']}", f"SHA-256 {each['sha256']}") for each in sets),
            *layering,
        ],
    )
    yield "Options", [(what, value) for what, value in _flat(record["options"]) if value not in ("", "None")]
    yield (
        "Licences of the factors",
        [
            (entry.name, " ".join(str(each) for each in (entry.title, entry.path) if each))
            for entry in metadata.licenses
        ],
    )
    yield (
        "Sources of the factors",
        [
            (
                source.name or "",
                "; ".join(filter(None, (source.title, source.reference or source.path, source.licence))),
            )
            for source in metadata.sources
        ],
    )
    yield (
        "How a number is made",
        [
            ("In short", said["how_said"]),
            ("Not said", said["not_said"]),
            ("Data quality", said["scale_said"]),
            ("Digits", _DIGITS),
        ],
    )
    yield (
        "Indicators",
        [
            (
                f"{title(indicator.id)} [{indicator.unit}]",
                f"{meaning(indicator)} Account: {indicator.account}; {indicator.kind}.",
            )
            for indicator in result.factors.indicators
        ],
    )
    yield "Measures", [(title(name), text) for name, text in MEASURE_MEANING.items()]


def _flat(value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give nested data as pairs of a path in words and a text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(item, f"{prefix}, {key}" if prefix else str(key))
    elif isinstance(value, list) and value and isinstance(value[0], dict | list):
        for number, item in enumerate(value, start=1):
            yield from _flat(item, f"{prefix} {number}")
    else:
        yield prefix, ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
