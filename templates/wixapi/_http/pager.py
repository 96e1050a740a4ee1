"""Results that come page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx2

    from wixapi._http.operation import Operation, Paging
    from wixapi._http.raw import RawResponse

T = TypeVar("T")
Wire: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a result."""

    items: list[T]
    has_next: bool
    """True if the answer says that there is another page."""
    next_cursor: str | None
    """The cursor of the next page; None without one, and where pages go by offset."""
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

    def resume(self, cursor: str) -> Pager[T]:
        """A pager of what is left, from a `Page.next_cursor` that was kept; nothing is sent yet.

        Raises:
            ConfigurationError: these pages go by offset: say it in the query.
        """
        wire = resumed(self._wire, self._paging, cursor)
        return Pager(self._fetch, self._paging, wire)

    def pages(self) -> Iterator[Page[T]]:
        """Yield the pages one after the other."""
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

    def resume(self, cursor: str) -> AsyncPager[T]:
        """A pager of what is left, from a `Page.next_cursor` that was kept; nothing is sent yet.

        Raises:
            ConfigurationError: these pages go by offset: say it in the query.
        """
        wire = resumed(self._wire, self._paging, cursor)
        return AsyncPager(self._fetch, self._paging, wire)

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Yield the pages one after the other."""
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
        self._items: list[Any] | None = None

    def advance(self, page: Page[Any]) -> None:
        """Goes on to the request after the one that gave this page."""
        wire = cast("Wire", self.wire)
        paging = self._paging
        if paging.style == "cursor" and page.next_cursor is None:
            paging = by_offset(wire, paging) or paging
        if paging.style == "cursor":
            self.wire = self._after_cursor(wire, page)
        else:
            self.wire = self._after_offset(wire, page, paging)

    def _after_cursor(self, wire: Wire, page: Page[Any]) -> Wire | None:
        if sent := _control(wire, self._paging).get("cursor"):
            self._seen.add(sent)
        cursor = page.next_cursor
        if not page.has_next or cursor is None or cursor in self._seen:
            return None
        return at_cursor(wire, self._paging, cursor)

    def _after_offset(self, wire: Wire, page: Page[Any], paging: Paging) -> Wire | None:
        sent = _control(wire, paging)
        offset = _offset_after(sent, page, paging)
        # a server that doesn't heed the offset would be asked for ever
        if offset is None or page.items == self._items:
            return None
        self._items = page.items
        return _with_control(wire, paging, sent | {"offset": offset})


_REPLACED = frozenset({"filter", "sort", "paging", "cursorPaging"})
"""Members of a query that only the first request sends: the cursor stands for them in later ones."""


def at_cursor(wire: Wire, paging: Paging, cursor: str) -> Wire:
    """Return the arguments of the request for the page at a cursor; its limit is as it was given."""
    container, _, name = paging.control.rpartition(".")
    around: Wire = _at(wire, container)
    first: Wire = _at(around, name) or {}
    limit = first.get("limit", _at(around, "paging").get("limit"))
    control = {} if limit is None else {"limit": limit}
    if not name:
        return _without(wire, _REPLACED) | control | {"cursor": cursor}
    rest = _without(around, _REPLACED) | {name: control | {"cursor": cursor}}
    return wire | {container: rest} if container else rest


def resumed(wire: Wire, paging: Paging, cursor: str) -> Wire:
    """`at_cursor`, for a cursor that the user gives."""
    if paging.style != "cursor":
        where = f"{paging.control}.offset".removeprefix(".")
        raise ConfigurationError(f"these pages go by offset: go on with {where}")
    return at_cursor(wire, paging, cursor)


def _control(wire: Wire, paging: Paging) -> Wire:
    """Return what a request says about the page that it wants."""
    container, _, name = paging.control.rpartition(".")
    return _at(_at(wire, container), name)


def _with_control(wire: Wire, paging: Paging, control: Wire) -> Wire:
    container, _, name = paging.control.rpartition(".")
    if not name:
        return control
    around: Wire = _at(wire, container) | {name: control}
    return wire | {container: around} if container else around


def _at(wire: Wire, name: str) -> Wire:
    """Return the object of that name; the whole for no name."""
    return (wire.get(name) or {}) if name else wire


def _without(wire: Wire, names: frozenset[str]) -> Wire:
    return {name: value for name, value in wire.items() if name not in names}


def by_offset(wire: Wire, paging: Paging) -> Paging | None:
    """Return the paging of a request that asks by offset, although its method has cursors."""
    container, _, name = paging.control.rpartition(".")
    around = _at(wire, container)
    if name != "cursorPaging" or around.get(name) or not around.get("paging"):
        return None
    return replace(paging, style="offset", control=f"{container}.paging".lstrip("."))


def _offset_after(sent: Wire, page: Page[Any], paging: Paging) -> int | None:
    """Return the offset of the next page, None if there is none, by the best of what the answer tells."""
    metadata = _metadata(page.response, paging)
    count, limit = len(page.items), sent.get("limit")
    offset: int = (sent.get("offset") or 0) + count
    has_next, total = _member(metadata, "has_next", "hasNext"), _member(
        metadata, "total"
    )
    if isinstance(has_next, bool):
        more = has_next
    elif isinstance(total, int):
        more = offset < total
    else:
        more = limit is None or count >= limit
    return offset if count and more else None


def page_of(paging: Paging, response: Any) -> Page[Any]:
    """Return the page that a response model holds."""
    items = getattr(response, paging.items, None)
    metadata = _metadata(response, paging)
    cursor = _member(_member(metadata, "cursors"), "next")
    next_cursor = cursor if isinstance(cursor, str) and cursor else None
    has_next = _member(metadata, "has_next", "hasNext")
    if isinstance(has_next, bool):
        more = has_next
    else:
        more = paging.style == "offset" or next_cursor is not None
    found = cast("list[object]", items) if isinstance(items, list) else []
    return Page(found, more, next_cursor, response)


def page_handed_back(operation: Operation[T], response: httpx2.Response) -> Page[T]:
    """Return the page that a 2xx answer holds; raises `ApiError` if that can't be had from it."""
    if operation.response is None:
        raise TypeError(f"{operation.name} has no answer to find pages in")
    from wixapi._http.response import read_answer

    return page_of(operation.pages, read_answer(operation.response, response))


def _metadata(response: Any, paging: Paging) -> Any:
    """Return what tells of other pages."""
    return getattr(response, paging.metadata, None) if paging.metadata else response


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
