"""What a portfolio has to say of its holdings once they are attributed: one issue a company and reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import Indicator
from bbafootprint.footprint.calculate import Floats, Ints
from bbafootprint.ingest.header_words import fold
from bbafootprint.portfolio.attribution import ASSESSED, BY_LISTING, OUT, RULES
from bbafootprint.portfolio.company_lines import CompanyLines
from bbafootprint.portfolio.denominators import DENOMINATORS, company_denominators
from bbafootprint.portfolio.entries import years_in_words
from bbafootprint.portfolio.inputs.asset_classes import OUT_OF_SCOPE
from bbafootprint.portfolio.inputs.companies import Companies
from bbafootprint.portfolio.inputs.issues import counted, exact_percent, make

ABOVE_ONE = 1.0 + 1e-9
"""A factor over this is above the whole of a company; the rest is rounding."""

PARTLY = 0.95
"""Share of a company's volumes under which its number is said to be of a part. What volumes themselves are uncertain by
is about as much as the rest; no source prescribes it."""

_REMEDY = {
    "denominator-missing": "Add the figure to the table of companies; nothing stands in for it unasked.",
    "denominator-stale": "Add figures nearer to the date of the holding, or allow older ones: --stale-months.",
    "denominator-implausible": "Correct the figure: another unit (millions), or a placeholder, is likely.",
    "impact-missing": "Bring volumes of the company (lines), a ready footprint, or a sector intensity.",
    "impact-not-assessed": "The issues of the company's lines say why.",
    "currency-missing": "Name the currency of the company's figures, or of the holding.",
}


def findings(
    frame: pd.DataFrame, companies: Companies, *, stale_months: float, years: Ints, lines: CompanyLines | None
) -> list[dict[str, Any]]:
    """Return what must be said of attributed holdings.

    Parameters
    ----------
    frame : pandas.DataFrame
        Holdings with their attribution and status.
    companies : Companies
    stale_months : float
        For the message.
    years : ndarray of int, shape (entries,)
        Year that each entry asks for.
    lines : CompanyLines or None
        Who bought from whom, and which years there are lines of.

    Returns
    -------
    list of dict
    """
    issues = _reasons(frame, companies, stale_months, years, {} if lines is None else lines.years_of)
    issues += _factors(frame)
    issues += _figures(frame, companies)
    outside = frame[(frame["status"] == OUT).to_numpy(bool)]
    for code, count in outside["reason"].value_counts().items():
        first = outside[(outside["reason"] == code).to_numpy(bool)]["holding_id"].iloc[0]
        issues.append(make(
            "out-of-scope", f"{counted(int(count), 'holding')} ({code}): "
            f"{OUT_OF_SCOPE[str(code)]}.", found=str(code), line_id=str(first),
        ))  # fmt: skip
    undated = frame[(frame["status"] == ASSESSED).to_numpy(bool) & frame["report_date"].isna().to_numpy(bool)]
    undated = undated[(undated["rule"] != "property_value").to_numpy(bool)]
    if len(undated):
        issues.append(make(
            "date-missing", f"{counted(undated['company'].nunique(), 'company')} without a date of the figures: "
            f"their age cannot be told.", found=str(undated["company"].iloc[0]),
            line_id=str(undated["holding_id"].iloc[0]),
            suggestion="Add a column 'report date' to the table of companies.",
        ))  # fmt: skip
    if lines is not None:
        held = set(frame.loc[(frame["status"] == ASSESSED).to_numpy(bool), "company_at"].tolist())
        for buyer, seller, count in lines.suppliers.itertuples(index=False, name=None):
            if buyer in held and seller in held:
                one, two = (companies.names["company"].iloc[at] for at in (buyer, seller))
                issues.append(make(
                    "overlap", f"{one} buys from {two} ({counted(count, 'line')}), and both are held: "
                    f"the same goods count at each. "
                    "Totals are gross.", found=f"{one}, {two}",
                ))  # fmt: skip
    return issues


def partly_assessed(
    frame: pd.DataFrame, indicators: Sequence[Indicator], share: Floats
) -> list[dict[str, Any]]:
    """Say of which companies that are held a part of the volumes has no number.

    Parameters
    ----------
    frame : pandas.DataFrame
        Holdings with their status.
    indicators : sequence of Indicator
    share : ndarray of float, shape (entries, indicators)
        As :func:`~bbafootprint.portfolio.totals.assessed_share` returns it.

    Returns
    -------
    list of dict
        One a company, and year where it is held in several, of which under :data:`PARTLY` of the volumes of its lines,
        or nothing of them, has a number for an indicator.
    """
    issues = []
    here = frame[(frame["status"] == ASSESSED).to_numpy(bool)].drop_duplicates("entry_at")
    several = here["company_at"].duplicated(keep=False).tolist()
    keys = zip(
        here["entry_at"],
        here["company"],
        here["holding_id"],
        here["impact_year"],
        here["basis"],
        several,
        strict=True,
    )
    for at, name, holding, year, basis, one_of in keys:
        if basis != "lines":  # a ready number or a mean of a sector is of the whole company, or there is none
            continue
        of, company = share[at], f"{name} in {year}" if one_of and year is not None else name
        low = [column for column in range(len(indicators)) if of[column] < PARTLY]
        if not low:
            continue
        least = exact_percent(float(min(of[column] for column in low)))
        parts = [f"{indicators[column].id} {exact_percent(float(of[column]))}" for column in low]
        alike = len(low) == len(indicators) and np.ptp(of) == 0
        said = f"{least} for every indicator" if alike else ", ".join(parts)
        issues.append(make(
            "impact-partly-assessed",
            f"{company}: of its volumes a part alone has a number ({said}); the rest is in no total, and its holdings "
            f"count as covered for that part.",
            found=least, line_id=str(holding),
            suggestion="The issues of the company's lines say what is left out.",
        ))  # fmt: skip
    return issues


def sector_conflicts(
    frame: pd.DataFrame, given: npt.NDArray[np.object_], companies: Companies
) -> list[dict[str, Any]]:
    """Say where a holding names another sector than its company.

    Parameters
    ----------
    frame : pandas.DataFrame
        Holdings with their company.
    given : ndarray of object, shape (holdings,)
        Sectors as the holdings give them; empty where they do not.
    companies : Companies

    Returns
    -------
    list of dict
        One a company and other sector.
    """
    pairs = frame[["company_at", "company", "holding_id"]].assign(given=given)
    pairs = pairs[(pairs["company_at"] >= 0) & (pairs["given"] != "")].drop_duplicates(
        ["company_at", "given"]
    )
    known = companies.names["sector"].to_numpy(object)
    return [
        make("sector-conflict", f"{company}: holdings say sector '{said}', the table of companies '{known[at]}', which "
             "was taken.", found=said, line_id=str(holding), suggestion="Correct one of the two.")
        for at, company, holding, said in pairs.itertuples(index=False, name=None)
        if known[at] and fold(known[at]) != fold(said)
    ]  # fmt: skip


def _reasons(
    frame: pd.DataFrame,
    companies: Companies,
    stale_months: float,
    years: Ints,
    years_of: Mapping[int, list[int]],
) -> list[dict[str, Any]]:
    """Say of each company and reason why holdings are not assessed."""
    here = frame[frame["reason"].isin(list(_REMEDY)).to_numpy(bool)]
    issues = []
    asked = np.append(years, 0)[here["entry_at"].to_numpy(np.int64)]
    groups = here.groupby(["reason", "company", "rule", asked], sort=False, dropna=False)
    for key, rows in groups:
        code, company, rule = (str(part) for part in key[:3])
        first = rows.iloc[0]
        count = counted(len(rows), "holding")
        what = DENOMINATORS.get(rule, "a value to divide by")
        found, cell, said = "", "", ""
        if code == "denominator-missing":
            said = f"no {what} is given"
        elif code == "denominator-implausible":
            found, cell, said = _implausible(companies, int(first["company_at"]), rule, first)
        elif code == "denominator-stale":
            said = f"the figures are of {first['report_date']}, over {stale_months:g} months from {first['date']}"
        elif code == "currency-missing":
            said = (
                f"the currency of the {what} is not named"
                if first["currency"]
                else "the holding has no currency"
            )
        elif code == "impact-missing":
            said = "nothing is known of its impact"
            if theirs := years_of.get(int(first["company_at"])):
                said = (
                    f"its lines are of {years_in_words(theirs)}; asked for is {key[3]}, or at most {stale_months:g} "
                    "months earlier"
                )
        else:
            said = "no line of it could be assessed"
        issues.append(make(
            code, f"{company}: {said} ({count}, {first['holding_id']} the first).", found=found or company,
            sheet=str(companies.reading.get("sheet", "")) if cell else "", cell=cell, line_id=str(first["holding_id"]),
            suggestion=_REMEDY[code],
        ))  # fmt: skip
    return issues


def _implausible(companies: Companies, at: int, rule: str, first: pd.Series[Any]) -> tuple[str, str, str]:
    """Return the figure, its cell, and what is wrong with it."""
    figures = companies.figures[(companies.figures["company"] == at).to_numpy(bool)]
    known = company_denominators(figures)
    bad = figures[(known[f"{rule}_fault"] == "denominator-implausible").to_numpy(bool)]
    if bad.empty:
        return "", "", f"the {DENOMINATORS[rule]} is not above 0"
    row: pd.Series[Any] = bad.iloc[0]
    value = float(known.loc[bad.index[0], f"{rule}_given"])
    beside = ", ".join(
        f"{name.replace('_', ' ')} {row[name]:,.0f}"
        for name in ("market_cap", "debt", "minority_interests", "total_assets", "revenue")
        if row[name] == row[name] and name != rule
    )
    text = f"{value:,.10g}"
    said = f"{DENOMINATORS[rule]} of {text} {row['currency']} cannot be right" + (
        f" beside {beside}" if beside else ""
    )
    return text, str(row["evic_cell"]) if rule == "evic" else "", said


def _factors(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Flag factors above 1, and companies of which more than the whole is held."""
    issues = []
    here = frame[(frame["status"] == ASSESSED).to_numpy(bool)]
    for _, row in here[(here["factor"] > ABOVE_ONE).to_numpy(bool)].iterrows():
        issues.append(make(
            "factor-above-one",
            f"{row['holding_id']} is {row['factor']:.4g} times the {DENOMINATORS[row['rule']]} of "
            f"{row['company']}: more "
            "than its whole value. It is kept as it is.",
            found=f"{row['factor']:.6g}", cell=str(row["cell"]), line_id=str(row["holding_id"]),
            suggestion="Are the two in the same unit (millions) and of the same date?",
        ))  # fmt: skip
    sums = here.groupby("company", sort=False)["factor"].agg(["sum", "size"])
    for company, row in sums[((sums["sum"] > ABOVE_ONE) & (sums["size"] > 1)).to_numpy(bool)].iterrows():
        issues.append(make(
            "sum-above-one",
            f"{counted(int(row['size']), 'holding')} of {company} add up to {row['sum']:.4g} times its value: more "
            f"than its whole "
            "impact is counted.", found=f"{row['sum']:.6g}",
            suggestion="Look for a holding that stands twice, or figures of another unit or date.",
        ))  # fmt: skip
    return issues


