"""How many items come of a result: all, the first ones, one; and what is asked for to get them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.test_pager import AUTH, bodies, page
from runtime.things import FIND, LIST, QUERY, AsyncThings, Query, Things
from support.server import Answer, LoopbackServer
from wixapi import errors
from wixapi._http.client import AsyncClient, SyncClient
from wixapi._http.operation import Operation
from wixapi._http.page import Page, page_of
from wixapi._http.pager import Pager
from wixapi._http.raw import RawResponse


@pytest.fixture
def things(server: LoopbackServer) -> Iterator[Things]:
    """A client of things."""
    with SyncClient(auth=AUTH, base_url=server.url, max_retries=0) as client:
        yield Things(client)


class Shelf:
    """A server of `count` things, in pages that are no longer than `most`, `usual` if nothing is said."""

    def __init__(
        self, operation: Operation[Any], count: int, usual: int, most: int
    ) -> None:
        self.operation = operation
        self.count, self.usual, self.most = count, usual, most
        self.tells: tuple[str, ...] = ()
        self.asked = 0

    def pager(self, control: dict[str, int]) -> Pager[Any]:
        """A pager over all things, whose query says this about its pages."""
        wire: dict[str, Any] = control
        for name in reversed(self.operation.pages.control.split(".")):
            wire = {name: wire} if name else wire
        fetch = cast("Callable[[dict[str, Any]], RawResponse[Page[Any]]]", self._fetch)
        return Pager(fetch, self.operation, wire)

    def _fetch(self, wire: dict[str, Any]) -> Any:
        self.asked += 1
        control: dict[str, Any] = wire
        for name in self.operation.pages.control.split("."):
            control = control.get(name, {}) if name else control
        start = int(control.get("cursor") or control.get("offset") or 0)
        end = start + min(control.get("limit") or self.usual, self.most)
        names = [{"name": str(i)} for i in range(start, min(end, self.count))]
        more = end < self.count
        facts = {"total": self.count, "hasNext": more}
        metadata: dict[str, Any] = {name: facts[name] for name in self.tells}
        if more and self.operation.pages.style == "cursor":
            metadata["cursors"] = {"next": str(end)}
        paging, model = self.operation.pages, cast("Any", self.operation.response)
        told = {"pagingMetadata": metadata} if paging.metadata else metadata
        return Handed(page_of(paging, model(things=names, **told)))


class Handed:
    """What is taken for a raw answer."""

    def __init__(self, found: Page[Any]) -> None:
        self._found = found

    def parse(self) -> Page[Any]:
        """The page."""
        return self._found


@st.composite
def shelves(draw: st.DrawFn) -> tuple[Shelf, dict[str, int]]:
    """A server, and what a query says about pages."""
    operation = draw(st.sampled_from([QUERY, LIST, FIND]))
    sizes = st.integers(1, 9)
    usual = draw(sizes)
    shelf = Shelf(operation, draw(st.integers(0, 30)), usual, max(usual, draw(sizes)))
    facts = ["total", "hasNext"] if operation.pages.metadata else ["total"]
    shelf.tells = tuple(draw(st.sets(st.sampled_from(facts))))
    return shelf, draw(st.one_of(st.just({}), st.builds(dict, limit=sizes)))


@given(shelves(), st.integers(0, 35))
def test_a_limit_is_the_beginning(found: tuple[Shelf, dict[str, int]], n: int) -> None:
    """`to_list(limit=n)` is the first n items of all, and asks for no more pages than iterating does."""
    shelf, control = found
    pager = shelf.pager(control)
    everything = list(pager)
    asked, shelf.asked = shelf.asked, 0
    beginning = pager.to_list(limit=n)

    assert everything[:n] == beginning
    assert shelf.asked <= min(asked, n)
    assert everything[:n] == list(pager.limited(n))
    assert everything[:n] == [
        item for each in pager.pages(limit=n) for item in each.items
    ]
    assert (everything[0] if everything else None) == pager.first()


@given(shelves(), st.integers(1, 35))
def test_no_page_too_many(found: tuple[Shelf, dict[str, int]], n: int) -> None:
    """Where a query says how large pages are, a limit costs as many pages as its items fill."""
    shelf, _ = found
    size = shelf.most
    wanted = min(n, shelf.count)
    shelf.pager({"limit": size}).to_list(limit=wanted)

    assert ceil(wanted / size) == shelf.asked


def test_to_list(server: LoopbackServer, things: Things) -> None:
    """Without a limit it is all there is, as the query asks for it."""
    server.answer(page("a", "b", cursor="c1", hasNext=True))
    server.answer(page("c", hasNext=False))
    query = {"cursor_paging": {"limit": 2}}

    assert ["a", "b", "c"] == [
        one.name for one in things.query_things(query=query).to_list()
    ]


@pytest.mark.parametrize(
    ("query", "limit", "sent"),
    [
        ({}, 1, {"cursorPaging": {"limit": 1}}),
        ({}, 50, {"cursorPaging": {"limit": 50}}),
        ({}, 51, {}),
        ({"cursor_paging": {"limit": 9}}, 2, {"cursorPaging": {"limit": 2}}),
        ({"cursor_paging": {"limit": 2}}, 9, {"cursorPaging": {"limit": 2}}),
        ({"cursorPaging": {"limit": 99}}, 60, {"cursorPaging": {"limit": 60}}),
        ({"paging": {"limit": 9}}, 2, {"paging": {"limit": 2}}),
        ({"filter": {"a": 1}}, 2, {"filter": {"a": 1}, "cursorPaging": {"limit": 2}}),
        (Query(filter={}), 3, {"filter": {}, "cursorPaging": {"limit": 3}}),
    ],
)
def test_size_of_the_first_page(
    server: LoopbackServer, things: Things, query: Any, limit: int, sent: Any
) -> None:
    """A page is asked for that is no larger than the limit; none larger than every method takes."""
    server.answer(page("a"))
    things.query_things(query=query).to_list(limit=limit)

    assert [{"query": sent}] == bodies(server)


def test_limit_beside_other_parameters(server: LoopbackServer, things: Things) -> None:
    """Where what says which page stands among the parameters, the limit goes there."""
    server.answer({"things": [{"name": "a"}], "total": 3})

    assert "a" == getattr(things.find_things().first(), "name", None)
    assert "/v1/things?limit=1" == server.requests[0].path


def test_nothing_wanted(server: LoopbackServer, things: Things) -> None:
    """For no items nothing is sent."""
    assert [] == things.query_things().to_list(limit=0)
    assert [] == server.requests


@pytest.mark.parametrize("limit", [-1, True, 2.0, "3"])
def test_no_limit(things: Things, limit: Any) -> None:
    """What is no number of items is refused, before anything is sent."""
    for call in ("to_list", "limited", "pages"):
        with pytest.raises(errors.ConfigurationError, match="limit"):
            getattr(things.query_things(), call)(limit=limit)


def test_first(server: LoopbackServer, things: Things) -> None:
    """The first item is asked for alone; pages without items are passed over; None if there is none."""
    server.answer(page(cursor="c1", hasNext=True))
    server.answer(page("a", "b", cursor="c2", hasNext=True))
    server.answer(page(hasNext=False))
    first = things.query_things(query={"filter": {"x": 1}}).first()

    assert "a" == getattr(first, "name", None)
    assert None is things.query_things().first()
    assert [{"limit": 1}, {"limit": 1, "cursor": "c1"}, {"limit": 1}] == [
        body["query"]["cursorPaging"] for body in bodies(server)
    ]


def test_limits_of_limits(server: LoopbackServer, things: Things) -> None:
    """The stricter limit counts; pages, first page and what is left after a cursor keep to it."""
    server.by = lambda _request: page_answer("a", "b", "c", cursor="n", hasNext=True)
    three = things.query_things().limited(5).limited(3).limited(9)

    assert 3 == len(three.to_list())
    assert 2 == len(three.to_list(limit=2))
    assert [3] == [len(each.items) for each in three.pages()]
    assert [2] == [len(each.items) for each in three.pages(limit=2)]
    assert 3 == len(list(three.resume("c")))
    assert ["a"] == [one.name for one in three.limited(1).first_page().items]
    assert {"cursorPaging": {"limit": 1}} == bodies(server)[-1]["query"]


def page_answer(*names: str, **metadata: Any) -> Any:
    """`page`, as an answer of the server."""
    return Answer(body=page(*names, **metadata))


@pytest.mark.parametrize(
    ("metadata", "total"),
    [
        ({"total": 7}, 7),
        ({"totalCount": 7}, 7),
        ({"totalResults": 7}, 7),
        ({"total": 7, "tooManyToCount": False}, 7),
        ({"total": 7, "tooManyToCount": True}, None),
        ({"total": 0}, 0),
        ({"total": "many"}, None),
        ({}, None),
    ],
)
def test_total(
    server: LoopbackServer, things: Things, metadata: Any, total: int | None
) -> None:
    """A page tells how many items there are in all, if the answer does."""
    server.answer(page("a", **metadata))
    pager = things.query_things()

    assert None is pager.total
    assert total == pager.first_page().total
    assert total == pager.total


@pytest.mark.parametrize("name", ["total", "totalResults", "totalCount"])
def test_total_beside_the_metadata(
    server: LoopbackServer, things: Things, name: str
) -> None:
    """A total may stand in the answer itself."""
    server.answer(page("a") | {name: 9})

    assert 9 == things.query_things().first_page().total


def test_progress(server: LoopbackServer, things: Things) -> None:
    """Pages count the items so far; the pager has the total that came last."""
    server.answer(page("a", "b", cursor="c1", hasNext=True, total=4))
    server.answer(page("c", "d", hasNext=False, total=5))
    pager = things.query_things()

    assert [(2, 4), (4, 5)] == [(each.seen, each.total) for each in pager.pages()]
    assert 5 == pager.total


async def test_async(server: LoopbackServer) -> None:
    """Async pagers do the same."""
    async with AsyncClient(auth=AUTH, base_url=server.url) as client:
        server.by = lambda _request: page_answer(
            "a", "b", cursor="c", hasNext=True, total=9
        )
        pager = AsyncThings(client).query_things()

        assert 3 == len(await pager.to_list(limit=3))
        assert 9 == pager.total
        assert 4 == len([one async for one in pager.limited(4)])
        assert [2, 1] == [len(each.items) async for each in pager.pages(limit=3)]
        assert "a" == getattr(await pager.first(), "name", None)
        assert 2 == (await pager.first_page()).seen
        with pytest.raises(errors.ConfigurationError, match="limit"):
            pager.pages(limit=-1)
        server.by = lambda _request: page_answer("z")
        assert ["z"] == [one.name for one in await pager.to_list()]
