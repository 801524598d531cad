"""What leaves: exports and transit told apart, and the years that they are balanced in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from bbafootprint.balance.findings import flag_issue, issue
from bbafootprint.balance.passing_on import POOL, ROUNDING
from bbafootprint.balance.pooled import Pooled
from bbafootprint.balance.sources import ALL_YEARS, transit_flags
from bbafootprint.errors import UsageError

SAME = 5e-3
"""Share by which the transit marked on both sides may differ and still be of the same goods."""


def leaving(
    sides: Mapping[str, Pooled], transit_in_exports: bool
) -> tuple[pd.DataFrame, pd.DataFrame, list[dict[str, str]]]:
    """Return exports that are no transit, transit, and what was not understood of the marks."""
    none = sides["imports"].table.iloc[:0]
    in_transit = [sides["transit"].table] if "transit" in sides else []
    said = flag_issue(transit_flags(sides["imports"].frame)[1])
    if "exports" not in sides:
        return none, in_transit[0] if in_transit else none, said
    side = sides["exports"]
    flags, odd = transit_flags(side.frame)
    flags = flags[side.kept]
    if flags.any() and transit_in_exports:
        raise UsageError(
            "exports mark their transit in a column of their own: leave transit_in_exports out, a table of transit "
            "then stands beside them"
        )
    if flags.any():
        in_transit.append(side.table[flags])
    return (
        side.table[~flags],
        pd.concat(in_transit, ignore_index=True) if in_transit else none,
        said + flag_issue(odd),
    )


def marked_imports(
    imports: pd.DataFrame, exports: pd.DataFrame, transit: pd.DataFrame, transit_in_exports: bool
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """Settle transit that the imports themselves mark: the transit left beside it, and what is to be said.

    Parameters
    ----------
    imports, exports, transit : pandas.DataFrame
        As :func:`~bbafootprint.balance.passing_on.pass_on` takes them.
    transit_in_exports : bool

    Returns
    -------
    transit : pandas.DataFrame
        Empty of the goods that the imports mark: they are the same goods, marked where they came in and where they
        left.
    issues : list of dict

    Raises
    ------
    UsageError
        If both mark transit of one commodity and year, and not the same quantity.
    """
    marked = imports[imports["transit"].to_numpy(bool)]
    if marked.empty:
        return transit, []
    came, left = (table.groupby(list(POOL))["quantity"].sum() for table in (marked, transit))
    for pool in came.index.intersection(left.index).tolist():
        if abs(came[pool] - left[pool]) > SAME * max(came[pool], left[pool]):
            raise UsageError(
                f"{pool[0]}{'' if pool[1] == ALL_YEARS else f' {pool[1]}'}: the imports mark {came[pool]:,.6g} as"
                f" transit, the exports or the table of transit {left[pool]:,.6g} (primary equivalents). Whether"
                " these are the same goods cannot be told: mark transit on one side only."
            )
    both, beside = (
        pd.MultiIndex.from_frame(table[list(POOL)]).isin(came.index) for table in (transit, exports)
    )
    if transit_in_exports or both.any() or not beside.any():
        return transit[~both], []
    return transit[~both], [
        issue(
            "transit-on-imports",
            f"{len(marked):,} lines of imports are marked as transit: they pass through whole, and stand beside the"
            " exports.",
            "If the exports hold these goods too, ask for --transit-in-exports (transit_in_exports=True).",
        )
    ]


def without_transit(
    exports: pd.DataFrame, transit: pd.DataFrame
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """Return exports less the transit that they hold, by pool."""
    whole = exports.groupby(list(POOL))["quantity"].sum()
    part = transit.groupby(list(POOL))["quantity"].sum()
    rest = whole.sub(part, fill_value=0.0).rename("quantity").reset_index()
    said = []
    for row in rest[rest["quantity"] < 0].to_dict("records"):
        if -row["quantity"] <= ROUNDING * part.loc[(row["commodity"], row["year"])]:
            continue
        said.append(
            issue(
                "transit-beyond-exports",
                f"{row['commodity']}: transit is {-row['quantity']:,.6g} more (primary equivalents) than the exports "
                "that it was said to be part of; all of these are taken as transit.",
                "Leave transit_in_exports out if transit stands beside the exports.",
                str(row["commodity"]),
            )
        )
    return rest.assign(quantity=rest["quantity"].clip(lower=0.0)), said


def by_year(sides: Mapping[str, Pooled]) -> tuple[bool, list[dict[str, str]]]:
    """Tell whether every line says its year, and what to say where only some do."""
    years = np.concatenate([side.table["year"].to_numpy() for side in sides.values()])
    if (years != ALL_YEARS).all():
        return True, []
    named = sorted(set(years[years != ALL_YEARS].tolist()))
    if not named:
        return False, []
    none = int((years == ALL_YEARS).sum())
    which = f"year {named[0]}" if len(named) == 1 else f"years {', '.join(map(str, named))}"
    return False, [
        issue(
            "years-together",
            f"The lines name the {which}, and {none:,} of them name none: all are balanced together, so "
            "that exports of one year may be taken out of imports of another.",
            "Give every line its period, or ask for one year.",
        )
    ]
