"""`wixapi.testing`: what a user's tests get must be what Wix would send."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import httpx2
import jwt
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jwt.algorithms import RSAAlgorithm

from package.specs import Webhook, resources, webhooks
from support.committed import committed_specs
from support.pages import api_of
from support.web_servers import wsgiref_server
from wixapi import RestoreInfo, Webhooks, asgi, testing
from wixapi import errors as wix_errors
from wixapi._model import Model, read
from wixapi._webhooks.events import ActionEvent, Event, FlatEvent, UnknownEvent
from wixapi.calendar import participations
from wixapi.common import EventMetadata
from wixapi.errors import ConfigurationError, WebhookError
from wixapi.events import guests
from wixapi.wsgi import WebhookApp
from wixgen.export.jsonschema import jsonschema

every_event = pytest.mark.parametrize("event", list(webhooks()), ids=str)

MODELS = [
    model
    for resource in resources()
    for model in vars(resource.module).values()
    if isinstance(model, type) and issubclass(model, Model)
]


@pytest.fixture
def hooks() -> Webhooks:
    """Webhooks of the app that exists in tests only."""
    return Webhooks(testing.keys().public_key)


# Keys ----------------------------------------------------------------------------------------


def test_keys_are_new_each_time_and_those_of_the_process_are_not() -> None:
    """`generate` makes others, `keys` hands out the same."""
    one, other = testing.WebhookKeys.generate(), testing.WebhookKeys.generate()

    assert one.public_key != other.public_key
    assert testing.keys() is testing.keys()


def test_keys_do_not_show_what_signs() -> None:
    """Not even of an app that exists in tests only: habits count."""
    assert "PRIVATE" not in repr(testing.keys())


def test_a_key_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """To read a key takes two hundred times as long as to sign with it: many events are signed with one."""
    read_keys: list[object] = []
    read_key = RSAAlgorithm.prepare_key

    def noted(self: RSAAlgorithm, key: Any) -> Any:
        if isinstance(key, str):
            read_keys.append(key)
        return read_key(self, key)

    monkeypatch.setattr(RSAAlgorithm, "prepare_key", noted)
    keys = testing.WebhookKeys.generate()
    for _ in range(3):
        testing.event(guests.GuestCreated, signed_by=keys)

    assert [keys.private_key] == read_keys


def test_other_keys_sign_what_is_refused(hooks: Webhooks) -> None:
    """For tests of what an app does with forgeries."""
    others = testing.WebhookKeys.generate()
    body = testing.event(guests.GuestCreated, signed_by=others)

    assert isinstance(Webhooks(others.public_key).process(body), guests.GuestCreated)
    with pytest.raises(WebhookError, match="signature"):
        hooks.process(body)


def test_any_claims_can_be_signed(hooks: Webhooks) -> None:
    """For tests of what an app does with what is malformed."""
    with pytest.raises(WebhookError, match=r"claims\.data is missing"):
        hooks.process(testing.keys().sign({}))


# Events --------------------------------------------------------------------------------------


@every_event
def test_every_event_can_be_made(
    hooks: Webhooks, event: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    """It is the event's own envelope, all of it readable, with everything that Wix tells."""
    caplog.set_level(logging.DEBUG, "wixapi")

    delivery = hooks.verify(testing.event(event.envelope))

    slug = delivery.event.metadata.slug
    assert event.envelope is type(delivery.event)
    assert event.spec["event_type"] == delivery.event_type
    assert delivery.event_type == f"{delivery.entity_fqdn}_{slug}"
    assert event.spec["kind"] in {slug, "action"}
    assert delivery.event_id
    assert delivery.entity_id
    assert delivery.instance_id
    assert isinstance(delivery.event.metadata.event_time, datetime)
    assert [] == caplog.messages
    assert EventMetadata.model_fields.keys() - {"originated_from", "account_info"} == (
        delivery.event.metadata.model_fields_set
    )
    assert not delivery.event.metadata.model_extra


