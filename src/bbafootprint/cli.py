"""The command line: the only place that prints or exits.

Exit codes: 0 done; 1 an internal fault; 2 the input or the arguments cannot be used, or no line is usable;
3 done, but under the coverage that ``--strict`` asked for.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from bbafootprint.errors import BBAFootprintError, UsageError
from bbafootprint.targets import check_target, replacing

DONE, FAULT, UNUSABLE, UNDER_COVERAGE = 0, 1, 2, 3
DEFAULT_STRICT_INDICATOR = "land_occupation"
ISSUES_SHOWN = 12
DIFFERENCES_SHOWN = 20
CELLS_SHOWN = 6
LOW_COVERAGE = 0.5
WIDE, PIPE_WIDTH = 132, 160  # columns of a terminal; a pipe has no width, and gets whole lines

INPUT = click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
JSON = click.option(
    "--json", "json_target", metavar="FILE", help="Write the result as JSON; - for the terminal."
)
FACTORS = click.option(
    "--factors", "factor_sets", multiple=True, metavar="NAME|FOLDER",
    help="Factor set; repeat to layer several, asked in order. Default: bba-open.",
)  # fmt: skip
LAYERING = click.option(
    "--layering", type=click.Choice(["rung", "set"]), default="rung", show_default=True,
    help="With several sets: ask all of them rung by rung, or one whole ladder after the other.",
)  # fmt: skip
ALLOCATION = click.option(
    "--allocation", type=click.Choice(["economic", "mass"]), default="economic", show_default=True,
    help="How co-products share the burden of what they are made from.",
)  # fmt: skip


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how to read a sheet."""
    for option in (
        click.option("--sheet", metavar="NAME", help="Sheet to read, where the choice is not the right one."),
        click.option("--header-row", type=int, metavar="N", help="Row of the headers (1 is the first)."),
        click.option(
            "--column", "columns", multiple=True, metavar="TARGET=HEADER",
            help="Take HEADER as TARGET (commodity, hs_code, origin, region, quantity, unit, period ...).",
        ),
        click.option("--unit", metavar="UNIT", help="Unit of the quantities, where the sheet does not say it."),
        click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark of numbers written as text."),
        click.option("--strict-units", is_flag=True, help="Refuse ton, tons and mt instead of reading metric tonnes."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bbafootprint", prog_name="bbafootprint")
def cli() -> None:
    """Import volumes to habitat loss, degradation and fragmentation, with every number explained."""


@cli.command()
@INPUT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx", help="Write a results workbook."
)
@JSON
@FACTORS
@LAYERING
@ALLOCATION
@reading_options
@click.option(
    "--strict", multiple=True, metavar="PCT|INDICATOR=PCT",
    help="Exit 3 if less than PCT % of mass is assessed (land occupation, or the indicator named). Repeatable.",
)  # fmt: skip
def run(
    source: Path,
    output: Path | None,
    json_target: str | None,
    factor_sets: tuple[str, ...],
    layering: str,
    allocation: str,
    strict: tuple[str, ...],
    **reading: Any,
) -> None:
    """Turn a sheet of purchases into its footprint."""
    from bbafootprint.factors import load_factors
    from bbafootprint.pipeline import calculate_footprint
    from bbafootprint.report import result_to_dict, write_workbook

    factors = load_factors(*(factor_sets or ("bba-open",)), layering=layering)  # type: ignore[arg-type]
    thresholds = _thresholds(strict, [indicator.id for indicator in factors.indicators])
    if output is not None:  # say so before the work, not after it
        check_target(output, source, suffix=".xlsx")
    if json_target not in (None, "-"):
        check_target(Path(json_target), source, suffix=".json")
    lines = _read(source, reading)
    result = calculate_footprint(lines, factors, allocation=allocation)  # type: ignore[arg-type]
    if _nothing_usable(lines):
        if json_target is not None:
            _write_json(result_to_dict(result), json_target)
        _show_issues(lines.issues, limit=ISSUES_SHOWN, err=True)
        raise _no_usable_lines(lines)

    if output is not None:
        write_workbook(result, output)
    if json_target is not None:
        _write_json(result_to_dict(result), json_target)
    if json_target != "-":
        _show_result(result, output)
    short = _under(result, thresholds)
    for message in short:
        _say(message, err=True)
    sys.exit(UNDER_COVERAGE if short else DONE)


@cli.command()
@INPUT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="ANNOTATED.xlsx",
    help="Write your own workbook back with the cells at fault marked, and a sheet of issues.",
)  # fmt: skip
@JSON
@reading_options
def check(source: Path, output: Path | None, json_target: str | None, **reading: Any) -> None:
    """Say how a sheet is read and everything that is wrong with it; calculate nothing."""
    from bbafootprint.ingest import annotate
    from bbafootprint.report import lines_to_dict

    if output is not None:
        check_target(output, source, suffix=".xlsx")
    if json_target not in (None, "-"):
        check_target(Path(json_target), source, suffix=".json")
    lines = _read(source, reading)
    said = annotate(source, lines, output) if output is not None else None
    if json_target is not None:
        _write_json(lines_to_dict(lines), json_target)
    if json_target != "-":
        _show_reading(lines)
        _show_issues(lines.issues, limit=None)
        if said:
            _say(said)
    if _nothing_usable(lines):
        raise _no_usable_lines(lines)


