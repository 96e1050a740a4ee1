"""Bases of the generated resource clients, and of the groups that lead to them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from wixapi._frames import shield_methods, shielded
from wixapi._options import RequestOptions, checked_options
from wixapi.errors import ConflictError

if TYPE_CHECKING:
    from typing import Self

    import httpx2

    from wixapi._http.operation import Operation
    from wixapi._http.page import Page
    from wixapi._http.pager import AsyncPager, Pager
    from wixapi._http.raw import RawResponse
    from wixapi._http.request import WireRequest
    from wixapi._http.walk import Wire

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

    def __init_subclass__(cls) -> None:
        shield_methods(cls)

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

    def _update(
        self,
        operation: Operation[T],
        getter: Operation[Any],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
        *,
        changed_from: object,
        on_conflict: object,
    ) -> T:
        """`_call`, for what may have changed meanwhile: after a conflict it is sent once more, if wanted."""
        if on_conflict is None:
            return self._call(
                operation, arguments, request_options, changed_from=changed_from
            )
        from wixapi._http.conflicts import Update
        from wixapi._http.response import handed_back

        options = checked_options(request_options)
        repeats = self._client.repeats(options)
        update = Update(
            operation, getter, arguments, changed_from, on_conflict, make_key=repeats
        )
        read = partial(handed_back, operation)
        try:
            answer = self._answer(update.request(), options, operation, read)
        except ConflictError:
            question = update.question()
            if question is None:
                raise
            theirs = self._answer(
                question, options, getter, partial(handed_back, getter)
            )
            if not update.resolve(theirs.parse()):
                raise
            answer = self._answer(update.request(), options, operation, read)
        return self._handed_back(answer)

    def _wait(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
        *,
        status: str,
        timeout: float,
    ) -> T:
        """`_call`, until what is handed back is ready."""
        from wixapi._waiting import wait_until_ready

        call = partial(self._call, operation, arguments, request_options)
        return wait_until_ready(call, status=status, timeout=timeout)

    def _pages(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
    ) -> Pager[T]:
        """Checks, and hands back what asks for pages when it is iterated."""
        from wixapi._http.page import page_handed_back
        from wixapi._http.pager import Pager
        from wixapi._http.request import check, encode

        options = checked_options(request_options)
        read = partial(page_handed_back, operation)

        @shielded
        def fetch(wire: Wire) -> RawResponse[Page[T]]:
            return self._answer(encode(operation, wire), options, operation, read)

        return Pager(fetch, operation, check(operation, arguments))

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

    async def _update(
        self,
        operation: Operation[T],
        getter: Operation[Any],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
        *,
        changed_from: object,
        on_conflict: object,
    ) -> T:
        """`_call`, for what may have changed meanwhile: after a conflict it is sent once more, if wanted."""
        if on_conflict is None:
            return await self._call(
                operation, arguments, request_options, changed_from=changed_from
            )
        from wixapi._http.conflicts import Update
        from wixapi._http.response import handed_back

        options = checked_options(request_options)
        repeats = self._client.repeats(options)
        update = Update(
            operation, getter, arguments, changed_from, on_conflict, make_key=repeats
        )
        read = partial(handed_back, operation)
        try:
            answer = await self._answer(update.request(), options, operation, read)
        except ConflictError:
            question = update.question()
            if question is None:
                raise
            theirs = await self._answer(
                question, options, getter, partial(handed_back, getter)
            )
            if not update.resolve(theirs.parse()):
                raise
            answer = await self._answer(update.request(), options, operation, read)
        return self._handed_back(answer)

    async def _wait(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
        *,
        status: str,
        timeout: float,
    ) -> T:
        """`_call`, until what is handed back is ready."""
        from wixapi._waiting import await_until_ready

        call = partial(self._call, operation, arguments, request_options)
        return await await_until_ready(call, status=status, timeout=timeout)

    def _pages(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        request_options: RequestOptions | None = None,
    ) -> AsyncPager[T]:
        """Checks, and hands back what asks for pages when it is iterated."""
        from wixapi._http.page import page_handed_back
        from wixapi._http.pager import AsyncPager
        from wixapi._http.request import check, encode

        options = checked_options(request_options)
        read = partial(page_handed_back, operation)

        @shielded
        async def fetch(wire: Wire) -> RawResponse[Page[T]]:
            return await self._answer(encode(operation, wire), options, operation, read)

        return AsyncPager(fetch, operation, check(operation, arguments))

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
