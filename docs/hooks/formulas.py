"""Hook of mkdocs: formulas as MathML, which browsers draw themselves, without a script or a network."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from latex2mathml.converter import convert

FORMULA = re.compile(r'<(div|span) class="arithmatex">\\[\[(](.*?)\\[\])]</\1>', re.DOTALL)


def on_page_content(html: str, *, page: Any, config: Any, files: Any) -> str:
    r"""Put MathML in place of what arithmatex marked as ``\( \)`` and ``\[ \]``."""

    def formula(found: re.Match[str]) -> str:
        display = "block" if found[1] == "div" else "inline"
        return (
            f'<{found[1]} class="formula">{convert(unescape(found[2]).strip(), display=display)}</{found[1]}>'
        )

    return FORMULA.sub(formula, html)
