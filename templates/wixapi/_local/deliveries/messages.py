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
from wixapi._testing.envelopes import envelope, fqdn_and_slug, type_of
from wixapi._testing.events import own_json

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


def entity_key(kind: type[Event], entity_id: str) -> str:
    """Return what the events of one entity are counted by: its kind and its id."""
    return f"{fqdn_and_slug(kind, type_of(kind))[0]}/{entity_id}"


def message_of(own: Any, event_type: str, around: Surroundings) -> Message:
    """Return the message that brings an event's own JSON."""
    whole = envelope(
        event_type, own, around.instance_id, around.identity, around.account_info
    )
    members = cast("Mapping[str, Any]", own) if isinstance(own, dict) else {}
    is_domain_event = "entityEventSequence" in members
    return Message(
        event_type,
        members["id"] if is_domain_event else "",
        members["entityId"] if is_domain_event else "",
        int(members["entityEventSequence"]) if is_domain_event else 0,
        json.dumps(whole),
    )


def own_of_change(
    change: Change, facts: ResourceFacts, around: Surroundings, sequence: int
) -> Any:
    """Make the own JSON of the event that tells a change.

    Args:
        change: what happened.
        facts: those of its resource.
        around: the event's id and time.
        sequence: the event's place among those of its entity.
    """
    kind = event_class(change)
    given: dict[str, Any] = {}
    if change.kind == "action":
        given["data"] = dict(change.entity or {})
    # a deletion has an entity where Wix documents one; those have a model
    elif change.kind != "deleted" or kind.payload is not None:
        given["entity"] = dict(change.entity or {})
    if change.kind == "updated":
        bookkeeping = _bookkeeping(change, facts)
        before, after = change.before or {}, change.entity or {}
        given["modified_fields"] = modified_fields(before, after, bookkeeping)
    return own_json(
        kind,
        event_type=type_of(kind),
        event_id=around.event_id,
        event_time=around.at,
        entity_id=change.entity_id,
        sequence=sequence,
        fill=False,
        **given,
    )


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
