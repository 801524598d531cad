"""Files larger than memory: read a piece at a time, grouped, and added up; begun again where it was broken off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.engines import sources as piece_sizes
from bbafootprint.engines.columns import Wanted, find_wanted
from bbafootprint.engines.groups import FAULT, LINES, SUM, group_frame, limits_of, merge_groups
from bbafootprint.engines.keptkeys import read_back, written
from bbafootprint.engines.lines import lines_of
from bbafootprint.engines.pieces import Damaged, headers_in, pieces_of
from bbafootprint.engines.sameheaders import check_headers
from bbafootprint.engines.sources import Source, sources_of
from bbafootprint.errors import InputError, UnreadableFileError, UsageError
from bbafootprint.ingest.issues import issue_rows, issues_frame, make_issue
from bbafootprint.ingest.own_products import read_products
from bbafootprint.schema import Lines
from bbafootprint.targets import check_target, replacing
from bbafootprint.vocabulary.own_products import OwnProducts

CHECKPOINT_FORMAT = 2


@dataclass(frozen=True)
class Progress:
    """How far the reading of files has come.

    Attributes
    ----------
    lines : int
        Lines read so far.
    done, whole : int
        Bytes of the files that are read, and of all.
    """

    lines: int
    done: int
    whole: int


def group_files(
    files: str | Path | Sequence[str | Path],
    *,
    by: str | Sequence[str] = (),
    columns: Mapping[str, str | None] | None = None,
    unit: str | None = None,
    strict_units: bool = False,
    answers: str | Path | pd.DataFrame | Mapping[Any, str] | None = None,
    products: str | Path | pd.DataFrame | OwnProducts | None = None,
    checkpoint: str | Path | None = None,
    skip_damaged: bool = False,
    hashes: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Lines:
    """Sum the lines of files of any size that are alike in all but their quantity, and read the sums as lines.

    Parameters
    ----------
    files : str, pathlib.Path or sequence of these
        Parquet files or delimited text, one or many, or folders of them. Names of folders such as ``year=2023``
        are columns (Hive partitions).
    by, columns, unit, strict_units, answers, products
        As :func:`bbafootprint.group_lines` takes them. All files have the same headers for what is read.
    checkpoint : str or pathlib.Path, optional
        File (``.parquet``) that says after every piece what was read, so that the same call goes on where one was
        broken off. It is removed when all is read.
    skip_damaged : bool
        Leave out a part of a file that cannot be read, with an issue that names it, instead of stopping.
    hashes : bool
        Note the SHA-256 of every file in ``reading["files"]``, so that an audit pack says which files they were. They
        are read once more for that.
    progress : callable, optional
        Called with a :class:`Progress` after every piece.

    Returns
    -------
    Lines
        As :func:`bbafootprint.group_lines` returns them.

    Raises
    ------
    UnreadableFileError
        If a file, or a part of it, cannot be read or changes while it is; it is named.
    MissingColumnError, InputError, UsageError
        As :func:`bbafootprint.group_lines`; also if a file has other headers than the first, or the checkpoint is of
        other files or options, or files changed since.

    Notes
    -----
    Held in memory are a piece (about a million lines of Parquet, 16 MB of text) and the groups.
    """
    asked = [by] if isinstance(by, str) else list(by)
    own = read_products(products)
    given = [files] if isinstance(files, str | Path) else list(files)
    sources = sources_of(given)
    wanted = find_wanted(headers_in(sources[0]), asked, columns)
    check_headers(sources, wanted, asked, columns)

    @cache
    def limits_once(units: tuple[object, ...]) -> dict[object, float]:
        return limits_of(units, wanted, unit, strict_units)

    folders = [path for path in map(Path, given) if path.is_dir()]
    # What decides which quantities are too large, and where pieces begin, is the same until all is read.
    options = {"unit": unit, "strict_units": strict_units, "pieces": [piece_sizes.BATCH, piece_sizes.BLOCK]}
    state = _State(sources, wanted, options, None if checkpoint is None else Path(checkpoint), folders)
    for source, number, last, piece in pieces_of(sources, wanted, state.done):
        if isinstance(piece, Damaged):
            if not skip_damaged:
                raise UnreadableFileError(
                    f"{piece.what}. Write the file anew; or leave the part out: --skip-damaged, in Python "
                    "skip_damaged=True.",
                    path=source.path,
                )
            state.leave_out(source, number, piece.what)
        else:
            groups = group_frame(piece, wanted, lambda units: limits_once(tuple(units)))
            state.add(source, number, groups, last=last)
        if progress is not None:
            progress(state.progress(source))
    files_read = [_file_read(source, hashes) for source in sources]
    lines = lines_of(
        state.groups(), wanted, unit=unit, strict_units=strict_units, answers=answers, products=own
    )
    state.finish()
    issues = [*issue_rows(lines.issues), *(_damage(what) for what in state.damage)]
    named = sources[0].name if len(sources) == 1 else f"{len(sources):,} files, the first {sources[0].name}"
    about = {
        "source": named,
        "files": files_read,
        "damaged": state.damage,
    }
    return Lines(lines.frame, issues_frame(issues), {**lines.reading, **about})


class _State:
    """What was read so far, in memory and, where asked for, in a file that survives."""

    def __init__(
        self,
        sources: Sequence[Source],
        wanted: Wanted,
        options: Mapping[str, Any],
        checkpoint: Path | None,
        folders: Sequence[Path],
    ) -> None:
        self._wanted, self._sources = wanted, sources
        self._checkpoint = checkpoint
        self._groups: pd.DataFrame | None = None
        self._held: pd.DataFrame | None = None  # of a part of a file that is not read to its end
        self._about = {
            "format": CHECKPOINT_FORMAT,
            "files": [[source.name, source.bytes, source.modified] for source in sources],
            "wanted": {"quantity": wanted.quantity, "targets": wanted.targets, "own": list(wanted.own)},
            "options": dict(options),
        }
        self.done: dict[str, int] = {}
        self.damage: list[str] = []
        if checkpoint is not None:
            check_target(checkpoint, None, suffix=".parquet")
            if any(checkpoint.resolve() == source.path.resolve() for source in sources):
                raise UsageError(f"{checkpoint} is an input; choose another name for the checkpoint")
            if any(checkpoint.resolve().is_relative_to(folder.resolve()) for folder in folders):
                raise UsageError(
                    f"{checkpoint} lies in a folder that is read, and would be read as lines; choose another place"
                )
            if checkpoint.exists():
                self._load(checkpoint)

    def add(self, source: Source, number: int, groups: pd.DataFrame, *, last: bool) -> None:
        """Add the groups of a piece; they count, and are kept, once the last piece of its part of the file is read."""
        self._held = self._merged(self._held, groups)
        if last:
            self._groups, self._held = self._merged(self._groups, self._held), None
            self._note(source, number)
        else:
            self.done[source.name] = number + 1

    def _merged(self, before: pd.DataFrame | None, groups: pd.DataFrame) -> pd.DataFrame:
        return merge_groups([part for part in (before, groups) if part is not None], self._wanted)

    def leave_out(self, source: Source, number: int, what: str) -> None:
        """Note a piece that cannot be read."""
        self._held = None
        self.damage.append(what)
        self._note(source, number)

    def groups(self) -> pd.DataFrame:
        """Return the groups of all that was read."""
        if self._groups is None:
            raise InputError(
                "There is no line in the files that could be read; headers alone are not enough.",
                path=self._sources[0].path,
            )
        return self._groups

    def progress(self, source: Source) -> Progress:
        """Return how far it is."""
        at = self._sources.index(source)
        before = sum(each.bytes for each in self._sources[:at])
        share = min(self.done[source.name] / max(source.pieces, 1), 1.0)
        lines = sum(int(part[LINES].sum()) for part in (self._groups, self._held) if part is not None)
        return Progress(lines, before + int(source.bytes * share), sum(each.bytes for each in self._sources))

    def finish(self) -> None:
        """Remove the checkpoint: all is read."""
        if self._checkpoint is not None:
            self._checkpoint.unlink(missing_ok=True)

    def _note(self, source: Source, number: int) -> None:
        self.done[source.name] = number + 1
        if self._checkpoint is not None:
            self._save(self._checkpoint)

    def _save(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        groups = self._groups if self._groups is not None else pd.DataFrame({LINES: np.zeros(0, np.int64)})
        try:
            keys = {name: written(groups[name]) for name in self._texts(groups)}
        except TypeError as error:
            raise UsageError(
                f"checkpoint: {error}. Run without a checkpoint, or write that column as text"
            ) from error
        table = pa.Table.from_pandas(groups.assign(**keys), preserve_index=False)
        about = {**self._about, "done": self.done, "damage": self.damage}
        table = table.replace_schema_metadata({b"bbafootprint": json.dumps(about).encode()})
        with replacing(path) as scratch:
            pq.write_table(table, scratch)

    def _load(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            table = pq.read_table(path)
            about = json.loads((table.schema.metadata or {}).get(b"bbafootprint", b"null"))
        except (pa.ArrowException, OSError, ValueError) as error:
            raise InputError(
                f"{path} cannot be read as a checkpoint ({error}). Remove it, to begin anew.", path=path
            ) from error
        if not isinstance(about, dict) or about.get("format") != CHECKPOINT_FORMAT:
            raise UsageError(f"{path} is no checkpoint of this version; choose another name, or remove it")
        for what, said in (
            ("files", "files"),
            ("wanted", "columns"),
            ("options", "options (unit, strict units)"),
        ):
            if about[what] != json.loads(json.dumps(self._about[what])):
                raise UsageError(
                    f"{path} is the checkpoint of other {said}, or they changed since; remove it to begin anew, or "
                    "choose another name"
                )
        self.done, self.damage = about["done"], about["damage"]
        frame = table.to_pandas()
        if FAULT in frame.columns:
            self._groups = frame.assign(**{name: read_back(frame[name]) for name in self._texts(frame)})

    def _texts(self, frame: pd.DataFrame) -> list[str]:
        return [name for name in frame.columns if name not in (FAULT, LINES, SUM)]


def _file_read(source: Source, hashes: bool) -> dict[str, Any]:
    """Return what is noted of a file, once it is sure that it is the one that was read."""
    about: dict[str, Any] = {"name": source.name, "bytes": source.bytes}
    try:
        if hashes:
            with source.path.open("rb") as file:
                about["sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
        stat = source.path.stat()
    except OSError as error:
        raise UnreadableFileError(
            f"{source.name} is not there any more ({error.strerror}); run again.", path=source.path
        ) from error
    if (stat.st_size, stat.st_mtime_ns) != (source.bytes, source.modified):
        raise UnreadableFileError(
            f"{source.name} changed while it was read; run again when nothing writes to it.", path=source.path
        )
    return about


def _damage(what: str) -> dict[str, Any]:
    return make_issue(
        "part-damaged", f"{what}; it was left out.", suggestion="Write the file anew and run again."
    )
