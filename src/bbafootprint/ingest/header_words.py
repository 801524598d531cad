"""What the words of a header mean: which column of ours, which period, which unit.

Matching is exact or by whole phrase on folded text (case, accents, punctuation, unit and year taken off),
in all four languages at once; a near spelling is only ever suggested.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bbafootprint.ingest.period_words import take_period
from bbafootprint.schema import COLUMNS
from bbafootprint.vocabulary.units import match_unit, unit_in_header

_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z])|(?<=[a-z])(?=[A-Z][a-z])")  # NetWeightKG
_DASHES = str.maketrans({"–": "-", "—": "-", "’": "'", "‘": "'", "`": "'", "´": "'"})
_NOTE_MARKS = re.compile("(?<=[0-9)])[¹²³⁰-⁹]+")  # behind a year or a bracket; m³ keeps its own

_FILLERS = """the of a an de du des d la le les l van het der die das den in en im per your our total annual
    yearly reported purchased bought imported required optional mandatory obligatoire facultatif verplicht
    optioneel pflicht name naam nom iso iso2 iso3 alpha 2 3 aankoop eingekaufte achete achetee
    sum som summe somme totaal gesamt insgesamt von vom metric metrique metrisch metriek solid"""
FILLERS = frozenset(_FILLERS.split())
"""Words that do not change what a header means."""

# Single words that mean the column wherever they stand in a header ("Quantity ordered", "Netto gewicht
# product"); any other single word, such as land or unit, must be the whole header: not "Business unit".
_TELLING = {
    "commodity": "commodity grondstof rohstoff marchandise",
    "hs_code": "zolltarifnummer warennummer douanecode goederencode",
    "origin": "origin origine oorsprong herkomst ursprung herkunft ursprungsland herkunftsland herkomstland",
    "quantity": """quantity quantite qty volume volumes weight tonnage poids masse mass hoeveelheid gewicht
        nettogewicht menge""",
    "supplier": "supplier vendor leverancier fournisseur lieferant",
    "region": "ecoregion subdivision",
    "consignment": """consignment versendungsland verzendingsland verschiffungsland versandland laadhaven
        ladehafen""",
    "period": "year annee jaar jahr period periode date datum",
    "content": "cacaogehalte kakaogehalt",
}
_MONEY = """price prijs prix preis cost costs kost kosten cout value waarde valeur wert currency valuta devise
    wahrung eur euro usd gbp chf spend"""
# Words beside which a phrase means something else: "Supplier country", "Weight unit", "Volume price".
_BLOCKING = {
    "commodity": f"""{_MONEY} code id number nummer no group groep groupe gruppe type country land pays unit
        supplier certified certification risk""",
    "hs_code": "description omschrijving designation bezeichnung beschreibung name text",
    "origin": f"""{_MONEY} delivery destination bestemming livraison lieferung ship shipping shipped dispatch
        consignment supplier vendor leverancier fournisseur lieferant company buyer customer export exporting
        port risk type level niveau certificate certification mass volume weight quantity""",
    "consignment": f"""{_MONEY} id no number nummer ref reference date datum status type value note risk mass
        weight quantity volume""",
    "quantity": f"""{_MONEY} unit units eenheid einheit unite uom co2 co2e emission emissions area share
        percent min max minimum maximum target type id per code basis period year date""",
    "supplier": """country land pays code id number nummer address adres adresse region vat btw tva type risk
        city""",
    "region": "code type risk supplier",
    "period": f"{_MONEY} birth expiry",
}

LONGEST_SPLIT = 500
"""Characters of a header, at its start, in which a unit and a period are looked for."""

LONGEST = 80
"""Characters of a header; a longer text explains a column and does not name it."""

_ARRIVED = """received delivered invoiced ontvangen geleverd geleverde recue livree facturee geliefert gelieferte
    erhalten net netto nett nette"""
_WANTED = (
    "ordered order requested besteld bestelde commandee bestellt bestellte gross brut brute bruto brutto"
)

PHRASE = 0.9
"""Scores of this and above mean the whole header; below, a phrase in it."""


def fold(text: str) -> str:
    """Return a text without case, accents and punctuation, its words set apart by one space.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w]+|_+", " ", plain).split())


@dataclass(frozen=True, slots=True)
class HeaderParts:
    """A header taken apart.

    Attributes
    ----------
    core : str
        The folded words that are left when unit and period are taken off.
    unit : str or None
        Unit in the header, as written.
    period : str or None
        Period in the header, as :func:`bbafootprint.ingest.period_words.take_period` writes it.
    """

    core: str
    unit: str | None
    period: str | None


