"""Sort orders as SQL.

A missing value is smaller than any other: first in ascending order, last in descending order. Text sorts by code
points, so capitals come first. Of a list the smallest item counts in ascending order, the largest in descending.
What is equal in all keys comes in the order of creation; so does all where no order is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from wixapi._local.queries.conditions import all_of, any_of
from wixapi._local.queries.field_types import FieldTypes
from wixapi._local.queries.operands import is_of, sort_keys
from wixapi._local.queries.refusals import refused
from wixapi._local.queries.statement import Statement, items_at
from wixapi._local.wire import is_list

MOST = 20
"""Keys of one query: SQLite has no room for thousands of them."""
_NAMED = re.compile(r"([A-Z][A-Z0-9_]*)_(ASC|DESC)")
"""Orders that are members of an enum: `CREATED_DATE_DESC`."""


@dataclass(frozen=True, slots=True)
class Order:
    """One key to sort by."""

    field: str
    """Dotted wire path in the entity."""
    descending: bool = False

    def key(self, statement: Statement, types: FieldTypes, json: str) -> str:
        """Return the SQL of the value that entities are sorted by."""
        place = types.find(self.field)
        function = "max" if self.descending else "min"
        keys = list[str]()
        for held, key in sort_keys(place.kind):
            nodes = items_at(statement, place, json)
            keys.append(
                nodes.best(
                    is_of(nodes.type, held),
                    key.format(type=nodes.type, value=nodes.value),
                    function,
                )
            )
        return keys[0] if len(keys) == 1 else f"coalesce({', '.join(keys)})"


def orders(sort: Any, types: FieldTypes, path: str) -> list[Order]:
    """Return the sort orders of a request.

    Args:
        sort: JSON: a list of `{"fieldName", "order"}`, one of them, the member of an enum, or null.
        types: of the entity's fields.
        path: where the request has it: for refusals.

    Raises:
        Refusal: an order has no field, or no direction that there is; or there are too many.
    """
    if isinstance(sort, str):
        return _named(sort, types)
    given = sort if is_list(sort) else [sort]
    if len(given) > MOST:
        raise refused(path, "MAX_SIZE", f"must have at most {MOST} items")
    return [
        _order(one, f"{path}[{index}]")
        for index, one in enumerate(given)
        if one not in (None, {})
    ]


def _order(given: Any, path: str) -> Order:
    """Return one order of a request."""
    if not isinstance(given, dict):
        raise refused(path, "TYPE", "must be an object with fieldName and order")
    one = cast("dict[str, Any]", given)
    field, order = one.get("fieldName"), one.get("order")
    if not isinstance(field, str):
        raise refused(f"{path}.fieldName", "REQUIRED", "is required")
    if order not in (None, "ASC", "DESC"):
        raise refused(f"{path}.order", "ENUM", "must be ASC or DESC")
    return Order(field, order == "DESC")


def _named(text: str, types: FieldTypes) -> list[Order]:
    """Return the order that an enum's member names; none, if it isn't that of a field."""
    found = _NAMED.fullmatch(text)
    if found is None:
        return []
    first, *others = found[1].lower().split("_")
    field = first + "".join(map(str.title, others))
    return [Order(field, found[2] == "DESC")] if types.has(field) else []


@dataclass(frozen=True, slots=True)
class Position:
    """Where an item stands in an order."""

    keys: tuple[Any, ...]
    place: int


def after(
    statement: Statement,
    position: Position,
    orders_: Sequence[Order],
    *,
    backwards: bool,
) -> str:
    """Return the condition that an item comes after a position; backwards: before it.

    Args:
        statement: what binds its values.
        position: of another item, that may be gone.
        orders_: whose keys are columns, `k0`, `k1` and so on, beside `place`.
        backwards: whether the way is the other one.
    """
    same, ways = list[str](), list[str]()
    for index, order in enumerate(orders_):
        key, value = f"k{index}", position.keys[index]
        bound = statement.bind(value)
        up = order.descending == backwards
        beyond = _larger(key, value, bound) if up else _smaller(key, value, bound)
        ways.append(all_of([*same, beyond]))
        same.append(f"{key} IS {bound}")
    sign = "<" if backwards else ">"
    last = f"place {sign} {statement.bind(position.place)}"
    return any_of([*ways, all_of([*same, last])])


def _larger(key: str, value: Any, bound: str) -> str:
    """Return the condition that a key is larger than a value."""
    return f"{key} IS NOT NULL" if value is None else f"{key} > {bound}"


def _smaller(key: str, value: Any, bound: str) -> str:
    """Return the condition that a key is smaller than a value."""
    return "0" if value is None else f"({key} < {bound} OR {key} IS NULL)"


def order_by(orders_: Sequence[Order], *, backwards: bool) -> str:
    """Return the SQL by which items are sorted."""
    words = ["ASC", "DESC"]
    keys = [
        f"k{index} {words[one.descending != backwards]}"
        for index, one in enumerate(orders_)
    ]
    return ", ".join([*keys, f"place {words[backwards]}"])
