"""Spellings of units, against the definitions of the units themselves."""

from __future__ import annotations

import csv
import math
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bbafootprint.vocabulary.units import UnitMatch, match_unit, split_quantity, unit_in_header

POUND = 0.45359237  # kg, exact by the agreement of 1959
FOOT = 0.3048  # m, the same


@pytest.mark.parametrize(
    ("text", "code", "factor", "base"),
    [
        ("t", "t", 1, "t"),
        ("T", "t", 1, "t"),
        ("tonne", "t", 1, "t"),
        ("Tonnes", "t", 1, "t"),
        ("TONNEN", "t", 1, "t"),
        ("ton métrique", "t", 1, "t"),
        ("tonnes métriques", "t", 1, "t"),
        ("metric tons", "t", 1, "t"),
        ("tons (metric)", "t", 1, "t"),
        ("MT", "t", 1, "t"),
        ("MT.", "t", 1, "t"),
        ("Mg", "t", 1, "t"),
        ("TNE", "t", 1, "t"),
        ("kg", "kg", 0.001, "t"),
        ("KG.", "kg", 0.001, "t"),
        ("kgs", "kg", 0.001, "t"),
        ("KGM", "kg", 0.001, "t"),
        ("kg net", "kg", 0.001, "t"),
        ("Kilogramm", "kg", 0.001, "t"),
        ("\u00a0kg\u00a0", "kg", 0.001, "t"),
        ("g", "g", 1e-6, "t"),
        ("GRM", "g", 1e-6, "t"),
        ("mg", "mg", 1e-9, "t"),
        ("quintal", "quintal", 0.1, "t"),
        ("quintaux", "quintal", 0.1, "t"),
        ("q", "quintal", 0.1, "t"),
        ("dt", "quintal", 0.1, "t"),
        ("DTN", "quintal", 0.1, "t"),
        ("lb", "lb", POUND / 1000, "t"),
        ("lbs.", "lb", POUND / 1000, "t"),
        ("LBR", "lb", POUND / 1000, "t"),
        ("pounds", "lb", POUND / 1000, "t"),
        ("oz", "oz", POUND / 16000, "t"),
        ("long ton", "long_ton", 2240 * POUND / 1000, "t"),
        ("Long Tons", "long_ton", 2240 * POUND / 1000, "t"),
        ("tons (UK)", "long_ton", 2240 * POUND / 1000, "t"),
        ("LTN", "long_ton", 2240 * POUND / 1000, "t"),
        ("short-ton", "short_ton", 2000 * POUND / 1000, "t"),
        ("US tons", "short_ton", 2000 * POUND / 1000, "t"),
        ("STN", "short_ton", 2000 * POUND / 1000, "t"),
        ("kt", "kt", 1000, "t"),
        ("KT", "kt", 1000, "t"),
        ("KTN", "kt", 1000, "t"),
        ("kilotonnes", "kt", 1000, "t"),
        ("megatonne", "megatonne", 1e6, "t"),
        ("1000 kg", "t", 1, "t"),
        ("1.000 kg", "t", 1, "t"),
        ("x1000kg", "t", 1, "t"),
        ("'000 t", "kt", 1000, "t"),
        ("’000 t", "kt", 1000, "t"),
        ("1000 t", "kt", 1000, "t"),
        ("1,000 t", "kt", 1000, "t"),
        ("x1000 t", "kt", 1000, "t"),
        ("x 1000 t", "kt", 1000, "t"),
        ("1000 x t", "kt", 1000, "t"),
        ("t x 1000", "kt", 1000, "t"),
        ("tonnes ('000)", "kt", 1000, "t"),
        ("10³ t", "kt", 1000, "t"),
        ("10^3 m3", "1000_m3", 1000, "m3"),
        ("1000 MT", "kt", 1000, "t"),
        ("thousand tonnes", "kt", 1000, "t"),
        ("milliers de tonnes", "kt", 1000, "t"),
        ("Tsd. t", "kt", 1000, "t"),
        ("Mio. t", "megatonne", 1e6, "t"),
        ("10 kg", "10_kg", 0.01, "t"),
        ("m3", "m3", 1, "m3"),
        ("m³", "m3", 1, "m3"),
        ("M3", "m3", 1, "m3"),
        ("m^3", "m3", 1, "m3"),
        ("cu. m", "m3", 1, "m3"),
        ("cbm", "m3", 1, "m3"),
        ("mètres cubes", "m3", 1, "m3"),
        ("Festmeter", "m3", 1, "m3"),
        ("MTQ", "m3", 1, "m3"),
        ("1000 m³", "1000_m3", 1000, "m3"),
        ("R9", "1000_m3", 1000, "m3"),
        ("dm3", "dm3", 0.001, "m3"),
        ("1000 dm3", "m3", 1, "m3"),
        ("ft³", "ft3", FOOT**3, "m3"),
        ("cubic feet", "ft3", FOOT**3, "m3"),
        ("board feet", "board_foot", FOOT**3 / 12, "m3"),
        ("MBF", "1000_board_foot", 1000 * FOOT**3 / 12, "m3"),
        ("WSD", "standard", 165 * FOOT**3, "m3"),
        ("bags of 60 kg", "bag_60kg", 0.06, "t"),
        ("60 kg bags", "bag_60kg", 0.06, "t"),
        ("60-kg bags", "bag_60kg", 0.06, "t"),
        ("bag (60 kg)", "bag_60kg", 0.06, "t"),
        ("sacs de 60 kg", "bag_60kg", 0.06, "t"),
        ("zakken 60 kg", "bag_60kg", 0.06, "t"),
        ("zakken van 60 kg", "bag_60kg", 0.06, "t"),
        ("Säcke à 60 kg", "bag_60kg", 0.06, "t"),
        ("jute bags of 62,5 kg", "bag_62.5kg", 0.0625, "t"),
        ("1000 60 kg bags", "1000_bag_60kg", 60, "t"),
        ("1000 kg bags", "bag_1000kg", 1, "t"),
        ("480 lb bales", "bale_480lb", 480 * POUND / 1000, "t"),
    ],
)
def test_spelling_of_a_unit(text: str, code: str, factor: float, base: str) -> None:
    match = match_unit(text)
    assert (match.code, match.base) == (code, base)
    assert match.factor == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    "text", ["ton", "tons", "TON", "Tons", "mt", "mT", "m.t", "ton.", "1000 tons", "bags of 1 ton"]
)
def test_tons_are_metric_with_a_warning_and_refused_when_strict(text: str) -> None:
    match = match_unit(text)
    assert match.code is not None
    assert match.factor == {"1000 tons": 1000}.get(text, 1)
    assert "metric tonnes" in match.note
    strict = match_unit(text, strict=True)
    assert (strict.code, strict.how, strict.candidates) == (None, "refused", ("t", "long_ton", "short_ton"))
    assert math.isnan(strict.factor)


