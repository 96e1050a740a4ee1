"""Bodies as proxies, frameworks and AWS Lambda hand them on."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Generator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.thing_events import Thing, ThingCreated, Webhooks
from support.webhooks import public_pem, sign_claims, sign_event
from wixapi._plugins.plugins import BaseServicePlugins
from wixapi._webhooks import bodies
from wixapi._webhooks.bodies import MAX_BYTES, token_in
from wixapi.errors import WebhookError

TOKEN = sign_event()


def b64(text: str) -> str:
    """Base64 as AWS Lambda has it where `isBase64Encoded` is true."""
    return base64.b64encode(text.encode()).decode()


WRAPPED: dict[str, Callable[[str], Any]] = {
    "text": str,
    "bytes": str.encode,
    "bytearray": lambda token: bytearray(token.encode()),
    "memoryview": lambda token: memoryview(token.encode()),
    "a line break behind": lambda token: token + "\n",
    "a line break of Windows behind": lambda token: token.encode() + b"\r\n",
    "white space around": lambda token: f" \t\r\n{token} \n",
    "JSON": json.dumps,
    "JSON, and a line break": lambda token: json.dumps(token) + "\n",
    "quotes around white space": lambda token: f'" {token} "',
    "base64": b64,
    "base64 as bytes": lambda token: b64(token).encode(),
    "base64 and a line break": lambda token: b64(token) + "\n",
    "base64 without padding": lambda token: b64(token).rstrip("="),
    "base64url": lambda token: base64.urlsafe_b64encode(token.encode()),
    "base64 in lines": lambda token: base64.encodebytes(token.encode()),
    "a byte order mark": lambda token: "\ufeff" + token,
    "base64 of a text with a line break": lambda token: b64(token + "\n"),
    "base64 of JSON": lambda token: b64(json.dumps(token)),
    "JSON of base64": lambda token: json.dumps(b64(token)),
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED.keys())
@pytest.mark.parametrize("more", ["", "x", "xy"])
def test_one_layer_is_taken_off(wrap: Callable[[str], Any], more: str) -> None:
    """Whatever the length, so that base64 has every padding."""
    token = sign_event(more=more)

    event = Webhooks(public_pem()).process(wrap(token))

    assert isinstance(event, ThingCreated)
    assert Thing(id="thing-1", name="Spoon") == event.entity


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED.keys())
def test_so_it_is_of_a_service_plugin_s_call(wrap: Callable[[str], Any]) -> None:
    """They come the same way."""
    claims = {
        "data": {"request": {"a": 1}, "metadata": {}},
        **{"iss": "wix.com", "aud": "app-1", "exp": 9_999_999_999},
    }
    body = wrap(sign_claims(claims))

    call = Webhooks(public_pem(), app_id="app-1").verify_service_plugin(body)
    plugins = BaseServicePlugins(public_pem(), app_id="app-1")

    assert {"a": 1} == call.request
    assert call == plugins.verify(body)


class Parsed(dict[str, Any]):
    """What a framework makes of JSON."""


class Unawaited:
    """What `request.body()` is in async frameworks until it is awaited."""

    def __await__(self) -> Generator[Any, None, str]:
        """Gives the body."""
        yield
        return TOKEN


OTHERS: list[tuple[Any, str]] = [
    (None, "of type NoneType: pass the request's raw body, unparsed"),
    (7, "of type int: pass the request's raw body, unparsed"),
    (Unawaited, "of type type: pass the request's raw body, unparsed"),
    (Unawaited(), "of type Unawaited: await it"),
    ({"a": 1}, "of type dict: pass the request's raw body, unparsed"),
    (Parsed(), "of type Parsed: pass the request's raw body, unparsed"),
    (
        {"body": TOKEN, "isBase64Encoded": False},
        'of type dict with a key "body": pass that (in AWS Lambda event["body"])',
    ),
    ("", "no signed token (JWT), but empty: "),
    (b" \n", "no signed token (JWT), but empty: "),
    (
        json.dumps({"isBase64Encoded": False, "body": TOKEN}),
        "no signed token (JWT), but a JSON object with a member `body`: pass that member",
    ),
    (json.dumps({"eventType": "x"}), "no signed token (JWT), but JSON: "),
    (json.dumps([TOKEN]), "no signed token (JWT), but JSON: "),
    (str(TOKEN.encode()), "no signed token (JWT), but the repr of bytes: "),
    (urlencode({"body": TOKEN}), "no signed token (JWT), but form-encoded: "),
    (urlencode({TOKEN: ""}), "no signed token (JWT), but form-encoded: "),
    (f"a=1&token={TOKEN}", "no signed token (JWT), but form-encoded: "),
    (public_pem(), "no signed token (JWT), but a key: that is for public_key"),
    (f"Bearer {TOKEN}", "no signed token (JWT), but a header: "),
    ("<!doctype html>", "no signed token (JWT), but HTML or XML: "),
    ("junk", "no signed token (JWT): pass the request's raw body"),
    (b"\xff\xfe", "no signed token (JWT): pass the request's raw body"),
    (b64("junk"), "no signed token (JWT): pass the request's raw body"),
    (b64(b64(TOKEN)), "no signed token (JWT), but base64 of something else: "),
    (gzip.compress(TOKEN.encode()), "no signed token (JWT), but compressed (gzip): "),
    (json.dumps(json.dumps(TOKEN)), "no signed token (JWT): pass"),
    (TOKEN[:-9] + "=", "no signed token (JWT), but form-encoded: "),
]


@pytest.mark.parametrize(("body", "message"), OTHERS, ids=[one for _, one in OTHERS])
def test_what_is_no_token_is_named(body: Any, message: str) -> None:
    """With what to do about it."""
    with pytest.raises(WebhookError) as caught:
        Webhooks(public_pem()).process(body)

    assert str(caught.value).startswith(f"The body is {message}")


@pytest.mark.parametrize(
    "body",
    [
        "x" * (MAX_BYTES + 1),
        b" " * (MAX_BYTES + 1),
        bytearray(MAX_BYTES + 1),
        memoryview(bytearray(MAX_BYTES + 8)).cast("q"),
    ],
    ids=["text", "white space", "bytearray", "memoryview"],
)
def test_what_is_too_long_is_refused_unread(
    body: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is around it."""
    monkeypatch.setattr(bodies, "_bare", lambda _: pytest.fail("it was read"))

    with pytest.raises(WebhookError, match="has more than 10,000,000 bytes"):
        token_in(body)


@given(st.text() | st.binary() | st.just(TOKEN).map(lambda one: one[:-1]))
def test_any_body_is_a_token_or_refused(body: str | bytes) -> None:
    """No other exception comes of it."""
    try:
        token = token_in(body)
    except WebhookError:
        return
    assert 2 == token.count(b".")
