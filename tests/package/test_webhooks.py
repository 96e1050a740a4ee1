"""Webhooks of the real package: every event of every spec, verified, typed and dispatched."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import importlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar

import pytest

from package.specs import Webhook, resources, webhooks
from support.committed import committed_modules
from support.webhooks import (
    b64url,
    domain_event,
    notification,
    other_private_key,
    public_pem,
    sign_bytes,
    sign_claims,
    sign_event,
)
from wixapi import UnknownEvent, Webhooks
from wixapi._hooks import EVENTS
from wixapi._webhooks.events import Event
from wixapi.calendar import participations
from wixapi.common import (
    AccountInfo,
    EventMetadata,
    IdentificationData,
    WebhookIdentityType,
)
from wixapi.errors import ConfigurationError, WebhookError, WebhookKeyError, WixError
from wixapi.events import guests

WEBHOOKS = list(webhooks())
every_event = pytest.mark.parametrize("event", WEBHOOKS, ids=str)

ENTITY = {"id": "entity-1", "revision": "9007199254740993", "newField": True}
BODY = {"anything": {"snake_case": 1}}
PAYLOADS: dict[str, dict[str, Any]] = {
    "created": {"createdEvent": {"entity": ENTITY}},
    "updated": {
        "updatedEvent": {"currentEntity": ENTITY, "modifiedFields": {"partySize": 1}},
    },
    "deleted": {"deletedEvent": {"deletedEntity": ENTITY}},
    "action": {"actionEvent": {"body": BODY}},
}
CREATED = "wix.events.guests.v1.guest_created"
GUEST = {"createdEvent": {"entity": {"id": "guest-1", "guestType": "RSVP"}}}


def delivery(event: Webhook, **members: Any) -> str:
    """The body of an event's delivery."""
    event_type: str = event.spec["event_type"]
    fqdn, _, slug = event_type.partition("_")
    payload = PAYLOADS[event.spec["kind"]]
    data = domain_event(entityFqdn=fqdn, slug=slug, entityId="entity-1", **payload)
    return sign_event(data, event_type, **members)


def guest_created(**options: Any) -> str:
    """The body of a delivery of a guest."""
    return sign_event(domain_event(**GUEST), CREATED, **options)


@pytest.fixture
def hooks() -> Webhooks:
    """Webhooks of the app that owns the key."""
    return Webhooks(public_key=public_pem())


@pytest.fixture(params=["process", "aprocess"])
def process(request: pytest.FixtureRequest) -> Callable[[Webhooks, str | bytes], Event]:
    """Both ways to process a body."""

    def run(hooks: Webhooks, body: str | bytes) -> Event:
        if request.param == "process":
            return hooks.process(body)
        return asyncio.run(hooks.aprocess(body))

    return run


Process = Callable[[Webhooks, Any], Event]

# Every event ---------------------------------------------------------------------------------


@every_event
def test_event_is_decoded(hooks: Webhooks, process: Process, event: Webhook) -> None:
    """A delivery becomes the event's own envelope: payload and metadata typed."""
    identity = {"identityType": "WIX_USER", "wixUserId": "user-1"}
    account = {"accountId": "account-1", "siteId": "site-1"}

    envelope: Any = process(
        hooks, delivery(event, identity=json.dumps(identity), accountInfo=account)
    )

    assert event.envelope is type(envelope)
    fqdn, _, slug = event.spec["event_type"].partition("_")
    assert (
        EventMetadata(
            event_type=event.spec["event_type"],
            instance_id="instance-1",
            identity=IdentificationData(
                identity_type=WebhookIdentityType.WIX_USER, wix_user_id="user-1"
            ),
            account_info=AccountInfo(account_id="account-1", site_id="site-1"),
            id="e0d1d3ad-4d1d-4f0a-9a4e-0a2f8e1f1b01",
            entity_fqdn=fqdn,
            slug=slug,
            entity_id="entity-1",
            event_time=datetime(2026, 4, 26, 13, 57, 50, 699_000, tzinfo=UTC),
            triggered_by_anonymize_request=False,
            entity_event_sequence=9007199254740993,
        )
        == envelope.metadata
    )
    assert ("wix_user_id", "user-1") == envelope.metadata.identity.identifier
    if event.spec["kind"] == "action":
        data = envelope.data
        assert BODY == (data.model_extra if event.spec.get("data") else data)
        return
    model = getattr(event.resource.module, event.spec["entity"])
    assert model.model_validate(ENTITY) == envelope.entity
    assert ("entity-1", 9007199254740993, {"newField": True}) == (
        envelope.entity.id,
        int(envelope.entity.revision),
        envelope.entity.model_extra,
    )
    if event.spec["kind"] == "updated":
        assert {"partySize": 1} == envelope.modified_fields