@cli.command()
@click.argument("target", metavar="OUT.xlsx", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["en", "fr", "nl", "de"]), default="en", show_default=True)
@click.option("--overwrite", is_flag=True, help="Replace an existing file.")
def template(target: Path, lang: str, overwrite: bool) -> None:
    """Write an empty sheet to fill in."""
    from bbafootprint.ingest import write_template

    check_target(target, None, suffix=".xlsx", overwrite=overwrite)
    write_template(target, lang=lang, overwrite=overwrite)
    _say(f"wrote {target}: fill in the sheet Imports, then: bbafootprint run {target}")


@cli.command()
@INPUT
@click.option("--line", "line_id", required=True, metavar="ID", help="The line, as named in the results.")
@FACTORS
@LAYERING
@ALLOCATION
@JSON
@reading_options
def explain(
    source: Path,
    line_id: str,
    factor_sets: tuple[str, ...],
    layering: str,
    allocation: str,
    json_target: str | None,
    **reading: Any,
) -> None:
    """Explain one line: quantity, tonnes, primary equivalent, factor, impact."""
    from bbafootprint.factors import load_factors
    from bbafootprint.pipeline import calculate_footprint
    from bbafootprint.report.machine import plain

    factors = load_factors(*(factor_sets or ("bba-open",)), layering=layering)  # type: ignore[arg-type]
    result = calculate_footprint(_read(source, reading), factors, allocation=allocation)  # type: ignore[arg-type]
    explanation = result.explain(line_id)
    if json_target is not None:
        _write_json(plain(dict(explanation.steps)), json_target)
    if json_target != "-":
        _say(str(explanation))


@cli.group()
def factors() -> None:
    """List, show, compare and validate factor sets."""


@factors.command(name="list")
def list_sets() -> None:
    """List the factor sets that can be loaded by name."""
    from bbafootprint.factors import list_factor_sets

    frame = list_factor_sets()
    if frame.empty:
        _say("no factor set is shipped or installed")
        return
    columns = ["name", "version", "factors", "commodities", "origins", "where", "title"]
    _print_table(
        "Factor sets", columns, [[str(v) for v in row] for row in frame[columns].itertuples(index=False)]
    )


