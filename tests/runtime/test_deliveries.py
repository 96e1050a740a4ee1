"""Webhooks in steps: verify now, keep the payload, dispatch later."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.thing_events import (
    THING_SHARED,
    CurrentThingShared,
    OwnEvent,
    Thing,
    ThingCreated,
    ThingLost,
    ThingShared,
    Webhooks,
)
from support.webhooks import (
    THING_CREATED,
    domain_event,
    notification,
    other_private_key,
    public_pem,
    sign_claims,
    sign_event,
)
from wixapi._model import Model, read
from wixapi._webhooks.events import Delivery, Event, UnknownEvent
from wixapi._webhooks.webhooks import BaseWebhooks
from wixapi.errors import ConfigurationError, WebhookError

Dispatch = Callable[[BaseWebhooks, Delivery], Event]


def dispatch(hooks: BaseWebhooks, delivery: Delivery) -> Event:
    """Dispatches in sync code."""
    return hooks.dispatch(delivery)


def adispatch(hooks: BaseWebhooks, delivery: Delivery) -> Event:
    """Dispatches in async code."""
    return asyncio.run(hooks.adispatch(delivery))


both_ways = pytest.mark.parametrize("deliver", [dispatch, adispatch])


@pytest.fixture
def hooks() -> Webhooks:
    """Webhooks with the app's key and no handlers."""
    return Webhooks(public_key=public_pem())


def test_verify_tells_the_event_and_calls_nobody(hooks: Webhooks) -> None:
    """What is needed to store and order a delivery is at hand; no handler has run."""
    hooks.on(ThingCreated)(lambda _: pytest.fail("dispatched"))
    hooks.fallback(lambda _: pytest.fail("dispatched"))

    delivery = hooks.verify(sign_event())

    assert isinstance(delivery.event, ThingCreated)
    assert Thing(id="thing-1", name="Spoon") == delivery.event.entity
    assert (THING_CREATED, "e0d1d3ad-4d1d-4f0a-9a4e-0a2f8e1f1b01") == (
        delivery.event_type,
        delivery.event_id,
    )
    assert ("thing-1", "test.things.v1.thing", "instance-1") == (
        delivery.entity_id,
        delivery.entity_fqdn,
        delivery.instance_id,
    )
    assert 9007199254740993 == delivery.sequence


def test_the_payload_is_what_was_signed(hooks: Webhooks) -> None:
    """Character for character, so that nothing gets lost in a store."""
    claims = {"data": json.dumps(notification()), "more": "ü\ud800", "iat": 1.50}

    assert json.dumps(claims) == hooks.verify(sign_claims(claims)).payload


def test_a_legacy_webhook_has_no_ids(hooks: Webhooks) -> None:
    """What isn't told is None, never a guess."""
    body = sign_event({"id": "contact-1"}, "legacy/Changed", instanceId=None)

    delivery = hooks.verify(body)

    assert "legacy/Changed" == delivery.event_type
    assert [None] * 5 == [
        delivery.event_id,
        delivery.entity_id,
        delivery.entity_fqdn,
        delivery.instance_id,
        delivery.sequence,
    ]


@pytest.mark.parametrize("odd", [7, [], {}, "", None, "not a number"])
def test_odd_metadata_is_none(hooks: Webhooks, odd: object) -> None:
    """Answers are read liberally; ids are texts and sequences numbers all the same."""
    data = domain_event(createdEvent={"entity": {}})
    data |= {"id": odd, "entityId": odd, "entityFqdn": odd, "entityEventSequence": odd}

    delivery = hooks.verify(sign_event(data))

    text = "not a number" if odd == "not a number" else None
    assert (text, text, text) == (
        delivery.event_id,
        delivery.entity_id,
        delivery.entity_fqdn,
    )
    assert (7 if odd == 7 else None) == delivery.sequence


def test_metadata_that_a_project_doesnt_describe_is_told() -> None:
    """A project may have an EventMetadata of its own, with fewer fields than ours."""

    class Metadata(Model):
        other: str | None = None

    data = domain_event(actionEvent={"body": {}}, entityEventSequence="12")
    fields = {**data, "eventType": "x.y", "instanceId": "i"}

    delivery = Delivery("{}", OwnEvent(cast(Any, read(Metadata, fields)), {}))

    assert ("x.y", data["id"], "thing-1", "test.things.v1.thing", "i", 12) == (
        delivery.event_type,
        delivery.event_id,
        delivery.entity_id,
        delivery.entity_fqdn,
        delivery.instance_id,
        delivery.sequence,
    )


@both_ways
def test_dispatch_calls_the_handlers_of_the_event(
    hooks: Webhooks, deliver: Dispatch
) -> None:
    """As often as it is called; the event is handed back."""
    seen: list[Event] = []
    hooks.on(ThingCreated)(seen.append)
    delivery = hooks.verify(sign_event())

    assert delivery.event is deliver(hooks, delivery)
    assert delivery.event is deliver(hooks, delivery)
    assert [delivery.event] * 2 == seen


@both_ways
def test_a_stored_payload_is_read_again(hooks: Webhooks, deliver: Dispatch) -> None:
    """Without signature and after its expiry: it was verified when it came."""
    seen: list[Event] = []
    hooks.on(ThingCreated)(seen.append)
    payload = json.dumps({"data": json.dumps(notification()), "exp": 1, "nbf": 9e12})

    delivery = hooks.decode(payload)

    assert [] == seen
    assert payload == delivery.payload
    assert delivery.event == deliver(hooks, delivery)
    assert [delivery.event] == seen


