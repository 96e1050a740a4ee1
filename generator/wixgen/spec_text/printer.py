"""Prints the data and the comments of a spec in the one format of specs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wixgen.spec_text.scalars import LONGEST_KEY, WIDTH, depth, flow, scalar, text_lines
from wixgen.spec_text.style import SPEC, Style
from wixgen.spec_text.text_tree import (
    Data,
    Entry,
    Map,
    Moves,
    Node,
    Seq,
    Tree,
    is_list,
    is_record,
    plain,
)

_STEP = 2
# Levels of collections on one line: more are hard to read, and most of all in the bodies of examples.
_DEEPEST_LINE = 9
_DEEPEST_BODY = 2

_NEW = Entry()  # an entry without comments


def printed(tree: Tree, moves: Moves) -> str:
    """Print the live data of `tree`, with all its comments."""
    printer = _Printer(moves)
    lines = [*tree.top, *printer.entries(tree.root.live, tree.root, SPEC, 0)]
    if not tree.root.live:
        lines = [*tree.top, "{}", *tree.root.comments()]
    return tree.mark + "".join(line + tree.newline for line in lines)


def arranged(value: Any, style: Style = SPEC) -> Any:
    """Copy plain data, with all keys in the order in which they are printed."""
    if is_record(value):
        return {
            key: arranged(value[key], style.child(key, value[key]))
            for key in style.keys(value)
        }
    if is_list(value):
        return [arranged(item, style.child("", item)) for item in value]
    return value


class _Printer:
    """Prints data; the tree's nodes only lend their comments."""

    def __init__(self, moves: Moves) -> None:
        self.moves = moves

    def entries(
        self, record: Data, node: Map | None, style: Style, indent: int
    ) -> list[str]:
        """Print a mapping in block style, its keys at column `indent`; return the lines."""
        origins: dict[str, Entry] = {}
        lost: dict[int, list[str]] = {}
        if self.moves or (node and node.is_commented):  # else there are no comments
            origins = {key: self._origin(record, key, node) for key in record}
            lost = self._lost(node.entries.values() if node else (), origins.values())
        lines: list[str] = []
        for key in style.keys(record):
            if lines and style.is_spaced(key):
                lines.append("")
            entry = origins.get(key, _NEW)
            above = lost.pop(id(entry), [])
            lines += self._entry(key, record[key], entry, style, indent, above)
        return lines + _indented(
            [*lost.get(0, ()), *(node.end if node else ())], indent
        )

    def _origin(self, record: Data, key: str, node: Map | None) -> Entry:
        """Find the entry whose comments belong to a key; a new one has none."""
        found = self.moves.get(record, key)
        return found or (node.entries.get(key) if node else None) or Entry()

    def _lost(
        self, before: Iterable[Entry], after: Iterable[Entry]
    ) -> dict[int, list[str]]:
        """Collect comments of entries that are gone, by the id of the next entry that isn't; 0: none."""
        kept = {id(entry) for entry in after}
        lost: dict[int, list[str]] = {}
        waiting: list[str] = []
        for entry in before:
            if id(entry) in kept:
                lost[id(entry)] = waiting
                waiting = []
            else:
                waiting += self._left(entry)
        return {**lost, 0: waiting}

    def _left(self, entry: Entry) -> Iterator[str]:
        """Yield the comments of an entry that is gone, but for those of what was moved out of it."""
        if entry in self.moves:
            return
        yield from filter(None, entry.above)
        yield from entry.beside
        node = entry.node
        if isinstance(node, Map | Seq):
            inner = node.entries.values() if isinstance(node, Map) else node.items
            for item in inner:
                yield from self._left(item)
            yield from filter(None, node.end)

    def _entry(
        self,
        key: str,
        value: Any,
        entry: Entry,
        style: Style,
        indent: int,
        lost: list[str],
    ) -> list[str]:
        """Print a key and its value, the key at column `indent`."""
        above, beside, node = _split(entry, value, lost)
        pad, text = " " * indent, scalar(key)
        lines = _indented(above, indent)
        if len(text) > LONGEST_KEY:
            lines.append(f"{pad}? {text}")
            text = ""
        head = f"{pad}{text}:"
        if value is None and style.are_bare:
            return [*lines, head + beside]
        inner = style.child(key, value)
        return lines + self._value(head, value, node, inner, indent, beside)

    def _items(
        self, values: list[Any], node: Seq | None, style: Style, indent: int
    ) -> list[str]:
        """Print a list in block style, the dashes at column `indent`."""
        origins = _matched(values, node)
        lost = self._lost(node.items if node else (), origins)
        lines: list[str] = []
        for value, entry in zip(values, origins, strict=True):
            above, beside, inner = _split(entry, value, lost.pop(id(entry), []))
            item = self._item(value, inner, style.child("", value), indent, beside)
            lines += [*_indented(above, indent), *item]
        return lines + _indented(
            [*lost.get(0, ()), *(node.end if node else ())], indent
        )

    def _item(
        self, value: Any, node: Node | None, style: Style, indent: int, beside: str
    ) -> list[str]:
        """Print an item of a list; a dash stands in the first line of what it is for.

        Comments above that line stand above the dash. Those may be all there are: then nothing keeps
        the item from standing on one line.
        """
        head = " " * indent + "-"
        first, *rest = self._value(head, value, node, style, indent, beside)
        if not rest or first not in {head, head + beside}:
            return [first, *rest]
        above = [beside.strip()] if beside else []
        while not rest[0].strip() or rest[0].lstrip().startswith("#"):
            above.append(rest.pop(0).strip())
        lifted = sum(map(bool, above)) - bool(beside)
        if node and lifted and lifted == sum(1 for _ in node.comments()):
            rest = self._item(value, None, style, indent, "")
        else:
            rest[0] = head + rest[0][len(head) :]
        return [*_indented(above, indent), *rest]

    def _value(
        self,
        head: str,
        value: Any,
        node: Node | None,
        style: Style,
        indent: int,
        beside: str,
    ) -> list[str]:
        """Print a value behind `head`, which is a key or a dash at column `indent`."""
        if isinstance(value, str):
            lines = text_lines(head, value, indent + _STEP)
            is_quoted = len(lines) > 1 and lines[0].endswith("\\")
            lines[-1 if is_quoted else 0] += beside
            return lines
        is_commented = isinstance(node, Map | Seq) and node.is_commented
        line = None if is_commented and value else inline(value, style)
        if line is not None and len(head) + 1 + len(line) <= WIDTH:
            return [f"{head} {line}{beside}"]
        indent += _STEP
        if is_record(value) and value:
            inner = node if isinstance(node, Map) else None
            return [head + beside, *self.entries(value, inner, style, indent)]
        if is_list(value) and value:
            items = node if isinstance(node, Seq) else None
            return [head + beside, *self._items(value, items, style, indent)]
        return [f"{head} {flow(value)}{beside}"]


