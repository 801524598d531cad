"""What a person asks of a statistic, checked before the first byte is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from bbafootprint.errors import MissingColumnError, UnreadableFileError, UsageError
from bbafootprint.ingest.statistics.goods import ITEM_MARK, commodity_of, restore_zeros
from bbafootprint.ingest.statistics.layouts import Layout, key_of, missing_fields
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.commodities import commodities
from bbafootprint.vocabulary.places import match_place


def sources_of(source: str | Path | pd.DataFrame | Sequence[str | Path]) -> list[Path | pd.DataFrame]:
    """Return the tables to read, each once."""
    if isinstance(source, pd.DataFrame):
        return [source]
    if isinstance(source, str | Path):
        return [Path(source)]
    paths: list[Path | pd.DataFrame] = [Path(each) for each in source]
    if not paths:
        raise UsageError("No file was given. Give a path, a table in memory, or a list of paths.")
    twice = [str(path) for path in paths if paths.count(path) > 1]
    if twice:
        raise UnreadableFileError(f"{twice[0]} is given twice: its tonnes would be counted twice.")
    return paths


def reporters_of(reporter: str | Sequence[str] | None) -> frozenset[str] | None:
    """Return the countries whose statistic is asked for."""
    if reporter is None:
        return None
    found = set()
    for text in [reporter] if isinstance(reporter, str) else reporter:
        match = match_place("GRC" if text.strip().upper() == "EL" else text)
        if match.code is None or match.code == UNKNOWN_ORIGIN:
            near = f" Did you mean {' or '.join(match.candidates)}?" if match.candidates else ""
            raise UsageError(
                f"{text!r} is no country whose statistic could be read: give its ISO code or name.{near}"
            )
        found.add(match.code)
    return frozenset(found)


def years_of(years: int | Iterable[int] | None) -> frozenset[int] | None:
    """Return the years that are asked for; None for all."""
    if years is None:
        return None
    return frozenset([int(years)] if isinstance(years, int | np.integer) else (int(year) for year in years))


def test_of_products(products: str | Sequence[str] | None) -> Callable[[str], bool] | None:
    """Return a test of goods."""
    if products is None:
        return None
    asked = [products] if isinstance(products, str) else list(products)
    codes = set(commodities().index)
    prefixes = tuple(restore_zeros(text) for text in asked if re.fullmatch(r"\s*\d[\d. ]*", text))
    named = {text for text in asked if text in codes}
    for text in asked:
        if text != "known" and text not in named and not re.fullmatch(r"\s*\d[\d. ]*", text):
            raise UsageError(
                f"{text!r} is neither a customs code, nor a commodity code, nor 'known'. List the codes with"
                " bbafootprint.vocabulary.commodities.commodities()."
            )

    def takes(goods: str) -> bool:
        if prefixes and ITEM_MARK not in goods and goods.startswith(prefixes):
            return True
        if not named and "known" not in asked:
            return False
        match = commodity_of(goods)
        choices = {match.code, *(match.candidates if match.how == "ambiguous" else ())} - {None}
        return bool(choices & named) or ("known" in asked and bool(choices))

    return takes


def check_layout(layout: Layout, headers: Sequence[str], name: str) -> None:
    """Refuse a table that lacks what the layout that was named needs."""
    if lacking := missing_fields(layout, [key_of(header.split("\\")[0]) for header in _dimensions(headers)]):
        raise MissingColumnError(
            f"{name or 'The table'} lacks {', '.join(lacking)} for the layout {layout.name}; its headers are"
            f" {', '.join(headers[:12])}. Leave layout out to have it found.",
            missing=lacking,
        )


def _dimensions(headers: Sequence[str]) -> list[str]:
    """Return headers, those that Eurostat joins with commas apart."""
    first = headers[0].split("\\")[0].split(",") if headers and "\\" in headers[0] else []
    return [*first, *headers]
