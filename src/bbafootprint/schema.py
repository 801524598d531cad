"""The columns as data: what a line is, what an issue is, and how people head their columns.

Everything that needs to know a column reads it here: the readers (synonyms), the template (meaning,
unit, required), the checks (type) and the documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

LANGUAGES = ("en", "fr", "nl", "de")
"""Languages of headers, names and templates."""

UNKNOWN_ORIGIN = "unknown"
"""Code of an origin that was declared as not known; every other origin is ISO 3166-1 alpha-3."""

WORLD = "WLD"
"""Code of the world as an origin of factors (never of a line)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a person may bring.

    Attributes
    ----------
    name : str
        Name in :attr:`Lines.frame` of the value as it was given (text columns get the suffix ``_as_given``
        there, because the plain name holds the code).
    kind : {"text", "number"}
        What a cell of it holds.
    required : bool
        Whether a table without it cannot be used. `commodity` and `hs_code` stand in for each other.
    unit : str or None
        Unit of its numbers where it is fixed.
    meaning : str
        One sentence for the template and the documentation.
    synonyms : mapping of str to tuple of str
        Language to headers that mean this column, lower case, without units and years.
    """

    name: str
    kind: Literal["text", "number"]
    required: bool
    unit: str | None
    meaning: str
    synonyms: Mapping[str, tuple[str, ...]]


COLUMNS: tuple[Column, ...] = (
    Column(
        "line_id", "text", False, None,
        "Your own identifier of the line; made from sheet and row where absent.",
        {
            "en": ("line id", "id", "line", "line number", "line no", "reference", "po number", "order number",
                   "ref", "ref no", "reference number", "no"),
            "fr": ("id ligne", "numéro de ligne", "n° ligne", "référence", "numéro de commande",
                   "réf", "n°"),
            "nl": ("regel", "regelnummer", "lijnnummer", "referentie", "bestelnummer", "ordernummer", "ref",
                   "nr", "volgnummer"),
            "de": ("zeile", "zeilennummer", "positionsnummer", "referenz", "bestellnummer", "auftragsnummer", "nr",
                   "lfd nr"),
        },
    ),
    Column(
        "commodity", "text", False, None,
        "What was bought: a name in English, French, Dutch or German, a commodity code, or an HS or CN code.",
        {
            "en": ("commodity", "material", "product", "goods", "item", "article", "description",
                   "product description", "raw material", "commodity name", "material name", "product name",
                   "goods description", "item description", "material description", "commodity description",
                   "ingredient", "short text", "material short text", "matl desc", "mat desc", "matl description",
                   "material desc", "item desc", "product desc", "cmd desc", "cmddesc", "row labels"),
            "fr": ("produit", "matière première", "matière", "marchandise", "article", "désignation",
                   "description", "denrée", "désignation de la marchandise", "libellé", "nom du produit",
                   "ingrédient", "texte court", "désignation article", "étiquettes de lignes"),
            "nl": ("grondstof", "product", "materiaal", "goederen", "artikel", "omschrijving", "productnaam",
                   "goederenomschrijving", "productomschrijving", "artikelomschrijving", "ingrediënt",
                   "korte tekst", "rijlabels"),
            "de": ("rohstoff", "produkt", "ware", "material", "artikel", "bezeichnung", "warenbezeichnung",
                   "beschreibung", "produktname", "artikelbezeichnung", "materialbezeichnung", "zutat",
                   "materialkurztext", "kurztext", "artikeltext", "zeilenbeschriftungen"),
        },
    ),
    Column(
        "hs_code", "text", False, None,
        "Customs code: HS (2, 4 or 6 digits) or CN (8 digits); kept as text so that leading zeros survive.",
        {
            "en": ("hs code", "hs", "cn code", "cn", "customs code", "tariff code", "commodity code",
                   "hs/cn code", "hs6", "hs4", "cn8", "taric code", "hs code 2022", "tariff number", "hts code",
                   "cn8 code", "hs6 code", "hs4 code", "cmd code", "cmdcode"),
            "fr": ("code sh", "sh", "code nc", "nc", "code douanier", "nomenclature combinée", "code tarifaire",
                   "position tarifaire", "code taric", "code sh6", "code nc8"),
            "nl": ("gs-code", "gn-code", "gn code", "hs-code", "douanecode", "goederencode", "taric-code", "gs", "gn",
                   "goederencode gn", "tariefcode"),
            "de": ("hs-code", "kn-code", "kn code", "zolltarifnummer", "warennummer", "zollcode", "kn",
                   "warencode", "zolltarif", "taric-code"),
        },
    ),
    Column(
        "origin", "text", False, None,
        "Country where the primary commodity grew (name in four languages, ISO code); empty means not known.",
        {
            "en": ("origin", "country of origin", "country", "producing country", "country of production",
                   "origin country", "source country", "sourcing country", "producer country", "country of harvest",
                   "harvest country", "growing country", "country code", "origin code", "country of origin code",
                   "origin iso", "cty"),
            "fr": ("origine", "pays d'origine", "pays", "pays de production", "provenance",
                   "pays de provenance", "pays producteur", "pays de récolte", "code pays", "origine pays"),
            "nl": ("oorsprong", "land van oorsprong", "herkomst", "land van herkomst", "land", "productieland",
                   "herkomstland", "oorsprongsland", "land van productie", "land van oogst", "landcode",
                   "producerend land"),
            "de": ("ursprung", "ursprungsland", "herkunft", "herkunftsland", "land", "erzeugerland",
                   "produktionsland", "anbauland", "ernteland", "land der erzeugung", "ländercode"),
        },
    ),
    Column(
        "region", "text", False, None,
        "Region inside the origin: a subdivision, an ecoregion or a biome.",
        {
            "en": ("region", "admin region", "state", "province", "department", "subdivision", "ecoregion",
                   "biome", "region of origin"),
            "fr": ("région", "province", "département", "état", "écorégion", "biome"),
            "nl": ("regio", "provincie", "streek", "deelstaat", "ecoregio", "bioom"),
            "de": ("region", "provinz", "bundesstaat", "bundesland", "departement", "ökoregion", "biom"),
        },
    ),
    Column(
        "consignment", "text", False, None,
        "Country or port that the goods were shipped from. It is no origin: where no origin is given, trade data can "
        "follow the goods from there back to where they grew.",
        {
            "en": ("country of consignment", "consignment", "consignment country", "consigned from", "shipped from",
                   "country of dispatch", "dispatch country", "dispatched from", "country of shipment",
                   "country shipped from", "ship from", "ship from country", "shipping country",
                   "country of export", "export country", "exporting country", "exported from",
                   "country of departure", "departure country", "country of loading", "port of loading",
                   "loading port", "port of departure", "port of shipment"),
            "fr": ("pays d'expédition", "pays de consignation", "expédié de", "pays d'envoi", "pays d'exportation",
                   "pays exportateur", "pays de chargement", "port de chargement", "pays de départ",
                   "port de départ", "provenance", "pays de provenance"),
            "nl": ("land van verzending", "verzendingsland", "verzonden uit", "land van uitvoer", "exportland",
                   "land van export", "verscheept uit", "land van verscheping", "laadhaven", "haven van lading",
                   "land van vertrek", "haven van vertrek", "herkomst", "land van herkomst", "herkomstland"),
            "de": ("versendungsland", "verschiffungsland", "versandland", "versandt aus", "verschifft aus",
                   "ausfuhrland", "exportland", "abgangsland", "verladeland", "ladehafen", "verschiffungshafen",
                   "abgangshafen", "herkunft", "herkunftsland"),
        },
    ),
    Column(
        "quantity", "number", True, None,
        "How much was bought, in the unit beside it, in its header or in the cell.",
        {
            "en": ("quantity", "qty", "volume", "weight", "net weight", "net mass", "mass", "amount", "tonnage",
                   "volumes", "quantities", "net quantity", "net volume", "gross weight", "net wt", "volume purchased",
                   "quantity purchased", "net wgt", "netwgt", "received quantity", "quantity received",
                   "delivered quantity", "order quantity", "ordered quantity"),
            "fr": ("quantité", "qté", "volume", "poids", "poids net", "masse", "masse nette", "tonnage",
                   "quantités", "quantité nette", "quantité achetée", "volume acheté", "poids brut",
                   "quantité reçue", "quantité livrée", "quantité commandée"),
            "nl": ("hoeveelheid", "aantal", "volume", "gewicht", "nettogewicht", "netto gewicht", "massa",
                   "tonnage", "nettomassa", "netto massa", "netto hoeveelheid", "aangekochte hoeveelheid",
                   "brutogewicht", "ontvangen hoeveelheid", "geleverde hoeveelheid", "bestelde hoeveelheid"),
            "de": ("menge", "anzahl", "volumen", "gewicht", "nettogewicht", "eigenmasse", "masse", "tonnage",
                   "mengen", "nettomenge", "nettomasse", "einkaufsmenge", "bruttogewicht",
                   "gelieferte menge", "wareneingangsmenge", "liefermenge", "bestellmenge"),
        },
    ),
    Column(
        "unit", "text", False, None,
        "Unit of the quantity: t, kg, m3, lb ...; tonnes are assumed only when you say so.",
        {
            "en": ("unit", "units", "uom", "unit of measure", "unit of measurement", "quantity unit", "weight unit",
                   "volume unit", "unit of quantity", "unit code", "measurement unit", "oun", "order unit"),
            "fr": ("unité", "unités", "unité de mesure", "unité de quantité", "unité de poids", "code unité"),
            "nl": ("eenheid", "eenheden", "maateenheid", "eenheid hoeveelheid", "hoeveelheidseenheid",
                   "gewichtseenheid", "meeteenheid"),
            "de": ("einheit", "einheiten", "mengeneinheit", "maßeinheit", "gewichtseinheit", "me", "bme", "eh",
                   "bestellmengeneinheit"),
        },
    ),
    Column(
        "period", "text", False, None,
        "Period of the purchase, usually a year.",
        {
            "en": ("period", "year", "date", "financial year", "fiscal year", "reporting year", "purchase year",
                   "year of purchase", "import year"),
            "fr": ("période", "année", "an", "date", "exercice", "année d'achat", "exercice comptable"),
            "nl": ("periode", "jaar", "datum", "boekjaar", "aankoopjaar", "jaartal"),
            "de": ("zeitraum", "periode", "jahr", "datum", "geschäftsjahr", "einkaufsjahr", "berichtsjahr"),
        },
    ),
    Column(
        "supplier", "text", False, None,
        "Who sold it; carried through so that results can be grouped by it.",
        {
            "en": ("supplier", "vendor", "tier 1 supplier", "seller", "supplier name", "direct supplier", "tier 1"),
            "fr": ("fournisseur", "vendeur", "nom du fournisseur"),
            "nl": ("leverancier", "verkoper", "naam leverancier"),
            "de": ("lieferant", "verkäufer"),
        },
    ),
    Column(
        "content", "number", False, "share, 0 to 1 (or a percentage with its sign)",
        "Share of the commodity in a mixed product, such as the cocoa content of chocolate.",
        {
            "en": ("content", "cocoa content", "palm content", "commodity content", "palm oil content",
                   "cocoa share", "palm share", "palm oil share",
                   "share of cocoa", "share of palm oil", "commodity share"),
            "fr": ("teneur", "teneur en cacao", "contenu", "part de cacao"),
            "nl": ("gehalte", "cacaogehalte", "aandeel cacao", "palmoliegehalte"),
            "de": ("gehalt", "kakaogehalt", "kakaoanteil", "palmölgehalt"),
        },
    ),
    Column(
        "stage", "text", False, None,
        "Stage of processing: raw material, intermediate, finished good; or contained, for a quantity that another "
        "line holds already, which is then not counted again.",
        {
            "en": ("stage", "processing stage", "stage of processing", "production stage", "processing level"),
            "fr": ("stade", "stade de transformation", "étape de transformation", "niveau de transformation"),
            "nl": ("verwerkingsfase", "fase", "verwerkingsstadium", "verwerkingsgraad", "productiefase"),
            "de": ("verarbeitungsstufe", "stufe", "verarbeitungsgrad", "produktionsstufe"),
        },
    ),
)  # fmt: skip
"""Every column that a person may bring. Other columns are kept as they are and can be grouped by."""

LINE_COLUMNS: Mapping[str, str] = {
    "line_id": "The person's own identifier, else `sheet!row` with `@period` in a wide sheet; unique.",
    "sheet": "Sheet that the line was read from; empty for a delimited file or a table in memory.",
    "row": "Row of the sheet (1 is the first), or position in the table in memory (0 is the first).",
    "cell": "Address of the quantity's cell, such as D7; empty where there are no cells.",
    "period": "Period as text, usually a year; missing where not given.",
    "supplier": "Supplier as given.",
    "commodity_as_given": "Text of the commodity column.",
    "hs_code_as_given": "Text of the customs code column.",
    "origin_as_given": "Text of the origin column.",
    "region_as_given": "Text of the region column.",
    "consignment_as_given": "Text of the column of countries or ports that the goods were shipped from.",
    "stage_as_given": "Text of the stage column.",
    "quantity": "Quantity as a number, in the unit given; NaN where unreadable.",
    "unit_as_given": "Unit as given in the column, header, cell or option.",
    "commodity": "Commodity code; missing where the commodity is not known or ambiguous.",
    "commodity_match": "How the commodity was found.",
    "origin": "ISO 3166-1 alpha-3, or `unknown`; missing where a name was given that is not understood.",
    "origin_match": "How the origin was found.",
    "region": "Region inside the origin, as the set names it; as read where the set knows none; missing where none.",
    "consignment": "ISO 3166-1 alpha-3 of the country that the goods were shipped from; missing where not known. It "
    "is never taken for the origin.",
    "amount": "Quantity in `amount_unit`; NaN where the quantity or the unit is unreadable.",
    "amount_unit": "`t` or `m3`.",
    "content": "Share of the commodity in the product given for this line; NaN: the product's default.",
    "stage": "`raw`, `intermediate`, `finished` or `contained` (in another line: not counted again); missing where "
    "not given or not understood.",
    "rejected": "True where the line is unreadable: no number can be had from it.",
    "problem": "Stable code of what keeps the line from being assessed; empty where nothing does.",
}
"""Columns of :attr:`Lines.frame`, in order; the person's other columns follow."""

