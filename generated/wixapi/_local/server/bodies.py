"""Reads a request from the network without keeping more of it than may be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wixapi._local.messages import Request
from wixapi._local.requests.json_text import LARGEST

if TYPE_CHECKING:
    from starlette.types import Receive, Scope

KEPT = LARGEST + 1
"""Bytes of a body that are kept: one more than the core takes, so that it sees that it is too large."""
_READ = 100 * 1024 * 1024
"""Bytes of a body that are read at all, so that who sends them gets to read the answer."""


async def request_of(scope: Scope, receive: Receive) -> Request | None:
    """Return a request as the core takes it, with the beginning of its body if that is too large.

    None: who sent it was gone before all of it had come.
    """
    path, query = scope["raw_path"], scope["query_string"]
    headers: dict[str, str] = {}
    for raw_name, raw in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    # what a GET answers, HEAD asks for without the body, which the server leaves out
    verb = "GET" if scope["method"] == "HEAD" else scope["method"]
    body = await _body(headers.get("content-length", ""), receive)
    if body is None:
        return None
    return Request(verb, path.decode("latin-1"), query.decode("latin-1"), headers, body)


async def _body(declared: str, receive: Receive) -> bytes | None:
    """Return the body, or its beginning; None if it doesn't come to its end. Of an endless one nothing is read."""
    kept = bytearray()
    read = 0
    if declared.isdecimal() and int(declared) > _READ:
        return bytes(KEPT)
    while read <= _READ:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk: bytes = message.get("body", b"")
        read += len(chunk)
        kept += chunk[: KEPT - len(kept)]
        if not message.get("more_body", False):
            break
    return bytes(kept)
