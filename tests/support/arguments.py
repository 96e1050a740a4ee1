"""Arguments that a method takes: those that it demands, or one of each that it knows; in wire names."""

from __future__ import annotations

from typing import Any

from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    Method,
    ObjectType,
    OneOfGroup,
    Type,
)
from wixgen.spec.demands import NO_DEMAND, Demand, demand_of
from wixgen.spec.types import kind_of_format

DEPTH = 3  # of objects in each other; what is demanded goes deeper
GUID = "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"
MOMENT = "2026-01-02T03:04:05.678Z"
_VALUES: dict[Type, Any] = {
    Kind.GUID: GUID,
    Kind.BOOLEAN: True,
    Kind.DATETIME: MOMENT,
    Kind.OBJECT: {"a": {"b": [1]}},
    Kind.JSON: ["x", 2],
}
_OF_LISTS = {"$in", "$nin", "$hasAll", "$hasSome"}
_FLAGS = {"$exists", "$isEmpty"}
_FORMATS = {
    Kind.GUID: GUID,
    Kind.DECIMAL: "1",
    Kind.DATETIME: MOMENT,
    Kind.INT64: "1",
}


def arguments_of(method: Method, *, whole: bool) -> dict[str, Any]:
    """Return valid arguments by wire name: `whole` are all that there are, else what is demanded."""
    made = _fields(method.parameters, demand_of(method), 0 if whole else DEPTH)
    for owner in [made, *(value for value in made.values() if isinstance(value, dict))]:
        if method.query:
            _ask_for_known_fields(owner, method)
    return made


def arguments_of_member(
    method: Method, group: OneOfGroup, member: str
) -> dict[str, Any]:
    """Return what a method demands, and this member of a group of its own parameters instead of others."""
    made = arguments_of(method, whole=False)
    field = next(one for one in method.parameters.fields if one.wire == member)
    demand = demand_of(method).below(member)
    kept = {wire: x for wire, x in made.items() if wire not in group.members}
    return {**kept, member: _value(field, field.type, demand, 1)}


def _ask_for_known_fields(query: dict[str, Any], method: Method) -> None:
    """Filter and sort by fields that the spec knows, if the object does that at all."""
    if "filter" in query:
        known = next((one for one in method.query if one.operators), None)
        operator = known.operators[0] if known else ""
        value: Any = ["x"] if operator in _OF_LISTS else operator in _FLAGS or "x"
        query["filter"] = {known.path: {operator: value}} if known else {}
    if "sort" in query:
        known = next((one for one in method.query if one.sort), None)
        query["sort"] = [{"fieldName": known.path}] if known else []


def _fields(owner: ObjectType, demand: Demand, depth: int) -> dict[str, Any]:
    """Return an object: what is demanded, and down to a depth what else a request may have."""
    unset = _unset(owner, demand)
    return {
        field.wire: _value(field, field.type, demand.below(field.wire), depth + 1)
        for field in owner.fields
        if field.wire not in unset
        and (_is_demanded(field, owner, demand) or _is_wanted(field, depth))
    }


def _is_wanted(field: Field, depth: int) -> bool:
    return depth < DEPTH and not field.read_only and not field.undocumented


def _is_demanded(field: Field, owner: ObjectType, demand: Demand) -> bool:
    groups = [group for group in owner.groups if group.name in demand.exactly_one]
    return field.wire in demand.required or any(
        field.wire in group.members for group in groups
    )


def _unset(owner: ObjectType, demand: Demand) -> set[str]:
    """Return the members of one-of groups that aren't set, since another one is: the demanded or the first."""
    unset: set[str] = set()
    for group in owner.groups:
        asked = [wire for wire in group.members if wire in demand.required]
        unset |= {*group.members} - {(asked or list(group.members))[0]}
    return unset


def _value(field: Field, type_: Type, demand: Demand, depth: int) -> Any:
    """Return a value of a field: of the type, within the limits."""
    match type_:
        case ListOf():
            count = max(1, int(field.limits.get("min_items", 1)))
            return [_value(field, type_.item, demand, depth) for _ in range(count)]
        case MapOf():
            return {"key": _value(field, type_.item, NO_DEMAND, depth)}
        case ObjectType():
            return _fields(type_, demand, depth)
        case EnumType():
            return type_.values[0].value
        case Kind():
            return _single(field, type_)


def _single(field: Field, kind: Kind) -> Any:
    """Return a single value within the limits of its field."""
    if kind is Kind.STRING:
        text = _FORMATS.get(kind_of_format(field.format), "x") if field.format else "x"
        return str(text).ljust(int(field.limits.get("min_length", 1)), "x")
    if kind in _VALUES:
        return _VALUES[kind]
    number = _number(field)
    return str(number) if kind in {Kind.INT64, Kind.DECIMAL} else number


def _number(field: Field) -> int | float:
    """Return a number between the bounds of a field: its smallest, else 1, else its largest."""
    for name, more in (("min", 0), ("exclusive_min", 1)):
        if (bound := field.limits.get(name)) is not None:
            found = float(bound) + more
            return int(found) if found.is_integer() else found
    largest = field.limits.get("max")
    return 1 if largest is None or float(largest) >= 1 else int(float(largest))