TRACED = "traced"
"""The word in the column `origin_match` of an origin that trade data gave."""

TRACING_COLUMNS: Mapping[str, str] = {
    "part": "0: the whole line. 1 and above: a part of it that tracing split off, 1 the largest.",
    "share": "Share of the line that the part is, 0 to 1; over the parts of a line the shares sum to 1.",
    "traced_with": "Trade data, commodity and year that split the line, and what they stand for where they are not "
    "its own; for a line that was shipped from somewhere and stayed whole, why.",
    "origin_quality": "Data quality of a traced origin, 3 (by a matrix of the commodity itself) or 4 (by that of the "
    "crop that it is made of); NaN where the origin was not traced.",
}
"""Columns that tracing adds. A line that is not split is its own whole: part 0, share 1."""

ISSUE_COLUMNS: tuple[str, ...] = (
    "severity", "code", "sheet", "cell", "found", "message", "suggestion", "line_id",
)  # fmt: skip
"""Columns of :attr:`Lines.issues`. Severity is ``error``, ``warning`` or ``info``."""


def empty_issues() -> pd.DataFrame:
    """Return a table of issues without rows.

    Returns
    -------
    pandas.DataFrame
        The columns :data:`ISSUE_COLUMNS`, no rows.
    """
    return pd.DataFrame({name: pd.Series([], dtype=object) for name in ISSUE_COLUMNS})


