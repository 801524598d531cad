"""Columns that say how much of one crop a product holds: "Cocoa %", "Palmölanteil", "teneur en huile de palme"."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from bbafootprint.ingest.contents import read_content
from bbafootprint.ingest.framing import is_own
from bbafootprint.ingest.header_words import LONGEST, fold
from bbafootprint.ingest.naming import Named
from bbafootprint.ingest.table import Table, as_text
from bbafootprint.vocabulary.commodities import primary_commodity
from bbafootprint.vocabulary.commodity_tables import commodity_rows
from bbafootprint.vocabulary.own_products import OwnProducts

_CROPS = {
    "cocoa_beans": "cocoa cacao kakao",
    "oil_palm_fruit": "palm palme palmoil palmol palmoel palmolie",
    "natural_rubber": "rubber caoutchouc kautschuk natuurrubber naturkautschuk latex",
    "seed_cotton": "cotton coton katoen baumwolle baumwoll",
    "roundwood": "wood bois hout holz",
}
_CROP_OF = {word: crop for crop, words in _CROPS.items() for word in words.split()}
_CONTENT_WORDS = """content contents share percent percentage pct perc prozent procent pourcent pourcentage teneur
    contenu part proportion gehalt gehalte aandeel anteil"""
_CONTENT = frozenset(_CONTENT_WORDS.split())
_BESIDE_WORDS = """of in the a de du en d l la le het der des van von im oil huile olie ol oel solids natural naturel
    natuurlijk min minimum product products produkt produit"""
_BESIDE = frozenset(_BESIDE_WORDS.split())
_COMPOUND = re.compile(f"({'|'.join(sorted(_CROP_OF, key=len, reverse=True))})({'|'.join(sorted(_CONTENT))})")
_OTHERWISE_WORDS = """certified gecertificeerd zertifiziert certifie rspo recycled gerecycled recycle discount korting
    rabatt remise vat btw tva mwst tax growth groei change margin marge moisture vocht feuchte humidite
    humidity protein eiwit proteine fat vet fett sales turnover omzet umsatz spend price prijs prix
    preis co2 supplier leverancier fournisseur lieferant total totaal origin herkomst origine herkunft
    loss waste ash ffa purity alcohol"""
_OTHERWISE = frozenset(_OTHERWISE_WORDS.split())
_SAYS_PERCENT = re.compile("%")
_MOST = 0.8  # share of the filled cells of a column that must be shares


@lru_cache(maxsize=1024)
def crop_of_header(header: str) -> str | None:
    """Return the crop of whose share in a product a header speaks.

    Parameters
    ----------
    header : str

    Returns
    -------
    str or None
        A primary commodity; None where the header says no crop, no share, or something besides.
    """
    if len(header) > LONGEST:
        return None
    crop, share = "", False
    for word in fold(_SAYS_PERCENT.sub(" percent ", header)).split():
        compound = _COMPOUND.fullmatch(word)
        named = compound[1] if compound else word
        if named in _CROP_OF:
            if crop not in ("", _CROP_OF[named]):
                return None
            crop = _CROP_OF[named]
        elif word not in _CONTENT and word not in _BESIDE:
            return None
        share = share or compound is not None or word in _CONTENT
    return crop if crop and share else None


def content_columns(table: Table) -> dict[int, str | None]:
    """Return the columns that say contents, and of which crop.

    Parameters
    ----------
    table : Table

    Returns
    -------
    dict of int to str or None
        Position to primary commodity; None for a column of contents of whatever the product is made of. Those of a
        crop last. A header that names a crop does so too where the person chose the column.
    """
    target = table.match.targets.get("content", -1)
    found: dict[int, str | None] = {}
    if target >= 0:
        found[target] = crop_of_header(table.headers[target])
    if is_own(table.headers):
        return dict.fromkeys(found)
    used = {*table.match.targets.values(), *table.match.periods, table.share_of, table.detail}
    for at, header in enumerate(table.headers):
        if at not in used and header and (crop := crop_of_header(header)) and _holds_shares(table, at):
            found[at] = crop
    return dict(sorted(found.items(), key=lambda pair: pair[1] is not None))


def percent_columns(table: Table) -> list[int]:
    """Return columns of percentages or contents that were read as nothing, and whose header says nothing else.

    Parameters
    ----------
    table : Table

    Returns
    -------
    list of int
    """
    if is_own(table.headers):
        return []
    used = {*table.match.targets.values(), *table.match.periods, table.share_of, *content_columns(table)}
    return [
        at
        for at, header in enumerate(table.headers)
        if at not in used
        and 0 < len(header) <= LONGEST
        and _speaks_of_shares(header)
        and _holds_shares(table, at)
    ]


def _speaks_of_shares(header: str) -> bool:
    words = set(fold(_SAYS_PERCENT.sub(" percent ", header)).split())
    # A header of nothing but "Share" or "%" is asked about where columns are chosen.
    bare = words <= {"share", "part", "aandeel", "anteil", "percentage", "pourcentage", "percent"}
    return not bare and not words.isdisjoint(_CONTENT - {"part"}) and words.isdisjoint(_OTHERWISE)


def _holds_shares(table: Table, at: int) -> bool:
    """Return whether the filled cells of a column are shares or percentages, most of them."""
    column = table.columns[at]
    filled = column[column.notna()].head(2_000)
    filled = filled[filled.map(as_text) != ""].head(200).reset_index(drop=True)
    if not len(filled):
        return False
    shares, _, _ = read_content(filled, None)
    return bool(np.isfinite(shares).mean() >= _MOST)


def crops_of(commodity: Named, products: OwnProducts | None) -> list[str]:
    """Return the primary commodity of each distinct name, and one more that is empty, for rows without any.

    Parameters
    ----------
    commodity : Named
    products : OwnProducts, optional
        A person's own products.

    Returns
    -------
    list of str
    """
    own = {} if products is None else products.products["primary_commodity"].to_dict()
    codes = [match.code for match in commodity.matches]
    return [
        *(
            str(own[code]) if code in own else (primary_commodity(code) or "") if code else ""
            for code in codes
        ),
        "",
    ]


def mixtures_of(commodity: Named, products: OwnProducts | None) -> list[bool]:
    """Return whether each distinct name is a mixture with a content of its own, and one more, False.

    Parameters
    ----------
    commodity : Named
    products : OwnProducts, optional
        A person's own products.

    Returns
    -------
    list of bool
    """
    own = {} if products is None else products.products["content"].notna().to_dict()
    rows = commodity_rows()
    codes = [match.code for match in commodity.matches]
    return [
        *(bool(own.get(code)) or (code in rows and rows[code]["mixed"] == "yes") for code in codes),
        False,
    ]
