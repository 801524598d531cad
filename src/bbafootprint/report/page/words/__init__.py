"""What the page says, in four languages, and how each writes its numbers."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bbafootprint.errors import UsageError
from bbafootprint.report.page.markup import LONGEST, Markup, cut, el, html
from bbafootprint.schema import LANGUAGES

DIGITS = 3
"""Significant digits of an amount: more would promise what no interval keeps."""

LONG_WORD = 24
"""Characters of a word that may be broken over lines."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Words:
    """The words and numbers of one language.

    Attributes
    ----------
    lang : str
        ``en``, ``fr``, ``nl`` or ``de``.
    texts : mapping
        Of the file of that name.
    """

    lang: str
    texts: Mapping[str, Any]

    def __call__(self, key: str, **values: str) -> Markup:
        """Return the text of a key such as ``numbers.heading``, its {names} filled in; all of it is escaped."""
        text = html(str(self._find(key.split("."))))
        return Markup(text.format(**{name: html(value) for name, value in values.items()}))

    def text(self, key: str, **values: str) -> str:
        """Return the text of a key as plain text, its {names} filled in: for drawings that are no HTML."""
        return str(self._find(key.split("."))).format(**values)

    def of(self, table: str, name: str) -> str | None:
        """Return the text of a name in a table (``ecosystem``, ``unit``, ``reason``), None where there is none."""
        text = self.texts[table].get(name)
        return None if text is None else str(text)

    def number(self, value: float, digits: int = DIGITS) -> str:
        """Return a number of so many significant digits; what is tiny or huge has a power of ten."""
        if math.isnan(value):
            return "–"
        if value == 0:
            return "0"
        rounded = float(f"{value:.{digits - 1}e}")
        if not 1e-3 <= abs(rounded) < 1e9:
            mantissa, _, power = f"{rounded:.{digits - 1}e}".partition("e")
            return f"{self._marked(mantissa)}\u00a0×\u00a010{str(int(power)).translate(_RAISED)}"
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
        return self._marked(f"{rounded:,.{decimals}f}")

    def whole(self, value: float) -> str:
        """Return a number without decimals, such as a count."""
        return self._marked(f"{value:,.0f}")

    def decimal(self, value: float) -> str:
        """Return a number with one decimal."""
        return "–" if math.isnan(value) else self._marked(f"{value:.1f}")

    def percent(self, share: float) -> str:
        """Return a share in percent; what is not quite nothing or not quite all is said so."""
        if math.isnan(share):
            return "–"
        sign, percent = "", 100 * share
        if 0 < percent < 1:
            sign, percent = "<", 1
        elif 99 < percent < 100:
            sign, percent = ">", 99
        return sign + str(self.texts["format"]["percent"]).format(f"{percent:.0f}")

    def graded(self, quality: float) -> str:
        """Return a data quality in brief, such as ``Q 3.1``."""
        return str(self.texts["format"]["quality"]).format(self.decimal(quality))

    def interval(self, low: float, high: float) -> str:
        """Return an interval as words; a dash where it is not known."""
        if math.isnan(low) or math.isnan(high):
            return "–"
        return str(self.texts["format"]["interval"]).format(low=self.number(low), high=self.number(high))

    def own(self, text: str, longest: int = LONGEST) -> Markup:
        """Return a text of the person's as it may be shown: apart from the direction of its surroundings, and cut."""
        shown = cut(text, longest)
        note = (
            el("small", " (", self("page.cut", characters=self.whole(len(text))), ")")
            if shown.endswith("…") and len(text) > longest
            else None
        )
        word = max(map(len, shown.split()), default=0)
        return Markup(f"{el('bdi', shown, class_='long' if word > LONG_WORD else None)}{note or ''}")

    def _find(self, path: list[str]) -> object:
        found: Any = self.texts
        for name in path:
            found = found[name]
        return found

    def _marked(self, text: str) -> str:
        """Return a number of Python's with the marks of the language."""
        marks = {",": self.texts["format"]["group"], ".": self.texts["format"]["decimal"], "-": "−"}
        return "".join(marks.get(letter, letter) for letter in text)


@cache
def words(lang: str) -> Words:
    """Return the words of a language.

    Parameters
    ----------
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    Words

    Raises
    ------
    UsageError
        For another language.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"there are no words in language {lang!r}: choose one of {', '.join(LANGUAGES)}")
    return Words(lang, tomllib.loads((files(__name__) / f"{lang}.toml").read_text(encoding="utf-8")))
