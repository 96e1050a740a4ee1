"""Odd arguments: whatever text a caller gives, it is taken, or a `WixError` says what to do about it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wixapi
from runtime.things import AsyncThings, Thing, Things
from support.samples import few_or_many
from support.webhooks import public_pem
from wixapi import ApiKeyStrategy, AppStrategy, LoginRequest, OAuthStrategy, errors
from wixapi._http.client import AsyncClient, SyncClient

KEY = ApiKeyStrategy("key")
APP, OAUTH = AppStrategy("app", "secret"), OAuthStrategy("client")
LOGIN = LoginRequest("url", "https://me.example", "st", "verifier")
BACK = "https://me.example/?code=c&instanceId=i&state=st"
HOOKS = wixapi.Webhooks(public_pem())
PLUGINS = wixapi.ServicePlugins(public_pem(), app_id="app")
EMPTY_ANSWER = {
    "access_token": "t",
    "redirectSession": {"fullUrl": "https://wix.example"},
}


def _answer(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json=EMPTY_ANSWER)


HTTP = httpx2.Client(transport=httpx2.MockTransport(_answer))
AHTTP = httpx2.AsyncClient(transport=httpx2.MockTransport(_answer))
ANSWERED: dict[str, Any] = {"http_client": HTTP}
WIX, AWIX = SyncClient(auth=KEY, **ANSWERED), AsyncClient(auth=KEY, http_client=AHTTP)
THINGS, ATHINGS = Things(WIX), AsyncThings(AWIX)


def options(headers: dict[str, str]) -> Any:
    """Options of a call with these headers."""
    return {"request_options": {"headers": headers}}


TAKERS: dict[str, Callable[[str], object]] = {
    "verb": lambda text: WIX.request(text, "/v1"),
    "path": lambda text: WIX.request("GET", text),
    "end of a path": lambda text: WIX.request("GET", f"/v1/{text}"),
    "json": lambda text: WIX.request("POST", "/v1", json={text: [text]}),
    "params": lambda text: WIX.request("GET", "/v1", params={text: text}),
    "deep params": lambda text: WIX.request("GET", "/v1", params={"a": [{"b": text}]}),
    "content": lambda text: WIX.request("POST", "/v1", content=text),
    "content type": lambda text: WIX.request(
        "POST", "/v1", content=b"", content_type=text
    ),
    "part": lambda text: WIX.request("POST", "/v1", files={text: text}),
    "file": lambda text: WIX.request("POST", "/v1", files={"a": (text, b"", text)}),
    "header": lambda text: WIX.request("GET", "/v1", **options({"X-A": text})),
    "name of a header": lambda text: WIX.request("GET", "/v1", **options({text: "a"})),
    "option": lambda text: WIX.request("GET", "/v1", request_options={text: 1}),  # type: ignore[misc]
    "upload": lambda text: WIX.upload(text, b""),
    "upload's host": lambda text: WIX.upload(f"https://{text}", b""),
    "upload's name": lambda text: WIX.upload("https://a/b", b"", filename=text),
    "upload's type": lambda text: WIX.upload("https://a/b", b"", content_type=text),
    "base_url": lambda text: WIX.with_options(base_url=text).request("GET", "/v1"),
    "host": lambda text: WIX.with_options(base_url=f"http://{text}").request(
        "GET", "/"
    ),
    "client's header": lambda text: WIX.with_options(headers={"X-A": text}),
    "id": lambda text: THINGS.get_thing(thing_id=text),
    "id, async": lambda text: ATHINGS.get_thing(thing_id=text),
    "fields": lambda text: THINGS.get_thing(thing_id="1", fields=[text]),
    "entity": lambda text: THINGS.create_thing(thing={"name": "a", text: text}),
    "model": lambda text: THINGS.update_thing(thing=Thing(id=text, name=text)),
    "key": lambda text: THINGS.create_thing(thing={"name": "a"}, idempotency_key=text),
    "filter": lambda text: list(THINGS.query_things(query={"filter": {text: text}})),
    "cursor": lambda text: list(THINGS.query_things().resume(text)),
    "path, async": lambda text: AWIX.request("GET", text),
    "json, async": lambda text: AWIX.request("POST", "/v1", json={text: [text]}),
    "content, async": lambda text: AWIX.request("POST", "/v1", content=text),
    "header, async": lambda text: AWIX.request("GET", "/v1", **options({"X-A": text})),
    "upload, async": lambda text: AWIX.upload(text, b""),
    "api key": ApiKeyStrategy,
    "site": lambda text: ApiKeyStrategy("a", site_id=text),
    "account": lambda text: ApiKeyStrategy("a", account_id=text),
    "app": lambda text: AppStrategy(text, text, instance_id=text),
    "refresh token": lambda text: AppStrategy("a", "b", refresh_token=text),
    "access token": lambda text: AppStrategy("a", "b", access_token=text),
    "instance": APP.for_instance,
    "install url": lambda text: APP.install_url(text, state=text, token=text),
    "callback": lambda text: APP.handle_oauth_callback(text, **ANSWERED),
    "query of a callback": lambda text: APP.handle_oauth_callback(
        f"{BACK}&{text}", state="st", **ANSWERED
    ),
    "code": lambda text: APP.handle_oauth_callback(
        f"{BACK[:-9]}&code={text}&instanceId={text}&state=st", state="st", **ANSWERED
    ),
    "state": lambda text: APP.handle_oauth_callback(BACK, state=text, **ANSWERED),
    "callback's base_url": lambda text: APP.handle_oauth_callback(
        BACK, state="st", base_url=text, **ANSWERED
    ),
    "client id": lambda text: OAuthStrategy(text, refresh_token=text),
    "redirect": lambda text: OAUTH.authorize_url(
        text, original_uri=text, session_token=text, **ANSWERED
    ),
    "prompt": lambda text: OAUTH.authorize_url("a", prompt=text, **ANSWERED),  # type: ignore[arg-type]
    "logout": lambda text: OAUTH.logout_url(text, **ANSWERED),
    "member's callback": lambda text: OAUTH.handle_oauth_callback(
        text, LOGIN, **ANSWERED
    ),
    "member's code": lambda text: OAUTH.handle_oauth_callback(
        f"{BACK}#code={text}&error={text}", LOGIN, **ANSWERED
    ),
    "login": lambda text: OAUTH.handle_oauth_callback(
        BACK, LoginRequest("url", text, "st", text), **ANSWERED
    ),
    "login's state": lambda text: OAUTH.handle_oauth_callback(
        BACK, LoginRequest("url", "a", text, "b"), **ANSWERED
    ),
    "kept login": LoginRequest.from_json,
    "signed instance": lambda text: wixapi.parse_instance(text, app_secret="a"),
    "its parts": lambda text: wixapi.parse_instance(f"{text}.{text}", app_secret="a"),
    "its secret": lambda text: wixapi.parse_instance("a.b", app_secret=text),
    "token": wixapi.unverified_instance_id,
    "token's parts": lambda text: wixapi.unverified_instance_id(f"a.{text}.b"),
    "public key": wixapi.Webhooks,
    "webhook": HOOKS.process,
    "webhook's parts": lambda text: HOOKS.process(f"{text}.{text}.{text}"),
    "verified webhook": HOOKS.verify,
    "claims": HOOKS.decode,
    "kept event": HOOKS.event_from_json,
    "plugin's address": lambda text: PLUGINS.process(text, "a.b.c"),
    "plugin's body": lambda text: PLUGINS.process("/v1/a", text),
    "plugin's app": lambda text: wixapi.ServicePlugins(public_pem(), app_id=text),
}
"""Whatever takes text: of clients, their calls, strategies, webhooks and service plugins."""

ODD = [
    *("", " ", "\x00", "a\x00b", "a\nb", "a\r\nX-Evil: 1", "\x7f", "\u2028", "\ufeff"),
    *("\ud800", "a\udfffb", "/\ud800", "é", "日本", "\U0001f600", "%", "%zz", "%00"),
    *("http://[::1", "http://[::1]:99999", "http://user:pw@a", "http://a:0", "ftp://a"),
    *("//evil.example/a", "/a/../b", "/%2e%2E/b", "/./a", "..", "/a#b", "?", "#", "\\"),
    *("https://a/\ud800", "https://a/?b", "https://a/#", "https://a/?", "[", "]", "@"),
    *("{", '{"a": NaN}', "1e999", "[" * 5_000, "9" * 5_000, "a" * 70_000, "null"),
]


async def take(name: str, text: str) -> None:
    """Gives a text to what takes it; only a `WixError` may come of it."""
    with suppress(errors.WixError):
        result = TAKERS[name](text)
        if inspect.isawaitable(result):
            await result


@pytest.mark.parametrize("name", TAKERS)
async def test_odd_texts(name: str) -> None:
    """Texts that have broken something somewhere break nothing."""
    for text in ODD:
        await take(name, text)


ANY_TEXT = st.text(st.characters() | st.sampled_from("\ud800\x00/\\?#%.:@[] \n"))


@few_or_many(150, 20_000)
def test_any_text(examples: int) -> None:
    """Neither does any other."""

    @settings(max_examples=examples)
    @given(st.sampled_from([*TAKERS]), ANY_TEXT)
    def check(name: str, text: str) -> None:
        asyncio.run(take(name, text))

    check()


NO_TEXTS = [
    None,
    True,
    5,
    10**400,
    1.5,
    float("nan"),
    b"a",
    [],
    {},
    ["a"],
    object(),
    (),
]
NO_JSON = [
    float("nan"),
    float("inf"),
    -float("inf"),
    object(),
    {1: 2},
    {"a": {1}},
    b"\xff",
]


@pytest.mark.parametrize(
    "name",
    [
        *("path", "verb", "upload", "upload's name", "upload's type", "content type"),
        *("base_url", "instance", "callback", "state", "api key", "app", "token"),
        *("signed instance", "kept login", "kept event", "webhook", "client id"),
        *("install url", "plugin's address", "plugin's body", "cursor", "path, async"),
    ],
)
async def test_no_texts(name: str) -> None:
    """What is no text is told to be none."""
    for value in NO_TEXTS:
        await take(name, value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", NO_JSON)
async def test_no_json(value: Any) -> None:
    """What JSON can't say isn't sent."""
    for call in (
        lambda: WIX.request("POST", "/v1", json={"a": [value]}),
        lambda: THINGS.query_things(query={"filter": {"a": value}}),
        lambda: WIX.request("GET", "/v1", params={"a": value}),
    ):
        with pytest.raises(errors.ValidationError):
            call()
    with pytest.raises(errors.ValidationError):
        await AWIX.request("POST", "/v1", json={"a": [value]})


# Mistakes by name: each is told with what helps --------------------------------------------------

HARMFUL: dict[str, tuple[Callable[[], object], str]] = {
    "userinfo": (lambda: SyncClient(auth=KEY, base_url="https://a:b@c"), "no user"),
    "query": (lambda: SyncClient(auth=KEY, base_url="https://a/?"), "no user, query"),
    "fragment": (lambda: SyncClient(auth=KEY, base_url="https://a/#"), "or fragment"),
    "dots": (
        lambda: SyncClient(auth=KEY, base_url="https://a/b/../c"),
        r"no \. or \.\.",
    ),
    "up": (lambda: WIX.request("GET", "/v1/../admin"), "has to be quoted"),
    "coded up": (lambda: WIX.request("GET", "/v1/%2E%2e/admin"), "has to be quoted"),
    "dot": (lambda: WIX.request("GET", "/v1/./things"), "has to be quoted"),
    "other host": (lambda: WIX.request("GET", "//evil.example/a"), "the client's"),
    "absolute": (
        lambda: WIX.request("GET", "https://evil.example/a"),
        "start with one /",
    ),
    "length": (
        lambda: WIX.request("POST", "/v1", json={}, **options({"Content-Length": "5"})),
        "leave it out",
    ),
    "client's length": (
        lambda: SyncClient(auth=KEY, headers={"content-length": "5"}),
        "leave it out",
    ),
    "chunks": (
        lambda: WIX.request("POST", "/v1", **options({"Transfer-Encoding": "chunked"})),
        "leave it out",
    ),
    "callback": (
        lambda: APP.handle_oauth_callback("http://[::1"),
        "that of the request",
    ),
    "cut callback": (lambda: APP.handle_oauth_callback(BACK + "\ud800"), "surrogate"),
    "cut body": (lambda: WIX.request("POST", "/v1", content="\ud800"), "surrogate"),
    "id": (lambda: THINGS.get_thing(thing_id=".."), "must not be empty"),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_harm(name: str) -> None:
    """What could do harm isn't sent, and the error says what to do."""
    call, remedy = HARMFUL[name]
    with pytest.raises(errors.WixError, match=remedy):
        call()


def test_a_query_may_have_dots() -> None:
    """Dots mean something in a path alone."""
    assert EMPTY_ANSWER == WIX.request("GET", "/v1/a..b/...?c=../d")
