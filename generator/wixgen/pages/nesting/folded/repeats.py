"""Without line structure: find out whether an object was printed before in the section.

A type's first use prints its fields, later ones don't. Lists print no type's name, so it is derived from
the list's own name.
"""

from __future__ import annotations

from collections.abc import Iterator

from wixgen.pages.names import derived_name, is_type_name
from wixgen.pages.parse.tree import Item

Seen = frozenset[
    str
]  # names of what has been entered, and "-" with those of what has not


def seen_with(seen: Seen, part: Item, *, is_entered: bool) -> Seen:
    """Return what has been seen when the entry after one that might have fields tells whether it has."""
    sign = "" if is_entered else "-"
    names = {sign + name for name in _names(part)}
    return seen if names <= seen else seen | names


def again(seen: Seen, part: Item) -> Iterator[str]:
    """Features of an entry that would have fields now."""
    if not part.type.startswith("array"):
        return
    *names, alike = _names(part)
    if not seen.isdisjoint(names):
        yield "enter again"
    if alike in seen:
        yield "enter again alike"
    if any(f"-{name}" in seen for name in names):
        yield "enter skipped"


def _names(part: Item) -> tuple[str, ...]:
    """Return names of the type that an entry is of, and the entry as a whole."""
    is_list = part.type.startswith("array")
    inner = part.type.removeprefix("array<").removesuffix(">")
    names = [derived_name(part.name, is_list=is_list)]
    if is_type_name(inner):
        names.append(inner)
    return (*names, f"{part.name}: {part.description}")
