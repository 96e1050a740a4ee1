"""Queries: every page, by cursor, with `for` and `async for`."""

from __future__ import annotations

from typing import Any

import pytest

from package.calls import AUTH, ID, QUERY, QUERY_GUESTS, Caller
from support.server import LoopbackServer
from wixapi import AsyncPager, AsyncWixClient, Page, Pager, WixClient
from wixapi.calendar.participations import (
    CursorPaging,
    Participation,
    ParticipationQuery,
    QueryParticipationsResponse,
    Sorting,
    SortOrder,
)
from wixapi.errors import NotFoundError
from wixapi.events.guests import EventGuest, QueryEventGuestsResponse

METHODS = {
    QUERY: ("/calendar/v3/participations/query", "participations", Participation),
    QUERY_GUESTS: ("/events/v2/guests/query", "guests", EventGuest),
}
both_methods = pytest.mark.parametrize("method", METHODS)

FILTER = {"eventId": {"$in": ["a", "b"]}}
SORT = [{"fieldName": "createdDate", "order": "ASC"}]


def answer_pages(server: LoopbackServer, method: str, *cursors: str | None) -> None:
    """Queues a page with one item (`1`, `2`, …) for each cursor to the page after it."""
    for number, cursor in enumerate(cursors, 1):
        metadata: dict[str, Any] = {
            "count": 1,
            "hasNext": cursor is not None,
            "cursors": {},
        }
        if cursor is not None:
            metadata["cursors"]["next"] = cursor
        server.answer(
            {METHODS[method][1]: [{"id": str(number)}], "pagingMetadata": metadata}
        )


def ids(items: list[Any]) -> list[str]:
    """The ids of what was found."""
    return [item.id for item in items]


@both_methods
def test_iterates_over_all_pages(
    server: LoopbackServer, caller: Caller, method: str
) -> None:
    """The first request is what was given; those after it have cursor and limit, no filter, no sort."""
    answer_pages(server, method, "c2", "c3", None)
    query = {
        "filter": FILTER,
        "sort": [{"field_name": "createdDate", "order": "ASC"}],
        "cursor_paging": {"limit": 1},
    }

    found = caller.items(method, query=query)

    path, _, item = METHODS[method]
    assert ["1", "2", "3"] == ids(found)
    assert {item} == set(map(type, found))
    assert [("POST", path)] * 3 == [(one.verb, one.path) for one in server.requests]
    assert [
        {"query": {"filter": FILTER, "sort": SORT, "cursorPaging": {"limit": 1}}},
        {"query": {"cursorPaging": {"limit": 1, "cursor": "c2"}}},
        {"query": {"cursorPaging": {"limit": 1, "cursor": "c3"}}},
    ] == [one.json for one in server.requests]


@both_methods
def test_without_limit(server: LoopbackServer, caller: Caller, method: str) -> None:
    """A limit that wasn't given is never made up."""
    answer_pages(server, method, "c2", None)

    assert ["1", "2"] == ids(caller.items(method, query={}))
    assert [{"query": {}}, {"query": {"cursorPaging": {"cursor": "c2"}}}] == [
        one.json for one in server.requests
    ]


def test_without_query(server: LoopbackServer, caller: Caller) -> None:
    """A query that may be left out is left out."""
    answer_pages(server, QUERY, "c2", None)

    assert ["1", "2"] == ids(caller.items(QUERY))
    assert [{}, {"query": {"cursorPaging": {"cursor": "c2"}}}] == [
        one.json for one in server.requests
    ]


def test_other_parameters_go_along(server: LoopbackServer, caller: Caller) -> None:
    """What isn't the query is sent with every page."""
    answer_pages(server, QUERY_GUESTS, "c2", None)

    caller.items(QUERY_GUESTS, query={"filter": FILTER}, fields=["GUEST_DETAILS"])

    assert [
        {"query": {"filter": FILTER}, "fields": ["GUEST_DETAILS"]},
        {"query": {"cursorPaging": {"cursor": "c2"}}, "fields": ["GUEST_DETAILS"]},
    ] == [one.json for one in server.requests]


def test_query_as_model(server: LoopbackServer, caller: Caller) -> None:
    """A model asks for the same as a dict."""
    answer_pages(server, QUERY, None)
    query = ParticipationQuery(
        filter=FILTER,
        sort=[Sorting(field_name="createdDate", order=SortOrder.ASC)],
        cursor_paging=CursorPaging(limit=1),
    )

    caller.items(QUERY, query=query)

    assert {
        "query": {"filter": FILTER, "sort": SORT, "cursorPaging": {"limit": 1}}
    } == server.last.json


def test_starts_at_a_given_cursor(server: LoopbackServer, caller: Caller) -> None:
    """A query may begin in the middle, with a cursor of an earlier answer."""
    answer_pages(server, QUERY, "c3", None)

    assert ["1", "2"] == ids(
        caller.items(QUERY, query={"cursor_paging": {"cursor": "c2"}})
    )
    assert ["c2", "c3"] == [
        one.json["query"]["cursorPaging"]["cursor"] for one in server.requests
    ]


