"""Where trade data are found by name: shipped with the library, or offered by an installed package."""

from __future__ import annotations

import difflib
from importlib.metadata import EntryPoint, entry_points
from os import PathLike
from pathlib import Path

from bbafootprint.errors import InputError
from bbafootprint.factors.resources import METADATA_FILE

ENTRY_POINT_GROUP = "bbafootprint.trade"
"""Group of entry points under which an installed package offers trade data."""


def shipped_trade() -> dict[str, Path]:
    """Return the folders of the trade data that come with the library, by name, in order of name.

    They are in the package where it was installed from a wheel, and in ``trade/`` at the top of the project in a
    source checkout or an editable install.
    """
    package = Path(__file__).resolve().parents[2]
    home = package / "shipped_trade"
    if not home.is_dir() and package.parent.name == "src":
        home = package.parents[1] / "trade"
    if not home.is_dir():
        return {}
    return {folder.name: folder for folder in sorted(home.iterdir()) if (folder / METADATA_FILE).is_file()}


def offered_trade() -> list[EntryPoint]:
    """Return what installed packages offer, in order of name."""
    return sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: (point.name, point.value))


def folder_of(point: EntryPoint) -> Path:
    """Return the folder that an installed package offers: a path, or a function that gives one."""
    try:
        offered = point.load()
    except (ImportError, AttributeError) as error:
        raise InputError(
            f"The trade data {point.name!r} cannot be reached: {point.value} does not load ({error}). Install the "
            "package again or tell its makers."
        ) from error
    if callable(offered) and not isinstance(offered, PathLike):
        offered = offered()
    if isinstance(offered, (str, PathLike)):
        return Path(offered)
    raise InputError(
        f"The trade data {point.name!r} are offered as {type(offered).__name__}. Their makers must offer the path of "
        "the folder, or a function that gives it."
    )


def not_found(name: str) -> InputError:
    """Return the error for a name or folder that there is not, with those that there are."""
    names = sorted({*shipped_trade(), *(point.name for point in offered_trade())})
    near = difflib.get_close_matches(name.lower(), names, n=1)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    return InputError(
        f"There are no trade data {name!r}: no shipped or installed data have that name, and no folder.{guess} "
        f"Data that can be loaded by name: {', '.join(names) or 'none'}."
    )
