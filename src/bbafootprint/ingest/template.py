"""A workbook to fill in, which reads back as it was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bbafootprint.errors import UsageError
from bbafootprint.factors import FactorSet, list_regions, load_factors
from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.template_words import WORDS
from bbafootprint.schema import COLUMNS, LANGUAGES
from bbafootprint.targets import check_target, replacing, target_of
from bbafootprint.vocabulary import commodities, places

ROWS = 500
"""Empty rows of the table; a spreadsheet program lengthens it as one types on."""

VALIDATED = 10_000
"""Rows with lists and messages: more than the table has, for programs that do not lengthen them with it."""

ORDER = (
    "commodity", "hs_code", "origin", "region", "consignment", "quantity", "unit", "period", "supplier", "content",
    "stage", "line_id",
)  # fmt: skip
"""Columns of the template, from left to right."""

REQUIRED = frozenset(("commodity", "quantity", "unit"))
"""Columns marked as required; a customs code may stand instead of a commodity."""

UNITS = ("t", "kg", "lb", "quintal", "short_ton", "long_ton", "m3")
"""Units offered; any other that is known may be typed."""

KINDS = ("named", "province", "department", "municipality", "biome", "ecoregion")
"""Kinds of region in the order in which they are offered for a country; others follow."""

_WIDTHS = {
    "commodity": 34, "hs_code": 12, "origin": 26, "region": 30, "quantity": 14, "unit": 12, "period": 10,
    "supplier": 24, "content": 10, "line_id": 16, "consignment": 26, "stage": 18,
}  # fmt: skip

# Texts, so that 0901 keeps its zero and 2024-03 does not become a date.
_TEXTS = ("hs_code", "period", "line_id")

_EXAMPLE = {
    "commodity": "soybeans", "hs_code": "1201", "origin": "BRA", "region": "Amazon", "quantity": "125.5",
    "unit": "t", "period": "2024", "supplier": "Agro SA", "content": "0.7", "line_id": "PO-0042", "consignment": "NLD",
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


def is_template(headers: Sequence[str]) -> bool:
    """Tell whether headers are those of the template, in one of its languages.

    Parameters
    ----------
    headers : sequence of str

    Returns
    -------
    bool
    """
    return any(set(template_headers(lang).values()) <= set(headers) for lang in LANGUAGES)


def offered_commodities() -> list[str]:
    """Return the codes of the commodities to choose from: not those that no factor will ever answer for.

    Returns
    -------
    list of str
        Saffron and the like, which are known only to be told apart from others, are left out; a name of them
        that is typed is still known.
    """
    table = commodities.commodities()
    return [
        code
        for code, primary in zip(table.index, table["primary_commodity"], strict=True)
        if primary is not None or not commodities.match_commodity(code).note
    ]


def write_template(
    path: str | Path, lang: str = "en", *, overwrite: bool = False, factors: FactorSet | None = None
) -> Path:
    """Write an empty workbook to fill in: sheets README, Imports and Lists.

    README and Lists are protected, without a password; Imports is not, because a table on a protected sheet
    cannot grow.

    Parameters
    ----------
    path : str or pathlib.Path
        Where to; ends in .xlsx.
    lang : {"en", "fr", "nl", "de"}, default "en"
        Language of headers, explanations and of the names in the lists.
    overwrite : bool, default False
        Replace a file that is there.
    factors : FactorSet, optional
        The set whose regions are offered, those of the origin that was chosen; ``"bba-open"`` where not given.

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
    target = target_of(path)
    if lang not in LANGUAGES:
        raise UsageError(f"There is no template in '{lang}'. Choose one of {', '.join(LANGUAGES)}.")
    check_target(target, None, suffix=".xlsx", overwrite=overwrite)
    with replacing(target) as scratch:
        _write(str(scratch), lang, load_factors() if factors is None else factors)
    return target


def _write(name: str, lang: str, factors: FactorSet) -> None:
    """Write the workbook."""
    import xlsxwriter

    # Every text is a text: nothing that begins with = or looks like an address becomes something else.
    with xlsxwriter.Workbook(name, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        words, headers = WORDS[lang], template_headers(lang)
        left = {"valign": "top", "align": "left", "indent": 1}
        header = {"bold": True, "border": 1, **left}
        styles = {
            "title": book.add_format({"bold": True, "font_size": 16, "font_color": "#1F4E3D"}),
            "wrap": book.add_format({"text_wrap": True, **left}),
            "how": book.add_format({"text_wrap": True, "valign": "top"}),
            "head": book.add_format({"bold": True, "bottom": 1, **left}),
            "text": book.add_format({"num_format": "@"}),
            True: book.add_format(header | {"font_color": "#FFFFFF", "bg_color": "#1F6B4F"}),
            False: book.add_format(header | {"font_color": "#1F4E3D", "bg_color": "#D5EBDF"}),
        }
        readme, imports, lists = (book.add_worksheet(sheet) for sheet in ("README", "Imports", "Lists"))
        _write_readme(readme, words, headers, styles, lang)
        ranges = _write_lists(lists, headers, styles, lang, factors)
        _write_imports(imports, words, headers, styles, ranges)
        for sheet in (readme, imports, lists):
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
        for sheet in (readme, lists):
            sheet.protect()
        imports.activate()


def _write_readme(
    sheet: Any, words: Mapping[str, str], headers: Mapping[str, str], styles: Any, lang: str
) -> None:
    """Write what to do, and what each column holds."""
    sheet.hide_gridlines(2)
    for at, width in enumerate((22, 14, 84, 20)):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, words["title"], styles["title"])
    sheet.merge_range(2, 0, 2, 3, words["how"], styles["how"])
    sheet.set_row(2, 48)
    for at, text in enumerate(("column", "status", "meaning", "example")):
        sheet.write_string(4, at, words[text], styles["head"])
    examples = _EXAMPLE | {
        "commodity": commodities.name("soybeans", lang), "origin": places.name("BRA", lang),
        "consignment": places.name("NLD", lang), "stage": words["stages"].split("|")[0],
    }  # fmt: skip
    if lang != "en":  # as numbers are written there
        examples |= {name: examples[name].replace(".", ",") for name in ("quantity", "content")}
    for row, each in enumerate(ORDER, start=5):
        required = each in REQUIRED
        sheet.write_string(row, 0, headers[each], styles[required])
        sheet.write_string(row, 1, words["required" if required else "optional"], styles["wrap"])
        sheet.write_string(row, 2, words[each], styles["wrap"])
        sheet.write_string(row, 3, examples[each], styles["wrap"])
        sheet.set_row(row, 32 if len(words[each]) > 90 else 17)  # some programs do not fit rows to their text


