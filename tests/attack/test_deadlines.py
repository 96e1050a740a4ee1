"""Answers that never come to an end: `deadline` and `timeout` hold from the first byte to the last.

Each server would come to its end, long after the limit: where a client waits for that, the test fails.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpcore2
import pytest

from support.raw_server import Talk, raw_server, read_request
from wixapi import ApiKeyStrategy, AppStrategy
from wixapi._http.client import AsyncClient, SyncClient
from wixapi._http.due import due_at
from wixapi._http.network import DueBackend
from wixapi.errors import TimeoutError

LIMIT = 0.1
PAUSE = 0.03
STEPS = 60
"""Pieces of a slow answer; each comes well within the limit, all of them together don't."""
ENDED: list[int] = []
"""The servers that came to their end."""
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture(autouse=True)
def _nobody_waits() -> Iterator[None]:
    """The client has given up before the server has come to its end."""
    ENDED.clear()
    yield
    assert [] == ENDED


def trickling(pieces: Iterator[bytes], before: bytes = b"", after: bytes = b"") -> Talk:
    """What answers piece by piece."""
    pieces_list = list(pieces)

    def talk(connection: socket.socket) -> None:
        while read_request(connection):
            connection.sendall(before)
            for piece in pieces_list:
                time.sleep(PAUSE)
                connection.sendall(piece)
            connection.sendall(after)
            ENDED.append(1)

    return talk


def reading_slowly(connection: socket.socket) -> None:
    """Takes the request a little at a time, more slowly than it is sent."""
    for _ in range(STEPS):
        time.sleep(PAUSE)
        if not connection.recv(20_000):
            return
    ENDED.append(1)


def silent(connection: socket.socket) -> None:
    """Says nothing for long."""
    read_request(connection)
    connection.settimeout(STEPS * PAUSE)
    try:
        connection.recv(1)  # until the client gives up
    except OSError:
        ENDED.append(1)


def shaking_hands_slowly(connection: socket.socket) -> None:
    """Begins a TLS record that doesn't end."""
    connection.recv(65536)
    connection.sendall(b"\x16\x03\x03\x3f\x00")
    for _ in range(STEPS):
        time.sleep(PAUSE)
        connection.sendall(b"\x02")
    ENDED.append(1)


SLOW: dict[str, Talk] = {
    "status line": trickling(
        (b"O" for _ in range(STEPS)), b"HTTP/1.1 200 ", b"\r\n" + GOOD[17:]
    ),
    "headers": trickling(
        (b"X-%d: 1\r\n" % n for n in range(STEPS)), GOOD[:17], GOOD[17:]
    ),
    "one header": trickling(
        (b"x" for _ in range(STEPS)), GOOD[:17] + b"X: ", b"\r\n" + GOOD[17:]
    ),
    "early hints": trickling(
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" for _ in range(STEPS)), after=GOOD
    ),
    "continue": trickling(
        (b"HTTP/1.1 100 Continue\r\n\r\n" for _ in range(STEPS)), after=GOOD
    ),
    "body": trickling(
        (b" " for _ in range(STEPS)),
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (STEPS + 2),
        b"{}",
    ),
    "chunks": trickling(
        (b"1\r\n \r\n" for _ in range(STEPS)),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"2\r\n{}\r\n0\r\n\r\n",
    ),
    "trailers": trickling(
        (b"X-%d: 1\r\n" % n for n in range(STEPS)),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
        b"\r\n",
    ),
    "nothing": silent,
    "upload": reading_slowly,
}

LIMITS: list[dict[str, Any]] = [
    {"deadline": LIMIT},
    {"timeout": LIMIT, "max_retries": 0},
]


def body_for(kind: str) -> object:
    """A body that is large where the server reads slowly."""
    return "x" * 20_000_000 if kind == "upload" else {}


def ask(url: str, auth: Any = None, body: object = None, **limits: Any) -> None:
    """Makes a call, with an HTTP client that is there already: to make one takes a part of the limit."""
    auth = auth or ApiKeyStrategy("key")
    with SyncClient(auth=auth, base_url=url, **limits) as client:
        client._pool.client()
        client.request("POST", "/v1/things", json={} if body is None else body)


