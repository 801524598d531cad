"""A Parquet file as a frame, where pyarrow is there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from bbafootprint.errors import UnreadableFileError


def read_parquet(path: Path) -> pd.DataFrame:
    """Return a Parquet file as a frame.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    UnreadableFileError
        If pyarrow is not there, or the file is no Parquet file.
    """
    try:
        return pd.read_parquet(path)
    except ImportError as error:
        raise UnreadableFileError(
            f"{path} is a Parquet file, and reading it needs pyarrow: pip install bbafootprint[parquet]",
            path=path,
        ) from error
    except (ValueError, OSError) as error:  # pyarrow's own errors are kinds of these
        raise UnreadableFileError(
            f"{path} cannot be read as Parquet ({error}). Write it anew, or check its extension.", path=path
        ) from error
