"""Good use of webhooks: both checkers find nothing."""

from __future__ import annotations

from typing import Any, assert_type

from wixapi import (
    AppStrategy,
    Delivery,
    Event,
    RestoreInfo,
    ServicePluginCall,
    SignedInstance,
    UnknownEvent,
    Webhooks,
    asgi,
    parse_instance,
    testing,
    unverified_instance_id,
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
    assert_type(event.restore_info, RestoreInfo | None)
    raw: dict[str, Any] = event.raw
    print(raw["createdEvent"])


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
    assert_type(event.moved_to_trash, bool | None)


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


def through_a_queue(event: Event) -> None:
    """Events are written as JSON and read again."""
    text = event.to_json()
    assert_type(text, str)
    assert_type(Webhooks.event_from_json(text), Event)
    assert_type(guests.GuestCreated.from_json(text.encode()), guests.GuestCreated)
    assert_type(hooks.decode(text), Delivery)


def of_any_kind(chunk: bytearray, view: memoryview[int]) -> None:
    """Bodies as servers have them."""
    hooks.process(chunk)
    hooks.verify(view)


def open_page(app: AppStrategy, parameter: str) -> None:
    """Pages of an app are opened with a signed instance."""
    opened = app.parse_instance(parameter, max_age=3600)
    assert_type(opened, SignedInstance)
    assert_type(opened.is_owner, bool)
    again = parse_instance(testing.instance(app_secret="…"), app_secret="…")
    assert_type(again.site_member_id, str | None)
    assert_type(unverified_instance_id("…"), str)


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
