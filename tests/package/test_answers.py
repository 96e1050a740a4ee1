"""Answers are read liberally: whatever Wix sends, what can be understood is typed, the rest is kept."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from package.calls import GET, ID, QUERY_GUESTS, UPDATE, Caller, SyncCaller, answered
from support.server import LoopbackServer
from wixapi._model import read_json
from wixapi.calendar.participations import (
    GetParticipationResponse,
    Participant,
    Participation,
    Status,
)
from wixapi.errors import ApiError
from wixapi.events import guests


def got(server: LoopbackServer, caller: Caller, participation: object) -> Any:
    """The participation that is read from an answer."""
    server.answer({"participation": participation})
    return caller.call(GET, participation_id=ID)


def test_unknown_status_stays_text(
    server: LoopbackServer, caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """An enum is open: a new value stays a str and is nothing odd, a known one is a member."""
    caplog.set_level(logging.WARNING, "wixapi")
    unknown = got(server, caller, answered(status="WAITLISTED"))
    known = got(server, caller, answered(status="PENDING_CONFIRMATION"))

    assert ("WAITLISTED", str) == (unknown.status, type(unknown.status))
    assert Status.PENDING_CONFIRMATION is known.status
    assert "PENDING_CONFIRMATION" == known.status
    assert [] == caplog.messages


def test_unknown_fields_are_kept(server: LoopbackServer, caller: Caller) -> None:
    """A field that the spec doesn't know is there under its wire name, at every depth."""
    read = got(
        server,
        caller,
        answered(newField={"a": [1]}, participant={"name": "J", "nickName": "j"}),
    )

    assert {"newField": {"a": [1]}} == read.model_extra
    assert {"nickName": "j"} == read.participant.model_extra


def test_python_names_are_no_wire_names(server: LoopbackServer, caller: Caller) -> None:
    """A key of an answer that is spelt like an attribute is an unknown key, not the field."""
    for unreadable in ({}, {"createdDate": "?"}):
        with_both = got(server, caller, {"party_size": 7, "partySize": 2, **unreadable})
        alone = got(server, caller, {"party_size": 7, **unreadable})

        assert (2, {"party_size": 7}) == (with_both.party_size, with_both.model_extra)
        assert (None, {"party_size": 7}) == (alone.party_size, alone.model_extra)


OUT_OF_LIMITS = {
    "partySize": 5000,
    "participant": {"name": ""},
    "eventId": "e",
    "scheduleId": "s",
}


def test_limits_dont_bind_answers(server: LoopbackServer, caller: Caller) -> None:
    """Values out of the documented limits, and both of a one-of, are read as they are."""
    read = got(server, caller, OUT_OF_LIMITS)

    assert Participation.model_validate(OUT_OF_LIMITS) == read
    assert (5000, "", "e", "s") == (
        read.party_size,
        read.participant.name,
        read.event_id,
        read.schedule_id,
    )


UNREADABLE: dict[str, tuple[str, Any]] = {
    "text for a date": ("createdDate", "yesterday"),
    "naive date": ("createdDate", "2026-03-02T09:15:00.250"),
    "date without time": ("createdDate", "2026-03-02"),
    "impossible date": ("createdDate", "2026-02-30T09:15:00Z"),
    "Unix time": ("createdDate", 1772442900),
    "Unix time as text": ("createdDate", "1772442900"),
    "empty date": ("createdDate", ""),
    "words for a number": ("partySize", "a few"),
    "fraction for a whole number": ("partySize", 1.5),
    "object for a number": ("partySize", {"value": 1}),
    "words for a revision": ("revision", "first"),
    "number for text": ("appId", 7),
    "boolean for text": ("appId", False),
    "list for text": ("appId", ["a"]),
    "number for an enum": ("status", 3),
    "text for an object": ("participant", "Jane Doe"),
    "list for an object": ("participant", [{"name": "Jane Doe"}]),
    "list for a map": ("extendedFields", []),
}
ATTRIBUTES = {
    "createdDate": "created_date",
    "partySize": "party_size",
    "revision": "revision",
    "appId": "app_id",
    "status": "status",
    "participant": "participant",
    "extendedFields": "extended_fields",
}