def levels(body: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The three levels of JSON of a body."""
    claims = jwt.decode(body, testing.keys().public_key, algorithms=["RS256"])
    outer = json.loads(claims["data"])
    return claims, outer, json.loads(outer["data"])


def test_an_event_has_the_shape_of_wix_s() -> None:
    """Three levels, each a string of JSON in the one around it; identity is another."""
    claims, outer, inner = levels(
        testing.event(
            guests.GuestUpdated,
            entity=guests.EventGuest(id="guest-1"),
            modified_fields={"guestDetails.firstName": "Ann"},
            event_id="event-1",
            sequence=7,
            instance_id="instance-1",
            identity={"identityType": "APP", "appId": "app-1"},
            metadata={"originatedFrom": "merge"},
        )
    )

    assert {"data", "iat", "exp"} == claims.keys()
    assert 3600 == claims["exp"] - claims["iat"]
    assert {"eventType", "instanceId", "identity", "data"} == outer.keys()
    assert {"identityType": "APP", "appId": "app-1"} == json.loads(outer["identity"])
    entity = inner["updatedEvent"].pop("currentEntity")
    time = datetime.fromisoformat(inner.pop("eventTime"))
    assert UTC == time.tzinfo
    assert "guest-1" == entity["id"]
    assert {
        "id": "event-1",
        "entityFqdn": "wix.events.guests.v1.guest",
        "slug": "updated",
        "entityId": "guest-1",
        "updatedEvent": {"modifiedFields": {"guestDetails.firstName": "Ann"}},
        "triggeredByAnonymizeRequest": False,
        "originatedFrom": "merge",
        "entityEventSequence": "7",
    } == inner


def test_who_and_whose_can_be_told_or_not(hooks: Webhooks) -> None:
    """Wix leaves either out where there is nobody."""
    named = hooks.process(
        testing.event(guests.GuestCreated, account_info={"siteId": "s"})
    ).metadata
    nobody = hooks.process(testing.event(guests.GuestCreated, identity={})).metadata

    assert named.account_info is not None
    assert named.identity is not None
    assert ("s", "wix_user_id") == (
        named.account_info.site_id,
        (named.identity.identifier or ("",))[0],
    )
    assert (None, None) == (nobody.account_info, nobody.identity)


def test_each_event_is_another_and_later(hooks: Webhooks) -> None:
    """Unless a test says otherwise, no two are duplicates, and the later one is newer."""
    one, other = (hooks.verify(testing.event(guests.GuestCreated)) for _ in "ab")

    assert one.event_id != other.event_id
    assert one.sequence is not None
    assert other.sequence is not None
    assert one.sequence < other.sequence
    assert one.entity_id == other.entity_id


def test_an_entity_has_the_id_that_the_event_says(hooks: Webhooks) -> None:
    """One is enough to say; both may be told."""
    told = hooks.verify(testing.event(guests.GuestCreated, entity_id="g-1"))
    own = hooks.verify(testing.event(guests.GuestCreated, entity={"id": "g-2"}))
    both = hooks.verify(
        testing.event(guests.GuestCreated, entity={"id": "g-3"}, entity_id="g-4")
    )

    assert [("g-1", "g-1"), ("g-2", "g-2"), ("g-4", "g-3")] == [
        (one.entity_id, one.event.entity.id) for one in (told, own, both)
    ]


def test_a_deleted_event_has_an_entity_if_one_is_given(hooks: Webhooks) -> None:
    """Wix sends it sometimes: an app must be tested with and without."""
    without = hooks.process(testing.event(guests.GuestDeleted, entity_id="g-1"))
    with_one = hooks.process(testing.event(guests.GuestDeleted, entity={}))

    assert isinstance(without, guests.GuestDeleted)
    assert isinstance(with_one, guests.GuestDeleted)
    assert (None, "g-1") == (without.entity, without.metadata.entity_id)
    assert with_one.entity is not None


def test_the_trash_bin_can_be_told(hooks: Webhooks) -> None:
    """As Wix says that an entity went there, or is back."""
    date = datetime(2026, 4, 26, tzinfo=UTC)
    info = RestoreInfo(date)

    deleted = hooks.process(testing.event(guests.GuestDeleted, moved_to_trash=True))
    created = [
        hooks.process(testing.event(guests.GuestCreated, restore_info=one))
        for one in (info, {"deletedDate": date.isoformat()}, {}, None)
    ]

    assert isinstance(deleted, guests.GuestDeleted)
    assert deleted.moved_to_trash
    assert [info, info, RestoreInfo(), None] == [
        one.restore_info for one in created if isinstance(one, guests.GuestCreated)
    ]


@every_event
def test_every_event_goes_through_queues(hooks: Webhooks, event: Webhook) -> None:
    """As JSON, pickled or copied it stays what it is."""
    made = hooks.process(testing.event(event.envelope))

    text = made.to_json()
    again = [
        hooks.event_from_json(text),
        event.envelope.from_json(text),
        hooks.decode(text).event,
        pickle.loads(pickle.dumps(made)),
        copy.deepcopy(made),
    ]

    assert [made] * 5 == again
    assert {event.envelope} == {type(one) for one in again}
    assert made.raw is not None


class Hinted(ActionEvent[dict[str, Any]]):
    """A user's own event, with underscores wherever there can be any."""

    event_type: ClassVar[str | None] = "own.v1.bird_nest_fell_down"


def test_an_action_tells_what_is_given(hooks: Webhooks) -> None:
    """What has a type is filled up; free JSON is as it is."""
    hooks.on(Hinted)(print)
    told = {"event_details": {"title": "Gala"}}

    typed = hooks.process(testing.event(guests.GuestCheckedIn, data=told))
    free = hooks.process(testing.event(Hinted, data={"a": {"b": 1}}))

    assert isinstance(typed, guests.GuestCheckedIn)
    assert typed.data is not None
    assert typed.data.guest is not None
    assert typed.data.event_details is not None
    assert "Gala" == typed.data.event_details.title
    assert isinstance(free, Hinted)
    assert {"a": {"b": 1}} == free.data


class PlanChanged(FlatEvent[guests.GuestDetails]):
    """A user's own flat event."""

    event_type: ClassVar[str | None] = "own.v1.PlanChanged"
    payload: ClassVar[type[Model] | None] = guests.GuestDetails


class PlanTold(FlatEvent[Any]):
    """A user's own flat event of free JSON."""

    event_type: ClassVar[str | None] = "PlanTold"


def test_a_flat_event_is_sent_flat(hooks: Webhooks) -> None:
    """Its payload, filled up, is all that there is; the outer level is that of every event."""
    body = testing.event(
        PlanChanged,
        data={"first_name": "Ann"},
        instance_id="instance-1",
        account_info={"siteId": "s"},
    )
    _, outer, inner = levels(body)
    hooks.on(PlanChanged)(print)

    delivery = hooks.verify(body)

    assert {"eventType", "instanceId", "identity", "accountInfo", "data"} == (
        outer.keys()
    )
    assert ("own.v1.PlanChanged", "Ann") == (outer["eventType"], inner["firstName"])
    assert isinstance(delivery.event, PlanChanged)
    assert delivery.event.data is not None
    assert ("Ann", "jane@example.com") == (
        delivery.event.data.first_name,
        delivery.event.data.email,
    )
    assert (None, None, None, "instance-1") == (
        delivery.event_id,
        delivery.entity_id,
        delivery.sequence,
        delivery.instance_id,
    )


@pytest.mark.parametrize(
    ("data", "told"), [(None, {}), ({"a": [1]}, {"a": [1]}), ([1], [1]), ("x", "x")]
)
def test_a_flat_event_of_free_json_tells_what_is_given(
    hooks: Webhooks, data: Any, told: object
) -> None:
    """As it is."""
    hooks.on(PlanTold)(print)

    event = hooks.process(testing.event(PlanTold, data=data))

    assert isinstance(event, PlanTold)
    assert told == event.data


def test_an_event_that_no_spec_knows(hooks: Webhooks) -> None:
    """By its type; its JSON is whatever is given."""
    event = hooks.process(testing.event("legacy/Changed", data=[1]))

    assert isinstance(event, UnknownEvent)
    assert ("legacy/Changed", [1]) == (event.metadata.event_type, event.data)


class NestCreated(guests.GuestCreated):
    """Tells what the entity is called."""

    event_type: ClassVar[str | None] = "own.v1.bird_nest_created"


def test_the_entity_of_an_action_is_told_by_its_neighbours(hooks: Webhooks) -> None:
    """Both entity and action may have underscores."""
    hooks.on(Hinted)(print)

    metadata = hooks.process(testing.event(Hinted)).metadata

    assert ("own.v1.bird_nest", "fell_down") == (metadata.entity_fqdn, metadata.slug)


def test_claims_can_be_added_changed_and_left_out(hooks: Webhooks) -> None:
    """For tests of expiry and audience."""
    with pytest.raises(WebhookError, match="expired"):
        hooks.process(testing.event(guests.GuestCreated, claims={"exp": 1}))
    claims, outer, _ = levels(
        testing.event(
            guests.GuestCreated, claims={"exp": None, "x": 1}, instance_id=None
        )
    )
    assert {"data", "iat", "x"} == claims.keys()
    assert "instanceId" not in outer


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        (guests.GuestCreated, {"data": {}}, "GuestCreated has no data"),
        (guests.GuestCheckedIn, {"entity": {}}, "GuestCheckedIn has no entity"),
        (
            guests.GuestCreated,
            {"modified_fields": {}},
            "GuestCreated has no modified_fields",
        ),
        (
            guests.GuestCreated,
            {"moved_to_trash": True},
            "GuestCreated has no moved_to_trash",
        ),
        (
            guests.GuestUpdated,
            {"restore_info": {}},
            "GuestUpdated has no restore_info",
        ),
        (
            guests.GuestCheckedIn,
            {"restore_info": {}},
            "GuestCheckedIn has no restore_info",
        ),
        (
            guests.GuestCreated,
            {"entity": {"gest_type": 1}},
            "EventGuest has no field 'gest_type'; did you mean guest_type?",
        ),
        (
            guests.GuestCreated,
            {"entity": {"guest_details": {"nope": 1}}},
            "GuestDetails has no field 'nope'",
        ),
        (
            UnknownEvent,
            {"event_type": "a"},
            "UnknownEvent is no event that Wix sends: "
            "give the class of one, or an event type",
        ),
        *(
            (PlanTold, {name: value}, f"PlanTold has no {name}")
            for name, value in (
                ("entity", {}),
                ("modified_fields", {}),
                ("moved_to_trash", True),
                ("event_id", "1"),
                ("entity_id", "1"),
                ("sequence", 0),
                ("metadata", {}),
            )
        ),
        (Event, {}, "The event type of Event isn't known: give event_type"),
    ],
)
def test_what_does_not_fit_an_event_is_refused(
    kind: Any, options: dict[str, Any], message: str
) -> None:
    """A typing mistake in a test doesn't make the test pass."""
    with pytest.raises(ConfigurationError) as caught:
        testing.event(kind, **options)

    assert message == str(caught.value)


