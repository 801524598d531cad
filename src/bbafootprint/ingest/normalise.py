"""From a table with known columns to lines: names become codes, units become tonnes, faults become issues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.ingest.amounts import LineUnits, line_units
from bbafootprint.ingest.answering import answer_names, report_answers
from bbafootprint.ingest.answers import Answers
from bbafootprint.ingest.cellchecks import error_text_issues, quantity_issues
from bbafootprint.ingest.consignments import consignment_issues, name_consignments
from bbafootprint.ingest.crop_contents import content_columns
from bbafootprint.ingest.files.grid import CellFault
from bbafootprint.ingest.framing import as_categorical, coded, make_line_ids, other_columns
from bbafootprint.ingest.goods import name_commodities, say_more
from bbafootprint.ingest.groupedlines import of_groups, read_groups
from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.issues import PROBLEMS, REJECTING, issues_frame
from bbafootprint.ingest.layout import Layout, lay_out, sums_left_out
from bbafootprint.ingest.leftout import left_out_issues
from bbafootprint.ingest.linecontents import line_contents
from bbafootprint.ingest.naming import NO_ORIGIN, Named, missing_issues, name_issues
from bbafootprint.ingest.origins import name_origins, regions_of
from bbafootprint.ingest.quantities import BASES, FloatArray
from bbafootprint.ingest.quantityfaults import FAULTS, LARGEST_AMOUNT
from bbafootprint.ingest.stages import CONTAINED, read_stages, stage_issues
from bbafootprint.ingest.sums import doubt_rows
from bbafootprint.ingest.table import IntArray, Table
from bbafootprint.ingest.totalchecks import total_issues
from bbafootprint.ingest.tracedparts import Parts, name_parts, read_parts, tracing_columns, without_parts
from bbafootprint.schema import LINE_COLUMNS, UNKNOWN_ORIGIN, Lines
from bbafootprint.vocabulary import commodities, places
from bbafootprint.vocabulary.own_products import OwnProducts

_TEXTS = ("commodity", "hs_code", "origin", "region", "consignment", "stage")
"""Columns whose text is kept beside what it was read as."""


@dataclass(frozen=True)
class Options:
    """What the person said about how to read.

    Attributes
    ----------
    unit : str or None
        Unit of quantities for which the input says none.
    decimal : str or None
        ``"."`` or ``","``.
    strict_units : bool
        Refuse `ton`, `tons` and `mt`.
    answers : Answers
        What the person said that values mean.
    products : OwnProducts or None
        The person's own products.
    """

    unit: str | None = None
    decimal: str | None = None
    strict_units: bool = False
    answers: Answers = field(default_factory=Answers)
    products: OwnProducts | None = None


def normalise(table: Table, options: Options) -> Lines:
    """Turn a table into lines.

    Parameters
    ----------
    table : Table
        With a usable match of its columns.
    options : Options

    Returns
    -------
    Lines
        Every row that is a line, rejected ones too; `reading` holds what concerns the table.
    """
    layout = lay_out(table, options.decimal)
    parts = None if any(layout.periods) else read_parts(table)
    is_part = None if parts is None else parts.is_part
    line_ids, issues = make_line_ids(table, layout.rows, layout.periods, layout.which, is_part)
    line_id: Callable[[int], str] = line_ids.tolist().__getitem__
    issues += left_out_issues(table, layout.left_out, sums_left_out(layout, options.unit))
    issues += total_issues(layout)
    problems: dict[str, IntArray] = {}

    faults = layout.quantities.faults[layout.filled]
    units = line_units(layout, options.unit, options.strict_units, line_id, options.answers)
    large = layout.quantities.values[layout.filled] * units.factor > LARGEST_AMOUNT
    faults[large & (faults == 0)] = FAULTS.index("quantity-implausible")
    for number in np.unique(faults[faults > 0]).tolist():
        problems[FAULTS[number]] = np.flatnonzero(faults == number)
        issues += quantity_issues(layout, FAULTS[number], problems[FAULTS[number]], line_id)
    problems |= units.problems
    issues += units.issues

    commodity = name_commodities(
        layout.given("commodity"), layout.given("hs_code"), len(table), options.products
    )
    commodity = say_more(commodity, layout.texts.get(table.detail))
    commodity = answer_names(commodity, commodity.keys[layout.take], options.answers)
    origin = name_origins(layout.given("origin"), layout.given("region"), len(table))
    origin = doubt_rows(origin, layout.doubtful)
    origin = name_parts(answer_names(origin, origin.keys[layout.take], options.answers), parts)
    for named, label in ((commodity, commodities.name), (origin, places.name)):
        keys = named.keys[layout.take]
        problems |= named.lines_with_problems(keys)
        column = table.match.targets.get(named.kind, table.match.targets.get("hs_code", -1))
        issues += name_issues(table, named, column, keys, layout.rows, line_id, label)
    problems["commodity-missing"] = np.flatnonzero(commodity.keys[layout.take] < 0)
    without = np.flatnonzero(origin.keys[layout.take] < 0)
    issues += missing_issues(table, problems["commodity-missing"], layout.rows, without, line_id)

    shipped = name_parts(name_consignments(layout.given("consignment"), len(table)), parts)
    issues += consignment_issues(table, shipped, shipped.keys[layout.take], layout.rows, line_id)
    stage = read_stages(layout.given("stage"), len(table))
    issues += stage_issues(table, stage, stage.keys[layout.take], layout.rows, line_id)
    problems["counted-elsewhere"] = stage.lines_with(CONTAINED, layout.take)

    contents, found = line_contents(layout, options.decimal, line_id, commodity, options.products)
    issues += found + error_text_issues(layout)
    names = {"commodity": commodity, "origin": origin, "consignment": shipped, "stage": stage}
    frame = _assemble(layout, line_ids, units, names, contents, problems, parts)
    said, answered = report_answers(options.answers, table.sheet)
    record = {**_record(layout, units), "answers": answered}
    if parts is not None:
        record |= {"trade": parts.data(), "lines": int((frame["part"] <= 1).sum())}
    said_of_all = issues_frame(issues + said)
    groups = read_groups(table)
    if groups is not None:
        frame["stands_for"] = groups[layout.take]
        first = np.ones(len(frame), dtype=bool) if parts is None else (frame["part"] <= 1).to_numpy(bool)
        record |= {"groups": int(first.sum()), "lines": int(frame["stands_for"].to_numpy()[first].sum())}
        said_of_all["message"] = said_of_all["message"].map(of_groups)
    return Lines(frame, said_of_all, record)


def _assemble(
    layout: Layout,
    line_ids: pd.Series[Any],
    units: LineUnits,
    named: dict[str, Named],
    contents: FloatArray,
    problems: dict[str, IntArray],
    parts: Parts | None = None,
) -> pd.DataFrame:
    """Return the frame of lines."""
    table, take, size = layout.table, layout.take, len(layout)
    problem = np.zeros(size, dtype=np.int64)  # position in PROBLEMS plus 1
    for rank in range(len(PROBLEMS), 0, -1):  # the gravest last, so that it stays
        problem[problems.get(PROBLEMS[rank - 1], [])] = rank
    rejected = (problem > 0) & (problem <= len(REJECTING))
    quantity = layout.quantities.values[layout.filled]
    commodity, origin = named["commodity"], named["origin"]
    goods, grown = commodity.keys[take], origin.keys[take]

    def given(name: str) -> pd.Categorical:
        return as_categorical(layout.given(name), take, size)

    def codes(name: str) -> pd.Categorical:
        return coded(named[name].keys[take], [match.code for match in named[name].matches], None)

    wide = any(layout.periods)
    columns: dict[str, Any] = {
        "line_id": line_ids,
        "sheet": coded(np.zeros(size, dtype=np.int64), [table.sheet], None),
        "row": table.rows[take],
        "cell": _cells(layout),
        "period": coded(layout.which, layout.periods, None) if wide else given("period"),
        "supplier": given("supplier"),
        **{f"{name}_as_given": given(name) for name in _TEXTS},
        "quantity": quantity,
        "unit_as_given": coded(units.keys, units.texts, None),
        "commodity": codes("commodity"),
        "commodity_match": coded(goods, [match.how for match in commodity.matches], ""),
        "origin": coded(grown, [match.code for match in origin.matches], UNKNOWN_ORIGIN),
        "origin_match": coded(grown, [match.how for match in origin.matches], NO_ORIGIN),
        "region": as_categorical(
            regions_of(origin, without_parts(layout.given("region"), parts)), take, size
        ),
        "consignment": codes("consignment"),
        "amount": np.where(rejected, np.nan, quantity * units.factor),
        "amount_unit": pd.Categorical.from_codes(units.base, categories=pd.Index(BASES, dtype=object)),
        "content": contents,
        "stage": codes("stage"),
        "rejected": rejected,
        "problem": pd.Categorical.from_codes(problem, categories=pd.Index(["", *PROBLEMS], dtype=object)),
    }
    ordered = {name: columns[name] for name in LINE_COLUMNS}
    if parts is not None:
        ordered |= tracing_columns(parts, line_ids, quantity, layout.rows)
    for name, at in other_columns(table).items():
        other = table.columns[at].iloc[take].reset_index(drop=True)
        if table.kind != "memory" and CellFault in set(map(type, other)):
            other = other.map(_plain_cell, na_action="ignore")
        ordered[name] = other
    frame = pd.DataFrame(ordered)
    if table.index is not None:
        frame.index = table.index[take]
    return frame


def _cells(layout: Layout) -> object:
    """Return the address of the cell of each line's quantity."""
    if layout.table.kind == "memory":
        return coded(np.zeros(len(layout), dtype=np.int64), [""], None)
    # The letters of a column are looked up once; the row is that of the table.
    letters = {
        at: layout.table.address(0, at).rstrip("0123456789") for at in np.unique(layout.columns).tolist()
    }
    places_of = zip(layout.table.rows[layout.rows].tolist(), layout.columns.tolist(), strict=True)
    return [f"{letters[column]}{row}" for row, column in places_of]


