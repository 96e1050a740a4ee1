"""Access tokens: how they are got, kept, renewed, and shared by whoever waits for one."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from runtime.things import AsyncThings, Things
from support.server import Answer, LoopbackServer
from support.tokens import TokenServer
from wixapi import errors
from wixapi._auth import tokens
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._auth.tokens import Token, read_token
from wixapi._http.client import AsyncClient, SyncClient
from wixapi._oauth.apps import AppStrategy
from wixapi._oauth.visitors import OAuthStrategy

SECRETS = ("hush-secret", "hush-refresh", "hush-new", "token-1")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that tokens are kept by."""
    made = Clock()
    monkeypatch.setattr(tokens, "time", SimpleNamespace(monotonic=made))
    return made


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


@pytest.fixture
def things(server: LoopbackServer, wix: TokenServer) -> Iterator[Things]:
    """Calls for an app's instance."""
    del wix
    with client_of(server, app()) as client:
        yield Things(client)


# How they are got --------------------------------------------------------------------------------

APP = {"client_id": "app", "client_secret": "hush-secret"}


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        (
            app(),
            [
                (
                    "/oauth2/token",
                    {"grant_type": "client_credentials", "instance_id": "site", **APP},
                )
            ],
        ),
        (
            app(refresh_token="hush-refresh"),
            [
                (
                    "/oauth/access",
                    {
                        "grant_type": "refresh_token",
                        "refresh_token": "hush-refresh",
                        **APP,
                    },
                )
            ],
        ),
        (
            app(access_token="theirs").elevated(),
            [
                ("/oauth2/token-info", {"token": "theirs"}),
                (
                    "/oauth2/token",
                    {"grant_type": "client_credentials", "instance_id": "site", **APP},
                ),
            ],
        ),
        (
            OAuthStrategy("visitor"),
            [("/oauth2/token", {"clientId": "visitor", "grantType": "anonymous"})],
        ),
        (
            OAuthStrategy("visitor", refresh_token="hush-refresh"),
            [
                (
                    "/oauth2/token",
                    {
                        "clientId": "visitor",
                        "grantType": "refresh_token",
                        "refreshToken": "hush-refresh",
                    },
                )
            ],
        ),
    ],
    ids=["instance", "refresh", "elevated", "visitor", "session"],
)
def test_each_strategy_asks_as_documented(
    server: LoopbackServer, wix: TokenServer, auth: Any, expected: Any
) -> None:
    """A strategy POSTs what Wix documents, without credentials, and calls with the token it gets."""
    with client_of(server, auth) as client:
        Things(client).get_thing(thing_id="i")

    assert expected == [(one.path, one.json) for one in wix.asked]
    assert {"POST"} == {one.verb for one in wix.asked}
    assert [] == [one for one in wix.asked if "authorization" in one.headers]
    assert "token-1" == wix.calls[0].headers["authorization"]


