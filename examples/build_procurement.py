"""Make examples/procurement.xlsx: the purchases of an invented Belgian importer, as such a sheet grows.

Several languages, units and origins, customs codes, an unknown origin, goods "from" the Netherlands, and two errors
that are there on purpose (row 20 has words for a quantity, row 33 a misspelt product).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

HEADERS = ["Ref", "Product", "GN-code", "Land van herkomst", "Leverancier", "Hoeveelheid", "Eenheid", "Jaar"]
ROWS: list[tuple[object, ...]] = [
    ("Sojabonen", "1201 90 00", "Brazilië", "Leverancier A", 12400, "t"),
    ("Sojabonen", "1201 90 00", "Argentinië", "Leverancier A", 5300, "t"),
    ("Soybeans", None, "United States", "Leverancier B", 2150, "t"),
    ("Soybeans, non-GMO", None, "Ukraine", "Leverancier B", 900, "t"),
    ("Sojaschroot", "2304 00 00", "Brazilië", "Leverancier A", "18 750,5", "t"),
    ("Tourteau de soja", "2304 00 00", "Argentine", "Leverancier C", "9 200", "t"),
    ("Soybean meal", "23040000", "Paraguay", "Leverancier C", 3100, "t"),
    ("Sojaschroot", "2304 00 00", "Nederland", "Leverancier D", 4100, "t"),
    ("Soybean oil", "1507 10 90", "Argentina", "Leverancier C", 640000, "kg"),
    ("Sojaolie", "1507", "onbekend", "Leverancier D", 210, "t"),
    ("Cacaobonen", "1801 00 00", "Ivoorkust", "Leverancier E", 6200, "t"),
    ("Fèves de cacao", "1801 00 00", "Côte d'Ivoire", "Leverancier E", 1450, "t"),
    ("Cocoa beans", "1801 00 00", "Ghana", "Leverancier E", 2300, "t"),
    ("Kakaobohnen", "1801 00 00", "Ecuador", "Leverancier F", 480, "t"),
    ("Cocoa beans", "1801 00 00", "Cameroon", "Leverancier F", "350", "t"),
    ("Cocoa beans", "1801 00 00", "Indonesia", "Leverancier F", "nog te bevestigen", "t"),
    ("Cacaoboter", "1804 00 00", "Nederland", "Leverancier G", 1280, "t"),
    ("Beurre de cacao", "1804 00 00", "Côte d'Ivoire", "Leverancier G", 940000, "kg"),
    ("Cocoa paste", "1803 10 00", "Ghana", "Leverancier G", 1100, "t"),
    ("Kakaopulver", "1805 00 00", "Duitsland", "Leverancier G", 260, "t"),
    ("Chocolate", "1806 20 10", None, "Leverancier H", 150, "t"),
    ("Ruwe palmolie", "1511 10 90", "Indonesië", "Leverancier I", 7800, "t"),
    ("Huile de palme", "1511 90 99", "Malaisie", "Leverancier I", 3900, "t"),
    ("Palm oil", "1511 10 90", "Papua New Guinea", "Leverancier I", 800, "t"),
    ("Palmöl", "1511", "Kolumbien", "Leverancier J", 450, "t"),
    ("Palm kernel oil", "1513 21 10", "Indonesia", "Leverancier J", 620, "t"),
    ("Palm kernel cake", "2306 60 00", "Malaysia", "Leverancier J", 2400000, "kg"),
    ("Palm oil", "1511 90 99", "Holland", "Leverancier J", 1500, "t"),
    ("Ruwe pallmolie", None, "Maleisië", "Leverancier I", 75, "t"),
    ("Rondhout", "4403 49 85", "Gabon", "Leverancier K", 1900, "m3"),
    ("Sawnwood, non-coniferous", "4407 29 96", "Cameroon", "Leverancier K", 2650, "m³"),
    ("Gezaagd naaldhout", "4407 12 00", "Zweden", "Leverancier L", 8400, "m3"),
    ("Bois scié résineux", "4407 11 00", "Finlande", "Leverancier L", 3100, "MTQ"),
    ("Plywood", "4412 33 10", "China", "Leverancier M", 1250, "m3"),
    ("Multiplex", "4412 31 90", "Indonesië", "Leverancier M", "60 m3", None),
    ("Wood pulp", "4703 29 00", "Brazil", "Leverancier N", 5200, "t"),
    ("Paper", "4802 55 00", "Finland", "Leverancier N", 3400, "t"),
    ("Koffie, niet gebrand", "0901 11 00", "Vietnam", "Leverancier O", 2700, "t"),
    ("Café vert", "901 11 00", "Brésil", "Leverancier O", 3300, "t"),
    ("Coffee, green", "0901 11 00", "Ethiopia", "Leverancier O", 15000, "60 kg bags"),
    ("Natuurrubber", "4001 22 00", "Thailand", "Leverancier P", 1100, "t"),
    ("Tarwe", "1001 99 00", "Frankrijk", "Leverancier Q", 22000, "t"),
]


def build(target: Path, rows: list[tuple[object, ...]], *, year: int, mark: str) -> None:
    """Write a year's sheet; its lines are called by a mark and a number."""
    book = Workbook()
    stamp = datetime(year + 1, 1, 15)
    book.properties.creator, book.properties.created, book.properties.modified = "Importer X", stamp, stamp
    sheet = book.active
    assert sheet is not None
    sheet.title = f"Aankopen {year}"
    sheet["A1"] = f"Importeur X nv - aankopen grondstoffen {year}"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells("A1:H1")
    sheet["A2"] = "Verzonden door de dienst aankoop; hoeveelheden zoals gefactureerd"
    sheet["A2"].font = Font(italic=True, color="666666")
    for at, header in enumerate(HEADERS, start=1):
        cell = sheet.cell(4, at, header)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE8F0")
    for number, (product, code, origin, supplier, quantity, unit) in enumerate(rows, start=1):
        values = [f"{mark}{number:03d}", product, code, origin, supplier, quantity, unit, year]
        for at, value in enumerate(values, start=1):
            sheet.cell(4 + number, at, value)
        sheet.cell(4 + number, 6).alignment = Alignment(horizontal="right")
    for letter, width in zip("ABCDEFGH", (8, 28, 14, 22, 16, 18, 12, 8), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A5"
    book.save(target)


if __name__ == "__main__":
    build(Path(__file__).with_name("procurement.xlsx"), ROWS, year=2024, mark="A")
