"""The command line as a person or a pipeline meets it: output, files, exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bbafootprint.errors import BBAFootprintError
from tests.command import bbafootprint

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "examples" / "procurement.xlsx", tmp_path))


def test_run_tells_the_totals_and_what_is_not_in_them(sheet: Path) -> None:
    done = bbafootprint("run", sheet)
    assert done.returncode == 0, done.stderr
    for text in (
        "Habitat loss",
        "Habitat degradation",
        "42 lines read",
        "Not assessed, in no total",
        "rejected",
    ):
        assert text in done.stdout
    assert list(sheet.parent.iterdir()) == [sheet]  # nothing is written that was not asked for


def test_json_holds_what_it_promises(sheet: Path) -> None:
    done = bbafootprint("run", sheet, "--json", "-")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert {
        "totals",
        "rows",
        "lines",
        "by_commodity",
        "by_origin",
        "coverage",
        "issues",
        "provenance",
    } <= set(data)
    lines, mass = data["lines"], data["mass"]
    assert data["rows"] == lines["read"] == 42
    assert lines["read"] == lines["assessed"] + lines["not_assessed"] + lines["rejected"]
    assert mass["read"] == pytest.approx(mass["assessed"] + mass["not_assessed"] + mass["rejected"])
    assert {
        "indicator",
        "account",
        "unit",
        "value",
        "low",
        "high",
        "assessed_lines",
        "assessed_mass_share",
    } <= set(data["totals"][0])
    assert {"severity", "code", "sheet", "cell", "found", "message", "suggestion"} <= set(data["issues"][0])
    assert data["provenance"]["factor_sets"][0]["id"] == "bba-open"
    assert len(data["provenance"]["input"]["sha256"]) == 64


def test_the_example_has_its_two_errors_and_no_other(sheet: Path) -> None:
    data = json.loads(bbafootprint("check", sheet, "--json", "-").stdout)
    errors = {(i["cell"], i["found"]): i for i in data["issues"] if i["severity"] == "error"}
    assert set(errors) == {("F20", "nog te bevestigen"), ("B33", "Ruwe pallmolie")}
    assert "palm" in errors["B33", "Ruwe pallmolie"]["suggestion"].lower()


def test_the_same_run_gives_the_same_bytes(sheet: Path) -> None:
    one, two = (bbafootprint("run", sheet, "--json", "-").stdout for _ in range(2))
    assert one == two


def test_the_real_sheet_accounts_for_every_line(shared: Path, tmp_path: Path) -> None:
    source = shared / "corpora" / "procurement" / "purchases_1042_lines.xlsx"
    done = bbafootprint("run", source, "--json", tmp_path / "r.json", "-o", tmp_path / "r.xlsx")
    assert done.returncode == 0, done.stderr
    data = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert data["rows"] == 1042
    lines = data["lines"]
    assert lines["read"] == 4168 == lines["assessed"] + lines["not_assessed"] + lines["rejected"]
    assert lines["assessed"] > 3000
    assert len(data["not_assessed"]) == lines["not_assessed"] + lines["rejected"]
    assert all(entry["why"] for entry in data["not_assessed"])


def test_strict_asks_for_coverage(sheet: Path) -> None:
    assert bbafootprint("run", sheet, "--strict", "50").returncode == 0
    done = bbafootprint("run", sheet, "--strict", "99.99", "--strict", "habitat_loss=10")
    assert done.returncode == 3
    assert "land_occupation" in done.stderr
    assert "habitat_loss" not in done.stderr


@pytest.mark.parametrize("strict", ["none", "beauty=50", "habitat_loss=101"])
def test_a_strict_that_means_nothing_is_refused(sheet: Path, strict: str) -> None:
    done = bbafootprint("run", sheet, "--strict", strict)
    assert done.returncode == 2
    assert strict.split("=")[-1] in done.stderr or "beauty" in done.stderr


def test_the_input_is_never_the_target(sheet: Path) -> None:
    before = sheet.read_bytes()
    for command in (("run", sheet, "-o", sheet), ("check", sheet, "-o", sheet)):
        done = bbafootprint(*command)
        assert done.returncode == 2
        assert "is the input" in done.stderr
    assert sheet.read_bytes() == before


def test_a_target_that_cannot_be_written_is_said_before_the_work(sheet: Path, tmp_path: Path) -> None:
    done = bbafootprint("run", sheet, "-o", tmp_path / "nowhere" / "out.xlsx")
    assert done.returncode == 2
    assert "there is no folder" in done.stderr
    done = bbafootprint("run", sheet, "-o", tmp_path / "out.csv")
    assert done.returncode == 2
    assert ".xlsx" in done.stderr


def test_template_is_written_and_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "fill.xlsx"
    assert bbafootprint("template", target, "--lang", "fr").returncode == 0
    done = bbafootprint("template", target)
    assert done.returncode == 2
    assert "exists" in done.stderr


def test_explain_a_line(sheet: Path) -> None:
    done = bbafootprint("explain", sheet, "--line", "A001")
    assert done.returncode == 0, done.stderr
    assert "Brazil" in done.stdout
    assert "habitat_loss" in done.stdout
    assert bbafootprint("explain", sheet, "--line", "Z9").returncode == 2


def test_explain_a_group_or_the_total(sheet: Path, tmp_path: Path) -> None:
    data, table = tmp_path / "total.json", tmp_path / "total.csv"
    done = bbafootprint("explain", sheet, "--total", "--json", data, "--table", table, "--top", 2)
    assert done.returncode == 0, done.stderr
    assert "rejected      1 line, ? t, in no sum, because the quantity is not a number" in done.stdout
    explained = json.loads(data.read_text("utf-8"))
    loss = next(each for each in explained["indicators"] if each["indicator"] == "habitat_loss")
    listed = [part["value"] for part in loss["contributions"]]
    assert len(listed) == 2
    assert sum(listed) + loss["smaller"]["value"] == pytest.approx(loss["value"], rel=1e-12)
    assert table.read_text("utf-8-sig").startswith("indicator,kind,commodity,")
    group = ("--group", "origin=BRA", "--group", "commodity=soybean_meal", "--indicator", "habitat_loss")
    done = bbafootprint("explain", sheet, *group)
    assert "Lines of origin BRA, commodity soybean_meal" in done.stdout
    assert "land_occupation" not in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--line ID, --group COLUMN=VALUE (repeatable), or --total"),
        (("--total", "--line", "A001"), "--line and --total are given, and one thing is explained at a time"),
        (("--total", "--group", "origin=BRA"), "--group and --total are given"),
        (("--group", "origin"), "is not COLUMN=VALUE"),
        (("--group", "origin=Brazil"), "near it are: BRA"),
        (("--group", "origin=BRA", "--group", "origin=ARG"), "a line has one"),
        (("--group", "top=2"), "is an option of its own"),
        (("--total", "--indicator", "beauty"), "there is no indicator 'beauty'"),
        (("--total", "--table", "out.xlsx"), "must end in .csv"),
    ],
)
def test_explain_refuses_in_words(words: tuple[str, ...], said: str, sheet: Path) -> None:
    done = bbafootprint("explain", sheet, *words, cwd=sheet.parent)
    assert done.returncode == 2
    assert said in done.stderr
    assert [path.name for path in sheet.parent.iterdir()] == [sheet.name]


def test_explain_never_writes_over_its_input(tmp_path: Path) -> None:
    file = tmp_path / "lines.json"
    file.write_text("commodity,origin,quantity,unit\nsoybeans,BRA,10,t\n", encoding="utf-8")
    before = file.read_bytes()
    done = bbafootprint("explain", file, "--line", "x", "--json", file)
    assert done.returncode == 2
    assert "input" in done.stderr
    assert file.read_bytes() == before


def test_factor_sets_are_listed_shown_and_validated() -> None:
    assert "bba-open" in bbafootprint("factors", "list").stdout
    shown = bbafootprint("factors", "show", "bba-open").stdout
    assert "habitat_loss" in shown
    assert "licence" in shown
    done = bbafootprint("factors", "validate", ROOT / "factors" / "bba-open")
    assert done.returncode == 0, done.stdout
    done = bbafootprint("factors", "show", "bba-opne")
    assert done.returncode == 2
    assert "bba-open" in done.stderr


BAD_FILES: dict[str, bytes] = {
    "empty.xlsx": b"",
    "empty.csv": b"",
    "zeros.xlsx": b"\0" * 2000,
    "text.xlsx": b"commodity;origin;quantity;unit\nsoybeans;BRA;10;t\n",
    "table.pdf": b"commodity,origin,quantity,unit\nsoybeans,BRA,10,t\n",
    "page.xlsx": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "report.pdf": b"%PDF-1.4\n%...",
    "no_known_column.csv": b"colour,shape\nred,round\n",
    "duplicate_header.csv": b"commodity,origin,quantity,quantity,unit\nsoybeans,BRA,1,2,t\n",
    "zero_rows.csv": b"commodity,origin,quantity,unit\n",
    "nothing_usable.csv": b"commodity,origin,quantity,unit\nsoybeans,BRA,many,t\nsoybeans,BRA,,t\n",
    "no_unit.csv": b"commodity,origin,quantity\nsoybeans,BRA,10\n",
    "broken_quote.csv": b'commodity,origin,quantity,unit\n"soybeans,BRA,1,t\n',
}


@pytest.mark.parametrize("name", sorted(BAD_FILES))
@pytest.mark.parametrize("command", ["run", "check", "explain"])
def test_bad_files_end_in_words_and_exit_2(name: str, command: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name])
    extra = ["--line", "row2"] if command == "explain" else []
    done = bbafootprint(command, path, *extra)
    if command == "explain" and name in ("nothing_usable.csv", "no_unit.csv"):
        assert done.returncode in (0, 2)  # a rejected line can be explained
    else:
        assert done.returncode == 2, done.stdout + done.stderr
        assert "bbafootprint: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.xlsx", tmp_path):
        done = bbafootprint("run", path)
        assert done.returncode == 2
        assert str(path) in done.stderr


def test_a_password_is_named(shared: Path) -> None:
    done = bbafootprint("run", shared / "corpora" / "xlsx" / "pass_protected.xlsx")
    assert done.returncode == 2
    assert "password" in done.stderr


def test_text_in_one_quantity_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        "commodity,origin,quantity,unit\nsoybeans,BRA,10,t\nsoybeans,BRA,ten,t\n", encoding="utf-8"
    )
    data = json.loads(bbafootprint("run", path, "--json", "-").stdout)
    assert data["lines"] == {"read": 2, "assessed": 1, "not_assessed": 0, "rejected": 1}


def test_a_stray_cell_in_the_last_corner(sheet: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(sheet)
    book.active["XFD1048576"] = "x"  # type: ignore[index]
    far = tmp_path / "far.xlsx"
    book.save(far)
    done = bbafootprint("run", far, "--json", "-")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["lines"]["read"] == 42
    assert any("XFD1048576" in i["cell"] + i["message"] for i in data["issues"])


def test_what_nobody_knows_is_an_issue_with_its_cell_and_no_number(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        "commodity,origin,quantity,unit\nsoybaens,BRA,10,t\nsoybeans,Brasilia Land,10,t\nsoybeans,BRA,10,tonnees\n",
        encoding="utf-8",
    )
    done = bbafootprint("run", path, "--json", "-")
    data = json.loads(done.stdout)
    assert data["lines"]["assessed"] == 0
    assert all(total["value"] is None for total in data["totals"])
    issues = {i["found"]: i for i in data["issues"] if i["severity"] == "error"}
    assert {"soybaens", "Brasilia Land", "tonnees"} <= set(issues)
    assert issues["soybaens"]["cell"] == "A2"
    assert "soybeans" in issues["soybaens"]["suggestion"]
    assert issues["Brasilia Land"]["cell"] == "B3"
    assert issues["tonnees"]["cell"] == "D4"
    assert issues["tonnees"]["suggestion"]


def test_a_fault_of_the_library_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import bbafootprint.cli as cli

    def broken(**_: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr(cli, "cli", broken)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    assert "fault of the library" in capsys.readouterr().err


def test_our_own_errors_have_one_root() -> None:
    import bbafootprint.errors as errors

    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, Exception):
            assert issubclass(kind, BBAFootprintError), name


def test_the_written_workbook_is_one(sheet: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    target.write_text("something of mine")  # a target that exists is replaced as a whole
    assert bbafootprint("run", sheet, "-o", target).returncode == 0
    assert zipfile.is_zipfile(target)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.xlsx", "procurement.xlsx"]


def test_an_indicator_that_leaves_lines_out_is_said(sheet: Path) -> None:
    done = bbafootprint("run", sheet)
    assert "Habitat loss, Species loss conversion" in done.stdout
    data = json.loads(bbafootprint("run", sheet, "--json", "-").stdout)
    gap = next(
        g for g in data["gaps"] if g["primary_commodity"] == "wheat" and g["indicator"] == "habitat_loss"
    )
    assert (gap["lines"], gap["mass_t"], gap["status"]) == (1, 22000, "assessed")


def test_strict_counts_lines_of_unknown_mass(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        "commodity,origin,quantity,unit\nsoybeans,BRA,10,t\n" + "soybeans,BRA,tbc,t\n" * 9, encoding="utf-8"
    )
    done = bbafootprint("run", path, "--strict", "99")
    assert done.returncode == 3
    assert "10.0 % of lines" in done.stderr


def test_low_coverage_and_several_periods_are_said(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        "commodity,origin,2021 (t),2022 (t)\nsoybeans,BRA,1,1\neggs,BEL,50,50\n", encoding="utf-8"
    )
    done = bbafootprint("run", path)
    assert "Only 2 % of the tonnes are assessed" in done.stdout
    assert "over 2 periods together (2021 to 2022)" in done.stdout


def test_a_reader_that_stops_reading_does_not_change_the_outcome(sheet: Path) -> None:
    run = f'"{sys.executable}" -m bbafootprint run "{sheet}" --strict 99.99 2>/dev/null'
    command = f"{run} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 1


def test_all_rejected_still_writes_the_issues_as_json(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("commodity,origin,quantity,unit\nsoybeans,BRA,tbc,t\n", encoding="utf-8")
    done = bbafootprint("run", path, "--json", tmp_path / "r.json")
    assert done.returncode == 2
    data = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert data["lines"] == {"read": 1, "assessed": 0, "not_assessed": 0, "rejected": 1}
    assert data["issues"][0]["code"] == "quantity-text"


# ---- what changed between two factor sets ------------------------------------------------------------------------


@pytest.fixture
def two_sets(tmp_path: Path) -> tuple[Path, Path]:
    """Two versions of a small set: one factor changed, one removed, one better documented."""
    import pandas as pd

    from bbafootprint.factors import write_set

    rung = [{"rung": "country"}, {"rung": "world"}]
    document = {
        "name": "small", "title": "A small set", "version": "1.0.0", "licenses": [{"name": "CC0-1.0"}],
        "indicators": [
            {"id": "land_occupation", "account": "pressure", "unit": "ha yr", "kind": "stock", "method": "survey"}
        ],
        "ladder": {"land_occupation": rung},
    }  # fmt: skip
    grown = pd.DataFrame(
        {
            "commodity": "soybeans",
            "origin": ["ARG", "BRA", "PRY"],
            "production": [50.0, 100.0, 10.0],
            "unit": "t",
        }
    )
    rows = pd.DataFrame(
        {"commodity": "soybeans", "origin": ["ARG", "BRA", "PRY", "WLD"], "indicator": "land_occupation",
         "value": [0.4, 0.3, 0.5, 0.35], "unit": "ha yr", "quality": [2, 2, 2, 5]}
    )  # fmt: skip
    later = rows.assign(value=[0.4, 0.36, 0.5, 0.35], quality=[1, 2, 2, 5]).drop(index=2)
    write_set(tmp_path / "old", document, rows, producers=grown)
    write_set(tmp_path / "new", document | {"version": "1.1.0"}, later, producers=grown)
    return tmp_path / "old", tmp_path / "new"


def test_diff_tells_the_largest_effect_first(two_sets: tuple[Path, Path]) -> None:
    done = bbafootprint("factors", "diff", *two_sets)
    assert done.returncode == 0, done.stderr
    shown = done.stdout
    assert "small 1.0.0 -> small 1.1.0" in shown
    assert "version: 1.0.0 -> 1.1.0" in shown
    assert "production stands for trade" in shown
    changed = next(line for line in shown.splitlines() if line.strip().startswith("changed"))
    assert "BRA" in changed
    assert "6 ha yr" in changed  # 0.06 x 100
    assert "11 %" in changed  # of 0.4 x 50 + 0.3 x 100 + 0.5 x 10 = 55
    removed = next(line for line in shown.splitlines() if line.strip().startswith("removed"))
    assert "(world: 0.35)" in removed
    assert shown.index(changed) < shown.index(removed)
    assert "ARG" not in shown  # only its quality differs: counted, not listed
    only = bbafootprint("factors", "diff", *two_sets, "--top", "1").stdout
    assert "and 1 more" in only
    assert "PRY" not in only
    assert "PRY" in bbafootprint("factors", "diff", *two_sets, "--top", "1", "--all").stdout


def test_diff_for_machines(two_sets: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "changes.csv"
    done = bbafootprint("factors", "diff", *two_sets, "--json", "-", "-o", target)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert (data["old"], data["new"], data["identical"]) == ("small 1.0.0", "small 1.1.0", False)
    assert [entry["status"] for entry in data["factors"]] == ["changed", "removed", "same value"]
    assert data["factors"][1]["new"] is None
    assert data["factors"][1]["new_answer"] == 0.35
    (land,) = data["indicators"]
    assert (land["changed"], land["removed"], land["same_value"], land["unchanged"]) == (1, 1, 1, 1)
    assert {"item": "version", "old": "1.0.0", "new": "1.1.0"} in data["metadata"]
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("status,commodity,origin,region,practice,indicator,unit,old,new,ratio")
    assert len(lines) == 4


def test_a_set_does_not_differ_from_itself(two_sets: tuple[Path, Path]) -> None:
    old, _ = two_sets
    done = bbafootprint("factors", "diff", old, old)
    assert done.returncode == 0
    assert "no difference" in done.stdout


def test_diff_refuses_what_it_cannot_compare(two_sets: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = two_sets
    done = bbafootprint("factors", "diff", old, "unep-setac-2016")
    assert done.returncode == 2
    assert "no indicator in common" in done.stderr
    assert bbafootprint("factors", "diff", old, tmp_path / "absent").returncode == 2
    done = bbafootprint("factors", "diff", old, new, "-o", tmp_path / "changes.xlsx")
    assert done.returncode == 2
    assert ".csv" in done.stderr


def test_show_counts_qualities_and_regions() -> None:
    shown = bbafootprint("factors", "show", "unep-setac-2016").stdout
    assert "4 regional mean or proxy" in shown
    assert any(line.split()[:1] == ["ecoregion"] for line in shown.splitlines())
