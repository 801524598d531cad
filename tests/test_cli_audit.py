"""An audit pack from the command line: written, verified, and refused in words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bbafootprint.audit import read_manifest
from tests.command import bbafootprint

TABLE = "Commodity;Origin;Quantity (t)\nsoybeans;BRA;1,5\nwheat;FRA;2\n"


@pytest.fixture
def desk(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small input, and a set that loads in no time."""
    (tmp_path / "bought.csv").write_text(TABLE)
    shutil.copytree(root / "factors" / "demo-company", tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*words: str) -> tuple[int, str, str]:
    return bbafootprint("run", "bought.csv", "--factors", "./mine", *words)


def test_a_pack_is_written_and_verified(desk: Path) -> None:
    code, out, _ = _run("--audit", "my pack", "--allocation", "mass", "--decimal", ",")
    seal = read_manifest(desk / "my pack").seal
    assert code == 0
    assert f"wrote my pack, seal {seal}; check it with: bbafootprint verify 'my pack'" in out
    done = bbafootprint("verify", "my pack")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == f"seal: {seal}"
    assert done.stdout.splitlines()[-1].startswith("VERIFIED")
    before = sorted(desk.iterdir())
    found = json.loads(bbafootprint("verify", "my pack", "--json", "-").stdout)
    assert found["verified"]
    assert found["seal"] == seal
    assert sorted(desk.iterdir()) == before


def test_a_changed_byte_ends_with_4_and_the_name_of_the_file(desk: Path) -> None:
    _run("--audit", "pack")
    path = desk / "pack" / "factors" / "demo-company" / "factors.csv"
    path.write_bytes(path.read_bytes().replace(b"0", b"1", 1))
    done = bbafootprint("verify", "pack", "--json", "found.json")
    assert done.returncode == 4
    assert "FAILED factors/demo-company/factors.csv: was changed" in done.stdout
    assert done.stderr.strip() == "NOT VERIFIED: factors/demo-company/factors.csv"
    found = json.loads((desk / "found.json").read_text())
    assert not found["verified"]
    assert [check["part"] for check in found["checks"] if not check["ok"]] == [
        "factors/demo-company/factors.csv"
    ]


def test_hashes_alone_end_with_5_and_claim_no_more(desk: Path) -> None:
    assert _run("--audit", "pack", "--audit-without-inputs")[0] == 0
    done = bbafootprint("verify", "pack")
    assert done.returncode == 5
    assert "HASHES ONLY" in done.stderr
    assert "VERIFIED" not in done.stdout + done.stderr
    assert "--input FILE" in done.stdout
    assert json.loads(bbafootprint("verify", "pack", "--json", "-").stdout)["recomputed_from"] is None
    shutil.copy("bought.csv", "renamed.csv")
    assert bbafootprint("verify", "pack", "--input", "renamed.csv").returncode == 0
    (desk / "other.csv").write_text(TABLE.replace("1,5", "1,6"))
    assert bbafootprint("verify", "pack", "--input", "other.csv").returncode == 4
    assert bbafootprint("verify", "pack", "--input", "nowhere.csv").returncode == 2


def test_an_older_pack_is_replaced_when_asked(desk: Path) -> None:
    assert _run("--audit", "pack")[0] == 0
    code, _, err = _run("--audit", "pack")
    assert code == 2
    assert "--overwrite" in err
    assert _run("--audit", "pack", "--overwrite")[0] == 0
    assert bbafootprint("verify", "pack").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--audit", "mine/pack"], "is, holds or lies in mine"),
        (["--audit", "bought.csv"], "is no folder"),
        (["--audit", "no/where"], "there is no folder no"),
        (["--audit", "mine"], "is, holds or lies in mine"),
        (["--audit", "."], "is no folder that can be made"),
        (["--overwrite"], "give --audit DIR"),
        (["--audit-without-inputs"], "give --audit DIR"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_work(desk: Path, words: list[str], said: str) -> None:
    before = sorted(desk.rglob("*"))
    code, out, err = _run(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert sorted(desk.rglob("*")) == before


def test_nothing_else_is_written_into_a_pack(desk: Path) -> None:
    _run("--audit", "pack")
    for words in (["-o", "pack/out.xlsx"], ["--json", "pack/out.json"], ["--html", "pack/out.html"]):
        code, _, err = _run("--audit", "pack", "--overwrite", *words)
        assert code == 2
        assert "lies in the audit pack" in err
    done = bbafootprint("verify", "pack", "--json", "pack/found.json")
    assert done.returncode == 2
    assert "would change it" in done.stderr
    assert bbafootprint("verify", "pack", "--input", "bought.csv", "--json", "bought.csv").returncode == 2
    assert bbafootprint("verify", "pack").returncode == 0


def test_what_is_no_pack_ends_in_words_and_exit_2(desk: Path) -> None:
    for folder in ("mine", "bought.csv", "nowhere"):
        done = bbafootprint("verify", folder)
        assert done.returncode == 2
        assert "audit pack" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_sheet_of_which_no_line_can_be_used_gives_no_pack(desk: Path) -> None:
    (desk / "bought.csv").write_text("Commodity;Origin;Quantity (t)\nsoybeans;BRA;soon\n")
    assert _run("--audit", "pack")[0] == 2
    assert not (desk / "pack").exists()
