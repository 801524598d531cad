"""From files in a cluster to tables of footprints, in Spark: it groups and joins where the lines lie."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

import bbafootprint as bba

PURCHASES = Path(__file__).parents[1] / "purchases"
GROUPS = ["supplier", "period"]


def main(session: SparkSession, out: Path) -> None:
    """Work in a session; `out` is a folder that all of its workers see."""
    out.mkdir(parents=True, exist_ok=True)
    schema = "commodity string, origin string, quantity double, unit string, supplier string, period string"
    purchases = session.read.csv(str(PURCHASES), header=True, schema=schema)

    result = bba.calculate_footprint(bba.group_lines(purchases, by=GROUPS), "bba-open")
    for name, frame in {"totals": result.total(), "by": result.by(*GROUPS), "gaps": result.gaps()}.items():
        pq.write_table(bba.to_arrow(frame, name), out / f"{name}.parquet")  # small, and by contract

    per_line = bba.add_impacts(purchases, "bba-open")  # a plan: the workers run it as they write
    per_line.write.mode("overwrite").parquet(str(out / "purchases_with_impacts"))

    by = session.read.parquet(str(out / "by.parquet"))
    loss = by.where("indicator = 'habitat_loss'").orderBy(*GROUPS)
    loss.selectExpr(*GROUPS, "round(value, 3) as habitat_loss", "unit").show()
    written = session.read.parquet(str(out / "purchases_with_impacts"))
    count, total = written.selectExpr("count(*)", "sum(habitat_loss)").first()
    print(f"{count} lines with their impacts, {total:.3f} ha of habitat loss in all")


if __name__ == "__main__":
    master = sys.argv[2] if len(sys.argv) > 2 else "local[2]"
    with SparkSession.builder.master(master).appName("bbafootprint").getOrCreate() as spark:
        main(spark, Path(sys.argv[1] if len(sys.argv) > 1 else "footprint-spark"))
