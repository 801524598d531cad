"""Lines placed for a comparison: what each is of, where it grew, and by how much of what it is weighed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.keys import spread_over_lines
from bbafootprint.schema import Lines

PLACE: tuple[str, ...] = ("stratum", "commodity", "origin", "region", "from_port")
"""What tells the cells of a comparison apart; in the tables of lines with a mark before, as ``@origin``."""

TONNES, CUBIC_METRES = "t", "m3"
"""The strata: lines of known mass are weighed in tonnes, those without one (wood of unknown density) in m3."""

_COUNTED_ELSEWHERE = "counted-elsewhere"  # the problem of a line that another line holds already


def kept_lines(result: Footprint) -> tuple[Lines, npt.NDArray[np.int64]]:
    """Return the lines of a footprint and their keys.

    Raises
    ------
    UsageError
        If the lines are not kept.
    """
    if result.lines is None or result.line_key is None:
        raise UsageError(
            "a comparison needs the lines of both footprints, and one was made without; make it with keep_lines=True"
        )
    return result.lines, result.line_key


def placed_lines(
    result: Footprint, other: Footprint | None = None
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Return the lines of a run with their place and volume.

    Parameters
    ----------
    result : Footprint
        With its lines.
    other : Footprint, optional
        The run that it is compared with, where both have lines of one `line_id`: a line that cannot be placed here
        (its commodity or origin is not understood, or its quantity is not) and can there stands where it stands
        there, with the volume it has here, else there. It stays not assessed, so that what is read in one run alone
        is a difference of coverage and not of what was bought.

    Returns
    -------
    frame : pandas.DataFrame
        The lines that have a volume, with the columns :data:`PLACE`, each with ``@`` before its name, and `mass_t`
        as the *volume* in the unit of the stratum. The commodity is missing where a line cannot be placed. Lines whose
        goods another line holds are not in it.
    key : ndarray of int
        Their keys in the ledger of `result`.
    """
    frame, key = _placed(result)
    if other is not None:
        frame, key = _repaired(frame, key, _placed(other)[0])
    kept = frame["mass_t"].notna().to_numpy(bool)
    return frame[kept], key[kept]


def _placed(result: Footprint) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    lines, key = kept_lines(result)
    frame, keys = lines.frame, result.ledger.keys
    mass, amount = (frame[name].to_numpy(np.float64) for name in ("mass_t", "amount"))
    cubic = np.isnan(mass) & (frame["amount_unit"].astype(object) == CUBIC_METRES).to_numpy(bool)
    counted = (frame["problem"].astype(object) != _COUNTED_ELSEWHERE).to_numpy(bool)
    readable = (
        frame["commodity"].notna().to_numpy(bool)
        & keys["origin"].notna().to_numpy(bool)[key]
        & ~frame["rejected"].to_numpy(bool)
    )
    place: dict[str, Any] = {
        "@stratum": pd.Categorical.from_codes(
            cubic.astype(np.int8), categories=pd.Index([TONNES, CUBIC_METRES])
        ),
        "@commodity": frame["commodity"].where(readable),
        "mass_t": np.where(cubic, amount, mass),
    }
    for name in ("origin", "region", "from_port"):
        place[f"@{name}"] = spread_over_lines(keys[name].to_numpy(object), key)
    return frame.assign(**place)[counted], key[counted]


def _repaired(
    frame: pd.DataFrame, key: npt.NDArray[np.int64], other: pd.DataFrame
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Give lines that cannot be placed the place that they have in the other run."""
    lost = (frame["@commodity"].isna() | frame["mass_t"].isna()).to_numpy(bool)
    place = [f"@{name}" for name in PLACE]
    there = other.loc[other["@commodity"].notna() & other["mass_t"].notna(), ["line_id", "mass_t", *place]]
    asked = pd.DataFrame({"line_id": frame["line_id"].to_numpy()[lost], "at": np.flatnonzero(lost)})
    found = asked.merge(there, on="line_id")  # a line that tracing split there is split here as it is there
    if found.empty:
        return frame, key
    whole = found.groupby("at")["mass_t"].transform("sum")
    parts = found.groupby("at")["mass_t"].transform("size")
    share = np.where(whole > 0, found["mass_t"] / whole.where(whole > 0, 1.0), 1.0 / parts)
    at = found["at"].to_numpy()
    moved = frame.iloc[at]
    own = moved["mass_t"].to_numpy(np.float64)
    unknown = np.isnan(own)
    columns: dict[str, Any] = {name: found[name].array for name in place}
    columns["mass_t"] = np.where(unknown, found["mass_t"].to_numpy(np.float64), own * share)
    columns["@stratum"] = np.where(
        unknown, found["@stratum"].astype(object), moved["@stratum"].astype(object)
    )
    columns["primary_quantity"] = np.nan  # not assessed, whatever its place
    stays = np.ones(len(frame), dtype=bool)
    stays[at] = False
    both = pd.concat([frame[stays], moved.assign(**columns)])
    return both, np.concatenate([key[stays], key[at]])
