"""What tools see that report an error with its variables: no key, token, code or secret, in no frame of no cause.

Every secret of these tests begins with `hush`. Frames of the tests themselves aren't looked at: what stands there
is the caller's.
"""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2
import pytest

from runtime.things import AsyncThings, Things
from support.raw_server import Talk, answering, raw_server, read_request
from wixapi import (
    ApiKeyStrategy,
    AppStrategy,
    LoginRequest,
    OAuthStrategy,
    RequestOptions,
    errors,
    parse_instance,
)
from wixapi._http.client import AsyncClient, SyncClient

TESTS = str(Path(__file__).parents[1])
SIGNS = ("hush", b64encode(b"user:hush-proxy").decode()[:16])
OWN = {"Authorization": "hush-own", "X-Api-Key": "hush-header"}
BACK = "https://me.example/back?code=hush-code&state=hush-state&instanceId=site"
LOGIN = LoginRequest(
    "hush-url", "https://me.example/back", "hush-state", "hush-verifier"
)


def shown(value: Any, depth: int = 0) -> Iterator[str]:
    """What a tool shows of a variable: it looks into containers and objects, and prints the rest."""
    if isinstance(value, Mapping) and depth < 4:
        for key, x in list(value.items()):
            yield from shown(key, depth + 1)
            yield from shown(x, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 4:
        for x in value:
            yield from shown(x, depth + 1)
    else:
        yield repr(value)
        if depth == 0:
            yield from shown(getattr(value, "__dict__", {}), 1)


def frames(traceback: TracebackType | None) -> Iterator[Any]:
    """The frames of a traceback that aren't the tests'."""
    while traceback is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(TESTS):
            yield traceback.tb_frame
        traceback = traceback.tb_next


def told(error: BaseException) -> tuple[list[str], int]:
    """All that an error tells, with what led to it, and of how many frames."""
    texts: list[str] = []
    count, waiting, seen = 0, [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        texts += [str(one), repr(one), *shown(vars(one)), *shown(one.args)]
        for frame in frames(one.__traceback__):
            count += 1
            texts += [
                f"{frame.f_code.co_name}: {text}" for text in shown(frame.f_locals)
            ]
        waiting += [x for x in (one.__cause__, one.__context__) if x is not None]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
    return texts, count


def check(error: BaseException) -> None:
    """The error tells no secret, and something of where it comes from."""
    texts, count = told(error)
    found = [text for text in texts if any(sign in text for sign in SIGNS)]

    assert [] == found
    assert count > 0


def fails(
    call: Callable[..., object],
    *given: Any,
    kind: type[BaseException] = errors.WixError,
    **named: Any,
) -> None:
    """The call fails, and tells no secret."""
    with pytest.raises(kind) as caught:
        call(*given, **named)
    check(caught.value)


async def fails_async(call: Callable[..., Any], *given: Any, **named: Any) -> None:
    """`fails` for async calls."""
    with pytest.raises(errors.WixError) as caught:
        await call(*given, **named)
    check(caught.value)


def answer(status: int, body: bytes, more: bytes = b"") -> bytes:
    """An answer as it travels."""
    head = b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n" % (status, len(body), more)
    return head + body


def dropping(connection: Any) -> None:
    """Closes the connection when a request has come."""
    read_request(connection)


def stalling(connection: Any) -> None:
    """Begins an answer and goes on when the client has left."""
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n")
    connection.recv(1)


SERVERS: dict[str, Talk] = {
    "drops": dropping,
    "stalls": stalling,
    "no http": answering(b"SMTP\r\n\r\n"),
    "500": answering(answer(500, b"{}")),
    "429": answering(answer(429, b"{}", b"Retry-After: 0\r\n")),
    "401": answering(answer(401, b"<html>")),
    "400": answering(answer(400, b'{"error": "invalid_grant"}')),
    "redirect": answering(answer(302, b"", b"Location: https://else.example/\r\n")),
    "no json": answering(answer(200, b'{"access_token": "hush-tok')),
    "no object": answering(answer(200, b'["hush-token"]')),
    "no token": answering(answer(200, b'{"access_token": "hush token"}')),
    "too large": answering(answer(200, b"[" + b"1," * 1000 + b"1]")),
    "no gzip": answering(answer(200, b"{}", b"Content-Encoding: gzip\r\n")),
}
OF_TOKENS = {"no object", "no token", "no gzip"}
"""What is wrong with a token, and may be right for another answer."""
SETTINGS: dict[str, Any] = {
    "timeout": 0.1,
    "max_retries": 1,
    "max_response_bytes": 1000,
    "headers": {"X-Session": "hush-session"},
}


def settings(kind: str) -> dict[str, Any]:
    """Settings of a client; what takes long happens once."""
    return {**SETTINGS, "max_retries": 0} if kind == "stalls" else SETTINGS


def strategies(kind: str) -> list[Any]:
    """Identities of each kind; where only tokens fail, those that ask for some."""
    asking = [
        AppStrategy("app", "hush-app", instance_id="site"),
        AppStrategy("app", "hush-app", refresh_token="hush-refresh"),
        OAuthStrategy("client", refresh_token="hush-refresh"),
    ]
    if kind in OF_TOKENS:
        return asking
    bearer = AppStrategy("app", "hush-app", access_token="hush-bearer")
    return [*asking, bearer, bearer.elevated(), ApiKeyStrategy("hush-key")]


@contextmanager
def no_pauses() -> Iterator[None]:
    """Retries come at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wixapi._http.retry.FIRST_PAUSE", 0.0)
        patch.setattr("wixapi._http.retry.FIRST_PAUSE_OF_RATE_LIMIT", 0.0)
        yield


@pytest.mark.parametrize("kind", SERVERS)
def test_calls(kind: str) -> None:
    """Calls that fail tell nothing, whoever makes them and whatever goes wrong."""
    key, options = ApiKeyStrategy("hush-key"), RequestOptions(headers=OWN)
    with (
        raw_server(SERVERS[kind]) as server,
        no_pauses(),
        SyncClient(auth=key, base_url=server.url, **settings(kind)) as wix,
    ):
        for auth in strategies(kind):
            things = Things(wix.with_options(auth=auth))
            fails(things.get_thing, thing_id="1", request_options=options)
        if kind not in OF_TOKENS:
            fails(list, Things(wix).query_things(request_options=options))
            fails(wix.request, "GET", "/v1", request_options=options)
            fails(wix.upload, f"{server.url}/hush-up", b"1", request_options=options)


@pytest.mark.parametrize("kind", SERVERS)
async def test_calls_async(kind: str) -> None:
    """So do async ones."""
    key, options = ApiKeyStrategy("hush-key"), RequestOptions(headers=OWN)
    with raw_server(SERVERS[kind]) as server, no_pauses():
        url = server.url
        async with AsyncClient(auth=key, base_url=url, **settings(kind)) as wix:
            for auth in strategies(kind):
                things = AsyncThings(wix.with_options(auth=auth))
                await fails_async(
                    things.get_thing, thing_id="1", request_options=options
                )
            if kind not in OF_TOKENS:
                await fails_async(AsyncThings(wix).query_things().to_list)
                await fails_async(wix.request, "GET", "/v1", request_options=options)


@pytest.mark.parametrize(
    "kind", ["drops", "stalls", "401", "400", "no json", "no token"]
)
async def test_callbacks(kind: str) -> None:
    """Installations and logins that fail tell neither the code nor the state."""
    with raw_server(SERVERS[kind]) as server, no_pauses():
        limited: dict[str, Any] = {"base_url": server.url}
        app, oauth = AppStrategy("app", "hush-app"), OAuthStrategy("client")
        with httpx2.Client(timeout=0.2) as http:
            more = {**limited, "http_client": http}
            fails(app.handle_oauth_callback, BACK, state="hush-state", **more)
            fails(oauth.handle_oauth_callback, BACK, LOGIN, **more)
            fails(
                oauth.authorize_url, "https://me.example", session_token="hush", **more
            )
        async with httpx2.AsyncClient(timeout=0.2) as ahttp:
            more = {**limited, "http_client": ahttp}
            await fails_async(
                app.ahandle_oauth_callback, BACK, state="hush-state", **more
            )
            await fails_async(oauth.ahandle_oauth_callback, BACK, LOGIN, **more)


REFUSED: list[Callable[[], object]] = [
    lambda: ApiKeyStrategy("hush key"),
    lambda: ApiKeyStrategy("'hush-key'"),
    lambda: AppStrategy("app", "hush\nsecret"),
    lambda: AppStrategy("app", "hush-app", refresh_token="hush refresh"),
    lambda: AppStrategy("app", refresh_token="hush-refresh", access_token="hush-other"),
    lambda: OAuthStrategy("client", refresh_token="hush refresh"),
    lambda: AppStrategy("app", "hush-app").handle_oauth_callback(
        BACK, state="hush-else"
    ),
    lambda: AppStrategy("app", "hush-app").handle_oauth_callback(BACK + "\ud800"),
    lambda: AppStrategy("app", "hush-app").handle_oauth_callback("http://[hush"),
    lambda: AppStrategy("app", "hush-app").parse_instance("hush.hush"),
    lambda: parse_instance("hush\ud800.hush", app_secret="hush"),
    lambda: LoginRequest.from_json('{"state": "hush-state", '),
    lambda: LoginRequest.from_json('{"hush": "hush-state"}'),
    lambda: OAuthStrategy("c").handle_oauth_callback(BACK + "hush", LOGIN),
    lambda: SyncClient(auth=ApiKeyStrategy("hush-key"), headers={"X-A": "hush\n"}),
    lambda: SyncClient(auth=ApiKeyStrategy("hush-key"), base_url="http://user:hush@x"),
]


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_refused_arguments(number: int) -> None:
    """What is refused isn't shown."""
    fails(REFUSED[number])


@pytest.mark.parametrize("kind", ["407", "502", "drops", "stalls"])
async def test_proxies(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that fails shows neither its password nor what was to be sent through it."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    talk = SERVERS.get(kind) or answering(answer(int(kind), b"no"))
    auth, options = ApiKeyStrategy("hush-key"), RequestOptions(headers=OWN)
    with raw_server(talk) as server, no_pauses():
        for variable, url in (
            ("HTTPS_PROXY", "https://wix.example"),
            ("HTTP_PROXY", "http://wix.example"),
        ):
            proxy = server.url.replace("//", "//user:hush-proxy@")
            monkeypatch.setenv(variable, proxy)
            given: dict[str, Any] = {"auth": auth, "base_url": url, **settings(kind)}
            with SyncClient(**given) as wix:
                fails(wix.request, "GET", "/v1", request_options=options)
            async with AsyncClient(**given) as awix:
                await fails_async(awix.request, "GET", "/v1", request_options=options)


async def test_cancelled() -> None:
    """A call that is cancelled tells nothing."""
    key, options = ApiKeyStrategy("hush-key"), RequestOptions(headers=OWN)
    with raw_server(stalling) as server:
        async with AsyncClient(auth=key, base_url=server.url, timeout=9) as wix:
            for auth in strategies("stalls"):
                things = AsyncThings(wix.with_options(auth=auth))
                call = things.get_thing(thing_id="1", request_options=options)
                task = asyncio.ensure_future(call)
                await asyncio.sleep(0.05)
                task.cancel()
                with pytest.raises(asyncio.CancelledError) as caught:
                    await task
                check(caught.value)


def test_interrupted() -> None:
    """Neither does one that somebody breaks off."""

    def interrupt(_: httpx2.Request) -> httpx2.Response:
        raise KeyboardInterrupt

    with httpx2.Client(transport=httpx2.MockTransport(interrupt)) as http:
        wix = SyncClient(auth=ApiKeyStrategy("hush-key"), http_client=http)
        options = RequestOptions(headers=OWN)
        fails(
            Things(wix).get_thing,
            thing_id="1",
            request_options=options,
            kind=KeyboardInterrupt,
        )


def test_what_is_the_callers_stays() -> None:
    """Variables of the caller's own functions stay: of those that are called back, and of errors before."""

    def refuse(_: Any) -> Any:
        mine = "here"
        raise ValueError(mine)

    wix = SyncClient(auth=ApiKeyStrategy("hush-key"), trace=refuse)
    earlier: list[BaseException] = []
    try:
        refuse(None)
    except ValueError as error:
        earlier.append(error)
        with pytest.raises(ValueError, match="here") as caught:
            wix.request("GET", "/v1")

    for error in (caught.value, *earlier):
        traceback: Any = error.__traceback__
        while traceback.tb_next is not None:
            traceback = traceback.tb_next
        assert "here" == traceback.tb_frame.f_locals["mine"]


def test_causes_stay() -> None:
    """People still see what led to an error: its kind, its words, and the lines."""
    with raw_server(dropping) as server, no_pauses():
        wix = SyncClient(
            auth=ApiKeyStrategy("hush-key"), base_url=server.url, max_retries=0
        )
        with pytest.raises(errors.ConnectionError) as caught:
            Things(wix).get_thing(thing_id="1")
        wix.close()

    cause = caught.value.__cause__
    assert isinstance(cause, httpx2.RemoteProtocolError)
    names = [frame.f_code.co_name for frame in frames(cause.__traceback__)]
    assert "_send" in names
