"""Lines that were shipped from a country that did not grow them, split over the countries that did.

What is consigned from a country is taken as a sample of all that the country has to ship on, grown or imported: its
*mix*. A line is split over the mix of its consignment country, tonnes conserved, every part under the `line_id` of
its line. How mixes are worked out from production and trade: :mod:`bbafootprint.trade.matrices`, docs/method.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.schema import ISSUE_COLUMNS, LINE_COLUMNS, TRACED, TRACING_COLUMNS, Lines
from bbafootprint.trade.datasets import TradeData, load_trade
from bbafootprint.trade.products.equivalents import primary_equivalents
from bbafootprint.trade.tracing.consigned import Flags, Questions, ask, code_column
from bbafootprint.trade.tracing.data_issues import data_issues
from bbafootprint.trade.tracing.issues import tracing_issues
from bbafootprint.trade.tracing.mixes import Mix, find_mixes
from bbafootprint.vocabulary.own_products import OwnProducts, check_products

Perspective = Literal["direct", "traced"]

TradeSource = TradeData | str | Path | pd.DataFrame

NOT_TRACED = "not traced: no trade data"
"""What `traced_with` says of a line that was shipped from somewhere and stayed whole."""

REGIONAL = "not traced: the origin given is a region of several countries"
"""What it says where the mix of all origins may go against the region that is given."""


def trace_origins(
    lines: Lines,
    trade: TradeSource | Sequence[TradeSource] | None = None,
    perspective: Perspective = "traced",
    *,
    products: OwnProducts | pd.DataFrame | None = None,
    producers: pd.DataFrame | None = None,
) -> Lines:
    """Split consigned lines over the countries where the goods grew.

    A line is consigned if a consignment country and no origin is given; if a port of entry is given as its origin
    (the consignment country then wins over the country of the port, where both are given); or if the trade data know
    its origin, and nothing of what that country has to ship grew there. An origin that grows any of it is believed.

    Parameters
    ----------
    lines : Lines
        Read and coded lines; not changed.
    trade : TradeData, str, pathlib.Path, pandas.DataFrame or sequence of these, optional
        Trade data, or anything that :func:`bbafootprint.load_trade` loads; several are asked in order. By default
        ``"trade-open"``.
    perspective : {"traced", "direct"}
        ``"direct"`` returns the lines unchanged.
    products : OwnProducts or pandas.DataFrame, optional
        The person's own products, as :func:`bbafootprint.convert_to_primary` takes them: what each is made of.
    producers : pandas.DataFrame, optional
        Columns `commodity` (primary) and `origin`: who grows what. An origin of which there are no trade data, and that
        does not grow a commodity that is listed here, is said to be one that the goods were only shipped from.

    Returns
    -------
    Lines
        In the order of the lines, each split line as its parts, the largest first, under the index of the line, with
        the columns :data:`~bbafootprint.schema.TRACING_COLUMNS` added. A part has `quantity` and `amount` times its
        `share`, the traced `origin` with `origin_match` ``"traced"``, no `region` (the one given is not in that
        country), and in `consignment` the country that it was shipped from. Over the parts of a line they sum to the
        line's, to rounding. A line that is not split has `part` 0 and `share` 1. Rejected lines, lines with a
        problem and lines without a commodity or an amount stay as they are, and so do consigned lines of which there
        is no mix: their origin stays what it was, and the world mean answers.

    Raises
    ------
    UsageError
        If the perspective is not one of the two, or `trade` is empty.

    Notes
    -----
    The year is the one named in the line's period; where the data lack it, the nearest that they have (of two as near
    the later one); the latest where there is no period. A product without a mix of its own is split over that of the
    primary commodity that it is made of. Origin mixes of re-exports: Kastner et al. 2011,
    doi:10.1016/j.ecolecon.2011.01.012.
    """
    if perspective == "direct":
        return lines
    if perspective != "traced":
        raise UsageError(
            f"Lines have no perspective {perspective!r}: choose 'direct' (as declared) or 'traced' (followed back to "
            "where they grew). Consumption is a perspective of a country's ledger, not of lines."
        )
    datasets = load_all_trade(trade)
    frame = lines.frame
    questions = ask(frame)
    own = check_products(products) if isinstance(products, pd.DataFrame) else products
    primary = primary_equivalents(own=own)["primary_commodity"]
    crops = {str(code): str(crop) for code, crop in primary.items()}
    mixes = find_mixes(questions, crops, datasets)
    consigned = questions.consigned | np.array(
        [mix is not None and not mix.grows for mix in mixes], dtype=bool
    )
    consigned |= _only_shipped(questions, mixes, crops, producers)
    split = consigned & np.array([mix is not None for mix in mixes], dtype=bool)

    traced = _split(frame, questions, mixes, consigned, split)
    said_of: list[Any] = tracing_issues(frame, questions, mixes, consigned, datasets, own).to_dict("records")
    said_of += data_issues(frame, questions, split, crops, datasets)
    issues = pd.DataFrame(said_of, columns=list(ISSUE_COLUMNS), dtype=object)
    said = pd.concat([part for part in (lines.issues, issues) if len(part)] or [issues], ignore_index=True)
    record = [trade_record(data) for data in datasets]
    # of lines that were read back traced the hashes are not known
    named = [(entry["id"], entry["version"]) for entry in record]
    before = [
        entry
        for entry in lines.reading.get("trade", [])
        if entry["hashes"] or (entry["id"], entry["version"]) not in named
    ]
    record = [entry for entry in record if entry not in before]
    return replace(lines, frame=traced, issues=said, reading={**lines.reading, "trade": before + record})


def load_all_trade(trade: TradeSource | Sequence[TradeSource] | None) -> list[TradeData]:
    """Return trade data, loaded, in order.

    Parameters
    ----------
    trade : TradeData, str, pathlib.Path, pandas.DataFrame or sequence of these, or None
        None: ``"trade-open"``.

    Returns
    -------
    list of TradeData

    Raises
    ------
    UsageError
        If the sequence is empty.
    """
    single = trade is None or isinstance(trade, TradeData | str | Path | pd.DataFrame)
    sources: list[Any] = [trade] if single else list(trade)  # type: ignore[arg-type]
    if not sources:
        raise UsageError("no trade data are given: name some, or leave trade out for trade-open")
    return [
        each if isinstance(each, TradeData) else load_trade() if each is None else load_trade(each)
        for each in sources
    ]


def trade_record(data: TradeData) -> dict[str, Any]:
    """Return what the record of a run keeps of trade data: id, version and hashes."""
    return {"id": data.id, "version": data.version, "hashes": dict(data.hashes)}


def _only_shipped(
    questions: Questions,
    mixes: Sequence[Mix | None],
    crops: Mapping[str, str],
    producers: pd.DataFrame | None,
) -> Flags:
    """Tell which places without a mix do not grow the goods, as far as anybody lists who does."""
    if producers is None:
        return np.zeros(len(mixes), dtype=bool)
    grown = set(zip(producers["commodity"].astype(str), producers["origin"].astype(str), strict=True))
    listed = {commodity for commodity, _ in grown}
    names = [crops.get(code, code) for code in questions.commodities]
    return np.array(
        [
            mix is None and names[goods] in listed and (names[goods], questions.places[place]) not in grown
            for goods, place, mix in zip(
                questions.commodity.tolist(), questions.place.tolist(), mixes, strict=True
            )
        ],
        dtype=bool,
    )


def _split(
    frame: pd.DataFrame, questions: Questions, mixes: Sequence[Mix | None], consigned: Flags, split: Flags
) -> pd.DataFrame:
    """Return the lines with parts in the place of those that are split."""
    used = [mix for mix, is_split in zip(mixes, split.tolist(), strict=True) if mix is not None and is_split]
    origins = np.concatenate([np.empty(0, dtype=object), *(mix.origins for mix in used)])
    shares = np.concatenate([np.empty(0), *(mix.shares for mix in used)])
    length, start = np.ones(split.size + 1, dtype=np.int64), np.zeros(split.size + 1, dtype=np.int64)
    length[:-1][split] = [len(mix.shares) for mix in used]
    start[:-1][split] = np.cumsum(length[:-1][split]) - length[:-1][split]
    is_split, key = np.append(split, False), questions.key  # the last entry answers for key -1

    counts = length[key]
    at = np.repeat(np.arange(len(frame), dtype=np.int32), counts)
    part_of = key.astype(np.int32)[at]
    is_part = is_split[part_of]
    within = np.arange(at.size, dtype=np.int32)  # 2,147,483,647 parts are more than a memory holds
    within -= np.repeat((np.cumsum(counts) - counts).astype(np.int32), counts)
    row = (start[part_of] + within)[is_part]

    scale = np.ones(at.size)
    scale[is_part] = shares[row]
    number, names = pd.factorize(origins)
    places = np.append(questions.place, -1)[part_of[is_part]]
    qualities = np.array([*(mix.quality if mix else np.nan for mix in mixes), np.nan])
    words = np.array([mix.said if mix else NOT_TRACED for mix in mixes] + [REGIONAL, ""], dtype=object)
    words[:-2][~consigned] = ""
    said, texts = pd.factorize(words)
    said_of_line = said.astype(np.int32)[np.where(questions.regional, split.size, key)]
    part = np.zeros(at.size, dtype=np.int16)
    part[is_part] = within[is_part] + 1

    # Column by column, for a frame that is put in order as a whole is copied as a whole.
    index = frame.index.take(at)
    columns: dict[Any, Any] = {name: frame[name].array.take(at) for name in frame.columns}
    if "consignment" not in columns:
        none = np.full(at.size, -1, dtype=np.int8)
        columns["consignment"] = pd.Categorical.from_codes(none, categories=pd.Index([], dtype=object))
    for name in ("quantity", "amount"):
        columns[name] = np.asarray(columns[name], dtype=np.float64) * scale
    for name, new, known in (
        ("origin", number[row], names.tolist()),
        ("origin_match", np.zeros(row.size, dtype=np.int64), [TRACED]),
        ("region", np.full(row.size, -1), []),
        ("consignment", places, questions.places),
    ):
        if row.size:
            columns[name] = _replaced(pd.Series(columns[name]), is_part, new, known)
    tracing: dict[str, Any] = {
        "part": part,
        "share": scale,
        "traced_with": pd.Categorical.from_codes(said_of_line[at], categories=pd.Index(texts, dtype=object)),
        "origin_quality": np.where(is_part, qualities[part_of], np.nan),
    }
    for name, values in tracing.items():
        # what an earlier tracing said of lines that this one does not ask about stays
        columns[name] = (
            _kept(columns[name], values, (part_of >= 0) | questions.regional[at]) if name in frame else values
        )
    order = [*(name for name in LINE_COLUMNS if name in columns), *TRACING_COLUMNS]
    order += [name for name in columns if name not in order]
    return pd.DataFrame(
        {name: pd.Series(columns[name], index=index, copy=False) for name in order}, copy=False
    )


def _kept(before: Any, now: Any, asked: Flags) -> Any:
    """Return a column of tracing with what was there before on lines that are not asked about anew."""
    fresh, old = pd.Series(now), pd.Series(before)
    if isinstance(fresh.dtype, pd.CategoricalDtype):
        return fresh.astype(object).where(asked, old.astype(object)).astype("category").array
    return fresh.where(asked, old).to_numpy()


def _replaced(
    column: pd.Series[Any], at: Flags, codes: npt.NDArray[np.integer[Any]], names: Sequence[str]
) -> pd.Categorical[str]:
    """Return texts with others, given as codes into `names` (-1: missing), where `at` is true."""
    old, values = code_column(column)
    known = {value: position for position, value in enumerate(values)}
    place = np.array([*(known.setdefault(str(name), len(known)) for name in names), -1], dtype=np.int64)
    old[at] = place[codes]
    categories = pd.Index(list(known), dtype=object)
    return pd.Categorical.from_codes(old, categories=categories)
