"""What conversion has to say of lines, once a commodity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.schema import ISSUE_COLUMNS
from bbafootprint.vocabulary.own_products import OWN, OwnProducts

Integers = npt.NDArray[np.integer[Any]]

CONVERSION_ISSUES = {
    "content-out-of-range": ("error", "A content outside 0 to 1."),
    "content-ignored": ("warning", "A content given for a product that is no mixture; it was not used."),
    "own-products-doubtful": ("warning", "Something in the table of own products is likely to be a slip."),
    "own-products-lacking": (
        "error",
        "Lines were read with own products and are calculated without them.",
    ),
    "no-primary-equivalent": (
        "warning",
        "Goods are known and not converted; the reason is said. Also the `problem` of their lines.",
    ),
    "density-unknown": ("warning", "A unit that needs a density where none is known."),
    "conversion-assumed": (
        "info",
        "A conversion of the lowest quality decided lines; what it assumes is said.",
    ),
}
"""Code to severity and meaning of the issues that conversion adds; ``content-out-of-range`` and
``density-unknown`` are also the `problem` of the lines that they leave without a primary quantity."""

_MESSAGES = {
    "content-out-of-range": (
        "A content is a share of the product: {name} cannot hold less than none or more than all of it.",
        "Write the content as a share from 0 to 1, or as a percentage with its sign.",
    ),
    "content-ignored": (
        "{name} is not a mixed product: the content given was not used, the whole quantity counts.",
        "Leave the content empty, or name the mixed product (chocolate, tyres, paper).",
    ),
    "density-unknown": (
        "{name} was given in a unit that needs a density, and none is known.",
        "Give the quantity in {unit}.",
    ),
    "conversion-assumed": (
        "{name}: the quantity of its crop is a rough figure. {note}",
        "Nothing, if that fits; else name the goods more closely (a code of six digits), or give your own conversion.",
    ),
}  # fmt: skip


def conversion_issues(
    frame: pd.DataFrame,
    codes: Integers,
    values: list[str],
    notes: Mapping[str, str],
    here: Integers,
    code: str,
    vocabulary: Any,
) -> list[dict[str, object]]:
    """Return one issue per commodity, at the first line that has it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines.
    codes : numpy.ndarray of int
        Position of each line's commodity in `values`.
    values : list of str
        The distinct commodities.
    notes : mapping of str to str
        What a conversion assumes, by commodity.
    here : numpy.ndarray of int
        Positions of the lines with the issue, in order; each has a commodity.
    code : str
        A code of :data:`CONVERSION_ISSUES`.
    vocabulary : module or OwnProducts
        Gives names and base units.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    if not len(here):
        return []
    severity, (message, suggestion) = CONVERSION_ISSUES[code][0], _MESSAGES[code]
    counts = np.bincount(codes[here], minlength=len(values))
    first = np.zeros(len(values), dtype=np.intp)
    first[codes[here][::-1]] = here[::-1]  # written backwards, so that the first line stands
    positions = np.flatnonzero(counts)
    places = {
        column: frame[column].iloc[first[positions]].tolist() if column in frame else [""] * len(positions)
        for column in ("sheet", "cell", "line_id")
    }
    return [
        {
            "severity": severity,
            "code": code,
            "sheet": sheet,
            "cell": cell,
            "found": f"{commodity}, {count} line{'s' if count > 1 else ''}",
            "message": message.format(
                name=vocabulary.name(commodity), note=notes.get(commodity, "")
            ).strip(),
            "suggestion": suggestion.format(unit=vocabulary.base_unit(commodity)),
            "line_id": line_id,
        }
        for commodity, count, sheet, cell, line_id in zip(
            (values[position] for position in positions), counts[positions].tolist(), places["sheet"],
            places["cell"], places["line_id"], strict=True,
        )
    ]  # fmt: skip


def own_product_issues(frame: pd.DataFrame, own: OwnProducts | None) -> list[dict[str, object]]:
    """Return what is to be said of the own products, and of lines that were read with others than these.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines.
    own : OwnProducts, optional

    Returns
    -------
    list of dict
        Rows of issues.
    """

    def issue(code: str, found: str, message: str, suggestion: str, line_id: str = "") -> dict[str, object]:
        row: dict[str, object] = dict.fromkeys(ISSUE_COLUMNS, "")
        said = {"severity": CONVERSION_ISSUES[code][0], "code": code, "found": found, "message": message}
        return row | said | {"suggestion": suggestion, "line_id": line_id}

    issues = []
    if own is not None:
        issues = [
            issue(
                "own-products-doubtful",
                own.source,
                f"Own products: {remark}",
                "Correct the table, if it is one.",
            )
            for remark in own.remarks
        ]
    if "commodity_match" not in frame:
        return issues
    known = frozenset() if own is None else frozenset(own.products.index)
    read_so = (frame["commodity_match"] == OWN).to_numpy(dtype=bool)
    lost = read_so & ~frame["commodity"].isin(list(known)).to_numpy(dtype=bool)
    if lost.any():
        codes = ", ".join(sorted(set(frame["commodity"][lost].astype(str)))[:5])
        issues.append(
            issue(
                "own-products-lacking",
                codes,
                f"{int(lost.sum()):,} line{'s' * (int(lost.sum()) != 1)} were read with own products ({codes}) that the"
                " calculation was not given: they are not converted, or by the library's own figures.",
                "Give the same products to read_lines(..., products=...) and calculate_footprint(..., products=...).",
                str(frame["line_id"][lost].iloc[0]),
            )
        )
    return issues


def append_issues(issues: pd.DataFrame, more: list[dict[str, object]]) -> pd.DataFrame:
    """Return issues with more rows under them.

    Parameters
    ----------
    issues : pandas.DataFrame
    more : list of dict

    Returns
    -------
    pandas.DataFrame
    """
    if not more:
        return issues
    new = pd.DataFrame(more, columns=list(ISSUE_COLUMNS), dtype=object)
    return pd.concat([issues, new], ignore_index=True) if len(issues) else new
