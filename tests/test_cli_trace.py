"""``run --perspective``, ``explain`` and ``trace`` at the command line, on the example of consigned goods."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.command import bbafootprint

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "consigned.csv"

MIXES = """commodity,consignment,year,origin,share
cocoa_beans,NLD,2022,CIV,0.5
cocoa_beans,NLD,2022,GHA,0.5
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE, tmp_path))


@pytest.fixture
def cocoa(tmp_path: Path) -> Path:
    """A folder of trade data with a mix of cocoa."""
    import hashlib

    folder = tmp_path / "cocoa"
    folder.mkdir()
    (folder / "mixes.csv").write_text(MIXES, encoding="utf-8")
    digest = hashlib.sha256((folder / "mixes.csv").read_bytes()).hexdigest()
    package = {
        "name": "cocoa", "title": "A mix of cocoa", "version": "1.2.3", "licenses": [{"name": "CC0-1.0"}],
        "resources": [{"name": "mixes", "path": "mixes.csv", "hash": f"sha256:{digest}",
                       "bytes": (folder / "mixes.csv").stat().st_size}],
    }  # fmt: skip
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


def test_run_traced_and_direct_differ_and_say_why(sheet: Path) -> None:
    traced, direct = bbafootprint("run", sheet, "--perspective", "traced"), bbafootprint("run", sheet)
    assert traced.returncode == direct.returncode == 0, traced.stderr
    assert "perspective: traced with trade-open" in traced.stdout
    assert "1 line, 2,500 t traced" in traced.stdout
    assert "perspective:" not in direct.stdout
    for done in (traced, direct):
        assert "4 lines read = 4 assessed" in done.stdout
    assert "origin-consignment" in direct.stdout  # soybeans from the Netherlands


def test_the_json_of_a_run_records_what_traced_it(sheet: Path) -> None:
    done = bbafootprint("run", sheet, "--perspective", "traced", "--json", "-")
    data = json.loads(done.stdout)
    options = data["provenance"]["options"]
    assert options["perspective"] == "traced"
    (trade,) = options["trade"]
    assert trade["id"] == "trade-open"
    assert trade["hashes"]["mixes.csv"].startswith("sha256:")
    assert options["products"]["id"] == "products-open"
    assert data["lines"]["read"] == 4
    assert data["mass"]["read"] == pytest.approx(
        100 + 2500 + 320 * 0.6 + 12, rel=0.1
    )  # plywood of 0.5 to 0.7 t/m3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "cocoa-butter",
            ["shipped from Netherlands: 100 t", "consigned   from Netherlands (not traced", "world rung"],
        ),
        (
            "soy",
            [
                "soja from Nederland: 2,500 t",
                "trade-open",
                "soybeans 2022",
                "Brazil: 2,500 x 0.",
                "the sum of",
            ],
        ),
        ("plywood", ["320 m3 x", "of roundwood", "factor of Finland (country rung)"]),
        ("chocolate", ["12 t x", "of cocoa_beans", "Germany (name; consignment)", "world rung"]),
    ],
)
def test_the_four_lines_are_explained_end_to_end(sheet: Path, line: str, said: list[str]) -> None:
    done = bbafootprint("explain", sheet, "--line", line, "--perspective", "traced")
    assert done.returncode == 0, done.stderr
    for text in said:
        assert text in done.stdout, done.stdout


def test_trace_writes_the_lines_with_their_parts(sheet: Path, tmp_path: Path) -> None:
    for name in ("out.csv", "out.xlsx"):
        done = bbafootprint("trace", sheet, "-o", tmp_path / name)
        assert done.returncode == 0, done.stderr
        assert "4 lines: 1 traced into" in done.stdout
        assert (tmp_path / name).stat().st_size > 500
    assert "Brazil" in done.stdout
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith("line_id,sheet,row,")
    assert bbafootprint("trace", sheet, "-o", sheet).returncode == 2
    assert bbafootprint("trace", sheet, "-o", tmp_path / "out.pdf").returncode == 2


def test_more_trade_data_trace_more(sheet: Path, cocoa: Path) -> None:
    done = bbafootprint("trace", sheet, "--trade", cocoa, "--trade", "trade-open", "--json", "-")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["lines"] == {"read": 4, "traced": 2, "not_traced": 0}
    assert [entry["id"] for entry in data["trade"]] == ["cocoa", "trade-open"]
    butter = [row for row in data["rows"] if row["line_id"] == "cocoa-butter"]
    assert [(row["origin"], row["amount"]) for row in butter] == [("CIV", 50.0), ("GHA", 50.0)]
    assert butter[0]["traced_with"] == "cocoa 1.2.3, cocoa_beans 2022, as proxy of cocoa_butter"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--trade", "trade-open"], "perspective"),
        (["--perspective", "traced", "--trade", "nowhere"], "nowhere"),
        (["--perspective", "consumption"], "consumption"),
    ],
)
def test_what_cannot_be_asked(sheet: Path, words: list[str], said: str) -> None:
    done = bbafootprint("run", sheet, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_own_products_are_read_converted_and_never_overwritten(sheet: Path, tmp_path: Path) -> None:
    products = tmp_path / "own.csv"
    products.write_text(
        "product,name,primary_commodity,pe,source\nhouse_blend,House blend,soybeans,0.5,ours\n",
        encoding="utf-8",
    )
    table = tmp_path / "buys.csv"
    table.write_text("product,shipped from,t\nHouse blend,Netherlands,10\n", encoding="utf-8")
    done = bbafootprint("explain", table, "--line", "row2", "--perspective", "traced", "--products", products)
    assert done.returncode == 0, done.stderr
    assert "10 t x 0.5 = 5 t of soybeans" in done.stdout
    assert "as proxy of house_blend" in done.stdout
    before = products.read_bytes()
    assert bbafootprint("run", table, "--products", products, "--json", products).returncode == 2
    assert products.read_bytes() == before


def test_the_workbook_names_own_products(tmp_path: Path) -> None:
    products = tmp_path / "own.csv"
    products.write_text(
        "product,name,primary_commodity,pe,source\nhouse_blend,House blend,soybeans,0.5,ours\n",
        encoding="utf-8",
    )
    table = tmp_path / "buys.csv"
    table.write_text("product,origin,t\nHouse blend,Brazil,10\n", encoding="utf-8")
    out = tmp_path / "out.xlsx"
    done = bbafootprint("run", table, "--products", products, "-o", out)
    assert done.returncode == 0, done.stderr
    import openpyxl

    sheet = openpyxl.load_workbook(out)["By commodity"]
    assert (sheet["A5"].value, sheet["B5"].value) == ("House blend", "house_blend")
