"""Results that come page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from runtime.things import (
    AsyncRawThings,
    AsyncThings,
    CursorPaging,
    Query,
    RawThings,
    Things,
)
from support.server import Answer, LoopbackServer
from wixapi import errors
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.client import AsyncClient, SyncClient

AUTH = ApiKeyStrategy("k")


@pytest.fixture
def things(server: LoopbackServer) -> Iterator[Things]:
    """A client of things."""
    with SyncClient(auth=AUTH, base_url=server.url, max_retries=0) as client:
        yield Things(client)


def page(*names: str, cursor: str | None = None, **metadata: Any) -> dict[str, Any]:
    """An answer with things of these names."""
    cursors = {} if cursor is None else {"cursors": {"next": cursor}}
    return {
        "things": [{"name": name} for name in names],
        "pagingMetadata": {**cursors, **metadata},
    }


def bodies(server: LoopbackServer) -> list[Any]:
    """The bodies that came in."""
    return [request.json for request in server.requests]


def test_iterates_over_all_pages(server: LoopbackServer, things: Things) -> None:
    """Items of all pages come; filter and sort go once, limit and the rest every time."""
    server.answer(page("a", "b", cursor="c1", hasNext=True))
    server.answer(page(cursor="c2", hasNext=True))
    server.answer(page("c", hasNext=False, cursor="c3"))
    query = {
        "filter": {"x": {"$eq": 1}},
        "sort": [{"fieldName": "x"}],
        "cursor_paging": {"limit": 2},
        "extra": "e",
    }
    pager = things.query_things(query=query, fields=["F"])

    assert [] == server.requests
    assert ["a", "b", "c"] == [thing.name for thing in pager]
    assert [
        {
            "query": {
                "filter": {"x": {"$eq": 1}},
                "sort": [{"fieldName": "x"}],
                "cursorPaging": {"limit": 2},
                "extra": "e",
            },
            "fields": ["F"],
        },
        {
            "query": {"extra": "e", "cursorPaging": {"limit": 2, "cursor": "c1"}},
            "fields": ["F"],
        },
        {
            "query": {"extra": "e", "cursorPaging": {"limit": 2, "cursor": "c2"}},
            "fields": ["F"],
        },
    ] == bodies(server)


def test_without_query(server: LoopbackServer, things: Things) -> None:
    """Without a query, or a limit, only the cursor is sent."""
    server.answer(page("a", cursor="c1"))
    server.answer(page("b"))

    assert ["a", "b"] == [thing.name for thing in things.query_things()]
    assert [{}, {"query": {"cursorPaging": {"cursor": "c1"}}}] == bodies(server)


def test_offset_paging_in_a_cursor_query(
    server: LoopbackServer, things: Things
) -> None:
    """Offset paging isn't repeated beside a cursor; its limit is."""
    server.answer(page("a", cursor="c1"))
    server.answer(page("b"))
    list(things.query_things(query={"paging": {"limit": 5, "offset": 10}}))

    assert {"query": {"cursorPaging": {"limit": 5, "cursor": "c1"}}} == bodies(server)[
        1
    ]


def test_model_as_query(server: LoopbackServer, things: Things) -> None:
    """The query may be a model."""
    server.answer(page("a"))
    list(things.query_things(query=Query(cursor_paging=CursorPaging(limit=3))))

    assert [{"query": {"cursorPaging": {"limit": 3}}}] == bodies(server)


@pytest.mark.parametrize(
    "last",
    [
        page("z", hasNext=False, cursor="c9"),
        page("z", hasNext=True),
        page("z", hasNext=True, cursor=""),
        page("z", hasNext=True, cursor="c1"),
        page("z", hasNext=True, cursors=7),
        {"things": [{"name": "z"}]},
        {"things": [{"name": "z"}], "pagingMetadata": "x"},
    ],
)
def test_end(server: LoopbackServer, things: Things, last: Any) -> None:
    """It ends when hasNext is false, without a cursor, or when the same cursor comes again."""
    server.answer(page("a", cursor="c1", hasNext=True))
    server.answer(last)

    assert ["a", "z"] == [thing.name for thing in things.query_things()]
    assert 2 == len(server.requests)


