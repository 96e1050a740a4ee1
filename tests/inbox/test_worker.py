"""The worker: each handler once, in order, again after failures, and never beside itself."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from inbox.things import Mirror, body, failing, new_hooks, new_inbox
from support.postgres import PostgresServer
from support.thing_events import ThingBent, ThingCreated, ThingUpdated
from wixapi.errors import ConfigurationError
from wixapi.inbox import (
    LeaseLostError,
    PostgresStore,
    StoreError,
    WebhookInbox,
    current,
)
from wixapi.inbox._heartbeat import Heartbeat
from wixapi.inbox._worker import Worker
from wixapi.inbox.conformance import Clock

HOUR = 3600.0


def seen_by(hooks: Any) -> list[Any]:
    """The ids of all events that handlers get."""
    seen: list[Any] = []
    hooks.fallback(lambda event: seen.append(event.metadata.id))
    return seen


# Order ---------------------------------------------------------------------------------------


def test_events_of_an_entity_run_in_order() -> None:
    """By sequence, not by arrival; entities don't disturb each other."""
    hooks = new_hooks()
    seen = seen_by(hooks)
    inbox, _ = new_inbox(hooks, concurrency=4)
    with inbox:
        for number in (3, 1, 2):
            for entity in "xyz":
                inbox.receive(body(f"{entity}{number}", number, entity=entity))
        assert 9 == inbox.drain()
    assert ["1", "2", "3"] == [one[1] for one in seen if one[0] == "x"]
    assert 9 == len(set(seen))


def test_events_of_an_entity_never_run_at_the_same_time() -> None:
    """While others do, as many as `concurrency` says."""
    hooks = new_hooks()
    together = threading.Barrier(3)
    running: list[str] = []
    clashes: list[str] = []

    @hooks.fallback
    def handle(event: Any) -> None:
        entity = event.metadata.entity_id
        if entity in running:
            clashes.append(entity)
        running.append(entity)
        together.wait(30)
        running.remove(entity)

    inbox, _ = new_inbox(hooks, concurrency=3)
    with inbox:
        for number in range(3):
            for entity in "xyz":
                inbox.receive(body(f"{entity}{number}", number, entity=entity))
        inbox.drain()
    assert [] == clashes


def test_an_older_state_is_dropped() -> None:
    """By default: its handlers aren't called, and it isn't delivered again."""
    hooks = new_hooks()
    mirror = Mirror(hooks)
    inbox, _ = new_inbox(hooks)
    with inbox:
        inbox.receive(body("new", 2))
        inbox.drain()
        inbox.receive(body("old", 1, kind="created"))
        inbox.drain()
        assert "duplicate" == inbox.receive(body("old", 1, kind="created")).status
    assert ["new"] == mirror.effects
    assert {"thing-1": "new"} == mirror.states


def test_an_older_state_can_be_handed_over() -> None:
    """A function given as `stale` gets the typed envelope in the handlers' place, and is retried."""
    hooks, stale = new_hooks(), list[Any]()
    mirror = Mirror(hooks)
    take = failing(1, lambda event: stale.append((type(event), event.metadata.id)))
    inbox, clock = new_inbox(hooks, stale=take)
    with inbox:
        inbox.receive(body("new", 2))
        inbox.drain()
        inbox.receive(body("old", 1, kind="created"))
        inbox.drain()
        assert [] == stale
        clock.pass_by(HOUR)
        inbox.drain()
    assert [(ThingCreated, "old")] == stale
    assert ["new"] == mirror.effects


async def test_an_older_state_can_be_handed_over_to_a_coroutine_function() -> None:
    """`stale` may be async."""
    hooks, stale = new_hooks(), list[Any]()

    async def take(event: Any) -> None:
        stale.append((event.metadata.id, current().is_stale))

    inbox, _ = new_inbox(hooks, stale=take)
    with inbox:
        for number in (2, 1):
            inbox.receive(body(f"e{number}", number))
            await inbox.adrain()
    assert [("e1", True)] == stale


