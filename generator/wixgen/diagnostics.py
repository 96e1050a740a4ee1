"""What wixgen has to say about its input: a place, a code, a message, a remedy.

A stage that finds something wrong adds a `Diagnostic` to its `Diagnostics` and goes on, so that
one run reports everything. Only the command line decides what is printed where.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

EXCERPT_WIDTH = 160
MAX_PER_FILE = (
    100  # of each severity: nobody reads more, and hostile input could make millions
)
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML counts as one


class Severity(StrEnum):
    """How bad a diagnostic is; only an error stops a build."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands. Line and column count from 1; 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Diagnostic:
    """One finding. `code` is stable and kebab-case; `excerpt` is the source line it is about."""

    place: Place
    severity: Severity
    code: str
    message: str
    help: str = ""
    excerpt: str = ""

    def as_text(self) -> str:
        """`path:line:column: error[CODE]: message`, the excerpt with a caret, `help: …`."""
        lines = [f"{self.place}: {self.severity}[{self.code}]: {self.message}"]
        if self.excerpt.strip():
            lines += _pointed(self.excerpt, self.place.column)
        if self.help:
            lines.append(f"help: {self.help}")
        return "\n".join(visible(line) for line in lines)

    def as_json(self) -> dict[str, str | int]:
        """The shape of `--format json`: path, line, column, severity, code, message, help."""
        return {
            "path": self.place.path,
            "line": self.place.line,
            "column": self.place.column,
            "severity": str(self.severity),
            "code": self.code,
            "message": self.message,
            "help": self.help,
        }


Help = (
    str | Callable[[], str]
)  # a function where the text is costly: it may not be needed


@dataclass
class Diagnostics:
    """Collects what the stages find; iterating gives it by place, each finding once."""

    found: list[Diagnostic] = field(default_factory=list[Diagnostic])
    _sources: dict[str, str] = field(default_factory=dict[str, str])
    #: The file that was looked at last, in lines.
    _split: tuple[str, list[str]] = ("", [])
    _counts: Counter[tuple[str, Severity]] = field(
        default_factory=Counter[tuple[str, Severity]]
    )

    def add_source(self, path: str, text: str) -> None:
        """Remember `text`, so that what is found in `path` can show its line."""
        self._sources[path] = text
        if path == self._split[0]:
            self._split = ("", [])

    def error(self, place: Place, code: str, message: str, *, help: Help = "") -> None:
        """Add something that makes the input unusable."""
        self._add(place, Severity.ERROR, code, message, help)

    def warn(self, place: Place, code: str, message: str, *, help: Help = "") -> None:
        """Add something that a person should look at."""
        self._add(place, Severity.WARNING, code, message, help)

    def take(self, found: Iterable[Diagnostic]) -> None:
        """Add what another collection found, with the lines that are known here."""
        for one in found:
            self._add(one.place, one.severity, one.code, one.message, one.help)

    def _add(
        self, place: Place, severity: Severity, code: str, message: str, help: Help
    ) -> None:
        self._counts[place.path, severity] += 1
        if (count := self._counts[place.path, severity]) > MAX_PER_FILE + 1:
            return
        if count > MAX_PER_FILE:
            place, code, help = Place(place.path), "too-many", ""
            message = f"the file has more than {MAX_PER_FILE} {severity}s; the others are left out"
        if self._split[0] != place.path:
            lines = LINE_BREAK.split(self._sources.get(place.path, ""))
            self._split = (place.path, lines)
        lines = self._split[1]
        excerpt = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        remedy = help if isinstance(help, str) else help()
        self.found.append(Diagnostic(place, severity, code, message, remedy, excerpt))

    def is_full(self, path: str) -> bool:
        """Whether no more errors in that file would be kept."""
        return self._counts[path, Severity.ERROR] > MAX_PER_FILE

    @property
    def has_errors(self) -> bool:
        """Whether the input is unusable."""
        return any(one.severity is Severity.ERROR for one in self.found)

    def __iter__(self) -> Iterator[Diagnostic]:
        unique = dict.fromkeys(self.found)
        return iter(
            sorted(
                unique, key=lambda one: (one.place, one.severity, one.code, one.message)
            )
        )


def quoted(text: object, limit: int = 60) -> str:
    """`text` for a message: between backticks, cut where it is long."""
    full = str(text)
    return f"`{full}`" if len(full) <= limit else f"`{full[:limit]}…`"


def text_report(diagnostics: Iterable[Diagnostic]) -> str:
    """Every diagnostic as text, a blank line between two."""
    return "\n\n".join(one.as_text() for one in diagnostics)


def json_report(diagnostics: Iterable[Diagnostic]) -> str:
    """Every diagnostic as one JSON array."""
    return json.dumps([one.as_json() for one in diagnostics], indent=2)


def _pointed(excerpt: str, column: int) -> list[str]:
    """The excerpt and a caret under `column`; a long line is cut around it."""
    start = 0
    if len(excerpt) > EXCERPT_WIDTH:
        start = max(
            0, min(column - 1 - EXCERPT_WIDTH // 2, len(excerpt) - EXCERPT_WIDTH)
        )
    end = start + EXCERPT_WIDTH
    head, tail = "…" if start else "", "…" if end < len(excerpt) else ""
    shown = [f"  {head}{visible(_untabbed(excerpt[start:end]))}{tail}"]
    if column:
        before = head + visible(_untabbed(excerpt[start : column - 1]))
        shown.append("  " + " " * sum(map(_width, before)) + "^")
    return shown


def _untabbed(text: str) -> str:
    return text.replace("\t", " ")


def _width(character: str) -> int:
    """How many columns of a terminal a printable character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def visible(text: str) -> str:
    """`text` with control characters escaped, so that no spec and no page can drive the terminal."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text
    )