# Content -------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_content_fits_its_model(
    model: type[Model], caplog: pytest.LogCaptureFixture
) -> None:
    """Everything is read without complaint, and nothing but one-of groups is left out."""
    caplog.set_level(logging.DEBUG, "wixapi")

    content = testing.content(model)
    made = read(model, content)

    assert [] == caplog.messages
    assert not made.model_extra
    dumped = made.model_dump_json(by_alias=True, exclude_unset=True)
    assert content == json.loads(dumped.replace(".678000Z", ".678Z"))
    assert content == testing.content(model)


#: What JSON Schema says of limits.
LIMITS = {
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minLength", "maxLength", "minItems", "maxItems"),
}


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    """The JSON Schemas of all types, which have formats that models don't."""
    definitions: dict[str, Any] = jsonschema(api_of(committed_specs()))["$defs"]
    return definitions


def test_content_keeps_documented_rules(schemas: dict[str, Any]) -> None:
    """Types, formats, patterns and one-of groups, of every type that a spec describes; models have no limits."""
    checked = 0
    for resource in resources():
        for name in resource.spec["types"]:
            key = f"{resource.spec['package']}.{resource.spec['module']}.{name}"
            model = getattr(resource.module, name)
            if issubclass(model, Model):
                schema = {"$ref": f"#/$defs/{key}", "$defs": schemas}
                checker = Draft202012Validator(schema, format_checker=FormatChecker())
                broken = [
                    error.message
                    for error in checker.iter_errors(testing.content(model))
                    if error.validator not in LIMITS
                ]
                assert [] == broken, key
                checked += 1
    assert checked > 30


