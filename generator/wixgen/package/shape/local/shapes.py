"""The shapes of methods about one entity or a list of them: what the state can do for each, told by the spec.

A rule that isn't sure gives no shape: another answer than Wix's is worse than one that is filled up.
"""

from __future__ import annotations

from collections.abc import Sequence

from wixgen.package.shape.local import words
from wixgen.package.shape.local.asking import (
    VIEW,
    Facts,
    asked,
    conditions_of,
    needed,
    query_of,
)
from wixgen.package.shape.local.entities import (
    IDS,
    SENDING,
    Entity,
    answered_id,
    held_by,
    is_scalar,
    object_in,
    sent_as,
    shape_of,
    told_by,
)
from wixgen.package.shape.local.words import MethodName
from wixgen.package.shape.masks import is_mask_parameter
from wixgen.spec.api import Field, Kind, ListOf, Method, ObjectType

Shaped = tuple[Entity, Facts]

_SET, _REPLACE = "set", "replace"
_COUNTS = frozenset({Kind.INTEGER, Kind.INT32, Kind.INT64})


def single_shape(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> Shaped | None:
    """Return the shape of a method that isn't a bulk one, and the entity that it is about; None if it has none."""
    if name.verb in words.DELETING:
        return _deletion(method, name, entities)
    if name.verb in words.COUNTING:
        return _counting(method, name, entities)
    for entity, held in held_by(method, name, entities):
        is_many = isinstance(held.type, ListOf)
        rule = _listing if is_many else _of_one
        facts = rule(method, name, entity)
        if facts is not None:
            return entity, {**facts, "answer": held.wire}
    return _untold(method, name, entities) if name.verb in SENDING else None


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
    found = [str(field.wire) for field in owner.fields if is_mask_parameter(field)]
    return found[0] if len(found) == 1 else ""


def strangers(method: Method, entity: Entity) -> list[str]:
    """Return the placeholders of a path that tell nothing of the entity."""
    return [
        wire
        for wire in method.path_parameters
        if wire not in entity.within and not told_by(wire, entity)
    ]


def called(
    name: MethodName, method: Method, entities: Sequence[Entity]
) -> Entity | None:
    """Return the entity that a method's name speaks of, or below whose path it stands; None if it isn't certain."""
    below = shape_of(method.path).rpartition("/")[0].replace("/bulk/", "/")
    by_name = [one for one in entities if name.noun in one.nouns]
    by_path = [one for one in entities if below in one.bases]
    found = by_name or by_path
    if len(found) > 1:
        found = [one for one in found if name.noun == words.noun(one.type.name)]
    return found[0] if len(found) == 1 else None


def ends_with_key(method: Method, wire: str, verb: str) -> bool:
    """Return whether a path ends with a placeholder, but for the verb; one without any has the key elsewhere."""
    return "{" not in method.path or method.path.endswith(
        (f"{{{wire}}}", f"{{{wire}}}/{verb}")
    )


def _of_one(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Return the shape of a method whose answer holds one entity."""
    if name.verb in words.GETTING:
        return _getting(method, name, entity)
    if name.verb in words.CREATING:
        return _creation(method, name, entity)
    return _change(method, name, entity)


def _untold(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> Shaped | None:
    """Create or update with an answer that doesn't hold the entity: at most its id."""
    entity = called(name, method, entities)
    if entity is None or any(True for _ in held_by(method, name, [entity])):
        return None
    if name.verb in words.CREATING:
        told = answered_id(method, name.noun)
        facts = _creation(method, name, entity) if told else None
        return (entity, {**facts, "answer_id": told}) if facts else None
    is_silent = not method.returns.fields and name.noun in entity.nouns
    facts = _change(method, name, entity) if is_silent else None
    return (entity, facts) if facts else None


def _getting(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Get by what the path ends with; where there is only one entity, by nothing."""
    if not entity.key:
        return None if needed(method, entity) or name.rest else {"shape": "get"}
    wire, field = identity_of(method, entity)
    if (
        not field
        or not ends_with_key(method, wire, name.verb)
        or strangers(method, entity)
    ):
        return None
    if field == entity.key:
        return {"shape": "get", "id": wire}
    return None if "and" in name.rest else {"shape": "get", "id": wire, "by": field}


def _creation(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Create from a parameter of the entity's own type, or from parameters that are its fields."""
    if name.rest or method.verb not in {"POST", "PUT"} or strangers(method, entity):
        return None
    if any(told_by(wire, entity) == entity.key for wire in method.path_parameters):
        return None
    sent = sent_as(method, entity)
    if sent is not None:
        beside = {
            wire: field
            for wire, field in conditions_of(method, entity)
            if field != entity.key and field not in method.path_parameters
        }
        return {"shape": "create", "entity": sent, **asked("", beside)}
    if shape_of(method.path) in entity.bases and _common_fields(method, entity):
        return {"shape": "create", "entity": ""}
    return None


def _change(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Update, replace or upsert from a parameter of the entity's own type, or from parameters that are fields."""
    if name.rest or method.verb == "GET" or strangers(method, entity):
        return None
    sent = sent_as(method, entity)
    facts: Facts = {"shape": _way(method, name)}
    if mask := mask_of(method.parameters):
        facts |= {"mask": mask}
    if name.verb in words.UPSERTING:
        return None if sent is None else {**facts, "entity": sent}
    if name.verb not in words.UPDATING and method.path_parameters != [
        f"{sent}.{entity.key}"
    ]:
        return None  # another verb, but what it changes is sent whole: `renameLabel`
    if not entity.key:
        is_one = sent is not None and not method.path_parameters
        return {**facts, "entity": sent} if is_one else None
    wire, field = identity_of(method, entity)
    if sent and not wire and method.verb != "PUT":
        if name.verb == _SET:  # nothing tells that it is there
            return {**facts, "shape": "upsert", "entity": sent}
        wire, field = f"{sent}.{entity.key}", entity.key
    if field != entity.key:
        return None
    if sent is None:
        if not method.path.endswith(f"{{{wire}}}") or not _common_fields(
            method, entity
        ):
            return None
        sent = ""
    return {**facts, "entity": sent, "id": wire}


def _way(method: Method, name: MethodName) -> str:
    """Return what a change does to the fields that aren't sent: PUT replaces, unless a mask says what it changes."""
    if name.verb in words.UPSERTING:
        return "upsert"
    is_whole = method.verb == "PUT" or name.verb == _REPLACE
    return "replace" if is_whole and not mask_of(method.parameters) else "update"


def _listing(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """List, query or search: what isn't a condition on a field of the entity, Wix alone can weigh."""
    if not entity.key or strangers(method, entity):
        return None
    shape = "list"
    if name.verb in words.QUERYING:
        shape = "query"
    elif name.verb in words.SEARCHING:
        shape = "search"
    query, conditions = query_of(method), dict(conditions_of(method, entity))
    unknown = {*needed(method, entity)} - {*conditions} - VIEW - {query}
    if shape == "list" and (unknown or (name.rest and not conditions)):
        return None
    if shape != "list" and name.rest:
        return None
    return {"shape": shape, **asked(query, conditions)}


def _counting(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> Shaped | None:
    """Count what a filter finds."""
    counts = [field.wire for field in method.returns.fields if field.type in _COUNTS]
    entity = called(name, method, entities)
    if entity is None or not entity.key or not counts or name.rest:
        return None
    if strangers(method, entity):
        return None
    answer = next((wire for wire in counts if "total" in wire.lower()), counts[0])
    wanted = asked(query_of(method), dict(conditions_of(method, entity)))
    return entity, {"shape": "count", "answer": answer, **wanted}


def _deletion(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> Shaped | None:
    """Delete what the path, or a parameter, tells by its key; where there is only one entity, that."""
    entity = called(name, method, entities)
    if entity is None or name.rest or method.verb == "GET" or strangers(method, entity):
        return None
    held = [
        str(one.wire)
        for one in method.returns.fields
        if object_in(one.type) is entity.type
    ]
    facts: Facts = {"shape": "delete"}
    if len(held) == 1:
        facts["answer"] = held[0]
    elif told := answered_id(method, name.noun):
        facts["answer_id"] = told
    is_named = name.noun in entity.nouns
    if not entity.key:
        return (entity, facts) if is_named and not needed(method, entity) else None
    wire, field = identity_of(method, entity)
    if not field or field != entity.key or not ends_with_key(method, wire, name.verb):
        return None
    is_there = method.verb == "DELETE" and "{" in method.path
    return (entity, {**facts, "id": wire}) if is_named or is_there else None


def _common_fields(method: Method, entity: Entity) -> list[str]:
    """Return the parameters that are fields of the entity, too, by name and type; those that tell which are none."""
    return [
        parameter.wire
        for parameter in method.parameters.fields
        if (field := entity.type.field_named(parameter.wire))
        and field.type == parameter.type
        and parameter.wire not in {*IDS, entity.key, "revision"}
    ]
