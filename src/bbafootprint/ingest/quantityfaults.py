"""What can be wrong with a quantity, how a text shows it, and what the person is told."""

from __future__ import annotations

import re

from bbafootprint.ingest.numbers import read_number
from bbafootprint.vocabulary.units import split_quantity

FAULTS = (
    "", "quantity-missing", "cell-error", "formula-uncached", "quantity-text", "decimal-ambiguous",
    "quantity-date", "quantity-boolean", "quantity-infinite", "quantity-negative", "quantity-implausible",
    "share-unreadable",
)  # fmt: skip
"""Issue codes by the number that stands for them in :attr:`Quantities.faults`."""

LARGEST_QUANTITY = 1e15
"""Largest quantity in any unit: of grams, it is a billion tonnes. A larger one is a slip, and would overflow
sums."""

LARGEST_AMOUNT = 1e12
"""Largest amount of a line in t or m3: far more than the world harvests in a year."""

_NUMBER = r"[0-9][0-9.,' ]*"
_RANGE = re.compile(rf"{_NUMBER} ?(?:[-–—]|to|bis|tot|à|a) ?{_NUMBER}(?:[^0-9].*)?", re.IGNORECASE)
_DATE = re.compile(
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2}))"
    r"(?:[T ][0-9:.]+Z?)?"
)
_ERROR = re.compile(r"#(?:N/A|NV|NULL!|DIV/0!|VALUE!|WERT!|VALEUR!|WAARDE!|REF!|BEZUG!|NAME\?|NOM\?|NAAM\?|NUM!|ZAHL!"
                    r"|NOMBRE!|GETAL!|SPILL!|CALC!|N/B|GETTING_DATA)|Err:[0-9]{3}", re.IGNORECASE)  # fmt: skip
_BOOLEANS = frozenset(("true", "false", "vrai", "faux", "waar", "onwaar", "wahr", "falsch"))
_MARKED = re.compile(r"[*†‡#?^~/+].*")  # what stands behind a number and is no unit


def text_fault(text: str) -> str:
    """Return what is wrong with a text that looks like a number with a unit and is none.

    Parameters
    ----------
    text : str
        Text of a cell of quantities.

    Returns
    -------
    {"", "quantity-date", "quantity-boolean", "cell-error", "quantity-text"}
        A date; true or false; an error that a spreadsheet exported as text; a range, a fraction, a number with a
        mark of a note, or one with a minus between it and what follows (a trailing minus is a sign only at the
        very end). Empty for any other text.
    """
    clean = text.strip()
    if _DATE.fullmatch(clean):
        return "quantity-date"
    if _ERROR.fullmatch(clean):
        return "cell-error"
    if clean.casefold() in _BOOLEANS:
        return "quantity-boolean"
    number, unit = split_quantity(clean)
    marked = bool(unit) and (_MARKED.fullmatch(unit) is not None or number.endswith(("-", "−", "–")))
    return "quantity-text" if marked or _RANGE.fullmatch(clean) else ""


def is_error(text: str) -> bool:
    """Tell whether a text is an error of a spreadsheet, in four languages.

    Parameters
    ----------
    text : str
        Such as ``#N/A`` or ``#NV``.

    Returns
    -------
    bool
    """
    return _ERROR.fullmatch(text.strip()) is not None


def explain_quantity(code: str, found: str) -> tuple[str, str]:
    """Say what is wrong with a quantity.

    Parameters
    ----------
    code : str
        One of :data:`FAULTS`.
    found : str
        What stands in the cell.

    Returns
    -------
    message, suggestion : str
    """
    number = "Write a number, such as 1250.5."
    what = "a range and no number" if _RANGE.fullmatch(found.strip()) else "not a number"
    either = ""
    if code == "decimal-ambiguous":
        either = f"{read_number(found, '.')[0]!r} or {read_number(found, ',')[0]!r}"
    return {
        "quantity-missing": (
            "The quantity is blank, so that the line has no amount.",
            "Fill in the quantity, 0 if nothing was bought, or delete the row.",
        ),
        "cell-error": (
            f"The quantity is {found}, an error of the spreadsheet and no number.",
            "Mend the formula in the cell.",
        ),
        "formula-uncached": (
            f"The quantity is the formula {found}, and its result was never saved in the file.",
            "Open the file in a spreadsheet program, save it, and read it again.",
        ),
        "quantity-text": (
            f"The quantity is '{found}', which is {what}.",
            f"{number} Leave a year's cell empty where nothing was bought.",
        ),
        "decimal-ambiguous": (
            f"'{found}' can be {either}, and nothing in the sheet shows its decimal mark.",
            "Say which it is: --decimal . or --decimal , (decimal='.' or decimal=',' in Python).",
        ),
        "quantity-date": (
            f"The quantity is the date {found} and no number.",
            f"{number} Check the cell format.",
        ),
        "quantity-boolean": (f"The quantity is {found} and no number.", number),
        "quantity-infinite": ("The quantity is infinite, or too large for a number.", number),
        "quantity-negative": (
            f"The quantity is {found}; a negative amount is no purchase.",
            "Correct it, or net a credit note with the purchase that it belongs to.",
        ),
        "share-unreadable": (
            f"The quantity {found} is that of a product, and the share of the ingredient in it is blank, is no share,"
            " or may be a share as well as a percentage.",
            "Write the share as a percentage with its sign, such as 10 %.",
        ),
        "quantity-implausible": (
            f"The quantity is {found}: more than {LARGEST_QUANTITY:g} in any unit, or than {LARGEST_AMOUNT:g} t"
            " or m3, is no purchase.",
            "Check the number and its unit; a code or a telephone number may stand in its place.",
        ),
    }[code]
