"""Which company a holding is of: by exact identifiers and a person's answers; names are only suggested."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.header_words import fold
from bbafootprint.portfolio.inputs.common import ID_COLUMNS
from bbafootprint.portfolio.inputs.companies import Companies
from bbafootprint.portfolio.inputs.holdings import Holdings
from bbafootprint.portfolio.inputs.identifiers import tidy_id
from bbafootprint.portfolio.inputs.issues import counted, make
from bbafootprint.vocabulary.near_spellings import Spellings, index_spellings, near_spellings

ANSWER = "answer"
"""How a company was found that a person named."""

NONE, CONFLICT = -1, -2

_FORMS = frozenset(
    [
        "ab",
        "ag",
        "as",
        "asa",
        "bv",
        "bvba",
        "co",
        "corp",
        "corporation",
        "company",
        "cv",
        "gmbh",
        "group",
        "groep",
        "groupe",
        "holding",
        "holdings",
        "inc",
        "incorporated",
        "kg",
        "kgaa",
        "limited",
        "llc",
        "lp",
        "ltd",
        "nv",
        "oyj",
        "plc",
        "sa",
        "sas",
        "sarl",
        "se",
        "spa",
        "srl",
        "the",
        "de",
        "und",
        "and",
        "et",
        "en",
    ]
)
_LETTERS = re.compile(r"(?<=\b\w) (?=\w\b)")  # "s a" of S.A. is one form


class Answers(dict[str, str]):
    """Answers of a person, which note the keys that were looked up and found: `used`."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        super().__init__(answers)
        self.used: set[str] = set()

    def __contains__(self, key: object) -> bool:
        """Tell whether there is such an answer."""
        found = super().__contains__(key)
        if found:
            self.used.add(str(key))
        return found


@dataclass(frozen=True)
class Matching:
    """The company of every holding.

    Attributes
    ----------
    company : ndarray of int
        Position in the companies; -1 where not found, -2 where identifiers belong to several.
    how : ndarray of object
        ``lei``, ``isin``, ``company_id``, ``answer``, or empty.
    open : pandas.DataFrame
        What waits for an answer: `found`, `code` (blank, to be filled), `holdings`, `suggestion` (ids of companies
        whose name is near), `suggested_name`. With `code` filled it is a table of matches.
    issues : list of dict
    used : set of str
        Answers that stand in the holdings.
    """

    company: npt.NDArray[np.int64]
    how: npt.NDArray[np.object_]
    open: pd.DataFrame
    issues: list[dict[str, Any]]
    used: set[str]


def match_holdings(holdings: Holdings, companies: Companies, answers: Mapping[str, str]) -> Matching:
    """Find the company of every holding.

    Parameters
    ----------
    holdings : Holdings
    companies : Companies
    answers : mapping of str to str
        Folded text (a holding's id, an id or a name) to the id of a company, as
        :func:`~bbafootprint.portfolio.inputs.rates.read_matches` reads them; they win.

    Returns
    -------
    Matching
    """
    frame = holdings.frame
    size = len(frame)
    company, how = np.full(size, NONE, dtype=np.int64), np.full(size, "", dtype=object)
    names, own = frame["name"].tolist(), frame["holding_id"].tolist()
    codes = {key: companies.of_answer.get(tidy_id(code), NONE) for key, code in answers.items()}
    used: set[str] = set()
    waiting: dict[tuple[str, str], list[int]] = {}
    conflicts: dict[tuple[int, ...], list[int]] = {}
    columns = [(name, holdings.ids[name]) for name in ID_COLUMNS]
    for row in range(size):
        if codes:
            texts = (own[row], *(text for _, ids in columns for text in ids[row]), names[row])
            keys = [key for text in texts if (key := " ".join(text.split()).casefold()) in codes]
            used.update(keys)
            if keys:
                key = keys[0]
                company[row], how[row] = codes[key], ANSWER if codes[key] >= 0 else ""
                if company[row] >= 0:
                    continue
        hits: dict[int, str] = {}
        for name, ids in columns:
            for text in ids[row]:
                if (at := companies.of_id.get(text, NONE)) >= 0:
                    hits.setdefault(at, name)
        if len(hits) == 1:
            ((company[row], how[row]),) = hits.items()
        elif hits:
            company[row] = CONFLICT
            conflicts.setdefault(tuple(sorted(hits)), []).append(row)
        else:
            first = next((text for _, ids in columns for text in ids[row]), "")
            waiting.setdefault((first, names[row]), []).append(row)
    issues = _answer_issues(answers, codes)
    called = companies.names["company"].tolist()
    for several, rows in conflicts.items():
        issues.append(make(
            "company-conflict",
            f"The identifiers of {own[rows[0]]}{_more(rows)} belong to different companies: "
            f"{', '.join(called[at] for at in several)}.",
            found=own[rows[0]], sheet=str(holdings.reading.get("sheet", "")), cell=frame["cell"].iloc[rows[0]],
            line_id=own[rows[0]], suggestion="Correct an identifier, or answer it in the table of matches.",
        ))  # fmt: skip
    unmatched, more = _waiting(waiting, holdings, companies)
    return Matching(company, how, unmatched, issues + more, used)


