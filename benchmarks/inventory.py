"""The one generator of lines, and the table of factors that a person would join to them.

Names are drawn once as codes; a table of any kind of text is made of these, so that all kinds hold the same lines.
"""

from __future__ import annotations

import dataclasses
import json
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

import bbafootprint as bba

COMMODITIES, ORIGINS = 30, 120
KEYS = ["commodity", "origin"]
Kind = Literal["arrow", "object", "category"]
UNKNOWN = ("Packaging film 4711", "Office chairs", "Spare parts for pumps", "Hydrochloric acid", "Toner")


@lru_cache(1)
def shipped() -> bba.FactorSet:
    """Return the default set."""
    return bba.load_factors("bba-open")


def names_of(commodities: int, origins: int, kept: Path | None = None) -> tuple[list[str], list[str]]:
    """Return primary commodities in tonnes and the countries with most factors, or those in the file `kept`.

    Two commits that are compared get the same names by that, though their sets differ.
    """
    if kept is not None and kept.exists():
        first, second = json.loads(kept.read_text())
        return first[:commodities], second[:origins]
    frame = shipped().frame.astype({"commodity": object, "origin": object})
    goods = sorted(set(frame["commodity"]) - {"roundwood"})[:commodities]
    countries = frame.loc[frame["origin"].str.fullmatch("[A-Z]{3}") & (frame["origin"] != "WLD"), "origin"]
    places = sorted(countries.value_counts().index[:origins])
    assert (len(goods), len(places)) == (commodities, origins), "the set has not as many"
    if kept is not None:
        kept.write_text(json.dumps([goods, places]))
    return goods, places


@dataclasses.dataclass(frozen=True)
class Inventory:
    """Lines as codes: `commodity` and `origin` count into `goods` and `places`; quantities in tonnes."""

    goods: tuple[str, ...]
    places: tuple[str, ...]
    commodity: np.ndarray
    origin: np.ndarray
    quantity: np.ndarray

    def __len__(self) -> int:
        return len(self.quantity)

    def arrow(self) -> pa.Table:
        """Return the lines as an Arrow table of plain strings."""
        texts = {
            name: pa.DictionaryArray.from_arrays(code, pa.array(labels, pa.string())).cast(pa.string())
            for name, code, labels in self._texts()
        }
        quantity = pa.array(self.quantity)
        return pa.table({"commodity": texts["commodity"], "origin": texts["origin"], "quantity": quantity,
                         "unit": texts["unit"]})  # fmt: skip

    def table(self, kind: Kind = "object") -> pd.DataFrame:
        """Return the lines as pandas holds them, with texts of the kind."""
        if kind == "arrow":
            return self.arrow().to_pandas(
                types_mapper=lambda of: pd.ArrowDtype(of) if of == pa.string() else None
            )
        columns: dict[str, Any] = {}
        for name, code, labels in self._texts():
            if kind == "category":
                columns[name] = pd.Categorical.from_codes(code, list(labels))
            else:
                columns[name] = pd.Series(np.array(labels, dtype=object)[code], dtype=object)
        frame = pd.DataFrame({**columns, "quantity": self.quantity})
        return frame[["commodity", "origin", "quantity", "unit"]]

    def _texts(self) -> list[tuple[str, np.ndarray, tuple[str, ...]]]:
        unit = np.zeros(len(self), dtype=np.int32)
        return [
            ("commodity", self.commodity, self.goods),
            ("origin", self.origin, self.places),
            ("unit", unit, ("t",)),
        ]

    @cached_property
    def wide(self) -> pd.DataFrame:
        """What a person would join: a row a (commodity, origin), a value and a match level for each indicator.

        The ladder is climbed beforehand by the library, so that all ways give the same numbers; an unknown name has no
        value.
        """
        pairs = (
            pd.MultiIndex.from_product([self.goods, self.places], names=KEYS)
            .to_frame(index=False)
            .astype(object)
        )
        return wide_factors(shipped(), pairs)

    @cached_property
    def values(self) -> np.ndarray:
        """The values alone, a row a code of a pair (commodity x places + origin), 0 where there is none."""
        return np.nan_to_num(self.wide[indicators()].to_numpy(np.float64))

    @cached_property
    def pair(self) -> np.ndarray:
        """The code of the pair of each line."""
        return self.commodity.astype(np.int64) * len(self.places) + self.origin


def indicators() -> list[str]:
    """Return the names of the six."""
    return [each.id for each in shipped().indicators]


@lru_cache(1)
def make_inventory(
    lines: int,
    *,
    commodities: int = COMMODITIES,
    origins: int = ORIGINS,
    misses: float = 0.0,
    skew: float = 0.0,
    seed: int = 1,
    kept: Path | None = None,
) -> Inventory:
    """Draw lines; `misses` of them of a name that nobody knows, and the k-th name with a frequency of 1 / k^skew."""
    rng = np.random.default_rng(seed)
    goods, places = names_of(commodities, origins, kept)

    def draw(count: int) -> np.ndarray:
        if not skew:
            return rng.integers(0, count, lines).astype(np.int32)
        weight = 1.0 / np.arange(1, count + 1) ** skew
        return rng.choice(count, lines, p=weight / weight.sum()).astype(np.int32)

    commodity, origin, quantity = draw(len(goods)), draw(len(places)), rng.lognormal(3, 2, lines)
    if misses:
        missed = rng.random(lines) < misses
        commodity[missed] = len(goods) + rng.integers(0, len(UNKNOWN), int(missed.sum()))
        goods = [*goods, *UNKNOWN]
    return Inventory(tuple(goods), tuple(places), commodity, origin, quantity)


def make_purchases(lines: int, seed: int = 1, kind: Kind = "object") -> pd.DataFrame:
    """Return lines of 30 commodities from 120 origins, all known."""
    return make_inventory(lines, seed=seed).table(kind)


def wide_factors(factors: bba.FactorSet, purchases: pd.DataFrame) -> pd.DataFrame:
    """Return a row a distinct pair: value and match level of each indicator, by the library's ladder."""
    pairs = purchases[KEYS].drop_duplicates().assign(quantity=1.0, unit="t")
    frame = bba.calculate_footprint(pairs, factors).to_frame()
    names = [indicator.id for indicator in factors.indicators]
    wide = frame[[*names, *(f"{name}_match_level" for name in names)]].astype(
        {f"{name}_match_level": str for name in names}
    )
    return pd.concat([pairs[KEYS], wide], axis=1).reset_index(drop=True)
