"""Leave out how pages print primitives that may be null: as objects with a single field `value`.

    - name: hidden | type: boolean | description: Whether it is left out.
        - name: value | type: boolean | description:

That is a boolean. In JSON there is no object, and no field `value`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from wixgen.pages.names import rest_name
from wixgen.pages.parse.tree import Entry, Item

_DATES = frozenset(["Date", "string (date-time)"])
_KINDS = frozenset(["string", "integer", "number", "boolean"])  # that may be wrapped


def without_wrappers(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries of a section without the fields `value` of wrapped primitives.

    A parameter that prints its own name for a type gets the type that is wrapped.
    """
    kept: Entry | None = None
    for entry, following in zip_longest(entries, entries[1:]):
        if isinstance(kept, Item) and _is_wrapped(kept, entry, following):
            if _has_own_name(kept) and isinstance(entry, Item):
                kept = replace(kept, type=kept.type.replace(kept.name, entry.type))
            continue
        if kept is not None:
            yield kept
        kept = entry
    if kept is not None:
        yield kept


def _is_wrapped(item: Item, entry: Entry, following: Entry | None) -> bool:
    """Return whether an entry is the only field of an item, `value`, and of the item's own kind."""
    if not isinstance(entry, Item) or entry.name != "value":
        return False
    wrapped = _kind(entry.type)
    if wrapped not in _KINDS:
        return False
    if entry.indent is None or item.indent is None:
        return _is_wrapped_without_lines(item, entry, wrapped)
    outer = item.type.removeprefix("array<").removesuffix(">")
    if not _has_own_name(item) and _kind(outer) != wrapped:
        return False
    is_alone = following is None or (following.indent or 0) < entry.indent
    return entry.indent > item.indent and is_alone


def _is_wrapped_without_lines(item: Item, entry: Item, wrapped: str) -> bool:
    """Return whether a `value` is a wrapped one where only the order of fields is left.

    A text `value` without description stands behind other texts of an object, too (`key`); a number
    or a boolean doesn't.
    """
    if entry.description or _kind(item.type) != wrapped:
        return False
    return wrapped != "string" or rest_name(item.name) == "id"


def _has_own_name(item: Item) -> bool:
    """Return whether an item is a parameter that prints its own name as its type."""
    own = {item.name, f"array<{item.name}>"}
    return item.marker != "field" and item.type in own


def _kind(type_: str) -> str:
    return "string" if type_ in _DATES else type_
