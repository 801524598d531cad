"""Write docs/columns.md from the schema and the issue codes, so that they cannot disagree."""

from __future__ import annotations

from pathlib import Path

from bbafootprint.balance.findings import LEDGER_ISSUES
from bbafootprint.footprint.origins import ORIGIN_ISSUES
from bbafootprint.footprint.reasons import REASONS
from bbafootprint.ingest.issues import ISSUE_CODES
from bbafootprint.ingest.statistics.flows import STATISTICS_ISSUES
from bbafootprint.planning.applying import SCENARIO_ISSUES
from bbafootprint.planning.evidence import CLAIM_COLUMNS
from bbafootprint.planning.pieces import SCENARIO_COLUMNS
from bbafootprint.planning.progress import COMMITMENT_ISSUES
from bbafootprint.schema import COLUMNS, ISSUE_COLUMNS, LANGUAGES, LINE_COLUMNS, TRACING_COLUMNS
from bbafootprint.trade.products import CONVERSION_COLUMNS, CONVERSION_ISSUES
from bbafootprint.trade.products.double_counting import DOUBLE_COUNTING_ISSUES
from bbafootprint.trade.tracing.issues import TRACING_ISSUES


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def page() -> str:
    text = [
        "# Columns and issues",
        "",
        "Made by `python docs/build_columns.py` from the schema.",
        "",
        "## What a sheet may hold",
        "",
        "Headers are compared without case, accents, punctuation, units and years. `quantity` is needed, and one of",
        "`commodity` and `hs_code`; any other column is kept and can be grouped by.",
        "",
        f"| column | meaning | {' | '.join(LANGUAGES)} |",
        f"|---|---|{'---|' * len(LANGUAGES)}",
    ]
    for column in COLUMNS:
        spelled = [cell(", ".join(column.synonyms.get(language, ()))) for language in LANGUAGES]
        unit = f" [{column.unit}]" if column.unit else ""
        text.append(f"| `{column.name}` | {cell(column.meaning)}{unit} | {' | '.join(spelled)} |")
    text += ["", "## Columns of `lines.frame`", "", "| column | meaning |", "|---|---|"]
    text += [f"| `{name}` | {cell(meaning)} |" for name, meaning in LINE_COLUMNS.items()]
    text += ["", "Tracing adds:", "", "| column | meaning |", "|---|---|"]
    text += [f"| `{name}` | {cell(meaning)} |" for name, meaning in TRACING_COLUMNS.items()]
    text += ["", "Conversion adds " + ", ".join(f"`{name}`" for name in CONVERSION_COLUMNS) + "."]
    for title, columns in (("A scenario adds", SCENARIO_COLUMNS), ("Claims stand in", CLAIM_COLUMNS)):
        text += ["", f"{title}:", "", "| column | meaning |", "|---|---|"]
        text += [f"| `{name}` | {cell(meaning)} |" for name, meaning in columns.items()]
    text += ["", "## Issues", "", "Columns: " + ", ".join(f"`{name}`" for name in ISSUE_COLUMNS) + ".", ""]
    text += ["| code | severity | meaning |", "|---|---|---|"]
    text += [
        f"| `{code}` | {severity} | {cell(meaning)} |" for code, (severity, meaning) in ISSUE_CODES.items()
    ]
    text += [
        f"| `{code}` | {severity} | {cell(meaning)} |"
        for code, (severity, meaning) in (CONVERSION_ISSUES | TRACING_ISSUES | DOUBLE_COUNTING_ISSUES).items()
    ]
    text += [
        f"| `{code}` | from the factor set | {cell(meaning)} |" for code, meaning in ORIGIN_ISSUES.items()
    ]
    groups = {
        "Trade statistics": STATISTICS_ISSUES,
        "The ledger": LEDGER_ISSUES,
        "A scenario": SCENARIO_ISSUES,
        "A commitment": COMMITMENT_ISSUES,
    }
    for title, codes in groups.items():
        text += ["", f"{title}:", "", "| code | severity | meaning |", "|---|---|---|"]
        text += [
            f"| `{code}` | {severity} | {cell(meaning)} |" for code, (severity, meaning) in codes.items()
        ]
    text += ["", "## Why a line has no number", "", "| reason | words |", "|---|---|"]
    text += [f"| `{code}` | {cell(words)} |" for code, words in REASONS.items() if code]
    return "\n".join(text) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("columns.md").write_text(page(), encoding="utf-8")
