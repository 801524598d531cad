"""Read a great many damaged and odd files, and say whether any of them did harm.

Sound files are damaged (bytes flipped, cut out, doubled; parts of a container dropped, swapped or changed and the
container packed anew) and delimited texts are made from pieces that trouble readers. Each is read by a worker
process whose memory is bounded, for a bounded time. Harm is an exception that is no
:class:`bbafootprint.BBAFootprintError`, a worker that dies, takes too long or needs too much memory. The same seed
gives the same files. Run it from the root of the repository::

    python -m benchmarks.fuzz_files 20000 --seed 1 --keep harm/
    python -m benchmarks.fuzz_files 20000 --corpus ../shared/corpora

Exit code 1 if any input did harm.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import resource
import select
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]

SECONDS = 10.0
MEBIBYTES = 1024
LARGEST_SEED_BYTES = 300_000

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls", ".csv", ".tsv", ".txt", ".parquet")
TOKENS = (
    b"0", b"-1", b"1048576", b"1048577", b"99999999999999999999", b"1e308", b"1e999", b"nan", b"inf", b"-0",
    b"_x0041_", b"_xD800_", b'"', b"'", b"<", b">", b"&", b"&#0;", b"&#x10FFFF;", b"&amp;", b"]]>", b"<!--",
    b"-->", b"<![CDATA[", b"<?pi?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"XFD1048576", b"A1",
    b"AAAA1", b' t="s"', b' t="e"', b' s="9"', b' t="b"', b' t="d"', b' r="1"', b"<c>", b"</c>", b"<v/>",
    b"<f>A1</f>", b"<row>", b"</row>", b"<si>", b"</si>", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xff",
    b"\x80", b"\r", b"\n", b"\r\n", b"\xc2\xa0", b"sep=;\n",
)  # fmt: skip
CELLS = (
    "Cocoa beans", "palm oil", "1801", "Ghana", "BR", "Netherlands", "1.234", "1,234", "1 000,5", "1'000.5",
    "5 t", "5kg", "1.08697e+006", "-3", "#N/A", "TRUE", "2023-01-02", "01/02/2023", "70 %", "", " ",
    "\u00a0", '"', "a\nb", "=1+1", "1e400", "9" * 400, "Total", "quantity (t)", "Quantity", "Commodity",
    "Origin", "Unit", "2020", "2021", "é", "\u2009", "(5)", "5-", "1/2", "½", "١٢", "nan", "inf", "1_000",
    "0x10", ".", ",", "'", "-", "\ufeff", "\u202e", "😀", "x" * 5000, "NA", "None",
)  # fmt: skip


def flip(rng: random.Random, data: bytes) -> bytes:
    """Return bytes with some of them changed, cut out, doubled, swapped or replaced."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        if not changed:
            return rng.randbytes(rng.randrange(64))
        at = rng.randrange(len(changed))
        span = min(len(changed) - at, rng.choice((1, 2, 4, 16, 256, 4096)))
        match rng.randrange(6):
            case 0:
                changed[at] ^= 1 << rng.randrange(8)
            case 1:
                changed[at] = rng.choice((0, 1, 0x7F, 0x80, 0xFF))
            case 2:
                del changed[at : at + span]
            case 3:
                changed[at:at] = changed[at : at + span] * rng.choice((1, 1, 2, 50))
            case 4:
                changed[at : at + span] = rng.choice(TOKENS)
            case _:
                changed[at : at + span] = rng.randbytes(span)
    return bytes(changed[: 4 * LARGEST_SEED_BYTES])


