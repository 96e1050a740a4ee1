"""The application of a local Wix on a port: brings requests to the core, and its answers back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware

from wixapi._local.messages import Answer, Request, application_error
from wixapi._local.page.paths import is_of_page
from wixapi._local.server.bodies import request_of
from wixapi._local.server.hosts import (
    LOOPBACK_ORIGIN,
    is_at_home,
    is_of_another_site,
)
from wixapi._local.server.sending import send_answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from wixapi._local.core import Core

_log = logging.getLogger("wixapi.local")
_SHOWN = ("retry-after", "x-wix-local", "x-wix-request-id")
"""Headers that scripts of web pages may read."""


def application(core: Core, host: str) -> ASGIApp:
    """Return the ASGI application of a core that was told to listen at `host`.

    Web pages that this machine serves may call the API, as they may call Wix's. The page of the local Wix, with
    which it is controlled, is for itself alone.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = await request_of(scope, receive)
        if request is None:
            return
        answer = _stranger(request, host)
        if answer is None:
            answer = await run_in_threadpool(_answer, core, request)
        await send_answer(answer, scope, receive, send)

    api = CORSMiddleware(
        serve,
        allow_origin_regex=LOOPBACK_ORIGIN,
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=_SHOWN,
    )

    async def divide(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: those of the page by no other origin."""
        found = serve if is_of_page(scope["path"]) else api
        await found(scope, receive, send)

    return divide


def _stranger(request: Request, host: str) -> Answer | None:
    """Return the refusal of a request that a web page from elsewhere makes; None for any other."""
    called = request.headers.get("host", "")
    if not is_at_home(called, host):
        return application_error(
            421,
            "UNKNOWN_HOST",
            f"this local Wix isn't called {called!r}: call it by its address, or start it with --host",
        ).answer()
    if is_of_page(request.path) and is_of_another_site(request.headers):
        return application_error(
            403, "OTHER_ORIGIN", "the page of the local Wix is for itself alone"
        ).answer()
    return None


def _answer(core: Core, request: Request) -> Answer:
    """Return the core's answer; what fails in it or in a handler is logged, and told as an error of the server."""
    try:
        answer = core.answer(request)
    except Exception as error:
        _log.exception("%s %s failed", request.verb, request.path)
        kind = type(error).__name__
        return application_error(500, "LOCAL_FAULT", f"{kind}: {error}").answer()
    if not is_of_page(request.path):
        by = answer.headers.get("x-wix-local", "")
        _log.info("%s %s %s %s", answer.status, request.verb, request.path, by)
    return answer
