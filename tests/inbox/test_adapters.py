"""The inbox behind the ASGI and the WSGI app, below real servers: what Wix is answered."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from inbox.things import body, new_hooks
from support.web_servers import Site, uvicorn_server, wsgiref_server
from wixapi import asgi, wsgi
from wixapi.inbox import SQLiteStore, WebhookInbox

Serve = Callable[[WebhookInbox], AbstractContextManager[Site]]


@pytest.fixture(params=["asgi", "wsgi"])
def serve(request: pytest.FixtureRequest) -> Serve:
    """Runs either app on the loopback interface."""
    if request.param == "asgi":
        return lambda inbox: uvicorn_server(asgi.WebhookApp(inbox))
    return lambda inbox: wsgiref_server(wsgi.WebhookApp(inbox))


def test_answers(serve: Serve, tmp_path: Path) -> None:
    """200 for what is stored, the first time and later; 400 for junk; 500 while the store is out
    of reach, and then nothing is stored."""
    store = SQLiteStore(tmp_path / "inbox.db", timeout=0.01)
    with WebhookInbox(new_hooks(), store) as inbox, serve(inbox) as site:

        def deliver(text: str) -> int:
            return site.send(text).status

        assert [200, 200, 400] == [
            deliver(text) for text in (body("a"), body("a"), "junk")
        ]
        other = sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert 500 == deliver(body("b"))
        other.execute("ROLLBACK")
        other.close()
        assert 1 == inbox.stats().pending
        assert 200 == deliver(body("b"))


def test_fifty_at_the_same_time(tmp_path: Path) -> None:
    """All are answered 200 and stored, while a worker handles them, each once."""
    hooks = new_hooks()
    seen: list[Any] = []
    hooks.fallback(lambda event: seen.append(event.metadata.id))
    keys = sorted(f"e{number}" for number in range(50))
    with (
        WebhookInbox(hooks, SQLiteStore(tmp_path / "inbox.db", timeout=30)) as inbox,
        inbox.worker(),
        uvicorn_server(asgi.WebhookApp(inbox)) as site,
        ThreadPoolExecutor(50) as pool,
    ):
        bodies = [body(key, entity=key) for key in keys] * 2
        answers = pool.map(lambda text: site.send(text).status, bodies)
        assert {200} == set(answers)
        inbox.drain()
    assert keys == sorted(seen)
