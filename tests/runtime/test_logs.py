"""The log: what it says at which level, and that bodies are in it only where they are wanted."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from runtime.things import AsyncThings, Things
from support.server import LoopbackServer
from wixapi import AppStrategy
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.client import AsyncClient, SyncClient
from wixapi.errors import ConfigurationError, ServerError

KEY = "IST.hush.hush.hush"
AUTH = ApiKeyStrategy(KEY, site_id="site")
THING = {
    "thing": {"id": "i", "name": "Jane", "token": "hush", "raw": '{"pin": "hush"}'}
}


@pytest.fixture(autouse=True)
def _level(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Everything is logged, and the level is as before afterwards."""
    level = logging.getLogger("wixapi").level
    caplog.set_level(logging.DEBUG, "wixapi")
    yield
    logging.getLogger("wixapi").setLevel(level)


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Our lines, with their levels; without times."""
    ours = [record for record in caplog.records if record.name == "wixapi"]
    return [
        (record.levelname, record.getMessage().partition(" in 0.")[0])
        for record in ours
    ]


async def call(kind: str, server: LoopbackServer, **settings: Any) -> None:
    """Create a thing with the sync or the async client."""
    given = {"auth": AUTH, "base_url": server.url, "max_retries": 0, **settings}
    if kind == "sync":
        with SyncClient(**given) as client:
            Things(client).create_thing(thing={"name": "Jane"})
    else:
        async with AsyncClient(**given) as client:
            await AsyncThings(client).create_thing(thing={"name": "Jane"})


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_call_has_two_lines(
    server: LoopbackServer, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    """Where a request goes is told at DEBUG, what came of it at INFO; neither tells what it holds."""
    server.answer(THING)
    await call(kind, server)

    assert [
        ("DEBUG", "things.create_thing: POST /v1/things, attempt 1"),
        ("INFO", "things.create_thing: 200"),
    ] == lines(caplog)


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_bodies_are_logged_if_wanted(
    server: LoopbackServer, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    """With log_bodies, requests and answers are in the log, also those that fail; secrets are not."""
    server.answer(THING)
    await call(kind, server, log_bodies=True)
    server.answer(b"<html>hush</html>", 500)
    with pytest.raises(ServerError):
        await call(kind, server, log_bodies=True)

    assert [
        (
            "DEBUG",
            'things.create_thing: sends /v1/things, body {"thing": {"name": "Jane"}}',
        ),
        (
            "DEBUG",
            'things.create_thing: gets 200, body {"thing": {"id": "i", "name": "Jane", '
            '"token": "***", "raw": "{\\"pin\\": \\"***\\"}"}}',
        ),
        (
            "DEBUG",
            'things.create_thing: sends /v1/things, body {"thing": {"name": "Jane"}}',
        ),
        (
            "DEBUG",
            "things.create_thing: gets 500, body <17 bytes that aren't JSON>",
        ),
    ] == [one for one in lines(caplog) if " body " in one[1]]
    assert "hush" not in caplog.text


def test_queries_are_bodies(
    server: LoopbackServer, caplog: pytest.LogCaptureFixture
) -> None:
    """A query string is logged with the bodies, masked; `with_options` turns them on for a client."""
    with SyncClient(auth=AUTH, base_url=server.url) as client:
        for logs in (False, True):
            twin = client.with_options(log_bodies=logs)
            twin.request("GET", "/a?b=1", params={"email": "a@b.test", "token": "hush"})
    told = [line for _, line in lines(caplog)]

    assert [
        "GET /a: GET /a, attempt 1",
        "GET /a: 200",
        "GET /a: GET /a, attempt 1",
        'GET /a: sends /a, query {"email": "a@b.test", "token": "***"}, body <none>',
        "GET /a: 200",
        "GET /a: gets 200, body {}",
    ] == told


def test_tokens_are_never_logged(
    server: LoopbackServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The request for an access token is told without bodies, whatever is wanted."""
    auth = AppStrategy(app_id="app-id", app_secret="hush", instance_id="instance")
    server.answer({"access_token": "hush", "expires_in": 60})
    server.answer({})
    with SyncClient(auth=auth, base_url=server.url, log_bodies=True) as client:
        client.request("GET", "/a")
    told = [line for _, line in lines(caplog) if line.startswith("access token")]

    assert ["access token: POST /oauth2/token, attempt 1", "access token: 200"] == told
    assert "hush" not in caplog.text


@pytest.mark.parametrize("given", ["yes", 2, object()])
def test_other_values_are_refused(given: Any) -> None:
    """log_bodies is true or false."""
    with pytest.raises(ConfigurationError, match="log_bodies"):
        SyncClient(auth=AUTH, log_bodies=given)


@pytest.mark.parametrize(
    ("word", "levels"),
    [
        ("", []),
        ("info", ["INFO"]),
        ("debug", ["DEBUG", "INFO"]),
        ("BODIES", ["DEBUG", "DEBUG", "INFO", "DEBUG"]),
    ],
)
def test_the_environment_shows_the_log(
    server: LoopbackServer, word: str, levels: list[str]
) -> None:
    """WIX_LOG shows the log on stderr, without a line of code."""
    server.answer({"name": "Jane"})
    code = (
        f"import sys; sys.path[:] = {sys.path!r};"
        "from wixapi._auth.strategies import ApiKeyStrategy as A;"
        "from wixapi._http.client import SyncClient as C;"
        f"C(auth=A('k', site_id='s'), base_url={server.url!r}).request('POST', '/a', json={{}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"WIX_LOG": word},
    )

    assert levels == [line.split()[2] for line in done.stderr.splitlines()]


def test_other_words_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that WIX_LOG doesn't know is no silence."""
    monkeypatch.setenv("WIX_LOG", "loud")

    with pytest.raises(ConfigurationError, match="info, debug, bodies"):
        AsyncClient(auth=AUTH)
