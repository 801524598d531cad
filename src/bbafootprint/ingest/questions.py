"""The questions that a sheet leaves open, as a table in which a person writes the answers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from bbafootprint.ingest.answers import fold_value
from bbafootprint.schema import Lines
from bbafootprint.targets import check_target, replacing, target_of
from bbafootprint.vocabulary import commodities, places
from bbafootprint.vocabulary.commodities import match_commodity
from bbafootprint.vocabulary.places import PORT, match_place
from bbafootprint.vocabulary.units import match_unit

QUESTION_COLUMNS = ("column", "found", "code", "choices", "lines")
"""Columns of the table of questions; a person fills in ``code``."""


def open_questions(lines: Lines) -> pd.DataFrame:
    """Return the values whose meaning keeps lines from being assessed, and ports given as origin, each once.

    Parameters
    ----------
    lines : Lines

    Returns
    -------
    pandas.DataFrame
        Columns :data:`QUESTION_COLUMNS`: ``column`` (commodity, origin or unit), ``found`` (the value as it stands),
        ``code`` (empty, for the answer), ``choices`` (codes with names, nothing is chosen) and ``lines`` (how many
        wait for it). The most lines first.
    """
    frame = lines.frame
    rows: list[tuple[str, str, str, str, int]] = []
    goods = frame[frame["commodity"].isna()]
    for (text, code), count in _counted(goods, ["commodity_as_given", "hs_code_as_given"]):
        match = match_commodity(text, hs=code)
        found = f"{text} ({code})" if text and code else text or code
        rows.append(("commodity", found, "", _choices(match.candidates, commodities.name), count))
    # Of goods that came through a port somebody may know where they grew.
    origins = frame[frame["origin"].isna() | (frame["origin_match"].astype(object) == PORT)]
    for (text,), count in _counted(origins, ["origin_as_given"]):
        match_of = match_place(text)
        choices = match_of.candidates or (
            (match_of.code,) if match_of.code and match_of.how == "code" else ()
        )
        rows.append(("origin", text, "", _choices(choices, places.name), count))
    units = frame[frame["amount_unit"].isna()]
    for (text,), count in _counted(units, ["unit_as_given"]):
        rows.append(("unit", text, "", _choices(match_unit(text).candidates, str), count))
    merged: dict[tuple[str, str], tuple[str, str, str, str, int]] = {}
    for row in rows:  # one answer does for all writings of a value that differ in case or white space
        key = (row[0], fold_value(row[1]))
        merged[key] = (*merged[key][:4], merged[key][4] + row[4]) if key in merged else row
    ordered = sorted(merged.values(), key=lambda row: -row[4])
    return pd.DataFrame(ordered, columns=list(QUESTION_COLUMNS))


def _counted(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[tuple[str, ...], int]]:
    """Return the distinct values of columns, not all of them blank, and the rows that have them."""
    texts = pd.DataFrame(
        {name: frame[name].astype(object).where(frame[name].notna(), "").astype(str) for name in names}
    )
    counts = texts.groupby(list(names), sort=False).size()
    return [
        (key if isinstance(key, tuple) else (key,), int(count))
        for key, count in counts.items()
        if any(key if isinstance(key, tuple) else (key,))
    ]


def _choices(codes: Sequence[str], label: Callable[[str], str]) -> str:
    """Return codes to choose from, with their names."""
    return "; ".join(code if label(code) in ("", code) else f"{code} ({label(code)})" for code in codes)


def write_answers_template(lines: Lines, path: str | Path, *, source: str | Path | None = None) -> int:
    """Write the open questions as a CSV file that comes back as answers once the column `code` is filled in.

    Parameters
    ----------
    lines : Lines
    path : str or pathlib.Path
        Target, ending in ``.csv``. A file that is there is replaced as a whole or not at all.
    source : str or pathlib.Path, optional
        The input, so that it is never overwritten.

    Returns
    -------
    int
        Number of questions.

    Raises
    ------
    UsageError
        If the target has another ending, lies in no folder, or is the input.
    """
    target = target_of(path)
    check_target(target, None if source is None else Path(source), suffix=".csv")
    questions = open_questions(lines)
    with replacing(target) as scratch, scratch.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(QUESTION_COLUMNS)
        for row in questions.itertuples(index=False, name=None):
            writer.writerow([_harmless(cell) for cell in row])
    return len(questions)


def _harmless(cell: Any) -> Any:
    """Return a text that no spreadsheet program takes for a formula; reading answers takes the mark off again."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
