"""Build ``trade-open``: what each country's supply of soya beans, maize, wheat and rice is made of.

    python trade/trade-open/build.py --sources FOLDER [--out FOLDER] [--update-hashes]

FOLDER holds ``trade-matrix/`` with the files that ``sources.sha256`` lists (README.md says where they are from). The
same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.factors.resources import METADATA_FILE, hash_of
from bbafootprint.trade.datasets import validate_trade
from bbafootprint.trade.datasets.layout import MIXES, SUPPLY, table_schema
from bbafootprint.trade.datasets.mixes import LEAST_SHARE, long_mixes
from bbafootprint.trade.matrices import TracedTrade, follow_trade
from bbafootprint.vocabulary import places

VERSION = "0.1.0"
CREATED = "2026-11-22"
YEARS = (2018, 2020, 2021, 2022)
FILES = {"maize": "Maize", "rice_paddy": "Rice", "soybeans": "Soya_beans", "wheat": "Wheat"}
"""Code of the commodity to the name in the files."""

PADDY_TO_MILLED = 0.667
"""Milled rice a tonne of paddy, as commonly given for FAO's milled equivalent (to be confirmed). The trade files are
FAOSTAT's item 30 in milled equivalents (their 46 million t of 2018 are the world's trade in milled rice), the
production files are paddy (766 million t)."""

DECIMALS = 6
"""Of shares; the largest share of a mix takes what rounding leaves, so that the digits sum to 1."""

REGION = "Micronesia, Fed. Sts."
"""Stands twice in the files of maize and rice: once for the state, and once for the M49 region Micronesia (057, in
the order of codes between Belgium and Bhutan), which has the state's production and no trade, and is left out."""

GOODS = {
    "maize": ("Maize (corn), grain: FAOSTAT item 56", ""),
    "rice_paddy": (
        "Rice of all kinds in paddy equivalents",
        f"Production is paddy (FAOSTAT item 27); trade is of milled equivalents (item 30) / {PADDY_TO_MILLED}.",
    ),
    "soybeans": (
        "Soya beans: FAOSTAT item 236",
        "Beans only. Meal and oil, the larger trade of several countries, are not in it.",
    ),
    "wheat": ("Wheat, grain: FAOSTAT item 15", "Flour and products are not in it."),
}


def read(folder: Path, name: str, year: int) -> tuple[pd.Series[float], pd.DataFrame]:
    """Return production and trade of one file pair by ISO code, and stop where anything is odd."""
    trade = pd.read_csv(folder / f"{name}_Y{year}_Global_trade.csv.gz", header=None, dtype=object)
    rows, columns = trade.iloc[1:, 0].tolist(), trade.iloc[0, 1:].tolist()
    tonnes = trade.iloc[1:, 1:].to_numpy(dtype="float64")
    table = pd.read_csv(folder / f"{name}_Y{year}_Global_production.csv.gz", header=None, dtype=object).iloc[
        1:
    ]
    grown = table[1].to_numpy(dtype="float64")
    _expect(rows == columns == table[0].tolist(), f"{name} {year}: the files do not list the same places")
    _expect(bool(np.isfinite(tonnes).all() and (tonnes >= 0).all()), f"{name} {year}: trade is not tonnes")
    _expect(bool(np.isfinite(grown).all() and (grown >= 0).all()), f"{name} {year}: production is not tonnes")
    kept = _without_region(rows, tonnes, grown, f"{name} {year}")
    codes = [_iso(rows[i]) for i in kept]
    _expect(len(set(codes)) == len(codes), f"{name} {year}: two names are one country")
    labels = pd.Index(codes, dtype=object)
    production = pd.Series(grown[kept], index=labels)
    return production, pd.DataFrame(tonnes[np.ix_(kept, kept)], index=labels, columns=labels)


def _without_region(rows: list[str], tonnes: Any, grown: Any, where: str) -> list[int]:
    """Return the positions of countries: all but the region that bears the name of a state."""
    found = [i for i, label in enumerate(rows) if label == REGION]
    if len(found) < 2:
        return list(range(len(rows)))
    region = found[0]
    same = len(found) == 2 and grown[found[0]] == grown[found[1]] and rows[region - 1] == "Belgium"
    _expect(
        bool(same and not tonnes[region].any() and not tonnes[:, region].any()), f"{where}: {REGION} changed"
    )
    return [i for i in range(len(rows)) if i != region]


def _iso(name: str) -> str:
    match = places.match_place(name)
    _expect(
        match.code in places.countries() and match.how in ("name", "alias"), f"no country is called {name!r}"
    )
    return str(match.code)


