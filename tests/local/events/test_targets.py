"""Who gets events: `Webhooks`, inboxes, apps, clients and URLs, from sync and from async code."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from support.server import Answer, LoopbackServer, Recorded
from wixapi import Webhooks
from wixapi._webhooks.adapters import MAX_BYTES
from wixapi.asgi import WebhookApp as AsgiApp
from wixapi.calendar.participations import ParticipationCreated
from wixapi.errors import ConfigurationError
from wixapi.inbox import SQLiteStore, WebhookInbox
from wixapi.testing import LocalWix
from wixapi.wsgi import WebhookApp as WsgiApp

from .conftest import Changer


class Routed:
    """An app of ASGI that takes webhooks at one path."""

    def __init__(self, hooks: Webhooks) -> None:
        self.app = AsgiApp(hooks)

    def post(self, path: str) -> str:
        """Frameworks' apps have this, and are no clients for it."""
        return path

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a connection."""
        if scope["path"] != "/wix/events":
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body"})
        else:
            await self.app(scope, receive, send)


class Inbox:
    """An inbox of one's own, which is sync."""

    def __init__(self, hooks: Webhooks) -> None:
        self.hooks = hooks

    def receive(self, body: bytes) -> None:
        """Takes a body."""
        self.hooks.process(body)


class AsyncInbox:
    """An inbox of one's own, which is async."""

    def __init__(self, hooks: Webhooks) -> None:
        self.hooks = hooks

    async def areceive(self, body: bytes) -> None:
        """Takes a body."""
        await asyncio.sleep(0)
        await self.hooks.aprocess(body)


def wsgi_client(hooks: Webhooks) -> httpx2.Client:
    """A client of httpx2, as test clients of frameworks are."""
    transport = httpx2.WSGITransport(WsgiApp(hooks))
    return httpx2.Client(transport=transport, base_url="http://app.test")


TARGETS: dict[str, Callable[[Webhooks], Any]] = {
    "hooks": lambda hooks: hooks,
    "inbox": Inbox,
    "async_inbox": AsyncInbox,
    "asgi": AsgiApp,
    "asgi_at_a_path": Routed,
    "wsgi": WsgiApp,
    "client": wsgi_client,
}
every_target = pytest.mark.parametrize("make", TARGETS.values(), ids=TARGETS)


@every_target
def test_sync_code_delivers_to_everything(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer, make: Any
) -> None:
    """When `run_due` returns, the handlers have run; the log tells it."""
    local.deliver_to(make(hooks), "/wix/events")
    change()
    local.core.deliveries.run_due()

    assert ["p-1"] == [event.metadata.entity_id for event in got]
    assert [("delivered", [200])] == [
        (one.state, [each.status for each in one.tries]) for one in local.deliveries
    ]


@every_target
async def test_async_code_delivers_to_everything(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer, make: Any
) -> None:
    """The same in an event loop."""
    local.deliver_to(make(hooks), "/wix/events")
    change()
    await local.core.deliveries.arun_due()

    assert ["p-1"] == [event.metadata.entity_id for event in got]


@every_target
def test_sync_code_in_an_event_loop_delivers_to_everything(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer, make: Any
) -> None:
    """An async test that uses the sync client: nothing may wait for the loop that it blocks."""

    async def work() -> None:
        local.deliver_to(make(hooks), "/wix/events")
        change()
        local.core.deliveries.run_due()

    asyncio.run(work())

    assert ["p-1"] == [event.metadata.entity_id for event in got]


def test_sync_handlers_run_in_the_calling_thread(
    local: LocalWix, hooks: Webhooks, change: Changer
) -> None:
    """So that what belongs to a thread, such as a connection to a database, can be used."""
    threads: list[object] = []

    @hooks.on(ParticipationCreated)
    def handle(_: ParticipationCreated) -> None:
        threads.append(threading.current_thread())

    local.deliver_to(hooks)
    change()
    local.core.deliveries.run_due()

    assert [threading.current_thread()] == threads


async def test_async_handlers_run_in_the_running_loop(
    local: LocalWix, hooks: Webhooks, change: Changer
) -> None:
    """So that they may use what belongs to it, with `advance` too."""
    loops: list[object] = []

    @hooks.on(ParticipationCreated)
    async def handle(_: ParticipationCreated) -> None:
        loops.append(asyncio.get_running_loop())
        if len(loops) == 1:
            raise RuntimeError("again")

    local.deliver_to(hooks)
    change()
    await local.core.deliveries.arun_due()
    await local.aadvance(minutes=1)

    assert [asyncio.get_running_loop()] * 2 == loops


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_sync_code_calls_mixed_handlers(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer, is_async: bool
) -> None:
    """An event with a sync and an async handler has both run, each once."""
    seen: list[str] = []

    @hooks.on(ParticipationCreated)
    async def handle(event: ParticipationCreated) -> None:
        await asyncio.sleep(0)
        seen.append(str(event.metadata.entity_id))

    local.deliver_to(hooks)
    change()
    if is_async:
        asyncio.run(local.core.deliveries.arun_due())
    else:
        local.core.deliveries.run_due()

    assert (1, ["p-1"]) == (len(got), seen)


