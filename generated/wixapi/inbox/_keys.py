"""Keys of deliveries: short, printable, and the same each time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from wixapi._webhooks.events import (
    CreatedEvent,
    DeletedEvent,
    UnknownEvent,
    UpdatedEvent,
)
from wixapi.inbox._model import NewEvent

if TYPE_CHECKING:
    from wixapi._webhooks.events import Delivery, Event

MAX_LENGTH = 300
MAX_SEQUENCE = 2**63 - 1
STATES = {"createdEvent", "updatedEvent", "deletedEvent"}

_SHORT = re.compile(r"[!-~]+(?: [!-~]+)*")


def new_event(delivery: Delivery, key: str | None) -> NewEvent:
    """Return what is stored of a delivery.

    Args:
        delivery: A verified one.
        key: What the user tells the event by; None: its id, or else all that was signed.
    """
    key = key or delivery.event_id
    sequence = delivery.sequence
    if sequence is not None and not 0 <= sequence <= MAX_SEQUENCE:
        sequence = None
    entity = _entity(delivery)
    return NewEvent(
        key=short(key) if key else _hash(delivery.payload),
        event_type=_printable(delivery.event_type),
        payload=delivery.payload,
        entity=entity,
        sequence=sequence,
        is_state=entity is not None and _is_state(delivery.event),
    )


def short(text: str) -> str:
    """Return the text if it is short printable ASCII, else its hash: databases don't take every text."""
    if len(text) <= MAX_LENGTH and _SHORT.fullmatch(text):
        return text
    return _hash(text)


def _entity(delivery: Delivery) -> str | None:
    if not delivery.entity_id:
        return None
    parts = [delivery.entity_fqdn, delivery.entity_id, delivery.instance_id]
    return short(json.dumps(parts))


def _is_state(event: Event) -> bool:
    if isinstance(event, UnknownEvent):
        data: object = event.data
        if not isinstance(data, Mapping):
            return False
        return not STATES.isdisjoint(cast("Mapping[str, Any]", data))
    return isinstance(event, (CreatedEvent, UpdatedEvent, DeletedEvent))


def _hash(text: str) -> str:
    # Text from JSON may have lone surrogates.
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    return f"sha256:{digest.hexdigest()}"


def _printable(text: str) -> str:
    return re.sub(r"[^!-~]", "?", text)[:MAX_LENGTH]
