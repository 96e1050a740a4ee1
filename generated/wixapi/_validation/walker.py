"""Walking through what a caller gave: one pass checks it and writes its wire form.

A writer takes a value and the depth at which it stands, and hands back the value's wire form or raises
`Refused`. It doesn't know where the value stands: each container says so when an exception passes, and
walks on, so that all that is wrong is told at once and what is right costs nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

from wixapi.errors import FieldViolation

Key: TypeAlias = str | int
Write: TypeAlias = Callable[[Any, int], Any]
"""A value, and how many containers stand around it."""
Finish: TypeAlias = Callable[[Any], Any]
"""Takes a field's wire form and hands back what is sent, or raises `Refused`."""

_LONGEST_HINTED_KEY = 100
MAX_DEPTH = 200
"""Deeper JSON is refused by JSON readers, Wix's and ours among them."""


class Refused(Exception):  # noqa: N818 - what is wrong is what the caller gave
    """A value breaks rules, by itself or somewhere in it.

    Args:
        written: its wire form as far as it has one; to containers it says "something was given".
        rule: the rule that is broken.
        description: how.
    """

    def __init__(self, written: Any, rule: str, description: str) -> None:
        super().__init__()
        self.written = written
        self._found: list[tuple[list[Key], str, str]] = [([], rule, description)]

    def below(self, key: Key, container: object, before: Refused | None) -> Refused:
        """Return what is wrong with the container, of which this member is refused.

        Args:
            key: the member's.
            container: the container as it was given.
            before: what is wrong with it so far.
        """
        del container  # only who is too deep asks
        for keys, _, _ in self._found:
            keys.append(key)
        return self if before is None else before.and_(self)

    def and_(self, other: Refused) -> Refused:
        """This, and what else is wrong with the same value."""
        self._found += other._found
        return self

    def violations(self) -> Iterator[FieldViolation]:
        """Yield all that is wrong, with paths from the value to which no container was added."""
        for keys, rule, description in self._found:
            yield FieldViolation(_path(keys), description, rule)


class TooDeep(Refused):
    """There is no sense in walking on: nothing is written. All containers let it pass."""

    def __init__(self, value: object) -> None:
        super().__init__(None, "TYPE", f"is more than {MAX_DEPTH} levels deep")
        self._containers = [value]

    def below(self, key: Key, container: object, before: Refused | None) -> Refused:
        """Raises itself, with what is wrong with members before."""
        super().below(key, container, None)
        self._containers.append(container)
        if before is not None:
            self._found[:0] = before._found
        raise self

    def violations(self) -> Iterator[FieldViolation]:
        """Yield what is wrong; a container that stands in itself is refused where it does so first."""
        *before, (keys, rule, description) = self._found
        seen: set[int] = set()
        for index, container in reversed([*enumerate(self._containers)]):
            if id(container) in seen:
                keys, description = keys[index:], "contains itself"
                break
            seen.add(id(container))
        self._found = [*before, (keys, rule, description)]
        return super().violations()


def _path(keys: Iterable[Key]) -> str:
    """Return the wire path of keys, the innermost first: `tickets[0].number`."""
    text = "".join(
        f"[{key}]" if isinstance(key, int) else f".{key}" for key in reversed([*keys])
    )
    return text.removeprefix(".")


class Demand:
    """The required paths and groups of a method, as a tree; and what else it makes of a field's value."""

    __slots__ = ("finishers", "groups", "nested", "required")

    def __init__(self) -> None:
        self.required: dict[str, None] = {}
        self.groups: set[str] = set()
        self.finishers: dict[str, Finish] = {}
        self.nested: dict[str, Demand] = {}

    @classmethod
    def of(cls, required: Iterable[str], exactly_one: Iterable[str]) -> Demand:
        """Return the tree of the required wire paths and of the groups that must have a member set."""
        root = cls()
        for path in required:
            owner, last = root._below(path)
            owner.required[last] = None
        for path in exactly_one:
            owner, last = root._below(path)
            owner.groups.add(last)
        return root

    def finish(self, path: str, finish: Finish) -> None:
        """Let `finish` have the last word on the wire form of what stands at a wire path."""
        owner, last = self._below(path)
        owner.finishers[last] = finish

    def _below(self, path: str) -> tuple[Demand, str]:
        *parents, last = path.split(".")
        node = self
        for name in parents:
            node = node.nested.setdefault(name, Demand())
        return node, last

    def wants(self, wire: str) -> bool:
        """Return whether the field, or something in it, is demanded."""
        return wire in self.required or wire in self.nested

    def finished(self, wire: str, write: Write) -> Write:
        """Return the writer of a field, with what the method makes of the field's wire form."""
        finish = self.finishers.get(wire)
        return write if finish is None else finishing_writer(write, finish)


NO_DEMAND = Demand()


