"""Goods that two crops give alike: where the origin grows only one of the two, it settles which was bought.

"Sugar" may be of cane or of beet, and no word tells them apart. A country that grows cane and no beet can only have
grown cane, and one whose beet is next to nothing beside its cane has hardly grown anything else. Only goods that are
the same whatever crop gave them are settled so: "nuts" from a country that happens to grow walnuts alone may still be
other nuts that were shipped through it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.schema import ISSUE_COLUMNS, UNKNOWN_ORIGIN, Lines
from bbafootprint.vocabulary import places
from bbafootprint.vocabulary.commodities import match_commodity, name, primary_commodity

ONE_GOOD_OF_TWO_CROPS: tuple[frozenset[str], ...] = (
    frozenset({"raw_cane_sugar", "refined_cane_sugar", "beet_sugar"}),
    frozenset({"cane_molasses", "beet_molasses"}),
)
"""Commodities that are one good to a buyer and differ by the crop that gave them."""

LEAST_SHARE = 0.05
"""A crop with less than this share of what an origin produces of both crops does not count there: the cane of
France, which grows overseas, is 1 % of its sugar crops. A convention of this library."""

SETTLED = "origin"
"""The word in the column `commodity_match` of lines that were settled."""

_ASKED = "commodity-ambiguous"
_GIVEN = ["commodity_as_given", "hs_code_as_given", "origin"]


def settle_by_origin(lines: Lines, producers: pd.DataFrame) -> Lines:
    """Give an ambiguous line the one commodity that its origin grows, and say so.

    Parameters
    ----------
    lines : Lines
        Read and coded lines; not changed.
    producers : pandas.DataFrame
        Columns `commodity` (primary), `origin` and `production` of a factor set: who grows what.

    Returns
    -------
    Lines
        The same lines in the same order and index. A line whose `problem` is ``commodity-ambiguous``, whose choices
        are one good of several crops (:data:`ONE_GOOD_OF_TWO_CROPS`) and whose origin grows the crop of exactly one
        of them has that `commodity`, `commodity_match` ``"origin"``, no problem, and an issue ``commodity-note`` in
        place of its question. All others stay as they are: an unknown origin settles nothing, and neither do
        producers that lack one of the crops altogether.
    """
    frame = lines.frame
    asked = (frame["problem"] == _ASKED).to_numpy(dtype=bool) & ~frame["rejected"].to_numpy(dtype=bool)
    asked &= (frame["origin_match"] != places.PORT).to_numpy(dtype=bool)  # nothing grew in a port
    at = np.flatnonzero(asked)
    if not len(at):
        return lines
    given = frame.iloc[at][_GIVEN].astype(object)
    given = given.where(given.notna(), "")
    key, distinct = _distinct(given)
    growers = _growers(producers)
    answers = [_settle(*each, growers) for each in distinct]
    found = np.array([answer is not None for answer in answers], dtype=bool)[key]
    if not found.any():
        return lines

    settled, answered = at[found], key[found]
    result = frame.copy(deep=False)
    result["commodity"] = _with(frame["commodity"], settled, [str(answers[each]) for each in answered])
    result["commodity_match"] = _with(frame["commodity_match"], settled, [SETTLED] * len(settled))
    result["problem"] = _with(frame["problem"], settled, [""] * len(settled))

    asked_about = np.array([_as_found(text, hs) for text, hs, _ in distinct], dtype=object)[key]
    kept = _without_questions(
        lines.issues, frame["line_id"].iloc[settled], asked_about[found], asked_about[~found]
    )
    notes = []
    for each in dict.fromkeys(answered.tolist()):
        where = settled[answered == each]
        text, hs, _ = distinct[each]
        notes.append(_note(frame.iloc[int(where[0])], _as_found(text, hs), str(answers[each]), len(where)))
    said = pd.DataFrame(notes, columns=list(ISSUE_COLUMNS), dtype=object)
    return replace(lines, frame=result, issues=pd.concat([kept, said], ignore_index=True))


def _distinct(given: pd.DataFrame) -> tuple[npt.NDArray[np.int64], list[tuple[str, str, str]]]:
    """Return the position of each line among the distinct questions, and these: few for any number of lines."""
    key = np.asarray(given.groupby(_GIVEN, sort=False).ngroup(), dtype=np.int64)
    rows = given.drop_duplicates().itertuples(index=False, name=None)
    return key, [(str(text), str(hs), str(origin)) for text, hs, origin in rows]


def _growers(producers: pd.DataFrame) -> dict[str, set[str]]:
    """Return, per crop of these goods, the origins that grow it, and not as good as none beside the other."""
    growers: dict[str, set[str]] = {}
    crops = {str(primary_commodity(code)) for good in ONE_GOOD_OF_TWO_CROPS for code in good}
    grown = producers[producers["commodity"].isin(sorted(crops)) & (producers["production"] > 0)]
    production = grown["production"].astype("float64")
    of_both = production.groupby(grown["origin"].astype(str)).transform("sum")
    growers.update({str(crop): set() for crop in grown["commodity"].unique()})
    grown = grown[(production >= LEAST_SHARE * of_both).to_numpy(dtype=bool)]
    for crop, origin in zip(grown["commodity"], grown["origin"], strict=True):
        growers.setdefault(str(crop), set()).add(str(origin))
    return growers


def _settle(text: str, hs: str, origin: str, growers: dict[str, set[str]]) -> str | None:
    """Return the choice that the origin grows; None where it settles nothing."""
    if origin in ("", UNKNOWN_ORIGIN):
        return None
    choices = match_commodity(text, hs=hs).candidates
    if not any(good.issuperset(choices) for good in ONE_GOOD_OF_TWO_CROPS):
        return None
    crops = {choice: str(primary_commodity(choice)) for choice in choices}
    if len(set(crops.values())) < 2 or not growers.keys() >= set(crops.values()):
        return None
    here = [choice for choice, crop in crops.items() if origin in growers[crop]]
    return here[0] if len(here) == 1 else None


def _with(column: pd.Series[Any], at: npt.NDArray[np.intp], values: list[str]) -> pd.Series[Any]:
    """Return the column with these values at these positions."""
    result: pd.Series[Any] = column.copy()
    if isinstance(column.dtype, pd.CategoricalDtype):
        new = [value for value in dict.fromkeys(values) if value not in column.cat.categories]
        result = result.cat.add_categories(new)
    result.iloc[at] = np.array(values, dtype=object)
    return result


def _as_found(text: str, hs: str) -> str:
    """Return what was asked about, as issues write it."""
    return f"{text} ({hs})" if text and hs else text or hs


def _without_questions(
    issues: pd.DataFrame, line_ids: pd.Series[str], settled: Iterable[str], open_: Iterable[str]
) -> pd.DataFrame:
    """Return the issues less the questions that are settled; one that stands for open lines as well stays."""
    question = issues["code"] == _ASKED
    of_settled = issues["found"].isin(set(settled) - set(open_))
    of_line = (issues["cell"] != "") & issues["line_id"].isin(set(line_ids))
    return issues[~(question & (of_settled | of_line))]


def _note(line: pd.Series[Any], found: str, code: str, lines: int) -> dict[str, object]:
    crop, origin = name(str(primary_commodity(code))), str(line["origin"])
    count = f"{lines} line{'s' if lines > 1 else ''}"
    return {
        "severity": "warning",
        "code": "commodity-note",
        "sheet": line["sheet"],
        "cell": line["cell"],
        "found": found,
        "message": (
            f"'{found}' from {places.name(origin)} is read as {code} ({name(code)}): of its choices only "
            f"{crop} grows there to speak of. ({count})"
        ),
        "suggestion": f"Nothing, if {code} is right; else write which was bought, or where it grew.",
        "line_id": line["line_id"],
    }
