"""How a member of a site logs in, as `@wix/sdk` does it."""

from __future__ import annotations

import json
import traceback
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from runtime.things import Things
from support.server import Answer, LoopbackServer, Recorded
from wixapi import errors
from wixapi._http.client import SyncClient
from wixapi._oauth.apps import AppStrategy
from wixapi._oauth.login import LoginRequest
from wixapi._oauth.visitors import MemberSession, OAuthStrategy

BACK = "https://me.example/back"
LOGIN = LoginRequest(
    "https://site.example/login?state=hush-state",
    BACK,
    "hush-state",
    "hush-verifier",
    "https://me.example/cart",
)
CAME_BACK = f"{BACK}?code=hush-code&state=hush-state"
TOKENS = {
    "access_token": "hush-access",
    "refresh_token": "hush-refresh",
    "expires_in": 14_400,
}


class Site:
    """Wix with a site: gives tokens by the kind of grant, and URLs of its login page."""

    def __init__(self, server: LoopbackServer) -> None:
        self.server = server
        self.redirect: Any = {"redirectSession": {"fullUrl": LOGIN.url}}
        self.tokens: dict[str, Any] = {
            "anonymous": Answer(body={"access_token": "visitor"}),
            "authorization_code": Answer(body=TOKENS),
            "refresh_token": Answer(body={"access_token": "renewed"}),
        }
        server.by = self.answer

    def answer(self, request: Recorded) -> Answer:
        """Answers a request."""
        if request.path == "/oauth2/token":
            answer: Answer = self.tokens[request.json["grantType"]]
            return answer
        if request.path.endswith("/redirect-session"):
            return Answer(body=self.redirect)
        return Answer(body={"thing": {"id": "i"}})


@pytest.fixture
def site(server: LoopbackServer) -> Site:
    """Wix with a site."""
    return Site(server)


def log_in(site: Site, url: str = CAME_BACK) -> MemberSession:
    """A member's session."""
    return OAuthStrategy("client").handle_oauth_callback(
        url, LOGIN, base_url=site.server.url
    )


def check_login(site: Site, login: LoginRequest) -> None:
    """Holds what was asked against what @wix/sdk asks, and against the login that is to be kept."""
    challenge = urlsafe_b64encode(sha256(login.code_verifier.encode()).digest())
    asked = site.server.requests
    assert [
        ("/oauth2/token", {"clientId": "client", "grantType": "anonymous"}),
        (
            "/_api/redirects-api/v1/redirect-session",
            {
                "auth": {
                    "authRequest": {
                        "redirectUri": BACK,
                        "clientId": "client",
                        "codeChallenge": challenge.decode().rstrip("="),
                        "codeChallengeMethod": "S256",
                        "responseMode": "query",
                        "responseType": "code",
                        "scope": "offline_access",
                        "state": login.state,
                    },
                    "prompt": "login",
                }
            },
        ),
    ] == [(one.path, one.json) for one in asked]
    assert "visitor" == asked[1].headers["authorization"]
    assert (LOGIN.url, BACK, 43, 43) == (
        login.url,
        login.redirect_uri,
        len(login.code_verifier),
        len(login.state),
    )


def test_authorize_url(site: Site) -> None:
    """A visitor asks for the URL of the login page, with a state and a challenge of this login alone."""
    login = OAuthStrategy("client").authorize_url(BACK, base_url=site.server.url)

    check_login(site, login)


async def test_async_authorize_url(site: Site) -> None:
    """The same without blocking."""
    login = await OAuthStrategy("client").aauthorize_url(BACK, base_url=site.server.url)

    check_login(site, login)


def test_options_of_a_login(site: Site) -> None:
    """A login on a page of one's own goes on with its session token, and without a page of Wix's."""
    OAuthStrategy("client").authorize_url(
        BACK,
        prompt="none",
        response_mode="fragment",
        session_token="hush",
        base_url=site.server.url,
    )

    sent = site.server.last.json["auth"]
    assert ("none", "fragment", "hush") == (
        sent["prompt"],
        sent["authRequest"]["responseMode"],
        sent["authRequest"]["sessionToken"],
    )


