"""What stands on the page: the numbers of the result, and nothing that a text of the input could do."""

from __future__ import annotations

import itertools
import re
import shutil
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import babel.numbers
import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import UsageError
from bbafootprint.footprint.ecosystems import UNCOVERED_ECOSYSTEMS
from bbafootprint.footprint.reasons import REASONS
from bbafootprint.footprint.resolve import RUNGS
from bbafootprint.report.page.document import page
from bbafootprint.report.page.markup import Markup, clean, cut, el
from bbafootprint.report.page.words import words
from bbafootprint.schema import LANGUAGES
from tests.command import bbafootprint

VOID = {"meta", "link", "input", "br"}


class Node:
    def __init__(self, tag: str, attributes: dict[str, str], parent: Node | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Node | str] = []

    def all(self, tag: str = "", **attributes: str) -> list[Node]:
        found = []
        for child in self.children:
            if isinstance(child, Node):
                wanted = not tag or child.tag == tag
                has = all(
                    value in child.attributes.get(name.rstrip("_"), "").split()
                    for name, value in attributes.items()
                )
                found += [child] if wanted and has else []
                found += child.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class Tree(HTMLParser):
    """The elements of a page; what is not closed in order is a fault."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.here = self.root = Node("", {}, None)
        self.feed(text)
        self.close()
        assert self.here is self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


@pytest.fixture(scope="module")
def tree(example: bba.Footprint) -> Node:
    return Tree(page(example)).root


def test_headline_numbers_are_those_of_the_result(tree: Node, example: bba.Footprint) -> None:
    total = example.total()
    cards = {
        card.attributes["aria-labelledby"].removeprefix("card-"): card
        for card in tree.all("article", class_="card")
    }
    assert set(cards) == set(total.index)
    for name, row in total.iterrows():
        value, intensity = (float(data.attributes["value"]) for data in cards[str(name)].all("data"))
        assert (value, intensity) == (row["value"], row["intensity"])
        said = cards[str(name)].text
        for shown in (words("en").number(row["low"]), words("en").number(row["high"])):
            assert shown in said
        assert f"{words('en').percent(row['assessed_mass_share'])} of tonnes" in said
        assert f"{words('en').percent(row['assessed_line_share'])} of lines" in said
        assert f"{row['quality']:.1f} of 5" in said


def test_every_amount_has_its_coverage_and_quality(tree: Node) -> None:
    amounts = [data for data in tree.all("data") if not _inside(data, "details") and not _inside(data, "dl")]
    assert len(amounts) > 300
    for data in amounts:
        place = data.parent
        assert place is not None
        if place.attributes.get("class") == "amount":  # of a card
            place = place.parent
            assert place is not None
            assert re.search(r"of tonnes.*of lines", place.text)
        else:
            assert place.all("span", class_="trust"), place.text


def test_bars_of_an_indicator_add_up_to_its_total(tree: Node, example: bba.Footprint) -> None:
    total = example.total()["value"]
    for panel in tree.all("article", class_="panel"):
        of_panel = total[panel.attributes["data-indicator"]]
        tables = panel.all("table", class_="bars")
        assert len(tables) == 2
        for table in [*tables, *(details for details in panel.all("details"))]:
            sums = sum(float(data.attributes["value"]) for data in table.all("data"))
            assert sums == pytest.approx(of_panel)
        heat = panel.all("table", class_="heat")[0].all("tbody")[0]
        cells = [cell for cell in heat.all("td") if "sum" not in cell.attributes.get("class", "").split()]
        assert sum(
            float(data.attributes["value"]) for cell in cells for data in cell.all("data")
        ) == pytest.approx(of_panel)


def test_goods_that_were_shipped_from_a_place_did_not_grow_there(tree: Node) -> None:
    (panel,) = (
        each
        for each in tree.all("article", class_="panel")
        if each.attributes["data-indicator"] == "habitat_loss"
    )
    titles = [title.text for title in panel.all("svg", class_="map")[0].all("title")]
    assert any(title.startswith("Brazil: ") for title in titles)
    assert not any(title.startswith(("Netherlands", "Germany")) for title in titles)
    assert any(title == "France: not assessed" for title in titles)
    assert "Unknown (via Netherlands)" in panel.text


def test_every_line_is_listed_and_what_is_not_assessed_is_no_zero(tree: Node, example: bba.Footprint) -> None:
    (table,) = tree.all("table", id="purchases")
    rows = table.all("tbody")[0].all("tr")
    assert [row.all("th")[0].text for row in rows] == example.to_frame()["line_id"].tolist()
    loss = [row.all("td")[5] for row in rows]
    frame = example.to_frame()
    for cell, value in zip(loss, frame["habitat_loss"], strict=True):
        assert (
            cell.text.startswith("not assessed")
            if np.isnan(value)
            else float(cell.attributes["data-v"]) == pytest.approx(value)
        )


def test_what_is_left_out_and_found_is_listed(tree: Node) -> None:
    (gaps,) = tree.all("section", id="gaps")
    assert "Ruwe pallmolie" in gaps.text
    assert "22,000" in gaps.text
    (issues,) = tree.all("section", id="issues")
    assert "Aankopen 2024!F20" in issues.text


def test_the_record_names_hashes_and_sources(tree: Node, example: bba.Footprint) -> None:
    (method,) = tree.all("section", id="method")
    record = example.provenance
    for said in (
        record["input"]["sha256"],
        record["lines_sha256"],
        record["factor_sets"][0]["sha256"],
        "Natural Earth",
    ):
        assert said in method.text


def test_its_parts_have_names(tree: Node) -> None:
    """Headings go down by one; drawings, tables and regions say what they are."""
    levels = [int(node.tag[1]) for node in tree.all() if re.fullmatch(r"h[1-6]", node.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    for node in tree.all("svg"):
        named = node.attributes.get("aria-hidden") == "true" or node.all("title")
        assert named, node.attributes
    for node in tree.all("th"):
        assert node.attributes.get("scope") in ("row", "col")
    identifiers = [node.attributes["id"] for node in tree.all() if "id" in node.attributes]
    assert len(identifiers) == len(set(identifiers))
    for node in tree.all():
        for name in node.attributes.get("aria-labelledby", "").split():
            assert name in identifiers


def test_it_loads_nothing_and_runs_nothing_of_others(tree: Node, example: bba.Footprint) -> None:
    (policy,) = (n.attributes["content"] for n in tree.all("meta") if n.attributes.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    for node in tree.all():
        assert not [
            name for name in node.attributes if name.startswith("on") or name in ("style", "src", "srcset")
        ]
        assert node.attributes.get("href", "#").startswith(("#", "data:,"))
    assert len(tree.all("script")) == len(tree.all("style")) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_has_every_word(lang: str) -> None:
    def leaves(table: dict[str, object], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
        found = {}
        for name, value in table.items():
            found |= leaves(value, (*path, name)) if isinstance(value, dict) else {(*path, name): str(value)}
        return found

    def texts(which: str) -> dict[tuple[str, ...], str]:
        file = files("bbafootprint.report.page.words") / f"{which}.toml"
        return leaves(tomllib.loads(file.read_text(encoding="utf-8")))

    english, own = texts("en"), texts(lang)
    assert own.keys() == english.keys()
    for key, text in own.items():
        assert text.strip() or key[0] == "format"
        assert sorted(re.findall(r"\{\w*\}", text)) == sorted(re.findall(r"\{\w*\}", english[key])), key
        if lang != "en" and len(english[key]) > 30:
            assert text != english[key], key
    said = words(lang).texts
    assert set(said["reason"]) == set(REASONS) - {""}
    assert set(RUNGS) <= set(said["method"])
    for name in ("bba-open", "unep-setac-2016", "demo-company"):
        factors = bba.load_factors(name)
        assert {indicator.id for indicator in factors.indicators} <= set(said["indicator"])
        assert {indicator.unit for indicator in factors.indicators} <= set(said["unit"])
        assert {*factors.ecosystems["ecosystem"].astype(str), *UNCOVERED_ECOSYSTEMS} <= set(said["ecosystem"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("value", [1234567.0, 98765.4, 12.345, 0.04567, -3.21, 0.0])
def test_numbers_are_written_as_the_language_does(lang: str, value: float) -> None:
    rounded = float(f"{value:.2e}")
    digits = 0 if value == 0 else max(0, 2 - int(np.floor(np.log10(abs(rounded)))))
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    expected = babel.numbers.format_decimal(rounded, pattern, locale=lang).replace("-", "−")
    assert words(lang).number(value) == expected
    assert words(lang).percent(0.84) == babel.numbers.format_percent(0.84, locale=lang)


def test_shares_and_small_numbers_are_not_rounded_to_what_they_are_not() -> None:
    english = words("en")
    assert [english.percent(share) for share in (0, 0.0004, 0.5, 0.9996, 1)] == [
        "0%",
        "<1%",
        "50%",
        ">99%",
        "100%",
    ]
    assert english.number(5.4229e-6) == "5.42\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻⁶"
    assert english.number(float("nan")) == "–"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_in_its_language(lang: str, example: bba.Footprint) -> None:
    text = page(example, lang)
    assert f'<html lang="{lang}">' in text
    names = {"en": "Cocoa beans", "fr": "Fèves de cacao", "nl": "Cacaobonen", "de": "Kakaobohnen"}
    places = {"en": "Indonesia", "fr": "Indonésie", "nl": "Indonesië", "de": "Indonesien"}
    assert names[lang] in text
    assert places[lang] in text


HOSTILE = (
    '=HYPERLINK("http://example.invalid")', "<script>alert(1)</script>", "</style><img src=x onerror=alert(1)>",
    "\" onmouseover='alert(1)", "\u202egnp.exe\u202c\u2066", "{0} {names} %s", "nul\x00 bell\x07", "&lt;b&gt;",
)  # fmt: skip
LONG = ("x" * 32_768, "word " * 6_500)


def test_no_text_of_the_input_does_anything() -> None:
    columns = [
        "line_id",
        "commodity",
        "hs_code",
        "origin",
        "region",
        "supplier",
        "quantity",
        "unit",
        "period",
    ]
    plain = dict(zip(columns, ["", "soybeans", "", "BRA", "", "S", "1", "t", "2024"], strict=True))
    rows = [{**plain, column: text} for text in HOSTILE for column in columns]
    table = pd.DataFrame(rows, dtype=object)
    named = table["line_id"] == ""
    table.loc[named, "line_id"] = [f"L{at}" for at in range(named.sum())]
    shown = page(bba.calculate_footprint(bba.read_lines(table)), "fr")
    tree = inert(shown)
    (listed,) = tree.all("table", id="purchases")
    for text in HOSTILE:
        assert clean(text) in listed.text


def test_texts_that_are_too_long_are_cut_and_said_so(example: bba.Footprint) -> None:
    assert example.lines is not None
    frame = example.lines.frame
    columns = [*(name for name in frame.columns if name.endswith("_as_given")), "supplier", "sheet", "period"]
    for text in LONG:
        lines = replace(
            example.lines,
            frame=frame.assign(**dict.fromkeys(columns, text)),
            issues=example.lines.issues.assign(found=text, message=text, suggestion=text, sheet=text),
            reading={**example.lines.reading, "source": text, "sheet": text},
        )
        shown = page(replace(example, lines=lines))
        assert len(shown) < 1_500_000
        body = inert(shown).all("body")[0].text
        assert max(map(len, re.findall(r"x+", body))) <= 600
        assert f"(cut: {len(text):,} characters)" in body


def inert(shown: str) -> Node:
    """Return the tree of a page, once nothing in it runs, loads or hides."""
    tree = Tree(shown).root
    assert len(tree.all("script")) == 1
    assert not tree.all("img")
    for node in tree.all():
        assert not [name for name in node.attributes if name.startswith("on") or name == "style"]
    body = tree.all("body")[0].text
    assert clean(body) == body
    return tree


def test_a_product_of_ones_own_may_be_called_anything(tmp_path: Path) -> None:
    products = pd.DataFrame(
        {
            "product": ['<b>Mix</b> & "more"'], "hs": [""], "input": ["cocoa_powder"], "pe": ["1"],
            "quality": ["2"], "source": ["ours"],
        }
    )  # fmt: skip
    table = pd.DataFrame(
        {"commodity": ['<b>Mix</b> & "more"'], "origin": ["CIV"], "quantity": [10.0], "unit": ["t"]}
    )
    lines = bba.read_lines(table, products=products)
    shown = page(bba.calculate_footprint(lines, products=products))
    assert "&lt;b&gt;Mix&lt;/b&gt; &amp; &quot;more&quot;" in shown
    assert "<b>Mix" not in shown


def test_markup_escapes_what_is_not_markup() -> None:
    assert (
        el("p", "<b>", Markup("<i>x</i>"), None, ["&"], title='"')
        == '<p title="&quot;">&lt;b&gt;<i>x</i>&amp;</p>'
    )
    assert el("input", hidden=True, checked=False) == "<input hidden>"
    assert el("p", "half \ud800 of it \u202eturned\x00") == "<p>half  of it turned</p>"
    assert cut("abc def", 5) == "abc …"
    assert cut("a" * 10, 10) == "a" * 10


def test_many_lines_are_grouped_and_what_is_not_listed_is_summed_up(many: bba.Footprint) -> None:
    shown = page(many)
    assert len(shown.encode()) < 6_000_000
    (table,) = Tree(shown).root.all("table", id="purchases")
    listed = table.all("tbody")[0].all("tr")
    assert len(listed) == 1_000
    (rest,) = table.all("tfoot")[0].all("tr")
    assert "further groups" in rest.text
    lines = sum(float(row.all("td")[2].attributes["data-v"]) for row in listed) + float(
        rest.all("td")[0].attributes["data-v"]
    )
    assert lines == 50_000
    value = many.total()["value"]
    for at, name in enumerate(("habitat_loss", "habitat_degradation", "habitat_fragmentation")):
        cells = [row.all("td")[4 + at] for row in listed] + [rest.all("td")[2 + at]]
        assert sum(float(c.attributes["data-v"] or 0) for c in cells) == pytest.approx(value[name])


def test_the_example_is_light(example: bba.Footprint) -> None:
    assert len(page(example).encode()) < 1_500_000


def test_it_is_the_same_each_time(example: bba.Footprint) -> None:
    assert page(example) == page(example)


def test_it_holds_when_nothing_is_there() -> None:
    empty = pd.DataFrame({"commodity": [], "origin": [], "quantity": [], "unit": []})
    assert "That is not zero." in page(bba.calculate_footprint(empty))
    nothing = pd.DataFrame({"commodity": ["?"], "origin": ["BRA"], "quantity": [1.0], "unit": ["t"]})
    assert "the commodity is not known" in page(bba.calculate_footprint(nothing))


def test_traced_lines_and_periods_and_two_sets_are_shown(root: Path) -> None:
    traced = bba.calculate_footprint(
        root / "examples" / "consigned.csv",
        bba.load_factors("unep-setac-2016", "bba-open"),
        perspective="traced",
        trade=None,
    )
    shown = Tree(page(traced, "nl")).root
    assert "trade-open" in shown.all("header")[0].text
    loss = [
        each
        for each in shown.all("article", class_="panel")
        if each.attributes["data-indicator"] == "habitat_loss"
    ]
    assert sum(
        float(d.attributes["value"]) for d in loss[0].all("table", class_="bars")[0].all("data")
    ) == pytest.approx(traced.total().loc["habitat_loss", "value"])


def test_a_set_of_ones_own_says_its_own_words() -> None:
    factors = bba.load_factors("demo-company")
    purchases = pd.DataFrame({"commodity": ["soybeans"], "origin": ["BRA"], "quantity": [5.0], "unit": ["t"]})
    assert "Land occupation" in page(bba.calculate_footprint(purchases, factors))


def test_targets_are_guarded(example: bba.Footprint, root: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken.html"
    taken.write_text("mine")
    with pytest.raises(UsageError, match="exists"):
        bba.write_report(example, taken, overwrite=False)
    assert taken.read_text() == "mine"
    with pytest.raises(UsageError, match="is the input"):
        bba.write_report(example, shutil.copy(root / "examples" / "procurement.xlsx", tmp_path / "in.html"))
    with pytest.raises(UsageError, match=r"\.html"):
        bba.write_report(example, tmp_path / "out.pdf")
    with pytest.raises(UsageError, match="choose one of en, fr, nl, de"):
        bba.write_report(example, tmp_path / "out.html", "es")
    with pytest.raises(UsageError, match="has not kept them"):
        bba.write_report(example + example, tmp_path / "out.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.html", "taken.html"]


def test_the_command_line_writes_it(root: Path, tmp_path: Path) -> None:
    source = shutil.copy(root / "examples" / "procurement.xlsx", tmp_path)
    done = bbafootprint("run", source, "--html", "page.html", "--lang", "nl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "wrote page.html" in done.stdout
    assert '<html lang="nl">' in (tmp_path / "page.html").read_text(encoding="utf-8")
    refused = bbafootprint("run", source, "--html", "page.xlsx", cwd=tmp_path)
    assert refused.returncode == 2
    assert ".html" in refused.stderr


def _inside(node: Node, tag: str) -> bool:
    while node.parent is not None:
        node = node.parent
        if node.tag == tag:
            return True
    return False