@factors.command()
@click.argument("name")
def show(name: str) -> None:
    """Show what a factor set holds, by name or folder."""
    from bbafootprint.factors import load_factors

    chosen = load_factors(name)
    meta = chosen.metadata
    _say(f"{chosen.id} {chosen.version}: {meta.title}\n{meta.description}\nsha256 {chosen.sha256}")
    rows = []
    for indicator in chosen.indicators:
        part = chosen.frame[chosen.frame["indicator"] == indicator.id]
        origins = part["origin"].astype(object)
        own = origins.str.fullmatch("[A-Z]{3}") & (origins != "WLD")
        rows.append([
            indicator.id, indicator.account, indicator.unit, f"{len(part):,}", str(part["commodity"].nunique()),
            str(origins[own].nunique()), " > ".join(
                step.rung + ("" if step.origins == "all" else " (unknown origin)") for step in meta.ladder[indicator.id]
            ),
        ])  # fmt: skip
    header = ["indicator", "account", "unit", "factors", "commodities", "countries", "ladder"]
    _print_table("Indicators", header, rows)
    _show_quality(chosen)
    _show_regions(chosen)
    for licence in meta.licenses:
        _say("licence: " + " ".join(str(v) for v in (licence.name, licence.title, licence.path) if v))
    for source in meta.sources:
        _say("source: " + " ".join(str(v) for v in (source.title, source.path) if v))


@factors.command()
@click.argument("folder", type=click.Path(path_type=Path))
def validate(folder: Path) -> None:
    """Say everything that is wrong with a factor set's folder, at once."""
    from bbafootprint.factors import validate_folder

    problems = validate_folder(folder)
    wrong = [problem for problem in problems if not problem.startswith("warning:")]
    for problem in problems:
        _say(f"- {problem}")
    _say(f"{folder}: {f'{len(wrong)} problem(s)' if wrong else 'valid'}")
    sys.exit(UNUSABLE if wrong else DONE)


@factors.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=DIFFERENCES_SHOWN,
    show_default=True,
    metavar="N",
    help="Show the N factors whose change matters most.",
)
@click.option("--all", "everything", is_flag=True, help="Show every factor that differs.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="OUT.csv",
    help="Write every factor that differs as CSV.",
)
@JSON
def diff(
    old: str, new: str, top: int, everything: bool, output: Path | None, json_target: str | None
) -> None:
    """Say what changed from set A to set B (names or folders), largest effect on world trade first.

    Production stands for trade: the effect of a change is its size times what the origin grows in a year.
    """
    from bbafootprint.factors.difference import compare_factor_sets
    from bbafootprint.report.machine import plain

    for target, suffix in ((output, ".csv"), (json_target if json_target != "-" else None, ".json")):
        if target is not None:
            check_target(Path(target), None, suffix=suffix)
    found = compare_factor_sets(old, new)
    if output is not None:
        with replacing(output) as scratch:
            found.factors.to_csv(scratch, index=False, lineterminator="\n")
    if json_target is not None:
        tables = {
            "factors": found.factors,
            "indicators": found.indicators.reset_index(),
            "metadata": found.metadata,
        }
        records = {name: plain(table.astype(object).to_dict("records")) for name, table in tables.items()}
        _write_json(
            {"old": found.old, "new": found.new, "identical": found.identical, **records}, json_target
        )
    if json_target != "-":
        _show_difference(found, None if everything else top)
        if output is not None:
            _say(f"wrote {output}: {len(found.factors):,} factors that differ")


def main() -> NoReturn:
    """Run the command line and turn every outcome into words and an exit code."""
    for stream in (sys.stdout, sys.stderr):  # a console that cannot show a name must not end the run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(UNUSABLE)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        _say("stopped; no file was left half written", err=True)
        sys.exit(130)
    except BBAFootprintError as error:
        _say(f"bbafootprint: {error}", err=True)
        sys.exit(UNUSABLE)
    except (OSError, UnicodeError) as error:
        _say(f"bbafootprint: {error}; check the path, its permissions and the space left", err=True)
        sys.exit(UNUSABLE)
    except Exception:  # noqa: BLE001 - the last door: what is left is our own fault, said and reported
        traceback.print_exc()
        _say(
            "bbafootprint: this is a fault of the library, not of your file. Please report the lines above, with "
            "the command and, if you may share it, the file.",
            err=True,
        )
        sys.exit(FAULT)
    sys.exit(DONE)


