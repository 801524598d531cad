"""How much primary commodity stands behind a unit of a product: ``PE = a / y`` along a chain of processes.

y is what a process yields of the product per unit of its input and a the share of the burden that the product
carries. The shares of one process sum to 1, so that ``sum(y_p * PE_p) = 1``: what enters the mill leaves it, no
more and no less. The processes and their sources are data: :mod:`bbafootprint.trade.products.data`.

A co-product that the vocabulary does not name (ethanol, skimmed milk powder) stands in brackets: it carries its
share like any other, so that the named products of its process do not carry it too, and has no equivalent of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.trade.products.bounds import bounds, log_spread, step_spread
from bbafootprint.trade.products.data import load_processes
from bbafootprint.trade.products.layers import QUALITY_NOT_STATED, base_units, contents_of, without_replaced
from bbafootprint.vocabulary.commodities import commodities
from bbafootprint.vocabulary.own_product_checks import is_unnamed
from bbafootprint.vocabulary.own_products import OwnProducts

Allocation = Literal["economic", "mass"]

_PROCESS_COLUMNS = ("process", "input", "output", "yield", "price")
_UNCONFIRMED = "from general knowledge, not confirmed"


def primary_equivalents(
    allocation: Allocation = "economic",
    processes: pd.DataFrame | None = None,
    own: OwnProducts | None = None,
) -> pd.DataFrame:
    """Return the primary equivalent of every commodity that a factor can answer for.

    Parameters
    ----------
    allocation : {"economic", "mass"}
        How the burden of a process is shared between its products: by value (yield times price), or by yield.
        Waste, whose price is 0, carries nothing either way.
    processes : pandas.DataFrame, optional
        Columns `process`, `input`, `output`, `yield`, `price` and, where there are any, their ranges, `quality`
        (else 3) and `note`, instead of those of the product dataset. The products of one process must have one
        unit. An output in brackets, such as ``(ethanol)``, is a co-product without a code: it takes its share of
        the burden.
    own : OwnProducts, optional
        A person's own products, which add to these or take their place.

    Returns
    -------
    pandas.DataFrame
        Index `product`; columns `primary_commodity`, `base_unit` (of the product), `primary_unit`, `pe` (primary
        units per base unit of product, before content), `pe_low` and `pe_high` (95 %, yields and prices),
        `content_default` (share; NaN: none), `density_t_per_m3` (NaN: not known), `density_assumed` (bool: the
        density is a default), `quality` (1 to 5: the worst of the chain), `content_quality`, `density_quality`,
        `path`, `note`, `path_note` (without what is said of the default content), and `pe_spread`,
        `content_spread`, `density_spread`: the standard deviation of the logarithm
        of each.

    Raises
    ------
    UsageError
        If the processes cannot be used: unknown codes, a yield that is not above 0, no price above 0, a
        product of two processes, a circle; or own products that leave a co-product of a shipped process without
        its share.

    Notes
    -----
    ISO 14044:2006, 4.3.4 (allocation). Sources of yields and prices stand in the table, line by line; those
    marked as not confirmed have quality 4 or 5. Ranges: :mod:`bbafootprint.trade.products.bounds`; they are not yet
    part of the interval of a total.
    """
    if allocation not in ("economic", "mass"):
        raise UsageError(f"Allocation {allocation!r} is not known: choose 'economic' or 'mass'.")
    if processes is None and own is None:
        return _default(allocation).copy()
    return _equivalents(load_processes() if processes is None else processes, allocation, own)


@cache
def _default(allocation: Allocation) -> pd.DataFrame:
    return _equivalents(load_processes(), allocation, None)


def _equivalents(processes: pd.DataFrame, allocation: Allocation, own: OwnProducts | None) -> pd.DataFrame:
    units = base_units(own)
    steps = (
        _steps(processes, allocation, units) if own is None else _own_steps(processes, allocation, own, units)
    )
    known = commodities()
    codes = dict.fromkeys(known.index[known["primary_commodity"].notna()])
    if own is not None:
        codes |= dict.fromkeys(own.products.index)
    routes = {str(code): route for code in codes if (route := _route(str(code), steps)) is not None}
    found = pd.DataFrame(
        [route._asdict() for route in routes.values()],
        index=pd.Index(list(routes), name="product"),
        columns=list(_Route._fields),
    )
    contents = contents_of(own).reindex(found.index)
    found["pe_low"], found["pe_high"] = bounds(found["pe"].to_numpy(), found["pe_spread"].to_numpy())
    found["primary_commodity"] = [path.split(" > ")[0] for path in found["path"]]
    found["base_unit"] = [units[code] for code in found.index]
    found["primary_unit"] = [units[code] for code in found["primary_commodity"]]
    found["density_quality"] = contents["quality"]
    for column in ("content_default", "content_quality", "density_t_per_m3"):
        found[column] = contents[column]
    found["density_assumed"] = found["density_t_per_m3"].notna()
    for name, column, quality in (
        ("content", "content_default", "content_quality"),
        ("density", "density_t_per_m3", "quality"),
    ):
        value, low, high, graded = (
            contents[each].to_numpy(dtype="float64")
            for each in (column, f"{name}_low", f"{name}_high", quality)
        )
        found[f"{name}_spread"] = log_spread(value, low, high, graded)
    extra = contents["note"].fillna("")
    # What is said of a default content does not hold where a line brings its own.
    found["path_note"] = found["note"].where(
        contents["content_default"].notna(), found["note"].str.cat(extra, sep=" ").str.strip()
    )
    found["note"] = [" ".join(filter(None, pair)) for pair in zip(found["note"], extra, strict=True)]
    columns = [
        "primary_commodity", "base_unit", "primary_unit", "pe", "pe_low", "pe_high", "content_default",
        "density_t_per_m3", "density_assumed", "quality", "content_quality", "density_quality", "path", "note",
        "path_note", "pe_spread", "content_spread", "density_spread",
    ]  # fmt: skip
    return found[columns]


class _Step(NamedTuple):
    source: str
    factor: float
    spread: float
    quality: float
    note: str


class _Route(NamedTuple):
    pe: float
    pe_spread: float
    quality: float
    path: str
    note: str


def _own_steps(
    processes: pd.DataFrame, allocation: Allocation, own: OwnProducts, units: dict[str, str]
) -> dict[str, _Step]:
    """Return the steps of the dataset and of a person, whose own win."""
    steps = _steps(without_replaced(processes, own), allocation, units)
    if len(own.processes):
        steps |= _steps(own.processes, allocation, units)
    for code, row in own.products[own.products["pe"].notna()].iterrows():
        number = [np.array([row[each]], dtype="float64") for each in ("pe", "pe_low", "pe_high", "quality")]
        quality = float(number[3][0])
        quality = QUALITY_NOT_STATED if np.isnan(quality) else quality
        spread = float(log_spread(number[0], number[1], number[2], np.array([quality]))[0])
        note = " ".join(filter(None, ("Own figure.", str(row["note"]))))
        steps[str(code)] = _Step(str(row["input"]), float(row["pe"]), spread, quality, note)
    return steps


def _steps(table: pd.DataFrame, allocation: Allocation, units: dict[str, str]) -> dict[str, _Step]:
    """Return, per product, the step that defines it: input and a / y."""
    missing = [column for column in _PROCESS_COLUMNS if column not in table]
    if missing:
        raise UsageError(f"The table of processes lacks the columns {', '.join(missing)}.")
    outputs = table["output"][[not is_unnamed(output) for output in table["output"]]]
    unknown = sorted((set(table["input"]) | set(outputs)) - units.keys())
    if unknown:
        raise UsageError(f"The table of processes names unknown commodities: {', '.join(unknown)}.")
    twice = sorted(set(outputs[outputs.duplicated()]))
    if twice:
        raise UsageError(f"Only one process may give a product; several give {', '.join(twice)}.")
    shares = allocation_shares(table, allocation, units)
    spreads = step_spread(table, shares, allocation == "economic")
    steps: dict[str, _Step] = {}
    for row, share, spread in zip(table.to_dict("records"), shares, spreads, strict=True):
        if is_unnamed(row["output"]):
            continue
        sources = [str(row.get("yield_source", ""))]
        if allocation == "economic":
            sources.append(str(row.get("price_source", "")))
        doubt = "Yield or price from general knowledge, not confirmed." if _doubt(sources) else ""
        note = " ".join(filter(None, (str(row.get("note", "") or ""), doubt)))
        quality = float(row.get("quality", QUALITY_NOT_STATED))
        quality = QUALITY_NOT_STATED if np.isnan(quality) else quality
        step = _Step(str(row["input"]), float(share / row["yield"]), float(spread), quality, note)
        steps[str(row["output"])] = step
    return steps


def allocation_shares(
    processes: pd.DataFrame, allocation: Allocation, units: dict[str, str]
) -> npt.NDArray[np.float64]:
    """Return the share of the burden of its process that each product carries.

    Parameters
    ----------
    processes : pandas.DataFrame
        The products of any number of processes: `process`, `input`, `output`, `yield`, `price` (NaN for a single
        product).
    allocation : {"economic", "mass"}
    units : dict of str to str
        Code to base unit.

    Returns
    -------
    numpy.ndarray of float
        In the order of the rows; those of one process sum to 1.

    Raises
    ------
    UsageError
        If a process has several inputs, a yield that is not above 0, no price above 0, or outputs in t and m3.
    """
    at, names = pd.factorize(processes["process"])
    count = np.bincount(at, minlength=len(names))
    yields = processes["yield"].to_numpy(dtype="float64")
    prices = processes["price"].to_numpy(dtype="float64")
    prices = np.where((count[at] == 1) & np.isnan(prices), 1.0, prices)

    def refuse(wrong: npt.NDArray[np.bool_], why: str) -> None:
        """Refuse a process with a wrong row."""
        if wrong.any():
            raise UsageError(f"Process {str(processes['process'].iloc[int(wrong.argmax())])!r} {why}")

    inputs = pd.factorize(processes["input"])[0]
    measured = np.array(
        [-1 if is_unnamed(code) else units[code] != "t" for code in processes["output"]], dtype="int8"
    )
    refuse(inputs != inputs[_first(at)][at], "has several inputs: give each its own process.")
    refuse(~(np.isfinite(yields) & (yields > 0)), "has a yield that is not above 0.")
    priced = np.bincount(at, weights=prices > 0, minlength=len(names))[at] > 0
    refuse(~(np.isfinite(prices) & (prices >= 0) & priced), "needs prices of 0 or more, and one above 0.")
    volumes, weights = (
        np.bincount(at, weights=measured == each, minlength=len(names)) > 0 for each in (1, 0)
    )
    refuse((volumes & weights)[at], "has products in t and in m3, which cannot share a burden.")
    weight = yields * (prices if allocation == "economic" else (prices > 0).astype("float64"))
    return np.asarray(weight / np.bincount(at, weights=weight, minlength=len(names))[at], dtype="float64")


def _first(at: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return where each group first stands."""
    return np.unique(at, return_index=True)[1]


def _doubt(sources: list[str]) -> bool:
    return any(_UNCONFIRMED in source for source in sources)


def _route(code: str, steps: dict[str, _Step]) -> _Route | None:
    """Follow a product back to its primary commodity; None where no process makes it."""
    factor, variance, quality, path, notes, at = 1.0, 0.0, 1.0, [code], dict[str, None](), code
    while at in steps:
        step = steps[at]
        factor, quality, at = factor * step.factor, max(quality, step.quality), step.source
        variance += step.spread**2
        if step.note:
            notes[step.note] = None
        if at in path:
            raise UsageError(f"The processes go in a circle: {' > '.join([at, *reversed(path)])}.")
        path.append(at)
    if at not in _primaries():
        return None
    return _Route(factor, float(np.sqrt(variance)), quality, " > ".join(reversed(path)), " ".join(notes))


@cache
def _primaries() -> frozenset[str]:
    table = commodities()
    return frozenset(table.index[table["primary_commodity"] == table.index])
