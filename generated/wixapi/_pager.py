"""Results that come page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from wixapi._operation import Paging
    from wixapi._raw import RawResponse

T = TypeVar("T")
Wire: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a result."""

    items: list[T]
    has_next: bool
    """Whether there is another page, as far as the answer tells."""
    next_cursor: str | None
    """Where the next page starts; None without one, and where pages go by offset."""
    response: Any
    """The whole answer: the method's response model."""


class Pager(Generic[T]):
    """The items of all pages. Pages are asked for as they are needed; iterating again starts anew.

    ```python
    for guest in client.events.guests.query_guests(query={}):
        ...
    ```
    """

    def __init__(
        self, fetch: Callable[[Wire], RawResponse[Page[T]]], paging: Paging, wire: Wire
    ) -> None:
        self._fetch = fetch
        self._paging = paging
        self._wire = wire

    def first_page(self) -> Page[T]:
        """Asks for the first page. Raises what every call may raise."""
        return self.raw_first_page().parse()

    def raw_first_page(self) -> RawResponse[Page[T]]:
        """Asks for the first page and hands back the whole answer."""
        return self._fetch(self._wire)

    def pages(self) -> Iterator[Page[T]]:
        """The pages one after the other."""
        walk = _Walk(self._paging, self._wire)
        while walk.wire is not None:
            page = self._fetch(walk.wire).parse()
            walk.advance(page)
            yield page

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items


class AsyncPager(Generic[T]):
    """The items of all pages. Pages are asked for as they are needed; iterating again starts anew.

    ```python
    async for guest in client.events.guests.query_guests(query={}):
        ...
    ```
    """

    def __init__(
        self,
        fetch: Callable[[Wire], Awaitable[RawResponse[Page[T]]]],
        paging: Paging,
        wire: Wire,
    ) -> None:
        self._fetch = fetch
        self._paging = paging
        self._wire = wire

    async def first_page(self) -> Page[T]:
        """Asks for the first page. Raises what every call may raise."""
        return (await self.raw_first_page()).parse()

    async def raw_first_page(self) -> RawResponse[Page[T]]:
        """Asks for the first page and hands back the whole answer."""
        return await self._fetch(self._wire)

    async def pages(self) -> AsyncIterator[Page[T]]:
        """The pages one after the other."""
        walk = _Walk(self._paging, self._wire)
        while walk.wire is not None:
            page = (await self._fetch(walk.wire)).parse()
            walk.advance(page)
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item


class _Walk:
    """Which request comes next: `wire` holds its arguments, None at the end."""

    def __init__(self, paging: Paging, wire: Wire) -> None:
        self.wire: Wire | None = wire
        self._paging = paging
        self._seen: set[str] = set()

    def advance(self, page: Page[Any]) -> None:
        """Goes on to the request after the one that gave this page."""
        wire, name = cast("Wire", self.wire), self._paging.query
        query: Wire = wire.get(name) or {}
        following = (
            self._after_cursor(query, page)
            if self._paging.style == "cursor"
            else _after_offset(query, page, self._paging)
        )
        self.wire = None if following is None else {**wire, name: following}

    def _after_cursor(self, query: Wire, page: Page[Any]) -> Wire | None:
        sent: Wire = query.get("cursorPaging") or {}
        if sent.get("cursor"):
            self._seen.add(sent["cursor"])
        cursor = page.next_cursor
        if not page.has_next or cursor is None or cursor in self._seen:
            return None
        offset: Wire = query.get("paging") or {}
        limit = sent.get("limit", offset.get("limit"))
        dropped = {
            "filter",
            "sort",
            "paging",
            "cursorPaging",
        }  # the cursor stands for them
        following = {key: value for key, value in query.items() if key not in dropped}
        following["cursorPaging"] = (
            {"cursor": cursor}
            if limit is None
            else {
                "limit": limit,
                "cursor": cursor,
            }
        )
        return following


def _after_offset(query: Wire, page: Page[Any], paging: Paging) -> Wire | None:
    sent: Wire = query.get("paging") or {}
    count, limit = len(page.items), sent.get("limit")
    offset = (sent.get("offset") or 0) + count
    total = _member(getattr(page.response, paging.metadata, None), "total")
    if count == 0 or not page.has_next or (limit is not None and count < limit):
        return None
    if isinstance(total, int) and offset >= total:
        return None
    return {**query, "paging": {**sent, "offset": offset}}


def page_of(paging: Paging, response: Any) -> Page[Any]:
    """The page that a response model holds."""
    items = getattr(response, paging.items, None)
    metadata = getattr(response, paging.metadata, None)
    cursor = _member(_member(metadata, "cursors"), "next")
    next_cursor = cursor if isinstance(cursor, str) and cursor else None
    has_next = _member(metadata, "has_next", "hasNext")
    if paging.style == "cursor":
        more = has_next is not False and next_cursor is not None
    else:
        more = has_next is not False
    found = cast("list[object]", items) if isinstance(items, list) else []
    return Page(found, more, next_cursor, response)


def _member(value: Any, *names: str) -> Any:
    """A member of metadata, which may be a model, a dict, or nothing; by any of its names."""
    for name in names:
        found = (
            cast("Mapping[str, Any]", value).get(name)
            if isinstance(value, Mapping)
            else getattr(value, name, None)
        )
        if found is not None:
            return found
    return None
