"""`WIX_BASE_URL` leads all of wixapi to a local Wix on a port."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from wixapi import ApiKeyStrategy, AppStrategy, OAuthStrategy, WixClient
from wixapi._doctor.command import main
from wixapi.testing import LocalWix

BACK = "https://me.example/back"


@pytest.fixture(scope="module")
def local() -> Iterator[LocalWix]:
    """A local Wix on a port."""
    with LocalWix(port=0) as found:
        yield found


@pytest.fixture(autouse=True)
def environment(local: LocalWix, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables that `wixgen serve` says to set."""
    monkeypatch.setenv("WIX_BASE_URL", local.base_url)
    monkeypatch.setenv("WIX_API_KEY", local.api_key)
    monkeypatch.setenv("WIX_SITE_ID", local.site_id)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WIX_ACCOUNT_ID"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def came_back(url: str) -> str:
    """Where a browser is sent that goes to a URL."""
    return httpx2.get(url).headers["location"]


def test_calls() -> None:
    """A client without settings calls the local Wix."""
    with WixClient(auth=ApiKeyStrategy()) as wix:
        made = wix.calendar.participations.create_participation(
            participation={
                "event_id": "f3c1a7d0-5b2e-4c8d-9a6f-1e0b2d4c6a88",
                "participant": {"name": "Ann"},
                "party_size": 2,
            }
        )

    assert "1" == str(made.revision)


def test_an_app_is_installed(local: LocalWix) -> None:
    """Install link, callback and tokens of an app."""
    app = AppStrategy(local.app_id, local.app_secret)
    back = came_back(app.install_url(BACK, state="s"))
    made = app.handle_oauth_callback(back, state="s")

    assert (local.instance_id, True) == (made.instance_id, bool(made.refresh_token))


def test_a_member_logs_in(local: LocalWix) -> None:
    """Login page, callback and log-out of a member."""
    oauth = OAuthStrategy(local.client_id)
    login = oauth.authorize_url(BACK)
    member = oauth.handle_oauth_callback(came_back(login.url), login)

    assert (True, BACK) == (
        bool(member.refresh_token),
        came_back(oauth.logout_url(BACK)),
    )


def test_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    """`wixapi doctor` finds nothing wrong with a local Wix."""
    code = main(["doctor", "--json"])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)

    assert (0, set()) == (
        code,
        {one["message"] for one in found if one["outcome"] != "ok"},
    )
