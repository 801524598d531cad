"""A file of trade statistics to flows: recognised, filtered while it is read, each tonne once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from bbafootprint.errors import NoUsableLinesError, UsageError
from bbafootprint.ingest.files.grid import sha256_of
from bbafootprint.ingest.issues import issues_frame
from bbafootprint.ingest.statistics.asked import (
    check_layout,
    reporters_of,
    sources_of,
    test_of_products,
    years_of,
)
from bbafootprint.ingest.statistics.finishing import Partner, finished
from bbafootprint.ingest.statistics.flows import TradeFlows, records_of, statistics_issue
from bbafootprint.ingest.statistics.goods import restore_zeros
from bbafootprint.ingest.statistics.layouts import Layout, layout_named, place_columns, recognise
from bbafootprint.ingest.statistics.pieces import compact, headers_of, numbers_of
from bbafootprint.ingest.statistics.places import Where
from bbafootprint.ingest.statistics.shapes import hidden_mark, places_in, shaped

Flow = Literal["import", "export"]

NUMBERS = {"mass_t": 1.0, "mass_kg": 1e-3, "mass_100kg": 0.1, "mass_1000t": 1000.0}
"""Field of a mass to its tonnes, the best first."""

OTHER_NUMBERS = ("supplementary", "supplementary2", "value", "observation")


@dataclass
class Count:
    """What happened to the records while a file was read.

    Attributes
    ----------
    read, not_asked, zeros : int
        Records read, records that were not asked for, codes whose zero was restored.
    left_out : dict of str to int
        Issue code to records that were left out while reading.
    unreadable : list of str
        Texts that are no numbers.
    """

    read: int = 0
    not_asked: int = 0
    zeros: int = 0
    zero_example: str = ""
    left_out: dict[str, int] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)


def read_trade_statistics(
    source: str | Path | pd.DataFrame | Sequence[str | Path],
    layout: str | None = None,
    *,
    reporter: str | Sequence[str] | None = None,
    flow: Flow | None = None,
    years: int | Iterable[int] | None = None,
    products: str | Sequence[str] | None = None,
    partner: Partner = "auto",
) -> TradeFlows:
    """Read a trade statistic as it is published.

    Parameters
    ----------
    source : str, pathlib.Path, pandas.DataFrame or sequence of paths
        Delimited text (.csv, .dat, .tsv, .txt, each also as .gz), a table in memory under the original headers, or
        several files of one layout, such as the months of a year.
    layout : str, optional
        A name of :data:`~bbafootprint.ingest.statistics.layouts.LAYOUTS`; found from the headers where not given.
    reporter : str or sequence of str, optional
        Whose statistic to read: ISO codes or names. All reporters where not given.
    flow : {"import", "export"}, optional
        One of the two only. BACI and matrices hold each flow once, from exporter to importer: without `reporter` and
        `flow` they are read as imports.
    years : int or iterable of int, optional
        Years to read.
    products : str or sequence of str, optional
        Goods to read: customs codes or their beginnings, commodity codes, or ``"known"`` for every commodity of the
        vocabulary. Files are read a piece at a time; what is not asked for takes no memory.
    partner : {"auto", "origin", "consignment"}
        What the partner of an import is: where the goods grew, or only where they were shipped from. By default the
        rule of the source (see the notes), and consignment in a matrix of FAO, which is of shipments.

    Returns
    -------
    TradeFlows
        One row a record; `tonnes` and `value` are NaN, never 0, where the source has none.

    Raises
    ------
    UnreadableFileError
        If a file is missing, packed, damaged or no text.
    MissingColumnError
        If the headers are those of no layout that is known.
    NoUsableLinesError
        If no record is left; the message says what was read and why none stayed.
    InputError
        If numbers have a decimal comma.
    UsageError
        If an argument means nothing.

    Notes
    -----
    What the partner of an import is: IMTS 2010 (United Nations, Statistical Papers M 52 Rev. 3, paragraphs 6.7 to
    6.19) recommends the country of origin; in statistics of the Union the partner of an arrival from another member
    state is the member state of consignment, of an import from outside it is the country of origin (Regulation (EU)
    2019/2152, Implementing Regulation (EU) 2020/1197).
    """
    sources = sources_of(source)
    wanted = reporters_of(reporter)
    asked_years = years_of(years)
    if flow not in (None, "import", "export"):
        raise UsageError(f"flow is 'import' or 'export', not {flow!r}.")
    if partner not in ("auto", "origin", "consignment"):
        raise UsageError(f"partner is 'auto', 'origin' or 'consignment', not {partner!r}.")
    takes = test_of_products(products)
    count = Count()
    parts: list[pd.DataFrame] = []
    record: dict[str, Any] = {}
    layouts: list[Layout] = []
    place: Callable[[str], Where] | None = None
    for each in sources:
        headers = headers_of(each)
        name = each.name if isinstance(each, Path) else ""
        known = recognise(headers, name) if layout is None else layout_named(layout)
        layouts.append(known)
        if known.name != layouts[0].name:
            raise UsageError(
                f"{name} has the layout {known.name}, the files before it {layouts[0].name}: read them one by one."
            )
        if layout is not None and known.needs:
            check_layout(known, headers, name)
        place = places_in(known, headers)
        columns = place_columns(known, headers)
        record.setdefault("columns", {headers[at]: field_name for field_name, at in columns.items()})
        sides = frozenset([flow]) if flow else frozenset(["import", "export"] if wanted else ["import"])
        pieces = shaped(each, known, sides, asked_years)
        kept = _kept(pieces, place, wanted, flow, asked_years, takes, count, known)
        table = compact(kept)
        if len(table):
            parts.append(table.assign(file=pd.Categorical([name] * len(table))))
    files = [each for each in sources if isinstance(each, Path)]
    if place is None or not parts or not sum(map(len, parts)):
        raise NoUsableLinesError(_nothing(count, sources), path=files[0] if files else None)
    draft = parts[0] if len(parts) == 1 else compact(iter(parts))
    frame, issues, left_out = finished(
        draft, layouts[0], place, count.zeros, count.zero_example, count.unreadable, partner
    )
    left_out = {"not-asked-for": count.not_asked, **count.left_out, **left_out}
    record = {
        "source": ", ".join(each.name for each in files) or "DataFrame",
        "sha256": sha256_of(files[0]) if len(files) == 1 else [sha256_of(each) for each in files] or None,
        "layout": layouts[0].name,
        "publisher": layouts[0].publisher,
        "currency": layouts[0].currency,
        **record,
        "records": {
            "read": count.read,
            "kept": len(frame),
            "left_out": {code: number for code, number in left_out.items() if number},
        },
    }
    issues += _while_reading(count)
    return TradeFlows(frame, issues_frame(issues), record)


def _kept(
    pieces: Iterator[pd.DataFrame],
    place: Callable[[str], Where],
    wanted: frozenset[str] | None,
    flow: str | None,
    years: frozenset[int] | None,
    takes: Callable[[str], bool] | None,
    count: Count,
    layout: Layout,
) -> Iterator[pd.DataFrame]:
    """Return what is asked for, piece by piece, with its numbers."""
    for piece in pieces:
        size = len(piece)
        count.read += size
        if flow is not None:
            piece = piece[(piece["flow"] == flow).to_numpy()]
        if wanted is not None:
            piece = piece[_each(piece["reporter"], lambda text: place(text).iso3 in wanted)]
        if years is not None:
            piece = piece[_each(piece["period"], lambda text: _year(text) in years)]
        by_code = not layout.name.startswith("faostat")
        if by_code:
            codes, distinct = pd.factorize(piece["goods"])
            restored = np.array([restore_zeros(str(text)) for text in distinct] or [""], dtype=object)
            piece = piece.assign(given=piece["goods"], goods=restored[codes])
        if takes is not None:
            piece = piece[_each(piece["goods"], takes)]
        count.not_asked += size - len(piece)
        if by_code:
            lost = _each(piece["given"], _lost_zero)
            if lost.any() and not count.zero_example:
                count.zero_example = (
                    f"{piece['given'][lost].iloc[0].strip()} is {piece['goods'][lost].iloc[0]}"
                )
            count.zeros += int(lost.sum())
            piece = piece.drop(columns="given")
        if "measure" in piece:
            piece = _observations(piece, count)
        if len(piece):
            yield _with_numbers(piece, count)


def _lost_zero(text: str) -> bool:
    """Return whether a customs code has an odd number of digits, so that its leading zero is lost."""
    digits = re.sub(r"\.0$", "", text.strip().strip("'")).replace(" ", "").replace(".", "")
    return digits.isdigit() and len(digits) % 2 == 1


def _each(column: pd.Series[Any], test: Callable[[str], bool]) -> Any:
    """Return a test of texts, each distinct text once, as an array."""
    codes, distinct = pd.factorize(column)
    return np.array([bool(test(str(text))) for text in distinct] or [False], dtype=np.bool_)[codes]


def _year(text: str) -> int:
    digits = text.strip()[:4]
    return int(digits) if digits.isdigit() else -1


def _observations(piece: pd.DataFrame, count: Count) -> pd.DataFrame:
    """Leave out observations that are no quantities or have no value, and count them."""
    no_measure = (piece["measure"] == "").to_numpy()
    hidden = _each(piece["observation"], hidden_mark) & ~no_measure
    blank = _each(piece["observation"], lambda text: not text.strip()) & ~no_measure
    for code, rows in (("not-quantity", no_measure), ("quantity-hidden", hidden | blank)):
        count.left_out[code] = count.left_out.get(code, 0) + int(rows.sum())
    kept: pd.DataFrame = piece[~(no_measure | hidden | blank)]
    return kept


def _with_numbers(piece: pd.DataFrame, count: Count) -> pd.DataFrame:
    """Turn texts of masses, quantities and values into numbers; masses into t."""
    columns: dict[str, Any] = {}
    tonnes = np.full(len(piece), np.nan)
    for name, factor in NUMBERS.items():
        if name in piece:
            values, unreadable = numbers_of(piece[name], "mass")
            tonnes = np.where(np.isnan(tonnes), values * factor, tonnes)
            if unreadable.any():
                count.unreadable += piece[name][unreadable].tolist()
    for name in OTHER_NUMBERS:
        if name in piece:
            columns[name], unreadable = numbers_of(piece[name], "number")
            if unreadable.any():
                count.unreadable += piece[name][unreadable].tolist()
    rest = piece.drop(columns=[*(name for name in NUMBERS if name in piece)])
    return rest.assign(tonnes=tonnes, **columns)


def _while_reading(count: Count) -> list[dict[str, Any]]:
    """Return what there is to say of what was left out while reading."""
    issues = []
    if number := count.left_out.get("quantity-hidden", 0):
        issues.append(
            statistics_issue(
                "quantity-hidden",
                f"{records_of(number)} without a published value (confidential, or blank): the trade may be there, its"
                " quantity is not known, and no record was made of it.",
                suggestion="Nothing can be done with this source; compare with the total over all partners.",
            )
        )
    if number := count.left_out.get("not-quantity", 0):
        issues.append(
            statistics_issue(
                "not-quantity",
                f"{records_of(number)} of values or other measures that are no quantity: not read.",
            )
        )
    return issues


def _nothing(count: Count, sources: Sequence[Path | pd.DataFrame]) -> str:
    """Return why no record is left."""
    names = ", ".join(each.name for each in sources if isinstance(each, Path)) or "The table"
    if not count.read:
        return f"{names} has headers and no records under them."
    left = [f"{number:,} {code}" for code, number in count.left_out.items() if number]
    said = f"{count.not_asked:,} were not asked for (reporter, flow, years, products)"
    return (
        f"{names} holds {count.read:,} records and none stays: {', '.join([said, *left])}. Ask for less, or"
        " look whether this is the file that you mean."
    )
