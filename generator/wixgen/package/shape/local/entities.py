"""Which types of a resource are entities: what its methods make, get, change and list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wixgen.diagnostics import Place
from wixgen.package.shape.local import words
from wixgen.package.shape.local.words import MethodName, Words
from wixgen.spec.api import (
    Field,
    Kind,
    ListOf,
    Method,
    Note,
    ObjectType,
    Resource,
    Type,
)

IDS = ("id", "_id")
_SCALARS = frozenset(
    {Kind.STRING, Kind.GUID, Kind.INTEGER, Kind.INT32, Kind.INT64, Kind.DECIMAL}
)
_PLACEHOLDER = re.compile(r"\{[^}]*\}")
SENDING = words.CREATING | words.UPDATING | words.UPSERTING
_SINGLE = words.GETTING | SENDING
_MANY = words.LISTING | words.QUERYING | words.SEARCHING | words.GETTING
_NOWHERE = Place("")

FREE = ObjectType(
    note=Note(at=_NOWHERE),
    name="Item",
    is_common=False,
    fields=[
        Field(at=_NOWHERE, wire="_id", type=Kind.STRING),
        Field(at=_NOWHERE, wire="_createdDate", type=Kind.DATETIME, read_only=True),
        Field(at=_NOWHERE, wire="_updatedDate", type=Kind.DATETIME, read_only=True),
    ],
)
"""Items of data collections: free JSON, but for what Wix sets. No class stands for them."""


@dataclass(kw_only=True)
class Entity:
    """A type whose objects a resource keeps.

    Attributes:
        type: The type.
        nouns: What methods call one of them, in words.
        sent: The parameters that hold one.
        bases: The paths below which its methods stand, with `{}` for what differs.
        key: The field by which one is told from the others; empty where there is only one.
        within: The parameters that say in which of several sets of them one is looked for.
    """

    type: ObjectType
    nouns: set[Words] = field(default_factory=set[Words])
    sent: set[str] = field(default_factory=set[str])
    bases: set[str] = field(default_factory=set[str])
    key: str = ""
    within: tuple[str, ...] = ()


def entities_of(resource: Resource) -> list[Entity]:
    """Return the entities of a resource, in the order in which its methods speak of them."""
    found: dict[int, Entity] = {}
    for method in resource.methods:
        name = words.method_name(method.name)
        for held in _spoken_of(method, name):
            type_ = object_in(held.type)
            assert type_ is not None
            entity = found.setdefault(id(type_), Entity(type=type_))
            entity.nouns |= {name.noun, words.noun(held.wire), words.noun(type_.name)}
            entity.bases |= {*_bases(method, name)}
    for entity in found.values():
        entity.nouns.discard(())
        entity.sent = {
            str(one.wire)
            for method in resource.methods
            for one in method.parameters.fields
            if one.type is entity.type
        }
        entity.key = _key(entity, resource.methods)
        entity.within = _within(entity, resource.methods)
    return [*found.values()]


def held_by(
    method: Method, name: MethodName, entities: Sequence[Entity]
) -> Iterator[tuple[Entity, Field]]:
    """Yield the entities that a method is about, with the fields of its answer that hold them.

    Its name speaks of them, or it stands where those that do have their place.
    """
    spoken = [*_spoken_of(method, name)]
    for held in method.returns.fields:
        for entity in entities:
            is_about = held in spoken or _stands_by(method, name, held, entity)
            if is_about and object_in(held.type) is entity.type:
                yield entity, held


def object_in(type_: Type) -> ObjectType | None:
    """Return the named type of an object or of a list's items, `FREE` for free JSON; None for others."""
    inner = type_.item if isinstance(type_, ListOf) else type_
    if inner is Kind.OBJECT:
        return FREE
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
    owner, _, leaf = wire.rpartition(".")
    own = own_id(entity)
    is_own = owner in entity.sent or any(
        words.ends_with(noun, words.noun(owner)) for noun in entity.nouns
    )
    if owner and not is_own:
        return ""
    if leaf in IDS:
        return own
    stem = words.noun(leaf.removesuffix("Id")) if leaf.endswith("Id") else ()
    if own and stem and any(words.ends_with(noun, stem) for noun in entity.nouns):
        return own
    held = entity.type.field_named(leaf)
    return leaf if held and is_scalar(held.type) else ""


def own_id(entity: Entity) -> str:
    """Return the field that every entity of Wix has its id in; empty if the type has none."""
    return next((name for name in IDS if entity.type.field_named(name)), "")


def sent_as(method: Method, entity: Entity) -> str | None:
    """Return the parameter of the entity's own type; None if there isn't exactly one."""
    found = [
        parameter.wire
        for parameter in method.parameters.fields
        if not isinstance(parameter.type, ListOf)
        and object_in(parameter.type) is entity.type
    ]
    return found[0] if len(found) == 1 else None


