"""The page as a browser shows it, with a keyboard, without a network, in light and dark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.report.page.conftest import Browser

pytestmark = pytest.mark.once

TAB, ENTER, RIGHT, SPACE = "\ue004", "\ue007", "\ue014", " "


def shown_rows(browser: Browser) -> list[str]:
    rows: list[str] = browser.run(
        "return [...document.querySelectorAll('#purchases tbody tr')].filter(row => !row.hidden)"
        ".map(row => row.cells[0].textContent)"
    )
    return rows


def test_it_loads_without_a_network_and_without_an_error(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["en"])
    asked = [json.loads(entry["message"])["message"] for entry in browser.logs("performance")]
    addresses = [
        event["params"]["request"]["url"] for event in asked if event["method"] == "Network.requestWillBeSent"
    ]
    assert addresses == [pages["en"].as_uri()]
    assert browser.logs("browser") == []
    assert browser.run("return document.documentElement.classList.contains('js')")


def test_its_policy_refuses_other_scripts(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["en"])
    browser.run(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
        "const i = new Image(); i.src = 'https://example.invalid/x.png'; document.body.append(i);"
    )
    assert browser.run("return window.ran === undefined")
    assert any("Content Security Policy" in entry["message"] for entry in browser.logs("browser"))


@pytest.mark.parametrize("lang", ["en", "fr", "nl", "de"])
def test_its_language_is_said(browser: Browser, pages: dict[str, Path], lang: str) -> None:
    browser.open(pages[lang])
    assert browser.run("return document.documentElement.lang") == lang


def test_a_column_sorts_both_ways(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["en"])
    header = "document.querySelectorAll('#purchases thead th')[6]"
    for way in ("descending", "ascending"):
        browser.run(f"{header}.querySelector('button').click()")
        assert browser.run(f"return {header}.getAttribute('aria-sort')") == way
        cells = browser.run(
            "return [...document.querySelectorAll('#purchases tbody tr')].map(r => r.cells[6].dataset.v)"
        )
        numbers = [float(text) for text in cells if text]
        assert cells[len(numbers) :] == [""] * (len(cells) - len(numbers))  # what is not assessed stands last
        assert numbers == sorted(numbers, reverse=way == "descending")
    assert browser.run("return document.querySelectorAll('[aria-sort]').length") == 1
    assert "Habitat loss" in browser.run("return document.getElementById('sorted').textContent")


def test_search_finds_words_without_their_accents(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["en"])
    assert len(shown_rows(browser)) == 42
    search = "const s = document.getElementById('search'); s.value = arguments[0]; s.dispatchEvent(new Event('input'));"
    browser.run(search, "cote d’ivoire butter")
    assert shown_rows(browser) == ["A018"]
    assert browser.run("return document.getElementById('found').textContent") == "1 of 42 rows"
    browser.run(search, "")
    assert len(shown_rows(browser)) == 42


def test_an_indicator_is_chosen_with_the_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["en"])
    seen = (
        "return [...document.querySelectorAll('.panel')].filter(p => !p.hidden).map(p => p.dataset.indicator)"
    )
    assert browser.run(seen) == ["habitat_loss"]
    browser.run("document.querySelector('.chooser input').focus()")
    browser.press(RIGHT)
    assert browser.run(seen) == ["habitat_degradation"]


def test_the_order_of_tabs_is_that_of_the_page(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["en"])
    browser.press(TAB)
    assert browser.run("return document.activeElement.className") == "skip"
    assert browser.run("return document.activeElement.getBoundingClientRect().top") >= 0
    order = []
    for _ in range(40):
        browser.press(TAB)
        told = browser.run(
            "const e = document.activeElement; const o = getComputedStyle(e);"
            "return [e.tagName, e.id, [...document.querySelectorAll('*')].indexOf(e), o.outlineStyle, e.type || '']"
        )
        order.append(told)
        if told[1] == "search":
            break
    places = [at for _, _, at, _, _ in order]
    assert places == sorted(places)
    assert order[-1][1] == "search"
    assert all(outline != "none" for _, _, _, outline, kind in order if kind != "radio")
    browser.press(TAB, TAB, ENTER)  # over the scrolling table to its first header
    assert browser.run("return document.activeElement.closest('th').getAttribute('aria-sort')") == "ascending"


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_only_tables_and_the_flow_scroll_sideways(
    browser: Browser, pages: dict[str, Path], width: int
) -> None:
    browser.open(pages["de"], width=width)
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_dark_mode_changes_colours(browser: Browser, pages: dict[str, Path]) -> None:
    colour = "return getComputedStyle(document.querySelector('section')).backgroundColor"
    browser.open(pages["en"])
    light = browser.run(colour)
    browser.open(pages["en"], dark=True)
    assert (light, browser.run(colour)) == ("rgb(255, 255, 255)", "rgb(26, 33, 30)")


def test_it_can_be_read_without_its_script(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["en"], script=False)
    assert browser.run("return !document.documentElement.classList.contains('js')")
    heights = (
        "return [...document.querySelectorAll(arguments[0])].map(each => each.getBoundingClientRect().height)"
    )
    assert all(height > 300 for height in browser.run(heights, ".panel"))
    assert sum(height > 0 for height in browser.run(heights, "#purchases tbody tr")) == 42
    assert set(browser.run(heights, ".chooser, .search")) == {0}


def test_many_lines_open_quickly(browser: Browser, pages: dict[str, Path]) -> None:
    assert pages["many"].stat().st_size < 6_000_000
    browser.open(pages["many"])
    assert 0 < browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd") < 3_000  # ms


@pytest.mark.parametrize(
    ("lang", "dark", "width"),
    [("en", False, 1280), ("en", True, 1280), ("fr", False, 390), ("nl", True, 390), ("de", False, 1280)],
)
def test_axe_finds_nothing_serious(
    browser: Browser, pages: dict[str, Path], axe: str, lang: str, dark: bool, width: int
) -> None:
    browser.open(pages[lang], dark=dark, width=width)
    browser.run(axe)
    found = browser.driver.execute_async_script(
        "const done = arguments[0]; axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', "
        "'best-practice'], resultTypes: ['violations']}).then(r => done(r.violations))"
    )
    grave = [
        (each["id"], each["impact"], [node["target"] for node in each["nodes"]][:3])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert grave == []
