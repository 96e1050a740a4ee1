"""The webhooks that Wix sends without a domain event around: its JavaScript SDK says which."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from support.webhooks import domain_event, public_pem, sign_event
from wixapi import Webhooks, testing
from wixapi._hooks import EVENTS
from wixapi._webhooks.events import Event, FlatEvent
from wixapi._webhooks.reading import class_at

#: `EventDefinition(type, false, …)` in the modules of resources.
FLAT = [
    "AppInstalled",
    "AppRemoved",
    "InvoiceStatusUpdated",
    "PaidPlanAutoRenewalCancelled",
    "PaidPlanChanged",
    "PaidPlanPurchased",
    "PlanConvertedToPaid",
    "PlanReactivated",
    "PlanTransferred",
    "SitePropertiesUpdated",
    "com.wix.ecommerce.cart.abandonment.api.v1.CartAbandonedEvent",
    "com.wix.ecommerce.cart.abandonment.api.v1.CartRecoveredEvent",
    "com.wix.ecommerce.catalog.api.v1.CollectionChanged",
    "com.wix.ecommerce.catalog.api.v1.CollectionCreated",
    "com.wix.ecommerce.catalog.api.v1.CollectionDeleted",
    "com.wix.ecommerce.catalog.api.v1.ProductChanged",
    "com.wix.ecommerce.catalog.api.v1.ProductCreated",
    "com.wix.ecommerce.catalog.api.v1.ProductDeleted",
    "com.wix.ecommerce.catalog.api.v1.VariantsChanged",
    "com.wix.ecommerce.inventory.api.v1.InventoryItemChanged",
    "com.wix.ecommerce.inventory.api.v1.InventoryVariantsChanged",
    "com.wixpress.bookings.services.api.v1.CategoryNotification",
    "com.wixpress.emailsubscriptions.v1.EmailSubscriptionChanged",
    "wix.events.events.EventUpdated",
    "wix.events.rsvp.events.RsvpCreated",
    "wix.events.rsvp.events.RsvpDeleted",
    "wix.events.rsvp.events.RsvpUpdated",
    "wix.events.ticketing.events.OrderConfirmed",
    "wix.events.ticketing.events.OrderDeleted",
    "wix.events.ticketing.events.OrderInitiated",
    "wix.events.ticketing.events.OrderUpdated",
    "wix.events.ticketing.events.ReservationCreated",
    "wix.events.ticketing.events.ReservationUpdated",
    "wix.events.ticketing.events.TicketDefinitionCreated",
    "wix.events.ticketing.events.TicketDefinitionDeleted",
    "wix.events.ticketing.events.TicketDefinitionUpdated",
]
every_flat_event = pytest.mark.parametrize("event_type", FLAT)

Process = Callable[[Webhooks, str], Event]


@pytest.fixture(params=["process", "aprocess"])
def process(request: pytest.FixtureRequest) -> Process:
    """Both ways to process a body."""

    def run(hooks: Webhooks, body: str) -> Event:
        if request.param == "process":
            return hooks.process(body)
        return asyncio.run(hooks.aprocess(body))

    return run


def class_of(event_type: str) -> type[Event]:
    """The class of an event type; of several, the first."""
    return class_at(EVENTS[event_type][0])


@every_flat_event
def test_a_flat_webhook_arrives_typed(event_type: str, process: Process) -> None:
    """`data` is all that was sent, read into its model; `metadata` what surrounds it."""
    event_class = class_of(event_type)
    hooks, seen = Webhooks(public_pem()), list[Any]()
    hooks.on(event_class)(seen.append)
    hooks.fallback(lambda _: pytest.fail("its type is known"))
    data = {"id": "1", "unknownMember": {"entityId": "2"}}

    process(
        hooks,
        sign_event(data, event_type, identity=json.dumps({"appId": "app-1"})),
    )

    (event,) = seen
    assert (event_class, data) == (type(event), event.raw)
    assert issubclass(event_class, FlatEvent)
    assert event_class.payload is type(event.data)
    assert {"entityId": "2"} == event.data.model_extra["unknownMember"]
    assert (event_type, "instance-1", "app-1") == (
        event.metadata.event_type,
        event.metadata.instance_id,
        event.metadata.identity.app_id,
    )
    assert {"event_type", "instance_id", "identity"} == event.metadata.model_fields_set


@every_flat_event
def test_a_flat_webhook_that_comes_wrapped_is_delivered(event_type: str) -> None:
    """Should Wix change it: its handler has all that came in `raw`."""
    hooks, seen = Webhooks(public_pem()), list[Any]()
    hooks.on(class_of(event_type))(seen.append)
    data = domain_event(createdEvent={"entity": {"id": "1"}})

    hooks.process(sign_event(data, event_type))

    assert [data] == [event.raw for event in seen]


@every_flat_event
def test_tests_can_make_a_flat_webhook(event_type: str) -> None:
    """Filled up, and the same after its way through a queue."""
    hooks = Webhooks(testing.keys().public_key)

    event: Any = hooks.process(testing.event(class_of(event_type)))

    assert class_of(event_type) is type(event)
    assert event == Webhooks.event_from_json(event.to_json())
