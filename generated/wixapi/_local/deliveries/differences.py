r"""What an update changed, as Wix tells it: old values by path.

`{"guestDetails.firstName": "Ann", "tickets[0].price": "5"}`: a point leads into an object, brackets lead
into a list, and a backslash takes the meaning from either. `UpdatedEvent.modified_fields_nested` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeGuard

_SPECIAL = re.compile(r"[.\[\]]")


def modified_fields(
    before: Mapping[str, Any], after: Mapping[str, Any], without: Collection[str] = ()
) -> dict[str, Any]:
    """Return the old values of what changed, by path.

    A field that there was not has None. Of lists of the same length, the elements that changed are told; of
    others, the whole old list.

    Args:
        before: the entity as it was, wire JSON.
        after: the entity as it is.
        without: top-level fields that aren't looked at: those that each write changes.
    """
    names = [name for name in {**before, **after} if name not in without]
    found: dict[str, Any] = {}
    for name in names:
        found |= _changes(_escaped(name), before.get(name), after.get(name))
    return found


def _changes(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any]]:
    """Yield path and old value of all that differs at a path and below."""
    if _is_object(before) and _is_object(after):
        for name in {**before, **after}:
            below = f"{path}.{_escaped(name)}"
            yield from _changes(below, before.get(name), after.get(name))
    elif _is_list(before) and _is_list(after) and len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _changes(f"{path}[{place}]", old, new)
    elif before != after:
        yield path, before


def _escaped(name: str) -> str:
    """Return a field's name with nothing in it that leads further."""
    return _SPECIAL.sub(r"\\\g<0>", name)


def _is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Return whether a value is a JSON object."""
    return isinstance(value, Mapping)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether a value is a list."""
    return isinstance(value, list)