@pytest.mark.parametrize(
    "text", ["t", "tonnes", "MT", "metric ton", "long ton", "short tons", "kg", "m3", "kt"]
)
def test_strict_changes_nothing_else(text: str) -> None:
    assert match_unit(text, strict=True) == match_unit(text)
    assert match_unit(text).note == ""


def test_units_that_pint_reads_otherwise_never_get_through() -> None:
    import pint

    pints: Any = pint.UnitRegistry()
    # pint: ton is a short ton, mt a millitonne, kt a knot or a kilotonne of TNT, Mt no mass of ours
    assert pints.Quantity(1, "ton").to("kg").magnitude == pytest.approx(907.18474)
    assert match_unit("ton").factor == 1
    assert pints.Quantity(1, "mt").to("kg").magnitude == pytest.approx(1)
    assert match_unit("mt").factor == 1
    assert not pints.Quantity(1, "kt").check("[mass]")
    assert match_unit("kt").factor == 1000
    # what only pint knows is not known here
    for only_pint in (
        "slug",
        "dalton",
        "carat",
        "metric_ton ** 2",
        "kilogram * meter",
        "grain",
        "2 * kg",
        "dekagram",
    ):
        assert match_unit(only_pint).code is None, only_pint


@pytest.mark.parametrize(
    ("text", "how", "candidates"),
    [
        ("Mt", "ambiguous", ("t", "megatonne")),
        ("1000 Mt", "ambiguous", ("t", "megatonne")),
        ("MG", "ambiguous", ("mg", "t")),
        ("DT", "ambiguous", ("quintal", "t")),
        ("cwt", "ambiguous", ("cwt_us", "cwt_uk")),
        ("net tons", "ambiguous", ("t", "short_ton")),
        ("livres", "ambiguous", ("lb", "kg")),
        ("Zentner", "ambiguous", ("quintal",)),
        ("bag", "refused", ()),
        ("zakken", "refused", ()),
        ("bags of 0 kg", "refused", ()),
        ("bags of 1,000 kg", "ambiguous", ()),
        ("60 kg", "refused", ("bag_60kg",)),
        ("stère", "refused", ()),
        ("Raummeter", "refused", ()),
        ("pcs", "not a mass or volume", ()),
        ("NAR", "not a mass or volume", ()),
        ("heads", "not a mass or volume", ()),
        ("number", "not a mass or volume", ()),
        ("l", "not a mass or volume", ()),
        ("litres", "not a mass or volume", ()),
        ("m2", "not a mass or volume", ()),
        ("EUR", "not a mass or volume", ()),
        ("%", "not a mass or volume", ()),
    ],
)
def test_unit_that_is_asked_or_refused_says_why(text: str, how: str, candidates: tuple[str, ...]) -> None:
    match = match_unit(text)
    assert (match.code, match.base, match.how, match.candidates) == (None, "", how, candidates)
    assert math.isnan(match.factor)
    assert match.note


