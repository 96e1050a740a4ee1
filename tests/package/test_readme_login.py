"""The member's login of the README, word for word."""

from __future__ import annotations

from typing import Any

import pytest

from generator.test_readme import block
from support.server import Answer, LoopbackServer, Recorded, loopback_server
from wixapi import OAuthStrategy, WixClient

URL = "https://site.example/login"


def answer(request: Recorded) -> Answer:
    """What Wix answers: tokens, and the URL of its login page."""
    if request.path == "/oauth2/token":
        return Answer(
            body={"access_token": request.json["grantType"], "refresh_token": "r"}
        )
    return Answer(body={"redirectSession": {"fullUrl": URL}, "site": "s"})


def logged_in(server: LoopbackServer) -> tuple[dict[str, Any], WixClient]:
    """The session after both requests, and the client of the member."""
    names: dict[str, Any] = {"wix": WixClient(auth=OAuthStrategy("c"))}
    exec(block("python", "from wixapi import LoginRequest"), names)
    session: dict[str, Any] = {}
    assert URL == names["start_login"](session)
    state = server.last.json["auth"]["authRequest"]["state"]
    back = f"https://my-app.example/callback?code=c&state={state}"
    return session, names["finish_login"](session, back)


def test_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two functions make a member of a visitor, and keep only what is needed later."""
    with loopback_server() as server:
        server.by = answer
        monkeypatch.setenv("WIX_BASE_URL", server.url)
        session, of_member = logged_in(server)
        with of_member:
            of_member.request("GET", "/v1/me")

    assert {"refresh_token": "r"} == session
    assert "authorization_code" == server.last.headers["authorization"]
