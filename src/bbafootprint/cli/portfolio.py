"""``portfolio``: holdings to their financed footprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbafootprint.cli.options import (
    ALLOCATION,
    FACTORS,
    JSON,
    LAYERING,
    PERSPECTIVE,
    TRADE,
    Allocation,
    Perspective,
    check_targets,
    write_json,
)
from bbafootprint.cli.show import ISSUES_SHOWN, show_issues
from bbafootprint.cli.strict import end_under, thresholds_of
from bbafootprint.cli.terminal import figure, percent, print_table, say, short
from bbafootprint.errors import NoUsableLinesError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from bbafootprint.factors import Layering
    from bbafootprint.portfolio import PortfolioFootprint

COMPANIES_SHOWN = 10
_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("holdings", metavar="HOLDINGS", type=_PATH)
@click.option(
    "--companies",
    type=_PATH,
    metavar="FILE",
    required=True,
    help="Identifiers and figures of the companies; may be the same workbook.",
)
@click.option(
    "--lines", type=_PATH, metavar="FILE", help="Volumes of the companies: purchases with a column company."
)
@click.option(
    "--footprints", type=_PATH, metavar="FILE", help="Ready impacts: company, indicator, value, unit."
)
@click.option(
    "--fx", type=_PATH, metavar="FILE", help="Exchange rates: from, to, rate, date. None is assumed."
)
@click.option(
    "--intensities", type=_PATH, metavar="FILE", help="Sector intensities, for companies without volumes."
)
@click.option(
    "--matches",
    type=_PATH,
    metavar="FILE",
    help="Answers: found (a holding, id or name), code (the company).",
)
@click.option("--benchmark", type=_PATH, metavar="FILE", help="Holdings of a benchmark, to set beside.")
@click.option(
    "--before",
    type=_PATH,
    metavar="FILE",
    help="Holdings of an earlier date: the change is split. --year is not applied to them: they meet their own year.",
)
@click.option("--currency", metavar="CODE", help="Currency of the result. Default: that of most holdings.")
@click.option("--date", metavar="DATE", help="Date of holdings that do not say theirs.")
@click.option("--asset-class", metavar="CLASS", help="Asset class of holdings that do not say theirs.")
@click.option(
    "--year",
    type=int,
    metavar="YEAR",
    help="Year of the impacts, for all holdings but those of --before. Default: that of each holding's date.",
)
@click.option(
    "--stale-months",
    type=float,
    default=18.0,
    show_default=True,
    metavar="N",
    help="Figures and impacts further from a holding's date are not used.",
)
@click.option(
    "--use-alternatives", is_flag=True, help="Where figures of the rule are missing, take PCAF's next."
)
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark of numbers written as text.")
@click.option("--sheet", metavar="NAME", help="Sheet of the holdings.")
@click.option("--companies-sheet", metavar="NAME", help="Sheet of the companies.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="[companies.]TARGET=HEADER",
    help="Take HEADER as TARGET of the holdings, or of the companies. Repeatable.",
)
@click.option("--explain", "explained", metavar="ID", help="Explain this holding; with --json - in the JSON.")
@click.option(
    "-o", "--output", type=_PATH, metavar="OUT.xlsx", help="Write a workbook, the disclosure table first."
)
@JSON
@FACTORS
@LAYERING
@ALLOCATION
@PERSPECTIVE
@TRADE
@click.option("--products", type=_PATH, metavar="FILE", help="A table of your own products.")
@click.option(
    "--strict",
    multiple=True,
    metavar="PCT|INDICATOR=PCT",
    help="Exit 3 if less than PCT % of the outstanding amount in scope is assessed, without INDICATOR for land "
    "occupation alone; a holding counts for the share of its company's volumes that has a number, one without an "
    "amount is not in it. Repeatable.",
)
def portfolio(
    holdings: Path, companies: Path, lines: Path | None, footprints: Path | None, fx: Path | None,
    intensities: Path | None, matches: Path | None, benchmark: Path | None, before: Path | None, currency: str | None,
    date: str | None, asset_class: str | None, year: int | None, stale_months: float, use_alternatives: bool,
    decimal: str | None, sheet: str | None, companies_sheet: str | None, columns: tuple[str, ...],
    explained: str | None, output: Path | None,
    json_target: str | None, factor_sets: tuple[str, ...], layering: Layering, allocation: Allocation,
    perspective: Perspective, trade: tuple[str, ...], products: Path | None, strict: tuple[str, ...],
) -> None:  # fmt: skip
    """Attribute the footprints of companies to the holdings in them."""
    import pandas as pd

    from bbafootprint.factors import load_factors
    from bbafootprint.portfolio import screen_portfolio
    from bbafootprint.portfolio.comparing import beside_benchmark, compare_portfolios
    from bbafootprint.report.portfolio_workbook import portfolio_to_dict, write_portfolio_workbook

    factors = load_factors(*factor_sets, layering=layering)
    thresholds = thresholds_of(strict, [indicator.id for indicator in factors.indicators])
    for path in (
        holdings,
        companies,
        lines,
        footprints,
        fx,
        intensities,
        matches,
        benchmark,
        before,
        products,
    ):
        check_targets(output, json_target, path)

    of_holdings, of_companies = _columns(columns)

    def screen(source: Path, own_sheet: str | None = None, of_year: int | None = year) -> PortfolioFootprint:
        return screen_portfolio(
            source, companies, lines, footprints, fx, factors=factors, intensities=intensities, matches=matches,
            currency=currency, date=date, asset_class=asset_class, year=of_year, stale_months=stale_months,
            use_alternatives=use_alternatives, decimal=decimal, holdings_sheet=own_sheet,
            companies_sheet=companies_sheet, holdings_columns=of_holdings, companies_columns=of_companies,
            allocation=allocation, perspective=perspective, trade=trade or None,
            products=products,
        )  # fmt: skip

    result = screen(holdings, sheet)
    explanation = (
        None if explained is None else result.explain(explained)
    )  # before anything is shown or written
    more: dict[str, tuple[pd.DataFrame, str]] = {}
    others: dict[str, tuple[pd.DataFrame, str]] = {}
    if benchmark is not None:
        other = screen(benchmark)
        others["Issues of benchmark"] = _issues_of(other, benchmark, "--benchmark")
        beside = beside_benchmark(result, other)
        more["Benchmark"] = (beside.reset_index(), "Side by side; relative: intensity over the benchmark's.")
    if before is not None:
        other = screen(before, of_year=None)
        others["Issues of before"] = _issues_of(other, before, "--before")
        change = compare_portfolios(other, result)
        if len(change.issues):
            result = replace(result, issues=pd.concat([result.issues, change.issues], ignore_index=True))
        said = "before + bought + sold + holdings + attribution + impact + coverage effect = after."
        more["Change"] = (change.total().reset_index(), said)
        more["Change by company"] = (change.by("company"), said)
    refused = result.counts()["rejected"] == result.counts()["read"]
    if output is not None and not refused:
        write_portfolio_workbook(result, output, more={**more, **others})
    if json_target is not None:
        data = portfolio_to_dict(result, {**more, **others})
        if explanation is not None:
            data["explanation"] = {"holding": explained, "text": str(explanation)}
        write_json(data, json_target)
    if refused:
        show_issues(result.issues, limit=ISSUES_SHOWN, err=True)
        raise NoUsableLinesError("no holding can be used: of none can the outstanding amount be read")
    if json_target != "-":
        _show(result, more)
        for frame, said in others.values():
            if len(frame):
                say(said)
                show_issues(frame, limit=ISSUES_SHOWN)
        if explanation is not None:
            say(str(explanation))
        if output is not None:
            say(f"wrote {output}")
    for message in _left_out(result) if thresholds else ():
        say(message, err=True)
    end_under(_under(result, thresholds))


def _issues_of(portfolio: PortfolioFootprint, path: Path, option: str) -> tuple[pd.DataFrame, str]:
    """Return the issues of another portfolio, marked with its file, and a sentence that says so."""
    frame = portfolio.issues.copy()
    frame.insert(0, "file", path.name)
    return (
        frame,
        f"What was found when {path.name} ({option}) was screened, its companies and lines included.",
    )


def _show(result: PortfolioFootprint, more: Mapping[str, tuple[pd.DataFrame, str]]) -> None:
    """Show what was read, the totals, the largest companies, what was compared, and the issues."""
    from bbafootprint.portfolio.inputs.issues import counted, exact_percent
    from bbafootprint.report.wording import title

    counts, amounts = result.counts(), result.amounts()
    say(f"{counted(counts['read'], 'holding')} read, {figure(amounts['read'])} {result.currency} outstanding")
    for name in ("assessed", "not_assessed", "rejected", "out_of_scope"):
        share = amounts[name] / amounts["in_scope"] if amounts["in_scope"] else float("nan")
        of = "" if name == "out_of_scope" else f" ({percent(share)} of what is in scope)"
        say(f"  {name.replace('_', ' ')}: {counts[name]:,}, {figure(amounts[name])} {result.currency}{of}")
    if amounts["holdings_without_amount"]:
        say(f"  without an amount in {result.currency}: {amounts['holdings_without_amount']:,} of these")
    total = result.total().reset_index()
    interval, per = "95 % interval", f"per million {result.currency}"
    rows = [
        [
            title(str(row["indicator"])), row["unit"], figure(row["value"]),
            "" if row["low"] != row["low"] else f"{figure(row['low'])} to {figure(row['high'])}",
            figure(row["intensity"], missing="-"), exact_percent(row["assessed_outstanding_share"]),
            figure(row["quality"], missing="-"),
        ]
        for row in total.to_dict("records")
    ]  # fmt: skip
    print_table(
        "Financed footprint, gross; covered: share of the amount in scope, times the share of volumes with a number",
        ["", "unit", "financed", interval, per, "covered", "data quality"], rows,
        words=("", "unit"), optional=(interval,),
    )  # fmt: skip
    _show_companies(result)
    for name, (frame, said) in more.items():
        if name != "Change by company":
            numbers = [str(column) for column in frame.columns if frame[column].dtype.kind == "f"]
            shown = [
                [title(str(row["indicator"])), *(figure(row[column], missing="-") for column in numbers)]
                for row in frame.to_dict("records")
            ]
            print_table(f"{name}: {said}", ["", *(title(column) for column in numbers)], shown, words=("",))
    waiting = len(result.open_matches)
    if waiting:
        what = "company was" if waiting == 1 else "companies were"
        say(f"{waiting:,} {what} not found; the sheet 'Matches to answer' of -o lists near names")
    show_issues(result.issues, limit=ISSUES_SHOWN)


def _show_companies(result: PortfolioFootprint) -> None:
    """Show the companies that weigh most in habitat degradation, else in the first indicator."""
    from bbafootprint.portfolio.inputs.issues import exact_percent

    names = [indicator.id for indicator in result.impacts.indicators]
    if not names:
        return
    shown = "habitat_degradation" if "habitat_degradation" in names else names[0]
    table = result.by("company")
    table = table[(table["indicator"] == shown) & table["value"].notna()]
    largest = table.sort_values("value", ascending=False, kind="stable").head(COMPANIES_SHOWN)
    called = dict(zip(result.companies["company"], result.companies["name"], strict=True))
    rows = [
        [short(str(row["company"])), short(called.get(row["company"], "")), row["unit"], figure(row["value"]),
         figure(row["in_scope_outstanding"], missing="-"), exact_percent(row["assessed_volume_share"]),
         figure(row["quality"], missing="-")]
        for row in largest.to_dict("records")
    ]  # fmt: skip
    print_table(
        f"Companies by {shown.replace('_', ' ')}",
        ["company", "name", "unit", "financed", f"in scope {result.currency}", "of its volumes", "data quality"],
        rows,
        words=("company", "name", "unit"),
    )  # fmt: skip


def _columns(pairs: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the headers that were named, of the holdings and of the companies."""
    named: tuple[dict[str, str], dict[str, str]] = {}, {}
    for pair in pairs:
        target, equals, header = (part.strip() for part in pair.partition("="))
        if not equals or not target or not header:
            raise UsageError(
                f"--column {pair!r} is not TARGET=HEADER, for instance --column outstanding='Book value' or --column "
                "companies.evic='EV incl. cash'"
            )
        named[target.startswith("companies.")][target.removeprefix("companies.")] = header
    return named


