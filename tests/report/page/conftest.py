"""Results to show, and a browser to show them in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def example(root: Path) -> bba.Footprint:
    return bba.calculate_footprint(root / "examples" / "procurement.xlsx")


@pytest.fixture(scope="session")
def many() -> bba.Footprint:
    """50,000 lines of 20 goods, 25 origins and 3,000 suppliers."""
    draw, count = np.random.default_rng(8), 50_000
    goods = [
        "soybeans",
        "soybean_meal",
        "cocoa_beans",
        "cocoa_butter",
        "palm_oil",
        "coffee_green",
        "natural_rubber",
    ]
    goods += ["wheat", "maize", "rice_paddy", "barley", "sunflower_seed", "bananas", "tea_leaves", "plywood"]
    origins = [
        "BRA",
        "ARG",
        "IDN",
        "MYS",
        "CIV",
        "GHA",
        "USA",
        "FRA",
        "DEU",
        "NLD",
        "VNM",
        "ETH",
        "COL",
        "PER",
        "IND",
    ]
    origins += ["CHN", "THA", "CMR", "SWE", "FIN", "UKR", "CAN", "AUS", "MEX", ""]
    table = pd.DataFrame(
        {
            "commodity": draw.choice(goods, count),
            "origin": draw.choice(origins, count),
            "supplier": [f"Supplier {number}" for number in draw.integers(0, 3_000, count)],
            "quantity": draw.lognormal(3, 1.5, count),
            "unit": "t",
        }
    )
    return bba.calculate_footprint(table)


@pytest.fixture(scope="session")
def pages(
    example: bba.Footprint, many: bba.Footprint, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The example in four languages, and many lines."""
    folder = tmp_path_factory.mktemp("pages")
    written = {
        lang: bba.write_report(example, folder / f"{lang}.html", lang) for lang in ("en", "fr", "nl", "de")
    }
    return written | {"many": bba.write_report(many, folder / "many.html")}


class Browser:
    """A Chromium without a window, as a person with a keyboard has it."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, page: Path, *, dark: bool = False, width: int = 1280, script: bool = True) -> None:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        for command, said in (
            ("Emulation.setEmulatedMedia", {"media": "screen", "features": [scheme]}),
            ("Emulation.setScriptExecutionDisabled", {"value": not script}),
            (
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
            ),
        ):
            self.driver.execute_cdp_cmd(command, said)
        self.logs("browser"), self.logs("performance")  # what came before is not of this page
        self.driver.get(page.as_uri())

    def logs(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.driver.get_log(kind)
        return entries

    def run(self, script: str, *given: object) -> Any:
        return self.driver.execute_script(script, *given)

    def press(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests; it is ended with them."""
    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    manager = shutil.which("chromedriver")
    if binary is None or manager is None:
        pytest.skip("no Chromium with its chromedriver is here; they are in continuous integration")
    webdriver = pytest.importorskip(
        "selenium.webdriver", reason="selenium is not installed: pip install '.[test]'"
    )
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = binary
    profile = tmp_path_factory.mktemp("profile")
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
        "--disable-background-networking", "--no-first-run", f"--user-data-dir={profile}", "--window-size=1280,900",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(executable_path=manager))
    try:
        driver.set_page_load_timeout(30)
        driver.set_script_timeout(60)
        yield Browser(driver)
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, in the folder that BBAFOOTPRINT_AXE names."""
    folder = os.environ.get("BBAFOOTPRINT_AXE", "")
    found = sorted(Path(folder).rglob("axe.min.js")) if folder else []
    if not found:
        pytest.skip("axe-core is not here: npm install axe-core, and name its folder in BBAFOOTPRINT_AXE")
    return found[0].read_text(encoding="utf-8")