def test_content_is_sensible() -> None:
    """Ids are GUIDs, times are times, enums are documented, texts are of their kind."""
    guest = read(guests.EventGuest, testing.content(guests.EventGuest))

    assert UUID(guest.id)
    assert UUID(guest.event_id)
    assert guest.id != guest.event_id
    assert isinstance(guest.created_date, datetime)
    assert isinstance(guest.guest_type, guests.GuestType)
    assert guest.guest_details is not None
    assert ("Jane", "jane@example.com") == (
        guest.guest_details.first_name,
        guest.guest_details.email,
    )
    assert guest.tickets is not None
    assert 1 == len(guest.tickets)
    assert (1, "en-US") == (guest.revision, guest.locale)


def test_one_member_of_a_group_is_set() -> None:
    """The first; or the one that is given, or another one than that which is to be null."""
    content = testing.content
    model = participations.Participation

    assert "schedule_id" == target_of(content(model))
    assert "event_id" == target_of(content(model, {"event_id": "e"}))
    assert "event_id" == target_of(content(model, {"eventId": "e"}))
    assert "event_id" == target_of(content(model, {"schedule_id": None}))
    assert target_of(content(model, {"schedule_id": None, "event_id": None})) is None


def target_of(content: dict[str, Any]) -> str | None:
    """Which member of the group is set."""
    target = read(participations.Participation, content).target
    return target[0] if target else None