def _write_imports(
    sheet: Any, words: Mapping[str, str], headers: Mapping[str, str], styles: Any, ranges: Mapping[str, str]
) -> None:
    """Write the table to fill in, with its lists and messages."""
    sheet.add_table(
        0, 0, ROWS, len(ORDER) - 1,
        {
            "name": "Imports",
            "style": "Table Style Light 1",
            "columns": [
                {"header": headers[each], "header_format": styles[each in REQUIRED]} for each in ORDER
            ],
        },
    )  # fmt: skip
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for at, each in enumerate(ORDER):
        # wide enough for the header and the button of its filter
        width = max(_WIDTHS[each], len(headers[each]) + 5)
        sheet.set_column(at, at, width, styles["text"] if each in _TEXTS else None)
        rule: dict[str, Any] = {
            "validate": "any", "input_title": headers[each][:32], "input_message": words[each][:255],
        }  # fmt: skip
        if each in ranges:
            # Only a remark: another spelling or a code is as good as a name of the list.
            rule |= {"validate": "list", "source": ranges[each], "show_error": False}
        elif each == "quantity":
            rule |= {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"}
            rule |= {"error_title": headers[each][:32], "error_message": words["number"]}
        sheet.data_validation(1, at, VALIDATED, at, rule)
    columns = [_letter(ORDER.index(each)) for each in _TEXTS]
    sheet.ignore_errors(
        {"number_stored_as_text": " ".join(f"{each}2:{each}{VALIDATED + 1}" for each in columns)}
    )


def _write_lists(
    sheet: Any, headers: Mapping[str, str], styles: Any, lang: str, factors: FactorSet
) -> dict[str, str]:
    """Write the names to choose from and return, for each column, the formula of its list."""
    columns: dict[str, Sequence[str]] = {
        "commodity": _sorted(commodities.name(code, lang) for code in offered_commodities()),
        "origin": _sorted(places.name(code, lang) for code in places.countries()),
        "unit": UNITS,
    }
    ranges = {}
    for at, (each, names) in enumerate(columns.items()):
        ranges[each] = _write_list(sheet, at, headers[each], names, styles)
    ranges["consignment"] = ranges["origin"]
    ranges["stage"] = _write_list(sheet, 7, headers["stage"], WORDS[lang]["stages"].split("|"), styles)
    pairs = _regions(factors, lang)
    if pairs:
        # Beside each other, in one order: the regions of an origin are the rows of that origin.
        header = f"{headers['origin']} ({headers['region']})"
        origins = _write_list(sheet, 4, header, [origin for origin, _ in pairs], styles)[1:]
        _write_list(sheet, 5, headers["region"], [region for _, region in pairs], styles)
        chosen = f"${_letter(ORDER.index('origin'))}2"
        ranges["region"] = (
            f"=OFFSET(Lists!$F${_FIRST},MATCH({chosen},{origins},0)-1,0,COUNTIF({origins},{chosen}),1)"
        )
    for gap in (3, 6):
        sheet.set_column(gap, gap, 3)
    sheet.freeze_panes(_FIRST - 1, 0)
    sheet.repeat_rows(_FIRST - 2)
    return ranges


_FIRST = 2  # row of the first name of each list


def _write_list(sheet: Any, at: int, header: str, names: Sequence[str], styles: Any) -> str:
    """Write one list under its header and return its range as a formula."""
    sheet.set_column(at, at, min(max(max(map(len, names)) + 2, len(header) + 2, 12), 48))
    sheet.write_string(_FIRST - 2, at, header, styles["head"])
    for row, text in enumerate(names, start=_FIRST - 1):
        sheet.write_string(row, at, text)
    letter = _letter(at)
    return f"=Lists!${letter}${_FIRST}:${letter}${_FIRST + len(names) - 1}"


def _regions(factors: FactorSet, lang: str) -> list[tuple[str, str]]:
    """Return (name of the origin, region) of the regions of a set, the larger kinds of a country first."""
    table = list_regions(factors)
    rank = {kind: at for at, kind in enumerate(KINDS)}
    rows = [
        (places.name(origin, lang), rank.get(kind, len(KINDS)), region)
        for origin, region, kind in zip(table["origin"], table["region"], table["kind"], strict=True)
    ]
    rows.sort(key=lambda row: (fold(row[0]), row[0], row[1], fold(row[2])))
    return [(origin, region) for origin, _, region in rows]


def _sorted(names: Any) -> list[str]:
    """Return names as a dictionary sorts them: é beside e, capitals beside small letters."""
    return sorted(names, key=lambda name: (fold(name), name))


def _letter(at: int) -> str:
    """Return the letter of one of the first 26 columns."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]
