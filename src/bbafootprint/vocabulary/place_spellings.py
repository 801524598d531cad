"""How names of places are folded, so that case, accents, punctuation, articles and the order of words do not count."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´′]")
_ELISION = re.compile(r"\b[dl]['’‘ʼʻ`´′]", re.IGNORECASE)

# Words that carry no meaning in a country's name, in the four languages.
_STOP = frozenset(
    "the of and la le les l d de du des et het el der die das den und van von en".split()  # noqa: SIM905
)

# One spelling for words that are abbreviated or translated inside names.
_WORDS = {
    "rep": "republic", "republique": "republic", "republiek": "republic", "republik": "republic",
    "dem": "democratic", "democratique": "democratic", "democratische": "democratic",
    "demokratische": "democratic", "st": "saint", "ste": "saint", "sainte": "saint", "sint": "saint",
    "sankt": "saint", "isl": "islands", "island": "islands", "is": "islands", "fed": "federated",
    "utd": "united", "terr": "territory", "peoples": "people", "populaire": "people",
}  # fmt: skip


def fold_letters(text: str) -> str:
    """Return letters and digits only, so that spaces, hyphens and apostrophes do not count.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return "".join(character for character in _plain(text) if character.isalnum())


def fold_words(text: str) -> str:
    """Return the words that carry meaning, in alphabetical order, so that "Korea, Republic of" is found.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    words = re.findall(r"\w+", _APOSTROPHES.sub("", _plain(_ELISION.sub(" ", text))).replace("_", " "))
    return " ".join(sorted(_WORDS.get(word, word) for word in words if word not in _STOP))


def keys_of(spelling: str) -> set[str]:
    """Return every key of a spelling: its letters, its words, German ones also with ae, oe, ue for the umlauts.

    Parameters
    ----------
    spelling : str

    Returns
    -------
    set of str
    """
    variants = {spelling, spelling.casefold().translate(_UMLAUTS)}
    bags = {fold_words(variant) for variant in variants}
    # Of an abbreviation the bag may be a single letter: "n.d." without its article is "n".
    return {key for key in map(fold_letters, variants) if key} | {bag for bag in bags if len(bag) > 3}


def _plain(text: str) -> str:
    """Fold case and accents."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter)
    )
