"""A person's answers put in the place of what was found, and the record of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bbafootprint.errors import UsageError
from bbafootprint.ingest.answers import KINDS, Answers, fold_value
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.naming import Named
from bbafootprint.ingest.table import IntArray, count_lines
from bbafootprint.vocabulary.match import Match

ANSWER = "answer"
"""How a code was found that a person gave."""

SHOWN = 10
"""Answers that a message names; the others are counted."""


def answer_names(named: Named, keys: IntArray, answers: Answers) -> Named:
    """Return names with the codes that a person gave.

    Parameters
    ----------
    named : Named
    keys : numpy.ndarray of int
        For each line, its key in `named`.
    answers : Answers
        Notes what was used.

    Returns
    -------
    Named
        `how` of an answered name is :data:`ANSWER`. A pair of text and customs code is answered as it is shown
        (``"Palm (1511)"``), by its text, or by its code, the first of these that there is.
    """
    if not answers.codes:
        return named
    for text in named.found:
        answers.note_elsewhere(named.kind, text)
    if not any(kind == named.kind for kind, _ in answers.codes):
        return named
    counts = np.bincount(keys[keys >= 0], minlength=len(named.found))
    matches, regions = list(named.matches), list(named.regions)
    for at, found in enumerate(named.found):
        parts = named.parts[at] if named.parts else ()
        for text in (found, *parts):
            key = (named.kind, fold_value(text))
            if text and key in answers.codes:
                if regions and matches[at].code != answers.codes[key]:
                    regions[at] = ""  # it lies in the country that was read, not in the one that is meant
                matches[at] = Match(answers.codes[key], ANSWER)
                answers.used[key] = answers.used.get(key, 0) + int(counts[at])
                break
    return replace(named, matches=matches, regions=regions)


def answer_units(texts: Sequence[str], keys: IntArray, answers: Answers) -> list[str]:
    """Return units as they are to be read: what a person answered in the place of what is given.

    Parameters
    ----------
    texts : sequence of str
        Distinct units as given.
    keys : numpy.ndarray of int
        For each line, the position of its unit; -1 where none.
    answers : Answers
        Notes what was used.

    Returns
    -------
    list of str
    """
    if not answers.codes:
        return list(texts)
    for text in texts:
        answers.note_elsewhere("unit", text)
    if not any(kind == "unit" for kind, _ in answers.codes):
        return list(texts)
    counts = np.bincount(keys[keys >= 0], minlength=len(texts))
    read = []
    for at, text in enumerate(texts):
        key = ("unit", fold_value(text))
        if key in answers.codes and counts[at]:
            answers.used[key] = answers.used.get(key, 0) + int(counts[at])
        read.append(answers.codes.get(key, text))
    return read


def report_answers(answers: Answers, sheet: str) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Say which answers were applied and which match nothing, and record them.

    Parameters
    ----------
    answers : Answers
        After they were applied.
    sheet : str
        Name of the sheet.

    Returns
    -------
    issues : list of dict
    record : dict or None
        ``source``, ``sha256``, ``applied`` (column, found, code, lines) and ``unused``; None without answers.

    Raises
    ------
    UsageError
        If an answer that names no column fits values in several.
    """
    if answers.record is None:
        return [], None
    applied: list[dict[str, Any]] = []
    unused: list[dict[str, Any]] = []
    nowhere: list[dict[str, Any]] = []
    issues: list[dict[str, Any]] = []
    for column, found, written in answers.given:
        key = fold_value(found)
        used = [kind for kind in KINDS if column in ("", kind) and (kind, key) in answers.used]
        if len(used) > 1:
            raise UsageError(
                f"The answer '{found}' -> {written} fits a {' and a '.join(used)} of the sheet. Say which is meant in"
                " the column 'column' of the answers."
            )
        for kind in used:
            applied.append(
                {"column": kind, "found": found, "code": answers.codes[kind, key],
                 "lines": answers.used[kind, key]}
            )  # fmt: skip
        if not used:
            unused.append({"column": column, "found": found, "code": written})
            misplaced = _misplaced(answers, column, found, written, sheet)
            issues += misplaced
            nowhere += [] if misplaced else unused[-1:]
    if applied:
        total = sum(row["lines"] for row in applied)
        said = f"{len(applied):,} answer{'s' * (len(applied) != 1)}"
        issues.append(
            make_issue(
                "answer-applied",
                f"{said} of {answers.record['source']} gave {count_lines(total)} a code: {_listed(applied)}.",
                found=said,
                suggestion="Nothing, if they are right.",
                sheet=sheet,
            )
        )
    if nowhere:
        said = f"{len(nowhere):,} answer{'s' * (len(nowhere) != 1)}"
        issues.append(
            make_issue(
                "answer-unused",
                f"{said} of {answers.record['source']} match nothing in the sheet: {_listed(nowhere)}.",
                found=said,
                suggestion="Write the value as it stands in the sheet, or leave the answer for other files.",
                sheet=sheet,
            )
        )
    return issues, {**answers.record, "applied": applied, "unused": unused}


def _misplaced(answers: Answers, column: str, found: str, written: str, sheet: str) -> list[dict[str, Any]]:
    """Warn of an answer whose value stands in a column of another kind than its code."""
    key = fold_value(found)
    stands = [kind for kind in KINDS if (kind, key) in answers.elsewhere]
    meant = [kind for kind in KINDS if column in ("", kind) and (kind, key) in answers.codes]
    if not stands:
        return []
    return [
        make_issue(
            "answer-unused",
            f"The answer '{found}' -> {written} was not applied: '{found}' stands in the sheet as"
            f" {' and '.join(stands)},"
            f" and {written} is the code of a {' or '.join(meant)}.",
            found=found,
            suggestion=f"Give the code of the {stands[0]} that is meant, with {stands[0]} in the column 'column'.",
            sheet=sheet,
            severity="warning",
        )
    ]


def _listed(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the first answers in words."""
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return ", ".join(f"'{row['found']}' -> {row['code']}" for row in rows[:SHOWN]) + more
