"""What each kind of step does to the lines that it changes: checked before, then written column by column."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from bbafootprint.planning.names import Names, UnreadNameError, origin_name
from bbafootprint.planning.pieces import Flags, Floats, set_text, set_texts
from bbafootprint.planning.scenario import Certify, Content, Move, Place, Replace, Step
from bbafootprint.planning.selecting import as_said, at_origin, is_any
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.trade.products.equivalents import primary_equivalents
from bbafootprint.vocabulary.own_products import OwnProducts

SCENARIO = "scenario"
"""The word in the columns `origin_match` and `commodity_match` of what a scenario changed."""

UNKNOWN = "unknown origin"
"""The word in the column `origin_match` of an origin that is not known."""


@dataclass
class Plan:
    """What a step writes.

    Attributes
    ----------
    among : ndarray of bool
        Lines that the step is about, besides the conditions that every step has.
    already : ndarray of bool
        Lines that are already as the step would have them.
    texts : dict
        Column to the text that it gets, None for missing.
    numbers : dict
        Column to the number that it gets.
    claims : dict
        Column of claims to the text that it gets; made where it is not there.
    ratio : float
        Tonnes after for each tonne before.
    needs_mass : bool
        Whether amounts are counted in tonnes afterwards.
    detach : bool
        Whether a part of a traced line that changes is no part of it any more.
    """

    among: Flags
    already: Flags
    texts: dict[str, str | None] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    claims: dict[str, str | None] = field(default_factory=dict)
    ratio: float = 1.0
    needs_mass: bool = False
    detach: bool = False


def prepare(
    step: Step, frame: pd.DataFrame, names: Names, place: str, own: OwnProducts | None
) -> Plan | None:
    """Read the names in a step and say what it writes.

    Parameters
    ----------
    step : Step
    frame : pandas.DataFrame
        The lines before it.
    names : Names
        Takes what is wrong with names.
    place : str
        Of the step, for messages.
    own : OwnProducts or None

    Returns
    -------
    Plan or None
        None where a name cannot be used; `names` then has the fault.
    """
    every: Flags = np.ones(len(frame), dtype=bool)
    plan = Plan(every, ~every)
    before = len(names.faults)
    if isinstance(step, Move):
        if step.source is not None:
            plan.among = _at(frame, step.source, names, f"{place}: from")
        plan.texts = _texts_of(step.to, names, f"{place}: to")
        plan.already = _is_so(frame, plan.texts)
        plan.detach = "origin" in plan.texts
        _number_origin(plan)
    elif isinstance(step, Replace):
        _prepare_replace(plan, step, frame, names, place, own)
    elif isinstance(step, Content):
        _check_mixed(step, names, place, own)
        plan.numbers = {"content": step.to}
        plan.already = (frame["content"] == step.to).to_numpy(bool)
    elif isinstance(step, Certify):
        plan.claims = {
            "certification": step.scheme or None, "claim": step.claim, "evidence": step.evidence,
            "cut_off": step.cut_off.isoformat() if step.cut_off else None,
        }  # fmt: skip
    return None if len(names.faults) > before else plan


def change(table: pd.DataFrame, at: Flags, plan: Plan, mass: Floats) -> None:
    """Write what a step changes into a frame of one's own.

    Parameters
    ----------
    table : pandas.DataFrame
        Changed in place.
    at : ndarray of bool, shape (rows,)
        The rows to change.
    plan : Plan
    mass : ndarray of float, shape (rows,)
        Tonnes of each row; used where the plan needs them.
    """
    set_texts(table, at, plan.texts)
    for name, number in plan.numbers.items():
        if name in table:
            values = table[name].to_numpy(np.float64, copy=True)
            values[at] = number
            table[name] = values
    for name, text in plan.claims.items():
        set_text(table, name, at, text)
    if not plan.needs_mass:
        return
    volume = at & is_any(table["amount_unit"], lambda unit: unit == "m3")
    quantity, amount = (table[name].to_numpy(np.float64, copy=True) for name in ("quantity", "amount"))
    quantity[at & ~volume] *= plan.ratio
    amount[at & ~volume] *= plan.ratio
    quantity[volume] = amount[volume] = mass[volume] * plan.ratio
    table["quantity"], table["amount"] = quantity, amount
    set_texts(table, volume, {"unit_as_given": "t", "amount_unit": "t"})


def _at(frame: pd.DataFrame, where: Place, names: Names, place: str) -> Flags:
    origin, region = _origin_of(where, names, place)
    return at_origin(frame, origin, region, where.supplier)


def _origin_of(where: Place, names: Names, place: str) -> tuple[str | None, str]:
    """Return the code of a place's origin and its region; nothing where a name cannot be used."""
    if where.origin is None:
        return None, where.region or ""
    with names.at(place):
        origin, region = names.origin(where.origin, place)
        if where.region and region and as_said(region) != as_said(where.region):
            raise UnreadNameError(
                f"{where.origin!r} and region {where.region!r} name two regions; leave one out"
            )
        return origin, where.region or region
    return None, ""


