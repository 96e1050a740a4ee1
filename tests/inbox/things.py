"""Deliveries and handlers that the tests of the inbox share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from support.thing_events import ThingCreated, ThingDeleted, ThingUpdated
from support.webhooks import public_pem, sign_event
from wixapi._webhooks.webhooks import BaseWebhooks
from wixapi.inbox import SQLiteStore, WebhookInbox
from wixapi.inbox.conformance import Clock


@cache
def body(
    event_id: str | None,
    sequence: int | None = None,
    *,
    kind: str = "updated",
    name: str | None = None,
    entity: str = "thing-1",
    instance: str = "instance-1",
) -> str:
    """A signed delivery of a thing's event; the thing's name is the event's id unless given."""
    thing = {"id": entity, "name": name or event_id}
    payload = {
        "created": {"createdEvent": {"entity": thing}},
        "updated": {"updatedEvent": {"currentEntity": thing}},
        "deleted": {"deletedEvent": {}},
        "bent": {"actionEvent": {"body": {"angle": 90}}},
    }[kind]
    data: dict[str, Any] = {
        "entityFqdn": "test.things.v1.thing",
        "slug": kind,
        "entityId": entity,
        "eventTime": "2026-04-26T13:57:50.699Z",
        **payload,
    }
    if event_id is not None:
        data["id"] = event_id
    if sequence is not None:
        data["entityEventSequence"] = str(sequence)
    return sign_event(data, f"test.things.v1.thing_{kind}", instanceId=instance)


def legacy(content: dict[str, Any], **claims: Any) -> str:
    """A signed delivery without a domain event, as legacy webhooks are."""
    return sign_event(content, "LegacyChanged", claims=claims or None)


def new_hooks() -> BaseWebhooks:
    """Hooks without handlers."""
    return BaseWebhooks(public_pem())


def new_inbox(
    hooks: BaseWebhooks, path: Path | str = ":memory:", **settings: Any
) -> tuple[WebhookInbox, Clock]:
    """An inbox in a file or in memory whose time passes when told."""
    clock = Clock()
    return WebhookInbox(hooks, SQLiteStore(path, clock=clock), **settings), clock


class Mirror:
    """What most apps do: keeps the newest state of every thing, and counts each event's effect."""

    def __init__(self, hooks: BaseWebhooks) -> None:
        self.states: dict[str | None, str | None] = {}
        self.effects: list[str | None] = []
        hooks.on(ThingCreated)(self.keep)
        hooks.on(ThingUpdated)(self.keep)
        hooks.on(ThingDeleted)(self.remove)

    def keep(self, event: ThingCreated | ThingUpdated) -> None:
        """Takes the state over."""
        self.effects.append(event.metadata.id)
        if event.entity:
            self.states[event.entity.id] = event.entity.name

    def remove(self, event: ThingDeleted) -> None:
        """Forgets the thing."""
        self.effects.append(event.metadata.id)
        self.states[event.metadata.entity_id] = None


def failing(times: int, then: Callable[[Any], object]) -> Callable[[Any], None]:
    """A handler that fails so many times before it does what it should."""
    left = [times]

    def handler(event: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise ValueError("no luck")
        then(event)

    return handler
