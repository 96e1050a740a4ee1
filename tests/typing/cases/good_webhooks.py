"""Good use of webhooks: both checkers find nothing."""

from __future__ import annotations

from typing import Any, assert_type

from wixapi import (
    Delivery,
    Event,
    ServicePluginCall,
    UnknownEvent,
    Webhooks,
    asgi,
    wsgi,
)
from wixapi.calendar import participations
from wixapi.calendar.participations import Participation
from wixapi.common import EventMetadata
from wixapi.errors import WebhookError
from wixapi.events import guests

hooks = Webhooks(public_key="…", app_id="…", verify_expiry=False)


@hooks.on(guests.GuestCreated)
def on_created(event: guests.GuestCreated) -> None:
    """Whatever Wix sends may lack its entity."""
    assert_type(event.entity, guests.EventGuest | None)
    assert_type(event.metadata, EventMetadata)
    assert_type(event.metadata.entity_event_sequence, int | None)


@hooks.events.guests.on_guest_updated
async def on_updated(event: guests.GuestUpdated) -> int:
    """Handlers may be async, and hand back anything."""
    assert_type(event.modified_fields, dict[str, Any] | None)
    assert_type(event.modified_fields_nested, dict[str, Any] | None)
    return (event.entity and event.entity.total_guests) or 0


@hooks.on(participations.ParticipationDeleted)
def on_deleted(event: participations.ParticipationDeleted) -> None:
    """The entity of a deleted event may be missing."""
    assert_type(event.entity, Participation | None)


def on_checked_in(event: guests.GuestCheckedIn) -> None:
    """What an action tells is typed."""
    assert_type(event.data, guests.GuestCheckedInBody | None)


hooks.events.guests.on_guest_checked_in(on_checked_in)


@hooks.fallback
def on_anything(event: object) -> None:
    """Gets what nobody took."""
    print(event)


def serve(body: bytes) -> int:
    """What is returned narrows to the envelopes."""
    try:
        event = hooks.process(body)
    except WebhookError:
        return 400
    match event:
        case guests.GuestCreated(entity=guest):
            assert_type(guest, guests.EventGuest | None)
        case participations.ParticipationUpdated():
            assert_type(event.entity, Participation | None)
        case UnknownEvent():
            assert_type(event.metadata.event_type, str | None)
        case _:
            pass
    return 200


async def aserve(body: str) -> str | None:
    """The same without blocking."""
    event = await hooks.aprocess(body)
    result = await on_updated(guests.GuestUpdated(event.metadata, guests.EventGuest()))
    assert_type(result, int)
    return event.metadata.id


async def step_by_step(body: str) -> None:
    """What each step takes and gives."""
    delivery = hooks.verify(body)
    assert_type(delivery, Delivery)
    assert_type(delivery.event, Event)
    assert_type(delivery.sequence, int | None)
    assert_type(hooks.decode(delivery.payload), Delivery)
    assert_type(hooks.dispatch(delivery), Event)
    assert_type(await hooks.adispatch(delivery, threads=True), Event)
    assert_type(hooks.verify_service_plugin(body), ServicePluginCall)


class Queue:
    """Keeps what comes, in an own way."""

    def receive(self, body: str | bytes) -> int:
        """Keeps a body."""
        return len(body)

    async def areceive(self, body: bytes) -> None:
        """Keeps a body."""
        print(body)


#: Several keys, and all that can be set.
rotating = Webhooks(["…", b"..."], issuer="wix.com", leeway=172_800)
apps = [asgi.WebhookApp(hooks), asgi.WebhookApp(Queue(), max_bytes=1_000)]
more_apps = [wsgi.WebhookApp(hooks), wsgi.WebhookApp(Queue())]
