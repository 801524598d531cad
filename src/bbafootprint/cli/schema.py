"""``schema``: the contracts of tables, for whoever builds on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bbafootprint.cli.options import FACTORS, write_json
from bbafootprint.cli.terminal import print_table, say
from bbafootprint.errors import UsageError


@click.command()
@click.argument("table", required=False)
@click.option("--arrow", is_flag=True, help="The Arrow schema; with -o as a Parquet file without rows.")
@click.option(
    "--further", multiple=True, metavar="COLUMN[=KIND]",
    help="A column beside those of the contract, such as a group: text, number, integer or flag. Repeatable.",
)  # fmt: skip
@FACTORS
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
    help="Write a file: .json, or with --arrow .parquet.",
)  # fmt: skip
def schema(
    table: str | None,
    arrow: bool,
    further: tuple[str, ...],
    factor_sets: tuple[str, ...],
    output: Path | None,
) -> None:
    """Show the contract of TABLE as JSON Schema (one row an object); without TABLE list the tables.

    The columns of indicators of the table per_line are those of the set that --factors names.
    """
    from bbafootprint.contracts import table_schema
    from bbafootprint.targets import check_target

    if table is None:
        if arrow or further or factor_sets or output is not None:
            raise UsageError("name the table: bbafootprint schema TABLE; without TABLE the tables are listed")
        _list_tables()
        return
    if output is not None:
        check_target(output, None, suffix=".parquet" if arrow else ".json")
    asked = {"further": _kinds(further), "indicators": _indicators(factor_sets)}
    if arrow:
        _show_arrow(table, output, asked)
        return
    write_json(table_schema(table, **asked), "-" if output is None else str(output))
    if output is not None:
        say(f"wrote {output}")


def _list_tables() -> None:
    from bbafootprint.contracts import CONTRACTS

    rows = [[each.name, str(len(each.fields)), each.meaning] for each in CONTRACTS.values()]
    print_table("Tables", ["table", "columns", "what it is"], rows, words=("table", "what it is"))
    say(
        "bbafootprint schema TABLE: its columns, types, units and meaning; how to use them: docs/how-to/pipelines.md"
    )


def _kinds(further: tuple[str, ...]) -> Any:
    """Return further columns as the library takes them."""
    pairs = [text.rpartition("=") if "=" in text else (text, "", None) for text in further]
    return {name.strip(): kind for name, _, kind in pairs}


def _indicators(factor_sets: tuple[str, ...]) -> list[str]:
    from bbafootprint.factors import load_factors

    return [indicator.id for indicator in load_factors(*factor_sets).indicators] if factor_sets else []


def _show_arrow(table: str, output: Path | None, asked: dict[str, Any]) -> None:
    from bbafootprint.contracts import arrow_schema
    from bbafootprint.targets import replacing

    found = arrow_schema(table, **asked)
    if output is None:
        for field in found:
            say(f"{field.name}: {field.type}{'' if field.nullable else ' not null'}")
        return
    import pyarrow.parquet

    with replacing(output) as scratch:
        pyarrow.parquet.write_table(found.empty_table(), scratch)
    say(f"wrote {output}")