def _more(rows: Sequence[int]) -> str:
    return f" and {counted(len(rows) - 1, 'more holding')}" if len(rows) > 1 else ""


def _answer_issues(answers: Mapping[str, str], codes: Mapping[str, int]) -> list[dict[str, Any]]:
    issues = []
    for key, code in answers.items():
        if codes[key] < 0:
            issues.append(make(
                "match-unusable", f"'{key}' is answered with '{code}', which is no id in the table of companies.",
                found=code, suggestion="Write the company's id, ISIN or LEI as the table of companies has it.",
            ))  # fmt: skip
    return issues


def unused_answers(answers: Mapping[str, str], used: set[str]) -> list[dict[str, Any]]:
    """Say which answers fit nothing.

    Parameters
    ----------
    answers : mapping of str to str
    used : set of str
        Keys that were applied.

    Returns
    -------
    list of dict
    """
    return [
        make(
            "match-unused",
            f"'{key}' is answered and stands nowhere in the holdings, lines or footprints.",
            found=key,
        )
        for key in answers
        if key not in used
    ]


def _waiting(
    waiting: Mapping[tuple[str, str], list[int]], holdings: Holdings, companies: Companies
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return what waits for an answer, with companies of near names, and the issues that say so."""
    frame = holdings.frame
    near = NearNames(companies) if waiting else None
    rows, issues = [], []
    sheet = str(holdings.reading.get("sheet", ""))
    for (first, name), at in waiting.items():
        holding = frame["holding_id"].iloc[at[0]]
        found = first or name or holding
        ids = near.find(name or first) if near is not None else []
        suggested = "; ".join(companies.names["name"].iloc[each] or "" for each in ids)
        codes = "; ".join(companies.names["company"].iloc[each] for each in ids)
        rows.append(
            {
                "found": found,
                "code": "",
                "holdings": len(at),
                "suggestion": codes,
                "suggested_name": suggested,
            }
        )
        missing = not (first or name)
        called = [
            f"{companies.names['name'].iloc[each]} ({companies.names['company'].iloc[each]})" for each in ids
        ]
        hint = f"Near names: {', '.join(called)}. " if ids else ""
        issues.append(make(
            "company-missing" if missing else "company-unknown",
            f"{holding}{_more(at)}: no company is named." if missing
            else f"{holding}{_more(at)}: '{first or name}' is no identifier in the table of companies."
            if first else f"{holding}{_more(at)}: only the name '{name}' is given, and a name is no match.",
            found=found, sheet=sheet, cell=frame["cell"].iloc[at[0]], line_id=holding,
            suggestion=f"{hint}Add the company, or answer it in a table of matches: found, code.",
        ))  # fmt: skip
    columns = ["found", "code", "holdings", "suggestion", "suggested_name"]
    return pd.DataFrame(rows, columns=columns), issues


class NearNames:
    """Names of companies, indexed once for suggestions."""

    def __init__(self, companies: Companies) -> None:
        self.by_name: dict[str, list[int]] = {}
        called = companies.names["company"]
        for at, name in enumerate(companies.names["name"].where(companies.names["name"] != "", called)):
            if name:
                self.by_name.setdefault(plain_name(name), []).append(at)
        self.spellings: Spellings = index_spellings(self.by_name)

    def find(self, name: str) -> list[int]:
        """Return at most three companies whose name is near, the nearest first."""
        wanted = plain_name(name)
        if not wanted:
            return []
        near = [wanted] if wanted in self.by_name else []
        near += near_spellings(wanted, self.spellings, n=3, cutoff=0.75)
        near += [known for known in self.by_name if wanted.split()[0] == known.split()[0]] if not near else []
        return [at for known in dict.fromkeys(near) for at in self.by_name[known]][:3]


def plain_name(name: str) -> str:
    """Return the name of a company without its legal form, case, accents and punctuation.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
    """
    words = _LETTERS.sub("", fold(name)).split()
    kept = [word for word in words if word not in _FORMS]
    return " ".join(kept or words)
