"""Clients and strategies in company: processes that fork, loops that stop, calls within calls."""

from __future__ import annotations

import asyncio
import os
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx2
import pytest

from runtime.things import AsyncThings, Things
from support.server import Answer, LoopbackServer, Recorded
from support.tokens import THING, TokenServer
from wixapi import errors
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.client import AsyncClient, SyncClient
from wixapi._oauth.apps import AppStrategy

KEY = ApiKeyStrategy("IST.hush-hush")


@pytest.fixture
def wix(server: LoopbackServer) -> TokenServer:
    """Wix, with its token endpoint."""
    return TokenServer(server)


def app(**how: Any) -> AppStrategy:
    """An app's strategy."""
    return AppStrategy("app", "hush-secret", **(how or {"instance_id": "site"}))


def client_of(server: LoopbackServer, auth: Any, **settings: Any) -> SyncClient:
    """A client that doesn't repeat unless it is told to."""
    return SyncClient(auth=auth, base_url=server.url, **{"max_retries": 0, **settings})


# Forks -------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of a fork beside threads
def test_a_child_process_has_its_own_connections(server: LoopbackServer) -> None:
    """After a fork, parent and child each get the answers to what they asked."""
    server.by = lambda one: Answer(body={"path": one.path})
    with client_of(server, KEY) as client:
        client.request("GET", "/before")
        child = os.fork()
        if child == 0:
            wrong = 1
            with suppress(BaseException):
                asked = [f"/child/{number}" for number in range(20)]
                got = [client.request("GET", path)["path"] for path in asked]
                wrong = int(got != asked)
            os._exit(wrong)
        asked = [f"/parent/{number}" for number in range(20)]
        got = [client.request("GET", path)["path"] for path in asked]

    assert (asked, 0) == (got, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_child_process_doesnt_wait_for_its_parents_threads(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """A fork while a token is asked for leaves the child free to ask itself."""
    wix.gate = threading.Event()
    with client_of(server, app()) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(Things(client).get_thing, thing_id="i")
        while not server.requests:
            time.sleep(0.001)
        child = os.fork()
        if child == 0:
            got = ""
            with suppress(BaseException):
                got = Things(client).get_thing(thing_id="i").name or ""
            os._exit(int(got != "n"))
        wix.gate.set()

        assert "n" == first.result().name
    assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# Calls within calls ------------------------------------------------------------------------------


def test_a_token_can_be_stored_with_the_same_client(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """`on_refresh` may call Wix with the client whose token it is handed: it has the new one."""

    def store(_token: str) -> None:
        client.request("POST", "/store", json={})

    wix.refresh_token = "hush-new"
    auth = app(refresh_token="hush-refresh", on_refresh=store)
    with client_of(server, auth) as client:
        client.request("GET", "/x")

    assert ["/store", "/x"] == [one.path for one in wix.calls]
    assert {"token-1"} == {one.headers["authorization"] for one in wix.calls}


async def test_a_token_can_be_stored_with_the_same_async_client(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """The same without blocking, also from a task of its own."""

    async def store(_token: str) -> None:
        await asyncio.create_task(client.request("POST", "/store", json={}))

    wix.refresh_token = "hush-new"
    auth = app(refresh_token="hush-refresh", on_refresh=store)
    async with AsyncClient(auth=auth, base_url=server.url) as client:
        await client.request("GET", "/x")

    assert ["/store", "/x"] == [one.path for one in wix.calls]


def test_a_token_is_asked_for_without_a_token(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """A trace hook that calls Wix while the token is asked for is told so, instead of waiting for ever."""
    del wix

    def trace(_attempt: Any) -> Any:
        return client.request("GET", "/audit")

    with (
        client_of(server, app(), trace=trace) as client,
        pytest.raises(errors.ConfigurationError, match="asks for its token"),
    ):
        client.request("GET", "/x")


# Loops -------------------------------------------------------------------------------------------


async def test_a_blocking_call_in_a_loop_doesnt_wait_for_that_loop(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """A sync call in the loop's own thread asks itself, while a task of the loop asks as well."""
    auth = app()
    async with AsyncClient(auth=auth, base_url=server.url) as client:
        task = asyncio.create_task(AsyncThings(client).get_thing(thing_id="i"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        with client_of(server, auth) as sync:
            assert "n" == Things(sync).get_thing(thing_id="i").name
        assert "n" == (await task).name

    assert 1 <= len(wix.asked) <= 2


def test_a_loop_that_was_closed_leaves_nobody_waiting(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """Where a loop was closed in the middle of asking, the next call asks itself."""
    auth, gate = app(), threading.Event()
    wix.gate = gate
    loop = asyncio.new_event_loop()
    client = AsyncClient(auth=auth, base_url=server.url)
    options: Any = {"deadline": 0.05}
    with pytest.raises(errors.TimeoutError):
        loop.run_until_complete(client.request("GET", "/x", request_options=options))
    left = asyncio.all_tasks(loop)
    gate.set()
    with client_of(server, auth) as sync:
        assert "n" == Things(sync).get_thing(thing_id="i").name
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(client.aclose())
    loop.close()


@pytest.mark.parametrize("steps", range(8))
async def test_a_cancellation_is_never_lost(
    server: LoopbackServer, wix: TokenServer, steps: int
) -> None:
    """Whenever a waiting call is cancelled, it ends cancelled, and what it would have written isn't."""
    wix.gate = threading.Event()
    async with AsyncClient(auth=app(), base_url=server.url, deadline=30) as client:
        first = asyncio.create_task(client.request("GET", "/first"))
        while not server.requests:
            await asyncio.sleep(0.001)
        second = asyncio.create_task(client.request("POST", "/write", json={}))
        await asyncio.sleep(0)
        wix.gate.set()
        await asyncio.wait([first])
        for _ in range(steps):
            await asyncio.sleep(0)
        was_done = second.done()
        second.cancel()
        with suppress(asyncio.CancelledError):
            await second

    assert second.cancelled() or was_done


# Deadlines ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["client", "call"])
def test_the_deadline_holds_for_the_token_as_well(
    server: LoopbackServer, wix: TokenServer, where: str
) -> None:
    """A call that asks for the token itself gives up in time, and others ask anew."""
    wix.gate = threading.Event()
    settings: Any = {"deadline": 0.2}
    of_client, of_call = (settings, {}) if where == "client" else ({}, settings)
    auth = app()
    with client_of(server, auth, **of_client) as client:
        with pytest.raises(errors.TimeoutError):
            client.request("GET", "/x", request_options=of_call)
        assert [] == wix.asked  # it gave up before there was an answer
    wix.gate.set()
    with client_of(server, auth) as client:
        assert THING == client.request("GET", "/x")


# Closing -----------------------------------------------------------------------------------------


def test_closing_in_a_pause(server: LoopbackServer) -> None:
    """A client that is closed while a call waits for its next attempt says so."""

    class Closing(SyncClient):
        def _sleep(self, seconds: float) -> None:
            del seconds
            self.close()

    server.by = lambda _request: Answer(503)
    client = Closing(auth=KEY, base_url=server.url)
    with pytest.raises(errors.ClientClosedError):
        Things(client).get_thing(thing_id="i")


async def test_a_closed_client_fails_nobody_else(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """Where the client is closed that asks for the token, another one that waits for it asks."""
    auth = app()
    wix.gate = threading.Event()
    closing = AsyncClient(auth=auth, base_url=server.url, max_retries=0)
    first = asyncio.create_task(closing.request("GET", "/x"))
    while not server.requests:
        await asyncio.sleep(0.001)
    async with AsyncClient(auth=auth, base_url=server.url) as other:
        second = asyncio.create_task(other.request("GET", "/x"))
        await asyncio.sleep(0)
        await closing.aclose()
        wix.gate.set()
        assert THING == await second
    with suppress(errors.WixError):
        await first


# What shows --------------------------------------------------------------------------------------


def shown(error: BaseException) -> str:
    """What a tool prints that shows the variables of our frames."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(
        str(frame.locals) for frame in told.stack if "wixapi" in frame.filename
    )


@pytest.mark.parametrize("body", [{"access_token": "hush\n", "refresh_token": "hush"}])
def test_variables_show_no_secret(server: LoopbackServer, body: Any) -> None:
    """Tools that print the variables of a traceback print no key and no token of ours."""
    server.by = lambda one: Answer(body=body) if "oauth" in one.path else Answer(500)
    caught: list[BaseException] = []
    for auth in (KEY, app()):
        with client_of(server, auth) as client:
            try:
                client.request("GET", "/x")
            except errors.WixError as error:
                caught.append(error)

    assert [False, False] == ["hush" in shown(error) for error in caught]


def test_a_callbacks_exception_reaches_every_waiter(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """What `on_refresh` raises is raised by all that wait, whatever its constructor takes."""

    class DbError(Exception):
        def __init__(self, number: int, text: str) -> None:
            super().__init__(f"{number}: {text}")

    def store(_token: str) -> None:
        raise DbError(7, "down")

    wix.refresh_token, wix.gate = "hush-new", threading.Event()
    auth = app(refresh_token="hush-refresh", on_refresh=store)
    with client_of(server, auth) as client, ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(client.request, "GET", "/x") for _ in range(3)]
        while not server.requests:
            time.sleep(0.001)
        wix.gate.set()
        kinds = {type(call.exception()) for call in calls}

    assert {DbError} == kinds


# Sites -------------------------------------------------------------------------------------------


def test_elevation_looks_up_once(server: LoopbackServer, wix: TokenServer) -> None:
    """The bearer's token is looked up once; later renewals are the app's own affair."""
    with client_of(server, app(access_token="theirs").elevated()) as client:
        client.request("GET", "/x")
        wix.revoke()
        client.request("GET", "/x")

    assert ["/oauth2/token-info", "/oauth2/token", "/oauth2/token"] == [
        one.path for one in wix.asked
    ]


def test_consistency_is_kept_for_each_site(server: LoopbackServer) -> None:
    """A site's X-Wix-Consistent is said again by every client that is made for the site."""

    def answer(one: Recorded) -> Answer:
        if one.path == "/oauth2/token":
            return Answer(body={"access_token": one.json["instance_id"]})
        site = one.headers["authorization"]
        return Answer(headers={"x-wix-consistent": f"of-{site}"})

    server.by = answer
    root = app()
    with client_of(server, root) as client:
        for site in ("a", "b", "a", "b"):
            client.with_options(auth=root.for_instance(site)).request("GET", "/x")

    assert [None, None, "of-a", "of-b"] == [
        one.headers.get("x-wix-consistent") for one in server.requests if not one.body
    ]


def test_own_authorization_isnt_renewed(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """Where a call says its own Authorization, 401 is final: the strategy's token isn't to blame."""
    options: Any = {"headers": {"Authorization": "mine"}}
    with client_of(server, app()) as client, pytest.raises(errors.AuthenticationError):
        client.request("GET", "/x", request_options=options)

    assert 1 == len(wix.calls)


# What is told ------------------------------------------------------------------------------------


def test_an_unusable_answer_tells_what_it_has_cost(server: LoopbackServer) -> None:
    """An answer that can't be used after repetitions tells them, too."""
    server.answer(b"", 503, retry_after="0")
    server.answer(b"<html>")
    with (
        client_of(server, KEY, max_retries=2) as client,
        pytest.raises(errors.ApiError) as caught,
    ):
        Things(client).get_thing(thing_id="i")

    assert ("UNUSABLE_ANSWER", 2) == (caught.value.code, caught.value.attempts)


def test_a_trace_hook_swallows_nothing() -> None:
    """A hook that swallows what an attempt raised is told that it must not."""

    def broken(_request: httpx2.Request) -> httpx2.Response:
        raise KeyError("not one of httpx2's")

    with httpx2.Client(transport=httpx2.MockTransport(broken)) as http:
        client = SyncClient(
            auth=KEY, http_client=http, trace=lambda _one: suppress(Exception)
        )
        with pytest.raises(errors.ConfigurationError, match="swallow"):
            client.request("GET", "/x")


# Settings ----------------------------------------------------------------------------------------


@pytest.fixture
def slow(server: LoopbackServer) -> Iterator[LoopbackServer]:
    """A server that answers after the test."""
    gate = threading.Event()

    def answer(_request: Recorded) -> Answer:
        gate.wait(10)
        return Answer()

    server.by = answer
    yield server
    gate.set()


def test_the_timeout_of_a_client_of_ones_own(slow: LoopbackServer) -> None:
    """An `http_client` keeps its timeout, unless another one is given."""
    with httpx2.Client(timeout=0.05) as http:
        client = client_of(slow, KEY, http_client=http)
        with pytest.raises(errors.TimeoutError):
            client.request("GET", "/x")


@pytest.mark.parametrize("proxy", ["nonsense://x", "socks5://127.0.0.1:9"])
def test_a_proxy_that_cant_be_used(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """A proxy in the environment that httpx2 can't use is a matter of configuration."""
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with (
        SyncClient(auth=KEY, base_url="http://wix.invalid") as client,
        pytest.raises(errors.ConfigurationError, match="proxy"),
    ):
        client.request("GET", "/x")


def test_a_client_that_was_never_made_can_be_shown() -> None:
    """A debugger may show a client whose constructor failed."""
    assert "<SyncClient, not made>" == repr(SyncClient.__new__(SyncClient))