def answered_id(method: Method, noun: Words) -> str:
    """Return the field of an answer that tells the id of what a method's noun says; empty if none does."""
    for held in method.returns.fields:
        leaf = held.wire.removesuffix("Id")
        if is_scalar(held.type) and (
            held.wire in IDS or (leaf != held.wire and words.noun(leaf) == noun)
        ):
            return held.wire
    return ""


def _spoken_of(method: Method, name: MethodName) -> Iterator[Field]:
    """Yield the fields of answers that hold what a method speaks of: one object, or a list of them.

    It is called like the method's noun, or it is what a method that makes or changes something gets. Where
    such a method answers with the id of what it made, the parameter stands for it.
    """
    if name.is_bulk:
        return
    sent = _sent(method, name)
    for held in method.returns.fields:
        is_many = isinstance(held.type, ListOf)
        type_ = object_in(held.type)
        if type_ is None or (type_ is FREE and name.noun):
            continue
        is_told = name.verb in (_MANY if is_many else _SINGLE) and _is_called(
            held, name.noun
        )
        if is_told or (type_ in sent and not is_many):
            yield held
    if name.verb in words.CREATING and answered_id(method, name.noun):
        for given in method.parameters.fields:
            if object_in(given.type) and words.noun(given.wire) == name.noun:
                yield given


def _sent(method: Method, name: MethodName) -> list[ObjectType]:
    """Return the types of the objects that a method makes or changes: of what it is sent, if its verb says so.

    Any other verb will do for a PATCH whose path names the object: `renameLabel` at `/labels/{label.key}`.
    """
    owners = [wire.partition(".")[0] for wire in method.path_parameters if "." in wire]
    is_sending = name.verb in SENDING and not name.rest
    return [
        type_
        for one in method.parameters.fields
        if not isinstance(one.type, ListOf) and (type_ := object_in(one.type))
        if is_sending or (method.verb == "PATCH" and one.wire in owners)
    ]


def _stands_by(method: Method, name: MethodName, held: Field, entity: Entity) -> bool:
    """Return whether a method has the path of a get, list or query of the entity, whatever it is called.

    What is got without a word of which one is the only one: `getCurrentCart`.
    """
    is_many = isinstance(held.type, ListOf)
    if name.is_bulk or name.verb not in (_MANY if is_many else words.GETTING):
        return False
    is_only = not is_many and not method.path_parameters and not method.required
    if is_only and words.ends_with(name.noun, words.noun(held.wire)):
        return True
    return any(base in entity.bases for base in _bases(method, name))


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
    """Return the field by which an entity is told from others; empty if there is none, or only one of it.

    That is its id, but for what a method gets without it; what a path tells; or `memberId` of a member.
    """
    about = [
        (method, name, held)
        for method in methods
        for name in [words.method_name(method.name)]
        for _, held in held_by(method, name, [entity])
    ]
    if own := own_id(entity):
        is_told = any(
            isinstance(held.type, ListOf) or own in _told(method, entity)
            for method, _, held in about
        )
        is_got = any(name.verb in words.GETTING for _, name, _ in about)
        if is_got and not is_told and not _is_deleted_by_id(entity, methods):
            others = {told for method, _, _ in about for told in _told(method, entity)}
            return others.pop() if len(others) == 1 else ""
        return own
    for method, _, held in about:
        told = _told(method, entity)
        if told and not isinstance(held.type, ListOf):
            return told[-1]
    if not any(isinstance(held.type, ListOf) for _, _, held in about):
        return ""
    for noun in sorted(entity.nouns):
        for member in entity.type.fields:
            stem = member.wire.removesuffix("Id")
            if (
                stem != member.wire
                and words.ends_with(noun, words.noun(stem))
                and is_scalar(member.type)
            ):
                return member.wire
    return ""


def _is_deleted_by_id(entity: Entity, methods: Sequence[Method]) -> bool:
    """Return whether a method deletes entities one by one, which there are several of, then."""
    return any(
        _told(method, entity)
        for method in methods
        for name in [words.method_name(method.name)]
        if name.verb in words.DELETING and name.noun in entity.nouns
    )


def _told(method: Method, entity: Entity) -> list[str]:
    """Return the fields of an entity that a method's path, or what it demands beside, tells."""
    demanded = [
        one.path
        for one in method.required
        if "." not in one.path or one.path.endswith(".id")
    ]
    told = (told_by(wire, entity) for wire in method.path_parameters or demanded)
    return [field for field in told if field]


def _within(entity: Entity, methods: Sequence[Method]) -> tuple[str, ...]:
    """Return the ids of something else that every method about the entity asks for."""
    wires: list[set[str]] = []
    for method in methods:
        name = words.method_name(method.name)
        is_deletion = name.verb in words.DELETING and name.noun in entity.nouns
        if is_deletion or any(held_by(method, name, [entity])):
            wires.append(
                {
                    str(one.wire)
                    for one in method.parameters.fields
                    if one.wire.endswith("Id")
                    and is_scalar(one.type)
                    and not told_by(one.wire, entity)
                }
            )
    return tuple(sorted(set[str].intersection(*wires))) if len(wires) > 1 else ()
