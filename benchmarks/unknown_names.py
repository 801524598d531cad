"""What a distinct unknown name costs, suggestions included, beside difflib over all names (of a twentieth, scaled).

An article master of thousands of names that nobody knows must not hold up a run.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from bbafootprint.vocabulary.commodities import match_commodity
from bbafootprint.vocabulary.tables import read_table
from benchmarks.harness import Contender, Options, Work


def works(options: Options) -> Iterator[Work]:
    """Yield the one work."""
    names = options.sized(200, 2_000)

    def texts() -> list[str]:
        match_commodity("the tables are read at the first question")
        return [f"ART {at} packaging film {4711 + at}" for at in range(names)]

    def known() -> tuple[list[str], list[str]]:
        table = sorted({row["name"].casefold() for row in read_table("commodity_names.csv")})
        return texts()[: max(names // 20, 1)], table

    # A name asked before would be answered from memory: the numbers differ from round to round.
    turn = iter(range(10**6))

    def ours(given: list[str]) -> int:
        at = next(turn)
        return sum(match_commodity(f"{text} {at}").code is not None for text in given)

    yield Work(
        section="unknown_names", name="a name that nobody knows", size=names, unit="names",
        contenders=[
            Contender(name="ours", load=texts, run=ours),
            Contender(name="difflib over all names", against="ours", load=known, scale=names / max(names // 20, 1),
                      run=lambda given: [difflib.get_close_matches(text, given[1], n=6, cutoff=0.8)
                                         for text in given[0]]),
        ],
    )  # fmt: skip