def repack(rng: random.Random, data: bytes) -> bytes:
    """Return a container with parts changed inside; every checksum and size is right again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist() if not info.is_dir()]
    telling = [
        i for i, (name, _) in enumerate(parts) if not name.startswith(("docProps", "xl/theme", "Thumbnails"))
    ]
    for _ in range(rng.choice((1, 1, 2, 3))):
        i = rng.choice(telling)
        name, content = parts[i]
        match rng.randrange(12):
            case 0:
                parts[i] = (name, rng.choice(parts)[1])
            case 1:
                parts[i] = (name, b"")
            case 2:
                parts[i] = (rng.choice(parts)[0], content)
            case 3:
                parts[i] = (
                    name,
                    content.decode("utf-8", "replace").encode(
                        rng.choice(("utf-16", "latin-1", "utf-8-sig")), "replace"
                    ),
                )
            case _:
                parts[i] = (name, flip(rng, content))
    if rng.random() < 0.1 and len(parts) > 1:
        del parts[rng.randrange(len(parts))]
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of a name that is there twice, on purpose
        for name, content in parts:
            archive.writestr(name, content)
    return packed.getvalue()


def delimited(rng: random.Random) -> bytes:
    """Return a delimited text with what troubles readers in it."""
    mark = rng.choice((",", ";", "\t", "|", " "))
    end = rng.choice(("\n", "\r\n", "\r", None))
    lines = []
    if rng.random() < 0.1:
        lines.append(f"sep={mark}")
    if rng.random() < 0.8:
        lines.append(
            mark.join(
                rng.sample(
                    (
                        "Commodity",
                        "HS code",
                        "Origin",
                        "Quantity (t)",
                        "Unit",
                        "Year",
                        "2021 (kg)",
                        "Cocoa content",
                    ),
                    6,
                )
            )
        )
    for _ in range(rng.choice((0, 1, 3, 20, 300))):
        cells = [rng.choice(CELLS) for _ in range(rng.choice((6, 6, 6, 5, 7, 1)))]
        if rng.random() < 0.3:
            cells = ['"' + cell.replace('"', '""') + '"' for cell in cells]
        lines.append(mark.join(cells))
    text = "".join(line + (end or rng.choice(("\n", "\r\n", "\r"))) for line in lines)
    data = text.encode(
        rng.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "utf-32")), "replace"
    )
    return flip(rng, data) if rng.random() < 0.4 else data


def own_seeds(folder: Path) -> list[Path]:
    """Write sound files of the kinds that are read, for a run without a corpus."""
    import openpyxl
    import pandas as pd
    import xlsxwriter

    table = [["Commodity", "Origin", "Quantity (t)", "Date", "Cocoa content"], ["Cocoa & co", "Ghana", 12.5, None, 0.7],
             ["Palm oil", "Indonesia", "1.234,5", None, 0.5], ["Soya beans", "Brazil", 3, None, None]]  # fmt: skip
    with xlsxwriter.Workbook(folder / "xlsxwriter.xlsx") as book:
        sheet = book.add_worksheet("Data")
        for i, row in enumerate(table):
            sheet.write_row(i, 0, row)
        sheet.write_formula("C5", "=SUM(C2:C4)", None, 20)
        sheet.write_formula("C6", "=1/0", None, "#DIV/0!")
        sheet.write_datetime("D2", pd.Timestamp("2024-02-29"), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.merge_range("A8:C8", "note")
        book.add_worksheet("Hidden").hide()
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    book.active["C5"] = "=SUM(C2:C4)"
    book.save(folder / "openpyxl.xlsx")
    (folder / "plain.csv").write_text("\n".join(",".join(str(c or "") for c in row) for row in table))
    return sorted(folder.iterdir())


def make(rng: random.Random, seeds: list[tuple[str, bytes]]) -> tuple[str, bytes, str]:
    """Return suffix, bytes and description of one input."""
    if rng.random() < 0.3:
        return rng.choice((".csv", ".csv", ".tsv", ".txt", ".xlsx")), delimited(rng), "text"
    name, data = rng.choice(seeds)
    suffix = Path(name).suffix if rng.random() < 0.97 else rng.choice(SUFFIXES)
    if data.startswith(b"PK") and rng.random() < 0.75:
        try:
            return suffix, repack(rng, data), f"repacked {name}"
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError):
            pass  # not a sound container to begin with
    return suffix, flip(rng, data), f"flipped {name}"


def work() -> None:
    """Read the files named on standard input, each answered by a line of JSON."""
    import bbafootprint

    limit = MEBIBYTES * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (2 * limit, 2 * limit))  # address space, of which less is used
    warnings.simplefilter("error")
    for line in sys.stdin:
        began = time.perf_counter()
        try:
            found = f"{len(bbafootprint.read_lines(line.rstrip()))} lines"
            harm = ""
        except bbafootprint.BBAFootprintError as error:
            found, harm = type(error).__name__, ""
        except Exception as error:  # noqa: BLE001
            import traceback

            found, harm = type(error).__name__, traceback.format_exc()[-1500:]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        answer = {"seconds": time.perf_counter() - began, "found": found, "harm": harm, "mebibytes": peak}
        print(json.dumps(answer), flush=True)


class Worker:
    """A process that reads files, and is replaced when it dies or does not answer."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path) -> dict[str, object]:
        """Have a file read; return the worker's answer, or what became of the worker."""
        if self.process is None:
            command = [sys.executable, "-m", "benchmarks.fuzz_files", "--work"]
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process = self.process
        assert process.stdin is not None
        assert process.stdout is not None
        line, ready = b"", True
        with contextlib.suppress(BrokenPipeError):  # it died before it was asked
            process.stdin.write(f"{path}\n".encode())
            process.stdin.flush()
            ready = bool(select.select([process.stdout], [], [], SECONDS + 5)[0])
            line = process.stdout.readline() if ready else b""
        if not line:
            what = f"the process died (code {process.wait()})" if ready else "no answer in time"
            self.close()
            return {"seconds": SECONDS + 5, "found": what, "harm": what, "mebibytes": 0}
        answer: dict[str, object] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self.process = None


