"""Events as JSON, for queues of one's own: the claims that Wix signs, with an object for `data`."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING, Any, TypeVar

from wixapi._webhooks.event_parts import to_wire
from wixapi._webhooks.payload import read_claims, unpack
from wixapi._webhooks.reading import read_event, read_metadata
from wixapi.errors import ConfigurationError, WebhookError

if TYPE_CHECKING:
    from wixapi._webhooks.events import Event
    from wixapi.common import EventMetadata

EventT = TypeVar("EventT", bound="Event")

#: The members of the middle level, which are no part of a domain event.
_OUTER = ("eventType", "instanceId", "identity", "accountInfo")


def domain_metadata(metadata: EventMetadata) -> dict[str, Any]:
    """Return the metadata that stands in a domain event itself, with wire names."""
    members = to_wire(metadata)
    return {name: members[name] for name in members if name not in _OUTER}


def to_json(event: Event) -> str:
    """Writes an event; see `Event.to_json`."""
    members = to_wire(event.metadata)
    outer = {name: members[name] for name in _OUTER if name in members}
    if event.event_type is not None:
        outer.setdefault("eventType", event.event_type)
    # Text, as Wix writes it: else text that is no JSON couldn't be told from JSON.
    outer["data"] = json.dumps(event.to_data())
    return json.dumps({"data": outer})


def from_json(event: type[EventT], text: str | bytes) -> EventT:
    """Reads an event of one class; see `Event.from_json`."""
    if inspect.isabstract(event):
        raise ConfigurationError(
            f"{event.__name__}.from_json can't tell which event it is: "
            "Webhooks.event_from_json(text) can"
        )
    contents = unpack(read_claims(text))
    if event.event_type not in (None, contents.event_type):
        raise WebhookError(
            f"This is a {contents.event_type or 'nameless'} event, no {event.__name__}: "
            "Webhooks.event_from_json(text) reads any"
        )
    made = read_event(event, contents, read_metadata(contents))
    if not isinstance(made, event):
        raise WebhookError(f"This is no {event.__name__}")
    return made
