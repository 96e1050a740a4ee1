"""The shapes of methods about one entity or a list of them: what the state can do for each, told by the spec.

A rule that isn't sure gives no shape: another answer than Wix's is worse than one that is filled up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wixgen.package.shape.local import words
from wixgen.package.shape.local.entities import (
    IDS,
    Entity,
    is_scalar,
    object_in,
    shape_of,
    spoken_of,
    told_by,
)
from wixgen.package.shape.local.words import MethodName
from wixgen.package.shape.masks import is_mask_parameter
from wixgen.spec.api import Field, Kind, ListOf, Method, ObjectType

Facts = dict[str, object]
"""The keys of a method's facts, as `facts.json` has them."""

#: Parameters that say how much of each entity is wanted, or which page: no condition.
_VIEW = frozenset({"fields", "fieldsets", "fieldset", "paging", "cursorPaging", "sort", "query", "search"})  # fmt: skip
_COUNTS = frozenset({Kind.INTEGER, Kind.INT32, Kind.INT64})
_QUERIES = ("query", "search", "dataQuery")
_CHANGING = words.UPDATING | words.UPSERTING


def single_shape(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> tuple[Entity, Facts] | None:
    """Return the shape of a method that isn't a bulk one, and the entity that it is about; None if it has none."""
    if name.verb in words.DELETING:
        return _deletion(method, name, entities)
    if name.verb in words.COUNTING:
        return _counting(method, name, entities)
    for held in spoken_of(method, name):
        entity = _entity_in(held, entities)
        if entity is None:
            continue
        facts = (
            _listing(method, name, entity)
            if isinstance(held.type, ListOf)
            else _of_one(method, name, entity)
        )
        if facts is not None:
            return entity, {**facts, "answer": held.wire}
    return None


def identity_of(method: Method, entity: Entity) -> tuple[str, str]:
    """Return the parameter that tells which entity is meant, and the field that it tells; empty if none does.

    It stands in the path; where a path has no placeholders, in the parameters that are required.
    """
    asked = method.path_parameters or [
        required.path
        for required in method.required
        if is_scalar_at(method, required.path)
    ]
    told = [(wire, field) for wire in asked if (field := told_by(wire, entity))]
    by_key = [pair for pair in told if pair[1] == entity.key]
    pairs = by_key or told
    return pairs[-1] if pairs else ("", "")


def is_scalar_at(method: Method, path: str) -> bool:
    """Return whether a required path leads to a single value, in the parameters or in an object of them."""
    owner: ObjectType | None = method.parameters
    held: Field | None = None
    for part in path.split("."):
        held = owner.field_named(part) if owner else None
        owner = held.type if held and isinstance(held.type, ObjectType) else None
    return held is not None and is_scalar(held.type)


def mask_of(owner: ObjectType) -> str:
    """Return the field of a request, or of an item of it, that is a field mask; empty if none is."""
    found = [field.wire for field in owner.fields if is_mask_parameter(field)]
    return found[0] if len(found) == 1 else ""


def _entity_in(held: Field, entities: Sequence[Entity]) -> Entity | None:
    type_ = object_in(held.type)
    return next((entity for entity in entities if entity.type is type_), None)


def _of_one(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Return the shape of a method whose answer holds one entity."""
    if name.verb in words.GETTING:
        return _getting(method, name, entity)
    if name.verb in words.CREATING:
        return _creation(method, name, entity)
    return _change(method, name, entity) if name.verb in _CHANGING else None


def _getting(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Get by what the path ends with; where there is only one entity, by nothing."""
    if not entity.key:
        return None if _needed(method) or name.rest else {"shape": "get"}
    wire, field = identity_of(method, entity)
    is_last = method.path.endswith(f"{{{wire}}}") or "{" not in method.path
    if not field or not is_last or _strangers(method, entity):
        return None
    return {
        "shape": "get",
        "id": wire,
        **({"by": field} if field != entity.key else {}),
    }


def _creation(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Create from a parameter of the entity's own type, or from parameters that are its fields."""
    if name.rest or not entity.key or method.verb not in {"POST", "PUT"}:
        return None
    if any(told_by(wire, entity) == entity.key for wire in method.path_parameters):
        return None
    sent = _sent(method, entity)
    if sent is not None:
        return {"shape": "create", "entity": sent}
    if shape_of(method.path) in entity.bases and _common_fields(method, entity):
        return {"shape": "create", "entity": ""}
    return None


def _change(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Update, replace or upsert from a parameter of the entity's own type, or from parameters that are fields."""
    if name.rest or method.verb == "GET":
        return None
    sent = _sent(method, entity)
    facts: Facts = {"shape": _way(method, name)}
    if mask := mask_of(method.parameters):
        facts |= {"mask": mask}
    if name.verb in words.UPSERTING and sent is not None:
        return {**facts, "entity": sent}
    if not entity.key:
        return (
            None
            if sent is None or method.path_parameters
            else {**facts, "entity": sent}
        )
    wire, field = identity_of(method, entity)
    if sent and not wire and method.verb != "PUT":
        wire, field = f"{sent}.{entity.key}", entity.key
    if field != entity.key or _strangers(method, entity):
        return None
    if sent is None:
        if not method.path.endswith(f"{{{wire}}}") or not _common_fields(
            method, entity
        ):
            return None
        sent = ""
    return {**facts, "entity": sent, "id": wire}


def _way(method: Method, name: MethodName) -> str:
    if name.verb in words.UPSERTING:
        return "upsert"
    has_mask = bool(mask_of(method.parameters))
    return "replace" if method.verb == "PUT" and not has_mask else "update"


def _listing(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """List, query or search: what isn't a condition on a field of the entity, Wix alone can weigh."""
    if not entity.key or _strangers(method, entity):
        return None
    shape = (
        "query"
        if name.verb in words.QUERYING
        else "search" if name.verb in words.SEARCHING else "list"
    )
    facts: Facts = {"shape": shape}
    if query := _query_of(method):
        facts["query"] = query
    conditions = dict(_conditions(method, entity))
    if conditions:
        facts["conditions"] = conditions
    unknown = [
        wire
        for wire in _needed(method)
        if wire not in conditions and wire not in _VIEW and wire != query
    ]
    if shape == "list" and (unknown or (name.rest and not conditions)):
        return None
    if shape != "list" and name.rest:
        return None
    return facts


def _counting(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> tuple[Entity, Facts] | None:
    """Count what a filter finds."""
    counts = [field.wire for field in method.returns.fields if field.type in _COUNTS]
    entity = called(name, method, entities)
    if entity is None or not counts or name.rest or _strangers(method, entity):
        return None
    answer = next((wire for wire in counts if "total" in wire.lower()), counts[0])
    facts: Facts = {"shape": "count", "answer": answer}
    if query := _query_of(method):
        facts["query"] = query
    if conditions := dict(_conditions(method, entity)):
        facts["conditions"] = conditions
    return entity, facts


def _deletion(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> tuple[Entity, Facts] | None:
    """Delete what the path, or a parameter, tells by its key."""
    entity = called(name, method, entities)
    if entity is None or name.rest or method.verb == "GET":
        return None
    wire, field = identity_of(method, entity)
    if not field or field != entity.key or _strangers(method, entity):
        return None
    facts: Facts = {"shape": "delete", "id": wire}
    held = [one.wire for one in method.returns.fields if one.type is entity.type]
    return entity, {**facts, **({"answer": held[0]} if len(held) == 1 else {})}


def called(
    name: MethodName, method: Method, entities: Sequence[Entity]
) -> Entity | None:
    """Return the entity that a method's name speaks of; None if that isn't certain."""
    below = shape_of(method.path).rpartition("/")[0].replace("/bulk/", "/")
    found = [
        entity
        for entity in entities
        if entity.key
        and (name.noun in entity.nouns or (not name.noun and below in entity.bases))
    ]
    return found[0] if len(found) == 1 else None


def _sent(method: Method, entity: Entity) -> str | None:
    """Return the parameter of the entity's own type; None if there isn't exactly one."""
    found = [
        field.wire for field in method.parameters.fields if field.type is entity.type
    ]
    return found[0] if len(found) == 1 else None


def _common_fields(method: Method, entity: Entity) -> list[str]:
    """Return the parameters that are fields of the entity, too, by name and type; those that tell which are none."""
    return [
        parameter.wire
        for parameter in method.parameters.fields
        if (field := entity.type.field_named(parameter.wire))
        and field.type == parameter.type
        and parameter.wire not in {*IDS, entity.key, "revision"}
    ]


def _conditions(method: Method, entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield parameters that a listed entity's fields must be equal to, or one of, and these fields."""
    for parameter in method.parameters.fields:
        if parameter.wire in _VIEW:
            continue
        field = entity.type.field_named(parameter.wire)
        if (
            field
            and field.type == parameter.type
            and not isinstance(field.type, ListOf | ObjectType)
        ):
            yield parameter.wire, field.wire
        elif isinstance(parameter.type, ListOf) and is_scalar(parameter.type.item):
            one = parameter.wire.removesuffix("s")
            is_ids = parameter.wire.endswith("Ids") or parameter.wire == "ids"
            if is_ids and (told := told_by(one, entity)):
                yield parameter.wire, told
        elif is_scalar(parameter.type) and (told := told_by(parameter.wire, entity)):
            yield parameter.wire, told


def _query_of(method: Method) -> str:
    """Return the parameter with filter, sort and paging; empty where the parameters themselves have these."""
    found = [
        field.wire
        for field in method.parameters.fields
        if field.wire in _QUERIES and isinstance(field.type, ObjectType)
    ]
    return found[0] if len(found) == 1 else ""


def _needed(method: Method) -> list[str]:
    """Return the wire names of the parameters without which a method can't be called."""
    required = [required.path.split(".")[0] for required in method.required]
    in_path = [wire.split(".")[0] for wire in method.path_parameters]
    return [*dict.fromkeys([*in_path, *required])]


def _strangers(method: Method, entity: Entity) -> list[str]:
    """Return the placeholders of a path that tell no field of the entity."""
    return [wire for wire in method.path_parameters if not told_by(wire, entity)]
