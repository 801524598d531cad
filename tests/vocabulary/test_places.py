"""Spellings of countries, against the codes of ISO 3166-1, M49 and FAO."""

from __future__ import annotations

import csv
import filecmp
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.errors import UsageError
from bbafootprint.schema import LANGUAGES, UNKNOWN_ORIGIN
from bbafootprint.vocabulary.place_names import index_of_names
from bbafootprint.vocabulary.place_spellings import keys_of
from bbafootprint.vocabulary.place_tables import place_names, places
from bbafootprint.vocabulary.places import countries, from_fao, match_place, name, subregion, subregions
from bbafootprint.vocabulary.tables import read_table

ASKED_NAMES = {"Congo"}  # what the United Nations call COG is what people also call COD


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("BR", "BRA", "code"),
        ("bra", "BRA", "code"),
        ("CG", "COG", "code"),
        ("NA", "NAM", "code"),
        ("NAM", "NAM", "code"),
        ("M49 076", "BRA", "M49"),
        ("m49:76", "BRA", "M49"),
        ("076", "BRA", "M49"),
        ("840", "USA", "M49"),
        ("FAO 21", "BRA", "FAO"),
        ("FAO: 276", "SDN", "FAO"),
        ("Brazil", "BRA", "name"),
        ("BRÉSIL", "BRA", "name"),
        ("Brazilië", "BRA", "name"),
        ("brasilien", "BRA", "name"),
        ("Ivory Coast", "CIV", "alias"),
        ("Côte d'Ivoire", "CIV", "name"),
        ("Côte d’Ivoire", "CIV", "name"),
        ("Cote dIvoire", "CIV", "name"),
        ("COTE D`IVOIRE", "CIV", "name"),
        ("la Côte d´Ivoire", "CIV", "name"),
        ("Ivoorkust", "CIV", "name"),
        ("Elfenbeinküste", "CIV", "alias"),
        ("Elfenbeinkueste", "CIV", "alias"),
        ("DRC", "COD", "alias"),
        ("R.D.C.", "COD", "alias"),
        ("Congo-Kinshasa", "COD", "name"),
        ("Rép. dém. du Congo", "COD", "name"),
        ("Congo, Democratic Republic of the", "COD", "name"),
        ("Congo-Brazzaville", "COG", "name"),
        ("Congo, Rep.", "COG", "alias"),
        ("Holland", "NLD", "alias"),
        ("The Netherlands", "NLD", "name"),
        ("Netherlands (Kingdom of the)", "NLD", "name"),
        ("Pays-Bas", "NLD", "name"),
        ("EL", "GRC", "alias"),
        ("UK", "GBR", "alias"),
        ("England", "GBR", "alias"),
        ("Schotland", "GBR", "alias"),
        ("XI", "GBR", "alias"),
        ("USA", "USA", "code"),
        ("U.S.", "USA", "code"),
        ("VS", "USA", "alias"),
        ("États-Unis", "USA", "name"),
        ("Birma", "MMR", "alias"),
        ("Swaziland", "SWZ", "name"),
        ("Turkey", "TUR", "alias"),
        ("Türkiye", "TUR", "name"),
        ("Tuerkei", "TUR", "name"),
        ("Czech Republic", "CZE", "alias"),
        ("Macedonia", "MKD", "name"),
        ("Cape Verde", "CPV", "alias"),
        ("East Timor", "TLS", "alias"),
        ("Viet Nam", "VNM", "name"),
        ("South Korea", "KOR", "name"),
        ("Korea, Republic of", "KOR", "name"),
        ("Korea, Rep.", "KOR", "name"),
        ("Korea (the Democratic People's Republic of)", "PRK", "name"),
        ("Laos", "LAO", "name"),
        ("Bolivia (Plurinational State of)", "BOL", "name"),
        ("Bolivia, Plurinational State of", "BOL", "name"),
        ("Tanzania, United Rep. of", "TZA", "name"),
        ("Iran, Islamic Republic of", "IRN", "name"),
        ("Guinea", "GIN", "name"),
        ("Guinée", "GIN", "name"),
        ("Guinea-Bissau", "GNB", "name"),
        ("guinea bissau", "GNB", "name"),
        ("Equatorial Guinea", "GNQ", "name"),
        ("Guinea, Equatorial", "GNQ", "name"),
        ("Papua New Guinea", "PNG", "name"),
        ("Niger", "NER", "name"),
        ("Niger (the)", "NER", "name"),
        ("Nigeria", "NGA", "name"),
        ("Dominica", "DMA", "name"),
        ("Dominican Republic", "DOM", "name"),
        ("Samoa", "WSM", "name"),
        ("American Samoa", "ASM", "name"),
        ("Ireland", "IRL", "name"),
        ("Northern Ireland", "GBR", "alias"),
        ("China", "CHN", "name"),
        ("China, mainland", "CHN", "name"),
        ("China, Hong Kong SAR", "HKG", "name"),
        ("Taiwan, Province of China", "TWN", "name"),
        ("Georgia", "GEO", "name"),
        ("Sudan", "SDN", "name"),
        ("South Sudan", "SSD", "name"),
        ("Namibia", "NAM", "name"),
        ("Namibië", "NAM", "name"),
        ("South Africa", "ZAF", "name"),
        ("Zuid-Afrika", "ZAF", "name"),
        ("Kosovo", "XKX", "name"),
        ("l'Argentine", "ARG", "name"),
        ("\u00a0 Viet \u00a0 Nam ", "VNM", "name"),
        ("BR - Brazil", "BRA", "code"),
        ("Brazil (BR)", "BRA", "name"),
        ("CI Côte d'Ivoire", "CIV", "code"),
    ],
)
def test_spelling_of_a_country(text: str, code: str, how: str) -> None:
    match = match_place(text)
    assert match.code == code
    # A folded alias may coincide with a name; which of the two found it is not the point.
    assert match.how == how or {match.how, how} == {"name", "alias"}


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\u00a0", "-", "--", "?", "n/a", "N/A", "n.a.", "N.A.", "unknown", "Unknown", "onbekend",
        "inconnu",
        "Inconnue", "unbekannt", "not known", "unspecified", "world", "Wereld", "monde", "Welt", "WLD",
        "various",
        "divers", "mixed", "several", "other", "EU", "European Union", "Union européenne", "EU-27",
        "Europese Unie",
        "rest of world", "RoW", "QP", "QU", "QV", "QW", "QX", "QY", "QZ", "XX", "Various (see annex)",
        "M49 001",
    ],
)  # fmt: skip
def test_ways_to_say_that_the_origin_is_not_known(text: str) -> None:
    match = match_place(text)
    assert (match.code, match.how) == (UNKNOWN_ORIGIN, "unknown origin")


