"""A column of masses beside one that counts drums, bags or pieces: the mass is what was bought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bbafootprint.ingest.header_words import fold, score_header, split_header
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.table import Table, as_text, code_texts
from bbafootprint.vocabulary.units import match_unit, split_quantity

_UNIT_WORDS = frozenset(("unit", "units", "uom", "eenheid", "einheit", "unite", "me"))
_DISTINCT = 200  # units; a column of more is none


def take_mass_column(
    table: Table, given: Mapping[str, str], unit: str | None
) -> tuple[Table, list[dict[str, Any]]]:
    """Read the quantities from a column of masses where those of the plain column are numbers of things.

    Parameters
    ----------
    table : Table
    given : mapping of str to str
        Column name to header, as the person said: nothing is chosen for them.
    unit : str or None
        Unit that the person said.

    Returns
    -------
    table : Table
        With the other column as quantity, where no unit of the plain one is a mass or a volume (or none is said)
        and another column of quantities, of several the one that fits best, has such a unit in every row.
    issues : list of dict
        A warning where it was done.
    """
    targets = table.match.targets
    if "quantity" not in targets or unit is not None or not {"quantity", "unit"}.isdisjoint(given):
        return table, []
    at, unit_at = targets["quantity"], targets.get("unit", -1)
    if split_header(table.headers[at]).unit and match_unit(split_header(table.headers[at]).unit or "").base:
        return table, []
    others = {
        other: own
        for other, header in enumerate(table.headers)
        if other not in targets.values()
        and score_header(header).get("quantity", 0.0) >= 0.5
        and (own := _unit_of(table, other, unit_at)) is not None
    }
    scores = {other: score_header(table.headers[other])["quantity"] for other in others}
    best = [other for other in others if scores[other] == max(scores.values())]
    if len(best) != 1:
        return table, []
    units = [] if unit_at < 0 else code_texts(table.columns[unit_at]).values
    if len(units) > _DISTINCT or any(match_unit(text).base for text in units) or _says_units(table, at):
        return table, []
    other, own = best[0], others[best[0]]
    if not (table.columns[other].notna() | table.columns[at].isna()).all():
        return table, []  # not every row has a mass: asked, row by row
    chosen = {name: place for name, place in targets.items() if name != "unit"} | {"quantity": other}
    if own >= 0:
        chosen["unit"] = own
    counted = "says no unit"
    if units:
        counted = f"is counted in {', '.join(units[:3])}{' ...' * (len(units) > 3)}, no mass or volume"
    second = [row for row in table.match.second if row[0] not in ("quantity", "unit")]
    issue = make_issue(
        "column-second",
        f"'{table.headers[at]}' {counted}: the quantities were read from '{table.headers[other]}'.",
        found=table.headers[other],
        suggestion=f'If the other one is right: --column quantity="{table.headers[at]}", and --unit.',
        sheet=table.sheet,
        cell=table.address(-1, other),
    )
    return replace(table, match=replace(table.match, targets=chosen, second=second)), [issue]


def _unit_of(table: Table, at: int, unit_at: int) -> int | None:
    """Return the position of the column with the unit of a quantity, -1 where its header says it, None where none."""
    parts = split_header(table.headers[at])
    if parts.unit:
        return -1 if match_unit(parts.unit).base else None
    words = parts.core.split()
    for place, header in enumerate(table.headers):
        own = fold(header).split()
        if (
            place == unit_at
            or not set(own) & _UNIT_WORDS
            or [w for w in own if w not in _UNIT_WORDS] != words
        ):
            continue
        units = code_texts(table.columns[place]).values
        if units and len(units) <= _DISTINCT and all(match_unit(text).base for text in units):
            return place
    return None


def _says_units(table: Table, at: int) -> bool:
    """Tell whether cells of a column say a mass or a volume themselves: "25 kg"."""
    texts = {as_text(cell) for cell in table.columns[at].head(1000) if isinstance(cell, str)}
    return any(match_unit(unit).base for unit in {split_quantity(text)[1] for text in texts} - {""})
