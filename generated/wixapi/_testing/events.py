"""Webhooks as Wix signs and sends them, for tests."""

from __future__ import annotations

import itertools
import json
import sys
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wixapi._hooks import EVENTS_BY_SEGMENT
from wixapi._model import Model
from wixapi._testing.content import content
from wixapi._testing.keys import WebhookKeys, keys
from wixapi._webhooks.events import (
    ActionEvent,
    CreatedEvent,
    DeletedEvent,
    Event,
    FlatEvent,
    RestoreInfo,
    UpdatedEvent,
)
from wixapi.errors import ConfigurationError

#: How long a token is valid, in seconds; how long Wix's are is unverified.
_VALID = 3600

_SEQUENCE = itertools.count(1)

_WIX_USER = {
    "identityType": "WIX_USER",
    "wixUserId": "22222222-2222-4222-8222-222222222222",
}

_KINDS: Mapping[type[Any], str] = {
    CreatedEvent: "created",
    UpdatedEvent: "updated",
    DeletedEvent: "deleted",
    ActionEvent: "action",
    FlatEvent: "flat",
}


#: What only one kind of event has.
_ONLY_IN = {
    "created": "restore_info",
    "updated": "modified_fields",
    "deleted": "moved_to_trash",
}


def event(
    kind: type[Event] | str,
    *,
    entity: Mapping[str, Any] | Model | None = None,
    data: Any = None,
    modified_fields: Mapping[str, Any] | None = None,
    restore_info: RestoreInfo | Mapping[str, Any] | None = None,
    moved_to_trash: bool | None = None,
    event_id: str | None = None,
    entity_id: str | None = None,
    sequence: int | None = None,
    instance_id: str | None = "11111111-1111-4111-8111-111111111111",
    metadata: Mapping[str, Any] | None = None,
    identity: Mapping[str, Any] | None = None,
    account_info: Mapping[str, Any] | None = None,
    event_type: str | None = None,
    claims: Mapping[str, Any] | None = None,
    signed_by: WebhookKeys | None = None,
) -> str:
    """Makes the body of a webhook's request: three levels of JSON, signed, as Wix sends it.

        testing.event(guests.GuestCreated, entity={"guest_type": "RSVP"})

    Args:
        kind: The event's class; or an event type that no spec knows.
        entity: Created, updated, deleted: what of the entity matters to the test; the rest is
            filled up (see `content`). A deleted event has an entity only if one is given.
        data: Action, flat: the same for what it tells. Event type: the event's own JSON.
        modified_fields: Updated: old values by path, with wire names.
        restore_info: Created: that the entity is back from the trash bin, and since when it was there.
        moved_to_trash: Deleted: whether the entity is in the trash bin.
        event_id: Not flat. Default: a new one. The same one again is a repetition.
        entity_id: Not flat. Default: the entity's `id`.
        sequence: Not flat. Orders the events of an entity. Default: higher than of all events before.
        instance_id: The installed instance of the app; None: none.
        metadata: Not flat. More of the event, or otherwise, with wire names
            (`{"originatedFrom": "merge"}`).
        identity: Who caused it, with wire names; `{}`: nobody is named. Default: a Wix user.
        account_info: Whose account and site it is about, with wire names. Default: not told.
        event_type: In place of the one that the class says.
        claims: More claims, or other ones (`{"exp": 1}`, `{"aud": app_id}`); None leaves one out.
        signed_by: Default: `keys()`.

    Returns:
        The body.

    Raises:
        ConfigurationError: What is given doesn't fit the event.
    """
    if isinstance(kind, str):
        name, inner = event_type or kind, data
    else:
        name = event_type or _event_type(kind)
        _require_fitting(
            kind,
            entity=entity,
            data=data,
            modified_fields=modified_fields,
            restore_info=restore_info,
            moved_to_trash=moved_to_trash,
            event_id=event_id,
            entity_id=entity_id,
            sequence=sequence,
            metadata=metadata,
        )
        if _what(kind) == "flat":
            inner = _flat_payload(kind, data)
        else:
            more = {
                "modifiedFields": modified_fields,
                "restoreInfo": _restore_info(restore_info),
                "movedToTrash": moved_to_trash,
            }
            payload = _payload(kind, entity, data, _present(more), entity_id)
            number = next(_SEQUENCE) if sequence is None else sequence
            inner = {
                **_domain_event(kind, name, payload, entity_id),
                "id": event_id or str(uuid.uuid4()),
                "entityEventSequence": str(number),
                **(metadata or {}),
            }
    who = _WIX_USER if identity is None else dict(identity)
    outer = {
        "data": json.dumps(inner),
        "instanceId": instance_id,
        "eventType": name,
        "identity": None if who == {} else json.dumps(who),
        "accountInfo": account_info,
    }
    now = int(time.time())
    times = {"iat": now, "exp": now + _VALID}
    every = {"data": json.dumps(_present(outer)), **times, **(claims or {})}
    return (signed_by or keys()).sign(_present(every))


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _require_fitting(kind: type[Event], **given: object) -> None:
    """Refuses what is given for an event whose class has no place for it."""
    what = _what(kind)
    if what == "flat":
        fits = {"data"}
    elif what == "action":
        fits = given.keys() - {"entity", *_ONLY_IN.values()}
    else:
        fits = given.keys() - {"data", *_ONLY_IN.values()} | {_ONLY_IN[what]}
    for name, value in given.items():
        if value is not None and name not in fits:
            raise ConfigurationError(f"{kind.__name__} has no {name}")


