"""Which indicators of two factor sets are the same quantity, and so may be subtracted."""

from __future__ import annotations

from bbafootprint.factors import FactorSet
from bbafootprint.factors.layering import different_meaning


def incomparable(before: FactorSet, after: FactorSet) -> dict[str, str]:
    """Say which indicators cannot be compared, and why.

    Parameters
    ----------
    before, after : FactorSet

    Returns
    -------
    dict of str to str
        Every indicator of either set, in the order of `before`, then of `after`; the reason in words, empty where the
        two mean the same: one account, unit, kind, denominator, method and amortisation.
    """
    one, two = ({each.id: each for each in factors.indicators} for factors in (before, after))
    reasons = {}
    for name in [*one, *(name for name in two if name not in one)]:
        if name not in two or name not in one:
            side, factors = ("before", before) if name in one else ("after", after)
            reasons[name] = f"only in the set {side} ({factors.id} {factors.version})"
            continue
        differs = different_meaning(one[name], two[name])
        reasons[name] = (
            "" if differs is None else f"another {differs[0]}: {differs[1]!r}, then {differs[2]!r}"
        )
    return reasons
