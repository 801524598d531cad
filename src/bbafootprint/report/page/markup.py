"""HTML that cannot be broken by what is put into it: every text is escaped unless it is markup already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

LONGEST = 160
"""Characters of a person's own text that are shown."""

_VOID = {"meta", "link", "input", "br", "col"}

_UNSHOWN = re.compile(
    # controls, halves of surrogate pairs, marks that turn the direction of what follows, and non-characters
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | None | Iterable["Child"]


def clean(text: str) -> str:
    """Return a text without what no one sees: controls, marks that turn its direction, halves of characters.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return _UNSHOWN.sub("", text)


def html(text: str) -> Markup:
    """Return a text as HTML: itself if it is markup, else cleaned and escaped.

    Parameters
    ----------
    text : str

    Returns
    -------
    Markup
    """
    return text if isinstance(text, Markup) else Markup(escape(clean(text)))


def el(tag: str, *children: Child, **attributes: object) -> Markup:
    """Return an element.

    Parameters
    ----------
    tag : str
    *children
        Texts, markup, or several of them; None is left out.
    **attributes
        An underscore stands for a hyphen, one at the end for none (``class_``). None and False are left out, True has
        no value.

    Returns
    -------
    Markup
    """
    said = "".join(
        f" {name.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{html(str(value))}"')
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in _VOID:
        return Markup(f"<{tag}{said}>")
    return Markup(f"<{tag}{said}>{''.join(_flat(children))}</{tag}>")


def join(*children: Child) -> Markup:
    """Return several pieces as one.

    Parameters
    ----------
    *children
        As of :func:`el`.

    Returns
    -------
    Markup
    """
    return Markup("".join(_flat(children)))


def cut(text: str, longest: int = LONGEST) -> str:
    """Return a text that is not longer than a number of characters, an ellipsis at its end where it was.

    Parameters
    ----------
    text : str
    longest : int

    Returns
    -------
    str
    """
    shown = " ".join(clean(text[: 4 * longest]).split())
    return shown if len(shown) <= longest and len(text) <= 4 * longest else f"{shown[: longest - 1]}…"


def _flat(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if isinstance(child, str):
            yield html(child)
        elif child is not None:
            yield from _flat(child)
