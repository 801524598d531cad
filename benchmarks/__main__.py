"""``python -m benchmarks``: the whole scoreboard, as text, JSON, or a page.

python -m benchmarks                                   every section
python -m benchmarks footprint tracing --quick         two of them, small
python -m benchmarks --json FILE                       keep the figures
python -m benchmarks --page docs/benchmarks.md         make the page; with --from FILE of figures kept before
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.harness import Options, UnequalError
from benchmarks.scoreboard import SECTIONS, Board, line_of, run, section_head


def parser() -> argparse.ArgumentParser:
    """Return what the command takes."""
    made = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Time and memory beside other ways."
    )
    made.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all if none")
    made.add_argument("--lines", type=int, nargs="+", default=(), help="sizes of the footprint")
    made.add_argument(
        "--quick", action="store_true", help="small sizes, two rounds, no memory: that all is equal"
    )
    made.add_argument("--large", action="store_true", help="up to 10^7 lines in memory and 10^8 in files")
    made.add_argument(
        "--no-memory", dest="memory", action="store_false", help="no child processes for peak memory"
    )
    made.add_argument("--rounds", type=int, help="instead of those of each work")
    made.add_argument("--misses", type=float, default=0.01, help="share of lines of unknown goods")
    made.add_argument(
        "--skew", type=float, default=0.0, help="exponent of frequencies: 0 all alike, 1 as of words"
    )
    made.add_argument("--json", type=Path, help="keep the figures in this file")
    made.add_argument("--page", type=Path, help="write the page of the documentation")
    made.add_argument("--from", dest="kept", type=Path, help="with --page: figures of this file, no run")
    return made


def main(words: list[str]) -> int:
    given = parser().parse_args(words)
    if unknown := set(given.sections) - set(SECTIONS):
        print(f"no section {sorted(unknown)[0]!r}; there are {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    if given.kept:
        board = Board.from_json(given.kept.read_text(encoding="utf-8"))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            options = Options(
                sections=tuple(given.sections or SECTIONS), lines=tuple(given.lines), quick=given.quick,
                large=given.large, memory=given.memory and not given.quick, rounds=given.rounds,
                misses=given.misses, skew=given.skew, scratch=scratch,
            )  # fmt: skip
            last = ""
            try:
                board = Board.begin(options, "python -m benchmarks " + " ".join(_shown(words)))
                print(board.machine_text())
                for row in run(options):
                    head = section_head(row)
                    if head != last:
                        print(f"\n{head}")
                        last = head
                    print(line_of(row), flush=True)
                    board.rows.append(row)
                    if given.json:  # a run that is broken off keeps what it measured
                        given.json.write_text(board.to_json(), encoding="utf-8")
            except UnequalError as error:
                print(f"not equal: {error}", file=sys.stderr)
                return 1
    if not given.kept:  # figures of a run that was broken off stay those of one
        board.finish()
    print(f"\n{board.verdict()}")
    if given.json:
        given.json.write_text(board.to_json(), encoding="utf-8")
    if given.page:
        from benchmarks.page import page

        given.page.write_text(page(board), encoding="utf-8")
    return 0


def _shown(words: list[str]) -> list[str]:
    """Return the words of a command without the names of files of this machine."""
    shown, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("--json", "--page"):
            skip = True
        else:
            shown.append(word)
    return shown


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