@pytest.mark.parametrize(
    ("text", "suggestion"), [("kgg", "kg"), ("tonnnes", "t"), ("kilogrms", "kg"), ("xyzzy", None), ("", None)]
)
def test_near_miss_is_only_suggested(text: str, suggestion: str | None) -> None:
    match = match_unit(text)
    assert (match.code, match.how) == (None, "not known")
    assert (suggestion in match.candidates) if suggestion else match.candidates == ()


@pytest.mark.parametrize(
    "text", ["kg bags", "1000", "thousand", "x", "t t", "EUR/t", "kg/ha", "t" * 10_000, "100 t " * 50]
)
def test_text_that_is_no_unit_is_not_known(text: str) -> None:
    assert match_unit(text).code is None


def test_importing_the_module_does_not_import_pint() -> None:
    code = "import sys, bbafootprint.vocabulary.units; sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def rec20(shared: Path) -> list[dict[str, str]]:
    with (shared / "corpora" / "units" / "unece_rec20_units.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        return list(csv.DictReader(file))


def si_factor(conversion: str) -> tuple[Fraction, int, str] | None:
    """Return (factor to t or m3, significant digits,
    base) of a Rec 20 conversion such as "1,016 047 x 10³ kg"."""
    superscripts = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    found = re.fullmatch(
        r"(?P<mantissa>[\d, ]*\d)?\s*x?\s*(?:10(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?\s*(?P<unit>kg|mg|g|m³)",
        conversion.strip(),
    )
    if found is None:
        return None
    mantissa = (found["mantissa"] or "1").replace(" ", "").replace(",", ".")
    power = int((found["power"] or "⁰").translate(superscripts))
    to_base = {"kg": Fraction(1, 10**3), "g": Fraction(1, 10**6), "mg": Fraction(1, 10**9), "m³": Fraction(1)}
    digits = len(mantissa.replace(".", "").lstrip("0"))
    return (
        Fraction(mantissa) * Fraction(10) ** power * to_base[found["unit"]],
        digits,
        "m3" if found["unit"] == "m³" else "t",
    )


def test_every_rec20_code_agrees_with_its_conversion_factor(shared: Path) -> None:
    checked = set()
    for row in rec20(shared):
        match = match_unit(row["CommonCode"])
        stated = si_factor(row["ConversionFactor"])
        if match.code is None or stated is None:
            continue
        factor, digits, base = stated
        assert match.base == base, row
        # the file rounds to the digits that it shows; a factor of exactly one power of ten is exact
        tolerance = 1e-12 if digits <= 1 else 10.0 ** -(digits - 1)
        assert match.factor == pytest.approx(float(factor), rel=tolerance), row
        checked.add(row["CommonCode"])
    assert checked >= {
        "KGM", "TNE", "DTN", "LBR", "LTN", "STN", "GRM", "KTN", "MTQ", "R9", "ONZ", "2U", "CWA", "CWI",
        "CNT", "STI",
        "MGM", "DMQ", "CMQ", "FTQ", "INQ", "YDQ", "WSD",
    }  # fmt: skip


def test_no_other_rec20_code_becomes_a_mass_or_volume(shared: Path) -> None:
    read = {row["CommonCode"]: row["Name"] for row in rec20(shared) if match_unit(row["CommonCode"]).code}
    masses = {row["CommonCode"] for row in rec20(shared) if si_factor(row["ConversionFactor"])}
    rec20_gives_no_factor = {"BFT", "MBF", "KSD", "TSD", "OZ"}
    trade_writes_these_for_something_else = {"MT", "MTS", "TN", "KG", "KGS", "KT", "MMT", "FM", "FBM"}
    assert set(read) - masses == rec20_gives_no_factor | trade_writes_these_for_something_else


def test_pound_agrees_with_the_functional_tests_of_ucum(shared: Path) -> None:
    root = ET.parse(shared / "corpora" / "units" / "UcumFunctionalTests.xml").getroot()
    (case,) = [c for c in root.iter("case") if c.get("u1") == "[lb_av]/h" and c.get("u2") == "kg/s"]
    pound_in_kg = Fraction(case.get("vRes", "")) * 3600
    assert match_unit("lb").factor / match_unit("kg").factor == pytest.approx(float(pound_in_kg), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("60 m3", "60", "m3"),
        ("60m³", "60", "m³"),
        ("1 000,34 kg", "1 000,34", "kg"),
        ("1\u00a0000,34\u00a0kg", "1\u00a0000,34", "kg"),
        ("1\u202f234\u202f567,8 t", "1\u202f234\u202f567,8", "t"),
        ("1,000.34 lb", "1,000.34", "lb"),
        ("1.000,5t", "1.000,5", "t"),
        ("1'000 t", "1'000", "t"),
        ("12", "12", ""),
        (" 12 ", "12", ""),
        ("-5 t", "-5", "t"),
        ("−3 t", "−3", "t"),
        ("(5) t", "(5)", "t"),
        (".5 t", ".5", "t"),
        ("1.5E+03", "1.5E+03", ""),
        ("1e3 kg", "1e3", "kg"),
        ("20 bags of 60 kg", "20", "bags of 60 kg"),
        ("12 60 kg bags", "12", "60 kg bags"),
        ("12%", "12", "%"),
        ("3,4.5", "3,4.5", ""),
        ("ca. 60 t", "ca. 60 t", ""),
        ("n/a", "n/a", ""),
        ("", "", ""),
    ],
)
def test_split_quantity(text: str, number: str, unit: str) -> None:
    assert split_quantity(text) == (number, unit)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("2020 tons", "tons"),
        ("tons 2020", "tons"),
        ("2019/20 tonnes", "tonnes"),
        ("FY2020 (1000 MT)", "1000 MT"),
        ("2020 '000 t", "'000 t"),
        ("2020 t", "t"),
        ("Quantity (kg)", "kg"),
        ("Gewicht(kg)", "kg"),
        ("Volume [t]", "t"),
        ("Volume ( in t )", "t"),
        ("Volume 2020 [1,000 t]", "1,000 t"),
        ("Hoeveelheid in ton", "ton"),
        ("Menge (Tonnen)", "Tonnen"),
        ("Quantité en tonnes", "tonnes"),
        ("Poids en t", "t"),
        ("Volume in 1000 t", "1000 t"),
        ("Quantity, t", "t"),
        ("quantity_kg", "kg"),
        ("Qty MT", "MT"),
        ("Mt 2020", "Mt"),
        ("Volume m³", "m³"),
        ("tons (US) 2020", "tons (US)"),
        ("tonnes ('000)", "tonnes ('000)"),
        ("Net weight (kg net)", "kg net"),
        ("60 kg bags", "60 kg bags"),
        ("Bags", "Bags"),
        ("Quantity litres", "litres"),
        ("Volume (g)", "g"),
        ("T", "T"),
        ("Quantity", ""),
        ("Amount", ""),
        ("Tonnage", ""),
        ("Volume", ""),
        ("Q1 2020", ""),
        ("2020", ""),
        ("Unit", ""),
        ("Standard quantity", ""),
        ("Quantité livrée", ""),
        ("Livré", ""),
        ("VAT", ""),
        ("Bag type", ""),
        ("Container no", ""),
        ("T-shirt count", ""),
        ("Group g", ""),
        ("Price (EUR/t)", ""),
        ("EUR / t", ""),
        ("Price per kg", ""),
        ("Prix par tonne", ""),
        ("Yield t/ha", ""),
        ("kg CO2e", ""),
        ("Volume (m3) / Weight (kg)", ""),
        ("", ""),
    ],
)
def test_unit_in_header(header: str, unit: str) -> None:
    assert unit_in_header(header) == unit


