"""A pack while it is filled: each file that goes in becomes a part with its hash."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path, PurePosixPath

import pandas as pd

from bbafootprint.audit.manifest import SAFE_PATH, Part, Role
from bbafootprint.audit.typed_tables import write_table
from bbafootprint.errors import AuditError

DESCRIPTION = "datapackage.json"
BESIDE = ("README.md", "CHANGELOG.md", "LICENSE", "LICENSE.md", "LICENSE.txt")
"""What is written about a dataset, where it has it: it goes into the pack too."""
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


class PackFolder:
    """A folder that is being filled.

    Attributes
    ----------
    folder : pathlib.Path
    parts : dict of str to Part
        By path.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts: dict[str, Part] = {}

    def write(self, path: str, data: bytes, what: Role) -> str:
        """Write a part.

        Parameters
        ----------
        path : str
        data : bytes
        what : str

        Returns
        -------
        str
            The path.
        """
        target = self._place(path)
        target.write_bytes(data)
        return self._listed(path, what)

    def write_table(self, path: str, frame: pd.DataFrame, what: Role, given_as: str = "") -> str:
        """Write a table as a part, with the types of its columns.

        Parameters
        ----------
        path : str
        frame : pandas.DataFrame
        what, given_as : str

        Returns
        -------
        str
            The path.
        """
        data, columns = write_table(frame)
        self.write(path, data, what)
        update = {"columns": columns, "given_as": given_as}
        self.parts[path] = self.parts[path].model_copy(update=update)
        return path

    def copy(self, source: Path, room: str, what: Role) -> str:
        """Copy a file of the person's, byte for byte.

        Parameters
        ----------
        source : pathlib.Path
        room : str
            Folder of the pack.
        what : str

        Returns
        -------
        str
            The path: its own name where every system can have it, else a plain one with its ending.
        """
        path = self.free_name(room, source.name, what)
        shutil.copyfile(source, self._place(path))
        self._listed(path, what)
        if PurePosixPath(path).name != source.name:
            self.parts[path] = self.parts[path].model_copy(update={"given_as": source.name})
        return path

    def copy_dataset(self, source: Path, room: str, what: Role) -> str:
        """Copy the folder of a dataset: its description, the files that this lists, and what is written about it.

        A binary twin is not copied: what a pack rests on can be read by anybody.

        Parameters
        ----------
        source : pathlib.Path
        room : str
            Folder of the pack to put it in, such as ``factors``.
        what : str

        Returns
        -------
        str
            Path of the folder inside the pack.

        Raises
        ------
        AuditError
            If a file has a name that a pack cannot hold.
        """
        description = json.loads((source / DESCRIPTION).read_text(encoding="utf-8-sig"))
        listed = [DESCRIPTION, *(str(resource["path"]) for resource in description["resources"])]
        listed += [name for name in BESIDE if (source / name).is_file() and name not in listed]
        home = base = f"{room}/{description['name']}"
        again = 1
        while f"{home}/{DESCRIPTION}" in self.parts:
            again += 1
            home = f"{base}-{again}"
        for name in listed:
            path = f"{home}/{PurePosixPath(name)}"
            if not SAFE_PATH.fullmatch(path):
                raise AuditError(
                    f"{source / name} cannot go into an audit pack, because not every system can have a file of that "
                    "name. Give it a plain name (letters, digits, . _ -).",
                    folder=source,
                )
            shutil.copyfile(source / name, self._place(path))
            self._listed(path, what)
        return home

    def name_as(self, path: str, name: str) -> None:
        """Keep the name that a file was given as, where it is not that of the part.

        Parameters
        ----------
        path, name : str
        """
        given_as = "" if PurePosixPath(path).name == name else name
        self.parts[path] = self.parts[path].model_copy(update={"given_as": given_as})

    def leave_out(self, path: str) -> None:
        """Take a file out of the folder, and keep its hash.

        Parameters
        ----------
        path : str
        """
        (self.folder / path).unlink()
        self.parts[path] = self.parts[path].model_copy(update={"kept": False})

    def free_name(self, room: str, name: str, what: Role) -> str:
        """Return a path that is not taken: of this name, where every system can have it, else a plain one.

        Parameters
        ----------
        room, name, what : str

        Returns
        -------
        str
        """
        taken = {path.casefold() for path in self.parts}
        taken |= {path.rpartition("/")[0] for path in taken}  # nor is a file in the place of a folder
        plain = f"{room}/{name}"
        if SAFE_PATH.fullmatch(plain) and plain.casefold() not in taken:
            return plain
        suffix = Path(name).suffix
        suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
        number = 1
        while (path := f"{room}/{what.replace(' ', '-')}-{number}{suffix}").casefold() in taken:
            number += 1
        return path

    def _place(self, path: str) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _listed(self, path: str, what: Role) -> str:
        file = self.folder / path
        self.parts[path] = Part(path=path, what=what, bytes=file.stat().st_size, sha256=sha256_of_file(file))
        return path


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
