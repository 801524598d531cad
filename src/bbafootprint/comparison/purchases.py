"""Why two origins, or two goods, differ: product conversion, yield, conversion of land, characterisation."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.factors import FactorSet, Indicator, load_factors, match_regions, near_regions
from bbafootprint.footprint import Footprint, resolve_keys
from bbafootprint.ingest import read_lines
from bbafootprint.pipeline import calculate_footprint
from bbafootprint.vocabulary import places

PARTS: tuple[str, ...] = ("equivalent", "yield", "conversion", "characterisation")
"""The factors of an impact, in the order in which they are multiplied."""

_LAND, _LOSS = "land_occupation", "habitat_loss"

RESIDUE = 1e-12
"""A part under this share of the larger impact is what the arithmetic of floats leaves of 0, and is 0."""

_Steps = tuple[tuple[str, str], ...]


class _Purchase(NamedTuple):
    """One unit bought: its primary equivalent, per indicator its answer, and what a run would say of it.

    `impact`, `level`, `reason` and `layer` (-1: none) are of the answer; `alone` is, per layer that answers for
    something, the impacts and match levels of that layer alone.
    """

    name: str
    region: str
    equivalent: float
    unit: str
    impact: dict[str, float]
    level: dict[str, str]
    reason: dict[str, str]
    layer: dict[str, int]
    alone: dict[int, tuple[dict[str, float], dict[str, str]]]
    said: tuple[str, ...]


def decompose(
    a: tuple[str, ...],
    b: tuple[str, ...],
    factors: FactorSet | str | Path | pd.DataFrame | None = None,
    *,
    unit: str = "t",
    allocation: Literal["economic", "mass"] = "economic",
) -> pd.DataFrame:
    """Split the difference between two purchases of one tonne into what it comes from.

    Parameters
    ----------
    a, b : tuple of str
        (commodity, origin) or (commodity, origin, region), as in a sheet: codes or names, products too, such as
        ``("palm_oil", "IDN")`` and ``("soybean_oil", "BRA")``.
    factors : FactorSet, str, pathlib.Path or pandas.DataFrame, optional
        A factor set, or anything that :func:`bbafootprint.load_factors` loads; by default ``"bba-open"``.
    unit : str
        Unit of both purchases, of which one is bought: ``t`` unless given, or ``m3`` between two kinds of wood.
    allocation : {"economic", "mass"}
        How the burden of a primary commodity is shared among co-products (docs/method.md, section 1).

    Returns
    -------
    pandas.DataFrame
        Index `indicator`: land occupation, habitat loss, and the set's indicators of the accounts degradation,
        fragmentation and species, in its order. Columns:

        - `unit` of the impacts; `impact_a`, `impact_b` (per unit bought, NaN where not assessed); `difference` =
          impact_b - impact_a: positive where b costs more;
        - `from_equivalent`, `from_yield`, `from_conversion`, `from_characterisation`: the parts of the difference,
          in its unit. They add up to it; NaN where a part does not enter the indicator or is held by another
          (see `note`), so that ``frame[columns].sum(axis=1)`` is the difference;
        - `equivalent_a`, `yield_a`, `conversion_a`, `characterisation_a`, and the same of b: what is multiplied:
          units of primary commodity per unit bought; land, in ha yr per unit of primary commodity (the inverse of
          yield); land converted per land in use, in ha per ha yr; and impact per ha yr in use, or per ha
          converted where the indicator is a flow;
        - `match_level_a`, `match_level_b`: the rung that answered;
        - `note`: why something is not assessed, which part holds another, that a wider rung answers than for the
          region named or than for land, whose land and loss divide the impact where sets are layered, and what a run
          says of the purchase: that the origin only ships the goods or is not known, so that the world mean answers;
          how a short name was read. Empty where all is plain.

    Raises
    ------
    UsageError
        If a or b cannot be read, the set does not know the region, or has no land occupation.

    Notes
    -----
    Each impact is a product. With primary equivalent PE, land L, loss H and characterised impact X, all per unit of
    primary commodity: land = PE L; habitat loss = PE L (H/L); a stock such as degradation, fragmentation or species
    loss of occupation = PE L (X/L); a flow such as species loss of conversion = PE L (H/L) (X/H).

    The difference of two products is split by the Shapley value: each factor's part is the mean, over all orders in
    which the factors of a can be replaced by those of b, of what its own replacement changes. So the parts are exact
    (no residual), do not depend on an order, change sign when a and b are swapped, and need no logarithm, so that a
    factor may be 0 (Sun 1998, doi:10.1016/S0140-9883(97)00012-1; Ang, Liu & Chew 2003,
    doi:10.1016/S0301-4215(02)00206-9).

    Of layered sets each impact is divided by the land and the loss of the set that answers for it: another set's land
    under it would be a ratio of two surveys. So the yield of a row may differ from that of the row of land; `note` says
    so. A set without land of its own is divided by that of the layer that its `basis` names, else not at all.

    A ratio that is not defined (land not assessed; characterisation of a conversion of 0) makes two factors one:
    the part is NaN, and the note names the part that holds both. So too where the primary commodities are counted
    in different units (m3 of roundwood, t of a crop): equivalents and yields are then not comparable one by one,
    and `from_yield` holds both, the land per unit bought. Between different crops in t the line between the two is
    one of definition as well (a tonne of fresh fruit is mostly water); their sum is not.
    """
    factors = (
        factors if isinstance(factors, FactorSet) else load_factors(*([] if factors is None else [factors]))
    )
    steps = {indicator.id: _steps(indicator) for indicator in factors.indicators}
    if _LAND not in steps:
        raise UsageError(
            f"The set {factors.id!r} has no indicator {_LAND!r}, and without land there is no yield to tell from the "
            f"rest; it has {', '.join(steps)}. Layer it: "
            f"load_factors({factors.id!r}, 'bba-open')."
        )
    one, two = (_bought(name, goods, factors, unit, allocation) for name, goods in (("a", a), ("b", b)))
    rows = {
        name: _row(factors.metadata.indicator(name), chain, one, two, factors)
        for name, chain in steps.items()
        if chain is not None
    }
    return pd.DataFrame(list(rows.values()), index=pd.Index(list(rows), name="indicator", dtype=object))


def _steps(indicator: Indicator) -> _Steps | None:
    """Return the steps of the product after primary equivalents: the part, and the impact reached with it."""
    if indicator.id == _LAND:
        return (("yield", _LAND),)
    if indicator.id == _LOSS:
        return (("yield", _LAND), ("conversion", _LOSS))
    if indicator.account not in ("degradation", "fragmentation", "species"):
        return None
    converted = (("conversion", _LOSS),) if indicator.kind == "flow" else ()
    return (("yield", _LAND), *converted, ("characterisation", indicator.id))


def shapley(before: list[float], after: list[float]) -> list[float]:
    """Split the change of a product over its factors.

    Parameters
    ----------
    before, after : list of float
        The factors of the two products, in one order. Zeros are allowed.

    Returns
    -------
    list of float
        One part a factor; they add up to ``prod(after) - prod(before)``.

    Notes
    -----
    Shapley value of the game in which a coalition of factors takes its values of `after`; for products the method
    of Sun 1998, doi:10.1016/S0140-9883(97)00012-1.
    """
    count = len(before)
    parts = []
    for at in range(count):
        others = [index for index in range(count) if index != at]
        weight = 0.0
        for size in range(count):
            share = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            weight += share * math.fsum(
                math.prod(after[index] if index in moved else before[index] for index in others)
                for moved in combinations(others, size)
            )
        parts.append((after[at] - before[at]) * weight)
    return parts


def _bought(
    name: str, goods: tuple[str, ...], factors: FactorSet, unit: str, allocation: Literal["economic", "mass"]
) -> _Purchase:
    """Run one unit of the goods through the pipeline."""
    if isinstance(goods, str) or not 2 <= len(goods) <= 3:
        raise UsageError(
            f"{name} is {goods!r}; write (commodity, origin) or (commodity, origin, region), such as "
            "('soybeans', 'BRA')"
        )
    given = dict(zip(("commodity", "origin", "region"), goods, strict=False))
    lines = read_lines(pd.DataFrame([given | {"quantity": 1.0, "unit": unit}]))
    result = calculate_footprint(lines, factors, allocation=allocation)
    line: pd.Series[Any] = result.to_frame().iloc[0]
    if line["problem"] != "" or line["rejected"]:
        said = " ".join(f"{issue.message} {issue.suggestion}" for issue in lines.issues.itertuples())
        raise UsageError(f"{name} = {goods!r} cannot be assessed. {said or _why(result)}")
    if len(goods) == 3:
        _check_region(name, goods, str(line["origin"]), factors)
    ids = [indicator.id for indicator in factors.indicators]
    rows = result.resolution.rows[0]
    layers = [int(factors.frame["layer"].iloc[row]) if row >= 0 else -1 for row in rows]
    return _Purchase(
        name=name,
        region=goods[2] if len(goods) == 3 else "",
        equivalent=float(line["primary_quantity"]),
        unit=str(line["primary_unit"]),
        impact={key: float(line[key]) for key in ids},
        level={key: str(line[f"{key}_match_level"]) for key in ids},
        reason={key: "" if not np.isnan(line[key]) else _why(result, key) for key in ids},
        layer=dict(zip(ids, layers, strict=True)),
        alone={layer: _alone(result, layer) for layer in range(len(factors.layers))},
        said=tuple(_said(name, result, line)),
    )


def _alone(result: Footprint, layer: int) -> tuple[dict[str, float], dict[str, str]]:
    """Return what one layer of the set answers by itself: impacts and match levels by indicator."""
    asked = resolve_keys(result.ledger.keys, result.factors, layer)
    line: pd.Series[Any] = replace(result, resolution=asked).to_frame().iloc[0]
    ids = [indicator.id for indicator in result.factors.indicators]
    return {key: float(line[key]) for key in ids}, {key: str(line[f"{key}_match_level"]) for key in ids}


def _said(name: str, result: Footprint, line: pd.Series[Any]) -> list[str]:
    """Return what a run would warn of: whose mean answers, and how a name was read."""
    said = []
    if line["origin_status"] == "unknown":
        said.append(f"{name}: world mean, for the origin is not known")
    elif line["origin_status"] == "consignment":
        country = places.name(str(line["origin"]))
        said.append(f"{name}: world mean, for {country} ships the goods and is not known to grow them")
    issues = result.issues
    warned = issues[(issues["severity"] != "info") & (issues["code"] != "origin-consignment")]
    return said + [f"{name}: {str(text).removesuffix(' (1 line)').rstrip('.')}" for text in warned["message"]]


def _check_region(name: str, goods: tuple[str, ...], origin: str, factors: FactorSet) -> None:
    """Refuse a region that the set does not know: the country would answer, and nobody would see it."""
    if goods[2] and not match_regions([(origin, goods[2])], factors)[origin, goods[2]]:
        near, known = near_regions(origin, goods[2], factors)
        hint = f"Did you mean {' or '.join(near)}?" if near else "See list_regions of bbafootprint.factors."
        raise UsageError(
            f"{name} = {goods!r}: the set {factors.id!r} does not know the region {goods[2]!r}; it knows {known:,} "
            f"of {origin}. {hint}"
        )


def _why(result: Footprint, indicator: str | None = None) -> str:
    return ", ".join(str(text) for text in result.not_assessed(indicator)["why"])


def _row(
    indicator: Indicator, chain: _Steps, a: _Purchase, b: _Purchase, factors: FactorSet
) -> dict[str, object]:
    """Return one row of the table: impacts, their parts, what was multiplied, and what must be said."""
    key = indicator.id
    divided = [_divisor(indicator, each, factors) for each in (a, b)]
    reached = [_reached(chain, each, layer) for each, (layer, _) in zip((a, b), divided, strict=True)]
    names = [part for part, _ in reached[0]]
    of_a, of_b = (dict(zip(names, _ratios([value for _, value in steps]), strict=True)) for steps in reached)
    parts = dict.fromkeys(PARTS, math.nan)
    notes = [f"{each.name} is not assessed: {each.reason[key]}" for each in (a, b) if each.reason[key]]
    if not notes:
        split, notes = _split(*reached, one_unit=a.unit == b.unit)
        parts |= split
        for each, (layer, said) in zip((a, b), divided, strict=True):
            notes += [text for text in (_rung_note(key, each, layer), said) if text]
    notes += [text for each in (a, b) for text in each.said]
    impact_a, impact_b = a.impact[key], b.impact[key]
    return {
        "unit": indicator.unit, "impact_a": impact_a, "impact_b": impact_b, "difference": impact_b - impact_a,
        **{f"from_{part}": parts[part] for part in PARTS},
        **{f"{part}_a": of_a.get(part, math.nan) for part in PARTS},
        **{f"{part}_b": of_b.get(part, math.nan) for part in PARTS},
        "match_level_a": a.level[key], "match_level_b": b.level[key],
        "note": "; ".join(notes),
    }  # fmt: skip


def _divisor(indicator: Indicator, purchase: _Purchase, factors: FactorSet) -> tuple[int, str]:
    """Return the layer whose land and loss lie under an impact, and what must be said of it; -1 where none does."""
    own = purchase.layer[indicator.id]
    if own < 0 or indicator.id == _LAND or len(factors.layers) == 1:
        return own, ""
    name, says = factors.layers[own].id, purchase.name
    if not np.isnan(purchase.alone[own][0][_LAND]):
        other = purchase.layer[_LAND]
        if other == own:
            return own, ""
        whose = factors.layers[other].id
        return own, f"{says}: {name} answers, and is divided by its own land, not by that of {whose}"
    words = set(re.findall(r"[\w.-]+", indicator.basis))
    for at, layer in enumerate(factors.layers):
        if layer.id in words and not np.isnan(purchase.alone[at][0][_LAND]):
            return at, f"{says}: {name} answers, and is divided by the land of {layer.id}, its basis"
    return -1, f"{says}: {name} answers, and has no land of its own to divide by"


def _rung_note(indicator: str, purchase: _Purchase, layer: int) -> str:
    """Say where a wider rung answers for the region that was named, or another rung than for land."""
    rung = purchase.level[indicator]
    if purchase.region and rung != "region":
        return f"{purchase.name}: the {rung} answers, for there is no factor of {purchase.region!r}"
    if layer < 0 or indicator == _LAND:
        return ""
    impacts, levels = purchase.alone[layer]
    if rung != levels[_LAND] and not np.isnan(impacts[_LAND]):
        return f"{purchase.name}: the {rung} answers, and the {levels[_LAND]} for land"
    return ""


def _reached(chain: _Steps, purchase: _Purchase, layer: int) -> list[tuple[str, float]]:
    """Return each part with the product up to it, by the numbers of one layer; NaN where that is not assessed."""
    under = purchase.alone[layer][0] if layer >= 0 else {}
    steps = [(part, under.get(name, math.nan)) for part, name in chain[:-1]]
    part, name = chain[-1]
    return [("equivalent", purchase.equivalent), *steps, (part, purchase.impact.get(name, math.nan))]


def _ratios(products: list[float]) -> list[float]:
    """Return the factors of running products; NaN where one is not defined."""
    below = [1.0, *products[:-1]]
    return [over / under if under > 0 else math.nan for over, under in zip(products, below, strict=True)]


def _split(
    a: list[tuple[str, float]], b: list[tuple[str, float]], *, one_unit: bool
) -> tuple[dict[str, float], list[str]]:
    """Return the parts of the difference; factors that cannot be told apart are one, and the notes name them."""
    kept: list[str] = []
    products: tuple[list[float], list[float]] = [], []  # reached with each part that is kept
    notes: list[str] = []
    held: list[str] = []
    name = ""
    for at, ((part, of_a), (_, of_b)) in enumerate(zip(a, b, strict=True)):
        held.append(part)
        name = name or part
        if at < len(a) - 1:
            if math.isnan(of_a) or math.isnan(of_b):
                name = ""  # the next part holds this one too
                notes.append(f"{part} is not known apart, for what it leads to is not assessed")
                continue
            if of_a == 0 or of_b == 0:
                continue  # what follows a zero has no meaning there: this part holds it
            if part == "equivalent" and not one_unit:
                name = ""
                notes.append("the primary commodities are counted in different units")
                continue
        if len(held) > 1:
            notes.append(f"from_{name} holds {' and '.join(each for each in held if each != name)} too")
        kept.append(name)
        products[0].append(of_a)
        products[1].append(of_b)
        held, name = [], ""
    parts = shapley(*(_ratios(reached) for reached in products))
    size = RESIDUE * max(products[0][-1], products[1][-1])
    return {name: part if abs(part) > size else 0.0 for name, part in zip(kept, parts, strict=True)}, notes
