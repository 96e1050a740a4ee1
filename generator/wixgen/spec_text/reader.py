"""The text of a spec -> a tree of its values and comments."""

from __future__ import annotations

from typing import Any

import yaml

from wixgen.diagnostics import LINE_BREAK, Diagnostics
from wixgen.spec import source
from wixgen.spec.messages import unexpected
from wixgen.spec_text.comments import Marks, attach, is_in_brackets
from wixgen.spec_text.text_tree import (
    Collection,
    Entry,
    Leaf,
    Map,
    Node,
    Seq,
    Tree,
    UpdateError,
    plain,
)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOM = "\ufeff"


def tree_of(text: str) -> Tree:
    """Read `text`; an error if it is not a mapping in the strict YAML of specs."""
    report = Diagnostics()
    tree = read("", text.encode("utf-8", errors="surrogatepass"), report)
    if tree is None:
        raise UpdateError(next(iter(report)).as_text())
    return tree


def read(path: str, data: bytes, report: Diagnostics) -> Tree | None:
    """Read a spec file; None, after reporting why, if it can't be read."""
    found = Diagnostics()
    values = source.parse(path, data, found)
    if values is not None and not isinstance(values, source.Mapping):
        unexpected(values, found, "a mapping with keys such as package, module, types")
    report.take(found)
    if found.has_errors or not isinstance(values, source.Mapping):
        return None
    text = data.decode()
    mark = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    top = Entry()
    reader = _Reader(text)
    root = reader.node(values, top, None)
    assert isinstance(root, Map)
    attach(text, reader.marks, root)
    _take_top(root, top.above)
    found_break = LINE_BREAK.search(text)
    newline = found_break[0] if found_break else "\n"
    is_usual = newline in {"\r\n", "\r"}
    return Tree(
        root,
        [*top.above, *top.beside],
        reader.maps,
        newline if is_usual else "\n",
        mark,
    )


def _take_top(root: Map, top: list[str]) -> None:
    """Move what is about the file as a whole from the first entry to the top.

    That is what stands above a blank line, and what tells editors the schema.
    """
    first = next(iter(root.entries.values()), None)
    if first is None:
        return
    above = first.above
    count = max((place + 1 for place, text in enumerate(above) if not text), default=0)
    if above[count:] and above[count].startswith("# yaml-language-server:"):
        count += 1
    top += above[:count]
    del above[:count]


class _Reader:
    """Joins the values that the strict loader read with the places that the parser tells."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.marks = Marks(text)
        self.events = iter(yaml.parse(text, Loader=_Loader))
        self.maps: dict[int, Map] = {}

    def node(
        self, value: source.Node, owner: Entry, container: Collection | None
    ) -> Node:
        """The node that begins with the next event; `value` is what it says."""
        event = self._next()
        if isinstance(value, source.Scalar):
            assert container is not None
            self.marks.add_scalar(event, owner, container)
            text = value.value
            return Leaf(str(text) if isinstance(text, source.Text) else text)
        column = None if event.flow_style else event.start_mark.column
        self.marks.add_start(event, owner, container)
        if isinstance(value, source.Mapping):
            node: Map | Seq = self._map(Map(container, column), value)
        else:
            node = self._seq(Seq(container, column), value)
        closing = self._next()
        if is_in_brackets(self.text, event):
            self.marks.add_end(closing, node, owner, container)
        return node

    def _next(self) -> Any:
        """The next event that is about a node."""
        while True:
            event: Any = next(self.events)
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
                return event

    def _map(self, node: Map, value: source.Mapping) -> Map:
        for key, item in value.items.items():
            entry = Entry()
            self.marks.add_scalar(self._next(), entry, node)
            entry.node = self.node(item, entry, node)
            node.entries[str(key)] = entry
            node.live[str(key)] = plain(entry.node)
        self.maps[id(node.live)] = node
        return node

    def _seq(self, node: Seq, value: source.Sequence) -> Seq:
        for item in value.items:
            entry = Entry()
            entry.node = self.node(item, entry, node)
            node.items.append(entry)
            node.live.append(plain(entry.node))
        return node
