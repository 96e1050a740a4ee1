"""Brings the requests of HTTP clients to the core, without a port."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

import httpx2

from wixapi._http.library import library_of
from wixapi._local.messages import Answer, Request

if TYPE_CHECKING:
    from wixapi._local.core import Core


class LocalTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers requests of clients of httpx2 and httpx from the core of a local Wix; any number may share it."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answers a request of a sync client; the events of it are delivered before it returns."""
        request.read()
        answer = self._core.answer(_request(request))
        self._core.deliveries.run_due()
        if answer.delay:
            time.sleep(_seconds(request, answer))
        return _response(request, answer)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answers a request of an async client; the events of it are delivered before it returns."""
        await request.aread()
        answer = self._core.answer(_request(request))
        await self._core.deliveries.arun_due()
        if answer.delay:
            await asyncio.sleep(_seconds(request, answer))
        return _response(request, answer)


def _request(request: httpx2.Request) -> Request:
    """Return a client's request as the core takes it."""
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Request(request.method, path, query, headers, request.content)


def _seconds(request: httpx2.Request, answer: Answer) -> float:
    """Return how long a client waits for an answer that is late.

    Raises:
        httpx2.ReadTimeout: it would wait less long; it isn't kept waiting for that.
    """
    patience = request.extensions.get("timeout", {}).get("read")
    if patience is not None and patience <= answer.delay:
        raise library_of(request).ReadTimeout("the local Wix was told to take longer")
    return answer.delay


def _response(request: httpx2.Request, answer: Answer) -> httpx2.Response:
    """Return the answer as the client's library has it.

    Raises:
        httpx2.TransportError: the answer is to be broken on its way.
    """
    library = library_of(request)
    if answer.broken == "refused":
        raise library.ConnectError("the local Wix was told not to be there")
    if answer.broken == "reset":
        raise library.ReadError("the local Wix was told to break the connection")
    if answer.broken == "cut":
        raise library.RemoteProtocolError(
            "the local Wix was told to cut the answer's body"
        )
    made = library.Response(
        answer.status, headers=dict(answer.headers), content=answer.body
    )
    return cast("httpx2.Response", made)
