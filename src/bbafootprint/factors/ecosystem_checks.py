"""What may be wrong in the shares of ecosystems."""

from __future__ import annotations

import numpy as np

from bbafootprint.factors.cells import SHOWN, say_if
from bbafootprint.factors.checks import check_commodities, check_keys, check_origins
from bbafootprint.factors.metadata import ACCOUNTS
from bbafootprint.factors.reading import Typed
from bbafootprint.factors.tables import ECOSYSTEMS

SHARE_TOLERANCE = 1e-6
"""How far the shares of an origin and account may be from 1: the rounding of 9 digits, and no more."""


def check_ecosystems(typed: Typed, file: str) -> list[str]:
    """Say what is wrong with the shares of ecosystems."""
    frame = typed.frame
    share = frame["share"].to_numpy()
    problems = check_keys(typed, ECOSYSTEMS, file)
    problems += check_commodities(typed, file, "shares are of primary commodities", "shares")
    problems += check_origins(typed, file, regions=False)
    accounts = np.array([text in ACCOUNTS for text in frame["account"].cat.categories], dtype=bool)
    problems += say_if(
        file, typed, ~accounts[frame["account"].cat.codes], "account is not known",
        f"Write one of {', '.join(ACCOUNTS)}.", "account",
    )  # fmt: skip
    problems += say_if(
        file,
        typed,
        (share < 0) | (share > 1),
        "share is not 0 to 1",
        "Write a share, not a percentage.",
        "share",
    )
    problems += _check_ranges(typed, file)
    key = ["origin", "account", "commodity"]
    sums = frame.groupby(key, observed=True, sort=True)["share"].sum(min_count=1)
    wrong = sums[(sums - 1).abs() > SHARE_TOLERANCE]
    if len(wrong):
        keys = wrong.index[:SHOWN].to_frame().astype(str).agg(" ".join, axis=1).str.strip()
        shown = ", ".join(f"{name}: {total:.9g}" for name, total in zip(keys, wrong[:SHOWN], strict=True))
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        problems.append(
            f"{file}: the shares of an origin and account (and commodity, where one is given) do not sum to 1 "
            f"({shown}{more}). Divide them by their sum, or add the share of the ecosystem that is left out."
        )
    return problems


def _check_ranges(typed: Typed, file: str) -> list[str]:
    """Say which ranges of shares are half given, or do not hold the share."""
    share, low, high = (typed.frame[name].to_numpy() for name in ("share", "share_low", "share_high"))
    return [
        *say_if(
            file, typed, np.isnan(low) != np.isnan(high), "only one of share_low and share_high is given",
            "Give both ends of what the share may be, or neither.",
        ),
        *say_if(
            file, typed, (low < 0) | (low > share), "share_low is not between 0 and share",
            "Correct the two.", "share_low",
        ),
        *say_if(
            file, typed, (high > 1) | (high < share), "share_high is not between share and 1",
            "Correct the two.", "share_high",
        ),
    ]  # fmt: skip
