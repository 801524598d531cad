"""Where sets are found."""

from __future__ import annotations

import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path

import pandas as pd
import pytest

from bbafootprint.errors import FactorSetError, FactorSetNotFoundError, InvalidFactorSetError, UsageError
from bbafootprint.factors import catalogue, list_factor_sets, load_factors, shipped_folders


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch):
    """Pretend that installed packages offer sets."""

    def offer(**points: str) -> None:
        found = [
            EntryPoint(name.strip("_"), value, catalogue.ENTRY_POINT_GROUP) for name, value in points.items()
        ]
        monkeypatch.setattr(
            catalogue, "entry_points", lambda group: found if group == "bbafootprint.factors" else []
        )

    return offer


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write a module that can be imported."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(name: str, text: str) -> str:
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return name

    return write


def test_a_path_a_text_and_the_metadata_file_name_the_same_set(acme: Path) -> None:
    hashes = {load_factors(source).sha256 for source in (acme, str(acme), acme / "datapackage.json")}
    assert len(hashes) == 1


def test_a_loaded_set_is_returned_as_it_is(acme: Path) -> None:
    loaded = load_factors(acme)
    assert load_factors(loaded) is loaded


@pytest.fixture
def shipped(acme: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "shipped_folders", lambda: {"acme": acme})
    return acme


@pytest.mark.usefixtures("shipped")
def test_a_name_nobody_knows() -> None:
    with pytest.raises(FactorSetNotFoundError) as caught:
        load_factors("akme")
    assert caught.value.name == "akme"
    assert "Did you mean 'acme'?" in str(caught.value)
    assert "Sets that can be loaded by name: acme." in str(caught.value)
    with pytest.raises(FactorSetNotFoundError) as caught:
        load_factors("zzzzzz")
    assert "Did you mean" not in str(caught.value)


@pytest.mark.usefixtures("shipped")
def test_a_name_wins_over_a_folder_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    (here / "acme").mkdir(parents=True)
    monkeypatch.chdir(here)
    assert load_factors("acme").version == "1.2.0"
    with pytest.raises(InvalidFactorSetError, match=r"datapackage\.json: is missing"):
        load_factors("./acme")


def test_a_file_is_no_set(acme: Path) -> None:
    with pytest.raises(FactorSetNotFoundError, match="is a file, and a factor set is a folder"):
        load_factors(acme / "factors.csv")


def test_something_else_is_no_set() -> None:
    with pytest.raises(UsageError, match="cannot be loaded from int"):
        load_factors(3)  # type: ignore[arg-type]


def test_without_a_name_the_default_set(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "shipped_folders", lambda: {"bba-open": acme})
    assert load_factors().id == "acme"


def test_the_list(shipped: Path, installed, module) -> None:
    installed(theirs=module("theirs_factors", f"folder = {str(shipped)!r}") + ":folder")
    table = list_factor_sets()
    assert list(table.columns) == [
        "name", "version", "title", "licence", "factors", "commodities", "origins", "regions", "where",
        "path",
    ]  # fmt: skip
    assert table.astype(object).to_numpy().tolist() == [
        ["acme", "1.2.0", "Factors of Acme", "CC0-1.0", 5, 1, 4, 1, "shipped", str(shipped)],
        [
            "theirs",
            "1.2.0",
            "Factors of Acme",
            "CC0-1.0",
            5,
            1,
            4,
            1,
            "installed: unknown",
            "theirs_factors:folder",
        ],
    ]


def test_a_list_without_sets_keeps_its_columns(installed, monkeypatch: pytest.MonkeyPatch) -> None:
    installed()
    monkeypatch.setattr(catalogue, "shipped_folders", dict)
    table = list_factor_sets()
    assert table.empty
    assert "where" in table.columns


def test_a_broken_set_is_listed_with_its_reason(shipped: Path, installed) -> None:
    installed(gone="no_such_module:folder")
    (shipped / "factors.csv").unlink()
    table = list_factor_sets().set_index("name")
    assert table.loc["acme", "title"].startswith("cannot be used: 1 problem(s), the first:")
    assert "no_such_module" in table.loc["gone", "title"]
    assert table["factors"].isna().all()


