"""Where factor sets are found: shipped, in a folder, in a DataFrame, in an installed package."""

from __future__ import annotations

import difflib
import functools
import tempfile
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path
from typing import cast

import pandas as pd

from bbafootprint.errors import FactorSetError, FactorSetNotFoundError, InvalidFactorSetError, UsageError
from bbafootprint.factors.factor_set import FactorSet, Layering, from_dataframe, load_folder
from bbafootprint.factors.layering import combine
from bbafootprint.factors.regions import list_regions
from bbafootprint.factors.resources import METADATA_FILE

DEFAULT_SET = "bba-open"
"""The set that is used when none is named."""

ENTRY_POINT_GROUP = "bbafootprint.factors"
"""Group of entry points under which an installed package offers a set."""

_COUNTED = ("factors", "commodities", "origins", "regions")


def load_factors(*sources: str | Path | pd.DataFrame | FactorSet, layering: Layering = "rung") -> FactorSet:
    """Load a factor set, or several as layers.

    Parameters
    ----------
    *sources : str, pathlib.Path, pandas.DataFrame or FactorSet
        The name of a shipped or installed set, a folder, a long table (at least `commodity`, `origin`,
        `indicator`, `value`, `unit`), or a set that is loaded already. Several are asked in order. Without
        any: ``"bba-open"``. A name wins over a folder of that name; write ``./name`` for the folder.
    layering : {"rung", "set"}
        How several sets are asked: ``"rung"`` asks every set on a rung of the ladder before it goes to the
        next rung (a better place beats a preferred set), ``"set"`` climbs the whole ladder of the first set
        before it asks the second. Recorded in the result.

    Returns
    -------
    FactorSet

    Raises
    ------
    FactorSetNotFoundError
        If there is no set of that name or folder.
    InvalidFactorSetError
        If a set breaks the format; carries every problem.
    IncompatibleFactorSetsError
        If layers give one indicator different meanings.
    """
    if layering not in ("rung", "set"):
        raise UsageError(
            f"layering is {layering!r}; write 'rung' (all sets rung by rung) or 'set' (set by set)."
        )
    sets = [_load_one(source, layering) for source in sources or (DEFAULT_SET,)]
    return sets[0] if len(sets) == 1 else combine(sets, layering)


def list_factor_sets() -> pd.DataFrame:
    """List the factor sets that can be loaded by name.

    Returns
    -------
    pandas.DataFrame
        One row a set: `name`, `version`, `title`, `licence`, `factors`, `commodities`, `origins`,
        `regions` (numbers of distinct ones), `where` (``shipped`` or ``installed: <distribution>``), `path`. A set
        that cannot be used is listed with the reason as its title and missing numbers.
    """
    rows = [
        _listed(name, "shipped", str(folder), functools.partial(load_folder, folder))
        for name, folder in shipped_folders().items()
    ]
    rows += [
        _listed(
            point.name, f"installed: {_distribution(point)}", point.value,
            functools.partial(_load_entry_point, point, "rung"),
        )
        for point in _entry_points()
    ]  # fmt: skip
    columns = [
        "name",
        "version",
        "title",
        "licence",
        "factors",
        "commodities",
        "origins",
        "regions",
        "where",
        "path",
    ]
    table = pd.DataFrame(rows, columns=pd.Index(columns))
    return table.astype(dict.fromkeys(_COUNTED, "Int64"))


def shipped_folders() -> dict[str, Path]:
    """Return the folders of the sets that come with the library, by name, in order of name.

    They are in the package where it was installed from a wheel, and in ``factors/`` at the top of the project
    in a source checkout or an editable install.
    """
    package = Path(__file__).resolve().parents[1]
    home = package / "shipped_factors"
    if not home.is_dir() and package.parent.name == "src":
        home = package.parents[1] / "factors"
    if not home.is_dir():
        return {}
    return {folder.name: folder for folder in sorted(home.iterdir()) if (folder / METADATA_FILE).is_file()}


