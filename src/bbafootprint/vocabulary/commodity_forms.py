"""What drying, freezing, preserving and shelling make of a crop: frozen strawberries are no fresh strawberries.

The factor of a crop is per tonne as FAO counts it, mostly fresh. A processed form is a commodity of its own, and
is read as one: :file:`tables/commodity_words.csv` has the words of each state, :file:`tables/commodities.csv` says
what is counted `fresh` and which `produce` (fruit, vegetables, roots) a crop is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from bbafootprint.vocabulary.commodity_tables import (
    commodity_rows,
    fold,
    fresh,
    names_index,
    role_words,
    shown_names,
)

STATES = ("fresh", "drying", "freezing", "preserving", "shelling")
"""Roles of words that tell a state."""


def state_told(parts: Iterable[tuple[str, ...]]) -> set[str]:
    """Return the words that tell a state, of parts of a text.

    Parameters
    ----------
    parts : iterable of tuple of str
        Folded words, part by part.

    Returns
    -------
    set of str
        Without those of "not frozen", which denies one, and of "fresh or dried", which tells none.
    """
    state: set[str] = set()
    for part in parts:
        told = {role: role_words(role).intersection(part) for role in STATES}
        told = {role: words for role, words in told.items() if words}
        if not role_words("negating").intersection(part) and not ("fresh" in told and len(told) > 1):
            state.update(*told.values())
    return state


def says_fresh(text: str) -> bool:
    """Return whether a text says that the goods are fresh."""
    return bool(role_words("fresh").intersection(fold(text)))


def in_state(codes: tuple[str, ...], words: set[str]) -> tuple[str, ...] | None:
    """Return what the state that words tell makes of commodities.

    Of several commodities, the state may tell which: dried currants are raisins, fresh chillies are green ones.

    Parameters
    ----------
    codes : tuple of str
        What a text names.
    words : set of str
        Folded words that stand beside the name.

    Returns
    -------
    tuple of str or None
        Codes; empty where such goods have no code; None where the commodities stay what they are.
    """
    told = [role for role in STATES if words & role_words(role)]
    if len(codes) > 1 and ("drying" in told or told == ["fresh"]):
        which = tuple(code for code in codes if (code in fresh()) != ("drying" in told))
        if which and which != codes:
            return which
    if "fresh" in told:
        return None
    for role in told:
        goods = dict.fromkeys(forms_of(code)[role] for code in codes if role in forms_of(code))
        if goods and all(role in forms_of(code) or code in goods for code in codes):
            return tuple(filter(None, goods))
    return None


@cache
def forms_of(code: str) -> dict[str, str]:
    """Return role of words to what they turn a commodity into: frozen peas are vegetables, frozen.

    Parameters
    ----------
    code : str
        A code of the vocabulary.

    Returns
    -------
    dict of str to str
        ``drying``, ``freezing``, ``preserving`` and ``shelling``, only where the words make other goods of the
        commodity, to the code of the goods: those of this very crop (``figs_dried``; the commodity named
        "dried grapes"), else of its kind (``fruit_dried``); empty where none is known. Drying changes what is
        counted fresh; freezing changes fruit and vegetables (a frozen nut or carcass is what it was); preserving
        changes every crop (a tin of beans is no tonne of dry beans).
    """
    row = commodity_rows()[code]
    changed = {
        "drying": ("dried", row["fresh"] == "yes"),
        "freezing": ("frozen", row["produce"] in ("fruit", "vegetables")),
        "preserving": ("preserved", row["kind"] == "primary"),
        "shelling": ("shelled", f"{code}_shelled" in commodity_rows()),
    }
    return {
        role: _goods(code, adjective, row["produce"])
        for role, (adjective, changes) in changed.items()
        if changes
    }


def _goods(code: str, adjective: str, produce: str) -> str:
    if f"{code}_{adjective}" in commodity_rows():
        return f"{code}_{adjective}"
    entry = names_index().get("".join(fold(f"{adjective} {shown_names()[code, 'en']}")))
    if entry is not None and len(entry.codes) == 1:
        return entry.codes[0]
    return f"{produce}_{adjective}" if f"{produce}_{adjective}" in commodity_rows() else ""
