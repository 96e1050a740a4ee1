"""What filters and sort orders mean, in plain Python over plain JSON: held against the SQL of the local Wix."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

KINDS = {
    "id": "text",
    "name": "text",
    "size": "number",
    "price": "decimal",
    "revision": "decimal",
    "at": "moment",
    "open": "flag",
    "tags": "text",
    "parts.name": "text",
    "parts.weight": "number",
    "parts.marks": "text",
    "owner.name": "text",
    "owner.since": "moment",
    "labels.en": "text",
}
"""The documented fields; all others are free."""
LISTS = {"tags", "parts", "parts.marks"}


def nodes(value: Any, names: list[str]) -> Iterator[Any]:
    """Yield what is at a path; where a list is on the way, what is there for each of its items."""
    if not names:
        yield value
    elif isinstance(value, list):
        for item in value:
            if not isinstance(item, list):
                yield from nodes(item, names)
    elif isinstance(value, dict) and names[0] in value:
        yield from nodes(value[names[0]], names[1:])


def leaves(entity: Any, path: str) -> Iterator[Any]:
    """Yield what is at a path; of a list, its items."""
    for node in nodes(entity, path.split(".")):
        yield from node if isinstance(node, list) else [node]


def comparable(path: str, value: Any) -> Any:
    """Return a value as it compares, with its type: values of other types differ."""
    kind = KINDS.get(path)
    if value is None:
        return None
    if kind == "decimal" and not isinstance(value, bool):
        return "number", Decimal(str(value))
    if kind == "moment":
        return "moment", datetime.fromisoformat(value)
    if isinstance(value, bool):
        return "flag", value
    if isinstance(value, int | float):
        return "number", value
    if isinstance(value, dict) and [*value] == ["$date"]:
        return "moment", datetime.fromisoformat(value["$date"])
    return ("text", value) if isinstance(value, str) else ("json", value)


def equal(entity: Any, path: str, x: Any) -> bool:
    """Return whether a field equals a value."""
    if x is None:
        return not exists(entity, path)
    if isinstance(x, list):
        return any(node == x for node in nodes(entity, path.split(".")))
    wanted = comparable(path, x)
    return any(comparable(path, leaf) == wanted for leaf in leaves(entity, path))


def exists(entity: Any, path: str) -> bool:
    """Return whether there is anything but null."""
    return any(node is not None for node in nodes(entity, path.split(".")))


def ordered(entity: Any, path: str, x: Any, test: Callable[[Any, Any], bool]) -> bool:
    """Return whether any item of a field's compares so with a value."""
    wanted = comparable(path, x)
    found = (comparable(path, leaf) for leaf in leaves(entity, path))
    return any(
        one is not None and one[0] == wanted[0] and test(one[1], wanted[1])
        for one in found
    )


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "$lt": operator.lt,
    "$lte": operator.le,
    "$gt": operator.gt,
    "$gte": operator.ge,
}
NEGATED = {"$ne": "$eq", "$nin": "$in"}


def condition(entity: Any, path: str, name: str, x: Any) -> bool:
    """Return whether a field passes one operator."""
    if name in NEGATED:
        return not condition(entity, path, NEGATED[name], x)
    if name in COMPARED:
        return ordered(entity, path, x, COMPARED[name])
    return OPERATORS[name](entity, path, x)


def text_at(test: Callable[[str, str], bool]) -> Callable[[Any, str, Any], bool]:
    """Return an operator that any text of a field has to pass, whatever its capitals."""

    def passes(entity: Any, path: str, x: Any) -> bool:
        texts = [leaf for leaf in leaves(entity, path) if isinstance(leaf, str)]
        return any(test(text.casefold(), x.casefold()) for text in texts)

    return passes


def contains(entity: Any, path: str, x: Any) -> bool:
    """Return whether a text has a part, whatever its capitals, or a list an item."""
    found = nodes(entity, path.split("."))
    texts = [one.casefold() for one in found if isinstance(one, str)]
    is_part = isinstance(x, str) and any(x.casefold() in text for text in texts)
    return is_part or equal(entity, path, x)


def is_empty(entity: Any, path: str, x: Any) -> bool:
    """Return whether a field has no value, or has one."""
    found = nodes(entity, path.split("."))
    return all(one is None or one in ("", [], {}) for one in found) == x


def match_items(entity: Any, path: str, x: Any) -> bool:
    """Return whether each filter matches one of a field's items."""
    items = [leaf for leaf in leaves(entity, path) if isinstance(leaf, dict)]
    return all(any(matches(item, one, f"{path}.") for item in items) for one in x)


def any_of(entity: Any, path: str, x: Any) -> bool:
    """Return whether a field equals one of the values."""
    return any(equal(entity, path, one) for one in x)


OPERATORS: dict[str, Callable[[Any, str, Any], bool]] = {
    "$eq": equal,
    "$in": any_of,
    "$hasSome": any_of,
    "$hasAll": lambda entity, path, x: all(equal(entity, path, one) for one in x),
    "$startsWith": text_at(str.startswith),
    "$contains": contains,
    "$exists": lambda entity, path, x: exists(entity, path) == x,
    "$isEmpty": is_empty,
    "$matchItems": match_items,
    "$not": lambda entity, path, x: (
        not all(condition(entity, path, *one) for one in x.items())
    ),
}


def matches(entity: Any, filter_: Any, prefix: str = "") -> bool:
    """Return whether an entity matches a filter."""
    return all(_member(entity, name, x, prefix) for name, x in filter_.items())


def _member(entity: Any, name: str, x: Any, prefix: str) -> bool:
    """Return whether an entity matches one member of a filter."""
    filters = [x] if isinstance(x, dict) else x
    match name:
        case "$and":
            return all(matches(entity, one, prefix) for one in filters)
        case "$or":
            return any(matches(entity, one, prefix) for one in filters)
        case "$not":
            return not any(matches(entity, one, prefix) for one in filters)
    if prefix:  # an item, whose fields are known by their whole path
        entity, name = {prefix[:-1]: entity}, f"{prefix}{name}"
    operators = isinstance(x, dict) and any(k[0] == "$" and k != "$date" for k in x)
    given = x if operators else {"$eq": x}
    return all(condition(entity, name, *one) for one in given.items())


def in_order(entities: list[Any], sort: list[dict[str, str]]) -> list[Any]:
    """Return entities, which come in the order of creation, as they are sorted."""

    def compare(a: Any, b: Any) -> int:
        for one in sort:
            down = one.get("order") == "DESC"
            found = _key(a, one["fieldName"], down), _key(b, one["fieldName"], down)
            if found[0] != found[1]:
                return -1 if (found[0] < found[1]) != down else 1
        return 0

    return sorted(entities, key=cmp_to_key(compare))


def _key(entity: Any, path: str, down: bool) -> Any:
    """Return what an entity is sorted by: missing values are smallest, then numbers, then text."""
    found = [comparable(path, leaf) for leaf in leaves(entity, path)]
    ranks = {"flag": 1, "number": 1, "moment": 1, "text": 2}
    keys = [(ranks[one[0]], one[1]) for one in found if one and one[0] in ranks]
    return (max if down else min)(keys) if keys else (0, 0)
