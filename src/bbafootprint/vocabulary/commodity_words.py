"""The words of a description: which commodity they name, when every word of a part is explained.

A word that merely occurs is no answer ("cocoa-free", "soy sauce", "maize silage" name no cocoa, soy or maize).
A part of the text (between commas, brackets, slashes) names a commodity when all its words are one name of it
and neutral words (organic, refined, certified ...). The words are data: :file:`tables/commodity_names.csv` and
:file:`tables/commodity_words.csv`.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import NamedTuple

from bbafootprint.vocabulary.commodity_forms import STATES, in_state, state_told
from bbafootprint.vocabulary.commodity_tables import (
    country_words,
    fold,
    heads,
    is_wood,
    name_spellings,
    names_index,
    phrases,
    primaries,
    role_words,
    species,
)
from bbafootprint.vocabulary.near_spellings import near_spellings

_PART = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|((?:(?!\s[-–—]\s)[^(),;:/|\[\]+])+)")
_SAYS_NOTHING = frozenset(["other", "autre", "ander", "andere", "overige", "sonstige", "various", "diver"])
_MOST_NEUTRAL = 6  # more optional words than this are dropped together, not tried one by one


class Named(NamedTuple):
    """What a text names: several `codes` where it is ambiguous, none where nothing is named.

    `note` is not empty where a bare word was decided ("cocoa" is read as cocoa beans); `exact` where the text is
    a name as it stands; `near` are codes to suggest where nothing is named.
    """

    codes: tuple[str, ...] = ()
    note: str = ""
    exact: bool = False
    near: tuple[str, ...] = ()


def match_words(text: str) -> Named:
    """Return what the words of a description name.

    Parameters
    ----------
    text : str
        A description without customs code.

    Returns
    -------
    Named
    """
    return _of_species(_match_words(text), text)


def _match_words(text: str) -> Named:
    pieces = [
        _Piece(_without_phrases(fold(_inside(part))), bool(part[1] or part[2]))
        for part in _PART.finditer(text)
    ]
    pieces = [piece for piece in pieces if piece.words]
    if (entry := names_index().get("".join(fold(text)))) is not None:
        turned = names_index().get("".join(word for piece in pieces[::-1] for word in piece.words))
        if len(pieces) == 2 and turned is not None and turned.codes != entry.codes:
            # "Sugar (beet)": the root, or the sugar made of it?
            return Named(tuple(dict.fromkeys(entry.codes + turned.codes)))
        return Named(entry.codes, entry.note, exact=True)
    return _as_one_name(pieces) or _by_part(pieces) or Named(near=_near(text))


class _Piece(NamedTuple):
    words: tuple[str, ...]
    bracketed: bool


def _inside(part: re.Match[str]) -> str:
    return part[1] or part[2] or part[3] or ""


def _as_one_name(pieces: list[_Piece]) -> Named | None:
    """Return what all parts name together: "Oil, palm, crude" is one name, cut by commas and turned round."""
    if not 1 < len(pieces) < 5:
        return None
    if any(map(_is_shelf, pieces)) and any(_names_one(piece) for piece in pieces):
        return None  # "Fruit; grapes" is no grapefruit
    orders = [
        tuple(word for piece in order for word in piece.words)
        for order in (pieces, [pieces[-1], *pieces[:-1]], pieces[::-1])
    ]
    for whole in (True, False):
        for words in orders:
            named = _lookup(words, whole=whole)
            if named is not None and named.codes:
                return named
    return None


def _names_one(piece: _Piece) -> bool:
    """Return whether a part that is no shelf is the name of one commodity."""
    named = None if _is_shelf(piece) else _lookup(piece.words)
    return named is not None and len(named.codes) == 1


def _by_part(pieces: list[_Piece]) -> Named | None:
    """Return what the first part that names something names, if no other part says that it is another thing."""
    found: list[tuple[int, Named]] = []
    for position, piece in enumerate(pieces):
        named = _lookup(piece.words)
        if named is None or (piece.bracketed and any(not _is_shelf(pieces[at]) for at, _ in found)):
            continue
        if not named.codes:  # a dried fruit: the factor is per fresh tonne
            return named
        found.append((position, named))
    # "Vegetables: carrots": the shelf is a name too, and says less than the goods.
    found = [(at, named) for at, named in found if not _is_shelf(pieces[at])] or found
    if not found:
        return None
    first = found[0][0]
    parts_that_name = {position for position, _ in found}
    others = [(at, piece) for at, piece in enumerate(pieces) if at not in parts_that_name]
    if _is_shelf(pieces[first]) and not all(
        map(_is_optional, (word for _, piece in others for word in piece.words))
    ):
        return None  # "Vegetables: mushrooms of the genus Agaricus" are no other vegetables
    before = any(not _is_head(piece.words) for piece in pieces[:first])
    after = any(_changes_the_thing(piece) for at, piece in others if at > first)
    codes = tuple(dict.fromkeys(code for _, named in found for code in named.codes))
    if before or after:
        return Named(near=codes[:3])
    state = state_told(piece.words for _, piece in others)
    for _, piece in others:
        if state.intersection(piece.words):  # "Onions, dry" are a name of FAO, not dried onions
            entry = names_index().get("".join(pieces[first].words + piece.words))
            if entry is not None:
                rest = state.difference(piece.words)  # "Onions, dry (frozen)"
                return _formed(entry.codes, rest) or Named(entry.codes, entry.note)
    return _formed(codes, state) or _settle([named for _, named in found], codes)


def _formed(codes: tuple[str, ...], state: set[str]) -> Named | None:
    """Return what the state makes of the commodities: suggestions only where such goods have no code."""
    goods = in_state(codes, state)
    return None if goods is None else Named(goods, near=() if goods else codes[:3])


def _is_shelf(piece: _Piece) -> bool:
    """Return whether a part only says which shelf, with a word that is a name by itself: "Fruit, fresh"."""
    if not _is_head(piece.words):
        return False
    named = _lookup(piece.words)
    if named is None or any(map(is_wood, named.codes)):
        return False
    shelves = (names_index().get(word) for word in piece.words if word in role_words("head"))
    return any(entry is not None and entry.codes == named.codes for entry in shelves)


def _settle(found: list[Named], codes: tuple[str, ...]) -> Named:
    """Return what several parts mean: the exact one of a kind ("Cocoa, cocoa butter"), else all as choices."""
    specific = {named.codes[0]: named for named in found if not named.note and len(named.codes) == 1}
    of_one_kind = len({primaries()[code] for code in codes}) == 1
    if of_one_kind and len(specific) == 1:
        return next(iter(specific.values()))
    if (of_one_kind and not specific) or len(codes) == 1:
        return found[0]
    return Named(codes)


def _is_head(words: tuple[str, ...]) -> bool:
    """Return whether the words only say which shelf ("Feed", "Raw material", "Lot 12")."""
    return all(word in heads() or any(letter.isdigit() for letter in word) for word in words)


def _changes_the_thing(piece: _Piece) -> bool:
    """Tell "Cocoa (shells)", which is not cocoa, from "Sunflower oil (palm oil free)", which is sunflower oil."""
    words = set(piece.words)
    return bool(words & role_words("blocking")) and not words & role_words("negating")


def _lookup(words: tuple[str, ...], *, whole: bool = False) -> Named | None:
    """Return the commodity whose name is these words, leaving out as few neutral words as will do."""
    optional = [] if whole else [i for i, word in enumerate(words) if _is_optional(word)]
    if len(optional) > _MOST_NEUTRAL:
        sizes: tuple[int, ...] = (0, len(optional))
    else:
        sizes = tuple(range(len(optional) + 1))
    for size in sizes:
        for left_out in combinations(optional, size):
            entry = names_index().get("".join(word for i, word in enumerate(words) if i not in left_out))
            if entry is None:
                continue
            if any(words[i] in species() for i in left_out) and not all(map(is_wood, entry.codes)):
                continue  # maple sugar and oak leather are no sugar and no leather of the kind we know
            state = {words[i] for i in left_out}
            formed = _formed(entry.codes, state)
            if formed is None and state & role_words("shelling"):
                continue  # "shelled rice" is no rice of which shelling is known
            return formed or Named(entry.codes, entry.note)
    return None


def _is_optional(word: str) -> bool:
    """Return whether a name may do without the word: a neutral one, a state, a country, a grade (W320)."""
    return (
        word in role_words("neutral")
        or any(word in role_words(role) for role in STATES)
        or word in species()
        or word in country_words()[0]
        or any(letter.isdigit() for letter in word)
    )


def _without_phrases(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out "GMO free", "fair trade", "Ivory Coast", whose single words would mean something."""
    held = [phrase for word in dict.fromkeys(words) for phrase in phrases().get(word, ())]
    if not held:
        return words
    text = f" {' '.join(words)} "
    for _, phrase in sorted(held):
        text = text.replace(f" {phrase} ", " ")
    return tuple(text.split())


