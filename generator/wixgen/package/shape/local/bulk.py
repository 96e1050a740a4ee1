"""The shapes of bulk methods: many entities in one call, with a result for each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wixgen.package.shape.local import words
from wixgen.package.shape.local.actions import READING, reached
from wixgen.package.shape.local.asking import Facts
from wixgen.package.shape.local.entities import (
    Entity,
    is_scalar,
    object_in,
    sent_as,
    told_by,
)
from wixgen.package.shape.local.shapes import (
    Shaped,
    called,
    mask_of,
    strangers,
)
from wixgen.package.shape.local.words import MethodName
from wixgen.spec.api import Field, Kind, ListOf, Method, ObjectType, Type

_WAYS = {
    "bulk_create": words.CREATING,
    "bulk_update": words.UPDATING,
    "bulk_upsert": words.UPSERTING,
    "bulk_delete": words.DELETING,
}
_SUCCESS = "success"
_INDEX = "originalIndex"
_JOB = re.compile(r"\w*[jJ]obId")
_FREE = (Kind.OBJECT, Kind.JSON)


def bulk_shape(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> Shaped | None:
    """Return the shape of a bulk method and the entity that it is about; None if it has none."""
    entity = called(name, method, entities) or _keyed(method, entities)
    if entity is None or not entity.key or strangers(method, entity):
        return None
    if facts := _filtered(method, name, entity):
        return entity, facts
    facts = _of_items(method, name, entity) or _action(method, name, entity)
    answer = _answer(method, entity)
    if facts is None or answer is None:
        return None
    return entity, {**facts, **answer}


def _keyed(method: Method, entities: Sequence[Entity]) -> Entity | None:
    """Return the only entity whose keys a method asks for."""
    found = [one for one in entities if _keys(method, one)]
    return found[0] if len(found) == 1 else None


def _of_items(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Return the shape of a method that makes, changes or deletes what it lists."""
    shape = next((shape for shape, verbs in _WAYS.items() if name.verb in verbs), "")
    if not shape or name.rest or name.noun not in {(), *entity.nouns}:
        return None
    given = _keys(method, entity) if shape == "bulk_delete" else _items(method, entity)
    return given and {"shape": shape, **given}


def _action(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Return the shape of a method that does something, which only Wix knows, to the entities of some keys."""
    keys = _keys(method, entity)
    if keys is None or name.rest or name.verb in READING or method.verb == "GET":
        return None
    sets = reached(name, entity)
    return {"shape": "bulk_action", **keys, **({"sets": sets} if sets else {})}


def _filtered(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Return the shape of a method that deletes or changes what a filter finds in a job, of which it answers the id."""
    filters = [
        one
        for one in method.parameters.fields
        if one.wire == "filter" and one.type in _FREE
    ]
    returned = [str(field.wire) for field in method.returns.fields]
    is_job = not returned or (len(returned) == 1 and _JOB.fullmatch(returned[0]))
    if not filters or not is_job or (name.rest and name.rest != ("by", "filter")):
        return None
    facts: Facts = {"filter": "filter"}
    is_whole = name.noun in entity.nouns
    if name.verb in words.DELETING and is_whole:
        return {"shape": "filtered_delete", **facts}
    sent = sent_as(method, entity)
    if name.verb in words.UPDATING and is_whole and sent is not None:
        mask = mask_of(method.parameters)
        return {
            "shape": "filtered_update",
            **facts,
            "entity": sent,
            **({"mask": mask} if mask else {}),
        }
    if name.verb in READING or (name.verb in words.CREATING and is_whole):
        return None
    sets = reached(name, entity)
    return {"shape": "filtered_action", **facts, **({"sets": sets} if sets else {})}


def _items(method: Method, entity: Entity) -> Facts | None:
    """Return where the entities stand: each is an item of a list, or the only one of its type in an item."""
    for wire, item in _lists(method):
        inside = object_in(item)
        if inside is entity.type:
            return {"items": wire}
        fields = inside.fields if inside else []
        found = [str(one.wire) for one in fields if one.type is entity.type]
        if inside and len(found) == 1:
            mask = mask_of(inside)
            facts: Facts = {"items": wire, "item": found[0]}
            return {**facts, "mask": mask} if mask else facts
    return None


def _keys(method: Method, entity: Entity) -> Facts | None:
    """Return where the keys stand: in a list of them, or in each item of a list."""
    lists = _lists(method)
    for wire, item in lists:
        told = told_by(wire.removesuffix("s"), entity)
        if is_scalar(item) and (told == entity.key or wire in {"ids", "keys"}):
            return {"id": wire}
    for wire, item in lists:
        for one in item.fields if isinstance(item, ObjectType) else ():
            if is_scalar(one.type) and told_by(one.wire, entity) == entity.key:
                return {"id": wire, "item": str(one.wire)}
    return None


def _answer(method: Method, entity: Entity) -> Facts | None:
    """Return where the results stand; None if the answer doesn't tell what became of the items.

    The results may be the entities themselves, or no more than whether each is a success; of data items, they are
    the ids of those that succeeded, in one list or in several. An answer without anything says that all succeeded.
    """
    if not method.returns.fields:
        return {}
    for held in method.returns.fields:
        inside = _item(held)
        if inside is entity.type or _tells_success(inside):
            return {"answer": str(held.wire)}
    has_ids = any(
        held.wire.endswith("ItemIds") and _item(held) is Kind.STRING
        for held in method.returns.fields
    )
    return {} if has_ids else None


def _tells_success(result: Type | None) -> bool:
    """Return whether a result, or an object in it, says whether it is a success."""
    if not isinstance(result, ObjectType):
        return False
    is_metadata = result.field_named(_SUCCESS) and result.field_named(_INDEX)
    return bool(is_metadata) or any(map(_is_metadata, result.fields))


def _is_metadata(field: Field) -> bool:
    """Return whether a field of a result says whether it is a success."""
    return (
        isinstance(field.type, ObjectType)
        and field.type.field_named(_SUCCESS) is not None
    )


def _lists(method: Method) -> list[tuple[str, Type]]:
    """Return the parameters that are lists, each with the type of its items."""
    return [
        (str(given.wire), given.type.item)
        for given in method.parameters.fields
        if isinstance(given.type, ListOf)
    ]


def _item(held: Field) -> Type | None:
    """Return the type of a list's items; None for what is no list."""
    return held.type.item if isinstance(held.type, ListOf) else None
