"""Text on a figure: any text can be shown, none is read as a formula, and none makes drawing warn."""

from __future__ import annotations

from functools import cache
from typing import Any

from bbafootprint.report.page.markup import cut

LONGEST, IN_NOTES = 34, 30
"""Characters of a name on a figure, and of one of several in a note."""

UNDRAWABLE = "□"
"""Stands for a character that no font here has."""

WIDE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB",
    "Hiragino Sans", "Yu Gothic", "Malgun Gothic", "Apple SD Gothic Neo", "WenQuanYi Micro Hei", "Noto Sans",
    "Noto Sans Thai", "Noto Sans Devanagari", "Noto Sans Arabic", "Noto Sans Hebrew", "Leelawadee UI", "Nirmala UI",
    "Segoe UI", "Arial Unicode MS",
)  # fmt: skip
"""Fonts that are asked for characters that the usual one lacks, where they are installed."""


def lettered(text: str) -> tuple[str, dict[str, Any]]:
    """Return a text as it can be drawn, and how.

    Parameters
    ----------
    text : str
        Anything; lines stay apart.

    Returns
    -------
    text : str
        Without what no one sees; characters that no font here has are :data:`UNDRAWABLE`.
    how : dict
        Properties of a text of matplotlib: no formula, no TeX, and further fonts where the usual one is not enough.
    """
    import matplotlib

    usual = tuple(matplotlib.rcParams["font.family"])
    shown = "\n".join(cut(line, 10_000) for line in text.splitlines())
    missing = set(map(ord, shown)) - {ord("\n")} - _letters(usual)
    fonts = [usual]
    for name in _installed() if missing else ():
        if found := missing & _letters((name,)):
            missing -= found
            fonts.append((name,))
    if missing:
        shown = shown.translate(dict.fromkeys(missing, UNDRAWABLE))
    families = [name for family in fonts for name in family]
    return shown, {"parse_math": False, "usetex": False, "fontfamily": families}


def short(text: str, longest: int = LONGEST) -> str:
    """Return a name that is short enough for a figure.

    Parameters
    ----------
    text : str
    longest : int

    Returns
    -------
    str
        With an ellipsis where it was cut.
    """
    return cut(text, longest)


@cache
def _installed() -> tuple[str, ...]:
    from matplotlib.font_manager import fontManager

    known = set(fontManager.get_font_names())
    return tuple(name for name in WIDE_FONTS if name in known)


@cache
def _letters(family: tuple[str, ...]) -> frozenset[int]:
    """Return the characters of the font that matplotlib takes for a family."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties(family=list(family)))).get_charmap())