def _expect(true: bool, otherwise: str) -> None:
    if not true:
        raise SystemExit(
            f"The build stopped: {otherwise}. Look at the source before anything is changed here."
        )


def check(traced: TracedTrade, production: pd.Series[float], where: str) -> None:
    """Stop unless the laws hold: rows sum to production, columns to consumption, mixes to 1."""
    matrix = traced.consumption
    supply = traced.supply
    most = float(production.max())
    for what, found, wanted in (
        ("production", matrix.sum(axis="columns"), production),
        ("consumption", matrix.sum(), supply["production"] + supply["imports"] - supply["exports"]),
    ):
        off = float((found - wanted.reindex(found.index)).abs().max())
        _expect(off <= 1e-12 * most, f"{where}: the sums miss {what} by {off} t")
    _expect(
        bool((traced.mixes.sum(axis="columns") - 1).abs().max() < 1e-12), f"{where}: mixes do not sum to 1"
    )


def rounded(mixes: pd.DataFrame) -> pd.DataFrame:
    """Return shares in millionths that sum to a million in each mix."""
    unit = 10**DECIMALS
    parts = (mixes["share"] * unit).round().astype("int64")
    first = ~mixes["consignment"].duplicated()  # the largest share
    lacking = unit - parts.groupby(mixes["consignment"]).sum()
    parts = parts.where(~first, parts + mixes["consignment"].map(lacking))
    _expect(bool((parts > 0).all()), "a share rounds to 0")
    return mixes.assign(share=[f"{part / unit:.{DECIMALS}f}" for part in parts])


def build(sources: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, dict[str, float]]:
    """Return mixes, supply, what was not used as reported, and figures for the README."""
    mixes, supply, reports = [], [], []
    lost, largest = 0.0, 0.0
    for commodity, name in FILES.items():
        for year in YEARS:
            production, trade = read(sources / "trade-matrix", name, year)
            if commodity == "rice_paddy":
                trade = trade / PADDY_TO_MILLED
            traced = follow_trade(production, trade)
            check(traced, production, f"{commodity} {year}")
            full = traced.mixes.to_numpy()
            kept = np.where(full >= LEAST_SHARE, full, 0.0)
            lost = max(lost, float(1 - kept.sum(axis=1).min()))
            largest = max(largest, float(np.abs(kept / kept.sum(axis=1, keepdims=True) - full).max()))
            mixes.append(rounded(long_mixes(traced)).assign(commodity=commodity, year=year))
            table = traced.supply.rename_axis("consignment").reset_index().sort_values("consignment")
            used = table["consignment"].isin(set(mixes[-1]["consignment"])) | (table["cut"] > 0)
            supply.append(table[used].assign(commodity=commodity, year=year))
            reports.append(traced.report.assign(commodity=commodity, year=year))
    figures = {"most mass left out": lost, "largest change of a share": largest}
    by = ["commodity", "consignment", "year"]
    return (
        pd.concat(mixes)[MIXES.columns].sort_values(by, kind="stable"),
        pd.concat(supply)[SUPPLY.columns].sort_values(by, kind="stable"),
        pd.concat([report for report in reports if len(report)]).sort_values(["commodity", "year", "place"]),
        figures,
    )