def test_an_older_state_can_be_handled_like_others() -> None:
    """With `stale="handle"` the handlers run, and can tell."""
    hooks, seen = new_hooks(), list[Any]()
    hooks.fallback(lambda event: seen.append((event.metadata.id, current().is_stale)))
    inbox, _ = new_inbox(hooks, stale="handle")
    with inbox:
        for number in (2, 1, 3):
            inbox.receive(body(f"e{number}", number))
            inbox.drain()
    assert [("e2", False), ("e1", True), ("e3", False)] == seen


def test_actions_are_never_stale_and_make_nothing_stale() -> None:
    """They tell what happened, not what is."""
    hooks, seen = new_hooks(), list[Any]()
    hooks.on(ThingBent)(lambda event: seen.append(event.metadata.id))
    mirror = Mirror(hooks)
    inbox, _ = new_inbox(hooks)
    with inbox:
        for event_id, number, kind in (
            ("bent 5", 5, "bent"),
            ("updated 4", 4, "updated"),
            ("bent 3", 3, "bent"),
        ):
            inbox.receive(body(event_id, number, kind=kind))
            inbox.drain()
    assert ["bent 5", "bent 3"] == seen
    assert ["updated 4"] == mirror.effects


# Failures ------------------------------------------------------------------------------------


def test_a_failed_handler_is_tried_again() -> None:
    """Not before its wait is over, and others of the entity wait with it."""
    hooks, seen = new_hooks(), list[Any]()
    hooks.fallback(failing(2, lambda event: seen.append(event.metadata.id)))
    inbox, clock = new_inbox(hooks)
    with inbox:
        inbox.receive(body("a", 1))
        inbox.receive(body("b", 2))
        assert 1 == inbox.drain()
        clock.pass_by(HOUR)
        assert 1 == inbox.drain()
        assert [] == seen
        clock.pass_by(HOUR)
        assert 2 == inbox.drain()
    assert ["a", "b"] == seen


def test_waits_grow_and_are_random() -> None:
    """Full jitter: from nothing to a bound that doubles up to `max_backoff`."""
    inbox, _ = new_inbox(new_hooks(), backoff=1.0, max_backoff=60.0)
    delays = {
        attempt: [inbox._settings.delay(attempt) for _ in range(400)]
        for attempt in (1, 2, 4, 9, 10_000)
    }
    for attempt, longest in ((1, 1), (2, 2), (4, 8), (9, 60), (10_000, 60)):
        assert 0 <= min(delays[attempt]) < longest / 10
        assert longest * 0.9 < max(delays[attempt]) <= longest


def test_what_fails_too_often_is_parked() -> None:
    """Listed with its error; not tried again; later events of the entity go on."""
    hooks, seen = new_hooks(), list[Any]()
    hooks.fallback(failing(3, lambda event: seen.append(event.metadata.id)))
    inbox, clock = new_inbox(hooks, max_attempts=3)
    with inbox:
        inbox.receive(body("a", 1))
        inbox.receive(body("b", 2))
        for _ in range(9):
            inbox.drain()
            clock.pass_by(HOUR)
        (parked,) = inbox.parked()
        assert ("a", 3, 1) == (parked.key, parked.attempts, parked.sequence)
        assert "ValueError: no luck" in parked.error
        assert "test.things.v1.thing" in (parked.entity or "")
        assert "duplicate" == inbox.receive(body("a", 1)).status
    assert ["b"] == seen


