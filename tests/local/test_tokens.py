"""Tokens of the local Wix: each strategy through real clients, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from wixapi import AppStrategy, OAuthStrategy
from wixapi._auth.instances import unverified_instance_id
from wixapi.errors import AuthenticationError
from wixapi.testing import LocalWix

EVENT = "f3c1a7d0-5b2e-4c8d-9a6f-1e0b2d4c6a88"
NEW: Any = {"event_id": EVENT, "participant": {"name": "Ann"}, "party_size": 2}
BACK = "https://me.example/back?x=1"


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest) -> Callable[[LocalWix, Any], int]:
    """Calls a method with a strategy; the number of requests for tokens that were made since the start."""

    async def acalled(local: LocalWix, auth: Any) -> None:
        async with local.async_client(auth=auth) as wix:
            await wix.calendar.participations.create_participation(participation=NEW)

    def called(local: LocalWix, auth: Any) -> int:
        if request.param == "async":
            asyncio.run(acalled(local, auth))
        else:
            with local.client(auth=auth) as wix:
                wix.calendar.participations.create_participation(participation=NEW)
        return sum("oauth" in one.request.path for one in local.requests)

    return called


def app(local: LocalWix, **given: Any) -> AppStrategy:
    """The strategy of the app of a local Wix."""
    return AppStrategy(local.app_id, local.app_secret, **given)


def post(local: LocalWix, path: str, **members: Any) -> tuple[int, Any]:
    """Status and JSON of a request for a token."""
    with local.http_client() as http:
        answer = http.post(path, json=members)
    return answer.status_code, answer.json()


def token(local: LocalWix, **members: str) -> tuple[int, Any]:
    """Status and JSON of a request for a token of the app's instance."""
    good = {
        "grant_type": "client_credentials",
        "client_id": local.app_id,
        "client_secret": local.app_secret,
        "instance_id": local.instance_id,
    }
    return post(local, "/oauth2/token", **{**good, **members})


def access(local: LocalWix, **members: str) -> tuple[int, Any]:
    """Status and JSON of a request for a token of an installed app."""
    good = {"client_id": local.app_id, "client_secret": local.app_secret}
    return post(local, "/oauth/access", **{**good, **members})


def came_back(local: LocalWix, url: str) -> str:
    """Where a browser is sent that goes to a URL."""
    with local.http_client() as http:
        answer = http.get(url)
    assert 302 == answer.status_code, answer.text
    return answer.headers["location"]


def query(url: str) -> dict[str, str]:
    """What stands in the query of a URL."""
    return dict(parse_qsl(urlsplit(url).query))


def installed(local: LocalWix) -> Any:
    """The installation of the app, as a user makes it."""
    strategy = app(local)
    url = strategy.install_url(BACK, state="s", base_url=local.base_url)
    with local.http_client() as http:
        return strategy.handle_oauth_callback(
            came_back(local, url), state="s", base_url=local.base_url, http_client=http
        )


def test_app_of_an_instance(
    local_wix: LocalWix, call: Callable[[LocalWix, Any], int]
) -> None:
    """The token is asked for once, and names the instance."""
    strategy = app(local_wix, instance_id=local_wix.instance_id)
    counts = [call(local_wix, strategy), call(local_wix, strategy)]

    sent = local_wix.requests[-1].request.headers["authorization"]
    assert ([1, 1], local_wix.instance_id) == (counts, unverified_instance_id(sent))


def test_elevated(local_wix: LocalWix, call: Callable[[LocalWix, Any], int]) -> None:
    """A token of the app is looked up, and its instance's token got."""
    made = token(local_wix)[1]["access_token"]
    strategy = app(local_wix, access_token=made).elevated()

    assert (3, local_wix.instance_id) == (
        call(local_wix, strategy),
        strategy.instance_id,
    )


def test_foreign_token_is_not_elevated(local_wix: LocalWix) -> None:
    """A visitor's token is none of the app."""
    members = {"clientId": local_wix.client_id, "grantType": "anonymous"}
    made = post(local_wix, "/oauth2/token", **members)[1]["access_token"]
    strategy = app(local_wix, access_token=made).elevated()

    with pytest.raises(AuthenticationError, match="FOREIGN_TOKEN"):
        local_wix.client(auth=strategy).request("GET", "/calendar/v3/participations/x")


def test_installation(
    local_wix: LocalWix, call: Callable[[LocalWix, Any], int]
) -> None:
    """A user comes back with code, state and instance; the code is traded, and its refresh token used."""
    made = installed(local_wix)
    seen: list[str] = []
    strategy = app(local_wix, refresh_token=made.refresh_token, on_refresh=seen.append)
    call(local_wix, strategy)

    assert (local_wix.instance_id, 1) == (made.instance_id, len(seen))
    assert made.refresh_token not in seen


