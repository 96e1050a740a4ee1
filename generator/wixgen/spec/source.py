"""YAML text -> a tree of nodes that know their place, read strictly.

The tree is built from the parser's events, without recursion and without PyYAML's guesses: a plain
`no`, `1:30`, `012` or `2026-01-01` is an error rather than a boolean, a number or a date, and
anchors, tags, merges, repeated keys and absurd nesting are refused.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from wixgen.diagnostics import LINE_BREAK, Diagnostics, Place, quoted

MAX_BYTES = 10_000_000
MAX_NODES = 150_000  # ten times the largest resource of Wix
MAX_DEPTH = 60

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NOT_YAML = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_QUOTES = {"'", '"'}
_NOT_ONLY_TEXT = frozenset(
    "~-+.0123456789<=yYnNoOtTfF"
)  # what other values can begin with
_INT = re.compile(r"-?(0|[1-9][0-9]{0,19})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,19})\.[0-9]{1,20}([eE][-+][0-9]{1,3})?")
_NULLS = {"", "~", "null"}
_BOOLEANS = {"true": True, "false": False}

_QUOTE_IT = "put it in quotes if it is text"
_SURPRISES = (
    (
        "yaml-boolean",
        re.compile(r"yes|no|on|off|true|false|null", re.IGNORECASE),
        "some readers of YAML take {} for a truth value or for nothing",
        f"{_QUOTE_IT}, else write true, false or null",
    ),
    (
        "yaml-date",
        re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?"),
        "some readers of YAML take {} for a date",
        "put it in quotes",
    ),
    (
        "yaml-number",
        re.compile(
            r"[-+]?(\.?[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|0[xob]\w+)"
        ),
        "the number {} has a form that readers of YAML take for different values",
        f"{_QUOTE_IT}, else write it with plain decimal digits",
    ),
    (
        "yaml-number",
        re.compile(r"[-+]?\.(inf|nan)", re.IGNORECASE),
        "{} is no finite number",
        _QUOTE_IT,
    ),
    (
        "yaml-merge",
        re.compile(r"<<|="),
        "{} has a special meaning in YAML 1.1",
        _QUOTE_IT,
    ),
)
_SYNTAX_HELP = {
    "mapping values are not allowed in this context": (
        "put a text with a colon in it in quotes, or check the indentation"
    ),
    "could not find expected ':'": "a key is followed by a colon and a space",
    "found undefined tag handle": "put a text that begins with ! in quotes",
}


class Text(str):
    """A string of a spec that knows where it stands.

    `inset` is the width of the opening quote, None where the text is not written literally;
    `is_reported` says that a diagnostic about it has been made already.
    """

    __slots__ = ("inset", "is_reported", "place")
    place: Place
    inset: int | None
    is_reported: bool

    def __new__(
        cls,
        value: str,
        place: Place,
        inset: int | None = None,
        *,
        is_reported: bool = False,
    ) -> Text:
        """Make the text `value`, standing at `place`."""
        text = super().__new__(cls, value)
        text.place = place
        text.inset = inset
        text.is_reported = is_reported
        return text

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Give other processes plain text: places are for diagnostics."""
        return str, (str(self),)

    def place_of(self, offset: int) -> Place:
        """Return where the character at `offset` stands, as far as that can be told."""
        if self.inset is None:
            return self.place
        return Place(
            self.place.path, self.place.line, self.place.column + self.inset + offset
        )


@dataclass(frozen=True)
class Scalar:
    """A single value: `value` is a Text, an int, a float, a bool or None."""

    place: Place
    value: Text | int | float | bool | None
    source: str

    @property
    def is_reported(self) -> bool:
        """Return whether a diagnostic about it has been made already."""
        return isinstance(self.value, Text) and self.value.is_reported


@dataclass
class Sequence:
    """A list of nodes."""

    place: Place
    items: list[Node] = field(default_factory=list["Node"])
    is_reported: bool = False


@dataclass
class Mapping:
    """Keys (with their own places) and nodes, in the order of the text; `owner`: its own key."""

    place: Place
    items: dict[Text, Node] = field(default_factory=dict["Text", "Node"])
    is_reported: bool = False
    owner: Text | None = None


Node = Scalar | Sequence | Mapping


