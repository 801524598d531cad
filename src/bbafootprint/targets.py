"""Where files are written: as a whole or not at all, and never over the person's input."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from bbafootprint.errors import UsageError


def target_of(path: object) -> Path:
    """Return where a file is to be written.

    Parameters
    ----------
    path : object

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UsageError
        If it is no path.
    """
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):
        raise UsageError(f"{path!r} is no path; give the name of the file to write")
    return Path(path)


def check_target(
    target: Path, source: Path | None, *, suffix: str | Sequence[str], overwrite: bool = True
) -> None:
    """Refuse a target that would lose something of the person's.

    Parameters
    ----------
    target : pathlib.Path
        Where a file is to be written.
    source : pathlib.Path or None
        The input, where there is one.
    suffix : str or sequence of str
        Ending that the target must have, or the endings of which it must have one.
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    UsageError
        With what is right instead.
    """
    endings = (suffix,) if isinstance(suffix, str) else tuple(suffix)
    if target.suffix.lower() not in endings:
        raise UsageError(f"{target} must end in {' or '.join(endings)}: that is what is written")
    if not target.parent.is_dir():
        raise UsageError(
            f"there is no folder {target.parent}; make it first or choose another place for {target.name}"
        )
    if target.is_dir():
        raise UsageError(f"{target} is a folder; give the name of a file")
    if source is not None and target.exists() and source.exists() and target.samefile(source):
        raise UsageError(f"{target} is the input; choose another name, an input is never overwritten")
    if target.exists() and not overwrite:
        raise UsageError(
            f"{target} exists; choose another name, or allow it to be replaced: --overwrite, in Python overwrite=True"
        )


def check_not_input(target: Path, sha256: str | None) -> None:
    """Refuse a target that is the input, whatever its path.

    Parameters
    ----------
    target : pathlib.Path
    sha256 : str or None
        Hash of the input, where it was a file.

    Raises
    ------
    UsageError
        If the target holds the same bytes.
    """
    if sha256 is None or not target.exists():
        return
    with target.open("rb") as file:
        same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    if same:
        raise UsageError(f"{target} is the input; choose another name, an input is never overwritten")


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a path beside the target to write to, which takes the target's place once all went well.

    Parameters
    ----------
    target : pathlib.Path
        In an existing folder.

    Yields
    ------
    pathlib.Path
        A new file with the ending of the target; removed if anything goes wrong, an interruption included.
    """
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent
        )
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written ({error.strerror}); check the permissions of its folder and the space left, "
            "or choose another place"
        ) from error
    os.close(handle)
    scratch = Path(name)
    try:
        yield scratch
        mask = os.umask(0)
        os.umask(mask)
        scratch.chmod(0o666 & ~mask)  # as any new file, not the private mode of a temporary one
        scratch.replace(target)
        tell_written(target)
    finally:
        scratch.unlink(missing_ok=True)


_HEARER: ContextVar[Callable[[Path], object] | None] = ContextVar("hearer", default=None)


def tell_written(target: Path) -> None:
    """Tell whoever wants to hear it that a file or folder was written.

    Parameters
    ----------
    target : pathlib.Path
    """
    if (hearer := _HEARER.get()) is not None:
        hearer(target)


@contextmanager
def hearing_of_written(hearer: Callable[[Path], object]) -> Iterator[None]:
    """Hear of every file that is written meanwhile, without a word about it in what writes them.

    Parameters
    ----------
    hearer : callable
        Called with the path, once the file is whole.
    """
    token = _HEARER.set(hearer)
    try:
        yield
    finally:
        _HEARER.reset(token)
