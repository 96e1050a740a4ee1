"""Creating a participation: the request that goes out, and the answer that comes back."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

import wixapi
from package.calls import (
    AUTH,
    CREATE,
    DELETE,
    EVENT,
    GET,
    ID,
    KEY,
    QUERY,
    SCHEDULE,
    SITE,
    Caller,
    answered,
    asked_for,
)
from package.specs import Example, examples, resources
from support.server import LoopbackServer
from wixapi._validation.schema import Field
from wixapi.calendar import participations
from wixapi.calendar.participations import Participant, Participation, Status

OF_HTTP_ITSELF = {"host", "connection", "accept-encoding", "content-length"}

CURL = """{
  "participation": {
    "eventId": "130o4ncdcmm8csGKUihodsF8Lnx5vQuUmP9uqeurIYireDpysq5nOxSIMvXKf80QrOXzc09i1GXRepTUj2L01bzmifAqWHwp2pTmmtR3TmHJx7Tv6ODrmgS",
    "externalId": "c7e4cd82-1d17-49b0-b1df-6e1eaed60a20",
    "participant": {
      "contactId": "5f4a86c5-fadf-427e-96e7-d57c14a4f49d",
      "email": "jane.doe@example.com",
      "name": "Jane Doe",
      "phone": "55-555-5555"
    },
    "partySize": 1,
    "status": "CONFIRMED"
  }
}"""


def body_of(
    server: LoopbackServer, caller: Caller, participation: object, **more: Any
) -> Any:
    """The body that a call of create_participation sends."""
    caller.call(CREATE, participation=participation, **more)
    return server.last.json


def test_call_sends_the_documented_request(
    server: LoopbackServer, caller: Caller
) -> None:
    """Verb, path, headers and body are the documented ones, byte for byte."""
    caller.call(
        CREATE,
        participation={
            "event_id": EVENT,
            "participant": {"name": "Jane Doe"},
            "party_size": 1,
        },
        idempotency_key="order-4711",
    )

    (sent,) = server.requests
    assert ("POST", "/calendar/v3/participations") == (sent.verb, sent.path)
    assert {
        "accept": "application/json",
        "authorization": KEY,
        "content-type": "application/json",
        "user-agent": f"wixapi-python/{wixapi.__version__}",
        "wix-site-id": SITE,
    } == {
        name: value
        for name, value in sent.headers.items()
        if name not in OF_HTTP_ITSELF
    }
    assert (
        f'{{"participation":{{"eventId":"{EVENT}","participant":{{"name":"Jane Doe"}},'
        '"partySize":1},"idempotencyKey":"order-4711"}'
    ).encode() == sent.body


def test_answer_is_read(server: LoopbackServer, caller: Caller) -> None:
    """The answer is the typed participation: open enum, aware dates, int64, target."""
    server.answer({"participation": answered()})

    created = caller.call(CREATE, participation=asked_for())

    moment = datetime(2026, 3, 2, 9, 15, 0, 250_000, tzinfo=UTC)
    assert (
        Participation(
            event_id=EVENT,
            id=ID,
            participant=Participant(name="Jane Doe", email="jane.doe@example.com"),
            party_size=2,
            status=Status.CONFIRMED,
            app_id="d41a7c06-9e85-4b2f-8a37-6c15f0e9b2d4",
            revision=9007199254740993,
            created_date=moment,
            updated_date=moment,
        )
        == created
    )
    assert Status.CONFIRMED is created.status
    assert timedelta(0) == created.created_date.utcoffset()
    assert ("event_id", EVENT) == created.target


@pytest.mark.parametrize(
    ("answer", "target"),
    [
        ({"eventId": EVENT}, ("event_id", EVENT)),
        ({"scheduleId": SCHEDULE}, ("schedule_id", SCHEDULE)),
        ({"scheduleId": None, "eventId": EVENT}, ("event_id", EVENT)),
        ({}, None),
    ],
)
def test_target_names_the_member_that_is_set(
    server: LoopbackServer, caller: Caller, answer: Any, target: object
) -> None:
    """The one-of group is the pair of name and value of the member that is set, or None."""
    server.answer({"participation": answer})

    assert target == caller.call(GET, participation_id=ID).target


def test_curl_example_of_the_page_passes(
    server: LoopbackServer, caller: Caller
) -> None:
    """The page's own body is accepted as it stands and sent as it is."""
    example = json.loads(CURL)

    assert example == body_of(server, caller, example["participation"])
    assert json.dumps(example, separators=(",", ":")).encode() == server.last.body


JANE = {"name": "Jane Doe", "contactId": "c-1"}
SPELLINGS: dict[str, Any] = {
    "dict": {
        "event_id": EVENT,
        "participant": {"name": "Jane Doe", "contact_id": "c-1"},
        "party_size": 2,
    },
    "wire names": {"eventId": EVENT, "participant": JANE, "partySize": 2},
    "both kinds of names": {"event_id": EVENT, "participant": JANE, "partySize": 2},
    "model": Participation(
        event_id=EVENT,
        participant=Participant(name="Jane Doe", contact_id="c-1"),
        party_size=2,
    ),
    "model from wire names": Participation.model_validate(
        {"eventId": EVENT, "participant": JANE, "partySize": 2}
    ),
    "model in a dict": {
        "event_id": EVENT,
        "participant": Participant(name="Jane Doe", contact_id="c-1"),
        "party_size": 2,
    },
}


