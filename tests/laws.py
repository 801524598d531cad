"""How many examples a law is tried with, and cases a table of them."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest

LAWS = os.environ.get("BBAFOOTPRINT_LAWS", "whole")
"""How much is tried: ``whole``, or of other versions after a whole run with one.

``brief``, with other packages: a tenth of the examples of each law. ``one``, with the same packages on another Python:
two examples of each law and one case of each test, which is every test and every line that it runs.
"""

TRIED = ("whole", "brief", "one")


def examples(whole: int) -> int:
    """Return how many examples to try."""
    return {"whole": whole, "brief": max(whole // 10, 2), "one": 2}.get(LAWS, whole)


def one_case_of_each(items: Iterable[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return the tests to run, the first case of each, and the others.

    Engines are other libraries, not other cases: each is kept, as is all that their folder tests.
    """
    kept: dict[str, pytest.Item] = {}
    others = []
    for item in items:
        name = item.nodeid if "tests/engines/" in item.nodeid else item.nodeid.partition("[")[0]
        if kept.setdefault(name, item) is not item:
            others.append(item)
    return list(kept.values()), others
