"""Sending goes on, whatever happens meanwhile: changes of handlers, other threads, restarts, resets."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from support.server import LoopbackServer
from wixapi import Webhooks
from wixapi.calendar.participations import ParticipationCreated, ParticipationUpdated
from wixapi.testing import LocalWix

from .conftest import START, Changer


def test_changes_of_handlers_are_delivered_too(
    local: LocalWix, hooks: Webhooks, change: Changer
) -> None:
    """By who delivers already, when the handler is done: no handler runs within another one."""
    steps: list[str] = []

    @hooks.on(ParticipationCreated)
    def handle(_: ParticipationCreated) -> None:
        steps.append("begin")
        change("updated")
        local.core.deliveries.run_due()
        steps.append("end")

    @hooks.on(ParticipationUpdated)
    def note(_: ParticipationUpdated) -> None:
        steps.append("updated")

    local.deliver_to(hooks)
    change()
    local.core.deliveries.run_due()

    assert ["begin", "end", "updated"] == steps


async def test_changes_of_async_handlers_are_delivered_too(
    local: LocalWix, hooks: Webhooks, change: Changer
) -> None:
    """The same in an event loop, also where a sync handler runs in a thread."""
    steps: list[str] = []

    @hooks.on(ParticipationCreated)
    async def handle(_: ParticipationCreated) -> None:
        change("updated")
        await local.core.deliveries.arun_due()
        steps.append("end")

    @hooks.on(ParticipationCreated)
    def in_thread(_: ParticipationCreated) -> None:
        local.core.deliveries.run_due()
        steps.append("end of the thread's")

    @hooks.on(ParticipationUpdated)
    async def note(_: ParticipationUpdated) -> None:
        steps.append("updated")

    local.deliver_to(hooks)
    change()
    await local.core.deliveries.arun_due()

    assert ["end", "end of the thread's", "updated"] == steps


def test_threads_wait_for_their_events(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer
) -> None:
    """Whoever makes a change sees its event handled, even where another thread delivers just now."""
    missing: list[str] = []
    local.deliver_to(hooks)

    def work(name: str) -> None:
        for number in range(5):
            change(entity_id=f"{name}-{number}")
            local.core.deliveries.run_due()
            if f"{name}-{number}" not in {event.metadata.entity_id for event in got}:
                missing.append(f"{name}-{number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ([], 20) == (missing, len(got))


def test_what_is_on_its_way_survives_in_a_file(
    tmp_path: Path, server: LoopbackServer
) -> None:
    """A local Wix that is started again sends again what is due, with the keys that it had."""
    file = tmp_path / "local.db"
    server.answer(status=500)
    with LocalWix(clock=START, db=file) as local:
        local.deliver_to(server.url)
        key = local.rotate_keys()
        local.emit(ParticipationCreated, entity_id="p-1")
        local.advance()
    with LocalWix(clock=START, db=file) as local:
        local.deliver_to(server.url)
        local.advance(minutes=1)
        hooks = Webhooks(key)
        ids = [hooks.verify(one.body).event_id for one in server.requests]
        (delivery,) = local.deliveries

    assert (2, 1) == (len(ids), len(set(ids)))
    assert [500, 200] == [one.status for one in delivery.tries]


def test_ids_of_events_do_not_come_again(tmp_path: Path) -> None:
    """Each run with a file has ids of its own, also after a reset: an app takes a known id for a repetition."""
    ids: list[str] = []
    for _ in range(3):
        with LocalWix(db=tmp_path / "local.db", random=7) as local:
            ids += [local.emit(ParticipationCreated) for _ in range(2)]
            local.reset()
    with LocalWix(random=7) as local:
        again = [local.emit(ParticipationCreated) for _ in range(2)]

    assert 6 == len({*ids})
    assert ids[:2] == again


def test_a_reset_while_an_event_is_sent(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer
) -> None:
    """What is sent just then is forgotten; what comes after it isn't taken for it."""

    @hooks.on(ParticipationCreated)
    def handle(event: ParticipationCreated) -> None:
        if event.metadata.entity_id == "p-1":
            local.reset()
            change(entity_id="p-2")

    local.deliver_to(hooks)
    change(entity_id="p-1")
    local.core.deliveries.run_due()

    assert ["p-1", "p-2"] == [event.metadata.entity_id for event in got]
    assert [("p-2", "delivered", 1)] == [
        (one.entity_id, one.state, len(one.tries)) for one in local.deliveries
    ]


def test_on_a_port_resends_come_by_themselves(
    tmp_path: Path, server: LoopbackServer
) -> None:
    """What is due from another run is sent when its URL is given again: nobody calls or advances anything."""
    file = tmp_path / "local.db"
    server.answer(status=500)
    with LocalWix(clock=START, db=file) as local:
        local.deliver_to(server.url)
        local.emit(ParticipationCreated)
    with LocalWix(clock=START + timedelta(minutes=1), db=file, port=0) as local:
        local.deliver_to(server.url)
        while local.deliveries[0].state == "waiting":
            time.sleep(0.01)
        statuses = [one.status for one in local.deliveries[0].tries]

    assert [500, 200] == statuses


def test_reset_forgets_events_and_keeps_targets(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer
) -> None:
    """What was on its way comes no more, sequences begin again; who got events goes on getting them."""
    local.deliver_to(hooks)
    change(entity_id="p-1")
    local.reset()
    local.advance(hours=48)
    change(entity_id="p-1")
    local.advance()

    assert [1] == [event.metadata.entity_event_sequence for event in got]
    assert 1 == len(local.deliveries)
