"""What people look at and what machines read: the results workbook, the JSON."""

from bbafootprint.report.machine import lines_to_dict, result_to_dict
from bbafootprint.report.workbook import check_target, write_workbook

__all__ = ["check_target", "lines_to_dict", "result_to_dict", "write_workbook"]
