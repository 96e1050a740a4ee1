"""What breaks a documented rule is refused before any I/O: all of it at once, field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from package.calls import (
    AUTH,
    CREATE,
    DELETE,
    EVENT,
    GET,
    ID,
    QUERY,
    QUERY_GUESTS,
    SCHEDULE,
    UPDATE,
    Caller,
    asked_for,
    violations,
)
from support.server import LoopbackServer
from wixapi import WixClient
from wixapi._http.request import build
from wixapi.calendar.participations import Participant, Participation
from wixapi.calendar.participations.requests import CREATE_PARTICIPATION
from wixapi.errors import ApiError, FieldViolation, ValidationError, WixError

SIZE = "participation.partySize"
NAME = "participation.participant.name"

# What differs from a valid call (`...`: left out), and what is wrong with it.
CREATES: dict[str, tuple[dict[Any, Any], list[tuple[str, str]]]] = {
    "party size 0": ({"party_size": 0}, [(SIZE, "MIN")]),
    "party size 1001": ({"party_size": 1001}, [(SIZE, "MAX")]),
    "party size beyond 32 bits": ({"party_size": 2**31}, [(SIZE, "MAX")]),
    "party size True": ({"party_size": True}, [(SIZE, "TYPE")]),
    "party size as text": ({"party_size": "1"}, [(SIZE, "TYPE")]),
    "party size as float": ({"party_size": 1.5}, [(SIZE, "TYPE")]),
    "party size as Decimal": ({"party_size": Decimal("1.5")}, [(SIZE, "TYPE")]),
    "party size null": ({"party_size": None}, [(SIZE, "REQUIRED")]),
    "party size missing": ({"party_size": ...}, [(SIZE, "REQUIRED")]),
    "name of 0 characters": ({"participant": {"name": ""}}, [(NAME, "MIN_LENGTH")]),
    "name of 201 characters": (
        {"participant": {"name": "n" * 201}},
        [(NAME, "MAX_LENGTH")],
    ),
    "name of 201 emoji": (
        {"participant": {"name": "🙂" * 201}},
        [(NAME, "MAX_LENGTH")],
    ),
    "name of 41 families": (
        {"participant": {"name": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 41}},
        [(NAME, "MAX_LENGTH")],  # 5 code points each
    ),
    "name of half a character": (
        {"participant": {"name": "\ud83d"}},
        [(NAME, "FORMAT")],
    ),
    "name as number": ({"participant": {"name": 7}}, [(NAME, "TYPE")]),
    "name null": ({"participant": {"name": None}}, [(NAME, "REQUIRED")]),
    "name missing": ({"participant": {}}, [(NAME, "REQUIRED")]),
    "name missing in a model": ({"participant": Participant()}, [(NAME, "REQUIRED")]),
    "name missing, phone given": (
        {"participant": {"phone": "1"}},
        [(NAME, "REQUIRED")],
    ),
    "participant missing": (
        {"participant": ...},
        [("participation.participant", "REQUIRED")],
    ),
    "participant null": (
        {"participant": None},
        [("participation.participant", "REQUIRED")],
    ),
    "participant as text": (
        {"participant": "Jane"},
        [("participation.participant", "TYPE")],
    ),
    "participant of another model": (
        {"participant": Participation()},
        [("participation.participant", "TYPE")],
    ),
    "status MAYBE": ({"status": "MAYBE"}, [("participation.status", "ENUM")]),
    "status in lower case": (
        {"status": "confirmed"},
        [("participation.status", "ENUM")],
    ),
    "status as number": ({"status": 1}, [("participation.status", "TYPE")]),
    "both of the one-of": ({"schedule_id": SCHEDULE}, [("participation", "ONE_OF")]),
    "both of the one-of, in both spellings": (
        {"scheduleId": SCHEDULE},
        [("participation", "ONE_OF")],
    ),
    "neither of the one-of": ({"event_id": ...}, [("participation", "ONE_OF")]),
    "one-of with a null member": ({"event_id": None}, [("participation", "ONE_OF")]),
    "one-of with null members": (
        {"event_id": None, "schedule_id": None},
        [("participation", "ONE_OF")],
    ),
    "event id of 35 characters": (
        {"event_id": "e" * 35},
        [("participation.eventId", "MIN_LENGTH")],
    ),
    "event id of 251 characters": (
        {"event_id": "e" * 251},
        [("participation.eventId", "MAX_LENGTH")],
    ),
    "schedule id that is no GUID": (
        {"event_id": ..., "schedule_id": SCHEDULE.replace("-", "")},
        [("participation.scheduleId", "FORMAT")],
    ),
    "schedule id with a line break": (
        {"event_id": ..., "schedule_id": SCHEDULE + "\n"},
        [("participation.scheduleId", "FORMAT")],
    ),
    "external id as number": (
        {"external_id": 7},
        [("participation.externalId", "TYPE")],
    ),
    "unknown key": ({"partysize": 1}, [("participation.partysize", "UNKNOWN_FIELD")]),
    "unknown key of the participant": (
        {"participant": {"name": "J", "Name": "J"}},
        [("participation.participant.Name", "UNKNOWN_FIELD")],
    ),
    "the group's name as key": (
        {"target": EVENT},
        [("participation.target", "UNKNOWN_FIELD")],
    ),
    "key that is no text": ({7: 1}, [("participation.7", "UNKNOWN_FIELD")]),
    "both spellings": ({"partySize": 1}, [(SIZE, "UNKNOWN_FIELD")]),
    "namespaces that are no object": (
        {"extended_fields": {"namespaces": ["a"]}},
        [("participation.extendedFields.namespaces", "TYPE")],
    ),
    "free JSON with what isn't JSON": (
        {"extended_fields": {"namespaces": {"a": [{1, 2}]}}},
        [("participation.extendedFields.namespaces.a[0]", "TYPE")],
    ),
    "free JSON with a naive datetime": (
        {"extended_fields": {"namespaces": {"a": datetime(2026, 3, 2)}}},
        [("participation.extendedFields.namespaces.a", "FORMAT")],
    ),
    "naive datetime": (
        {"created_date": datetime(2026, 3, 2)},
        [("participation.createdDate", "FORMAT")],
    ),
    "naive date as text": (
        {"created_date": "2026-03-02T09:15:00"},
        [("participation.createdDate", "FORMAT")],
    ),
    "revision of 65 bits": ({"revision": 2**63}, [("participation.revision", "MAX")]),
    "revision in words": ({"revision": "one"}, [("participation.revision", "FORMAT")]),
}


@pytest.mark.parametrize(("changes", "expected"), CREATES.values(), ids=CREATES.keys())
def test_create(
    server: LoopbackServer,
    caller: Caller,
    changes: dict[Any, Any],
    expected: list[tuple[str, str]],
) -> None:
    """Each broken rule gives exactly its violation, and nothing is sent."""
    assert expected == violations(caller, CREATE, participation=asked_for(changes))
    assert [] == server.requests


def test_all_violations_come_at_once(server: LoopbackServer, caller: Caller) -> None:
    """Everything that is wrong is told in one error, in the order in which it was given."""
    participation = {
        "party_size": 0,
        "partysize": 1,
        "event_id": EVENT,
        "schedule_id": "no-guid",
        "status": "MAYBE",
        "participant": {"email": 7, "nmae": "Jane"},
    }

    assert [
        ("participation.partySize", "MIN"),
        ("participation.partysize", "UNKNOWN_FIELD"),
        ("participation.scheduleId", "FORMAT"),
        ("participation.status", "ENUM"),
        ("participation.participant.email", "TYPE"),
        ("participation.participant.nmae", "UNKNOWN_FIELD"),
        ("participation.participant.name", "REQUIRED"),
        ("participation", "ONE_OF"),
        ("idempotencyKey", "TYPE"),
    ] == violations(caller, CREATE, participation=participation, idempotency_key=4711)
    assert [] == server.requests


@pytest.mark.parametrize("empty", [{}, Participation()], ids=["dict", "model"])
def test_empty_participation(
    server: LoopbackServer, caller: Caller, empty: object
) -> None:
    """Where the participant is absent, only that is said, and nothing about its name."""
    assert [
        ("participation.participant", "REQUIRED"),
        ("participation.partySize", "REQUIRED"),
        ("participation", "ONE_OF"),
    ] == violations(caller, CREATE, participation=empty)
    assert [] == server.requests


def test_absent_participation(server: LoopbackServer, caller: Caller) -> None:
    """None is missing; what is demanded of something missing isn't."""
    assert [("participation", "REQUIRED")] == violations(
        caller, CREATE, participation=None
    )
    assert [] == server.requests


