"""How things are called in messages; imports little, for an idle build prints as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from wixgen.diagnostics import Diagnostic


def with_display_paths(report: Iterable[Diagnostic], folder: Path) -> list[Diagnostic]:
    """The findings, with paths as one would type them here."""
    return [
        replace(
            one, place=replace(one.place, path=display_path(folder / one.place.path))
        )
        for one in report
    ]


def display_path(path: Path) -> str:
    """A path as one would type it here."""
    absolute = path.absolute()
    here = Path.cwd()
    return str(
        absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
    )


def plural(number: int, what: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def build_summary(
    out: Path, files: int, written: int, unchanged: int, removed: int
) -> str:
    """What a build has done, in one line."""
    return (
        f"{display_path(out)}: {plural(files, 'file')}, {written} written, "
        f"{unchanged} unchanged, {removed} removed"
    )