@every_event
def test_event_reaches_its_handlers_alone(
    hooks: Webhooks, process: Process, event: Webhook
) -> None:
    """`on` and the registrar's method both register; handlers of other events aren't called."""
    seen: list[tuple[str, Event]] = []

    def note(handler: str, got: Event) -> None:
        seen.append((handler, got))

    for other in WEBHOOKS:
        for way, register in (
            ("on", hooks.on(other.envelope)),
            ("registrar", attrgetter(other.registrar)(hooks)),
        ):
            register(partial(note, f"{way} {other}"))

    envelope = process(hooks, delivery(event))

    assert [(f"on {event}", envelope), (f"registrar {event}", envelope)] == seen


@every_event
async def test_event_reaches_async_handlers(hooks: Webhooks, event: Webhook) -> None:
    """Async handlers are awaited; registering hands the function back, to decorate again."""
    seen: list[Event] = []

    async def handle(got: Event) -> None:
        await asyncio.sleep(0)
        seen.append(got)

    assert handle is attrgetter(event.registrar)(hooks)(
        hooks.on(event.envelope)(handle)
    )

    envelope = await hooks.aprocess(delivery(event))

    assert [envelope, envelope] == seen
    with pytest.raises(ConfigurationError, match="aprocess"):
        hooks.process(delivery(event))


@pytest.mark.parametrize(
    ("event", "payload", "attribute"),
    [
        (one, payload, attribute)
        for one in WEBHOOKS
        for kind, payload, attribute in [
            ("updated", {"updatedEvent": {"currentEntity": ENTITY}}, "modified_fields"),
            ("deleted", {"deletedEvent": {}}, "entity"),
        ]
        if kind == one.spec["kind"]
    ],
    ids=str,
)
def test_optional_parts(
    hooks: Webhooks, event: Webhook, payload: Any, attribute: str
) -> None:
    """What Wix may leave out of an event is None."""
    body = sign_event(domain_event(**payload), event.spec["event_type"])

    assert None is getattr(hooks.process(body), attribute)


# Keys and forms ------------------------------------------------------------------------------


@pytest.mark.parametrize("as_bytes", [False, True])
@pytest.mark.parametrize(
    "key",
    [
        public_pem(),
        public_pem().strip(),
        public_pem().encode(),
        base64.b64encode(public_pem().encode()).decode(),
    ],
    ids=["PEM", "PEM without end of line", "PEM as bytes", "base64"],
)
def test_forms_of_key_and_body(process: Process, key: str, as_bytes: bool) -> None:
    """The key may be PEM or one line of base64 of it, the body text or bytes."""
    body = guest_created()

    envelope = process(Webhooks(public_key=key), body.encode() if as_bytes else body)

    assert isinstance(envelope, guests.GuestCreated)
    assert "guest-1" == envelope.entity.id
    assert guests.GuestType.RSVP is envelope.entity.guest_type


