"""Walking through what a caller gave: one pass checks it and writes its wire form.

A writer takes a value and where it stands, hands back the value's wire form, and appends what is
wrong to a list; after a violation, what it hands back only tells that something was given. Places
are linked to the place above and joined to a path only when something is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn, TypeAlias, cast

from wixapi.errors import FieldViolation

Key: TypeAlias = str | int
Place: TypeAlias = "tuple[Place | None, Key, int, object]"
"""The place above, the key under it, the depth, and the container that stands there."""
Violations: TypeAlias = list[FieldViolation]
Write: TypeAlias = "Callable[[Any, Place, Key, Demand, Violations], Any]"
"""A value, the place above, the key under it, the demands on that place, what was wrong so far."""

ROOT: Place = (None, "", 0, None)
MAX_DEPTH = 200
"""Deeper JSON is refused by JSON readers, Wix's and ours among them."""


class Demand:
    """What a method demands of an object: a tree made of dotted paths, walked along with the value."""

    __slots__ = ("groups", "nested", "required")

    def __init__(self) -> None:
        self.required: dict[str, None] = {}
        self.groups: set[str] = set()
        self.nested: dict[Key, Demand] = {}

    @classmethod
    def of(cls, required: Iterable[str], exactly_one: Iterable[str]) -> Demand:
        """The tree of the required wire paths and of the groups that must have a member set."""
        root = cls()
        for path in required:
            owner, last = root._below(path)
            owner.required[last] = None
        for path in exactly_one:
            owner, last = root._below(path)
            owner.groups.add(last)
        return root

    def _below(self, path: str) -> tuple[Demand, str]:
        *parents, last = path.split(".")
        node = self
        for name in parents:
            node = node.nested.setdefault(name, Demand())
        return node, last

    def wants(self, wire: str) -> bool:
        """Whether the field, or something in it, is demanded."""
        return wire in self.required or wire in self.nested


NO_DEMAND = Demand()


class Abort(Exception):  # noqa: N818 - it carries nothing: the violation is in the list
    """There is no sense in walking on: the value is nested too deeply."""


def refuse(
    value: Any, at: Place, key: Key, out: Violations, rule: str, description: str
) -> Any:
    """Notes a violation; hands back the value, which stands for "something was given"."""
    out.append(FieldViolation(path_of(at, key), description, rule))
    return value


def path_of(at: Place | None, key: Key | None = None) -> str:
    """The place's wire path: `tickets[0].number`."""
    keys: list[Key] = [] if key is None else [key]
    while at is not None and at[0] is not None:
        keys.append(at[1])
        at = at[0]
    text = "".join(
        f"[{key}]" if isinstance(key, int) else f".{key}" for key in reversed(keys)
    )
    return text.removeprefix(".")


def kind_of(value: object) -> str:
    """What to call a value that isn't what it should be. Never the value itself: it may be secret."""
    return "null" if value is None else type(value).__name__


def counted(count: int, noun: str) -> str:
    """`1 item`, `2 items`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def enter(value: object, at: Place, key: Key, out: Violations) -> Place:
    """The place of a container's members; raises `Abort` when it lies too deep."""
    here = (at, key, at[2] + 1, value)
    if here[2] > MAX_DEPTH:
        abort(here, out)
    return here


def abort(here: Place, out: Violations) -> NoReturn:
    """Refuses the first place that repeats a container above it, without one the place itself."""
    _refuse_depth(here, out)
    raise Abort


def _refuse_depth(here: Place, out: Violations) -> None:
    chain: list[Place] = []
    place: Place | None = here
    while place is not None:
        chain.append(place)
        place = place[0]
    seen: set[int] = set()
    for step in reversed(chain[:-1]):
        if id(step[3]) in seen:
            out.append(FieldViolation(path_of(step), "contains itself", "TYPE"))
            return
        seen.add(id(step[3]))
    out.append(
        FieldViolation(path_of(here), f"is more than {MAX_DEPTH} levels deep", "TYPE")
    )


_TEXT_LIKE: tuple[type, ...] = (str, bytes, bytearray, memoryview)


def is_list(value: object) -> bool:
    """Whether `value` is a sequence, and no text."""
    return isinstance(value, Sequence) and not isinstance(value, _TEXT_LIKE)


def array_writer(item: Write, min_items: int | None, max_items: int | None) -> Write:
    """Writes a list, tuple or other sequence of `item`; text is none."""
    low, high = min_items or 0, max_items

    def write(value: Any, at: Place, key: Key, demand: Demand, out: Violations) -> Any:
        if not is_list(value):
            return refuse(
                value, at, key, out, "TYPE", f"must be a list, is {kind_of(value)}"
            )
        items: Sequence[Any] = value
        check_count(items, at, key, out, low, high)
        here = enter(items, at, key, out)
        below = demand if key.__class__ is int else demand.nested.get(key, NO_DEMAND)
        return [item(x, here, index, below, out) for index, x in enumerate(items)]

    return write


def map_writer(item: Write, min_items: int | None, max_items: int | None) -> Write:
    """Writes a mapping of text to `item`."""
    low, high = min_items or 0, max_items

    def write(value: Any, at: Place, key: Key, _demand: Demand, out: Violations) -> Any:
        if not isinstance(value, Mapping):
            return refuse(
                value, at, key, out, "TYPE", f"must be a mapping, is {kind_of(value)}"
            )
        items = cast("Mapping[object, Any]", value)
        check_count(items, at, key, out, low, high)
        here = enter(items, at, key, out)
        result: dict[str, Any] = {}
        for name, x in items.items():
            if (text := checked_key(name, here, out)) is not None:
                result[text] = item(x, here, text, NO_DEMAND, out)
        return result

    return write


def check_count(
    items: Sequence[Any] | Mapping[Any, Any],
    at: Place,
    key: Key,
    out: Violations,
    low: int,
    high: int | None,
) -> None:
    """Notes a violation when there are too few or too many items."""
    count = len(items)
    if count < low:
        description = f"must have at least {counted(low, 'item')}, has {count}"
        refuse(items, at, key, out, "MIN_ITEMS", description)
    elif high is not None and count > high:
        description = f"must have at most {counted(high, 'item')}, has {count}"
        refuse(items, at, key, out, "MAX_ITEMS", description)


def checked_key(name: object, here: Place, out: Violations) -> str | None:
    """The key of a map as plain text; None, and a violation, if it can't be one in JSON."""
    if isinstance(name, str):
        text = str.__str__(name)
        if is_unicode(text):
            return text
        refuse(
            name,
            here,
            ascii(text)[1:-1],
            out,
            "FORMAT",
            "the key has half a surrogate pair",
        )
    else:
        refuse(
            name,
            here,
            spelt(name),
            out,
            "TYPE",
            f"the key must be text, is {kind_of(name)}",
        )
    return None


def is_unicode(text: str) -> bool:
    """Whether UTF-8 can carry it: a lone surrogate it can't."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def spelt(key: object) -> str:
    """A key as the caller spelt it, whatever it is."""
    if isinstance(key, str):
        return str.__str__(key)
    try:
        return repr(key)
    except Exception:  # a key's own code: an error in it must not hide the violation
        return type(key).__name__
