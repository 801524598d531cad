"""``ledger`` at the command line, on the example of Belgium's soybeans."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.command import bbafootprint

ROOT = Path(__file__).resolve().parents[1]
NAME = "Soya_beans_Y2022_Belgium_trade.csv"


@pytest.fixture
def trade(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "examples" / "belgium_soybeans" / NAME, tmp_path))


def test_the_terminal_shows_perspectives_balance_and_origins(trade: Path) -> None:
    done = bbafootprint("ledger", trade, "--exports", trade, "--reporter", "BEL")
    assert done.returncode == 0, done.stderr
    for text in (
        "Three perspectives",
        "586,954",
        "131,063",
        "455,891",
        "Brazil",
        "Habitat loss",
        "consumption",
    ):
        assert text in done.stdout


def test_the_workbook_and_the_json_hold_the_same_tables(trade: Path) -> None:
    from openpyxl import load_workbook

    book, data = trade.with_name("out.xlsx"), trade.with_name("out.json")
    done = bbafootprint("ledger", trade, "--exports", trade, "--reporter", "BEL", "-o", book, "--json", data)
    assert done.returncode == 0, done.stderr
    read = json.loads(data.read_text(encoding="utf-8"))
    assert {
        "perspectives",
        "balance",
        "ledger_traced",
        "ledger_direct",
        "counts",
        "issues",
        "provenance",
    } == set(read)
    assert read["counts"]["imports"]["lines"] == 22
    assert read["balance"][0]["consumed"] == pytest.approx(455_891.10)
    opened = load_workbook(book, read_only=True)
    assert opened.sheetnames == [
        "Perspectives",
        "Balance",
        "Ledger traced",
        "Ledger direct",
        "Issues",
        "Method",
    ]
    rows = list(opened["Ledger traced"].iter_rows(min_row=3, values_only=True))
    opened.close()
    assert len(rows) - 1 == len(read["ledger_traced"])
    assert rows[1][rows[0].index("consumed")] == pytest.approx(read["ledger_traced"][0]["consumed"])


def test_what_cannot_be_used_ends_with_two(trade: Path) -> None:
    done = bbafootprint("ledger", trade, "--exports", trade)
    assert done.returncode == 2
    assert "reporter" in done.stderr
    missing = bbafootprint("ledger", trade.with_name("nothing.csv"))
    assert missing.returncode == 2
    over = bbafootprint("ledger", trade, "--reporter", "BEL", "-o", trade)
    assert over.returncode == 2
    assert "Traceback" not in done.stderr + missing.stderr + over.stderr


def test_production_transit_and_a_unit_from_the_command_line(tmp_path: Path) -> None:
    texts = {
        "in.csv": "commodity,origin,quantity,year\nsoybeans,Brazil,60,2022\nsoybeans,United States,20,2022\n",
        "out.csv": "commodity,quantity,year\nsoybeans,40,2022\n",
        "through.csv": "commodity,origin,quantity,year\nsoybeans,Brazil,20,2022\n",
        "grown.csv": "commodity,quantity,year\nsoybeans,20,2022\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = bbafootprint(
        "ledger", tmp_path / "in.csv", "--exports", tmp_path / "out.csv", "--transit", tmp_path / "through.csv",
        "--production", tmp_path / "grown.csv", "--reporter", "France", "--unit", "t", "--json", "-",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["balance"]
    # 20 of Brazil pass through; 40 of 40 + 20 + 20 leave: half
    assert (row["passed_on_transit"], row["passed_on_reexported"], row["consumed"]) == pytest.approx(
        (20, 30, 30)
    )
    assert (row["exported_of_production"], row["consumed_of_production"]) == pytest.approx((10, 10))


def test_a_statistic_is_refused_as_a_sheet_with_the_way_that_reads_it(trade: Path) -> None:
    for command in (["run"], ["check"], ["trace"], ["run", "--column", "commodity=A"]):
        done = bbafootprint(command[0], trade, *command[1:])
        assert done.returncode == 2
        assert f"bbafootprint ledger {NAME} --exports {NAME}" in done.stderr
        assert "Traceback" not in done.stderr


def test_partners_can_be_said_to_be_origins(trade: Path) -> None:
    done = bbafootprint("ledger", trade, "--reporter", "BEL", "--partner", "origin", "--json", "-")
    origins = {row["origin"] for row in json.loads(done.stdout)["ledger_direct"]}
    assert "BRA" in origins