def test_async_installation(local_wix: LocalWix) -> None:
    """The code is traded without blocking, too."""
    strategy = app(local_wix)
    url = strategy.install_url(BACK, state="s", base_url=local_wix.base_url)
    back = came_back(local_wix, url)

    async def trade() -> Any:
        async with local_wix.async_http_client() as http:
            return await strategy.ahandle_oauth_callback(
                back, state="s", base_url=local_wix.base_url, http_client=http
            )

    assert local_wix.instance_id == asyncio.run(trade()).instance_id


def test_the_code_stands_in_the_query(local_wix: LocalWix) -> None:
    """Before a fragment of the app's URL, which no server gets to see."""
    url = app(local_wix).install_url(f"{BACK}#top", base_url=local_wix.base_url)
    back = urlsplit(came_back(local_wix, url))
    assert ("top", ["x", "code", "instanceId"]) == (
        back.fragment,
        [*dict(parse_qsl(back.query))],
    )


def test_refresh_tokens_rotate(local_wix: LocalWix) -> None:
    """Each renews once; the one that came instead is good then."""
    first = installed(local_wix).refresh_token
    renewed = access(local_wix, grant_type="refresh_token", refresh_token=first)
    again = access(local_wix, grant_type="refresh_token", refresh_token=first)
    second = renewed[1]["refresh_token"]
    last = access(local_wix, grant_type="refresh_token", refresh_token=second)

    assert ([200, 400, 200], "invalid_grant") == (
        [renewed[0], again[0], last[0]],
        again[1]["error"],
    )


def test_a_code_works_once(local_wix: LocalWix) -> None:
    """It is good for one trade, within ten minutes of the clock."""
    url = app(local_wix).install_url(BACK, base_url=local_wix.base_url)
    codes = [query(came_back(local_wix, url))["code"] for _ in range(2)]
    once = access(local_wix, grant_type="authorization_code", code=codes[0])
    twice = access(local_wix, grant_type="authorization_code", code=codes[0])
    local_wix.advance(minutes=11)
    late = access(local_wix, grant_type="authorization_code", code=codes[1])

    assert [200, 400, 400] == [once[0], twice[0], late[0]]


def test_visitor(local_wix: LocalWix, call: Callable[[LocalWix, Any], int]) -> None:
    """A session begins with the first call, and goes on with its refresh token."""
    seen: list[str] = []
    strategy = OAuthStrategy(local_wix.client_id, on_refresh=seen.append)
    call(local_wix, strategy)
    before = info(local_wix)
    call(local_wix, OAuthStrategy(local_wix.client_id, refresh_token=seen[-1]))
    after = info(local_wix)

    assert ("VISITOR", before["subjectId"]) == (
        after["subjectType"],
        after["subjectId"],
    )


def info(local: LocalWix) -> Any:
    """What there is to know of the token of the last call."""
    sent = local.requests[-1].request.headers["authorization"]
    return post(local, "/oauth2/token-info", token=sent)[1]


@pytest.mark.parametrize("mode", ["query", "fragment"])
def test_member(
    local_wix: LocalWix, mode: Any, call: Callable[[LocalWix, Any], int]
) -> None:
    """A visitor logs in, and calls as a member; a log-out leads back, too."""
    oauth = OAuthStrategy(local_wix.client_id)
    where: dict[str, Any] = {"base_url": local_wix.base_url}
    with local_wix.http_client() as http:
        where["http_client"] = http
        login = oauth.authorize_url(BACK, response_mode=mode, **where)
        back = came_back(local_wix, login.url)
        member = oauth.handle_oauth_callback(back, login, **where)
        logout = oauth.logout_url("https://me.example/bye", **where)
    call(local_wix, member.strategy)

    assert ("MEMBER", "https://me.example/bye", mode == "fragment") == (
        info(local_wix)["subjectType"],
        came_back(local_wix, logout),
        "#code=" in back,
    )


def test_member_without_a_login_page(local_wix: LocalWix) -> None:
    """With `prompt="none"` only who has a session token is let in."""
    oauth = OAuthStrategy(local_wix.client_id)
    backs = []
    with local_wix.http_client() as http:
        for session in (None, "from-our-own-page"):
            login = oauth.authorize_url(
                *(BACK,),
                prompt="none",
                session_token=session,
                base_url=local_wix.base_url,
                http_client=http,
            )
            backs.append(query(came_back(local_wix, login.url)))

    assert ["login_required", None] == [back.get("error") for back in backs]
    assert [False, True] == ["code" in back for back in backs]


def test_member_needs_the_verifier(local_wix: LocalWix) -> None:
    """A code is worth nothing to who doesn't know the verifier of its login (PKCE)."""
    oauth = OAuthStrategy(local_wix.client_id)
    with local_wix.http_client() as http:
        login = oauth.authorize_url(BACK, base_url=local_wix.base_url, http_client=http)
    code = query(came_back(local_wix, login.url))["code"]
    found = post(
        *(local_wix, "/oauth2/token"),
        clientId=local_wix.client_id,
        grantType="authorization_code",
        redirectUri=BACK,
        code=code,
        codeVerifier="another",
    )

    assert (400, "invalid_grant") == (found[0], found[1]["error"])


