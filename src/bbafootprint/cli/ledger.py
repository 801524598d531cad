"""``ledger``: what a country, a sector or a company imported, passed on and consumed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from bbafootprint.cli.options import (
    ALLOCATION,
    FACTORS,
    JSON,
    LAYERING,
    TRADE,
    Allocation,
    check_targets,
    write_json,
)
from bbafootprint.cli.show import ISSUES_SHOWN, show_issues
from bbafootprint.cli.terminal import figure, percent, print_table, say

if TYPE_CHECKING:
    import pandas as pd

    from bbafootprint.balance import TradeLedger
    from bbafootprint.factors import Layering

ORIGINS_SHOWN = 12
_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("imports", metavar="IMPORTS", type=_PATH)
@click.option(
    "--exports", type=_PATH, metavar="FILE", help="What left again; a column transit marks what only passed."
)
@click.option(
    "--transit", type=_PATH, metavar="FILE", help="What came in and left as it was, with its origin."
)
@click.option("--transit-in-exports", is_flag=True, help="The table of transit is also part of the exports.")
@click.option("--production", type=_PATH, metavar="FILE", help="What was grown at home.")
@click.option("--reporter", metavar="COUNTRY", help="The country of the ledger: whose statistic to read.")
@click.option(
    "--partner", type=click.Choice(["auto", "origin", "consignment"]), default="auto", show_default=True,
    help="What the partner of an import of a statistic is: where it grew, or only where it was shipped from.",
)  # fmt: skip
@click.option("--year", type=int, metavar="YEAR", help="Lines of this year alone.")
@click.option("--unit", metavar="UNIT", help="Unit of the quantities, where a sheet does not say it.")
@click.option("--products", type=_PATH, metavar="FILE", help="A table of your own products.")
@click.option("-o", "--output", type=_PATH, metavar="OUT.xlsx", help="Write the tables as a workbook.")
@JSON
@FACTORS
@LAYERING
@ALLOCATION
@TRADE
def ledger(
    imports: Path,
    exports: Path | None,
    transit: Path | None,
    transit_in_exports: bool,
    production: Path | None,
    reporter: str | None,
    partner: Literal["auto", "origin", "consignment"],
    year: int | None,
    unit: str | None,
    products: Path | None,
    output: Path | None,
    json_target: str | None,
    factor_sets: tuple[str, ...],
    layering: Layering,
    allocation: Allocation,
    trade: tuple[str, ...],
) -> None:
    """Say what was imported, passed on and consumed, each tonne once.

    IMPORTS, and the files of the options, are sheets or customs statistics (Comext, UN Comtrade, BACI, FAOSTAT), known
    by their headers; one file may hold imports and exports.
    """
    from bbafootprint.balance import ledger as make_ledger
    from bbafootprint.factors import load_factors
    from bbafootprint.report.machine import issues_to_records, plain
    from bbafootprint.report.tables import tables_to_records, write_tables

    for path in (imports, exports, transit, production, products):
        check_targets(output, json_target, path)
    made = make_ledger(
        imports, exports, transit, production=production, reporter=reporter, year=year,
        factors=load_factors(*factor_sets, layering=layering), trade=trade or None, products=products,
        allocation=allocation, transit_in_exports=transit_in_exports, unit=unit, partner=partner,
    )  # fmt: skip
    if output is not None:
        write_tables(made.tables(), output, made.provenance)
    if json_target is not None:
        tables = made.tables()
        del tables["Issues"]
        data = {
            **tables_to_records(tables),
            "counts": plain(dict(made.counts)),
            "issues": issues_to_records(made.issues),
            "provenance": plain(dict(made.provenance)),
        }
        write_json(data, json_target)
    if json_target != "-":
        _show(made)
        show_issues(made.issues, limit=ISSUES_SHOWN)
        if output is not None:
            say(f"wrote {output}")


def _show(made: TradeLedger) -> None:
    """Show the three perspectives, the balance, and the largest origins of what was consumed."""
    from bbafootprint.report.wording import title

    for name, counts in made.counts.items():
        left = f", {counts['left_out']:,} not in the balance" if counts["left_out"] else ""
        unknown = counts["lines_without_mass"]
        beside = f" (lines of unknown mass: {unknown:,})" if unknown else ""
        say(f"{name}: {counts['lines']:,} lines, {figure(counts['mass_t'])} t{beside}{left}")
    rows = []
    for measure, row in made.perspectives().iterrows():
        shown = [title(str(measure)) if measure != "mass_t" else "Tonnes as bought", row["unit"]]
        for name in ("direct", "traced", "consumption"):
            shown += [figure(row[name]), _interval(row, name)]
        rows.append([*shown, percent(row["consumption_assessed"])])
    interval = "95 % interval"
    print_table(
        "Three perspectives",
        ["", "unit", "direct", interval, "traced", interval, "consumption", interval, "assessed"],
        rows,
        words=("", "unit", interval),
        optional=(interval,),
    )
    say(
        "direct: imports, origins as declared. traced: imports, by where they grew. consumption: what of these stayed; "
        "the rest was passed on. An interval covers factors and conversions."
    )
    _show_balance(made.balance())
    _show_origins(made.table())


def _interval(row: pd.Series, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "" if low != low else f"{figure(low)} to {figure(high)}"


def _show_balance(balance: pd.DataFrame) -> None:
    columns = {
        "imported": "imported", "produced": "grown", "passed_on_transit": "in transit",
        "passed_on_reexported": "re-exported", "consumed": "consumed", "exported_of_production": "grown, exported",
        "beyond_supply": "beyond supply",
    }  # fmt: skip
    kept = [name for name in columns if name in ("imported", "consumed") or balance[name].any()]
    largest = balance.sort_values("imported", ascending=False, kind="stable").head(ORIGINS_SHOWN)
    rows = [
        [row["commodity"], str(row["year"] or "all"), row["unit"], *(figure(row[name]) for name in kept)]
        for row in largest.to_dict("records")
    ]
    header = ["commodity", "year", "unit", *(columns[name] for name in kept)]
    print_table("Balance, in primary equivalents", header, rows, words=("commodity", "year", "unit"))
    if len(balance) > len(rows):
        say(f"... and {len(balance) - len(rows):,} more commodities; all are in -o and --json")


def _show_origins(table: pd.DataFrame) -> None:
    from bbafootprint.schema import UNKNOWN_ORIGIN
    from bbafootprint.vocabulary import places

    tonnes = table[table["measure"] == "primary_quantity"]
    largest = tonnes.sort_values("consumed", ascending=False, kind="stable").head(ORIGINS_SHOWN)
    rows = []
    for row in largest.to_dict("records"):
        origin = row["origin"]
        known = isinstance(origin, str) and origin != UNKNOWN_ORIGIN
        passed = row["passed_on_transit"] + row["passed_on_reexported"]
        rows.append([
            row["commodity"], places.name(origin) if known else "(not known)", row["unit"], figure(row["imported"]),
            figure(passed), figure(row["consumed"]),
        ])  # fmt: skip
    print_table(
        "By where it grew, in primary equivalents",
        ["commodity", "grown in", "unit", "imported", "passed on", "consumed"],
        rows,
        words=("commodity", "grown in", "unit"),
    )
    if len(tonnes) > len(rows):
        say(f"... and {len(tonnes) - len(rows):,} more; all are in -o and --json")