def test_parked_events_are_replayed_or_discarded() -> None:
    """One, all, or never: whoever runs the app decides. An older state stays stale unless forced."""
    hooks, broken = new_hooks(), [True]
    mirror = Mirror(hooks)

    @hooks.on(ThingUpdated)
    def check(_: Any) -> None:
        if broken[0]:
            raise ValueError

    inbox, _ = new_inbox(hooks, max_attempts=1)
    with inbox:
        for key, entity, number in (
            ("a", "x", 1),
            ("b", "y", 1),
            ("c", "x", 2),
            ("d", "z", 1),
        ):
            inbox.receive(body(key, number, entity=entity))
        inbox.drain()
        assert ["a", "b", "c", "d"] == [one.key for one in inbox.parked()]
        broken[0] = False
        assert inbox.discard("d")
        assert not inbox.discard("d")
        assert inbox.replay("c")
        assert not inbox.replay("c")
        inbox.drain()
        assert ["a", "b"] == [one.key for one in inbox.parked()]
        assert 2 == inbox.replay_all()
        inbox.drain()
        assert [] == inbox.parked()
    # Mirror succeeded at first; only `check` had to run again.
    assert ["a", "b", "c", "d"] == sorted(map(str, mirror.effects))


def test_a_forced_replay_runs_though_stale() -> None:
    """`even_if_stale` is for who knows that the old state must be handled after all."""
    hooks, broken = new_hooks(), [True]
    seen: list[Any] = []

    @hooks.fallback
    def handle(event: Any) -> None:
        if broken[0]:
            raise ValueError
        seen.append(event.metadata.id)

    inbox, _ = new_inbox(hooks, max_attempts=1)
    with inbox:
        inbox.receive(body("old", 1))
        inbox.drain()
        broken[0] = False
        inbox.receive(body("new", 2))
        inbox.drain()
        inbox.replay("old", even_if_stale=True)
        inbox.drain()
        assert [] == inbox.parked()
    assert ["new", "old"] == seen


def test_handlers_that_succeeded_do_not_run_again() -> None:
    """A retry calls only those that failed; the same function registered twice is two handlers."""
    hooks, calls = new_hooks(), list[str]()

    def first(_: Any) -> None:
        calls.append("first")

    hooks.on(ThingUpdated)(first)
    hooks.on(ThingUpdated)(failing(2, lambda _: calls.append("second")))
    hooks.on(ThingUpdated)(first)
    inbox, clock = new_inbox(hooks)
    with inbox:
        inbox.receive(body("a"))
        for _ in range(3):
            inbox.drain()
            clock.pass_by(HOUR)
        assert 1 == inbox.stats().finished
    assert ["first", "first", "second"] == calls


def test_a_function_that_is_registered_twice_is_two_handlers() -> None:
    """When one of the two calls fails, that one is repeated."""
    hooks, calls = new_hooks(), list[str]()

    def handle(_: Any) -> None:
        calls.append(current().handler.rpartition(".")[2])
        if len(calls) == 2:
            raise ValueError

    hooks.on(ThingUpdated)(handle)
    hooks.on(ThingUpdated)(handle)
    inbox, clock = new_inbox(hooks)
    with inbox:
        inbox.receive(body("a"))
        inbox.drain()
        clock.pass_by(HOUR)
        inbox.drain()
    assert ["handle", "handle#2", "handle#2"] == calls


@pytest.mark.parametrize("error", [StopIteration, SystemExit, KeyboardInterrupt])
def test_whatever_a_handler_raises_is_a_failure(error: type[BaseException]) -> None:
    """Also what threads and event loops can't pass on: the worker goes on."""
    hooks = new_hooks()

    @hooks.fallback
    def handle(_: Any) -> None:
        raise error

    inbox, _ = new_inbox(hooks, max_attempts=1)
    with inbox:
        inbox.receive(body("a"))
        inbox.receive(body("b"))
        assert 2 == inbox.drain()
        assert 2 == inbox.stats().parked


def test_a_payload_that_no_longer_fits_is_parked() -> None:
    """Say, after an update of the package: nothing is lost, and the worker goes on."""
    inbox, _ = new_inbox(new_hooks(), max_attempts=1)
    with inbox:
        inbox.receive(body("a"))
        inbox._hooks.decode = lambda _: 1 / 0  # type: ignore[method-assign,assignment]
        inbox.drain()
        assert "ZeroDivisionError" in inbox.parked()[0].error


