"""Several factor sets as one: a company's own factors over the default set, asked in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from bbafootprint.factors.factor_set import FactorSet, Layer, Layering
from bbafootprint.factors.metadata import NOT_STATED, RUNGS, Indicator, Rung, SetMetadata
from bbafootprint.factors.tables import PRODUCERS, REGIONS

_T = TypeVar("_T")
_SILENT = (None, NOT_STATED)
_MEANING = ("account", "unit", "kind", "per", "method", "amortisation")


def combine(sets: Sequence[FactorSet], layering: Layering = "rung") -> FactorSet:
    """Layer factor sets, the first asked first.

    Parameters
    ----------
    sets : sequence of FactorSet
        Two or more; a set that is layered itself brings its layers in their order.
    layering : {"rung", "set"}
        Recorded; the engine acts on it.

    Returns
    -------
    FactorSet
        Factors of all sets with `layer` numbered; the indicators of all; ladders united rung by rung;
        producers united (the first set that lists a commodity and origin wins); ecosystems of the first set
        that has the origin and account, for the commodity or for all; regions united (the first that names one
        wins).

    Raises
    ------
    IncompatibleFactorSetsError
        If two sets give one indicator another account, unit, kind, denominator, method or amortisation,
        or one rung of its ladder other origins, or one commodity's production another unit.
    UsageError
        If the same set is given twice.
    """
    layers = tuple(layer for each in sets for layer in each.layers)
    repeated = next((layer for layer in layers if layers.count(layer) > 1), None)
    if repeated is not None:
        raise UsageError(f"The set {repeated.id!r} is given twice. Name each once, the preferred first.")
    frames, offset = [], 0
    for each in sets:
        frames.append(each.frame.assign(layer=each.frame["layer"] + offset))
        offset += len(each.layers)
    return FactorSet(
        metadata=_metadata(sets, layers),
        frame=_stacked(frames),
        ecosystems=_ecosystems([each.ecosystems for each in sets]),
        producers=_producers(sets),
        regions=_first_wins([each.regions for each in sets], list(REGIONS.key)),
        sha256=_digest(layers, layering),
        layers=layers,
        layering=layering,
        folders=tuple(folder for each in sets for folder in each.folders),
    )


def _metadata(sets: Sequence[FactorSet], layers: tuple[Layer, ...]) -> SetMetadata:
    """Join what the sets say about themselves."""
    documents = [each.metadata for each in sets]
    indicators: dict[str, Indicator] = {}
    ladder: dict[str, tuple[Rung, ...]] = {}
    declared_by: dict[str, str] = {}
    for document in documents:
        for indicator in document.indicators:
            name = indicator.id
            if name not in indicators:
                indicators[name], ladder[name] = indicator, document.ladder[name]
                declared_by[name] = document.name
                continue
            names = (declared_by[name], document.name)
            ladder[name] = _united(ladder[name], document.ladder[name], (indicators[name], indicator), names)
            indicators[name] = _agreed(indicators[name], indicator, *names)
    return SetMetadata(
        name="+".join(layer.id for layer in layers),
        version="+".join(layer.version for layer in layers),
        title=", then ".join(document.title for document in documents),
        description=f"Layered: {', then '.join(document.name for document in documents)}.",
        created=max(document.created for document in documents),
        licenses=_distinct(licence for document in documents for licence in document.licenses),
        sources=_distinct(source for document in documents for source in document.sources),
        indicators=tuple(indicators.values()),
        ladder=ladder,
    )


def _agreed(first: Indicator, second: Indicator, first_set: str, second_set: str) -> Indicator:
    """Return the indicator of two sets, where they mean the same by it."""
    differs = different_meaning(first, second)
    if differs is not None:
        name, one, other = differs
        raise IncompatibleFactorSetsError(
            f"The sets {first_set!r} and {second_set!r} cannot be layered: by {first.id!r} they mean "
            f"different things ({name} {one!r} in {first_set!r}, {other!r} in {second_set!r}). "
            "Convert one of them, or give its indicator another name."
        )
    return second if first.method == NOT_STATED else first


def different_meaning(first: Indicator, second: Indicator) -> tuple[str, object, object] | None:
    """Say in what two indicators of one name differ, where they are not the same quantity.

    Parameters
    ----------
    first, second : Indicator

    Returns
    -------
    tuple of (str, object, object) or None
        The first of account, unit, kind, denominator, method and amortisation that differs, with its two values; None
        where the two mean the same, as far as both say.
    """
    # A table in memory does not say how its numbers were made; the person who layers it answers for that.
    unstated = NOT_STATED in (first.method, second.method)
    for name in _MEANING:
        one, other = getattr(first, name), getattr(second, name)
        if unstated and name in ("method", "amortisation") and (one in _SILENT or other in _SILENT):
            continue
        if one != other:
            return name, one, other
    return None


def _united(
    first: tuple[Rung, ...],
    second: tuple[Rung, ...],
    indicators: tuple[Indicator, Indicator],
    sets: tuple[str, str],
) -> tuple[Rung, ...]:
    """Return both ladders as one.

    A set has no factors on a rung that it does not declare (validation sees to it), so that a rung more
    changes nothing for it. Rungs that both declare must answer the same origins; a table in memory declares
    none of its own, and so it gives way.
    """
    if indicators[0].method == NOT_STATED:
        first, second = second, first
    steps = {step.rung: step for step in first}
    for step in second:
        kept = steps.setdefault(step.rung, step)
        if kept != step and all(indicator.method != NOT_STATED for indicator in indicators):
            raise IncompatibleFactorSetsError(
                f"The sets {sets[0]!r} and {sets[1]!r} cannot be layered: on the rung {step.rung!r}, "
                f"{indicators[0].id!r} answers {kept.origins!r} origins in {sets[0]!r} and "
                f"{step.origins!r} in {sets[1]!r}. Write the same ladder in both."
            )
    return tuple(steps[name] for name in sorted(steps, key=RUNGS.index))


def _producers(sets: Sequence[FactorSet]) -> pd.DataFrame:
    """Who grows what, of all sets; weights are only comparable where units are."""
    united = _first_wins([each.producers for each in sets], list(PRODUCERS.key))
    if len(united):
        units = united.groupby("commodity", observed=True)["unit"].nunique()
        if (units > 1).any():
            commodity = units.index[units > 1][0]
            names = " and ".join(repr(each.id) for each in sets)
            raise IncompatibleFactorSetsError(
                f"The sets {names} cannot be layered: they give the production of {commodity!r} in "
                "different units (producers.csv). Convert one of them."
            )
    return united


def _ecosystems(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Shares by origin and account: a set before another answers for its commodities, or for all of them."""
    filled = [frame for frame in frames if len(frame)] or list(frames[:1])
    kept: list[pd.DataFrame] = []
    answered: set[tuple[str, str, str]] = set()
    for frame in filled:
        key = list(
            frame[["origin", "account", "commodity"]].astype(object).itertuples(index=False, name=None)
        )
        new = [
            not {(origin, account, ""), (origin, account, what)} & answered for origin, account, what in key
        ]
        kept.append(frame[np.array(new, dtype=bool)])  # an empty list would choose no columns
        answered |= set(key)
    return kept[0] if len(kept) == 1 else _stacked(kept)


def _first_wins(frames: Sequence[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    """Stack tables of one row a key; a key keeps the row of the first table that has it."""
    filled = [frame for frame in frames if len(frame)] or list(frames[:1])
    if len(filled) == 1:
        return filled[0]
    stacked = _stacked(filled)
    return stacked[~stacked.duplicated(key)].reset_index(drop=True)


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables under each other, with categories united (a plain concat would fall back to text)."""
    columns = {}
    for name in frames[0].columns:
        parts = [frame[name] for frame in frames]
        if isinstance(parts[0].dtype, pd.CategoricalDtype):
            categories = pd.Index(sorted({text for part in parts for text in part.cat.categories}))
            parts = [part.cat.set_categories(categories) for part in parts]
        columns[name] = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(columns)


def _distinct(items: Iterable[_T]) -> tuple[_T, ...]:
    """Items without repetition, in order."""
    kept: list[_T] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return tuple(kept)


def _digest(layers: tuple[Layer, ...], layering: Layering) -> str:
    """One hash over the hashes of the layers, their order and the way of asking."""
    text = layering + "\n" + "".join(f"{layer.sha256}  {layer.id}\n" for layer in layers)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
