"""Events that tell of what a method does, beside those of what it makes, changes and deletes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

from wixapi._local.calls import Call, Done
from wixapi._local.changes import Change
from wixapi._local.facts import PACKAGE
from wixapi._local.made.filled import merged
from wixapi._local.wire import Object, kinds_of, model_in
from wixapi._model import Model


def with_action_event(call: Call, done: Done) -> Done:
    """Return what the state did, with the event that tells of the call, if it did anything and there is one."""
    first = next(iter(done.changes), None)
    if first is None or first.entity is None:
        return done
    event = action_event(call, first.entity_id, first.entity)
    return replace(done, changes=[*done.changes, *event])


def action_event(call: Call, id_: str, entity: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what the event of a method tells, if there is one.

    Args:
        call: the call.
        id_: of the entity that it is about.
        entity: the entity as it is now.
    """
    if event := call.method.event:
        tells = _told(call, event, entity)
        yield Change("action", call.resource.key, event, id_, tells)


def _told(call: Call, event: str, entity: Mapping[str, Any]) -> Object:
    """Return the content of an event, as far as the entity and the call tell it: in fields of the same name."""
    kind = getattr(import_module(f"{PACKAGE}.{call.resource.key}.events"), event)
    payload: type[Model] | None = kind.payload
    if payload is None:
        return {}
    facts = call.collection
    model = call.resource.model(facts.model) if facts else None
    if payload is model:
        return dict(entity)
    fields = kinds_of(payload).items()
    held = {wire: entity for wire, one in fields if model and model_in(one) is model}
    given = {wire: x for wire, x in call.arguments.items() if wire not in held}
    return merged(held, given, call, payload)
