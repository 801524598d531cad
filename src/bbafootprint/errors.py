"""What can go wrong, as a tree.

::

    BBAFootprintError
    ├── InputError                 the input cannot be used at all (exit code 2)
    │   ├── UnreadableFileError    not a file of its kind: damaged, protected, a wrong extension
    │   ├── MissingColumnError     a table without a column that is needed
    │   └── NoUsableLinesError     read, but nothing in it can be used
    ├── FactorSetError             something about a factor set
    │   ├── FactorSetNotFoundError no set of that name or folder
    │   ├── InvalidFactorSetError  the folder breaks the format; carries every problem
    │   └── IncompatibleFactorSetsError   sets that must not be layered or added
    ├── AuditError                 a folder that is no audit pack, or one that cannot be made
    └── UsageError                 a call that cannot be answered, with the way that can

A bad *cell* is never an exception: it is an issue (see :mod:`bbafootprint.schema`), and the run goes on.
Every message says what is wrong, where, what is right, and the next step.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class BBAFootprintError(Exception):
    """Root of every error that this library raises on purpose."""


class InputError(BBAFootprintError):
    """The input cannot be used.

    Attributes
    ----------
    path : pathlib.Path or None
        The file at fault, None for a table in memory.
    """

    def __init__(self, message: str, *, path: Path | None = None) -> None:
        super().__init__(message)
        self.path = path


class UnreadableFileError(InputError):
    """The file is not what its name says, is damaged, protected or refused for safety."""


class MissingColumnError(InputError):
    """A table without a column that is needed.

    Attributes
    ----------
    missing : tuple of str
        Names of :data:`bbafootprint.schema.COLUMNS` that were not found.
    """

    def __init__(self, message: str, *, missing: Sequence[str], path: Path | None = None) -> None:
        super().__init__(message, path=path)
        self.missing = tuple(missing)


class NoUsableLinesError(InputError):
    """The table was read and holds no line that can be used."""


class FactorSetError(BBAFootprintError):
    """Something about a factor set."""


class FactorSetNotFoundError(FactorSetError):
    """No shipped set, folder or installed package answers to that name.

    Attributes
    ----------
    name : str
        What was asked for.
    """

    def __init__(self, message: str, *, name: str) -> None:
        super().__init__(message)
        self.name = name


class InvalidFactorSetError(FactorSetError):
    """A factor set that breaks its format.

    Attributes
    ----------
    problems : tuple of str
        Everything that is wrong with it, one sentence each.
    """

    def __init__(self, message: str, *, problems: Sequence[str]) -> None:
        super().__init__("\n".join([message, *(f"  - {problem}" for problem in problems)]))
        self.problems = tuple(problems)


class IncompatibleFactorSetsError(FactorSetError):
    """Factor sets, or results made with them, that must not be put together."""


class AuditError(BBAFootprintError):
    """A folder that is no audit pack or must not be looked into, or a pack that would not verify.

    Attributes
    ----------
    folder : pathlib.Path or None
        The folder.
    """

    def __init__(self, message: str, *, folder: Path | None = None) -> None:
        super().__init__(message)
        self.folder = folder


class UsageError(BBAFootprintError):
    """A call that cannot be answered; the message names the call that can."""