@pytest.mark.parametrize("key", ["", "key", "-----BEGIN PUBLIC KEY-----\nno\n"])
def test_key_is_checked_at_once(key: str) -> None:
    """A key that is none is refused when hooks are made, as both WebhookError and ValueError."""
    with pytest.raises(WebhookKeyError) as caught:
        Webhooks(public_key=key)
    assert isinstance(caught.value, WebhookError)
    assert isinstance(caught.value, ValueError)


# Dispatch ------------------------------------------------------------------------------------


def test_known_event_without_handler_goes_to_the_fallback(
    hooks: Webhooks, process: Process
) -> None:
    """An event that a spec knows is typed, registered or not; the fallback gets what nobody took."""
    seen: list[Event] = []
    taken: list[Event] = []
    hooks.fallback(seen.append)
    hooks.events.guests.on_guest_deleted(taken.append)

    envelope = process(hooks, guest_created())

    assert guests.GuestCreated is type(envelope)
    assert ([envelope], []) == (seen, taken)


@pytest.mark.parametrize(
    "data", [domain_event(**GUEST), {"id": 7, "changed": ["a"]}, {}]
)
def test_unknown_event_goes_to_the_fallback(
    hooks: Webhooks, process: Process, data: dict[str, Any]
) -> None:
    """An event that no spec knows is an UnknownEvent with its type and its JSON as it came."""
    seen: list[Event] = []
    hooks.fallback(seen.append)
    hooks.on(guests.GuestCreated)(lambda _: pytest.fail("not its event"))

    envelope = process(hooks, sign_event(data, "wix.stores.v1.product_created"))

    assert isinstance(envelope, UnknownEvent)
    assert "wix.stores.v1.product_created" == envelope.metadata.event_type
    assert "instance-1" == envelope.metadata.instance_id
    assert data == envelope.data
    assert [envelope] == seen


def test_unknown_event_without_fallback(hooks: Webhooks, process: Process) -> None:
    """Nobody needs to take an event."""
    assert isinstance(process(hooks, sign_event({}, "a.b_c")), UnknownEvent)


def test_failing_handler(hooks: Webhooks, process: Process) -> None:
    """A handler's exception propagates after all handlers have run; several as a group."""
    seen: list[str] = []

    @hooks.on(guests.GuestCreated)
    def fail(_: guests.GuestCreated) -> None:
        seen.append("fail")
        raise LookupError("no such table")

    hooks.on(guests.GuestCreated)(lambda _: seen.append("after"))

    with pytest.raises(LookupError, match="no such table"):
        process(hooks, guest_created())
    assert ["fail", "after"] == seen

    hooks.on(guests.GuestCreated)(fail)
    with pytest.raises(ExceptionGroup):
        process(hooks, guest_created())


# What isn't Wix's ----------------------------------------------------------------------------


