"""The promises of the README that no other test holds by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from tests.conftest import ROOT

NETWORK = {
    "socket",
    "urllib.request",
    "urllib3",
    "http",
    "requests",
    "httpx",
    "ftplib",
    "smtplib",
    "ssl",
    "asyncio",
}


@pytest.mark.once
def test_offline_a_run_opens_no_socket(tmp_path: Path) -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise SystemExit('a socket was asked for')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from bbafootprint.cli import main\n"
        "main()"
    )
    target = tmp_path / "out.xlsx"
    command = [
        sys.executable,
        "-c",
        code,
        "run",
        str(ROOT / "examples" / "procurement.xlsx"),
        "-o",
        str(target),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert target.stat().st_size > 0


def test_offline_no_module_of_ours_imports_the_network() -> None:
    from tests.test_contract import MODULES, imports

    for path in MODULES:
        found = imports(path)
        assert not ({name.split(".")[0] for name in found} | found) & NETWORK, path


@pytest.mark.once
def test_accounts_stay_apart() -> None:
    """Doubling the factors of one indicator changes the row of that indicator alone."""
    factors = bba.load_factors("bba-open")
    lines = bba.read_lines(ROOT / "examples" / "procurement.xlsx")
    frame = factors.frame.drop(columns=["set", "layer", "row"]).astype({"indicator": object})
    plain = bba.calculate_footprint(lines, bba.load_factors(frame)).total()
    assert plain.groupby("account")["unit"].nunique().max() == 1
    for indicator in plain.index:
        doubled = frame.copy()
        own = doubled["indicator"] == indicator
        doubled.loc[own, ["value", "low", "high"]] *= 2
        after = bba.calculate_footprint(lines, bba.load_factors(doubled)).total()
        ratio = (after["value"] / plain["value"]).to_dict()
        assert ratio == pytest.approx({name: 2.0 if name == indicator else 1.0 for name in ratio})


def test_an_unknown_origin_never_looks_better_than_known_origins_on_average() -> None:
    """Buying from every producer what it grows costs what the same goods of unknown origin cost."""
    factors = bba.load_factors("bba-open")
    countries = factors.frame.loc[factors.frame["region"] == "", ["commodity", "origin", "indicator"]]
    grown = factors.producers.merge(countries.astype(object), on=["commodity", "origin"])
    for commodity in ("soybeans", "cocoa_beans", "oil_palm_fruit", "coffee_green", "natural_rubber"):
        for indicator in ("land_occupation", "habitat_loss", "habitat_degradation"):
            who = grown[(grown["commodity"] == commodity) & (grown["indicator"] == indicator)]
            table = pd.DataFrame(
                {
                    "commodity": commodity,
                    "origin": who["origin"].astype(object),
                    "quantity": who["production"],
                    "unit": "t",
                }
            )
            known = bba.calculate_footprint(table, factors).total().loc[indicator]
            unknown = bba.calculate_footprint(table.assign(origin="unknown"), factors).total().loc[indicator]
            # loss is weighted by the production of its own two years, land by that of three others
            assert unknown["value"] / known["value"] == pytest.approx(1.0, rel=0.1), (commodity, indicator)
            assert np.isfinite(unknown["value"])
