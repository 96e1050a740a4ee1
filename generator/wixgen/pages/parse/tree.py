"""The page tree: all parts of a page, each with its place, nothing interpreted.

A line that isn't understood becomes an `Unknown`, which later stages report; none is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from wixgen.diagnostics import Place
from wixgen.pages.parse.lines import Line


@dataclass(kw_only=True, slots=True)
class Node:
    """A part of a page: the lines that it is made of, the first one giving its place."""

    path: str
    lines: list[Line]

    @property
    def at(self) -> Place:
        """The place where it begins."""
        return self.lines[0].place(self.path)

    @property
    def indent(self) -> int | None:
        """The indentation of its first line; None if it was lost."""
        return self.lines[0].indent


@dataclass(kw_only=True, slots=True)
class Item(Node):
    """A parameter or a field: `- name: … | type: … | description: … | required: true`.

    The first line of an object page's schema (`Type: Door Object | type: Door`) is an item, too: the
    owner of the fields below it.
    """

    marker: Literal["param", "query param", "type", "field"]
    name: str
    type: str
    description: str
    attributes: dict[str, str]

    @property
    def is_required(self) -> bool:
        """True if the page marks it as required."""
        return self.attributes.get("required") == "true"


@dataclass(kw_only=True, slots=True)
class OneOf(Node):
    """`- ONE-OF:`, the line before the members of a one-of group."""

    is_required: bool = False


@dataclass(kw_only=True, slots=True)
class Enum(Node):
    """`- enum:`, with the values that stand in the same line."""

    values: list[str]


@dataclass(kw_only=True, slots=True)
class EnumValue(Node):
    """One value of an enum that is listed line by line."""

    value: str
    description: str


@dataclass(kw_only=True, slots=True)
class Empty(Node):
    """`EMPTY-OBJECT {}`."""


@dataclass(kw_only=True, slots=True)
class Unknown(Node):
    """A line that has no place in a schema."""


Entry = Item | OneOf | Enum | EnumValue | Empty | Unknown


@dataclass(kw_only=True, slots=True)
class Key(Node):
    """A line `Word: value` of a schema."""

    word: str
    value: str


@dataclass(kw_only=True, slots=True)
class Section(Node):
    """A list of entries: parameters, a response, an event's body, a payload."""

    word: str
    type: str  # of the response or the payload
    entries: list[Entry] = field(default_factory=list[Entry])


@dataclass(kw_only=True, slots=True)
class ErrorLine(Node):
    """One documented error."""

    http: int
    status: str
    code: str
    description: str


@dataclass(kw_only=True, slots=True)
class QueryLine(Node):
    """`field: code | operators: $eq, $in`: what a query can do with a field of its items."""

    field: str
    attributes: dict[str, str]


@dataclass(kw_only=True, slots=True)
class Schema(Node):
    """The fence below `### Schema`."""

    keys: list[Key] = field(default_factory=list[Key])
    sections: list[Section] = field(default_factory=list[Section])
    errors: list[ErrorLine] = field(default_factory=list[ErrorLine])
    query: list[QueryLine] = field(default_factory=list[QueryLine])
    unknown: list[Unknown] = field(default_factory=list[Unknown])
    is_closed: bool = True

    def value(self, word: str) -> Key | None:
        """Return the first line with that word; None if there is none."""
        return next((key for key in self.keys if key.word == word), None)

    def section(self, word: str) -> Section | None:
        """Return the section with that word; None if there is none."""
        return next(
            (section for section in self.sections if section.word == word), None
        )


@dataclass(kw_only=True, slots=True)
class Example(Node):
    """A fence below `### Examples`, with the title and the text above it."""

    title: str
    text: str
    language: str
    code: str


@dataclass(kw_only=True, slots=True)
class Half(Node):
    """`## REST API` or `## JavaScript SDK`."""

    schema: Schema | None = None
    examples: list[Example] = field(default_factory=list[Example])


@dataclass(kw_only=True, slots=True)
class Scope(Node):
    """A permission and its scope."""

    name: str
    scope: str


VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


class Kind(StrEnum):
    """The kinds of pages."""

    METHOD = "method"
    WEBHOOK = "webhook"
    OBJECT = "object"
    MENU = "menu"
    ARTICLE = "article"
    VELO = "velo"  # a function that runs inside of a site
    SERVICE_PLUGIN = "service plugin"  # a method that Wix calls and an app answers
    WITHOUT_SCHEMA = "without schema"  # came without what it documents
    MISSING = "missing"  # there is no page at its address


@dataclass(kw_only=True, slots=True)
class Page(Node):
    """One page."""

    kind: Kind
    title: str = ""
    package: str = ""
    namespace: str = ""
    link: str = ""
    introduction: str = ""
    scopes: list[Scope] = field(default_factory=list[Scope])
    rest: Half | None = None
    sdk: Half | None = None
    own_name: str = (
        ""  # of a method, where another one has the name that the page prints
    )

    @property
    def halves(self) -> Iterator[Half]:
        """The halves that the page has."""
        return (half for half in (self.rest, self.sdk) if half)

    @property
    def url(self) -> Key | None:
        """The line `URL:` of a method; None if there is none."""
        return self.rest.schema.value("URL") if self.rest and self.rest.schema else None

    @property
    def verb(self) -> str:
        """The HTTP method; empty if there is none. Another line with `Method:` holds the name."""
        schema = self.rest.schema if self.rest else None
        values = (
            [key.value.split() for key in schema.keys if key.word == "Method"]
            if schema
            else []
        )
        return next((words[0] for words in values if words and words[0] in VERBS), "")

    @property
    def name(self) -> str:
        """The name of the page in reports."""
        return (
            self.title or self.link.rsplit("/", 1)[-1].removesuffix(".md") or self.path
        )
