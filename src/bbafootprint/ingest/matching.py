"""Which columns of a table mean what, from their headers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bbafootprint.ingest.files.grid import column_letters
from bbafootprint.ingest.header_words import PHRASE, fold, score_header, split_header
from bbafootprint.ingest.ownsheet import given_headers
from bbafootprint.ingest.period_words import is_plan, yearless_period

_PART = 0.5  # the least score of a header that holds the words for a column
NO_COLUMN = -1
"""Position of a column that the person said is not there."""


@dataclass(frozen=True)
class HeaderMatch:
    """Which columns of a table mean what.

    Attributes
    ----------
    targets : dict of str to int
        Column name to position in the table. In a wide table without ``quantity``.
    periods : dict of int to str
        Position of each column of quantities that has a period in its header, to that period.
    second : list of (target, position taken, position left)
        Columns that would have fitted as well.
    score : float
        How much was understood; compares rows and sheets.
    said : frozenset of str
        Column names for which the person named the header.
    """

    targets: dict[str, int] = field(default_factory=dict)
    periods: dict[int, str] = field(default_factory=dict)
    second: list[tuple[str, int, int]] = field(default_factory=list)
    score: float = 0.0
    said: frozenset[str] = frozenset()

    @property
    def usable(self) -> bool:
        """Whether there are a quantity and a commodity or customs code."""
        has_quantity = "quantity" in self.targets or bool(self.periods)
        return has_quantity and not {"commodity", "hs_code"}.isdisjoint(self.targets)


def match_headers(headers: Sequence[str], given: Mapping[str, int] | None = None) -> HeaderMatch:
    """Find which column means what.

    Parameters
    ----------
    headers : sequence of str
        Headers by position; empty where a column has none.
    given : mapping of str to int, optional
        Target to position, as the person said, made by :func:`locate`; these win. ``quantity@2020`` is the
        quantity of a period, beside those that are found, and in the place of one found for the same period;
        :data:`NO_COLUMN` keeps a target from being found.

    Returns
    -------
    HeaderMatch
    """
    said = dict(given or {})
    own = {name.partition("@")[2]: at for name, at in said.items() if "@" in name}
    targets = {name: at for name, at in said.items() if "@" not in name and at != NO_COLUMN}
    scores = {at: dict(score_header(text)) for at, text in enumerate(given_headers(headers)) if text}
    for at in said.values():
        scores.pop(at, None)
    periods = {at: period for period, at in own.items() if at != NO_COLUMN}
    found = _period_columns(headers, scores, targets, bool(periods))
    periods |= {at: period for at, period in found.items() if period not in own}
    periods = {at: periods[at] for at in sorted(periods)}
    for at in found.keys() - periods.keys():
        scores[at].pop("quantity", None)
    for at in periods:
        scores.pop(at, None)
    total = float(len(targets)) + (1.2 if periods else 0.0)

    fits = sorted(
        ((score, -at, name) for at, row in scores.items() for name, score in row.items()), reverse=True
    )
    taken = set(targets.values())
    second: list[tuple[str, int, int]] = []
    best: dict[str, float] = {}
    for score, place, name in fits:
        at = -place
        if at in taken or said.get(name) == NO_COLUMN or (name == "quantity" and periods):
            if name == "quantity" and periods and not own and score >= PHRASE and at not in taken:
                second.append((name, next(iter(periods)), at))
            continue
        if name in targets:
            # Where the person chose, there is nothing to be said about other choices.
            close = score >= (_PART if name == "quantity" and best.get(name, 1.0) < PHRASE else PHRASE)
            if name not in said and close and headers[at] != headers[targets[name]]:
                second.append((name, targets[name], at))
            continue
        targets[name] = at
        best[name] = score
        taken.add(at)
        total += score
    # A column that found another meaning after it came second for one has nothing to be warned about.
    second = [row for row in second if row[2] not in taken]
    return HeaderMatch(targets, periods, second, total, frozenset(said))


def _period_columns(
    headers: Sequence[str],
    scores: Mapping[int, Mapping[str, float]],
    given: Mapping[str, int],
    wide: bool = False,
) -> dict[int, str]:
    """Return the columns of quantities that have a period; none where a plain quantity is better."""
    if "quantity" in given:
        at = given["quantity"]
        period = split_header(headers[at]).period
        return {at: period} if period and "period" not in given else {}
    found: dict[int, str] = {}
    for at, row in scores.items():
        period = split_header(headers[at]).period
        if period and row.get("quantity", 0.0) >= max(row.values(), default=1.0):
            found[at] = period
    real = {at: period for at, period in found.items() if not is_plan(split_header(headers[at]).core)}
    found = real or found
    if not found:
        yearless = {at: yearless_period(split_header(headers[at]).core) for at in scores}
        found = {at: period for at, period in yearless.items() if period and len(scores[at]) < 2}
        found = found if len(set(found.values())) > 1 else {}
    plain = any(
        row.get("quantity", 0.0) >= PHRASE and at not in found and split_header(headers[at]).core
        for at, row in scores.items()
    )
    return {} if plain and len(found) < 2 and not wide else found


def locate(
    headers: Sequence[str], given: Mapping[str, str], first_column: int | None = None
) -> dict[str, int]:
    """Return the positions of the columns that the person named.

    Parameters
    ----------
    headers : sequence of str
        Headers by position.
    given : mapping of str to str
        Column name (or ``quantity@2020``) to header; or, in a sheet, to the letter of the column, such as
        ``"E"``; empty: no column means this.
    first_column : int, optional
        Column of the sheet that position 0 is (1 is A); None: letters do not count.

    Returns
    -------
    dict of str to int
        Only those that are there: the exact header first, then the same but for case, accents and
        punctuation, then the letter. :data:`NO_COLUMN` where the header given is empty.
    """
    letters = [column_letters(first_column + at) for at in range(len(headers))] if first_column else []
    folded = [fold(text) for text in headers]
    found: dict[str, int] = {}
    for name, header in given.items():
        wanted = " ".join(str(header).split())
        if not wanted:
            found[name] = NO_COLUMN
        for choice, known in ((wanted, list(headers)), (fold(wanted), folded), (wanted, letters)):
            if choice and choice in known:
                found[name] = known.index(choice)
                break
    return found
