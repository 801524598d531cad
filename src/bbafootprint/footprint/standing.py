"""What became of the lines of a ledger: assessed, not assessed, rejected; and what is known of their origins."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.footprint.ledger import Ledger
from bbafootprint.footprint.resolve import NOT_ASSESSED, ORIGIN_STATUS, Resolution

ASSESSED, REJECTED = "assessed", "rejected"


def status_of_keys(ledger: Ledger, resolution: Resolution) -> npt.NDArray[np.object_]:
    """Return what became of the lines of each key: assessed where any indicator answers.

    Parameters
    ----------
    ledger : Ledger
    resolution : Resolution
        Of ``ledger.keys``.

    Returns
    -------
    ndarray of object, shape (keys,)
    """
    answered = (resolution.rows >= 0).any(axis=1)
    status = np.where(answered, ASSESSED, NOT_ASSESSED).astype(object)
    status[ledger.keys["rejected"].to_numpy(bool)] = REJECTED
    return status


def counts(ledger: Ledger, resolution: Resolution) -> dict[str, int]:
    """Count lines, as :meth:`bbafootprint.Footprint.counts` returns them."""
    lines = ledger.cells["lines"].to_numpy()
    status = _status_of_cells(ledger, resolution)
    return {
        "read": int(lines.sum()),
        "assessed": int(lines[status == ASSESSED].sum()),
        "not_assessed": int(lines[status == NOT_ASSESSED].sum()),
        "rejected": int(lines[status == REJECTED].sum()),
    }


def masses(ledger: Ledger, resolution: Resolution) -> dict[str, float | int]:
    """Sum tonnes, as :meth:`bbafootprint.Footprint.masses` returns them."""
    mass = ledger.cells["mass_t"].to_numpy()
    status = _status_of_cells(ledger, resolution)
    return {
        "read": float(mass.sum()),
        "assessed": float(mass[status == ASSESSED].sum()),
        "not_assessed": float(mass[status == NOT_ASSESSED].sum()),
        "rejected": float(mass[status == REJECTED].sum()),
        "lines_without_mass": int(ledger.cells["lines_without_mass"].sum()),
    }


def origins(ledger: Ledger, resolution: Resolution) -> pd.DataFrame:
    """Sum lines and tonnes by origin status, as :meth:`bbafootprint.Footprint.origins` returns them."""
    cells = ledger.cells
    key = cells["key"].to_numpy()
    kept = ~ledger.keys["rejected"].to_numpy(bool)[key]
    status = pd.Index(resolution.keys["origin_status"].to_numpy(object)[key[kept]], name="origin_status")
    sums = cells.loc[kept, ["lines", "mass_t"]].set_axis(status).groupby(level=0).sum()
    whole: pd.DataFrame = sums.reindex(list(ORIGIN_STATUS), fill_value=0)
    return whole


def _status_of_cells(ledger: Ledger, resolution: Resolution) -> npt.NDArray[np.object_]:
    return np.asarray(status_of_keys(ledger, resolution)[ledger.cells["key"].to_numpy()])
