"""The examples of docs/factor-sets.md run, in order, and the page names every column of the format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bbafootprint.factors import load_factors
from bbafootprint.factors.metadata import Indicator, Licence, Resource, Source
from bbafootprint.factors.tables import TABLES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "factor-sets.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = []
    for example in EXAMPLES:
        exec(compile(example, "docs/factor-sets.md", "exec"), {})
        printed.append(capsys.readouterr().out)
    assert len(EXAMPLES) == 5
    assert "bba-open" in printed[0]
    assert printed[1].startswith("dataframe+bba-open 0+")
    assert printed[2] == "FactorSet('my-factors', version '1.0.0', 3 factors)\n"
    problems = printed[3].splitlines()
    assert len(problems) == 2
    assert "is not the file that datapackage.json describes" in problems[0]
    assert "factors.csv, row 3: origin is no code that we know ('GHN')" in problems[1]


def test_a_table_over_the_default_set_answers_first() -> None:
    own = load_factors("bba-open").to_frame().head(3).assign(value=0.0, low=0.0)
    both = load_factors(own, "bba-open")
    assert both.frame.loc[both.frame["layer"] == 0, "value"].tolist() == [0.0] * 3


@pytest.mark.parametrize("name", TABLES)
def test_the_page_names_every_column(name: str) -> None:
    for column in TABLES[name].columns:
        assert re.search(rf"\b{column}\b", PAGE), column


@pytest.mark.parametrize("model", [Indicator, Licence, Source])
def test_the_page_names_every_field_of_the_metadata(model: type) -> None:
    for field in model.model_fields:  # type: ignore[attr-defined]
        assert re.search(rf"\b{field}\b", PAGE), field


def test_the_page_names_the_needed_fields_of_a_resource() -> None:
    for name, field in Resource.model_fields.items():
        assert not field.is_required() or re.search(rf"\b{name}\b", PAGE), name
