"""Follow goods back to where they grew: from production and bilateral trade to origins and consumers.

With p the production, Z the trade (rows export, columns import) and x = p + imports the supply of each place, all
that leaves or stays in a place is taken to be of one mix. The mix M of a place's supply (rows sum to 1) and the
consumption E (rows are origins, columns are consumers) then follow from

    (diag(x) - Z^T) M = diag(p)          E = (diag(x - exports) M)^T

which is R = (I - A)^-1 diag(p) with A = Z^T diag(1/x), R = diag(x) M, without a division and without an inverse.
Rows of E sum to production, columns to apparent consumption (p + imports - exports).

References
----------
Kastner, Kastner and Nonhebel 2011, doi:10.1016/j.ecolecon.2011.01.012. Croft, West and Green 2018,
doi:10.1016/j.jclepro.2018.08.267. Pre-balance and reference run: Hedlund et al. 2022, doi:10.1088/1748-9326/aca68b.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.trade.matrices.alignment import align, some_of

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

REPORTED_CUT = 0.05
"""An exporter whose trade was cut by more than this share is reported (docs/method.md, section 5)."""

REPORT_COLUMNS: tuple[str, ...] = ("place", "what", "reported", "used", "share_cut", "note")
"""Columns of :attr:`TracedTrade.report`; `what` is one of ``self_trade``, ``cut``, ``unreached`` and
``no_production_given``."""

_ROUNDING = 1e-12
"""Exports over the supply by less than this share of them are a rounding error, not a stock release."""

_TOO_CLOSE = 1e-6
"""Mixes that miss 1 by more than this were lost to rounding."""


@dataclass(frozen=True, eq=False)
class TracedTrade:
    """Trade followed back to production; all masses in the unit of the input (t).

    Attributes
    ----------
    consumption : pandas.DataFrame
        Origin x consumer: what was grown in the row and stayed in the column. Rows sum to production, columns to
        apparent consumption; a place without supply has an empty (zero) column.
    mixes : pandas.DataFrame
        Consignment x origin: shares of the supply of a place, and so of whatever it ships on or keeps; rows sum to 1.
        A place without supply has no mix and no row. Columns are the places that produce.
    report : pandas.DataFrame
        What was not used as reported, one row a case, columns :data:`REPORT_COLUMNS`: exports over a year's supply
        that were cut by more than 5 %, trade of places that no production reaches, trade of a place with itself,
        exporters without a production given. Empty where all was used.
    supply : pandas.DataFrame
        One row a place: `production`, `imports`, `exports` and `consumption` as used, and `cut`, the share of its
        reported exports that was not used (0 where all was; NaN where it reports none).
    """

    consumption: pd.DataFrame
    mixes: pd.DataFrame
    report: pd.DataFrame
    supply: pd.DataFrame


def trace_matrix(production: pd.Series[Any], trade: pd.DataFrame) -> pd.DataFrame:
    """Return where what each place consumes was grown.

    Parameters
    ----------
    production : pandas.Series
        Tonnes by place.
    trade : pandas.DataFrame
        Tonnes; rows export, columns import.

    Returns
    -------
    pandas.DataFrame
        Origin x consumer, t: see :attr:`TracedTrade.consumption`. :func:`follow_trade` gives the mixes and the report
        of what was cut beside it, and says what input is taken.

    Raises
    ------
    UsageError
        As :func:`follow_trade`.
    """
    return follow_trade(production, trade).consumption


def follow_trade(production: pd.Series[Any], trade: pd.DataFrame) -> TracedTrade:
    """Follow trade back to production, through any number of re-exports.

    Parameters
    ----------
    production : pandas.Series
        Tonnes by place (one label a place: ISO code, FAO code, name), 0 or more. A place that trades and is not in it
        produces nothing; if it exports, the report says so.
    trade : pandas.DataFrame
        Tonnes shipped, 0 or more; rows export, columns import. Rows and columns need not be the same places nor in
        the same order: they are joined by label, and what is absent did not trade. Labels are compared as text,
        so that rows 41 and columns "41" are one place.

    Returns
    -------
    TracedTrade
        Labels in the order of the rows of `trade`, then of its columns, then of `production`.

    Raises
    ------
    UsageError
        For missing, negative or infinite numbers, a label that stands twice, an aggregate beside its parts
        (FAO's China 351 beside 41), no label in common, and loops too close for the arithmetic.

    Notes
    -----
    Trade of a place with itself is left out: it changes neither mixes nor consumption. Places that no production
    reaches, directly or through others, ship goods from nowhere (a loop of re-exports leaves the equations without
    one answer): their exports are removed. Exports beyond a year's supply come out of stocks of unknown origin: all
    shipments of that place are scaled down until they fit. The scaling is solved for, where the published run
    repeats rounds until what is left is under 0.001 t: the limit of those rounds, for loops that need many as well.
    """
    labels, p, z = align(production, trade)
    rows: list[tuple[Hashable, str, float, float, str]] = []
    itself = z.diagonal().copy()
    np.fill_diagonal(z, 0.0)
    reported = z.sum(axis=1)
    for i in np.flatnonzero(itself):
        rows.append((labels[i], "self_trade", itself[i], 0.0, "Trade of a place with itself moves nothing."))

    reached = _reached(p, z)
    for i in np.flatnonzero(~reached & (reported > 0)):
        rows.append(
            (
                labels[i],
                "unreached",
                reported[i],
                0.0,
                "No production reaches it, directly or through others.",
            )
        )
    z[~reached] = 0.0
    scale = _balance(p, z)
    z *= scale[:, None]
    exports = z.sum(axis=1)
    for i in np.flatnonzero(1.0 - scale > REPORTED_CUT):
        if reached[i]:
            rows.append(
                (
                    labels[i],
                    "cut",
                    reported[i],
                    exports[i],
                    "Ships more than it produced and imported: stocks.",
                )
            )
    given = {str(label).strip() for label in production.index}
    for i in np.flatnonzero(reached & (reported > 0)):
        if str(labels[i]).strip() not in given:
            rows.append(
                (labels[i], "no_production_given", reported[i], exports[i], "Taken to produce nothing.")
            )

    imports = z.sum(axis=0)
    supply = p + imports
    mixes = _mixes(p, z, supply)
    consumption = np.clip(supply - exports, 0.0, None)  # under 0 only by rounding: the pre-balance saw to it
    index = pd.Index(labels)
    origins = np.flatnonzero(p > 0)
    table = np.zeros_like(z)
    table[origins] = (consumption[:, None] * mixes).T
    supplied = supply > 0
    with np.errstate(invalid="ignore"):
        cut = np.where(reported > 0, 1.0 - exports / reported, np.nan)
    return TracedTrade(
        consumption=pd.DataFrame(
            table, index=index.rename("origin"), columns=index.rename("consumer"), copy=False
        ),
        mixes=pd.DataFrame(
            mixes[supplied], index=index[supplied].rename("consignment"),
            columns=index[origins].rename("origin"),
        ),
        report=_report(rows),
        supply=pd.DataFrame(
            {
                "production": p, "imports": imports, "exports": exports,
                "consumption": consumption, "cut": np.clip(cut, 0.0, 1.0),
            },
            index=index.rename("place"),
        ),
    )  # fmt: skip


def _reached(p: Floats, z: Floats) -> Flags:
    """Return which places hold goods that were produced somewhere."""
    reached = p > 0
    ships = z > 0
    while True:
        further = reached | ships[reached].any(axis=0)
        if (further == reached).all():
            return reached
        reached = further


def _balance(p: Floats, z: Floats) -> Floats:
    """Return the share of each place's exports that a year's supply can bear, all places at once.

    Each place that ships more than it has is scaled until exports = supply; since its customers then have less,
    more places may have to be. Shares only fall, so that a place once scaled stays scaled: at most as many rounds
    as places. (Every place is reached by production: among scaled ones there is no closed loop, and one answer.)
    """
    exports = z.sum(axis=1)
    scale = np.ones(len(p))
    scaled = np.zeros(len(p), dtype=bool)
    while True:
        over = ~scaled & (exports - (p + scale @ z) > _ROUNDING * exports)
        if not over.any():
            return scale
        scaled |= over
        here = np.flatnonzero(scaled)
        inner = z[np.ix_(here, here)]
        outer = p[here] + z[~scaled][:, here].sum(axis=0)
        scale[here] = np.clip(np.linalg.solve(np.diag(exports[here]) - inner.T, outer), 0.0, 1.0)


def _mixes(p: Floats, z: Floats, supply: Floats) -> Floats:
    """Return shares of supply, place x producing place; rows of places without supply are 0.

    Only places that ship goods on enter the equations; the others mix what these send them.
    """
    origins = np.flatnonzero(p > 0)
    own = np.zeros((len(p), len(origins)))
    own[origins, np.arange(len(origins))] = p[origins]
    shippers = np.flatnonzero(z.any(axis=1))
    result = np.zeros_like(own)
    if len(shippers):
        matrix = np.diag(supply[shippers]) - z[np.ix_(shippers, shippers)].T
        try:
            solved = np.linalg.solve(matrix, own[shippers])
        except np.linalg.LinAlgError:
            solved = np.full((len(shippers), len(origins)), np.nan)
        lost = ~(np.abs(solved.sum(axis=1) - 1.0) < _TOO_CLOSE)
        if lost.any():
            raise UsageError(
                "The re-exports cannot be followed: the loops of "
                f"{int(lost.sum())} place(s) hold over a million million times the production that feeds them. "
                f"Look at the trade of the places at positions {some_of(shippers[lost])}."
            )
        result[shippers] = solved
    others = np.setdiff1d(np.flatnonzero(supply > 0), shippers)
    mixed = own[others] + z[np.ix_(shippers, others)].T @ result[shippers]
    result[others] = mixed
    np.clip(result, 0.0, None, out=result)
    total = result.sum(axis=1, keepdims=True)
    np.divide(result, total, out=result, where=total > 0)
    return result


def _report(rows: list[tuple[Hashable, str, float, float, str]]) -> pd.DataFrame:
    records = [
        (place, what, reported, used, 1.0 - used / reported, note)
        for place, what, reported, used, note in rows
    ]
    table = pd.DataFrame(records, columns=pd.Index(REPORT_COLUMNS))
    return table.astype(dict.fromkeys(("reported", "used", "share_cut"), "float64"))
