"""Webhooks as Wix signs and sends them, for tests."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from wixapi._model import Model
from wixapi._testing.content import content
from wixapi._testing.envelopes import (
    envelope,
    fqdn_and_slug,
    present,
    signed,
    type_of,
    what_happens,
)
from wixapi._testing.moments import wire_text
from wixapi._webhooks.events import Event, RestoreInfo
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._testing.keys import WebhookKeys

_SEQUENCE = itertools.count(1)

WIX_USER = {
    "identityType": "WIX_USER",
    "wixUserId": "22222222-2222-4222-8222-222222222222",
}


_Make: TypeAlias = Callable[..., dict[str, Any]]
"""Makes wire JSON of what is given of an entity, or of what an action tells: `_content`, `_as_it_is`."""

#: What only one kind of event has.
_ONLY_IN = {
    "created": "restore_info",
    "updated": "modified_fields",
    "deleted": "moved_to_trash",
}


class Told(TypedDict, total=False):
    """What may be said of an event: see `event`. None says nothing."""

    entity: Mapping[str, Any] | Model | None
    data: Any
    modified_fields: Mapping[str, Any] | None
    restore_info: RestoreInfo | Mapping[str, Any] | None
    moved_to_trash: bool | None
    event_id: str | None
    event_time: datetime | None
    entity_id: str | None
    sequence: int | None
    metadata: Mapping[str, Any] | None


def event(
    kind: type[Event] | str,
    *,
    entity: Mapping[str, Any] | Model | None = None,
    data: Any = None,
    modified_fields: Mapping[str, Any] | None = None,
    restore_info: RestoreInfo | Mapping[str, Any] | None = None,
    moved_to_trash: bool | None = None,
    event_id: str | None = None,
    event_time: datetime | None = None,
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
        event_time: Not flat. When it happened. Default: now.
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
    told: Told = {
        "entity": entity,
        "data": data,
        "modified_fields": modified_fields,
        "restore_info": restore_info,
        "moved_to_trash": moved_to_trash,
        "event_id": event_id,
        "event_time": event_time,
        "entity_id": entity_id,
        "sequence": sequence,
        "metadata": metadata,
    }
    if isinstance(kind, str):
        name, inner = event_type or kind, data
    else:
        name = event_type or type_of(kind)
        inner = own_json(kind, name, told)
    who = WIX_USER if identity is None else identity
    message = envelope(name, inner, instance_id, who, account_info)
    if signed_by is None:
        from wixapi._testing.keys import keys  # takes what signs, which is heavy

        signed_by = keys()
    return signed(message, signed_by, claims)


def own_json(
    kind: type[Event], event_type: str, told: Told, *, fill: bool = True
) -> Any:
    """Make an event's own JSON: a whole domain event, or what a flat one tells.

    Args:
        kind: the event's class.
        event_type: what Wix calls it.
        told: what is said of it.
        fill: whether what isn't given of the entity, or of what an action tells, is filled up; else they are
            wire JSON already, as complete as they will be.

    Raises:
        ConfigurationError: what is said doesn't fit the event.
    """
    _require_fitting(kind, told)
    make = _content if fill else _as_it_is
    data, entity_id = told.get("data"), told.get("entity_id")
    if what_happens(kind) == "flat":
        return _flat_payload(kind, data, make)
    more = {
        "modifiedFields": told.get("modified_fields"),
        "restoreInfo": _restore_info(told.get("restore_info")),
        "movedToTrash": told.get("moved_to_trash"),
    }
    content_ = told.get("entity") if data is None else data
    payload = _payload(kind, content_, present(more), entity_id, make)
    number = told.get("sequence")
    return {
        **_domain_event(kind, event_type, payload, entity_id),
        "eventTime": wire_text(told.get("event_time") or datetime.now(UTC)),
        "id": told.get("event_id") or str(uuid.uuid4()),
        "entityEventSequence": str(next(_SEQUENCE) if number is None else number),
        **(told.get("metadata") or {}),
    }


def _require_fitting(kind: type[Event], told: Told) -> None:
    """Refuses what is said of an event whose class has no place for it."""
    what = what_happens(kind)
    if what == "flat":
        fits = {"data"}
    elif what == "action":
        fits = told.keys() - {"entity", *_ONLY_IN.values()}
    else:
        fits = told.keys() - {"data", *_ONLY_IN.values()} | {_ONLY_IN[what]}
    for name, value in told.items():
        if value is not None and name not in fits:
            raise ConfigurationError(f"{kind.__name__} has no {name}")


def _flat_payload(kind: type[Event], data: Any, make: _Make) -> Any:
    """Return what a flat event tells; any JSON where no model says what that is."""
    if kind.payload is None:
        return {} if data is None else data
    return make(kind, data)


def _domain_event(
    kind: type[Event],
    event_type: str,
    payload: Mapping[str, Any],
    entity_id: str | None,
) -> dict[str, Any]:
    """Return the event without what makes it one of its own."""
    fqdn, slug = fqdn_and_slug(kind, event_type)
    return {
        "entityFqdn": fqdn,
        "slug": slug,
        "entityId": entity_id or _entity_id(payload) or str(uuid.uuid4()),
        **payload,
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
    told: Mapping[str, Any] | Model | None,
    more: Mapping[str, Any],
    entity_id: str | None,
    make: _Make,
) -> dict[str, Any]:
    """Return what the event carries, by the name that says which kind it is."""
    what = what_happens(kind)
    if what == "action":
        return {"actionEvent": {"body": make(kind, told)}}
    if what == "deleted":
        deleted = None if told is None else make(kind, told, entity_id)
        return {"deletedEvent": present({"deletedEntity": deleted, **more})}
    made = make(kind, told, entity_id)
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


def _as_it_is(
    _kind: type[Event],
    given: Mapping[str, Any] | None,
    _entity_id: str | None = None,
) -> dict[str, Any]:
    """Return wire JSON that is whole; takes what `_content` takes."""
    return dict(given or {})
