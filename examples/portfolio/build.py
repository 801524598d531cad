"""Write the files of the portfolio example: a bank's export, its companies, their volumes and exchange rates.

    python examples/portfolio/build.py [FOLDER]

Every company, holding, volume, rate and price is invented; identifiers have the right check digits and belong to nobody
(ISINs of the prefix ZZ are never issued).
"""

from __future__ import annotations

import csv
import datetime
import sys
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent


def isin(number: int) -> str:
    """Return an ISIN that nobody issues, with its check digit."""
    body = f"ZZ{number:09d}"
    digits = "".join(str(int(sign, 36)) for sign in body)
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 * (value > 9)
    return body + str(-total % 10)


def lei(number: int) -> str:
    """Return a legal entity identifier of nobody, with its check digits."""
    body = f"EXAMPLE0{number:010d}"
    digits = "".join(str(int(sign, 36)) for sign in f"{body}00")
    return f"{body}{98 - int(digits) % 97:02d}"


END = datetime.date(2023, 12, 31)
COCOA, TRADER, FOODS, FEED, PAPER, CHOCOLATE, ESTATE, RETAIL = range(1, 9)

# name, sector, country, currency, date, EVIC, market cap, debt, equity, minority, assets, revenue: all in millions
COMPANIES = [
    (COCOA, "Alpha Cocoa NV", "Cocoa and chocolate", "BE", "EUR", END, 4200, 2600, 1500, 1900, 40, 5100, 6300),
    (TRADER, "Beta Commodities plc", "Commodity trade", "GB", "GBP",
    "31/12/2023", None, 5400, 6100, 4800, 150, 15800, 41000),
    (FOODS, "Gamma Foods Inc", "Food products", "US", "USD", "2023-12-31", 18600, 11200, 7100, 6900, 210, 21400, 15800),
    (FEED, "Delta Feed BV", "Animal feed", "NL", "EUR", "31.12.2023", None, None, 310, 145, None, 620, 1900),
    (PAPER, "Epsilon Paper AG", "Paper and packaging", "DE", "EUR", "Dec 2023", None, 880, 690, 540, None, 1900, 1450),
    (CHOCOLATE, "Zeta Chocolatiers SRL", "Cocoa and chocolate", "BE", "EUR", END, None, None, 46, -9, None, 61, 88),
    (ESTATE, "Eta Palm Estate project", "Plantations", "ID", "USD", "2023-09-30", None, None, 120, 80, None, 205, 37),
    (COCOA, "Alpha Cocoa NV", "Cocoa and chocolate", "BE", "EUR", "2022-12-31", 3900, 2350, 1480, 1810, 40, 4900, 5800),
    (FOODS, "Gamma Foods Inc", "Food products", "US", "USD", "2022-12-31", 19900, 12600, 6950, 7000, 190, 21900, 15100),
    (FEED, "Delta Feed BV", "Animal feed", "NL", "EUR", "2022-12-31", None, None, 335, 138, None, 655, 2100),
    (RETAIL, "Theta Retail SA", "Food retail", "FR", "EUR", "2021-12-31", 9900, 6100, 3700, 4100, 60, 14200, 31000),
]  # fmt: skip

# id, company, name, class, amount, currency, date, shares or nominal
HOLDINGS = [
    ("H-001", isin(COCOA), "Alpha Cocoa NV", "Aandelen", 12.6, "EUR", END, 300000),
    ("H-002", lei(COCOA), "Alpha Cocoa NV", "Corporate bond", 8.4, "EUR", END, 8400),
    ("H-003", isin(TRADER), "Beta Commodities plc", "Listed equity", "21,5", "EUR", END, 410000),
    ("H-004", isin(FOODS), "Gamma Foods Inc", "Listed equity", "37,2", "USD", END, 520000),
    ("H-005", lei(FEED), "Delta Feed BV", "Business loan", 9.1, "EUR", "31-12-2023", None),
    ("H-006", isin(PAPER), "Epsilon Paper AG", "Anleihe", 4.7, "EUR", END, 4700),
    ("H-007", lei(CHOCOLATE), "Zeta Chocolatiers SRL", "Private equity", 2.3, "EUR", END, None),
    ("H-008", lei(ESTATE), "Eta Palm Estate project", "Project finance", 16, "USD", END, None),
    ("H-009", isin(RETAIL), "Theta Retail SA", "Listed equity", 14.2, "EUR", END, 200000),
    ("H-010", "", "Epsilon Paper", "Listed equity", 1.9, "EUR", END, 30000),
    ("H-011", isin(FOODS), "Gamma Foods Inc", "Total return swap", 5, "USD", END, None),
    ("H-012", isin(COCOA), "Alpha Cocoa NV", "Listed equity", -1.1, "EUR", END, -26000),
    ("H-013", isin(77), "Iota Logistics NV", "Listed equity", 3.3, "EUR", END, 51000),
    ("H-014", isin(TRADER), "Beta Commodities plc", "Listed equity", "n/a", "EUR", END, None),
]  # fmt: skip

BEFORE = [
    ("H-001", isin(COCOA), "Alpha Cocoa NV", "Aandelen", 10.8, "EUR", 280000),
    ("H-004", isin(FOODS), "Gamma Foods Inc", "Listed equity", 40.3, "USD", 560000),
    ("H-005", lei(FEED), "Delta Feed BV", "Business loan", 10.4, "EUR", None),
]  # fmt: skip

