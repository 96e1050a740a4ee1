"""Findings as workflow commands of GitHub Actions, which show them at their lines of a pull request.

A runner takes every line of a job's output that begins with `::` for a command. So what a spec, a page or a
file's name says is escaped: it can neither end its command nor begin another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from wixgen.diagnostics import Diagnostic, Place, visible


class Level(StrEnum):
    """The kind of an annotation."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


def annotation(level: Level, place: Place, title: str, lines: Iterable[str]) -> str:
    """Return the command for one annotation.

    Args:
        level: Its kind.
        place: What it is about, its path from the root of the repository; a path of "" is no file.
        title: Its heading.
        lines: Its message.
    """
    position = f",line={max(place.line, 1)},col={max(place.column, 1)}"
    where = f"file={_property(place.path)}{position}," if place.path else ""
    message = "%0A".join(map(_data, lines))
    return f"::{level} {where}title={_property(title)}::{message}"


def github_report(
    findings: Iterable[Diagnostic], path_of: Callable[[str], str]
) -> list[str]:
    """Return a command for each diagnostic; `path_of` makes its path one from the root of the repository."""
    return [
        annotation(
            Level(finding.severity),
            Place(
                path_of(finding.place.path), finding.place.line, finding.place.column
            ),
            f"wixgen: {finding.code}",
            [finding.message, *([f"help: {finding.help}"] if finding.help else [])],
        )
        for finding in findings
    ]


def _data(text: str) -> str:
    """Return a line of a message as GitHub's own toolkit escapes it, without characters that can't be seen."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return the value of a property, in which colons and commas have a meaning."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
