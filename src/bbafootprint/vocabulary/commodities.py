"""Commodities: any spelling or customs code to a code, and a code to its primary commodity, unit and name.

The vocabulary is data: :file:`tables/commodities.csv` (code, primary commodity, unit, HS prefixes),
:file:`tables/commodity_names.csv` (names in four languages; the first is shown) and
:file:`tables/commodity_words.csv`. A commodity without a primary commodity is known so that it can be named; no
factor answers for it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.schema import LANGUAGES
from bbafootprint.vocabulary.commodity_codes import (
    form_by_code,
    held_by,
    is_dried_within,
    match_code,
    other_crops,
    stands_within,
)
from bbafootprint.vocabulary.commodity_contents import content_of_crop, without_content
from bbafootprint.vocabulary.commodity_forms import forms_of, says_fresh
from bbafootprint.vocabulary.commodity_tables import commodity_rows, shown_names
from bbafootprint.vocabulary.commodity_words import Named, match_words, names_inside
from bbafootprint.vocabulary.customs_codes import CustomsCode, leading_code, read_code
from bbafootprint.vocabulary.match import Match

LONGEST = 500
"""Characters of a name or description; what is longer is another text by mistake, and is not matched."""


def commodities() -> pd.DataFrame:
    """Return the table of commodities.

    Returns
    -------
    pandas.DataFrame
        Index `code`; columns `primary_commodity` (None where no factor can answer), `base_unit` (``t`` or
        ``m3``), `hs_prefixes` (tuple of str), `fao_item`, `kind` (``primary``, ``product`` or ``known``) and
        `name` (English). A new table at each call.
    """
    rows = commodity_rows().values()
    columns = {
        "primary_commodity": [row["primary_commodity"] or None for row in rows],
        "base_unit": [row["base_unit"] for row in rows],
        "hs_prefixes": [tuple(filter(None, row["hs_prefixes"].split("|"))) for row in rows],
        "fao_item": [row["fao_item"] for row in rows],
        "kind": [row["kind"] for row in rows],
        "name": [name(row["code"]) for row in rows],
    }
    index = pd.Index(list(commodity_rows()), name="code", dtype=object)
    return pd.DataFrame(columns, index=index, dtype=object)


def primary_commodity(code: str) -> str | None:
    """Return what the land yields for a commodity: ``palm_oil`` gives ``oil_palm_fruit``.

    Parameters
    ----------
    code : str
        A code of the vocabulary.

    Returns
    -------
    str or None
        None where no factor can answer (milk, eggs, maize silage): known, never assessed.

    Raises
    ------
    UsageError
        If the code is not in the vocabulary.
    """
    return _row(code)["primary_commodity"] or None


def base_unit(code: str) -> str:
    """Return the unit in which a commodity is accounted.

    Parameters
    ----------
    code : str
        A code of the vocabulary.

    Returns
    -------
    str
        ``t``, or ``m3`` for roundwood, sawnwood, panels and the like.

    Raises
    ------
    UsageError
        If the code is not in the vocabulary.
    """
    return _row(code)["base_unit"]


def name(code: str, lang: str = "en") -> str:
    """Return the name of a commodity to show to a person.

    Parameters
    ----------
    code : str
        A code of the vocabulary.
    lang : {"en", "fr", "nl", "de"}
        Language of the name.

    Returns
    -------
    str

    Raises
    ------
    UsageError
        If the code is not in the vocabulary, or the language is none of the four.
    """
    _row(code)
    if lang not in LANGUAGES:
        raise UsageError(f"No names in {lang!r}: choose one of {', '.join(LANGUAGES)}.")
    return shown_names()[code, lang]


@lru_cache(maxsize=65_536)
def match_commodity(text: str = "", hs: str = "") -> Match:
    """Return the commodity that a description, a customs code, or both mean.

    Parameters
    ----------
    text : str
        A code of the vocabulary, a name in English, French, Dutch or German, or a description; a customs code may
        lead it ("15.11 Palm oil and its fractions").
    hs : str
        Customs code: HS of 2, 4 or 6 digits, CN of 8; a leading zero lost by a spreadsheet is restored where
        the code as it stands does not exist.

    Returns
    -------
    Match
        `how` is ``"code"``, ``"name"`` (the text is a name), ``"hs"``, ``"hs chapter"`` (only two digits: the
        chapter's declared default), ``"words"`` (a part of the text is a name), ``"ambiguous"`` or
        ``"not known"``. Near names are candidates only.

    Notes
    -----
    A percentage of its crop in the text of a mixed product ("chocolate 70 % cocoa") is its `content`; of another, or
    of what is not said ("chocolate 70 %"), is said in `note` and not used.
    Words beat a code of 2 or 4 digits that disagrees with them; a code of 6 or more digits beats the words. Both
    are said in `note`. A heading of dried, frozen or preserved goods says what was done with the crop that the words
    name. A code of the vocabulary that is a plain word (``wheat``) is one where a customs code stands beside it. HS:
    World Customs Organization, Harmonized System 2022.
    """
    text, hs = " ".join(text.split()), " ".join(hs.split())
    if len(text) > LONGEST or len(hs) > LONGEST:
        return _too_long(text, hs)
    match = _match(text, hs)
    if match.code is not None and (remark := commodity_rows()[match.code]["remark"]):
        return _with_note(match, remark)
    share, rest, beside = without_content(text)
    if not share:
        return match
    if match.code is None and rest != text:
        plain = _match(rest, hs)
        if _is_mixed(plain.code):
            match = replace(plain, how="words") if plain.how in ("code", "name") else plain
    if not _is_mixed(match.code):
        return match
    if stated := content_of_crop(share, beside, primary_commodity(str(match.code)) or ""):
        says = f"The text states {share} %: that is the content where the line gives none."
        return replace(_with_note(match, says), content=stated)
    says = (
        f"The text states {share} %; give it as content in a column of its own; the default content is used."
    )
    return _with_note(match, says)


def _too_long(text: str, hs: str) -> Match:
    """Return what is left to go by where a text or a customs code is longer than any can be."""
    match = Match(None, "not known")
    if len(hs) <= LONGEST < len(text) and hs:
        match = match_commodity("", hs)
    elif len(text) <= LONGEST and text:
        match = match_commodity(text)
    long = max(len(text), len(hs))
    return _with_note(
        match, f"A text of {long:,} characters beside it was not read: no name of goods is so long."
    )


def _is_mixed(code: str | None) -> bool:
    """Return whether a commodity is a mixture, of which only a share (content) counts."""
    return code is not None and commodity_rows()[code]["mixed"] == "yes"


def _match(text: str, hs: str) -> Match:
    own = text.casefold()
    if own in commodity_rows():
        return _match_own_code(own, hs)
    code, rest = leading_code(text)
    note = ""
    if hs:
        given = read_code(hs)
        if given is not None and given.digits:
            code = given
        else:
            note = given.note if given else f"{hs!r} is not a customs code."
    named = match_words(rest) if rest else Named()
    if code is None:
        return _with_note(_from_words(named, rest, how="name" if named.exact else "words"), note)
    return _with_note(_weigh(code, match_code(code.digits), named, rest), code.note)


def _match_own_code(own: str, hs: str) -> Match:
    given = read_code(hs) if hs else None
    if given is None or not given.digits:
        note = (given.note if given else f"{hs!r} is not a customs code.") if hs else ""
        return _with_note(Match(own, "code", (), _other_meanings(own)), note)
    by_code = match_code(given.digits)
    if by_code.code == own:
        return _with_note(Match(own, "code"), given.note)
    within = own in by_code.candidates or stands_within(own, given.digits)
    if within or own in held_by(given.digits):
        return Match(own, "code", (), given.note or ("" if "_" in own else _other_meanings(own)))
    if "_" not in own:  # "butter", "olives": a word like any other where a customs code stands beside it
        held = {by_code.code, *by_code.candidates, *held_by(given.digits)}
        meant = [each for each in match_words(own).codes if each in held or stands_within(each, given.digits)]
        if len(meant) == 1:  # "almonds" with the code of shelled ones
            return _with_note(Match(meant[0], "hs" if by_code.code else "words"), given.note)
        return _with_note(_weigh(given, by_code, Named((own,)), own), given.note)
    if by_code.code is None:
        return Match(own, "code")
    if by_code.how == "hs" and by_code.code in forms_of(own).values():
        return by_code
    note = (
        f"Customs code {given.given} is {name(by_code.code)}, not {name(own)}; the commodity's code is used."
    )
    return Match(own, "code", (), note)


def _other_meanings(own: str) -> str:
    """Return a warning where a code is also a word for other goods: ``almonds`` is the code of those in shell."""
    named = match_words(own)
    others = [name(code) for code in named.codes if code != own]
    if not others:
        return named.note.format(text=own) if "_" not in own else ""
    return (
        f"{own!r} is the code of {name(own)} and is read so; if {' or '.join(others)} was bought, write that."
    )


def _from_words(named: Named, text: str, how: str) -> Match:
    if len(named.codes) == 1:
        return Match(named.codes[0], how, (), named.note.format(text=text))
    if named.codes:
        choices = ", ".join(name(code) for code in named.codes)
        return Match(None, "ambiguous", named.codes, f"{text!r} may be: {choices}. Write which.")
    near = ", ".join(name(code) for code in named.near)
    return Match(
        None, "not known", named.near, f"{text!r} is not known; near names are: {near}." if near else ""
    )


def _weigh(code: CustomsCode, by_code: Match, named: Named, text: str) -> Match:
    """Let the customs code and the words settle what was bought."""
    by_words = _from_words(named, text, how="words")
    if by_words.code is None:
        if by_words.how == "ambiguous":
            return _narrow(code, by_code, by_words)
        asked = by_code.how == "ambiguous" or not text
        others = other_crops(by_code.code, names_inside(text), code.digits) if by_code.code else ()
        if others:  # "chickpea protein" in the code of protein concentrates, which is read as of soy
            crops = " and ".join(name(other) for other in others)
            says = f"The words speak of {crops}, and the code holds goods of several crops; it is not read as"
            return Match(None, "not known", (), f"{says} {name(str(by_code.code))}.")
        near = (
            by_code.candidates if asked else by_words.candidates
        )  # a heading's other goods are no suggestion
        return by_code if by_code.code else Match(None, by_code.how, near, by_code.note)
    if by_words.code == by_code.code and not by_words.note:
        return replace(by_code, note="")  # both say it: nothing else in the code was bought
    if by_words.code in (by_code.code, *by_code.candidates):
        return by_code if by_code.code else Match(by_words.code, "words", (), by_words.note)
    if by_code.how == "ambiguous" and len(code.digits) == 6:  # "cane sugar" in the code of refined sugar
        crop = primary_commodity(by_words.code)
        same = [choice for choice in by_code.candidates if primary_commodity(choice) == crop]
        if len(same) == 1:
            return Match(same[0], "words")
    if by_code.code and len(code.digits) < 6 and _is_kind_of(by_words.code, by_code.code):
        return by_words  # "oak sawnwood" says more than its heading
    bare = bool(named.note)  # "cocoa", "soy": says less than a code of the same primary commodity
    if _is_kind_of(by_code.code, by_words.code) or _covers(by_words.code, by_code.code, code.digits):
        return by_code
    within = is_dried_within(by_words.code, by_code.code, code.digits)
    if within or stands_within(by_words.code, code.digits):
        return by_words
    if not bare and by_words.code in held_by(code.digits):
        return by_words  # "goat meat" in the heading of sheep and goats
    form = form_by_code(by_words.code, by_code, code.digits)
    if form and not says_fresh(text):
        return Match(form, "hs", (), by_code.note if form == by_code.code else "")
    if bare and _same_primary(by_words.code, by_code):
        return by_code
    heading = " ".join((code.digits[:4], code.digits[4:])).strip()
    says = f"customs code {heading} is {name(by_code.code) if by_code.code else 'for other goods'}"
    words = name(by_words.code)
    if len(code.digits) == 6:
        candidates = () if by_code.code else (by_words.code,)
        note = f"The words say {words} but {says}; the code of six digits decides. Correct one of the two."
        return Match(by_code.code, by_code.how if by_code.code else "not known", candidates, note)
    if by_code.code is None:  # the same sentence for every text with this code, so that it is said once
        note = f"Customs code {heading} is for other goods than the words say; the words decide."
    else:
        note = f"The words say {words} but {says}; the words decide. Correct the code if they are right."
    return Match(by_words.code, "words", (), " ".join(filter(None, (note, by_words.note))))


def _narrow(code: CustomsCode, by_code: Match, by_words: Match) -> Match:
    """Let the customs code settle a choice that the words leave."""
    if by_code.code:
        return by_code
    named = by_words.candidates
    # A choice of the words that the code does not hold may be there in another form: with the code of refined sugar
    # "sugar" is of beet or refined of cane, and not of beet alone because raw cane sugar has another code.
    elsewhere = {primary_commodity(choice) for choice in named if choice not in by_code.candidates} - {None}
    both = tuple(
        choice for choice in by_code.candidates if choice in named or primary_commodity(choice) in elsewhere
    )
    if len(both) == 1:
        return Match(both[0], "words")
    if both:
        choices = ", ".join(name(choice) for choice in both)
        return Match(None, "ambiguous", both, f"The words and the code leave: {choices}. Write which.")
    if by_code.how == "ambiguous":
        return by_code
    if len(code.digits) == 6:
        return Match(None, "not known", by_words.candidates, by_code.note)
    return by_words


def _same_primary(code: str, other: Match) -> bool:
    choices = (other.code,) if other.code else other.candidates if other.how == "ambiguous" else ()
    return any(primary_commodity(choice) == primary_commodity(code) for choice in choices)


_OF_TWO_KINDS = ("roundwood", "wood_chips", "sawnwood_non_coniferous", "cotton_yarn", "cotton_fabric")
# coniferous or not; tropical or not; blended or not


def _is_kind_of(code: str | None, general: str) -> bool:
    """Return whether `general` names the same goods with less detail: roundwood, wood pulp not specified."""
    whole = general.removesuffix("_unspecified")
    return (
        code is not None and (whole != general or general in _OF_TWO_KINDS) and code.startswith(f"{whole}_")
    )


def _covers(general: str, code: str | None, digits: str) -> bool:
    """Return whether the heading of `general` holds the goods of a narrower one: 4802 55 within paper, chapter 48."""
    if code is None or primary_commodity(code) != primary_commodity(general):
        return False
    prefixes = commodity_rows()[general]["hs_prefixes"].split("|")
    return any(prefix and digits.startswith(prefix) for prefix in prefixes)


def _with_note(match: Match, note: str) -> Match:
    if not note:
        return match
    return replace(match, note=f"{note} {match.note}".strip())


def _row(code: str) -> dict[str, str]:
    row = commodity_rows().get(code)
    if row is None:
        message = f"{code!r} is not a commodity code: ask match_commodity({code!r}) for the code of a name."
        raise UsageError(message)
    return row