@pytest.mark.parametrize(
    "text",
    [
        "Africa",
        "South America",
        "Asia",
        "West-Afrika",
        "Amérique latine",
        "Südostasien",
        "EU",
        "M49 011",
        "011",
    ],
)
def test_a_region_is_not_used_and_said_so(text: str) -> None:
    match = match_place(text)
    assert (match.code, match.how) == (UNKNOWN_ORIGIN, "unknown origin")
    assert "region" in match.note


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Congo", {"COD", "COG"}),
        ("KONGO", {"COD", "COG"}),
        ("le Congo", {"COD", "COG"}),
        ("Korea", {"KOR", "PRK"}),
        ("Corée", {"KOR", "PRK"}),
        ("Virgin Islands", {"VGB", "VIR"}),
        ("Republic of China", {"CHN", "TWN"}),
        ("Dominica Republic", {"DMA", "DOM"}),
        ("Sudan (former)", {"SDN", "SSD"}),
        ("Belgium-Luxembourg", {"BEL", "LUX"}),
        ("Serbia and Montenegro", {"SRB", "MNE"}),
        ("Brazil/Argentina", {"ARG", "BRA"}),
        ("Brazil and Argentina", {"ARG", "BRA"}),
        ("DE / FR", {"DEU", "FRA"}),
        ("CH - China", {"CHE", "CHN"}),
        ("Sudan (S.)", {"SDN", "SSD"}),
        ("Guinea, E.", {"GIN", "GNQ"}),
        ("156", {"CHN", "NZL"}),  # M49 156 is China, FAO 156 New Zealand
        ("76", {"BRA"}),
        ("21", {"BRA"}),
        ("na", {"NAM", UNKNOWN_ORIGIN}),
        ("no", {"NOR", UNKNOWN_ORIGIN}),
        ("America", {"USA", UNKNOWN_ORIGIN}),
        ("Atlanta, Georgia", {"GEO", "USA"}),  # in the Caucasus, or a state
        ("Brazil 60%, Argentina 40%", {"ARG", "BRA"}),
    ],
)
def test_what_has_two_meanings_is_asked(text: str, candidates: set[str]) -> None:
    match = match_place(text)
    assert (match.code, match.how, set(match.candidates)) == (None, "ambiguous", candidates)
    assert match.note


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Brazzil", ("BRA",)),
        ("Cote d'Ivore", ("CIV",)),
        ("Springfield, IN", ("IND",)),
        ("xyzzy", ()),
        ("#N/A", ()),
        ("FAO 351", ()),
        ("FAO 206", ()),
        ("FAO 15", ()),
        ("M49 999", ()),
        ("9999", ()),
        ("x" * 5000, ()),
    ],
)
def test_what_is_not_known_is_at_most_suggested(text: str, candidates: tuple[str, ...]) -> None:
    match = match_place(text)
    assert (match.code, match.how, match.candidates) == (None, "not known", candidates)


