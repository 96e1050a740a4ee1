"""What is around an event's content: its type, the middle level of a webhook, and the signature."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from wixapi._hooks import EVENTS_BY_SEGMENT
from wixapi._webhooks.events import (
    ActionEvent,
    CreatedEvent,
    DeletedEvent,
    Event,
    FlatEvent,
    UpdatedEvent,
)
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._testing.keys import WebhookKeys

#: How long a token is valid, in seconds; how long Wix's are is unverified.
_VALID = 3600

_KINDS: Mapping[type[Any], str] = {
    CreatedEvent: "created",
    UpdatedEvent: "updated",
    DeletedEvent: "deleted",
    ActionEvent: "action",
    FlatEvent: "flat",
}


def envelope(
    event_type: str,
    own: Any,
    instance_id: str | None,
    identity: Mapping[str, Any],
    account_info: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return the middle level of a webhook, around an event's own JSON; who is `{}` isn't named."""
    return present(
        {
            "data": json.dumps(own),
            "instanceId": instance_id,
            "eventType": event_type,
            "identity": json.dumps(dict(identity)) if identity else None,
            "accountInfo": account_info,
        }
    )


def signed(
    message: Mapping[str, Any],
    by: WebhookKeys,
    claims: Mapping[str, Any] | None = None,
) -> str:
    """Return the body of a webhook's request: its middle level, signed now.

    Args:
        message: what `envelope` made.
        by: the keys.
        claims: more claims, or other ones; None leaves one out.
    """
    now = int(time.time())
    times = {"iat": now, "exp": now + _VALID}
    return by.sign(present({"data": json.dumps(message), **times, **(claims or {})}))


def what_happens(kind: type[Any]) -> str:
    """Return what happens in an event of a class.

    Raises:
        ConfigurationError: it is no class of an event that Wix sends.
    """
    for base, what in _KINDS.items():
        if issubclass(kind, base):
            return what
    raise ConfigurationError(
        f"{kind.__name__} is no event that Wix sends: give the class of one, or an event type"
    )


def type_of(kind: type[Event]) -> str:
    """Return the event type of a class.

    Raises:
        ConfigurationError: nobody knows it, or the class is none of an event.
    """
    _require_event(kind)
    if kind.event_type is not None:
        return kind.event_type
    place = (kind.__module__, kind.__name__)
    for segment, known in EVENTS_BY_SEGMENT.items():
        if known == place:
            return f"wix.testing.v1.{segment}"
    raise ConfigurationError(
        f"The event type of {kind.__name__} isn't known: give event_type"
    )


def _require_event(kind: object) -> None:
    """Raise `ConfigurationError` unless something is the class of an event."""
    if not (isinstance(kind, type) and issubclass(kind, Event)):
        raise ConfigurationError(f"{kind!r} is no class of an event")


@cache
def fqdn_and_slug(kind: type[Event], event_type: str) -> tuple[str, str]:
    """Return what an event type is made of: the kind of entity, and what happened to it.

    Both may have underscores in them; the entity's created, updated and deleted events, which
    stand beside each other in a module, tell where one ends and the other begins.
    """
    for var in (kind, *vars(sys.modules[kind.__module__]).values()):
        if isinstance(var, type) and issubclass(var, Event) and var.event_type:
            fqdn = var.event_type.removesuffix(f"_{what_happens(var)}")
            if fqdn != var.event_type and event_type.startswith(f"{fqdn}_"):
                return fqdn, event_type[len(fqdn) + 1 :]
    package, point, name = event_type.rpartition(".")
    entity, _, slug = name.partition("_")
    return f"{package}{point}{entity}", slug


def present(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that are not None."""
    return {name: value for name, value in members.items() if value is not None}
