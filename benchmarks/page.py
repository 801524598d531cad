"""The page of the documentation, made from the figures of one run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from benchmarks.harness import Row
from benchmarks.scoreboard import Board, verdict_of

INTRODUCTION = """# Benchmarks

This page is made from a run: `{command}`. Only ratios are meant to be compared between machines. A ratio is time of
ours by time of the other: below 1, ours is faster. In every round each contender runs once, in turn; *fastest* and
*middle* are the minimum and the median of the rounds, the ratio is the median of the rounds' ratios. Results are
checked equal to 1e-9 before anything is timed.

*Peak* is what one run needed on top of its input and the loaded libraries, in a process of its own; *by input* is the
most that the whole process held, by the bytes of its input. The library's fixed part (Python, pandas, the factors)
weighs some hundred MB, so that this says something for large inputs alone, and is left out below 10 MB. No figure:
not measured.

The others are told more and asked less than ours: they get a ready table of factors, and know no units, ladder,
intervals, coverage or reasons. What each does is said at the top of its module in `benchmarks/`.
"""
TITLES = {
    "footprint": "The footprint of a table", "streaming": "Files larger than memory", "reading": "Reading a workbook",
    "workbook": "Writing the results workbook", "loading": "Loading factor sets",
    "unknown_names": "Names that nobody knows", "tracing": "Tracing", "uncertainty": "Monte Carlo",
    "intervals": "Intervals of ordinary runs", "portfolio": "Portfolio",
}  # fmt: skip


def page(board: Board) -> str:
    """Return the page as Markdown."""
    parts = [
        INTRODUCTION.format(command=board.command),
        "\n".join(_machine(board)),
        "\n".join(_asked(board.rows)),
    ]
    for section, rows in groupby(board.rows, lambda row: row.section):
        parts.append(f"## {TITLES[section]}")
        for (work, size, unit), some in groupby(rows, lambda row: (row.work, row.size, row.unit)):
            parts.append(f"### {_capital(work)}, {size:,} {unit}\n\n" + "\n".join(_table(list(some))))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _machine(board: Board) -> Iterator[str]:
    yield "## The machine"
    yield ""
    yield from (f"- {line}" for line in board.machine_text().splitlines())
    yield (
        f"- {board.date}, {board.seconds:,.0f} s"
        if board.seconds
        else f"- {board.date}, broken off before its end"
    )
    if board.load is not None and board.load > 0.5:
        yield "- **The machine was not idle: times of this run are too long, ratios beside several threads skewed.**"


def _asked(rows: list[Row]) -> Iterator[str]:
    asked = [row for row in rows if row.met is not None]
    missed = [row for row in asked if not row.met]
    yield "## What was asked"
    yield ""
    yield f"Of {len(asked)} figures that were asked for, {len(asked) - len(missed)} were met and {len(missed)} missed."
    if not asked:
        return
    yield ""
    yield "| Work | Size | Beside | Figure | Asked | Measured | |"
    yield "|---|---:|---|---|---:|---:|---|"
    for row in [*missed, *(row for row in asked if row.met)]:
        verdict = "met" if row.met else "**missed**"
        yield (
            f"| {_capital(row.work)} | {row.size:,} {row.unit} | {row.contender} | {row.of} | ≤ {row.asked:,.4g} "
            f"| {row.measured:,.3g} | {verdict} |"
        )


def _table(rows: list[Row]) -> Iterator[str]:
    if all(row.fastest is None for row in rows):
        yield "| | Measured |"
        yield "|---|---:|"
        yield from (f"| {row.contender} | {verdict_of(row)} |" for row in rows)
        return
    yield "| | Fastest [s] | Middle [s] | Ratio ours / it | Peak [MB] | By input | Asked / measured |"
    yield "|---|---:|---:|---:|---:|---:|---|"
    for row in rows:
        cells = [_number(row.fastest, ".4f"), _number(row.middle, ".4f"), _number(row.ratio, ".2f"),
                 _number(row.peak, ",.0f"), _number(row.whole, ".2f")]  # fmt: skip
        yield f"| {row.contender} | {' | '.join(cells)} | {verdict_of(row)} |"


def _number(value: float | None, form: str) -> str:
    return "" if value is None else f"{value:{form}}"
