"""Decoding and dispatching webhooks: what handlers get, and what malformed deliveries get."""

from __future__ import annotations

import asyncio
import functools
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

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
    Bend,
    CurrentThingShared,
    OwnEvent,
    Sale,
    Thing,
    ThingBent,
    ThingCounted,
    ThingCreated,
    ThingDeleted,
    ThingKept,
    ThingLost,
    ThingRebent,
    ThingShared,
    ThingSold,
    ThingTold,
    ThingUpdated,
    Typeless,
    Webhooks,
)
from support.webhooks import (
    THING_CREATED,
    domain_event,
    notification,
    other_private_key,
    public_pem,
    sign_bytes,
    sign_claims,
    sign_event,
)
from wixapi._webhooks.events import (
    CreatedEvent,
    Event,
    UnknownEvent,
)
from wixapi._webhooks.payload import MAX_DEPTH
from wixapi._webhooks.webhooks import BaseWebhooks
from wixapi.errors import ConfigurationError, WebhookError, WebhookKeyError

# Support --------------------------------------------------------------------------------------

Deliver = Callable[[BaseWebhooks, str | bytes], Event]


def process(hooks: BaseWebhooks, body: str | bytes) -> Event:
    """Delivers in sync code."""
    return hooks.process(body)


def aprocess(hooks: BaseWebhooks, body: str | bytes) -> Event:
    """Delivers in async code."""
    return asyncio.run(hooks.aprocess(body))


@pytest.fixture(params=[process, aprocess])
def deliver(request: pytest.FixtureRequest) -> Deliver:
    """Delivery by `process` and by `aprocess`: what is true of one is true of the other."""
    function: Deliver = request.param
    return function


@pytest.fixture
def hooks() -> Webhooks:
    """Webhooks with the app's key and no handlers."""
    return Webhooks(public_key=public_pem())


def claims_with(**members: object) -> dict[str, str]:
    """Claims whose middle level has members as they are given, not made JSON text."""
    return {"data": json.dumps({**notification(), **members})}


def lacking(member: str, payload: str) -> list[dict[str, Any]]:
    """Domain events without their payload: missing or null, at each level."""
    members: list[dict[str, Any]] = [
        {},
        {member: None},
        {member: {}},
        {member: {payload: None}},
    ]
    return [{}, *(domain_event(**one) for one in members)]


def raised(hooks: BaseWebhooks, body: str | bytes) -> str:
    """The message of the WebhookError that a body raises."""
    with pytest.raises(WebhookError) as caught:
        hooks.process(body)
    return str(caught.value)


# Decoding -------------------------------------------------------------------------------------