ENDS: dict[str, Any] = {
    "hasNext is false, though there is a cursor": {
        "hasNext": False,
        "cursors": {"next": "c3"},
    },
    "no cursor, though hasNext is true": {"hasNext": True, "cursors": {}},
    "null cursor": {"hasNext": True, "cursors": {"next": None}},
    "empty cursor": {"hasNext": True, "cursors": {"next": ""}},
    "the same cursor again": {"hasNext": True, "cursors": {"next": "c2"}},
    "no cursors": {"hasNext": True},
    "no metadata": None,
    "metadata of another type": "none",
}


@pytest.mark.parametrize("metadata", ENDS.values(), ids=ENDS.keys())
def test_end(server: LoopbackServer, caller: Caller, metadata: Any) -> None:
    """It stops where hasNext is false, where there is no cursor, or where one comes again."""
    answer_pages(server, QUERY, "c2")
    server.answer({"participations": [{"id": "2"}], "pagingMetadata": metadata})

    assert ["1", "2"] == ids(caller.items(QUERY))
    assert 2 == len(server.requests)


def test_cursor_without_has_next(server: LoopbackServer, caller: Caller) -> None:
    """A cursor alone is enough to go on."""
    server.answer(
        {"participations": [{"id": "1"}], "pagingMetadata": {"cursors": {"next": "c"}}}
    )
    answer_pages(server, QUERY, None)

    assert ["1", "1"] == ids(caller.items(QUERY))


def test_empty_page_in_the_middle(server: LoopbackServer, caller: Caller) -> None:
    """A page without items is no end while the cursor goes on."""
    server.answer({"pagingMetadata": {"hasNext": True, "cursors": {"next": "c2"}}})
    answer_pages(server, QUERY, None)

    assert ["1"] == ids(caller.items(QUERY))


@both_methods
def test_pages(server: LoopbackServer, caller: Caller, method: str) -> None:
    """Pages tell their items, cursor, whether there are more, and the whole typed answer."""
    answer_pages(server, method, "c2", None)

    pages = caller.pages(method, query={})

    assert {Page} == set(map(type, pages))
    assert [(["1"], True, "c2"), (["2"], False, None)] == [
        (ids(page.items), page.has_next, page.next_cursor) for page in pages
    ]
    answer = {
        QUERY: QueryParticipationsResponse,
        QUERY_GUESTS: QueryEventGuestsResponse,
    }[method]
    assert {answer} == {type(page.response) for page in pages}
    assert [1, 1] == [page.response.paging_metadata.count for page in pages]


@both_methods
def test_first_page(server: LoopbackServer, caller: Caller, method: str) -> None:
    """The first page costs one request."""
    answer_pages(server, method, "c2", None)

    assert ["1"] == ids(caller.first_page(method, query={}).items)
    assert 1 == len(server.requests)


def test_raw_query(server: LoopbackServer, caller: Caller) -> None:
    """With raw responses a query hands back the first page's whole answer at once."""
    answer_pages(server, QUERY, "c2", None)

    raw = caller.call(f"with_raw_response.{QUERY}")

    assert 200 == raw.status
    assert "c2" == raw.body["pagingMetadata"]["cursors"]["next"]
    assert (["1"], "c2") == (ids(raw.parse().items), raw.parse().next_cursor)
    assert 1 == len(server.requests)


def test_error_on_a_later_page(server: LoopbackServer, caller: Caller) -> None:
    """An error on any page is raised where that page is needed."""
    answer_pages(server, QUERY, "c2")
    server.answer({"message": "gone"}, 404)

    with pytest.raises(NotFoundError, match="gone"):
        caller.items(QUERY)


def test_pager_is_lazy(server: LoopbackServer) -> None:
    """Nothing is sent before it is needed; iterating again starts anew."""
    with WixClient(auth=AUTH, base_url=server.url) as client:
        pager = client.calendar.participations.query_participations()
        assert isinstance(pager, Pager)
        assert [] == server.requests

        answer_pages(server, QUERY, "c2", None)
        found = iter(pager)
        assert "1" == next(found).id
        assert 1 == len(server.requests)
        assert "2" == next(found).id
        assert 2 == len(server.requests)

        answer_pages(server, QUERY, None)
        assert ["1"] == ids(list(pager))
        assert {} == server.last.json


async def test_async_pager_is_lazy(server: LoopbackServer) -> None:
    """The same without blocking; the call itself isn't awaited."""
    async with AsyncWixClient(auth=AUTH, base_url=server.url) as client:
        pager = client.calendar.participations.query_participations()
        assert isinstance(pager, AsyncPager)
        assert [] == server.requests

        answer_pages(server, QUERY, "c2", None)
        seen = []
        async for participation in pager:
            seen.append((participation.id, len(server.requests)))
        assert [("1", 1), ("2", 2)] == seen

        answer_pages(server, QUERY, None)
        assert ["1"] == [one.id async for one in pager]
        assert {} == server.last.json


def test_query_is_taken_when_it_is_made(server: LoopbackServer) -> None:
    """Changing what was given, after the call, changes nothing."""
    conditions: dict[str, Any] = {"id": {"$in": [ID]}}
    with WixClient(auth=AUTH, base_url=server.url) as client:
        pager = client.calendar.participations.query_participations(
            query={"filter": conditions}
        )
        conditions["id"]["$in"].append("x")
        pager.first_page()

    assert {"query": {"filter": {"id": {"$in": [ID]}}}} == server.last.json
