"""Events to JSON and back, for queues of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.thing_events import (
    THING_BENT,
    THING_COUNTED,
    THING_DELETED,
    THING_SHARED,
    THING_SOLD,
    THING_TOLD,
    THING_UPDATED,
    OwnEvent,
    Sale,
    Thing,
    ThingBent,
    ThingCreated,
    ThingDeleted,
    ThingSold,
    ThingUpdated,
    Webhooks,
)
from support.webhooks import (
    THING_CREATED,
    domain_event,
    public_pem,
    sign_claims,
    sign_event,
)
from wixapi._webhooks.events import (
    CreatedEvent,
    Event,
    RestoreInfo,
    UnknownEvent,
)
from wixapi.common import EventMetadata
from wixapi.errors import ConfigurationError, WebhookError

HOOKS = Webhooks(public_key=public_pem())

Back = Callable[[Event], Event]

BACK: dict[str, Back] = {
    "event_from_json": lambda event: Webhooks.event_from_json(event.to_json()),
    "from_json": lambda event: type(event).from_json(event.to_json()),
    "decode": lambda event: HOOKS.decode(event.to_json()).event,
    "bytes": lambda event: HOOKS.event_from_json(event.to_json().encode()),
    "twice": lambda event: Webhooks.event_from_json(
        Webhooks.event_from_json(event.to_json()).to_json()
    ),
}
every_way = pytest.mark.parametrize("back", BACK.values(), ids=BACK.keys())

TEXT = st.text(st.characters(exclude_categories=()))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
#: What a member may hold: mostly what it should.
OBJECT = st.dictionaries(
    st.sampled_from(["id", "name", "angle", "x"]) | st.text(), JSON
)
PART = OBJECT | OBJECT | JSON
DATE = st.sampled_from(["2026-04-26T13:57:50.699Z", "2026-04-26T13:57:50", "soon", ""])

CREATED = st.fixed_dictionaries(
    {}, optional={"entity": PART, "restoreInfo": PART, "new": JSON}
) | st.fixed_dictionaries(
    {"entity": OBJECT, "restoreInfo": st.fixed_dictionaries({"deletedDate": DATE})}
)
UPDATED = st.fixed_dictionaries(
    {}, optional={"currentEntity": PART, "modifiedFields": PART, "new": JSON}
)
DELETED = st.fixed_dictionaries(
    {},
    optional={"deletedEntity": PART, "movedToTrash": st.booleans() | JSON, "new": JSON},
)
ACTION = st.fixed_dictionaries({}, optional={"body": PART, "new": JSON})

METADATA = st.fixed_dictionaries(
    {},
    optional={
        "id": TEXT,
        "eventTime": DATE | JSON,
        "entityEventSequence": st.integers(0, 2**63 - 1).map(str) | JSON,
        "entityId": TEXT | JSON,
        "new": JSON,
    },
)


def domain(member: str, part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Domain events of a kind, whole and broken."""
    return st.builds(
        lambda one, metadata: domain_event(**{member: one, **metadata}),
        part | JSON,
        METADATA,
    )


INNER = st.one_of(
    st.tuples(
        st.sampled_from([THING_CREATED, THING_SHARED]), domain("createdEvent", CREATED)
    ),
    st.tuples(st.just(THING_UPDATED), domain("updatedEvent", UPDATED)),
    st.tuples(st.just(THING_DELETED), domain("deletedEvent", DELETED)),
    st.tuples(
        st.sampled_from([THING_BENT, THING_COUNTED]), domain("actionEvent", ACTION)
    ),
    st.tuples(st.sampled_from([THING_SOLD, THING_TOLD, THING_CREATED, "legacy"]), PART),
    st.tuples(
        st.sampled_from(["x.thing_lost", "x.ThingKept", "x.y"]),
        domain("deletedEvent", DELETED) | PART,
    ),
)
OUTER = st.fixed_dictionaries(
    {},
    optional={
        "identity": OBJECT.map(json.dumps) | JSON | TEXT,
        "accountInfo": OBJECT | JSON,
        "instanceId": TEXT | JSON,
        "eventType": JSON,
    },
)


@given(inner=INNER, outer=OUTER, back=st.sampled_from(list(BACK.values())))
def test_an_event_is_the_same_after_a_round_trip(
    inner: tuple[str, Any], outer: dict[str, Any], back: Back
) -> None:
    """Of every kind, whole or broken: class, metadata, content, and what only `raw` has."""
    event_type, data = inner
    event = HOOKS.process(sign_event(data, event_type, **outer))

    again = back(event)

    assert type(event) is type(again)
    assert event == again
    assert _without_dates(event.raw) == _without_dates(again.raw)


def _without_dates(raw: Any) -> Any:
    """What came, but for dates and numbers of the metadata, which have several spellings."""
    if not isinstance(raw, dict):
        return raw
    spelt = ("eventTime", "entityEventSequence", "createdEvent")
    return {name: value for name, value in raw.items() if name not in spelt}


@given(TEXT | st.just("{") | JSON.map(json.dumps))
def test_text_that_is_no_json_makes_the_round_trip(text: str) -> None:
    """As the event's own JSON, and as the level above it."""
    for claims in (
        {"data": json.dumps({"eventType": THING_CREATED, "data": text})},
        {"data": json.dumps({"eventType": "legacy", "data": text})},
        {"data": text},
    ):
        event = HOOKS.process(sign_claims(claims))

        again = Webhooks.event_from_json(event.to_json())

        assert (type(event), event, event.raw) == (type(again), again, again.raw)


