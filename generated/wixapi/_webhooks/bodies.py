"""From a request's body to the token in it.

Proxies, frameworks and AWS Lambda hand bodies on with a line break behind, as a JSON text (`"eyJ…"`)
or in base64. One layer of each is taken off. What else is no token gets an error that says what it
looks like, and what to do. Nothing is parsed here: it isn't known yet who wrote it.
"""

from __future__ import annotations

import base64
import inspect
import re
from collections.abc import Mapping
from typing import cast

from wixapi.errors import WebhookError

Body = str | bytes | bytearray | memoryview
"""The raw body of a request."""

#: Bodies longer than this are refused unread: events are a few kilobytes.
MAX_BYTES = 10_000_000

# Bounds on what is decoded before the signature is looked at.
_TOKEN = re.compile(rb"[\w-]{1,16384}\.[\w-]+\.[\w-]{1,4096}")

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]+={0,2}")
_MARK = b"\xef\xbb\xbf"
"""What some programs write before text in UTF-8 (a byte order mark)."""

#: What a body looks like that is no token: pattern of its beginning, what it is, what to do.
_OTHERS: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (
        re.compile(rb"\s*\Z"),
        "empty",
        "frameworks hand a body out once, and before it is parsed",
    ),
    (
        re.compile(rb"""b['"]"""),
        "the repr of bytes",
        "pass the bytes themselves, not str() of them",
    ),
    (
        re.compile(rb'\{(?=.*"body")', re.DOTALL),
        "a JSON object with a member `body`",
        'pass that member (in AWS Lambda event["body"])',
    ),
    (
        re.compile(rb"[\[{]"),
        "JSON",
        "Wix sends a signed token (JWT) as text",
    ),
    (
        re.compile(rb"(?:[\w.%+*-]+=[^&=]|eyJ[\w-]*\.[\w.-]*[=&%])"),
        "form-encoded",
        "have nothing parse or encode it on the way: Wix sends text",
    ),
    (
        re.compile(rb"\x1f\x8b"),
        "compressed (gzip)",
        "have the server or the proxy decompress it",
    ),
    (
        re.compile(rb"-----BEGIN"),
        "a key",
        "that is for public_key",
    ),
    (re.compile(rb"(?i)bearer\s"), "a header", "the token is in the body"),
    (re.compile(rb"\s*<"), "HTML or XML", "this is no webhook of Wix"),
    (
        re.compile(rb"[A-Za-z0-9+/_=\s-]{200,}\Z"),
        "base64 of something else",
        "decode it before: only one layer around a token is taken off",
    ),
)


def token_in(body: object) -> bytes:
    """Return the signed token (compact JWS) that a body is.

    Args:
        body: A `Body`.

    Raises:
        WebhookError: It is none, or too long; the message says what it looks like and what to do.
    """
    if not isinstance(body, (str, bytes, bytearray, memoryview)):
        raise WebhookError(f"The body is {_kind(body)}")
    if isinstance(body, memoryview):
        body = cast("memoryview[int]", body)
    length = body.nbytes if isinstance(body, memoryview) else len(body)
    if length > MAX_BYTES:
        raise WebhookError(f"The body has more than {MAX_BYTES:,} bytes")
    given = body.encode(errors="replace") if isinstance(body, str) else bytes(body)
    token = _bare(given)
    unfolded = b"".join(token.split())  # MIME's base64 has lines
    if _BASE64.fullmatch(unfolded):
        token = _bare(_from_base64(unfolded))
    if not _TOKEN.fullmatch(token):
        raise WebhookError(_looks_like(given))
    return token


def _bare(text: bytes) -> bytes:
    """Return text without the white space around it, and the quotes of a JSON text."""
    text = text.removeprefix(_MARK).strip()
    if len(text) > 1 and text.startswith(b'"') and text.endswith(b'"'):
        text = text[1:-1].strip()
    return text


def _from_base64(text: bytes) -> bytes:
    """Return what is in base64, of either alphabet, padded or not; nothing if it isn't."""
    try:
        standard = text.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        return base64.b64decode(standard + b"=" * (-len(standard) % 4), validate=True)
    except ValueError:
        return b""


def _kind(body: object) -> str:
    """Return what an object is that is no body, and what to do."""
    name = type(body).__name__
    if inspect.isawaitable(body):
        if inspect.iscoroutine(body):
            body.close()
        return f"of type {name}: await it"
    if isinstance(body, Mapping) and "body" in body:
        return (
            f'of type {name} with a key "body": pass that (in AWS Lambda event["body"])'
        )
    return f"of type {name}: pass the request's raw body, unparsed"


def _looks_like(body: bytes) -> str:
    """Return what a text is that is no token, and what to do."""
    text = body.strip().removeprefix(b'"')
    for pattern, kind, remedy in _OTHERS:
        if pattern.match(text):
            return f"The body is no signed token (JWT), but {kind}: {remedy}"
    return "The body is no signed token (JWT): pass the request's raw body"
