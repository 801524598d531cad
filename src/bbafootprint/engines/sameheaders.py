"""Headers of many files: a column that changes numbers is the same in each, or the files are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bbafootprint.engines.columns import Wanted, find_wanted
from bbafootprint.engines.pieces import check_quantity, headers_in
from bbafootprint.engines.sources import Source
from bbafootprint.errors import InputError, UsageError

_SAME_HEADERS = "Give all files the same headers, or run them apart and add the footprints."


def check_headers(
    sources: Sequence[Source],
    wanted: Wanted,
    by: Sequence[str],
    columns: Mapping[str, str | None] | None,
) -> None:
    """Make sure that every file has what is read and no more of it, and numbers where they must be.

    Parameters
    ----------
    sources : sequence of Source
    wanted : Wanted
        What was found in the first.
    by, columns
        As :func:`bbafootprint.group_files` takes them.

    Raises
    ------
    InputError
        If a file lacks a column, or has another that changes numbers, or its quantities are no numbers.
    """
    first = sources[0]
    alike = {tuple(headers_in(first))}
    for source in sources[1:]:
        headers = headers_in(source)
        if tuple(headers) in alike:
            continue
        if missing := [name for name in wanted.headers if name not in headers]:
            raise InputError(
                f"{source.name} has no column '{missing[0]}', which {first.name} has. {_SAME_HEADERS}",
                path=source.path,
            )
        try:
            found = find_wanted(headers, by, columns)
        except (InputError, UsageError) as error:
            raise InputError(
                f"The headers of {source.name} are understood otherwise than those of {first.name}: {error}",
                path=source.path,
            ) from error
        _same_meaning(first, wanted, source, found)
        alike.add(tuple(headers))
    for source in sources:
        check_quantity(source, wanted)


def _same_meaning(first: Source, wanted: Wanted, source: Source, found: Wanted) -> None:
    """Refuse a file in which a column that changes numbers is another than in the first, or is there besides."""
    here, there = ({**each.targets, "quantity": each.quantity} for each in (found, wanted))
    for name, header in here.items():
        if name not in there:
            raise InputError(
                f"{source.name} has a column '{header}' that is read as {name}, and {first.name} has none. If it "
                f"is to be left out, say so: --column {name}= (in Python columns={{'{name}': None}}). {_SAME_HEADERS}",
                path=source.path,
            )
        if header != there[name]:
            raise InputError(
                f"'{header}' of {source.name} is read as {name}, and in {first.name} it is '{there[name]}'. Say which "
                f"it is: --column '{name}={there[name]}' (in Python columns={{'{name}': '{there[name]}'}}). "
                f"{_SAME_HEADERS}",
                path=source.path,
            )