@pytest.mark.parametrize(("wire", "value"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_unreadable_value_is_kept_and_logged(
    server: LoopbackServer,
    caller: Caller,
    wire: str,
    value: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What can't be read stays what it was; all around it is typed, and the log names the field."""
    caplog.set_level(logging.WARNING, "wixapi")

    read = got(server, caller, answered(**{wire: value}))

    kept = getattr(read, ATTRIBUTES[wire])
    assert (value, type(value)) == (kept, type(kept))
    assert datetime(2026, 3, 2, 9, 15, 0, 250_000, tzinfo=UTC) == read.updated_date
    assert wire == "participant" or isinstance(read.participant, Participant)
    (message,) = caplog.messages
    assert f"participation.{wire}: unreadable" in message
    assert str(value) == "" or str(value) not in message


def test_values_deep_inside(server: LoopbackServer, caller: Caller) -> None:
    """One unreadable value in one item of a list costs nothing but its own type."""
    server.answer(
        {
            "guests": [
                {
                    "id": "1",
                    "tickets": [{"number": "a"}, {"number": 7}],
                    "totalGuests": 1,
                },
                {
                    "id": "2",
                    "tickets": [None, "b"],
                    "createdDate": "2026-04-01T10:00:00Z",
                },
                "3",
            ]
        }
    )

    first, second, third = caller.items(QUERY_GUESTS, query={})

    assert [guests.TicketDetails, guests.TicketDetails] == [
        type(one) for one in first.tickets
    ]
    assert ["a", 7] == [one.number for one in first.tickets]
    assert [None, "b"] == second.tickets
    assert datetime(2026, 4, 1, 10, tzinfo=UTC) == second.created_date
    assert "3" == third


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T09:15:00Z", datetime(2026, 3, 2, 9, 15, tzinfo=UTC)),
        (
            "2026-03-02T09:15:00.123456789Z",
            datetime(2026, 3, 2, 9, 15, 0, 123456, tzinfo=UTC),
        ),
        (
            "2026-03-02T09:15:00+02:00",
            datetime(2026, 3, 2, 9, 15, tzinfo=timezone(timedelta(hours=2))),
        ),
    ],
)
def test_dates_are_aware(
    server: LoopbackServer, caller: Caller, text: str, moment: datetime
) -> None:
    """Every notation of a moment with an offset is an aware datetime."""
    assert moment == got(server, caller, {"createdDate": text}).created_date


@pytest.mark.parametrize("revision", ["9007199254740993", 9007199254740993])
def test_int64_is_an_int(
    server: LoopbackServer, caller: Caller, revision: object
) -> None:
    """An int64 is an int, exact beyond 53 bits, as text or as number on the wire."""
    assert 9007199254740993 == got(server, caller, {"revision": revision}).revision


def test_missing_and_null_are_told_apart(
    server: LoopbackServer, caller: Caller
) -> None:
    """Both are None; `model_fields_set` tells which was there."""
    read = got(server, caller, {"status": None, "participant": {"phone": None}})

    assert (None, None, None) == (read.status, read.party_size, read.participant.name)
    assert {"status", "participant"} == read.model_fields_set
    assert {"phone"} == read.participant.model_fields_set


def test_model_dumps_to_what_came(server: LoopbackServer, caller: Caller) -> None:
    """By alias and without what was unset, a model is the JSON again, unknown things included."""
    came = answered(
        status="NEW",
        newField=[1],
        createdDate="yesterday",
        updatedDate=...,
        externalId=None,
    )

    assert came == got(server, caller, came).model_dump(
        mode="json", by_alias=True, exclude_unset=True, warnings=False
    )


@pytest.mark.parametrize("answer", [{}, {"participation": None}, b""])
def test_get_without_participation(
    server: LoopbackServer, caller: Caller, answer: Any
) -> None:
    """What was asked for and isn't there is an error, never a participation full of None."""
    server.answer(answer)

    with pytest.raises(ApiError, match=r"the answer (has no participation|is empty)"):
        caller.call(GET, participation_id=ID)


@pytest.mark.parametrize("answer", [{}, {"post": None}])
def test_get_of_a_whole_answer_without_its_entity(
    server: LoopbackServer, caller: Caller, answer: Any
) -> None:
    """Neither is it one for getters that hand back the whole answer; who is looked for may be missing."""
    server.answer(answer)
    with pytest.raises(ApiError, match="the answer has no post"):
        caller.call("blog.posts.get_post", post_id=ID)

    server.answer(answer)
    assert caller.call("blog.posts.get_post_by_slug", slug="hello").post is None


@pytest.mark.parametrize(
    ("answer", "status"), [({}, 200), ({"participation": None}, 201), (b"", 204)]
)
def test_write_without_participation(
    server: LoopbackServer,
    caller: Caller,
    answer: Any,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It has succeeded: an empty participation, with a line in the log."""
    server.answer(answer, status)
    caplog.set_level(logging.WARNING, "wixapi")

    given = {"id": ID, "revision": "1"}
    assert Participation() == caller.call(UPDATE, participation=given)
    assert 1 == len(caplog.messages)


WHOLE_ANSWERS: list[tuple[str, dict[str, Any]]] = [
    ("redirects.redirects.create_redirect_session", {"login": {}}),
    ("bookings.bookings.cancel_booking", {"booking_id": ID, "revision": "1"}),
    ("ecom.current_cart.add_to_current_cart", {}),
    ("events.rsvp.bulk_update_rsvp", {"event_id": ID}),
    ("stores.products_v3.bulk_delete_products", {"product_ids": [ID]}),
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("method", "arguments"), WHOLE_ANSWERS)
def test_write_without_content(
    server: LoopbackServer, caller: Caller, method: str, arguments: dict[str, Any]
) -> None:
    """A 204 is success for methods that hand back the whole answer, too: all of its fields are unset."""
    server.answer(b"", 204)

    assert set() == caller.call(method, **arguments).model_fields_set


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(
            [*ATTRIBUTES, "eventId", "participant", "new", "target", "model_fields"]
        ),
        ANYTHING | st.fixed_dictionaries({"name": ANYTHING}),
    )
)
def test_any_object_is_read(participation: dict[str, Any]) -> None:
    """No participation, whatever JSON is in it, is refused, and none of its fields is lost."""
    read = read_json(
        GetParticipationResponse, json.dumps({"participation": participation})
    )

    assert read.participation is not None
    assert len(participation) == len(read.participation.model_fields_set)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=50))
def test_any_body_is_an_answer_or_an_api_error(
    server: LoopbackServer, body: bytes
) -> None:
    """Whatever bytes a success holds, the outcome is a participation or an ApiError."""
    server.answer(body)
    outcome: object
    try:
        outcome = SyncCaller(server.url).call(GET, participation_id=ID)
    except ApiError as error:
        outcome = error.code

    assert isinstance(outcome, Participation) or "UNUSABLE_ANSWER" == outcome
