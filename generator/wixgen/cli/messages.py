"""Words of messages that several commands print. Imports little, since an idle build prints them, too."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from wixgen.diagnostics import Diagnostic

#: What to do about a portal that isn't believed.
OF_DISTRUST = (
    "look at what the portal serves; if it is right, --confirm-gone believes that pages are gone, "
    "and --accept-format lines that wixgen can't read"
)


def with_display_paths(report: Iterable[Diagnostic], folder: Path) -> list[Diagnostic]:
    """Return the findings, their paths relative to the working directory."""
    return [
        replace(
            finding,
            place=replace(
                finding.place, path=display_path(folder / finding.place.path)
            ),
        )
        for finding in report
    ]


def display_path(path: Path) -> str:
    """Return a path relative to the working directory, or absolute if it isn't below."""
    absolute = path.absolute()
    here = Path.cwd()
    return str(
        absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
    )


def repository_path(path: Path) -> str:
    """Return a path from the root of its repository, as GitHub wants it.

    Outside of repositories it is one from the folder that a job of GitHub Actions works in, else from ours.
    """
    absolute = Path(os.path.normpath(path.absolute()))
    roots = [folder for folder in absolute.parents if (folder / ".git").exists()]
    roots += [Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())]
    root = next((root for root in roots if absolute.is_relative_to(root)), None)
    return (absolute.relative_to(root) if root else absolute).as_posix()


def plural(number: int, what: str) -> str:
    """Return a number and a noun: `1 file`, `2 files`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def build_summary(
    out: Path, files: int, written: int, unchanged: int, removed: int
) -> str:
    """Return one line that tells how many files a build wrote, left alone and removed."""
    return (
        f"{display_path(out)}: {plural(files, 'file')}, {written} written, "
        f"{unchanged} unchanged, {removed} removed"
    )
