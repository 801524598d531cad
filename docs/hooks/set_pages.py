"""Hook of mkdocs: pages of maps and tables of factor sets, made from the shipped sets when the pages are built.

A page asks for a table by a comment on a line of its own, ``<!-- table: NAME -->`` or ``<!-- table: NAME of SET -->``.
Pages of maps (``sets/maps/COMMODITY.md``, one for each row of traded.csv) exist only in the built documentation.
"""

from __future__ import annotations

import re
import textwrap
from functools import partial
from typing import Any

import commodity_pages
import set_tables
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from set_answers import answers, traded

TABLE = re.compile(r"^( *)<!-- table: ([\w ]+?)(?: of ([\w-]+))? -->$", re.MULTILINE)

TABLES = {
    "coverage": set_tables.coverage,
    "coverage others": partial(set_tables.coverage, which="others"),
    "quality": set_tables.quality,
    "spread": set_tables.spread,
    "flags": set_tables.flags,
    "sources": set_tables.sources,
    "contents": set_tables.contents,
    "regions": set_tables.regions,
    "maps": lambda name: commodity_pages.index(),
}
"""What a page may ask for."""

FOLDER = "sets/maps/"


def on_files(files: Files, *, config: Any) -> Files:
    """Add a page of maps for each traded commodity."""
    grown = set(answers()["commodity"])
    for commodity in traded():
        if commodity not in grown:
            raise PluginError(
                f"bba-open: {commodity} stands in traded.csv, but has no producer in producers.csv."
            )
        files.append(
            File.generated(config, f"{FOLDER}{commodity}.md", content=commodity_pages.page(commodity))
        )
    return files


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Files) -> str:
    """Put the tables that a page asks for in place of their comments."""

    def table(found: re.Match[str]) -> str:
        indent, name, of = found.groups(default="")
        if name not in TABLES:
            raise PluginError(
                f"{page.file.src_uri} asks for the table {name!r}; there are {', '.join(TABLES)}."
            )
        return textwrap.indent(TABLES[name](of or "bba-open"), indent)

    return TABLE.sub(table, markdown)


def on_page_content(html: str, *, page: Any, config: Any, files: Files) -> str:
    """Put the maps into the pages of maps."""
    uri = page.file.src_uri
    if not uri.startswith(FOLDER):
        return html
    return commodity_pages.fill(uri.removeprefix(FOLDER).removesuffix(".md"), html)
