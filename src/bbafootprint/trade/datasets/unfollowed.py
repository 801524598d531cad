"""Trade that cannot be followed back, for nothing was produced where it begins: most often production that lacks."""

from __future__ import annotations

from typing import Any

import pandas as pd

COLUMNS: tuple[str, ...] = ("commodity", "year", "tonnes", "message")

SHOWN = 3
"""Importers and years that a message names before it counts the rest."""


def find_unfollowed(flows: pd.DataFrame, production: pd.DataFrame, report: pd.DataFrame) -> pd.DataFrame:
    """Say which flows no production reaches.

    Parameters
    ----------
    flows, production : pandas.DataFrame
        As :func:`bbafootprint.trade.datasets.mixes.mixes_from_flows` takes them.
    report : pandas.DataFrame
        As it returns it.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`, one row an exporter, and one a commodity and year without any production; the most
        tonnes first.
    """
    plain = flows.astype({"commodity": object, "exporter": object, "importer": object})
    grown = production[production["tonnes"] > 0].astype({"commodity": object, "origin": object})
    rows: list[tuple[str, int, float, str]] = []
    years = {str(code): set(of["year"].tolist()) for code, of in grown.groupby("commodity")}
    key: Any
    for key, of_year in plain.groupby(["commodity", "year"]):
        commodity, year = str(key[0]), int(key[1])
        tonnes = float(of_year["tonnes"].sum())
        if tonnes > 0 and year not in years.get(commodity, ()):
            other = _years(years.get(commodity, set()))
            rows.append(
                (commodity, year, tonnes, f"{tonnes:,.6g} t of trade in {commodity} {year} could not be followed: "
                 f"production has no rows of that commodity and year{other}.")
            )  # fmt: skip
    lost = report[report["what"] == "unreached"] if len(report) else report
    for row in lost.to_dict("records"):
        commodity, year, place = str(row["commodity"]), int(row["year"]), str(row["place"])
        here = plain[(plain["commodity"] == commodity) & (plain["year"] == year)]
        here = here[(here["exporter"] != here["importer"]).to_numpy(bool)]
        imports = here.groupby("importer")["tonnes"].sum().to_dict()
        from_there = here[(here["exporter"] == place).to_numpy(bool) & (here["tonnes"] > 0).to_numpy(bool)]
        shipped = from_there.sort_values("tonnes", ascending=False)
        shares = [
            f"{100 * of / imports[to]:.3g} % of {to}'s imports of {commodity} {year}"
            for to, of in shipped[["importer", "tonnes"]].head(SHOWN).itertuples(index=False, name=None)
        ]
        more = f" and {len(shipped) - SHOWN} more" if len(shipped) > SHOWN else ""
        mine = grown[(grown["commodity"] == commodity) & (grown["origin"] == place)]
        other = _years(set(mine["year"].tolist()))
        tonnes = float(row["reported"])
        rows.append(
            (commodity, year, tonnes, f"{tonnes:,.6g} t ({', '.join(shares)}{more}) could not be followed: {place} has "
             f"no production{f' of that year{other}' if other else ''}, and none reaches it.")
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    return table.sort_values("tonnes", ascending=False, kind="stable", ignore_index=True)


def _years(years: set[Any]) -> str:
    return f" (it has {', '.join(str(int(year)) for year in sorted(years)[-SHOWN:])})" if years else ""
