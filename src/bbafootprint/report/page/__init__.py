"""The page: a result as one HTML file for a person who would rather look than read."""

from bbafootprint.report.page.document import write_report

__all__ = ["write_report"]