def _under(result: PortfolioFootprint, thresholds: Mapping[str, float]) -> list[str]:
    """Say which indicators are under the coverage asked for."""
    total = result.total()
    counts = result.counts()
    if thresholds and not counts["read"] - counts["out_of_scope"]:
        return ["under --strict: no holding is in scope, so that nothing can be assessed"]
    if thresholds and not result.amounts()["in_scope"] > 0:
        return [f"under --strict: no holding in scope has an amount in {result.currency or 'any currency'}"]
    shares = {name: 100 * float(total["assessed_outstanding_share"][name]) for name in thresholds}
    return [
        f"under --strict: {name} is assessed for {shares[name]:.1f} % of the outstanding amount in scope, {asked:g} % "
        "was asked for"
        for name, asked in thresholds.items()
        if not shares[name] >= asked
    ]


def _left_out(result: PortfolioFootprint) -> list[str]:
    """Say how many holdings in scope have no amount, and so are in no share that is tested."""
    from bbafootprint.portfolio.inputs.issues import counted

    inside = result.holdings[(result.holdings["status"] != "out of scope").to_numpy(bool)]
    if not (unknown := int(inside["amount"].isna().sum())):
        return []
    verb = "is" if unknown == 1 else "are"
    return [
        f"--strict: {counted(unknown, 'holding')} in scope without an amount {verb} not in the shares it tests"
    ]
