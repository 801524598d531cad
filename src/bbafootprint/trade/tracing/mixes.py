"""What countries ship on, as arrays to look mixes up in: where it grew, and in which shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bbafootprint.trade.datasets import TradeData
from bbafootprint.trade.tracing.consigned import LATEST, Questions

OWN_QUALITY, PROXY_QUALITY = 3.0, 4.0
"""Data quality of an origin that the matrix of the commodity itself gave, and that of the crop that it is made of. A
convention of this library: a mix is what a country ships on average, not what one buyer gets."""


@dataclass(frozen=True)
class Mix:
    """The mix that answers a question.

    Attributes
    ----------
    origins : ndarray of object
        ISO 3166-1 alpha-3, the largest share first.
    shares : ndarray of float
        They sum to 1.
    commodity : str
        Of whose trade the mix is.
    year : int
    quality : float
        :data:`OWN_QUALITY` or :data:`PROXY_QUALITY`.
    said : str
        The data, commodity and year in words; what they stand for where they are not the line's own.
    grows : bool
        Whether any of it grew in the country shipped from: by the mix, or by the production behind it, for an origin
        of a very small share is left out of a mix.
    """

    origins: npt.NDArray[np.object_]
    shares: npt.NDArray[np.float64]
    commodity: str
    year: int
    quality: float
    said: str
    grows: bool


def find_mixes(
    questions: Questions, primary_of: Mapping[str, str], datasets: Sequence[TradeData]
) -> list[Mix | None]:
    """Find the mix of each question.

    Parameters
    ----------
    questions : Questions
    primary_of : mapping of str to str
        Commodity to the primary commodity that it is made of, whose mix stands in for its own where that lacks.
    datasets : sequence of TradeData
        Asked in order; the commodity's own mix in any of them comes before that of its primary commodity.

    Returns
    -------
    list of Mix or None
        None where no data have the country, or the commodity.
    """
    wanted = {
        code: tuple(dict.fromkeys((code, primary_of.get(code, code)))) for code in questions.commodities
    }
    codes = {code for chain in wanted.values() for code in chain}
    tables = [_Table(data, codes, set(questions.places)) for data in datasets]
    answers: list[Mix | None] = []
    for commodity, place, year in zip(questions.commodity, questions.place, questions.year, strict=True):
        name, where = questions.commodities[commodity], questions.places[place]
        found = ((each, table) for each in wanted[name] for table in tables if (each, where) in table.years)
        each, table = next(found, ("", None))
        answers.append(None if table is None else table.mix(each, where, int(year), name))
    return answers


class _Table:
    """The mixes of one dataset that may be asked for, sorted; a mix is a slice of the columns."""

    def __init__(self, data: TradeData, commodities: set[str], places: set[str]) -> None:
        self.called = f"{data.id} {data.version}"
        names = ["commodity", "consignment", "year"]
        rows = data.mixes
        rows = rows[(rows["commodity"].isin(commodities) & rows["consignment"].isin(places)).to_numpy(bool)]
        rows = rows.astype({"commodity": object, "consignment": object, "origin": object})
        rows = rows[rows["share"] > 0].sort_values(
            [*names, "share", "origin"], ascending=[True, True, True, False, True], kind="stable"
        )
        self._origin = rows["origin"].to_numpy(object)
        self._share = rows["share"].to_numpy(np.float64)
        self.years: dict[tuple[str, str], list[int]] = {}
        self._slice: dict[tuple[str, str, int], slice] = {}
        grown = data.supply[(data.supply["production"] > 0).to_numpy(bool)]
        self._grown = {
            (str(commodity), str(place), int(year))
            for commodity, place, year in zip(
                grown["commodity"], grown["consignment"], grown["year"], strict=True
            )
        }
        starts = np.flatnonzero(~rows.duplicated(names).to_numpy(bool))
        ends = np.append(starts, len(rows))[1:].tolist()
        heads = rows.iloc[starts][names].itertuples(index=False, name=None)
        for (commodity, place, year), start, end in zip(heads, starts.tolist(), ends, strict=True):
            self.years.setdefault((commodity, place), []).append(int(year))
            self._slice[commodity, place, int(year)] = slice(start, end)

    def mix(self, commodity: str, place: str, asked: int, name: str) -> Mix:
        """Return the mix of the year asked for, or of the nearest that there is (of two as near, the later one)."""
        years = self.years[commodity, place]
        year = max(years) if asked == LATEST else min(years, key=lambda each: (abs(each - asked), -each))
        rows = self._slice[commodity, place, year]
        shares = self._share[rows]
        said = f"{self.called}, {commodity} {year}"
        if asked != year:
            said += " for no year" if asked == LATEST else f" for {asked}"
        if commodity != name:
            said += f", as proxy of {name}"
        quality = OWN_QUALITY if commodity == name else PROXY_QUALITY
        origins = self._origin[rows]
        grows = place in set(origins) or (commodity, place, year) in self._grown
        return Mix(origins, shares / shares.sum(), commodity, year, quality, said, grows)