def run(
    inputs: int,
    seed: int,
    seeds: list[tuple[str, bytes]],
    keep: Path | None = None,
    tell: Callable[[str], object] = print,
) -> list[str]:
    """Read that many inputs; return what did harm, one text each."""
    worker, harm, found, worst, peak = Worker(), [], {}, (0.0, ""), 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(inputs):
            rng = random.Random(f"{seed}-{number}")
            suffix, data, what = make(rng, seeds)
            path = Path(folder) / f"input{suffix}"
            path.write_bytes(data)
            answer = worker.read(path)
            seconds, mebibytes = float(str(answer["seconds"])), float(str(answer["mebibytes"]))
            worst, peak = max(worst, (seconds, f"{number}: {what}")), max(peak, mebibytes)
            outcome = str(answer["found"])
            outcome = "lines" if outcome.endswith(" lines") else outcome
            found[outcome] = found.get(outcome, 0) + 1
            if answer["harm"] or seconds > SECONDS or mebibytes > MEBIBYTES:
                harm.append(f"{number} ({what}, {seconds:.1f} s, {mebibytes:.0f} MiB): {answer['harm']}")
                if mebibytes > MEBIBYTES:
                    worker.close()
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{number}{suffix}").write_bytes(data)
            path.unlink()
            if (number + 1) % 1000 == 0:
                tell(f"{number + 1:,} inputs, {len(harm)} did harm, worst {worst[0]:.2f} s, {peak:.0f} MiB")
    worker.close()
    tell(f"{inputs:,} inputs with seed {seed}: {len(harm)} did harm")
    tell(f"slowest {worst[0]:.2f} s ({worst[1]}); most memory of the worker {peak:.0f} MiB")
    tell(", ".join(f"{count:,} {what}" for what, count in sorted(found.items(), key=lambda item: -item[1])))
    return harm


def load_seeds(folders: Iterable[Path]) -> list[tuple[str, bytes]]:
    """Return the sound files below some folders, by name; large ones are left out, as they take long."""
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return [(path.name, path.read_bytes()) for path in paths if path.stat().st_size <= LARGEST_SEED_BYTES]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("inputs", type=int, nargs="?", default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--corpus", type=Path, action="append", default=[], help="a folder of files to damage"
    )
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that did harm")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work()
        return 0
    with tempfile.TemporaryDirectory() as folder:
        own_seeds(Path(folder))
        seeds = load_seeds([Path(folder), *options.corpus])
    print(f"{len(seeds)} files to damage")
    harm = run(options.inputs, options.seed, seeds, options.keep)
    for one in harm[:20]:
        print(one)
    return 1 if harm else 0


if __name__ == "__main__":
    sys.exit(main())
