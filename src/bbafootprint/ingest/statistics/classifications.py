"""Goods that a source shows in several classifications at once (UN Comtrade): one of them for each flow."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from bbafootprint.errors import InputError
from bbafootprint.ingest.statistics.draft import MOST_SHOWN, Draft
from bbafootprint.ingest.statistics.flows import records_of, tonnes_of
from bbafootprint.ingest.statistics.levels import group_of

_OTHERS = {"S": "SITC", "B": "BEC", "E": "EBOPS"}


def settle_classifications(draft: Draft) -> None:
    """Keep the newest edition of the Harmonized System of each flow; leave other classifications out.

    Parameters
    ----------
    draft : Draft

    Raises
    ------
    InputError
        If no record is of the Harmonized System: other codes look alike and mean other goods.
    """
    if "classification" not in draft.frame:
        return
    codes, distinct = pd.factorize(draft.frame["classification"].astype(object))
    texts = [str(text).strip().upper() for text in distinct]
    rank = np.array([*map(_rank, texts), 0], dtype=np.int64)[codes]
    foreign = rank < 0
    if foreign.any():
        shown = ", ".join(
            f"{text} ({_OTHERS[text[:1]]})" if text[:1] in _OTHERS else text
            for text in sorted({text for text in texts if _rank(text) < 0})[:MOST_SHOWN]
        )
        if foreign.all():
            names = ", ".join(sorted(set(draft.frame["file"].astype(str)) - {""}))
            raise InputError(
                f"{names or 'The table'}: every record is classified by {shown} and none by the"
                " Harmonized System: these codes look like"
                " customs codes and mean other goods. Download the same data with classification HS."
            )
        _leave(draft, foreign, f"classified by {shown}: only codes of the Harmonized System are read")
        rank = rank[~foreign]
    best = group_of(draft.frame, ["reporter", "partner", "flow", "period"])
    newest = np.full(int(best.max(initial=0)) + 1, -1, dtype=np.int64)
    np.maximum.at(newest, best, rank)
    older = rank < newest[best]
    if older.any():
        shown = ", ".join(sorted(set(draft.frame.loc[older, "classification"].astype(str)))[:MOST_SHOWN])
        _leave(
            draft, older, f"in {shown}: the same flow is there in a newer edition of the Harmonized System"
        )


def _rank(text: str) -> int:
    """Return the order of a classification, the newest edition highest; -1 where it is not the Harmonized System."""
    if not text or text in ("HS", "NAN", "NONE"):
        return 0
    found = re.fullmatch(r"H(\d)", text)
    if found:
        return 1 + int(found[1])
    return 0 if text.startswith("H") else -1


def _leave(draft: Draft, rows: np.ndarray, why: str) -> None:
    number = int(rows.sum())
    tonnes = draft.leave_out(rows, "classification-left-out")
    draft.say(
        "classification-left-out",
        f"{records_of(number)} ({tonnes_of(tonnes)}) left out, {why}. With both each tonne would count twice.",
        suggestion="Download one edition of HS alone, where another one is wanted.",
    )
