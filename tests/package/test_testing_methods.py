"""`wixapi.testing` by method: tables that name what is called as the app names it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from wixapi import AsyncWixClient, WixClient, testing
from wixapi._testing.methods import operation_of
from wixapi.calendar.participations import (
    AsyncParticipationsClient,
    Participant,
    Participation,
    ParticipationsClient,
    QueryParticipationsResponse,
)
from wixapi.errors import ConfigurationError, ConflictError, ConnectionError

GET = "calendar.participations.get_participation"
QUERY = "calendar.participations.query_participations"
DELETE = "calendar.participations.delete_participation"
WIX = testing.client({})
AWIX = testing.async_client({})
ANSWER = {"participation": {"id": "p1"}}


def get(table: Any) -> Any:
    """What `get_participation` hands back."""
    wix = testing.client(table)
    return wix.calendar.participations.get_participation(participation_id="p1")


@pytest.mark.parametrize(
    "key",
    [
        GET,
        WIX.calendar.participations.get_participation,
        AWIX.calendar.participations.get_participation,
        WIX.with_raw_response.calendar.participations.get_participation,
        AWIX.with_raw_response.calendar.participations.get_participation,
        ParticipationsClient.get_participation,
        AsyncParticipationsClient.get_participation,
    ],
)
async def test_keys(key: Any) -> None:
    """The path below the client, or the method: bound or not, sync, async or raw; for all clients."""
    assert "p1" == get({key: ANSWER}).id
    async with testing.async_client({key: ANSWER}) as wix:
        found = await wix.calendar.participations.get_participation(
            participation_id="p1"
        )
    assert "p1" == found.id


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("bookings.bookings.create_booking", "bookings.bookings.create_booking"),
        (QUERY, QUERY),
        (WIX.calendar.participations.query_participations, QUERY),
        (WIX.with_raw_response.calendar.participations.query_participations, QUERY),
        (ParticipationsClient.query_participations, QUERY),
        (
            "calendar.participations.update_participation",
            "calendar.participations.update_participation",
        ),
        ("media.files.wait_until_ready", "media.files.get_file_descriptor"),
        (
            "inbox.conversations.get_conversation",
            "inbox.conversations.get_conversation",
        ),
    ],
)
def test_every_kind_of_method(key: Any, path: str) -> None:
    """Also with pages, with a conflict, one that waits, of a package that shares a folder."""
    assert operation_of(path) is operation_of(key)


@pytest.mark.filterwarnings("error")
def test_deprecated_methods() -> None:
    """A key warns of nothing."""
    deprecated = "stores.subscription_options.create_subscription_option"

    assert "p1" == get({deprecated: {}, GET: ANSWER}).id


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("bookings.bookings.create_bookng", "mean bookings.bookings.create_booking?"),
        ("booking.bookings.create_booking", "mean bookings.bookings.create_booking?"),
        ("calendar.partizipations.x", "mean calendar.participations.x?"),
        ("nothing.like.it", "has no method nothing.like.it$"),
        ("calendar.participations", "is no method"),
        ("request", "is no method"),
        ("", "has no method"),
        (print, "is no method of a resource"),
        (WIX.request, "is no method of a resource"),
        (WixClient, "is no method of a resource"),
        (AsyncWixClient.request, "is no method of a resource"),
        (lambda: None, "is no method of a resource"),
        (7, "is no method of a resource"),
    ],
)
def test_unknown_methods(key: Any, hint: str) -> None:
    """They fail when the table is given, and the error knows what was meant."""
    with pytest.raises(ConfigurationError, match=hint.replace("?", r"\?")):
        testing.client({key: {}})


def test_entity() -> None:
    """By method, a model may be what the method hands back: what is set of it is answered."""
    entity = Participation(
        id="p1",
        revision=9007199254740993,
        participant=Participant(name="Ann"),
        created_date=datetime(2026, 1, 2, tzinfo=UTC),
    )
    transport = testing.Transport({GET: entity})
    with testing.client(transport) as wix:
        raw = wix.with_raw_response.calendar.participations.get_participation(
            participation_id="p1"
        )

    assert {
        "id": "p1",
        "revision": "9007199254740993",
        "participant": {"name": "Ann"},
        "createdDate": "2026-01-02T00:00:00Z",
    } == raw.body["participation"]
    assert entity == raw.parse()


def test_models_in_json() -> None:
    """Models may stand anywhere in JSON, and for all of it; whatever the key is."""
    one = Participation(id="p1")
    answers = [
        {"participations": [one], "pagingMetadata": {"hasNext": False}},
        QueryParticipationsResponse(participations=[one]),
        (200, {"participations": [one]}),
    ]
    for key in (QUERY, ("POST", "/calendar/v3/participations/query")):
        for answer in answers:
            pager = testing.client(
                {key: answer}
            ).calendar.participations.query_participations()
            assert ["p1"] == [found.id for found in pager]


def test_page() -> None:
    """Of a method with pages, a list of items is a page, and one of lists several calls."""
    one, two = Participation(id="1"), Participation(id="2")

    def found(answer: Any, calls: int = 1) -> list[list[Any]]:
        wix = testing.client({QUERY: answer})
        pager = wix.calendar.participations.query_participations()
        return [[item.id for item in pager] for _ in range(calls)]

    assert [["1", "2"]] == found([one, two])
    assert [["1", "2"]] * 3 == found([one, two], 3)
    assert [["1"], ["2"], []] == found([[one], [two], []], 3)
    assert [["1"]] == found(one)
    assert [["1"], ["2"]] == found(
        [QueryParticipationsResponse(participations=[x]) for x in (one, two)], 2
    )


def test_sequence() -> None:
    """A list has an answer for each call: JSON, models, failures, functions, in turn."""
    wix = testing.client(
        {
            GET: [
                ANSWER,
                Participation(id="p2"),
                (409, {"message": "no"}),
                httpx2.ConnectError("no route"),
                lambda call: {"participation": {"id": call.path[-2:]}},
            ]
        }
    )

    def call() -> Any:
        return wix.calendar.participations.get_participation(participation_id="p7")

    assert ["p1", "p2"] == [call().id, call().id]
    with pytest.raises(ConflictError):
        call()
    with pytest.raises(ConnectionError):
        call()
    assert "p7" == call().id
    with pytest.raises(testing.UnexpectedCallError, match="5 answers, this is call 6"):
        call()


def test_sequence_by_address() -> None:
    """A list does that for a path, too."""
    wix = testing.client({("GET", "/a"): [{"n": 1}, {"n": 2}], ("GET", "/b"): [{}]})

    assert [{"n": 1}, {}, {"n": 2}] == [wix.request("GET", f"/{x}") for x in "aba"]


def test_nothing() -> None:
    """None is an empty answer, as of a method that hands back nothing."""
    wix = testing.client({DELETE: None, ("GET", "/x"): None})
    wix.calendar.participations.delete_participation(participation_id="p1")

    assert None is wix.request("GET", "/x")


def test_the_fallback_of_a_get_is_answered() -> None:
    """A GET whose parameters are too long is posted, and is the same method."""
    key = "stores.customizations_v3.query_customizations"
    transport = testing.Transport({key: {"customizations": []}})
    wix = testing.client(transport)
    for size in (1, 5000):
        query = {"filter": {"name": {"$eq": "x" * size}}}
        list(wix.stores.customizations_v3.query_customizations(query=query))

    assert ["GET", "POST"] == [call.method for call in transport.calls]


def test_unexpected_call() -> None:
    """What the table has is told by address."""
    with pytest.raises(testing.UnexpectedCallError, match="GET /calendar/v3"):
        testing.client({GET: {}}).request("GET", "/x")