def test_content_takes_what_is_given() -> None:
    """With either name, at any depth, in lists too, with Python's values; the rest is filled up."""
    content = testing.content(
        guests.EventGuest,
        {
            "id": UUID("e0d1d3ad-4d1d-4f0a-9a4e-0a2f8e1f1b01"),
            "createdDate": datetime(2026, 1, 1, tzinfo=UTC),
            "guest_type": guests.GuestType.BUYER,
            "revision": 9007199254740993,
            "guest_details": {"first_name": "Ann"},
            "tickets": [{"name": "A"}, guests.TicketDetails(number="7")],
            "locale": None,
        },
    )

    assert "e0d1d3ad-4d1d-4f0a-9a4e-0a2f8e1f1b01" == content["id"]
    assert "2026-01-01T00:00:00Z" == content["createdDate"]
    assert ("BUYER", "9007199254740993", None) == (
        content["guestType"],
        content["revision"],
        content["locale"],
    )
    assert ("Ann", "Doe") == (
        content["guestDetails"]["firstName"],
        content["guestDetails"]["lastName"],
    )
    assert ["A", "Jane Doe"] == [ticket["name"] for ticket in content["tickets"]]
    assert ["1001", "7"] == [ticket["number"] for ticket in content["tickets"]]


def test_a_model_may_bring_what_its_class_does_not_know() -> None:
    """For tests of what Wix may add one day."""
    guest = guests.EventGuest.model_validate({"locale": "de", "newField": {"a": 1}})

    content = testing.content(guests.EventGuest, guest)

    assert ("de", {"a": 1}) == (content["locale"], content["newField"])
    assert content["guestDetails"]


class Tree(Model):
    """A type that has itself in it."""

    name: str | None = None
    parent: Tree | None = None
    children: list[Tree] | None = None


