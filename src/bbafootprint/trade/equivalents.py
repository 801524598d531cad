"""How much primary commodity stands behind a unit of a product: ``PE = a / y`` along a chain of processes.

y is what a process yields of the product per unit of its input and a the share of the burden that the product
carries. The shares of one process sum to 1, so that ``sum(y_p * PE_p) = 1``: what enters the mill leaves it, no
more and no less. The processes and their sources are data: :file:`tables/processes.csv`, :file:`tables/products.csv`.

A co-product that the vocabulary does not name (ethanol, skimmed milk powder) stands in brackets: it carries its
share like any other, so that the named products of its process do not carry it too, and has no equivalent of its own.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.vocabulary.commodities import base_unit, commodities

Allocation = Literal["economic", "mass"]

_PROCESS_COLUMNS = ("process", "input", "output", "yield", "price")
_QUALITY_NOT_STATED = 3.0
_UNCONFIRMED = "from general knowledge, not confirmed"


def load_processes() -> pd.DataFrame:
    """Return the processes that turn one commodity into others.

    Returns
    -------
    pandas.DataFrame
        Columns `process`, `input`, `output` (a code, or a text in brackets: a co-product that the vocabulary does
        not name), `yield` (t or m3 of output per t or m3 of input), `price` (of a unit
        of output; only ratios inside a process matter; 0 is waste, which carries no burden), `price_source`,
        `yield_source`, `quality` (1 to 5), `note`. A product has one process.
    """
    return _read("processes.csv", ("yield", "price", "quality"))


def load_products() -> pd.DataFrame:
    """Return default contents and densities of products.

    Returns
    -------
    pandas.DataFrame
        Columns `product`, `content_default` (share; NaN: not a mixed product), `content_quality` (1 to 5),
        `density_t_per_m3` (NaN: not known), `density_source`, `quality` (of the density, 1 to 5), `note`.
    """
    return _read("products.csv", ("content_default", "content_quality", "density_t_per_m3", "quality"))


def primary_equivalents(
    allocation: Allocation = "economic", processes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the primary equivalent of every commodity that a factor can answer for.

    Parameters
    ----------
    allocation : {"economic", "mass"}
        How the burden of a process is shared between its products: by value (yield times price), or by yield.
        Waste, whose price is 0, carries nothing either way.
    processes : pandas.DataFrame, optional
        Columns `process`, `input`, `output`, `yield`, `price` and, where there are any, `quality` (else 3) and
        `note`, instead of :func:`load_processes`. The products of one process must have one unit. An output in
        brackets, such as ``(ethanol)``, is a co-product without a code: it takes its share of the burden.

    Returns
    -------
    pandas.DataFrame
        Index `product`; columns `primary_commodity`, `base_unit` (of the product), `primary_unit`, `pe` (primary
        units per base unit of product, before content), `content_default` (share; NaN: none), `density_t_per_m3`
        (NaN: not known), `density_assumed` (bool: the density is a default), `quality` (1 to 5: the worst of the
        chain), `content_quality`, `density_quality`, `path`, `note`.

    Raises
    ------
    UsageError
        If the processes cannot be used: unknown codes, a yield that is not above 0, no price above 0, a
        product of two processes, a circle.

    Notes
    -----
    ISO 14044:2006, 4.3.4 (allocation). Sources of yields and prices stand in the table, line by line; those
    marked as not confirmed have quality 4 or 5.
    """
    if allocation not in ("economic", "mass"):
        raise UsageError(f"Allocation {allocation!r} is not known: choose 'economic' or 'mass'.")
    if processes is None:
        return _default(allocation).copy()
    return _equivalents(processes, allocation)


@cache
def _default(allocation: Allocation) -> pd.DataFrame:
    return _equivalents(load_processes(), allocation)


def _equivalents(processes: pd.DataFrame, allocation: Allocation) -> pd.DataFrame:
    steps = _steps(processes, allocation)
    known = commodities()
    known = known[known["primary_commodity"].notna()]
    routes = {code: _route(code, steps) for code in known.index}
    found = pd.DataFrame(
        [route._asdict() for route in routes.values() if route is not None],
        index=pd.Index([code for code, route in routes.items() if route is not None], name="product"),
        columns=list(_Route._fields),
    )
    products = load_products().set_index("product")
    found["primary_commodity"] = [path.split(" > ")[0] for path in found["path"]]
    found["base_unit"] = [base_unit(code) for code in found.index]
    found["primary_unit"] = [base_unit(code) for code in found["primary_commodity"]]
    found["content_default"] = products["content_default"].reindex(found.index)
    found["content_quality"] = products["content_quality"].reindex(found.index)
    found["density_t_per_m3"] = products["density_t_per_m3"].reindex(found.index)
    found["density_quality"] = products["quality"].reindex(found.index)
    found["density_assumed"] = found["density_t_per_m3"].notna()
    extra = products["note"].reindex(found.index).fillna("")
    found["note"] = [" ".join(filter(None, pair)) for pair in zip(found["note"], extra, strict=True)]
    columns = [
        "primary_commodity", "base_unit", "primary_unit", "pe", "content_default", "density_t_per_m3",
        "density_assumed", "quality", "content_quality", "density_quality", "path", "note",
    ]  # fmt: skip
    return found[columns]


