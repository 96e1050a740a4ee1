"""Conditions of single fields as SQL: what each operator means is said in `filters.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wixapi._local.queries.comparing import as_json
from wixapi._local.queries.field_types import Place
from wixapi._local.queries.operands import (
    Bound,
    Operand,
    is_of,
    operand,
    text_operand,
)
from wixapi._local.queries.refusals import refused
from wixapi._local.queries.statement import Nodes, Statement, items_at, whole_at
from wixapi._local.wire import as_list, is_list

MOST = 1_000
"""Conditions in one filter."""
NOTHING, ALL = "0", "1"
_ORDERS = {"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}
_WANTED = {
    "text": "must be text",
    "number": "must be a number",
    "digits": "must be a number",
    "moment": "must be a date and time with an offset, in ISO 8601",
    "flag": "must be true or false",
}


@dataclass
class Count:
    """How many conditions there are so far."""

    so_far: int = 0

    def one_more(self, path: str) -> None:
        """Count one.

        Raises:
            Refusal: there are too many.
        """
        self.so_far += 1
        if self.so_far > MOST:
            raise refused(path, "MAX_SIZE", f"is one of more than {MOST} conditions")


@dataclass(frozen=True)
class Conditions:
    """Makes SQL of conditions of the fields of one JSON.

    Args:
        statement: what binds their values.
        json: SQL of the JSON.
        count: of all conditions so far.
    """

    statement: Statement
    json: str
    count: Count

    def operator(self, place: Place, name: str, x: Any, path: str) -> str:
        """Return the condition of one operator.

        Args:
            place: of the field.
            name: of the operator.
            x: what it is given.
            path: where the request has that: for refusals.
        """
        if name in _ORDERS:
            return (
                NOTHING if x is None else self.compared(place, _ORDERS[name], x, path)
            )
        make = OPERATORS.get(name)
        if make is None:
            raise refused(path, "OPERATOR", "is no operator")
        return make(self, place, x, path)

    def equal(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$eq`."""
        if x is None:
            return f"NOT {self.there(place)}"
        if isinstance(x, list):
            bound = Operand(("array",), "wix_canonical({value})", as_json(x))
            return self.tested(whole_at(self.statement, place, self.json), bound, "=")
        return self.compared(place, "=", x, path)

    def unequal(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$ne`."""
        return f"NOT {self.equal(place, x, path)}"

    def compared(self, place: Place, comparison: str, x: Any, path: str) -> str:
        """Return the condition that any of a place's items compares so with a value."""
        found = self.operand(place, x, path)
        return self.tested(
            items_at(self.statement, place, self.json), found, comparison
        )

    def operand(self, place: Place, x: Any, path: str) -> Operand:
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

    def tested(self, nodes: Nodes, found: Operand, comparison: str) -> str:
        """Return the condition that any of the nodes compares so with a value."""
        bound = self.statement.bind(found.bound)
        return nodes.any(
            lambda type_, value: found.test(type_, value, comparison, bound)
        )

    def among(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$in` and `$hasSome`."""
        whole = list[str]()
        bound = defaultdict[tuple[tuple[str, ...], str], list[Bound]](list)
        for index, one in enumerate(list_of(x, path)):
            below = f"{path}[{index}]"
            if one is None or isinstance(one, list):
                self.count.one_more(below)
                whole.append(self.equal(place, one, below))
            else:
                found = self.operand(place, one, below)
                bound[found.types, found.key].append(found.bound)
        alike = (self.one_of(place, *kind, values) for kind, values in bound.items())
        return any_of([*whole, *alike])

    def one_of(
        self, place: Place, types: tuple[str, ...], key: str, values: Sequence[Bound]
    ) -> str:
        """Return the condition that any item of a place is one of the values, which compare alike."""
        known = f"SELECT value FROM json_each({self.statement.bind(as_json(values))})"
        return items_at(self.statement, place, self.json).any(
            lambda type_, value: f"({is_of(type_, types)} AND {key.format(type=type_, value=value)} IN ({known}))"
        )

    def not_among(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$nin`."""
        return f"NOT {self.among(place, x, path)}"

    def with_all(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$hasAll`."""
        conditions = list[str]()
        for index, one in enumerate(list_of(x, path)):
            self.count.one_more(path)
            conditions.append(self.equal(place, one, f"{path}[{index}]"))
        return all_of(conditions)

    def starting(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$startsWith`."""
        text = self.text(x, path)
        return self.items_of_text(
            place,
            lambda value: f"substr(wix_folded({value}), 1, length({text})) = {text}",
        )

    def containing(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$contains`: a part of text, or a whole item of a list."""
        if not isinstance(x, str):
            return self.equal(place, x, path)
        text = self.text(x, path)
        part = whole_at(self.statement, place, self.json).any(
            lambda type_, value: (
                f"({type_} = 'text' AND instr(wix_folded({value}), {text}) > 0)"
            )
        )
        return any_of([part, self.equal(place, x, path)])

    def text(self, x: Any, path: str) -> str:
        """Return the SQL of text, without capitals."""
        if not isinstance(x, str):
            raise refused(path, "TYPE", "must be text")
        return self.statement.bind(text_operand(x))

    def items_of_text(self, place: Place, test: Callable[[str], str]) -> str:
        """Return the condition that any item of a place is text that passes a test."""
        return items_at(self.statement, place, self.json).any(
            lambda type_, value: f"({type_} = 'text' AND {test(value)})"
        )

    def exists(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$exists`."""
        there = self.there(place)
        return there if flag_of(x, path) else f"NOT {there}"

    def there(self, place: Place) -> str:
        """Return the condition that there is anything but null."""
        whole = whole_at(self.statement, place, self.json)
        return whole.any(lambda type_, _value: f"({type_} <> 'null')")

    def empty(self, place: Place, x: Any, path: str) -> str:
        """Return the condition of `$isEmpty`."""
        whole = whole_at(self.statement, place, self.json)
        filled = whole.any(
            lambda type_, value: (
                f"({type_} <> 'null' AND NOT ({is_of(type_, ('text', 'array', 'object'))} "
                f"AND {value} IN ('', '[]', '{{}}')))"
            )
        )
        return f"NOT {filled}" if flag_of(x, path) else filled


OPERATORS: Mapping[str, Callable[[Conditions, Place, Any, str], str]] = {
    "$eq": Conditions.equal,
    "$ne": Conditions.unequal,
    "$in": Conditions.among,
    "$nin": Conditions.not_among,
    "$hasSome": Conditions.among,
    "$hasAll": Conditions.with_all,
    "$startsWith": Conditions.starting,
    "$contains": Conditions.containing,
    "$exists": Conditions.exists,
    "$isEmpty": Conditions.empty,
}


def list_of(x: Any, path: str) -> list[Any]:
    """Return a list; null is an empty one.

    Raises:
        Refusal: it is no list.
    """
    if x is not None and not is_list(x):
        raise refused(path, "TYPE", "must be a list")
    return as_list(x)


def flag_of(x: Any, path: str) -> bool:
    """Return true or false.

    Raises:
        Refusal: it is neither.
    """
    if not isinstance(x, bool):
        raise refused(path, "TYPE", "must be true or false")
    return x


def all_of(conditions: Iterable[str]) -> str:
    """Return the condition that all of these are true."""
    return _tree([*conditions], "AND", ALL)


def any_of(conditions: Iterable[str]) -> str:
    """Return the condition that any of these is true."""
    return _tree([*conditions], "OR", NOTHING)


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
