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
from wixgen.pages.parse.type_words import TypeWord, type_word


def without_wrappers(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries of a section without the fields `value` of wrapped primitives.

    What their lines say is said of the wrapped ones: limits, and the type of a parameter that prints its
    own name instead.
    """
    kept: Entry | None = None
    for entry, following in zip_longest(entries, entries[1:]):
        if isinstance(kept, Item) and _is_wrapped(kept, entry, following):
            kept = _joined(kept, entry) if isinstance(entry, Item) else kept
            continue
        if kept is not None:
            yield kept
        kept = entry
    if kept is not None:
        yield kept


def _joined(item: Item, value: Item) -> Item:
    """Return a wrapped item with what the line of its field `value` says of it."""
    type_ = item.type
    if _has_own_name(item):
        type_ = type_.replace(item.name, value.type)
    attributes = value.attributes | item.attributes
    limits = [
        line.attributes["validation"]
        for line in (item, value)
        if "validation" in line.attributes
    ]
    if limits:
        attributes["validation"] = ", ".join(limits)
    if not item.is_required:
        attributes.pop("required", None)
    return replace(item, type=type_, attributes=attributes)


def _is_wrapped(item: Item, entry: Entry, following: Entry | None) -> bool:
    """Return whether an entry is the only field of an item, `value`, and of the item's own kind."""
    if not isinstance(entry, Item) or entry.name != "value":
        return False
    word = type_word(entry.type)
    wrapped = "" if word.wrappers else _kind(word)
    if not wrapped:
        return False
    if entry.indent is None or item.indent is None:
        return _is_wrapped_without_lines(item, entry, wrapped)
    if entry.indent <= item.indent:
        return False
    is_alone = following is None or (following.indent or 0) < entry.indent
    if _has_own_name(item):
        return is_alone
    # What follows in its column may belong to the object of which the item is a member.
    return _kind(type_word(item.type)) == wrapped and (
        is_alone or not entry.description
    )


def _is_wrapped_without_lines(item: Item, entry: Item, wrapped: str) -> bool:
    """Return whether a `value` is a wrapped one where only the order of fields is left.

    A text `value` without description stands behind other texts of an object, too (`key`); a number
    or a boolean doesn't.
    """
    if entry.description or _kind(type_word(item.type)) != wrapped:
        return False
    return wrapped != "string" or rest_name(item.name) == "id"


def _has_own_name(item: Item) -> bool:
    """Return whether an item is a parameter that prints its own name as its type."""
    own = {item.name, f"array<{item.name}>"}
    return item.marker != "field" and item.type in own


def _kind(word: TypeWord) -> str:
    """Return the primitive that a word stands for, a text for a date; empty if it stands for none."""
    return {"datetime": "string", "json": ""}.get(word.kind, word.kind)
