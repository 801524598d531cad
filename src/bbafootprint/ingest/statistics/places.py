"""Countries as statistics write them: Eurostat's geonomenclature, UN and CEPII numbers, FAO areas."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.place_tables import by_m49, from_fao, places
from bbafootprint.vocabulary.places import match_place


class Where(NamedTuple):
    """What a code of a country means.

    `kind` is ``country``, ``world`` (the total over all), ``aggregate`` (a group of countries), ``hidden`` (secret),
    ``not stated`` or ``unknown``; only a country has `iso3`.
    """

    iso3: str | None
    kind: str
    note: str = ""


# Codes that are not those of ISO 3166-1: Commission Implementing Regulation (EU) 2020/1470 (geonomenclature).
_EUROSTAT = {
    "EL": ("GRC", ""), "UK": ("GBR", ""), "XK": ("XKX", ""), "XS": ("SRB", ""), "XC": ("ESP", "Ceuta"),
    "XL": ("ESP", "Melilla"), "XI": ("GBR", "Northern Ireland"), "XU": ("GBR", "without Northern Ireland"),
}  # fmt: skip
_NOT_STATED = {"QP", "QQ", "QR", "QS", "QU", "QV", "QW"}  # high seas, ships' stores, not specified
_HIDDEN = {"QX", "QY", "QZ"}  # not specified for commercial or military reasons
_INTRA = {"QR", "QV", "QY"}  # of them, those within the Union
_WORLD = {"WORLD", "WLD", "W00", "ALL", "0", "ALL COUNTRIES OF THE WORLD"}

# Numbers of the geonomenclature that stood beside or instead of letters in files until 2024 or so.
_GEONOMENCLATURE = """
001 FRA 002 BEL 003 NLD 004 DEU 005 ITA 006 GBR 007 IRL 008 DNK 009 GRC 010 PRT 011 ESP 017 BEL 018 LUX 024 ISL
028 NOR 030 SWE 032 FIN 037 LIE 038 AUT 039 CHE 041 FRO 043 AND 044 GIB 045 VAT 046 MLT 047 SMR 052 TUR 053 EST
054 LVA 055 LTU 060 POL 061 CZE 063 SVK 064 HUN 066 ROU 068 BGR 070 ALB 072 UKR 073 BLR 074 MDA 075 RUS 076 GEO
077 ARM 078 AZE 079 KAZ 080 TKM 081 UZB 082 TJK 083 KGZ 091 SVN 092 HRV 093 BIH 095 XKX 096 MKD 097 MNE 098 SRB
204 MAR 208 DZA 212 TUN 216 LBY 220 EGY 224 SDN 228 MRT 232 MLI 236 BFA 240 NER 244 TCD 247 CPV 248 SEN 252 GMB
257 GNB 260 GIN 264 SLE 268 LBR 272 CIV 276 GHA 280 TGO 284 BEN 288 NGA 302 CMR 306 CAF 310 GNQ 311 STP 314 GAB
318 COG 322 COD 324 RWA 328 BDI 329 SHN 330 AGO 334 ETH 336 ERI 338 DJI 342 SOM 346 KEN 350 UGA 352 TZA 355 SYC
366 MOZ 370 MDG 373 MUS 375 COM 378 ZMB 382 ZWE 386 MWI 388 ZAF 389 NAM 391 BWA 393 SWZ 395 LSO 400 USA 404 CAN
406 GRL 412 MEX 416 GTM 421 BLZ 424 HND 428 SLV 432 NIC 436 CRI 442 PAN 448 CUB 449 KNA 452 HTI 453 BHS 456 DOM
459 ATG 460 DMA 464 JAM 465 LCA 467 VCT 469 BRB 472 TTO 473 GRD 480 COL 484 VEN 488 GUY 492 SUR 500 ECU 504 PER
508 BRA 512 CHL 516 BOL 520 PRY 524 URY 528 ARG 600 CYP 604 LBN 608 SYR 612 IRQ 616 IRN 624 ISR 625 PSE 626 TLS
628 JOR 632 SAU 636 KWT 640 BHR 644 QAT 647 ARE 649 OMN 653 YEM 660 AFG 662 PAK 664 IND 666 BGD 667 MDV 669 LKA
672 NPL 675 BTN 676 MMR 680 THA 684 LAO 690 VNM 696 KHM 700 IDN 701 MYS 703 BRN 706 SGP 708 PHL 716 MNG 720 CHN
724 PRK 728 KOR 732 JPN 736 TWN 740 HKG 743 MAC 800 AUS 801 PNG 804 NZL 806 SLB 815 FJI 816 VUT 817 TON 819 WSM
"""

_JOINT = "Belgium and Luxembourg together (until 1998), read as Belgium"

# Numbers of UN Comtrade and BACI that are not M49's, or hold more than one country.
_UN_NUMBERS = {
    58: ("BEL", _JOINT), 251: ("FRA", ""), 280: ("DEU", ""), 381: ("ITA", ""), 490: ("TWN", "Other Asia, not"
    " elsewhere specified: in practice Taiwan"), 579: ("NOR", ""), 699: ("IND", ""), 711: ("ZAF", "the Southern"
    " African Customs Union (until 1999), read as South Africa"), 736: ("SDN", "Sudan with South Sudan (until 2011),"
    " read as Sudan"), 757: ("CHE", ""), 842: ("USA", ""), 849: ("USA", "United States Miscellaneous Pacific Islands"),
}  # fmt: skip
_UN_NOT_STATED = {
    129, 221, 290, 471, 472, 473, 492, 527, 536, 568, 577, 636, 637, 697, 837, 838, 839, 879, 899,
}  # fmt: skip
_UN_AGGREGATES = {97, 975}

_LAST_FAO_COUNTRY = 299

# Accession to the customs territory whose statistics are the Union's, as year and month; GBR until the end of 2020.
_EU_FROM = {
    "AUT": 199501, "BEL": 195801, "BGR": 200701, "CYP": 200405, "CZE": 200405, "DEU": 195801, "DNK": 197301,
    "ESP": 198601, "EST": 200405, "FIN": 199501, "FRA": 195801, "GBR": 197301, "GRC": 198101, "HRV": 201307,
    "HUN": 200405, "IRL": 197301, "ITA": 195801, "LTU": 200405, "LUX": 195801, "LVA": 200405, "MLT": 200405,
    "NLD": 195801, "POL": 200405, "PRT": 198601, "ROU": 200701, "SVK": 200405, "SVN": 200405, "SWE": 199501,
}  # fmt: skip
_GBR_LAST = 202012


@cache
def _by_iso2() -> dict[str, str]:
    return {place.iso2: place.iso3 for place in places().values() if place.iso2}


@cache
def _by_geonomenclature() -> dict[str, str]:
    words = _GEONOMENCLATURE.split()
    return dict(zip(words[::2], words[1::2], strict=True))


@lru_cache(maxsize=4096)
def comext_place(text: str) -> Where:
    """Return the country of a code of Eurostat.

    Parameters
    ----------
    text : str
        Two letters (ISO 3166-1 but for EL, XI, XK, XS, XU, XC, XL and the Q codes), or a number of the
        geonomenclature in three or four digits.

    Returns
    -------
    Where

    Notes
    -----
    Commission Implementing Regulation (EU) 2020/1470 on the nomenclature of countries and territories. Numbers are
    those of its predecessors; they are used only where a file has no letters.
    """
    code = text.strip().split(":")[0].strip().upper()
    if code in _EUROSTAT:
        iso3, part = _EUROSTAT[code]
        return Where(iso3, "country", part and f"{code} is {part}, read as {iso3}")
    if code in _NOT_STATED:
        return Where(None, "not stated")
    if code in _HIDDEN:
        return Where(None, "hidden")
    if code in _WORLD or code == "0000":
        return Where(None, "world")
    if code.isdigit():
        number = code.lstrip("0").zfill(3)
        if number in _by_geonomenclature():
            note = f"{code} is {_JOINT}" if number == "002" else ""
            return Where(_by_geonomenclature()[number], "country", note)
        if number[:2] in ("95", "96", "97"):
            return Where(None, "hidden" if number in ("977", "978", "979") else "not stated")
        return Where(None, "aggregate" if len(number) > 3 else "unknown")
    if code in _by_iso2():
        return Where(_by_iso2()[code], "country")
    if code in places():
        return Where(code, "country")
    if len(code) > 2 and ("EU" in code or "EA" in code or "_" in code or "EXT" in code or "INT" in code):
        return Where(None, "aggregate")
    if code == "EU":
        return Where(None, "aggregate")
    return _by_words(text)


def comext_intra(text: str) -> bool:
    """Return whether a code that hides or does not state the partner says that it is within the Union."""
    return text.strip().upper() in _INTRA


@lru_cache(maxsize=4096)
def un_place(text: str) -> Where:
    """Return the country of a number or code of UN Comtrade and BACI.

    Parameters
    ----------
    text : str
        M49 number with or without zeros, one of the numbers that differ from M49 (251 France, 757 Switzerland,
        699 India, 842 United States, 579 Norway, 381 Italy, 490 Other Asia), ISO 3166-1 alpha-3, or a name.

    Returns
    -------
    Where
        490 is read as Taiwan and 58 (Belgium-Luxembourg, until 1998) as Belgium, with a note.
    """
    code = text.strip().strip("'").removesuffix(".0").upper()
    if code.isdigit():
        number = int(code)
        if number == 0:
            return Where(None, "world")
        if number in _UN_NUMBERS:
            iso3, note = _UN_NUMBERS[number]
            return Where(iso3, "country", note and f"{number} is {note}")
        if number in _UN_NOT_STATED:
            return Where(None, "not stated")
        if number in _UN_AGGREGATES:
            return Where(None, "aggregate")
        iso3_of = by_m49().get(f"{number:03d}")
        return Where(iso3_of, "country") if iso3_of else Where(None, "unknown")
    if code in _WORLD:
        return Where(None, "world")
    if code in places():
        return Where(code, "country")
    if "NES" in code.replace(",", " ").replace(".", "").split() or code in ("BUNKERS", "FREE ZONES"):
        if code.startswith("OTHER ASIA"):
            return un_place("490")
        return Where(None, "not stated")
    return _by_words(text)


@lru_cache(maxsize=4096)
def fao_place(text: str) -> Where:
    """Return the country of an FAO area code or name.

    Parameters
    ----------
    text : str
        FAO area code (41 is China's mainland, 351 the aggregate of China), or a name.

    Returns
    -------
    Where
    """
    code = text.strip()
    if not code.isdigit():
        return _by_words(text)
    number = int(code)
    if iso3 := from_fao(number):
        return Where(iso3, "country")
    if number == 15:
        return Where("BEL", "country", f"15 is {_JOINT}")
    if number in (351, 357):
        return Where(None, "aggregate")
    if number in (252, 254, 258):
        return Where(None, "not stated")
    if number == 5000:
        return Where(None, "world")
    return Where(None, "aggregate" if number > _LAST_FAO_COUNTRY else "unknown")


@lru_cache(maxsize=4096)
def fao_m49_place(text: str) -> Where:
    """Return the country of an M49 number as FAOSTAT writes it (``'004``; 159 is the aggregate of China)."""
    code = text.strip().strip("'")
    if code.isdigit() and int(code) in (1, 159):
        return Where(None, "world" if int(code) == 1 else "aggregate")
    return un_place(code)


def _by_words(text: str) -> Where:
    """Return the country that a name or code means, as everywhere else in the library."""
    match = match_place(text)
    if match.code is None:
        return Where(None, "unknown")
    if match.code == UNKNOWN_ORIGIN:
        return Where(None, "not stated")
    return Where(match.code, "country", match.note)


def in_union(iso3: npt.NDArray[np.object_], year_month: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return whether countries were in the European Union in a month.

    Parameters
    ----------
    iso3 : numpy.ndarray of object
        ISO 3166-1 alpha-3, or missing.
    year_month : numpy.ndarray of int
        Year times 100 plus month; of a whole year its last month.

    Returns
    -------
    numpy.ndarray of bool

    Notes
    -----
    Treaties of accession. The United Kingdom left on 31 January 2020 and stayed in the system of statistics of
    trade between member states until the end of that year.
    """
    since = np.array([_EU_FROM.get(code, 999_999) if isinstance(code, str) else 999_999 for code in iso3])
    left = (iso3 == "GBR") & (year_month > _GBR_LAST)
    return np.asarray((year_month >= since) & ~left, dtype=np.bool_)
