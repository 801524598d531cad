"""Which indicators of several factor sets stand for the same thing, and may be ranked side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bbafootprint.errors import UsageError
from bbafootprint.factors import FactorSet, Indicator

Measures = dict[str, dict[str, str]]


def pair_indicators(
    sets: Mapping[str, FactorSet], asked: Sequence[str | Sequence[str]] | None = None
) -> Measures:
    """Pair the indicators of several sets.

    Parameters
    ----------
    sets : mapping of str to FactorSet
    asked : sequence of str or of sequences of str, optional
        Ids that stand for one measure; of several that a set has, the first.

    Returns
    -------
    dict of str to dict of str to str
        Name of the measure (the first id) to (name of the set to id of its indicator); each with two sets at least.

    Raises
    ------
    UsageError
        If nothing can be paired, or what was asked for is in fewer than two sets, or is of two accounts.
    """
    known = {name: {each.id: each for each in factors.indicators} for name, factors in sets.items()}
    measures = _default(known) if asked is None else _asked(known, asked)
    if not measures:
        said = "; ".join(f"{name}: {', '.join(of_set)}" for name, of_set in known.items())
        raise UsageError(
            f"the sets have no indicator of one id and unit, nor one of the same account and kind ({said}); say which "
            "belong together: indicators=[('id of one set', 'id of another')]"
        )
    return measures


def _asked(known: Mapping[str, Mapping[str, Indicator]], asked: Sequence[str | Sequence[str]]) -> Measures:
    if isinstance(asked, str):
        asked = [asked]
    measures: Measures = {}
    for entry in asked:
        ids = [entry] if isinstance(entry, str) else list(entry)
        found = {name: next((id_ for id_ in ids if id_ in of_set), "") for name, of_set in known.items()}
        found = {name: id_ for name, id_ in found.items() if id_}
        if len(found) < 2:
            said = "; ".join(f"{name}: {', '.join(of_set)}" for name, of_set in known.items())
            raise UsageError(
                f"only {len(found)} of the sets has any of {', '.join(ids) or 'no id'}; they have: {said}"
            )
        accounts = {known[name][id_].account for name, id_ in found.items()}
        if len(accounts) > 1:
            raise UsageError(
                f"{' and '.join(found.values())} are of different accounts ({', '.join(sorted(accounts))}), and "
                "accounts stay apart; pair indicators of one account"
            )
        measures[ids[0]] = found
    return measures


def _default(known: Mapping[str, Mapping[str, Indicator]]) -> Measures:
    """Pair by id and unit first, then what is left by account and kind where a set has one such indicator."""
    measures: Measures = {}
    taken: set[tuple[str, str]] = set()
    for name, of_set in known.items():
        for id_, indicator in of_set.items():
            alike = {
                other: id_
                for other, theirs in known.items()
                if id_ in theirs and theirs[id_].unit == indicator.unit
            }
            if len(alike) > 1 and (name, id_) not in taken:
                measures[id_] = alike
                taken |= set(alike.items())
    for of_set in known.values():
        for indicator in of_set.values():
            family = indicator.account, indicator.kind
            found = {}
            for other, theirs in known.items():
                same = [each for each in theirs.values() if (each.account, each.kind) == family]
                if len(same) == 1:
                    found[other] = same[0].id
            # A pair by id that all of them are in already says as much.
            if len(found) > 1 and len(set(found.values())) > 1 and found not in measures.values():
                free = any((other, id_) not in taken for other, id_ in found.items())
                if free:
                    first = next(iter(found.values()))
                    measures[first] = found
                    taken |= set(found.items())
    return measures
