"""Where Wix is: one rule for calls, tokens and OAuth callbacks, sync and async."""

from __future__ import annotations

from typing import Any

import pytest

from support.server import Answer, LoopbackServer, Recorded
from wixapi._http.client import AsyncClient, SyncClient
from wixapi._http.settings import BASE_URL
from wixapi._oauth.apps import AppStrategy
from wixapi._oauth.login import LoginRequest
from wixapi._oauth.visitors import OAuthStrategy
from wixapi.errors import ConfigurationError

BACK = "https://me.example/back?code=c0de&state=s&instanceId=site"
LOGIN = LoginRequest("https://site.example/login", "https://me.example/back", "s", "v")


def app() -> AppStrategy:
    """An app's strategy."""
    return AppStrategy("app", "secret", instance_id="site")


@pytest.fixture
def wix(server: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> LoopbackServer:
    """Wix, where the environment says that it is."""

    def answer(request: Recorded) -> Answer:
        token = {"access_token": "t", "refresh_token": "r"}
        session = {"redirectSession": {"fullUrl": "https://site.example/login"}}
        return Answer(body=session if "redirect" in request.path else token)

    server.by = answer
    monkeypatch.setenv("WIX_BASE_URL", f' "{server.url}/"\n')
    return server


@pytest.mark.parametrize("client", [SyncClient, AsyncClient])
@pytest.mark.parametrize(
    ("variable", "given", "expected"),
    [
        (None, None, BASE_URL),
        ("", None, BASE_URL),
        (" ", None, BASE_URL),
        ("http://env.example/", None, "http://env.example"),
        ("http://env.example", "http://given.example", "http://given.example"),
        (None, "http://given.example", "http://given.example"),
        ("no URL", "http://given.example", "http://given.example"),
    ],
)
def test_what_is_given_beats_the_environment(
    client: Any,
    variable: str | None,
    given: str | None,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The argument counts, else the variable, else Wix."""
    if variable is not None:
        monkeypatch.setenv("WIX_BASE_URL", variable)

    assert f"{client.__name__}(base_url={expected!r})" == repr(
        client(auth=app(), base_url=given)
    )


@pytest.mark.parametrize("client", [SyncClient, AsyncClient])
def test_a_bad_variable_is_named(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no call can go to is refused by the name of the variable."""
    monkeypatch.setenv("WIX_BASE_URL", "wixapis.com")

    with pytest.raises(ConfigurationError, match="WIX_BASE_URL must be an http"):
        client(auth=app())


def test_sync_calls_go_there(wix: LoopbackServer) -> None:
    """Calls, tokens and callbacks without a client's base_url go where the variable says."""
    with SyncClient(auth=app()) as client:
        client.request("GET", "/v1/x")
    AppStrategy("app", "secret").handle_oauth_callback(BACK, state="s")
    OAuthStrategy("c").authorize_url("https://me.example/back")
    OAuthStrategy("c").handle_oauth_callback(BACK, LOGIN)
    OAuthStrategy("c", refresh_token="r").logout_url("https://me.example/")

    assert ASKED == [one.path for one in wix.requests]


async def test_async_calls_go_there(wix: LoopbackServer) -> None:
    """The same without blocking."""
    async with AsyncClient(auth=app()) as client:
        await client.request("GET", "/v1/x")
    await AppStrategy("app", "secret").ahandle_oauth_callback(BACK, state="s")
    await OAuthStrategy("c").aauthorize_url("https://me.example/back")
    await OAuthStrategy("c").ahandle_oauth_callback(BACK, LOGIN)
    await OAuthStrategy("c", refresh_token="r").alogout_url("https://me.example/")

    assert ASKED == [one.path for one in wix.requests]


ASKED = [
    *("/oauth2/token", "/v1/x"),
    "/oauth/access",
    *("/oauth2/token", "/_api/redirects-api/v1/redirect-session"),
    "/oauth2/token",
    *("/oauth2/token", "/_api/redirects-api/v1/redirect-session"),
]


@pytest.mark.parametrize(
    ("variable", "given", "expected"),
    [
        (None, None, "https://www.wix.com"),
        (BASE_URL, None, "https://www.wix.com"),
        ("http://env.example/", None, "http://env.example"),
        ("http://env.example", "http://given.example/a/", "http://given.example/a"),
        ("http://env.example", BASE_URL, "https://www.wix.com"),
    ],
)
def test_apps_are_installed_where_wix_is(
    variable: str | None,
    given: str | None,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The link that installs an app leads to Wix, or to the server that is in its place."""
    monkeypatch.delenv("WIX_BASE_URL", raising=False)
    if variable is not None:
        monkeypatch.setenv("WIX_BASE_URL", variable)
    url = app().install_url("https://me.example", base_url=given)

    assert f"{expected}/installer/install" == url.partition("?")[0]
