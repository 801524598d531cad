"""Every example of the README and the documentation is run as it stands."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import bbafootprint

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: Path, *languages: str) -> list[str]:
    return [
        code for language, code in BLOCK.findall(page.read_text(encoding="utf-8")) if language in languages
    ]


PYTHON_PAGES = [page for page in PAGES if blocks(page, "python")]
SHELL_LINES = [
    (page, line.removeprefix("$ "))
    for page in PAGES
    for code in blocks(page, "console")
    for line in code.splitlines()
    if line.startswith("$ bbafootprint")
]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples, to work in."""
    for name in (
        "procurement.xlsx", "procurement_2025.xlsx", "consigned.csv", "own-products.csv", "scenario.toml",
        "commitment.toml",
    ):  # fmt: skip
        shutil.copy(ROOT / "examples" / name, tmp_path)
    shutil.copy(ROOT / "examples" / "belgium_soybeans" / "Soya_beans_Y2022_Belgium_trade.csv", tmp_path)
    shutil.copytree(ROOT / "examples" / "purchases", tmp_path / "purchases")
    for path in (ROOT / "examples" / "portfolio").iterdir():
        if path.suffix in (".csv", ".xlsx"):
            shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_of_own_products_shows_the_example() -> None:
    shown = blocks(ROOT / "docs" / "how-to" / "own-products.md", "csv")
    assert (ROOT / "examples" / "own-products.csv").read_text("utf-8").strip() == shown[0].strip()


@pytest.mark.parametrize(("page", "example"), [("what-if", "scenario"), ("commitments", "commitment")])
def test_the_pages_of_planning_show_the_examples(page: str, example: str) -> None:
    shown = blocks(ROOT / "docs" / "how-to" / f"{page}.md", "toml")
    assert (ROOT / "examples" / f"{example}.toml").read_text("utf-8").strip() == shown[0].strip()


def test_there_are_examples() -> None:
    assert len(PYTHON_PAGES) >= 2
    assert len(SHELL_LINES) >= 5


PRINTS = re.compile(r"^```python\n(?:(?!^```).*\n)*```\n\n```text", re.MULTILINE)


@pytest.mark.once
@pytest.mark.parametrize("page", PYTHON_PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_python_examples_run(page: Path, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On a page with outputs, a block of text after code is what the code prints, to the letter."""
    text = page.read_text(encoding="utf-8")
    shows = bool(PRINTS.search(text))
    scope: dict[str, object] = {"__name__": "example"}
    printed: str | None = None
    compared = 0
    for language, code in BLOCK.findall(text):
        if language == "python":
            exec(compile(code, str(page), "exec"), scope)
            printed = capsys.readouterr().out
        elif language == "text" and shows and printed is not None:
            assert [line.rstrip() for line in printed.splitlines()] == code.splitlines()
            compared += 1
        if language != "python":
            printed = None
    assert compared >= shows
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.mark.once
@pytest.mark.parametrize(("page", "line"), SHELL_LINES, ids=lambda v: v if isinstance(v, str) else v.name)
def test_command_line_examples_run(page: Path, line: str, desk: Path) -> None:
    words = shlex.split(line)
    if words[1] == "verify":  # the pack that the page had written before
        of_page = [other for other_page, other in SHELL_LINES if other_page == page]
        before = [other for other in of_page[: of_page.index(line)] if words[2] in shlex.split(other)]
        assert before
        assert bbafootprint(*shlex.split(before[-1])[1:]).returncode == 0
    done = bbafootprint(*words[1:])
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.once
@pytest.mark.parametrize("script", sorted(p.name for p in (ROOT / "examples").glob("*.py")))
def test_example_scripts_run(script: str, desk: Path) -> None:
    for name in ("procurement.xlsx", "build_procurement.py", script):
        shutil.copy(ROOT / "examples" / name, desk)
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.once
@pytest.mark.parametrize("name", ["procurement", "procurement_2025"])
def test_the_example_sheet_is_what_its_script_makes(name: str, desk: Path) -> None:
    from openpyxl import load_workbook

    kept = load_workbook(ROOT / "examples" / f"{name}.xlsx").active
    for script in ("build_procurement.py", f"build_{name}.py"):
        shutil.copy(ROOT / "examples" / script, desk)
    subprocess.run([sys.executable, f"build_{name}.py"], check=True)
    made = load_workbook(desk / f"{name}.xlsx").active
    assert kept.title == made.title
    assert list(kept.values) == list(made.values)


@pytest.mark.once
def test_links_inside_the_documentation_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:", "mailto:")):
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_shows_what_the_first_command_prints(desk: Path) -> None:
    (shown,) = blocks(ROOT / "README.md", "text")
    done = bbafootprint("run", "procurement.xlsx")
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    for line in shown.splitlines():
        assert line.rstrip() in printed


def test_the_page_of_columns_is_made_from_the_schema() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from build_columns import page
    finally:
        sys.path.pop(0)
    assert (ROOT / "docs" / "columns.md").read_text(encoding="utf-8") == page()


def test_every_problem_of_a_line_has_its_words() -> None:
    from bbafootprint.footprint.reasons import REASONS
    from bbafootprint.ingest.issues import PROBLEMS

    assert set(PROBLEMS) <= set(REASONS)
