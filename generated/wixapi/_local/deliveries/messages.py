"""From what happened to an entity to the event that tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from wixapi._local.changes import Change
from wixapi._local.deliveries.differences import modified_fields
from wixapi._local.facts import PACKAGE, ResourceFacts
from wixapi._testing.envelopes import envelope, type_of
from wixapi._testing.events import Told, own_json
from wixapi._webhooks.event_parts import is_object

if TYPE_CHECKING:
    from datetime import datetime

    from wixapi._webhooks.events import Event


@dataclass(frozen=True, slots=True)
class Message:
    """An event, ready to be signed. Empty or 0: it has no such thing."""

    event_type: str
    event_id: str
    entity_id: str
    sequence: int
    text: str
    """The middle level of the webhook, JSON."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an event says beside what happened."""

    event_id: str
    at: datetime
    instance_id: str
    identity: Mapping[str, Any]
    account_info: Mapping[str, Any]


def event_class(change: Change) -> type[Event]:
    """Return the class of the event that tells a change."""
    module = import_module(f"{PACKAGE}.{change.resource}.events")
    return cast("type[Event]", getattr(module, change.event))


def resource_key(kind: type[Event]) -> str:
    """Return the resource that an event's class is of: `calendar.participations`."""
    return kind.__module__.removeprefix(f"{PACKAGE}.").removesuffix(".events")


def placed(own: dict[str, Any], event_type: str, fqdn: str) -> str:
    """Let an event say what kind of entity it is about, and return what the events of one entity are counted by.

    Args:
        own: the event's own JSON, which is changed.
        event_type: what Wix calls it.
        fqdn: what Wix calls the resource's entities; empty: nobody knows.
    """
    if fqdn and event_type.startswith(f"{fqdn}_"):
        own |= {"entityFqdn": fqdn, "slug": event_type.removeprefix(f"{fqdn}_")}
    return f"{own['entityFqdn']}/{own['entityId']}"


def message_of(own: Any, event_type: str, around: Surroundings) -> Message:
    """Return the message that brings an event's own JSON."""
    whole = envelope(
        event_type, own, around.instance_id, around.identity, around.account_info
    )
    members: Mapping[str, Any] = own if is_object(own) else {}
    is_domain_event = "entityEventSequence" in members
    return Message(
        event_type,
        members["id"] if is_domain_event else "",
        members["entityId"] if is_domain_event else "",
        int(members["entityEventSequence"]) if is_domain_event else 0,
        json.dumps(whole),
    )


def own_of_change(
    change: Change, facts: ResourceFacts, around: Surroundings
) -> dict[str, Any]:
    """Make the own JSON of the event that tells a change; its place among those of its entity isn't known yet.

    Args:
        change: what happened.
        facts: those of its resource.
        around: the event's id and time.
    """
    kind = event_class(change)
    given: Told = {}
    if change.kind == "action":
        given["data"] = dict(change.entity or {})
    # a deletion has an entity where Wix documents one; those have a model
    elif change.kind != "deleted" or kind.payload is not None:
        given["entity"] = dict(change.entity or {})
    if change.kind == "updated":
        bookkeeping = _bookkeeping(change, facts)
        before, after = change.before or {}, change.entity or {}
        given["modified_fields"] = modified_fields(before, after, bookkeeping)
    own: dict[str, Any] = own_json(
        kind,
        type_of(kind),
        {
            "event_id": around.event_id,
            "event_time": around.at,
            "entity_id": change.entity_id,
            "sequence": 0,
            **given,
        },
        fill=False,
    )
    return own


def _bookkeeping(change: Change, facts: ResourceFacts) -> set[str]:
    """Return the fields that each write changes: number of the revision, and date."""
    collection = next(
        (
            one
            for one in facts.collections.values()
            if change.event in one.events.values()
        ),
        None,
    )
    return {collection.revision, collection.updated} if collection else set()