def _texts_of(to: Place, names: Names, place: str) -> dict[str, str | None]:
    """Return what is written for goods from a place."""
    origin, region = _origin_of(to, names, place)
    texts: dict[str, str | None] = {}
    if origin is not None:
        texts = {
            "origin": origin, "origin_as_given": origin_name(origin),
            "origin_match": UNKNOWN if origin == UNKNOWN_ORIGIN else SCENARIO, "region": None,
            "region_as_given": None, "traced_with": "",
        }  # fmt: skip
    if region:
        texts |= {"region": region, "region_as_given": region}
        if to.origin is None:
            with names.at(place):
                raise UnreadNameError(f"region {region!r} is given without its country; write origin too")
    if to.supplier is not None:
        texts["supplier"] = to.supplier
    return texts


def _number_origin(plan: Plan) -> None:
    if "origin" in plan.texts:
        plan.numbers["origin_quality"] = float("nan")  # it is no longer what trade data gave


def _is_so(frame: pd.DataFrame, texts: dict[str, str | None]) -> Flags:
    """Return which lines already come from where a step would have them come."""
    kept: Flags = np.ones(len(frame), dtype=bool)
    for name in ("origin", "region", "supplier"):
        if name not in texts or (name == "region" and texts[name] is None):
            continue
        wanted = as_said(texts[name])
        kept &= is_any(frame[name], lambda value, wanted=wanted: as_said(value) == wanted)  # type: ignore[misc]
    return kept


def _prepare_replace(
    plan: Plan, step: Replace, frame: pd.DataFrame, names: Names, place: str, own: OwnProducts | None
) -> None:
    with names.at(f"{place}: by"):
        code = names.commodity(step.by, f"{place}: by")
        plan.texts = {
            "commodity": code, "commodity_as_given": code, "commodity_match": SCENARIO, "hs_code_as_given": None,
            "stage": None, "stage_as_given": None,
        }  # fmt: skip
        plan.already = is_any(frame["commodity"], lambda held: held == code)
        if step.content is not None and code not in _mixed(own):
            raise UnreadNameError(f"content is given, and {code} is no mixed product; leave content out")
    if step.origin is not None:
        plan.texts |= _texts_of(step.origin, names, f"{place}: origin")
        _number_origin(plan)
    plan.numbers["content"] = float("nan") if step.content is None else step.content
    plan.ratio, plan.needs_mass, plan.detach = step.ratio, True, True


def _check_mixed(step: Content, names: Names, place: str, own: OwnProducts | None) -> None:
    mixed = _mixed(own)
    for text in step.commodity:
        with names.at(f"{place}: commodity"):
            code = names.commodity(text, place)
            if code not in mixed:
                some = ", ".join(sorted(mixed)[:6])
                raise UnreadNameError(f"{text!r} is no mixed product, it has no content; such are {some} ...")


def _mixed(own: OwnProducts | None) -> set[str]:
    """Return the products of which only a share counts."""
    table = primary_equivalents(own=own)
    return {str(code) for code in table.index[table["content_default"].notna()]}
