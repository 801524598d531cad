"""Every issue that a portfolio can raise: its stable code, its severity and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PORTFOLIO_ISSUES: Mapping[str, tuple[str, str]] = {
    # A holding without an amount is rejected.
    "amount-missing": ("error", "The outstanding amount of a holding is blank."),
    "amount-text": ("error", "An amount is text that is not a number."),
    "amount-ambiguous": ("error", "Nothing shows whether 1.234 is one and a bit or more than a thousand."),
    "amount-fault": ("error", "An amount is an error of the spreadsheet, an uncalculated formula, a date or TRUE."),
    # What keeps a holding from being assessed.
    "asset-class-missing": ("error", "A holding does not say its asset class."),
    "asset-class-unknown": ("error", "An asset class is not known."),
    "currency-missing": ("error", "An amount has no currency."),
    "currency-unknown": ("error", "A currency is not a code of ISO 4217."),
    "company-missing": ("error", "A holding names no company."),
    "company-unknown": ("error", "A company of a holding is not in the table of companies."),
    "company-conflict": ("error", "The identifiers of a holding belong to different companies."),
    "company-duplicate": ("error", "One company stands twice for one date with different figures, or an id twice."),
    "denominator-missing": ("error", "The figures that the attribution rule divides by are not given."),
    "denominator-stale": ("error", "The figures of a company are too far from the date of the holding."),
    "denominator-implausible": ("error", "A figure that the rule divides by cannot be right."),
    "amount-unconverted": ("error", "An amount without a rate to the result's currency is in no total of amounts."),
    "rate-missing": ("error", "Two currencies, and no exchange rate near the date was given."),
    "impact-missing": ("error", "Nothing is known of the impact of a company that is held."),
    "impact-not-assessed": ("error", "The lines of a company that is held have no factor on any rung, or are "
    "unreadable."),
    "date-text": ("error", "A date is not understood."),
    "date-ambiguous": ("error", "Nothing shows whether 03/04/2023 has the day or the month first."),
    # What is read and must be looked at.
    "isin-invalid": ("warning", "An ISIN has a wrong check digit or form."),
    "lei-invalid": ("warning", "A legal entity identifier has wrong check digits or form."),
    "holding-id-duplicate": ("warning", "Several holdings have one identifier; they were numbered."),
    "date-missing": ("warning", "A date is not given: the age of the figures cannot be told."),
    "factor-above-one": ("warning", "More is held of a company than its whole value."),
    "sum-above-one": ("warning", "The holdings of one company add up to more than its whole value."),
    "negative-equity": ("warning", "The equity of a company is negative and counts as 0 (PCAF)."),
    "evic-from-parts": ("info", "EVIC was added up from market capitalisation, debt and minority interests."),
    "evic-without-minority": ("warning", "EVIC was added up without minority interests, which are not given."),
    "alternative-used": ("warning", "The rule's own figures are missing; the alternative that was allowed answered."),
    "impact-partly-assessed": ("warning", "A part of the volumes of a company that is held has no number."),
    "lines-of-unknown-company": ("warning", "Company lines name a company that is not in the table of companies."),
    "lines-without-year": ("warning", "Company lines name no year: they count for every year of holdings."),
    "year-asked": ("info", "One year was asked for, and holdings are dated in others."),
    "impact-of-other-year": ("error", "A ready footprint is of a later year than the holding, or too old."),
    "lines-of-other-years": ("info", "Company lines of other years than those of the holdings were left out."),
    "lines-of-earlier-year": ("warning", "A company has no lines of the year; those of an earlier one were taken."),
    "impact-given-twice": ("warning", "A company has lines and a ready footprint; the lines were taken."),
    "impact-unusable": ("error", "A row of ready footprints cannot be used."),
    "intensity-missing": ("warning", "A sector intensity was asked for and does not answer."),
    "intensity-used": ("warning", "A mean of a sector stands for a company, data quality 5."),
    "demo-numbers": ("warning", "Invented numbers of a demo set are in the result."),
    "coverage-changed": ("warning", "Two portfolios cover different shares of the volumes of a company."),
    "position-unread": ("warning", "A position of one portfolio stands in the other in a row that cannot be used."),
    "holdings-alike": ("warning", "Holdings are the same in all fields; each counts."),
    "holdings-of-several-dates": ("warning", "One position stands at several dates, and the amounts are added."),
    "lines-alike": ("warning", "Company lines are the same in all fields; each counts."),
    "quality-invalid": ("warning", "A data quality of a company line is no number from 1 to 5: it is not used."),
    "overlap": ("warning", "Impacts of several companies may be of the same goods: the total is gross."),
    "rate-conflict": ("error", "Exchange rates contradict each other; none of them is used."),
    "rate-unusable": ("error", "A row of exchange rates cannot be used."),
    "match-unusable": ("error", "A row of the table of matches cannot be used."),
    "match-unused": ("info", "A row of the table of matches fits nothing."),
    "column-second": ("warning", "Two columns fit one meaning; the better one was taken."),
    # What is worth knowing.
    "out-of-scope": ("info", "Holdings of a kind that is not attributed, listed and not counted."),
    "column-unread": ("info", "Columns that mean nothing here were kept and not used."),
    "name-no-identifier": ("warning", "A column of companies holds names, which identify nothing."),
    "sector-conflict": ("warning", "Holdings and companies name different sectors; that of the company was taken."),
    "sheet-not-read": ("info", "Another sheet of the workbook was not read."),
    "rows-subtotal": ("info", "A row of totals was left out: its parts are there."),
}  # fmt: skip
"""Issue code to (severity, meaning)."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not one.

    Parameters
    ----------
    number : int
    noun : str
        In the singular: ``holding``, ``company``.

    Returns
    -------
    str
    """
    several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else several}"


def exact_percent(share: float) -> str:
    """Return a share in percent with three digits, never 100 % where it is less; a dash where there is none.

    Parameters
    ----------
    share : float
        0 to 1.

    Returns
    -------
    str
    """
    if share != share:
        return "-"
    text = f"{100 * share:.3g}"
    return f"{'over 99.9' if text == '100' and share < 1 else text} %"


def make(
    code: str,
    message: str,
    *,
    found: str = "",
    suggestion: str = "",
    sheet: str = "",
    cell: str = "",
    line_id: str = "",
) -> dict[str, Any]:
    """Return one issue as a row of :data:`bbafootprint.schema.ISSUE_COLUMNS`.

    Parameters
    ----------
    code : str
        A code of :data:`PORTFOLIO_ISSUES`.
    message : str
        What was found and why it is wrong.
    found, suggestion, sheet, cell, line_id : str
        The other columns; `line_id` holds the holding.

    Returns
    -------
    dict of str to str

    Raises
    ------
    KeyError
        If the code is not known.
    """
    return {
        "severity": PORTFOLIO_ISSUES[code][0], "code": code, "sheet": sheet, "cell": cell, "found": found,
        "message": message, "suggestion": suggestion, "line_id": line_id,
    }  # fmt: skip
