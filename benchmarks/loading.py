"""Loading the shipped factor sets, beside pandas.read_csv of the same files and beside all checks, and their sizes.

`load_factors` checks the hash of every file and gives all tables; `read_csv` reads factors.csv alone; `validate_folder`
parses the CSV files, runs every check and compares the twin. Deflated is the size that a file takes in a wheel.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import bbafootprint as bba
from bbafootprint.factors import shipped_folders, validate_folder
from benchmarks.harness import Contender, Fact, Options, Work

TABLES = ("*.csv", "*.csv.gz", "*.npz", "datapackage.json")


def works(options: Options) -> Iterator[Work]:
    """Yield all sets, one after the other."""

    def folders() -> list[Path]:
        return list(shipped_folders().values())

    contenders = [
        Contender(name="ours, load_factors", load=folders, run=lambda given: [bba.load_factors(each) for each in given],
                  answer=lambda sets: numbers([each.frame for each in sets])),
        Contender(name="pandas.read_csv of factors.csv", load=folders, against="ours, load_factors", answer=numbers,
                  run=lambda given: [pd.read_csv(next(each.glob("factors.csv*")), low_memory=False)
                                     for each in given]),
    ]  # fmt: skip
    if not options.quick:
        contenders.append(
            Contender(name="validate_folder, all checks", load=folders, against="ours, load_factors", rounds=1,
                      run=lambda given: [validate_folder(each) for each in given])
        )  # fmt: skip
    yield Work(section="loading", name="all shipped factor sets", size=len(folders()), unit="sets", rounds=5,
               contenders=contenders, facts=sizes)  # fmt: skip


def numbers(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return rows and sums of values of each set."""
    return pd.DataFrame({
        "rows": [len(table) for table in tables], "sum": [float(table["value"].sum()) for table in tables],
    })  # fmt: skip


def sizes() -> Iterator[Fact]:
    """Yield what each set weighs on disk and deflated."""
    for folder in shipped_folders().values():
        contents = [
            path.read_bytes() for path in {file for pattern in TABLES for file in folder.glob(pattern)}
        ]
        held, deflated = sum(map(len, contents)), sum(len(zlib.compress(each, 6)) for each in contents)
        yield Fact(name=f"{folder.name} on disk", figure=held / 1e6, unit="MB")
        yield Fact(name=f"{folder.name} deflated", figure=deflated / 1e6, unit="MB")