def parse(path: str, data: bytes, report: Diagnostics) -> Node | None:
    """Read one YAML document; None (and a diagnostic) if it can't be read at all."""
    text = _decode(path, data, report)
    if text is None:
        return None
    builder = _TreeBuilder(path, report)
    try:
        for event in _events(text):
            builder.add(event)
    except yaml.MarkedYAMLError as error:
        _report_syntax(path, text, error, builder, report)
        return None
    except yaml.YAMLError as error:
        message = f"this is not YAML: {' '.join(str(error).split())}"
        report.error(Place(path), "yaml-syntax", message)
        return None
    except _StopError:
        return None
    root = builder.root
    if root is None or (isinstance(root, Scalar) and root.value is None):
        report.error(Place(path), "empty-spec", "the file is empty")
        return None
    return root


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=_Loader)


def _decode(path: str, data: bytes, report: Diagnostics) -> str | None:
    """Return the text, given to `report` as well; None if it has characters that YAML doesn't allow."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes, and may have {MAX_BYTES:,}"
        report.error(Place(path), "too-big", message)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.add_source(path, data.decode("utf-8-sig", errors="replace"))
        is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        report.error(
            _place_after(
                path, data[: error.start].decode("utf-8-sig", errors="replace")
            ),
            "encoding",
            f"the file must be UTF-8, and the byte 0x{data[error.start]:02X} here is not",
            help=f"convert the file {'from UTF-16 ' if is_utf16 else ''}to UTF-8",
        )
        return None
    report.add_source(path, text)
    if found := _NOT_YAML.search(text):
        report.error(
            _place_after(path, text[: found.start()]),
            "control-character",
            f"the control character U+{ord(found[0]):04X} is not allowed in YAML",
            help=f'a text in double quotes can have it as "\\u{ord(found[0]):04x}"',
        )
        return None
    return text


def _place_after(path: str, before: str) -> Place:
    lines = LINE_BREAK.split(before)
    return Place(path, len(lines), len(lines[-1]) + 1)


def _report_syntax(
    path: str,
    text: str,
    error: yaml.MarkedYAMLError,
    builder: _TreeBuilder,
    report: Diagnostics,
) -> None:
    """Report the parser's complaint at the place where the mistake is rather than where it shows."""
    problem, context = error.problem or "", error.context or ""
    mark, start = error.problem_mark, error.context_mark
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
    rest = text[mark.index :] if mark else ""
    help = _SYNTAX_HELP.get(problem, "")
    message = f"this is not YAML: {problem or context}"
    if context and problem and start and mark and start.line < mark.line:
        message += f", {context} that begins at line {start.line + 1}"
    if "unexpected end of stream" in problem and "quoted scalar" in context and start:
        place = Place(path, start.line + 1, start.column + 1)
        message = "this is not YAML: the quote is never closed"
    elif "cannot start any token" in problem:
        message = f"this is not YAML: no value can begin with {rest[:1]!r}"
        help = "indent with spaces" if rest[:1] == "\t" else "put the text in quotes"
    elif builder.flow_start and not rest.strip():
        place = builder.flow_start
        message = "this is not YAML: the bracket is never closed"
    elif builder.flow_start and rest[:1] == "[":
        help = 'inside brackets, a type with brackets is put in quotes: "list[string]"'
    report.error(place, "yaml-syntax", message, help=help)


class _StopError(Exception):
    """Reading further would be pointless."""


