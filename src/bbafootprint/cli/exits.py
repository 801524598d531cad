"""How a command ends: the exit codes, a contract with scripts (docs/command-line.md)."""

DONE = 0
"""Done; a difference between two factor sets is no failure."""

FAULT = 1
"""A fault of the library, to be reported."""

UNUSABLE = 2
"""The input or the arguments cannot be used, or no line is usable."""

UNDER_COVERAGE = 3
"""Done, but under the coverage that ``--strict`` asked for."""

NOT_VERIFIED = 4
"""``verify``: something was changed, is missing or does not give the numbers; each is named."""

NOT_RECOMPUTED = 5
"""``verify``: nothing was changed, and the numbers were not recomputed, because the pack was written without inputs."""

STOPPED = 130
"""Stopped by the person: 128 and the number of the signal SIGINT, as shells count."""

TERMINATED = 143
"""Told to end, as a scheduler tells it: 128 and the number of the signal SIGTERM."""
