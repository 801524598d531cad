"""What goes to the terminal: lines of text, tables, and how a figure is written."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from bbafootprint.cli import log

WIDE, PIPE_WIDTH = 132, 160  # columns of a terminal; a pipe has no width, and gets whole lines


def say(
    text: str = "", *, err: bool = False, event: str = "message", level: log.Level = "info", **fields: Any
) -> None:
    """Print, and go on in silence once whoever read the output has enough.

    Parameters
    ----------
    text : str
    err : bool
        To stderr; where the log is JSON as an event.
    event, level, **fields
        What it is there: :func:`bbafootprint.cli.log.event`.
    """
    if err and log.is_json():
        log.event(event, text.strip(), level, **fields)
        return
    stream = sys.stderr if err else sys.stdout
    try:
        click.echo(text, err=err)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def print_table(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    words: Collection[str],
    optional: Collection[str] = (),
) -> None:
    """Print a table.

    Parameters
    ----------
    title : str
        Line above the table.
    header : sequence of str
        Names of the columns.
    rows : sequence of sequence of str
        One text a column.
    words : collection of str
        Columns of words, which stand left; the others are figures, which stand right.
    optional : collection of str
        Columns that a narrow terminal leaves out.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPE_WIDTH
    kept = [at for at, column in enumerate(header) if width >= WIDE or column not in optional]
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for at in kept:
        table.add_column(header[at], justify="left" if header[at] in words else "right", overflow="fold")
    for row in rows:
        table.add_row(*[Text(row[at]) for at in kept])  # never markup: the words are the person's
    page = io.StringIO()
    Console(file=page, width=width, highlight=False).print(table)
    say("\n".join(line.rstrip() for line in page.getvalue().splitlines()))


def short(text: Any, width: int = 48) -> str:
    """Return a text cut to `width` characters; empty text where it is missing."""
    shown = "" if text is None or text != text else str(text)
    return shown if len(shown) <= width else shown[: width - 3] + "..."


def figure(value: float, *, missing: str = "not assessed") -> str:
    """Return a number with three digits, or all before the point; `missing` where there is none."""
    if value != value:
        return missing
    size = abs(value)
    if size == 0:
        return "0"
    if size < 0.001:
        return f"{value:.2e}"
    return f"{value:,.0f}" if size >= 1000 else f"{value:.3g}"


def percent(share: float) -> str:
    """Return a share from 0 to 1 as a whole percentage; a dash where there is none."""
    return "-" if share != share else f"{100 * share:.0f} %"


def change(share: float) -> str:
    """Return a change as a percentage with its sign; what rounds to nothing has none. A dash: not known."""
    if share != share:
        return "-"
    return f"{100 * share:+.1f} %" if abs(share) >= 0.0005 else "0.0 %"


def lines_read(count: int) -> str:
    """Return how many lines were read, in words."""
    return f"{count:,} line{'s' * (count != 1)} read"


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None] | None]:
    """Give what shows how far long work has come (done, of how much, in words); None where nobody watches or logs."""
    if log.is_json():
        yield log.progress
        return
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda done, whole, said: bar.update(task, completed=done, total=whole, description=said)
