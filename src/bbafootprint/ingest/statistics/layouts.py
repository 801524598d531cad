"""The layouts of trade statistics that are known, and which of them a table has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bbafootprint.errors import MissingColumnError, UsageError


@dataclass(frozen=True)
class Layout:
    """A layout of a trade statistic.

    Attributes
    ----------
    name : str
    publisher : str
        Who publishes it, and where the layout is from.
    currency : str
        Unit of values.
    fields : mapping of str to tuple of str
        Field to the keys (:func:`key_of`) of headers that hold it, the best first.
    needs : tuple of tuple of str
        Fields that must be there; of each inner tuple one is enough.
    """

    name: str
    publisher: str
    currency: str
    fields: Mapping[str, tuple[str, ...]]
    needs: tuple[tuple[str, ...], ...]


_COMEXT = Layout(
    "comext",
    "Eurostat, Comext bulk files (COMEXT_DATA/PRODUCTS)",
    "EUR",
    {
        "reporter": ("reporter", "declarantiso", "declarant"),
        "partner": ("partneriso", "partner"),
        "trade_type": ("tradetype",),
        "code": ("productnc", "productcn", "product"),
        "flow": ("flow",),
        "procedure": ("statprocedure", "statregime"),
        "unit": ("supplunit", "suppunit"),
        "period": ("period",),
        "value": ("valueeur", "valueineuros", "valueineur"),
        "mass_kg": ("quantitykg", "quantityinkg"),
        "mass_100kg": ("quantityin100kg", "quantity100kg"),
        "mass_t": ("quantityton", "quantityintons", "qtyton"),
        "supplementary": ("quantitysupplunit", "supquantity", "supplementaryquantity"),
    },
    (("reporter",), ("partner",), ("code",), ("flow",), ("period",), ("mass_kg", "mass_100kg", "mass_t")),
)
_SDMX_FIELDS = {
    "freq": ("freq",),
    "reporter": ("reporter",),
    "partner": ("partner",),
    "code": ("product",),
    "flow": ("flow",),
    "procedure": ("statprocedure", "statregime"),
    "measure": ("indicators", "indicator"),
    "period": ("timeperiod",),
    "observation": ("obsvalue",),
    "flag": ("obsflag",),
}
_COMEXT_SDMX = Layout(
    "comext-sdmx",
    "Eurostat, Comext datasets (DS-045409, DS-059341 and the like) as SDMX-CSV",
    "EUR",
    _SDMX_FIELDS,
    (("reporter",), ("partner",), ("code",), ("flow",), ("measure",), ("period",), ("observation",)),
)
_COMEXT_TSV = Layout(
    "comext-tsv",
    "Eurostat, Comext datasets as TSV, a column a period",
    "EUR",
    {name: keys for name, keys in _SDMX_FIELDS.items() if name not in ("period", "observation", "flag")},
    (("reporter",), ("partner",), ("code",), ("flow",), ("measure",)),
)
_COMTRADE = Layout(
    "comtrade",
    "United Nations, UN Comtrade (files of the present and of the legacy site)",
    "USD",
    {
        "reporter": ("reportercode", "reporteriso", "reporterdesc", "reporter"),
        "partner": ("partnercode", "partneriso", "partnerdesc", "partner"),
        "partner2": ("partner2code", "2ndpartnercode"),
        "customs": ("customscode", "customsproccode"),
        "transport": ("motcode", "modeoftransportcode"),
        "supply": ("moscode",),
        "flow": ("flowcode", "tradeflowcode", "tradeflow", "flowdesc"),
        "code": ("cmdcode", "commoditycode"),
        "classification": ("classificationcode", "classification"),
        "period": ("period", "refperiodid", "refyear", "year"),
        "mass_kg": ("netwgt", "netweightkg", "netweight"),
        "unit": ("qtyunitcode", "qtyunitabbr", "qtyunit"),
        "supplementary": ("qty",),
        "unit2": ("altqtyunitcode", "altqtyunitabbr", "altqtyunit"),
        "supplementary2": ("altqty",),
        "value": ("primaryvalue", "tradevalueus", "tradevalue"),
    },
    (("reporter",), ("partner",), ("flow",), ("code",), ("period",), ("mass_kg", "supplementary")),
)
_BACI = Layout(
    "baci",
    "CEPII, BACI (Gaulier and Zignago 2010, CEPII Working Paper 2010-23)",
    "1000 USD",
    {
        "period": ("t",), "exporter": ("i",), "importer": ("j",), "code": ("k", "hs6"), "value": ("v",),
        "mass_t": ("q",),
    },
    (("period",), ("exporter",), ("importer",), ("code",), ("mass_t",)),
)  # fmt: skip
_FAO_FIELDS = {
    "reporter": (
        "reportercountrycode",
        "reportercountrycodefao",
        "reportercountrycodem49",
        "reportercountries",
    ),
    "partner": ("partnercountrycode", "partnercountrycodefao", "partnercountrycodem49", "partnercountries"),
    "item_code": ("itemcode", "itemcodefao"),
    "item": ("item",),
    "element": ("element",),
    "period": ("year", "yearcode"),
    "unit": ("unit",),
    "observation": ("value",),
}
_FAOSTAT = Layout(
    "faostat",
    "FAO, FAOSTAT detailed trade matrix (TM), a row a year",
    "1000 USD",
    _FAO_FIELDS,
    (("reporter",), ("partner",), ("item_code", "item"), ("element",), ("period",), ("observation",)),
)
_FAOSTAT_WIDE = Layout(
    "faostat-wide",
    "FAO, FAOSTAT detailed trade matrix (TM), a column a year",
    "1000 USD",
    {name: keys for name, keys in _FAO_FIELDS.items() if name not in ("period", "observation")},
    (("reporter",), ("partner",), ("item_code", "item"), ("element",)),
)
_FAOSTAT_MATRIX = Layout(
    "faostat-matrix",
    "FAO, FAOSTAT detailed trade matrix of one item and year, rows are exporters and columns importers",
    "",
    {},
    (),
)

LAYOUTS: Mapping[str, Layout] = {
    layout.name: layout
    for layout in (
        _COMEXT, _COMEXT_SDMX, _COMEXT_TSV, _COMTRADE, _BACI, _FAOSTAT, _FAOSTAT_WIDE, _FAOSTAT_MATRIX,
    )
}  # fmt: skip
"""Name to layout, in the order in which they are tried."""

YEAR_COLUMN = re.compile(r"Y?(\d{4})")
"""A column that holds the values of a year in FAOSTAT's wide layout; flags stand in ``Y2018F``."""

