"""Sends answers, and breaks the connections of those that are to be broken."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from wixapi._local.messages import Answer

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_TRANSPORT = "wixapi.transport"
_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""For the option of sockets by which closing one is a reset."""


class Protocol(H11Protocol):
    """Serves a connection, and shows it to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection."""
        super().connection_made(transport)
        opened = transport.get_extra_info("socket")
        # head and body of an answer are two pieces: the second one would wait until the first one has arrived
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        served = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            """Serve a request whose scope has the connection."""
            await served({**scope, _TRANSPORT: transport}, receive, send)

        self.app = cast("Any", with_transport)


async def send_answer(
    answer: Answer, scope: Scope, receive: Receive, send: Send
) -> None:
    """Send an answer, or what is left of a broken one."""
    if answer.delay:
        await _late(answer.delay, receive)
    if answer.broken in {"refused", "reset"}:
        await _break(scope, receive, is_reset=True)
        return
    is_cut = answer.broken == "cut"
    length = str(len(answer.body) + is_cut)  # one byte of an empty body is missing, too
    headers = {**answer.headers, "content-length": length}
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": _raw(headers),
        }
    )
    body = answer.body[: len(answer.body) // 2] if is_cut else answer.body
    await send({"type": "http.response.body", "body": body, "more_body": is_cut})
    if is_cut:
        await _break(scope, receive, is_reset=False)


async def _late(seconds: float, receive: Receive) -> None:
    """Wait so long, or until the client has gone."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass


async def _break(scope: Scope, receive: Receive, *, is_reset: bool) -> None:
    """End the connection, by a reset or after what was sent so far; return when it is gone."""
    transport: asyncio.Transport = scope[_TRANSPORT]
    if is_reset:
        opened = transport.get_extra_info("socket")
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()
    else:
        transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers as ASGI has them."""
    return [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in headers.items()
    ]
