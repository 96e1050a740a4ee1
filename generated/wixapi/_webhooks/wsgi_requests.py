"""Requests of WSGI, for apps that take what Wix signs and posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wixapi._webhooks import adapters as answers

if TYPE_CHECKING:
    from wsgiref.types import InputStream, WSGIEnvironment

_CHUNK = 65_536


def read_body(environ: WSGIEnvironment, max_bytes: int) -> bytes | int:
    """Reads the body of a POST request.

    Returns:
        The body, or the status with which anything else is refused.
    """
    if environ["REQUEST_METHOD"] != "POST":
        return answers.NOT_ALLOWED
    length = environ.get("CONTENT_LENGTH") or None
    if length is None and not environ.get("wsgi.input_terminated"):
        return answers.LENGTH_REQUIRED
    if length is not None and not (length.isascii() and length.isdigit()):
        return answers.REFUSED
    # A number too long for `int` is too long for a body, too.
    wanted = None if length is None else int(length[:20])
    if wanted is not None and wanted > max_bytes:
        return answers.TOO_LARGE
    limit = max_bytes + 1 if wanted is None else wanted
    try:
        body = _read(environ["wsgi.input"], limit)
    except OSError:  # the client is gone, or sent chunks that are none
        return answers.REFUSED
    if len(body) > max_bytes:
        return answers.TOO_LARGE
    if wanted is not None and len(body) < wanted:
        return answers.REFUSED
    return body


def _read(stream: InputStream, limit: int) -> bytes:
    """Reads up to `limit` bytes; fewer only where the stream ends."""
    body = bytearray()
    while len(body) < limit:
        chunk = stream.read(min(_CHUNK, limit - len(body)))
        if not chunk:
            break
        body += chunk
    return bytes(body)