def _figures(frame: pd.DataFrame, companies: Companies) -> list[dict[str, Any]]:
    """Say how denominators were made that are not as given."""
    issues = []
    attributed = frame[frame["factor"].notna().to_numpy(bool)]
    seen = attributed[["company", "rule", "denominator_how", "asset_class"]].astype(object).drop_duplicates()
    said: set[tuple[str, str]] = set()
    for company, rule, how, _ in seen.itertuples(index=False, name=None):
        code = ""
        if rule == "evic" and "minority interests" in how.partition("not given")[2]:
            code = "evic-without-minority"
        elif rule == "evic" and how != "as given":
            code = "evic-from-parts"
        elif "negative" in how:
            code = "negative-equity"
        if code and (code, company) not in said:
            said.add((code, company))
            issues.append(make(code, f"{company}: {DENOMINATORS[rule]}: {how}.", found=str(company)))
    for company, rule, _, kind in seen.itertuples(index=False, name=None):
        usual = RULES.get(kind, (rule,))[0]
        if rule != usual and not (kind in BY_LISTING and rule == "equity_debt"):
            issues.append(make(
                "alternative-used", f"{company}: {DENOMINATORS[usual]} is not given; {DENOMINATORS[rule]} was "
                f"divided by, "
                f"as was allowed ({kind}).", found=str(company), suggestion=f"Add the {DENOMINATORS[usual]}.",
            ))  # fmt: skip
    return issues
