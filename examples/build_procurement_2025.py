"""Make examples/procurement_2025.xlsx: the next year of the importer of build_procurement.py.

Volumes moved; part of the soy comes from the United States and Argentina in place of Brazil; part of the cocoa is now
traced to where it grew, most is still known by the country that shipped it, or not at all; roasted coffee and rapeseed
oil are new, plywood and paper are gone. The two errors of the year before are mended; row 51 has a new one (a unit).
"""

from __future__ import annotations

from pathlib import Path

from build_procurement import build

ROWS: list[tuple[object, ...]] = [
    ("Sojabonen", "1201 90 00", "Brazilië", "Leverancier A", 8900, "t"),
    ("Sojabonen", "1201 90 00", "Argentinië", "Leverancier A", 6800, "t"),
    ("Soybeans", None, "United States", "Leverancier B", 4400, "t"),
    ("Soybeans, non-GMO", None, "Ukraine", "Leverancier B", 950, "t"),
    ("Sojaschroot", "2304 00 00", "Brazilië", "Leverancier A", "14 200,5", "t"),
    ("Tourteau de soja", "2304 00 00", "Argentine", "Leverancier C", "12 600", "t"),
    ("Soybean meal", "23040000", "Paraguay", "Leverancier C", 2900, "t"),
    ("Sojaschroot", "2304 00 00", "Nederland", "Leverancier D", 4600, "t"),
    ("Sojaschroot", "2304 00 00", "onbekend", "Leverancier D", 1150, "t"),
    ("Soybean oil", "1507 10 90", "Argentina", "Leverancier C", 710000, "kg"),
    ("Sojaolie", "1507", "onbekend", "Leverancier D", 240, "t"),
    ("Cacaobonen", "1801 00 00", "Ivoorkust", "Leverancier E", 6050, "t"),
    ("Fèves de cacao", "1801 00 00", "Côte d'Ivoire", "Leverancier E", 1700, "t"),
    ("Cocoa beans", "1801 00 00", "Ghana", "Leverancier E", 2050, "t"),
    ("Kakaobohnen", "1801 00 00", "Ecuador", "Leverancier F", 620, "t"),
    ("Cocoa beans", "1801 00 00", "Cameroon", "Leverancier F", "410", "t"),
    ("Cocoa beans", "1801 00 00", "Indonesia", "Leverancier F", 380, "t"),
    ("Cacaoboter", "1804 00 00", "Nederland", "Leverancier G", 910, "t"),
    ("Cacaoboter", "1804 00 00", "Ghana", "Leverancier G", 430, "t"),
    ("Beurre de cacao", "1804 00 00", "Côte d'Ivoire", "Leverancier G", 980000, "kg"),
    ("Kakaobutter", "1804 00 00", "Duitsland", "Leverancier H", 360, "t"),
    ("Cacaoboter", "1804 00 00", "onbekend", "Leverancier H", 145, "t"),
    ("Cocoa paste", "1803 10 00", "Ghana", "Leverancier G", 880, "t"),
    ("Cacaomassa", "1803 10 00", "Nederland", "Leverancier G", 540, "t"),
    ("Cacaomassa", "1803 10 00", "onbekend", "Leverancier H", 95, "t"),
    ("Kakaopulver", "1805 00 00", "Duitsland", "Leverancier G", 290, "t"),
    ("Cacaopoeder", "1805 00 00", "Nederland", "Leverancier G", 410, "t"),
    ("Chocolate", "1806 20 10", None, "Leverancier H", 175, "t"),
    ("Chocolade", "1806 20 10", "Duitsland", "Leverancier H", 320, "t"),
    ("Ruwe palmolie", "1511 10 90", "Indonesië", "Leverancier I", 7100, "t"),
    ("Huile de palme", "1511 90 99", "Malaisie", "Leverancier I", 4300, "t"),
    ("Ruwe palmolie", "1511 10 90", "Maleisië", "Leverancier I", 90, "t"),
    ("Palm oil", "1511 10 90", "Papua New Guinea", "Leverancier I", 850, "t"),
    ("Palmöl", "1511", "Kolumbien", "Leverancier J", 520, "t"),
    ("Palm oil", "1511 90 99", "Holland", "Leverancier J", 1650, "t"),
    ("Palm oil", "1511 90 99", "onbekend", "Leverancier J", 380, "t"),
    ("Palm kernel oil", "1513 21 10", "Indonesia", "Leverancier J", 590, "t"),
    ("Palm kernel cake", "2306 60 00", "Malaysia", "Leverancier J", 2550000, "kg"),
    ("Rondhout", "4403 49 85", "Gabon", "Leverancier K", 1600, "m3"),
    ("Sawnwood, non-coniferous", "4407 29 96", "Cameroon", "Leverancier K", 2450, "m³"),
    ("Gezaagd naaldhout", "4407 12 00", "Zweden", "Leverancier L", 8900, "m3"),
    ("Wood pulp", "4703 29 00", "Brazil", "Leverancier N", 5600, "t"),
    ("Koffie, niet gebrand", "0901 11 00", "Vietnam", "Leverancier O", 2450, "t"),
    ("Café vert", "0901 11 00", "Brésil", "Leverancier O", 3550, "t"),
    ("Koffie, gebrand", "0901 21 00", "Duitsland", "Leverancier O", 210, "t"),
    ("Koffie, gebrand", "0901 21 00", "onbekend", "Leverancier O", 60, "t"),
    ("Coffee, green", "0901 11 00", "Ethiopia", "Leverancier O", 840, "paletten"),
    ("Natuurrubber", "4001 22 00", "Thailand", "Leverancier P", 1200, "t"),
    ("Raapzaadolie", "1514 11 90", "Frankrijk", "Leverancier Q", 1400, "t"),
    ("Tarwe", "1001 99 00", "Frankrijk", "Leverancier Q", 20500, "t"),
]


if __name__ == "__main__":
    build(Path(__file__).with_name("procurement_2025.xlsx"), ROWS, year=2025, mark="B")
