"""The sheets Not assessed and Issues: what is in no total, and what was found in the input."""

from __future__ import annotations

from bbafootprint.footprint import Footprint
from bbafootprint.report.column_notes import notes_of
from bbafootprint.report.sheets import ROWS_IN_TABLE, Sheets
from bbafootprint.report.wording import title, titled
from bbafootprint.schema import ISSUE_COLUMNS


def write_not_assessed(sheets: Sheets, result: Footprint) -> None:
    """Write what each indicator leaves out, then the lines that no indicator answers for.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
        With its lines.
    """
    sheet = sheets.sheet(
        "Not assessed",
        "What each indicator leaves out, then the lines without any number: in no total, and not zero.",
    )
    gaps, lines = result.gaps(), result.not_assessed()
    gaps["indicator"] = gaps["indicator"].map(title)
    widths: dict[int, float] = {}  # of both tables, under each other
    why: dict[str, float] = {"Why": 44}
    below = sheets.put(
        sheet, titled(gaps), 3, "Gaps", notes=notes_of(gaps.columns), held=widths, wrapped=["Why"], widths=why
    )
    sheet.freeze_panes(3, 1)
    first = f"The first {ROWS_IN_TABLE:,} of {len(lines):,} l" if len(lines) > ROWS_IN_TABLE else "L"
    sheet.write_string(below + 1, 0, f"{first}ines without any number", sheets.section)
    sheets.put(
        sheet,
        titled(lines),
        below + 2,
        "Not assessed",
        notes=notes_of(lines.columns),
        held=widths,
        wrapped=["Why"],
        widths=why,
    )
    sheet.fit_to_pages(1, 0)


def write_issues(sheets: Sheets, result: Footprint) -> None:
    """Write what was found in the input.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
        With its lines.
    """
    issues = result.issues[list(ISSUE_COLUMNS)]
    wrapped = [title(name) for name in ("found", "message", "suggestion")]
    sheets.table(
        "Issues",
        titled(issues),
        "What was found in the input; no line is dropped for it without being listed here.",
        wrapped=wrapped,
        notes=notes_of(ISSUE_COLUMNS),
        widths={title("found"): 34, title("message"): 60, title("suggestion"): 50},
    )