@dataclass(frozen=True)
class Lines:
    """Purchases or imports, read and coded.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a line, rejected lines included; columns :data:`LINE_COLUMNS`, then the person's other columns.
    issues : pandas.DataFrame
        What is wrong or worth knowing, one row an issue; columns :data:`ISSUE_COLUMNS`.
    reading : mapping
        How the input was read (source, sha256, sheet, header row, which header became which column, unit),
        for the person and for the record.
    """

    frame: pd.DataFrame
    issues: pd.DataFrame = field(default_factory=empty_issues)
    reading: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of lines, rejected ones included."""
        return len(self.frame)


@dataclass(frozen=True, eq=False)
class Conversions:
    """What the conversions of a run rest on, as data: what may be wrong in them, and by how much.

    Every number is the centre of a lognormal quantity; a spread is the standard deviation of its logarithm. Numbers of
    one process, one content and one density are the same quantity wherever they are used.

    Attributes
    ----------
    bases : pandas.DataFrame
        Index: the texts of the column `conversion_basis` of converted lines. Columns `commodity` (the product),
        `content` (its default content; NaN where it has none or the line brings its own), `content_spread`,
        `density` (t per m3; NaN where none stood between t and m3), `density_spread`, `density_power` (1: multiplied
        by, -1: divided by, 0: not used).
    steps : pandas.DataFrame
        The processes on the way from a primary commodity to a product, one row an output of each: `process`, `input`,
        `output` (a code, or a co-product in brackets), `yield` (output per unit of input), `yield_spread`, `weight`
        (what the burden is shared by besides the yield: price, or 1; 0 carries nothing), `weight_spread`, `share` (of
        the burden, 0 to 1), `quality`, `yield_source`, `weight_source`, `note`, `row` (line of the table of processes,
        its header being 1; -1 for a person's own). Of two rows with the same output the last is how it is made.
    """

    bases: pd.DataFrame
    steps: pd.DataFrame


def column(name: str) -> Column:
    """Return the column of that name.

    Parameters
    ----------
    name : str
        A name in :data:`COLUMNS`.

    Returns
    -------
    Column

    Raises
    ------
    KeyError
        If there is no such column.
    """
    for candidate in COLUMNS:
        if candidate.name == name:
            return candidate
    raise KeyError(name)