def test_an_event_that_kills_its_workers_is_parked() -> None:
    """An attempt that nobody survived counts."""
    hooks = new_hooks()
    seen = seen_by(hooks)
    inbox, clock = new_inbox(hooks, max_attempts=3)
    with inbox:
        inbox.receive(body("a"))
        for _ in range(3):
            assert 1 == len(inbox._store.claim(1, 60))
            clock.pass_by(60)
        inbox.drain()
        assert ["a"] == [one.key for one in inbox.parked()]
    assert [] == seen


# Both kinds of handlers ----------------------------------------------------------------------


def test_async_handlers_run_in_a_sync_worker() -> None:
    """Side by side with sync ones, also a plain function that returns a coroutine."""
    hooks, seen = new_hooks(), list[str]()

    async def asleep(_: Any) -> None:
        await asyncio.sleep(0)
        seen.append(current().handler.rpartition(".")[2])

    def plain(_: Any) -> None:
        seen.append(current().handler.rpartition(".")[2])

    def handed_out(event: Any) -> object:
        return asleep(event)

    hooks.on(ThingUpdated)(asleep)
    hooks.on(ThingUpdated)(plain)
    hooks.on(ThingUpdated)(handed_out)
    inbox, _ = new_inbox(hooks)
    with inbox:
        inbox.receive(body("a"))
        inbox.drain()
        assert 1 == inbox.stats().finished
    assert ["asleep", "plain", "handed_out"] == seen


async def test_arun_shares_the_loop() -> None:
    """Async handlers run in the loop of `arun`; sync ones don't block it."""
    hooks, done = new_hooks(), asyncio.Event()
    loop = asyncio.get_running_loop()

    @hooks.on(ThingUpdated)
    def sync(_: Any) -> None:
        # Only a loop that isn't blocked can answer.
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(30)

    @hooks.on(ThingUpdated)
    async def finish(_: Any) -> None:
        assert loop is asyncio.get_running_loop()
        done.set()

    inbox, _ = new_inbox(hooks)
    with inbox:
        task = asyncio.create_task(inbox.arun())
        await inbox.areceive(body("a"))
        await done.wait()
        inbox.stop()
        await task
        assert 1 == inbox.stats().finished


async def test_sync_methods_refuse_to_run_in_a_loop() -> None:
    """They would block it; the message names what to await."""
    inbox, _ = new_inbox(new_hooks())
    with inbox:
        for method in (inbox.run, inbox.drain):
            with pytest.raises(ConfigurationError, match="await `arun` or `adrain`"):
                method()


# Stopping ------------------------------------------------------------------------------------


def test_a_worker_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """`with inbox.worker()` handles what comes meanwhile at once, and finishes what it began."""
    hooks, entered, go = new_hooks(), threading.Event(), threading.Event()
    seen: list[str] = []

    @hooks.fallback
    def handle(event: Any) -> None:
        entered.set()
        go.wait(30)
        seen.append(event.metadata.id)

    stop = Worker.stop

    def stop_first(worker: Worker) -> None:
        stop(worker)
        go.set()

    monkeypatch.setattr(Worker, "stop", stop_first)
    inbox, _ = new_inbox(hooks, poll_interval=3600, concurrency=1)
    with inbox:
        with inbox.worker():
            inbox.receive(body("a", entity="x"))
            inbox.receive(body("b", entity="y"))
            entered.wait(30)
        assert ["a"] == seen
        assert (1, 0) == (inbox.stats().pending, inbox.stats().running)
        assert 1 == inbox.drain()


