"""What the cells say about the meaning of columns: numbers that are no customs codes, shares that are no contents."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.errors import InputError
from bbafootprint.ingest.framing import is_own
from bbafootprint.ingest.header_words import fold, score_header, split_header
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.sums import fill_labels
from bbafootprint.ingest.table import Table, as_text, code_texts
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.commodities import match_commodity, primary_commodity
from bbafootprint.vocabulary.customs_codes import exists_as_written
from bbafootprint.vocabulary.places import match_place

SAMPLE = 500
"""Distinct texts of a column that are looked at."""

_MOST = 0.8  # share of the texts of a column that makes it one of numbers
_WORD = re.compile(r"[^\W\d_]{3,}")
_SHARES = frozenset(("share", "part", "aandeel", "anteil", "percentage", "pourcentage", "percent", ""))
_PERCENT = re.compile(r"%|percent|procent|prozent|pourcent", re.IGNORECASE)
_PRODUCT_WORDS = "product produkt produit article artikel eindproduct endprodukt recipe recette recept rezept"
_PRODUCTS = frozenset(_PRODUCT_WORDS.split())
_IN_PRODUCT = re.compile(
    r"\b(?:percent|pct|percentage|pourcentage|share|part|aandeel|anteil|content|inclusion|teneur|gehalte?|proportion)\b"
    r".*\b(?:in|of|im|des|du|dans|van|vom|aan)\b.*\b(?:" + "|".join(_PRODUCT_WORDS.split()) + r")\b"
)
_INGREDIENT_WORDS = """ingredient ingrediënt ingredienten ingredients zutat raw commodity grondstof rohstoff matiere
    commodities material"""
_INGREDIENTS = frozenset(fold(_INGREDIENT_WORDS).split())
_DATES = frozenset(("date", "datum", "dates"))
_DAYS = re.compile(r"(?:2[5-9]|[34][0-9]|5[0-4])[0-9]{3}")  # 1968 to 2050
_FIRST_DAY = datetime.date(1899, 12, 30)
_ROW_LABELS = frozenset(("row labels", "rijlabels", "zeilenbeschriftungen", "etiquettes de lignes"))


def is_number_of_own(text: str) -> bool:
    """Tell whether a text is a number or a code of somebody's own list: digits, and no word beside them.

    Parameters
    ----------
    text : str
        Such as ``180100`` or ``A-7781``.

    Returns
    -------
    bool
    """
    return any(map(str.isdigit, text)) and not any(
        _WORD.search(word) and not any(map(str.isdigit, word))
        for word in re.split(r"[\s,;/()]+", text)
        if not re.search(r"[-_.]\d|\d[-_.]", word)
    )


def choose_by_cells(
    table: Table, given: Mapping[str, str], path: Path | None
) -> tuple[Table, list[dict[str, Any]]]:
    """Correct what headers alone said, where the cells show that a column means something else.

    Parameters
    ----------
    table : Table
    given : mapping of str to str
        Column name to header, as the person said: nothing is changed there.
    path : pathlib.Path or None
        The file.

    Returns
    -------
    table : Table
        With the columns chosen.
    issues : list of dict
        What was chosen and why.

    Raises
    ------
    InputError
        If the table is a pivot table whose goods and countries stand in one column.
    """
    if is_own(table.headers):
        return table, []
    table, issues = fill_labels(table)
    if "commodity" in table.match.targets and "commodity" not in given:
        _refuse_outline(table, path)
        table, chosen = _names_before_numbers(table)
        issues += chosen
        more = [left for name, _, left in table.match.second if name == "commodity"]
        if more and _share_of_numbers(_texts_of(table, more[0])) < _MOST:
            table = replace(table, detail=more[0])
    table, chosen = _dates_from_days(table)
    issues += chosen
    if "content" not in table.match.targets and "content" not in given:
        table, chosen = _share_in_product(table)
        issues += chosen or _bare_shares(table)
    return table, issues


def _texts_of(table: Table, at: int) -> list[str]:
    """Return the first distinct texts of a column."""
    return code_texts(table.columns[at].iloc[: 20 * SAMPLE]).values[:SAMPLE]


def _share_of_numbers(texts: list[str]) -> float:
    """Return which share of texts are numbers of somebody's own."""
    return sum(map(is_number_of_own, texts)) / len(texts) if texts else 0.0