def test_a_given_access_token_is_used_as_it_is(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """An access token that somebody else got is sent, and neither asked for nor renewed."""
    wix.valid = "theirs"
    auth = AppStrategy("app", access_token="theirs")
    with client_of(server, auth) as client:
        Things(client).get_thing(thing_id="i")
        wix.revoke()
        with pytest.raises(errors.AuthenticationError):
            Things(client).get_thing(thing_id="i")

    assert ([], 2) == (wix.asked, len(wix.calls))


@pytest.mark.parametrize(
    ("info", "code"),
    [
        ({"clientId": "other", "instanceId": "site"}, "FOREIGN_TOKEN"),
        ({"clientId": "app"}, "NO_INSTANCE"),
        ({}, "FOREIGN_TOKEN"),
    ],
)
def test_elevation_refuses_tokens_of_others(
    server: LoopbackServer, wix: TokenServer, info: Any, code: str
) -> None:
    """A token of another app, or of no instance, elevates nobody."""
    wix.info = info
    with (
        client_of(server, app(access_token="theirs").elevated()) as client,
        pytest.raises(errors.AuthenticationError) as caught,
    ):
        Things(client).get_thing(thing_id="i")

    assert (code, 1) == (caught.value.code, len(wix.asked))


@pytest.mark.parametrize(
    "how",
    [
        {"instance_id": "i", "refresh_token": "r"},
        {"instance_id": "i", "access_token": "t"},
        {"app_secret": None, "instance_id": "i"},
        {"app_secret": None, "refresh_token": "r"},
        {"instance_id": ""},
        {"instance_id": "a b"},
        {"app_secret": "hush\n"},
    ],
)
def test_what_cant_work_is_refused(how: dict[str, Any]) -> None:
    """Two ways at once, a missing secret and what no header can carry are refused; nothing is quoted."""
    with pytest.raises(errors.ConfigurationError) as caught:
        AppStrategy("app", **{"app_secret": "s", **how})

    assert "hush" not in str(caught.value)


def test_an_app_without_an_instance_calls_nobody(server: LoopbackServer) -> None:
    """An app that doesn't know for whom to call says so."""
    with (
        client_of(server, AppStrategy("app", "s")) as client,
        pytest.raises(errors.ConfigurationError, match="for_instance"),
    ):
        Things(client).get_thing(thing_id="i")

    assert [] == server.requests


# How they are kept -------------------------------------------------------------------------------


def test_a_token_serves_many_calls(things: Things, wix: TokenServer) -> None:
    """One token is asked for, however many calls are made."""
    for _ in range(3):
        things.get_thing(thing_id="i")

    assert (1, 3) == (len(wix.asked), len(wix.calls))


@pytest.mark.parametrize(
    ("lifetime", "good_for"),
    [
        (14_400, 14_280),
        ("14400", 14_280),
        (100, 50),
        (0, 0),
        (-5, 0),
        (None, 14_280),
        ("soon", 14_280),
        (True, 14_280),
        ("nan", 14_280),
    ],
)
def test_a_token_is_renewed_before_it_expires(
    things: Things, wix: TokenServer, clock: Clock, lifetime: Any, good_for: float
) -> None:
    """A token is good until two minutes before it expires, or half its lifetime; four hours if unsaid."""
    wix.lifetime = lifetime
    things.get_thing(thing_id="i")
    if good_for:
        clock.now += good_for - 1
        things.get_thing(thing_id="i")
        assert 1 == len(wix.asked)
        clock.now += 1
    things.get_thing(thing_id="i")

    assert 2 == len(wix.asked)


def test_an_instance_has_one_strategy() -> None:
    """The strategy of an instance is the same object, whichever way one comes to it."""
    root = AppStrategy("app", "s")
    one = root.for_instance("a")

    assert one is root.for_instance("a") is root.for_instance("b").for_instance("a")
    assert ("a", "app") == (one.instance_id, one.app_id)


def test_clients_of_many_sites(server: LoopbackServer) -> None:
    """Clients of many instances use one pool; each instance's token is asked for once."""
    server.by = lambda one: Answer(
        body={"access_token": f"of-{one.json['instance_id']}"} if one.body else {}
    )
    root = AppStrategy("app", "s")
    with client_of(server, root) as client:
        for instance in ("a", "b", "a", "b"):
            twin = client.with_options(auth=root.for_instance(instance))
            twin.request("GET", "/anything")

    asked = [one.json["instance_id"] for one in server.requests if one.body]
    used = [one.headers["authorization"] for one in server.requests if not one.body]
    assert (["a", "b"], ["of-a", "of-b"] * 2) == (asked, used)


# How they are renewed ----------------------------------------------------------------------------


def test_401_renews_once(things: Things, wix: TokenServer) -> None:
    """A token that isn't valid any more is renewed and the call made again, even a write, once."""
    things.get_thing(thing_id="i")
    wix.revoke()
    things.create_thing(thing={"name": "n"})

    assert (2, 3) == (len(wix.asked), len(wix.calls))
    assert wix.calls[1].body == wix.calls[2].body


def test_a_second_401_is_final(server: LoopbackServer, wix: TokenServer) -> None:
    """401 with a new token is a matter of permissions: the call is given up."""
    with client_of(server, app(), max_retries=5) as client:
        server.by = lambda request: (
            Answer(401)
            if request.path.startswith("/v1")
            else Answer(body={"access_token": "t"})
        )
        with pytest.raises(errors.AuthenticationError) as caught:
            Things(client).get_thing(thing_id="i")

    del wix
    assert 2 == caught.value.attempts
    assert ["/oauth2/token", "/v1/things/i"] * 2 == [
        one.path for one in server.requests
    ]


def test_401_with_a_key_is_final(server: LoopbackServer) -> None:
    """A strategy that can't renew anything isn't asked again."""
    server.by = lambda _request: Answer(401)
    with (
        client_of(server, ApiKeyStrategy("k"), max_retries=5) as client,
        pytest.raises(errors.AuthenticationError),
    ):
        Things(client).get_thing(thing_id="i")

    assert 1 == len(server.requests)


@pytest.mark.parametrize("strategy", ["app", "visitor"])
def test_rotated_refresh_tokens_are_handed_over(
    server: LoopbackServer, wix: TokenServer, strategy: str
) -> None:
    """Each new refresh token is handed over once, and used for the next renewal."""
    kept: list[str] = []
    how: dict[str, Any] = {"refresh_token": "hush-refresh", "on_refresh": kept.append}
    auth = app(**how) if strategy == "app" else OAuthStrategy("visitor", **how)
    with client_of(server, auth) as client:
        for new in ("hush-refresh", "hush-new", "hush-new"):
            wix.refresh_token = new
            Things(client).get_thing(thing_id="i")
            wix.revoke()

    sent = [
        one.json.get("refresh_token", one.json.get("refreshToken")) for one in wix.asked
    ]
    assert (["hush-new"], ["hush-refresh", "hush-refresh", "hush-new"]) == (kept, sent)


def test_a_refresh_token_that_couldnt_be_stored_is_not_lost(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """What the callback raises, the call raises; the next call goes on with the new token."""
    kept: list[str] = []

    def store(token: str) -> None:
        if not kept:
            kept.append("failed")
            raise OSError("disk full")
        kept.append(token)

    wix.refresh_token = "hush-new"
    auth = app(refresh_token="hush-refresh", on_refresh=store)
    with client_of(server, auth) as client:
        things = Things(client)
        with pytest.raises(OSError, match="disk full"):
            things.get_thing(thing_id="i")
        things.get_thing(thing_id="i")

    assert ["failed", "hush-new"] == kept
    assert ["hush-refresh", "hush-new"] == [
        one.json["refresh_token"] for one in wix.asked
    ]


async def test_an_async_callback(server: LoopbackServer, wix: TokenServer) -> None:
    """Async clients await the callback; sync ones refuse it."""
    kept: list[str] = []

    async def store(token: str) -> None:
        await asyncio.sleep(0)
        kept.append(token)

    wix.refresh_token = "hush-new"
    async with AsyncClient(
        auth=app(refresh_token="hush-refresh", on_refresh=store), base_url=server.url
    ) as client:
        await AsyncThings(client).get_thing(thing_id="i")
    with (
        client_of(server, app(refresh_token="hush-refresh", on_refresh=store)) as sync,
        pytest.raises(errors.ConfigurationError, match="AsyncWixClient"),
    ):
        Things(sync).get_thing(thing_id="i")

    assert ["hush-new"] == kept


def test_a_visitors_session_that_ended_begins_anew(
    server: LoopbackServer, wix: TokenServer, caplog: pytest.LogCaptureFixture
) -> None:
    """A session of our own that can't go on is begun again, with a warning; a given one isn't."""
    wix.refresh_token = "hush-new"
    caplog.set_level(logging.WARNING, "wixapi")
    with client_of(server, OAuthStrategy("visitor")) as client:
        Things(client).get_thing(thing_id="i")
        wix.revoke()
        server.answer({"error": "invalid_grant"}, 400)
        server.requests.clear()
        with pytest.raises(errors.AuthenticationError):  # the queue answers the call
            Things(
                client.with_options(auth=OAuthStrategy("v", refresh_token="r"))
            ).get_thing(thing_id="i")
        server.answer(b"", 401)  # the call
        server.answer({"error": "invalid_grant"}, 400)  # the renewal
        Things(client).get_thing(thing_id="i")

    assert ["anonymous", "anonymous"] == [one.json["grantType"] for one in wix.asked]
    assert ["the visitor's session has ended: a new one begins"] == caplog.messages


# What fails --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_token_is_an_authentication_error(
    things: Things, wix: TokenServer, status: int
) -> None:
    """Refused credentials raise AuthenticationError, with Wix's reason and without any secret."""
    reason = "client_secret hush-secret is wrong"
    wix.refusal = Answer(
        status,
        {"x-wix-request-id": "r"},
        {"error": "invalid_client", "error_description": reason},
    )
    with pytest.raises(errors.AuthenticationError) as caught:
        things.get_thing(thing_id="i")

    error = caught.value
    assert (status, "invalid_client", "r") == (
        error.status,
        error.code,
        error.request_id,
    )
    assert "no access token: client_secret *** is wrong" == error.description
    assert (None, None) == (error.response, error.details)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", [], {}, {"access_token": ""}, {"access_token": "a\nb"}]
)
def test_an_unusable_token_is_an_error(
    things: Things, server: LoopbackServer, body: Any
) -> None:
    """An answer without a token that a header could carry is an error, not a call without one."""
    server.by = lambda _request: Answer(body=body)
    with pytest.raises(errors.WixError) as caught:
        things.get_thing(thing_id="i")

    assert (1, False) == (len(server.requests), isinstance(caught.value, ValueError))


