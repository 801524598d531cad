"""Metrics of lines beside the EU regulation on deforestation: how many, how much, and what they lack."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.disclosures import eudr
from bbafootprint.disclosures.case import Case, NotCoveredError, Row


def annex_i(case: Case) -> list[Row]:
    """Return tonnes and lines of goods by what the list says of them."""
    version = case.scope["list_version"].iloc[0] if len(case.scope) else ""
    return _counted(case, case.scope["annex_i"].to_numpy(object), eudr.VERDICTS, f"List {version}.")


def country_tier(case: Case) -> list[Row]:
    """Return tonnes and lines that are or may be in the list, by the tier of their origin as declared."""
    here = (case.scope["annex_i"] != eudr.NOT_LISTED).to_numpy(bool)
    tiers = case.scope["country_tier"].astype(object).fillna("country not known").to_numpy(object)
    found = np.where(here, tiers, "")
    return _counted(case, found, ("high", "standard", "low", "country not known"), "")


def missing_information(case: Case) -> list[Row]:
    """Return how many lines that are or may be in the list lack each piece of information."""
    here = case.goods & (case.scope["annex_i"] != eudr.NOT_LISTED).to_numpy(bool)
    if not here.any():
        raise NotCoveredError("no line is, or may be, in the list")
    lacking = [set(text.split("; ")) for text in case.scope["missing"].to_numpy(object)[here]]
    ids = case.lines["line_id"].astype(str).to_numpy()[here]
    whole = len(set(ids))
    return [
        {
            "item": name, "unit": "lines", "remark": f"Of {whole:,} lines.",
            "value": float(len({line for line, lacks in zip(ids, lacking, strict=True) if name in lacks})),
        }
        for name in eudr.information()
    ]  # fmt: skip


def supplementary_unit(case: Case) -> list[Row]:
    """Return how many lines need each supplementary unit."""
    units = case.scope["supplementary_unit"].astype(object).where(pd.Series(case.goods, case.scope.index), "")
    lines = case.lines["line_id"].astype(str).groupby(units.to_numpy(object)).nunique()
    found = lines.drop("", errors="ignore")
    if found.empty:
        raise NotCoveredError("no line has a code for which a unit is transcribed")
    return [{"item": str(unit), "value": float(count), "unit": "lines"} for unit, count in found.items()]


def _counted(case: Case, labels: npt.NDArray[np.object_], order: tuple[str, ...], remark: str) -> list[Row]:
    rows = []
    for label in order:
        here = case.goods & (labels == label)
        lines = case.lines["line_id"].astype(str).to_numpy()[here]
        if len(lines):
            count, known = len(set(lines)), case.mass[here]
            value = float(np.nansum(known)) if (~np.isnan(known)).any() else float("nan")
            said = f"{count:,} line{'s' * (count != 1)}. {remark}".strip()
            rows.append({"item": label, "value": value, "unit": "t", "remark": said})
    if not rows:
        raise NotCoveredError("no line is, or may be, in the list")
    return rows
