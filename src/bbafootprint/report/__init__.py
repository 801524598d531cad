"""What people look at and what machines read: the results workbook, the page, the JSON."""

from bbafootprint.report.machine import lines_to_dict, result_to_dict
from bbafootprint.report.page import write_report
from bbafootprint.report.workbook import write_workbook

__all__ = ["lines_to_dict", "result_to_dict", "write_report", "write_workbook"]