def test_run_returns_when_stopped() -> None:
    """Also when it was stopped by a handler, in the middle of its work."""
    hooks = new_hooks()
    inbox, _ = new_inbox(hooks, concurrency=1)
    hooks.fallback(lambda _: inbox.stop())
    with inbox:
        inbox.receive(body("a", entity="x"))
        inbox.receive(body("b", entity="y"))
        inbox.run()
        assert (1, 1) == (inbox.stats().finished, inbox.stats().pending)


def test_stopping_waits_for_async_handlers() -> None:
    """They aren't cancelled: what was begun is finished."""
    hooks, seen = new_hooks(), list[str]()
    inbox, _ = new_inbox(hooks)

    @hooks.fallback
    async def handle(event: Any) -> None:
        inbox.stop()
        for _ in range(10_000):  # turns of the loop, in which a cancellation would come
            await asyncio.sleep(0)
        seen.append(event.metadata.id)

    with inbox:
        inbox.receive(body("a"))
        inbox.run()
    assert ["a"] == seen


def test_a_signal_handler_may_stop_it() -> None:
    """`signal.signal(signal.SIGTERM, lambda *_: inbox.stop())` is how a server ends its worker."""
    hooks = new_hooks()
    inbox, _ = new_inbox(hooks, poll_interval=3600)
    before = signal.signal(signal.SIGTERM, lambda *_: inbox.stop())
    hooks.fallback(lambda _: os.kill(os.getpid(), signal.SIGTERM))
    with inbox:
        inbox.receive(body("a"))
        inbox.run()
        assert 1 == inbox.stats().finished
    signal.signal(signal.SIGTERM, before)


async def test_cancelling_gives_events_back() -> None:
    """An async handler is cancelled and its event due again; a sync one counts as it ended."""
    hooks, seen = new_hooks(), list[str]()
    entered, go = threading.Event(), threading.Event()
    waiting = asyncio.Event()

    @hooks.on(ThingUpdated)
    async def forever(_: Any) -> None:
        waiting.set()
        await asyncio.Event().wait()

    @hooks.on(ThingBent)
    def sync(event: Any) -> None:
        entered.set()
        go.wait(30)
        seen.append(event.metadata.id)

    inbox, _ = new_inbox(hooks)
    with inbox:
        inbox.receive(body("async", entity="x"))
        inbox.receive(body("sync", entity="y", kind="bent"))
        task = asyncio.create_task(inbox.arun())
        await waiting.wait()
        await asyncio.to_thread(entered.wait, 30)
        task.cancel()
        asyncio.get_running_loop().call_later(0.05, go.set)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ["sync"] == seen
        stats = inbox.stats()
        assert (1, 0, 1) == (stats.pending, stats.running, stats.finished)


async def test_cancelling_gives_back_what_is_just_being_taken() -> None:
    """Events that the store hands out to a worker that was cancelled meanwhile are due again."""
    hooks = new_hooks()
    seen = seen_by(hooks)
    inbox, _ = new_inbox(hooks)
    entered, go = threading.Event(), threading.Event()
    claim = inbox._store.claim

    def slow(*arguments: Any) -> Any:
        entered.set()
        go.wait(30)
        return claim(*arguments)

    inbox._store.claim = slow  # type: ignore[method-assign]
    with inbox:
        inbox.receive(body("a"))
        task = asyncio.create_task(inbox.arun())
        await asyncio.to_thread(entered.wait, 30)
        task.cancel()
        asyncio.get_running_loop().call_later(0.05, go.set)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (1, 0) == (inbox.stats().pending, inbox.stats().running)
    assert [] == seen


def test_a_limit_bounds_a_drain() -> None:
    """`drain(limit)` makes at most so many attempts."""
    hooks = new_hooks()
    seen = seen_by(hooks)
    inbox, _ = new_inbox(hooks)
    with inbox:
        for number in range(20):
            inbox.receive(body(f"e{number}"[:3], entity=f"x{number}"))
        assert [7, 0, 13] == [inbox.drain(7), inbox.drain(0), inbox.drain()]
    assert 20 == len(set(seen))


