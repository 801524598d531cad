"""Two runs beside each other: the verb ``compare``."""

from __future__ import annotations

from collections.abc import Sequence

from bbafootprint.comparison.comparable import incomparable
from bbafootprint.comparison.matching import match_columns
from bbafootprint.comparison.parts import Leg
from bbafootprint.comparison.placing import kept_lines
from bbafootprint.comparison.recalculating import ProductSource, method_change, recalculate
from bbafootprint.comparison.result import Comparison
from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.trade.tracing.origins import TradeSource


def compare(
    before: Footprint,
    after: Footprint,
    *,
    on: str | Sequence[str] | None = None,
    trade: TradeSource | Sequence[TradeSource] | None = None,
    products: ProductSource | Sequence[ProductSource] | None = None,
    draws: int = 0,
    seed: int = 0,
) -> Comparison:
    r"""Say what changed from one run to another, and why.

    Two years, two versions of a factor set over the same lines, two ways of allocating, or all at once. Two periods of
    one run are ``compare(select_lines(run, period="2023"), select_lines(run, period="2024"))``.

    Parameters
    ----------
    before, after : Footprint
        Runs that kept their lines.
    on : str or sequence of str, optional
        Columns by which lines are matched. By default `line_id`, where the names are the person's own and shared, else
        commodity, origin, region and supplier, as far as they are filled.
    trade : TradeData, str, pathlib.Path, pandas.DataFrame or sequence of these, optional
        The trade data of the runs: needed only where perspective or trade data differ, and they are neither shipped
        nor installed under their name.
    products : OwnProducts, pandas.DataFrame, str, pathlib.Path or sequence of these, optional
        The own products of the runs: needed only where the method differs and a run has some.
    draws, seed : int
        How often both runs are drawn (:func:`bbafootprint.simulate`, with this seed) for the interval of the
        difference: draws are paired, so that what the runs share (a factor, a conversion) does not make the
        difference uncertain. 0 leaves the interval out; 10,000 are good for a report.

    Returns
    -------
    Comparison

    Raises
    ------
    UsageError
        If the lines of a run are not kept, a column of `on` is missing, or trade data or own products are needed and
        not given.
    IncompatibleFactorSetsError
        If the two sets have no indicator that means the same.

    Notes
    -----
    The total of an indicator is a sum over cells: commodities as bought, by origin and region. With :math:`V` the
    volume bought, :math:`c` the share of the commodity in it, :math:`o` the share of the origin in the commodity,
    :math:`k` the primary commodity per unit bought, :math:`f` the factor and :math:`a` the assessed share,

    .. math:: T = \sum_{\text{cells}} V\,c\,o\,k\,f\,a

    and each product is split over its six drivers by the **Shapley value**, the mean over all orders in which they can
    change (Albrecht, François & Schoors 2002, doi:10.1016/S0301-4215(01)00131-8; for products the method of Sun 1998,
    doi:10.1016/S0140-9883(97)00012-1). It leaves no residual, favours no order, changes its signs when before and after
    are swapped, and is defined for zeros. The additive logarithmic mean (LMDI: Ang 2005,
    doi:10.1016/j.enpol.2003.10.010) has the first three too, but takes logarithms: a new origin or a reported zero
    would need a small number in its place. A sequential split depends on which driver is moved first.

    - Lines of known mass are weighed in tonnes. Lines of none (wood in m3 of unknown density) are a stratum of their
      own in m3, with shares of its own, and the parts of both are added. A mass of 0 has no share and no part.
    - What is new or gone has no conversion of its own in the other run: it takes that of the run that has it, so that
      it is a change of mix. Its factor is asked of the other run's own set, and where that has none, is the same.
    - `coverage` is what is assessed in one run and not in the other: cells that a set does not answer for, and lines
      of which commodity, origin or quantity are not understood. Where lines are matched by `line_id`, such a line
      stands where the other run places it. The rest that cannot be placed, and goods that neither set has a factor for,
      lower the coverage of all and have no share in a mix: buying more of what nobody can assess is a fall of coverage,
      never a better mix. Such goods are weighed as the rest are: where they come or go, volume and coverage move
      against each other, and where they are most of what was bought, both may pass the difference many times.
    - `method` is allocation, perspective, trade data and layering. Where they differ, the lines of each run are
      calculated with the method of the other, and the part is the mean of the change that this makes in either. So it
      is first or last in the order, with equal weight, and the other parts are means of the two (Owen's coalitional
      value: the method is one block, the rest the other). Own products are data: their change is a `conversion`.
    - Indicators that differ in unit, account, kind, denominator, method or amortisation are listed and not subtracted.
    """
    for name, run in (("before", before), ("after", after)):
        if not isinstance(run, Footprint):
            raise UsageError(
                f"{name} is {type(run).__name__}; give what calculate_footprint returns, or use bbafootprint compare"
            )
        kept_lines(run)
    reasons = incomparable(before.factors, after.factors)
    refused = {name: why for name, why in reasons.items() if why}
    if len(refused) == len(reasons):
        said = "; ".join(f"{name}: {why}" for name, why in list(refused.items())[:4])
        raise IncompatibleFactorSetsError(
            f"the sets {before.factors.id!r} and {after.factors.id!r} have no indicator that means the same in both "
            f"({said}); rank their answers side by side with compare_methods"
        )
    changed = method_change(before, after)
    legs: tuple[Leg, ...] = (Leg(1.0, before, after),)
    if changed:
        legs = (
            Leg(0.5, recalculate(before, after, trade, products), after),
            Leg(0.5, before, recalculate(after, before, trade, products)),
        )
    return Comparison(before, after, match_columns(before, after, on), changed, refused, legs, draws, seed)