class _TreeBuilder:
    """Builds the tree from events; `stack` holds the collections that are still open."""

    def __init__(self, path: str, report: Diagnostics) -> None:
        self.path = path
        self.report = report
        self.root: Node | None = None
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[Text | None] = (
            []
        )  # per open collection: the key that waits for its value
        self.seen: list[dict[str, Place]] = (
            []
        )  # per open collection: the keys that it has
        self.flow: list[bool] = []  # per open collection: whether it stands in brackets
        self.nodes = 0

    @property
    def flow_start(self) -> Place | None:
        """Return where the innermost open bracket stands, if there is one."""
        return self.stack[-1].place if self.flow and self.flow[-1] else None

    def add(self, event: Any) -> None:
        """Take the next event."""
        if self.report.is_full(self.path):
            raise _StopError
        place = Place(self.path, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event, place))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(Sequence(place, is_reported=self._refused(event, place)), event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(Mapping(place, is_reported=self._refused(event, place)), event)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            for stack in (self.stack, self.keys, self.seen, self.flow):
                stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self.report.error(place, "yaml-alias", "aliases are not allowed")
            self._put(Scalar(place, Text("", place, is_reported=True), ""))
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.report.error(
                place,
                "yaml-documents",
                "a second YAML document begins here, and there may be one",
            )
            raise _StopError

    def _refused(self, event: Any, place: Place) -> bool:
        """Return whether the node has an anchor or a tag; report it."""
        if event.anchor is not None:
            self.report.error(place, "yaml-alias", "anchors are not allowed")
        elif event.tag is not None:
            help = "put a text that begins with ! in quotes"
            self.report.error(place, "yaml-tag", "tags are not allowed", help=help)
        else:
            return False
        return True

    def _scalar(self, event: Any, place: Place) -> Scalar:
        source: str = event.value
        is_reported = self._refused(event, place)
        inset = _inset(event)
        is_text = event.style or (source and source[0] not in _NOT_ONLY_TEXT)
        if (
            is_text or is_reported
        ):  # of plain text, `style` is "" or None: the parsers differ
            return Scalar(
                place, Text(source, place, inset, is_reported=is_reported), source
            )
        if source in _NULLS:
            return Scalar(place, None, source)
        if source in _BOOLEANS:
            return Scalar(place, _BOOLEANS[source], source)
        if _INT.fullmatch(source):
            return Scalar(place, int(source), source)
        if _FLOAT.fullmatch(source) and math.isfinite(value := float(source)):
            return Scalar(place, value, source)
        for code, pattern, message, help in _SURPRISES:
            if pattern.fullmatch(source):
                self.report.error(
                    place, code, message.format(quoted(source)), help=help
                )
                is_reported = True
                break
        return Scalar(
            place, Text(source, place, inset, is_reported=is_reported), source
        )

    def _open(self, node: Sequence | Mapping, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            self.report.error(node.place, "yaml-depth", message)
            raise _StopError
        self._put(node)
        self.stack.append(node)
        self.keys.append(None)
        self.seen.append({})
        self.flow.append(bool(event.flow_style))

    def _put(self, node: Node) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"the file may have {MAX_NODES:,} keys and values"
            self.report.error(node.place, "too-big", message)
            raise _StopError
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = self._key(node)
        else:
            if key is not _REFUSED:
                parent.items[key] = node
            if isinstance(node, Mapping):
                node.owner = key
            self.keys[-1] = None

    def _key(self, node: Node) -> Text:
        """Return a key as text: `1` and `true` are what was written; what can't be one is reported."""
        if not isinstance(node, Scalar):
            message = "a key is a single word, not a list or a mapping"
            self.report.error(node.place, "yaml-key", message)
            return _REFUSED
        key = (
            node.value
            if isinstance(node.value, Text)
            else Text(node.source, node.place, 0)
        )
        first = self.seen[-1].setdefault(key, key.place)
        if first is key.place:
            return key
        if not key.is_reported:
            message = f"{quoted(key)} stands here for the second time"
            help = f"the first is at line {first.line}"
            self.report.error(node.place, "duplicate-key", message, help=help)
        return _REFUSED


_REFUSED = Text("", Place(""))  # stands for a key whose value is dropped


def _inset(event: Any) -> int | None:
    """Return where a value begins, after its quote, if all of it stands there as it is (see `Text`)."""
    start, end = event.start_mark, event.end_mark
    quotes = 1 if event.style in _QUOTES else 0
    is_literal = end.index - start.index == len(event.value) + 2 * quotes
    return quotes if is_literal and start.line == end.line else None


def data_of(node: Node) -> Any:
    """Return the data of a node."""
    match node:
        case Scalar():
            text = node.value
            return str(text) if isinstance(text, Text) else text
        case Sequence():
            return [data_of(item) for item in node.items]
        case Mapping():
            return {str(key): data_of(item) for key, item in node.items.items()}


def plain_yaml(text: str) -> Any:
    """Return the data of a YAML text that was checked before, by the fast reader where there is one."""
    return yaml.load(text, _Loader)  # a safe loader, whichever it is