# ---- reading and thresholds ------------------------------------------------------------------------------------


def _read(source: Path, reading: dict[str, Any]) -> Any:
    from bbafootprint.ingest import read_lines

    columns = {}
    for pair in reading.pop("columns"):
        target, equals, header = pair.partition("=")
        if not equals or not target or not header:
            raise UsageError(
                f"--column {pair!r} is not TARGET=HEADER, for instance --column quantity='Net mass'"
            )
        columns[target.strip()] = header.strip()
    return read_lines(source, columns=columns or None, **reading)


def _nothing_usable(lines: Any) -> bool:
    return len(lines) > 0 and bool(lines.frame["rejected"].all())


def _no_usable_lines(lines: Any) -> BBAFootprintError:
    from bbafootprint.errors import NoUsableLinesError

    return NoUsableLinesError(
        f"none of the {len(lines):,} lines can be used: every one is rejected, for the reasons above"
    )


def _thresholds(strict: tuple[str, ...], indicators: list[str]) -> dict[str, float]:
    thresholds = {}
    for text in strict:
        name, equals, share = text.rpartition("=")
        name = name if equals else DEFAULT_STRICT_INDICATOR
        if name not in indicators:
            raise UsageError(
                f"--strict {text}: there is no indicator {name!r}; there are: {', '.join(indicators)}"
            )
        try:
            percent = float(share)
        except ValueError:
            percent = float("nan")
        if not 0 <= percent <= 100:
            raise UsageError(f"--strict {text}: {share!r} is not a percentage from 0 to 100")
        thresholds[name] = percent
    return thresholds


def _under(result: Any, thresholds: dict[str, float]) -> list[str]:
    total, unweighed = result.total(), result.masses()["lines_without_mass"]
    messages = []
    for name, percent in thresholds.items():
        shares = {"mass": 100 * float(total.loc[name, "assessed_mass_share"])}
        if unweighed:  # tonnes that nobody knows cannot have been covered: the lines must reach it too
            shares["lines"] = 100 * float(total.loc[name, "assessed_line_share"])
        messages += [
            f"under --strict: {name} is assessed for {share:.1f} % of {what}, {percent:g} % was asked for"
            for what, share in shares.items()
            if not share >= percent  # a share that is not known has not been reached
        ]
    return messages


def _write_json(data: Any, target: str) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    if target == "-":
        _say(text)
        return
    with replacing(Path(target)) as scratch:
        scratch.write_text(text + "\n", encoding="utf-8")


# ---- what a person sees ----------------------------------------------------------------------------------------


def _show_result(result: Any, output: Path | None) -> None:
    from bbafootprint.report.wording import title

    counts, masses, total = result.counts(), result.masses(), result.total()
    _show_reading(result.lines)
    rows = []
    for name, row in total.iterrows():
        interval = "" if row["low"] != row["low"] else f"{_figure(row['low'])} to {_figure(row['high'])}"
        rows.append([
            title(str(name)), row["account"], _figure(row["value"]), interval, row["unit"], _figure(row["relative"]),
            _percent(row["assessed_line_share"]), _percent(row["assessed_mass_share"]), _figure(row["quality"]),
        ])  # fmt: skip
    header = [
        "indicator",
        "account",
        "value",
        "95 % interval",
        "unit",
        "relative",
        "lines",
        "mass",
        "quality",
    ]
    _print_table("Footprint", header, rows, optional=("account", "lines", "quality"))
    _say(
        "relative: 1 is world-average sourcing of the same goods. lines, mass: share assessed. "
        "quality: 1 best to 5. An interval covers the factors only."
    )
    _say(
        f"{counts['read']:,} lines read = {counts['assessed']:,} assessed + {counts['not_assessed']:,} not assessed "
        f"+ {counts['rejected']:,} rejected; {_figure(masses['read'])} t = {_figure(masses['assessed'])} "
        f"+ {_figure(masses['not_assessed'])} + {_figure(masses['rejected'])} t"
        + (
            f" (lines of unknown mass: {masses['lines_without_mass']:,})"
            if masses["lines_without_mass"]
            else ""
        )
    )
    for remark in _remarks(result, total):
        _say(remark)
    _show_not_assessed(result)
    _show_issues(result.issues, limit=ISSUES_SHOWN)
    if output is not None:
        from bbafootprint.report.workbook import LINES_IN_SHEET

        left = "" if counts["read"] <= LINES_IN_SHEET else (
            f"; its sheet Lines is empty, for {counts['read']:,} lines are more than {LINES_IN_SHEET:,}"
        )  # fmt: skip
        _say(f"wrote {output}{left}")