def document(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the content of ``datapackage.json``."""
    return {
        "name": "trade-open",
        "title": "Origin mixes of soya beans, maize, wheat and rice by country shipped from",
        "version": VERSION,
        "description": (
            "For each country and year: where the goods grew that the country ships on or keeps, followed through "
            "re-exports. Computed from FAOSTAT's detailed trade matrix and production."
        ),
        "created": CREATED,
        "keywords": ["trade", "re-export", "origin", "soya beans", "maize", "wheat", "rice"],
        "licenses": [
            {
                "name": "CC-BY-NC-SA-3.0-IGO",
                "title": "FAOSTAT data of that time; FAO has put reviewed domains under CC BY 4.0 since: confirm "
                "before redistribution or commercial use",
                "path": "https://www.fao.org/contact-us/terms/db-terms-of-use/en/",
            }
        ],
        "sources": [
            {
                "title": "FAO, FAOSTAT: Detailed trade matrix (TM), export quantities, and Crops and livestock "
                "products (QCL), production",
                "path": "https://www.fao.org/faostat",
                "licence": "FAO statistical databases terms of use; CC BY-NC-SA 3.0 IGO or CC BY 4.0: confirm",
                "years": "2018, 2020, 2021, 2022",
            },
            {
                "title": "pytradeshifts: FAOSTAT trade and production as tables by country",
                "path": "https://github.com/allfed/pytradeshifts",
                "licence": "Apache-2.0",
                "years": "2018, 2020, 2021, 2022",
            },
            {
                "title": "Method: Kastner, Kastner and Nonhebel 2011",
                "reference": "https://doi.org/10.1016/j.ecolecon.2011.01.012",
            },
            {
                "title": "Method: Croft, West and Green 2018",
                "reference": "https://doi.org/10.1016/j.jclepro.2018.08.267",
            },
        ],
        "method": (
            "Exports over a year's supply scaled down, trade that no production reaches removed, then "
            "(diag(x) - Z^T) M = diag(p); bbafootprint.trade.tracing."
        ),
        "least_share": LEAST_SHARE,
        "commodities": [
            {"commodity": commodity, "goods": goods, "unit": "t"} | ({"note": note} if note else {})
            for commodity, (goods, note) in GOODS.items()
        ],
        "resources": resources,
    }


def write(out: Path, mixes: pd.DataFrame, supply: pd.DataFrame, report: pd.DataFrame) -> None:
    """Write the tables and the metadata, and check them as any dataset is checked."""
    out.mkdir(parents=True, exist_ok=True)
    supply = supply.assign(
        **{
            name: [f"{value:.2f}" for value in supply[name]]
            for name in SUPPLY.of_kind("number")
            if name != "cut"
        },
        cut=["" if np.isnan(value) else f"{value:.4f}" for value in supply["cut"]],
    )
    resources = []
    for table, frame in ((MIXES, mixes), (SUPPLY, supply)):
        data = _csv(frame[table.columns])
        (out / f"{table.name}.csv").write_bytes(data)
        resources.append(
            {
                "name": table.name, "path": f"{table.name}.csv", "profile": "tabular-data-resource", "format": "csv",
                "encoding": "utf-8", "bytes": len(data), "hash": hash_of(data), "schema": table_schema(table),
            }
        )  # fmt: skip
    listed = report[["commodity", "year", "place", "what", "reported", "used", "share_cut"]]
    data = _csv(listed.round({"reported": 2, "used": 2, "share_cut": 4}))
    (out / "not_used.csv").write_bytes(data)
    resources.append({"name": "not_used", "path": "not_used.csv", "bytes": len(data), "hash": hash_of(data)})
    text = json.dumps(document(resources), indent=2, ensure_ascii=False) + "\n"
    (out / METADATA_FILE).write_bytes(text.encode("utf-8"))
    problems = validate_trade(out)
    if problems:
        raise SystemExit("What was built is not valid:\n" + "\n".join(problems))


def _csv(frame: pd.DataFrame) -> bytes:
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode("utf-8")


def check_sources(sources: Path, listed: Path, update: bool) -> None:
    """Stop unless every source is the one that the data were built from; or record them as they are."""
    names = [
        f"trade-matrix/{name}_Y{year}_Global_{kind}.csv.gz"
        for name in FILES.values()
        for year in YEARS
        for kind in ("production", "trade")
    ]
    missing = [name for name in names if not (sources / name).is_file()]
    if missing:
        raise SystemExit(f"The build did not start: missing in {sources}: {', '.join(missing)}")
    text = "".join(f"{hashlib.sha256((sources / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    if update:
        listed.write_bytes(text.encode())
    elif listed.read_text(encoding="utf-8") != text:
        changed = sorted(set(text.splitlines()) - set(listed.read_text(encoding="utf-8").splitlines()))
        raise SystemExit(
            "The build did not start: these sources changed since the data were built:\n  "
            + "\n  ".join(changed)
            + "\nLook at what changed, then record it with --update-hashes and write it into CHANGELOG.md."
        )


def main() -> None:
    """Read the command line, build and write."""
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sources", type=Path, required=True, help="folder that holds trade-matrix/")
    parser.add_argument("--out", type=Path, default=here, help="folder to write to (default: this one)")
    parser.add_argument("--update-hashes", action="store_true", help="record the sources as they are now")
    given = parser.parse_args()
    check_sources(given.sources, here / "sources.sha256", given.update_hashes)
    mixes, supply, report, figures = build(given.sources)
    write(given.out, mixes, supply, report)
    print(f"{len(mixes)} rows of mixes, {len(supply)} of supply, {len(report)} not used as reported")
    print(", ".join(f"{name} {value:.6f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