@pytest.mark.parametrize(
    ("redirect_uri", "options"),
    [("", {}), (BACK, {"prompt": "maybe"}), (BACK, {"response_mode": "post"})],
)
def test_what_cant_be_meant_is_refused(
    site: Site, redirect_uri: str, options: dict[str, Any]
) -> None:
    """Nothing is asked for with arguments that Wix doesn't know."""
    with pytest.raises(errors.ConfigurationError):
        OAuthStrategy("client").authorize_url(
            redirect_uri, base_url=site.server.url, **options
        )

    assert [] == site.server.requests


@pytest.mark.parametrize("answer", [{}, {"redirectSession": {"fullUrl": ""}}, []])
def test_an_answer_without_url(site: Site, answer: Any) -> None:
    """An answer that leads nowhere is an error."""
    site.redirect = answer
    with pytest.raises(errors.WixError, match="no URL"):
        OAuthStrategy("client").authorize_url(BACK, base_url=site.server.url)


# The way back ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", [CAME_BACK, CAME_BACK.replace("?", "#"), f"{CAME_BACK}#top"]
)
def test_callback(site: Site, url: str) -> None:
    """The code in query or fragment is traded, once, for the member's tokens."""
    got = log_in(site, url)

    assert ("hush-access", "hush-refresh") == (got.access_token, got.refresh_token)
    assert [
        {
            "clientId": "client",
            "grantType": "authorization_code",
            "redirectUri": BACK,
            "code": "hush-code",
            "codeVerifier": "hush-verifier",
        }
    ] == [one.json for one in site.server.requests]


async def test_async_callback(site: Site) -> None:
    """The same without blocking."""
    got = await OAuthStrategy("client").ahandle_oauth_callback(
        CAME_BACK, LOGIN, base_url=site.server.url
    )

    assert "hush-access" == got.access_token


def test_a_code_is_traded_once(site: Site) -> None:
    """A code works once, so trading it isn't repeated when the answer got lost."""
    site.server.drop()
    with pytest.raises(errors.ConnectionError):
        log_in(site)

    assert 1 == len(site.server.requests)


@pytest.mark.parametrize(
    ("url", "error", "told"),
    [
        (CAME_BACK.replace("=hush-state", "=x"), errors.AuthenticationError, "state"),
        (f"{BACK}?code=c", errors.AuthenticationError, "state"),
        (BACK, errors.AuthenticationError, "state"),
        (f"{BACK}?state=hush-state", errors.ConfigurationError, "must carry code"),
        (
            f"{BACK}?state=hush-state&error=login_required&error_description=who%3F",
            errors.AuthenticationError,
            r"login_required: who\?",
        ),
        (
            f"{BACK}#state=hush-state&error=access_denied",
            errors.AuthenticationError,
            "access_denied: Wix has let nobody in",
        ),
    ],
)
def test_a_wrong_callback_is_refused(
    site: Site, url: str, error: type[Exception], told: str
) -> None:
    """A return without the login's state or without a code asks for nothing."""
    with pytest.raises(error, match=told):
        log_in(site, url)

    assert [] == site.server.requests


# The member --------------------------------------------------------------------------------------


def test_a_member_calls_with_their_token(site: Site) -> None:
    """The token that the login gave is used, and renewed by the member's refresh token."""
    member = log_in(site).strategy
    with SyncClient(auth=member, base_url=site.server.url) as client:
        Things(client).get_thing(thing_id="i")
        member.rejected({"authorization": "hush-access"})
        Things(client).get_thing(thing_id="i")

    renewal = site.server.requests[2].json
    assert ("refresh_token", "hush-refresh") == (
        renewal["grantType"],
        renewal["refreshToken"],
    )
    assert ["hush-access", "renewed"] == [
        one.headers["authorization"]
        for one in site.server.requests
        if one.path == "/v1/things/i"
    ]


def test_new_refresh_tokens_of_a_member_are_handed_over(site: Site) -> None:
    """`on_refresh` of the callback is told of the member's tokens, not of the visitor's."""
    stored: list[str] = []
    site.tokens["refresh_token"] = Answer(
        body={"access_token": "renewed", "refresh_token": "hush-next"}
    )
    member = (
        OAuthStrategy("client")
        .handle_oauth_callback(
            CAME_BACK, LOGIN, on_refresh=stored.append, base_url=site.server.url
        )
        .strategy
    )
    member.rejected({"authorization": "hush-access"})
    with SyncClient(auth=member, base_url=site.server.url) as client:
        Things(client).get_thing(thing_id="i")

    assert ["hush-next"] == stored


