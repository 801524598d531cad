"""The restatement note: what changed from one run to another and why, in words and figures, for an auditor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

WORDS: Mapping[str, str] = {
    "volume": "more or less was bought",
    "commodity_mix": "other goods were bought",
    "origin_mix": "the goods came from other places",
    "conversion": "another quantity of the primary commodity stands behind a unit bought",
    "factors": "the factors changed",
    "method": "the method changed",
    "coverage": "more or less of what was bought is assessed",
}
"""What each part of a difference means."""

SHOWN = 10
"""Factors and lines that a note lists before it counts the rest."""


def restatement_note(
    title: str,
    total: pd.DataFrame,
    parts: Sequence[str],
    lines: pd.DataFrame,
    factors: pd.DataFrame,
    provenance: Mapping[str, Any],
    not_comparable: Mapping[str, str],
) -> str:
    """Return the note as Markdown text.

    Parameters
    ----------
    title : str
    total : pandas.DataFrame
        See :meth:`bbafootprint.comparison.Comparison.total`.
    parts : sequence of str
        Its columns that add up to the difference.
    lines, factors : pandas.DataFrame
        See :meth:`~bbafootprint.comparison.Comparison.lines` and ``factors``.
    provenance : mapping
        The records of the two runs.
    not_comparable : mapping of str to str
        Indicators with the reason why they are not subtracted.

    Returns
    -------
    str
    """
    compared = total[~total.index.isin(list(not_comparable))]
    sections = [
        [f"# {title}"],
        ["## From what to what", "", *_totals(compared)],
        ["## Why", "", *_reasons(compared, parts)],
        ["## What each figure was made with", "", *_records(provenance)],
        ["## Coverage", "", *_coverage(compared)],
        ["## Factors that changed", "", *_factors(factors)],
        ["## Lines", "", *_lines(lines, provenance["matched_on"])],
    ]
    if not_comparable:
        listed = [f"- {name}: {why}{_beside(dict(total.loc[name]))}" for name, why in not_comparable.items()]
        sections.append(["## Not compared", "", *listed])
    sections.append(["## How the difference is split", "", *_how(provenance)])
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def figure(value: float) -> str:
    """Return a number with four digits, or all before the point; words where there is none."""
    if value != value:
        return "not assessed"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def change(share: float) -> str:
    """Return a change as a percentage with its sign; what rounds to nothing has none."""
    if share != share:
        return "-"
    return f"{100 * share:+.1f} %" if abs(share) >= 0.0005 else "0.0 %"


def signed(value: float) -> str:
    """Return a difference with its sign."""
    return "-" if value != value else f"{'+' if value > 0 else ''}{figure(value)}"


def _totals(total: pd.DataFrame) -> Iterator[str]:
    yield from _header("indicator", "unit", "before", "after", "difference", "95 % interval", "of before")
    for name, row in total.iterrows():
        share = row["difference"] / row["before"] if row["before"] > 0 else float("nan")
        low, high = row["difference_low"], row["difference_high"]
        interval = "-" if low != low else f"{signed(low)} to {signed(high)}"
        yield _row(
            name,
            row["unit"],
            figure(row["before"]),
            figure(row["after"]),
            signed(row["difference"]),
            interval,
            change(share),
        )


def _reasons(total: pd.DataFrame, parts: Sequence[str]) -> Iterator[str]:
    for name, row in total.iterrows():
        known = row[list(parts)].astype(float)
        said = known[(known != 0) & known.notna()]
        ordered = said.reindex(said.abs().sort_values(ascending=False, kind="stable").index)
        because = "; ".join(
            f"{_spaced(part)} {signed(value)} ({WORDS[str(part)]})" for part, value in ordered.items()
        )
        remark = f" Note: {row['note']}." if row["note"] else ""
        if row["difference"] != row["difference"]:
            yield f"- **{name}**: no difference can be stated.{remark}"
        else:
            yield f"- **{name}**, {signed(row['difference'])} {row['unit']}: {because or 'nothing changed'}.{remark}"


def _records(provenance: Mapping[str, Any]) -> Iterator[str]:
    yield from _header("", "before", "after")
    sides = [provenance["before"], provenance["after"]]
    yield _row("library", *(f"{side['library']['name']} {side['library']['version']}" for side in sides))
    yield _row("input", *(side["input"].get("source", "table in memory") for side in sides))
    yield _row("sha256 of the input", *(_code(side["input"].get("sha256")) for side in sides))
    if any(side["input"].get("selected") for side in sides):
        yield _row("lines selected", *(_pairs(side["input"].get("selected")) for side in sides))
    yield _row("sha256 of the lines", *(_code(side["lines_sha256"]) for side in sides))
    yield _row(
        "factor sets",
        *(", ".join(f"{each['id']} {each['version']}" for each in side["factor_sets"]) for side in sides),
    )
    yield _row(
        "sha256 of the sets",
        *(", ".join(_code(each["sha256"]) for each in side["factor_sets"]) for side in sides),
    )
    for name in ("allocation", "perspective"):
        yield _row(name, *(side["options"].get(name, "") for side in sides))
    if any(side["options"].get("trade") for side in sides):
        yield _row("trade data", *(_named(side["options"].get("trade")) for side in sides))
    yield _row("products", *(_products(side["options"].get("products")) for side in sides))


def _coverage(total: pd.DataFrame) -> Iterator[str]:
    yield "What is not assessed is in no total. Share of the tonnes assessed:"
    yield ""
    yield from _header("indicator", "before", "after")
    for name, row in total.iterrows():
        shares = [row[f"{side}_assessed_mass_share"] for side in ("before", "after")]
        yield _row(name, *("-" if share != share else f"{100 * share:.1f} %" for share in shares))


def _factors(factors: pd.DataFrame) -> Iterator[str]:
    if factors.empty:
        yield "None that these lines use."
        return
    yield from _header(
        "indicator", "commodity", "origin", "before", "after", "set before", "set after", "effect"
    )
    row: Any
    for row in factors.head(SHOWN).itertuples():
        place = f"{row.origin} / {row.region}" if isinstance(row.region, str) else row.origin
        yield _row(
            row.indicator, row.primary_commodity, place, f"{figure(row.before)} ({row.before_rung})",
            f"{figure(row.after)} ({row.after_rung})", row.before_set, row.after_set,
            f"{signed(row.contribution)} {row.unit}",
        )  # fmt: skip
    if len(factors) > SHOWN:
        yield ""
        yield f"... and {len(factors) - SHOWN:,} more, of smaller effect."


def _lines(lines: pd.DataFrame, on: Sequence[str]) -> Iterator[str]:
    counts = lines["status"].value_counts()
    what = "lines" if list(on) == ["line_id"] else f"groups of lines alike in {', '.join(on)}"
    said = ", ".join(f"{counts.get(name, 0):,} {name}" for name in ("new", "gone", "changed", "same"))
    yield f"Of the {what}: {said}."
    changed = lines.loc[lines["status"] == "changed", "changed"]
    if len(changed):
        kinds = changed.str.split(", ").explode().value_counts()
        yield ""
        yield "Changed in: " + ", ".join(f"{kind} ({count:,})" for kind, count in kinds.items()) + "."


def _how(provenance: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "The impact of a commodity from an origin is volume x share of the commodity x share of the origin x primary "
        "commodity per unit x factor x coverage. Each part is the Shapley value: the mean, over all orders in which "
        "these can change, of what its own change does. The parts add up to the difference, and change their signs if "
        "before and after are swapped. What is not assessed is a part of its own, never a fall to zero."
    )
    if changed := provenance["method_changed"]:
        said = "; ".join(f"{name} {one} -> {two}" for name, (one, two) in changed.items())
        yield ""
        yield (
            f"The method changed: {said}. Its part is what each run's own lines and factors give under the other's "
            "method, the mean of both."
        )


def _beside(row: Mapping[Any, Any]) -> str:
    said = [f"{side} {figure(row[side])}" for side in ("before", "after") if row[side] == row[side]]
    return f" ({', '.join(said)} {row['unit']})" if said else ""


def _spaced(name: Any) -> str:
    return str(name).replace("_", " ")


def _code(text: str | None) -> str:
    return f"`{text}`" if text else "none"


def _named(entries: Sequence[Mapping[str, Any]] | None) -> str:
    return ", ".join(f"{each['id']} {each['version']}" for each in entries or []) or "none"


def _pairs(selected: Mapping[str, Any] | None) -> str:
    return ", ".join(f"{name} {value}" for name, value in (selected or {}).items()) or "all"


def _products(record: Mapping[str, Any] | None) -> str:
    if not record:
        return ""
    own = record.get("own")
    return f"{record['id']} {record['version']}" + (
        f" and own: {own.get('source', 'a table')}" if own else ""
    )


def _header(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield "|" + "---|" * len(names)


def _row(*cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
