"""How conversions depend on what may be wrong in them: yields, prices, contents, densities.

Two products of one mill rest on the same yields and prices, so that where one carries more, the other carries less.
A conversion is ``content x density x product of a / y over its steps``, and ``a_p / y_p = w_p / sum(y_q w_q)`` over the
outputs q of a step, with w the price (1 where allocation is by mass).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.footprint.calculate import Floats
from bbafootprint.footprint.intervals import Sensitivity
from bbafootprint.schema import Conversions

INPUT_KINDS: tuple[str, ...] = ("yield", "price", "content", "density")


class Input(NamedTuple):
    """Something that may be wrong in conversions.

    Attributes
    ----------
    kind : str
        One of :data:`INPUT_KINDS`.
    of : str
        Process and output, or product.
    """

    kind: str
    of: str


Draw = Callable[[Input, float], Floats]
"""Takes an input and its spread, and returns draws of it over its published value, shape (draws,)."""


def code_bases(column: pd.Series, conversions: Conversions | None) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Code a column of bases.

    Parameters
    ----------
    column : pandas.Series
        Texts of `conversion_basis`; missing where nothing is uncertain.
    conversions : Conversions or None
        None: every conversion is taken as certain.

    Returns
    -------
    basis : ndarray of int, shape of `column`
        -1 where nothing is uncertain.
    bases : list of str
        Those that occur.
    """
    if conversions is None:
        return np.full(len(column), -1, dtype=np.int64), []
    codes, values = pd.factorize(column.astype(object), use_na_sentinel=True)
    return codes.astype(np.int64), [str(value) for value in values]


def sensitivities(bases: Sequence[str], conversions: Conversions | None) -> tuple[Sensitivity, list[Input]]:
    """Return how each basis depends on its inputs, and what these are.

    Parameters
    ----------
    bases : sequence of str
    conversions : Conversions or None

    Returns
    -------
    Sensitivity
        To first order: ``-a_q`` for the yield of an output q of a step; ``1 - a_p`` for the price of the product p
        itself and ``-a_q`` for those of the others; 1 for a content; 1 or -1 for a density.
    list of Input
        The inputs, by their number.
    """
    start, number, elasticity = [0], list[int](), list[float]()
    known: dict[Input, int] = {}
    spread: list[float] = []
    for basis in bases if conversions is not None else ():
        for each, power, wide in _parts(basis, conversions):
            if each not in known:
                known[each] = len(known)
                spread.append(wide)
            number.append(known[each])
            elasticity.append(power)
        start.append(len(number))
    of = Sensitivity(
        np.array(start, dtype=np.int64),
        np.array(number, dtype=np.int64),
        np.array(elasticity, dtype=np.float64),
        np.array(spread, dtype=np.float64),
    )
    return of, list(known)


def multipliers(bases: Sequence[str], conversions: Conversions, draw: Draw, draws: int) -> Floats:
    """Return drawn conversions over published ones: what enters a mill leaves it in every draw.

    Parameters
    ----------
    bases : sequence of str
    conversions : Conversions
    draw : callable
        See :data:`Draw`.
    draws : int

    Returns
    -------
    ndarray of float, shape (bases, draws)
    """
    table = np.ones((len(bases), draws))
    drawn: dict[str, dict[str, Floats]] = {}  # the outputs of each process, worked out once
    for at, basis in enumerate(bases):
        code = str(_bases(conversions)[basis]["commodity"])
        for rate, power in rates_of(basis, conversions):
            if rate["spread"] > 0:
                drawn_rate = draw(Input(rate["kind"], code), rate["spread"])
                if rate["kind"] == "content":  # nothing holds more of a commodity than itself
                    drawn_rate = np.minimum(drawn_rate, 1 / rate["value"])
                table[at] *= drawn_rate**power * _mean_of_inverse(rate["spread"], power)
        for output, step in steps_of(code, conversions):
            process = str(step[0]["process"])
            if process not in drawn:
                drawn[process] = _drawn_step(step, draw, draws)
            table[at] *= drawn[process][output]
    return table