def test_a_created_event_has_its_entity_and_all_metadata(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """The three levels of JSON strings become one typed envelope."""
    body = sign_event(
        identity=json.dumps({"identityType": "MEMBER", "memberId": "member-1"}),
        accountInfo={"accountId": "account-1", "siteId": "site-1"},
    )

    event = deliver(hooks, body)

    assert isinstance(event, ThingCreated)
    assert Thing(id="thing-1", name="Spoon") == event.entity
    metadata = event.metadata
    assert (THING_CREATED, "instance-1") == (metadata.event_type, metadata.instance_id)
    assert metadata.identity is not None
    assert ("MEMBER", "member-1") == (
        metadata.identity.identity_type,
        metadata.identity.member_id,
    )
    assert metadata.account_info is not None
    assert ("account-1", "site-1") == (
        metadata.account_info.account_id,
        metadata.account_info.site_id,
    )
    assert "e0d1d3ad-4d1d-4f0a-9a4e-0a2f8e1f1b01" == metadata.id
    assert ("test.things.v1.thing", "created") == (metadata.entity_fqdn, metadata.slug)
    assert "thing-1" == metadata.entity_id
    assert datetime(2026, 4, 26, 13, 57, 50, 699000, UTC) == metadata.event_time
    assert metadata.triggered_by_anonymize_request is False
    assert 9007199254740993 == metadata.entity_event_sequence
    assert not metadata.model_extra


@pytest.mark.parametrize("as_bytes", [False, True], ids=["text", "bytes"])
def test_a_body_may_be_text_or_bytes(hooks: Webhooks, as_bytes: bool) -> None:
    """Frameworks hand out either."""
    body = sign_event()

    assert isinstance(hooks.process(body.encode() if as_bytes else body), ThingCreated)


@pytest.mark.parametrize(
    ("updated", "modified"),
    [
        ({}, None),
        ({"modifiedFields": None}, None),
        ({"modifiedFields": {}}, {}),
        ({"modifiedFields": {"fullName": {"a": 1}}}, {"fullName": {"a": 1}}),
    ],
)
def test_an_updated_event_has_its_entity_and_what_changed(
    hooks: Webhooks, updated: dict[str, Any], modified: dict[str, Any] | None
) -> None:
    """`modified_fields` is as Wix sent it, or None."""
    data = domain_event(updatedEvent={"currentEntity": {"id": "thing-1"}, **updated})

    event = hooks.process(sign_event(data, THING_UPDATED))

    assert isinstance(event, ThingUpdated)
    assert (Thing(id="thing-1"), modified) == (event.entity, event.modified_fields)


@pytest.mark.parametrize(
    ("deleted", "entity"),
    [
        ({}, None),
        ({"deletedEntity": None}, None),
        ({"deletedEntity": {"id": "thing-1"}}, Thing(id="thing-1")),
    ],
)
def test_a_deleted_event_may_have_its_entity(
    hooks: Webhooks, deleted: dict[str, Any], entity: Thing | None
) -> None:
    """The deleted entity is optional; its id is in the metadata."""
    event = hooks.process(sign_event(domain_event(deletedEvent=deleted), THING_DELETED))

    assert isinstance(event, ThingDeleted)
    assert (entity, "thing-1") == (event.entity, event.metadata.entity_id)


def test_an_action_event_has_its_body(hooks: Webhooks) -> None:
    """`data` is the model that the spec says."""
    event = hooks.process(
        sign_event(domain_event(actionEvent={"body": {"angle": 9}}), THING_BENT)
    )

    assert isinstance(event, ThingBent)
    assert Bend(angle=9) == event.data


def test_an_action_without_a_model_has_free_json(hooks: Webhooks) -> None:
    """Without a payload model, `data` is the object itself, wire names and all."""
    body = {"someCount": 9, "deep": [{"x": None}]}

    event = hooks.process(
        sign_event(domain_event(actionEvent={"body": body}), THING_COUNTED)
    )

    assert isinstance(event, ThingCounted)
    assert body == event.data


def test_the_classes_of_one_event_type_share_a_delivery(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """Each handler gets an instance of its own class; the first class's is handed back."""
    seen: list[Event] = []
    hooks.on(CurrentThingShared)(seen.append)
    hooks.on(ThingShared)(seen.append)

    event = deliver(hooks, sign_event(event_type=THING_SHARED))

    assert [CurrentThingShared, ThingShared] == [type(one) for one in seen]
    assert seen[1] is event


def test_unknown_members_are_kept(hooks: Webhooks) -> None:
    """Wix adds members without notice."""
    data = domain_event(
        createdEvent={"entity": {"id": "1", "colour": "red"}, "new": 1}, shiny=True
    )

    event = hooks.process(sign_event(data, more=1, claims={"iss": "wix.com"}))

    assert isinstance(event, ThingCreated)
    assert {"colour": "red"} == event.entity.model_extra
    assert {"shiny": True} == event.metadata.model_extra


@pytest.mark.parametrize("name", ["identity", "accountInfo"])
@pytest.mark.parametrize("encode", [json.dumps, dict], ids=["string", "object"])
def test_identity_and_account_may_be_a_string_or_an_object(
    hooks: Webhooks, name: str, encode: Callable[[dict[str, str]], object]
) -> None:
    """Both spellings of the two are read."""
    metadata = hooks.process(
        sign_event(**{name: encode({"appId": "a", "siteId": "s"})})
    ).metadata

    if name == "identity":
        assert metadata.identity is not None
        assert "a" == metadata.identity.app_id
    else:
        assert metadata.account_info is not None
        assert "s" == metadata.account_info.site_id


@pytest.mark.parametrize("name", ["identity", "accountInfo"])
@pytest.mark.parametrize("none", [None, ""])
def test_identity_and_account_may_be_absent(
    hooks: Webhooks, name: str, none: str | None
) -> None:
    """Null and empty text stand for none."""
    metadata = hooks.process(sign_event(**{name: none})).metadata

    assert (None, None) == (metadata.identity, metadata.account_info)


@pytest.mark.parametrize("event_type", [THING_CREATED, "other"])
def test_the_instance_may_be_absent(hooks: Webhooks, event_type: str) -> None:
    """An event of an account has none."""
    metadata = hooks.process(
        sign_event(event_type=event_type, instanceId=None)
    ).metadata

    assert "instance_id" not in metadata.model_fields_set


def test_levels_may_be_objects_already(hooks: Webhooks) -> None:
    """An object where a string of one is documented is under the same signature: it is read."""
    data = domain_event(createdEvent={"entity": {"id": "thing-1"}})

    event = hooks.process(sign_claims({"data": notification(data) | {"data": data}}))

    assert isinstance(event, ThingCreated)
    assert "thing-1" == event.entity.id


@pytest.mark.parametrize(
    ("event_type", "data"),
    [
        *((THING_CREATED, one) for one in lacking("createdEvent", "entity")),
        *((THING_UPDATED, one) for one in lacking("updatedEvent", "currentEntity")),
        *((THING_DELETED, one) for one in lacking("deletedEvent", "deletedEntity")),
        *((THING_BENT, one) for one in lacking("actionEvent", "body")),
        *((THING_COUNTED, one) for one in lacking("actionEvent", "body")),
    ],
)
def test_what_an_event_lacks_is_none(
    hooks: Webhooks, deliver: Deliver, event_type: str, data: Any
) -> None:
    """An event that is signed right reaches its handler, with or without entity or data."""
    seen: list[Event] = []
    for kind in (ThingCreated, ThingUpdated, ThingDeleted, ThingBent, ThingCounted):
        hooks.on(kind)(seen.append)
    hooks.fallback(lambda _: pytest.fail("its type is known"))

    event: Any = deliver(hooks, sign_event(data, event_type))

    assert [event] == seen
    assert event_type == event.metadata.event_type
    assert None is (event.data if hasattr(event, "data") else event.entity)


# Flat events ----------------------------------------------------------------------------------


def test_a_flat_event_has_what_it_tells(hooks: Webhooks, deliver: Deliver) -> None:
    """All of the inner JSON is the payload; the metadata is what surrounds it, and nothing of it."""
    data = {"id": "thing-1", "price": "5", "slug": "sold", "entityId": "other"}
    seen: list[ThingSold] = []
    hooks.on(ThingSold)(seen.append)
    hooks.fallback(lambda _: pytest.fail("its type is known"))

    event = deliver(
        hooks, sign_event(data, THING_SOLD, identity={"appId": "a"}, accountInfo={})
    )

    assert [event] == seen
    assert isinstance(event, ThingSold)
    assert event.data is not None
    assert ("thing-1", "5") == (event.data.id, event.data.price)
    assert {"slug": "sold", "entityId": "other"} == event.data.model_extra
    assert {"event_type", "instance_id", "identity", "account_info"} == (
        event.metadata.model_fields_set
    )


@pytest.mark.parametrize("encode", [json.dumps, dict], ids=["text", "object"])
def test_a_flat_payload_may_be_text_or_an_object(
    hooks: Webhooks, encode: Callable[[dict[str, str]], object]
) -> None:
    """Both are under the same signature."""
    outer = {"eventType": THING_SOLD, "data": encode({"price": "5"})}

    event = hooks.process(sign_claims({"data": json.dumps(outer)}))

    assert isinstance(event, ThingSold)
    assert Sale(price="5") == event.data


@pytest.mark.parametrize("outer", [{}, {"data": None}, {"data": "null"}])
def test_a_flat_event_may_tell_nothing(
    hooks: Webhooks, outer: dict[str, object]
) -> None:
    """Then its data is None."""
    event = hooks.process(
        sign_claims({"data": json.dumps({"eventType": THING_SOLD, **outer})})
    )

    assert isinstance(event, ThingSold)
    assert event.data is None


@pytest.mark.parametrize("data", [{"someCount": 1}, [1], "text", 7, True])
def test_a_flat_event_without_a_model_has_any_json(
    hooks: Webhooks, data: object
) -> None:
    """As Wix sends it."""
    event = hooks.process(sign_event(data, THING_TOLD))

    assert isinstance(event, ThingTold)
    assert data == event.data


def test_the_end_of_the_type_tells_a_flat_event(hooks: Webhooks) -> None:
    """If it is no domain event: those end alike in nothing."""
    flat = hooks.process(sign_event({"angle": 1}, "com.wix.things.v1.ThingKept"))
    bare = hooks.process(sign_event({"angle": 1}, "ThingKept"))
    domain = hooks.process(sign_event(domain_event(), "wix.things.v1.ThingKept"))

    assert [ThingKept, ThingKept, UnknownEvent] == [
        type(event) for event in (flat, bare, domain)
    ]


# Unknown events -------------------------------------------------------------------------------


def test_an_unknown_domain_event_keeps_everything(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """An event that no spec knows comes whole, its metadata read as far as it goes."""
    data = domain_event(createdEvent={"entity": {"id": "x"}})

    event = deliver(hooks, sign_event(data, "other.v1.thing_created"))

    assert isinstance(event, UnknownEvent)
    assert data == event.data
    assert ("other.v1.thing_created", "instance-1", "thing-1") == (
        event.metadata.event_type,
        event.metadata.instance_id,
        event.metadata.entity_id,
    )
    assert not event.metadata.model_extra


@pytest.mark.parametrize(
    "data", [{}, {"id": "contact-1", "slug": 3}, [1, [2]], "text", 7, True, 0.5]
)
def test_a_legacy_event_keeps_its_shape(hooks: Webhooks, data: object) -> None:
    """Without a domain event's wrapper nothing is guessed: `id` may be anything's id."""
    event = hooks.process(sign_event(data, "legacy/Changed"))

    assert isinstance(event, UnknownEvent)
    assert data == event.data
    assert {"event_type", "instance_id"} == event.metadata.model_fields_set


def test_an_event_of_unknown_type_may_hold_null(hooks: Webhooks) -> None:
    """The text `null` is JSON like any other."""
    event = hooks.process(sign_claims(claims_with(eventType="legacy", data="null")))

    assert isinstance(event, UnknownEvent)
    assert event.data is None


def test_users_may_write_envelopes_of_their_own(hooks: Webhooks) -> None:
    """A class that says an event type that no spec knows is decoded once it is registered."""
    seen: list[OwnEvent] = []
    hooks.on(OwnEvent)(seen.append)

    event = hooks.process(
        sign_event(domain_event(actionEvent={"body": {"a": 1}}), "own.event")
    )

    assert [event] == seen
    assert {"a": 1} == seen[0].data


# Events of unknown type -----------------------------------------------------------------------

LOST = domain_event(deletedEvent={})
BENT = domain_event(actionEvent={"body": {"angle": 9}})


@pytest.mark.parametrize(
    "event_type", ["wix.things.v1.thing_lost", "a.thing_lost", "thing_lost"]
)
def test_the_end_of_the_event_type_tells_an_event_of_unknown_type(
    hooks: Webhooks, deliver: Deliver, event_type: str
) -> None:
    """Both ways to register work; the envelope says the type that was delivered."""
    seen: list[Event] = []
    hooks.on(ThingLost)(seen.append)
    hooks.test.things.on_thing_lost(seen.append)
    hooks.on(ThingRebent)(lambda _: pytest.fail("not its event"))
    hooks.fallback(lambda _: pytest.fail("it was taken"))

    event = deliver(hooks, sign_event(LOST, event_type))

    assert ThingLost(event.metadata) == event
    assert [event, event] == seen
    assert (event_type, None) == (event.metadata.event_type, ThingLost.event_type)


def test_an_event_of_unknown_type_is_typed_without_handlers(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """As any event that a spec knows; the fallback gets it."""
    seen: list[Event] = []
    hooks.fallback(seen.append)
    deleted = {"deletedEntity": {"someId": "thing-1"}}

    event = deliver(hooks, sign_event(domain_event(deletedEvent=deleted), "thing_lost"))

    assert ThingLost(event.metadata, {"someId": "thing-1"}) == event
    assert [event] == seen


@pytest.mark.parametrize(
    "event_type",
    [
        "wix.things.v1.thing_thing_lost",
        "thing_lost.v1",
        "wix.things.v1/thing_lost",
        "wix.things.v1.Thing_Lost",
        "wix.things.v1.thing_lost.",
        "wix.things.v1.thing_lost ",
        ".",
    ],
)
def test_only_all_after_the_last_dot_tells_an_event(
    hooks: Webhooks, event_type: str
) -> None:
    """Nothing is dispatched by a part of it, nor by anything that only looks like it."""
    hooks.on(ThingLost)(lambda _: pytest.fail("not its event"))

    assert UnknownEvent is type(hooks.process(sign_event(LOST, event_type)))


def test_a_known_event_type_goes_before_its_end(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """The end counts only where no spec knows the whole."""
    seen: list[Event] = []
    hooks.on(ThingRebent)(seen.append)

    known = deliver(hooks, sign_event(BENT, THING_BENT))
    other = deliver(hooks, sign_event(BENT, "other.v1.thing_bent"))

    assert [ThingBent, ThingRebent] == [type(known), type(other)]
    assert [other] == seen


def test_a_users_own_envelope_goes_before_the_end_of_the_type(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """Whoever knows the event type may say it, in a subclass or in a class of their own."""

    class Mine(ThingLost):
        event_type: ClassVar[str | None] = "wix.things.v1.thing_lost"

    seen: list[Event] = []
    hooks.on(ThingLost)(lambda _: pytest.fail("its type is known by now"))
    hooks.on(Mine)(seen.append)

    event = deliver(hooks, sign_event(LOST, "wix.things.v1.thing_lost"))

    assert ([event], Mine) == (seen, type(event))


@pytest.mark.parametrize("data", [BENT, {"id": 7}, {"deletedEvent": []}, [], "text"])
def test_an_event_that_looks_different_is_another_one(
    hooks: Webhooks, deliver: Deliver, data: object
) -> None:
    """That a type ends alike proves nothing: what doesn't fit reaches the fallback, whole."""
    seen: list[Event] = []
    hooks.on(ThingLost)(lambda _: pytest.fail("not its event"))
    hooks.fallback(seen.append)

    event = deliver(hooks, sign_event(data, "legacy.thing_lost"))

    assert UnknownEvent(event.metadata, data) == event
    assert [event] == seen


def test_an_ambiguous_event_of_unknown_type_cant_be_registered(
    hooks: Webhooks,
) -> None:
    """What isn't in the table can't be told from others; the message says what can be done."""
    with pytest.raises(ConfigurationError) as caught:
        hooks.on(Typeless)

    expected = (
        "The event type of Typeless isn't known, and by its name alone its deliveries can't be told "
        "from those of other events: take them with @hooks.fallback, or write a subclass that says "
        "its event_type"
    )
    assert expected == str(caught.value)


# Malformed inside -----------------------------------------------------------------------------

DEEP = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
ABYSS = "[" * 100_000 + "]" * 100_000

NO_JSON = {
    "empty": "",
    "blank": " ",
    "junk": "junk",
    "cut off": '{"a": ',
    "two values": "{} {}",
    "single quotes": "{'a': 1}",
    "trailing comma": '{"a": 1,}',
    "key twice": '{"a": 1, "a": 1}',
    "key twice, deep": '[{"b": {"a": 1, "a": 2}}]',
    "NaN": '{"a": NaN}',
    "Infinity": '{"a": -Infinity}',
    "number out of range": '{"a": 1e999}',
    "number of 5,000 digits": "9" * 5_000,
    "byte order mark": "\ufeff{}",
    "control character": '"\n"',
    "too deep": DEEP,
    "too deep, of objects": '{"a":' * 101 + "1" + "}" * 101,
    "deep as the abyss": ABYSS,
}


@pytest.mark.parametrize("case", NO_JSON)
def test_claims_must_be_strict_json(hooks: Webhooks, case: str) -> None:
    """What can't be read at all is refused: Wix sends it again."""
    body = sign_bytes(NO_JSON[case].encode() or b" ")

    assert raised(hooks, body).startswith("The webhook's content is malformed: claims ")


def test_claims_must_be_utf_8(hooks: Webhooks) -> None:
    """Other encodings, which Python's json would guess, are refused."""
    claims = json.dumps(claims_with())

    for encoding in ("utf-16", "utf-32", "utf-8-sig"):
        assert "malformed: claims can't be read" in raised(
            hooks, sign_bytes(claims.encode(encoding))
        )
    assert "malformed: claims can't be read" in raised(
        hooks, sign_bytes(b'{"data": "\xff"}')
    )


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        *((value, "claims is no") for value in ([], "x", 1, True)),
        (None, "claims is missing"),
        ({}, "claims.data is missing"),
        ({"data": None}, "claims.data is missing"),
    ],
)
def test_claims_without_an_event_are_refused_by_name(
    hooks: Webhooks, claims: object, message: str
) -> None:
    """There is nothing to deliver; the message says what is missing."""
    seen: list[Event] = []
    hooks.fallback(seen.append)

    assert raised(hooks, sign_claims(claims)).startswith(
        f"The webhook's content is malformed: {message}"
    )
    assert [] == seen


def test_json_may_be_as_deep_as_the_limit(hooks: Webhooks) -> None:
    """The bound on depth is a number, not whatever the stack holds."""
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH

    event = hooks.process(sign_claims(claims_with(eventType="legacy", data=text)))

    assert isinstance(event, UnknownEvent)
    assert json.loads(text) == event.data


TEXT = st.text(st.characters(exclude_categories=()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
DOMAIN_MEMBERS = [
    "id", "entityFqdn", "slug", "entityId", "eventTime", "triggeredByAnonymizeRequest",
    "originatedFrom", "entityEventSequence",
]  # fmt: skip


@given(
    claims=JSON,
    outer=JSON,
    inner=JSON,
    payload=JSON,
    metadata=JSON,
    member=st.sampled_from(DOMAIN_MEMBERS),
)
def test_random_json_at_any_level_is_an_event(
    *,
    claims: object,
    outer: object,
    inner: object,
    payload: object,
    metadata: object,
    member: str,
) -> None:
    """Whatever is signed is an event, unless the claims are no object with an event in it."""
    hooks = Webhooks(public_pem())
    bodies = [
        sign_claims({"data": json.dumps(outer)}),
        sign_event(inner),
        sign_event(inner, "legacy"),
        sign_event(domain_event(createdEvent=payload)),
        sign_event(domain_event(createdEvent={"entity": payload})),
        sign_event(
            domain_event(createdEvent={"entity": {"id": payload, "name": payload}})
        ),
        sign_event(
            domain_event(updatedEvent={"currentEntity": {}, "modifiedFields": payload})
        ),
        sign_event(domain_event(createdEvent={"entity": {}}, **{member: metadata})),
        sign_event(identity=json.dumps(metadata), accountInfo=metadata),
        sign_event(identity={"memberId": metadata}),
        sign_event(eventType=metadata, instanceId=metadata),
    ]

    for body in bodies:
        assert isinstance(hooks.process(body), Event)
    for body in (sign_claims(claims), sign_claims({"data": claims})):
        with suppress(WebhookError):
            assert isinstance(hooks.process(body), Event)


# Before the signature holds -------------------------------------------------------------------


def test_the_signature_is_judged_before_the_payload(hooks: Webhooks) -> None:
    """Of a forged token with a malformed payload, only the forgery is told."""
    for payload in (b"junk", b"\xff", ABYSS.encode(), b'{"exp": 0}'):
        message = raised(hooks, sign_bytes(payload, key=other_private_key()))
        assert message.startswith("The token's signature doesn't fit the public key")


def test_nothing_of_a_forged_payload_is_parsed(
    hooks: Webhooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the signature holds, the JSON parser sees the header and nothing else."""
    parsed: list[object] = []
    loads = json.loads

    def spy(text: Any, **options: Any) -> Any:
        parsed.append(text)
        return loads(text, **options)

    forged = sign_event().rpartition(".")[0] + "." + sign_event("x").rpartition(".")[2]
    monkeypatch.setattr(json, "loads", spy)
    message = raised(hooks, forged)

    assert message.startswith("The token's signature doesn't fit the public key")
    assert [b'{"alg": "RS256", "typ": "JWT"}'] == parsed


def test_a_forged_delivery_reaches_no_handler(hooks: Webhooks) -> None:
    """Handlers and fallbacks see verified events only."""
    seen: list[Event] = []
    hooks.on(ThingCreated)(seen.append)
    hooks.fallback(seen.append)

    raised(hooks, sign_event().rpartition(".")[0] + ".")

    assert [] == seen


def test_claims_are_checked(deliver: Deliver) -> None:
    """`verify_expiry` and `app_id` reach the check of the claims."""
    strict = Webhooks(public_key=public_pem(), app_id="app-1")
    lenient = Webhooks(public_key=public_pem(), verify_expiry=False)
    expired, foreign = sign_event(claims={"exp": 1}), sign_event(
        claims={"aud": "app-2"}
    )

    with pytest.raises(WebhookError, match="has expired"):
        deliver(strict, expired)
    with pytest.raises(WebhookError, match="another app"):
        deliver(strict, foreign)
    assert isinstance(deliver(lenient, expired), ThingCreated)
    assert isinstance(deliver(lenient, foreign), ThingCreated)


def test_a_bad_key_is_refused_when_constructed() -> None:
    """Not at the first delivery."""
    with pytest.raises(WebhookKeyError, match="public_key is empty"):
        Webhooks(public_key="")


def test_the_repr_shows_no_key(hooks: Webhooks) -> None:
    """Nothing of the key stands in repr or str."""
    hooks.on(ThingCreated)(print)

    assert "<Webhooks handlers=1>" == repr(hooks) == str(hooks)


# Dispatch -------------------------------------------------------------------------------------


def test_handlers_run_in_the_order_of_registration(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """Several handlers share an event; one registered twice runs twice; others don't run."""
    seen: list[str] = []

    def first(event: ThingCreated) -> None:
        seen.append(f"first {event.entity.id}")

    hooks.on(ThingCreated)(first)
    hooks.on(ThingUpdated)(lambda _: seen.append("updated"))
    hooks.test.things.on_thing_created(lambda _: seen.append("second"))
    hooks.on(ThingCreated)(first)
    hooks.fallback(lambda _: seen.append("fallback"))
    deliver(hooks, sign_event())

    assert ["first thing-1", "second", "first thing-1"] == seen


def test_decorators_hand_back_the_handler(hooks: Webhooks) -> None:
    """`on`, the registrars and `fallback` leave the function as it is."""

    def handler(_: Event) -> None: ...

    assert hooks.on(ThingCreated)(handler) is handler
    assert hooks.test.things.on_thing_created(handler) is handler
    assert hooks.fallback(handler) is handler


def test_the_event_is_handed_back_without_handlers(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """An event that a spec knows is typed, registered or not."""
    assert isinstance(deliver(hooks, sign_event()), ThingCreated)


def test_the_fallback_gets_what_nobody_took(hooks: Webhooks, deliver: Deliver) -> None:
    """Unknown events, and typed ones that have no handler; several fallbacks all run."""
    seen: list[Event] = []
    hooks.fallback(seen.append)
    hooks.fallback(seen.append)
    hooks.on(ThingUpdated)(lambda _: None)

    created = deliver(hooks, sign_event())
    unknown = deliver(hooks, sign_event({}, "legacy"))
    deliver(
        hooks,
        sign_event(domain_event(updatedEvent={"currentEntity": {}}), THING_UPDATED),
    )

    assert [created, created, unknown, unknown] == seen
    assert [ThingCreated, UnknownEvent] == [type(created), type(unknown)]


def test_handlers_may_be_registered_after_a_delivery(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """The next delivery finds them."""
    seen: list[Event] = []
    hooks.fallback(seen.append)
    deliver(hooks, sign_event())
    hooks.on(ThingCreated)(lambda _: None)
    deliver(hooks, sign_event())

    assert 1 == len(seen)


def test_a_handler_that_registers_another_doesnt_change_its_own_delivery(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """A delivery works on the handlers that it found."""
    seen: list[str] = []

    def first(_: Event) -> None:
        seen.append("first")
        hooks.on(ThingCreated)(lambda _: seen.append("late"))

    hooks.on(ThingCreated)(first)
    deliver(hooks, sign_event())

    assert ["first"] == seen


def test_one_failing_handler_stops_no_other(hooks: Webhooks, deliver: Deliver) -> None:
    """All run, then the exception propagates as it was."""
    seen: list[Event] = []
    error = RuntimeError("boom")

    def fail(_: Event) -> None:
        raise error

    hooks.on(ThingCreated)(fail)
    hooks.on(ThingCreated)(seen.append)

    with pytest.raises(RuntimeError) as caught:
        deliver(hooks, sign_event())

    assert caught.value is error
    assert 1 == len(seen)


def test_several_failing_handlers_make_a_group(
    hooks: Webhooks, deliver: Deliver
) -> None:
    """Their exceptions come together, in order."""
    errors = [RuntimeError("one"), ValueError("two")]

    def fail(error: Exception) -> Callable[[Event], None]:
        def handler(_: Event) -> None:
            raise error

        return handler

    for error in errors:
        hooks.on(ThingCreated)(fail(error))

    with pytest.raises(ExceptionGroup) as caught:
        deliver(hooks, sign_event())

    assert errors == list(caught.value.exceptions)


def test_interruptions_propagate_at_once(hooks: Webhooks, deliver: Deliver) -> None:
    """KeyboardInterrupt and its like are no failures of a handler."""
    seen: list[Event] = []

    def interrupt(_: Event) -> None:
        raise SystemExit

    hooks.on(ThingCreated)(interrupt)
    hooks.on(ThingCreated)(seen.append)

    with pytest.raises(SystemExit):
        deliver(hooks, sign_event())

    assert [] == seen


async def test_aprocess_awaits_async_handlers_in_order(hooks: Webhooks) -> None:
    """Sync and async handlers, awaitables that plain functions return: one after the other."""
    seen: list[str] = []

    async def slow(_: Event) -> None:
        await asyncio.sleep(0.01)
        seen.append("slow")

    def plain(event: Event) -> Coroutine[Any, Any, None]:
        return slow(event)

    @hooks.fallback
    async def rest(_: Event) -> None:
        seen.append("rest")

    hooks.on(ThingCreated)(slow)
    hooks.on(ThingCreated)(lambda _: seen.append("sync"))
    hooks.on(ThingCreated)(plain)
    await hooks.aprocess(sign_event())
    await hooks.aprocess(sign_event({}, "legacy"))

    assert ["slow", "sync", "slow", "rest"] == seen


class AsyncCallable:
    """An object whose call is a coroutine function."""

    async def __call__(self, _: Event) -> None:
        """Does nothing."""


async def coroutine_function(_: Event, __: int = 0) -> None:
    """Does nothing."""


ASYNC_HANDLERS = {
    "coroutine function": (coroutine_function, "coroutine_function"),
    "partial": (functools.partial(coroutine_function, __=1), "partial"),
    "object": (AsyncCallable(), "AsyncCallable"),
    "bound method": (AsyncCallable().__call__, "AsyncCallable.__call__"),
}


@pytest.mark.parametrize("case", ASYNC_HANDLERS)
@pytest.mark.parametrize("as_fallback", [False, True], ids=["on", "fallback"])
def test_process_refuses_async_handlers_before_any_runs(
    hooks: Webhooks, case: str, as_fallback: bool
) -> None:
    """One async handler for the event, and no handler runs."""
    handler, name = ASYNC_HANDLERS[case]
    seen: list[Event] = []
    register: Callable[[Callable[[Any], Any]], object] = (
        hooks.fallback if as_fallback else hooks.on(ThingCreated)
    )
    register(seen.append)
    register(handler)

    with pytest.raises(ConfigurationError) as caught:
        hooks.process(sign_event())

    expected = f"The handler {name} is async: deliver with `aprocess` or `adispatch`"
    assert expected == str(caught.value)
    assert [] == seen


def test_process_ignores_async_handlers_of_other_events(hooks: Webhooks) -> None:
    """Only those that this event would call count."""
    hooks.on(ThingUpdated)(coroutine_function)
    hooks.on(ThingCreated)(lambda _: None)
    hooks.fallback(coroutine_function)

    assert isinstance(hooks.process(sign_event()), ThingCreated)


class Pending:
    """An awaitable that is no coroutine."""

    def __await__(self) -> Generator[Any, None, None]:
        yield


@pytest.mark.parametrize("awaitable", [coroutine_function, lambda _: Pending()])
def test_process_refuses_an_awaitable_that_a_plain_function_returns(
    hooks: Webhooks, awaitable: Callable[[Event], object]
) -> None:
    """It can't be foreseen, so it counts as that handler's failure; the others run."""
    seen: list[Event] = []

    def returns_awaitable(event: Event) -> object:
        return awaitable(event)

    hooks.on(ThingCreated)(returns_awaitable)
    hooks.on(ThingCreated)(seen.append)

    with pytest.raises(ConfigurationError, match="returns_awaitable is async"):
        hooks.process(sign_event())

    assert 1 == len(seen)


async def test_a_cancelled_delivery_stops(hooks: Webhooks) -> None:
    """Cancellation isn't collected like a failure."""
    seen: list[Event] = []
    hooks.on(ThingCreated)(lambda _: asyncio.sleep(60))
    hooks.on(ThingCreated)(seen.append)
    task = asyncio.create_task(hooks.aprocess(sign_event()))
    await asyncio.sleep(0.01)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

    assert [] == seen


@pytest.mark.parametrize(
    "event", [Typeless, UnknownEvent, Event, CreatedEvent, lambda _: None]
)
def test_an_event_without_a_known_type_cant_be_registered(
    hooks: Webhooks, event: Any
) -> None:
    """The message points to the fallback; so does `@hooks.on` without its parentheses."""
    with pytest.raises(
        ConfigurationError, match=r"isn't known, .* take them with @hooks\.fallback"
    ):
        hooks.on(event)


def test_registration_and_processing_share_threads(hooks: Webhooks) -> None:
    """No registration is lost and no delivery disturbed while threads do both."""
    body = sign_event()
    failures: list[BaseException] = []
    start = threading.Barrier(8)

    def work() -> None:
        try:
            start.wait()
            for _ in range(50):
                hooks.on(ThingCreated)(lambda _: None)
                hooks.process(body)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failures
    assert "<Webhooks handlers=400>" == repr(hooks)


def test_webhooks_share_no_handlers(hooks: Webhooks) -> None:
    """Two apps in one process don't see each other's events."""
    seen: list[Event] = []
    Webhooks(public_key=public_pem()).on(ThingCreated)(seen.append)

    hooks.process(sign_event())

    assert [] == seen


# Imports --------------------------------------------------------------------------------------


@pytest.mark.parametrize("event_type", ["late", "some.later"])
def test_envelopes_are_imported_when_their_event_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, event_type: str
) -> None:
    """A package with a thousand events loads those that it receives."""
    (tmp_path / "late_events.py").write_text(
        "from wixapi._webhooks.events import ActionEvent\n"
        "class Late(ActionEvent):\n"
        "    event_type = 'late'\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    class LateWebhooks(BaseWebhooks):
        _events: ClassVar = {"late": (("late_events", "Late"),)}
        _events_by_segment: ClassVar = {"later": ("late_events", "Late")}

    hooks = LateWebhooks(public_key=public_pem())
    hooks.process(sign_event({}, "other"))
    before = "late_events" in sys.modules
    event = hooks.process(
        sign_event(domain_event(actionEvent={"body": {}}), event_type)
    )
    sys.modules.pop("late_events")

    assert (False, "Late") == (before, type(event).__name__)


def test_nothing_heavy_is_imported_before_webhooks_are_made() -> None:
    """jwt, cryptography and pydantic come with the first object, not with the module."""
    code = (
        "import sys; import wixapi._webhooks.webhooks, wixapi._webhooks.events;"
        "print(sorted({'jwt', 'cryptography', 'pydantic', 'httpx', 'httpx2'} & sys.modules.keys()));"
        f"wixapi._webhooks.webhooks.BaseWebhooks({public_pem()!r});"
        "print(sorted({'jwt', 'cryptography', 'pydantic', 'httpx', 'httpx2'} & sys.modules.keys()))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[]\n['cryptography', 'jwt', 'pydantic']\n" == ran.stdout
