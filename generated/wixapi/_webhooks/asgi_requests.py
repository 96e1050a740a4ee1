"""Requests and answers of ASGI, for apps that take what Wix signs and posts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

from wixapi._webhooks import adapters as answers

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

#: A body that takes milliseconds to verify: that is done in a thread.
LONG = 50_000


async def read_body(
    scope: Message, receive: Receive, max_bytes: int
) -> bytes | int | None:
    """Reads the body of a POST request.

    Returns:
        The body; the status with which anything else is refused; None if the client is gone.
    """
    if scope["method"] != "POST":
        return answers.NOT_ALLOWED
    if _declared_length(scope) > max_bytes:
        return answers.TOO_LARGE
    body = bytearray()
    is_more = True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > max_bytes:
            return answers.TOO_LARGE
        is_more = message.get("more_body", False)
    return bytes(body)


def _declared_length(scope: Message) -> int:
    """Return what `Content-Length` says; 0 where it says nothing, since the server counts, too."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            # A number too long for `int` is too long for a body, too.
            return int(value[:20])
    return 0


async def send_answer(
    status: int, headers: Iterable[tuple[str, str]], body: bytes, send: Send
) -> None:
    """Sends a whole answer."""
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


async def live(receive: Receive, send: Send) -> None:
    """Says that all is well: there is nothing to start and nothing to stop."""
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return
