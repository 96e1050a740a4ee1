"""Filters and sort orders of queries: which fields and operators a method takes, and their wire names.

What is checked here is in wire form already, but for the names of fields: they stand in a filter's keys
and in a sort's `fieldName`, in the names of Python or of the wire, nested ones dotted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias, cast
from uuid import UUID

from pydantic.alias_generators import to_camel

from wixapi._validation.walker import Finish, Refused, did_you_mean, is_list, kind_of

_LOGICAL = ("$and", "$or", "$not")
_LISTS = frozenset({"$in", "$nin", "$hasSome", "$hasAll"})
_FLAGS = frozenset({"$exists", "$isEmpty"})
_EQUALS = "$eq"
_COMMON = (
    _LISTS | _FLAGS | {_EQUALS, "$ne", "$gt", "$gte", "$lt", "$lte", "$startsWith"}
)

Plain: TypeAlias = str | float | datetime | UUID | Decimal | Sequence[object] | None
"""What may stand for a field of unknown type: all but an object, which holds operators."""


@dataclass(frozen=True, slots=True)
class Queried:
    """Fields by which a method filters and sorts in the same way."""

    names: tuple[str, ...]
    """Dotted Python names."""
    operators: tuple[str, ...]
    """Empty: nothing is filtered by them, if other fields have operators."""
    sort: tuple[str, ...]
    """ASC, DESC. Empty: nothing is sorted by them, if something is by other fields."""
    wire: str | None = None
    """The dotted wire name, where it isn't the camelCase of the Python name."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one field."""

    wire: str
    operators: tuple[str, ...]
    sort: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The filter and the sort orders that one method takes."""

    fields: tuple[Queried, ...]
    filter: str
    """Dotted wire path of the parameter, or of a field of one, that holds the filter; empty: none does."""
    sort: str
    """The same of what holds the sort orders."""
    free: tuple[str, ...]
    """Dotted Python names of free JSON, below which any name may stand, as it is spelt."""

    def finishers(self, *, of_wire: bool = False) -> Iterator[tuple[str, Finish]]:
        """Yield wire paths of a method's parameters, each with what finishes the value there.

        Args:
            of_wire: whether Python names are no names in it.
        """
        names = _Names(self, of_wire=of_wire)
        if self.filter:
            yield self.filter, _Filters(names).finish
        if self.sort:
            yield self.sort, _Orders(names).finish


class _Names:
    """The names of a query's fields, in both spellings, or in that of the wire alone."""

    def __init__(self, query: Query, *, of_wire: bool) -> None:
        self._of_wire = of_wire
        self.known: dict[str, _Known] = {}
        self._free = {name: _camel(name) for name in query.free}
        in_python: dict[str, _Known] = {}
        for group in query.fields:
            for name in group.names:
                wire = group.wire or _camel(name)
                known = _Known(wire, group.operators, group.sort)
                in_python[name] = self.known[wire] = known
        if not of_wire:
            self.known |= in_python  # a Python name beats another field's wire name

    def find(self, name: str) -> _Known | None:
        """Return what is known of a field; each name of a dotted one may be spelt in either way."""
        camel = name if self._of_wire else _camel(name)
        return self.known.get(name) or self.known.get(camel)

    def wire(self, name: str) -> str:
        """Return the wire name of a field; a name of which nothing is known stays as it is."""
        if known := self.find(name):
            return known.wire
        for free, wire in self._free.items():
            if name.startswith(f"{free}."):
                return wire + name[len(free) :]
        return name

    def is_free(self, name: str) -> bool:
        """Return whether the name leads into free JSON, of which nothing is known."""
        return self.find(name) is None and any(
            name.startswith((f"{free}.", f"{wire}."))
            for free, wire in self._free.items()
        )


class _Filters:
    """Finishes the filters of one method."""

    def __init__(self, names: _Names) -> None:
        self._names = names
        self._filterable = [name for name, one in names.known.items() if one.operators]

    def finish(self, value: Any) -> Any:
        """Return a filter with wire names; what is no object passes."""
        if not isinstance(value, dict):
            return value
        given = cast("dict[str, Any]", value)
        result: dict[str, Any] = {}
        wrong: Refused | None = None
        for name, x in given.items():
            wire = self._names.wire(name)
            if wire in result:
                twice = Refused(x, "UNKNOWN_FIELD", "is given twice, in both spellings")
                wrong = twice.below(wire, given, wrong)
            try:
                result[wire] = self._finish_member(name, x)
            except Refused as error:
                wrong = error.below(wire, given, wrong)
        if wrong is not None:
            raise wrong
        return result

    def _finish_member(self, name: str, x: Any) -> Any:
        """Return what stands under one key of a filter, checked."""
        if name in _LOGICAL:
            return self._finish_filters(x, may_be_one=name == "$not")
        if name.startswith("$"):
            hint = did_you_mean(name, _LOGICAL)
            raise Refused(x, "OPERATOR", f"is no operator for whole filters{hint}")
        known = self._names.find(name)
        if known is not None and known.operators:
            _check_condition(x, known.operators)
        elif self._filterable and not self._names.is_free(name):
            hint = _hint(name, self._filterable)
            raise Refused(x, "FILTERABLE", f"is nothing to filter by{hint}")
        return x

    def _finish_filters(self, x: Any, *, may_be_one: bool) -> Any:
        """Return what a logical operator joins: a list of filters."""
        if x is None or (may_be_one and isinstance(x, dict)):
            return self.finish(x)
        if not isinstance(x, list):
            description = f"must be a list of filters, is {kind_of(x)}"
            raise Refused(x, "TYPE", description)
        return _each(cast("list[object]", x), self.finish)