def steps_of(commodity: str, conversions: Conversions) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield what leads to a product, the last process first.

    Parameters
    ----------
    commodity : str
    conversions : Conversions

    Yields
    ------
    output : str
        What the chain goes on with.
    rows : list of dict
        All outputs of its process: rows of :attr:`bbafootprint.schema.Conversions.steps`.
    """
    process_of, rows = _processes(conversions)
    while commodity in process_of:
        step = rows[process_of[commodity]]
        yield commodity, step
        commodity = str(step[0]["input"])


def rates_of(basis: str, conversions: Conversions) -> Iterator[tuple[dict[str, Any], float]]:
    """Yield the default content and the density that a basis uses, each with the power that it has.

    Parameters
    ----------
    basis : str
    conversions : Conversions

    Yields
    ------
    rate : dict
        A row of :attr:`bbafootprint.schema.Conversions.rates`.
    power : float
        1, or -1 for a density that is divided by.
    """
    row = _bases(conversions)[basis]
    for kind, power in (("content", float(row["content"])), ("density", float(row["density_power"]))):
        rate = rate_of(str(row["commodity"]), kind, conversions)
        if power and rate is not None:
            yield rate, power


def rate_of(commodity: str, kind: str, conversions: Conversions) -> dict[str, Any] | None:
    """Return the default content or the density of a product, a row of the table of rates; None where it has none."""
    return _rates(conversions).get((commodity, kind))


def _drawn_step(step: list[dict[str, Any]], draw: Draw, draws: int) -> dict[str, Floats]:
    """Return drawn over published ``a / y`` of every output of a process."""
    carried = np.zeros(draws)
    weights: dict[str, Floats] = {}
    for row in step:
        output, certain = str(row["output"]), np.ones(1)
        price, made = Input("price", _address(row)), Input("yield", _address(row))
        weights[output] = draw(price, row["weight_spread"]) if row["weight_spread"] > 0 else certain
        if row["share"] > 0:
            of_yield = draw(made, row["yield_spread"]) if row["yield_spread"] > 0 else certain
            # what a unit answers for is the inverse of a yield, and that keeps its mean
            carried += row["share"] * weights[output] * of_yield / _mean_of_inverse(row["yield_spread"], -1)
    return {output: weight / carried for output, weight in weights.items()}


def _mean_of_inverse(spread: float, power: float) -> float:
    """Return what the inverse of a lognormal quantity with the mean 1 is multiplied by for a mean of 1; else 1."""
    return float(np.exp(-(spread**2))) if power < 0 else 1.0


@lru_cache(maxsize=4096)
def _parts(basis: str, conversions: Conversions) -> tuple[tuple[Input, float, float], ...]:
    """Return input, elasticity and spread of all that a basis depends on, an input once."""
    code = str(_bases(conversions)[basis]["commodity"])
    found = [
        (Input(rate["kind"], code), power, float(rate["spread"]))
        for rate, power in rates_of(basis, conversions)
        if rate["spread"] > 0
    ]
    for output, step in steps_of(code, conversions):
        for each in step:
            share, itself = float(each["share"]), float(each["output"] == output)
            if each["yield_spread"] > 0 and share > 0:
                found.append((Input("yield", _address(each)), -share, float(each["yield_spread"])))
            if each["weight_spread"] > 0:
                found.append((Input("price", _address(each)), itself - share, float(each["weight_spread"])))
    return tuple(found)


def _address(row: dict[str, Any]) -> str:
    return f"{row['process']}: {row['output']}"


@lru_cache(maxsize=8)
def _bases(conversions: Conversions) -> dict[str, dict[Any, Any]]:
    return {str(basis): row for basis, row in conversions.bases.to_dict("index").items()}


@lru_cache(maxsize=8)
def _rates(conversions: Conversions) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (str(row["commodity"]), str(row["kind"])): {str(name): value for name, value in row.items()}
        for row in conversions.rates.to_dict("records")
    }


@lru_cache(maxsize=8)
def _processes(conversions: Conversions) -> tuple[dict[str, str], dict[str, list[dict[str, Any]]]]:
    """Return the process that makes each output, and the rows of each process."""
    rows: dict[str, list[dict[str, Any]]] = {}
    process_of = {}
    for row in conversions.steps.to_dict("records"):
        rows.setdefault(str(row["process"]), []).append({str(name): value for name, value in row.items()})
        process_of[str(row["output"])] = str(row["process"])  # the last row of an output wins
    return process_of, rows
