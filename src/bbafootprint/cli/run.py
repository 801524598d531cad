"""``run``: from a sheet to its footprint."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    INPUT,
    JSON,
    all_rejected,
    apart,
    check_targets,
    footprint_of,
    footprint_options,
    inputs,
    read_sheet,
    reading_options,
    write_json,
)
from bbafootprint.cli.show import ISSUES_SHOWN, show_issues, show_result
from bbafootprint.cli.strict import STRICT, end_under, thresholds_of, under
from bbafootprint.cli.terminal import say
from bbafootprint.errors import UsageError
from bbafootprint.schema import LANGUAGES

if TYPE_CHECKING:
    from bbafootprint.footprint import Footprint


@click.command()
@INPUT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx", help="Write a results workbook."
)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path),
    metavar="OUT.html",
    help="Write a page to look at and to pass on: one file that loads nothing.",
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the page; English where not given.")
@JSON
@click.option(
    "--audit",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write an audit pack: a folder with which anybody can check the result and compute it again.",
)
@click.option(
    "--audit-without-inputs", is_flag=True,
    help="Leave the inputs and the tables that repeat them out of the audit pack; their hashes stay.",
)  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace an audit pack that is there.")
@footprint_options
@reading_options
@STRICT
@click.option(
    "--eudr-date", metavar="YYYY-MM-DD",
    help="Day at which the workbook reads the list of goods of the EU regulation on deforestation.",
)  # fmt: skip
def run(
    source: Path,
    output: Path | None,
    page: Path | None,
    lang: str | None,
    json_target: str | None,
    audit: Path | None,
    audit_without_inputs: bool,
    overwrite: bool,
    strict: tuple[str, ...],
    eudr_date: str | None,
    **chosen: Any,
) -> None:
    """Turn a sheet of purchases into its footprint."""
    from bbafootprint.report import result_to_dict, write_report, write_workbook

    if eudr_date is not None and output is None:
        raise UsageError("--eudr-date is of the workbook: give -o OUT.xlsx as well, or leave it out")
    if lang is not None and page is None:
        raise UsageError("--lang is of the page: give --html OUT.html as well, or leave it out")
    footprint, reading = apart(chosen)
    for path in inputs(source, reading):
        check_targets(output, json_target, path)
        check_targets(page, None, path, suffix=".html")
    if audit is not None:
        _check_audit(audit, (output, page, json_target), _read_by(source, footprint, reading), overwrite)
    elif audit_without_inputs or overwrite:
        raise UsageError(
            "--audit-without-inputs and --overwrite are of the audit pack: give --audit DIR as well"
        )
    lines = read_sheet(source, **reading)
    result = footprint_of(lines, **footprint, products=reading["products"])
    thresholds = thresholds_of(strict, [indicator.id for indicator in result.factors.indicators])
    refused = all_rejected(lines)
    if output is not None and refused is None:
        write_workbook(result, output, eudr_date=eudr_date)
    if page is not None and refused is None:
        write_report(result, page, lang or "en")
    seal = ""
    if audit is not None and refused is None:
        seal = _write_audit(
            result, audit, source, reading, footprint["trade"], not audit_without_inputs, overwrite
        )
    if json_target is not None:
        write_json(result_to_dict(result), json_target)
    if refused is not None:
        show_issues(lines.issues, limit=ISSUES_SHOWN, err=True)
        raise refused
    if json_target != "-":
        show_result(result, lines, output)
        if page is not None:
            say(f"wrote {page}")
        if audit is not None:
            say(f"wrote {audit}, seal {seal}; check it with: bbafootprint verify {shlex.quote(str(audit))}")
    end_under(under(result, thresholds))


def _check_audit(
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


def _read_by(source: Path, footprint: Mapping[str, Any], reading: Mapping[str, Any]) -> list[Path]:
    """Return the files and folders that a run reads, of those that are named by path."""
    named = [Path(name) for name in (*footprint["factor_sets"], *footprint["trade"])]
    return [*inputs(source, reading), *(path for path in named if path.is_dir())]


def _write_audit(
    result: Footprint,
    audit: Path,
    source: Path,
    reading: Mapping[str, Any],
    trade: tuple[str, ...],
    keep_inputs: bool,
    overwrite: bool,
) -> str:
    """Write the audit pack of a run; return its seal."""
    from bbafootprint.audit import read_manifest, write_audit_pack

    write_audit_pack(
        result, audit, source, mapping=reading["mapping"], answers=reading["answers"],
        products=reading["products"], trade=trade or None, keep_inputs=keep_inputs, overwrite=overwrite,
    )  # fmt: skip
    return read_manifest(audit).seal
