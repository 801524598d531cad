"""Figures for people who work in Python: functions that draw on axes of matplotlib and return them.

matplotlib is imported when a figure is drawn, never before; it comes with ``pip install 'bbafootprint[plot]'``.
"""

from bbafootprint.report.plots.commitment import plot_commitment
from bbafootprint.report.plots.comparison import plot_comparison
from bbafootprint.report.plots.flow import plot_flow
from bbafootprint.report.plots.heatmap import plot_heatmap
from bbafootprint.report.plots.ranking import plot_ranking
from bbafootprint.report.plots.simulation import plot_simulation
from bbafootprint.report.plots.totals import plot_totals
from bbafootprint.report.plots.worldmap import plot_map

__all__ = [
    "plot_commitment",
    "plot_comparison",
    "plot_flow",
    "plot_heatmap",
    "plot_map",
    "plot_ranking",
    "plot_simulation",
    "plot_totals",
]