METADATA_BY_HAND = EventMetadata(event_type=THING_CREATED, id="1", entity_id="2")
DATE_BY_HAND = datetime(2026, 4, 26, tzinfo=UTC)
BY_HAND: list[Event] = [
    ThingCreated(METADATA_BY_HAND, Thing(id="2"), RestoreInfo(DATE_BY_HAND)),
    ThingCreated(METADATA_BY_HAND, None, RestoreInfo()),
    ThingUpdated(
        EventMetadata(event_type=THING_UPDATED), Thing(name="a"), {"name": "b"}
    ),
    ThingDeleted(EventMetadata(event_type=THING_DELETED), None, moved_to_trash=False),
    ThingBent(EventMetadata(event_type=THING_BENT)),
    ThingSold(EventMetadata(event_type=THING_SOLD), Sale(price="5")),
    ThingSold(EventMetadata(event_type=THING_SOLD)),
    UnknownEvent(EventMetadata(event_type="legacy"), [1]),
    UnknownEvent(EventMetadata(), None),
]


@every_way
@pytest.mark.parametrize("event", BY_HAND, ids=repr)
def test_an_event_made_by_hand_is_written(event: Event, back: Back) -> None:
    """It has no `raw`, and needs none."""
    again = back(event)

    assert (type(event), event) == (type(again), again)


def test_what_was_changed_is_written() -> None:
    """The entity as it is now, also where something is gone from it."""
    event: Any = HOOKS.process(sign_event())
    event.entity.name = "Fork"

    changed = Webhooks.event_from_json(event.to_json())
    without = Webhooks.event_from_json(replace(event, entity=None).to_json())

    assert ThingCreated(event.metadata, Thing(id="thing-1", name="Fork")) == changed
    assert ThingCreated(event.metadata, None) == without


def test_an_event_whose_metadata_names_no_type_says_it_by_its_class() -> None:
    """An event made by hand may leave it out."""
    event = ThingCreated(EventMetadata(id="1"), Thing(id="2"))

    again = Webhooks.event_from_json(event.to_json())

    assert isinstance(again, ThingCreated)
    assert (THING_CREATED, "1") == (again.metadata.event_type, again.metadata.id)


def test_the_queue_s_reader_calls_the_handlers() -> None:
    """What `to_json` wrote is a payload for `decode`."""
    seen: list[Event] = []
    hooks = Webhooks(public_key=public_pem())
    hooks.on(ThingCreated)(seen.append)
    queue = [HOOKS.process(sign_event()).to_json()]

    delivery = hooks.decode(queue.pop())
    hooks.dispatch(delivery)

    assert [HOOKS.process(sign_event())] == seen
    assert ("thing-1", 9007199254740993) == (delivery.entity_id, delivery.sequence)


def test_the_payload_of_a_delivery_is_an_event_s_json() -> None:
    """Who stored that reads it without a key, too."""
    delivery = HOOKS.verify(sign_event())

    assert delivery.event == Webhooks.event_from_json(delivery.payload)


def test_a_class_of_ones_own_reads_its_events() -> None:
    """No spec knows it, so it must be named."""
    own = OwnEvent(EventMetadata(event_type="own.event"), {"a": 1})

    assert own == OwnEvent.from_json(own.to_json())
    assert UnknownEvent is type(Webhooks.event_from_json(own.to_json()))


def test_another_event_is_refused_by_name() -> None:
    """Each class reads its own events."""
    text = HOOKS.process(sign_event()).to_json()

    with pytest.raises(WebhookError) as caught:
        ThingUpdated.from_json(text)
    expected = (
        f"This is a {THING_CREATED} event, no ThingUpdated: "
        "Webhooks.event_from_json(text) reads any"
    )
    assert expected == str(caught.value)
    assert isinstance(CreatedEvent.from_json(text), CreatedEvent)


def test_the_base_of_all_events_reads_none() -> None:
    """The error says what does."""
    text = HOOKS.process(sign_event()).to_json()

    with pytest.raises(ConfigurationError, match=r"Webhooks\.event_from_json\(text\)"):
        Event.from_json(text)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"data": null}', b"\xff"])
def test_what_is_no_event_is_refused(text: str | bytes) -> None:
    """By the error of webhooks."""
    for read in (Webhooks.event_from_json, ThingCreated.from_json):
        with pytest.raises(WebhookError):
            read(text)


def test_wire_names_are_written() -> None:
    """Other languages may read it: it is what Wix signs, with objects for its two outer levels."""
    body = sign_event(identity=json.dumps({"memberId": "member-1"}))

    claims = json.loads(HOOKS.process(body).to_json())

    outer = claims["data"]
    inner = json.loads(outer.pop("data"))
    assert ["data"] == list(claims)
    assert {
        "eventType": THING_CREATED,
        "instanceId": "instance-1",
        "identity": {"memberId": "member-1"},
    } == outer
    assert {"entity": {"id": "thing-1", "name": "Spoon"}} == inner["createdEvent"]
    assert "9007199254740993" == inner["entityEventSequence"]