def names_inside(text: str) -> tuple[str, ...]:
    """Return the commodities whose names stand inside a text, longest first.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of str
    """
    words = fold(text)
    codes: dict[str, None] = {}
    for size in range(min(len(words), 5), 0, -1):
        for start in range(len(words) - size + 1):
            entry = names_index().get("".join(words[start : start + size]))
            if entry is not None:
                codes.update(dict.fromkeys(entry.codes))
    return tuple(codes)


def _near(text: str) -> tuple[str, ...]:
    """Return up to three codes to suggest: names inside the text, longest first, then near spellings."""
    words = fold(text)
    codes = dict.fromkeys(names_inside(text))
    if not codes and species() & set(words) and not role_words("blocking") & set(words):
        # "Teak" is a timber: round or sawn.
        codes.update(dict.fromkeys(("roundwood", "sawnwood_unspecified")))
    if not codes and len("".join(words)) > 3:
        telling = [word for word in words if not _is_optional(word) and word not in _SAYS_NOTHING | heads()]
        if not telling:
            return ()  # "other concentrates" are like "soy protein concentrate" in nothing that tells
        for given in dict.fromkeys(("".join(words), "".join(telling))):
            for key in near_spellings(given, name_spellings(), n=6, cutoff=0.8):
                codes.update(dict.fromkeys(names_index()[key].codes))
    return tuple(codes)[:3]


