"""What methods that list, query, search and count are asked for: which parameters say which entities are wanted."""

from __future__ import annotations

from collections.abc import Iterator

from wixgen.package.shape.local.entities import (
    FREE,
    Entity,
    is_scalar,
    told_by,
)
from wixgen.spec.api import EnumType, Field, Kind, ListOf, Method, ObjectType, Type

Facts = dict[str, object]
"""The keys of a method's facts, as `facts.json` has them."""

#: Parameters that say how much of each entity is wanted, or which page: no condition.
VIEW = frozenset({"fields", "fieldsets", "fieldset", "paging", "cursorPaging", "sort", "query", "search"})  # fmt: skip
_QUERIES = ("query", "search", "dataQuery")


def conditions_of(method: Method, entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield parameters that a listed entity's fields must be equal to, or one of, and these fields."""
    for parameter in method.parameters.fields:
        wire = str(parameter.wire)
        if wire in VIEW or wire in entity.within or entity.type is FREE:
            continue
        if isinstance(parameter.type, ListOf):
            field = _one_of(parameter, parameter.type.item, entity)
        else:
            field = _equal(wire, parameter.type, entity)
        if field:
            yield wire, field


def _equal(wire: str, type_: Type, entity: Entity) -> str:
    """Return the field whose value a parameter tells: that of its name and type, or the id of an entity."""
    field = entity.type.field_named(wire)
    is_single = isinstance(type_, Kind | EnumType)
    if field and field.type == type_ and is_single:
        return wire
    return told_by(wire, entity) if is_scalar(type_) else ""


def _one_of(parameter: Field, item: Type, entity: Entity) -> str:
    """Return the field of which a parameter tells some values: `status` or `statuses`, `thingIds`."""
    wire = str(parameter.wire)
    for name in (wire, wire.removesuffix("s"), wire.removesuffix("es")):
        if (field := _equal(name, item, entity)) and (
            name == wire or wire.endswith("s")
        ):
            return field
    return ""


def asked(query: str, conditions: dict[str, str]) -> Facts:
    """Return what says which entities are wanted."""
    facts: Facts = {"query": query} if query else {}
    return {**facts, "conditions": conditions} if conditions else facts


def query_of(method: Method) -> str:
    """Return the parameter with filter, sort and paging; empty where the parameters themselves have these."""
    found = [
        str(field.wire)
        for field in method.parameters.fields
        if field.wire in _QUERIES and isinstance(field.type, ObjectType)
    ]
    return found[0] if len(found) == 1 else ""


def needed(method: Method, entity: Entity) -> list[str]:
    """Return the wire names of the parameters without which a method can't be called, but for those of the set."""
    required = [required.path.split(".")[0] for required in method.required]
    in_path = [wire.split(".")[0] for wire in method.path_parameters]
    return [
        wire
        for wire in dict.fromkeys([*in_path, *required])
        if wire not in entity.within
    ]
