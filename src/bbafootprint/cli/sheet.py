"""``check`` and ``template``: what is wrong with a sheet, and an empty one to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bbafootprint.cli.options import (
    FACTORS,
    INPUT,
    JSON,
    all_rejected,
    check_targets,
    inputs,
    read_sheet,
    reading_options,
    write_json,
)
from bbafootprint.cli.show import show_issues, show_reading
from bbafootprint.cli.terminal import say
from bbafootprint.targets import check_target

if TYPE_CHECKING:
    from bbafootprint.schema import Lines


_TO_MEND = (
    "cell-error", "formula-uncached", "quantity-missing", "quantity-text", "quantity-date", "quantity-boolean",
    "quantity-infinite", "quantity-negative", "quantity-implausible", "share-unreadable", "commodity-missing",
)  # fmt: skip


@click.command()
@INPUT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="ANNOTATED.xlsx",
    help="Write your own workbook back with the cells at fault marked, and a sheet of issues.",
)  # fmt: skip
@click.option(
    "--save-mapping", type=click.Path(path_type=Path), metavar="FILE.toml",
    help="Write how the sheet was read, for --mapping.",
)  # fmt: skip
@click.option(
    "--answers-template", type=click.Path(path_type=Path), metavar="FILE.csv",
    help="Write the open questions with their choices: fill in the column code and give it to --answers.",
)  # fmt: skip
@JSON
@reading_options
def check(
    source: Path,
    output: Path | None,
    save_mapping: Path | None,
    answers_template: Path | None,
    json_target: str | None,
    **reading: Any,
) -> None:
    """Say how a sheet is read and everything that is wrong with it; calculate nothing."""
    from bbafootprint.ingest import annotate, write_answers_template, write_mapping
    from bbafootprint.report import lines_to_dict
    from bbafootprint.report.shown_reading import reading_rows

    for path in inputs(source, reading):
        check_targets(output, json_target, path)
        for target, suffix in ((save_mapping, ".toml"), (answers_template, ".csv")):
            if target is not None:
                check_target(target, path, suffix=suffix)
    lines = read_sheet(source, **reading)
    said = []
    if output is not None:
        said.append(annotate(source, lines, output, reading=reading_rows(lines.reading)))
    if save_mapping is not None:
        write_mapping(lines, save_mapping)
        said.append(f"wrote {save_mapping}: --mapping {save_mapping} reads the next file in the same way")
    if answers_template is not None:
        count = write_answers_template(lines, answers_template)
        said.append(_questions(count, answers_template, lines))
    if json_target is not None:
        write_json(lines_to_dict(lines), json_target)
    if json_target != "-":
        show_reading(lines)
        show_issues(lines.issues, limit=None)
        for sentence in said:
            say(sentence)
    if refused := all_rejected(lines):
        raise refused


def _questions(count: int, path: Path, lines: Lines) -> str:
    """Say what became of the open questions, and which lines no answer helps."""
    problem = lines.frame["problem"].astype(str)
    waiting = {
        "--decimal": problem == "decimal-ambiguous",
        "--unit": problem == "unit-missing",
        "a correction in the sheet": problem.isin(_TO_MEND),
    }
    others = [f"{int(mask.sum()):,} for {remedy}" for remedy, mask in waiting.items() if mask.any()]
    rest = f"; no answer helps these lines, which wait: {', '.join(others)}" if others else ""
    if not count:
        return f"wrote {path}: no commodity, origin or unit is left to be asked{rest}"
    many = "s" * (count > 1)
    return (
        f"wrote {path}: {count:,} open question{many}; fill in the column code, then --answers {path}{rest}"
    )


@click.command()
@click.argument("target", metavar="OUT.xlsx", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["en", "fr", "nl", "de"]), default="en", show_default=True)
@click.option("--overwrite", is_flag=True, help="Replace an existing file.")
@FACTORS
def template(target: Path, lang: str, overwrite: bool, factor_sets: tuple[str, ...]) -> None:
    """Write an empty sheet to fill in, with the regions that the factors know."""
    from bbafootprint.factors import load_factors
    from bbafootprint.ingest import write_template

    factors = load_factors(*factor_sets) if factor_sets else None
    write_template(target, lang=lang, overwrite=overwrite, factors=factors)
    say(f"wrote {target}: fill in the sheet Imports, then: bbafootprint run {target}")