def _of_species(named: Named, text: str) -> Named:
    """Return what is named, as coniferous or not where a species of tree is named beside it ("oak sawnwood")."""
    words = frozenset(fold(text))
    kinds = [kind for role, kind in _KINDS.items() if words & role_words(role)]
    if len(kinds) != 1 or words & role_words("negating"):
        return named
    kind, other = kinds[0], next(kind for kind in _KINDS.values() if kind != kinds[0])
    codes = tuple(dict.fromkeys(_of_kind(code, kind) for code in named.codes))
    near = tuple(dict.fromkeys(_of_kind(code, kind) for code in named.near))
    if len(codes) > 1:  # "oak timber" is round or sawn, and no softwood
        codes = tuple(code for code in codes if not _is_of_kind(code, other)) or codes
    elif codes and _is_of_kind(codes[0], other) and not named.exact:  # "oak softwood lumber"
        codes = (*codes, codes[0].removesuffix(other) + kind)
    if codes == named.codes:
        return named._replace(near=near)
    return Named(codes, near=near)


_KINDS = {"conifer": "coniferous", "non-conifer": "non_coniferous"}


def _of_kind(code: str, kind: str) -> str:
    """Return the code of the same goods of that kind of wood: sawnwood, roundwood and chips have one."""
    found = f"{code.removesuffix('_unspecified')}_{kind}"
    return found if found in primaries() else code


def _is_of_kind(code: str, kind: str) -> bool:
    return code.endswith(f"_{kind}") and not (kind == "coniferous" and code.endswith("_non_coniferous"))
