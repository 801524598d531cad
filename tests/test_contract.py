"""The face of the library, its floors, and what its documents promise."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bbafootprint as bba

pytestmark = pytest.mark.once

FLOOR = {
    "errors": 0,
    "targets": 1, "schema": 1, "vocabulary": 1,
    "factors": 2,
    "ingest": 3, "trade": 3, "footprint": 3,  # they do not know each other
    "pipeline": 4,  # one run
    "balance": 5, "comparison": 5, "planning": 5, "portfolio": 5,  # what is made of runs
    "engines": 5,  # lines where they lie
    "contracts": 5,  # what its tables promise
    "disclosures": 6,
    "audit": 7, "report": 7,  # what shows them, and hands them in
    "cli": 8,
}  # fmt: skip
ROOMS_OF = {
    "pint": {"vocabulary/units.py"},
    "openpyxl": {"ingest", "report"},
    "python_calamine": set(),  # the builds of factor sets and the tests only
    "xlsxwriter": {"ingest", "report"},
    "click": {"cli/"},
    "rich": {"cli/terminal.py"},
    "babel": {"vocabulary/tables"},
    "matplotlib": {"report/plots"},
    "narwhals": {"engines"},
}
SOURCE = Path(bba.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_a_room_imports_only_from_lower_floors(path: Path) -> None:
    here = room(path)
    if here in ("__init__", "__main__"):
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "bbafootprint" or len(parts) < 2 or parts[1] not in FLOOR:
            continue
        assert (
            parts[1] == here or FLOOR[parts[1]] < FLOOR[here] or {parts[1], here} == {"schema", "vocabulary"}
        ), f"{path.relative_to(SOURCE)} on floor {FLOOR[here]} imports {name} from floor {FLOOR[parts[1]]}"


def test_every_room_has_its_floor() -> None:
    assert {room(path) for path in MODULES} - {"__init__", "__main__"} == set(FLOOR)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_third_parties_keep_to_their_room(path: Path) -> None:
    where = path.relative_to(SOURCE).as_posix()
    for name in imports(path):
        allowed = ROOMS_OF.get(name.split(".")[0])
        assert allowed is None or any(where.startswith(place) for place in allowed), f"{where} imports {name}"


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if room(path) != "cli"],
    ids=lambda p: p.relative_to(SOURCE).as_posix(),
)
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    ends = {"print", "exit", "quit", "SystemExit", "sys.exit", "os._exit", "sys.stdout", "sys.stderr"}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)}
    assert not named & ends


def test_calculate_imports_nothing_of_ours() -> None:
    assert not [n for n in imports(SOURCE / "footprint" / "calculate.py") if n.startswith("bbafootprint")]


def test_the_face_is_what_all_says() -> None:
    for name in bba.__all__:
        assert getattr(bba, name) is not None
    assert sorted(bba.__all__) == bba.__all__
    assert set(bba.__all__) <= set(dir(bba))
    for room in set(dir(bba)) - set(bba.__all__):
        assert getattr(bba, room).__name__ == f"bbafootprint.{room}"
    with pytest.raises(AttributeError, match="no attribute 'footprint_of'"):
        bba.footprint_of  # noqa: B018 - asking for it is the test


def test_errors_are_there_before_anything_is_loaded() -> None:
    code = (
        "import bbafootprint as bba; assert issubclass(bba.errors.InputError, bba.errors.BBAFootprintError)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_of_the_face_is_typed_as_what_is_loaded() -> None:
    face = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    typed = {
        alias.name: (node.module or "").removeprefix("bbafootprint.")
        for node in ast.walk(face)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bbafootprint")
        for alias in node.names
    }
    assert typed == bba._HOME_OF
    assert set(typed) == set(bba.__all__) - {"__version__"}


def test_importing_stays_light() -> None:
    heavy = [
        "openpyxl",
        "python_calamine",
        "xlsxwriter",
        "pint",
        "click",
        "rich",
        "pyarrow.parquet",
        "matplotlib",
    ]
    verbs = "bba.read_lines, bba.load_factors, bba.calculate_footprint, bba.group_lines"
    for use, loaded in (("", ["pandas", "pydantic", *heavy]), (verbs, heavy)):
        code = f"import sys, bbafootprint as bba; {use}\nprint([m for m in {loaded!r} if m in sys.modules])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]", use


def test_the_version_is_told_once(root: Path) -> None:
    import tomllib

    assert tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"] == bba.__version__


def test_the_pipeline_is_a_page(root: Path) -> None:
    assert len((SOURCE / "pipeline.py").read_text().splitlines()) < 150
