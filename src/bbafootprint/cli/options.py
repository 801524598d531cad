"""The options that several commands share, and what is done with them: reading a sheet, writing JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from bbafootprint.cli import log
from bbafootprint.cli.terminal import say
from bbafootprint.errors import NoUsableLinesError, UsageError
from bbafootprint.schema import LANGUAGES
from bbafootprint.targets import check_target, replacing

if TYPE_CHECKING:
    from bbafootprint.factors import Layering
    from bbafootprint.footprint import Footprint
    from bbafootprint.schema import Lines

Allocation = Literal["economic", "mass"]
Perspective = Literal["direct", "traced"]

INPUT = click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
JSON = click.option(
    "--json", "json_target", metavar="FILE", help="Write the result as JSON; - for the terminal."
)
PAGE = click.option(
    "--html", "page", type=click.Path(path_type=Path), metavar="OUT.html",
    help="Write a page to look at and to pass on: one file that loads nothing.",
)  # fmt: skip
LANG = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the page; English where not given."
)
AUDIT = click.option(
    "--audit", type=click.Path(path_type=Path), metavar="DIR",
    help="Write an audit pack: a folder with which anybody can check the result and compute it again.",
)  # fmt: skip
OVERWRITE = click.option("--overwrite", is_flag=True, help="Replace an audit pack that is there.")
EUDR_DATE = click.option(
    "--eudr-date", metavar="YYYY-MM-DD",
    help="Day at which the workbook reads the list of goods of the EU regulation on deforestation.",
)  # fmt: skip
FACTORS = click.option(
    "--factors", "factor_sets", multiple=True, metavar="NAME|FOLDER",
    help="Factor set; repeat to layer several, asked in order. Default: bba-open.",
)  # fmt: skip
LAYERING = click.option(
    "--layering", type=click.Choice(["rung", "set"]), default="rung", show_default=True,
    help="With several sets: ask all of them rung by rung, or one whole ladder after the other.",
)  # fmt: skip
ALLOCATION = click.option(
    "--allocation", type=click.Choice(["economic", "mass"]), default="economic", show_default=True,
    help="How co-products share the burden of what they are made from.",
)  # fmt: skip
PERSPECTIVE = click.option(
    "--perspective", type=click.Choice(["direct", "traced"]), default="direct", show_default=True,
    help="Origins as declared, or goods shipped from elsewhere followed back to where they grew.",
)  # fmt: skip
TRADE = click.option(
    "--trade", "trade", multiple=True, metavar="NAME|FOLDER",
    help="Trade data to trace with; repeat to ask several in order. Default: trade-open.",
)  # fmt: skip


def claim_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that says which columns hold claims; :func:`claim_columns` reads it."""
    option = click.option(
        "--claim-column", "claims", multiple=True, metavar="TARGET=COLUMN",
        help="Take COLUMN as certification, claim, evidence or cut_off, where it has another name. Repeatable.",
    )  # fmt: skip
    return option(command)


def claim_columns(claims: tuple[str, ...]) -> dict[str, str]:
    """Return the columns that hold claims, as the option names them."""
    named = {}
    for pair in claims:
        target, equals, column = (part.strip() for part in pair.partition("="))
        if not (equals and target and column):
            raise UsageError(
                f"--claim-column {pair!r} is not TARGET=COLUMN, for instance --claim-column evidence=Bewijs"
            )
        named[target] = column
    return named


FOOTPRINT = ("factor_sets", "layering", "allocation", "perspective", "trade")
"""Names of the options that :func:`footprint_options` adds."""


def footprint_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how lines become a footprint; :func:`footprint_of` takes them."""
    for option in (TRADE, PERSPECTIVE, ALLOCATION, LAYERING, FACTORS):
        command = option(command)
    return command


def apart(chosen: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the footprint options and the reading options of a command that takes both."""
    footprint = {name: chosen[name] for name in FOOTPRINT}
    return footprint, {name: value for name, value in chosen.items() if name not in footprint}