def test_no_header_that_the_schema_names_holds_a_unit() -> None:
    from bbafootprint.schema import COLUMNS

    headers = [synonym for column in COLUMNS for names in column.synonyms.values() for synonym in names]
    assert {header: unit_in_header(header) for header in headers if unit_in_header(header)} == {}


def test_a_match_is_a_value() -> None:
    assert match_unit("kg") == UnitMatch("kg", 0.001, "t", "code")


@pytest.mark.parametrize("text", ["stere", "stères", "rm", "Raummeter", "cord", "WCD"])
def test_stacked_wood_is_no_cubic_metre_and_none_is_suggested(text: str) -> None:
    match = match_unit(text)
    assert (match.code, match.how, match.candidates) == (None, "refused", ())
    assert "stacked" in match.note


@pytest.mark.parametrize("text", ["odt", "ODT", "bdt", "oven-dry tonnes", "bone dry ton", "dmt", "t atro"])
def test_dry_matter_is_not_mass_as_bought(text: str) -> None:
    match = match_unit(text)
    assert (match.code, match.how, match.candidates) == (None, "refused", ())
    assert "mass of dry matter is not mass as bought" in match.note


def test_lt_is_asked() -> None:
    match = match_unit("LT")
    assert (match.how, match.candidates) == ("ambiguous", ("long_ton", "t"))
    assert "litre" in match.note
    assert "lot" in match.note


