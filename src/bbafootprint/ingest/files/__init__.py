"""Files of any kind to grids of cells: what a file holds, before anyone asks what it means.

:func:`read_grids` looks at the bytes (:mod:`preflight`) and chooses the reader: :mod:`workbook` with :mod:`sheet` for
.xlsx, :mod:`binaryworkbook` for .xlsb, :mod:`opendocument` for .ods, :mod:`oldworkbook` for .xls, :mod:`delimited`
for text.
"""

from bbafootprint.ingest.files.grid import Cell, CellFault, Grid, column_letters, sha256_of
from bbafootprint.ingest.files.workbook import read_grids

__all__ = ["Cell", "CellFault", "Grid", "column_letters", "read_grids", "sha256_of"]