def _remarks(result: Any, total: Any) -> list[str]:
    """Return what a person should know before quoting a total."""
    said = []
    share = float(total["assessed_mass_share"].max())
    if share < LOW_COVERAGE:
        said.append(
            f"Only {_percent(share)} of the tonnes are assessed: the totals leave out most of what was read."
        )
    coverage = result.coverage()
    land = coverage[coverage["indicator"] == total.index[0]].set_index("match_level")["mass_t"]
    assessed = land.drop(["not assessed", "rejected"]).sum()
    if assessed > 0 and land["world"] + land["subregion"] > 0:
        said.append(
            f"Of the tonnes assessed for {total.index[0]}, the world mean answers for "
            f"{_percent(land['world'] / assessed)}, a sub-region's mean for {_percent(land['subregion'] / assessed)}."
        )
    periods = result.lines.frame["period"].dropna().astype(str).unique()
    if len(periods) > 1:
        said.append(f"The totals are over {len(periods)} periods together ({periods[0]} to {periods[-1]}).")
    return said


def _show_not_assessed(result: Any) -> None:
    """One table: lines that nothing answers for as they were given, and what single indicators leave out."""
    from bbafootprint.report.wording import title

    listed = result.not_assessed()
    given = listed["commodity_as_given"].astype(object)
    given = given.where(given.notna(), listed["hs_code_as_given"].astype(object))
    silent = listed.assign(given=given).groupby(["given", "why"], dropna=False, observed=True, as_index=False)
    lines = silent.agg(lines=("line_id", "size"), mass_t=("mass_t", lambda mass: mass.sum(min_count=1)))
    gaps = result.gaps()
    partly = gaps[gaps["status"] == "assessed"].groupby(["primary_commodity", "why"], as_index=False)
    single = partly.agg(indicator=("indicator", list), lines=("lines", "max"), mass_t=("mass_t", "max"))
    rows = [
        *[
            ("all indicators", _short(row.given), row.lines, row.mass_t, row.why)
            for row in lines.itertuples()
        ],
        *[
            (
                ", ".join(map(title, row.indicator)),
                _short(row.primary_commodity),
                row.lines,
                row.mass_t,
                row.why,
            )
            for row in single.itertuples()
        ],
    ]
    if not rows:
        return
    rows.sort(key=lambda row: row[3] if row[3] == row[3] else 0.0, reverse=True)
    shown = [[what, goods, f"{n:,}", "?" if t != t else _figure(t), why] for what, goods, n, t, why in rows]
    header = ["not assessed for", "given as, or primary", "lines", "t", "because"]
    _print_table("Not assessed, in no total", header, shown[:ISSUES_SHOWN])
    if len(shown) > ISSUES_SHOWN:
        _say(f"... and {len(shown) - ISSUES_SHOWN} more; all are in the sheet Not assessed and in --json")