@pytest.mark.parametrize(
    "text", ["t/yr", "tpa", "t/a", "t per year", "tonnes/year", "ktpa", "t p.a.", "ton per jaar", "t par an"]
)
def test_a_rate_is_refused_and_the_amount_asked_for(text: str) -> None:
    match = match_unit(text)
    assert (match.code, match.how, match.candidates) == (None, "refused", ())
    assert match.note.endswith("is a rate: write the tonnes of the period.")


def test_a_rate_of_volume_asks_for_the_volume() -> None:
    assert "the volume of the period" in match_unit("m3/yr").note
    assert match_unit("pcs per day").how == "not known"


def test_mass_and_volume_of_rec20_are_right_refused_or_asked(shared: Path) -> None:
    """Each of the 92 codes with a factor to kg or m3: read with that factor, or refused or asked with the reason."""
    read, said, silent = 0, 0, []
    for row in rec20(shared):
        stated = si_factor(row["ConversionFactor"])
        if stated is None:
            continue
        match = match_unit(row["CommonCode"])
        if match.code is not None:
            factor, digits, base = stated
            tolerance = 1e-12 if digits <= 1 else 10.0 ** -(digits - 1)
            assert (match.base, match.factor) == (base, pytest.approx(float(factor), rel=tolerance)), row
            read += 1
        elif match.note and match.how != "not known":
            said += 1
        else:
            silent.append(row["CommonCode"])
    assert (read, said, silent) == (23, 69, [])


UCUM_MASS_AND_VOLUME = {
    "g": 1e-6, "kg": 1e-3, "mg": 1e-9, "t": 1.0, "[lb_av]": POUND / 1000, "[oz_av]": POUND / 16000,
    "cm3": 1e-6,
    # volumes of liquids and grain, and what goods are not bought in
    "L": None, "l": None, "dl": None, "mL": None, "ml": None, "mm3": None, "ug": None, "[foz_br]": None,
    "[gal_br]": None, "[pt_br]": None, "[qt_br]": None, "[drp]": None,
}  # fmt: skip


def test_mass_and_volume_of_ucum(shared: Path) -> None:
    root = ET.parse(shared / "corpora" / "units" / "UcumFunctionalTests.xml").getroot()
    cases = [case for case in root.iter("case") if case.get("unit") in UCUM_MASS_AND_VOLUME]
    assert len(cases) == 47
    for case in cases:
        match, factor = match_unit(case.get("unit", "")), UCUM_MASS_AND_VOLUME[case.get("unit", "")]
        if factor is None:
            assert (match.code, bool(match.note)) == (None, True), case.attrib
        else:
            assert match.factor == pytest.approx(factor, rel=1e-12), case.attrib


@pytest.mark.parametrize("header", ["Quantity PT Indo", "DG", "MC", "Volume SCR", "Cup 2020"])
def test_units_that_trade_does_not_use_are_not_searched_for_in_headers(header: str) -> None:
    assert unit_in_header(header) == ""