class _Step(NamedTuple):
    source: str
    factor: float
    quality: float
    note: str


class _Route(NamedTuple):
    pe: float
    quality: float
    path: str
    note: str


def _steps(table: pd.DataFrame, allocation: Allocation) -> dict[str, _Step]:
    """Return, per product, the step that defines it: input and a / y."""
    missing = [column for column in _PROCESS_COLUMNS if column not in table]
    if missing:
        raise UsageError(f"The table of processes lacks the columns {', '.join(missing)}.")
    known = set(commodities().index)
    outputs = table["output"][[not _is_unnamed(output) for output in table["output"]]]
    unknown = sorted((set(table["input"]) | set(outputs)) - known)
    if unknown:
        raise UsageError(f"The table of processes names unknown commodities: {', '.join(unknown)}.")
    twice = sorted(set(outputs[outputs.duplicated()]))
    if twice:
        raise UsageError(f"Only one process may give a product; several give {', '.join(twice)}.")
    steps: dict[str, _Step] = {}
    for process, rows in table.groupby("process", sort=False):
        shares = _shares(str(process), rows, allocation)
        for row, share in zip(rows.to_dict("records"), shares, strict=True):
            if _is_unnamed(row["output"]):
                continue
            sources = [str(row.get("yield_source", ""))]
            if allocation == "economic":
                sources.append(str(row.get("price_source", "")))
            doubt = "Yield or price from general knowledge, not confirmed." if _doubt(sources) else ""
            note = " ".join(filter(None, (str(row.get("note", "") or ""), doubt)))
            quality = float(row.get("quality", _QUALITY_NOT_STATED))
            step = _Step(str(row["input"]), float(share / row["yield"]), quality, note)
            steps[str(row["output"])] = step
    return steps


def _shares(process: str, rows: pd.DataFrame, allocation: Allocation) -> npt.NDArray[np.float64]:
    """Return a_p of the products of one process; they sum to 1."""
    yields = rows["yield"].to_numpy(dtype="float64")
    prices = rows["price"].to_numpy(dtype="float64")
    if len(set(rows["input"])) != 1:
        raise UsageError(f"Process {process!r} has several inputs: give each its own process.")
    if not (np.isfinite(yields).all() and (yields > 0).all()):
        raise UsageError(f"Process {process!r} has a yield that is not above 0.")
    if not (np.isfinite(prices).all() and (prices >= 0).all() and (prices > 0).any()):
        raise UsageError(f"Process {process!r} needs prices of 0 or more, and one above 0.")
    if len({base_unit(code) for code in rows["output"] if not _is_unnamed(code)}) > 1:
        raise UsageError(f"Process {process!r} has products in t and in m3, which cannot share a burden.")
    weight = yields * (prices if allocation == "economic" else (prices > 0).astype("float64"))
    return np.asarray(weight / weight.sum(), dtype="float64")


def _is_unnamed(output: object) -> bool:
    """Return whether an output is a co-product that the vocabulary does not name: ``(ethanol)``."""
    text = str(output)
    return text.startswith("(") and text.endswith(")")


def _doubt(sources: list[str]) -> bool:
    return any(_UNCONFIRMED in source for source in sources)


def _route(code: str, steps: dict[str, _Step]) -> _Route | None:
    """Follow a product back to its primary commodity; None where no process makes it."""
    factor, quality, path, notes, at = 1.0, 1.0, [code], dict[str, None](), code
    while at in steps:
        step = steps[at]
        factor, quality, at = factor * step.factor, max(quality, step.quality), step.source
        if step.note:
            notes[step.note] = None
        if at in path:
            raise UsageError(f"The processes go in a circle: {' > '.join([at, *reversed(path)])}.")
        path.append(at)
    if at not in _primaries():
        return None
    return _Route(factor, quality, " > ".join(reversed(path)), " ".join(notes))


@cache
def _primaries() -> frozenset[str]:
    table = commodities()
    return frozenset(table.index[table["primary_commodity"] == table.index])


def _read(table: str, numbers: tuple[str, ...]) -> pd.DataFrame:
    source = files("bbafootprint.trade") / "tables" / table
    with source.open("r", encoding="utf-8") as text:
        frame = pd.read_csv(text, dtype=str, keep_default_na=False)
    return frame.assign(**{column: pd.to_numeric(frame[column]).astype("float64") for column in numbers})