def _names_before_numbers(table: Table) -> tuple[Table, list[dict[str, Any]]]:
    """Take the column that names the goods where the one that was found only numbers them."""
    at = table.match.targets["commodity"]
    if _share_of_numbers(_texts_of(table, at)) < _MOST:
        return table, []
    used = {*table.match.targets.values(), *table.match.periods}
    best: tuple[float, float, int] | None = None
    for other, header in enumerate(table.headers):
        if other in used or not header:
            continue
        score = score_header(header).get("commodity", 0.0)
        texts = _texts_of(table, other)
        if not texts or _share_of_numbers(texts) > 1 - _MOST:
            continue
        matches = [match_commodity(text) for text in texts[:50]]
        named = sum(match.code is not None or match.how == "ambiguous" for match in matches) / len(matches)
        # A header that does not speak of goods must hold names of goods, and no countries: Turkey is both.
        if (score or named > 0.5) and (best is None or (named, score) > best[:2]):
            best = named, score, other
    if best is None:
        return table, []
    taken = best[2]
    match = table.match
    targets = {**match.targets, "commodity": taken}
    if "hs_code" not in targets and _agree(table, at, taken):  # "18010000" beside "Cocoa beans, whole"
        return replace(table, match=replace(match, targets={**targets, "hs_code": at})), []
    second = [row for row in match.second if row[0] != "commodity"]
    issue = make_issue(
        "column-second",
        f"'{table.headers[at]}' holds numbers and '{table.headers[taken]}' names: the goods were read from"
        f" '{table.headers[taken]}', and the numbers were kept and not read as customs codes.",
        found=table.headers[at],
        suggestion=f'If they are customs codes: --column hs_code="{table.headers[at]}".',
        sheet=table.sheet,
        cell=table.address(-1, at),
    )
    return replace(table, match=replace(match, targets=targets, second=second)), [issue]


def _agree(table: Table, numbers: int, names: int) -> bool:
    """Tell whether numbers are customs codes, all of them, of the goods that stand beside them."""
    pairs = pd.DataFrame(
        {"number": table.columns[numbers].map(as_text), "name": table.columns[names].map(as_text)}
    ).iloc[: 20 * SAMPLE]
    pairs = pairs[(pairs["number"] != "") & (pairs["name"] != "")].drop_duplicates()[:SAMPLE]
    told = 0
    for number, name in pairs.itertuples(index=False):
        if not exists_as_written(number):
            return False
        code, words = match_commodity("", hs=number), match_commodity(name)
        if words.code is None or code.code is None:
            continue
        if primary_commodity(words.code) != primary_commodity(code.code):
            return False
        told += 1
    return told > 0


def _share_in_product(table: Table) -> tuple[Table, list[dict[str, Any]]]:
    """Take a column such as "% in product" for what it says: the ingredient's share of the product's quantity."""
    used = {*table.match.targets.values(), *table.match.periods}
    found = [
        at
        for at, header in enumerate(table.headers)
        if at not in used and _IN_PRODUCT.search(_fold_marks(header)) and table.columns[at].notna().any()
    ]
    if len(found) != 1 or "commodity" not in table.match.targets:
        return table, []
    at, header = found[0], table.headers[found[0]]
    goods = set(fold(table.headers[table.match.targets["commodity"]]).split())
    if goods.isdisjoint(_INGREDIENTS):
        targets = {**table.match.targets, "content": at}
        return replace(table, match=replace(table.match, targets=targets)), []
    quantities = [*table.match.periods, *(at for at in [table.match.targets.get("quantity", -1)] if at >= 0)]
    of_product = all(not _PRODUCTS.isdisjoint(fold(table.headers[each]).split()) for each in quantities)
    whole = " and ".join(f"'{table.headers[each]}'" for each in quantities[:3])
    if of_product:
        says = f"{whole} is the quantity of a product and '{header}' the share of the ingredient in it"
        message = f"{says}: the quantity of each line is the one times the other."
        advice = (
            "Nothing, if that is right; else write the ingredient's own quantity, and leave the share out."
        )
    else:
        message = f"'{header}' is a share of a product, and {whole} may be the product's quantity or the ingredient's"
        message += ": it was read as the ingredient's, and the share was not used."
        advice = "If it is the product's, multiply the two in a column of your own, and leave the share out."
    issue = make_issue(
        "quantity-share" if of_product else "content-share",
        message,
        found=header,
        suggestion=advice,
        sheet=table.sheet,
        cell=table.address(-1, at),
    )
    return (replace(table, share_of=at) if of_product else table), [issue]