def footprint_of(
    lines: Lines,
    *,
    factor_sets: tuple[str, ...],
    layering: Layering,
    allocation: Allocation,
    perspective: Perspective,
    trade: tuple[str, ...],
    products: Path | None,
) -> Footprint:
    """Run lines as the footprint options say."""
    from bbafootprint.factors import load_factors
    from bbafootprint.pipeline import calculate_footprint

    factors = load_factors(*factor_sets, layering=layering)
    result = calculate_footprint(
        lines, factors, allocation=allocation, perspective=perspective, trade=trade or None, products=products
    )
    if log.is_json():
        log.issues(result.issues["severity"].tolist(), "result")
    return result


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how to read a sheet; :func:`read_sheet` takes them."""
    for option in (
        click.option("--sheet", metavar="NAME", help="Sheet to read, where the choice is not the right one."),
        click.option("--header-row", type=int, metavar="N", help="Row of the headers (1 is the first)."),
        click.option(
            "--column", "columns", multiple=True, metavar="TARGET=HEADER",
            help="Take HEADER, or the column of that letter, as TARGET (commodity, hs_code, origin, region, quantity, "
            "quantity@2020, unit, period ...); without HEADER no column is. Repeatable.",
        ),
        click.option("--unit", metavar="UNIT", help="Unit of the quantities, where the sheet does not say it."),
        click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark of numbers written as text."),
        click.option("--strict-units", is_flag=True, help="Refuse ton, tons and mt instead of reading metric tonnes."),
        click.option(
            "--mapping", type=click.Path(path_type=Path), metavar="FILE.toml",
            help="Read as this file says (check --save-mapping writes it); the options above win.",
        ),
        click.option(
            "--answers", type=click.Path(path_type=Path), metavar="FILE.csv",
            help="Codes of values that are not known or ambiguous: columns found, code and perhaps column.",
        ),
        click.option(
            "--products", type=click.Path(path_type=Path), metavar="FILE",
            help="A table of your own products (CSV or xlsx), beside those of the library or in their place.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def read_sheet(source: Path, *, columns: tuple[str, ...], **reading: Any) -> Lines:
    """Read a sheet as the reading options say."""
    from bbafootprint.ingest import read_lines

    lines = read_lines(source, columns=named_columns(columns), **reading)
    if log.is_json():
        log.issues(lines.issues["severity"].tolist(), "input")
    return lines


def named_columns(columns: Sequence[str]) -> dict[str, str] | None:
    """Return the headers that the option `--column` names, by the column of ours."""
    named: dict[str, str] = {}
    for pair in columns:
        target, equals, header = (part.strip() for part in pair.partition("="))
        if not equals or not target:
            raise UsageError(
                f"--column {pair!r} is not TARGET=HEADER, for instance --column quantity='Net mass'"
            )
        if named.setdefault(target, header) != header:
            raise UsageError(
                f"--column names two headers for {target}: '{named[target]}' and '{header}'. Leave one out; columns "
                "of periods are named with theirs, as quantity@2020 and quantity@2021"
            )
    return named or None


def inputs(source: Path, reading: Mapping[str, Any]) -> list[Path]:
    """Return the person's own files, over which nothing is ever written."""
    return [
        source,
        *(reading[name] for name in ("mapping", "answers", "products") if reading[name] is not None),
    ]


def all_rejected(lines: Lines) -> NoUsableLinesError | None:
    """Return the error to end with where lines were read and none is usable; None where one is."""
    if len(lines) == 0 or not lines.frame["rejected"].all():
        return None
    return NoUsableLinesError(
        f"none of the {len(lines):,} lines can be used: every one is rejected, for the reasons above"
    )


def check_targets(
    output: Path | None,
    json_target: str | None,
    source: Path | None,
    *,
    suffix: str | Sequence[str] = ".xlsx",
) -> None:
    """Refuse files that cannot or must not be written: before the work, not after it."""
    if output is not None:
        check_target(output, source, suffix=suffix)
    if json_target not in (None, "-"):
        check_target(Path(json_target), source, suffix=".json")


def check_of_targets(output: Path | None, page: Path | None, lang: str | None, eudr_date: str | None) -> None:
    """Refuse options of a file that is not asked for."""
    if eudr_date is not None and output is None:
        raise UsageError("--eudr-date is of the workbook: give -o OUT.xlsx as well, or leave it out")
    if lang is not None and page is None:
        raise UsageError("--lang is of the page: give --html OUT.html as well, or leave it out")


def check_audit(
    audit: Path, targets: Sequence[Path | str | None], read: Sequence[Path], overwrite: bool
) -> None:
    """Refuse a folder for the audit pack that cannot or must not be written: before the work, not after it."""
    from bbafootprint.audit import check_pack_target

    check_pack_target(audit, read, overwrite=overwrite)
    for target in (Path(each) for each in targets if each not in (None, "-")):
        if target.resolve().is_relative_to(audit.resolve()):
            raise UsageError(
                f"{target} lies in the audit pack {audit}; choose another place for {target.name}"
            )


def write_json(data: Any, target: str) -> None:
    """Write JSON-ready data to a file, or to the terminal where the target is a dash."""
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    if target == "-":
        say(text)
        return
    with replacing(Path(target)) as scratch:
        scratch.write_text(text + "\n", encoding="utf-8")
