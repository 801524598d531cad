"""A workbook to fill in, which reads back as it was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bbafootprint.errors import UsageError
from bbafootprint.schema import COLUMNS, LANGUAGES
from bbafootprint.targets import check_target, replacing
from bbafootprint.vocabulary import commodities, places

ROWS = 500
"""Empty rows of the table; a spreadsheet program lengthens it as one types on."""

ORDER = (
    "commodity", "hs_code", "origin", "region", "quantity", "unit", "period", "supplier", "content",
    "line_id",
)  # fmt: skip
"""Columns of the template, from left to right."""

REQUIRED = frozenset(("commodity", "quantity", "unit"))
"""Columns marked as required; a customs code may stand instead of a commodity."""

UNITS = ("t", "kg", "lb", "quintal", "short_ton", "long_ton", "m3")
"""Units offered; any other that is known may be typed."""

_WIDTHS = {"commodity": 34, "origin": 26, "region": 20, "supplier": 24}

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Imports, for a biodiversity footprint",
        "how": "Fill in the sheet Imports, one row a purchase, and save it. Dark columns are required, pale"
        " ones help. Every list also takes what you type: another spelling, another language, a code.",
        "column": "Column", "status": "Status", "meaning": "What it holds",
        "required": "required", "optional": "optional",
        "commodity": "What was bought: a name or a commodity code. A customs code can stand instead.",
        "hs_code": "Customs code: HS (2, 4 or 6 digits) or CN (8 digits).",
        "origin": "Country where the commodity grew, not the port it came through. Empty: not known.",
        "region": "State, province or ecoregion inside the country.",
        "quantity": "How much was bought, as a number.",
        "unit": "Unit of the quantity: t, kg, m3 ...",
        "period": "Year of the purchase, such as 2024.",
        "supplier": "Who sold it; results can be grouped by it.",
        "content": "Share of the commodity in a mixed product, such as 0.7 for chocolate with 70 % cocoa.",
        "line_id": "Your own identifier of the line; made for you where empty.",
    },
    "fr": {
        "title": "Importations, pour une empreinte biodiversité",
        "how": "Remplissez la feuille Imports, une ligne par achat, puis enregistrez. Les colonnes foncées"
        " sont obligatoires, les claires sont utiles. Chaque liste accepte aussi ce que vous tapez : une"
        " autre orthographe, une autre langue, un code.",
        "column": "Colonne", "status": "Statut", "meaning": "Contenu",
        "required": "obligatoire", "optional": "facultatif",
        "commodity": "Ce qui a été acheté : un nom ou un code. Un code douanier peut le remplacer.",
        "hs_code": "Code douanier : SH (2, 4 ou 6 chiffres) ou NC (8 chiffres).",
        "origin": "Pays où la matière a poussé, non le port de passage. Vide : inconnu.",
        "region": "État, province ou écorégion dans le pays.",
        "quantity": "La quantité achetée, en chiffres.",
        "unit": "Unité de la quantité : t, kg, m3 ...",
        "period": "Année de l'achat, par exemple 2024.",
        "supplier": "Le vendeur ; les résultats peuvent être groupés par fournisseur.",
        "content": "Part de la matière dans un produit composé, par exemple 0,7 pour un chocolat à 70 %.",
        "line_id": "Votre propre identifiant de la ligne ; créé pour vous s'il manque.",
    },
    "nl": {
        "title": "Invoer, voor een biodiversiteitsvoetafdruk",
        "how": "Vul het blad Imports in, een rij per aankoop, en bewaar het. Donkere kolommen zijn verplicht,"
        " lichte helpen. Elke lijst aanvaardt ook wat u zelf typt: een andere spelling, taal of code.",
        "column": "Kolom", "status": "Status", "meaning": "Inhoud",
        "required": "verplicht", "optional": "optioneel",
        "commodity": "Wat er gekocht werd: een naam of een code. Een douanecode kan in de plaats staan.",
        "hs_code": "Douanecode: GS (2, 4 of 6 cijfers) of GN (8 cijfers).",
        "origin": "Land waar de grondstof groeide, niet de haven van doorvoer. Leeg: onbekend.",
        "region": "Deelstaat, provincie of ecoregio in het land.",
        "quantity": "Hoeveel er gekocht werd, als getal.",
        "unit": "Eenheid van de hoeveelheid: t, kg, m3 ...",
        "period": "Jaar van de aankoop, zoals 2024.",
        "supplier": "Wie het verkocht; resultaten kunnen per leverancier gegroepeerd worden.",
        "content": "Aandeel van de grondstof in een samengesteld product, zoals 0,7 voor chocolade met 70 %.",
        "line_id": "Uw eigen kenmerk van de regel; wordt gemaakt waar het ontbreekt.",
    },
    "de": {
        "title": "Einfuhren, für einen Biodiversitäts-Fußabdruck",
        "how": "Füllen Sie das Blatt Imports aus, eine Zeile je Einkauf, und speichern Sie es. Dunkle Spalten"
        " sind Pflicht, helle helfen. Jede Liste nimmt auch, was Sie selbst tippen: eine andere Schreibweise,"
        " Sprache oder einen Code.",
        "column": "Spalte", "status": "Status", "meaning": "Inhalt",
        "required": "Pflicht", "optional": "freiwillig",
        "commodity": "Was gekauft wurde: ein Name oder ein Code. Ein Zollcode kann an seiner Stelle stehen.",
        "hs_code": "Zollcode: HS (2, 4 oder 6 Ziffern) oder KN (8 Ziffern).",
        "origin": "Land, in dem der Rohstoff gewachsen ist, nicht der Hafen. Leer: unbekannt.",
        "region": "Bundesstaat, Provinz oder Ökoregion im Land.",
        "quantity": "Wie viel gekauft wurde, als Zahl.",
        "unit": "Einheit der Menge: t, kg, m3 ...",
        "period": "Jahr des Einkaufs, etwa 2024.",
        "supplier": "Wer es verkauft hat; Ergebnisse lassen sich danach gruppieren.",
        "content": "Anteil des Rohstoffs an einem Mischprodukt, etwa 0,7 bei Schokolade mit 70 %.",
        "line_id": "Ihre eigene Kennung der Zeile; wird erzeugt, wo sie fehlt.",
    },
}  # fmt: skip


def template_headers(lang: str) -> dict[str, str]:
    """Return the headers of the template.

    Parameters
    ----------
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    dict of str to str
        Column name to header, from left to right; each reads back as its column.
    """
    by_name = {column.name: column.synonyms[lang][0] for column in COLUMNS}
    headers = {name: by_name[name][0].upper() + by_name[name][1:] for name in ORDER}
    capitals = re.compile(r"\b(hs|sh|gs|id)\b", re.IGNORECASE)
    return {name: capitals.sub(lambda found: found[0].upper(), text) for name, text in headers.items()}


def write_template(path: str | Path, lang: str = "en", *, overwrite: bool = False) -> Path:
    """Write an empty workbook to fill in: sheets README, Imports and Lists.

    Parameters
    ----------
    path : str or pathlib.Path
        Where to; ends in .xlsx.
    lang : {"en", "fr", "nl", "de"}, default "en"
        Language of headers, explanations and of the names in the lists.
    overwrite : bool, default False
        Replace a file that is there.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    UsageError
        If the language is not one of the four, the path does not end in .xlsx, its folder is not there, or
        a file is there and `overwrite` is False.
    """
    target = Path(path)
    if lang not in LANGUAGES:
        raise UsageError(f"There is no template in '{lang}'. Choose one of {', '.join(LANGUAGES)}.")
    check_target(target, None, suffix=".xlsx", overwrite=overwrite)
    with replacing(target) as scratch:
        _write(str(scratch), lang)
    return target


def _write(name: str, lang: str) -> None:
    """Write the workbook."""
    import xlsxwriter

    # Every text is a text: nothing that begins with = or looks like an address becomes something else.
    with xlsxwriter.Workbook(name, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        words, headers = _WORDS[lang], template_headers(lang)
        styles = {
            "title": book.add_format({"bold": True, "font_size": 16, "font_color": "#1F4E3D"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "head": book.add_format({"bold": True, "bottom": 1}),
            "text": book.add_format({"num_format": "@"}),
            True: book.add_format(
                {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F6B4F", "border": 1}
            ),
            False: book.add_format(
                {"bold": True, "font_color": "#1F4E3D", "bg_color": "#D5EBDF", "border": 1}
            ),
        }
        readme, imports, lists = (book.add_worksheet(sheet) for sheet in ("README", "Imports", "Lists"))
        _write_readme(readme, words, headers, styles)
        ranges = _write_lists(lists, headers, styles, lang)

        imports.add_table(
            0, 0, ROWS, len(ORDER) - 1,
            {
                "name": "Imports",
                "style": "Table Style Light 1",
                "columns": [
                    {"header": headers[each], "header_format": styles[each in REQUIRED]} for each in ORDER
                ],
            },
        )  # fmt: skip
        imports.freeze_panes(1, 0)
        for at, each in enumerate(ORDER):
            as_text = styles["text"] if each in ("hs_code", "line_id") else None
            imports.set_column(at, at, _WIDTHS.get(each, 16), as_text)
            rule: dict[str, Any] = {
                "validate": "any", "input_title": headers[each][:32], "input_message": words[each][:255],
            }  # fmt: skip
            if each in ranges:
                # Only a remark: another spelling or a code is as good as a name of the list.
                rule |= {"validate": "list", "source": ranges[each], "show_error": False}
            elif each == "quantity":
                rule |= {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"}
            imports.data_validation(1, at, ROWS, at, rule)
        imports.activate()


def _write_readme(sheet: Any, words: Mapping[str, str], headers: Mapping[str, str], styles: Any) -> None:
    """Write what to do, and what each column holds."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, words["title"], styles["title"])
    sheet.merge_range(2, 0, 2, 2, words["how"], styles["wrap"])
    sheet.set_row(2, 48)
    for at, text in enumerate(("column", "status", "meaning")):
        sheet.write_string(4, at, words[text], styles["head"])
    for row, each in enumerate(ORDER, start=5):
        required = each in REQUIRED
        sheet.write_string(row, 0, headers[each], styles[required])
        sheet.write_string(row, 1, words["required" if required else "optional"], styles["wrap"])
        sheet.write_string(row, 2, words[each], styles["wrap"])


def _write_lists(sheet: Any, headers: Mapping[str, str], styles: Any, lang: str) -> dict[str, str]:
    """Write the names to choose from and return, for each column, the range that holds them."""
    columns = {
        "commodity": sorted(commodities.name(code, lang) for code in commodities.commodities().index),
        "origin": sorted(places.name(code, lang) for code in places.countries()),
        "unit": list(UNITS),
    }
    ranges = {}
    for at, (each, names) in enumerate(columns.items()):
        sheet.set_column(at, at, 36)
        sheet.write_string(0, at, headers[each], styles["head"])
        for row, text in enumerate(names, start=1):
            sheet.write_string(row, at, text)
        letter = "ABC"[at]
        ranges[each] = f"=Lists!${letter}$2:${letter}${len(names) + 1}"
    return ranges
