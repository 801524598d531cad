"""From a procurement sheet to a footprint, in Python."""

from pathlib import Path

import bbafootprint as bba

lines = bba.read_lines(Path(__file__).with_name("procurement.xlsx"))
print(f"{len(lines)} lines, {len(lines.issues)} issues")

factors = bba.load_factors("bba-open")
result = bba.calculate_footprint(lines, factors)

print(result.total()[["value", "low", "high", "unit", "relative", "assessed_mass_share"]])

by_commodity = result.by("commodity")
loss = by_commodity[by_commodity["indicator"] == "habitat_loss"].sort_values("value", ascending=False)
print(loss[["commodity", "value", "low", "high", "assessed_mass_share"]].head(5).to_string(index=False))

print(result.not_assessed()[["line_id", "commodity_as_given", "why"]].to_string(index=False))
print(result.explain("A001"))

target = bba.write_workbook(result, "quickstart-footprint.xlsx")
print(f"wrote {target}")
