"""Write the facts of the EU regulation on deforestation that disclosures read: its list of goods, countries and units.

Run as ``python -m bbafootprint.disclosures.build_eudr --sources FOLDER``, where FOLDER holds the folder :file:`eudr`
with transcriptions of Annex I of Regulation (EU) 2023/1115 in both versions, of the benchmark of Implementing
Regulation (EU) 2025/1093, and of the supplementary units of the EU's information system.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterable
from pathlib import Path

from bbafootprint.vocabulary.place_tables import places

FOLDER = Path(__file__).parent
ORIGINAL_FROM = "2023-06-29"
"""Entry into force of Regulation (EU) 2023/1115; the transcription dates the end of the first list alone."""
BENCHMARK_FROM = "2025-05-22"
"""Date of Implementing Regulation (EU) 2025/1093; it entered into force some days later."""
SECONDARY = "transcribed from a copy; check it against the Official Journal"

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def annex(rows: Iterable[dict[str, str]]) -> Table:
    """Return Annex I, one row a heading of each version of the list, ``ex`` headings marked.

    Parameters
    ----------
    rows : iterable of dict
        Of the transcription.

    Returns
    -------
    tuple
        Names of the columns, and the rows.
    """
    columns = (
        "version",
        "in_force",
        "applies_from",
        "commodity",
        "code",
        "ex",
        "label",
        "source",
        "confirmed",
    )
    found = []
    for row in rows:
        amended = re.search(r"in force (\d{4}-\d\d-\d\d)", row["list_version"])
        version = "as amended by 2026/2102" if amended else "as adopted"
        source = row["source"].split(";")[0].replace("Reg.", "Regulation").replace("Del.", "Delegated")
        start = amended[1] if amended else ORIGINAL_FROM
        ex = "yes" if row["is_ex"] == "True" else "no"
        found.append((
            version, start, row["applies_from"] or start, row["commodity"], row["code_digits"], ex, row["label"],
            source, SECONDARY,
        ))  # fmt: skip
    return columns, sorted(found)


def benchmark(rows: Iterable[dict[str, str]]) -> Table:
    """Return the risk tier of countries, by ISO 3166-1 alpha-3.

    Parameters
    ----------
    rows : iterable of dict
        Of the transcription, by alpha-2.

    Returns
    -------
    tuple
        Names of the columns, and the rows.

    Raises
    ------
    KeyError
        If a country is not known.
    """
    iso3 = {place.iso2: code for code, place in places().items()}
    source = "Implementing Regulation (EU) 2025/1093"
    columns = ("iso3", "tier", "applies_from", "source", "confirmed")
    return columns, sorted(
        (iso3[row["iso2"]], row["tier"], BENCHMARK_FROM, source, SECONDARY) for row in rows
    )


def units(rows: Iterable[dict[str, str]]) -> Table:
    """Return the supplementary units by customs code; the transcription holds examples, not all.

    Parameters
    ----------
    rows : iterable of dict
        Of the transcription.

    Returns
    -------
    tuple
        Names of the columns, and the rows.
    """
    source = "EUDR information system, document for economic operators 1.4, Appendix I"
    remark = "examples quoted elsewhere; check the full appendix"
    columns = ("code", "unit_code", "unit", "source", "confirmed")
    return columns, sorted((r["hs_prefix"], r["unit_code"], r["unit"], source, remark) for r in rows)


TABLES = {
    "eudr_annex_i.csv": ("eudr_annex_i.csv", annex),
    "eudr_countries.csv": ("eudr_country_benchmark.csv", benchmark),
    "eudr_units.csv": ("eudr_supplementary_units.csv", units),
}
"""Our file to its source and how it is made."""


def build(sources: Path) -> dict[str, str]:
    """Return the text of each table.

    Parameters
    ----------
    sources : pathlib.Path
        The folder of sources.

    Returns
    -------
    dict of str to str
    """
    texts = {}
    for name, (source, make) in TABLES.items():
        with (sources / "eudr" / source).open(encoding="utf-8", newline="") as file:
            columns, rows = make(csv.DictReader(file))
        texts[name] = "".join(",".join(_quoted(cell) for cell in row) + "\n" for row in (columns, *rows))
    return texts


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if re.search(r'[",]', cell) else cell


def main() -> None:
    """Read ``--sources`` and write the tables beside this file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--sources", type=Path, required=True)
    for name, text in build(parser.parse_args().sources).items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
