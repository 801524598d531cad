"""What the columns of result tables mean: the notes on their headers."""

from __future__ import annotations

from collections.abc import Iterable

from bbafootprint.report.wording import MEASURE_MEANING, title
from bbafootprint.schema import LINE_COLUMNS, TRACING_COLUMNS

COLUMN_NOTES: dict[str, str] = {
    **LINE_COLUMNS,
    **TRACING_COLUMNS,
    **MEASURE_MEANING,
    "lines": "Lines of the input; one split over traced origins counts once.",
    "mass_t": "Tonnes as bought, of the lines whose mass is known; blank where it is not.",
    "indicator": "What is measured. Indicators of different accounts are never added up.",
    "account": "The family of an indicator: loss, degradation, fragmentation, species or pressure.",
    "unit": "Unit of the value, and of low and high.",
    "stands_for": "How many lines of the input the row stands for: they are alike but for their quantity, which is "
    "their sum. Counts of lines are sums of this column.",
    "status": "assessed: at least one indicator answers. not assessed: none does. rejected: unreadable. Only assessed "
    "lines are in a total.",
    "reason": "Code of why no indicator answers; blank where one does.",
    "why": "The reason in words.",
    "origin_status": "declared: given, and known to grow the goods. consignment: only the place that the goods were "
    "shipped from is known. unknown: nothing is known. traced: found with trade data.",
    "primary_commodity": "What the land yields, and what the factors are of.",
    "conversion": "Units of primary commodity that one unit as bought answers for, after what co-products carry.",
    "conversion_low": "Lower end of the 95 % interval of that conversion.",
    "conversion_high": "Upper end of the 95 % interval of that conversion.",
    "conversion_quality": "Data quality of the conversion, 1 (best) to 5.",
    "primary_quantity": "Quantity read x primary per unit. This times a factor is the amount of an indicator.",
    "primary_unit": "Unit of the primary equivalent.",
    "factor_sources": "Sources of the factors that answered; the sheet Factors says of which.",
    "ecosystem": "Ecosystem on which the amount falls, by the shares of the origin's land, not of the fields where the "
    "goods grew. unspecified: no shares are known.",
    "get_code": "Code in the IUCN Global Ecosystem Typology.",
    "basis": "What the shares rest on. none: the amount is of a mean of a sub-region or the world. not assessed: no "
    "factor covers the ecosystem yet.",
    "share_of_total": "Share of the total of the indicator.",
    "value_at_share_low": "Value if every share with a range were at its lower end; the factor's error is not in it.",
    "value_at_share_high": "Value if every share with a range were at its upper end.",
    "rank": "1 is the largest.",
    "impact_share": "Share of the total of the indicator.",
    "cumulative_share": "Share that this group and those above it hold together.",
    "hotspot": "yes: one of the fewest groups that hold 80 % of the total together.",
    "own_factor_share": "Share of the value that a factor of the origin itself answers for, not a mean.",
    "value_now": "Value now, at the world mean.",
    "if_known_low": "Where the line would be at its lowest, for 90 % of the world's production.",
    "if_known_high": "Where the line would be at its highest, for 90 % of the world's production.",
    "producers": "How many producing countries were weighed.",
    "narrowing": "By how much the standard deviation of the total is expected to fall once this line and those above "
    "it are traced. Below zero: the total is expected to be less sure.",
    "step": "The part of that fall which is this line's.",
    "severity": "error: nothing can be had from the cell. warning: check it. info: worth knowing.",
    "code": "Stable code of the kind of issue.",
    "found": "What stood there.",
    "message": "What is wrong or worth knowing.",
    "suggestion": "What to do.",
    "match_level": "Rung of the ladder that answered: region, country, mean of the sub-region, mean of the world.",
    "lines_without_mass": "Lines of those whose mass is not known: they are in no tonnes.",
    "line_share": "Share of all lines read.",
    "mass_share": "Share of all tonnes of known mass.",
    "factor_row": "Line of the set's factors.csv, the header being 1.",
    "factor_set": "Set that the factor is from.",
    "factor": "Amount per unit of primary commodity.",
    "factor_low": "Lower end of the factor's own 95 % interval, where the set gives one.",
    "factor_high": "Upper end of the factor's own 95 % interval, where the set gives one.",
    "gsd": "Geometric standard deviation of the factor, where the set gives one.",
    "flag": "Remark of the set about the factor, as a code.",
    "source": "Where the factor was taken or worked out from.",
    "note": "What the set says of the factor.",
    "lines_answered": "Lines, or parts of traced lines, that the factor answers for.",
    "years": "Years that the factor is of.",
}
"""Name of a column to what it means. Those of lines and totals are told where the columns are."""


def notes_of(names: Iterable[object]) -> dict[str, str]:
    """Return the notes of columns under the headers that :func:`~bbafootprint.report.wording.titled` gives them.

    Parameters
    ----------
    names : iterable of str
        Names of columns; one without a note is left out.

    Returns
    -------
    dict of str to str
    """
    return {title(str(name)): COLUMN_NOTES[str(name)] for name in names if str(name) in COLUMN_NOTES}
