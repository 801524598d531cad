"""What verifying a pack found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import pandas as pd

from bbafootprint.audit.manifest import Basis

CheckKind = Literal["file", "list", "content", "input", "recomputation", "numbers", "record"]
"""What was checked: a file against its hash; the files against the lists; whether the pack is what its format
and its own record say; an input that was given; whether the result can be computed; a table of the result; the record
of the run."""

_OF_FILES = ("file", "list", "input")


@dataclass(frozen=True)
class AuditCheck:
    """One thing that was checked.

    Attributes
    ----------
    part : str
        The file of the pack, or the input that was given.
    check : str
        A :data:`CheckKind`.
    ok : bool
    found, expected : str
        What is there and what should be.
    message : str
        What is wrong and what to do, in words; empty where nothing is.
    """

    part: str
    check: CheckKind
    ok: bool
    found: str = ""
    expected: str = ""
    message: str = ""


@dataclass(frozen=True)
class AuditVerification:
    """What verifying a pack found.

    Attributes
    ----------
    checks : tuple of AuditCheck
        Everything that was checked, files first.
    recomputed_from : {"input", "lines"} or None
        Where the recomputation began; None where there was none.
    why_not : str
        Why nothing was recomputed.
    not_redone : tuple of str
        What the recomputation does not redo, a sentence each.
    notes : tuple of str
        What is worth knowing and is no failure: other versions, a factor set that is not the shipped one of its name.
    seal : str
        Of the pack, to compare with the one that its maker gives; empty where the manifest is not whole.
    summary : str
        What the pack is of; empty where the manifest is not whole.
    """

    checks: tuple[AuditCheck, ...]
    recomputed_from: Basis | None
    why_not: str
    not_redone: tuple[str, ...]
    notes: tuple[str, ...]
    seal: str
    summary: str

    @property
    def failed(self) -> tuple[AuditCheck, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if not check.ok)

    @property
    def unchanged(self) -> bool:
        """Whether every file is as it was when the pack was written."""
        return all(check.ok for check in self.checks if check.check in _OF_FILES)

    @property
    def verified(self) -> bool:
        """Whether the result was recomputed, its tables compared, and nothing failed."""
        return self.recomputed_from is not None and not self.failed and self._compared

    @property
    def _compared(self) -> bool:
        return any(check.check == "numbers" for check in self.checks)

    def to_frame(self) -> pd.DataFrame:
        """Return the checks as a table.

        Returns
        -------
        pandas.DataFrame
            One row a check: `part`, `check`, `ok`, `found`, `expected`, `message`.
        """
        names = list(AuditCheck.__dataclass_fields__)
        rows = [[getattr(check, name) for name in names] for check in self.checks]
        return pd.DataFrame(rows, columns=pd.Index(names))

    def to_dict(self) -> dict[str, Any]:
        """Return what was found as JSON-ready data.

        Returns
        -------
        dict
            ``verified``, ``unchanged``, ``recomputed_from``, ``why_not``, ``not_redone``, ``notes``, ``seal``,
            ``summary``, ``checks``.
        """
        return {
            "verified": self.verified,
            "unchanged": self.unchanged,
            "recomputed_from": self.recomputed_from,
            "why_not": self.why_not,
            "not_redone": list(self.not_redone),
            "notes": list(self.notes),
            "seal": self.seal,
            "summary": self.summary,
            "checks": [asdict(check) for check in self.checks],
        }

    def __str__(self) -> str:
        """Return what was found in a few lines."""
        return "\n".join(self.sentences())

    def sentences(self) -> list[str]:
        """Return what was found, a line each: what failed, what was recomputed, what was not, the outcome.

        Returns
        -------
        list of str
        """
        files = [check for check in self.checks if check.check == "file"]
        tables = [check for check in self.checks if check.check == "numbers"]
        good, same = (sum(check.ok for check in group) for group in (files, tables))
        lines = [self.summary, f"seal: {self.seal}"] if self.seal else []
        lines.append(f"files: {good:,} of {len(files):,} are unchanged")
        lines += [f"note: {note}" for note in self.notes]
        lines += [f"FAILED {check.part}: {check.message}" for check in self.failed]
        if self.recomputed_from is None:
            lines.append(f"not recomputed: {self.why_not}")
        else:
            start = "input" if self.recomputed_from == "input" else "lines in the pack"
            lines.append(
                f"recomputed from the {start}: {same} of {len(tables)} tables are the same (numbers to 1e-9)"
            )
            lines += [f"not redone: {sentence}" for sentence in self.not_redone]
        lines.append(self.outcome())
        return [_shown(line) for line in lines]

    def outcome(self) -> str:
        """Return the outcome in a sentence, which claims no more than was done.

        Returns
        -------
        str
        """
        if self.failed:
            parts = dict.fromkeys(check.part for check in self.failed)
            shown = ", ".join(list(parts)[:5]) + (f" and {len(parts) - 5} more" if len(parts) > 5 else "")
            return f"NOT VERIFIED: {shown}"
        if self.recomputed_from is None or not self._compared:
            return (
                "HASHES ONLY: the files that are in the pack are unchanged; its numbers were not recomputed"
            )
        if self.recomputed_from == "lines":
            return "VERIFIED from the lines on: nothing was changed, and the lines in the pack give these numbers"
        return "VERIFIED: nothing was changed, and the input gives these numbers"


def _shown(text: str) -> str:
    """Return a text without what would move the cursor of a terminal: a pack may come from anybody."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text)