def test_token_requests_are_repeated(server: LoopbackServer, wix: TokenServer) -> None:
    """The token endpoint is asked again after failures that pass."""
    server.answer(b"", 503, retry_after="0")
    server.drop()
    with client_of(server, app(), max_retries=2) as client:
        Things(client).get_thing(thing_id="i")

    assert (1, 4) == (len(wix.asked), len(server.requests))


def test_no_secret_shows(server: LoopbackServer, wix: TokenServer) -> None:
    """Secrets are absent from repr and str of strategies, clients, tokens and errors."""
    wix.refresh_token = "hush-new"
    auths: list[Any] = [
        app(refresh_token="hush-refresh"),
        app(),
        OAuthStrategy("visitor", refresh_token="hush-refresh"),
        AppStrategy("app", access_token="token-1"),
    ]
    shown = [repr(Token("token-1", 1, "hush-new"))]
    for auth in auths:
        with client_of(server, auth) as client:
            wix.valid = "token-1"
            Things(client).get_thing(thing_id="i")
            shown += [f"{client!r} {client} {auth!r} {auth} {vars(client)}"]

    assert [] == [secret for secret in SECRETS if secret in " ".join(shown)]


# Who waits ---------------------------------------------------------------------------------------


def test_fifty_threads_ask_once(things: Things, wix: TokenServer) -> None:
    """However many threads find the token expired, it is asked for once."""
    things.get_thing(thing_id="i")
    wix.revoke()
    start = threading.Barrier(50)

    def call(_number: int) -> str | None:
        start.wait()
        return things.get_thing(thing_id="i").name

    with ThreadPoolExecutor(50) as pool:
        names = list(pool.map(call, range(50)))

    assert (["n"] * 50, 2) == (names, len(wix.asked))


