"""A resource's entry in `facts.json`: its collections, its methods and their examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wixgen.package.model import Module
from wixgen.package.shape.local.asking import Facts
from wixgen.package.shape.local.entities import FREE, Entity
from wixgen.package.shape.local.events import events_of
from wixgen.package.shape.local.plan import Plan, plan
from wixgen.package.shape.types import TypeNames
from wixgen.spec.api import Kind, Method, ObjectType, Resource, Type
from wixgen.spec.values import Data

_CREATED = ("createdDate", "_createdDate", "dateCreated", "createdAt", "creationDate")
_UPDATED = ("updatedDate", "_updatedDate", "dateUpdated", "updatedAt", "lastUpdated", "lastUpdatedDate")  # fmt: skip
_REVISION = "revision"
_LEVELS = 5  # of objects in objects whose defaults are looked for


@dataclass(frozen=True)
class _Names:
    """The names in Python of what a resource has, by wire names, and those of the classes of its types."""

    resource: str
    methods: Mapping[str, str]
    events: Mapping[str, str]
    types: TypeNames

    def collection(self, entity: Entity) -> str:
        """Return the key of a collection: `calendar.participations.Participation`."""
        return f"{self.resource}.{self.model(entity) or entity.type.name}"

    def model(self, entity: Entity) -> str:
        """Return the class of a collection's entities; empty for free JSON."""
        return "" if entity.type is FREE else self.types.name(entity.type)


def local_facts(resource: Resource, module: Module, types: TypeNames) -> str:
    """Return the resource's entry as JSON text, a method a line; behind the last line there is no comma.

    Args:
        resource: The resource.
        module: Its module, which has its methods and webhooks in the same order.
        types: The names of the classes of its types.
    """
    methods = zip(resource.methods, module.methods, strict=True)
    hooks = zip(resource.webhooks, module.events, strict=True)
    names = _Names(
        f"{module.package}.{module.name}",
        {method.name: made.name for method, made in methods},
        {hook.name: event.name for hook, event in hooks},
        types,
    )
    return _entry(resource, names)


def _entry(resource: Resource, names: _Names) -> str:
    """Return the resource's entry as JSON text."""
    known = plan(resource)
    facts = {
        names.methods[method.name]: _method(method, known, names)
        for method in resource.methods
    }
    collections = {
        names.collection(entity): _collection(entity, resource, names)
        for entity in known.entities
    }
    parts = [f' "fqdn": {json.dumps(resource.entity)}'] if resource.entity else []
    if collections:
        parts.append(f' "collections": {{\n{_lines(collections)}}}')
    parts.append(f' "methods": {{\n{_lines(facts)}}}')
    if examples := _examples(resource, names):
        parts.append(f' "examples": {{\n{_lines(examples)}}}')
    inside = ",\n".join(parts)
    return f"{json.dumps(names.resource)}: {{\n{inside}}}"


def _lines(members: Mapping[str, object]) -> str:
    """Return the members of a JSON object, one a line."""
    return ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in members.items()
    )


def _method(method: Method, known: Plan, names: _Names) -> Facts:
    """Return what `facts.json` says of a method; what there isn't is left out."""
    facts: Facts = {"verb": method.verb, "path": str(method.path)}
    if method.fallback:
        facts["fallback"] = str(method.fallback)
    if method.name in known.shapes:
        entity, shape = known.shapes[method.name]
        facts |= {**shape, "collection": names.collection(entity)}
    if method.name in known.events:
        facts["event"] = names.events[known.events[method.name]]
    return facts


def _collection(entity: Entity, resource: Resource, names: _Names) -> Facts:
    """Return what `facts.json` says of a collection."""
    type_ = entity.type
    facts: Facts = {"model": names.model(entity), "key": entity.key}
    if entity.within:
        facts["within"] = list(entity.within)
    if type_.field_named(_REVISION):
        facts["revision"] = _REVISION
    for role, wires in (("created", _CREATED), ("updated", _UPDATED)):
        if found := _moment(type_, wires):
            facts[role] = found
    if read_only := [str(field.wire) for field in type_.fields if field.read_only]:
        facts["read_only"] = read_only
    if immutable := [str(field.wire) for field in type_.fields if field.immutable]:
        facts["immutable"] = immutable
    if defaults := dict(_defaults(type_)):
        facts["defaults"] = defaults
    events = events_of(entity, resource)
    if events:
        facts["events"] = {kind: names.events[name] for kind, name in events.items()}
    return facts


def _moment(type_: ObjectType, wires: Sequence[str]) -> str:
    """Return the first of these fields that the type has and that is a moment."""
    fields = (type_.field_named(name) for name in wires)
    return next(
        (str(one.wire) for one in fields if one and one.type is Kind.DATETIME), ""
    )


def _defaults(
    type_: ObjectType, path: str = "", above: tuple[ObjectType, ...] = ()
) -> Iterator[tuple[str, object]]:
    """Yield the documented defaults of an object and of the objects in it, by wire path."""
    if type_ in above or len(above) == _LEVELS:
        return
    for field in type_.fields:
        if field.default is not None:
            yield f"{path}{field.wire}", _plain(field.default, field.type)
        elif isinstance(field.type, ObjectType):
            yield from _defaults(field.type, f"{path}{field.wire}.", (*above, type_))


def _plain(value: Data, type_: Type) -> object:
    """Return a default as it is on the wire: an int64 is a text."""
    return str(value.value) if type_ is Kind.INT64 else value.value


def _examples(resource: Resource, names: _Names) -> dict[str, object]:
    """Return the examples that have an answer, by method."""
    found: dict[str, object] = {}
    for method in resource.methods:
        shown: list[Facts] = [
            {
                "request": example.request.value if example.request else {},
                "response": example.response.value,
            }
            for example in method.examples
            if example.response is not None
        ]
        if shown:
            found[names.methods[method.name]] = shown
    return found
