"""Filters as SQL.

- `$eq` is what a value alone means. Null stands for absent as well: `$eq: null` is true of both, and `$ne`, `$nin`
  are the opposites of `$eq`, `$in`. A list matches if any of its items does, at any place of a path; a list that
  is given to `$eq` is compared as a whole.
- `$lt $lte $gt $gte` compare values of one type only. Dates are moments, whatever their offset; digits are numbers
  where the field is one. Text compares by code points.
- `$hasAll` needs each value among the items; `$startsWith` and `$contains` see no difference between capitals.
- `$isEmpty` is true of absent fields, null, empty lists and empty text.
- `$matchItems` lists filters: each must match an item, all of it one and the same.
- `$not` takes a filter, or a list of those that all must not match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from wixapi._local.queries.comparing import as_json
from wixapi._local.queries.field_types import FieldTypes, Place
from wixapi._local.queries.operands import (
    DATE,
    Bound,
    Operand,
    is_of,
    operand,
    text_operand,
)
from wixapi._local.queries.refusals import refused
from wixapi._local.queries.statement import Nodes, Statement, items_at, whole_at

_MOST = 1_000
"""Conditions in one filter."""
_DEEPEST = 20
_ORDERS = {"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}
_NOTHING, _ALL = "0", "1"


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
    return _Filter(statement, types, json, _Count()).whole(filter_, path, 0)


@dataclass
class _Count:
    """How many conditions there are so far."""

    so_far: int = 0

    def one_more(self, path: str) -> None:
        """Count one.

        Raises:
            Refusal: there are too many.
        """
        self.so_far += 1
        if self.so_far > _MOST:
            raise refused(path, "MAX_SIZE", f"is one of more than {_MOST} conditions")


@dataclass(frozen=True)
class _Filter:
    """Makes SQL of the filters of one JSON."""

    statement: Statement
    types: FieldTypes
    json: str
    count: _Count

    def whole(self, filter_: Any, path: str, depth: int) -> str:
        """Return the condition of a filter: all of its members are true."""
        if filter_ is None:
            return _ALL
        if not isinstance(filter_, dict):
            raise refused(path, "TYPE", "must be an object")
        if depth > _DEEPEST:
            raise refused(
                path, "MAX_DEPTH", f"is nested deeper than {_DEEPEST} filters"
            )
        given = cast("Mapping[str, Any]", filter_)
        return _all(
            self._member(name, x, f"{path}.{name}", depth) for name, x in given.items()
        )

    def _member(self, name: str, x: Any, path: str, depth: int) -> str:
        """Return the condition of one member of a filter."""
        self.count.one_more(path)
        if name in {"$and", "$or", "$not"}:
            return self._joined(name, x, path, depth)
        if name.startswith("$"):
            raise refused(path, "OPERATOR", "is no operator for whole filters")
        return self._field(name, x, path, depth)

    def _joined(self, name: str, x: Any, path: str, depth: int) -> str:
        """Return the condition of a logical operator."""
        if x is None:
            return _ALL
        if name == "$not" and isinstance(x, dict):
            return f"NOT {self.whole(x, path, depth + 1)}"
        if not isinstance(x, list):
            raise refused(path, "TYPE", "must be a list of filters")
        parts = [
            self.whole(one, f"{path}[{index}]", depth + 1)
            for index, one in enumerate(cast("list[Any]", x))
        ]
        if name == "$and":
            return _all(parts)
        return _any(parts) if name == "$or" else f"NOT {_any(parts)}"

    def _field(self, name: str, x: Any, path: str, depth: int) -> str:
        """Return the condition of a field: a value, or operators."""
        place = self.types.find(name)
        if not _has_operators(x):
            return self._equal(place, x, path)
        return _all(
            self._operator(place, operator, value, f"{path}.{operator}", depth)
            for operator, value in x.items()
        )

    def _operator(self, place: Place, name: str, x: Any, path: str, depth: int) -> str:
        """Return the condition of one operator."""
        self.count.one_more(path)
        if name in _ORDERS:
            return (
                _NOTHING if x is None else self._compared(place, _ORDERS[name], x, path)
            )
        if name == "$not":
            if not _has_operators(x):
                raise refused(path, "TYPE", "must be an object of operators")
            inner = (
                self._operator(place, one, value, f"{path}.{one}", depth + 1)
                for one, value in x.items()
            )
            return f"NOT {_all(inner)}"
        if name == "$matchItems":
            return self._items(place, x, path, depth)
        make = _OPERATORS.get(name)
        if make is None:
            raise refused(path, "OPERATOR", "is no operator")
        return make(self, place, x, path)

    def _equal(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$eq`."""
        if x is None:
            return f"NOT {self._there(place)}"
        if isinstance(x, list):
            bound = Operand(("array",), "wix_canonical({})", as_json(x))
            return self._tested(whole_at(self.statement, place, self.json), bound, "=")
        return self._compared(place, "=", x, path)

    def _unequal(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$ne`."""
        return f"NOT {self._equal(place, x, path)}"

    def _compared(self, place: Place, comparison: str, x: Any, path: str) -> str:
        """Return the condition that any of a place's items compares so with a value."""
        found = self._operand(place, x, path)
        return self._tested(
            items_at(self.statement, place, self.json), found, comparison
        )

    def _operand(self, place: Place, x: Any, path: str) -> Operand:
        """Return what a value means for a field.

        Raises:
            Refusal: the field can't hold it.
        """
        found = operand(place.kind, x)
        if found is None:
            raise refused(
                path, "TYPE", _WANTED.get(place.kind, "is no value to compare")
            )
        return found

    def _tested(self, nodes: Nodes, found: Operand, comparison: str) -> str:
        """Return the condition that any of the nodes compares so with a value."""
        bound = self.statement.bind(found.bound)
        return nodes.any(
            lambda type_, value: found.test(type_, value, comparison, bound)
        )

    def _among(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$in` and `$hasSome`."""
        whole = list[str]()
        bound = defaultdict[tuple[tuple[str, ...], str], list[Bound]](list)
        for index, one in enumerate(_list(x, path)):
            below = f"{path}[{index}]"
            if one is None or isinstance(one, list):
                self.count.one_more(below)
                whole.append(self._equal(place, one, below))
            else:
                found = self._operand(place, one, below)
                bound[found.types, found.key].append(found.bound)
        alike = (self._one_of(place, *kind, values) for kind, values in bound.items())
        return _any([*whole, *alike])

    def _one_of(
        self, place: Place, types: tuple[str, ...], key: str, values: Sequence[Bound]
    ) -> str:
        """Return the condition that any item of a place is one of the values, which compare alike."""
        known = f"SELECT value FROM json_each({self.statement.bind(as_json(values))})"
        return items_at(self.statement, place, self.json).any(
            lambda type_, value: f"({is_of(type_, types)} AND {key.format(value)} IN ({known}))"
        )

    def _not_among(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$nin`."""
        return f"NOT {self._among(place, x, path)}"

    def _with_all(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$hasAll`."""
        conditions = list[str]()
        for index, one in enumerate(_list(x, path)):
            self.count.one_more(path)
            conditions.append(self._equal(place, one, f"{path}[{index}]"))
        return _all(conditions)

    def _starting(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$startsWith`."""
        text = self._text(x, path)
        return self._items_of_text(
            place,
            lambda value: f"substr(wix_folded({value}), 1, length({text})) = {text}",
        )

    def _containing(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$contains`: a part of text, or an item of a list."""
        if not isinstance(x, str):
            return self._equal(place, x, path)
        text = self._text(x, path)
        return self._items_of_text(
            place, lambda value: f"instr(wix_folded({value}), {text}) > 0"
        )

    def _text(self, x: Any, path: str) -> str:
        """Return the SQL of text, without capitals."""
        if not isinstance(x, str):
            raise refused(path, "TYPE", "must be text")
        return self.statement.bind(text_operand(x))

    def _items_of_text(self, place: Place, test: Callable[[str], str]) -> str:
        """Return the condition that any item of a place is text that passes a test."""
        return items_at(self.statement, place, self.json).any(
            lambda type_, value: f"({type_} = 'text' AND {test(value)})"
        )

    def _exists(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$exists`."""
        there = self._there(place)
        return there if _flag(x, path) else f"NOT {there}"

    def _there(self, place: Place) -> str:
        """Return the condition that there is anything but null."""
        whole = whole_at(self.statement, place, self.json)
        return whole.any(lambda type_, _value: f"({type_} <> 'null')")

    def _empty(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$isEmpty`."""
        whole = whole_at(self.statement, place, self.json)
        filled = whole.any(
            lambda type_, value: (
                f"({type_} <> 'null' AND NOT ({is_of(type_, ('text', 'array', 'object'))} "
                f"AND {value} IN ('', '[]', '{{}}')))"
            )
        )
        return f"NOT {filled}" if _flag(x, path) else filled

    def _items(self, place: Place, x: Any, path: str, depth: int) -> str:
        """Return the condition of `$matchItems`."""
        return _all(
            self._item(place, one, f"{path}[{index}]", depth)
            for index, one in enumerate(_list(x, path))
        )

    def _item(self, place: Place, filter_: Any, path: str, depth: int) -> str:
        """Return the condition that one item of a place matches a filter."""

        def matches(type_: str, value: str) -> str:
            json = f"(CASE {type_} WHEN 'object' THEN {value} ELSE '{{}}' END)"
            inner = _Filter(self.statement, self.types.below(place), json, self.count)
            return f"({type_} = 'object' AND {inner.whole(filter_, path, depth + 1)})"

        return items_at(self.statement, place, self.json).any(matches)


_OPERATORS: Mapping[str, Callable[[_Filter, Place, Any, str], str]] = {
    "$eq": _Filter._equal,
    "$ne": _Filter._unequal,
    "$in": _Filter._among,
    "$nin": _Filter._not_among,
    "$hasSome": _Filter._among,
    "$hasAll": _Filter._with_all,
    "$startsWith": _Filter._starting,
    "$contains": _Filter._containing,
    "$exists": _Filter._exists,
    "$isEmpty": _Filter._empty,
}
_WANTED = {
    "text": "must be text",
    "number": "must be a number",
    "digits": "must be a number",
    "moment": "must be a date and time with an offset, in ISO 8601",
    "flag": "must be true or false",
}


def _has_operators(x: Any) -> bool:
    """Return whether a condition has operators, rather than being a value."""
    return isinstance(x, dict) and any(
        name.startswith("$") and name != DATE for name in cast("dict[str, Any]", x)
    )


def _list(x: Any, path: str) -> list[Any]:
    """Return a list; null is an empty one.

    Raises:
        Refusal: it is no list.
    """
    if x is not None and not isinstance(x, list):
        raise refused(path, "TYPE", "must be a list")
    return cast("list[Any]", x or [])


def _flag(x: Any, path: str) -> bool:
    """Return true or false.

    Raises:
        Refusal: it is neither.
    """
    if not isinstance(x, bool):
        raise refused(path, "TYPE", "must be true or false")
    return x


def _all(conditions: Iterable[str]) -> str:
    """Return the condition that all of these are true."""
    return _tree([*conditions], "AND", _ALL)


def _any(conditions: Iterable[str]) -> str:
    """Return the condition that any of these is true."""
    return _tree([*conditions], "OR", _NOTHING)


def _tree(conditions: Sequence[str], word: str, none: str) -> str:
    """Return conditions joined by a word, as a tree that is nowhere deeper than it must be."""
    if not conditions:
        return none
    if len(conditions) == 1:
        return conditions[0]
    middle = len(conditions) // 2
    left = _tree(conditions[:middle], word, none)
    right = _tree(conditions[middle:], word, none)
    return f"({left} {word} {right})"
