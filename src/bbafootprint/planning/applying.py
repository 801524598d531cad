"""A scenario applied to lines, giving lines: everything that works on lines works on what would be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.ingest.own_products import read_products
from bbafootprint.planning.changing import change, prepare
from bbafootprint.planning.claims import claim_columns
from bbafootprint.planning.documents import faulty
from bbafootprint.planning.names import Names
from bbafootprint.planning.pieces import Flags, Floats, number_parts, split_rows
from bbafootprint.planning.scenario import STEPS, Cut, PartStep, Scenario, Step, read_scenario
from bbafootprint.planning.selecting import select
from bbafootprint.planning.wording import said_of_step
from bbafootprint.schema import ISSUE_COLUMNS, Lines
from bbafootprint.trade.products import CONVERSION_COLUMNS, convert_to_primary
from bbafootprint.vocabulary.own_products import OwnProducts

SCENARIO_ISSUES: Mapping[str, tuple[str, str]] = {
    "scenario-no-match": ("warning", "A step of a scenario matches no line that it can change."),
    "scenario-unusable": (
        "warning",
        "Lines that a step matches are rejected or have a problem: left as they are.",
    ),
    "scenario-mass-unknown": ("warning", "Lines that a step matches have no known mass: left as they are."),
    "scenario-empty": ("warning", "A scenario has no steps, or a step is of a share of 0: nothing changes."),
    "scenario-note": ("warning", "A name in a scenario was understood, with a remark."),
}
"""Code to severity and meaning of the issues that a scenario adds."""


@dataclass
class _Run:
    """What is found while a scenario is applied."""

    names: Names
    own: OwnProducts | None
    claim_columns: Mapping[str, str]
    issues: list[dict[str, Any]]
    changed: list[int]


def apply_scenario(
    lines: Lines,
    scenario: Scenario | str | Path | Mapping[str, Any],
    *,
    products: OwnProducts | pd.DataFrame | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
) -> Lines:
    """Apply a scenario to lines.

    Parameters
    ----------
    lines : Lines
        Read and coded lines; not changed. Lines that were traced may be changed too: a step then sees the origins that
        trade data gave. Apply first and trace later to change what was declared.
    scenario : Scenario, str, pathlib.Path or mapping
        A scenario, or anything that :func:`bbafootprint.read_scenario` reads. Each step works on what the one before
        it left, and sees neither rejected lines nor lines with a problem.
    products : OwnProducts, pandas.DataFrame, str or pathlib.Path, optional
        The person's own products, as :func:`bbafootprint.calculate_footprint` takes them, so that steps may name them.
    columns : mapping of str to str, optional
        Columns of the lines that hold claims, where they have other names than
        :data:`~bbafootprint.planning.evidence.CLAIM_COLUMNS`: claims of the scenario are written there.

    Returns
    -------
    Lines
        In the order and under the index of the lines. A line that changes in part is two: what stays keeps the
        `line_id`, what changes stands below it as ``ID~STEP``; their `quantity` and `amount` sum to the line's to the
        last digit. `scenario_of` and `scenario_step` point back
        (:data:`~bbafootprint.planning.pieces.SCENARIO_COLUMNS`). The texts as given (`commodity_as_given`,
        `origin_as_given` ...) follow the codes, so that written lines read back the same; `origin_match` and
        `commodity_match` say ``"scenario"``. Lines that no step changes are as they were, and so is the whole frame
        where none does. Columns of a conversion are dropped from changed lines, because they no longer hold.

        What changes of a part of a traced line becomes a line of its own (`part` 0); the parts that are left are
        numbered anew and their shares sum to 1.

        `reading` has under ``scenario`` a list of what was applied, in order: name, hash, file, steps in words and the
        lines that each changed. `issues` says which steps match no line.

    Raises
    ------
    UsageError
        If `lines` are none.
    InputError
        If the scenario cannot be used, or names goods, places or columns that cannot be read: all of it at once, with
        step, field, value and what is right; or if a step asks for more tonnes than its lines hold.
    """
    if not isinstance(lines, Lines):
        raise UsageError(
            f"a scenario is applied to lines, not to a {type(lines).__name__}: give read_lines(...)"
            + (", or the lines of the footprint: result.lines" if hasattr(lines, "lines") else "")
        )
    scenario = read_scenario(scenario)
    own = read_products(products)
    held = frozenset(str(code) for code in lines.frame["commodity"].dropna().unique())
    run = _Run(Names(held, own), own, claim_columns(lines.frame, columns), [], [])
    frame = lines.frame
    if not scenario.steps:
        run.issues.append(
            _issue(
                "scenario-empty", "", "The scenario has no steps: nothing changes.",
                "Write a step: " + ", ".join(STEPS) + ".",
            )
        )  # fmt: skip
    for number, step in enumerate(scenario.steps, start=1):
        frame = _apply(frame, step, number, run)
    if run.names.faults:
        raise faulty(scenario.where(), run.names.faults)
    for note in dict.fromkeys(run.names.notes):
        place = note.partition(": ")[0]
        run.issues.append(_issue("scenario-note", place, note, "Nothing, if that is what is meant."))
    if frame is not lines.frame:
        frame = number_parts(frame)
    issues = pd.DataFrame(run.issues, columns=list(ISSUE_COLUMNS), dtype=object)
    said = pd.concat(
        [part for part in (lines.issues, issues) if len(part)] or [lines.issues], ignore_index=True
    )
    steps = [
        {"step": number, "said": said_of_step(step), "lines": changed}
        for number, (step, changed) in enumerate(zip(scenario.steps, run.changed, strict=True), start=1)
    ]
    record = {**scenario.record(), "steps": steps}
    reading = {**lines.reading, "scenario": [*lines.reading.get("scenario", []), record]}
    return replace(lines, frame=frame, issues=said, reading=reading)


def _apply(frame: pd.DataFrame, step: Step, number: int, run: _Run) -> pd.DataFrame:
    """Return the lines after one step; the same frame where it changes nothing."""
    place = f"step {number} ({getattr(step, 'do', '')})"
    if isinstance(step, PartStep) and step.share == 0:
        run.issues.append(
            _issue(
                "scenario-empty", "0", f"{place}: share is 0: the step changes nothing.",
                "Write more than 0, or leave the step out.",
            )
        )  # fmt: skip
    faults = len(run.names.faults)
    matched = select(
        frame, run.names, place,
        commodity=step.commodity, primary_commodity=step.primary_commodity, where=step.where,
    )  # fmt: skip
    plan = prepare(step, frame, run.names, place, run.own)
    run.changed.append(0)
    if plan is None or len(run.names.faults) > faults:
        return frame
    matched &= plan.among
    usable = ~frame["rejected"].to_numpy(bool) & (frame["problem"].astype(object).fillna("") == "").to_numpy(
        bool
    )
    _say_unusable(frame, matched & ~usable, place, run)
    matched &= usable & ~plan.already
    if not matched.any():
        already = (
            " Every line that it matches is so already." if (plan.among & plan.already & usable).any() else ""
        )
        run.issues.append(
            _issue(
                "scenario-no-match", said_of_step(step),
                f"{place}: no line matches, so that the step changes nothing.{already}",
                "Compare the step's names and conditions with the lines.",
            )
        )  # fmt: skip
        return frame
    fraction = _fraction(frame, step, matched, place, plan.needs_mass, run)
    if not (fraction > 0).any():
        return frame
    run.changed[-1] = int((fraction > 0).sum())
    if isinstance(step, Cut):
        return _cut(frame, fraction, number)
    mass = _masses(frame, run.own) if plan.needs_mass else np.full(len(frame), np.nan)
    table, changed = split_rows(_bare(frame), fraction, number, detach=plan.detach)
    if plan.needs_mass:  # of what changes, in the proportion of its amount
        split = np.repeat(np.arange(len(frame)), 1 + ((fraction > 0) & (fraction < 1)))
        whole = frame["amount"].to_numpy(np.float64)[split]
        with np.errstate(invalid="ignore", divide="ignore"):
            mass = np.where(
                whole > 0, mass[split] * table["amount"].to_numpy(np.float64) / whole, mass[split]
            )
    plan.claims = {run.claim_columns.get(name, name): text for name, text in plan.claims.items()}
    change(table, changed, plan, mass)
    return table


def _fraction(
    frame: pd.DataFrame, step: Step, matched: Flags, place: str, needs_mass: bool, run: _Run
) -> Floats:
    """Return which fraction of each line the step takes."""
    fraction: Floats = np.zeros(len(frame))
    tonnes = step.tonnes if isinstance(step, PartStep) else None
    if tonnes is not None or needs_mass:
        mass = _masses(frame, run.own)
        unknown = matched & np.isnan(mass)
        if unknown.any():
            run.issues.append(
                _issue(
                    "scenario-mass-unknown", "",
                    f"{place}: {int(unknown.sum()):,} lines that it matches have no known mass: left as they are.",
                    "Give their quantities in a unit of mass.", frame["line_id"].iloc[int(np.argmax(unknown))],
                )
            )  # fmt: skip
        matched = matched & ~unknown
    if tonnes is None:
        share = step.share if isinstance(step, PartStep) else None
        fraction[matched] = 1.0 if share is None else share
        return fraction
    there = math.fsum(mass[matched].tolist())
    if tonnes > there * (1 + 1e-12):
        run.names.faults.append(
            f"{place}: tonnes: {tonnes:,.6g} t are more than the {there:,.6g} t that its lines hold; "
            "write less, or a share"
        )
        return fraction
    fraction[matched] = min(tonnes / there, 1.0)
    return fraction


def _cut(frame: pd.DataFrame, fraction: Floats, number: int) -> pd.DataFrame:
    """Return the lines with less in them; none is lost, also where nothing is left of it."""
    table, _ = split_rows(_bare(frame), np.where(fraction > 0, 1.0, 0.0), number, detach=False)
    for name in ("quantity", "amount"):
        table[name] = table[name].to_numpy(np.float64) * (1 - fraction)
    return table


def _bare(frame: pd.DataFrame) -> pd.DataFrame:
    """Return lines without what was worked out from what now changes."""
    stale = [name for name in (*CONVERSION_COLUMNS, "region_match") if name in frame.columns]
    return frame.drop(columns=stale) if stale else frame


def _masses(frame: pd.DataFrame, own: OwnProducts | None) -> Floats:
    """Return the mass of each line as bought [t], NaN where unknown."""
    mass: Floats = convert_to_primary(Lines(frame), own).frame["mass_t"].to_numpy(np.float64)
    return mass


def _say_unusable(frame: pd.DataFrame, at: Flags, place: str, run: _Run) -> None:
    if not at.any():
        return
    count = int(at.sum())
    first = frame.iloc[int(np.argmax(at))]
    run.issues.append(
        _issue(
            "scenario-unusable", str(first["problem"]),
            f"{place}: {count:,} line{'s' * (count != 1)} that it matches cannot be used and stay{'s' * (count == 1)} "
            f"as {'it is' if count == 1 else 'they are'} (the first: {first['line_id']}, {first['problem']}).",
            "Mend them in the sheet; the issues of the sheet say how.", first["line_id"],
        )
    )  # fmt: skip


def _issue(code: str, found: str, message: str, suggestion: str, line_id: Any = "") -> dict[str, Any]:
    return {
        "severity": SCENARIO_ISSUES[code][0], "code": code, "sheet": "", "cell": "", "found": found,
        "message": message, "suggestion": suggestion, "line_id": line_id,
    }  # fmt: skip
