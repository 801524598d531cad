"""Check the sources against the hashes that the set was built from, before anything is read.

``sources.sha256`` has the format of ``sha256sum``: hash, two spaces, path relative to the folder of the sources.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

LIST = "sources.sha256"


def check(sources: Path, listed: Path) -> None:
    """Stop unless every listed file is there and is the one that the set was built from.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.
    listed : pathlib.Path
        ``sources.sha256``.

    Raises
    ------
    SystemExit
        With one message that names every missing or changed file, what was expected and found, and what to do.
    """
    problems = []
    for path, expected in read(listed).items():
        found = _hash(sources / path)
        if found != expected:
            said = f"found    {found}" if found else "missing"
            problems.append(f"  {path}\n    expected {expected}\n    {said}")
    if problems:
        raise SystemExit(
            f"The build did not start: {len(problems)} of its sources are missing or changed in {sources}\n"
            + "\n".join(problems)
            + "\nDownload the release that README.md names, or, where a new release is wanted, look at what "
            "changed,\nthen record it with --update-hashes and write it into CHANGELOG.md."
        )


def update(sources: Path, listed: Path) -> list[str]:
    """Record the hashes of the listed files as they are now, and return the paths that changed.

    Raises
    ------
    SystemExit
        If a listed file is missing: what is not there has no hash.
    """
    before = read(listed)
    after = {path: _hash(sources / path) for path in before}
    missing = [path for path, found in after.items() if not found]
    if missing:
        raise SystemExit(f"No hashes were recorded: {', '.join(missing)} missing in {sources}")
    text = "".join(f"{found}  {path}\n" for path, found in sorted(after.items()))
    listed.write_bytes(text.encode("utf-8"))
    return [path for path in before if before[path] != after[path]]


def read(listed: Path) -> dict[str, str]:
    """Return the hashes by path."""
    lines = listed.read_text(encoding="utf-8").splitlines()
    return {path: found for found, path in (line.split("  ", 1) for line in lines if line)}


def _hash(path: Path) -> str:
    """Return the SHA-256 of a file, or nothing where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
