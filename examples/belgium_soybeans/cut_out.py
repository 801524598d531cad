"""Cut the trade of one country out of a matrix of FAO: what it imported and what it exported, nothing else.

python cut_out.py Soya_beans_Y2022_Global_trade.csv.gz Belgium Soya_beans_Y2022_Belgium_trade.csv
"""

import sys

import pandas as pd


def cut_out(matrix: str, country: str, target: str) -> None:
    """Write the row and the column of a country, other cells blank."""
    whole = pd.read_csv(matrix, index_col=0)
    imports, exports = whole[country] > 0, whole.loc[country] > 0
    rows = [name for name in whole.index if imports[name] or name == country]
    columns = [name for name in whole.columns if exports[name] or name == country]
    part = whole.loc[rows, columns]
    # What others shipped to others is no trade of this country: blank, which is not 0.
    part = part.where((part.index == country)[:, None] | (part.columns == country)[None, :])
    part.where(part > 0).to_csv(target, lineterminator="\n")


if __name__ == "__main__":
    cut_out(*sys.argv[1:])
