"""The text of a spec as a tree: each node knows the characters that it is made of.

`live` of a mapping or a list is its plain data, to be changed in place; the tree itself keeps what
the text says, so that comparing the two gives the edits.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import yaml

from wixgen.diagnostics import LINE_BREAK, Diagnostics
from wixgen.spec import source

Data = dict[str, Any]

_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def is_record(value: Any) -> TypeGuard[Data]:
    """Whether plain data is a mapping."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Whether plain data is a list."""
    return isinstance(value, list)


class UpdateError(ValueError):
    """The spec can't be updated; the message says why."""


@dataclass(eq=False)
class Leaf:
    """A single value; `style` is its quote, `|`, `>` or nothing."""

    start: int
    end: int
    style: str
    value: Any


@dataclass(eq=False)
class Entry:
    """A key and its value."""

    start: int  # of the key, or of the question mark before it
    key_end: int
    node: Node

    @property
    def end(self) -> int:
        """Where the value ends."""
        return self.node.end


@dataclass(eq=False)
class Map:
    """A mapping."""

    start: int
    end: int
    is_flow: bool
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    live: Data = field(default_factory=dict[str, Any])


@dataclass(eq=False)
class Item:
    """One item of a list; in block style `start` is its dash."""

    start: int
    node: Node

    @property
    def end(self) -> int:
        """Where the value ends."""
        return self.node.end


@dataclass(eq=False)
class Seq:
    """A list."""

    start: int
    end: int
    is_flow: bool
    items: list[Item] = field(default_factory=list[Item])
    live: list[Any] = field(default_factory=list[Any])


Node = Leaf | Map | Seq
Moves = dict[
    tuple[int, str], Entry
]  # (id of the live mapping, key) -> where it stood before


@dataclass
class Tree:
    """A text and its root; `maps` finds the mapping of some live data by the data's id."""

    text: str
    root: Map
    maps: dict[int, Map]


def tree_of(text: str) -> Tree:
    """Read `text`; an error if it is not a mapping in the strict YAML of specs."""
    report = Diagnostics()
    values = source.parse("", text.encode("utf-8", errors="surrogatepass"), report)
    if report.has_errors or not isinstance(values, source.Mapping):
        first = next(iter(report), None)
        raise UpdateError(first.as_text() if first else "a spec is a mapping")
    reader = _Reader(text)
    root = reader.node(values)
    assert isinstance(root, Map)
    return Tree(text, root, reader.maps)


class _Reader:
    """Joins the values that the strict loader read with the spans that the parser tells."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.events = iter(yaml.parse(text, Loader=_Loader))
        self.dashes = [
            token.start_mark.index
            for token in yaml.scan(text, Loader=_Loader)
            if isinstance(token, yaml.BlockEntryToken)
        ]
        self.maps: dict[int, Map] = {}

    def node(self, value: source.Node) -> Node:
        """The node that begins with the next event; `value` is what it says."""
        event = self._next()
        start: int = event.start_mark.index
        match value:
            case source.Scalar():
                return self._leaf(event, value)
            case source.Mapping():
                node: Map | Seq = self._map(start, bool(event.flow_style), value)
            case source.Sequence():
                node = self._seq(start, bool(event.flow_style), value)
        closing = self._next()
        if node.is_flow:
            node.end = closing.end_mark.index
        return node

    def _next(self) -> Any:
        """The next event that is about a node."""
        while True:
            event: Any = next(self.events)
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
                return event

    def _leaf(self, event: Any, value: source.Scalar) -> Leaf:
        start: int = event.start_mark.index
        end: int = event.end_mark.index
        style = event.style or ""
        if style in {"|", ">"}:
            end = self._end_of_block(start, end)
        plain = (
            str(value.value) if isinstance(value.value, source.Text) else value.value
        )
        return Leaf(start, end, style, plain)

    def _end_of_block(self, start: int, end: int) -> int:
        """Where a block scalar ends, without the line breaks after it that are no part of it."""
        header = LINE_BREAK.split(self.text[start:end], maxsplit=1)[0].split("#")[0]
        if "+" not in header:
            return start + len(self.text[start:end].rstrip())
        tail = self.text[start:end]
        return end - (
            2 if tail.endswith("\r\n") else 1 if LINE_BREAK.search(tail[-1:]) else 0
        )

    def _map(self, start: int, is_flow: bool, value: source.Mapping) -> Map:
        node = Map(start, start, is_flow)
        for key, item in value.items.items():
            mark = self._next()
            start = self._key_start(mark.start_mark.index)
            entry = Entry(start, mark.end_mark.index, self.node(item))
            node.entries[str(key)] = entry
            node.live[str(key)] = plain(entry.node)
            node.end = entry.end
        self.maps[id(node.live)] = node
        return node

    def _key_start(self, start: int) -> int:
        """Where a key begins: with the question mark, if it has one."""
        before = self.text[max(0, start - 20) : start].rstrip(" \t")
        if not before.endswith("?"):
            return start
        return self.text.rindex("?", 0, start)

    def _seq(self, start: int, is_flow: bool, value: source.Sequence) -> Seq:
        node = Seq(start, start, is_flow)
        for item in value.items:
            inner = self.node(item)
            begin = inner.start
            if not is_flow:
                begin = self.dashes[bisect_left(self.dashes, inner.start) - 1]
            node.items.append(Item(begin, inner))
            node.live.append(plain(inner))
            node.end = inner.end
        return node


def plain(node: Node) -> Any:
    """The data of a node; changing it changes `live`."""
    return node.value if isinstance(node, Leaf) else node.live


def same(node: Node, value: Any) -> bool:
    """Whether the text of `node` says just `value`: order, and `1` is neither `true` nor `1.0`."""
    match node:
        case Leaf():
            return type(node.value) is type(value) and node.value == value
        case Map():
            return (
                is_record(value)
                and list(node.entries) == list(value)
                and all(
                    same(entry.node, value[key]) for key, entry in node.entries.items()
                )
            )
        case Seq():
            return (
                is_list(value)
                and len(node.items) == len(value)
                and all(
                    same(item.node, one)
                    for item, one in zip(node.items, value, strict=True)
                )
            )


def comments_in(text: str, node: Map | Seq) -> list[str]:
    """The comments between the parts of a collection in flow style."""
    children = node.entries.values() if isinstance(node, Map) else node.items
    position, found = node.start, list[str]()
    for child in [*children, None]:
        end = child.start if child else node.end
        found += _COMMENT.findall(text, position, end)
        position = child.end if child else end
        if child and isinstance(child.node, Map | Seq):
            found += comments_in(text, child.node)
    return [one.strip() for one in found]