@pytest.mark.parametrize("limits", LIMITS, ids=["deadline", "timeout"])
@pytest.mark.parametrize("kind", SLOW)
def test_slow_answers(kind: str, limits: dict[str, Any]) -> None:
    """A sync call ends in time, whichever part of the answer is slow."""
    with raw_server(SLOW[kind]) as server, pytest.raises(TimeoutError):
        ask(server.url, body=body_for(kind), **limits)


@pytest.mark.parametrize("limits", LIMITS, ids=["deadline", "timeout"])
@pytest.mark.parametrize("kind", SLOW)
async def test_slow_answers_async(kind: str, limits: dict[str, Any]) -> None:
    """So does an async one."""
    auth = ApiKeyStrategy("key")
    with raw_server(SLOW[kind]) as server:
        async with AsyncClient(auth=auth, base_url=server.url, **limits) as client:
            client._pool.client()
            with pytest.raises(TimeoutError):
                await client.request("POST", "/v1/things", json=body_for(kind))


@pytest.mark.parametrize("given", LIMITS, ids=["deadline", "timeout"])
def test_options_of_one_call(given: dict[str, Any]) -> None:
    """The limits of one call hold likewise."""
    with (
        raw_server(SLOW["headers"]) as server,
        SyncClient(auth=ApiKeyStrategy("key"), base_url=server.url) as client,
    ):
        client._pool.client()
        with pytest.raises(TimeoutError):
            client.request("POST", "/v1/things", request_options=given)


@pytest.mark.parametrize("limits", LIMITS, ids=["deadline", "timeout"])
def test_slow_handshakes(limits: dict[str, Any]) -> None:
    """TLS that isn't agreed on in time ends the call."""
    with raw_server(shaking_hands_slowly) as server, pytest.raises(TimeoutError):
        ask(server.url.replace("http:", "https:"), **limits)


@pytest.mark.parametrize("limits", LIMITS, ids=["deadline", "timeout"])
@pytest.mark.parametrize("kind", ["status line", "headers", "early hints"])
def test_slow_proxies(
    kind: str, limits: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that opens its way slowly ends the call."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    with raw_server(SLOW[kind]) as server:
        monkeypatch.setenv("HTTPS_PROXY", server.url)
        with pytest.raises(TimeoutError):
            ask("https://wix.example", **limits)


@pytest.mark.parametrize("limits", LIMITS, ids=["deadline", "timeout"])
def test_slow_tokens(limits: dict[str, Any]) -> None:
    """A token that comes too late ends the call that needs it."""
    auth = AppStrategy("app", "secret", instance_id="instance")
    with raw_server(SLOW["headers"]) as server, pytest.raises(TimeoutError):
        ask(server.url, auth, **limits)


class _Unreachable(httpcore2.NetworkBackend):
    """A network in which no address answers; it remembers those that were tried."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *_: Any
    ) -> Any:
        """Waits as long as it may."""
        assert timeout is not None
        self.tried.append(f"{host}:{port}")
        time.sleep(timeout)
        raise httpcore2.ConnectTimeout


def test_many_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host with several addresses has no more time than one with a single one."""
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"192.0.2.{n}", 80))
        for n in range(9)
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    network = _Unreachable()
    with due_at(time.monotonic() + 0.05), pytest.raises(httpcore2.ConnectTimeout):
        DueBackend(network).connect_tcp("wix.example", 80, 5.0)

    assert ["192.0.2.0:80"] == network.tried


def test_connections_stay() -> None:
    """A deadline that is kept costs no connection: the next call uses the same."""
    connections: list[int] = []

    def talk(connection: socket.socket) -> None:
        connections.append(1)
        while read_request(connection):
            connection.sendall(GOOD)

    auth = ApiKeyStrategy("key")
    with (
        raw_server(talk) as server,
        SyncClient(auth=auth, base_url=server.url, deadline=5) as client,
    ):
        for _ in range(3):
            client.request("GET", "/v1/things")

    assert [1] == connections
