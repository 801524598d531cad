"""From imports, exports, transit and production to a ledger: the order of the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from bbafootprint.balance.account import Account
from bbafootprint.balance.findings import (
    left_out_issues,
    nothing_issue,
    pool_issues,
    production_issues,
    reading_issues,
)
from bbafootprint.balance.leaving import by_year, leaving, marked_imports, without_transit
from bbafootprint.balance.passing_on import POOL, PassedOn, pass_on
from bbafootprint.balance.pooled import Pooled, frame_of, pool
from bbafootprint.balance.sources import ALL_YEARS, Asked, Partner, Source, is_statistic, lines_of
from bbafootprint.balance.trade_ledger import TradeLedger
from bbafootprint.errors import NoUsableLinesError, UsageError
from bbafootprint.factors import FactorSet, load_factors
from bbafootprint.footprint import Footprint
from bbafootprint.ingest.own_products import read_products
from bbafootprint.ingest.statistics import TradeFlows
from bbafootprint.pipeline import calculate_footprint
from bbafootprint.schema import ISSUE_COLUMNS, UNKNOWN_ORIGIN, Lines
from bbafootprint.trade.tracing.origins import TradeSource, load_all_trade
from bbafootprint.vocabulary import places
from bbafootprint.vocabulary.commodities import base_unit
from bbafootprint.vocabulary.own_products import OwnProducts

AT_HOME = "reporter"
"""How the origin of production was found that names none: it is the country of the ledger."""


def ledger(
    imports: Source,
    exports: Source | None = None,
    transit: Source | None = None,
    *,
    production: Source | None = None,
    reporter: str | None = None,
    year: int | None = None,
    factors: FactorSet | str | Path | pd.DataFrame | None = None,
    trade: TradeSource | Sequence[TradeSource] | None = None,
    products: OwnProducts | pd.DataFrame | str | Path | None = None,
    allocation: Literal["economic", "mass"] = "economic",
    transit_in_exports: bool = False,
    unit: str | None = None,
    by: str | Sequence[str] = (),
    partner: Partner = "auto",
) -> TradeLedger:
    """Say what a country, a sector or a company imported, passed on and consumed.

    Parameters
    ----------
    imports, exports : Lines, TradeFlows, pandas.DataFrame, str, pathlib.Path or sequence of paths
        Lines, a sheet or table as :func:`bbafootprint.read_lines` reads it, or a customs statistic (Comext,
        UN Comtrade, BACI, FAOSTAT; several files of one layout too), recognised by its headers. The same file may
        hold both sides. Of exports only goods and quantities count; a column ``transit`` (yes, no) of either marks
        goods that only passed through. Without exports all is consumed.
    transit : as `imports`, optional
        Goods that came in and left as they were, with the origin or the consignment country where they are known.
        They are in `imports`; see `transit_in_exports` on exports.
    production : as `imports`, optional
        What was grown at home. Exports are then of both, in proportion.
    reporter : str, optional
        The country of the ledger, code or name: whose statistic to read, and where production grew.
    year : int, optional
        Lines of this year alone, and those without a period.
    factors : FactorSet, str, pathlib.Path or pandas.DataFrame, optional
        By default ``"bba-open"``.
    trade : TradeData, str, pathlib.Path, pandas.DataFrame or sequence of these, optional
        Trade data to trace with, by default ``"trade-open"``. Of commodities that they lack, goods stay of the
        origin declared, or of unknown origin.
    products : OwnProducts, pandas.DataFrame, str or pathlib.Path, optional
        Own products (docs/how-to/own-products.md).
    allocation : {"economic", "mass"}
        How the burden of a primary commodity is shared among co-products (docs/method.md, section 1).
    transit_in_exports : bool, default False
        True where the table `transit` is also part of `exports`: it is then taken off them. False where it stands
        beside them.
    unit : str, optional
        Unit of sheets that do not say theirs.
    by : str or sequence of str
        Columns of the imports that :meth:`TradeLedger.table` has besides commodity and origin.
    partner : {"auto", "origin", "consignment"}
        What the partner of an import of a statistic is (:func:`bbafootprint.read_trade_statistics`).

    Returns
    -------
    TradeLedger
        Each tonne once: per commodity, year and origin what was imported is what was passed on plus what was
        consumed, in tonnes and in every indicator.

    Raises
    ------
    NoUsableLinesError
        If no line of the imports can be balanced.
    UsageError
        If a statistic is of several countries, or there is no column `by`.
    InputError, FactorSetError
        As reading raises them.

    Notes
    -----
    Goods are pooled per primary commodity and year in primary equivalents. Transit passes on imports of its own
    origin first; other exports leave in proportion to supply, as in the tracing of re-exports (Kastner et al. 2011,
    doi:10.1016/j.ecolecon.2011.01.012); what stays was consumed. Exports beyond supply are said and taken from
    nothing. The equations are in :func:`bbafootprint.balance.passing_on.pass_on`.
    """
    own = read_products(products)
    factors = (
        factors if isinstance(factors, FactorSet) else load_factors(*([] if factors is None else [factors]))
    )
    data = load_all_trade(trade)
    country = _country(reporter)
    asked = Asked(country, year, unit, own, partner)
    said: list[dict[str, str]] = []
    given = {"imports": lines_of(imports, "import", asked, "imports")}
    for name, source in (("exports", exports), ("transit", transit), ("production", production)):
        if source is not None:
            side: Literal["import", "export"] = "export" if name == "exports" else "import"
            try:
                given[name] = lines_of(source, side, asked, name)
            except NoUsableLinesError as error:
                if side == "import" or not _of_statistic(source):
                    raise
                said.append(nothing_issue(name, str(error)))
    said += reading_issues(given, year)
    country = country or _reporter_of(given["imports"])
    if "production" in given and country is not None:
        given["production"] = _grown_at_home(given["production"], country)

    def run(lines: Lines, **options: Any) -> Footprint:
        return calculate_footprint(lines, factors, allocation=allocation, products=own, **options)

    runs = {name: run(lines) for name, lines in given.items()}
    traced = pool(run(given["imports"], perspective="traced", trade=data))
    sides = {name: pool(footprint) for name, footprint in runs.items()}
    if not traced.kept.any():
        raise NoUsableLinesError(
            f"none of the {len(given['imports']):,} lines of imports can be balanced: "
            + ", ".join(f"{row['lines']:,} {row['reason']}" for row in traced.left_out.to_dict("records"))
        )

    exports_left, in_transit, of_marks = leaving(sides, transit_in_exports)
    in_years, of_years = by_year(sides)
    said += of_marks + of_years
    grown = sides["production"].of_year(in_years) if "production" in sides else exports_left.iloc[:0]
    if not in_years:
        exports_left, in_transit = (table.assign(year=ALL_YEARS) for table in (exports_left, in_transit))
    came = sides["imports"].of_year(in_years)
    in_transit, marked = marked_imports(came, exports_left, in_transit, transit_in_exports)
    said += marked
    if transit_in_exports:
        of_both = pd.concat([in_transit, came[came["transit"].to_numpy(bool)]], ignore_index=True)
        exports_left, lacking = without_transit(exports_left, of_both)
        said += lacking
    accounts, pools = {}, {}
    for name, side_of_imports in (("direct", sides["imports"]), ("traced", traced)):
        table = side_of_imports.of_year(in_years)
        passed_on = pass_on(table, exports_left, in_transit, grown)
        accounts[name] = _account_of_imports(side_of_imports, table, passed_on)
        units = [base_unit(str(code)) for code in passed_on.pools.index.get_level_values("commodity")]
        pools[name] = passed_on.pools.assign(unit=units)[["unit", *passed_on.pools.columns]]
    at_home = None
    if "production" in sides:
        at_home = _account_of_production(sides["production"], grown, pools["traced"])

    said += pool_issues(pools["traced"], "production" in sides)
    said += production_issues(pools["traced"], country, _growers(factors))
    said += left_out_issues({"imports": traced, **{n: s for n, s in sides.items() if n != "imports"}})
    issues = _issues(traced.footprint, runs, said, of_a_country=_of_statistic(imports) or country is not None)
    counts = {"imports": traced.counts} | {n: s.counts for n, s in sides.items() if n != "imports"}
    options = {
        **traced.footprint.options, "perspective": "ledger", "reporter": country, "year": year,
        "transit_in_exports": transit_in_exports, "by_year": in_years,
    }  # fmt: skip
    whole = TradeLedger(
        accounts["direct"], accounts["traced"], at_home, pools, issues, counts,
        _provenance(traced.footprint, runs, options), (by,) if isinstance(by, str) else tuple(by),
    )  # fmt: skip
    whole.table()  # a column of `by` that does not exist is said now
    return whole


def _of_statistic(source: Source) -> bool:
    """Tell whether a source is a trade statistic."""
    return isinstance(source, TradeFlows) or (not isinstance(source, Lines) and is_statistic(source))


def _country(reporter: str | None) -> str | None:
    """Return the code of the country of the ledger."""
    if reporter is None:
        return None
    match = places.match_place("GRC" if reporter.strip().upper() == "EL" else reporter)
    if match.code is None or match.code == UNKNOWN_ORIGIN:
        near = f" Did you mean {' or '.join(match.candidates)}?" if match.candidates else ""
        raise UsageError(f"{reporter!r} is no country that is known: give its ISO code or name.{near}")
    return match.code


def _reporter_of(lines: Lines) -> str | None:
    """Return the one country whose statistic the lines are of."""
    if "reporter" not in lines.frame or "statistics" not in lines.reading:
        return None
    found = lines.frame["reporter"].dropna().unique()
    return str(found[0]) if len(found) == 1 else None


def _grown_at_home(lines: Lines, country: str) -> Lines:
    """Return production with the country of the ledger as its origin, where it names none."""
    frame = lines.frame
    unnamed = ((frame["origin"] == UNKNOWN_ORIGIN) & frame["consignment"].isna()).to_numpy(bool)
    origin = frame["origin"].astype(object).mask(unnamed, country)
    match = frame["origin_match"].astype(object).mask(unnamed, AT_HOME)
    return replace(lines, frame=frame.assign(origin=origin, origin_match=match))


def _account_of_imports(side: Pooled, table: pd.DataFrame, passed_on: PassedOn) -> Account:
    shares = {
        "imported": np.ones(len(table)),
        "passed_on_transit": passed_on.transit,
        "passed_on_reexported": passed_on.reexported,
        "consumed": passed_on.consumed,
    }
    return Account(side.footprint, side.kept, table["year"].to_numpy(), shares)


def _account_of_production(side: Pooled, table: pd.DataFrame, pools: pd.DataFrame) -> Account:
    grown = pools["produced"].to_numpy()
    went = np.divide(
        pools["exported_of_production"].to_numpy(), grown, out=np.zeros(len(pools)), where=grown > 0
    )
    exported = went[pools.index.get_indexer(pd.MultiIndex.from_frame(table[list(POOL)]))]
    shares = {"produced": np.ones(len(table)), "exported": exported, "consumed": 1.0 - exported}
    return Account(side.footprint, side.kept, table["year"].to_numpy(), shares)


def _growers(factors: FactorSet) -> set[tuple[str, str]]:
    producers = factors.producers
    pairs = zip(producers["commodity"].astype(str), producers["origin"].astype(str), strict=True)
    return set(pairs)


def _issues(
    traced: Footprint, runs: dict[str, Footprint], said: list[dict[str, str]], of_a_country: bool
) -> pd.DataFrame:
    """Return the issues of the balance, of the imports, and of the goods and quantities of the other inputs."""
    parts = [pd.DataFrame(said, columns=list(ISSUE_COLUMNS), dtype=object), traced.issues]
    for name, footprint in runs.items():
        if name == "imports" or footprint.lines is None:
            continue
        found = footprint.lines.issues
        # where exports went, or that no origin is given, does not matter here
        found = found[~found["code"].str.startswith(("origin-", "consignment-", "partner-")).to_numpy(bool)]
        parts.append(found.assign(message=[f"{name}: {text}" for text in found["message"]]))
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    if of_a_country:  # beans and meal that cross a border each were not made of one another
        table = table[~table["code"].str.startswith("double-counting").to_numpy(bool)]
    return table.drop_duplicates(["code", "sheet", "cell", "message", "line_id"], ignore_index=True)


def _provenance(traced: Footprint, runs: dict[str, Footprint], options: dict[str, Any]) -> dict[str, Any]:
    record = traced.provenance
    inputs = {
        name: {
            "input": run.provenance["input"],
            "lines_sha256": run.provenance["lines_sha256"],
            "lines": len(frame_of(run)),
        }
        for name, run in runs.items()
    }
    kept = {name: record[name] for name in ("library", "factor_sets", "layering")}
    return {**kept, "inputs": inputs, "options": options}