def _show_quality(chosen: Any) -> None:
    """Show how many factors of each indicator have which data quality."""
    counted = chosen.frame.groupby(["indicator", "quality"], observed=True).size().unstack(fill_value=0)
    rows = []
    for indicator in chosen.indicators:
        of_it = counted.loc[indicator.id] if indicator.id in counted.index else {}
        rows.append([indicator.id, *(f"{int(of_it.get(grade, 0)):,}" for grade in range(1, 6))])
    header = [
        "factors of quality",
        "1 region",
        "2 measured",
        "3 modelled",
        "4 regional mean or proxy",
        "5 world",
    ]
    _print_table("Quality", header, rows)


def _show_regions(chosen: Any) -> None:
    """Show how many regions inside countries a set knows, by kind, and how many of them have factors."""
    from bbafootprint.factors import list_regions

    listed = list_regions(chosen)
    rows = []
    for kind, part in listed.groupby("kind"):
        with_factors = int((part["factors"] > 0).sum())
        counts = (len(part), part["origin"].nunique(), with_factors, part["factors"].sum())
        rows.append([str(kind) or "not stated", *(f"{count:,}" for count in counts)])
    if rows:
        _print_table("Regions", ["kind", "regions", "countries", "with factors", "factors"], rows)


def _show_difference(found: Any, top: int | None) -> None:
    _say(f"{found.old} -> {found.new}")
    if found.identical:
        _say("no difference")
        return
    about, most = found.metadata, None if top is None else ISSUES_SHOWN
    for row in about.iloc[:most].itertuples():
        _say(f"  {row.item}: {_short(row.old) or '(none)'} -> {_short(row.new) or '(none)'}")
    if most is not None and len(about) > most:
        _say(f"  ... and {len(about) - most:,} more; --all shows them")
    counts = ["added", "removed", "changed", "same_value", "unchanged"]
    rows = []
    for name, row in found.indicators.iterrows():
        totals = [
            "?" if row[side] != row[side] else _figure(row[side]) for side in ("old_total", "new_total")
        ]
        rows.append([str(name), *(f"{row[count]:,}" for count in counts), *totals, row["unit"]])
    header = [
        "indicator",
        "added",
        "removed",
        "changed",
        "same value",
        "unchanged",
        "world before",
        "world after",
        "unit",
    ]
    _print_table("Factors by indicator", header, rows)
    _say(
        "same value: only bounds, quality, flag, years or source differ. "
        "world: factor x production a year, summed over the countries of each set."
    )
    table = found.factors[found.factors["status"] != "same value"]
    shown = table if top is None else table.head(top)
    if shown.empty:
        _say("no value differs")
        return
    rows = [
        [
            row.status, row.commodity, _place(row), row.indicator,
            _answer(row.old, row.old_answer, row.old_rung), _answer(row.new, row.new_answer, row.new_rung),
            "-" if row.ratio != row.ratio else f"{row.ratio:.3g}",
            "?" if row.effect != row.effect else f"{_figure(row.effect)} {row.unit}",
            "?" if row.share != row.share else f"{100 * row.share:.2g} %",
        ]
        for row in shown.itertuples()
    ]  # fmt: skip
    header = ["status", "commodity", "origin", "indicator", "old", "new", "ratio", "effect a year", "share"]
    _print_table("Largest effect first", header, rows)
    if len(table) > len(shown):
        inside = int((table["region"].iloc[len(shown) :] != "").sum())
        regions = f" ({inside:,} of them of regions inside countries, which come last)" if inside else ""
        _say(f"... and {len(table) - len(shown):,} more{regions}; --all shows them, -o and --json write them")
    _say(
        "effect: size of the change x what the origin grows in a year, for no source gives the exports of every "
        "commodity: production stands for trade; for a region inside a country it is guessed by area. "
        "share: of the world total before. Countries, their sub-region and the world overlap: do not add them. "
        "In brackets: no factor of its own, a wider rung answers."
    )


def _place(row: Any) -> str:
    inside = f" / {row.region}" if row.region else ""
    return f"{row.origin}{inside}" + (f" ({row.practice})" if row.practice else "")