def _plain_cell(cell: object) -> object:
    """Return an error cell as its text, any other as it is."""
    return cell.text if isinstance(cell, CellFault) else cell


def _targets(table: Table) -> dict[str, str]:
    """Return, for each column that is known, what names it as an option: its header, or its letter."""
    at_of = {
        **dict(sorted(table.match.targets.items(), key=lambda pair: pair[1])),
        **{f"quantity@{period}": at for at, period in table.match.periods.items()},
    }
    letters = table.kind != "memory"
    folded = [fold(header) for header in table.headers]
    named = {}
    for name, at in at_of.items():
        single = bool(table.headers[at]) and folded.count(folded[at]) == 1
        named[name] = (
            table.address(-1, at).rstrip("0123456789") if letters and not single else table.headers[at]
        )
    return named


def _label(table: Table, at: int) -> str:
    """Return the header of a column, with its letter where other columns have the same."""
    header = table.headers[at]
    if header and table.headers.count(header) == 1:
        return header
    where = table.address(-1, at).rstrip("0123456789") or str(at + 1)
    return f"{header} (column {where})".lstrip()


def _units_used(units: LineUnits) -> list[str]:
    """Return the units as given that lines have, those that are not known left out where any is known."""
    known = units.base >= 0
    used = np.unique(units.keys[known if known.any() else units.keys >= 0])
    return [units.texts[key] for key in used.tolist()]


def _record(layout: Layout, units: LineUnits) -> dict[str, Any]:
    """Return how the table was read."""
    table, targets = layout.table, layout.table.match.targets
    in_order = sorted(targets, key=targets.__getitem__)
    return {
        "columns": {
            **{_label(table, targets[name]): name for name in in_order},
            **{_label(table, at): "content" for at in content_columns(table)},
        },
        "periods": {_label(table, at): period for at, period in table.match.periods.items()},
        "targets": _targets(table),
        "other_columns": [str(name) for name in other_columns(table)],
        "unit": units.says,
        "units": _units_used(units),
        "decimal": layout.quantities.mark,
        "decimal_from": layout.quantities.how,
        "rows": len(table),
        "lines": len(layout),
        "left_out": {
            code.removeprefix("rows-"): table.rows[positions].tolist()
            for code, positions in layout.left_out.items()
        },
    }