def _split(
    entry: Entry, value: Any, lost: list[str]
) -> tuple[list[str], str, Node | None]:
    """Return the comments above an entry, the one beside it, and the node with those in its value.

    Several comments beside an entry stand above it, and so do those of a value that it no longer has.
    """
    above = [*lost, *entry.above]
    node: Node | None = entry.node
    if not value or not isinstance(value, dict | list) or not _is_alike(node, value):
        above += entry.node.comments()
        node = None
    if len(entry.beside) > 1:
        return above + entry.beside, "", node
    return above, "".join(f"  {comment}" for comment in entry.beside), node


def _is_alike(node: Node | None, value: Any) -> bool:
    return isinstance(node, Map if is_record(value) else Seq)


def _matched(values: list[Any], node: Seq | None) -> list[Entry]:
    """Find the entry of each value: the item that holds it, else one that says the same, else none."""
    unused: dict[object, list[Entry]] = {}
    for entry in reversed(node.items if node else ()):
        for name in _names(plain(entry.node)):
            unused.setdefault(name, []).append(entry)
    used: set[int] = set()
    found: list[Entry] = []
    for value in values:
        entries = (
            entry
            for name in _names(value)
            for entry in reversed(unused.get(name, ()))
            if id(entry) not in used
        )
        entry = next(entries, None) or Entry()
        used.add(id(entry))
        found.append(entry)
    return found


def _names(value: Any) -> Iterator[object]:
    """Yield what a value of a list is known by, the surest first."""
    if is_record(value) or is_list(value):
        yield id(value)
    yield repr(value)


def _indented(comments: Iterable[str], indent: int) -> list[str]:
    pad = " " * indent
    return [pad + comment if comment else "" for comment in comments]


def inline(value: Any, style: Style) -> str | None:
    """Print a value on one line; None if it never stands on one, or is too long in any case."""
    if not isinstance(value, dict | list) or not value:
        return flow(value)
    if style.is_block or _count(value, WIDTH) > WIDTH:
        return None
    if style.are_bare and is_record(value):
        is_bare = all(item is None for item in value.values())
        pairs = ", ".join(f"{scalar(key, True)}: " for key in value)
        return f"{{{pairs}}}" if is_bare else None
    deepest = _DEEPEST_BODY if style.is_body else _DEEPEST_LINE
    if _has_lines(value) or depth(value) > deepest:
        return None
    if style.is_body and is_record(value) and _is_mixed(value):
        return None
    return flow(arranged(value, style))


def _parts(value: Any) -> Iterable[Any]:
    """Return the values in a collection; none if it isn't one."""
    return value.values() if is_record(value) else value if is_list(value) else ()


def _count(value: Any, most: int) -> int:
    """Count the values in a collection, however deep; one more than `most` at least is enough."""
    total = 1
    for part in _parts(value):
        if total > most:
            break
        total += _count(part, most - total)
    return total


def _has_lines(value: Any) -> bool:
    """Return whether a text in it has several lines, which are easier to read as a block."""
    if isinstance(value, str):
        return "\n" in value
    return any(map(_has_lines, _parts(value)))


def _is_mixed(record: Data) -> bool:
    """Return whether a body has other fields beside an object: then lines are easier to read."""
    return len(record) > 1 and any(is_record(value) for value in record.values())
