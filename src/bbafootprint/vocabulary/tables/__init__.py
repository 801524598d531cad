"""The tables of the vocabulary, and how they are read."""

from __future__ import annotations

import csv
from importlib.resources import files


def read_table(table: str) -> list[dict[str, str]]:
    """Return the rows of a table as text, so that Namibia's ``NA`` stays ``NA``.

    Parameters
    ----------
    table : str
        File name in this folder.

    Returns
    -------
    list of dict
        One mapping of column to text a row.
    """
    text = (files("bbafootprint.vocabulary.tables") / table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
