"""Diagnostics: findings about the input, each with a place, a code, a message and a remedy.

A stage that finds something wrong adds a `Diagnostic` to its `Diagnostics` and goes on, so that a
single run reports everything. Only the command line decides what is printed where.
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
#: The most characters of a line that are shown.
EXCERPT_WIDTH = 160
#: The most findings of each severity: nobody reads more, and hostile input could make millions.
MAX_PER_FILE = 100
#: The line breaks of YAML, so that lines are counted as PyYAML counts them.
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class Severity(StrEnum):
    """The severity of a diagnostic; only an error stops a build."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A place in a file. Line and column count from 1; 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding.

    Attributes:
        place: The place that it is about.
        severity: The severity.
        code: A word in kebab-case, which stays the same between releases.
        message: The message, in one sentence.
        help: The remedy; "" if there is none.
        excerpt: The source line; of a long line the part around the place, and one character more if the
            line goes on.
        left_out: The number of characters of the line before the excerpt.
    """

    place: Place
    severity: Severity
    code: str
    message: str
    help: str = ""
    excerpt: str = ""
    left_out: int = 0
    details: tuple[tuple[str, str | None], ...] = ()

    def as_text(self) -> str:
        """Return `path:line:column: error[CODE]: message`, the excerpt with a caret, and `help: …`."""
        lines = [f"{self.place}: {self.severity}[{self.code}]: {self.message}"]
        if self.excerpt.strip():
            lines += _pointed(self.excerpt, self.place.column, self.left_out)
        if self.help:
            lines.append(f"help: {self.help}")
        return "\n".join(visible(line) for line in lines)

    def as_json(self) -> dict[str, str | int | None]:
        """Return an object of `--format json`: path, line, column, severity, code, message, help, and details."""
        return {
            "path": self.place.path,
            "line": self.place.line,
            "column": self.place.column,
            "severity": str(self.severity),
            "code": self.code,
            "message": self.message,
            "help": self.help,
            **dict(self.details),
        }

    @property
    def is_error(self) -> bool:
        """Return whether it stops a build."""
        return self.severity is Severity.ERROR

    def stored(self) -> dict[str, str | int | None]:
        """Return what `as_json` returns, and the excerpt: `from_json` reads it."""
        return {**self.as_json(), "excerpt": self.excerpt, "left_out": self.left_out}

    @staticmethod
    def from_json(found: Mapping[str, object]) -> Diagnostic | None:
        """Read what `stored` returned; return None for anything else."""
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


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a spec says of warnings with one code in a part of it: they are known, and not told.

    Attributes:
        code: The code.
        at: The place where the spec says so.
        start: The place where the part begins.
        end: The place where its last key or value begins.
    """

    code: str
    at: Place
    start: Place
    end: Place

    def covers(self, place: Place, code: str) -> bool:
        """Return whether a warning there is accepted."""
        return code == self.code and self.start <= place <= self.end


#: A remedy, or a function that makes it where that is costly: it may not be needed.
Help = str | Callable[[], str]
#: The text of a file, or a function that reads it.
Source = str | Callable[[], str]


@dataclass
class Diagnostics:
    """Collects findings; iterating gives them by place, each once."""

    found: list[Diagnostic] = field(default_factory=list[Diagnostic])
    _sources: dict[str, Source] = field(default_factory=dict[str, "Source"])
    #: The path and the lines of the file of the last excerpt.
    _split: tuple[str, list[str]] = ("", [])
    _counts: Counter[tuple[str, Severity]] = field(
        default_factory=Counter[tuple[str, Severity]]
    )
    #: What specs accept, and whether there was something to accept.
    _acceptances: dict[Acceptance, bool] = field(default_factory=dict[Acceptance, bool])

    def add_source(self, path: str, text: Source) -> None:
        """Remember the text of a file, so that findings in it can show their line."""
        self._sources[path] = text
        if path == self._split[0]:
            self._split = ("", [])

    def error(self, place: Place, code: str, message: str, *, help: Help = "") -> None:
        """Add something that makes the input unusable."""
        self._add(place, Severity.ERROR, code, message, help)

    def warn(self, place: Place, code: str, message: str, *, help: Help = "") -> None:
        """Add something that a person should look at."""
        self._add(place, Severity.WARNING, code, message, help)

    def accept(self, accepted: Iterable[Acceptance]) -> None:
        """Drop, from now on, the warnings that are accepted."""
        self._acceptances |= dict.fromkeys(accepted, False)

    def accepts(self, place: Place, code: str) -> bool:
        """Return whether a warning there is accepted, and remember the innermost acceptance as used."""
        covering = [one for one in self._acceptances if one.covers(place, code)]
        if covering:
            self._acceptances[max(covering, key=lambda one: one.start)] = True
        return bool(covering)

    @property
    def acceptances(self) -> tuple[Acceptance, ...]:
        """Return what is accepted."""
        return tuple(self._acceptances)

    @property
    def unused_acceptances(self) -> list[Acceptance]:
        """Return those of which there was nothing to accept so far."""
        return [one for one, is_used in self._acceptances.items() if not is_used]

    def take(self, found: Iterable[Diagnostic]) -> None:
        """Add findings of another collection; those without an excerpt get one if their file is known here."""
        for new in found:
            known = (new.excerpt, new.left_out) if new.excerpt else None
            self._add(new.place, new.severity, new.code, new.message, new.help, known)

    def _add(
        self,
        place: Place,
        severity: Severity,
        code: str,
        message: str,
        help: Help,
        known: tuple[str, int] | None = None,
    ) -> None:
        is_warning = severity is Severity.WARNING
        if is_warning and self._acceptances and self.accepts(place, code):
            return
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
        """Return the part of a line that will be shown, and the number of characters before it."""
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
        """Return whether no more errors in that file would be kept."""
        return self._counts[path, Severity.ERROR] > MAX_PER_FILE

    @property
    def has_errors(self) -> bool:
        """Return whether the input is unusable."""
        return any(finding.is_error for finding in self.found)

    def __iter__(self) -> Iterator[Diagnostic]:
        unique = dict.fromkeys(self.found)
        return iter(
            sorted(
                unique,
                key=lambda found: (
                    found.place,
                    found.severity,
                    found.code,
                    found.message,
                ),
            )
        )


def quoted(text: object, limit: int = 60) -> str:
    """Return `text` between backticks for a message, cut if it is long."""
    full = str(text)
    return f"`{full}`" if len(full) <= limit else f"`{full[:limit]}…`"


def text_report(diagnostics: Iterable[Diagnostic]) -> str:
    """Return all diagnostics as text, with blank lines between them."""
    return "\n\n".join(diagnostic.as_text() for diagnostic in diagnostics)


def json_report(diagnostics: Iterable[Diagnostic]) -> str:
    """Return all diagnostics as a JSON array."""
    return json.dumps([diagnostic.as_json() for diagnostic in diagnostics], indent=2)


def _pointed(excerpt: str, column: int, left_out: int) -> list[str]:
    """Return the excerpt, and a line with a caret under `column` of the source line."""
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
    """Return the number of a terminal's columns that a printable character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def visible(text: str) -> str:
    """Return `text` with control characters escaped, so that no spec and no page can drive the terminal."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text
    )
