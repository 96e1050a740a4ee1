"""How far a build is: a bar on a terminal, lines where somebody reads them later."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

from wixgen.building.builder import Progress
from wixgen.cli.messages import plural


@contextmanager
def watched(*, is_silent: bool) -> Generator[Progress]:
    """What to call with every step; on stderr, nothing if `is_silent`."""
    if is_silent:
        yield _say_nothing
    elif sys.stderr.isatty():
        with _bar() as progress:
            yield progress
    else:
        yield _say


def _say_nothing(_done: int, _all: int, _what: str) -> None:
    """Nothing."""


def _say(done: int, all: int, what: str) -> None:
    if what:
        print(f"made {what}: {done} of {plural(all, 'resource')}", file=sys.stderr)


@contextmanager
def _bar() -> Generator[Progress]:
    """A bar that is gone when the work is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("building"), BarColumn(), MofNCompleteColumn())
    what = TextColumn("{task.description}")
    # refreshed by us: processes are forked, which is not safe beside another thread
    with Progress(
        *columns, what, console=Console(stderr=True), transient=True, auto_refresh=False
    ) as bar:
        task = bar.add_task("", total=None)

        def progress(done: int, all: int, made: str) -> None:
            bar.update(task, completed=done, total=all, description=made, refresh=True)

        yield progress