def finishing_writer(write: Write, finish: Finish) -> Write:
    """Writes as `write` does, and hands back what `finish` makes of it."""

    def finished(value: Any, depth: int) -> Any:
        wrong: Refused | None = None
        try:
            written = write(value, depth)
        except TooDeep:
            raise
        except Refused as error:
            written, wrong = error.written, error
        try:
            written = finish(written)
        except Refused as error:
            error.written = written
            raise error if wrong is None else wrong.and_(error) from None
        if wrong is not None:
            raise wrong
        return written

    return finished


def kind_of(value: object) -> str:
    """Return what to call a value that isn't what it should be. Never the value itself: it may be secret."""
    return "null" if value is None else type(value).__name__


def counted(count: int, noun: str) -> str:
    """`1 item`, `2 items`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


_TEXT_LIKE: tuple[type, ...] = (str, bytes, bytearray, memoryview)


def is_list(value: object) -> bool:
    """Return whether `value` is a sequence, and no text."""
    return isinstance(value, Sequence) and not isinstance(value, _TEXT_LIKE)


def array_writer(item: Write, min_items: int | None, max_items: int | None) -> Write:
    """Writes a list, tuple or other sequence of `item`; text is none."""
    low, high = min_items or 0, max_items

    def write(value: Any, depth: int) -> Any:
        if not is_list(value):
            description = f"must be a list, is {kind_of(value)}"
            raise Refused(value, "TYPE", description)
        wrong = wrong_count(value, low, high)
        return write_list(value, item, depth, wrong)

    return write


def write_list(
    items: Sequence[Any], item: Write, depth: int, wrong: Refused | None = None
) -> list[Any]:
    """Writes the items of a list of which something may be known to be wrong."""
    if depth >= MAX_DEPTH:
        raise TooDeep(items)
    result: list[Any] = []
    for index, x in enumerate(items):
        try:
            result.append(item(x, depth + 1))
        except Refused as error:
            wrong = error.below(index, items, wrong)
            result.append(error.written)
    if wrong is not None:
        wrong.written = result
        raise wrong
    return result


def map_writer(item: Write, min_items: int | None, max_items: int | None) -> Write:
    """Writes a mapping of text to `item`."""
    low, high = min_items or 0, max_items

    def write(value: Any, depth: int) -> Any:
        if not isinstance(value, Mapping):
            description = f"must be a mapping, is {kind_of(value)}"
            raise Refused(value, "TYPE", description)
        items = cast("Mapping[object, Any]", value)
        return write_map(items, item, depth, wrong_count(items, low, high))

    return write


def write_map(
    items: Mapping[object, Any],
    item: Write,
    depth: int,
    wrong: Refused | None = None,
) -> dict[str, Any]:
    """Writes the members of a mapping of which something may be known to be wrong."""
    if depth >= MAX_DEPTH:
        raise TooDeep(items)
    result: dict[str, Any] = {}
    for name, x in items.items():
        try:
            text = _checked_key(name)
        except Refused as error:
            wrong = error.below(error.written, items, wrong)
            continue
        try:
            result[text] = item(x, depth + 1)
        except Refused as error:
            wrong = error.below(text, items, wrong)
            result[text] = error.written
    if wrong is not None:
        wrong.written = result
        raise wrong
    return result


def wrong_count(
    items: Sequence[Any] | Mapping[Any, Any], low: int, high: int | None
) -> Refused | None:
    """Return what is wrong when there are too few or too many items."""
    count = len(items)
    if count < low:
        description = f"must have at least {counted(low, 'item')}, has {count}"
        return Refused(items, "MIN_ITEMS", description)
    if high is not None and count > high:
        description = f"must have at most {counted(high, 'item')}, has {count}"
        return Refused(items, "MAX_ITEMS", description)
    return None


def _checked_key(name: object) -> str:
    """Return the key of a map as plain text; one that can't be a key in JSON is refused as it is spelt."""
    if not isinstance(name, str):
        description = f"the key must be text, is {kind_of(name)}"
        raise Refused(spelt(name), "TYPE", description)
    text = str.__str__(name)
    if not is_unicode(text):
        description = "the key has half a surrogate pair"
        raise Refused(ascii(text)[1:-1], "FORMAT", description)
    return text


def is_unicode(text: str) -> bool:
    """Return whether UTF-8 can carry it: a lone surrogate it can't."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Return a hint at the one of the `known` names that resembles `name`; empty where none does."""
    from difflib import get_close_matches

    if not isinstance(name, str) or len(name) > _LONGEST_HINTED_KEY:
        return ""
    close = get_close_matches(spelt(name), [*known], n=1, cutoff=0.7)
    return f"; did you mean {close[0]}?" if close else ""


def spelt(key: object) -> str:
    """A key as the caller spelt it, whatever it is."""
    if isinstance(key, str):
        return str.__str__(key)
    try:
        return repr(key)
    except Exception:  # a key's own code: an error in it must not hide the violation
        return type(key).__name__
