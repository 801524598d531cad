"""How many examples a law is tried with."""

from __future__ import annotations

import os

BRIEF = os.environ.get("BBAFOOTPRINT_LAWS") == "brief"
"""Whether this is another version of Python, after a whole run with one."""


def examples(whole: int) -> int:
    """Return how many examples to try: all, or a tenth of them where a whole run came before."""
    return max(whole // 10, 2) if BRIEF else whole