class _Orders:
    """Finishes the sort orders of one method."""

    def __init__(self, names: _Names) -> None:
        self._names = names
        self._sortable = [name for name, one in names.known.items() if one.sort]

    def finish(self, value: Any) -> Any:
        """Return sort orders with wire names: a list of them, or a single one."""
        if isinstance(value, list):
            return _each(cast("list[object]", value), self._finish_order)
        return self._finish_order(value)

    def _finish_order(self, value: Any) -> Any:
        """Return one sort order with the field's wire name."""
        if not isinstance(value, dict):
            return value
        given = cast("dict[str, Any]", value)
        name, order = given.get("fieldName"), given.get("order")
        if not isinstance(name, str):
            return given
        if self._sortable and not self._names.is_free(name):
            self._check(name, order, given)
        return {**given, "fieldName": self._names.wire(name)}

    def _check(self, name: str, order: object, given: dict[str, Any]) -> None:
        """Refuses a field by which nothing is sorted, or not in this order."""
        known = self._names.find(name)
        if known is None or not known.sort:
            hint = _hint(name, self._sortable)
            refused = Refused(name, "SORTABLE", f"is nothing to sort by{hint}")
            raise refused.below("fieldName", given, None)
        if order is not None and order not in known.sort:
            only = " or ".join(known.sort)
            refused = Refused(order, "SORTABLE", f"must be {only} for this field")
            raise refused.below("order", given, None)


def _hint(name: str, known: Collection[str]) -> str:
    """Return the field that may be meant: one that begins or ends with the name, or resembles it.

    Those that are spelt like the name, in Python's or the wire's way, come first.
    """
    alike = [one for one in known if _is_camel(one) == _is_camel(name)]
    others = [one for one in known if one not in alike]
    for candidate in alike + others:
        if candidate.startswith(f"{name}.") or candidate.endswith(f".{name}"):
            return f"; did you mean {candidate}?"
    return did_you_mean(name, alike) or did_you_mean(name, others)


def _is_camel(name: str) -> bool:
    """Return whether a name is spelt as the wire's names are."""
    return any(map(str.isupper, name))


def _camel(name: str) -> str:
    """Return the wire name of a dotted Python name."""
    return ".".join(map(to_camel, name.split(".")))


def _each(items: list[object], finish: Finish) -> list[Any]:
    """Return what `finish` makes of the items; tells all that is wrong with them."""
    result: list[Any] = []
    wrong: Refused | None = None
    for index, x in enumerate(items):
        try:
            result.append(finish(x))
        except Refused as error:
            wrong = error.below(index, items, wrong)
    if wrong is not None:
        raise wrong
    return result


def _check_condition(x: Any, operators: tuple[str, ...]) -> None:
    """Refuses operators that the field doesn't have. A value alone is Wix's short form of `$eq`."""
    given = cast("dict[str, Any]", x) if isinstance(x, dict) else {}
    if any(map(_resembles_operator, given)):
        _check_operators(given, operators)
    elif x is not None and _EQUALS not in operators:
        listed = ", ".join(operators)
        description = f"a value alone means $eq, but there is only {listed}"
        raise Refused(x, "OPERATOR", description)


def _resembles_operator(key: str) -> bool:
    """Return whether the key of a condition is an operator, or was meant as one."""
    return key.startswith("$") or f"${to_camel(key)}" in _COMMON


def _check_operators(given: dict[str, Any], operators: tuple[str, ...]) -> None:
    """Refuses operators that aren't there, and operands of another shape than theirs."""
    wrong: Refused | None = None
    for operator, x in given.items():
        try:
            _check_operand(operator, x, operators)
        except Refused as error:
            wrong = error.below(operator, given, wrong)
    if wrong is not None:
        raise wrong


def _check_operand(operator: str, x: object, operators: tuple[str, ...]) -> None:
    """Refuses one operator, or its operand."""
    if operator not in operators:
        meant = f"${to_camel(operator)}"
        hint = f"; did you mean {meant}?" if meant in operators else ""
        hint = hint or did_you_mean(operator, operators)
        hint = hint or f"; there is {', '.join(operators)}"
        raise Refused(x, "OPERATOR", f"is no operator for this field{hint}")
    if x is None:
        return
    if operator in _LISTS and not is_list(x):
        raise Refused(x, "TYPE", f"must be a list, is {kind_of(x)}")
    if operator in _FLAGS and not isinstance(x, bool):
        raise Refused(x, "TYPE", f"must be true or false, is {kind_of(x)}")
