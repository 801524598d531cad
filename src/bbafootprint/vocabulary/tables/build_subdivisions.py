"""Write subdivisions.csv; run by hand: ``python build_subdivisions.py --cldr FOLDER``.

`FOLDER` is the unpacked npm package ``cldr-subdivisions-full`` 48.2.0 (``npm pack cldr-subdivisions-full@48.2.0``):
Unicode CLDR, every code of ISO 3166-2 with its English name (Unicode Licence V3, unicode.org/license.txt).
Other names of subdivisions, and regions that are none, stand in ``region_aliases.csv``, which is written by people
and is not touched.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path


def build(cldr: Path, folder: Path) -> None:
    """Write the table to `folder`."""
    document = json.loads((cldr / "subdivisions" / "en" / "en.json").read_text(encoding="utf-8"))
    names: dict[str, str] = document["subdivisions"]["localeDisplayNames"]["subdivisions"]
    rows = [
        # Where a code was given up CLDR marks the name of the old or of the new one with a small digit.
        (f"{code[:2].upper()}-{code[2:].upper()}", name.rstrip("¹²³").strip())
        for code, name in names.items()
    ]
    with (folder / "subdivisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name"))
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cldr", type=Path, required=True, help="folder of cldr-subdivisions-full 48.2.0")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the table goes")
    arguments = parser.parse_args()
    build(arguments.cldr, arguments.out)