def _answer(own: float, answered: float, rung: str) -> str:
    """Return a factor, or in brackets what answers instead of it."""
    if own == own:
        return _figure(own)
    return f"({rung}: {_figure(answered)})" if rung else "not assessed"


def _show_reading(lines: Any) -> None:
    reading = lines.reading
    parts = [str(reading.get("source", "table in memory"))]
    if reading.get("sheet"):
        parts.append(f"sheet {reading['sheet']}")
    if reading.get("header_row"):
        parts.append(f"header in row {reading['header_row']}")
    _say("read: " + ", ".join(parts))
    if columns := reading.get("columns"):
        pairs = [
            *columns.items(),
            *((h, f"quantity of {p}") for h, p in (reading.get("periods") or {}).items()),
        ]
        _say("columns: " + "; ".join(f"{header} -> {target}" for header, target in pairs))


def _show_issues(issues: Any, *, limit: int | None, err: bool = False) -> None:
    if issues.empty:
        return
    order = {"error": 0, "warning": 1, "info": 2}
    counts = issues["severity"].value_counts()
    _say("issues: " + ", ".join(f"{counts[s]:,} {s}" for s in order if s in counts), err=err)
    said = issues.astype(object).fillna("").assign(rank=issues["severity"].map(order).astype(int))
    alike = said.groupby(["rank", "severity", "code", "sheet", "message", "suggestion"], sort=False)[
        "cell"
    ].agg(list)
    ranked = sorted(alike.items(), key=lambda entry: entry[0][0])
    for (_, severity, code, sheet, message, suggestion), cells in ranked[:limit]:
        named = [cell for cell in cells if cell]
        more = f" and {len(named) - CELLS_SHOWN:,} more" if len(named) > CELLS_SHOWN else ""
        place = "!".join(part for part in (sheet, ", ".join(named[:CELLS_SHOWN]) + more) if part)
        hint = f" -> {suggestion}" if suggestion else ""
        _say(f"  {severity} [{code}] {place + ': ' if place else ''}{message}{hint}", err=err)
    if limit is not None and len(ranked) > limit:
        _say(
            f"  ... and {len(ranked) - limit:,} more kinds: bbafootprint check INPUT shows them all", err=err
        )


def _print_table(name: str, header: list[str], rows: list[list[str]], optional: tuple[str, ...] = ()) -> None:
    """Print a table; on a narrow terminal without its optional columns."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPE_WIDTH
    kept = [at for at, column in enumerate(header) if width >= WIDE or column not in optional]
    table = Table(title=name, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    numeric = ("value", "relative", "lines", "mass", "quality", "t", "factors", "commodities", "origins", "added",
               "removed", "changed", "same value", "unchanged", "world before", "world after", "old", "new", "ratio",
               "effect a year", "share", "1 region", "2 measured", "3 modelled", "4 regional mean or proxy", "5 world",
               "regions", "countries", "with factors")  # fmt: skip
    for at in kept:
        table.add_column(header[at], justify="right" if header[at] in numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*[Text(str(row[at])) for at in kept])  # never markup: the words are the person's
    page = io.StringIO()
    Console(file=page, width=width, highlight=False).print(table)
    _say("\n".join(line.rstrip() for line in page.getvalue().splitlines()))


def _say(text: str = "", *, err: bool = False) -> None:
    """Print, and go on in silence once whoever read the output has enough."""
    stream = sys.stderr if err else sys.stdout
    try:
        click.echo(text, err=err)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _short(text: Any, width: int = 48) -> str:
    shown = "" if text is None or text != text else str(text)
    return shown if len(shown) <= width else shown[: width - 3] + "..."


def _figure(value: float) -> str:
    if value != value:
        return "not assessed"
    size = abs(value)
    if size == 0:
        return "0"
    if size < 0.001:
        return f"{value:.2e}"
    return f"{value:,.0f}" if size >= 1000 else f"{value:.3g}"


def _percent(share: float) -> str:
    return "-" if share != share else f"{100 * share:.0f} %"
