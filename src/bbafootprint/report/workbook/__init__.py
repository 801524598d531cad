"""The results workbook, a module a sheet: what a person shows, and what a reviewer can audit.

- `book`: which sheets there are, in which order, and where the file goes
- `summary`, `charts`: Summary
- `groups`, `period_order`: By commodity, By origin, By period, By ecosystem
- `hotspots`: Hotspots
- `lines`, `beside`: Lines, and the file beside the workbook where they are many
- `factors`: Factors, those that answered
- `leftout`: Not assessed, Issues
- `disclosures`: Disclosures, GRI 101 products, EUDR lines
- `method`: Reading, Method
"""

from bbafootprint.report.workbook.book import write_workbook

__all__ = ["write_workbook"]
