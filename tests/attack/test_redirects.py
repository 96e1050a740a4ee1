"""Answers that lead elsewhere: credentials go to Wix's host and no other, whatever the HTTP client is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import httpx2
import pytest

from runtime.things import AsyncThings, Things
from support.server import LoopbackServer, loopback_server
from wixapi import ApiKeyStrategy, AppStrategy, errors
from wixapi._http.client import AsyncClient, SyncClient

LIBRARIES = pytest.mark.parametrize("library", [httpx2, httpx], ids=["httpx2", "httpx"])
STATUSES = pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
AUTHS = [
    ApiKeyStrategy("hush-key", site_id="hush-site"),
    AppStrategy("app", "hush-secret", instance_id="site"),
]


@pytest.fixture
def elsewhere() -> Iterator[LoopbackServer]:
    """A server that isn't Wix's."""
    with loopback_server() as running:
        yield running


def leading(server: LoopbackServer, status: int, other: LoopbackServer) -> None:
    """Has a server send everybody to the other one, under another name of the host."""
    to = other.url.replace("127.0.0.1", "localhost")
    for _ in range(4):
        server.answer({}, status, location=f"{to}/taken?by=them")


@LIBRARIES
@STATUSES
@pytest.mark.parametrize("auth", AUTHS, ids=["key", "app"])
def test_sync(
    auth: Any, status: int, library: Any, server: LoopbackServer, elsewhere: Any
) -> None:
    """A client that follows redirects by itself follows none of ours."""
    leading(server, status, elsewhere)
    with library.Client(follow_redirects=True) as http:
        wix = SyncClient(auth=auth, base_url=server.url, http_client=http)
        headers = {"X-Api-Key": "hush-own"}
        with pytest.raises(errors.ApiError) as caught:
            Things(wix).get_thing(thing_id="1", request_options={"headers": headers})
        with pytest.raises(errors.ApiError):
            wix.upload(f"{server.url}/up?signature=hush", b"1")

    assert status == caught.value.status
    assert [] == elsewhere.requests


@LIBRARIES
@STATUSES
@pytest.mark.parametrize("auth", AUTHS, ids=["key", "app"])
async def test_async(
    auth: Any, status: int, library: Any, server: LoopbackServer, elsewhere: Any
) -> None:
    """Neither does an async one."""
    leading(server, status, elsewhere)
    async with library.AsyncClient(follow_redirects=True) as http:
        wix = AsyncClient(auth=auth, base_url=server.url, http_client=http)
        with pytest.raises(errors.ApiError) as caught:
            await AsyncThings(wix).get_thing(thing_id="1")
        with pytest.raises(errors.ApiError):
            await wix.upload(f"{server.url}/up?signature=hush", b"1")

    assert status == caught.value.status
    assert [] == elsewhere.requests


@STATUSES
def test_callbacks(status: int, server: LoopbackServer, elsewhere: Any) -> None:
    """The code of an installation goes to no other host either."""
    leading(server, status, elsewhere)
    back = "https://me.example/?code=hush-code&instanceId=i&state=s"
    app = AppStrategy("app", "hush-secret")
    with (
        httpx2.Client(follow_redirects=True) as http,
        pytest.raises(errors.ApiError),
    ):
        app.handle_oauth_callback(
            back, state="s", base_url=server.url, http_client=http
        )

    assert [] == elsewhere.requests


def test_own_client(server: LoopbackServer, elsewhere: Any) -> None:
    """Neither does the client that comes with ours."""
    leading(server, 307, elsewhere)
    with (
        SyncClient(auth=AUTHS[0], base_url=server.url) as wix,
        pytest.raises(errors.ApiError),
    ):
        wix.request("POST", "/v1/things", json={})

    assert [] == elsewhere.requests
