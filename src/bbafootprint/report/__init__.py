"""What people look at and what machines read: the results workbook, the JSON."""

from bbafootprint.report.machine import lines_to_dict, result_to_dict
from bbafootprint.report.workbook import write_workbook

__all__ = ["lines_to_dict", "result_to_dict", "write_workbook"]