@pytest.mark.parametrize("participation", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_every_spelling_sends_the_same(
    server: LoopbackServer, caller: Caller, participation: object
) -> None:
    """Dicts, models, both mixed, Python's and wire names make one and the same body."""
    assert {
        "participation": {"eventId": EVENT, "participant": JANE, "partySize": 2}
    } == body_of(server, caller, participation)


def test_values_of_richer_types(server: LoopbackServer, caller: Caller) -> None:
    """UUIDs, enum members, aware datetimes and digits of an int64 are written as on the wire."""
    given = {
        "schedule_id": UUID(SCHEDULE),
        "external_id": UUID(ID),
        "participant": {"name": "J", "contact_id": UUID(ID)},
        "party_size": 1,
        "status": Status.PENDING_CONFIRMATION,
        "revision": 7,
        "created_date": datetime(
            2026, 3, 2, 10, 15, tzinfo=timezone(timedelta(hours=1))
        ),
    }

    assert {
        "participation": {
            "scheduleId": SCHEDULE,
            "externalId": ID,
            "participant": {"name": "J", "contactId": ID},
            "partySize": 1,
            "status": "PENDING_CONFIRMATION",
            "revision": "7",
            "createdDate": "2026-03-02T09:15:00.000Z",
        }
    } == body_of(server, caller, given)


def test_free_json_keeps_its_keys(server: LoopbackServer, caller: Caller) -> None:
    """Extended fields are neither renamed nor checked inside; rich values become text."""
    moment = datetime(2026, 3, 2, 9, 15, 0, 1, tzinfo=UTC)
    namespaces = {
        "@me/app": {
            "snake_case": [1, None, True, "ü"],
            "camelCase": {"party_size": "many"},
            "id": UUID(ID),
            "at": moment,
            "price": Decimal("1.10"),
            "status": Status.CONFIRMED,
        }
    }

    assert {
        "@me/app": {
            "snake_case": [1, None, True, "ü"],
            "camelCase": {"party_size": "many"},
            "id": ID,
            "at": "2026-03-02T09:15:00.000001Z",
            "price": "1.10",
            "status": "CONFIRMED",
        }
    } == body_of(server, caller, asked_for(extended_fields={"namespaces": namespaces}))[
        "participation"
    ][
        "extendedFields"
    ][
        "namespaces"
    ]


def test_what_was_not_given_is_not_sent(server: LoopbackServer, caller: Caller) -> None:
    """No default is filled in; None is sent as null; a null member of the one-of is not set."""
    given = asked_for(status=None, schedule_id=None)

    assert {
        "participation": {
            "eventId": EVENT,
            "participant": {"name": "Jane Doe"},
            "partySize": 1,
            "status": None,
            "scheduleId": None,
        },
        "idempotencyKey": None,
    } == body_of(server, caller, given, idempotency_key=None)


def test_model_of_an_answer_can_be_created_again(
    server: LoopbackServer, caller: Caller
) -> None:
    """From a model, read-only fields stay at home; what the spec doesn't know goes along."""
    server.answer({"participation": answered(newField={"a": 1})})
    read = caller.call(GET, participation_id=ID)

    assert {
        "participation": {
            "eventId": EVENT,
            "participant": {"name": "Jane Doe", "email": "jane.doe@example.com"},
            "partySize": 2,
            "status": "CONFIRMED",
            "newField": {"a": 1},
        }
    } == body_of(server, caller, read)


def test_limits_include_their_ends(server: LoopbackServer, caller: Caller) -> None:
    """1 and 1000 people, names of 1 and 200 characters, GUIDs in any case are accepted."""
    for given in (
        asked_for(party_size=1, participant={"name": "J"}, event_id="e" * 36),
        asked_for(
            party_size=1000, participant={"name": "🙂" * 200}, event_id="e" * 250
        ),
        asked_for(event_id=..., schedule_id=SCHEDULE.upper()),
    ):
        caller.call(CREATE, participation=given)

    assert [1, 1000, 1] == [
        one.json["participation"]["partySize"] for one in server.requests
    ]
    assert "🙂".encode() * 200 in server.requests[1].body


def test_given_arguments_are_not_changed(caller: Caller) -> None:
    """A call leaves what it was given as it was."""
    given = asked_for(participant=Participant(name="Jane Doe"), status=Status.CONFIRMED)
    before = {**given, "participant": given["participant"].model_copy(deep=True)}

    caller.call(CREATE, participation=given)

    assert before == given


def test_path_values_are_percent_encoded(
    server: LoopbackServer, caller: Caller
) -> None:
    """In a path, everything but unreserved characters is encoded."""
    server.answer({"participation": answered()})

    caller.call(GET, participation_id="a/b?c#d e%ü~-._")

    assert (
        "GET",
        "/calendar/v3/participations/a%2Fb%3Fc%23d%20e%25%C3%BC~-._",
        b"",
    ) == (
        server.last.verb,
        server.last.path,
        server.last.body,
    )


@pytest.mark.parametrize("body", [b"{}", b"", b"<html>"])
def test_delete_hands_back_nothing(
    server: LoopbackServer, caller: Caller, body: bytes
) -> None:
    """Delete sends no body and hands back None, whatever the answer holds."""
    server.answer(body)

    assert None is caller.call(DELETE, participation_id=ID)
    assert ("DELETE", f"/calendar/v3/participations/{ID}", b"") == (
        server.last.verb,
        server.last.path,
        server.last.body,
    )


# Every example of every spec -----------------------------------------------------------------

EXAMPLES = list(examples())


def python_names(example: Example) -> dict[str, Any]:
    """The example's parameters by the keywords of the generated method; inside, wire names stay."""
    parameters = example.resource.operations[example.method].parameters
    names = {
        (one.wire or to_camel(name)): name
        for name, one in parameters.items()
        if isinstance(one, Field)
    }
    return {names[wire]: value for wire, value in example.request.items()}


def without_path_values(example: Example) -> dict[str, Any]:
    """What of the example's request is not in the path alone."""
    in_path = re.findall(
        r"\{([^{}.]*)\}", example.resource.operations[example.method].path
    )
    return {
        name: value for name, value in example.request.items() if name not in in_path
    }


def moments(value: Any) -> Any:
    """The same JSON with timestamps instead of their texts: notations of one moment are equal."""
    if isinstance(value, dict):
        return {name: moments(x) for name, x in value.items()}
    if isinstance(value, list):
        return [moments(x) for x in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", value):
        return datetime.fromisoformat(value)
    return value


def untyped(value: Any, path: str = "") -> list[str]:
    """Where, in what was read, something is only kept and not understood."""
    if isinstance(value, BaseModel):
        extra = [f"{path}.{name}" for name in value.model_extra or ()]
        known = [
            untyped(getattr(value, name), f"{path}.{name}")
            for name in value.model_fields_set
        ]
        return [*extra, *(one for found in known for one in found)]
    if isinstance(value, list):
        return [one for i, x in enumerate(value) for one in untyped(x, f"{path}[{i}]")]
    return []


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example_passes_validation(
    server: LoopbackServer, caller: Caller, example: Example
) -> None:
    """Every example of a spec is valid, and sent as it stands: verb, path, body."""
    operation = example.resource.operations[example.method]
    server.answer(example.response)
    run = caller.first_page if operation.paging else caller.call

    run(example.call, **python_names(example))

    verb, path = example.spec["http"].split()
    sent = server.last
    assert (verb, len(path.split("/"))) == (sent.verb, len(sent.path.split("/")))
    if verb in {"GET", "DELETE"}:
        assert b"" == sent.body
    else:
        assert without_path_values(example) == sent.json


@pytest.mark.parametrize(
    "example", [one for one in EXAMPLES if one.response is not None], ids=str
)
def test_example_answer_is_read_into_types(
    server: LoopbackServer,
    caller: Caller,
    example: Example,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Every answer of an example becomes the typed model, and nothing of it is lost."""
    operation = example.resource.operations[example.method]
    server.answer(example.response)
    caplog.set_level(logging.WARNING, "wixapi")

    if operation.paging:
        answer = caller.first_page(example.call, **python_names(example)).response
    else:
        raw = caller.call(f"with_raw_response.{example.call}", **python_names(example))
        assert example.response == raw.body
        answer = raw.parse()

    expected = example.response
    returns = (example.spec.get("sdk") or {}).get("returns")
    if returns == "none":
        assert None is answer
        return
    if returns and not operation.paging:
        expected = example.response[returns]
    assert moments(expected) == moments(
        answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
    )
    assert [] == untyped(answer)
    assert [] == caplog.messages


def test_every_method_has_an_operation_and_a_call() -> None:
    """Each method of a spec has its operation constant, sync and async call."""
    for resource in resources():
        methods = resource.spec.get("methods", {})
        assert methods.keys() == resource.operations.keys()
        for method in methods:
            call = attrgetter(Example(resource, method, 0).call)
            assert callable(call(wixapi.WixClient(auth=AUTH)))
            assert callable(call(wixapi.AsyncWixClient(auth=AUTH)))


def test_resource_module_is_the_one_of_the_contract() -> None:
    """`from wixapi.calendar import participations` gives models, dicts and clients in one place."""
    assert participations.Participation is Participation


def test_filter_takes_rich_values(server: LoopbackServer, caller: Caller) -> None:
    """A filter is free JSON: operators stay, datetimes and UUIDs become text."""
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    conditions = {"createdDate": {"$gt": moment}, "id": {"$in": [UUID(ID)]}}

    caller.first_page(QUERY, query={"filter": conditions})

    assert {
        "query": {
            "filter": {
                "createdDate": {"$gt": "2026-03-02T00:00:00.000Z"},
                "id": {"$in": [ID]},
            }
        }
    } == server.last.json
