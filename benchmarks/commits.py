"""Two commits beside each other: ``python -m benchmarks.commits A B [SECTION ...]``.

Both are checked out to temporary worktrees, which are removed at the end. The benchmarks are those of this checkout;
ours alone runs, with the library of A and of B in processes of their own, in turn, the one that begins changing from
round to round, on the same input: names of the inventory and files are made once, by whichever runs first. Times of a
row are the runs of all its processes; the ratio is the median of B by A of one round, with the least and the
greatest. Then their answers are compared to 1e-9 (an answer of the portfolio moves with the factor set that made its
lines). A work that one of the two has not, because it lacks a function, is said and left out.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.child import in_a_child
from benchmarks.harness import Contender, Options, UnequalError, Work, check_equal
from benchmarks.scoreboard import ROOT, SECTIONS


@contextlib.contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """Give a temporary worktree of a commit, and remove it."""
    git = ["git", "-C", str(ROOT), "worktree"]
    done = subprocess.run([*git, "add", "--detach", str(folder), commit], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(
            f"no worktree of {commit!r}: {done.stderr.strip()}; give a commit, a branch or a tag"
        )
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], capture_output=True)


def compare(
    work: Work, contender: Contender, sources: dict[str, Path], options: Options, rounds: int, runs: int
) -> str:
    """Return the row of one contender: seconds of both, their ratio, memory, and whether answers are equal."""
    seconds: dict[str, list[float]] = {name: [] for name in sources}
    middle: dict[str, list[float]] = {name: [] for name in sources}
    memory: dict[str, list[float]] = {name: [] for name in sources}
    answers: dict[str, Any] = {}
    for at in range(rounds):
        for name in list(sources)[:: -1 if at % 2 else 1]:
            save = options.folder / f"answer-{name}.pickle" if at == 0 else None
            try:
                found = in_a_child(
                    work, contender, options, source=sources[name] / "src", rounds=runs, save=save
                )
            except RuntimeError as error:
                return f"{contender.name:44}  {name} cannot: {str(error).strip().splitlines()[-1][:90]}"
            if Path(found["library"]) != (sources[name] / "src").resolve():
                raise SystemExit(
                    f"{name} ran the library of another folder; install none that shadows PYTHONPATH"
                )
            seconds[name].extend(found["seconds"])
            middle[name].append(median(found["seconds"]))
            memory[name].append(found.get("peak", float("nan")))
            if save and save.exists():
                answers[name] = pickle.loads(save.read_bytes())
                save.unlink()
    a, b = sources
    ratios = [two / one for one, two in zip(middle[a], middle[b], strict=True)]
    return (
        f"{contender.name:44}{min(seconds[a]):10.4f}{median(seconds[a]):10.4f}{min(seconds[b]):10.4f}"
        f"{median(seconds[b]):10.4f}{median(ratios):8.3f} ({min(ratios):.3f} to {max(ratios):.3f})"
        f"{median(memory[a]):9,.0f}{median(memory[b]):9,.0f}  {same(answers)}"
    )


def same(answers: dict[str, Any]) -> str:
    """Return whether two answers are the same numbers, and where not."""
    import pandas as pd

    if len(answers) < 2:
        return "not compared"
    one, two = answers.values()
    if isinstance(one, list):
        one, two = (
            pd.concat([pd.DataFrame(each) for each in kept], keys=range(len(kept))) for kept in (one, two)
        )
    if not isinstance(one, pd.DataFrame):
        one, two = one.total()[["value", "sd"]], two.total()[["value", "sd"]]
    try:
        check_equal("B", two, one)
    except UnequalError as error:
        return f"NOT the same numbers: {error}"
    return "the same numbers"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.commits", description="Two commits, ours alone."
    )
    parser.add_argument("a", help="commit, branch or tag")
    parser.add_argument("b", help="another")
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; footprint if none")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each")
    parser.add_argument("--runs", type=int, default=3, help="runs in each process, after a first one")
    parser.add_argument("--lines", type=int, nargs="+", default=(), help="sizes of the footprint")
    parser.add_argument("--quick", action="store_true", help="small sizes")
    given = parser.parse_args(words)
    for name in given.sections:
        if name not in SECTIONS:
            print(f"no section {name!r}; there are {', '.join(SECTIONS)}", file=sys.stderr)
            return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the worktrees are removed then too
    different = False
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        scratch = folder / "scratch"
        scratch.mkdir()
        options = Options(lines=tuple(given.lines), quick=given.quick, scratch=str(scratch))
        sources = {
            label: stack.enter_context(checked_out(commit, folder / label))
            for label, commit in (("A", given.a), ("B", given.b))
        }
        print(f"A {given.a}, B {given.b}; {given.rounds} processes each, {given.runs} runs in each")
        for section in given.sections or ["footprint"]:
            for work in importlib.import_module(f"benchmarks.{section}").works(options):
                print(f"\n{section}: {work.name}, {work.size:,} {work.unit}\n{'':44}{'A: fastest':>10}{'middle':>10}"
                      f"{'B: fastest':>10}{'middle':>10}{'B / A':>8}{'':18}{'MB A':>9}{'MB B':>9}")  # fmt: skip
                for each in work.contenders:
                    if each.name.startswith("ours"):
                        row = compare(work, each, sources, options, given.rounds, given.runs)
                        different |= "NOT the same" in row
                        print(row, flush=True)
    return int(different)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