@pytest.mark.parametrize("refresh_token", ["hush-refresh", None])
def test_a_member_never_turns_into_a_visitor(
    site: Site, refresh_token: str | None
) -> None:
    """When a member's session ends, the call fails: a visitor would see other things."""
    site.tokens["authorization_code"] = Answer(
        body={**TOKENS, "refresh_token": refresh_token}
    )
    site.tokens["refresh_token"] = Answer(401)
    member = log_in(site).strategy
    member.rejected({"authorization": "hush-access"})
    with (
        SyncClient(auth=member, base_url=site.server.url) as client,
        pytest.raises(errors.AuthenticationError),
    ):
        Things(client).get_thing(thing_id="i")


def check_logout(site: Site, url: str) -> None:
    """Holds what was asked against what @wix/sdk asks."""
    assert LOGIN.url == url
    assert {
        "logout": {"clientId": "client"},
        "callbacks": {"postFlowUrl": "https://me.example/"},
    } == site.server.last.json
    assert "hush-access" == site.server.last.headers["authorization"]


def test_logout_url(site: Site) -> None:
    """The member asks for the URL that ends their session at Wix."""
    url = log_in(site).strategy.logout_url(
        "https://me.example/", base_url=site.server.url
    )

    check_logout(site, url)


async def test_async_logout_url(site: Site) -> None:
    """The same without blocking."""
    url = await log_in(site).strategy.alogout_url(
        "https://me.example/", base_url=site.server.url
    )

    check_logout(site, url)


# What is kept ------------------------------------------------------------------------------------


def test_a_login_goes_to_json_and_back() -> None:
    """One string holds all that the second request needs."""
    assert LOGIN == LoginRequest.from_json(LOGIN.to_json())
    assert replace(LOGIN, original_uri=None) == LoginRequest.from_json(
        replace(LOGIN, original_uri=None).to_json().encode()
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"state": "hush"}'])
def test_what_is_no_login(text: str) -> None:
    """Anything else is refused, without being quoted."""
    with pytest.raises(errors.ConfigurationError) as caught:
        LoginRequest.from_json(text)

    assert "hush" not in str(caught.value)


def test_no_secret_shows(site: Site) -> None:
    """Secrets are absent from repr, str and tracebacks, failures of the token endpoint included."""
    member = log_in(site)
    site.tokens["authorization_code"] = Answer(
        400, body={"error": "hush-code hush-verifier"}
    )
    with pytest.raises(errors.AuthenticationError) as caught:
        log_in(site)
    shown = [f"{one!r} {one}" for one in (LOGIN, member, member.strategy, caught.value)]
    shown += traceback.format_exception(caught.value)

    assert [] == [text for text in shown if "hush" in text]
    assert json.loads(LOGIN.to_json())["state"] == "hush-state"


def variables(error: BaseException) -> str:
    """What a tool prints that shows the variables of our frames."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    return str([f.locals for f in told.stack if "generated/wixapi" in f.filename])


def test_variables_show_no_secret(site: Site) -> None:
    """Tools that print the variables of a traceback print no code, state or token of a login."""
    site.tokens["authorization_code"] = Answer(400)
    site.redirect = {}
    auth = OAuthStrategy("client")
    app = AppStrategy("app", "hush-secret")
    installed = f"{CAME_BACK}&instanceId=site"
    url = site.server.url
    site.server.by = lambda one: (
        Answer(400) if "oauth/" in one.path else site.answer(one)
    )
    failing: list[Callable[[], object]] = [
        lambda: auth.handle_oauth_callback(CAME_BACK, LOGIN, base_url=url),
        lambda: auth.authorize_url(BACK, session_token="hush", base_url=url),
        lambda: app.handle_oauth_callback(installed, state="hush-state", base_url=url),
    ]
    shown: list[str] = []
    for call in failing:
        with pytest.raises(errors.WixError) as caught:
            call()
        shown.append(variables(caught.value))

    assert [False] * 3 == ["hush" in text for text in shown]
    assert all("handle_oauth" in text or "authorize" in text for text in shown)