def test_recursive_types_end() -> None:
    """What would have itself in it stays away, and a list of it is empty."""
    content = testing.content(Tree, {"children": [{}]})

    assert {
        "name": "Jane Doe",
        "children": [{"name": "Jane Doe", "children": []}],
    } == content


# Delivery ------------------------------------------------------------------------------------


def test_deliveries_arrive_at_a_url(hooks: Webhooks) -> None:
    """In order, each as often as is wanted."""
    seen: list[str | None] = []
    hooks.fallback(lambda event: seen.append(event.metadata.id))
    bodies = [testing.event(guests.GuestCreated, event_id=one) for one in "ab"]

    with wsgiref_server(WebhookApp(hooks)) as site:
        answers = testing.deliver(site.url, bodies, duplicates=1)

    assert [200] * 4 == [answer.status_code for answer in answers]
    assert ["a", "a", "b", "b"] == seen


def test_disorder_has_a_seed(hooks: Webhooks) -> None:
    """The same one gives the same order, another one another; nothing is lost."""
    seen: list[str | None] = []
    hooks.fallback(lambda event: seen.append(event.metadata.id))
    bodies = [testing.event(guests.GuestCreated, event_id=one) for one in "abcdefgh"]
    orders = []

    for seed in (1, 1, 2):
        seen.clear()
        transport = httpx2.WSGITransport(app=WebhookApp(hooks))
        with httpx2.Client(transport=transport, base_url="http://app") as client:
            testing.deliver(
                "/", bodies, shuffle=True, duplicates=2, seed=seed, client=client
            )
        orders.append("".join(filter(None, seen)))

    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert ["aaabbbcccdddeeefffggghhh"] * 3 == ["".join(sorted(one)) for one in orders]


async def test_deliveries_arrive_at_an_asgi_app(hooks: Webhooks) -> None:
    """Without a server; a single body needs no list."""
    transport = httpx2.ASGITransport(app=asgi.WebhookApp(hooks))
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        answers = await testing.adeliver(
            "/", testing.event(guests.GuestCreated), client=client
        )

    assert [200] == [answer.status_code for answer in answers]


async def test_async_deliveries_arrive_at_a_url(hooks: Webhooks) -> None:
    """With a client of their own."""
    with wsgiref_server(WebhookApp(hooks)) as site:
        answers = await testing.adeliver(site.url, ["forged"])

    assert [400] == [answer.status_code for answer in answers]


# Calls ---------------------------------------------------------------------------------------

PATH = "/calendar/v3/participations"
CREATE: Any = {
    "participation": {
        "event_id": "e0d1d3ad-4d1d-4f0a-9a4e-0a2f8e1f1b01",
        "participant": {"name": "Jane"},
        "party_size": 2,
    }
}


def test_calls_are_answered_from_a_table_and_remembered() -> None:
    """The client does everything else: validation, headers, reading."""
    transport = testing.Transport(
        {("POST", PATH): {"participation": {"id": "p-1", "partySize": 2}}}
    )
    with testing.client(transport) as wix:
        created = wix.calendar.participations.create_participation(**CREATE)

    (call,) = transport.calls
    assert ("p-1", 2) == (created.id, created.party_size)
    assert ("POST", PATH, {}) == (call.method, call.path, call.params)
    assert "Jane" == call.json["participation"]["participant"]["name"]
    assert "test-key" == call.headers["authorization"]
    assert "test-key" not in repr(call)


async def test_async_clients_are_answered_too() -> None:
    """From the same table."""
    async with testing.async_client({("GET", f"{PATH}/{{id}}"): answer_by_id}) as wix:
        found = await wix.calendar.participations.get_participation(
            participation_id="p/1"
        )

    assert "p/1" == found.id


def answer_by_id(call: testing.Call) -> testing.Answer:
    """An answer that depends on the call."""
    return {"participation": {"id": call.path.removeprefix(f"{PATH}/")}}