@functools.lru_cache(maxsize=4096)
def split_header(text: str) -> HeaderParts:
    """Take a header apart into words, unit and period.

    Parameters
    ----------
    text : str
        A header, such as ``"Volume 2021 (kg)"``.

    Returns
    -------
    HeaderParts
    """
    text = _CAMEL.sub(" ", text[:LONGEST_SPLIT])
    unit = unit_in_header(text) or None
    plain = _NOTE_MARKS.sub("", text).casefold()
    plain = unicodedata.normalize("NFKD", plain).translate(_DASHES)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    period, rest = take_period(plain)
    return HeaderParts(_without(fold(rest), unit), unit, period)


def _without(core: str, unit: str | None) -> str:
    """Return the words of a header without those of its unit, where they stand last."""
    words, gone = core.split(), fold(unit or "").split()
    for start in range(len(words) - len(gone), -1, -1):
        if gone and words[start : start + len(gone)] == gone:
            return " ".join(words[:start] + words[start + len(gone) :])
    return core


@dataclass(frozen=True, slots=True)
class _Index:
    """The synonyms of all columns, by what can be looked up in a header; values are (column, handicap)."""

    whole: dict[str, list[tuple[str, float]]]
    bare: dict[tuple[str, ...], list[tuple[str, float]]]
    phrases: dict[str, list[tuple[tuple[str, ...], str, float]]]


def _bare(words: Sequence[str]) -> tuple[str, ...]:
    """Return words without those that do not change the meaning."""
    return tuple(word for word in words if word not in FILLERS)


@functools.cache
def _index() -> _Index:
    """Return the synonyms; the further down its list one stands, the higher its handicap."""
    index = _Index({}, {}, {})
    for column in COLUMNS:
        # "as given" first, so that our own table of lines reads back from the texts and not from the codes.
        texts = [(f"{column.name} as given", 0.0), (column.name, 0.0005)]
        for synonyms in column.synonyms.values():
            texts += [(synonym, 0.001 * (place + 1)) for place, synonym in enumerate(synonyms)]
        telling = _TELLING.get(column.name, "").split()
        for text, handicap in texts:
            folded = fold(text)
            words = tuple(folded.split())
            index.whole.setdefault(folded, []).append((column.name, handicap))
            if _bare(words):
                index.bare.setdefault(_bare(words), []).append((column.name, handicap))
            if column.name not in ("line_id", "unit") and (len(words) > 1 or words[0] in telling):
                index.phrases.setdefault(words[0], []).append((words, column.name, handicap))
    return index


@functools.cache
def header_synonyms() -> frozenset[str]:
    """Return every word or phrase that heads a column by itself, folded."""
    return frozenset(_index().whole)


@functools.cache
def _blocking(column: str) -> frozenset[str]:
    """Return the words beside which a phrase does not mean the column."""
    return frozenset(_BLOCKING.get(column, "").split())


@functools.lru_cache(maxsize=4096)
def score_header(text: str) -> Mapping[str, float]:
    """Return how well a header means each column.

    Parameters
    ----------
    text : str
        A header.

    Returns
    -------
    mapping of str to float
        Column name to score, 0 to 1; only columns that it may mean. 1: the header is a synonym;
        from :data:`PHRASE`: it is one but for words such as "of" or "total"; below: it contains one.
    """
    if len(text) > LONGEST:
        return {}
    parts = split_header(text)
    words = tuple(parts.core.split())
    bare = _bare(words)
    index = _index()
    scores: dict[str, float] = {}

    def keep(column: str, score: float) -> None:
        scores[column] = max(score, scores.get(column, 0.0))

    for column, handicap in index.whole.get(parts.core, []):
        keep(column, 1.0 - handicap)
    for column, handicap in index.bare.get(bare, []):
        keep(column, 0.95 - handicap)
    for start, word in enumerate(words):
        for phrase, column, handicap in index.phrases.get(word, []):
            if words[start : start + len(phrase)] == phrase and _blocking(column).isdisjoint(words):
                share = 0.1 * len(phrase) / len(words)
                keep(column, (0.7 if len(phrase) > 1 else 0.5) + share - handicap)
    if 0 < scores.get("quantity", 0.0) < PHRASE:  # what came in is the purchase, not what was ordered
        arrived, wanted = (not set(words).isdisjoint(text.split()) for text in (_ARRIVED, _WANTED))
        scores["quantity"] += 0.01 * (arrived - wanted)
    if "%" in text:  # "% in product" names no product
        scores.pop("commodity", None)
    money = parts.unit is not None and match_unit(parts.unit).how == "not a mass or volume"
    if not bare and (parts.unit or parts.period) and not money:
        keep("quantity", 0.92 if parts.unit else 0.91)
    return scores
