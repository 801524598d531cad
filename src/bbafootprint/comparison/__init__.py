"""Runs beside each other: what changed and why, and how far several factor sets agree.

- :mod:`comparing`: the verb ``compare``; :mod:`result`: what it returns; :mod:`selecting`: one period of a run;
- :mod:`placing`, :mod:`matching`: lines given their place and their partner; :mod:`recalculating`: one run's lines
  under the other's method; :mod:`comparable`: what may be subtracted;
- :mod:`parts`, over :mod:`decomposing`, :mod:`cells` and :mod:`splitting`: the change of every cell split;
- :mod:`line_changes`, :mod:`factor_changes`, :mod:`note`, :mod:`intervals`: what is told of it;
- :mod:`method_comparison`: the verb ``compare_methods``, with :mod:`measures` (what is set side by side) and
  :mod:`ranks`.
"""

from bbafootprint.comparison.comparing import compare
from bbafootprint.comparison.method_comparison import MethodComparison, compare_methods
from bbafootprint.comparison.parts import PARTS
from bbafootprint.comparison.result import Comparison
from bbafootprint.comparison.selecting import select_lines

__all__ = ["PARTS", "Comparison", "MethodComparison", "compare", "compare_methods", "select_lines"]
