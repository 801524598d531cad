"""One contender alone in a fresh process: peak memory, and rounds for the comparison of commits.

The child loads the input, gives freed memory back, notes what is resident, resets the high-water mark of the process,
and runs once. `peak` is the high water above what was resident, in MB: what the work needed on top of its input and
the loaded libraries. `process` is the high water itself, and `whole` that by the bytes of the input, if these are
over 10 MB. It is read from /proc/self, which Linux has; elsewhere memory is left out.
"""

from __future__ import annotations

import ctypes
import dataclasses
import gc
import importlib
import json
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.harness import Contender, Options, Work

ROOT = Path(__file__).resolve().parents[1]
LEAST_INPUT = 10**7  # bytes; beside less, the loaded libraries are all that a ratio shows
STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def in_a_child(
    work: Work,
    contender: Contender,
    options: Options,
    *,
    source: Path | None = None,
    rounds: int = 0,
    save: Path | None = None,
) -> dict[str, Any]:
    """Run a contender in a process of its own and return what it measured; `source` is the src to import from."""
    task = {
        "options": dataclasses.asdict(options), "section": work.section, "work": work.name, "size": work.size,
        "contender": contender.name, "rounds": rounds, "save": str(save or ""),
    }  # fmt: skip
    path = os.pathsep.join(filter(None, (str(source or ""), os.environ.get("PYTHONPATH", ""))))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", json.dumps(task)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{work.name}, {contender.name}, in a process of its own:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def resident() -> dict[str, float]:
    """Return what the process holds now and has held at most [MB]; nothing where /proc is absent."""
    if not STATUS.exists():
        return {}
    fields = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return {name: int(fields[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM")}


def give_back() -> None:
    """Return freed memory to the system, so that what loading left behind does not hide what the work takes."""
    import pyarrow as pa

    gc.collect()
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def run(task: dict[str, Any]) -> dict[str, Any]:
    """Load, run once for memory, and then as often as is asked for time."""
    import bbafootprint as bba
    from benchmarks.inventory import make_inventory, shipped

    chosen = {**task["options"]}
    options = Options(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in chosen.items()}
    )
    section = importlib.import_module(f"benchmarks.{task['section']}")
    work = next(
        each for each in section.works(options) if (each.name, each.size) == (task["work"], task["size"])
    )
    contender = next(each for each in work.contenders if each.name == task["contender"])
    state = contender.load()
    del work
    shipped()  # loaded before: a run of ours is not asked to load factors
    make_inventory.cache_clear()  # the contender keeps what it made of it
    give_back()
    before = resident()
    if before:
        RESET.write_text("5")
    result = contender.run(state)
    after = resident()
    found: dict[str, Any] = {}
    if before:
        found = {"peak": after["VmHWM"] - before["VmRSS"], "process": after["VmHWM"]}
        held = contender.held(state) if contender.held else 0
        if held >= LEAST_INPUT:
            found["whole"] = after["VmHWM"] * 1e6 / held
    if task["save"] and contender.answer:
        Path(task["save"]).write_bytes(pickle.dumps(contender.answer(result)))
    del result
    seconds = []
    for _ in range(task["rounds"]):
        start = time.perf_counter()
        contender.run(state)
        seconds.append(time.perf_counter() - start)
    return {**found, "seconds": seconds, "library": str(Path(bba.__file__).resolve().parents[1])}


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))))
