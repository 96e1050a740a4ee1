"""Calls through an https proxy, whose TLS has TLS inside: what comes slowly in the inner one ends in time, too."""

from __future__ import annotations

import os
import socket
import ssl
import time
from contextlib import suppress
from pathlib import Path
from select import select
from threading import Event, Thread
from typing import Any

import pytest
from httpcore2._sync import connection as connections
from httpx2._transports import default as transports

from support.certificates import loopback_certificate
from support.raw_server import answering, raw_server, read_request
from wixapi import ApiKeyStrategy, errors
from wixapi._http.client import SyncClient

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Long: "
ANSWER = HEAD + b"x" * 1_500 + b"\r\n\r\n{}"
PIECE, PAUSE, MOST = 8, 0.02, 50
"""What a slow proxy hands on at a time. A call that ends in time leaves it after ten pieces; a handshake has eighty."""
LIMITS: list[dict[str, Any]] = [
    {"deadline": 0.2},
    {"timeout": 0.2, "max_retries": 0},
]


class Proxy:
    """An https proxy to a host that says one thing, and what it has handed on slowly.

    Args:
        context: its TLS, and that of the host.
        answer: what the host says to each request.
    """

    def __init__(self, context: ssl.SSLContext, answer: bytes) -> None:
        self._context = context
        self._talk = answering(answer)
        self.is_slow = Event()
        self.slow_pieces = 0

    def talk(self, connection: socket.socket) -> None:
        """What is done with a connection."""
        with self._context.wrap_socket(connection, server_side=True) as outer:
            read_request(outer)
            outer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            here, there = socket.socketpair()
            host = Thread(target=self._host, args=(there,))
            host.start()
            with here:
                self._carry(outer, here)
            host.join()

    def _host(self, connection: socket.socket) -> None:
        """The host behind it."""
        with suppress(OSError), connection:
            wrapped = self._context.wrap_socket(connection, server_side=True)
            with wrapped as inner:
                self._talk(inner)

    def _carry(self, outer: ssl.SSLSocket, here: socket.socket) -> None:
        """Hands on what comes from either side, until one has closed."""
        while True:
            for one in select([outer, here], [], [])[0]:
                if not (data := one.recv(65536)):
                    return
                if one is outer:
                    here.sendall(data)
                else:
                    self._hand_on(outer, data)

    def _hand_on(self, outer: ssl.SSLSocket, data: bytes) -> None:
        """Hands bytes on to the client."""
        size = PIECE if self.is_slow.is_set() else len(data)
        for start in range(0, len(data), size):
            if self.is_slow.is_set():
                self.slow_pieces += 1
                time.sleep(PAUSE)
            outer.sendall(data[start : start + size])


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Proxy:
    """A proxy that clients trust, as they do the host."""
    certificate, key = loopback_certificate()
    file = tmp_path / "server.pem"
    file.write_text(certificate + key)
    of_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    of_server.load_cert_chain(file)
    of_client = ssl.create_default_context(cadata=certificate)
    monkeypatch.setattr(transports, "create_ssl_context", lambda **_: of_client)
    monkeypatch.setattr(connections, "default_ssl_context", lambda: of_client)
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    return Proxy(of_server, ANSWER)


def client_of(url: str, monkeypatch: pytest.MonkeyPatch, **limits: Any) -> SyncClient:
    """A client that calls through a proxy, its HTTP client made."""
    monkeypatch.setenv("HTTPS_PROXY", url.replace("http:", "https:"))
    auth = ApiKeyStrategy("key")
    client = SyncClient(auth=auth, base_url="https://127.0.0.1:1", **limits)
    client._pool.client()
    return client


def test_calls(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large request and its answer come through, and so do the next ones."""
    with (
        raw_server(proxy.talk) as server,
        client_of(server.url, monkeypatch, deadline=60) as client,
    ):
        for body in ("x" * 200_000, ""):
            assert {} == client.request("POST", "/v1/things", json=body)


@pytest.mark.parametrize("limits", LIMITS, ids=["deadline", "timeout"])
@pytest.mark.parametrize("slow_from", ["handshake", "answer"])
def test_slow(
    slow_from: str,
    limits: dict[str, Any],
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The inner handshake, or a single record of the answer, never takes longer than the call may."""
    with (
        raw_server(proxy.talk) as server,
        client_of(server.url, monkeypatch) as client,
    ):
        if slow_from == "answer":
            client.request("GET", "/v1/things")
        proxy.is_slow.set()
        with pytest.raises(errors.TimeoutError):
            client.request("GET", "/v1/things", request_options=limits)  # type: ignore[arg-type]
        proxy.is_slow.clear()

    assert proxy.slow_pieces < MOST
