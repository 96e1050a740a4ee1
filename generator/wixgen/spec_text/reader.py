"""Reads the text of a spec into a tree of its values and comments."""

from __future__ import annotations

import re
from typing import Any

import yaml

from wixgen.diagnostics import LINE_BREAK, Diagnostics
from wixgen.spec import source
from wixgen.spec.messages import unexpected
from wixgen.spec_text.comments import CommentFinder, is_in_brackets
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
_FOR_EDITORS = "# yaml-language-server:"
_MAY_BE_COMMENT = re.compile(r"[^A-Za-z_/.]#")  # what ends with these is a text


def tree_of(text: str, *, with_nodes: bool = False) -> Tree:
    """Read `text`; raise UpdateError if it is not a mapping in the strict YAML of specs.

    `with_nodes`: whether comments will be added, so that even a text without any needs its nodes.
    """
    report = Diagnostics()
    data = text.encode("utf-8", errors="surrogatepass")
    tree = read("", data, report, with_nodes=with_nodes)
    if tree is None:
        raise UpdateError(next(iter(report)).as_text())
    return tree


def read(
    path: str, data: bytes, report: Diagnostics, *, with_nodes: bool = False
) -> Tree | None:
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
    found_break = LINE_BREAK.search(text)
    newline = found_break[0] if found_break else "\n"
    tree = _tree(text, values, with_nodes=with_nodes)
    tree.newline = newline if newline in {"\r\n", "\r"} else "\n"
    tree.mark = mark
    return tree


def _tree(text: str, values: source.Mapping, *, with_nodes: bool) -> Tree:
    """Make the tree of a text that says `values`.

    Most texts have no comment but the first line. These need no nodes, if none is to be added, and that is
    twice as fast.
    """
    found = LINE_BREAK.search(text)
    first = text[: found.start()] if found else text
    may_be_comment = with_nodes or _MAY_BE_COMMENT.search(text, len(first))
    if first.startswith(_FOR_EDITORS) and not may_be_comment:
        root = Map(None, 0)
        root.live = {
            str(key): source.data_of(item) for key, item in values.items.items()
        }
        return Tree(root, [first.rstrip(" \t")])
    top = Entry()
    reader = _Reader(text)
    root = reader.root(values, top)
    _take_top(root, top.above)
    return Tree(root, [*top.above, *top.beside], reader.maps)


def _take_top(root: Map, top: list[str]) -> None:
    """Move what is about the file as a whole from the first entry to the top.

    That is what stands above a blank line, and what tells editors the schema.
    """
    first = next(iter(root.entries.values()), None)
    if first is None:
        return
    above = first.above
    count = max((place + 1 for place, text in enumerate(above) if not text), default=0)
    if above[count:] and above[count].startswith(_FOR_EDITORS):
        count += 1
    top += above[:count]
    del above[:count]


class _Reader:
    """Joins the values that the strict loader read with the places that the parser tells."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments = CommentFinder(text)
        self.events = iter(yaml.parse(text, Loader=_Loader))
        self.maps: dict[int, Map] = {}

    def root(self, value: source.Mapping, owner: Entry) -> Map:
        """Read the whole text; `owner` takes what stands on top of it."""
        next(self.events)  # of the stream
        next(self.events)  # of the document
        root = self.node(value, owner, None)
        self.comments.add_rest()
        assert isinstance(root, Map)
        return root

    def node(
        self, value: source.Node, owner: Entry, container: Collection | None
    ) -> Node:
        """Read the node that begins with the next event; `value` is what it says."""
        event: Any = next(self.events)
        if isinstance(value, source.Scalar):
            assert container is not None
            self.comments.add_scalar(event, owner, container)
            return Leaf(source.data_of(value))
        column = None if event.flow_style else event.start_mark.column
        self.comments.add_start(event, owner, container)
        if isinstance(value, source.Mapping):
            node: Map | Seq = self._map(Map(container, column), value)
        else:
            node = self._seq(Seq(container, column), value)
        closing = next(self.events)
        if is_in_brackets(self.text, event):
            self.comments.add_end(closing, node, owner, container)
        return node

    def _map(self, node: Map, value: source.Mapping) -> Map:
        for key, item in value.items.items():
            entry = Entry()
            self.comments.add_scalar(next(self.events), entry, node)
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
