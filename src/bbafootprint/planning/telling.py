"""The progress of a commitment as a person reads it, and as data for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bbafootprint.footprint.plain import plain
from bbafootprint.planning.commitment import Commitment, target_name
from bbafootprint.planning.judging import BASELINE, BEFORE

Rows = Sequence[Mapping[str, Any]]


def said_value(value: float, unit: str) -> str:
    """Return a number with its unit; a share of tonnes as a percentage."""
    if value != value:
        return "not assessed"
    if unit == "share of t":
        return f"{100 * value:.3g} %"
    size = abs(value)
    number = (
        "0"
        if size == 0
        else f"{value:.2e}"
        if size < 1e-3
        else f"{value:,.0f}"
        if size >= 1e3
        else f"{value:.3g}"
    )
    return f"{number} {unit}".strip()


def said_goal(row: Mapping[str, Any]) -> str:
    """Return from what to what by when, of a row of the progress of a target."""
    start, goal, unit = row["baseline"], row["target_value"], row["unit"]
    if start != start and goal != goal:
        return f"target year {row['target_year']}; the baseline is not assessed"
    said = "a baseline that is not assessed" if start != start else said_value(start, unit)
    return f"from {said} to {said_value(goal, unit)} by {row['target_year']}"


def progress_in_words(commitment: Commitment, rows: Rows, beside: Rows, issues: Rows = ()) -> str:
    """Return the progress in words: a paragraph a target, and what stands beside.

    Parameters
    ----------
    commitment : Commitment
    rows, beside, issues : sequence of mapping
        Of a :class:`~bbafootprint.planning.progress.CommitmentProgress`.

    Returns
    -------
    str
    """
    by = f", by {commitment.by}" if commitment.by else ""
    text = [f"Commitment: {commitment.name or '(no name)'}{by}; baseline year {commitment.baseline}"]
    for target in commitment.targets:
        name = target_name(target)
        mine = [row for row in rows if row["target"] == name]
        if not mine:
            continue
        last = mine[-1]
        text.append(f"{name}: {said_goal(last)}")
        text += [f"  {_year_in_words(row)}" for row in mine]
        text += [f"    beside it, {_entry(entry)}" for entry in beside if entry["target"] == name]
    rest = [entry for entry in beside if not entry["target"]]
    if rest:
        text.append("Beside the progress, subtracted from nothing:")
        text += [f"  {_entry(entry)}" for entry in rest]
    text += [f"{issue['message']} {issue['suggestion']}" for issue in issues]
    return "\n".join(text)


def _year_in_words(row: Mapping[str, Any]) -> str:
    unit = row["unit"]
    said = f"{row['year']}: {said_value(row['value'], unit)}"
    if row["status"] not in (BASELINE, BEFORE):
        required = row["required"]
        said += f", asked for {said_value(required, unit)}" if required == required else ""
        said += f": {row['status']}"
        if row["change"] == row["change"]:
            points = unit == "share of t"
            said += f"; since {row['baseline_year']} {_signed(row['change'])} {'points' if points else '%'}"
            if row["change_low"] == row["change_low"]:
                said += f" ({_signed(row['change_low'])} to {_signed(row['change_high'])} %)"
        if row["chance"] == row["chance"] and "chance" not in row["why"]:
            said += f"; chance of being on the path {100 * row['chance']:.3g} %"
    else:
        said += f" ({row['status']})"
    if row["why"]:
        said += f"; {row['why']}"
    if row["coverage"] == row["coverage"]:
        said += f"; {100 * row['coverage']:.3g} % known"
        change = row["coverage_change"]
        if change == change and abs(change) >= 5e-4:
            said += f", {100 * change:+.3g} points since the baseline"
    if row["unplaced_lines"]:
        count = row["unplaced_lines"]
        said += f"; {count:,} line{'s' * (count != 1)} may belong here: the commodity is not known"
    return said


def _signed(share: float) -> str:
    """Return a share in hundredths with its sign; what rounding left of nothing is 0."""
    return "+0" if abs(share) < 1e-9 else f"{100 * share:+.3g}"


def _entry(entry: Mapping[str, Any]) -> str:
    value = "" if entry["value"] != entry["value"] else f": {said_value(entry['value'], entry['unit'])}"
    note = f" ({entry['note']})" if entry["note"] else ""
    return f"{entry['year']}, {entry['what']}{value}{note}"


def progress_to_dict(
    commitment: Commitment, rows: Rows, beside: Rows, issues: Rows, provenance: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the progress as JSON-ready data.

    Parameters
    ----------
    commitment : Commitment
    rows, beside, issues : sequence of mapping
    provenance : mapping

    Returns
    -------
    dict
        ``commitment`` (the document), ``progress``, ``context``, ``issues``, ``provenance``; a missing number is None.
    """
    return {
        "commitment": commitment.model_dump(mode="json", by_alias=True),
        "progress": [plain(dict(row)) for row in rows],
        "context": [plain(dict(row)) for row in beside],
        "issues": [plain(dict(row)) for row in issues],
        "provenance": plain(dict(provenance)),
    }
