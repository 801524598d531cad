"""What a person sees of a sheet and of its footprint: how it was read, issues, totals, what is not in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bbafootprint.cli import log
from bbafootprint.cli.terminal import figure, lines_read, percent, print_table, say, short

if TYPE_CHECKING:
    import pandas as pd

    from bbafootprint.footprint import Footprint
    from bbafootprint.schema import Lines

ISSUES_SHOWN = 12
CELLS_SHOWN = 6
OF_A_CODE = 10
LOW_COVERAGE = 0.5


def show_reading(lines: Lines) -> None:
    """Say how the sheet was read: where, which header as what, units, marks and what was left out."""
    from bbafootprint.report.shown_reading import decimal_in_words, named, rows_in_words, unit_in_words

    reading = lines.reading
    parts = [str(reading.get("source", "table in memory"))]
    if reading.get("sheet"):
        parts.append(f"sheet {reading['sheet']}")
    if reading.get("header_row"):
        parts.append(f"header in row {reading['header_row']}")
    say("read: " + ", ".join(parts))
    if columns := reading.get("columns"):
        periods = (reading.get("periods") or {}).items()
        pairs = [*columns.items(), *((header, f"quantity of {period}") for header, period in periods)]
        say("columns: " + "; ".join(f"{header} -> {target}" for header, target in pairs))
    if others := reading.get("other_columns"):
        say(f"other columns, kept as they are: {named(others)}")
    if "targets" in reading:
        say(f"unit: {unit_in_words(reading)}; decimal mark: {decimal_in_words(reading)}")
        say(f"rows: {rows_in_words(reading)}")
    for name in ("mapping", "answers"):
        if reading.get(name):
            say(f"{name}: {reading[name]['source']}")


def issues_in_brief(issues: pd.DataFrame) -> str:
    """Return how many errors and warnings there are, and where to see them; empty text without any."""
    counts = issues["severity"].value_counts()
    listed = [(each, int(counts[each])) for each in ("error", "warning") if each in counts]
    said = ", ".join(f"{count:,} {each}{'s' * (count != 1)}" for each, count in listed)
    return f"; {said}: bbafootprint check lists them" if said else ""


def show_issues(issues: pd.DataFrame, *, limit: int | None, err: bool = False) -> None:
    """List issues, worst first: those alike in one line with their cells, of each code the most frequent."""
    if issues.empty:
        return
    order = {"error": 0, "warning": 1, "info": 2}
    counts = issues["severity"].value_counts()
    say("issues: " + ", ".join(f"{counts[s]:,} {s}" for s in order if s in counts), err=err)
    said = issues.astype(object).fillna("").assign(rank=issues["severity"].map(order).astype(int))
    alike = said.groupby(["rank", "severity", "code", "sheet", "message", "suggestion"], sort=False)
    kinds = alike["cell"].agg(list).reset_index().sort_values("rank", kind="stable")
    shown = 0
    for (_, severity, code), of_code in kinds.groupby(["rank", "severity", "code"], sort=False):
        number = of_code["cell"].map(len)
        # The frequent ones first, where not all are shown: they mend most.
        most = of_code if len(of_code) <= OF_A_CODE else of_code.loc[number.nlargest(OF_A_CODE).index]
        most = most.iloc[: None if limit is None else max(limit - shown, 0)]
        for kind in most.to_dict("records"):
            say(
                f"  {severity} [{code}] {_issue_in_words(kind)}",
                err=err, event="issue", level=log.level_of(str(severity)), code=code,
            )  # fmt: skip
        shown += len(most)
        if 0 < len(most) < len(of_code):
            rest = int(number.sum() - number.loc[most.index].sum())
            say(
                f"  {severity} [{code}] ... and {len(of_code) - len(most):,} more texts or causes ({rest:,} issues)",
                err=err,
            )
    if shown < len(kinds):
        say(
            f"  shown are {shown:,} of {len(kinds):,} kinds: -o lists them in the sheet Issues, --json writes all",
            err=err,
        )


def _issue_in_words(kind: Mapping[Any, Any]) -> str:
    """Return where issues that are alike stand, what is wrong, and what to do."""
    cells = [cell for cell in kind["cell"] if cell]
    more = f" and {len(cells) - CELLS_SHOWN:,} more" if len(cells) > CELLS_SHOWN else ""
    place = "!".join(part for part in (kind["sheet"], ", ".join(cells[:CELLS_SHOWN]) + more) if part)
    where = f"{place}: " if place else ""
    hint = f" -> {kind['suggestion']}" if kind["suggestion"] else ""
    return f"{where}{kind['message']}{hint}"


def show_result(result: Footprint, lines: Lines, output: Path | None) -> None:
    """Show how the lines were read, totals, what they cover and what they leave out, and the issues."""
    from bbafootprint.report.wording import perspective_in_words

    total = result.total()
    show_reading(lines)
    _show_totals(total)
    say(count_of_lines(result))
    if result.options.get("perspective") == "traced":
        say(f"perspective: {perspective_in_words(result)}")
    elif "origin-consignment" in set(result.issues["code"]) and (count := _can_be_traced(lines)):
        say(
            f"{count:,} line{'s' * (count != 1)} can be followed from where they were shipped to where they grew, by "
            "trade-open: --perspective traced"
        )
    for remark in _remarks(result, lines, total):
        say(remark)
    _show_not_assessed(result)
    show_issues(result.issues, limit=ISSUES_SHOWN)
    if output is not None:
        say(f"wrote {output}{_lines_beside(result, output)}")
        for remark in _left_beside(result, output):
            say(remark)


def _can_be_traced(lines: Lines) -> int:
    """Return how many lines the shipped trade data would split."""
    from bbafootprint.report.machine import tracing_counts
    from bbafootprint.trade.tracing.origins import trace_origins

    return int(tracing_counts(trace_origins(lines))["lines"]["traced"])


def _show_totals(total: pd.DataFrame) -> None:
    from bbafootprint.report.wording import title

    rows = []
    for name, row in total.iterrows():
        interval = "" if row["low"] != row["low"] else f"{figure(row['low'])} to {figure(row['high'])}"
        rows.append([
            title(str(name)), row["account"], figure(row["value"]), interval, row["unit"], figure(row["relative"]),
            percent(row["assessed_line_share"]), percent(row["assessed_mass_share"]), figure(row["quality"]),
        ])  # fmt: skip
    print_table(
        "Footprint",
        ["indicator", "account", "value", "95 % interval", "unit", "relative", "lines", "mass", "quality"],
        rows,
        words=("indicator", "account", "95 % interval", "unit"),
        optional=("account", "lines", "quality"),
    )
    say(
        "relative: 1 is world-average sourcing of the same goods. lines, mass: share assessed. "
        "quality: 1 best to 5. An interval covers factors and conversions."
    )


def count_of_lines(result: Footprint) -> str:
    """Say what became of all lines and all tonnes: nothing is lost."""
    counts, masses = result.counts(), result.masses()
    said = (
        f"{lines_read(counts['read'])} = {counts['assessed']:,} assessed + {counts['not_assessed']:,} not assessed "
        f"+ {counts['rejected']:,} rejected; {figure(masses['read'])} t = {figure(masses['assessed'])} "
        f"+ {figure(masses['not_assessed'])} + {figure(masses['rejected'])} t"
    )
    unweighed = masses["lines_without_mass"]
    return said + (f" (lines of unknown mass: {unweighed:,})" if unweighed else "")


def _remarks(result: Footprint, lines: Lines, total: pd.DataFrame) -> Iterator[str]:
    """Give what a person should know before quoting a total."""
    share = float(total["assessed_mass_share"].max())
    if share < LOW_COVERAGE:
        yield f"Only {percent(share)} of the tonnes are assessed: the totals leave out most of what was read."
    coverage = result.coverage()
    first = coverage[coverage["indicator"] == total.index[0]].set_index("match_level")["mass_t"]
    assessed = first.drop(["not assessed", "rejected"]).sum()
    if assessed > 0 and first["world"] + first["subregion"] > 0:
        yield (
            f"Of the tonnes assessed for {total.index[0]}, the world mean answers for "
            f"{percent(first['world'] / assessed)}, a sub-region's mean for {percent(first['subregion'] / assessed)}."
        )
    periods = lines.frame["period"].dropna().astype(str).unique()
    if len(periods) > 1:
        yield f"The totals are over {len(periods)} periods together ({periods[0]} to {periods[-1]})."


def _show_not_assessed(result: Footprint) -> None:
    """Show in one table what no indicator and what single indicators leave out, most tonnes first."""
    rows = [*_lines_without_any(result), *_gaps_of_single(result)]
    if not rows:
        return
    rows.sort(key=lambda row: row[3] if row[3] == row[3] else 0.0, reverse=True)
    shown = [
        [what, short(goods), f"{lines:,}", figure(mass, missing="?"), why]
        for what, goods, lines, mass, why in rows[:ISSUES_SHOWN]
    ]
    what, goods, why = "not assessed for", "given as, or primary", "because"
    print_table(
        "Not assessed, in no total", [what, goods, "lines", "t", why], shown, words=(what, goods, why)
    )
    if len(rows) > len(shown):
        say(f"... and {len(rows) - len(shown)} more; all are in the sheet Not assessed and in --json")


_LeftOut = tuple[str, Any, int, float, str]  # for what, which goods, lines, tonnes, why


def _lines_without_any(result: Footprint) -> Iterator[_LeftOut]:
    """Give the lines that no indicator answers for, by goods as they were given."""
    listed = result.not_assessed()
    given = listed["commodity_as_given"].astype(object)
    given = given.where(given.notna(), listed["hs_code_as_given"].astype(object))
    groups = listed.assign(given=given).groupby(["given", "why"], dropna=False, observed=True, as_index=False)
    found = groups.agg(lines=("line_id", "nunique"), mass_t=("mass_t", lambda mass: mass.sum(min_count=1)))
    row: Any
    for row in found.itertuples():
        yield "all indicators", row.given, row.lines, row.mass_t, row.why


def _gaps_of_single(result: Footprint) -> Iterator[_LeftOut]:
    """Give what single indicators leave out of lines that others answer for."""
    from bbafootprint.report.wording import title

    gaps = result.gaps()
    groups = gaps[gaps["status"] == "assessed"].groupby(["primary_commodity", "why"], as_index=False)
    found = groups.agg(indicator=("indicator", list), lines=("lines", "max"), mass_t=("mass_t", "max"))
    row: Any
    for row in found.itertuples():
        yield ", ".join(map(title, row.indicator)), row.primary_commodity, row.lines, row.mass_t, row.why


def _lines_beside(result: Footprint, workbook: Path) -> str:
    """Say where the lines are that the workbook has no room for."""
    from bbafootprint.report.workbook.beside import path_beside

    beside = path_beside(result, workbook)
    return "" if beside is None else f", and its lines in {beside}"


def _left_beside(result: Footprint, workbook: Path) -> list[str]:
    """Say which files of lines beside a workbook are not of this run."""
    from bbafootprint.report.workbook.beside import left_beside

    return [f"{path.name} beside it is of an earlier run" for path in left_beside(result, workbook)]
