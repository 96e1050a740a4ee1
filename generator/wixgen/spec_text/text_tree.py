"""A spec as a tree of values and comments; `reader` reads one from text, `printer` prints one.

`live` of a mapping or a list is its plain data, to be changed in place; the tree itself keeps what
the text has, so that printing the data finds the comments that belong to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeGuard

Data = dict[str, Any]


HEADER = "# yaml-language-server: $schema=../resource.schema.json"


def is_record(value: Any) -> TypeGuard[Data]:
    """Return whether plain data is a mapping."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Return whether plain data is a list."""
    return isinstance(value, list)


class UpdateError(ValueError):
    """The spec can't be updated; the message says why."""


@dataclass(eq=False, slots=True)
class Leaf:
    """A single value."""

    value: Any = None

    def comments(self) -> Iterator[str]:
        """Yield nothing: its comments are those of its entry."""
        return iter(())


@dataclass(eq=False, slots=True)
class Entry:
    """A value with its comments: of a key, or an item of a list.

    A comment is its text from `#` on; an empty one `above` is a blank line between comments, or
    below them.
    """

    node: Node = field(default_factory=Leaf)
    above: list[str] = field(default_factory=list[str])
    beside: list[str] = field(default_factory=list[str])

    def comments(self) -> Iterator[str]:
        """Yield all comments in it, from top to bottom."""
        yield from filter(None, self.above)
        yield from self.beside
        yield from self.node.comments()


@dataclass(eq=False)
class Collection:
    """A mapping or a list.

    Attributes:
        parent: The collection that it is in; None of the root.
        column: The column of its entries; None in brackets.
        end: The comments below its last entry.
        is_commented: Whether there are comments in it, however deep.
    """

    parent: Collection | None
    column: int | None
    end: list[str] = field(default_factory=list[str])
    is_commented: bool = False


@dataclass(eq=False)
class Map(Collection):
    """A mapping."""

    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    live: Data = field(default_factory=dict[str, Any])

    def comments(self) -> Iterator[str]:
        """Yield all comments in it, from top to bottom."""
        return _comments(self.entries.values(), self.end)


@dataclass(eq=False)
class Seq(Collection):
    """A list."""

    items: list[Entry] = field(default_factory=list[Entry])
    live: list[Any] = field(default_factory=list[Any])

    def comments(self) -> Iterator[str]:
        """Yield all comments in it, from top to bottom."""
        return _comments(self.items, self.end)


Node = Leaf | Map | Seq


class Moves:
    """Remembers entries that were moved into another mapping: their comments go with them."""

    def __init__(self) -> None:
        self._entries: dict[tuple[int, str], Entry] = {}
        self._ids: set[int] = set()
        self._mappings: list[Data] = []  # kept alive, so that no other gets its id

    def add(self, mapping: Data, key: str, entry: Entry) -> None:
        """Remember that `entry` is now `key` of `mapping`, which is live data."""
        self._entries[id(mapping), key] = entry
        self._ids.add(id(entry))
        self._mappings.append(mapping)

    def get(self, mapping: Data, key: str) -> Entry | None:
        """Return the entry that `key` of `mapping` was before, if it has been moved there."""
        return self._entries.get((id(mapping), key))

    def __bool__(self) -> bool:
        return bool(self._entries)

    def __contains__(self, entry: Entry) -> bool:
        return id(entry) in self._ids


@dataclass
class Tree:
    """A spec with its comments.

    Attributes:
        root: The mapping that the spec is.
        top: The comments about the file as a whole.
        maps: The mapping of some live data, by the data's id.
        newline: The line break of the text.
        mark: A byte order mark, if the text begins with one.
    """

    root: Map
    top: list[str] = field(default_factory=list[str])
    maps: dict[int, Map] = field(default_factory=dict[int, Map])
    newline: str = "\n"
    mark: str = ""

    def entry_of(self, mapping: Data, key: str, moves: Moves) -> Entry | None:
        """Return the entry that `key` of some live data has been from the beginning."""
        node = self.maps.get(id(mapping))
        return moves.get(mapping, key) or (node.entries.get(key) if node else None)

    def comments(self) -> Iterator[str]:
        """Yield all comments, from top to bottom."""
        yield from filter(None, self.top)
        yield from self.root.comments()


def new_tree() -> Tree:
    """Make a spec that is still empty."""
    return Tree(Map(None, 0), [HEADER])


def plain(node: Node) -> Any:
    """Return the data of a node; changing it changes `live`."""
    return node.value if isinstance(node, Leaf) else node.live


def _comments(entries: Iterable[Entry], end: Iterable[str]) -> Iterator[str]:
    for entry in entries:
        yield from entry.comments()
    yield from filter(None, end)