@pytest.mark.parametrize(
    "text",
    [
        "folder = {path!r}",
        "from pathlib import Path\nfolder = Path({path!r})",
        "def folder():\n    return {path!r}",
        "from pathlib import Path\ndef folder():\n    return Path({path!r})",
    ],
)
def test_an_installed_set(acme: Path, installed, module, text: str) -> None:
    installed(theirs=module("theirs_factors", text.format(path=str(acme))) + ":folder")
    assert load_factors("theirs").sha256 == load_factors(acme).sha256


def test_an_installed_set_inside_a_zip_file(acme: Path, tmp_path: Path, installed, monkeypatch) -> None:
    archive = tmp_path / "zipped.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        text = "from importlib.resources import files\ndef folder():\n    return files(__name__) / 'acme'\n"
        packed.writestr("zipped_factors/__init__.py", text)
        for file in acme.iterdir():
            packed.write(file, f"zipped_factors/acme/{file.name}")
    monkeypatch.syspath_prepend(str(archive))
    installed(zipped="zipped_factors:folder")
    assert load_factors("zipped").sha256 == load_factors(acme).sha256


def test_installed_sets_that_cannot_be_reached(installed, module) -> None:
    installed(gone="no_such_module:folder")
    with pytest.raises(FactorSetError, match="'gone' of the installed package unknown cannot be reached"):
        load_factors("gone")
    installed(odd=module("odd_factors", "folder = 3") + ":folder")
    with pytest.raises(FactorSetError, match="is offered as int"):
        load_factors("odd")


def test_two_packages_that_offer_one_name(installed) -> None:
    installed(same="a:b", same_="c:d")
    with pytest.raises(FactorSetError, match="offered by several installed packages"):
        load_factors("same")


def test_real_entry_points_are_asked_for(acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution on the path, as pip leaves it, is found by its entry point and named in the list."""
    site = tmp_path / "site"
    info = site / "acme_factors-1.2.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-factors\nVersion: 1.2.0\n")
    (info / "entry_points.txt").write_text("[bbafootprint.factors]\nacme-site = acme_site_factors:folder\n")
    (site / "acme_site_factors.py").write_text(f"folder = {str(acme)!r}\n")
    monkeypatch.syspath_prepend(str(site))
    assert load_factors("acme-site").id == "acme"
    table = list_factor_sets().set_index("name")
    assert table.loc["acme-site", "where"] == "installed: acme-factors"


def test_the_folders_of_shipped_sets_are_found_in_a_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a wheel the sets lie in the package; that place wins over the source checkout's."""
    package = tmp_path / "src" / "bbafootprint"
    for home in (package / "shipped_factors", tmp_path / "factors"):
        (home / "a-set").mkdir(parents=True)
        (home / "a-set" / "datapackage.json").touch()
        (home / "no-set").mkdir()
    monkeypatch.setattr(catalogue, "__file__", str(package / "factors" / "catalogue.py"))
    assert shipped_folders() == {"a-set": package / "shipped_factors" / "a-set"}
    (package / "shipped_factors").rename(package / "elsewhere")
    assert shipped_folders() == {"a-set": tmp_path / "factors" / "a-set"}


def test_a_folder_beside_an_installed_package_is_not_mistaken_for_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "bbafootprint"
    (tmp_path / "factors" / "a-set").mkdir(parents=True)
    (tmp_path / "factors" / "a-set" / "datapackage.json").touch()
    monkeypatch.setattr(catalogue, "__file__", str(package / "factors" / "catalogue.py"))
    assert shipped_folders() == {}


def test_a_dataframe_is_a_source(acme: Path) -> None:
    assert isinstance(load_factors(acme).to_frame(), pd.DataFrame)
    table = load_factors(acme).to_frame()
    again = load_factors(table)
    pd.testing.assert_series_equal(again.frame["value"], load_factors(acme).frame["value"])
