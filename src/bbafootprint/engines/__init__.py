"""The same footprint where the data live: lines grouped by all that their answer depends on, by an engine of their own.

A line's impact is its quantity times what lines like it answer. So lines that are alike in everything but their
quantity can be summed first, by whoever holds them; what is left is as small as its distinct texts, and is read,
traced, converted and resolved as any lines are.
"""

from bbafootprint.engines.files import Progress, group_files
from bbafootprint.engines.impacts import add_impacts
from bbafootprint.engines.lines import group_lines

__all__ = ["Progress", "add_impacts", "group_files", "group_lines"]