# Leases --------------------------------------------------------------------------------------


def test_a_long_handler_keeps_its_event(tmp_path: Path) -> None:
    """The worker renews its leases, also while a handler blocks the event loop."""
    hooks, renewed = new_hooks(), threading.Event()
    inbox, _ = new_inbox(hooks, tmp_path / "inbox.db", lease=0.06)
    store = inbox._store
    extend, count = store.extend, [0]

    def counting(*arguments: Any) -> bool:
        count[0] += 1
        if count[0] == 5:
            renewed.set()
        return extend(*arguments)

    store.extend = counting  # type: ignore[method-assign]

    @hooks.fallback
    async def block(_: Any) -> None:
        renewed.wait(30)

    with inbox:
        inbox.receive(body("a"))
        assert 1 == inbox.drain()
        assert 1 == inbox.stats().finished
    assert renewed.is_set()


def test_leases_are_renewed_three_times_as_often_as_they_run_out() -> None:
    """One renewal that fails doesn't lose the lease."""
    inbox, _ = new_inbox(new_hooks())
    waits: list[float] = []

    class End:
        """Ends after the second wait."""

        def wait(self, seconds: float) -> bool:
            """Doesn't."""
            waits.append(seconds)
            return len(waits) > 1

    with inbox:
        heartbeat = Heartbeat(inbox._store, 60.0)
        heartbeat._end = End()  # type: ignore[assignment]
        heartbeat._beat()
    assert [20.0, 20.0] == waits


def test_a_store_that_fails_is_tried_again() -> None:
    """The outcome of an event is told again and again; claiming goes on, too."""
    hooks = new_hooks()
    seen = seen_by(hooks)
    inbox, _ = new_inbox(hooks, poll_interval=0.01)
    store = inbox._store
    claim, finish = FailingMethod(store.claim), FailingMethod(store.finish)
    store.claim, store.finish = claim, finish  # type: ignore[method-assign]
    with inbox:
        inbox.receive(body("a"))
        with inbox.worker():
            assert finish.has_worked.wait(30)
    assert ["a"] == seen


