"""Filters as SQL.

- `$eq` is what a value alone means. Null stands for absent as well: `$eq: null` is true of both, and `$ne`, `$nin`
  are the opposites of `$eq`, `$in`. A list matches if any of its items does, at any place of a path; a list that
  is given to `$eq` is compared as a whole.
- `$lt $lte $gt $gte` compare values of one type only. Dates are moments, whatever their offset; digits are numbers
  where the field is one. Text compares by code points.
- `$hasAll` needs each value among the items. `$startsWith` and `$contains` see no difference between capitals; of a
  list `$contains` needs the value as an item.
- `$isEmpty` is true of absent fields, null, empty lists and empty text.
- `$matchItems` lists filters: each must match an item, all of it one and the same.
- `$not` takes a filter, or a list of those that all must not match.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from wixapi._local.queries.conditions import (
    ALL,
    Conditions,
    Count,
    all_of,
    any_of,
    list_of,
)
from wixapi._local.queries.field_types import FieldTypes, Place
from wixapi._local.queries.operands import DATE
from wixapi._local.queries.refusals import refused
from wixapi._local.queries.statement import Statement, items_at
from wixapi._local.wire import is_list

_DEEPEST = 20


def where(
    statement: Statement, filter_: Any, types: FieldTypes, *, json: str, path: str
) -> str:
    """Return the condition of a filter.

    Args:
        statement: what binds its values.
        filter_: JSON of a request, null for none.
        types: of the entity's fields.
        json: SQL of the entity's JSON.
        path: where the request has the filter: for refusals.

    Raises:
        Refusal: the filter has operators that there aren't, or values that don't fit.
    """
    conditions = Conditions(statement, json, Count())
    return _Filter(conditions, types).whole(filter_, path, 0)


@dataclass(frozen=True)
class _Filter:
    """Makes SQL of the filters of one JSON."""

    conditions: Conditions
    types: FieldTypes

    def whole(self, filter_: Any, path: str, depth: int) -> str:
        """Return the condition of a filter: all of its members are true."""
        if filter_ is None:
            return ALL
        if not isinstance(filter_, dict):
            raise refused(path, "TYPE", "must be an object")
        _require_flat(depth, path)
        given = cast("Mapping[str, Any]", filter_)
        return all_of(
            self._member(name, x, f"{path}.{name}", depth) for name, x in given.items()
        )

    def _member(self, name: str, x: Any, path: str, depth: int) -> str:
        """Return the condition of one member of a filter."""
        self.conditions.count.one_more(path)
        if name in {"$and", "$or", "$not"}:
            return self._joined(name, x, path, depth)
        if name.startswith("$"):
            raise refused(path, "OPERATOR", "is no operator for whole filters")
        return self._field(name, x, path, depth)

    def _joined(self, name: str, x: Any, path: str, depth: int) -> str:
        """Return the condition of a logical operator."""
        if x is None:
            return ALL
        if name == "$not" and isinstance(x, dict):
            return f"NOT {self.whole(x, path, depth + 1)}"
        if not is_list(x):
            raise refused(path, "TYPE", "must be a list of filters")
        parts = [
            self.whole(one, f"{path}[{index}]", depth + 1)
            for index, one in enumerate(x)
        ]
        if name == "$and":
            return all_of(parts)
        return any_of(parts) if name == "$or" else f"NOT {any_of(parts)}"

    def _field(self, name: str, x: Any, path: str, depth: int) -> str:
        """Return the condition of a field: a value, or operators."""
        place = self.types.find(name)
        if not _has_operators(x):
            return self.conditions.equal(place, x, path)
        return all_of(
            self._operator(place, operator, value, f"{path}.{operator}", depth)
            for operator, value in x.items()
        )

    def _operator(self, place: Place, name: str, x: Any, path: str, depth: int) -> str:
        """Return the condition of one operator."""
        self.conditions.count.one_more(path)
        _require_flat(depth, path)
        if name == "$not":
            if not _has_operators(x):
                raise refused(path, "TYPE", "must be an object of operators")
            inner = (
                self._operator(place, one, value, f"{path}.{one}", depth + 1)
                for one, value in x.items()
            )
            return f"NOT {all_of(inner)}"
        if name == "$matchItems":
            return self._items(place, x, path, depth)
        return self.conditions.operator(place, name, x, path)

    def _items(self, place: Place, x: Any, path: str, depth: int) -> str:
        """Return the condition of `$matchItems`."""
        return all_of(
            self._item(place, one, f"{path}[{index}]", depth)
            for index, one in enumerate(list_of(x, path))
        )

    def _item(self, place: Place, filter_: Any, path: str, depth: int) -> str:
        """Return the condition that one item of a place matches a filter."""
        statement = self.conditions.statement

        def matches(type_: str, value: str) -> str:
            """Return the condition that a node is an object which the filter finds."""
            json = f"(CASE {type_} WHEN 'object' THEN {value} ELSE '{{}}' END)"
            conditions = Conditions(statement, json, self.conditions.count)
            inner = _Filter(conditions, self.types.below(place))
            return f"({type_} = 'object' AND {inner.whole(filter_, path, depth + 1)})"

        return items_at(statement, place, self.conditions.json).any(matches)


def _require_flat(depth: int, path: str) -> None:
    """Raise the refusal of a filter within too many others: SQLite couldn't parse it."""
    if depth > _DEEPEST:
        raise refused(path, "MAX_DEPTH", f"is nested deeper than {_DEEPEST} filters")


def _has_operators(x: Any) -> bool:
    """Return whether a condition has operators, rather than being a value."""
    return isinstance(x, dict) and any(
        name.startswith("$") and name != DATE for name in cast("dict[str, Any]", x)
    )
