"""Bases of the generated resource clients, and of the groups that lead to them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from wixapi._options import RequestOptions, checked_options

if TYPE_CHECKING:
    from typing import Self

    import httpx2

    from wixapi._http.operation import Operation
    from wixapi._http.pager import AsyncPager, Page, Pager, Wire
    from wixapi._http.raw import RawResponse
    from wixapi._http.request import WireRequest

T = TypeVar("T")


class Caller(Protocol):
    """The part of a client that resources use: importing the client itself would go in a circle."""

    def repeats(self, options: RequestOptions) -> bool:
        """Return whether a call with these options may be made more than once."""
        ...

    def perform(
        self,
        request: WireRequest,
        options: RequestOptions,
        operation: Operation[Any],
    ) -> httpx2.Response:
        """Makes a call; raises what every call may raise."""
        ...


class AsyncCaller(Protocol):
    """The part of an async client that resources use."""

    def repeats(self, options: RequestOptions) -> bool:
        """Return whether a call with these options may be made more than once."""
        ...

    async def perform(
        self,
        request: WireRequest,
        options: RequestOptions,
        operation: Operation[Any],
    ) -> httpx2.Response:
        """Makes a call; raises what every call may raise."""
        ...


class Group:
    """The resources of one package."""

    def __init__(self, client: Caller) -> None:
        self._client = client


class AsyncGroup:
    """The async resources of one package."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client


class _BaseResource:
    """The base of sync and async resources."""

    _hands_back_raw = False

    def with_raw_calls(self) -> Self:
        """A twin whose calls hand back a `RawResponse`, whatever their methods say."""
        twin = copy.copy(self)
        twin._hands_back_raw = True
        return twin

    def _handed_back(self, answer: RawResponse[T]) -> T:
        return cast("T", answer) if self._hands_back_raw else answer.parse()


class Resource(_BaseResource):
    """Base of the clients of one resource."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def _call(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
        *,
        changed_from: object = None,
    ) -> T:
        """Checks, sends, and hands back what the operation hands back."""
        from wixapi._http.request import build
        from wixapi._http.response import handed_back

        options = checked_options(request_options)
        repeats = self._client.repeats(options)
        request = build(operation, arguments, changed_from, make_key=repeats)
        read = partial(handed_back, operation)
        return self._handed_back(self._answer(request, options, operation, read))

    def _pages(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
    ) -> Pager[T]:
        """Checks, and hands back what asks for pages when it is iterated."""
        from wixapi._http.pager import Pager, page_handed_back
        from wixapi._http.request import check, encode

        options = checked_options(request_options)
        read = partial(page_handed_back, operation)

        def fetch(wire: Wire) -> RawResponse[Page[T]]:
            return self._answer(encode(operation, wire), options, operation, read)

        return Pager(fetch, operation.pages, check(operation, arguments))

    def _answer(
        self,
        request: WireRequest,
        options: RequestOptions,
        operation: Operation[Any],
        read: Callable[[httpx2.Response], T],
    ) -> RawResponse[T]:
        from wixapi._http.raw import RawResponse

        return RawResponse(self._client.perform(request, options, operation), read)


class AsyncResource(_BaseResource):
    """Base of the async clients of one resource."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    async def _call(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
        *,
        changed_from: object = None,
    ) -> T:
        """Checks, sends, and hands back what the operation hands back."""
        from wixapi._http.request import build
        from wixapi._http.response import handed_back

        options = checked_options(request_options)
        repeats = self._client.repeats(options)
        request = build(operation, arguments, changed_from, make_key=repeats)
        read = partial(handed_back, operation)
        return self._handed_back(await self._answer(request, options, operation, read))

    def _pages(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
    ) -> AsyncPager[T]:
        """Checks, and hands back what asks for pages when it is iterated."""
        from wixapi._http.pager import AsyncPager, page_handed_back
        from wixapi._http.request import check, encode

        options = checked_options(request_options)
        read = partial(page_handed_back, operation)

        async def fetch(wire: Wire) -> RawResponse[Page[T]]:
            return await self._answer(encode(operation, wire), options, operation, read)

        return AsyncPager(fetch, operation.pages, check(operation, arguments))

    async def _answer(
        self,
        request: WireRequest,
        options: RequestOptions,
        operation: Operation[Any],
        read: Callable[[httpx2.Response], T],
    ) -> RawResponse[T]:
        from wixapi._http.raw import RawResponse

        answer = await self._client.perform(request, options, operation)
        return RawResponse(answer, read)