class FailingMethod:
    """A method whose first two calls raise StoreError."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self.method = method
        self.left = 2
        self.has_worked = threading.Event()

    def __call__(self, *arguments: Any) -> Any:
        """Fails, or does it."""
        if self.left:
            self.left -= 1
            raise StoreError("down")
        result = self.method(*arguments)
        self.has_worked.set()
        return result


def test_a_drain_tells_that_the_store_is_down() -> None:
    """A cron job must see it fail."""
    inbox, _ = new_inbox(new_hooks())
    with inbox:
        inbox._store.claim = FailingMethod(inbox._store.claim)  # type: ignore[method-assign]
        with pytest.raises(StoreError):
            inbox.drain()


def test_what_is_kept_of_handled_events(tmp_path: Path) -> None:
    """That they were handled, or were stale, or given up; nothing of what was in them."""
    hooks = new_hooks()
    hooks.on(ThingBent)(failing(1, print))
    inbox, _ = new_inbox(hooks, tmp_path / "inbox.db", max_attempts=1)
    with inbox:
        for key, number, kind in (
            ("new", 2, "updated"),
            ("old", 1, "updated"),
            ("x", 3, "bent"),
        ):
            inbox.receive(body(key, number, kind=kind))
            inbox.drain()
        inbox.discard("x")
    with sqlite3.connect(tmp_path / "inbox.db") as connection:
        rows = connection.execute(
            "SELECT key, status, payload, error FROM wixapi_inbox"
        ).fetchall()
    connection.close()
    assert [
        ("new", "done", "", ""),
        ("old", "stale", "", ""),
        ("x", "discarded", "", ""),
    ] == rows


def test_keys_are_purged_after_keep() -> None:
    """The worker forgets handled events, not before `keep` is over."""
    inbox, clock = new_inbox(new_hooks(), keep=48 * HOUR)
    with inbox:
        inbox.receive(body("a"))
        inbox.drain()
        clock.pass_by(48 * HOUR)
        inbox.drain()
        assert "duplicate" == inbox.receive(body("a")).status
        clock.pass_by(1)
        inbox.drain()
        assert 0 == inbox.stats().finished


# Exactly once --------------------------------------------------------------------------------


def test_current_is_for_handlers() -> None:
    """It tells key, attempt and handler; elsewhere it says what it is for."""
    hooks, seen = new_hooks(), list[Any]()

    def handle(_: Any) -> None:
        attempt = current()
        seen.append((attempt.key, attempt.number, attempt.event_type, attempt.is_stale))
        if attempt.number == 1:
            raise ValueError

    hooks.fallback(handle)
    inbox, clock = new_inbox(hooks)
    with inbox:
        inbox.receive(body("a"))
        inbox.drain()
        clock.pass_by(HOUR)
        inbox.drain()
    event_type = "test.things.v1.thing_updated"
    assert [("a", 1, event_type, False), ("a", 2, event_type, False)] == seen
    with pytest.raises(ConfigurationError, match="for handlers"):
        current()


def test_a_recorded_handler_does_not_run_again(tmp_path: Path) -> None:
    """What it committed with its own work holds, though the worker dies or the handler then fails."""
    hooks = new_hooks()
    path = tmp_path / "app.db"
    inbox, clock = new_inbox(hooks, path)

    @hooks.fallback
    def handle(event: Any) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute("INSERT INTO orders VALUES (?)", (event.metadata.id,))
            current().record(connection)
        connection.close()
        raise ValueError("after the commit")

    with inbox:
        inbox.receive(body("a"))
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE orders (id TEXT)")
        connection.close()
        for _ in range(3):
            inbox.drain()
            clock.pass_by(HOUR)
        assert (1, 0) == (inbox.stats().finished, inbox.stats().parked)
    with sqlite3.connect(path) as connection:
        assert [("a",)] == connection.execute("SELECT id FROM orders").fetchall()
    connection.close()


def test_a_lost_lease_rolls_back(tmp_path: Path) -> None:
    """A worker that was too slow can't record: its transaction comes to nothing."""
    hooks, outcomes = new_hooks(), list[str]()
    path = tmp_path / "app.db"
    inbox, clock = new_inbox(hooks, path)

    @hooks.fallback
    def handle(_: Any) -> None:
        clock.pass_by(HOUR)
        assert 1 == len(inbox._store.claim(1, 60))  # another worker
        connection = sqlite3.connect(path)
        with suppress(LeaseLostError), connection:
            current().record(connection)
            outcomes.append("recorded")
        connection.close()
        outcomes.append("went on")

    with inbox:
        inbox.receive(body("a"))
        inbox.drain(1)
        assert (0, 1) == (inbox.stats().finished, inbox.stats().running)
    assert ["went on"] == outcomes


async def test_recording_in_postgres(postgres: PostgresServer) -> None:
    """With psycopg's connections, sync and async, to the same database."""
    hooks, clock = new_hooks(), Clock()
    store = PostgresStore(postgres.dsn, schema="recording", clock=clock)
    inbox = WebhookInbox(hooks, store)

    @hooks.on(ThingUpdated)
    def sync(_: Any) -> None:
        with psycopg.connect(postgres.dsn) as connection:
            current().record(connection)
        raise ValueError

    @hooks.on(ThingUpdated)
    async def asleep(_: Any) -> None:
        async with await psycopg.AsyncConnection.connect(postgres.dsn) as connection:
            await current().arecord(connection)
        raise ValueError

    with inbox:
        await inbox.areceive(body("a"))
        assert 1 == await inbox.adrain()
        clock.pass_by(HOUR)
        assert 1 == await inbox.adrain()
        assert 1 == inbox.stats().finished
