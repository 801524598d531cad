"""Trade data: what the goods that a country ships are made of, found by name, in a folder, or given as tables."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint
from os import PathLike
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from bbafootprint.errors import InputError, UsageError
from bbafootprint.factors.metadata import Licence
from bbafootprint.factors.resources import METADATA_FILE, hash_of
from bbafootprint.trade.datasets.catalogue import folder_of, not_found, offered_trade, shipped_trade
from bbafootprint.trade.datasets.checks import check_trade_table, inspect_trade
from bbafootprint.trade.datasets.layout import FLOWS, MIXES, PRODUCTION, SUPPLY, TradeMetadata
from bbafootprint.trade.datasets.mixes import LEAST_SHARE, mixes_from_flows
from bbafootprint.trade.datasets.unfollowed import COLUMNS as UNFOLLOWED
from bbafootprint.trade.datasets.unfollowed import find_unfollowed

DEFAULT_TRADE = "trade-open"
"""The trade data that are used when none are named."""


@dataclass(frozen=True, eq=False)
class TradeData:
    """What the supply of each country is made of, by commodity and year.

    Attributes
    ----------
    id, version : str
        As its metadata say; ``"dataframe"`` and ``"0.0.0"`` for tables in memory.
    metadata : TradeMetadata
        Title, licences, sources, goods.
    mixes : pandas.DataFrame
        Columns `commodity`, `consignment`, `year`, `origin` (ISO 3166-1 alpha-3), `share`; the shares of one
        commodity, consignment and year sum to 1. Sorted by these three, the largest share first; text as categories,
        `year` int64, `share` float64.
    hashes : mapping of str to str
        Path of each file to its hash; for tables in memory the hash of their rows.
    supply : pandas.DataFrame
        What stands behind each mix, t: `commodity`, `consignment`, `year`, `production`, `imports`, `exports`,
        `consumption`, `cut`. Without rows where the data hold no such table.
    report : pandas.DataFrame
        What was not used as reported (:attr:`bbafootprint.trade.matrices.TracedTrade.report`), with `commodity` and
        `year`, where mixes were computed from flows; without rows else.
    unfollowed : pandas.DataFrame
        Of that, in words what no production reaches: most often rows of production lack, and so an origin in mixes.
    """

    id: str
    version: str
    metadata: TradeMetadata
    mixes: pd.DataFrame
    hashes: Mapping[str, str]
    supply: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=SUPPLY.columns))
    report: pd.DataFrame = field(default_factory=pd.DataFrame)
    unfollowed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=pd.Index(UNFOLLOWED)))

    @functools.cached_property
    def _rows(self) -> dict[tuple[str, str, int], slice]:
        """Return where each mix stands in :attr:`mixes`."""
        keys = self.mixes[["commodity", "consignment", "year"]].astype(object)
        starts = np.flatnonzero((~keys.duplicated()).to_numpy(dtype=bool))
        ends = [*starts[1:], len(keys)]
        firsts = keys.iloc[starts].itertuples(index=False, name=None)
        return {
            (str(commodity), str(consignment), int(year)): slice(int(start), int(end))
            for (commodity, consignment, year), start, end in zip(firsts, starts, ends, strict=True)
        }

    @functools.cached_property
    def _years(self) -> dict[str, tuple[int, ...]]:
        years: dict[str, set[int]] = {}
        for commodity, _, year in self._rows:
            years.setdefault(commodity, set()).add(year)
        return {commodity: tuple(sorted(found)) for commodity, found in years.items()}

    @property
    def commodities(self) -> tuple[str, ...]:
        """Codes of the commodities that have mixes, in order."""
        return tuple(sorted(self._years))

    def years(self, commodity: str) -> tuple[int, ...]:
        """Return the years that have mixes of a commodity, in order; none where it has no mixes."""
        return self._years.get(commodity, ())

    def mix_of(self, commodity: str, consignment: str, year: int) -> pd.Series[float]:
        """Return where the goods grew that a country ships.

        Parameters
        ----------
        commodity : str
            Code, such as ``soybeans``.
        consignment : str
            ISO 3166-1 alpha-3.
        year : int
            A year of the data (:meth:`years`).

        Returns
        -------
        pandas.Series
            Share by origin, the largest first, summing to 1; empty where there is no mix.
        """
        where = self._rows.get((commodity, consignment, year), slice(0, 0))
        rows = self.mixes.iloc[where]
        index = pd.Index(rows["origin"].astype(object), name="origin")
        return pd.Series(rows["share"].to_numpy(), index=index, name="share")

    def __repr__(self) -> str:
        lost, goods = self.unfollowed["tonnes"].sum(), ", ".join(self.commodities)
        said = f"; {lost:,.6g} t could not be followed (see .unfollowed)" if lost else ""
        return f"<TradeData {self.id} {self.version}: {len(self._rows)} mixes of {goods}{said}>"


def load_trade(
    source: str | PathLike[str] | pd.DataFrame | TradeData = DEFAULT_TRADE,
    production: pd.DataFrame | None = None,
) -> TradeData:
    """Load trade data.

    Parameters
    ----------
    source : str, path, pandas.DataFrame or TradeData
        The name of shipped or installed data; a folder; a table of mixes (`commodity`, `consignment`, `year`,
        `origin`, `share`); a table of flows (`commodity`, `exporter`, `importer`, `year`, `tonnes`), with
        `production`; or data that are loaded already. A name wins over a folder of that name: write ``./name``.
    production : pandas.DataFrame, optional
        Columns `commodity`, `origin`, `year`, `tonnes`; with a table of flows, and only with it.

    Returns
    -------
    TradeData
        Where it came as flows, the mixes are computed (:func:`bbafootprint.trade.tracing.follow_trade`); origins
        under `least_share` of the metadata (0.0001 where it says nothing) are left out of a mix and the others scaled
        up.

    Raises
    ------
    InputError
        If there are no data of that name, or they break the format: the message holds every problem.
    UsageError
        For a source of another kind, and for flows that cannot be followed.
    """
    if isinstance(source, pd.DataFrame):
        return _from_tables(source, production)
    if production is not None:
        raise UsageError("production goes with a DataFrame of flows; a name or a folder brings its own.")
    if isinstance(source, TradeData):
        return source
    if not isinstance(source, (str, PathLike)):
        raise UsageError(
            f"Trade data cannot be loaded from {type(source).__name__}. Give a name, a folder or a pandas DataFrame."
        )
    if isinstance(source, str):
        shipped = shipped_trade()
        if source in shipped:
            return _from_folder(shipped[source])
        offered = [point for point in offered_trade() if point.name == source]
        if offered:
            return _from_folder(folder_of(offered[0]))
    path = Path(source)
    if path.name == METADATA_FILE and path.is_file():
        path = path.parent
    if not path.is_dir():
        raise not_found(str(source))
    return _from_folder(path)


def list_trade_data() -> pd.DataFrame:
    """List the trade data that can be loaded by name.

    Returns
    -------
    pandas.DataFrame
        One row a dataset: `name`, `version`, `title`, `licence`, `commodities` (codes, joined by commas), `years`
        (first and last), `mixes` (their number), `where` (``shipped`` or ``installed``), `path`. Data that cannot be
        used are listed with the reason as their title.
    """
    places = [(name, folder, "shipped") for name, folder in shipped_trade().items()]
    rows = [
        _listed(name, functools.partial(_from_folder, folder), where, str(folder))
        for name, folder, where in places
    ]
    rows += [
        _listed(point.name, functools.partial(_from_point, point), "installed", point.value)
        for point in offered_trade()
    ]
    columns = ["name", "version", "title", "licence", "commodities", "years", "mixes", "where", "path"]
    return pd.DataFrame(rows, columns=pd.Index(columns)).astype({"mixes": "Int64"})


def validate_trade(folder: str | PathLike[str]) -> list[str]:
    """Say everything that is wrong with trade data in a folder.

    Parameters
    ----------
    folder : str or path
        The folder that holds ``datapackage.json``.

    Returns
    -------
    list of str
        One sentence a problem with file, rows (the first five) and remedy; empty where the data are valid. Flows that
        no production reaches are said too, though the data can be loaded with them.
    """
    inspection = inspect_trade(Path(folder))
    problems = list(inspection.problems)
    if not problems and "flows" in inspection.tables:
        try:
            flows, production = inspection.tables["flows"], inspection.tables["production"]
            report = mixes_from_flows(flows, production)[2]
        except UsageError as error:
            return [f"flows.csv: {error}"]
        then = "Add the rows to production.csv; the data load without them, and their mixes lack that origin."
        messages = find_unfollowed(flows, production, report)["message"]
        problems += [f"flows.csv: {message} {then}" for message in messages]
    return problems


def _from_folder(folder: Path) -> TradeData:
    inspection = inspect_trade(folder)
    metadata = inspection.metadata
    if metadata is None or inspection.problems:
        raise _invalid(f"The trade data in {folder} cannot be used", inspection.problems, folder)
    return _made(metadata, inspection.tables, inspection.hashes)


def _from_tables(table: pd.DataFrame, production: pd.DataFrame | None) -> TradeData:
    """Return trade data of tables in memory."""
    kind = FLOWS if {"exporter", "importer"} & set(table.columns) else MIXES
    if kind is FLOWS and production is None:
        raise UsageError("Flows need production beside them: load_trade(flows, production=...).")
    if kind is MIXES and production is not None:
        raise UsageError("The table holds mixes, which need no production: load_trade(mixes).")
    given = {kind: (table, "the table of " + kind.name)}
    if production is not None:
        given[PRODUCTION] = (production, "the table of production")
    tables, problems, hashes = {}, [], {}
    for each, (frame, what) in given.items():
        kept = frame[[column for column in frame.columns if column in each.columns]]
        tables[each.name], found = check_trade_table(kept, each, what, first_row=0)
        problems += found
        hashes[each.name] = hash_of(tables[each.name].to_csv(index=False, lineterminator="\n").encode())
    if problems:
        raise _invalid("The trade data cannot be used", tuple(problems), None)
    metadata = TradeMetadata(
        name="dataframe", title="A table in memory", version="0.0.0", licenses=(Licence(name="not stated"),)
    )
    return _made(metadata, tables, hashes)


def _made(
    metadata: TradeMetadata, tables: Mapping[str, pd.DataFrame], hashes: Mapping[str, str]
) -> TradeData:
    supply, report, unfollowed = tables.get("supply"), None, None
    mixes = tables.get("mixes")
    if mixes is None:
        least = LEAST_SHARE if metadata.least_share is None else metadata.least_share
        mixes, supply, report = mixes_from_flows(tables["flows"], tables["production"], least)
        unfollowed = find_unfollowed(tables["flows"], tables["production"], report)
    mixes = mixes.astype({"commodity": "category", "year": "int64", "share": "float64"})
    # one list of countries for both columns, so that they can be compared
    places = pd.CategoricalDtype(sorted({*mixes["consignment"].astype(str), *mixes["origin"].astype(str)}))
    mixes = mixes.astype({"consignment": places, "origin": places})
    order = ["commodity", "consignment", "year", "share", "origin"]
    mixes = mixes.sort_values(order, ascending=[True, True, True, False, True], ignore_index=True)
    given = {"supply": supply, "report": report, "unfollowed": unfollowed}
    extra = {name: table for name, table in given.items() if table is not None}
    return TradeData(
        metadata.name, metadata.version, metadata, mixes, MappingProxyType(dict(hashes)), **extra
    )


def _invalid(what: str, problems: tuple[str, ...], folder: Path | None) -> InputError:
    count = f"{len(problems)} problem{'s' * (len(problems) != 1)}"
    return InputError("\n".join([f"{what}: {count}.", *(f"  - {each}" for each in problems)]), path=folder)


def _from_point(point: EntryPoint) -> TradeData:
    return _from_folder(folder_of(point))


def _listed(name: str, load: functools.partial[TradeData], where: str, path: str) -> dict[str, object]:
    try:
        data = load()
    except InputError as error:
        reason = f"cannot be used: {str(error).splitlines()[0]}"
        return {"name": name, "version": "", "title": reason, "licence": "", "commodities": "", "years": "",
                "mixes": pd.NA, "where": where, "path": path}  # fmt: skip
    years = sorted({year for commodity in data.commodities for year in data.years(commodity)})
    return {
        "name": name, "version": data.version, "title": data.metadata.title,
        "licence": ", ".join(licence.name for licence in data.metadata.licenses),
        "commodities": ", ".join(data.commodities), "years": f"{years[0]}-{years[-1]}" if years else "",
        "mixes": len(data._rows), "where": where, "path": path,
    }  # fmt: skip