def test_pages_come_from_a_function() -> None:
    """Each call is asked anew, and a function may answer with anything a table may hold."""
    pages = iter(
        [
            {
                "participations": [{"id": "1"}],
                "pagingMetadata": {"hasNext": True, "cursors": {"next": "c"}},
            },
            (
                200,
                {"participations": [{"id": "2"}], "pagingMetadata": {"hasNext": False}},
            ),
        ]
    )
    transport = testing.Transport({("POST", f"{PATH}/query"): lambda _: next(pages)})

    found = list(
        testing.client(transport).calendar.participations.query_participations()
    )

    assert ["1", "2"] == [one.id for one in found]
    assert "c" == transport.calls[1].json["query"]["cursorPaging"]["cursor"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((404, {"message": "gone"}), wix_errors.NotFoundError),
        (httpx2.Response(429, headers={"retry-after": "1"}), wix_errors.RateLimitError),
        (httpx2.ConnectError("no route"), wix_errors.ConnectionError),
        (httpx2.ReadTimeout("slow"), wix_errors.TimeoutError),
        (lambda _: (500, {}), wix_errors.ServerError),
    ],
)
def test_failures_can_be_answered(answer: Any, error: type[Exception]) -> None:
    """As the client would see them, and at once: nothing is repeated unless a test says so."""
    transport = testing.Transport({("GET", f"{PATH}/{{id}}"): answer})

    with pytest.raises(error):
        testing.client(transport).calendar.participations.get_participation(
            participation_id="p"
        )
    assert 1 == len(transport.calls)


def test_a_response_can_be_answered_again() -> None:
    """Though httpx2's own can be read once."""
    response = httpx2.Response(
        200, json={"participation": {"id": "1"}}, headers={"x-a": "b"}
    )
    wix = testing.client({("GET", f"{PATH}/{{id}}"): response})

    for _ in range(2):
        raw = wix.with_raw_response.calendar.participations.get_participation(
            participation_id="1"
        )
        assert ("b", "1") == (raw.headers["x-a"], raw.parse().id)


def test_a_call_without_an_answer_is_an_error_that_no_app_catches() -> None:
    """It says what was called and what the table has; it is no WixError."""
    transport = testing.Transport({("GET", f"{PATH}/{{id}}"): {}})

    with pytest.raises(testing.UnexpectedCallError) as caught:
        testing.client(transport).calendar.participations.create_participation(**CREATE)

    assert f"No answer for POST {PATH}; the table has:\n  GET {PATH}/{{id}}" == str(
        caught.value
    )
    assert not isinstance(caught.value, wix_errors.WixError)
    assert 1 == len(transport.calls)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/a/b", 1), ("/a/c", 2), ("/a/x", 3), ("/y/x", 4), ("/a.b", 5)],
)
def test_exact_paths_go_before_placeholders(path: str, expected: int) -> None:
    """A placeholder is one part of a path; the fewer there are, the better the row fits."""
    table: testing.Table = {
        ("GET", "/{a}/{b}"): {"row": 4},
        ("GET", "/a/{b}"): {"row": 3},
        ("GET", "/a/c"): {"row": 2},
        ("get", "/a/b"): {"row": 1},
        ("GET", "/a.b"): {"row": 5},
    }
    wix = testing.client(table)

    assert {"row": expected} == wix.request("GET", path)
    with pytest.raises(testing.UnexpectedCallError):
        wix.request("GET", "/a/b/c")


def test_a_call_has_its_query_string() -> None:
    """A name that comes more than once has a list."""
    transport = testing.Transport({("GET", "/x"): {}})

    testing.client(transport).request("GET", "/x", params={"a": ["1", "2"], "b": "3"})

    assert {"a": ["1", "2"], "b": "3"} == transport.calls[0].params


def test_the_environment_changes_no_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where calls go otherwise, `WIX_BASE_URL`, is of no meaning to a table of paths."""
    monkeypatch.setenv("WIX_BASE_URL", "https://proxy.example/wix")
    wix = testing.client({("GET", "/v1/x"): {"a": 1}})

    assert {"a": 1} == wix.request("GET", "/v1/x")