def test_cursors_that_go_in_circles(server: LoopbackServer, things: Things) -> None:
    """A cursor that was used before ends it, also if others came in between."""
    for cursor in ("c1", "c2", "c1"):
        server.answer(page("a", cursor=cursor, hasNext=True))

    assert 3 == len(list(things.query_things()))


@pytest.mark.parametrize("body", [{}, {"things": None}, {"things": "x"}])
def test_page_without_items(server: LoopbackServer, things: Things, body: Any) -> None:
    """A page may have no items."""
    server.answer(body)

    assert [] == list(things.query_things())


def test_starts_anew(server: LoopbackServer, things: Things) -> None:
    """Iterating again starts anew; what the caller changes meanwhile changes nothing."""
    query: dict[str, Any] = {"filter": {"a": [1]}}
    pager = things.query_things(query=query)
    query["filter"]["a"].append(2)
    server.answer(page("a"))
    server.answer(page("b"))

    assert ["a", "b"] == [thing.name for _ in range(2) for thing in pager]
    assert bodies(server) == [{"query": {"filter": {"a": [1]}}}] * 2


def test_first_page_and_pages(server: LoopbackServer, things: Things) -> None:
    """A page tells its items, whether there is more, the cursor, and the whole response."""
    server.answer(page("a", cursor="c1", hasNext=True, total=7))
    first = things.query_things().first_page()

    assert (["a"], True, "c1", 7) == (
        [thing.name for thing in first.items],
        first.has_next,
        first.next_cursor,
        first.response.paging_metadata.total,
    )
    server.answer(page("a", cursor="c1", hasNext=True))
    server.answer(page("b"))
    assert [True, False] == [each.has_next for each in things.query_things().pages()]


def test_pages_are_lazy(server: LoopbackServer, things: Things) -> None:
    """A page is asked for when its first item is needed, not before."""
    server.answer(page("a", "b", cursor="c1", hasNext=True))
    items = iter(things.query_things())

    assert ("a", "b", 1) == (next(items).name, next(items).name, len(server.requests))


def test_validation_is_at_the_call(server: LoopbackServer, things: Things) -> None:
    """A wrong query is refused by the call itself."""
    with pytest.raises(errors.ValidationError, match=r"query\.cursorPaging\.limit"):
        things.query_things(query={"cursor_paging": {"limit": 101}})

    assert [] == server.requests


def test_error_on_a_later_page(server: LoopbackServer, things: Things) -> None:
    """An error on a later page comes after the items before it."""
    server.answer(page("a", cursor="c1", hasNext=True))
    server.answer(b"", 500)
    items = iter(things.query_things())

    assert "a" == next(items).name
    with pytest.raises(errors.ServerError):
        next(items)


@pytest.mark.parametrize(
    ("answers", "offsets"),
    [
        ([page("a", "b"), page("c")], [None, 2]),
        ([page("a", "b"), page("c", "d"), page()], [None, 2, 4]),
        ([page("a", "b", total=4), page("c", "d", total=4)], [None, 2]),
        ([page("a", "b", hasNext=True), page("c", "d", hasNext=False)], [None, 2]),
    ],
)
def test_offset(
    server: LoopbackServer, things: Things, answers: list[Any], offsets: list[Any]
) -> None:
    """By offset: on until a page is empty or short, or the total is reached; the filter stays."""
    for answer in answers:
        server.answer(answer)
    found = list(things.list_things(query={"filter": {"x": 1}, "paging": {"limit": 2}}))

    assert sum(len(answer["things"]) for answer in answers) == len(found)
    assert offsets == [body["query"]["paging"].get("offset") for body in bodies(server)]
    assert {"x": 1} == bodies(server)[-1]["query"]["filter"]


