"""What a portfolio answers for: the financed footprint, and where every number came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.calculate import Floats, Ints
from bbafootprint.portfolio import covering, grouping
from bbafootprint.portfolio.attribution import ASSESSED, NOT_ASSESSED, OUT, REJECTED
from bbafootprint.portfolio.grouping import CELL_COLUMNS, PORTFOLIO_MEASURES
from bbafootprint.portfolio.impacts import Impacts
from bbafootprint.portfolio.inputs.issues import counted
from bbafootprint.portfolio.totals import Sums

if TYPE_CHECKING:
    from bbafootprint.portfolio.explaining import HoldingExplanation


@dataclass(frozen=True, eq=False, repr=False)
class PortfolioFootprint:
    """The financed footprint of holdings. Immutable.

    Attributes
    ----------
    holdings : pandas.DataFrame
        One row a holding, in the order of the input: what was read, its company, its attribution, `status`, `reason`,
        and `amount`, the outstanding amount in `currency` (of a short position without its sign; NaN where no rate is
        known).
    companies : pandas.DataFrame
        One row a company of the table: `company`, `name`, `sector`, `country`, `basis` of its impact.
    entries : pandas.DataFrame
        One row a company and year that its holdings are of: `company` (position in `companies`), `year` (0 where no
        date says), `impact_year` (of what answered; 0 where that names none), `basis`.
    impacts : Impacts
        Of all entries.
    entry_sums : Sums
        Impact of every entry, in whole: not attributed.
    entry_quality : ndarray of float, shape (entries, indicators)
    entry_share : ndarray of float, shape (entries, indicators)
        Which share of a company's volumes its number stands for
        (:func:`bbafootprint.portfolio.totals.assessed_share`).
    currency : str
        Of all amounts of this result.
    open_matches : pandas.DataFrame
        Companies that wait for an answer: with `code` filled, a table of matches.
    issues : pandas.DataFrame
        What was wrong or worth knowing; columns :data:`bbafootprint.schema.ISSUE_COLUMNS`.
    provenance : mapping
        The record: library, inputs with their hashes, factor sets, options.
    suppliers : pandas.DataFrame
        Which companies of the table bought from which: `buyer`, `seller`, `lines`.
    """

    holdings: pd.DataFrame
    companies: pd.DataFrame
    entries: pd.DataFrame
    impacts: Impacts
    entry_sums: Sums
    entry_quality: Floats
    entry_share: Floats
    currency: str
    open_matches: pd.DataFrame
    issues: pd.DataFrame
    provenance: Mapping[str, Any]
    suppliers: pd.DataFrame

    # ---- totals ------------------------------------------------------------------------------------------------

    def total(self) -> pd.DataFrame:
        """Return the totals, one row an indicator.

        Returns
        -------
        pandas.DataFrame
            Index `indicator`; columns :data:`PORTFOLIO_MEASURES`. `value` [unit of the indicator] is gross, and NaN,
            not 0, where nothing is assessed; `low` and `high` are the 95 % interval from the factors; `intensity` is
            the value per million of `assessed_outstanding`; `quality` is weighted by outstanding amount, 1 (best) to 5
            (PCAF). `assessed_outstanding` counts a holding for the share of its company's volumes that has a number
            (`assessed_volume_share`, weighted by amount): of a company of which a tenth of the tonnes is assessed, a
            tenth of the amount. `assessed_outstanding_share` is of the amount in scope. `outstanding` is of all
            holdings, out of scope included.
        """
        return grouping.by_holdings(self, []).set_index("indicator")

    def by(self, *columns: str | Sequence[str]) -> pd.DataFrame:
        """Return the totals grouped.

        Parameters
        ----------
        *columns : str or list of str
            ``holding``, ``company``, ``sector`` (of the company, else of the holding), ``asset_class``, any other
            column of the holdings; and ``commodity``, ``primary_commodity``, ``origin``, ``ecosystem``.

        Returns
        -------
        pandas.DataFrame
            One row a (group, indicator), :data:`PORTFOLIO_MEASURES`. By commodity or origin: `value`, `low`, `high`,
            and `mass_t`, the tonnes as bought that are attributed (lines of known mass); impacts that are not of
            lines have a missing value there. With ``ecosystem`` as
            :func:`bbafootprint.footprint.ecosystems.by_ecosystem` returns it; impacts that are not of lines stand under
            ``unspecified``. Groups add up to the total.

        Raises
        ------
        UsageError
            If there is no such column.
        """
        names = list(
            dict.fromkeys(
                name for entry in columns for name in ([entry] if isinstance(entry, str) else entry)
            )
        )
        known = {*self.holdings.columns, *CELL_COLUMNS, "holding", "ecosystem"}
        if wrong := [name for name in names if name not in known or name in PORTFOLIO_MEASURES]:
            raise UsageError(
                f"a portfolio cannot be grouped by {', '.join(wrong)}; it has: holding, company, sector, asset_class, "
                f"{', '.join(CELL_COLUMNS)}, ecosystem, and the columns of the holdings"
            )
        own = [name for name in names if name not in (*CELL_COLUMNS, "ecosystem")]
        cells = [name for name in names if name in CELL_COLUMNS]
        if "ecosystem" in names:
            if cells:
                raise UsageError(
                    "ecosystems are not split by commodity or origin: ask for the one or the other"
                )
            return grouping.by_ecosystem_of(self, own)
        return grouping.by_cells(self, own, cells) if cells else grouping.by_holdings(self, own)

    def coverage(self) -> pd.DataFrame:
        """Return holdings, outstanding amounts and companies by indicator and what became of them.

        Returns
        -------
        pandas.DataFrame
            See :func:`bbafootprint.portfolio.covering.coverage`: over the statuses of an indicator holdings and amounts
            add up to what was read.
        """
        return covering.coverage(self)

    def counts(self) -> dict[str, int]:
        """Return how many holdings were read, assessed, not assessed, out of scope and rejected.

        Returns
        -------
        dict
            ``read = assessed + not_assessed + out_of_scope + rejected``.
        """
        status = self.holdings["status"].to_numpy(object)
        return {
            "read": len(status),
            **{
                name.replace(" ", "_"): int((status == name).sum())
                for name in (ASSESSED, NOT_ASSESSED, OUT, REJECTED)
            },
        }

    def amounts(self) -> dict[str, float | int]:
        """Return the outstanding amounts by what became of their holdings.

        Returns
        -------
        dict
            `read`, `assessed`, `not_assessed`, `out_of_scope`, `rejected` in :attr:`currency`, of the holdings whose
            amount is known in it; `in_scope`, which is `read` without `out_of_scope`; and `holdings_without_amount`,
            the number of the others. A short position counts with its size: nothing is netted. An assessed holding
            counts whole here; :meth:`total` has what the volumes of its company cover.
        """
        status, amount = (
            self.holdings["status"].to_numpy(object),
            self.holdings["amount"].to_numpy(np.float64),
        )
        known = ~np.isnan(amount)
        sums: dict[str, float | int] = {"read": float(amount[known].sum())}
        for name in (ASSESSED, NOT_ASSESSED, OUT, REJECTED):
            sums[name.replace(" ", "_")] = float(amount[known & (status == name)].sum())
        sums["in_scope"] = float(amount[known & (status != OUT)].sum())
        return {**sums, "holdings_without_amount": int((~known).sum())}

    # ---- holdings ----------------------------------------------------------------------------------------------

    def to_frame(self) -> pd.DataFrame:
        """Return every holding with its attribution and its numbers.

        Returns
        -------
        pandas.DataFrame
            In the index and order of the holdings: :attr:`holdings`, and per indicator the financed amount (NaN where
            not assessed) and ``<indicator>_assessed_share``, the share of the company's volumes that it stands for.
        """
        at, _ = self.held()
        amounts, shares = self.financed(), np.where(at[:, None] >= 0, self.entry_share[at], np.nan)
        numbers = {
            name: values[:, column]
            for column, indicator in enumerate(self.impacts.indicators)
            for name, values in ((indicator.id, amounts), (f"{indicator.id}_assessed_share", shares))
        }
        frame = self.holdings.drop(columns=["company_at", "entry_at"])
        return pd.concat([frame, pd.DataFrame(numbers, index=frame.index)], axis=1)

    def not_assessed(self) -> pd.DataFrame:
        """Return the holdings without a number, with the reason.

        Returns
        -------
        pandas.DataFrame
            One row a holding that is not assessed, out of scope or rejected: `holding_id`, `cell`, `company` (missing
            where not found), what was given of it, `asset_class`, `outstanding`, `currency`, `amount`, `status`,
            `reason` (code) and `why`.
        """
        return covering.not_assessed(self)

    def explain(self, holding_id: str) -> HoldingExplanation:
        """Explain one holding: amount, rule, inputs, factor, the company's impact, the result.

        Parameters
        ----------
        holding_id : str

        Returns
        -------
        HoldingExplanation
            ``str()`` of it is the text; ``.steps`` holds the same as data.

        Raises
        ------
        UsageError
            If there is no such holding.
        """
        from bbafootprint.portfolio.explaining import explain_holding

        return explain_holding(self, holding_id)

    def overlap(self) -> pd.DataFrame:
        """Return the goods that several held companies handle: their impacts may be of the same tonnes.

        Returns
        -------
        pandas.DataFrame
            See :func:`bbafootprint.portfolio.covering.overlap`. Totals are gross: nothing is taken out.
        """
        return covering.overlap(self)

    def summary(self) -> pd.DataFrame:
        """Return the table for a disclosure, in the order of TNFD and PBAF, with what is not covered.

        Returns
        -------
        pandas.DataFrame
            See :func:`bbafootprint.portfolio.disclosing.summary`.
        """
        from bbafootprint.portfolio.disclosing import summary

        return summary(self)

    def tables(self) -> dict[str, tuple[pd.DataFrame, str]]:
        """Return what is written to a workbook: name of a sheet to its table and a sentence about it."""
        from bbafootprint.portfolio.disclosing import tables

        return tables(self)

    def financed(self) -> Floats:
        """Return the financed amount of every holding.

        Returns
        -------
        ndarray of float, shape (holdings, indicators)
            NaN where not assessed.
        """
        at, factor = self.held()
        return np.asarray(np.where(at[:, None] >= 0, factor[:, None] * self.entry_sums.value[at], np.nan))

    def __repr__(self) -> str:
        """Return what it is of, in a line."""
        counts, amounts = self.counts(), self.amounts()
        share = amounts["assessed"] / amounts["in_scope"] if amounts["in_scope"] else 0.0
        return (
            f"<PortfolioFootprint of {counted(counts['read'], 'holding')}, {amounts['read']:,.6g} {self.currency} "
            f"outstanding: "
            f"{counts['assessed']:,} assessed ({100 * share:.0f} % of the amount in scope)>"
        )

    def held(self) -> tuple[Ints, Floats]:
        """Return entry (-1 where not assessed) and factor (0 there) of every holding."""
        assessed = (self.holdings["status"] == ASSESSED).to_numpy(bool)
        at = np.where(assessed, self.holdings["entry_at"].to_numpy(np.int64), -1)
        return at, np.where(assessed, self.holdings["factor"].to_numpy(np.float64), 0.0)