MATRIX_NAME = re.compile(r"(?P<item>.+)_Y(?P<year>\d{4})_\w*?trade", re.IGNORECASE)
"""A file that holds the matrix of an item and a year, such as ``Soya_beans_Y2022_Global_trade.csv``."""


def key_of(header: object) -> str:
    """Return a header without case, spaces and signs: ``Netweight (kg)`` gives ``netweightkg``."""
    return re.sub(r"[^a-z0-9]", "", str(header).casefold())


def recognise(headers: Iterable[object], file_name: str = "") -> Layout:
    """Return the layout of a table.

    Parameters
    ----------
    headers : iterable
        Its headers, in order.
    file_name : str
        Name of its file, in which the matrix of an item and a year says which.

    Returns
    -------
    Layout

    Raises
    ------
    MissingColumnError
        If it has none of :data:`LAYOUTS`. The message names the nearest one and what it lacks.
    """
    texts = [str(header) for header in headers]
    keys = {key_of(text) for text in texts}
    if any(re.search(r"\\time", text, re.IGNORECASE) for text in texts):
        return _COMEXT_TSV
    if {"t", "i", "j", "v", "q"} <= keys:
        return _BACI
    if "element" in keys and any(key.startswith("reportercountr") for key in keys):
        return _FAOSTAT_WIDE if any(_is_wide(text) for text in texts) else _FAOSTAT
    lacking = {layout.name: missing_fields(layout, keys) for layout in LAYOUTS.values() if layout.needs}
    for name in ("comext-sdmx", "comext", "comtrade", "faostat"):
        if not lacking[name]:
            return LAYOUTS[name]
    if MATRIX_NAME.match(file_name) and len(texts) > 2 and key_of(texts[0]) in ("", "unnamed0"):
        return _FAOSTAT_MATRIX
    nearest = min(lacking, key=lambda name: len(lacking[name]) / len(LAYOUTS[name].needs))
    shown = ", ".join(texts[:12]) + (" and others" if len(texts) > 12 else "")
    where = file_name or "The table"
    raise MissingColumnError(
        f"{where} has the headers {shown}, which is no layout of trade statistics that is known. Nearest is"
        f" {nearest} ({LAYOUTS[nearest].publisher}), which also needs {', '.join(lacking[nearest])}. Keep the headers"
        " of the original file, or bring the table as your own lines with read_lines.",
        missing=lacking[nearest],
    )


def _is_wide(text: str) -> bool:
    return re.fullmatch(r"Y\d{4}", text.strip(), re.IGNORECASE) is not None


def layout_named(name: str) -> Layout:
    """Return the layout of a name of :data:`LAYOUTS`."""
    if name not in LAYOUTS:
        raise UsageError(
            f"There is no layout {name!r} of trade statistics: choose one of {', '.join(LAYOUTS)}."
        )
    return LAYOUTS[name]


def missing_fields(layout: Layout, keys: Iterable[str]) -> list[str]:
    """Return what a layout needs and headers of these keys do not hold."""
    keys = set(keys)
    return [
        " or ".join(names)
        for names in layout.needs
        if not any(key in keys for name in names for key in layout.fields.get(name, ()))
    ]


def place_columns(layout: Layout, headers: Iterable[object]) -> dict[str, int]:
    """Return field to position of its column, for the fields that are there.

    Parameters
    ----------
    layout : Layout
    headers : iterable

    Returns
    -------
    dict of str to int
    """
    position: dict[str, int] = {}
    for at, header in enumerate(headers):
        position.setdefault(key_of(header), at)
    return {
        name: next(position[key] for key in keys if key in position)
        for name, keys in layout.fields.items()
        if any(key in position for key in keys)
    }