def test_namibia_is_warned_about() -> None:
    assert "Namibia" in match_place("NA").note
    assert match_place("Namibia").note == ""


def test_fao_areas() -> None:
    expected = {
        21: "BRA", 41: "CHN", 351: None, 357: None, 276: "SDN", 206: None, 277: "SSD", 214: "TWN", 15: None,
        255: "BEL", 256: "LUX", 231: "USA", 100: "IND", 68: "FRA", 107: "CIV", 250: "COD", 46: "COG",
        62: None,
        238: "ETH", 275: "XKX", 186: None, 272: "SRB", 5000: None,
    }  # fmt: skip
    assert {code: from_fao(code) for code in expected} == expected


def test_m49_codes_are_those_of_the_united_nations_not_of_customs() -> None:
    expected = {
        "IND": "356",
        "USA": "840",
        "FRA": "250",
        "NOR": "578",
        "CHE": "756",
        "ITA": "380",
        "TWN": "158",
    }
    assert {code: places()[code].m49 for code in expected} == expected


def test_subregions_are_intermediate_regions_where_there_are_some() -> None:
    expected = {
        "CIV": "011", "COD": "017", "ETH": "014", "ZAF": "018", "EGY": "015", "BRA": "005", "MEX": "013",
        "CUB": "029",
        "USA": "021", "CHN": "030", "TWN": "030", "IDN": "035", "IND": "034", "IRN": "034", "KAZ": "143",
        "TUR": "145",
        "CYP": "145", "RUS": "151", "GBR": "154", "ITA": "039", "XKX": "039", "FRA": "155", "BEL": "155",
        "AUS": "053",
        "PNG": "054", "GUM": "057", "WSM": "061", "SDN": "015", "SSD": "014", "GGY": "154", "ATA": None,
        "xyz": None,
    }  # fmt: skip
    assert {code: subregion(code) for code in expected} == expected


def test_each_subregion_has_as_many_countries_as_in_m49() -> None:
    # unstats.un.org/unsd/methodology/m49, with Taiwan in 030, Kosovo in 039 and Sark not counted
    expected = {
        "005": 16, "011": 17, "013": 8, "014": 22, "015": 7, "017": 9, "018": 5, "021": 5, "029": 28,
        "030": 8, "034": 9,
        "035": 11, "039": 17, "053": 6, "054": 5, "057": 8, "061": 10, "143": 5, "145": 18, "151": 10,
        "154": 16, "155": 9,
    }  # fmt: skip
    counted = {region: sum(subregion(code) == region for code in countries()) for region in subregions()}
    assert counted == expected


def test_names() -> None:
    assert name("CIV") == "Côte d’Ivoire"
    assert name("BRA", "nl") == "Brazilië"
    assert name("011", "fr") == "Afrique occidentale"
    assert name("WLD", "de") == "Welt"
    assert name(UNKNOWN_ORIGIN, "nl") == "onbekende oorsprong"
    for code in (*countries(), *subregions(), "WLD", UNKNOWN_ORIGIN):
        assert all(name(code, lang) for lang in LANGUAGES), code


@pytest.mark.parametrize(("code", "lang"), [("XYZ", "en"), ("bra", "en"), ("BRA", "es"), ("BRA", "fao")])
def test_name_of_nothing_says_what_there_is(code: str, lang: str) -> None:
    with pytest.raises(UsageError, match=r"alpha-3|en, fr, nl, de"):
        name(code, lang)


def test_all_of_iso_3166_and_kosovo() -> None:
    assert len(countries()) == 250
    assert countries() == tuple(sorted(countries()))
    assert len({place.iso2 for place in places().values()}) == 250
    assert places()["NAM"].iso2 == "NA"


