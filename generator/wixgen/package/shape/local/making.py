"""Methods that make an entity of something else than its fields: clones, what is made if it isn't there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wixgen.package.shape.local import words
from wixgen.package.shape.local.asking import Facts
from wixgen.package.shape.local.entities import (
    Entity,
    is_scalar,
    object_in,
    told_by,
)
from wixgen.package.shape.local.shapes import Shaped, is_scalar_at
from wixgen.package.shape.local.words import MethodName
from wixgen.spec.api import ListOf, Method

_MAKING = words.CREATING | {"import", "provision", "register", "send", "submit"}
CLONING = frozenset({"clone", "copy", "duplicate"})
_OR_CREATE = ("or", "create")


def making_shape(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> Shaped | None:
    """Return the shape of a method whose answer holds an entity that wasn't there before; None if it has none."""
    if name.is_bulk or method.verb == "GET":
        return None
    for entity in entities:
        held = [
            str(one.wire)
            for one in method.returns.fields
            if not isinstance(one.type, ListOf) and object_in(one.type) is entity.type
        ]
        if entity.key and len(held) == 1:
            facts = _making(method, name, entity)
            return (entity, {**facts, "answer": held[0]}) if facts else None
    return None


def _making(method: Method, name: MethodName, entity: Entity) -> Facts | None:
    """Return the shape that a method's name tells."""
    if name.verb in CLONING:
        source = _source(method, entity)
        return {"shape": "clone", "id": source} if source else None
    if name.verb in words.GETTING and name.noun[:2] == _OR_CREATE:
        conditions = dict(_conditions(method, entity))
        more: Facts = {"conditions": conditions} if conditions else {}
        return {"shape": "find_or_create", **more}
    told = [wire for wire in method.path_parameters if told_by(wire, entity)]
    is_new = _is_new(name, entity) and entity.key not in told
    return {"shape": "make"} if is_new else None


def _is_new(name: MethodName, entity: Entity) -> bool:
    """Return whether a name says that an entity is made: `importFile`, `createProductWithInventory`."""
    end = name.noun.index("with") if "with" in name.noun else len(name.noun)
    is_meant = any(words.ends_with(name.noun[:end], one) for one in entity.nouns)
    return name.verb in _MAKING and is_meant and not name.rest


def _source(method: Method, entity: Entity) -> str:
    """Return the parameter that tells what is cloned: the key of an entity, else the only id that is asked for."""
    ids = [
        str(one.wire)
        for one in method.parameters.fields
        if is_scalar(one.type) and one.wire.lower().endswith("id")
    ]
    keys = [wire for wire in ids if told_by(wire, entity) == entity.key]
    asked = [wire for wire in ids if wire in method.path_parameters]
    found = keys or asked or ids
    return found[0] if len(found) == 1 else ""


def _conditions(method: Method, entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the parameters by which an entity is looked for, and its fields of their values: `brandName` is `name`."""
    paths = [str(one.wire) for one in method.parameters.fields if is_scalar(one.type)]
    paths += [
        str(one.path)
        for one in method.required
        if "." in one.path and is_scalar_at(method, one.path)
    ]
    for path in paths:
        leaf = path.rpartition(".")[2]
        short = [
            leaf[len(noun) :]
            for noun in map("".join, entity.nouns)
            if leaf.lower().startswith(noun)
        ]
        names = [leaf, *(one[:1].lower() + one[1:] for one in short)]
        held = (entity.type.field_named(wire) for wire in names)
        if field := next((one for one in held if one and is_scalar(one.type)), None):
            yield path, str(field.wire)