def _flat_payload(kind: type[Event], data: Any) -> Any:
    """Return what a flat event tells, filled up; any JSON where no model says what that is."""
    if kind.payload is None:
        return {} if data is None else data
    return _content(kind, data)


def _domain_event(
    kind: type[Event],
    event_type: str,
    payload: Mapping[str, Any],
    entity_id: str | None,
) -> dict[str, Any]:
    """Return the event without what makes it one of its own."""
    fqdn, slug = _fqdn_and_slug(kind, event_type)
    return {
        "entityFqdn": fqdn,
        "slug": slug,
        "entityId": entity_id or _entity_id(payload) or str(uuid.uuid4()),
        **payload,
        "eventTime": datetime.now(UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
        "triggeredByAnonymizeRequest": False,
    }


def _entity_id(payload: Mapping[str, Any]) -> Any:
    """Return the id of the entity that an event carries, if there are both."""
    for members in payload.values():
        for name in ("entity", "currentEntity", "deletedEntity"):
            if name in members:
                return members[name].get("id")
    return None


def _payload(
    kind: type[Event],
    entity: Mapping[str, Any] | Model | None,
    data: Any,
    more: Mapping[str, Any],
    entity_id: str | None,
) -> dict[str, Any]:
    """Return what the event carries, by the name that says which kind it is."""
    what = _what(kind)
    if what == "action":
        return {"actionEvent": {"body": _content(kind, data)}}
    if what == "deleted":
        deleted = None if entity is None else _content(kind, entity, entity_id)
        return {"deletedEvent": _present({"deletedEntity": deleted, **more})}
    made = _content(kind, entity, entity_id)
    if what == "updated":
        return {"updatedEvent": {"currentEntity": made, **more}}
    return {"createdEvent": {"entity": made, **more}}


def _restore_info(
    given: RestoreInfo | Mapping[str, Any] | None,
) -> Mapping[str, Any] | None:
    """Return with wire names what is said of an entity that is back."""
    if not isinstance(given, RestoreInfo):
        return given
    date = given.deleted_date
    return {} if date is None else {"deletedDate": date.isoformat()}


def _what(kind: type[Any]) -> str:
    """Return what happens in an event of a class."""
    for base, what in _KINDS.items():
        if issubclass(kind, base):
            return what
    raise ConfigurationError(
        f"{kind.__name__} is no event that Wix sends: give the class of one, or an event type"
    )


def _content(
    kind: type[Event],
    given: Mapping[str, Any] | Model | None,
    entity_id: str | None = None,
) -> dict[str, Any]:
    """An entity or what an action tells, filled up; an entity has the id that the event says."""
    if kind.payload is None:
        made = dict(given) if isinstance(given, Mapping) else {}
    else:
        made = content(kind.payload, given)
    is_told = isinstance(given, Mapping) and "id" in given
    if entity_id is not None and not is_told and (kind.payload is None or "id" in made):
        made["id"] = entity_id
    return made


def _event_type(kind: type[Event]) -> str:
    if kind.event_type is not None:
        return kind.event_type
    place = (kind.__module__, kind.__name__)
    for segment, known in EVENTS_BY_SEGMENT.items():
        if known == place:
            return f"wix.testing.v1.{segment}"
    raise ConfigurationError(
        f"The event type of {kind.__name__} isn't known: give event_type"
    )


def _fqdn_and_slug(kind: type[Event], event_type: str) -> tuple[str, str]:
    """Return what an event type is made of: the kind of entity, and what happened to it.

    Both may have underscores in them; the entity's created, updated and deleted events, which
    stand beside each other in a module, tell where one ends and the other begins.
    """
    for var in (kind, *vars(sys.modules[kind.__module__]).values()):
        if isinstance(var, type) and issubclass(var, Event) and var.event_type:
            fqdn = var.event_type.removesuffix(f"_{_what(var)}")
            if fqdn != var.event_type and event_type.startswith(f"{fqdn}_"):
                return fqdn, event_type[len(fqdn) + 1 :]
    package, point, name = event_type.rpartition(".")
    entity, _, slug = name.partition("_")
    return f"{package}{point}{entity}", slug
