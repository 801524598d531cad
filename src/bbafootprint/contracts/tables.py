"""The contracts as data: every table that goes in or out, its columns in order, what they hold and mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bbafootprint.contracts.fields import Contract, Field
from bbafootprint.footprint.aggregate import MEASURES
from bbafootprint.footprint.resolve import NOT_ASSESSED, ORIGIN_STATUS, RUNGS
from bbafootprint.schema import COLUMNS, ISSUE_COLUMNS, LINE_COLUMNS, TRACING_COLUMNS
from bbafootprint.trade.products import CONVERSION_COLUMNS

CONTRACT_VERSION = 1
"""Raised when a column, its place, what it holds or whether it may be missing changes in any contract."""

STATUS = ("assessed", NOT_ASSESSED, "rejected")
"""What became of a line, as :meth:`bbafootprint.Footprint.to_frame` says it."""

LEVELS = (*RUNGS, NOT_ASSESSED, "rejected")

_SEVERITIES = ("error", "warning", "info")

# ---- lines ---------------------------------------------------------------------------------------------------------

_LINE_KINDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("line_id", "text", False, ""),
        Field("row", "integer", False, ""),
        Field("quantity", "number", True, "", "that of unit_as_given"),
        Field("amount", "number", True, "", "that of amount_unit"),
        Field("amount_unit", "text", True, "", values=("t", "m3")),
        Field("content", "number", True, "", "share, 0 to 1"),
        Field("rejected", "flag", False, ""),
        Field("problem", "text", False, ""),
        Field("part", "integer", False, "", absent=0, optional=True),
        Field("share", "number", False, "", "share, 0 to 1", absent=1.0, optional=True),
        Field("traced_with", "text", True, "", optional=True),
        Field("origin_quality", "number", True, "", "1 (best) to 5", optional=True),
    )
}
"""What the columns of lines hold, where that is not text that may be missing."""


def _line_field(name: str, meaning: str) -> Field:
    return replace(_LINE_KINDS.get(name, Field(name, "text", True, "")), meaning=meaning)


_LINES = tuple(_line_field(name, meaning) for name, meaning in LINE_COLUMNS.items())

_PARTS = (
    *(_line_field(name, meaning) for name, meaning in TRACING_COLUMNS.items()),
    Field(
        "stands_for", "integer", False, "How many lines the row is the sum of; 1 where lines were not grouped.",
        optional=True, absent=1,
    ),
)  # fmt: skip
"""What tracing and grouping add to lines: a line that is whole and alone says so."""

_CONVERSION = {
    field.name: field
    for field in (
        Field("mass_t", "number", True, "Mass as bought; missing where not known.", "t"),
        Field(
            "density_assumed", "flag", False, "True where a default density stands behind mass or quantity."
        ),
        Field("primary_commodity", "text", True, "Code of the crop, log or animal behind the goods."),
        Field(
            "primary_quantity", "number", True, "Quantity of the primary commodity.", "that of primary_unit"
        ),
        Field("primary_unit", "text", True, "Unit of `primary_quantity`."),
        Field("conversion", "number", True, "Primary quantity per unit of `amount`, content included."),
        Field("conversion_low", "number", True, "Lower end of its 95 % interval."),
        Field("conversion_high", "number", True, "Upper end of its 95 % interval."),
        Field("conversion_quality", "number", True, "Data quality of the conversion.", "1 (best) to 5"),
        Field("conversion_note", "text", True, "What the conversion assumes."),
        Field("conversion_path", "text", True, "The chain from the primary commodity to the product."),
        Field("content_used", "number", True, "Share of the commodity that was used.", "share, 0 to 1"),
        Field("conversion_basis", "text", True, "What in the conversion is uncertain."),
    )
}

_REGION_MATCH = Field("region_match", "text", True, "How the region was found; empty where none was given.")

_STATUS = Field("status", "text", False, "What became of the line.", values=STATUS)

_REASON = Field("reason", "text", False, "Stable code of why no indicator has a number; empty where one has.")


def _per_line() -> tuple[Field, ...]:
    beside = [field.name for field in _LINES].index("region") + 1
    return (
        *_LINES[:beside], _REGION_MATCH, *_LINES[beside:], *_PARTS,
        *(_CONVERSION[name] for name in CONVERSION_COLUMNS),
        _STATUS, _REASON,
        Field("origin_status", "text", False, "What is known of the origin.", values=ORIGIN_STATUS),
    )  # fmt: skip


KNOWN: Mapping[str, Field] = {field.name: field for field in _per_line()}
"""Every column of lines: what a group column of that name holds."""


def indicator_fields(indicator: str) -> tuple[Field, Field]:
    """Return the columns of an indicator in a table per line.

    Parameters
    ----------
    indicator : str

    Returns
    -------
    tuple of Field
    """
    return (
        Field(indicator, "number", True, "Amount; missing where not assessed.", "that of the indicator"),
        Field(f"{indicator}_match_level", "text", False, "The rung of the ladder that answered.", values=LEVELS),
    )  # fmt: skip


# ---- results -------------------------------------------------------------------------------------------------------

_INDICATOR = Field("indicator", "text", False, "Indicator of the factor set.")
_UNIT = Field("unit", "text", False, "Unit of the amounts in this row.")
_ACCOUNT = Field("account", "text", False, "Account of the indicator: pressure, loss, degradation, ...")
_LEVEL = Field("match_level", "text", False, "The rung of the ladder that answered.", values=LEVELS)
_COUNT = Field("lines", "integer", False, "Number of lines.")
_MASS = Field("mass_t", "number", False, "Tonnes as bought of lines of known mass.", "t")

_MEASURES = {
    field.name: field
    for field in (
        _INDICATOR,
        _ACCOUNT,
        _UNIT,
        Field("value", "number", True, "The amount; missing where nothing is assessed.", "that of the row"),
        Field("low", "number", True, "Lower end of its 95 % interval.", "that of the row"),
        Field("high", "number", True, "Upper end of its 95 % interval.", "that of the row"),
        Field("intensity", "number", True, "Amount per tonne as bought of assessed lines.", "that of the row, per t"),
        Field("relative", "number", True, "Amount over that of world-average sourcing of the same goods."),
        Field("quality", "number", True, "Data quality, weighted by mass.", "1 (best) to 5"),
        Field("assessed_lines", "integer", False, "Number of lines that the indicator answers for."),
        _COUNT,
        Field("assessed_mass_t", "number", False, "Tonnes that the indicator answers for.", "t"),
        _MASS,
        Field("assessed_line_share", "number", True, "Share of the lines.", "share, 0 to 1"),
        Field("assessed_mass_share", "number", True, "Share of the tonnes.", "share, 0 to 1"),
    )
}  # fmt: skip

_NOT_ASSESSED = (
    "line_id", "part", "share", "sheet", "cell", "period", "commodity_as_given", "hs_code_as_given", "commodity",
    "primary_commodity", "origin_as_given", "origin", "quantity", "unit_as_given", "mass_t", "stands_for", "status",
    "reason",
)  # fmt: skip

_WHY = Field("why", "text", False, "The reason in words.")

_CONTRACTS = (
    Contract(
        "purchases", "What a person or a system brings: one row a purchase or an import.",
        tuple(
            Field(
                column.name, column.kind, not column.required, column.meaning, column.unit,
                optional=not column.required, finite=column.kind == "number",
            )
            for column in COLUMNS
        ),
        further="last", needs_one_of=("commodity", "hs_code"),
    ),
    Contract("lines", "`Lines.frame`: one row a line, or a part of one.", (*_LINES, *_PARTS), further="last"),
    Contract(
        "issues", "`Lines.issues`, `Footprint.issues`: one row a thing that is wrong or worth knowing.",
        tuple(
            {
                "severity": Field("severity", "text", False, "How bad it is.", values=_SEVERITIES),
                "code": Field("code", "text", False, "Stable code of what it is."),
                "sheet": Field("sheet", "text", True, "Sheet; missing or empty where there is none."),
                "cell": Field("cell", "text", True, "Address of the cell; missing or empty where there is none."),
                "found": Field("found", "text", True, "What stood there."),
                "message": Field("message", "text", False, "What is wrong."),
                "suggestion": Field("suggestion", "text", True, "What to do."),
                "line_id": Field("line_id", "text", True, "The line that it is of."),
            }[name]
            for name in ISSUE_COLUMNS
        ),
    ),
    Contract("totals", "`Footprint.total()`: one row an indicator.", tuple(_MEASURES[name] for name in MEASURES)),
    Contract(
        "by", "`Footprint.by(...)`: one row a (group, indicator); the group columns stand first.",
        tuple(_MEASURES[name] for name in MEASURES), further="first",
    ),
    Contract(
        "by_ecosystem", "`Footprint.by(..., \"ecosystem\")`: one row a (group, ecosystem, indicator).",
        (
            Field("ecosystem", "text", False, "Ecosystem, or `unspecified`."),
            Field("get_code", "text", False, "Its code in the Global Ecosystem Typology; empty where it has none."),
            _INDICATOR, _ACCOUNT, _UNIT,
            Field("value", "number", True, "The amount; missing where no factor covers it.", "that of the row"),
            Field("value_at_share_low", "number", True, "The amount at the lower ends of shares.", "that of the row"),
            Field("value_at_share_high", "number", True, "The amount at the upper ends of shares.", "that of the row"),
            Field("basis", "text", False, "What the shares rest on."),
        ),
        further="first",
    ),
    Contract(
        "coverage", "`Footprint.coverage()`: one row an (indicator, match level).",
        (
            _INDICATOR, _LEVEL, _COUNT,
            Field("line_share", "number", True, "Share of the lines.", "share, 0 to 1"),
            _MASS,
            Field("mass_share", "number", True, "Share of the tonnes.", "share, 0 to 1"),
            Field("lines_without_mass", "integer", False, "Number of lines of unknown mass."),
        ),
    ),
    Contract(
        "gaps", "`Footprint.gaps()`: one row an (indicator, primary commodity, reason).",
        (
            _INDICATOR, _CONVERSION["primary_commodity"], _STATUS,
            Field("reason", "text", False, "Stable code of why the indicator has no number."), _WHY, _COUNT,
            Field("mass_t", "number", True, "Tonnes as bought; missing where none is known.", "t"),
        ),
    ),
    Contract(
        "origins", "`Footprint.origins()`: one row a status of origins.",
        (KNOWN["origin_status"], _COUNT, _MASS),
    ),
    Contract(
        "not_assessed", "`Footprint.not_assessed()`: one row a line, or a part of one, without a number.",
        (*(KNOWN[name] for name in _NOT_ASSESSED), _WHY),
    ),
    Contract(
        "per_line", "`Footprint.to_frame()`: one row a line, or a part of one, with its numbers.",
        _per_line(), further="last", per_indicator=True,
    ),
)  # fmt: skip

CONTRACTS: Mapping[str, Contract] = {contract.name: contract for contract in _CONTRACTS}
"""Every contract by the name of its table: what goes in, then what comes out."""
