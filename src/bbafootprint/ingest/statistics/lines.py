"""Flows as lines, for footprints and tracing, and as flows between two countries, for trade data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from bbafootprint.errors import NoUsableLinesError, UsageError
from bbafootprint.ingest.issues import PROBLEMS
from bbafootprint.ingest.naming import NO_ORIGIN
from bbafootprint.ingest.statistics.flows import TradeFlows
from bbafootprint.schema import LINE_COLUMNS, UNKNOWN_ORIGIN, Lines
from bbafootprint.vocabulary.commodities import base_unit

STATISTIC = "trade statistics"
"""How the origin and the consignment country of a line from a statistic were found."""


def to_lines(flows: TradeFlows, flow: Literal["import", "export"] = "import") -> Lines:
    """Return the records of one flow as lines.

    Parameters
    ----------
    flows : TradeFlows
    flow : {"import", "export"}
        Exports become lines that were consigned from the reporter: what it ships on is of the mix that it holds.

    Returns
    -------
    Lines
        One line a record, in order. `origin` is the partner where it is a country of origin; where it is one of
        consignment it stands in `consignment` and the origin is not known. Wood and other goods accounted in m3
        have their volume where the source says it, else their mass. The columns `reporter`, `destination`, `year`,
        `procedure`, `reexport_tonnes` and `confidential` follow. Without a mass and a volume a line is rejected
        (``quantity-missing``).

    Raises
    ------
    NoUsableLinesError
        If there is no record of that flow.
    UsageError
        If `flow` is neither of the two.
    """
    if flow not in ("import", "export"):
        raise UsageError(f"flow is 'import' or 'export', not {flow!r}.")
    table = flows.frame[(flows.frame["flow"] == flow).to_numpy()]
    if not len(table):
        raise NoUsableLinesError(f"{flows.reading.get('source', 'The table')} has no record of {flow}s.")
    size = len(table)
    commodity = table["commodity"].astype(object)
    in_m3 = commodity.map(lambda code: isinstance(code, str) and base_unit(code) == "m3").to_numpy(
        dtype=np.bool_
    )
    volume, mass = table["m3"].to_numpy(), table["tonnes"].to_numpy()
    use_m3 = (in_m3 & ~np.isnan(volume)) | (np.isnan(mass) & ~np.isnan(volume))
    amount = np.where(use_m3, volume, mass)
    unit = np.where(use_m3, "m3", "t").astype(object)
    partner = table["partner"].astype(object).to_numpy()
    meaning = table["partner_meaning"].astype(object).to_numpy()
    known = np.array([isinstance(code, str) for code in partner], dtype=np.bool_)
    grown = known & (meaning == "origin")
    shipped = known & (meaning == "consignment")
    consignment = _only(partner, shipped)
    if flow == "export":
        consignment = table["reporter"].astype(object).where(table["reporter"].notna(), None).to_numpy()
    rejected = np.isnan(amount)
    problem = np.where(rejected, "quantity-missing", "").astype(object)
    unnamed = commodity.isna().to_numpy() & ~rejected
    ambiguous = (table["commodity_match"] == "ambiguous").to_numpy()
    problem[unnamed] = np.where(ambiguous, "commodity-ambiguous", "commodity-unknown")[unnamed]
    blank = pd.Categorical.from_codes(np.full(size, -1), categories=pd.Index([], dtype=object))
    given = table["partner_as_given"].astype(object).to_numpy()

    values: dict[str, Any] = {
        "line_id": _identifiers(table),
        "sheet": pd.Categorical([""] * size),
        "row": table["row"].to_numpy(),
        "cell": pd.Categorical([""] * size),
        "period": pd.Categorical(table["period"]),
        "commodity_as_given": pd.Categorical(table["item"]),
        "hs_code_as_given": pd.Categorical(table["hs_code"]),
        "origin_as_given": pd.Categorical(_only(given, meaning == "origin")),
        "consignment_as_given": pd.Categorical(
            _only(given, meaning == "consignment") if flow == "import" else consignment
        ),
        "quantity": amount,
        "unit_as_given": pd.Categorical(unit),
        "commodity": pd.Categorical(commodity),
        "commodity_match": pd.Categorical(table["commodity_match"].astype(object).fillna("")),
        "origin": pd.Categorical(np.where(grown, partner, UNKNOWN_ORIGIN)),
        "origin_match": pd.Categorical(np.where(grown, STATISTIC, NO_ORIGIN)),
        "consignment": pd.Categorical(consignment),
        "consignment_match": pd.Categorical(
            _only(np.full(size, STATISTIC, dtype=object), pd.notna(consignment))
        ),
        "amount": amount,
        "amount_unit": pd.Categorical(unit, categories=["t", "m3"]),
        "content": np.full(size, np.nan),
        "rejected": rejected,
        "problem": pd.Categorical(problem, categories=pd.Index(["", *PROBLEMS], dtype=object)),
    }
    columns = {name: values.get(name, blank) for name in LINE_COLUMNS}
    columns.setdefault("consignment", values["consignment"])
    columns |= {
        "reporter": table["reporter"].to_numpy(),
        "destination": pd.Categorical(_only(partner, meaning == "destination")),
        "year": table["year"].to_numpy(),
        "procedure": pd.Categorical(table["procedure"]),
        "reexport_tonnes": table["reexport_tonnes"].to_numpy(),
        "confidential": table["confidential"].to_numpy(),
    }
    frame = pd.DataFrame(columns, index=pd.RangeIndex(size))
    return Lines(frame, flows.issues.copy(), _reading(flows, flow, size))


def _only(values: Any, rows: Any) -> Any:
    """Return values where rows say so, and nothing elsewhere."""
    chosen = np.full(len(values), None, dtype=object)
    chosen[rows] = values[rows]
    return chosen


def _identifiers(table: pd.DataFrame) -> Any:
    """Return an identifier for each line: its row, with file, period and number where that is not unique."""
    several = len(set(table["file"].astype(object))) > 1
    row = "row" + table["row"].astype(str)
    names = (table["file"].astype(str) + "!" + row) if several else row
    if names.duplicated().any():
        names = names + "@" + table["period"].astype(str)
    if names.duplicated().any():
        names = names + "." + (names.groupby(names).cumcount() + 1).astype(str)
    return names.to_numpy(dtype=object)


def _reading(flows: TradeFlows, flow: str, size: int) -> Mapping[str, Any]:
    """Return how the lines were read, as :func:`bbafootprint.read_lines` says it."""
    return {
        "source": flows.reading.get("source", "DataFrame"),
        "sha256": flows.reading.get("sha256"),
        "statistics": {**flows.reading, "flow": flow},
        "columns": dict(flows.reading.get("columns", {})),
        "rows": flows.reading.get("records", {}).get("read", size),
        "lines": size,
    }


def to_bilateral(flows: TradeFlows, side: Literal["import", "export"] = "import") -> pd.DataFrame:
    """Return the records as flows between two countries, the table `flows.csv` of trade data.

    Parameters
    ----------
    flows : TradeFlows
    side : {"import", "export"}
        Whose statistic to take: the importers' or the exporters'. Both describe the same trade and are never added.

    Returns
    -------
    pandas.DataFrame
        Columns `commodity`, `exporter`, `importer`, `year`, `tonnes` (t), summed, in order of the first four.
        Records without a commodity, a country or a mass are not in it.
    """
    if side not in ("import", "export"):
        raise UsageError(f"side is 'import' or 'export', not {side!r}.")
    table = flows.frame[(flows.frame["flow"] == side).to_numpy()]
    ends = ("partner", "reporter") if side == "import" else ("reporter", "partner")
    plain = pd.DataFrame(
        {
            "commodity": table["commodity"].astype(object),
            "exporter": table[ends[0]].astype(object),
            "importer": table[ends[1]].astype(object),
            "year": table["year"],
            "tonnes": table["tonnes"],
        }
    ).dropna()
    keys = ["commodity", "exporter", "importer", "year"]
    return plain.groupby(keys, sort=True)["tonnes"].sum().reset_index()
