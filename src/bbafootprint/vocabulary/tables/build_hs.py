"""Write :file:`hs2022_codes.csv`, the valid codes of the Harmonized System 2022, without descriptions.

Run as ``python -m bbafootprint.vocabulary.tables.build_hs --sources FOLDER``, where FOLDER holds
:file:`hs-fao/harmonized-system-2022.csv.gz`: the table ``harmonized-system`` of the `datasets` organisation
(Open Data Commons Public Domain Dedication), which lists the nomenclature of the World Customs Organization.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from pathlib import Path

SOURCE = Path("hs-fao", "harmonized-system-2022.csv.gz")
TABLE = Path(__file__).with_name("hs2022_codes.csv")


def hs_codes(sources: Path) -> list[str]:
    """Return the chapters, headings and subheadings of the source, sorted.

    Parameters
    ----------
    sources : pathlib.Path
        The folder of sources.

    Returns
    -------
    list of str
        Codes of 2, 4 and 6 digits, as text so that leading zeros stay.
    """
    with gzip.open(sources / SOURCE, "rt", encoding="utf-8", newline="") as lines:
        codes = {row["hscode"].strip() for row in csv.DictReader(lines)}
    return sorted(code for code in codes if code.isdigit() and len(code) in (2, 4, 6))


def main() -> None:
    """Read ``--sources`` and write the table beside this file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--sources", type=Path, required=True)
    codes = hs_codes(parser.parse_args().sources)
    TABLE.write_text("\n".join(["code", *codes]) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
