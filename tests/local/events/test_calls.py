"""The events of calls: through the real clients, sync and async, in process and on a port."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from support.server import LoopbackServer
from wixapi import Webhooks, WixClient
from wixapi.calendar import participations
from wixapi.calendar.participations import (
    ParticipationCreated,
    ParticipationDeleted,
    ParticipationUpdated,
)
from wixapi.errors import WixError
from wixapi.testing import LocalWix

ANN: Any = {"event_id": "e" * 36, "participant": {"name": "Ann"}, "party_size": 1}


def create(wix: WixClient) -> participations.Participation:
    """Create a participation."""
    return wix.calendar.participations.create_participation(participation=ANN)


def test_each_write_sends_its_event(
    local: LocalWix, hooks: Webhooks, got: list[Any]
) -> None:
    """When the call returns, the handler has run; it gets the entity as it is then."""
    local.deliver_to(hooks)
    wix = local.client().calendar.participations
    made = create(local.client())
    changed = wix.update_participation(
        participation={"id": made.id, "revision": made.revision, "party_size": 5}
    )
    wix.get_participation(participation_id=made.id)
    wix.delete_participation(participation_id=made.id)

    assert [ParticipationCreated, ParticipationUpdated, ParticipationDeleted] == [
        type(one) for one in got
    ]
    assert [made, changed, changed] == [one.entity for one in got]
    assert {"partySize": 1} == got[1].modified_fields
    assert [(made.id, 1), (made.id, 2), (made.id, 3)] == [
        (one.metadata.entity_id, one.metadata.entity_event_sequence) for one in got
    ]


async def test_each_write_of_async_code_sends_its_event(
    local: LocalWix, hooks: Webhooks
) -> None:
    """An async handler may call the local Wix itself; it is awaited before the call returns."""
    wix = local.async_client().calendar.participations
    seen: list[Any] = []

    @hooks.on(ParticipationCreated)
    async def handle(event: ParticipationCreated) -> None:
        assert event.entity
        await wix.delete_participation(participation_id=str(event.entity.id))

    hooks.on(ParticipationDeleted)(seen.append)
    local.deliver_to(hooks)
    made = await wix.create_participation(participation=ANN)

    assert [made.id] == [event.metadata.entity_id for event in seen]


def test_a_refused_call_sends_nothing(
    local: LocalWix, hooks: Webhooks, got: list[Any]
) -> None:
    """A stale revision, an entity that isn't there, a fault: nothing happened."""
    made = create(local.client())
    local.deliver_to(hooks)
    wix = local.client().calendar.participations
    local.fail_next(503)
    for revision in (made.revision, 99):
        with pytest.raises(WixError):
            wix.update_participation(
                participation={"id": made.id, "revision": revision, "party_size": 5}
            )
    with pytest.raises(WixError):
        wix.delete_participation(
            participation_id="5170ca10-0000-4000-8000-00000000dead"
        )

    assert [] == got


def test_an_idempotency_key_twice_is_one_event(
    local: LocalWix, hooks: Webhooks, got: list[Any]
) -> None:
    """As it is one entity."""
    local.deliver_to(hooks)
    wix = local.client().calendar.participations
    for _ in "ab":
        wix.create_participation(participation=ANN, idempotency_key="k-1")

    assert 1 == len(got)


def test_a_write_that_took_effect_sends_its_event(
    local: LocalWix, hooks: Webhooks, got: list[Any]
) -> None:
    """The answer is lost on its way; Wix knows nothing of that."""
    local.deliver_to(hooks)
    local.fail_next(reset="after")
    with pytest.raises(WixError):
        create(local.client())

    assert 1 == len(got)


def test_handlers_of_methods_may_emit(
    local: LocalWix, hooks: Webhooks, got: list[Any]
) -> None:
    """What they emit is delivered when the call is answered, even to async handlers, which call the local Wix."""
    seen: list[Any] = []

    @local.on("calendar.participations.get_participation")
    def answer(call: Any) -> Any:
        local.emit(ParticipationUpdated, entity_id=call.arguments["participationId"])
        local.client().calendar.participations.delete_participation(
            participation_id="p-1"
        )
        seen.append(("answered", len(got)))
        return {"participation": {"id": "p-1"}}

    @local.on("calendar.participations.delete_participation")
    def deleted(_: Any) -> Any:
        return {}

    @hooks.on(ParticipationUpdated)
    async def handle(event: ParticipationUpdated) -> None:
        await local.async_client().calendar.participations.delete_participation(
            participation_id="p-1"
        )
        seen.append(event.metadata.entity_id)

    local.deliver_to(hooks)
    local.client().calendar.participations.get_participation(participation_id="p-1")

    assert [("answered", 0), "p-1"] == seen


async def test_async_code_emits(local: LocalWix, hooks: Webhooks) -> None:
    """An async handler is awaited in the running event loop before `aemit` returns the event's id."""
    seen: list[Any] = []

    @hooks.on(ParticipationUpdated)
    async def handle(event: ParticipationUpdated) -> None:
        seen.append((event.metadata.id, asyncio.get_running_loop()))

    local.deliver_to(hooks)
    event_id = await local.aemit(ParticipationUpdated, entity_id="p-1")

    assert [(event_id, asyncio.get_running_loop())] == seen


def test_a_snapshot_has_what_is_on_its_way(
    local: LocalWix, hooks: Webhooks, got: list[Any]
) -> None:
    """After `restore` it is delivered as if nothing had been, and sequences go on from there."""
    hooks.fallback(lambda _: None)
    made = create(local.client())
    snapshot = local.core.store.snapshot()
    local.client().calendar.participations.delete_participation(
        participation_id=made.id
    )
    local.core.store.restore(snapshot)
    local.deliver_to(hooks)
    local.client().calendar.participations.delete_participation(
        participation_id=made.id
    )

    assert [2] == [one.metadata.entity_event_sequence for one in got]
    assert 2 == len(local.deliveries)


def test_on_a_port_events_are_sent_meanwhile(server: LoopbackServer) -> None:
    """The answer doesn't wait for the app; `advance` does. Handlers may call the local Wix."""
    is_answered, seen = threading.Event(), list[Any]()
    with LocalWix(port=0) as local, local.client() as wix:
        hooks = Webhooks(local.public_key)

        @hooks.on(ParticipationCreated)
        def handle(event: ParticipationCreated) -> None:
            is_answered.wait(60)
            seen.append(
                wix.calendar.participations.get_participation(
                    participation_id=str(event.metadata.entity_id)
                )
            )

        local.deliver_to(hooks, timeout=None)
        local.deliver_to(server.url)
        made = create(wix)
        is_answered.set()
        local.advance()

    assert [made] == seen
    assert [made.id] == [hooks.verify(one.body).entity_id for one in server.requests]


async def test_async_clients_on_a_port(server: LoopbackServer) -> None:
    """The same with an async client."""
    async with LocalWix(port=0) as local, local.async_client() as wix:
        local.deliver_to(server.url)
        await wix.calendar.participations.create_participation(participation=ANN)
        await local.aadvance()

    assert 1 == len(server.requests)
