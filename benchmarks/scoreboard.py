"""The scoreboard: sections run one after the other, machine and versions beside their rows, as text and JSON."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import platform
import subprocess
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.harness import Options, Row, measure, slopes

SECTIONS = (
    "footprint", "streaming", "reading", "workbook", "loading", "unknown_names", "tracing", "uncertainty",
    "intervals", "portfolio",
)  # fmt: skip
PACKAGES = (
    "pandas", "numpy", "pyarrow", "polars", "duckdb", "narwhals", "bw2calc", "pymrio", "python-calamine", "xlsxwriter",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]


def run(options: Options) -> Iterator[Row]:
    """Yield the rows of the chosen sections; stop with `UnequalError` where results differ."""
    for name in options.sections:
        section, found = importlib.import_module(f"benchmarks.{name}"), []
        for work in section.works(options):
            for row in measure(work, options):
                found.append(row)
                yield row
        yield from slopes(found)


def machine() -> dict[str, Any]:
    """Return what the figures depend on, without names of a host or a folder."""
    model, memory = platform.processor() or platform.machine(), None
    cpu, held = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if cpu.exists():
        named = [
            line.split(":", 1)[1].strip()
            for line in cpu.read_text().splitlines()
            if line.startswith("model name")
        ]
        model = named[0] if named else model
    if held.exists():
        memory = round(int(held.read_text().split()[1]) * 1024 / 1e9, 1)
    return {"cores": os.cpu_count(), "cpu": model, "memory_gb": memory, "system": platform.system(),
            "architecture": platform.machine()}  # fmt: skip


def versions() -> dict[str, str]:
    """Return the versions of Python and of all that is measured; those that are not installed are left out."""
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def commit() -> str:
    """Return the short id of the commit, with a plus if the files differ from it; empty outside of git."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else ""

    return git("rev-parse", "--short=10", "HEAD") + (
        "+" if git("status", "--porcelain", "-uno", "src") else ""
    )


@dataclasses.dataclass
class Board:
    """Rows, and what they were measured with; `seconds` is what the whole run took."""

    command: str
    machine: dict[str, Any]
    versions: dict[str, str]
    commit: str
    date: str
    rows: list[Row] = dataclasses.field(default_factory=list)
    load: float | None = None  # of the machine at the beginning, per core
    seconds: float = 0.0
    started: float = 0.0

    @classmethod
    def begin(cls, options: Options, command: str) -> Board:
        """Note machine, versions and commit."""
        load = round(os.getloadavg()[0] / (os.cpu_count() or 1), 2) if hasattr(os, "getloadavg") else None
        today = time.strftime("%Y-%m-%d")
        return cls(command.strip(), machine(), versions(), commit(), today, load=load, started=time.time())

    def finish(self) -> None:
        """Note how long it took."""
        if self.started:
            self.seconds, self.started = time.time() - self.started, 0.0

    def to_json(self) -> str:
        """Return all as JSON."""
        rows = [{**dataclasses.asdict(row), "met": row.met} for row in self.rows]
        return json.dumps({**vars(self), "rows": rows}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Board:
        """Read what `to_json` wrote."""
        found = json.loads(text)
        rows = [
            Row(**{name: value for name, value in row.items() if name != "met"}) for row in found.pop("rows")
        ]
        return cls(**found, rows=rows)

    def machine_text(self) -> str:
        """Return machine and versions in two lines."""
        held = f", {self.machine['memory_gb']:g} GB" if self.machine["memory_gb"] else ""
        busy = f"; load at the start {self.load:g} a core" if self.load is not None else ""
        return (
            f"{self.machine['cores']} cores of {self.machine['cpu']}{held}, {self.machine['system']} "
            f"{self.machine['architecture']}{busy}\n"
            + ", ".join(f"{name} {number}" for name, number in self.versions.items())
            + (f"; commit {self.commit}" if self.commit else "")
        )

    def verdict(self) -> str:
        """Return how many of what was asked were met, and those that were not."""
        asked = [row for row in self.rows if row.met is not None]
        missed = [row for row in asked if not row.met]
        lines = [f"asked: {len(asked)}, met: {len(asked) - len(missed)}, missed: {len(missed)}"]
        lines += [
            f"  missed: {row.work}, {row.size:,} {row.unit}, {row.contender}: {row.of} {row.measured:.3g}, "
            f"asked at most {row.asked:g}"
            for row in missed
        ]
        return "\n".join([*lines, f"{self.seconds:,.0f} s"])


def section_head(row: Row) -> str:
    """Return the heading of the rows of one work and size."""
    columns = (
        f"{'fastest [s]':>12}{'middle [s]':>11}{'ratio':>8}{'peak [MB]':>11}{'/input':>8}  asked / measured"
    )
    return f"{row.section}: {row.work}, {row.size:,} {row.unit}\n{'':44}{columns}"


def line_of(row: Row) -> str:
    """Return a row as text."""
    numbers = (("12.4f", row.fastest), ("11.4f", row.middle), ("8.2f", row.ratio), ("11,.0f", row.peak),
               ("8.2f", row.whole))  # fmt: skip
    cells = "".join(
        f"{value:{form}}"
        if value is not None
        else " " * int("".join(filter(str.isdigit, form.split(".")[0])))
        for form, value in numbers
    )
    return f"{row.contender:44}{cells}  {verdict_of(row)}".rstrip()


def verdict_of(row: Row) -> str:
    """Return what was asked and measured, and whether it was met."""
    if row.measured is None or not (row.asked is not None or row.fastest is None):
        return ""
    if row.asked is None:
        return f"{row.measured:.4g} {row.of}"
    return f"{row.of} <= {row.asked:g} / {row.measured:.3g}: {'met' if row.met else 'MISSED'}"
