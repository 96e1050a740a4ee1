"""Nothing that is signed is lost: what handlers get of deliveries that aren't as documented."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

import pytest

from support.thing_events import (
    THING_BENT,
    THING_COUNTED,
    THING_DELETED,
    THING_SHARED,
    THING_SOLD,
    THING_TOLD,
    THING_UPDATED,
    Bend,
    CurrentThingShared,
    Sale,
    Thing,
    ThingBent,
    ThingCounted,
    ThingCreated,
    ThingDeleted,
    ThingShared,
    ThingSold,
    ThingTold,
    ThingUpdated,
    Webhooks,
)
from support.webhooks import (
    THING_CREATED,
    domain_event,
    notification,
    public_pem,
    sign_claims,
    sign_event,
)
from wixapi._webhooks.events import Event, RestoreInfo, UnknownEvent
from wixapi._webhooks.webhooks import BaseWebhooks
from wixapi.errors import WebhookError

Deliver = Callable[[BaseWebhooks, str], Event]


@pytest.fixture(params=["process", "aprocess"])
def deliver(request: pytest.FixtureRequest) -> Deliver:
    """Delivery in sync and in async code."""

    def run(hooks: BaseWebhooks, body: str) -> Event:
        if request.param == "process":
            return hooks.process(body)
        return asyncio.run(hooks.aprocess(body))

    return run


@pytest.fixture
def hooks() -> Webhooks:
    """Webhooks with the app's key and no handlers."""
    return Webhooks(public_key=public_pem())


