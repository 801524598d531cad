"""The option ``--strict``: how much of the mass must be assessed, and what to say where it is not."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import click

from bbafootprint.cli.exits import UNDER_COVERAGE
from bbafootprint.cli.terminal import say
from bbafootprint.errors import UsageError

if TYPE_CHECKING:
    from bbafootprint.footprint import Footprint

DEFAULT_STRICT_INDICATOR = "land_occupation"

STRICT = click.option(
    "--strict", multiple=True, metavar="PCT|INDICATOR=PCT",
    help="Exit 3 if less than PCT % of mass is assessed (land occupation, or the indicator named). Repeatable.",
)  # fmt: skip


def thresholds_of(strict: tuple[str, ...], indicators: Collection[str]) -> dict[str, float]:
    """Return the coverage asked for, in percent by indicator."""
    thresholds = {}
    for text in strict:
        name, equals, share = text.rpartition("=")
        name = name if equals else DEFAULT_STRICT_INDICATOR
        if name not in indicators:
            raise UsageError(
                f"--strict {text}: there is no indicator {name!r}; there are: {', '.join(indicators)}"
            )
        try:
            percent = float(share)
        except ValueError:
            percent = float("nan")
        if not 0 <= percent <= 100:
            raise UsageError(f"--strict {text}: {share!r} is not a percentage from 0 to 100")
        thresholds[name] = percent
    return thresholds


def end_under(messages: Sequence[str]) -> None:
    """Say what is under the coverage asked for, and end with its exit code; nothing where nothing is."""
    for message in messages:
        say(message, err=True, event="under_coverage", level="error")
    if messages:
        sys.exit(UNDER_COVERAGE)


def under(result: Footprint, thresholds: dict[str, float]) -> list[str]:
    """Say which indicators are under the coverage asked for; none is an empty list."""
    total, unweighed = result.total(), result.masses()["lines_without_mass"]
    messages = []
    for name, percent in thresholds.items():
        shares = {"mass": 100 * total["assessed_mass_share"][name]}
        if unweighed:  # tonnes that nobody knows cannot have been covered: the lines must reach it too
            shares["lines"] = 100 * total["assessed_line_share"][name]
        messages += [
            f"under --strict: {name} is assessed for {share:.1f} % of {what}, {percent:g} % was asked for"
            for what, share in shares.items()
            if not share >= percent  # a share that is not known has not been reached
        ]
    return messages
