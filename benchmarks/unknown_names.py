"""Print what a distinct unknown name costs, suggestions included, against difflib over all names.

An article master of thousands of names that nobody knows must not hold up a run.
"""

from __future__ import annotations

import difflib
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bbafootprint.vocabulary.commodities import match_commodity
from bbafootprint.vocabulary.tables import read_table


def main(names: int) -> None:
    texts = [f"ART {i} packaging film {4711 + i}" for i in range(names)]
    known = sorted({row["name"].casefold() for row in read_table("commodity_names.csv")})
    match_commodity("the tables are read at the first question")
    start = time.perf_counter()
    for text in texts:
        match_commodity(text)
    ours = (time.perf_counter() - start) / names
    few = texts[: max(names // 20, 1)]
    start = time.perf_counter()
    for text in few:
        difflib.get_close_matches(text.casefold(), known, n=6, cutoff=0.8)
    plain = (time.perf_counter() - start) / len(few)
    print(f"{names:,} unknown names: {1000 * ours:.3f} ms each")
    print(f"difflib over {len(known):,} names: {1000 * plain:.2f} ms each, ratio {plain / ours:.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