def _load_one(source: str | Path | pd.DataFrame | FactorSet, layering: Layering) -> FactorSet:
    """Load one set from whatever it was named by."""
    if isinstance(source, FactorSet):
        if len(source.layers) > 1 and source.layering != layering:
            raise UsageError(
                f"The set {source.id!r} is layered by {source.layering!r}, and {layering!r} was asked for. "
                f"Pass layering={source.layering!r}, or give its single sets in order."
            )
        return source
    if isinstance(source, pd.DataFrame):
        return from_dataframe(source, layering)
    if isinstance(source, str):
        shipped = shipped_folders()
        if source in shipped:
            return load_folder(shipped[source], layering)
        installed = [point for point in _entry_points() if point.name == source]
        if len(installed) > 1:
            owners = ", ".join(_distribution(point) for point in installed)
            raise FactorSetError(
                f"The name {source!r} is offered by several installed packages ({owners}). "
                "Uninstall all but one, or load the set by its folder."
            )
        if installed:
            return _load_entry_point(installed[0], layering)
    elif not isinstance(source, PathLike):
        raise UsageError(
            f"A factor set cannot be loaded from {type(source).__name__}. "
            "Give a name, a folder, a pandas DataFrame or a FactorSet."
        )
    path = Path(source)
    if path.name == METADATA_FILE and path.is_file():
        path = path.parent
    if not path.is_dir():
        raise _not_found(str(source), path)
    return load_folder(path, layering)


def _not_found(name: str, path: Path) -> FactorSetNotFoundError:
    """Say what there is where a name or a folder is not found."""
    if path.is_file():
        return FactorSetNotFoundError(
            f"{name} is a file, and a factor set is a folder with {METADATA_FILE}. Give the folder, or read "
            "the file with pandas (keep_default_na=False) and pass the DataFrame.",
            name=name,
        )
    names = sorted({*shipped_folders(), *(point.name for point in _entry_points())})
    near = difflib.get_close_matches(name.lower(), names, n=3)
    guess = f" Did you mean {' or '.join(repr(other) for other in near)}?" if near else ""
    there = ", ".join(names) if names else "none"
    return FactorSetNotFoundError(
        f"There is no factor set {name!r}: no shipped or installed set has that name, and no folder.{guess} "
        f"Sets that can be loaded by name: {there}.",
        name=name,
    )


def _entry_points() -> list[EntryPoint]:
    return sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: (point.name, _distribution(point)))


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "unknown"


def _load_entry_point(point: EntryPoint, layering: Layering) -> FactorSet:
    """Load the set that a package offers: a path, a folder inside it, or a function that gives one."""
    try:
        offered = point.load()
    except (ImportError, AttributeError) as error:
        raise FactorSetError(
            f"The factor set {point.name!r} of the installed package {_distribution(point)} cannot be "
            f"reached: {point.value} does not load ({error}). Install the package again or tell its makers."
        ) from error
    if callable(offered) and not isinstance(offered, PathLike):
        offered = offered()
    if isinstance(offered, (str, PathLike)):
        return load_folder(Path(offered), layering)
    if hasattr(offered, "iterdir") and hasattr(offered, "joinpath"):
        with tempfile.TemporaryDirectory() as scratch:
            return load_folder(_unpacked(offered, Path(scratch) / point.name), layering)
    raise FactorSetError(
        f"The factor set {point.name!r} of the installed package {_distribution(point)} is offered as "
        f"{type(offered).__name__}. Its makers must offer the folder of the set, or a function that gives it."
    )


def _unpacked(source: Traversable, target: Path) -> Path:
    """Copy a folder that may lie inside a zip file to disk."""
    target.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.is_dir():
            _unpacked(entry, target / entry.name)
        else:
            (target / entry.name).write_bytes(entry.read_bytes())
    return target


def _listed(name: str, where: str, path: str, load: Callable[[], FactorSet]) -> dict[str, object]:
    """Return one row of the list; a broken set says so, because the others can still be used."""
    try:
        factors = load()
    except InvalidFactorSetError as error:
        reason = f"cannot be used: {len(error.problems)} problem(s), the first: {error.problems[0]}"
    except (FactorSetError, OSError) as error:
        reason = f"cannot be used: {error}"
    else:
        licences = (licence.name for licence in factors.metadata.licenses)
        return {
            "name": name, "version": factors.version, "title": factors.metadata.title,
            "licence": ", ".join(licences), "factors": len(factors.frame),
            "commodities": factors.frame["commodity"].nunique(), "origins": factors.frame["origin"].nunique(),
            "regions": len(list_regions(factors)), "where": where, "path": path,
        }  # fmt: skip
    return cast(dict[str, object], dict.fromkeys(_COUNTED, pd.NA)) | {
        "name": name, "version": "", "title": reason, "licence": "", "where": where, "path": path,
    }  # fmt: skip
