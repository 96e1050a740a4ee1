"""Which types of a resource are entities: what its methods make, get, change and list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wixgen.package.shape.local import words
from wixgen.package.shape.local.words import MethodName, Words
from wixgen.spec.api import Field, Kind, ListOf, Method, ObjectType, Resource, Type

IDS = ("id", "_id")
_SCALARS = frozenset(
    {Kind.STRING, Kind.GUID, Kind.INTEGER, Kind.INT32, Kind.INT64, Kind.DECIMAL}
)
_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_SINGLE = words.GETTING | words.CREATING | words.UPDATING | words.UPSERTING
_MANY = words.LISTING | words.QUERYING | words.SEARCHING | words.GETTING


@dataclass(kw_only=True)
class Entity:
    """A type whose objects a resource keeps.

    Attributes:
        type: The type.
        nouns: What methods call one of them, in words.
        wires: The fields of answers that hold one, or several.
        key: The field by which one is told from the others; empty where there is only one.
        bases: The paths below which its methods stand, with `{}` for what differs.
    """

    type: ObjectType
    nouns: set[Words] = field(default_factory=set[Words])
    wires: set[str] = field(default_factory=set[str])
    key: str = ""
    bases: set[str] = field(default_factory=set[str])


def entities_of(resource: Resource) -> list[Entity]:
    """Return the entities of a resource, in the order in which its methods speak of them."""
    found: dict[int, Entity] = {}
    for method in resource.methods:
        name = words.method_name(method.name)
        for held in spoken_of(method, name):
            type_ = object_in(held.type)
            assert type_ is not None
            entity = found.setdefault(id(type_), Entity(type=type_))
            entity.nouns |= {name.noun, words.noun(held.wire), words.noun(type_.name)}
            entity.wires.add(held.wire)
            entity.bases |= {*_bases(method, name)}
    for entity in found.values():
        entity.nouns.discard(())
        entity.key = _key(entity, resource.methods)
    return [*found.values()]


def spoken_of(method: Method, name: MethodName) -> Iterator[Field]:
    """Yield the fields of a method's answer that hold what its name speaks of: one object, or a list of them."""
    if name.is_bulk:
        return
    for held in method.returns.fields:
        is_many = isinstance(held.type, ListOf)
        verbs = _MANY if is_many else _SINGLE
        if name.verb in verbs and object_in(held.type) and _is_called(held, name.noun):
            yield held


def object_in(type_: Type) -> ObjectType | None:
    """Return the named type of an object or of a list's items; None for others."""
    inner = type_.item if isinstance(type_, ListOf) else type_
    return inner if isinstance(inner, ObjectType) and inner.name else None


def is_scalar(type_: Type) -> bool:
    """Return whether values of a type can tell one entity from another."""
    return isinstance(type_, Kind) and type_ in _SCALARS


def shape_of(path: str) -> str:
    """Return a path with `{}` for each placeholder, and without the `_api` that some begin with."""
    return _PLACEHOLDER.sub("{}", path).removeprefix("/_api")


def told_by(wire: str, entity: Entity) -> str:
    """Return the entity's field of which a parameter tells the value; empty if it is about something else.

    Args:
        wire: the parameter's path, as `participationId` or `participation.id`.
        entity: the entity.
    """
    leaf = wire.rpartition(".")[2]
    own = next((name for name in IDS if entity.type.field_named(name)), "")
    if leaf in IDS:
        return own
    stem = words.noun(leaf.removesuffix("Id")) if leaf.endswith("Id") else ()
    if own and stem and any(words.ends_with(noun, stem) for noun in entity.nouns):
        return own
    held = entity.type.field_named(leaf)
    return leaf if held and is_scalar(held.type) else ""


def _is_called(held: Field, noun: Words) -> bool:
    """Return whether a method that speaks of `noun` can mean what a field of its answer holds."""
    type_ = object_in(held.type)
    called = [words.noun(held.wire), words.noun(type_.name if type_ else "")]
    return any(words.ends_with(one, noun) for one in called)


def _bases(method: Method, name: MethodName) -> Iterator[str]:
    """Yield the path of all entities, as far as a method's path tells it."""
    path = shape_of(method.path)
    head, _, last = path.rpartition("/")
    if name.rest:
        return
    if last == "{}" or last.lower() == name.verb:
        yield head
    elif name.verb in words.CREATING | words.LISTING:
        yield path


def _key(entity: Entity, methods: Sequence[Method]) -> str:
    """Return the field by which an entity is told from others: its id, or what a path tells of it."""
    for name in IDS:
        if entity.type.field_named(name):
            return name
    for method in methods:
        if shape_of(method.path).rpartition("/")[0] in entity.bases:
            for parameter in method.path_parameters[-1:]:
                if found := told_by(parameter, entity):
                    return found
    return ""
