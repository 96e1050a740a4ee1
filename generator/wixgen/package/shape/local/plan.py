"""The shapes of all methods of a resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wixgen.package.shape.local import words
from wixgen.package.shape.local.actions import action_shape
from wixgen.package.shape.local.bulk import bulk_shape
from wixgen.package.shape.local.entities import Entity, entities_of
from wixgen.package.shape.local.events import action_events
from wixgen.package.shape.local.making import making_shape
from wixgen.package.shape.local.shapes import Shaped, single_shape
from wixgen.spec.api import Method, Resource

_WRITING = frozenset({"create", "update", "replace", "upsert"})


@dataclass(frozen=True)
class Plan:
    """What the state can do for a resource.

    Attributes:
        entities: What it keeps.
        shapes: The shape of each method that has one, by the method's name.
        events: The names of the webhooks that tell of what a method does, by the method's name.
    """

    entities: tuple[Entity, ...]
    shapes: Mapping[str, Shaped]
    events: Mapping[str, str]


def plan(resource: Resource) -> Plan:
    """Tell the shapes of a resource's methods.

    What there is only one of, and what no method changes, isn't kept: it would never be there.
    """
    entities = [
        one for one in entities_of(resource) if one.key or _is_changed(one, resource)
    ]
    events = action_events(resource)
    shapes = {
        method.name: shape
        for method in resource.methods
        if (shape := _shape(method, entities, method.name in events))
    }
    used = {id(entity) for entity, _ in shapes.values()}
    return Plan(tuple(one for one in entities if id(one) in used), shapes, events)


def _is_changed(entity: Entity, resource: Resource) -> bool:
    """Return whether a method makes or changes what there is only one of."""
    found = (
        single_shape(method, words.method_name(method.name), [entity])
        for method in resource.methods
    )
    return any(one is not None and one[1]["shape"] in _WRITING for one in found)


def _shape(method: Method, entities: list[Entity], has_event: bool) -> Shaped | None:
    """Return the shape of one method and its entity; None if it has none. The surer rules go first."""
    name = words.method_name(method.name)
    if name.is_bulk:
        return bulk_shape(method, name, entities)
    found = single_shape(method, name, entities)
    return (
        found
        or making_shape(method, name, entities)
        or action_shape(method, name, entities, has_event)
    )
