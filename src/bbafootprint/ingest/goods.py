"""What was bought: the commodity of each row, from its columns of goods and customs codes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bbafootprint.ingest.naming import Named
from bbafootprint.ingest.table import Texts
from bbafootprint.vocabulary.commodities import match_commodity, primary_commodity
from bbafootprint.vocabulary.customs_codes import exists_as_written
from bbafootprint.vocabulary.match import Match
from bbafootprint.vocabulary.own_products import OwnProducts


def name_commodities(
    commodity: Texts | None, hs_code: Texts | None, size: int, products: OwnProducts | None = None
) -> Named:
    """Look up the distinct pairs of commodity text and customs code.

    Parameters
    ----------
    commodity, hs_code : Texts or None
        The columns; None where there is none.
    size : int
        Number of rows.
    products : OwnProducts, optional
        A person's own products, which are asked first.

    Returns
    -------
    Named
    """
    texts = [*(commodity.values if commodity else ()), ""]
    codes = [*(hs_code.values if hs_code else ()), ""]
    # Blank (-1) becomes the last entry of each list, which is empty.
    left = np.full(size, -1, dtype=np.int64) if commodity is None else commodity.codes
    right = np.full(size, -1, dtype=np.int64) if hs_code is None else hs_code.codes
    pair = (left % len(texts)) * len(codes) + (right % len(codes))
    used = np.flatnonzero(np.bincount(pair, minlength=len(texts) * len(codes)))
    blank = len(texts) * len(codes) - 1
    used = used[used != blank]
    lookup = np.full(len(texts) * len(codes), -1, dtype=np.int64)
    lookup[used] = np.arange(len(used))
    pairs = [(texts[key // len(codes)], codes[key % len(codes)]) for key in used.tolist()]
    numbers = _numbers_of_own([text for text, code in pairs if not code])
    matches = [
        (products.match(text, code) if products else None)
        or numbers.get(text)
        or match_commodity(text, hs=code)
        for text, code in pairs
    ]
    found = [f"{text} ({code})" if text and code else text or code for text, code in pairs]
    return Named(lookup[pair], found, matches, "commodity", pairs)


def say_more(named: Named, detail: Texts | None) -> Named:
    """Take what a second column says of the goods where the first says less: "Cocoa" beside "Cocoa butter".

    Parameters
    ----------
    named : Named
        Commodities.
    detail : Texts or None
        The second column; None where there is none.

    Returns
    -------
    Named
        With a name of its own, and a note, for each pair that the second column settles.
    """
    if detail is None:
        return named
    open_ = [at for at, match in enumerate(named.matches) if match.note and not named.parts[at][1]]
    if not open_:
        return named
    keys, found, matches, parts = named.keys.copy(), list(named.found), list(named.matches), list(named.parts)
    for key in open_:
        less = named.matches[key]
        for code in np.unique(detail.codes[named.keys == key]).tolist():
            if code < 0:
                continue
            text = detail.values[code]
            more = match_commodity(text)
            if more.code is None or more.code == less.code or more.note:
                continue
            if less.code is None:
                settled = less.how == "ambiguous" and more.code in less.candidates
            else:
                settled = primary_commodity(more.code) == primary_commodity(less.code)
            if settled:
                keys[(named.keys == key) & (detail.codes == code)] = len(found)
                note = f"'{text}' says more than '{named.found[key]}' beside it: it was read."
                found.append(named.found[key])
                matches.append(Match(more.code, "words", (), note))
                parts.append(named.parts[key])
    return Named(keys, found, matches, named.kind, parts, named.regions)


_CODES = 0.9  # share of a column's bare numbers that must be customs codes for any to be one


def _numbers_of_own(texts: Sequence[str]) -> dict[str, Match]:
    """Return the bare numbers of a column of goods, not known, where too few of them are customs codes."""
    numbers = [text for text in dict.fromkeys(texts) if text.replace(".", "").replace(" ", "").isdigit()]
    numbers = [text for text in numbers if len(text) > 2]  # a chapter has its default, or is asked
    codes = [text for text in numbers if exists_as_written(text)]
    if len(codes) >= _CODES * len(numbers):
        return {}
    note = "It stands among numbers that are no customs codes, so that it may be a number of your own list."
    return {text: Match(None, "not known", (), note) for text in numbers}
