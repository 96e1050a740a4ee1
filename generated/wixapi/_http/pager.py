"""Results that come page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from wixapi._http.walk import Walk, checked_limit, resumed, sized

if TYPE_CHECKING:
    from wixapi._http.operation import Operation
    from wixapi._http.page import Page
    from wixapi._http.raw import RawResponse
    from wixapi._http.walk import Wire

T = TypeVar("T")


class Pager(Generic[T]):
    """The items of all pages. Pages are asked for as they are needed; iterating again starts anew.

    ```python
    for guest in client.events.guests.query_guests(query={}):
        ...
    ```
    """

    total: int | None = None
    """How many items there are in all, as the page that came last tells; None before the first one, and
    where answers don't tell."""

    def __init__(
        self,
        fetch: Callable[[Wire], RawResponse[Page[T]]],
        operation: Operation[T],
        wire: Wire,
        limit: int | None = None,
    ) -> None:
        self._fetch = fetch
        self._operation = operation
        self._wire = wire
        self._limit = limit

    def first_page(self) -> Page[T]:
        """Asks for the first page. Raises what every call may raise."""
        walk = Walk(self._operation, self._wire, self._limit)
        return walk.take(self._noted(self.raw_first_page()))

    def raw_first_page(self) -> RawResponse[Page[T]]:
        """Asks for the first page and hands back the whole answer."""
        wire = sized(self._operation, self._wire, self._limit)
        return self._fetch(wire)

    def first(self) -> T | None:
        """Asks for one item and hands it back, None if there is none. Raises what every call may raise."""
        for page in self.pages(limit=1):
            if page.items:
                return page.items[0]
        return None

    def to_list(self, *, limit: int | None = None) -> list[T]:
        """Return the items of all pages; with `limit`, no more than so many of them.

        Raises:
            ConfigurationError: the limit is no number of items.
            WixError: see `wixapi.errors`.
        """
        return [item for page in self.pages(limit=limit) for item in page.items]

    def limited(self, limit: int) -> Pager[T]:
        """A pager of the first `limit` items in all, however large the pages are; nothing is sent yet.

        The size of a page is the query's: `{"cursor_paging": {"limit": 100}}`.

        Raises:
            ConfigurationError: the limit is no number of items.
        """
        fewer = _smaller(self._limit, checked_limit(limit))
        return Pager(self._fetch, self._operation, self._wire, fewer)

    def resume(self, cursor: str) -> Pager[T]:
        """A pager of what is left, from a `Page.next_cursor` that was kept; nothing is sent yet.

        Raises:
            ConfigurationError: these pages go by offset: say it in the query.
        """
        wire = resumed(self._wire, self._operation.pages, cursor)
        return Pager(self._fetch, self._operation, wire, self._limit)

    def pages(self, *, limit: int | None = None) -> Iterator[Page[T]]:
        """Iterate over the pages, asking for each when it is needed; with `limit`, as many as hold so many items.

        Of the last page then come only the items that are wanted. Its `next_cursor` leads to the page
        after it all the same.

        Raises:
            ConfigurationError: the limit is no number of items.
            WixError: see `wixapi.errors`.
        """
        most = _smaller(self._limit, checked_limit(limit))
        return self._walked(Walk(self._operation, self._wire, most))

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def _walked(self, walk: Walk) -> Iterator[Page[T]]:
        while walk.wire is not None:
            yield walk.take(self._noted(self._fetch(walk.wire)))

    def _noted(self, answer: RawResponse[Page[T]]) -> Page[T]:
        page = answer.parse()
        self.total = page.total
        return page


class AsyncPager(Generic[T]):
    """The items of all pages. Pages are asked for as they are needed; iterating again starts anew.

    ```python
    async for guest in client.events.guests.query_guests(query={}):
        ...
    ```
    """

    total: int | None = None
    """How many items there are in all, as the page that came last tells; None before the first one, and
    where answers don't tell."""

    def __init__(
        self,
        fetch: Callable[[Wire], Awaitable[RawResponse[Page[T]]]],
        operation: Operation[T],
        wire: Wire,
        limit: int | None = None,
    ) -> None:
        self._fetch = fetch
        self._operation = operation
        self._wire = wire
        self._limit = limit

    async def first_page(self) -> Page[T]:
        """Asks for the first page. Raises what every call may raise."""
        walk = Walk(self._operation, self._wire, self._limit)
        return walk.take(self._noted(await self.raw_first_page()))

    async def raw_first_page(self) -> RawResponse[Page[T]]:
        """Asks for the first page and hands back the whole answer."""
        wire = sized(self._operation, self._wire, self._limit)
        return await self._fetch(wire)

    async def first(self) -> T | None:
        """Asks for one item and hands it back, None if there is none. Raises what every call may raise."""
        async for page in self.pages(limit=1):
            if page.items:
                return page.items[0]
        return None

    async def to_list(self, *, limit: int | None = None) -> list[T]:
        """Return the items of all pages; with `limit`, no more than so many of them.

        Raises:
            ConfigurationError: the limit is no number of items.
            WixError: see `wixapi.errors`.
        """
        return [item async for page in self.pages(limit=limit) for item in page.items]

    def limited(self, limit: int) -> AsyncPager[T]:
        """A pager of the first `limit` items in all, however large the pages are; nothing is sent yet.

        The size of a page is the query's: `{"cursor_paging": {"limit": 100}}`.

        Raises:
            ConfigurationError: the limit is no number of items.
        """
        fewer = _smaller(self._limit, checked_limit(limit))
        return AsyncPager(self._fetch, self._operation, self._wire, fewer)

    def resume(self, cursor: str) -> AsyncPager[T]:
        """A pager of what is left, from a `Page.next_cursor` that was kept; nothing is sent yet.

        Raises:
            ConfigurationError: these pages go by offset: say it in the query.
        """
        wire = resumed(self._wire, self._operation.pages, cursor)
        return AsyncPager(self._fetch, self._operation, wire, self._limit)

    def pages(self, *, limit: int | None = None) -> AsyncIterator[Page[T]]:
        """Iterate over the pages, asking for each when it is needed; with `limit`, as many as hold so many items.

        Of the last page then come only the items that are wanted. Its `next_cursor` leads to the page
        after it all the same.

        Raises:
            ConfigurationError: the limit is no number of items.
            WixError: see `wixapi.errors`.
        """
        most = _smaller(self._limit, checked_limit(limit))
        return self._walked(Walk(self._operation, self._wire, most))

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def _walked(self, walk: Walk) -> AsyncIterator[Page[T]]:
        while walk.wire is not None:
            yield walk.take(self._noted(await self._fetch(walk.wire)))

    def _noted(self, answer: RawResponse[Page[T]]) -> Page[T]:
        page = answer.parse()
        self.total = page.total
        return page


def _smaller(one: int | None, other: int | None) -> int | None:
    """Return the stricter of two limits, None if there is none."""
    return min((limit for limit in (one, other) if limit is not None), default=None)
