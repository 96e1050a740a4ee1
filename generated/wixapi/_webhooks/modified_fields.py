r"""The paths under which Wix tells what an update has changed.

Wix sends `{"guestDetails.firstName": "Ann", "tickets[0].price": "5"}`: old values by path, where a
point leads into an object, brackets into a list, and a backslash takes the meaning from either
(`@wix/sdk` 1.21 reads them so).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

#: A path that leads deeper stays as it is: nothing that walks the result runs out of stack.
MAX_DEPTH = 100

# Between points and brackets; a backslash takes the meaning from those, and from nothing else.
_NAME = r"(?:\\[.\[\]]|\\(?![.\[\]])|[^.\[\]\\])+"
_INDEX = r"\[(?:0|[1-9][0-9]{0,8})\]"
_PART = re.compile(f"{_INDEX}|{_NAME}")
_PATH = re.compile(rf"{_NAME}(?:{_INDEX})*(?:\.{_NAME}(?:{_INDEX})*)*")
_ESCAPED = re.compile(r"\\([.\[\]])")


def nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Old values by path -> the same in objects within objects.

    Args:
        fields: Old values by path, or nested already. Not changed.

    Returns:
        A dict in which `a.b` is at `["a"]["b"]` and `a[0]` at `["a"][0]`, a list being a dict by
        the numbers that were told. What has no place there, because what it should stand in
        is no object, has its path as its key, as it came. No value is lost.
    """
    root: dict[Any, Any] = {}
    own = {id(root)}
    # Short paths first: whatever order Wix sends them in, the result is the same.
    paths = sorted((len(path), key, path) for key, path in map(_keyed, fields))
    for _, key, path in paths:
        if not _put(root, path, fields[key], own):
            root[key] = fields[key]
    return root


def _keyed(key: str) -> tuple[str, tuple[str | int, ...]]:
    """A key, and the path that it is."""
    if not _PATH.fullmatch(key):
        return key, (key,)
    parts = _PART.findall(key)
    if len(parts) > MAX_DEPTH:
        return key, (key,)
    return key, tuple(
        int(part[1:-1]) if part[0] == "[" else _ESCAPED.sub(r"\1", part)
        for part in parts
    )


def _put(
    root: dict[Any, Any], path: tuple[str | int, ...], value: object, own: set[int]
) -> bool:
    """Puts a value where its path leads, if there is room.

    Args:
        root: Where the path begins.
        path: The way to the value.
        value: The value; not changed later either, since only what is in `own` is.
        own: The ids of all dicts that may be changed.

    Returns:
        False if something else is there, or on the way there.
    """
    node = root
    for part in path[:-1]:
        child: object = node.setdefault(part, {})
        if not _is_object(child):
            return False
        if id(child) not in own:
            node[part] = child = dict(child)
            own.add(id(child))
        node = child
    if path[-1] in node:
        return False
    node[path[-1]] = value
    return True


def _is_object(value: object) -> TypeGuard[dict[Any, Any]]:
    return isinstance(value, dict)
