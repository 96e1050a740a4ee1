"""Requests that were right, as data: which fields, with which values.

A request says one thing beside what is required: one field with one value, at one place. A few say all at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from support.oracle.states import State
from wixgen.package.shape.queried_fields import carriers_of, fields_of_items
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    Method,
    ObjectType,
    Type,
)
from wixgen.spec.types import through_lists

DEEPEST = 6
GUID = "6f1c7a4e-0d2b-4f57-9d0a-8c3e5b1a2d4f"
WHEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


_OPERANDS = {"$exists": True, "$isEmpty": True, "$startsWith": "a", "$matchItems": [{}]}
_LISTS = {"$in", "$nin", "$hasSome", "$hasAll"}


@dataclass(frozen=True)
class Choice:
    """A value of an enum."""

    type: EnumType
    value: str


@dataclass(frozen=True)
class Thing:
    """A value of an object: values by field."""

    type: ObjectType
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Everything:
    """Stands for an object that says all it can; of each group the member with that number.

    With the number -1, what Wix sets is said, too: dicts send it, models don't.
    """

    number: int


@dataclass(frozen=True)
class Request:
    """A request of a method."""

    method: Method
    arguments: Thing
    says: str


def requests_of(state: State) -> Iterator[Request]:
    """The requests of all methods of a state."""
    for method in state.api.resources[0].methods if state.module else ():
        maker = _Maker(method)
        yield Request(method, maker.thing(method.parameters, ""), "nothing else")
        for path, chain, value in _sites(method.parameters):
            made = maker.thing(method.parameters, "", chain, value)
            yield Request(method, made, f"{path}: {value!r:.60}")
        for chain, value in queries_of(method):
            made = maker.thing(method.parameters, "", chain, value)
            yield Request(method, made, f"query {value!r:.60}")
        for number in range(-1, 3):
            made = maker.everything(method.parameters, "", number)
            yield Request(method, made, f"everything, {number}")


class _Maker:
    """Makes requests of one method that keep its rules."""

    def __init__(self, method: Method) -> None:
        self.required = {path.path for path in method.required}
        self.required |= set(method.path_parameters)
        self.demands = set(method.exactly_one)
        asked = next(iter(queries_of(method)), None)
        self.filled = {".".join(asked[0]): asked[1]} if asked else {}
        sorts = [one for one in queries_of(method) if "sort" in one[0]]
        if sorts:
            self.filled[".".join(sorts[0][0])] = sorts[0][1]

    def thing(
        self,
        type_: ObjectType,
        path: str,
        chain: tuple[str, ...] = (),
        value: Any = None,
    ) -> Thing:
        """What is required below a path, and the value at the end of the chain."""
        values: dict[str, Any] = {}
        wanted = [
            one.wire for one in type_.fields if _join(path, one.wire) in self.required
        ]
        for group in type_.groups:
            demanded = {
                _join(path, group.name),
                *(_join(path, one) for one in group.members),
            }
            if demanded & self.demands and not {*group.members} & {*wanted, *chain[:1]}:
                wanted.append(group.members[0])
        for wire in dict.fromkeys([*chain[:1], *wanted]):
            declared = type_.field_named(wire)
            if declared is None or self._is_excluded(type_, wire, values):
                continue
            inner = _join(path, wire)
            rest = chain[1:] if [wire] == [*chain[:1]] else ()
            is_everything = isinstance(value, Everything)
            if [wire] == [*chain] and value is not None and not is_everything:
                values[wire] = value
            else:
                below = value if [wire] == [*chain[:1]] else None
                values[wire] = self._of_type(
                    declared.type, declared, inner, rest, below
                )
        return Thing(type_, values)

    def everything(self, type_: ObjectType, path: str, number: int) -> Thing:
        """All fields at once, of each group one member."""
        values: dict[str, Any] = {}
        for declared in type_.fields:
            wire = declared.wire
            group = next((one for one in type_.groups if wire in one.members), None)
            chosen = group.members[number % len(group.members)] if group else wire
            if chosen == wire and not (
                (declared.read_only and number >= 0) or declared.undocumented
            ):
                inner = _join(path, wire)
                values[wire] = self._of_type(declared.type, declared, inner, (), None)
        return Thing(type_, values)

    def _is_excluded(
        self, type_: ObjectType, wire: str, values: Mapping[str, Any]
    ) -> bool:
        return any(
            wire in group.members and {*group.members} & values.keys()
            for group in type_.groups
        )

    def _of_type(
        self,
        type_: Type,
        declared: Field,
        path: str,
        chain: tuple[str, ...],
        value: Any,
    ) -> Any:
        if path in self.filled:
            return self.filled[path]
        match type_:
            case ListOf():
                item = self._of_type(type_.item, declared, path, chain, value)
                return [item] * int(declared.limits.get("min_items", 1) or 1)
            case MapOf():
                return {"key": self._of_type(type_.item, declared, path, chain, value)}
            case ObjectType():
                if isinstance(value, Everything) and not chain:
                    return self.everything(type_, path, value.number)
                return self.thing(type_, path, chain, value)
            case _:
                return next(_values(type_, declared))


def queries_of(method: Method) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every filter with one operator, and every order: where it stands, and what it is."""
    carriers = carriers_of(method) if method.query else None
    if carriers is None:
        return
    for found in fields_of_items(method, None)[1]:
        field = found.steps[-1] if found.steps and not found.is_free else None
        plain = next(_values(found.type, field)) if field else "a"
        plain = plain.value if isinstance(plain, Choice) else plain
        for operator in found.query.operators if carriers.filter else ():
            operand = _OPERANDS.get(operator, plain)
            operand = [operand] if operator in _LISTS else operand
            value = {found.query.path: {operator: operand}}
            yield tuple(carriers.filter.split(".")), value
            yield tuple(carriers.filter.split(".")), {"$and": [value]}
        for order in found.query.sort if carriers.sort else ():
            chain = tuple(carriers.sort.split("."))
            yield chain, [_order(method.parameters, chain, found.query.path, order)]


