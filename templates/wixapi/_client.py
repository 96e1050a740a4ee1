"""Bases of the generated clients. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from wixapi._answer import undecoded
from wixapi._auth import ApiKeyStrategy
from wixapi._call import Call, Settings, checked_target
from wixapi._options import NOT_GIVEN, NotGiven, RequestOptions, checked_options
from wixapi._pool import AsyncPool, SyncPool
from wixapi._resource import AsyncGroup, AsyncResource, Group, Resource

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import httpx

    from wixapi._auth import AuthStrategy
    from wixapi._request import WireRequest

__all__ = [
    "AsyncClient",
    "AsyncGroup",
    "AsyncResource",
    "Group",
    "Resource",
    "SyncClient",
]

PoolT = TypeVar("PoolT", SyncPool, AsyncPool)

BASE_URL = "https://www.wixapis.com"
TIMEOUT = 60.0
MAX_RETRIES = 2


class _BaseClient(Generic[PoolT]):
    """What sync and async clients share: settings, and a pool of connections."""

    _settings: Settings
    _pool: PoolT

    def with_options(
        self,
        *,
        auth: AuthStrategy | NotGiven = NOT_GIVEN,
        base_url: str | NotGiven = NOT_GIVEN,
        timeout: float | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        headers: Mapping[str, str] | NotGiven = NOT_GIVEN,
    ) -> Self:
        """A client like this one with other settings; headers are added to those it has.

        Both share their connections: closing one closes both.
        """
        twin = type(self).__new__(type(self))
        twin._pool = self._pool
        twin._settings = self._settings.but(
            auth=auth,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
        )
        return twin

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._settings.base_url!r})"

    def _call(self, request: WireRequest, options: RequestOptions, name: str) -> Call:
        return Call(request, self._settings, options, name)

    def _free_call(
        self, verb: str, path: str, json: object, params: object, options: object
    ) -> Call:
        from wixapi._request import free_request

        verb, path = checked_target(verb, path)
        request = free_request(verb, path, json, params)
        return self._call(
            request, checked_options(options), f"{verb} {path.partition('?')[0]}"
        )


class SyncClient(_BaseClient[SyncPool]):
    """Calls Wix.

    Args:
        auth: who is calling; by default an `ApiKeyStrategy` with what the environment holds.
        base_url: where Wix is.
        timeout: seconds until a call is given up, an `httpx.Timeout`, or None for no limit.
        max_retries: how often a call may be repeated where that does no harm.
        http_client: an `httpx.Client` to call with; it is yours to close.
        headers: sent with every call.

    Raises:
        ConfigurationError: one of them can't work.
    """

    def __init__(
        self,
        *,
        auth: AuthStrategy | None = None,
        base_url: str = BASE_URL,
        timeout: float | httpx.Timeout | None = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        http_client: httpx.Client | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._settings = Settings.of(
            auth=ApiKeyStrategy() if auth is None else auth,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
        )
        self._pool = SyncPool(http_client)

    def request(
        self,
        verb: str,
        path: str,
        *,
        json: object = NOT_GIVEN,
        params: Mapping[str, object] | None = None,
        request_options: RequestOptions | None = None,
    ) -> Any:
        """Calls what isn't generated, with auth, retries and errors.

        Args:
            verb: such as POST.
            path: under `base_url`, starting with `/`, percent-encoded.
            json: the body, sent as it is.
            params: the query string.
            request_options: settings of this call.

        Returns:
            The JSON of the answer, None if it is empty.

        Raises:
            WixError: see `wixapi.errors`.
        """
        from wixapi._answer import decoded

        return decoded(
            self._send(self._free_call(verb, path, json, params, request_options))
        )

    def close(self) -> None:
        """Closes the connections. Calls after it are refused."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _perform(
        self, request: WireRequest, options: RequestOptions, name: str
    ) -> httpx.Response:
        return self._send(self._call(request, options, name))

    def _send(self, call: Call) -> httpx.Response:
        http = self._pool.client()
        import httpx

        outcome: httpx.Response | Exception
        while True:
            request = call.attempt(http)
            try:
                outcome = _read(
                    http.send(request, auth=None, follow_redirects=False, stream=True)
                )
            except httpx.HTTPError as error:
                outcome = error
            pause = call.pause_after(outcome)
            if pause is None:
                return cast("httpx.Response", outcome)
            self._sleep(pause)

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class AsyncClient(_BaseClient[AsyncPool]):
    """Calls Wix from async code. May be made outside an event loop; belongs to the one it calls from.

    Args:
        auth: who is calling; by default an `ApiKeyStrategy` with what the environment holds.
        base_url: where Wix is.
        timeout: seconds until a call is given up, an `httpx.Timeout`, or None for no limit.
        max_retries: how often a call may be repeated where that does no harm.
        http_client: an `httpx.AsyncClient` to call with; it is yours to close.
        headers: sent with every call.

    Raises:
        ConfigurationError: one of them can't work.
    """

    def __init__(
        self,
        *,
        auth: AuthStrategy | None = None,
        base_url: str = BASE_URL,
        timeout: float | httpx.Timeout | None = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        http_client: httpx.AsyncClient | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._settings = Settings.of(
            auth=ApiKeyStrategy() if auth is None else auth,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
        )
        self._pool = AsyncPool(http_client)

    async def request(
        self,
        verb: str,
        path: str,
        *,
        json: object = NOT_GIVEN,
        params: Mapping[str, object] | None = None,
        request_options: RequestOptions | None = None,
    ) -> Any:
        """Calls what isn't generated, with auth, retries and errors.

        Args:
            verb: such as POST.
            path: under `base_url`, starting with `/`, percent-encoded.
            json: the body, sent as it is.
            params: the query string.
            request_options: settings of this call.

        Returns:
            The JSON of the answer, None if it is empty.

        Raises:
            WixError: see `wixapi.errors`.
        """
        from wixapi._answer import decoded

        call = self._free_call(verb, path, json, params, request_options)
        return decoded(await self._send(call))

    async def aclose(self) -> None:
        """Closes the connections. Calls after it are refused."""
        await self._pool.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _perform(
        self, request: WireRequest, options: RequestOptions, name: str
    ) -> httpx.Response:
        return await self._send(self._call(request, options, name))

    async def _send(self, call: Call) -> httpx.Response:
        http = self._pool.client()
        import httpx

        outcome: httpx.Response | Exception
        while True:
            request = call.attempt(http)
            try:
                outcome = await _aread(
                    await http.send(
                        request, auth=None, follow_redirects=False, stream=True
                    )
                )
            except httpx.HTTPError as error:
                outcome = error
            pause = call.pause_after(outcome)
            if pause is None:
                return cast("httpx.Response", outcome)
            await self._sleep(pause)

    async def _sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)


def _read(response: httpx.Response) -> httpx.Response:
    """The answer with its body; without it where that isn't encoded as it says."""
    import httpx

    try:
        response.read()
    except httpx.DecodingError:
        response.close()
        return undecoded(response)
    except BaseException:
        response.close()
        raise
    return response


async def _aread(response: httpx.Response) -> httpx.Response:
    """`_read`, asynchronous."""
    import httpx

    try:
        await response.aread()
    except httpx.DecodingError:
        await response.aclose()
        return undecoded(response)
    except BaseException:
        await response.aclose()
        raise
    return response