def levels(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The levels of the package's lines in the log."""
    return [one.levelname for one in caplog.records if one.name == "wixapi"]


# Known types ----------------------------------------------------------------------------------

KINDS: dict[str, type[Event]] = {
    THING_CREATED: ThingCreated,
    THING_UPDATED: ThingUpdated,
    THING_DELETED: ThingDeleted,
    THING_BENT: ThingBent,
    THING_COUNTED: ThingCounted,
    THING_SOLD: ThingSold,
}
MISFITS: list[tuple[str, Any]] = [
    *((kind, data) for kind in KINDS for data in ([], [1], 7, "text", True)),
    (THING_CREATED, domain_event(createdEvent=[])),
    (THING_CREATED, domain_event(createdEvent="{}")),
    (THING_CREATED, domain_event(createdEvent={"entity": [1]})),
    (THING_CREATED, domain_event(createdEvent={"entity": "thing-1"})),
    (THING_UPDATED, domain_event(updatedEvent={"currentEntity": 1})),
    (THING_DELETED, domain_event(deletedEvent={"deletedEntity": [{}]})),
    (THING_BENT, domain_event(actionEvent={"body": "x"})),
    (THING_COUNTED, domain_event(actionEvent={"body": [1]})),
    (THING_COUNTED, domain_event(actionEvent=False)),
]


@pytest.mark.parametrize(("event_type", "data"), MISFITS)
def test_what_is_no_object_is_none_and_raw(
    hooks: Webhooks,
    deliver: Deliver,
    event_type: str,
    data: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The typed envelope reaches its handler, with None and all that came; the log tells it once."""
    seen: list[Any] = []
    hooks.on(KINDS[event_type])(seen.append)
    hooks.fallback(lambda _: pytest.fail("its type is known"))

    event: Any = deliver(hooks, sign_event(data, event_type))

    assert [event] == seen
    assert KINDS[event_type] is type(event)
    assert None is (event.data if hasattr(event, "data") else event.entity)
    assert data == event.raw
    assert ["WARNING"] == levels(caplog)


@pytest.mark.parametrize("event_type", KINDS)
@pytest.mark.parametrize(
    "text", ["", "junk", "{", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 200 + "]" * 200]
)
def test_text_that_is_no_json_stays_text(
    hooks: Webhooks, event_type: str, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """In `raw`, where the event is of a known type."""
    event: Any = hooks.process(_of(text, event_type))

    assert KINDS[event_type] is type(event)
    assert text == event.raw
    assert None is (event.data if hasattr(event, "data") else event.entity)
    assert ["WARNING"] == levels(caplog)


def _of(text: str, event_type: str | None) -> str:
    """A delivery with any text for the event's own JSON."""
    return sign_claims({"data": json.dumps({"eventType": event_type, "data": text})})


def test_what_can_be_read_is_read(hooks: Webhooks) -> None:
    """A member that is broken takes no other with it."""
    updated = {"currentEntity": {"id": "thing-1"}, "modifiedFields": [1]}

    event = hooks.process(sign_event(domain_event(updatedEvent=updated), THING_UPDATED))

    assert isinstance(event, ThingUpdated)
    assert (Thing(id="thing-1"), None) == (event.entity, event.modified_fields)
    assert "thing-1" == event.metadata.entity_id
    assert [1] == event.raw["updatedEvent"]["modifiedFields"]


@pytest.mark.parametrize(
    ("event_type", "member", "entity"),
    [
        (THING_CREATED, "updatedEvent", "currentEntity"),
        (THING_UPDATED, "createdEvent", "entity"),
        (THING_DELETED, "createdEvent", "entity"),
        (THING_CREATED, "deletedEvent", "deletedEntity"),
    ],
)
def test_an_entity_may_come_in_another_member(
    hooks: Webhooks, event_type: str, member: str, entity: str
) -> None:
    """It is handed to the handler, as by the JavaScript SDK."""
    data = domain_event(**{member: {entity: {"id": "thing-1"}}})

    event: Any = hooks.process(sign_event(data, event_type))

    assert (KINDS[event_type], Thing(id="thing-1")) == (type(event), event.entity)


@pytest.mark.parametrize(
    ("event_type", "data"),
    [
        (THING_CREATED, {"id": "thing-1", "name": "Spoon"}),
        (THING_BENT, {"angle": 9}),
        (THING_DELETED, {"thingId": "thing-1"}),
    ],
)
def test_a_domain_event_may_come_flat(
    hooks: Webhooks, deliver: Deliver, event_type: str, data: dict[str, Any]
) -> None:
    """Its class says that there is a wrapper: what came without is in `raw`."""
    seen: list[Any] = []
    hooks.on(KINDS[event_type])(seen.append)

    event: Any = deliver(hooks, sign_event(data, event_type))

    assert [event] == seen
    assert data == event.raw


def test_a_flat_event_may_come_as_a_domain_event(hooks: Webhooks) -> None:
    """All of it is the payload, as for the JavaScript SDK."""
    data = domain_event(createdEvent={"entity": {"id": "thing-1"}})

    event = hooks.process(sign_event(data, THING_SOLD))

    assert isinstance(event, ThingSold)
    assert event.data is not None
    assert data["createdEvent"] == (event.data.model_extra or {})["createdEvent"]
    assert data == event.raw


METADATA: list[tuple[str, Any, Any]] = [
    ("identity", "junk", "junk"),
    ("identity", "[]", []),
    ("identity", 7, 7),
    ("identity", "null", None),
    ("accountInfo", True, True),
    ("accountInfo", '"x"', "x"),
    ("instanceId", 7, 7),
    ("instanceId", {}, {}),
]


@pytest.mark.parametrize(("name", "value", "kept"), METADATA)
def test_odd_metadata_stays_as_it_came(
    hooks: Webhooks,
    name: str,
    value: object,
    kept: object,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As in answers: the event is whole otherwise, and the log tells it once."""
    seen: list[ThingCreated] = []
    hooks.on(ThingCreated)(seen.append)

    hooks.process(sign_event(**{name: value}))

    (event,) = seen
    fields = {"identity": "identity", "accountInfo": "account_info"}
    assert kept == getattr(event.metadata, fields.get(name, "instance_id"))
    assert Thing(id="thing-1", name="Spoon") == event.entity
    assert (["WARNING"] if kept is not None else []) == levels(caplog)


# No type --------------------------------------------------------------------------------------

NAMELESS: list[tuple[dict[str, Any], Any]] = [
    ({"data": "junk"}, "junk"),
    ({"data": '"x"'}, "x"),
    ({"data": "[1]"}, [1]),
    ({"data": 7}, 7),
    ({"data": [1]}, [1]),
    ({"data": "{}"}, None),
    ({"data": {}}, None),
    ({"data": json.dumps({"data": '{"a": 1}'})}, {"a": 1}),
    ({"data": json.dumps({"data": "junk"})}, "junk"),
    *(
        ({"data": json.dumps({"eventType": value, "data": "{}"})}, {})
        for value in (None, "", 7, [], {})
    ),
]


@pytest.mark.parametrize(("claims", "data"), NAMELESS)
def test_what_says_no_type_is_an_unknown_event(
    hooks: Webhooks,
    deliver: Deliver,
    claims: dict[str, Any],
    data: object,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The fallback gets it; the log tells it once."""
    seen: list[Any] = []
    hooks.fallback(seen.append)

    event = deliver(hooks, sign_claims(claims))

    assert [event] == seen
    assert UnknownEvent is type(event)
    assert (data, data) == (seen[0].data, seen[0].raw)
    assert ["WARNING"] == levels(caplog)


def test_an_unknown_event_without_a_type_keeps_its_metadata(hooks: Webhooks) -> None:
    """What is there is read."""
    event = hooks.process(sign_event(event_type=None))

    assert ("thing-1", None, "instance-1") == (
        event.metadata.entity_id,
        event.metadata.event_type,
        event.metadata.instance_id,
    )


# Classes of one's own -------------------------------------------------------------------------


@dataclass(frozen=True)
class Picky(Event):
    """An event that reads one shape only."""

    event_type: ClassVar[str | None] = "own.picky"

    @classmethod
    def from_data(cls, metadata: Any, data: Any) -> Self:
        """Refuses what isn't `{"ok": true}`."""
        if data != {"ok": True}:
            raise WebhookError("not ok")
        return cls(metadata)


def test_what_a_class_of_ones_own_refuses_reaches_the_fallback(
    hooks: Webhooks, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    """As an unknown event; what it takes reaches its handler, with `raw`."""
    seen: list[Event] = []
    rest: list[Event] = []
    hooks.on(Picky)(seen.append)
    hooks.fallback(rest.append)

    deliver(hooks, sign_event({"ok": False}, "own.picky"))
    deliver(hooks, sign_event({"ok": True}, "own.picky"))

    assert [(Picky, {"ok": True})] == [(type(one), one.raw) for one in seen]
    assert [(UnknownEvent, {"ok": False})] == [(type(one), one.raw) for one in rest]
    assert ["WARNING"] == levels(caplog)


def test_a_class_that_refuses_doesnt_stop_the_others(hooks: Webhooks) -> None:
    """Of several classes of one type, each gets what it can read."""
    seen: list[Event] = []

    class PickyThing(Picky):
        event_type: ClassVar[str | None] = THING_CREATED

    hooks.on(PickyThing)(lambda _: pytest.fail("it can't be read"))
    hooks.on(ThingCreated)(seen.append)

    assert [hooks.process(sign_event())] == seen


# Nobody there ---------------------------------------------------------------------------------


def test_what_nobody_handles_is_told_once(
    hooks: Webhooks, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    """At INFO: it is handed back, and Wix is answered 200."""
    hooks.on(ThingUpdated)(lambda _: None)

    with caplog.at_level(logging.INFO, "wixapi"):
        deliver(hooks, sign_event())
        deliver(hooks, sign_event({}, "legacy"))

    assert [
        f"webhook {THING_CREATED}: nothing handles it",
        "webhook legacy: nothing handles it",
    ] == caplog.messages


# Raw ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "event_type"),
    [
        (domain_event(createdEvent={"entity": {}, "new": 1}, newer=2), THING_CREATED),
        ({"price": "5", "more": {}}, THING_SOLD),
        ([1], THING_TOLD),
        ({"a": None}, "legacy"),
    ],
)
def test_handlers_reach_the_raw_event(
    hooks: Webhooks, deliver: Deliver, data: object, event_type: str
) -> None:
    """All of the event's own JSON, with wire names; also after `decode`."""
    seen: list[Event] = []
    hooks.fallback(seen.append)

    deliver(hooks, sign_event(data, event_type))
    hooks.dispatch(hooks.decode(hooks.verify(sign_event(data, event_type)).payload))

    assert [data, data] == [event.raw for event in seen]


def test_all_classes_of_a_type_have_the_raw_event(hooks: Webhooks) -> None:
    """Each handler's."""
    seen: list[Event] = []
    hooks.on(CurrentThingShared)(seen.append)
    hooks.on(ThingShared)(seen.append)

    hooks.process(sign_event(event_type=THING_SHARED))

    assert seen[0].raw == seen[1].raw != None  # noqa: E711


def test_raw_is_no_part_of_what_an_event_is(hooks: Webhooks) -> None:
    """Neither of its repr nor of comparisons; an event made by hand has none."""
    event = hooks.process(sign_event())
    by_hand = ThingCreated(event.metadata, Thing(id="thing-1", name="Spoon"))

    assert by_hand == event
    assert "raw" not in repr(event)
    assert by_hand.raw is None


# Trash bin ------------------------------------------------------------------------------------

DELETED = datetime(2026, 4, 26, 13, 57, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        ({}, None),
        ({"restoreInfo": None}, None),
        ({"restoreInfo": {}}, RestoreInfo()),
        ({"restoreInfo": {"deletedDate": None}}, RestoreInfo()),
        ({"restoreInfo": {"deletedDate": DELETED.isoformat()}}, RestoreInfo(DELETED)),
        (
            {"restoreInfo": {"deletedDate": "2026-04-26T13:57:50Z"}},
            RestoreInfo(DELETED),
        ),
    ],
)
def test_a_created_event_tells_that_the_entity_is_back(
    hooks: Webhooks, created: dict[str, Any], expected: RestoreInfo | None
) -> None:
    """Wix says since when it was in the trash bin."""
    data = domain_event(createdEvent={"entity": {"id": "thing-1"}, **created})

    event = hooks.process(sign_event(data))

    assert isinstance(event, ThingCreated)
    assert (Thing(id="thing-1"), expected) == (event.entity, event.restore_info)


@pytest.mark.parametrize("date", ["soon", "2026-04-26T13:57:50", 7])
def test_an_odd_date_stays_as_it_came(hooks: Webhooks, date: object) -> None:
    """As in models."""
    data = domain_event(createdEvent={"restoreInfo": {"deletedDate": date}})

    event: Any = hooks.process(sign_event(data))

    assert date == event.restore_info.deleted_date


@pytest.mark.parametrize(
    ("deleted", "expected"),
    [
        ({}, None),
        ({"movedToTrash": None}, None),
        ({"movedToTrash": True}, True),
        ({"movedToTrash": False}, False),
        ({"movedToTrash": "yes"}, None),
    ],
)
def test_a_deleted_event_tells_of_the_trash_bin(
    hooks: Webhooks, deleted: dict[str, Any], expected: bool | None
) -> None:
    """From there the entity may come back."""
    event = hooks.process(sign_event(domain_event(deletedEvent=deleted), THING_DELETED))

    assert isinstance(event, ThingDeleted)
    assert expected is event.moved_to_trash


# Copies ---------------------------------------------------------------------------------------

EVENTS: list[tuple[object, str]] = [
    (domain_event(createdEvent={"entity": {"id": "1", "x": 1}}), THING_CREATED),
    (domain_event(updatedEvent={"modifiedFields": {"a.b": 1}}), THING_UPDATED),
    (domain_event(deletedEvent={"movedToTrash": True}), THING_DELETED),
    (domain_event(actionEvent={"body": {"angle": 9}}), THING_BENT),
    ({"price": "5"}, THING_SOLD),
    ([1], THING_TOLD),
    ({"a": 1}, "legacy"),
]


@pytest.mark.parametrize(("data", "event_type"), EVENTS)
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one)), replace],
    ids=["copy", "deepcopy", "pickle", "replace"],
)
def test_events_can_be_copied(
    hooks: Webhooks, data: object, event_type: str, again: Callable[[Any], Any]
) -> None:
    """With all that they have."""
    event = hooks.process(sign_event(data, event_type))

    made = again(event)

    assert (type(event), event, data) == (type(made), made, made.raw)


def test_an_action_s_model_and_a_sale_are_read() -> None:
    """The classes of this file's tables are those that are meant."""
    hooks = Webhooks(public_key=public_pem())
    bent: Any = hooks.process(
        sign_event(domain_event(actionEvent={"body": {"angle": 9}}), THING_BENT)
    )
    sold: Any = hooks.process(
        sign_claims({"data": notification({"price": "5"}, THING_SOLD)})
    )

    assert (Bend(angle=9), Sale(price="5")) == (bent.data, sold.data)
    assert ThingTold is type(hooks.process(sign_event([], THING_TOLD)))