def _order(root: ObjectType, chain: tuple[str, ...], path: str, order: str) -> Thing:
    """A sort order: the type at the end of the chain, filled."""
    type_: Type = root
    for wire in chain:
        declared = type_.field_named(wire) if isinstance(type_, ObjectType) else None
        assert declared is not None
        type_ = through_lists(declared.type)
    assert isinstance(type_, ObjectType)
    direction = type_.field_named("order")
    named = direction.type if direction else None
    value = Choice(named, order) if isinstance(named, EnumType) else order
    return Thing(type_, {"fieldName": path, **({"order": value} if direction else {})})


def _sites(
    type_: ObjectType, above: tuple[str, ...] = (), seen: tuple[ObjectType, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Every field that can be reached, with each value worth sending: path, the same as parts, value."""
    for declared in type_.fields:
        chain = (*above, declared.wire)
        inner = declared.type
        while isinstance(inner, ListOf | MapOf):
            inner = inner.item
        for value in _values(declared.type, declared):
            yield ".".join(chain), chain, value
        if isinstance(inner, ObjectType):
            most = max((len(group.members) for group in inner.groups), default=1)
            yield from (
                (".".join(chain), chain, Everything(one)) for one in range(-1, most)
            )
        if isinstance(inner, ObjectType) and inner not in seen and len(chain) < DEEPEST:
            yield from _sites(inner, chain, (*seen, inner))


def _values(type_: Type, declared: Field) -> Iterator[Any]:
    """Values that a field takes, those at its limits among them; the first one is a plain one."""
    limits = declared.limits
    match type_:
        case ListOf():
            fewest, most = limits.get("min_items"), limits.get("max_items")
            for item in _values(type_.item, declared):
                yield [item] * int(fewest or 1)
            for count in {int(most or 3), int(fewest or 0)}:
                yield [next(_values(type_.item, declared))] * min(count, 500)
        case MapOf():
            yield from ({"key": value} for value in _values(type_.item, declared))
            yield {}
        case EnumType():
            yield from (Choice(type_, value.value) for value in type_.values)
        case ObjectType():
            yield Thing(type_)
        case _:
            yield from _primitives(type_, limits)


def _primitives(kind: Kind, limits: Mapping[str, Any]) -> Iterator[Any]:
    match kind:
        case Kind.STRING:
            shortest = limits.get("min_length", 0)
            yield "a" * max(1, shortest)
            yield "é" * min(limits.get("max_length", 300), 5000)
            yield "x" * shortest
            if limits.get("max_length", 36) >= 36:
                yield GUID
                yield "2026-03-01T12:30:00Z"
        case Kind.GUID:
            yield GUID
        case Kind.BOOLEAN:
            yield from (True, False)
        case Kind.INTEGER | Kind.INT32 | Kind.INT64:
            largest = 2**31 - 1 if kind is Kind.INT32 else 2**53 - 1
            low = limits.get("min", -largest)
            high = limits.get("max", largest)
            yield from (
                max(1, int(low)) if high >= 1 else int(high),
                int(low),
                int(high),
            )
        case Kind.NUMBER:
            low, high = limits.get("min", -0.5), limits.get("max", 1.5e9)
            yield from (high, low, (low + high) / 2)
        case Kind.DECIMAL:
            yield from ("1.5", "2", "0.25")
            yield from (str(limits[name]) for name in ("min", "max") if name in limits)
            if not limits:
                yield from ("-12345678901234567890.123456", "0")
        case Kind.DATETIME:
            yield WHEN
        case Kind.OBJECT:
            yield from ({"a": 1}, {})
        case _:
            yield from ({"a": [1]}, "text", [1, "b"], 4)


def _join(path: str, wire: str) -> str:
    return f"{path}.{wire}" if path else wire
