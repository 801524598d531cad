"""From Parquet files to tables of footprints, in DuckDB: it reads, groups, joins and keeps; nothing is copied out."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

import bbafootprint as bba

PURCHASES = Path(__file__).parents[1] / "purchases"
GROUPS = ["supplier", "period"]


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(out / "footprint.duckdb"))
    lake = out / "lake"
    connection.execute(  # what a lake holds: a folder a year, each with its Parquet files
        f"copy (from read_csv('{PURCHASES.as_posix()}/*.csv', types = {{'period': 'varchar'}})) "
        f"to '{lake.as_posix()}' (format parquet, partition_by (period), overwrite_or_ignore true)"
    )
    purchases = connection.sql(
        f"from read_parquet('{lake.as_posix()}/*/*.parquet', hive_partitioning = true)"
    )

    result = bba.calculate_footprint(bba.group_lines(purchases, by=GROUPS), "bba-open")
    for name, frame in {"totals": result.total(), "by": result.by(*GROUPS), "gaps": result.gaps()}.items():
        table = bba.to_arrow(frame, name)  # of the same columns and types in every run
        connection.register("written", table)
        connection.execute(f'create or replace table "{name}" as from written')
        connection.execute(f"copy \"{name}\" to '{(out / f'{name}.parquet').as_posix()}' (format parquet)")
        connection.unregister("written")

    per_line = bba.add_impacts(purchases, "bba-open")  # a query: DuckDB runs it as it writes
    per_line.write_parquet((out / "purchases_with_impacts.parquet").as_posix())

    connection.sql(
        """select supplier, period, round(value, 3) as habitat_loss, unit from "by"
        where indicator = 'habitat_loss' order by supplier, period"""
    ).show()
    written = f"from read_parquet('{(out / 'purchases_with_impacts.parquet').as_posix()}')"
    lines, loss = connection.sql(f"select count(*), sum(habitat_loss) {written}").fetchall()[0]
    print(f"{lines} lines with their impacts, {loss:.3f} ha of habitat loss in all")
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "footprint-duckdb"))