def test_offset_of_a_server_with_smaller_pages(
    server: LoopbackServer, things: Things
) -> None:
    """A page shorter than asked isn't the last where the answer says that there are more."""
    server.answer(page("a", hasNext=True, total=3))
    server.answer(page("b", total=3))
    server.answer(page("c", total=3))
    found = things.list_things(query={"paging": {"limit": 2}})

    assert ["a", "b", "c"] == [one.name for one in found]


def test_an_answer_that_tells_of_its_pages_itself(
    server: LoopbackServer, things: Things
) -> None:
    """The total beside the items counts; what says which page stands among the parameters."""
    for offset, name in enumerate("abc"):
        body = {"things": [{"name": name}], "offset": offset, "total": 3}
        server.answer(body)

    assert ["a", "b", "c"] == [one.name for one in things.find_things(limit=2)]
    assert ["limit=2", "limit=2&offset=1", "limit=2&offset=2"] == [
        one.path.partition("?")[2] for one in server.requests
    ]


def test_offset_that_isnt_heeded(server: LoopbackServer, things: Things) -> None:
    """A server that answers the same page again and again isn't asked for ever."""
    server.by = lambda _request: Answer(body=page("a", hasNext=True))

    assert ["a", "a"] == [one.name for one in things.list_things(query={})]


def test_offset_of_a_method_with_cursors(
    server: LoopbackServer, things: Things
) -> None:
    """Who asks by offset where there are cursors, too, gets all pages by offset."""
    server.answer(page("a", hasNext=True))
    server.answer(page("b", hasNext=False))
    query = {"filter": {"x": 1}, "paging": {"limit": 1}}

    assert ["a", "b"] == [one.name for one in things.query_things(query=query)]
    assert {"filter": {"x": 1}, "paging": {"limit": 1, "offset": 1}} == (
        bodies(server)[1]["query"]
    )


def test_offset_without_limit(server: LoopbackServer, things: Things) -> None:
    """Without a limit only an empty page ends it; a given offset is where it starts."""
    server.answer(page("a"))
    server.answer(page())
    list(things.list_things(query={"paging": {"offset": 5}}))

    assert [5, 6] == [body["query"]["paging"]["offset"] for body in bodies(server)]


def test_resume(server: LoopbackServer, things: Things) -> None:
    """A cursor that was kept goes on where it stands, with the limit and without filter and sort."""
    pager = things.query_things(
        query={"filter": {"x": 1}, "cursor_paging": {"limit": 2}}, fields=["F"]
    )
    server.answer(page("c", "d", cursor="c2", hasNext=True))
    server.answer(page("e", hasNext=False))

    assert ["c", "d", "e"] == [one.name for one in pager.resume("c1")]
    assert [
        {"query": {"cursorPaging": {"limit": 2, "cursor": cursor}}, "fields": ["F"]}
        for cursor in ("c1", "c2")
    ] == bodies(server)


def test_resume_by_offset(things: Things) -> None:
    """Pages by offset have no cursor: the error says where to go on."""
    with pytest.raises(errors.ConfigurationError, match=r"query\.paging\.offset"):
        things.list_things(query={}).resume("c1")


def test_raw_page(server: LoopbackServer, things: Things) -> None:
    """The raw method sends at once and hands back the first page."""
    server.answer(page("a"), x_wix_request_id="r")
    response = RawThings(things._client).query_things(query={})

    assert ("r", "a") == (response.request_id, response.parse().items[0].name)


async def test_async(server: LoopbackServer) -> None:
    """Async pagers do the same."""
    async with AsyncClient(auth=AUTH, base_url=server.url) as client:
        pager = AsyncThings(client).query_things(query={"filter": {}})
        assert [] == server.requests
        server.answer(page("a", cursor="c1", hasNext=True))
        server.answer(page("b"))
        assert ["a", "b"] == [thing.name async for thing in pager]
        server.answer(page("c"))
        assert [["c"]] == [[t.name for t in each.items] async for each in pager.pages()]
        server.answer(page("d"))
        assert "d" == (await pager.first_page()).items[0].name
        server.answer(page("e"))
        response = await AsyncRawThings(client).query_things()
        assert "e" == response.parse().items[0].name
