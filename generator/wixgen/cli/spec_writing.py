"""What all commands that write specs do: one at a time, and never through a link."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from pathlib import Path

import typer

from wixgen.building.lock import locked
from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.messages import display_path
from wixgen.cli.options import fail
from wixgen.files import clear_staged, write


@contextmanager
def alone_in(schemas: Path, *, quiet: bool) -> Generator[None]:
    """Let no other process write specs below `schemas`; wait, and say so unless `quiet`, while one does.

    Read the specs inside: the other process may have changed them. What a killed one left behind is removed.
    Ends the program if the folder can't be used.
    """

    def say_waiting() -> None:
        if not quiet:
            folder = display_path(schemas)
            typer.echo(
                f"another command is writing specs in {folder}; waiting for it",
                err=True,
            )

    with ExitStack() as stack:
        try:
            stack.enter_context(locked(schemas, say_waiting))
        except OSError as error:
            fail(f"{display_path(schemas)}: {error.strerror}", "", BAD_INPUT)
        clear_staged(schemas)
        yield


def require_no_link(path: Path, schemas: Path) -> None:
    """Raise OSError if a folder between the schemas folder and a spec is a link: nobody knows who shares it."""
    for folder in path.relative_to(schemas).parents[:-1]:
        if (schemas / folder).is_symlink():
            linked = display_path(schemas / folder)
            raise OSError(0, f"{linked} is a link, through which no spec is written")


def is_written(path: Path, text: str | Iterable[str], schemas: Path) -> bool:
    """Replace a file as a whole or not at all; print why it can't be, and return whether it could."""
    try:
        if path.is_relative_to(schemas):  # else it is the report, which the user named
            require_no_link(path, schemas)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(text, path)
    except OSError as error:
        typer.echo(f"error: {path}: {error.strerror}", err=True)
        return False
    return True