# company, commodity, origin, t in 2022, t in 2023, supplier, quality of the volume
LINES = [
    (COCOA, "cocoa beans", "Côte d'Ivoire", 61000, 58500, "", 1),
    (COCOA, "cocoa beans", "Ghana", 24000, 21900, isin(TRADER), 1),
    (COCOA, "cocoa beans", "Ecuador", 8200, 9100, "", 1),
    (TRADER, "soybeans", "Brazil", 910000, 955000, "", 3),
    (TRADER, "palm oil", "Indonesia", 402000, 388000, "", 3),
    (TRADER, "cocoa beans", "Ghana", 98000, 91000, "", 3),
    (TRADER, "coffee, green", "Vietnam", 71000, 69500, "", 3),
    (FOODS, "palm oil", "Malaysia", 88000, 91000, isin(TRADER), 2),
    (FOODS, "palm oil", "Indonesia", 51000, 47000, isin(TRADER), 2),
    (FOODS, "soybean oil", "Argentina", 39000, 41500, "", 2),
    (FOODS, "sugar cane", "Brazil", 120000, 118000, "", 2),
    (FEED, "soybean meal", "Brazil", 310000, 296000, isin(TRADER), 2),
    (FEED, "soybean meal", "Argentina", 84000, 97000, "", 2),
    (FEED, "maize", "Ukraine", 142000, 131000, "", 2),
    (PAPER, "wood pulp", "Brazil", 65000, 70400, "", 2),
    (PAPER, "wood pulp", "Finland", 88000, 86000, "", 2),
    (CHOCOLATE, "cocoa beans", "Madagascar", 640, 655, "", 1),
    (ESTATE, "palm oil", "Indonesia", 44000, 52000, "", 1),
]  # fmt: skip

RATES = [
    ("EUR", "USD", "1.10", "2023-12-29"), ("EUR", "GBP", "0.87", "2023-12-29"),
    ("EUR", "USD", "1.07", "2022-12-30"), ("EUR", "GBP", "0.88", "2022-12-30"), ("EUR", "USD", "1.06", "2023-09-29"),
]  # fmt: skip

INTENSITIES = [
    ("Food retail", "", "land_occupation", "111.11", "ha yr"),
    ("Food retail", "", "habitat_loss", "0.11111", "ha"),
]


def write_holdings(path: Path, rows: list[tuple], date: datetime.date | None = None) -> None:
    """Write an export of a portfolio system: a title, a blank row, the header, the rows, a total."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Positions")
        sheet.write(0, 0, "Export positions, example: every number is invented")
        heads = [
            "Position ID",
            "Company",
            "Company name",
            "Asset type",
            "Market value (m)",
            "Ccy",
            "As of",
            "Number of shares",
        ]
        sheet.write_row(2, 0, heads)
        for down, row in enumerate(rows, start=3):
            cells = list(row) if date is None else [*row[:6], date, row[6]]
            for at, cell in enumerate(cells):
                if cell is not None:
                    (sheet.write_datetime if isinstance(cell, datetime.date) else sheet.write)(down, at, cell)


def write_companies(path: Path) -> None:
    """Write a sheet of fundamentals; the names of two columns are French and Dutch, the dates are mixed."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Fundamentals")
        sheet.write_row(0, 0, [
            "ISIN", "LEI", "Company name", "Secteur", "Country", "Currency", "Reporting date", "EVIC (million)",
            "Market cap (million)", "Totale schuld (million)", "Total equity (million)", "Minority interests (million)",
            "Total assets (million)", "Revenue (million)",
        ])  # fmt: skip
        for down, (number, *rest) in enumerate(COMPANIES, start=1):
            for at, cell in enumerate([isin(number), lei(number), *rest]):
                if cell is not None:
                    (sheet.write_datetime if isinstance(cell, datetime.date) else sheet.write)(down, at, cell)


def write_csv(path: Path, header: list[str], rows: list[tuple]) -> None:
    """Write a table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main(folder: Path) -> None:
    """Write all files."""
    write_holdings(folder / "holdings.xlsx", HOLDINGS)
    write_holdings(folder / "holdings-2022.xlsx", BEFORE, datetime.date(2022, 12, 31))
    write_companies(folder / "companies.xlsx")
    lines = [
        (isin(company), commodity, origin, tonnes, "t", year, supplier, quality)
        for company, commodity, origin, *by_year, supplier, quality in LINES
        for year, tonnes in zip((2022, 2023), by_year, strict=True)
    ]
    write_csv(
        folder / "lines.csv",
        ["company", "commodity", "origin", "quantity", "unit", "year", "supplier", "data quality"], lines,
    )  # fmt: skip
    write_csv(folder / "fx.csv", ["from", "to", "rate", "date"], RATES)
    write_csv(folder / "matches.csv", ["found", "code"], [("Epsilon Paper", isin(PAPER))])
    write_csv(
        folder / "intensities-demo.csv",
        ["sector", "country", "indicator", "value", "unit", "currency", "low", "high", "year", "source",
        "flag", "note"],
        [(*row, "EUR", "", "", 2023, "invented for the example", "demo", "not a number of "
        "anything") for row in INTENSITIES],
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
