"""Words of money: currencies, and scales such as million, in four languages."""

from __future__ import annotations

import re

from bbafootprint.ingest.header_words import fold

CURRENCIES = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLF",
        "CLP",
        "CNH",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HRK",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VED",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWL",
    ]
)
"""ISO 4217 codes of currencies that amounts are kept in."""

MINOR = {
    "GBX": ("GBP", 0.01),
    "GBp": ("GBP", 0.01),
    "ZAC": ("ZAR", 0.01),
    "ZAc": ("ZAR", 0.01),
    "ILA": ("ILS", 0.01),
}
"""Codes of hundredths in which shares are quoted, to the currency and the share of it."""

DOLLAR = "$"
"""A sign that may be several currencies: never taken for one."""

DOLLARS = frozenset(("USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "ARS", "CLP", "COP", "MXN", "UYU"))
"""Currencies that are written with :data:`DOLLAR`."""

_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "US$": "USD",
    "C$": "CAD",
    "A$": "AUD",
    "R$": "BRL",
    "HK$": "HKD",
    "CHF": "CHF",
}
_NAMES = {
    "euro": "EUR", "euros": "EUR", "us dollar": "USD", "us dollars": "USD", "dollar us": "USD",
    "pound sterling": "GBP", "sterling": "GBP", "swiss franc": "CHF", "swiss francs": "CHF",
    "international dollar": "USD", "international dollars": "USD", "intl": "USD",
}  # fmt: skip

SCALES: dict[str, float] = {
    **dict.fromkeys(("k", "thousand", "thousands", "tsd", "tausend", "duizend", "mille", "milliers", "000",
                     "000s"), 1e3),
    **dict.fromkeys(("m", "mm", "mn", "mln", "mio", "million", "millions", "miljoen", "millionen", "mill"), 1e6),
    **dict.fromkeys(("bn", "bln", "mrd", "mld", "md", "billion", "billions", "milliard", "milliards", "miljard",
                     "milliarde", "milliarden"), 1e9),
    **dict.fromkeys(("trn", "trillion", "billionen", "biljoen"), 1e12),
}  # fmt: skip
"""Word to the number it multiplies by. A billion is 10^9; *Billionen* and *biljoen* are 10^12."""

_GLUED = re.compile(
    r"(?i)^(k|t|m|mio|mn|mln|bn|mrd)?[ .]?(€|£|[a-z]{0,2}\$|[a-z]{3})[ .]?(k|m|mm|mn|mln|mio|bn|mrd)?$"
)
_TOKENS = re.compile(r"[\w$€£']+", re.UNICODE)
_APOSTROPHE = re.compile(r"['’‘](?=000)")
_WORDS = frozenset(("ALL", "TOP", "TRY", "PEN", "COP", "MOP", "LAK", "CUP", "SOS", "MAD", "ANG"))
_LOWER = frozenset(("eur", "usd", "gbp", "chf", "jpy", "euro"))
_SHORT = frozenset(("k", "m", "mm", "mn", "md", "000", "000s", "mille", "to", "from"))


def match_currency(text: str) -> tuple[str, float]:
    """Return the currency that a text names.

    Parameters
    ----------
    text : str
        Code, sign or name, such as ``EUR``, ``€``, ``GBp``.

    Returns
    -------
    code : str
        ISO 4217; empty where it is none.
    share : float
        1, or 0.01 for pence and the like.
    """
    clean = text.strip().strip("()[].")
    if clean in MINOR:
        return MINOR[clean]
    if clean.upper() in MINOR and clean.isupper():
        return MINOR[clean.upper()]
    if clean.upper() in CURRENCIES:
        return clean.upper(), 1.0
    if clean.upper() in _SIGNS:
        return _SIGNS[clean.upper()], 1.0
    return _NAMES.get(fold(clean), ""), 1.0


def take_money(header: str) -> tuple[str, str, float]:
    """Take currency and scale out of a header.

    Parameters
    ----------
    header : str
        Such as ``EVIC (EUR million)``, ``Outstanding [USD]``, ``Umsatz in Mio. EUR``, ``Revenue, kEUR``.

    Returns
    -------
    rest : str
        The header without them.
    currency : str
        ISO 4217, or ``$`` alone; empty where the header names none. A header in pence is of none: its
        column is not read as pounds.
    scale : float
        What numbers under it are multiplied by, 1 where it says nothing.

    Notes
    -----
    A letter such as ``m`` is a scale only beside a currency or in brackets: ``Company m`` is no million.
    """
    plain = _APOSTROPHE.sub("", header.replace("_", " "))
    bracketed = {
        token for part in re.findall(r"[(\[]([^)\]]*)[)\]]", plain) for token in _TOKENS.findall(part)
    }
    currency, scale = "", 1.0
    rest: list[str] = []
    tokens = _TOKENS.findall(plain)
    for token in tokens:
        if token == DOLLAR:
            currency = currency or DOLLAR
            continue
        likely = token in bracketed or (token.isupper() and token not in _WORDS) or not token.isalnum()
        code, share = match_currency(token) if likely or token in _LOWER else ("", 1.0)
        if code and share == 1.0:
            currency = code if currency in ("", DOLLAR) else currency
            continue
        glued = _GLUED.match(token)
        code = match_currency(glued[2].upper())[0] or glued[2] * (glued[2] == DOLLAR) if glued else ""
        if glued and (glued[1] or glued[3]) and code:
            currency = code if currency in ("", DOLLAR) else currency
            factor = (glued[1] or glued[3]).casefold()
            scale *= 1e3 if factor == "t" else SCALES[factor]  # TEUR: Tausend Euro
            continue
        rest.append(token)
    kept = []
    for token in rest:
        word = fold(token)
        if word in SCALES and (word not in _SHORT or currency or token in bracketed):
            scale *= SCALES[word]
        else:
            kept.append(token)
    if currency or scale != 1.0:
        kept = [token for token in kept if token.casefold() not in ("in", "en", "of", "de", "x")]
    return " ".join(kept), currency, scale
