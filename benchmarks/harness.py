"""The harness: works, their contenders, rounds that take turns, results checked equal, and the rows of the scoreboard.

A section is a module with ``works(options)``. Each `Work` has contenders; each loads its own input once (not timed),
runs (timed), and turns what it found into a table (not timed), which must be that of the first contender to 1e-9. In
every round each contender runs once, in turn, so that a busy moment of the machine hits all alike; a ratio is the
median over the rounds of ours by the other. The first call of each, for the check, is its warm-up and is not counted.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

TOLERANCE = 1e-9


class UnequalError(Exception):
    """A contender's numbers are not those of the others."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Options:
    """What to run. `lines` are the sizes of the footprint; None of them: those of `quick`, `large`, or the usual."""

    sections: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    quick: bool = False
    large: bool = False
    memory: bool = True
    rounds: int | None = None
    misses: float = 0.01
    skew: float = 0.0
    scratch: str = ""  # a folder for files that several processes read

    def sized(self, quick: int, usual: int) -> int:
        """Return the one size or the other."""
        return quick if self.quick else usual

    @property
    def folder(self) -> Path:
        """The folder for files."""
        return Path(self.scratch)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Contender:
    """One way to do a work.

    `against` names the one of ours that this is compared with, and `asked` is the most that their ratio may be. For
    ours it is None, and `whole` [times its input] or `process` [MB] is the most memory that its process may have held.
    `scale` turns its time into that of the whole work, where it does a known part. `held` gives the bytes of its input.
    """

    name: str
    load: Callable[[], Any]
    run: Callable[[Any], Any]
    answer: Callable[[Any], Any] | None = None
    held: Callable[[Any], int] | None = None
    against: str | None = None
    asked: float | None = None
    whole: float | None = None
    process: float | None = None
    scale: float = 1.0
    rounds: int | None = None  # fewer than the others, where one takes long
    note: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """A figure that is no time: an error of an interval, the size of a file."""

    name: str
    figure: float
    unit: str
    asked: float | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Work:
    """A work of one size. `check` gets the answers by name, and replaces the comparison to 1e-9."""

    section: str
    name: str
    size: int
    unit: str = "lines"
    contenders: Sequence[Contender] = ()
    rounds: int = 5
    check: Callable[[dict[str, Any]], None] | None = None
    facts: Callable[[], Iterable[Fact]] | None = None
    slope: float | None = None  # the most that ten times the size may take, of ours


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the scoreboard: seconds, ratio ours / it, memory [MB] over the input and of the process by its input."""

    section: str
    work: str
    size: int
    unit: str
    contender: str
    rounds: int = 0
    fastest: float | None = None
    middle: float | None = None
    against: str | None = None
    ratio: float | None = None
    peak: float | None = None
    whole: float | None = None
    process: float | None = None
    measured: float | None = None  # the figure that `asked` is about
    of: str = ""
    asked: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether what was asked was reached; None if nothing was, or it was not measured."""
        return None if self.asked is None or self.measured is None else self.measured <= self.asked


def check_equal(name: str, found: Any, expected: Any) -> None:
    """Stop with `UnequalError` unless two tables have the same labels, gaps, and numbers to 1e-9."""
    one, two = (
        pd.DataFrame(table).rename_axis(None, axis=1).sort_index().sort_index(axis=1)
        for table in (found, expected)
    )
    for axis in ("index", "columns"):
        if list(getattr(one, axis)) != list(getattr(two, axis)):
            raise UnequalError(
                f"{name}: its {axis} are not those of the first: {len(one)} x {len(one.columns)}"
            )
    mine, other = one.to_numpy(np.float64), two.to_numpy(np.float64)
    if not (np.isnan(mine) == np.isnan(other)).all():
        raise UnequalError(f"{name}: a number is missing on one side alone")
    if not mine.size or np.isnan(other).all():
        raise UnequalError(f"{name}: there is nothing to compare")
    # Sums of other orders differ by rounding, which is relative to the largest, not to what is left of it.
    slack = 1e-12 * np.nanmax(np.abs(other), axis=0, initial=0.0, where=~np.isnan(other))
    off = np.abs(mine - other) - slack > TOLERANCE * np.abs(other)
    if off.any():
        row, column = np.argwhere(off)[0]
        raise UnequalError(
            f"{name}: {one.columns[column]} of {one.index[row]} is {mine[row, column]!r}, and of the first "
            f"{other[row, column]!r}; all must be equal to {TOLERANCE:g}"
        )


def measure(work: Work, options: Options) -> Iterator[Row]:
    """Check a work's contenders equal, let them take turns, and give a row for each."""
    rounds = options.rounds or (min(work.rounds, 2) if options.quick else work.rounds)
    states = {each.name: each.load() for each in work.contenders}
    answers = {}
    for each in work.contenders:
        found = each.run(states[each.name])
        if each.answer:
            answers[each.name] = each.answer(found)
        del found
    if work.check:
        work.check(answers)
    else:
        first = next(iter(answers.values()), None)
        for name, answer in answers.items():
            check_equal(f"{work.section}, {work.name}, {name}", answer, first)
    del answers
    seconds: dict[str, list[float]] = {name: [] for name in states}
    for at in range(rounds):
        for each in work.contenders:
            if at >= (each.rounds or rounds):
                continue
            start = time.perf_counter()
            found = each.run(states[each.name])
            seconds[each.name].append((time.perf_counter() - start) * each.scale)
            del found
    states.clear()
    for each in work.contenders:
        yield _row(work, each, seconds, options)
    for fact in work.facts() if work.facts else ():
        yield Row(
            section=work.section, work=work.name, size=work.size, unit=work.unit, contender=fact.name,
            measured=fact.figure, of=fact.unit, asked=fact.asked,
        )  # fmt: skip


def _row(work: Work, each: Contender, seconds: dict[str, list[float]], options: Options) -> Row:
    from benchmarks.child import in_a_child

    took, ratio = seconds[each.name], None
    if each.against:
        ratio = median(ours / its for ours, its in zip(seconds[each.against], took, strict=False))
    memory = in_a_child(work, each, options) if options.memory else {}
    measured, of, asked = ratio, "ratio" if ratio else "", each.asked
    if each.whole is not None:
        measured, of, asked = memory.get("whole"), "process / input", each.whole
    elif each.process is not None:
        measured, of, asked = memory.get("process"), "MB of the process", each.process
    return Row(
        section=work.section, work=work.name, size=work.size, unit=work.unit, contender=each.name,
        rounds=len(took), fastest=min(took), middle=median(took), against=each.against, ratio=ratio,
        peak=memory.get("peak"), whole=memory.get("whole"), process=memory.get("process"),
        measured=measured, of=of, asked=asked, note=each.note,
    )  # fmt: skip


def slopes(rows: Sequence[Row], asked: float = 11.0) -> list[Row]:
    """Return, for each contender of the footprint, the time by that of a tenth of the size, asked at 10^7 of ours."""
    by = {(row.section, row.work, row.contender, row.size): row for row in rows if row.middle}
    found = []
    for (section, work, contender, size), row in by.items():
        smaller = by.get((section, work, contender, size // 10))
        if section != "footprint" or smaller is None or not smaller.fastest or not row.fastest:
            continue
        is_asked = row.against is None and size == 10**7
        found.append(
            Row(
                section=section,
                work=f"{work}: time by that of a tenth of the lines",
                size=size,
                unit=row.unit,
                contender=contender,
                measured=row.fastest / smaller.fastest,
                of="times",
                asked=asked if is_asked else None,
            )
        )
    return found
