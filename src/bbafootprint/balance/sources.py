"""Whatever a person has of trade (lines, a sheet, a table, a customs statistic) becomes lines of one side of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import MissingColumnError, NoUsableLinesError, UsageError
from bbafootprint.ingest import read_lines
from bbafootprint.ingest.statistics import TradeFlows, read_trade_statistics, recognise, to_lines
from bbafootprint.ingest.statistics.pieces import headers_of
from bbafootprint.schema import Lines
from bbafootprint.vocabulary.own_products import OwnProducts
from bbafootprint.vocabulary.years import year_of_period

Source = Lines | TradeFlows | pd.DataFrame | str | Path | Sequence[str | Path]
"""What one side of the trade can be given as."""

Side = Literal["import", "export"]

Partner = Literal["auto", "origin", "consignment"]
"""What the partner of an import of a statistic is."""

ALL_YEARS = 0
"""The year of a pool that is of no year, or of all together."""

TRANSIT_HEADERS = frozenset(
    ("transit", "intransit", "quasitransit", "transittrade", "doorvoer", "quasidoorvoer", "durchfuhr", "transitflag",
     "istransit", "quasitransitflag")
)  # fmt: skip
"""Headers, without case, spaces and signs, of a column that says which imports or exports are transit."""

_YES = frozenset(
    ("1", "1.0", "true", "yes", "y", "x", "transit", "quasi-transit", "ja", "j", "oui", "o", "doorvoer")
)
_NO = frozenset(("", "0", "0.0", "false", "no", "n", "nee", "nein", "non", "-"))
_TEXT = re.compile(r"\.(csv|dat|tsv|txt|tab)(\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What is asked of every source alike.

    Attributes
    ----------
    reporter : str or None
        Whose statistic to read.
    year : int or None
        The year to keep.
    unit : str or None
        Unit of sheets that do not say theirs.
    products : OwnProducts or None
        The person's own products.
    partner : {"auto", "origin", "consignment"}
        What the partner of an import of a statistic is.
    """

    reporter: str | None = None
    year: int | None = None
    unit: str | None = None
    products: OwnProducts | None = None
    partner: Partner = "auto"


def lines_of(source: Source, side: Side, asked: Asked, what: str) -> Lines:
    """Return one side of the trade as lines.

    Parameters
    ----------
    source : Lines, TradeFlows, pandas.DataFrame, str, pathlib.Path or sequence of paths
        A statistic is recognised by its headers; any other table is read as a sheet.
    side : {"import", "export"}
        The side to take of a statistic.
    asked : Asked
    what : str
        What it is to the person (``imports``), for messages.

    Returns
    -------
    Lines
        Of `asked.year` alone, where one is asked for; lines without a period are kept, and those whose period names
        no year are not. `reading` counts both.

    Raises
    ------
    UsageError
        If a statistic holds several reporters and none was asked for, or was read before with another meaning of its
        partners.
    NoUsableLinesError
        If a statistic has no record of that side.
    InputError
        As :func:`bbafootprint.read_lines` and
        :func:`~bbafootprint.ingest.statistics.read_trade_statistics` raise it.
    """
    if isinstance(source, Lines):
        return _of_year(source, asked.year)
    if isinstance(source, TradeFlows):
        if asked.partner != "auto":
            raise UsageError(
                f"{what} are flows that were read before: give partner={asked.partner!r} to read_trade_statistics."
            )
        flows = source
    elif is_statistic(source):
        flows = read_trade_statistics(
            source, reporter=asked.reporter, flow=side, years=asked.year, partner=asked.partner
        )
    elif isinstance(source, str | Path | pd.DataFrame):
        return _of_year(read_lines(source, unit=asked.unit, products=asked.products), asked.year)
    else:
        raise UsageError(
            f"{what} are several files, and they are no trade statistic of a known layout: give one sheet."
        )
    lines = to_lines(flows, side)
    frame = lines.frame
    if asked.reporter is not None and isinstance(source, TradeFlows):
        from bbafootprint.ingest.statistics.asked import reporters_of

        wanted = sorted(reporters_of(asked.reporter) or ())
        lines = replace(lines, frame=frame[frame["reporter"].isin(wanted).to_numpy(bool)])
        if not len(lines):
            held = ", ".join(sorted({str(code) for code in frame["reporter"].dropna().unique()})[:6])
            raise NoUsableLinesError(
                f"the statistic holds no {side}s of {asked.reporter}; its reporters are {held}"
            )
    reporters = sorted({str(code) for code in lines.frame["reporter"].dropna().unique()})
    if len(reporters) > 1:
        raise UsageError(
            f"{what} hold the statistics of {len(reporters)} countries ({', '.join(reporters[:6])}"
            f"{' ...' if len(reporters) > 6 else ''}). A ledger is of one: name it with reporter, such as "
            f"reporter='{reporters[0]}'."
        )
    return _of_year(lines, asked.year)