def _fold_marks(header: str) -> str:
    """Return a header folded, its percent sign as a word."""
    return fold(header.replace("%", " percent "))


def _bare_shares(table: Table) -> list[dict[str, Any]]:
    """Name columns headed "Share" and no more, which may share out a purchase or say what a product holds."""
    used = {*table.match.targets.values(), *table.match.periods}
    issues = []
    for at, header in enumerate(table.headers):
        parts = split_header(header)
        bare = parts.core in _SHARES and (parts.core or _PERCENT.search(header)) and not parts.period
        if at in used or not header or not bare or not table.columns[at].notna().any():
            continue
        issues.append(
            make_issue(
                "content-share",
                f"'{header}' may be the share of an origin in a purchase, or of a commodity in a product: it was"
                " not used, and was kept as an other column.",
                found=header,
                suggestion=f'If it is what a product holds of its commodity: --column content="{header}".',
                sheet=table.sheet,
                cell=table.address(-1, at),
            )
        )
    return issues


def _dates_from_days(table: Table) -> tuple[Table, list[dict[str, Any]]]:
    """Read 45000 as a day in a column whose header speaks of dates: its cells lost their format."""
    at = table.match.targets.get("period", -1)
    if at < 0 or _DATES.isdisjoint(fold(table.headers[at]).split()):
        return table, []
    texts = code_texts(table.columns[at])
    days = {text for text in texts.values if _DAYS.fullmatch(text)}
    if not days:
        return table, []
    read = [
        str(_FIRST_DAY + datetime.timedelta(days=int(text))) if text in days else text
        for text in texts.values
    ]
    cells = np.array([*read, None], dtype=object)[texts.codes]
    columns = (*table.columns[:at], pd.Series(cells, dtype=object), *table.columns[at + 1 :])
    first = next(text for text in texts.values if text in days)
    row = int(np.argmax(texts.codes == texts.values.index(first)))
    issue = make_issue(
        "period-serial",
        f"'{table.headers[at]}' holds numbers such as {first}: they were read as days, {first} as"
        f" {read[texts.values.index(first)]}.",
        found=first,
        suggestion="Nothing, if that is right; else format the cells as dates.",
        sheet=table.sheet,
        cell=table.address(row, at),
    )
    return replace(table, columns=columns), [issue]


def _refuse_outline(table: Table, path: Path | None) -> None:
    """Refuse a pivot table that lists goods and countries in one column: their totals would count twice."""
    at = table.match.targets["commodity"]
    if fold(table.headers[at]) not in _ROW_LABELS or "origin" in table.match.targets:
        return
    for text in _texts_of(table, at):
        place = match_place(text)
        named = place.how in ("code", "name", "alias") and place.code not in (None, UNKNOWN_ORIGIN)
        if named and match_commodity(text).code is None:
            raise InputError(
                f"'{table.headers[at]}' is a pivot table that holds goods and countries in one column ('{text}'"
                " among them), and each total would count with its parts. In the spreadsheet program choose for it"
                " the tabular form with item labels repeated, and read it again.",
                path=path,
            )