@pytest.mark.parametrize(
    "given", ["text", 7, [asked_for()], asked_for, Participant(name="J")]
)
def test_participation_of_another_type(
    server: LoopbackServer, caller: Caller, given: object
) -> None:
    """What is neither the model nor a mapping is refused as a whole."""
    assert [("participation", "TYPE")] == violations(
        caller, CREATE, participation=given
    )
    assert [] == server.requests


def test_models_are_checked_like_dicts(server: LoopbackServer, caller: Caller) -> None:
    """A model breaks the same rules as a dict: reading is liberal, sending is strict."""
    model = Participation.model_construct(
        party_size="1",
        status="MAYBE",
        event_id=EVENT,
        schedule_id=SCHEDULE,
        participant=Participant(name=""),
    )

    assert {
        ("participation.partySize", "TYPE"),
        ("participation.status", "ENUM"),
        ("participation.participant.name", "MIN_LENGTH"),
        ("participation", "ONE_OF"),
    } == set(violations(caller, CREATE, participation=model))
    assert [] == server.requests


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        (CREATE, {}),
        (CREATE, {"idempotency_key": "k"}),
        (CREATE, {"participation": asked_for(), "idempotencyKey": "k"}),
        (CREATE, {"participation": asked_for(), "dry_run": True}),
        (GET, {}),
        (QUERY_GUESTS, {}),
    ],
)
def test_keywords_are_pythons(
    server: LoopbackServer, caller: Caller, method: str, arguments: dict[str, Any]
) -> None:
    """A keyword that is missing, or that no method has, is Python's own TypeError."""
    with pytest.raises(TypeError):
        caller.call(method, **arguments)

    assert [] == server.requests


