"""Bases of the generated clients. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from wixapi._auth.redacted import Hidden
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._auth.tokens import Token, TokenFlow, TokenRequest, TokenStrategy
from wixapi._frames import shielded
from wixapi._http.api_errors import token_answer, token_error
from wixapi._http.call import ACCESS_TOKEN, Call, checked_target
from wixapi._http.pool import AsyncPool, SyncPool
from wixapi._http.settings import (
    MAX_RESPONSE_BYTES,
    MAX_RETRIES,
    TIMEOUT,
    AsyncAuth,
    Auth,
    Settings,
    base_url_or_default,
    checked_log_bodies,
)
from wixapi._options import (
    NOT_GIVEN,
    NotGiven,
    RequestOptions,
    TimeoutLimits,
    checked_headers,
    checked_options,
)
from wixapi.errors import ConfigurationError, WixError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import httpx2

    from wixapi._auth.strategies import AuthStrategy
    from wixapi._http.content import Content, Files
    from wixapi._http.library import AsyncHttpClient, HttpClient
    from wixapi._http.operation import Operation
    from wixapi._http.request import WireRequest
    from wixapi._http.trace import Trace

NOBODY: Mapping[str, str] = {}
"""The credentials of requests that need none."""

PoolT = TypeVar("PoolT", SyncPool, AsyncPool)


class _BaseClient(Generic[PoolT]):
    """The base of both clients: settings, and a pool of connections."""

    _settings: Settings
    _pool: PoolT

    @shielded
    def with_options(
        self,
        *,
        auth: AsyncAuth | NotGiven = NOT_GIVEN,
        base_url: str | NotGiven = NOT_GIVEN,
        timeout: float | TimeoutLimits | NotGiven | None = NOT_GIVEN,
        deadline: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        max_response_bytes: int | NotGiven | None = NOT_GIVEN,
        headers: Mapping[str, str] | NotGiven = NOT_GIVEN,
        trace: Trace | NotGiven | None = NOT_GIVEN,
        log_bodies: bool | NotGiven = NOT_GIVEN,
    ) -> Self:
        """Return a client like this one with other settings; headers are added to those it has.

        Both share their connections: closing one closes both.
        """
        twin = type(self).__new__(type(self))
        twin._pool = self._pool
        twin._settings = self._settings.but(
            {
                "auth": auth,
                "base_url": base_url,
                "timeout": timeout,
                "deadline": deadline,
                "max_retries": max_retries,
                "max_response_bytes": max_response_bytes,
                "headers": headers,
                "trace": trace,
                "log_bodies": log_bodies,
            }
        )
        return twin

    def repeats(self, options: RequestOptions) -> bool:
        """Return whether a call with these options may be made more than once."""
        return options.get("max_retries", self._settings.max_retries) > 0

    def __repr__(self) -> str:
        if not hasattr(self, "_settings"):  # as a debugger may see it
            return f"<{type(self).__name__}, not made>"
        return f"{type(self).__name__}(base_url={self._settings.base_url!r})"

    def _call(
        self, request: WireRequest, options: RequestOptions, what: Operation[Any] | str
    ) -> Call:
        return Call(request, self._settings, options, what, self._pool)

    def _token_call(self, request: TokenRequest, ends: float | None) -> Call:
        from wixapi._http.request import token_request

        options = RequestOptions()
        if ends is not None:
            options["deadline"] = max(ends - time.monotonic(), 0.001)
        return self._call(token_request(request), options, ACCESS_TOKEN)

    def _free_call(self, verb: str, path: str, options: object, **given: Any) -> Call:
        """Return the call of `request`; `given` is what it sends."""
        from wixapi._http.request import free_request

        verb, path = checked_target(verb, path)
        return self._call(
            free_request(verb, path, **given),
            checked_options(options),
            f"{verb} {path.partition('?')[0]}",
        )

    def _upload_call(
        self, url: str, content: Content, options: object, **given: Any
    ) -> Call:
        from wixapi._http.request import upload_request

        request = upload_request(url, content, **given)
        return self._call(request, checked_options(options), "upload")


def _timeout(
    timeout: float | TimeoutLimits | NotGiven | None,
    http_client: HttpClient | AsyncHttpClient | None,
) -> float | TimeoutLimits | None:
    if timeout is not NOT_GIVEN:
        return timeout
    return TIMEOUT if http_client is None else getattr(http_client, "timeout", TIMEOUT)


class SyncClient(_BaseClient[SyncPool]):
    """Calls Wix."""

    @shielded
    def __init__(
        self,
        *,
        auth: Auth | None = None,
        base_url: str | None = None,
        timeout: float | TimeoutLimits | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        max_retries: int = MAX_RETRIES,
        max_response_bytes: int | None = MAX_RESPONSE_BYTES,
        http_client: HttpClient | None = None,
        headers: Mapping[str, str] | None = None,
        trace: Trace | None = None,
        log_bodies: bool | None = None,
    ) -> None:
        """Make a client; nothing is sent.

        Args:
            auth: who is calling; by default an `ApiKeyStrategy` with what the environment holds.
            base_url: where Wix is; by default `WIX_BASE_URL`, else the real one.
            timeout: seconds until an attempt is given up, from its first byte to its last; a `Timeout` of
                httpx2 or httpx, for each wait by itself; or None for no limit. By default that of
                `http_client`, else 60.
            deadline: seconds until a call is given up, with all its attempts and the pauses between. With an
                `http_client` of yours, the head of an answer that comes byte by byte isn't broken off.
            max_retries: how often a call may be repeated where that does no harm.
            max_response_bytes: how large an answer may be, decoded; None for no limit. A larger one raises
                `ResponseTooLargeError`.
            http_client: an `httpx2.Client`, or an `httpx.Client`, to call with; it is yours to close.
            headers: sent with every call.
            trace: makes a context around each attempt, see `wixapi.Trace`.
            log_bodies: writes requests and answers to the log at DEBUG: people's data, but no secrets.
                By default only if the environment variable `WIX_LOG` is `bodies`.

        Raises:
            ConfigurationError: one of them can't work.
        """
        self._pool = SyncPool(http_client)
        self._settings = Settings(
            auth=ApiKeyStrategy() if auth is None else auth,
            base_url=base_url_or_default(base_url),
            timeout=_timeout(timeout, http_client),
            deadline=deadline,
            max_retries=max_retries,
            max_response_bytes=max_response_bytes,
            headers=checked_headers({} if headers is None else headers),
            trace=trace,
            log_bodies=checked_log_bodies(log_bodies),
        )

    @shielded
    def request(
        self,
        verb: str,
        path: str,
        *,
        json: object = NOT_GIVEN,
        content: Content | None = None,
        content_type: str | None = None,
        files: Files | None = None,
        params: Mapping[str, object] | None = None,
        request_options: RequestOptions | None = None,
    ) -> Any:
        """Calls what isn't generated, with auth, retries and errors.

        Args:
            verb: such as POST.
            path: under `base_url`, starting with `/`, percent-encoded.
            json: the body, sent as it is.
            content: in its place, a body that is no JSON: bytes, text, the path of a file or an open one.
            content_type: of `content`; by default that of its file, or of bytes or text.
            files: in their place, the parts of a form by name, each like `content`, or
                `(file name, content)`, or `(file name, content, content type)`.
            params: the query string.
            request_options: settings of this call.

        Returns:
            The JSON of the answer, None if it is empty.

        Raises:
            WixError: see `wixapi.errors`.
        """
        from wixapi._http.response import decoded

        return decoded(
            self._send(
                self._free_call(
                    verb,
                    path,
                    request_options,
                    json=json,
                    content=content,
                    content_type=content_type,
                    files=files,
                    params=params,
                )
            )
        )

    @shielded
    def upload(
        self,
        url: str,
        content: Content,
        *,
        content_type: str | None = None,
        filename: str | None = None,
        request_options: RequestOptions | None = None,
    ) -> Any:
        """Puts a file at an upload URL that Wix handed back, such as that of `generate_file_upload_url`.

        Such URLs are on another host and need no credentials: none are sent, nor the client's headers.

        Args:
            url: the whole URL.
            content: bytes, text, the path of a file or an open one.
            content_type: by default that of the file, by its name.
            filename: the file's name, where the URL doesn't know it yet.
            request_options: settings of this call; their headers are sent.

        Returns:
            The JSON of the answer, None if it is empty.

        Raises:
            WixError: see `wixapi.errors`.
        """
        from wixapi._http.response import decoded

        call = self._upload_call(
            url, content, request_options, content_type=content_type, filename=filename
        )
        return decoded(self._send(call, authorized=False))

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

    def perform(
        self,
        request: WireRequest,
        options: RequestOptions,
        operation: Operation[Any],
    ) -> httpx2.Response:
        """Makes a call of a resource's, with auth, retries and errors that know the operation."""
        return self._send(self._call(request, options, operation))

    def _send(self, call: Call, *, authorized: bool = True) -> httpx2.Response:
        from wixapi._http.body import read
        from wixapi._http.due import due_at
        from wixapi._http.library import errors

        outcome: httpx2.Response | Exception
        while True:
            http = self._pool.client()
            credentials = self._credentials(call) if authorized else NOBODY
            with call.attempt(http, credentials) as request:
                due = call.due()
                try:
                    with due_at(due):
                        answer = http.send(
                            request, auth=None, follow_redirects=False, stream=True
                        )
                        most = call.most(answer.status_code)
                        outcome = read(cast("httpx2.Response", answer), due, most)
                except errors("HTTPError") as error:
                    self._pool.client()  # raises if somebody has closed it meanwhile
                    outcome = error
                except RuntimeError:
                    self._pool.client()
                    raise
                call.ended(outcome)
            response = call.answer()
            if response is not None:
                return response
            self._sleep(call.pause)

    def _credentials(self, call: Call) -> Mapping[str, str]:
        auth = self._settings.auth
        if isinstance(auth, TokenStrategy):
            fetch = partial(self._fetch_token, call.ends)
            token = auth.token(fetch, call.ends)
            return auth.authorization(token)
        headers: Callable[[], Mapping[str, str]] | None = getattr(auth, "headers", None)
        if headers is None:
            raise ConfigurationError(
                f"{type(auth).__name__} has no headers(): it is for AsyncWixClient"
            )
        return Hidden(checked_headers(headers()))

    def _fetch_token(self, ends: float | None, flow: TokenFlow) -> Token:
        """Runs the flow of a `TokenStrategy`; raises what every call may raise."""
        try:
            request = next(flow)
            while True:
                call = self._token_call(request, ends)
                try:
                    answer = token_answer(self._send(call, authorized=False))
                except WixError as error:
                    request = flow.throw(token_error(error, request))
                else:
                    request = flow.send(answer)
        except StopIteration as end:
            return cast("Token", end.value)

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class AsyncClient(_BaseClient[AsyncPool]):
    """Calls Wix from async code. May be made outside an event loop; belongs to the one it calls from."""

    @shielded
    def __init__(
        self,
        *,
        auth: AsyncAuth | None = None,
        base_url: str | None = None,
        timeout: float | TimeoutLimits | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        max_retries: int = MAX_RETRIES,
        max_response_bytes: int | None = MAX_RESPONSE_BYTES,
        http_client: AsyncHttpClient | None = None,
        headers: Mapping[str, str] | None = None,
        trace: Trace | None = None,
        log_bodies: bool | None = None,
    ) -> None:
        """Make a client; nothing is sent.

        Args:
            auth: who is calling; by default an `ApiKeyStrategy` with what the environment holds.
            base_url: where Wix is; by default `WIX_BASE_URL`, else the real one.
            timeout: seconds until an attempt is given up, from its first byte to its last; a `Timeout` of
                httpx2 or httpx, for each wait by itself; or None for no limit. By default that of
                `http_client`, else 60.
            deadline: seconds until a call is given up, with all its attempts and the pauses between.
            max_retries: how often a call may be repeated where that does no harm.
            max_response_bytes: how large an answer may be, decoded; None for no limit. A larger one raises
                `ResponseTooLargeError`.
            http_client: an `httpx2.AsyncClient`, or an `httpx.AsyncClient`, to call with; it is yours to
                close.
            headers: sent with every call.
            trace: makes a context around each attempt, see `wixapi.Trace`.
            log_bodies: writes requests and answers to the log at DEBUG: people's data, but no secrets.
                By default only if the environment variable `WIX_LOG` is `bodies`.

        Raises:
            ConfigurationError: one of them can't work.
        """
        self._pool = AsyncPool(http_client)
        self._settings = Settings(
            auth=ApiKeyStrategy() if auth is None else auth,
            base_url=base_url_or_default(base_url),
            timeout=_timeout(timeout, http_client),
            deadline=deadline,
            max_retries=max_retries,
            max_response_bytes=max_response_bytes,
            headers=checked_headers({} if headers is None else headers),
            trace=trace,
            log_bodies=checked_log_bodies(log_bodies),
        )

    @shielded
    async def request(
        self,
        verb: str,
        path: str,
        *,
        json: object = NOT_GIVEN,
        content: Content | None = None,
        content_type: str | None = None,
        files: Files | None = None,
        params: Mapping[str, object] | None = None,
        request_options: RequestOptions | None = None,
    ) -> Any:
        """Calls what isn't generated, with auth, retries and errors.

        Args:
            verb: such as POST.
            path: under `base_url`, starting with `/`, percent-encoded.
            json: the body, sent as it is.
            content: in its place, a body that is no JSON: bytes, text, the path of a file or an open one.
            content_type: of `content`; by default that of its file, or of bytes or text.
            files: in their place, the parts of a form by name, each like `content`, or
                `(file name, content)`, or `(file name, content, content type)`.
            params: the query string.
            request_options: settings of this call.

        Returns:
            The JSON of the answer, None if it is empty.

        Raises:
            WixError: see `wixapi.errors`.
        """
        from wixapi._http.response import decoded

        call = self._free_call(
            verb,
            path,
            request_options,
            json=json,
            content=content,
            content_type=content_type,
            files=files,
            params=params,
        )
        return decoded(await self._send(call))

    @shielded
    async def upload(
        self,
        url: str,
        content: Content,
        *,
        content_type: str | None = None,
        filename: str | None = None,
        request_options: RequestOptions | None = None,
    ) -> Any:
        """Puts a file at an upload URL that Wix handed back, such as that of `generate_file_upload_url`.

        Such URLs are on another host and need no credentials: none are sent, nor the client's headers.

        Args:
            url: the whole URL.
            content: bytes, text, the path of a file or an open one.
            content_type: by default that of the file, by its name.
            filename: the file's name, where the URL doesn't know it yet.
            request_options: settings of this call; their headers are sent.

        Returns:
            The JSON of the answer, None if it is empty.

        Raises:
            WixError: see `wixapi.errors`.
        """
        from wixapi._http.response import decoded

        call = self._upload_call(
            url, content, request_options, content_type=content_type, filename=filename
        )
        return decoded(await self._send(call, authorized=False))

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

    async def perform(
        self,
        request: WireRequest,
        options: RequestOptions,
        operation: Operation[Any],
    ) -> httpx2.Response:
        """Makes a call of a resource's, with auth, retries and errors that know the operation."""
        return await self._send(self._call(request, options, operation))

    async def _send(self, call: Call, *, authorized: bool = True) -> httpx2.Response:
        from wixapi._http.body import aread, in_time
        from wixapi._http.library import errors

        outcome: httpx2.Response | Exception
        while True:
            http = self._pool.client()
            credentials = await self._credentials(call) if authorized else NOBODY
            with call.attempt(http, credentials) as request:
                try:
                    async with in_time(call.due(), http):
                        answer = await http.send(
                            request, auth=None, follow_redirects=False, stream=True
                        )
                        most = call.most(answer.status_code)
                        outcome = await aread(cast("httpx2.Response", answer), most)
                except errors("HTTPError") as error:
                    self._pool.client()  # raises if somebody has closed it meanwhile
                    outcome = error
                except RuntimeError:
                    self._pool.client()
                    raise
                call.ended(outcome)
            response = call.answer()
            if response is not None:
                return response
            await self._sleep(call.pause)

    async def _credentials(self, call: Call) -> Mapping[str, str]:
        auth = self._settings.auth
        if isinstance(auth, TokenStrategy):
            fetch = partial(self._fetch_token, None)
            token = await auth.atoken(fetch, call.ends)
            return auth.authorization(token)
        aheaders = getattr(auth, "aheaders", None)
        given = await aheaders() if aheaders else cast("AuthStrategy", auth).headers()
        return Hidden(checked_headers(given))

    async def _fetch_token(self, ends: float | None, flow: TokenFlow) -> Token:
        """Runs the flow of a `TokenStrategy`; raises what every call may raise."""
        try:
            request = next(flow)
            while True:
                call = self._token_call(request, ends)
                try:
                    answer = token_answer(await self._send(call, authorized=False))
                except WixError as error:
                    request = flow.throw(token_error(error, request))
                else:
                    request = flow.send(answer)
        except StopIteration as end:
            return cast("Token", end.value)

    async def _sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)
