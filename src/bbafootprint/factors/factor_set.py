"""A factor set in memory, and its two simple sources: a folder and a DataFrame."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ValidationError

from bbafootprint.errors import InvalidFactorSetError
from bbafootprint.factors import reading
from bbafootprint.factors.metadata import (
    NOT_STATED,
    Indicator,
    Licence,
    SetMetadata,
    describe,
)
from bbafootprint.factors.standard import standard_indicators, standard_ladder
from bbafootprint.factors.tables import ECOSYSTEMS, FACTORS, PRODUCERS, REGIONS
from bbafootprint.factors.validation import check_table, inspect_folder
from bbafootprint.schema import WORLD

Layering = Literal["rung", "set"]

DATAFRAME_ID = "dataframe"
"""Id of a set that was given as a table in memory."""

_MINIMAL = ("commodity", "origin", "indicator", "value", "unit")
_ADDED = ("set", "layer", "row")
_ABOUT_INDICATOR = ("account", "kind", "method", "amortisation")


class Layer(NamedTuple):
    """One set of a layered set: id, version and sha256."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, eq=False, repr=False)
class FactorSet:
    """A versioned, licensed dataset of factors.

    Attributes
    ----------
    metadata : SetMetadata
        What the set says about itself.
    frame : pandas.DataFrame
        One row a factor: the columns of ``factors.csv``, then `set` (id of the set), `layer` (int64, 0 is
        asked first) and `row` (int64): where the factor stands in its own source, namely the line of
        ``factors.csv`` as a text editor numbers it (the header is line 1, the first factor 2), or the position
        in a table in memory (0 is the first). Layers keep their own. The index counts from 0 over all layers:
        it is the address of a factor in this table. Text columns are categories (empty text where there is
        nothing), `value`, `low`, `high` and `gsd` are float64 (bounds may be NaN, values never are), years
        ``Int64``, `quality` int64. Read it, do not change it.
    ecosystems : pandas.DataFrame
        Shares of ecosystems; no rows where the set has none. `commodity` is empty text where the shares are those
        of all commodities, `share_low` and `share_high` are NaN where no range is given.
    producers : pandas.DataFrame
        Who grows what; no rows where the set does not say.
    sha256 : str
        Over the hashes of the set's files: the same files, the same text. The twin is in it by its record in
        ``datapackage.json``; whether it was used is of no matter.
    layers : tuple of Layer
        The sets that it is made of, in the order in which they are asked; one for a single set.
    layering : str
        ``"rung"``: all layers are asked on a rung before the next rung; ``"set"``: all rungs of a layer
        before the next layer.
    regions : pandas.DataFrame
        The regions inside countries: columns of ``regions.csv``; no rows where the set has no such table (its
        factors may name regions all the same, see :func:`bbafootprint.factors.list_regions`).
    folders : tuple of (pathlib.Path or None)
        Where each layer was read from; None for a table in memory. Whoever copies a set from there checks its hash.
    """

    metadata: SetMetadata
    frame: pd.DataFrame
    ecosystems: pd.DataFrame
    producers: pd.DataFrame
    sha256: str
    layers: tuple[Layer, ...]
    layering: Layering = "rung"
    regions: pd.DataFrame = field(default_factory=lambda: reading.empty(REGIONS))
    folders: tuple[Path | None, ...] = (None,)

    @property
    def id(self) -> str:
        """Id of the set; ids joined by ``+`` for a layered set."""
        return self.metadata.name

    @property
    def version(self) -> str:
        """Version of the set; versions joined by ``+`` for a layered set."""
        return self.metadata.version

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators, in the order in which the set declares them."""
        return self.metadata.indicators

    def to_frame(self) -> pd.DataFrame:
        """Return the long table of factors, to keep and change.

        Returns
        -------
        pandas.DataFrame
            A copy of `frame` with plain text columns: the columns of ``factors.csv``, then `set`, `layer` and
            `row` (see :class:`FactorSet`); NaN in `low`, `high`, `gsd` where not known.
        """
        text = [name for name, dtype in self.frame.dtypes.items() if isinstance(dtype, pd.CategoricalDtype)]
        return self.frame.astype(dict.fromkeys(text, str))

    def __repr__(self) -> str:
        """Return one line that says which set this is."""
        return f"FactorSet({self.id!r}, version {self.version!r}, {len(self.frame)} factors)"


def load_folder(folder: Path, layering: Layering = "rung") -> FactorSet:
    """Load a factor set from its folder.

    Parameters
    ----------
    folder : pathlib.Path
        The folder that holds ``datapackage.json``.
    layering : {"rung", "set"}
        Kept for the record; it matters only for layered sets.

    Returns
    -------
    FactorSet

    Raises
    ------
    InvalidFactorSetError
        If anything is wrong with the set; carries every problem.
    """
    inspection = inspect_folder(folder)
    if inspection.metadata is None or inspection.problems:
        raise InvalidFactorSetError(
            f"The factor set in {folder} cannot be used; {len(inspection.problems)} problem(s):",
            problems=inspection.problems,
        )
    digest = _combined(inspection.hashes)
    rows = inspection.lines["factors"]
    factors = _assembled(inspection.metadata, inspection.tables, rows, digest, layering)
    return replace(factors, folders=(folder.absolute(),))


def from_dataframe(table: pd.DataFrame, layering: Layering = "rung") -> FactorSet:
    """Make a factor set of a long table in memory.

    Parameters
    ----------
    table : pandas.DataFrame
        At least `commodity`, `origin`, `indicator`, `value`, `unit`; other columns of ``factors.csv`` where
        known. An indicator that the method does not define needs the column `account` too; `kind` (``stock``
        unless given), `method` and `amortisation` may be stated in columns of these names. Without `quality`
        it is 3 for countries and regions, 4 for sub-regions and 5 for the world. The columns `set`, `layer`
        and `row` that :meth:`FactorSet.to_frame` adds are left out: they are made anew.
    layering : {"rung", "set"}
        Kept for the record; it matters only for layered sets.

    Returns
    -------
    FactorSet
        With the id ``dataframe`` and version ``0``. Its method is ``not stated`` unless the table says.

    Raises
    ------
    InvalidFactorSetError
        If anything is wrong with the table; rows are positions, 0 is the first.
    """
    given = table.reset_index(drop=True)
    given = given.drop(columns=[name for name in _ADDED if name in given.columns])
    file = "the DataFrame"
    problems = [
        f"{file}: lacks the column {name!r}. The least is {', '.join(_MINIMAL)}."
        for name in _MINIMAL
        if name not in given.columns
    ]
    if problems or given.columns.has_duplicates:
        doubled = [str(name) for name in given.columns[given.columns.duplicated()]]
        problems += [f"{file}: has the column {name!r} more than once. Keep one." for name in doubled]
        raise _refused(file, problems)
    metadata, problems = _metadata_of(given, file)
    if metadata is None:
        raise _refused(file, problems)
    rows = given.drop(columns=[name for name in _ABOUT_INDICATOR if name in given.columns])
    if "quality" not in rows.columns:
        origins = rows["origin"].astype(str)
        rows = rows.assign(quality=3 + origins.str.isdigit() * 1 + (origins == WORLD) * 2)
    frames: dict[str, pd.DataFrame] = {}
    problems += check_table(rows, FACTORS, file, metadata, frames, needed=_MINIMAL, first_row=0)
    if problems:
        raise _refused(file, problems)
    # The numbers themselves, not their layout, make the identity of a table in memory.
    content = frames["factors"].to_csv(index=False, lineterminator="\n", float_format="%.17g")
    hashes = {"factors": _sha256(content), "metadata": _sha256(metadata.model_dump_json(exclude={"twin"}))}
    return _assembled(metadata, frames, np.arange(len(given)), _combined(hashes), layering)


def _metadata_of(given: pd.DataFrame, file: str) -> tuple[SetMetadata | None, list[str]]:
    """Metadata for a table in memory: standard indicators by name, others from the columns about them."""
    standard = standard_indicators()
    indicators, problems = [], []
    # Missing names are left for the check of rows, which says where they are.
    names = [name for name in dict.fromkeys(given["indicator"].dropna().astype(str)) if name.strip()]
    for name in names:
        rows = given[given["indicator"].astype(str) == name]
        stated: dict[str, str] = {}
        for column in _ABOUT_INDICATOR:
            given_texts = rows[column].dropna().astype(str).unique() if column in rows.columns else ()
            values = [text for text in given_texts if text.strip()]
            if len(values) > 1:
                problems.append(
                    f"{file}: {name!r} has more than one {column} ({', '.join(values)}). Keep one."
                )
            if values:
                stated[column] = values[0]
        if name in standard:
            fixed = standard[name]
            for column in ("account", "kind"):
                if stated.get(column, getattr(fixed, column)) != getattr(fixed, column):
                    problems.append(
                        f"{file}: {name!r} is given as {column} {stated[column]!r}, and the method "
                        f"defines it as {getattr(fixed, column)!r}. Correct it, or rename your indicator."
                    )
            about = {key: text for key, text in stated.items() if key in ("method", "amortisation")}
            indicators.append(fixed.model_copy(update=about))
            continue
        if "account" not in stated:
            problems.append(
                f"{file}: {name!r} is not an indicator of the method ({', '.join(standard)}). Correct the "
                "name, or say in a column 'account' which account it belongs to."
            )
            continue
        units = rows["unit"].dropna().astype(str)
        fields = {
            "id": name,
            "unit": units.iloc[0] if len(units) else "",
            "kind": "stock",
            "method": NOT_STATED,
        }
        try:
            indicators.append(Indicator.model_validate(fields | stated))
        except ValidationError as error:
            problems += describe(error, f"{file}, indicator {name!r}")
    if problems:
        return None, problems
    if not indicators:
        what = "names no indicator" if len(given) else "has no rows"
        return None, [f"{file}: {what}. A set has at least one factor."]
    return SetMetadata(
        name=DATAFRAME_ID, title="A table in memory", version="0",
        licenses=(Licence(name="not stated"),), indicators=tuple(indicators),
        ladder={indicator.id: standard_ladder(indicator.kind) for indicator in indicators},
    ), []  # fmt: skip


def _refused(file: str, problems: list[str]) -> InvalidFactorSetError:
    return InvalidFactorSetError(
        f"{file[0].upper()}{file[1:]} cannot be used as a factor set; {len(problems)} problem(s):",
        problems=problems,
    )


def _assembled(
    metadata: SetMetadata,
    frames: Mapping[str, pd.DataFrame],
    rows: NDArray[np.int64],
    digest: str,
    layering: Layering,
) -> FactorSet:
    factors = frames["factors"]
    name = pd.Categorical.from_codes([0] * len(factors), categories=pd.Index([metadata.name]))
    frame = factors.assign(set=name, layer=0, row=rows.astype("int64"))
    ecosystems, producers, regions = (
        frames[table.name] if table.name in frames else reading.empty(table)
        for table in (ECOSYSTEMS, PRODUCERS, REGIONS)
    )  # fmt: skip
    layer = Layer(metadata.name, metadata.version, digest)
    return FactorSet(metadata, frame, ecosystems, producers, digest, (layer,), layering, regions)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _combined(hashes: Mapping[str, str]) -> str:
    """One hash over the hashes of files, in the layout of the command sha256sum, sorted by path."""
    return _sha256(
        "".join(f"{digest.removeprefix('sha256:')}  {path}\n" for path, digest in sorted(hashes.items()))
    )
