"""YAML text -> a tree of nodes that know their place, read strictly.

The tree is built from the parser's events, without recursion and without PyYAML's guesses: a plain
`no`, `1:30`, `012` or `2026-01-01` is an error rather than a boolean, a number or a date, and
anchors, tags, merges, repeated keys and absurd nesting are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from wixgen.diagnostics import Diagnostics, Place

MAX_BYTES = 10_000_000
MAX_DEPTH = 60

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INT = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?")
_NULLS = {"", "~", "null"}
_SURPRISES = (
    ("yaml-boolean", re.compile(r"yes|no|on|off|true|false|null", re.IGNORECASE), "not a text"),
    ("yaml-date", re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?"), "a date"),
    (
        "yaml-number",
        re.compile(
            r"[-+]?(\.?[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|0[xob]\w+)"
        ),
        "a number in a form that is easily misread",
    ),
    ("yaml-number", re.compile(r"[-+]?\.(inf|nan)", re.IGNORECASE), "not a finite number"),
    ("yaml-merge", re.compile(r"<<|="), "a YAML 1.1 instruction"),
)


class Text(str):
    """A string of a spec that knows where it stands."""

    __slots__ = ("place",)
    place: Place

    def __new__(cls, value: str, place: Place) -> Text:
        """`value`, standing at `place`."""
        text = super().__new__(cls, value)
        text.place = place
        return text

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Other processes get plain text: places are for diagnostics."""
        return str, (str(self),)


@dataclass(frozen=True)
class Scalar:
    """A single value: `value` is a Text, an int, a float, a bool or None."""

    place: Place
    value: Text | int | float | bool | None
    source: str


@dataclass
class Sequence:
    """A list of nodes."""

    place: Place
    items: list[Node] = field(default_factory=list["Node"])


@dataclass
class Mapping:
    """Keys (with their own places) and nodes, in the order of the text."""

    place: Place
    items: dict[Text, Node] = field(default_factory=dict["Text", "Node"])


Node = Scalar | Sequence | Mapping


def parse(path: str, data: bytes, report: Diagnostics) -> Node | None:
    """Read one YAML document; None (and a diagnostic) if it can't be read at all."""
    text = _decode(path, data, report)
    if text is None:
        return None
    report.add_source(path, text)
    builder = _TreeBuilder(path, report)
    try:
        for event in _events(text):
            builder.add(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
        report.error(place, "yaml-syntax", f"this is not YAML: {error.problem or error.context}")
        return None
    except yaml.YAMLError as error:
        report.error(
            Place(path), "yaml-syntax", f"this is not YAML: {' '.join(str(error).split())}"
        )
        return None
    except _StopError:
        return None
    if builder.root is None:
        report.error(Place(path), "empty-spec", "the file is empty")
    return builder.root


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=_Loader)


def _decode(path: str, data: bytes, report: Diagnostics) -> str | None:
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; a spec has at most {MAX_BYTES:,}"
        report.error(Place(path), "too-big", message)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        report.error(Place(path, line, column), "encoding", "a spec is UTF-8, this byte is not")
        return None


_REFUSED = Text("", Place(""))  # stands for a key whose value is dropped


class _StopError(Exception):
    """Reading further would be pointless."""


class _TreeBuilder:
    """Builds the tree from events; `stack` holds the collections that are still open."""

    def __init__(self, path: str, report: Diagnostics) -> None:
        self.path = path
        self.report = report
        self.root: Node | None = None
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[Text | None] = []  # per open mapping: the key that waits for its value

    def add(self, event: Any) -> None:
        place = Place(self.path, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self._error(place, "yaml-alias", "aliases are not allowed in a spec")
            self._put(Scalar(place, None, ""))
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_extras(event, place)
            self._put(self._scalar(event, place))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._refuse_extras(event, place)
            self._open(Sequence(place))
        elif isinstance(event, yaml.MappingStartEvent):
            self._refuse_extras(event, place)
            self._open(Mapping(place))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.stack.pop()
            self.keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._error(place, "yaml-documents", "a spec is one YAML document")
            raise _StopError

    def _refuse_extras(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self._error(place, "yaml-alias", "anchors are not allowed in a spec")
        if event.tag is not None:
            self._error(place, "yaml-tag", "tags are not allowed in a spec")

    def _scalar(self, event: Any, place: Place) -> Scalar:
        source: str = event.value
        if event.style:  # quoted, or a block; the two parsers spell "plain" differently
            return Scalar(place, Text(source, place), source)
        if source in _NULLS:
            return Scalar(place, None, source)
        if source in {"true", "false"}:
            return Scalar(place, source == "true", source)
        if _INT.fullmatch(source) and len(source) <= 20:
            return Scalar(place, int(source), source)
        if _FLOAT.fullmatch(source) and len(source) <= 40:
            return Scalar(place, float(source), source)
        for code, pattern, what in _SURPRISES:
            if pattern.fullmatch(source):
                message = f"to YAML, `{source}` is {what}"
                self._error(place, code, message, help="put it in quotes if it is text")
                break
        return Scalar(place, Text(source, place), source)

    def _open(self, node: Sequence | Mapping) -> None:
        if len(self.stack) >= MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            self._error(node.place, "yaml-depth", message)
            raise _StopError
        self._put(node)
        self.stack.append(node)
        self.keys.append(None)

    def _put(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = self._key(node, parent)
        else:
            if key is not _REFUSED:
                parent.items[key] = node
            self.keys[-1] = None

    def _key(self, node: Node, parent: Mapping) -> Text:
        """A key as text: `1` and `true` are what was written; what can't be one is reported."""
        if not isinstance(node, Scalar):
            self._error(node.place, "yaml-key", "a key is a single word")
            return _REFUSED
        key = node.value if isinstance(node.value, Text) else Text(node.source, node.place)
        if key in parent.items:
            first = next(known for known in parent.items if known == key)
            message = f"`{key}` stands here for the second time"
            self._error(
                node.place,
                "duplicate-key",
                message,
                help=f"the first is at line {first.place.line}",
            )
            return _REFUSED
        return key

    def _error(self, place: Place, code: str, message: str, *, help: str = "") -> None:
        self.report.error(place, code, message, help=help)