def test_arguments_are_keywords_only(server: LoopbackServer, caller: Caller) -> None:
    """No argument can be given by position."""
    with pytest.raises(TypeError):
        caller.call(GET, ID)

    assert [] == server.requests


@pytest.mark.parametrize("method", [GET, DELETE])
@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (None, "REQUIRED"),
        ("", "FORMAT"),
        (".", "FORMAT"),
        ("..", "FORMAT"),
        (7, "TYPE"),
        (b"a", "TYPE"),
        (["a"], "TYPE"),
    ],
)
def test_path_values(
    server: LoopbackServer, caller: Caller, method: str, given: object, rule: str
) -> None:
    """A value that can't stand in a path is refused: it would call another method."""
    assert [("participationId", rule)] == violations(
        caller, method, participation_id=given
    )
    assert [] == server.requests


UPDATES: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "no id": ({"revision": "1"}, [("participation.id", "REQUIRED")]),
    "no revision": ({"id": ID}, [("participation.revision", "REQUIRED")]),
    "null id": ({"id": None, "revision": "1"}, [("participation.id", "REQUIRED")]),
    "nothing": (
        {},
        [("participation.id", "REQUIRED"), ("participation.revision", "REQUIRED")],
    ),
    "None": (None, [("participation", "REQUIRED")]),
    "id that is no GUID": (
        {"id": "..", "revision": "1"},
        [("participation.id", "FORMAT")],
    ),
    "id that is a list": (
        {"id": [ID], "revision": "1"},
        [("participation.id", "TYPE")],
    ),
    "revision True": (
        {"id": ID, "revision": True},
        [("participation.revision", "TYPE")],
    ),
    "both of the one-of": (
        {"id": ID, "revision": 1, "event_id": EVENT, "schedule_id": SCHEDULE},
        [("participation", "ONE_OF")],
    ),
    "empty name": (
        {"id": ID, "revision": 1, "participant": {"name": ""}},
        [("participation.participant.name", "MIN_LENGTH")],
    ),
}


@pytest.mark.parametrize(
    ("participation", "expected"), UPDATES.values(), ids=UPDATES.keys()
)
def test_update(
    server: LoopbackServer,
    caller: Caller,
    participation: object,
    expected: list[tuple[str, str]],
) -> None:
    """Update demands id and revision, and neither participant nor one-of."""
    assert expected == violations(caller, UPDATE, participation=participation)
    assert [] == server.requests


QUERIES: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "both kinds of paging": (
        {"paging": {"limit": 1}, "cursor_paging": {"limit": 1}},
        [("query", "ONE_OF")],
    ),
    "limit as text": (
        {"cursor_paging": {"limit": "1"}},
        [("query.cursorPaging.limit", "TYPE")],
    ),
    "order": (
        {
            "sort": [
                {"field_name": "a", "order": "ASC"},
                {"fieldName": "b", "order": "UP"},
            ]
        },
        [("query.sort[1].order", "ENUM")],
    ),
    "unknown key in a list": (
        {"sort": [{"field": "a"}]},
        [("query.sort[0].field", "UNKNOWN_FIELD")],
    ),
    "sort that is no list": ({"sort": {"field_name": "a"}}, [("query.sort", "TYPE")]),
    "filter that is no object": ({"filter": [("a", 1)]}, [("query.filter", "TYPE")]),
}


