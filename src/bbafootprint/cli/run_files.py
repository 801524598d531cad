"""``run-files``: from files of any size to their footprint, in pieces."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    AUDIT,
    EUDR_DATE,
    FOOTPRINT,
    JSON,
    LANG,
    OVERWRITE,
    PAGE,
    all_rejected,
    check_audit,
    check_of_targets,
    check_targets,
    footprint_of,
    footprint_options,
    named_columns,
    write_json,
)
from bbafootprint.cli.show import ISSUES_SHOWN, show_issues, show_result
from bbafootprint.cli.strict import STRICT, end_under, thresholds_of, under
from bbafootprint.cli.terminal import progress_bar, say
from bbafootprint.errors import UsageError

if TYPE_CHECKING:
    from bbafootprint.engines import Progress
    from bbafootprint.footprint import Footprint


@click.command("run-files")
@click.argument("sources", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx", help="Write a results workbook."
)
@PAGE
@LANG
@JSON
@AUDIT
@OVERWRITE
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="Keep lines apart by supplier or a column of yours. Repeatable.",
)
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path),
    metavar="FILE.parquet",
    help="Keep what was read in this file, and go on from there; it is removed at the end.",
)
@click.option("--skip-damaged", is_flag=True, help="Leave out parts that cannot be read, and say so.")
@footprint_options
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="TARGET=HEADER",
    help="Take HEADER as TARGET (commodity, hs_code, origin, quantity, unit ...); without HEADER none. Repeatable.",
)
@click.option("--unit", metavar="UNIT", help="Unit of the quantities, where the files do not say it.")
@click.option(
    "--strict-units", is_flag=True, help="Refuse ton, tons and mt instead of reading metric tonnes."
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Codes of values that are not known.",
)
@click.option(
    "--products", type=click.Path(path_type=Path), metavar="FILE", help="A table of your own products."
)
@STRICT
@EUDR_DATE
def run_files(
    sources: tuple[Path, ...],
    output: Path | None,
    page: Path | None,
    lang: str | None,
    json_target: str | None,
    audit: Path | None,
    overwrite: bool,
    by: tuple[str, ...],
    checkpoint: Path | None,
    skip_damaged: bool,
    columns: tuple[str, ...],
    unit: str | None,
    strict_units: bool,
    answers: Path | None,
    products: Path | None,
    strict: tuple[str, ...],
    eudr_date: str | None,
    **footprint: Any,
) -> None:
    """Turn Parquet files and delimited text of any size into their footprint.

    Lines that are alike but for their quantity are summed as they are read; folders are read with all that is in them.
    """
    from bbafootprint.engines import group_files
    from bbafootprint.report import result_to_dict, write_report, write_workbook

    check_of_targets(output, page, lang, eudr_date)
    read = [*sources, *(each for each in (answers, products) if each is not None)]
    for path in read:
        check_targets(output, json_target, path)
        check_targets(page, None, path, suffix=".html")
    if audit is not None:
        named = [Path(name) for name in (*footprint["factor_sets"], *footprint["trade"])]
        targets = (output, page, json_target, checkpoint)
        check_audit(audit, targets, [*read, *(path for path in named if path.is_dir())], overwrite)
    elif overwrite:
        raise UsageError("--overwrite is of the audit pack: give --audit DIR as well")
    with _shown() as progress, _kept(checkpoint):
        lines = group_files(
            sources, by=by, columns=named_columns(columns), unit=unit, strict_units=strict_units, answers=answers,
            products=products, checkpoint=checkpoint, skip_damaged=skip_damaged, hashes=audit is not None,
            progress=progress,
        )  # fmt: skip
    assert set(footprint) == set(FOOTPRINT)
    result = footprint_of(lines, **footprint, products=products)
    thresholds = thresholds_of(strict, [indicator.id for indicator in result.factors.indicators])
    refused = all_rejected(lines)
    if output is not None and refused is None:
        write_workbook(result, output, eudr_date=eudr_date)
    if page is not None and refused is None:
        write_report(result, page, lang or "en")
    seal = ""
    if audit is not None and refused is None:
        seal = _write_audit(result, audit, products, footprint["trade"], overwrite)
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


def _write_audit(
    result: Footprint, audit: Path, products: Path | None, trade: tuple[str, ...], overwrite: bool
) -> str:
    """Write the audit pack of sums: it holds them, and of the files their names, bytes and hashes. Return its seal."""
    from bbafootprint.audit import read_manifest, write_audit_pack

    write_audit_pack(result, audit, products=products, trade=trade or None, overwrite=overwrite)
    return read_manifest(audit).seal


@contextmanager
def _kept(checkpoint: Path | None) -> Iterator[None]:
    """Say, where a person stops the reading, that what was read is kept."""
    try:
        yield
    except KeyboardInterrupt:
        if checkpoint is not None and checkpoint.exists():
            say(
                f"what was read is kept in {checkpoint}: the same command goes on from there",
                err=True,
            )
        raise


@contextmanager
def _shown() -> Iterator[Callable[[Progress], None] | None]:
    """Show how far it is where a person watches."""
    with progress_bar() as bar:
        yield bar and (lambda so_far: bar(so_far.done, so_far.whole, f"{so_far.lines:,} lines"))