async def test_two_hundred_tasks_ask_once(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """However many tasks find the token expired, it is asked for once."""
    async with AsyncClient(auth=app(), base_url=server.url) as client:
        things = AsyncThings(client)
        await things.get_thing(thing_id="i")
        wix.revoke()
        found = await asyncio.gather(
            *(things.get_thing(thing_id="i") for _ in range(200))
        )

    assert ({"n"}, 200, 2) == (
        {one.name for one in found},
        len(found),
        len(wix.asked),
    )


async def test_a_cancelled_waiter_cancels_nothing(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """Whoever is cancelled, even the one who asked first: the others get the token all the same."""
    wix.gate = threading.Event()
    async with AsyncClient(auth=app(), base_url=server.url) as client:
        things = AsyncThings(client)
        tasks = [asyncio.create_task(things.get_thing(thing_id="i")) for _ in range(5)]
        while not server.requests:
            await asyncio.sleep(0.001)
        tasks[0].cancel()
        tasks[3].cancel()
        await asyncio.wait(tasks, timeout=0.01)
        wix.gate.set()
        ended = await asyncio.gather(*tasks, return_exceptions=True)

    assert [1, 0, 0, 1, 0] == [isinstance(one, asyncio.CancelledError) for one in ended]
    assert (1, 3) == (len(wix.asked), len(wix.calls))


async def test_a_failure_wakes_all(server: LoopbackServer, wix: TokenServer) -> None:
    """One failure is everybody's, each with an exception of its own; the next call tries again."""
    wix.refusal = Answer(403)
    async with AsyncClient(auth=app(), base_url=server.url) as client:
        things = AsyncThings(client)
        ended = await asyncio.gather(
            *(things.get_thing(thing_id="i") for _ in range(20)), return_exceptions=True
        )
        wix.refusal = None
        await things.get_thing(thing_id="i")

    assert {errors.AuthenticationError} == {type(one) for one in ended}
    assert (20, 2) == (len({id(one) for one in ended}), len(wix.asked))


def test_a_loop_that_ends_leaves_nobody_waiting(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """Where the event loop ends while it asks for the token, a waiting thread asks itself."""
    wix.gate = threading.Event()
    auth = app()

    async def begin() -> None:
        client = AsyncClient(auth=auth, base_url=server.url)
        task = asyncio.create_task(AsyncThings(client).get_thing(thing_id="i"))
        while not server.requests:
            await asyncio.sleep(0.001)
        del task

    asyncio.run(begin())
    gc.collect()
    wix.gate.set()
    with client_of(server, auth) as client:
        assert "n" == Things(client).get_thing(thing_id="i").name


def test_waiting_for_a_token_has_a_deadline(
    server: LoopbackServer, wix: TokenServer
) -> None:
    """Who waits for a token that another call asks for, waits no longer than its own deadline."""
    wix.gate = threading.Event()
    with client_of(server, app()) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(Things(client).get_thing, thing_id="i")
        while not server.requests:
            threading.Event().wait(0.001)
        with pytest.raises(errors.TimeoutError):
            Things(client).get_thing(thing_id="i", request_options={"deadline": 0.02})
        wix.gate.set()
        assert "n" == first.result().name


# Installing --------------------------------------------------------------------------------------


def test_install_url() -> None:
    """The link carries what Wix documents, percent-encoded."""
    url = AppStrategy("app").install_url("https://me.example/back?x=1", state="s&t")

    assert (
        "https://www.wix.com/installer/install?redirectUrl=https%3A%2F%2Fme.example%2Fback"
        "%3Fx%3D1&appId=app&state=s%26t"
    ) == url


BACK = "https://me.example/back?code=c0de&state=s&instanceId=site"


def test_callback(server: LoopbackServer, wix: TokenServer) -> None:
    """The user's return is traded for tokens, which don't show."""
    wix.refresh_token = "hush-new"
    got = AppStrategy("app", "hush-secret").handle_oauth_callback(
        BACK, state="s", base_url=server.url
    )

    assert ("site", "token-1", "hush-new") == (
        got.instance_id,
        got.access_token,
        got.refresh_token,
    )
    assert "Installation(instance_id='site')" == repr(got)
    assert [
        ("/oauth/access", {"grant_type": "authorization_code", "code": "c0de", **APP})
    ] == [(one.path, one.json) for one in wix.asked]


async def test_async_callback(server: LoopbackServer, wix: TokenServer) -> None:
    """The same without blocking."""
    wix.refresh_token = "hush-new"
    got = await AppStrategy("app", "hush-secret").ahandle_oauth_callback(
        BACK, state="s", base_url=server.url
    )

    assert "token-1" == got.access_token


def test_a_code_is_traded_once(server: LoopbackServer, wix: TokenServer) -> None:
    """A code works once, so trading it isn't repeated when the answer got lost."""
    server.drop()
    with pytest.raises(errors.ConnectionError):
        AppStrategy("app", "s").handle_oauth_callback(
            BACK, state="s", base_url=server.url
        )

    assert ([], 1) == (wix.asked, len(server.requests))


@pytest.mark.parametrize(
    ("url", "error"),
    [
        (BACK.replace("state=s", "state=x"), errors.AuthenticationError),
        (BACK.replace("state=s", ""), errors.AuthenticationError),
        (BACK.replace("code=c0de", ""), errors.ConfigurationError),
        (BACK.replace("instanceId=site", ""), errors.ConfigurationError),
    ],
)
def test_a_forged_callback_is_refused(
    server: LoopbackServer, url: str, error: type[Exception]
) -> None:
    """A return without the session's state, or without its parts, asks for nothing."""
    with pytest.raises(error):
        AppStrategy("app", "s").handle_oauth_callback(
            url, state="s", base_url=server.url
        )

    assert [] == server.requests


@pytest.mark.parametrize("state", ["", None])
def test_a_state_is_on_both_sides_or_on_none(
    server: LoopbackServer, state: str | None
) -> None:
    """A session without a state takes no return with one; an empty state is none."""
    with pytest.raises(errors.ConfigurationError, match="state"):
        AppStrategy("app", "s").handle_oauth_callback(
            BACK, state=state, base_url=server.url
        )

    assert [] == server.requests


# Strategies of one's own -------------------------------------------------------------------------


async def test_async_strategies_of_ones_own(server: LoopbackServer) -> None:
    """A strategy with `aheaders` is awaited by async clients, and refused by sync ones."""

    class Mine:
        renewed = 0

        async def aheaders(self) -> dict[str, str]:
            await asyncio.sleep(0)
            return {"Authorization": f"mine-{self.renewed}"}

        def rejected(self, headers: Any) -> bool:
            assert "mine-0" == headers["authorization"]
            self.renewed += 1
            return True

    server.answer(b"", 401)
    server.answer({"thing": {"name": "n"}})
    async with AsyncClient(auth=Mine(), base_url=server.url) as client:
        await AsyncThings(client).get_thing(thing_id="i")
    with (
        client_of(server, Mine()) as sync,
        pytest.raises(errors.ConfigurationError, match="AsyncWixClient"),
    ):
        sync.request("GET", "/x")

    assert ["mine-0", "mine-1"] == [
        one.headers["authorization"] for one in server.requests
    ]


def test_read_token_keeps_what_is_needed() -> None:
    """A token's value, lifetime and refresh token are read; a junk refresh token is none."""
    assert Token("t", 5.0, "r") == read_token(
        {"access_token": "t", "expires_in": 5, "refresh_token": "r"}
    )
    assert (
        None is read_token({"access_token": "t", "refresh_token": "\n"}).refresh_token
    )