def test_tokens_expire_by_the_clock(
    local_wix: LocalWix, call: Callable[[LocalWix, Any], int]
) -> None:
    """After four hours of the virtual clock a token is 401, and the client gets another."""
    strategy = app(local_wix, instance_id=local_wix.instance_id)
    counts = [call(local_wix, strategy)]
    local_wix.advance(hours=3, minutes=59)
    counts.append(call(local_wix, strategy))
    local_wix.advance(minutes=1)
    counts.append(call(local_wix, strategy))

    statuses = [one.answer and one.answer.status for one in local_wix.requests[-3:]]
    assert ([1, 1, 2], [401, 200, 200]) == (counts, statuses)


@pytest.mark.parametrize(
    ("members", "status", "error"),
    [
        ({"client_secret": "other"}, 401, "invalid_client"),
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"instance_id": "other"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"grant_type": "anonymous"}, 401, "invalid_client"),
    ],
)
def test_refused_tokens(
    local_wix: LocalWix, members: dict[str, str], status: int, error: str
) -> None:
    """Who isn't known gets no token, in the words of OAuth."""
    found = token(local_wix, **members)

    assert (status, error) == (found[0], found[1]["error"])


def test_refused_tokens_through_a_client(local_wix: LocalWix) -> None:
    """The client says what is wrong, and doesn't tell the secret."""
    strategy = AppStrategy(
        local_wix.app_id, "hush-secret", instance_id=local_wix.instance_id
    )

    with pytest.raises(AuthenticationError, match="the app secret is wrong") as caught:
        local_wix.client(auth=strategy).request("GET", "/calendar/v3/participations/x")

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("verb", "path", "body", "status"),
    [
        ("POST", "/oauth2/token", b"{", 400),
        ("POST", "/oauth2/token", b"[1]", 400),
        ("POST", "/oauth2/token", b'{"grant_type": ["x"]}', 400),
        ("POST", "/oauth/access", b'{"grant_type": "\\ud800"}', 400),
        ("GET", "/oauth2/token", b"", 405),
        ("POST", "/installer/install", b"{}", 405),
        ("GET", "/installer/install", b"", 400),
        ("GET", "/installer/install?appId=x", b"", 400),
        ("GET", "/installer/install?appId={app}&redirectUrl=javascript:x", b"", 400),
        ("GET", "/installer/install?appId={app}&redirectUrl=http://%5B", b"", 400),
        ("GET", "/oauth2/authorize?redirectUri=x", b"", 400),
        ("POST", "/_api/redirects-api/v1/redirect-session", b"{}", 401),
    ],
)  # fmt: skip
def test_odd_requests(
    local_wix: LocalWix, verb: str, path: str, body: bytes, status: int
) -> None:
    """What can't be meant is refused in JSON, whatever it is."""
    url = path.format(app=local_wix.app_id)
    with local_wix.http_client() as http:
        answer = http.request(verb, url, content=body)

    assert (status, True) == (answer.status_code, isinstance(answer.json(), dict))


@pytest.mark.parametrize("body", [{}, {"auth": {}}, {"logout": {"clientId": "x"}}])
def test_redirect_sessions_for_nothing(local_wix: LocalWix, body: Any) -> None:
    """A redirect session is for a login or a log-out of the site's own client."""
    headers = {"authorization": local_wix.api_key, "wix-site-id": local_wix.site_id}
    with local_wix.http_client() as http:
        path = "/_api/redirects-api/v1/redirect-session"
        found = http.post(path, json=body, headers=headers).status_code

    assert 400 == found


def test_token_info() -> None:
    """It tells whose a token is, and until when; of one that isn't good, that it isn't."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with LocalWix(clock=start) as local:
        made = token(local)[1]["access_token"]
        told = post(local, "/oauth2/token-info", token=made)[1]
        other = post(local, "/oauth2/token-info", token="x")[1]

    assert ({"active": False}, local.instance_id, local.app_id) == (
        other,
        told["instanceId"],
        told["clientId"],
    )
    lifetime = int(told["exp"]) - int(told["iat"])
    assert (14400, int(start.timestamp())) == (lifetime, int(told["iat"]))


def test_tokens_survive_in_a_file(tmp_path: Path) -> None:
    """A local Wix of the same file takes the tokens that were given before; `reset` forgets them."""
    with LocalWix(db=tmp_path / "wix.db") as local:
        made = installed(local)
    with LocalWix(db=tmp_path / "wix.db") as local:
        known = post(local, "/oauth2/token-info", token=made.access_token)[1]["active"]
        local.reset()
        lost = post(local, "/oauth2/token-info", token=made.access_token)[1]["active"]

    assert (True, False) == (known, lost)


def test_tokens_are_the_same_in_each_run() -> None:
    """With one seed and a standing clock, two runs give out the same tokens."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = []
    for _ in range(2):
        with LocalWix(clock=start, random=7) as local:
            made.append(token(local))

    assert made[0] == made[1]
