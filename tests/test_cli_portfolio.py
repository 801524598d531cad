"""``portfolio`` at the command line, on the example."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command import bbafootprint

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    for path in (ROOT / "examples" / "portfolio").iterdir():
        if path.suffix in (".csv", ".xlsx"):
            shutil.copy(path, tmp_path)
    return tmp_path


def arguments(desk: Path) -> list[object]:
    given = {"--companies": "companies.xlsx", "--lines": "lines.csv", "--fx": "fx.csv"}
    return [desk / "holdings.xlsx", *(part for name, file in given.items() for part in (name, desk / file))]


def test_the_terminal_shows_what_was_read_totals_companies_and_issues(desk: Path) -> None:
    done = bbafootprint("portfolio", *arguments(desk), "--explain", "H-003")
    assert done.returncode == 0, done.stderr
    for text in (
        "14 holdings read", "assessed: 8", "out of scope: 2", "rejected: 1", "Financed footprint, gross",
        "Habitat loss",
        "Delta Feed BV", "Near names: Epsilon Paper AG", "denominator-stale", "Attribution factor = outstanding x 0.87",
    ):  # fmt: skip
        assert text in done.stdout


def test_the_workbook_and_the_json_are_written(desk: Path) -> None:
    book, data = desk / "out.xlsx", desk / "out.json"
    more = ["--matches", desk / "matches.csv", "--before", desk / "holdings-2022.xlsx"]
    more += ["--benchmark", desk / "holdings-2022.xlsx"]
    done = bbafootprint("portfolio", *arguments(desk), *more, "-o", book, "--json", data)
    assert done.returncode == 0, done.stderr
    assert book.is_file()
    read = json.loads(data.read_text(encoding="utf-8"))
    assert read["counts"]["assessed"] == 9
    assert {"benchmark", "change", "change_by_company"} <= set(read)
    for row in read["change"]:
        parts = (
            "bought",
            "sold",
            "holdings_effect",
            "attribution_effect",
            "impact_effect",
            "coverage_effect",
        )
        assert sum(row[name] for name in parts) == pytest.approx(row["after"] - row["before"], rel=1e-9)


def test_strict_ends_with_3_under_the_coverage(desk: Path) -> None:
    done = bbafootprint("portfolio", *arguments(desk), "--strict", "99", "--strict", "habitat_loss=10")
    assert done.returncode == 3
    assert "under --strict: land_occupation is assessed for" in done.stderr
    assert "habitat_loss" not in done.stderr
    assert bbafootprint("portfolio", *arguments(desk), "--strict", "colour=5").returncode == 2


def test_strict_is_of_what_is_in_scope_and_of_assessed_volumes(desk: Path) -> None:
    (desk / "h.csv").write_text(
        "company,asset class,outstanding,currency,date\n"
        "c1,equity,10,EUR,2023-12-31\nc1,swap,90,EUR,2023-12-31\n", encoding="utf-8"
    )  # fmt: skip
    (desk / "c.csv").write_text(
        "company,EVIC,currency,report date\nc1,100,EUR,2023-12-31\n", encoding="utf-8"
    )
    (desk / "l.csv").write_text(
        "company,commodity,origin,quantity,unit,year\nc1,soybeans,Brazil,80,t,2023\nc1,unobtainium,Brazil,20,t,2023\n",
        encoding="utf-8",
    )
    given = ["portfolio", desk / "h.csv", "--companies", desk / "c.csv", "--lines", desk / "l.csv"]
    assert bbafootprint(*given, "--strict", "79").returncode == 0
    under = bbafootprint(*given, "--strict", "81")
    assert under.returncode == 3
    assert "land_occupation is assessed for 80.0 % of the outstanding amount in scope" in under.stderr
    (desk / "h.csv").write_text(
        "company,asset class,outstanding,currency,date\nc1,swap,90,EUR,2023-12-31\n", encoding="utf-8"
    )
    nothing = bbafootprint(*given, "--strict", "1")
    assert nothing.returncode == 3
    assert "no holding is in scope" in nothing.stderr


def test_what_cannot_be_used_ends_with_2_in_words(desk: Path) -> None:
    wrong = desk / "wrong.csv"
    wrong.write_text("company,asset class,outstanding\nc1,equity,x\n", encoding="utf-8")
    done = bbafootprint("portfolio", wrong, "--companies", desk / "companies.xlsx")
    assert done.returncode == 2
    assert "no holding can be used" in done.stderr
    missing = bbafootprint("portfolio", desk / "nothing.xlsx", "--companies", desk / "companies.xlsx")
    assert missing.returncode == 2
    over = bbafootprint("portfolio", *arguments(desk), "-o", desk / "companies.xlsx")
    assert over.returncode == 2
    assert "never overwritten" in over.stderr
    for ended in (done, missing, over):
        assert "Traceback" not in ended.stderr


def small(desk: Path, holdings: str, **more: str) -> list[object]:
    tables = {
        "h": holdings,
        "c": "company,EVIC,currency,report date\nc1,100,EUR,2023-12-31\n",
        "l": "company,commodity,origin,quantity,unit,year\nc1,soybeans,Brazil,80,t,2023\n",
    }
    for name, text in (tables | more).items():
        (desk / f"{name}.csv").write_text(text, encoding="utf-8")
    return ["portfolio", desk / "h.csv", "--companies", desk / "c.csv", "--lines", desk / "l.csv"]


HEAD = "company,asset class,outstanding,currency,date\n"


def test_issues_of_the_other_files_are_shown_and_marked(desk: Path) -> None:
    row = "c1,equity,10,EUR,2023-12-31\n"
    given = small(desk, HEAD + row, b=HEAD + "c1,equity,?,EUR,2023-12-31\n" + row.replace("c1", "c9"), n=HEAD + row
                  + "c1,thing,5,EUR,2023-12-31\n")  # fmt: skip
    given += ["--before", desk / "b.csv", "--benchmark", desk / "n.csv"]
    done = bbafootprint(*given, "-o", desk / "o.xlsx", "--json", desk / "o.json")
    assert done.returncode == 0, done.stderr
    assert "b.csv (--before)" in done.stdout
    assert "n.csv (--benchmark)" in done.stdout
    assert "[position-unread]" in done.stdout
    data = json.loads((desk / "o.json").read_text(encoding="utf-8"))
    assert {row["file"] for row in data["issues_of_before"]} == {"b.csv"}
    assert "amount-text" in {row["code"] for row in data["issues_of_before"]}
    assert "asset-class-unknown" in {row["code"] for row in data["issues_of_benchmark"]}
    assert "position-unread" in {row["code"] for row in data["issues"]}
    assert {"Issues of before", "Issues of benchmark"} <= set(load_workbook(desk / "o.xlsx").sheetnames)


def test_strict_tests_the_share_that_is_shown_and_says_what_is_not_in_it(desk: Path) -> None:
    row = "c1,equity,10,EUR,2023-12-31\n"
    done = bbafootprint(
        *small(desk, HEAD + row + row.replace("EUR", "USD").replace("10", "7")), "--strict", "99"
    )
    assert done.returncode == 0, done.stderr
    assert "--strict: 1 holding in scope without an amount is not in the shares it tests" in done.stderr
    none = bbafootprint(*small(desk, HEAD + row.replace("EUR", "")), "--strict", "99")
    assert none.returncode == 3
    assert "no holding in scope has an amount" in none.stderr
    assert "nan" not in none.stderr


def test_companies_are_shown_with_what_is_in_scope(desk: Path) -> None:
    row = "c1,equity,10,EUR,2023-12-31\n"
    done = bbafootprint(*small(desk, HEAD + row + row.replace("equity,10", "swap,970")))
    shown = done.stdout[done.stdout.index("Companies by") :].split("issues:")[0]
    assert "in scope EUR" in shown
    assert "980" not in shown


def test_an_explanation_is_in_the_json_and_an_unknown_holding_ends_at_once(desk: Path) -> None:
    given = small(desk, "id," + HEAD + "H-1,c1,equity,10,EUR,2023-12-31\n")
    done = bbafootprint(*given, "--json", "-", "--explain", "H-1")
    data = json.loads(done.stdout)
    assert data["explanation"]["holding"] == "H-1"
    assert "Attribution factor" in data["explanation"]["text"]
    wrong = bbafootprint(*given, "--explain", "H-9", "-o", desk / "o.xlsx")
    assert wrong.returncode == 2
    assert wrong.stdout == ""
    assert not (desk / "o.xlsx").exists()


def test_the_year_is_not_that_of_the_earlier_holdings_and_the_help_says_so() -> None:
    said = " ".join(bbafootprint("portfolio", "--help").stdout.split())
    assert "--year is not applied to them" in said
    assert "without INDICATOR for land occupation alone" in said
