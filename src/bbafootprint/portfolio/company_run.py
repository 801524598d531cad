"""The footprint of all company lines, in one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint import Footprint
from bbafootprint.ingest.issues import issues_frame
from bbafootprint.pipeline import calculate_footprint
from bbafootprint.portfolio.company_lines import (
    COMPANY,
    QUALITY,
    YEAR,
    CompanyLines,
    LineSource,
    read_company_lines,
)
from bbafootprint.portfolio.entries import Entries
from bbafootprint.portfolio.inputs.companies import Companies
from bbafootprint.schema import empty_issues
from bbafootprint.vocabulary.own_products import OwnProducts


@dataclass(frozen=True)
class LinesRun:
    """What the company lines gave.

    Attributes
    ----------
    footprint : Footprint or None
        Of all lines, grouped by company, year, commodity and quality of the volume; without the lines.
    company_lines : CompanyLines or None
    issues : pandas.DataFrame
    record : mapping
        How they were read, and their hash.
    """

    footprint: Footprint | None
    company_lines: CompanyLines | None
    issues: pd.DataFrame
    record: Mapping[str, Any]

    def suppliers(self) -> pd.DataFrame:
        """Return which companies bought from which: `buyer`, `seller`, `lines`."""
        none = pd.DataFrame(columns=["buyer", "seller", "lines"])
        return none if self.company_lines is None else self.company_lines.suppliers


def run_lines(
    lines: LineSource | None, companies: Companies, answers: Mapping[str, str], factors: FactorSet,
    entries: Entries, stale_months: float, products: OwnProducts | None, options: Mapping[str, Any],
) -> LinesRun:  # fmt: skip
    """Run the lines of the companies once, all together.

    Parameters
    ----------
    lines : Lines, pandas.DataFrame, str, pathlib.Path or None
    companies, answers, entries, stale_months, products
        As in :func:`~bbafootprint.portfolio.company_lines.read_company_lines`.
    factors : FactorSet
    options : mapping
        Other options of :func:`bbafootprint.calculate_footprint`.

    Returns
    -------
    LinesRun
    """
    if lines is None:
        return LinesRun(None, None, empty_issues(), {})
    found = read_company_lines(
        lines, companies, answers, entries, stale_months=stale_months, products=products
    )
    footprint = calculate_footprint(found.lines, factors, by=[COMPANY, YEAR, "commodity", QUALITY], **options)
    parts = [part for part in (issues_frame(found.issues), footprint.issues) if len(part)]
    issues = pd.concat(parts, ignore_index=True) if parts else empty_issues()
    made = footprint.provenance  # hashes the lines: asked for once
    record = {**made["input"], "lines_sha256": made["lines_sha256"], **found.counts}
    return LinesRun(_without_lines(footprint), found, issues, record)


def _without_lines(footprint: Footprint) -> Footprint:
    """Return a footprint that keeps its ledger alone: a portfolio needs no line again."""
    return replace(footprint, lines=None, line_key=None)
