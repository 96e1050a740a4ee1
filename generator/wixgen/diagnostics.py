"""What wixgen has to say about its input: a place, a code, a message, a remedy.

A stage that finds something wrong adds a `Diagnostic` to its `Diagnostics` and goes on, so that
one run reports everything. Only the command line decides what is printed where.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

COMMON_FILE = "common.yaml"  # the spec of the types that resources share
EXCERPT_WIDTH = 160
MAX_PER_FILE = (
    100  # of each severity: nobody reads more, and hostile input could make millions
)
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML counts as one


class Severity(StrEnum):
    """How bad a diagnostic is; only an error stops a build."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where something stands. Line and column count from 1; 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is stable and kebab-case; `excerpt` is the source line it is about.

    Of a long line it is what stands around the place, with one character more if the line goes on;
    `left_out` is how many characters stand before it.
    """

    place: Place
    severity: Severity
    code: str
    message: str
    help: str = ""
    excerpt: str = ""
    left_out: int = 0

    def as_text(self) -> str:
        """`path:line:column: error[CODE]: message`, the excerpt with a caret, `help: …`."""
        lines = [f"{self.place}: {self.severity}[{self.code}]: {self.message}"]
        if self.excerpt.strip():
            lines += _pointed(self.excerpt, self.place.column, self.left_out)
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

    @property
    def is_error(self) -> bool:
        """Whether it stops a build."""
        return self.severity is Severity.ERROR

    def stored(self) -> dict[str, str | int]:
        """As `as_json`, with the excerpt: what `from_json` reads."""
        return {**self.as_json(), "excerpt": self.excerpt, "left_out": self.left_out}

    @staticmethod
    def from_json(found: Mapping[str, object]) -> Diagnostic | None:
        """What `stored` gave; None for anything else."""
        match found:
            case {
                "path": str(path),
                "line": int(line),
                "column": int(column),
                "severity": "error" | "warning" as severity,
                "code": str(code),
                "message": str(message),
                "help": str(help),
                "excerpt": str(excerpt),
                "left_out": int(left_out),
            }:
                return Diagnostic(
                    Place(path, line, column),
                    Severity(severity),
                    code,
                    message,
                    help,
                    excerpt,
                    left_out,
                )
            case _:
                return None


Help = (
    str | Callable[[], str]
)  # a function where the text is costly: it may not be needed
Source = str | Callable[[], str]


@dataclass
class Diagnostics:
    """Collects what the stages find; iterating gives it by place, each finding once."""

    found: list[Diagnostic] = field(default_factory=list[Diagnostic])
    _sources: dict[str, Source] = field(default_factory=dict[str, "Source"])
    #: The file that was looked at last, in lines.
    _split: tuple[str, list[str]] = ("", [])
    _counts: Counter[tuple[str, Severity]] = field(
        default_factory=Counter[tuple[str, Severity]]
    )

    def add_source(self, path: str, text: Source) -> None:
        """Remember `text` or how to get it, so that what is found in `path` can show its line."""
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
        """Add what another collection found, with the lines that are known there or here."""
        for one in found:
            known = (one.excerpt, one.left_out) if one.excerpt else None
            self._add(one.place, one.severity, one.code, one.message, one.help, known)

    def _add(
        self,
        place: Place,
        severity: Severity,
        code: str,
        message: str,
        help: Help,
        known: tuple[str, int] | None = None,
    ) -> None:
        self._counts[place.path, severity] += 1
        if (count := self._counts[place.path, severity]) > MAX_PER_FILE + 1:
            return
        if count > MAX_PER_FILE:
            place, code, help = Place(place.path), "too-many", ""
            message = f"the file has more than {MAX_PER_FILE} {severity}s; the others are left out"
        excerpt = known or self._excerpt(place)
        remedy = help if isinstance(help, str) else help()
        self.found.append(Diagnostic(place, severity, code, message, remedy, *excerpt))

    def _excerpt(self, place: Place) -> tuple[str, int]:
        """The line of a place, as far as it will be shown, and how much of it is left out before."""
        if self._split[0] != place.path:
            source = self._sources.get(place.path, "")
            text = source if isinstance(source, str) else source()
            self._split = (place.path, LINE_BREAK.split(text))
        lines = self._split[1]
        line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        last = max(0, len(line) - EXCERPT_WIDTH)
        start = max(0, min(place.column - 1 - EXCERPT_WIDTH // 2, last))
        return line[start : start + EXCERPT_WIDTH + 1], start

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


def _pointed(excerpt: str, column: int, left_out: int) -> list[str]:
    """The excerpt and a caret under `column` of its line."""
    head, tail = (
        "…" if left_out else "",
        "…" if len(excerpt) > EXCERPT_WIDTH else "",
    )
    shown = [f"  {head}{visible(_untabbed(excerpt[:EXCERPT_WIDTH]))}{tail}"]
    if column:
        before = head + visible(_untabbed(excerpt[: max(0, column - 1 - left_out)]))
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
