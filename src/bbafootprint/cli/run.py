"""``run``: from a sheet to its footprint."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    AUDIT,
    EUDR_DATE,
    INPUT,
    JSON,
    LANG,
    OVERWRITE,
    PAGE,
    all_rejected,
    apart,
    check_audit,
    check_of_targets,
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

if TYPE_CHECKING:
    from bbafootprint.footprint import Footprint


LARGE = 500_000_000
"""Bytes of a file of lines from which on a computer may not hold them all."""


class _OneInput(click.Command):
    """A command that takes one file, and says what takes several."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if "unexpected extra argument" not in error.message:
                raise
            said = f"{error.message}. One file is read at a time; {_WAY} INPUT..."
            raise click.UsageError(said, ctx=error.ctx) from error


_WAY = "Parquet files and delimited text, many or of any size, are read as one by: bbafootprint run-files"


def _check_source(source: Path) -> None:
    """Name the command that reads folders and large files, where the input is one."""
    if source.is_dir():
        raise UsageError(
            f"{source} is a folder, not a file. Name one file in it; {_WAY} {shlex.quote(str(source))}"
        )
    kind = source.suffix.lower() in (".parquet", ".pq", ".csv", ".tsv", ".txt")
    if kind and source.is_file() and (size := source.stat().st_size) > LARGE:
        say(
            f"note: {source.name} has {size / 1e6:,.0f} MB, all of which is now read into memory; in pieces it is read "
            f"by: bbafootprint run-files {shlex.quote(str(source))}",
            err=True,
        )


@click.command(cls=_OneInput)
@INPUT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx", help="Write a results workbook."
)
@PAGE
@LANG
@JSON
@AUDIT
@click.option(
    "--audit-without-inputs", is_flag=True,
    help="Leave the inputs and the tables that repeat them out of the audit pack; their hashes stay.",
)  # fmt: skip
@OVERWRITE
@footprint_options
@reading_options
@STRICT
@EUDR_DATE
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

    _check_source(source)
    check_of_targets(output, page, lang, eudr_date)
    footprint, reading = apart(chosen)
    for path in inputs(source, reading):
        check_targets(output, json_target, path)
        check_targets(page, None, path, suffix=".html")
    if audit is not None:
        check_audit(audit, (output, page, json_target), _read_by(source, footprint, reading), overwrite)
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
