"""How sure a footprint is, what makes it unsure, and what would make it surer.

:mod:`simulation` (draws of totals, groups and ranks), :mod:`importance` (hotspots, shares in the variance),
:mod:`tracing_value` (which lines to trace first). Below them: :mod:`sampling` and :mod:`drawing` (the random numbers),
:mod:`conversions` (what conversions rest on), :mod:`quantities`. The intervals of ordinary runs, without draws, are in
:mod:`bbafootprint.footprint.intervals`.
"""
