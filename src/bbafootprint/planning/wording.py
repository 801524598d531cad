"""A step of a scenario in a sentence, for the record and for a person."""

from __future__ import annotations

from bbafootprint.planning.scenario import Certify, Content, Cut, Move, PartStep, Place, Replace, Step


def said_of_share(share: float) -> str:
    """Return a share as a percentage."""
    return f"{100 * share:.6g} %"


def said_of_step(step: Step) -> str:
    """Return what a step does, in words.

    Parameters
    ----------
    step : Step

    Returns
    -------
    str
        Such as ``move 30 % of soybeans from Brazil to Argentina``.
    """
    goods = ", ".join(step.commodity) or ("all goods" if not step.primary_commodity else "")
    if step.primary_commodity:
        goods = " and ".join(filter(None, (goods, f"goods of {', '.join(step.primary_commodity)}")))
    conditions = [f"{name} {' or '.join(map(str, values))}" for name, values in step.where.items()]
    where = f" where {' and '.join(conditions)}" if conditions else ""
    much = "all" if not isinstance(step, PartStep) else _much(step)
    if isinstance(step, Move):
        source = f" from {_said(step.source)}" if step.source is not None else ""
        said = f"move {much} of {goods}{source} to {_said(step.to)}"
    elif isinstance(step, Replace):
        ratio = f", {step.ratio:.6g} t for each t" if step.ratio != 1 else ""
        origin = f" from {_said(step.origin)}" if step.origin is not None else ""
        said = f"replace {much} of {goods} by {step.by}{origin}{ratio}"
    elif isinstance(step, Content):
        said = f"content of {much} of {goods} {step.to:.6g}"
    elif isinstance(step, Certify):
        scheme = f" under {step.scheme}" if step.scheme else ""
        since = f", cut-off {step.cut_off.isoformat()}" if step.cut_off else ""
        claim = step.claim.replace("_", "-")
        said = f"buy {much} of {goods} {claim}{scheme} (evidence: {step.evidence}{since})"
    else:
        said = f"cut {much} of {goods}" if isinstance(step, Cut) else goods
    return said + where


def _much(step: PartStep) -> str:
    if step.tonnes is not None:
        return f"{step.tonnes:,.6g} t"
    return "all" if step.share is None else said_of_share(step.share)


def _said(place: Place) -> str:
    return ", ".join(part for part in (place.region, place.origin, place.supplier) if part)
