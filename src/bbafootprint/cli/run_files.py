"""``run-files``: from files of any size to their footprint, in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    FOOTPRINT,
    JSON,
    all_rejected,
    check_targets,
    footprint_of,
    footprint_options,
    named_columns,
    write_json,
)
from bbafootprint.cli.show import ISSUES_SHOWN, show_issues, show_result
from bbafootprint.cli.strict import STRICT, end_under, thresholds_of, under
from bbafootprint.cli.terminal import progress_bar

if TYPE_CHECKING:
    from bbafootprint.engines import Progress


@click.command("run-files")
@click.argument("sources", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.xlsx", help="Write a results workbook."
)
@JSON
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="Keep lines apart by supplier, period or a column of yours. Repeatable.",
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
def run_files(
    sources: tuple[Path, ...],
    output: Path | None,
    json_target: str | None,
    by: tuple[str, ...],
    checkpoint: Path | None,
    skip_damaged: bool,
    columns: tuple[str, ...],
    unit: str | None,
    strict_units: bool,
    answers: Path | None,
    products: Path | None,
    strict: tuple[str, ...],
    **footprint: Any,
) -> None:
    """Turn Parquet files and delimited text of any size into their footprint.

    Lines that are alike but for their quantity are summed as they are read; folders are read with all that is in them.
    """
    from bbafootprint.engines import group_files
    from bbafootprint.report import result_to_dict, write_workbook

    for path in (*sources, *(each for each in (answers, products) if each is not None)):
        check_targets(output, json_target, path)
    with _shown() as progress:
        lines = group_files(
            sources, by=by, columns=named_columns(columns), unit=unit, strict_units=strict_units, answers=answers,
            products=products, checkpoint=checkpoint, skip_damaged=skip_damaged, progress=progress,
        )  # fmt: skip
    assert set(footprint) == set(FOOTPRINT)
    result = footprint_of(lines, **footprint, products=products)
    thresholds = thresholds_of(strict, [indicator.id for indicator in result.factors.indicators])
    refused = all_rejected(lines)
    if output is not None and refused is None:
        write_workbook(result, output)
    if json_target is not None:
        write_json(result_to_dict(result), json_target)
    if refused is not None:
        show_issues(lines.issues, limit=ISSUES_SHOWN, err=True)
        raise refused
    if json_target != "-":
        show_result(result, lines, output)
    end_under(under(result, thresholds))


@contextmanager
def _shown() -> Iterator[Callable[[Progress], None] | None]:
    """Show how far it is where a person watches."""
    with progress_bar() as bar:
        yield bar and (lambda so_far: bar(so_far.done, so_far.whole, f"{so_far.lines:,} lines"))