def test_a_url_gets_what_wix_sends(
    local: LocalWix,
    server: LoopbackServer,
    hooks: Webhooks,
    got: list[Any],
    change: Changer,
) -> None:
    """A POST whose body is the token alone, as text."""
    local.deliver_to(f"{server.url}/wix?a=b")
    change()
    local.core.deliveries.run_due()

    (request,) = server.requests
    assert ("POST", "/wix?a=b") == (request.verb, request.path)
    assert request.headers["content-type"].startswith("text/plain")
    hooks.process(request.body)
    assert 1 == len(got)


def test_a_server_s_own_changes_are_delivered_too(
    local: LocalWix, server: LoopbackServer, change: Changer
) -> None:
    """Its thread doesn't wait for who waits for it."""

    def answer(_: Recorded) -> Answer:
        if len(server.requests) == 1:
            change("updated")
            local.core.deliveries.run_due()
        return Answer()

    server.by = answer
    local.deliver_to(server.url, timeout=60)
    change()
    local.core.deliveries.run_due()

    assert [("created", [200]), ("updated", [200])] == [
        (one.event_type.rpartition("_")[2], [each.status for each in one.tries])
        for one in local.deliveries
    ]


def test_all_targets_get_an_event(
    local: LocalWix,
    hooks: Webhooks,
    got: list[Any],
    server: LoopbackServer,
    change: Changer,
) -> None:
    """Each has its own tries; one that is registered twice gets it once."""
    other = Webhooks(local.public_key)

    @other.fallback
    def fail(_: object) -> None:
        raise RuntimeError

    for target in (hooks, other, server.url, hooks, server.url):
        local.deliver_to(target)
    change()
    local.advance()

    states = [(one.target, one.state) for one in local.deliveries]
    assert [
        ("Webhooks 1", "delivered"),
        ("Webhooks 2", "waiting"),
        (server.url, "delivered"),
    ] == states
    assert (1, 1) == (len(got), len(server.requests))


def test_events_that_nobody_gets_are_seen(local: LocalWix, change: Changer) -> None:
    """A test looks at what was sent without an app; who comes later doesn't get it."""
    change(now={"partySize": 2})
    hooks = Webhooks(local.public_key)
    local.deliver_to(hooks)
    local.advance(hours=48)

    (delivery,) = local.deliveries
    assert ("unheard", ()) == (delivery.state, delivery.tries)
    assert isinstance(delivery.event, ParticipationCreated)
    assert delivery.event.entity
    assert 2 == delivery.event.entity.party_size


@pytest.mark.parametrize("target", [object(), 5, "ftp://example.com/", "nonsense", ""])
def test_what_can_t_get_events_is_refused(local: LocalWix, target: Any) -> None:
    """The error says what can."""
    with pytest.raises(ConfigurationError, match="delivered to"):
        local.deliver_to(target)


def test_a_stranger_s_signature_is_refused_once_keys_are_others(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer
) -> None:
    """After a rotation the old public key fits no more; with the new one the resend comes through."""
    local.deliver_to(hooks)
    old = local.public_key
    new = local.rotate_keys()
    change()
    local.core.deliveries.run_due()
    (refused,) = local.deliveries
    renewed = Webhooks([old, local.public_key])
    local.deliver_to(renewed)
    change(entity_id="p-2")
    local.core.deliveries.run_due()

    assert new == local.public_key != old
    assert ([], 400) == (got, refused.tries[0].status)
    assert "signature" in refused.tries[0].error
    assert {"waiting", "delivered"} == {one.state for one in local.deliveries}


def test_an_inbox_stores_and_handles(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer, tmp_path: Path
) -> None:
    """The inbox of the package, with its store in a file."""
    with WebhookInbox(hooks, SQLiteStore(tmp_path / "inbox.db")) as inbox:
        local.deliver_to(inbox)
        for number in range(3):
            change(entity_id=f"p-{number}")
        local.core.deliveries.run_due()
        inbox.drain()

    assert ["p-0", "p-1", "p-2"] == sorted(str(one.metadata.entity_id) for one in got)


def test_bodies_are_as_short_as_apps_take_them(
    local: LocalWix, change: Changer
) -> None:
    """An entity of half a megabyte arrives; adapters take ten."""
    hooks = Webhooks(local.public_key)
    local.deliver_to(AsgiApp(hooks, max_bytes=MAX_BYTES))
    change(now={"notes": "x" * 500_000})
    local.core.deliveries.run_due()

    assert ["delivered"] == [one.state for one in local.deliveries]