def hs256_with_the_public_key() -> str:
    """Signed with what everybody may know, if the token could choose how it is verified."""
    header, payload, _ = guest_created().split(".")
    header = b64url(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    mac = hmac.new(
        public_pem().encode(), f"{header}.{payload}".encode(), hashlib.sha256
    )
    return f"{header}.{payload}.{b64url(mac.digest())}"


def unsigned(signature: str = "", algorithm: str = "none") -> str:
    """A token that says it needs no signature."""
    header = b64url(json.dumps({"alg": algorithm, "typ": "JWT"}).encode())
    return f"{header}.{guest_created().split('.')[1]}.{signature}"


def with_other_payload() -> str:
    """A true signature, over something else."""
    header, _, signature = guest_created().split(".")
    payload = sign_event(domain_event(createdEvent={"entity": {"id": "mine"}}), CREATED)
    return f"{header}.{payload.split('.')[1]}.{signature}"


def with_header(header: dict[str, Any]) -> str:
    """A true signature, under a header that says otherwise."""
    claims = {"data": json.dumps(notification(domain_event(**GUEST), CREATED))}
    return sign_claims(claims, header=header)


def flipped() -> str:
    """One bit of the signature is wrong."""
    token = guest_created()
    head, _, signature = token.rpartition(".")
    return f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


NOW = time.time()

UNTRUSTED: dict[str, Callable[[], Any]] = {
    "signed with another key": lambda: sign_bytes(
        b'{"data": "not even JSON', key=other_private_key()
    ),
    "another payload": with_other_payload,
    "a flipped bit": flipped,
    "HS256 with the public key": hs256_with_the_public_key,
    "HS256, truly signed with RS256": lambda: with_header({"alg": "HS256"}),
    "no algorithm": lambda: with_header({"typ": "JWT"}),
    "RS512 in name": lambda: with_header({"alg": "RS512"}),
    "unsigned": unsigned,
    "unsigned, with a true signature": lambda: unsigned(guest_created().split(".")[2]),
    "unsigned NONE": lambda: unsigned(algorithm="NONE"),
    "without signature": lambda: guest_created().rpartition(".")[0] + ".",
    "two parts": lambda: guest_created().rpartition(".")[0],
    "four parts": lambda: guest_created() + ".AAAA",
    "junk behind": lambda: guest_created() + "=",
    "quoted twice": lambda: json.dumps(json.dumps(guest_created())),
    "JSON": lambda: json.dumps(notification(domain_event(**GUEST), CREATED)),
    "empty": str,
    "dots": lambda: "..",
    "surrogate": lambda: guest_created() + "\ud83d",
    "not text": lambda: None,
    "a dict": dict,
    "expired": lambda: guest_created(claims={"exp": NOW - 3600}),
    "not valid yet": lambda: guest_created(claims={"nbf": NOW + 3600}),
    "expiry as text": lambda: guest_created(claims={"exp": "tomorrow"}),
}


@pytest.mark.parametrize("body", UNTRUSTED.values(), ids=UNTRUSTED.keys())
def test_untrusted_body(
    hooks: Webhooks, process: Process, body: Callable[[], Any]
) -> None:
    """What Wix didn't sign for this app, or not for now, is a WebhookError and reaches nobody."""
    hooks.fallback(lambda _: pytest.fail("untrusted"))
    hooks.on(guests.GuestCreated)(lambda _: pytest.fail("untrusted"))

    with pytest.raises(WebhookError) as caught:
        process(hooks, body())
    assert isinstance(caught.value, WixError)


@pytest.mark.parametrize(
    "payload",
    [b"{", b"[]", b'{"data": 7}', b'{"exp": 0}', b"\xff", b"[" * 100_000],
)
def test_nothing_is_looked_at_before_the_signature_holds(
    hooks: Webhooks, payload: bytes
) -> None:
    """A forged token gives one and the same error, whatever is in it."""
    forged = sign_bytes(payload, key=other_private_key())
    expected = sign_bytes(json.dumps({"data": "{}"}).encode(), key=other_private_key())
    messages = []
    for body in (expected, forged):
        with pytest.raises(WebhookError) as caught:
            hooks.process(body)
        messages.append(str(caught.value))

    assert messages[0] == messages[1]
    assert "signature" in messages[0]


def test_expiry_can_be_ignored() -> None:
    """A token may be two days old when Wix sends it again: `verify_expiry=False` accepts it."""
    hooks = Webhooks(public_key=public_pem(), verify_expiry=False)

    assert isinstance(
        hooks.process(guest_created(claims={"exp": NOW - 48 * 3600})),
        guests.GuestCreated,
    )


def test_unexpired_token(hooks: Webhooks, process: Process) -> None:
    """Claims that hold are no obstacle."""
    claims = {"exp": NOW + 3600, "nbf": NOW - 10, "iat": NOW}

    assert isinstance(process(hooks, guest_created(claims=claims)), guests.GuestCreated)


def test_audience() -> None:
    """With `app_id`, a token that is meant for another app is refused."""
    hooks = Webhooks(public_key=public_pem(), app_id="app-1")

    assert isinstance(
        hooks.process(guest_created(claims={"aud": "app-1"})), guests.GuestCreated
    )
    with pytest.raises(WebhookError, match="another app"):
        hooks.process(guest_created(claims={"aud": "app-2"}))


CREATED_EVENT = domain_event(**GUEST)


def inner(**changes: Any) -> str:
    """A delivery whose domain event differs."""
    return sign_event({**CREATED_EVENT, **changes}, CREATED)


def sign_event_of(text: str) -> str:
    """A delivery with any text for the domain event."""
    middle = {"eventType": CREATED, "instanceId": "instance-1", "data": text}
    return sign_claims({"data": json.dumps(middle)})


NO_EVENT: dict[str, tuple[Callable[[], str], str]] = {
    "claims that are no object": (lambda: sign_claims([]), "claims"),
    "claims that are no JSON": (lambda: sign_bytes(b"{"), "claims"),
    "no data": (lambda: sign_claims({"iat": 1}), "claims.data"),
    "data that is null": (lambda: sign_claims({"data": None}), "claims.data"),
}


@pytest.mark.parametrize(("body", "where"), NO_EVENT.values(), ids=NO_EVENT.keys())
def test_claims_without_an_event(
    hooks: Webhooks, process: Process, body: Callable[[], str], where: str
) -> None:
    """A signed token without an event is a WebhookError that says where, and reaches nobody."""
    hooks.fallback(lambda _: pytest.fail("malformed"))
    hooks.on(guests.GuestCreated)(lambda _: pytest.fail("malformed"))

    with pytest.raises(WebhookError) as caught:
        process(hooks, body())
    assert f"malformed: {where} " in str(caught.value)


NAMELESS: dict[str, Callable[[], str]] = {
    "data that is no JSON": lambda: sign_claims({"data": "{"}),
    "data that is a list": lambda: sign_claims({"data": "[]"}),
    "data that is a number": lambda: sign_claims({"data": 7}),
    "data with a key twice": lambda: sign_claims({"data": '{"a":1,"a":2}'}),
    "no event type": lambda: sign_event(CREATED_EVENT, None),
    "event type as number": lambda: sign_event(CREATED_EVENT, CREATED, eventType=7),
}
MALFORMED: dict[str, Callable[[], str]] = {
    "instance id as number": lambda: sign_event(CREATED_EVENT, CREATED, instanceId=7),
    "inner data missing": lambda: sign_claims(
        {"data": json.dumps({"eventType": CREATED})}
    ),
    "inner data that is no JSON": lambda: sign_event_of("{"),
    "inner data that is a list": lambda: sign_event_of("[]"),
    "inner data too deep": lambda: sign_event_of("[" * 1000 + "]" * 1000),
    "inner data with NaN": lambda: sign_event_of('{"a": NaN}'),
    "identity that is no JSON": lambda: sign_event(
        CREATED_EVENT, CREATED, identity="{"
    ),
    "identity that is a list": lambda: sign_event(
        CREATED_EVENT, CREATED, identity="[]"
    ),
    "createdEvent that is a string": lambda: inner(
        createdEvent=json.dumps(GUEST["createdEvent"])
    ),
    "entity that is a list": lambda: inner(createdEvent={"entity": []}),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_levels(
    hooks: Webhooks, process: Process, body: Callable[[], str]
) -> None:
    """What is signed and says its type reaches the handler, broken inside or not."""
    hooks.fallback(lambda _: pytest.fail("its type is known"))
    seen: list[Event] = []
    hooks.on(guests.GuestCreated)(seen.append)

    assert [process(hooks, body())] == seen


@pytest.mark.parametrize("body", NAMELESS.values(), ids=NAMELESS.keys())
def test_events_without_a_type(
    hooks: Webhooks, process: Process, body: Callable[[], str]
) -> None:
    """What is signed and doesn't say its type reaches the fallback."""
    seen: list[Event] = []
    hooks.fallback(seen.append)

    assert [process(hooks, body())] == seen
    assert [UnknownEvent] == [type(event) for event in seen]


@every_event
def test_an_event_without_its_payload_reaches_its_handler(
    hooks: Webhooks, process: Process, event: Webhook
) -> None:
    """With None in its place: whatever is signed right is no fault of the app's."""
    seen: list[Event] = []
    hooks.on(event.envelope)(seen.append)
    (member,) = PAYLOADS[event.spec["kind"]]
    word = "data" if event.spec["kind"] == "action" else "entity"

    for without in ({}, {member: None}, {member: {}}):
        data = domain_event(**without)
        envelope = process(hooks, sign_event(data, event.spec["event_type"]))
        assert [envelope] == seen
        assert getattr(seen.pop(), word) is None


def test_odd_leaves_are_read(hooks: Webhooks) -> None:
    """Inside the payload, reading is as liberal as with answers."""
    entity = {"createdDate": "yesterday", "guestType": "GHOST", "totalGuests": "many"}
    envelope: Any = hooks.process(
        inner(createdEvent={"entity": entity}, eventTime="noon")
    )

    assert ("yesterday", "GHOST", "many", "noon") == (
        envelope.entity.created_date,
        envelope.entity.guest_type,
        envelope.entity.total_guests,
        envelope.metadata.event_time,
    )


# One list drives all -------------------------------------------------------------------------


def generated_modules() -> Iterator[Any]:
    """Every module of the package that this run looks at."""
    return map(importlib.import_module, committed_modules())


def events_of(module: Any) -> set[type[Event]]:
    """The classes of real events among the module's names."""
    return {
        one
        for one in vars(module).values()
        if isinstance(one, type)
        and issubclass(one, Event)
        and one.event_type is not None
    }


def exported_events() -> set[type[Event]]:
    """Every event that a resource module exports."""
    return {
        event
        for module in generated_modules()
        for event in events_of(module)
        if event.__name__ in getattr(module, "__all__", ())
    }


def test_every_exported_event_is_dispatched() -> None:
    """What is exported and what is dispatched is one and the same list, under the same types."""
    exported = {
        (one.event_type, one.__module__, one.__name__) for one in exported_events()
    }
    looked_at = set(committed_modules())

    assert {
        (event_type, module, name)
        for event_type, classes in EVENTS.items()
        for module, name in classes
        if module in looked_at
    } == exported


def test_every_event_is_exported() -> None:
    """No event's class is left out of its resource's exports."""
    assert exported_events() == {
        event for module in generated_modules() for event in events_of(module)
    }


def test_every_event_is_in_a_spec() -> None:
    """The events are those of the specs, with their types."""
    modules = {event.envelope.__module__ for event in WEBHOOKS}

    assert {one.envelope: one.spec["event_type"] for one in WEBHOOKS} == {
        one: one.event_type for one in exported_events() if one.__module__ in modules
    }


class Recording(Webhooks):
    """Notes which events are registered for."""

    registered: ClassVar[list[Any]] = []

    def on(self, event: Any) -> Any:
        """See `Webhooks`."""
        self.registered.append(event)
        return super().on(event)


def test_every_event_has_one_registrar() -> None:
    """Walking the registrars of resources, each event is found exactly once."""
    hooks = Recording(public_key=public_pem())
    Recording.registered.clear()

    for resource in resources():
        if resource.spec.get("webhooks"):
            registrar = attrgetter(resource.path)(hooks)
            for name in vars(type(registrar)):
                if name.startswith("on_"):
                    getattr(registrar, name)(lambda _: None)

    assert sorted(repr(event.envelope) for event in WEBHOOKS) == sorted(
        map(repr, Recording.registered)
    )


def test_events_are_those_of_the_specs() -> None:
    """A known one is among them."""
    assert participations.ParticipationCreated in exported_events()