def test_messy_names(shared: Path) -> None:
    by_iso2 = {place.iso2: place.iso3 for place in places().values()}
    with (shared / "corpora" / "places" / "country_names_messy.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 248
    outcome = {row["Name"]: match_place(row["Name"]).code for row in rows}
    expected = {row["Name"]: by_iso2[row["Code"]] for row in rows}
    assert {text: code for text, code in outcome.items() if code != expected[text]} == {"Congo": None}
    assert match_place("Congo").how == "ambiguous"  # asked, not wrong


def test_iso_names_of_four_languages() -> None:
    """Every short name that Unicode CLDR gives a country of ISO 3166-1: right, or asked."""
    babel = pytest.importorskip("babel")
    right, asked, wrong = 0, 0, []
    for lang in LANGUAGES:
        territories = babel.Locale(lang).territories
        for place in places().values():
            match = match_place(territories[place.iso2])
            right += match.code == place.iso3
            asked += match.how == "ambiguous" and place.iso3 in match.candidates
            if match.code not in (place.iso3, None) or match.how == "not known":
                wrong.append((lang, territories[place.iso2], match.code))
    assert (right, asked, wrong) == (1000, 0, [])


def test_the_tables_are_what_the_sources_give(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("babel")
    tables = Path(__file__).parents[2] / "src" / "bbafootprint" / "vocabulary" / "tables"
    command = [sys.executable, str(tables / "build_places.py")]
    command += ["--sources", str(shared / "sources"), "--out", str(tmp_path)]
    subprocess.run(command, check=True)
    command[1] = str(tables / "build_ecoregions.py")
    subprocess.run(command, check=True)
    for table in ("places.csv", "place_names.csv", "ecoregions.csv"):
        assert filecmp.cmp(tables / table, tmp_path / table, shallow=False), table


# Laws

NAMES = [
    (code, spelling)
    for code, names in place_names().items()
    if code in places()
    for spelling in names.values()
    if spelling and spelling not in ASKED_NAMES
]
ALIASES = [(row["code"], row["alias"]) for row in read_table("place_aliases.csv")]


def unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "unaccented": unaccented,
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "wide": lambda text: "  " + text.replace(" ", "   ") + "\t",
    "no spaces": lambda text: text.replace(" ", ""),
    "hyphens": lambda text: text.replace(" ", "-"),
    "typographic apostrophe": lambda text: text.replace("'", "’"),
    "no apostrophe": lambda text: text.replace("’", "").replace("'", ""),
}


@given(st.sampled_from(NAMES), st.sampled_from(sorted(SPELLINGS)))
def test_every_name_however_spelled_gives_its_code(place: tuple[str, str], spelling: str) -> None:
    code, text = place
    assert match_place(SPELLINGS[spelling](text)).code == code


@given(st.sampled_from(NAMES), st.sampled_from(["the ", "The ", "la ", "les ", "de ", "het ", "die ", ""]))
def test_an_article_changes_nothing(place: tuple[str, str], article: str) -> None:
    code, text = place
    assert match_place(article + text).code == code


def test_every_name_and_alias_gives_its_code() -> None:
    wrong = {text: match_place(text).code for code, text in NAMES if match_place(text).code != code}
    assert wrong == {}
    for codes, text in ALIASES:
        match = match_place(text)
        assert ({match.code} if match.code else set(match.candidates)) == set(codes.split("|")), text


@pytest.mark.parametrize("column", ["iso2", "iso3"])
def test_every_iso_code_in_any_case_gives_its_country(column: str) -> None:
    for place in places().values():
        code = getattr(place, column)
        assert match_place(code).code == place.iso3
        if code not in ("BD", "NA", "NC", "NE", "NI", "NO", "NR", "PM", "SD", "SO"):
            assert match_place(code.lower()).code == place.iso3


def test_every_number_with_its_system_gives_its_country() -> None:
    for place in places().values():
        if place.m49:
            assert match_place(f"M49 {place.m49}").code == place.iso3
        if place.fao:
            assert match_place(f"FAO {place.fao}").code == place.iso3
            assert from_fao(int(place.fao)) == place.iso3


def test_two_countries_share_a_name_only_where_it_is_declared() -> None:
    declared = {key for codes, alias in ALIASES if "|" in codes for key in keys_of(alias)}
    shared_keys = {key for key, entry in index_of_names().items() if len(entry.codes) > 1}
    assert shared_keys == declared


def test_an_alias_is_given_once() -> None:
    meanings: dict[str, set[str]] = {}
    for codes, alias in ALIASES:
        for key in keys_of(alias):
            meanings.setdefault(key, set()).add(codes)
    assert {key: codes for key, codes in meanings.items() if len(codes) > 1} == {}


def test_no_alias_is_the_iso_code_of_another_country() -> None:
    codes = {code: place.iso3 for place in places().values() for code in (place.iso2, place.iso3)}
    for meant, alias in ALIASES:
        if alias.upper() in codes:
            assert codes[alias.upper()] == meant


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    match = match_place(text)
    assert match.code is None or match.code == UNKNOWN_ORIGIN or match.code in countries()
    assert match.how in {
        "code", "M49", "FAO", "name", "alias", "region", "region code", "port", "port of export",
        "unknown origin", "ambiguous", "not known",
    }  # fmt: skip
    assert (match.code is None) == (match.how in {"ambiguous", "not known"})


def test_a_bare_number_says_what_it_may_mean() -> None:
    assert match_place("76").note == "76 may mean Brazil (M49); write M49 076 or the name."
    assert match_place("21").note == "21 may mean Brazil (FAO); write FAO 21 or the name."
    both = match_place("12")  # M49 012 is Algeria, FAO 12 the Bahamas
    assert both.note == "12 may mean Algeria (M49) or Bahamas (FAO); write M49 012, FAO 12 or the name."
    assert both.candidates == ("BHS", "DZA")


@pytest.mark.parametrize(
    "text",
    [
        "s.o.",
        "n.c.",
        "n.r.",
        "n.i.",
        "n.v.t.",
        "k.A.",
        "n/a",
        "n.b.",
        "o.A.",
        "s/o",
        "n/c",
        "unk.",
        "var.",
        "VAR",
        "div.",
        "All origins",
        "alle landen",
        "SE Asia",
        "APAC",
        "EMEA",
        "Sahel",
    ],
)
def test_what_says_that_no_country_is_given_is_unknown(text: str) -> None:
    assert match_place(text).code == UNKNOWN_ORIGIN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nc", "NCL"),
        ("n.e.", "NER"),
        ("p.m.", "SPM"),
        ("s.d.", "SDN"),
        ("b.d.", "BGD"),
        ("br.", "BRA"),
        ("so", "SOM"),
    ],
)
def test_an_abbreviation_that_may_be_a_country_is_asked(text: str, code: str) -> None:
    match = match_place(text)
    assert match.code is None
    assert match.candidates == (code, UNKNOWN_ORIGIN)


