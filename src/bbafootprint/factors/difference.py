"""What changed between two factor sets, largest effect on world trade first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import IncompatibleFactorSetsError
from bbafootprint.factors.catalogue import load_factors
from bbafootprint.factors.effects import answers, united_producers, world_totals, yearly_production
from bbafootprint.factors.factor_set import DATAFRAME_ID, FactorSet
from bbafootprint.factors.metadata import SetMetadata

VALUE_ROUNDING = 1e-8
"""Values are written with nine significant digits: two that differ by less, relatively, are one."""

BOUND_ROUNDING = 1e-3
"""Bounds are written with four significant digits, `low` rounded down and `high` up."""

STATUSES: tuple[str, ...] = ("added", "removed", "changed", "same value")
"""What became of a factor; ``same value``: only its bounds, quality, flag, years or source changed."""

_KEY = ["commodity", "origin", "region", "practice", "indicator", "unit"]
_DETAILS = {
    "bounds": ("low", "high", "gsd"), "quality": ("quality",), "flag": ("flag",),
    "years": ("year_from", "year_to"), "source": ("source",),
}  # fmt: skip
_ABOUT_INDICATOR = ("account", "unit", "kind", "per", "method", "amortisation", "basis", "reference")
_TABLES = ("producers", "ecosystems", "regions")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FactorSetComparison:
    """What changed from one factor set to another.

    Attributes
    ----------
    factors : pandas.DataFrame
        One row a factor that differs, largest `share` first; then regions inside countries in the same order,
        whose production is a guess; then what has no known production, by how far apart the two answers are.
        `status` (:data:`STATUSES`); `commodity`, `origin`, `region`, `practice`, `indicator`,
        `unit`; `old`, `new` (impact per unit of primary commodity, NaN where the set has no such row); `ratio` =
        new / old (NaN where one is missing or both are 0); `old_answer`, `new_answer` with `old_rung`, `new_rung`
        (what a purchase from there is answered with: the factor itself, else the next rung of that set's ladder;
        NaN and empty where none answers); `production` (a year, in t or m3 of the primary commodity; NaN where not
        known) and its `basis` (``producers``; ``area share`` for a region; empty); `effect` = size of
        (new_answer - old_answer) x production, in `unit`; `share` = effect / world total of the indicator in the
        older set, so that indicators stand in one list; `details` (what else changed: bounds, quality, flag, years,
        source).
    indicators : pandas.DataFrame
        Index `indicator`; `unit`, number of rows `added`, `removed`, `changed`, `same_value` (only details changed)
        and `unchanged`, and the world totals `old_total` and `new_total`, each the sum over producing countries of
        production x what its own set answers there: the country's factor, else that of the next rung of the ladder
        (NaN where nothing can be summed; a country that no rung answers for is not in it).
    metadata : pandas.DataFrame
        What else differs: `item`, `old`, `new` as text (empty where one has nothing). The item ``remark`` says
        where numbers changed under one version of one set.
    old, new : str
        Id and version of the two sets.
    """

    factors: pd.DataFrame
    indicators: pd.DataFrame
    metadata: pd.DataFrame
    old: str
    new: str

    @cached_property
    def identical(self) -> bool:
        """Whether nothing differs at all."""
        return self.factors.empty and self.metadata.empty


def compare_factor_sets(
    old: FactorSet | str | Path | pd.DataFrame, new: FactorSet | str | Path | pd.DataFrame
) -> FactorSetComparison:
    """Return what changed from an older factor set to a newer one.

    Parameters
    ----------
    old, new : FactorSet, str, pathlib.Path or pandas.DataFrame
        Two sets, or anything that :func:`bbafootprint.load_factors` loads. Of a layered set the first layer that
        has a factor speaks for it.

    Returns
    -------
    FactorSetComparison

    Raises
    ------
    IncompatibleFactorSetsError
        If the sets have no indicator in common.

    Notes
    -----
    The effect of a change is its size times what the origin grows in a year. *Production stands for trade*: no
    source of the library gives the exports of every commodity. Production is that of the older set, else of the
    newer; for a sub-region or the world that of all its producers. What grows in a region of a country no source
    says: the country's production times the region's share of its area is a guess (it gives palm to islands that
    have none), so that regions come after countries whatever their effect. For a practice, and a region of unknown
    area, it is not known.

    A factor that is added or removed is compared with what the other set answers there on a wider rung; where
    nothing answers, its whole value counts, for as much becomes assessed or stops to be. The effects of countries,
    their sub-region and the world overlap: rank by them, do not add them.
    """
    old, new = (each if isinstance(each, FactorSet) else load_factors(each) for each in (old, new))
    named = [{indicator.id: indicator for indicator in each.indicators} for each in (old, new)]
    common = [name for name in named[0] if name in named[1]]
    if not common:
        raise IncompatibleFactorSetsError(
            f"{_label(old)} and {_label(new)} have no indicator in common: the first has {', '.join(named[0])}; the "
            f"second has {', '.join(named[1])}. Compare versions of one set, or sets that measure the same."
        )
    growing = united_producers(old, new), united_producers(new, old)
    one, two = _rows(old), _rows(new)
    both = one.merge(two, on=_KEY, how="outer", suffixes=("_old", "_new"), indicator=True)
    found = both["_merge"].astype(object).map({"left_only": "removed", "right_only": "added", "both": ""})
    status = found.to_numpy(object)
    before, after = (both[f"value_{side}"].to_numpy(np.float64) for side in ("old", "new"))
    in_both = status == ""
    moved = in_both & ~_same(before, after, VALUE_ROUNDING)
    details = _details(both, in_both)
    status[moved] = "changed"
    status[in_both & ~moved & (details != "")] = "same value"
    status[status == ""] = "unchanged"

    differs = status != "unchanged"
    table = both.loc[differs, _KEY].reset_index(drop=True)
    table.insert(0, "status", status[differs])
    table["old"], table["new"] = before[differs], after[differs]
    with np.errstate(divide="ignore", invalid="ignore"):
        table["ratio"] = table["new"].to_numpy() / table["old"].to_numpy()
    for side, factors, rows in (("old", old, one), ("new", new, two)):
        value, rung = answers(table, table[side].to_numpy(np.float64), factors, rows)
        table[f"{side}_answer"], table[f"{side}_rung"] = value, rung
    table["production"] = yearly_production(table, growing[0], old, new)
    table["basis"] = np.select(
        [table["production"].isna(), table["region"] != ""], ["", "area share"], "producers"
    )
    change = (table["new_answer"].fillna(0.0) - table["old_answer"].fillna(0.0)).abs()
    table["effect"] = change.mask(table["status"] == "same value", 0.0) * table["production"]
    totals = [
        world_totals(rows, grown, factors, common)
        for rows, grown, factors in zip((one, two), growing, (old, new), strict=True)
    ]
    table["share"] = table["effect"] / _of_cell(table, totals[0])
    table["details"] = details[differs]
    return FactorSetComparison(
        factors=_ranked(table),
        indicators=_summary(both, status, totals),
        metadata=_metadata(old, new, renumbered=bool((table["status"] != "same value").any())),
        old=_label(old),
        new=_label(new),
    )


def _label(factors: FactorSet) -> str:
    return f"{factors.id} {factors.version}"


def _rows(factors: FactorSet) -> pd.DataFrame:
    """Return the factors with plain text, one row a key: the first layer's."""
    frame = factors.frame.sort_values("layer", kind="stable")
    columns = [*_KEY, "value", *(name for names in _DETAILS.values() for name in names)]
    text = [name for name in columns if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    plain = frame[columns].astype(dict.fromkeys(text, object))
    return plain.drop_duplicates(_KEY).reset_index(drop=True)


def _same(one: Floats, two: Floats, rounding: float) -> npt.NDArray[np.bool_]:
    """Tell where two numbers are the same but for rounding; NaN is the same as NaN, 0 only as 0."""
    near = np.abs(one - two) <= rounding * np.minimum(np.abs(one), np.abs(two))
    return np.asarray(near | (np.isnan(one) & np.isnan(two)))


def _details(both: pd.DataFrame, in_both: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    """Say what besides the value differs in each row that both sets have."""
    said = np.full(len(both), "", dtype=object)
    for word, columns in _DETAILS.items():
        differs = np.zeros(len(both), dtype=bool)
        for name in columns:
            one, two = both[f"{name}_old"], both[f"{name}_new"]
            if word in ("bounds", "quality", "years"):
                before, after = (part.to_numpy(np.float64, na_value=np.nan) for part in (one, two))
                differs |= ~_same(before, after, BOUND_ROUNDING if word == "bounds" else 0.0)
            else:
                differs |= (one.fillna("") != two.fillna("")).to_numpy(bool)
        differs &= in_both
        said[differs] = np.where(said[differs] == "", word, said[differs] + ", " + word)
    return said


def _of_cell(table: pd.DataFrame, totals: pd.Series[float]) -> Floats:
    found = totals.reindex(pd.MultiIndex.from_frame(table[["indicator", "unit"]])).to_numpy(np.float64)
    return np.asarray(np.where(found > 0, found, np.nan))


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Sort by share, known production first; where it is not known by how far apart the answers are."""
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.abs(
            np.log(table["new_answer"].to_numpy(np.float64) / table["old_answer"].to_numpy(np.float64))
        )
    guessed = table["basis"].map({"producers": 0, "area share": 1, "": 2})
    order = table.assign(far=far, guessed=guessed).sort_values(
        ["guessed", "share", "far", *_KEY],
        ascending=[True, False, False, *[True] * len(_KEY)],
        na_position="last",
    )
    return order.drop(columns=["far", "guessed"]).reset_index(drop=True)


def _summary(
    both: pd.DataFrame, status: npt.NDArray[np.object_], totals: list[pd.Series[float]]
) -> pd.DataFrame:
    """Count rows by indicator and status, beside the world totals."""
    counted = pd.crosstab([both["indicator"], both["unit"]], pd.Series(status, index=both.index))
    counted = counted.reindex(columns=[*STATUSES, "unchanged"], fill_value=0)
    counted = counted.rename(columns={"same value": "same_value"}).rename_axis(columns=None)
    counted["old_total"], counted["new_total"] = (part.reindex(counted.index) for part in totals)
    return counted.reset_index("unit")


def _metadata(old: FactorSet, new: FactorSet, *, renumbered: bool) -> pd.DataFrame:
    """List what the two sets say differently of themselves, and which of their other tables differ."""
    common = {each.id for each in old.indicators} & {each.id for each in new.indicators}
    one, two = _said(old.metadata, common), _said(new.metadata, common)
    rows = [
        (item, one.get(item, ""), two.get(item, ""))
        for item in dict.fromkeys([*one, *two])
        if one.get(item, "") != two.get(item, "")
    ]
    if renumbered and _label(old) == _label(new) and DATAFRAME_ID not in old.id:
        rows.insert(
            0, ("remark", _label(old), "other numbers under the same version: one of them must have another")
        )
    for name in _TABLES:
        lines = [_as_texts(getattr(each, name)) for each in (old, new)]
        if lines[0] != lines[1]:
            gone, come = len(lines[0] - lines[1]), len(lines[1] - lines[0])
            rows.append((f"table {name}", f"{len(lines[0]):,} rows, {gone:,} of them not in the newer",
                         f"{len(lines[1]):,} rows, {come:,} of them not in the older"))  # fmt: skip
    return pd.DataFrame(rows, columns=["item", "old", "new"], dtype=object)


def _said(document: SetMetadata, common: set[str]) -> dict[str, str]:
    """Return what a set says of itself, item by item; of an indicator that only one set has, its name."""
    said: dict[str, Any] = {
        name: getattr(document, name) for name in ("name", "version", "created", "title", "description")
    }
    said["licences"] = ", ".join(licence.name for licence in document.licenses)
    for source in document.sources:
        said[f"source {source.title}"] = ", ".join(
            str(part) for part in (source.years, source.path, source.reference, source.licence) if part
        ) or "named"  # fmt: skip
    for indicator in document.indicators:
        said[f"indicator {indicator.id}"] = "declared"
        if indicator.id not in common:
            continue
        for name in _ABOUT_INDICATOR:
            said[f"{name} of {indicator.id}"] = getattr(indicator, name) or ""
        said[f"ladder of {indicator.id}"] = " > ".join(
            step.rung + ("" if step.origins == "all" else " (unknown origin)")
            for step in document.ladder[indicator.id]
        )
    return {item: str(text) for item, text in said.items()}


def _as_texts(table: pd.DataFrame) -> set[tuple[str, ...]]:
    return set(table.astype(str).itertuples(index=False, name=None))
