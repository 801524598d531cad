"""Each layout brought to the same fields, a piece at a time, nothing left out and nothing added up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.ingest.statistics.goods import ITEM_MARK
from bbafootprint.ingest.statistics.layouts import MATRIX_NAME, YEAR_COLUMN, Layout, key_of, place_columns
from bbafootprint.ingest.statistics.pieces import headers_of, is_hidden, pieces_of
from bbafootprint.ingest.statistics.places import Where, comext_place, fao_m49_place, fao_place, un_place
from bbafootprint.ingest.statistics.units import mass_field

WIDE_ROWS = 5_000
"""Rows of a table with a column a period that are unfolded at a time."""

_COMEXT_FLOWS = {
    "1": "import",
    "2": "export",
    "I": "import",
    "E": "export",
    "IMPORT": "import",
    "EXPORT": "export",
}

# Kind of flow to (flow, what it is of the flow): UN Comtrade's reference of trade regimes.
COMTRADE_FLOWS = {
    "M": ("import", ""), "X": ("export", ""), "1": ("import", ""), "2": ("export", ""),
    "IMPORT": ("import", ""), "EXPORT": ("export", ""), "IMPORTS": ("import", ""), "EXPORTS": ("export", ""),
    "RX": ("export", "re-export"), "3": ("export", "re-export"), "REEXPORT": ("export", "re-export"),
    "REEXPORTS": ("export", "re-export"),
    "RM": ("import", "re-import"), "4": ("import", "re-import"), "REIMPORT": ("import", "re-import"),
    "REIMPORTS": ("import", "re-import"),
    "DX": ("export", "domestic export"), "DOMESTICEXPORT": ("export", "domestic export"),
    "FM": ("import", "foreign import"), "FOREIGNIMPORT": ("import", "foreign import"),
    "MIP": ("import", "for inward processing"), "XIP": ("export", "after inward processing"),
    "MOP": ("import", "after outward processing"), "XOP": ("export", "for outward processing"),
    "MIF": ("import", "intra-firm"), "XIF": ("export", "intra-firm"),
}  # fmt: skip

_MEASURES = {
    "QUANTITYIN100KG": "mass_100kg", "QUANTITY100KG": "mass_100kg",
    "QUANTITYKG": "mass_kg", "QUANTITYINKG": "mass_kg", "QUANTITYTON": "mass_t", "QUANTITYINTONS": "mass_t",
    "SUPPLEMENTARYQUANTITY": "supplementary", "SUPQUANTITY": "supplementary", "QUANTITYSUPPLUNIT": "supplementary",
    "QUANTITYSUPUNIT": "supplementary", "VALUEEUR": "value", "VALUEINEUROS": "value", "VALUEINEUR": "value",
}  # fmt: skip


def places_in(layout: Layout, headers: Sequence[str]) -> Callable[[str], Where]:
    """Return how the countries of a table are to be read."""
    if layout.name.startswith("comext"):
        return comext_place
    if layout.name in ("comtrade", "baci"):
        return un_place
    if layout.name == "faostat-matrix":
        return fao_place
    columns = place_columns(layout, headers)
    return fao_m49_place if key_of(headers[columns["reporter"]]).endswith("m49") else fao_place


def shaped(
    source: Path | pd.DataFrame, layout: Layout, flows: frozenset[str], years: frozenset[int] | None
) -> Iterator[pd.DataFrame]:
    """Return a statistic a piece at a time, in the same fields whatever its layout.

    Parameters
    ----------
    source : pathlib.Path or pandas.DataFrame
    layout : Layout
    flows : frozenset of str
        Of a table of exporters and importers, the sides from which it is to be seen.
    years : frozenset of int or None
        Of a table with a column a year, the years to unfold.

    Yields
    ------
    pandas.DataFrame
        Texts: `reporter`, `partner`, `flow` (``import``, ``export`` or empty where not known), `procedure`,
        `goods`, `period`, `trade_type`, and those of masses, quantities, units and breakdowns that the layout has.
        Index the number of the row.
    """
    if layout.name == "faostat-matrix":
        yield from _both_sides(_matrix(source, years), flows)
        return
    headers = headers_of(source)
    if layout.name in ("comext-tsv", "faostat-wide"):
        yield from _wide(source, layout, headers, years)
        return
    columns = place_columns(layout, headers)
    names = {at: name for name, at in columns.items()}
    for piece in pieces_of(source, sorted(names)):
        frame = piece.rename(columns=names)
        if layout.name == "baci":
            frame = frame.rename(columns={"code": "goods"})
            yield from _both_sides(iter([frame.assign(procedure="", trade_type="")]), flows)
        else:
            yield _SHAPES[layout.name](frame)


def _mapped(column: pd.Series[Any], mapping: Callable[[str], str]) -> pd.Series[Any]:
    """Return a column of texts mapped, each distinct text once."""
    codes, distinct = pd.factorize(column)
    values = np.array([mapping(str(text)) for text in distinct] or [""], dtype=object)
    return pd.Series(values[codes], index=column.index, dtype=object)


def _comext_flow(text: str) -> str:
    code = text.strip().split(":")[0].strip().upper()
    return _COMEXT_FLOWS.get(code, "")


def _procedure(frame: pd.DataFrame) -> pd.Series[Any]:
    if "procedure" not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    return _mapped(frame["procedure"], lambda text: text.strip().split(":")[0].strip().upper())


def _comext(frame: pd.DataFrame) -> pd.DataFrame:
    trade = frame["trade_type"] if "trade_type" in frame else pd.Series("", index=frame.index, dtype=object)
    return frame.rename(columns={"code": "goods"}).assign(
        flow=_mapped(frame["flow"], _comext_flow),
        procedure=_procedure(frame),
        trade_type=_mapped(trade, lambda text: text.strip().upper()[:1]),
    )


def _sdmx(frame: pd.DataFrame) -> pd.DataFrame:
    shaped = _comext(frame)
    measure = _mapped(frame["measure"], measure_of)
    observation = frame["observation"]
    if "flag" in frame:  # "C": confidential
        hidden = frame["flag"].str.strip().str.upper().str.startswith("C")
        observation = observation.mask(hidden, ": c")
    return shaped.assign(measure=measure, observation=observation)


def measure_of(text: str) -> str:
    """Return the field of an indicator of Eurostat: ``QUANTITY_IN_100KG`` is ``mass_100kg``; empty for others."""
    return _MEASURES.get(re.sub(r"[^A-Z0-9]", "", text.split(":")[0].upper()), "")


def _comtrade(frame: pd.DataFrame) -> pd.DataFrame:
    def kind(text: str) -> tuple[str, str]:
        return COMTRADE_FLOWS.get(re.sub(r"[^A-Z0-9]", "", text.upper()), ("", ""))

    given = frame["flow"]
    return frame.rename(columns={"code": "goods"}).assign(
        flow=_mapped(given, lambda text: kind(text)[0]),
        procedure=_mapped(given, lambda text: kind(text)[1]),
        trade_type="",
    )


def _faostat(frame: pd.DataFrame) -> pd.DataFrame:
    def flow(text: str) -> str:
        words = text.casefold()
        return "import" if words.startswith("import") else "export" if words.startswith("export") else ""

    code = (
        frame["item_code"].str.strip()
        if "item_code" in frame
        else pd.Series("", index=frame.index, dtype=object)
    )
    name = frame["item"].str.strip() if "item" in frame else pd.Series("", index=frame.index, dtype=object)
    quantity = _mapped(frame["element"], lambda text: "" if "value" in text.casefold() else "quantity")
    unit = frame["unit"].str.strip() if "unit" in frame else pd.Series("", index=frame.index, dtype=object)
    field = _mapped(unit, mass_field)
    mass = field != ""
    measure = quantity.mask(quantity == "quantity", "supplementary").mask(
        (quantity == "quantity") & mass, field
    )
    return frame.assign(
        goods=code.astype(object) + ITEM_MARK + name.astype(object),
        flow=_mapped(frame["element"], flow),
        procedure="",
        trade_type="",
        unit=unit.astype(object).mask(mass, ""),
        unit_given=unit.astype(object),
        measure=measure,
    )


_SHAPES: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "comext": _comext,
    "comext-sdmx": _sdmx,
    "comtrade": _comtrade,
    "faostat": _faostat,
}


def _wide(
    source: Path | pd.DataFrame, layout: Layout, headers: Sequence[str], years: frozenset[int] | None
) -> Iterator[pd.DataFrame]:
    """Unfold a table with a column a period; cells without a value are no records."""
    joined = "," in headers[0]  # Eurostat: the dimensions in one column, with commas between them
    if layout.name == "comext-tsv":
        dimensions = (
            headers[0].split("\\")[0].split(",")
            if joined
            else [header.split("\\")[0] for header in headers if not re.match(r"\s*\d{4}", header)]
        )
        periods = {at: text.strip() for at, text in enumerate(headers) if re.match(r"\s*\d{4}", text)}
    else:
        dimensions = list(headers)
        found = {at: YEAR_COLUMN.fullmatch(text.strip()) for at, text in enumerate(headers)}
        periods = {at: match[1] for at, match in found.items() if match}
    if years is not None:
        periods = {at: text for at, text in periods.items() if int(text[:4]) in years}
    names = {at: name for name, at in place_columns(layout, dimensions).items()}
    held = [0] if joined and layout.name == "comext-tsv" else sorted(names)
    shape = _faostat if layout.name == "faostat-wide" else _sdmx
    for piece in pieces_of(source, sorted({*held, *periods})):
        for start in range(0, len(piece), WIDE_ROWS):
            part = piece.iloc[start : start + WIDE_ROWS]
            if held == [0] and joined:
                split = part[0].str.split(",", expand=True, n=len(dimensions) - 1)
                known = split[sorted(names)].rename(columns=names)
            else:
                known = part[sorted(names)].rename(columns=names)
            values = part[list(periods)].to_numpy(dtype=object).astype(str)
            values = np.char.strip(values) if values.size else values
            filled = ~np.isin(values, ["", ":", "nan", "None"])
            rows, which = np.nonzero(filled)
            texts = np.array(list(periods.values()), dtype=object)
            unfolded = known.iloc[rows].assign(
                period=texts[which], observation=values[rows, which].astype(object)
            )
            yield shape(unfolded)


def _matrix(source: Path | pd.DataFrame, years: frozenset[int] | None) -> Iterator[pd.DataFrame]:
    """Return the flows of a matrix of one item and year, rows exporters and columns importers."""
    if isinstance(source, pd.DataFrame):
        raise UsageError(
            "A matrix in memory says neither its item nor its year: give the path of its file, named as"
            " Soya_beans_Y2022_Global_trade.csv."
        )
    said = MATRIX_NAME.match(source.name)
    if said is None:
        raise UsageError(
            f"{source.name} does not say its item and year. Name the file of a matrix as"
            " Soya_beans_Y2022_Global_trade.csv."
        )
    if years is not None and int(said["year"]) not in years:
        return
    headers = headers_of(source)
    importers = np.array(headers[1:], dtype=object)
    item = said["item"].replace("_", " ")
    for piece in pieces_of(source, range(len(headers))):
        values = np.char.strip(piece[list(range(1, len(headers)))].to_numpy(dtype=object).astype(str))
        rows, which = np.nonzero(~np.isin(values, ["", "0", "0.0", "nan"]))
        yield pd.DataFrame(
            {
                "exporter": piece[0].to_numpy(dtype=object)[rows],
                "importer": importers[which],
                "goods": ITEM_MARK + item,
                "period": said["year"],
                "mass_t": values[rows, which].astype(object),
                "procedure": "",
                "trade_type": "",
            },
            index=piece.index[rows],
        )


def _both_sides(pieces: Iterator[pd.DataFrame], flows: frozenset[str]) -> Iterator[pd.DataFrame]:
    """Return flows from exporters to importers as seen by one of the two, or by both."""
    for piece in pieces:
        if "import" in flows:
            seen = piece.rename(columns={"importer": "reporter", "exporter": "partner"})
            yield seen.assign(flow="import")
        if "export" in flows:
            seen = piece.rename(columns={"exporter": "reporter", "importer": "partner"})
            yield seen.assign(flow="export")


def hidden_mark(text: str) -> bool:
    """Return whether an observation says that it is not published."""
    return is_hidden(text.strip())
