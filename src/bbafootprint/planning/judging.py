"""Where a value has to be on the way from its baseline to its target, and whether it is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ON, OFF, UNSAID = "on track", "not on track", "cannot be said"
BASELINE, BEFORE = "baseline", "before the baseline"
"""What may be said of a target in a year."""


@dataclass(frozen=True)
class Path:
    """A straight line from a baseline to a goal.

    Attributes
    ----------
    start, end : int
        Year of the baseline and of the target.
    reduction : float or None
        Share of the baseline that is to go; None: `goal` is the value to reach.
    goal : float
        NaN where there is a `reduction`.
    falls : bool
        Whether less is better (an impact), or more (a share).
    """

    start: int
    end: int
    reduction: float | None
    goal: float
    falls: bool

    def target(self, baseline: float) -> float:
        """Return the value to reach."""
        return baseline * (1 - self.reduction) if self.reduction is not None else self.goal

    def required(self, baseline: float, year: int) -> float:
        """Return the value that a year has to have: linear, and the goal from its year on.

        A baseline that is better than the goal asks for the goal, so that no path allows to get worse than it.
        """
        goal = self.target(baseline)
        if (baseline <= goal) if self.falls else (baseline >= goal):
            return goal
        return baseline + (goal - baseline) * self.gone(year)

    def gone(self, year: int) -> float:
        """Return which share of the way lies behind a year."""
        return min(max((year - self.start) / (self.end - self.start), 0.0), 1.0)


def chance_on_path(path: Path, baseline: Floats, value: Floats, year: int) -> float:
    """Return how often a draw of the value is where the same draw of the baseline asks it to be.

    Parameters
    ----------
    path : Path
        Of an impact: less is better.
    baseline, value : ndarray of float, shape (draws,)
        Paired draw by draw: errors that both years share cancel.
    year : int

    Returns
    -------
    float
        NaN without draws, or where one is not a number: a factor says nothing of its uncertainty.
    """
    if np.isnan(baseline).any() or np.isnan(value).any():
        return float("nan")
    goal = (
        baseline * (1 - path.reduction) if path.reduction is not None else np.full_like(baseline, path.goal)
    )
    required = np.where(baseline <= goal, goal, baseline + (goal - baseline) * path.gone(year))
    return float((value <= required * (1 + 1e-12)).mean()) if value.size else float("nan")


def interval_of_change(baseline: Floats, value: Floats) -> tuple[float, float]:
    """Return the 95 % interval of the change since the baseline, as a share of it, by paired draws.

    Parameters
    ----------
    baseline, value : ndarray of float, shape (draws,)

    Returns
    -------
    low, high : float
        NaN without draws.
    """
    if not value.size or np.isnan(value).any() or not (baseline > 0).all():
        return float("nan"), float("nan")
    low, high = np.quantile(value / baseline - 1, [0.025, 0.975])
    return float(low), float(high)


def judge(
    path: Path,
    value: float,
    required: float,
    *,
    coverage: float,
    least: float,
    baseline_coverage: float,
    amount: bool,
    chance: float = float("nan"),
    confidence: float | None = None,
) -> tuple[str, str]:
    """Say whether a value is on its path, or that it cannot be said.

    Parameters
    ----------
    path : Path
    value, required : float
    coverage : float
        Share of what is in scope that is known.
    least : float
        The share that the commitment asks for.
    baseline_coverage : float
        That of the baseline; NaN where it is a stated value.
    amount : bool
        Whether the target is an amount, which falls with what is assessed; an amount per tonne does not.
    chance : float
        Simulated chance of being on the path, NaN where there is none.
    confidence : float or None
        The chance that the commitment asks for.

    Returns
    -------
    status, why : str

    Notes
    -----
    An amount that is on the path only because less of it was assessed than in the baseline is no progress: it is
    judged again as if the share of the baseline had been assessed, at the same amount per tonne assessed.
    """
    if value != value:
        return UNSAID, "nothing in scope is assessed"
    if required != required:
        return UNSAID, "nothing of the baseline is assessed"
    if not coverage >= least - 1e-12:
        return UNSAID, f"{100 * coverage:.3g} % is known, the commitment asks for {100 * least:.3g} %"
    if baseline_coverage < least - 1e-12:
        return UNSAID, (
            f"{100 * baseline_coverage:.3g} % of the baseline is known, the commitment asks for {100 * least:.3g} %"
        )
    reached = _reached(path, value, required)
    if amount and reached and coverage < baseline_coverage:
        alike = value * baseline_coverage / coverage
        if not _reached(path, alike, required):
            return UNSAID, (
                f"on the path only because less was assessed ({100 * coverage:.3g} %, baseline "
                f"{100 * baseline_coverage:.3g} %): at the baseline's coverage it would be {alike:,.4g}"
            )
    if confidence is not None and chance != chance and path.falls:
        return UNSAID, "a confidence is asked for, and the uncertainty is not known or was not drawn"
    if confidence is None or chance != chance:
        return (ON, "") if reached else (OFF, "")
    if chance >= confidence:
        return ON, f"chance {100 * chance:.3g} %"
    if chance <= 1 - confidence:
        return OFF, f"chance {100 * chance:.3g} %"
    return (
        UNSAID,
        f"the chance of being on the path is {100 * chance:.3g} %, {100 * confidence:.3g} % was asked for",
    )


def _reached(path: Path, value: float, required: float) -> bool:
    slack = 1e-9 * max(abs(required), 1e-300)
    return value <= required + slack if path.falls else value >= required - slack