def test_decode_reads_what_verify_read(hooks: Webhooks) -> None:
    """The same delivery, whether it comes from the wire or from a store."""
    delivery = hooks.verify(sign_event())

    assert delivery == hooks.decode(delivery.payload)


@pytest.mark.parametrize(
    "payload", ["", "{", "[]", "null", "{}", '{"data": null}', "[" * 100_000, "{}{}"]
)
def test_a_broken_payload_is_a_webhook_error(hooks: Webhooks, payload: str) -> None:
    """A store may be broken, too."""
    with pytest.raises(WebhookError, match=r"^The webhook's content is malformed: "):
        hooks.decode(payload)


@both_ways
def test_handlers_of_a_class_that_came_later_get_theirs(
    hooks: Webhooks, deliver: Dispatch
) -> None:
    """What is registered between the steps counts, also for a class unknown before."""
    data = domain_event(actionEvent={"body": {"a": 1}})
    delivery = hooks.verify(sign_event(data, "own.event"))
    seen: list[Event] = []
    hooks.on(OwnEvent)(seen.append)
    hooks.fallback(lambda _: pytest.fail("it was taken"))

    event = deliver(hooks, delivery)

    assert isinstance(event, UnknownEvent)
    assert [OwnEvent(event.metadata, {"a": 1})] == seen


@both_ways
def test_a_class_that_came_later_needn_t_fit(
    hooks: Webhooks, deliver: Dispatch
) -> None:
    """Its handler gets what there is."""
    seen: list[Event] = []
    delivery = hooks.verify(sign_event({"actionEvent": True}, "own.event"))
    hooks.on(OwnEvent)(seen.append)

    deliver(hooks, delivery)

    assert [OwnEvent(delivery.event.metadata, None)] == seen
    assert {"actionEvent": True} == seen[0].raw


@both_ways
def test_each_class_of_an_event_type_gets_its_own(
    hooks: Webhooks, deliver: Dispatch
) -> None:
    """A stored event reaches every handler as the class that it asked for."""
    seen: list[Event] = []
    hooks.on(CurrentThingShared)(seen.append)
    hooks.on(ThingShared)(seen.append)

    event = deliver(hooks, hooks.decode(shared_payload()))

    assert [CurrentThingShared, ThingShared] == [type(one) for one in seen]
    assert event is seen[1]


def shared_payload() -> str:
    """The claims of an event that two classes describe."""
    return json.dumps({"data": json.dumps(notification(event_type=THING_SHARED))})


@both_ways
def test_an_event_of_unknown_type_is_dispatched_by_its_end(
    hooks: Webhooks, deliver: Dispatch
) -> None:
    """As by process."""
    seen: list[Event] = []
    hooks.on(ThingLost)(seen.append)
    body = sign_event(domain_event(deletedEvent={}), "wix.v9.thing_lost")

    assert [deliver(hooks, hooks.verify(body))] == seen


def test_dispatch_refuses_async_handlers_before_any_runs(hooks: Webhooks) -> None:
    """As process does."""
    seen: list[Event] = []
    hooks.on(ThingCreated)(seen.append)

    @hooks.on(ThingCreated)
    async def late(event: ThingCreated) -> None:
        seen.append(event)

    delivery = hooks.verify(sign_event())
    with pytest.raises(ConfigurationError, match="`adispatch`"):
        hooks.dispatch(delivery)
    assert [] == seen

    asyncio.run(hooks.adispatch(delivery))
    assert [delivery.event] * 2 == seen


def test_a_forged_body_gives_no_delivery(hooks: Webhooks) -> None:
    """There is no way around the signature but decode."""
    with pytest.raises(WebhookError, match="signature"):
        hooks.verify(sign_claims({"data": "{}"}, key=other_private_key()))


def test_the_repr_shows_no_payload(hooks: Webhooks) -> None:
    """The claims may be long and full of people's data: the event is there already."""
    delivery = hooks.verify(sign_event())

    assert f"Delivery(event={delivery.event!r})" == repr(delivery)


def test_a_delivery_can_be_pickled(hooks: Webhooks) -> None:
    """For queues between processes."""
    delivery: Any = hooks.verify(sign_event())

    assert delivery == pickle.loads(pickle.dumps(delivery))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.text() | JSON.map(json.dumps), JSON)
def test_random_payloads_are_deliveries_or_refused(text: str, inner: object) -> None:
    """Whatever a store hands back, a Delivery or a WebhookError comes of it."""
    hooks = Webhooks(public_pem())
    data = domain_event(createdEvent={"entity": inner}, entityEventSequence=inner)
    payloads = [
        text,
        json.dumps({"data": text}),
        json.dumps({"data": json.dumps(notification(inner))}),
        json.dumps({"data": json.dumps(notification(data))}),
    ]

    for payload in payloads:
        try:
            delivery = hooks.decode(payload)
        except WebhookError:
            continue
        assert delivery.event is hooks.dispatch(delivery)
        assert isinstance(delivery.sequence, int | None)
        assert isinstance(delivery.event_id, str | None)


@given(data=st.data())
def test_a_damaged_body_is_the_event_or_refused(data: st.DataObject) -> None:
    """No change to a token makes another event of it, and none is another exception.

    White space and quotes around it are taken off.
    """
    body = sign_event()
    hooks = Webhooks(public_pem())
    place = data.draw(st.integers(0, len(body)))
    cut = data.draw(st.integers(0, 3))
    damaged = body[:place] + data.draw(st.text(max_size=3)) + body[place + cut :]

    try:
        event = hooks.process(damaged)
    except WebhookError:
        return
    assert body == damaged.strip().removeprefix('"').removesuffix('"').strip()
    assert hooks.process(body) == event