@pytest.mark.parametrize(
    ("text", "code"), [("U.S.", "USA"), ("U.K.", "GBR"), ("D.R.C.", "COD"), ("NC", "NCL")]
)
def test_abbreviations_that_are_countries_stay_so(text: str, code: str) -> None:
    assert match_place(text).code == code


@pytest.mark.parametrize("text", ["RA", "West", "East", "Northern", "Var", "Central"])
def test_a_name_of_a_region_that_says_little_is_never_one_country(text: str) -> None:
    assert match_place(text).code in (None, UNKNOWN_ORIGIN)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Brazil and/or Paraguay", {"BRA", "PRY"}),
        ("Brésil et/ou Paraguay", {"BRA", "PRY"}),
        ("Côte d'Ivoire/Burkina", {"CIV", "BFA"}),
        ("Mali/Burkina", {"MLI", "BFA"}),
        ("NZ/Aus", {"NZL", "AUS"}),
        ("Brasil/Arg", {"BRA", "ARG"}),
    ],
)
def test_a_list_of_countries_is_asked(text: str, codes: set[str]) -> None:
    match = match_place(text)
    assert match.code is None
    assert set(match.candidates) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Moldau", "MDA"),
        ("Burkina", "BFA"),
        ("VK", "GBR"),
        ("São Tomé e Príncipe", "STP"),
        ("République arabe syrienne (la)", "SYR"),
        ("Antwerp (from Ghana)", "GHA"),
        ("Rotterdam (ex Malaysia)", "MYS"),
        ("Brazil/Mato Grosso", "BRA"),
    ],
)
def test_names_as_people_write_them(text: str, code: str) -> None:
    assert match_place(text).code == code


def test_a_port_beside_the_country_that_it_ships_from_is_where_the_goods_were_shipped() -> None:
    match = match_place("Antwerp (from Ghana)")
    assert match.region == ""
    assert "'Antwerp' only as where the goods were shipped" in match.note