@pytest.mark.parametrize("method", [QUERY, QUERY_GUESTS])
@pytest.mark.parametrize(("query", "expected"), QUERIES.values(), ids=QUERIES.keys())
def test_query(
    server: LoopbackServer,
    caller: Caller,
    method: str,
    query: object,
    expected: list[tuple[str, str]],
) -> None:
    """A query is checked when it is made, before it is iterated."""
    assert expected == violations(caller, method, query=query)
    assert [] == server.requests


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["GUEST_DETAILS", "GUEST_TOTLA"], [("fields[1]", "ENUM")]),
        (["GUEST_DETAILS"] * 4, [("fields", "MAX_ITEMS")]),
        ("GUEST_DETAILS", [("fields", "TYPE")]),
        (None, []),
    ],
)
def test_parameters_beside_the_query(
    server: LoopbackServer,
    caller: Caller,
    fields: object,
    expected: list[tuple[str, str]],
) -> None:
    """Every parameter is checked, with those beside it; a required query must be there."""
    assert [("query", "REQUIRED"), *expected] == sorted(
        violations(caller, QUERY_GUESTS, query=None, fields=fields),
        key=lambda one: one[0] != "query",
    )
    assert [] == server.requests


def test_error_tells_everything() -> None:
    """The error is a WixError, no ApiError, and its text names each field, reason and rule."""
    wrong: Any = {"party_size": 0, "partysize": 3, "participant": {"name": "J"}}
    with WixClient(auth=AUTH) as client, pytest.raises(ValidationError) as caught:
        client.calendar.participations.create_participation(participation=wrong)

    error = caught.value
    assert isinstance(error, WixError)
    assert not isinstance(error, ApiError)
    assert [
        FieldViolation("participation.partySize", "must be at least 1", "MIN"),
        FieldViolation(
            "participation.partysize",
            "is no field here; did you mean party_size?",
            "UNKNOWN_FIELD",
        ),
        FieldViolation(
            "participation",
            "exactly one of scheduleId, eventId must be set; none is",
            "ONE_OF",
        ),
    ] == error.violations
    assert (
        "3 violations in calendar.participations.create_participation\n"
        "  participation.party_size / participation.partySize: must be at least 1 (MIN)\n"
        "  participation.partysize: is no field here; did you mean party_size? (UNKNOWN_FIELD)\n"
        "  participation: exactly one of scheduleId, eventId must be set; none is (ONE_OF)"
    ) == str(error)


def test_descriptions_hold_no_values() -> None:
    """What was given may be personal: violations name fields, never values."""
    wrong: Any = {
        "event_id": "hush",
        "external_id": "hush",
        "status": "hush",
        "participant": {"name": "hush" * 100},
        "party_size": "hush",
    }
    with WixClient(auth=AUTH) as client, pytest.raises(ValidationError) as caught:
        client.calendar.participations.create_participation(participation=wrong)

    assert 5 == len(caught.value.violations)
    assert "hush" not in str(caught.value)


def test_deep_and_circular_values(server: LoopbackServer, caller: Caller) -> None:
    """A value that contains itself, or never seems to end, is a violation and no RecursionError."""
    circle: dict[str, Any] = {}
    circle["me"] = circle
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (circle, {"a": deep}):
        ((_, rule),) = violations(
            caller,
            CREATE,
            participation=asked_for(extended_fields={"namespaces": value}),
        )
        assert "TYPE" == rule
    assert [] == server.requests


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        "event_id",
        "scheduleId",
        "participant",
        "party_size",
        "status",
        "revision",
        "created_date",
    ]
)


@given(
    st.dictionaries(
        KEYS | st.text(max_size=5),
        JSON | st.just(asked_for()["participant"]) | st.just(datetime.now(UTC)),
        max_size=8,
    )
)
def test_whatever_is_given_is_validated(participation: dict[str, Any]) -> None:
    """No dict whatsoever leads to anything but violations or a request."""
    found: list[FieldViolation] | None = None
    try:
        build(CREATE_PARTICIPATION, {"participation": participation})
    except ValidationError as error:
        found = error.violations

    assert [] != found
