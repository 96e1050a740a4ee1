"""Shows the progress of a build on stderr: a bar on a terminal, else a line for each step."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

from wixgen.building.builder import Progress
from wixgen.cli.messages import plural


@contextmanager
def watched(*, is_silent: bool) -> Generator[Progress]:
    """Give the function that a build calls after each step; it prints nothing if `is_silent`."""
    if is_silent:
        yield _print_nothing
    elif sys.stderr.isatty():
        with _bar() as progress:
            yield progress
    else:
        yield _print_line


def _print_nothing(_done: int, _all: int, _packages: str) -> None:
    """Do nothing: the user asked for silence."""


def _print_line(done: int, all: int, packages: str) -> None:
    if packages:
        print(f"made {packages}: {done} of {plural(all, 'resource')}", file=sys.stderr)


@contextmanager
def _bar() -> Generator[Progress]:
    """Show a bar, and remove it when the work is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("building"), BarColumn(), MofNCompleteColumn())
    packages = TextColumn("{task.description}")
    # refreshed by us: processes are forked, which is not safe beside another thread
    with Progress(
        *columns,
        packages,
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
    ) as bar:
        task = bar.add_task("", total=None)

        def progress(done: int, all: int, made: str) -> None:
            bar.update(task, completed=done, total=all, description=made, refresh=True)

        yield progress