def is_statistic(source: TradeFlows | pd.DataFrame | str | Path | Sequence[str | Path]) -> bool:
    """Tell whether a table is a trade statistic whose layout is known.

    Parameters
    ----------
    source : TradeFlows, pandas.DataFrame, str, pathlib.Path or sequence of paths

    Returns
    -------
    bool
    """
    if isinstance(source, TradeFlows):
        return True
    if isinstance(source, pd.DataFrame):
        headers, name = [str(header) for header in source.columns], ""
    else:
        first = Path(source) if isinstance(source, str | Path) else Path(next(iter(source)))
        if not _TEXT.search(first.name) or not first.is_file():
            return False  # a sheet, or nothing: reading it says what is wrong
        headers, name = headers_of(first), first.name
    try:
        recognise(headers, name)
    except MissingColumnError:
        return False
    return True


def years_of(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the year that each line's period names; :data:`ALL_YEARS` where it names none.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines.

    Returns
    -------
    ndarray of int
    """
    codes, texts = pd.factorize(frame["period"].astype(object))
    years = np.array([*(year_of_period(str(text)) or ALL_YEARS for text in texts), ALL_YEARS], dtype=np.int64)
    return years[codes]


def unread_periods(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which lines have a period that names no year.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines.

    Returns
    -------
    ndarray of bool
    """
    codes, texts = pd.factorize(frame["period"].astype(object))
    filled = np.array([*(bool(str(text).strip()) for text in texts), False], dtype=np.bool_)[codes]
    return np.asarray(filled & (years_of(frame) == ALL_YEARS), dtype=np.bool_)


def _of_year(lines: Lines, year: int | None) -> Lines:
    """Return the lines of one year, and those without a period; count those whose period names no year."""
    unread = unread_periods(lines.frame)
    reading = dict(lines.reading)
    if unread.any():
        example = str(lines.frame["period"].astype(object).to_numpy()[unread][0])
        reading |= {"period_unread": int(unread.sum()), "period_unread_example": example}
    if year is None:
        return replace(lines, reading=reading)
    years = years_of(lines.frame)
    kept = ((years == year) | (years == ALL_YEARS)) & ~unread
    reading |= {"year": year, "lines_of_other_years": int((~kept & ~unread).sum())}
    return replace(lines, frame=lines.frame[kept], reading=reading)


def transit_flags(frame: pd.DataFrame) -> tuple[npt.NDArray[np.bool_], dict[str, Any]]:
    """Tell which imports or exports are marked as transit.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines; a column under one of :data:`TRANSIT_HEADERS` marks transit by yes, x, 1 or true, in
        four languages.

    Returns
    -------
    flags : ndarray of bool
    not_understood : dict of str to int
        Texts in that column that are neither yes nor no, and on how many lines: these are taken as no transit.
    """
    names = [name for name in frame.columns if re.sub(r"[^a-z]", "", str(name).casefold()) in TRANSIT_HEADERS]
    if not names:
        return np.zeros(len(frame), dtype=bool), {}
    texts = frame[names[0]].astype(object)
    folded = texts.where(texts.notna(), "").map(lambda value: str(value).strip().casefold())
    flags = folded.isin(_YES)
    odd = folded[~flags & ~folded.isin(_NO)]
    return flags.to_numpy(bool), {str(text): int(count) for text, count in odd.value_counts().items()}
