"""Wix's whole schedule of deliveries on both stores, while the store closes, restarts, or is damaged."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inbox.test_disorder import HOUR, TIMES, history
from inbox.things import Mirror, body, new_hooks
from support.postgres import PostgresServer
from support.samples import few_or_many, slow_but
from support.thing_events import ThingCreated, ThingUpdated
from wixapi.errors import ConfigurationError
from wixapi.inbox import PostgresStore, SQLiteStore, StoreError, WebhookInbox
from wixapi.inbox.conformance import Clock

STORES = ["file", "server"]
Open = Callable[[Clock], Any]


@pytest.fixture(params=slow_but(["file"], STORES))
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the store that all tests of a parameter share, as another process would."""
    if request.param == "file":
        return lambda clock: SQLiteStore(tmp_path / "inbox.db", timeout=30, clock=clock)
    server: PostgresServer = request.getfixturevalue("postgres")
    dsn = server.database()
    return lambda clock: PostgresStore(dsn, timeout=30, clock=clock)


class Life:
    """A process that receives and handles, and that dies again and again."""

    def __init__(self, open_store: Open, chance: random.Random) -> None:
        self.open_store = open_store
        self.chance = chance
        self.clock = Clock()
        self.effects: list[str] = []
        self.states: dict[Any, Any] = {}
        self.answered: set[str] = set()
        self.inbox = self.born()

    def born(self) -> WebhookInbox:
        """A new process, with handlers of its own."""
        hooks = new_hooks()
        hooks.on(ThingCreated)(self.keep)
        hooks.on(ThingUpdated)(self.keep)
        store = self.open_store(self.clock)
        return WebhookInbox(
            hooks, store, keep=48 * HOUR, max_attempts=99, stale="handle"
        )

    def keep(self, event: Any) -> None:
        """Takes a state over, or fails before it does anything."""
        if self.chance.random() < 0.3:
            raise ValueError("no luck")
        self.effects.append(event.metadata.id)
        self.states[event.entity.id] = event.entity.name

    def step(self, delivery: str) -> None:
        """One delivery; perhaps some work, perhaps another process after that."""
        self.answered.add(self.inbox.receive(delivery).key)
        if self.chance.random() < 0.4:
            self.inbox.drain(self.chance.choice([1, 3, None]))
        if self.chance.random() < 0.1:
            self.inbox.close()
            self.inbox = self.born()


@few_or_many(1, 6)
def test_the_whole_schedule(opened: Open, examples: int) -> None:
    """13 deliveries of each event over 47 h 11 min, in processes that end: one effect each, the newest state last."""
    chance = random.Random(examples)
    life = Life(opened, chance)
    deliveries = [
        body(f"{thing}{number}", number, kind="updated", entity=thing)
        for thing in [f"t{number}-" for number in range(2 * examples)]
        for number in range(4)
    ]
    plan = [
        (begin + time, delivery)
        for delivery in deliveries
        for begin in [chance.uniform(0, HOUR)]
        for time in TIMES
    ]
    start = life.clock.now
    for time, delivery in sorted(plan):
        life.clock.now = start + time
        life.step(delivery)
    for _ in range(60):
        life.clock.pass_by(HOUR)
        life.inbox.drain()

    assert sorted(life.answered) == sorted(life.effects)
    assert 0 == life.inbox.stats().pending
    life.inbox.close()


@few_or_many(3, 1_000)
def test_shuffles(opened: Open, examples: int) -> None:
    """Each event twice, in any order: no effect twice, and the newest state wins."""
    for seed in range(examples):
        chance = random.Random(seed)
        hooks = new_hooks()
        mirror = Mirror(hooks)
        entity = f"thing-{examples}-{seed}"
        order = history(entity) * 2
        chance.shuffle(order)
        with WebhookInbox(hooks, opened(Clock())) as inbox:
            for position, delivery in enumerate(order):
                inbox.receive(delivery)
                if position in (4, 9):
                    inbox.drain(chance.choice([1, 2, None]))
            inbox.drain()

        assert {entity: f"{entity}-7"} == mirror.states, seed
        assert sorted(set(map(str, mirror.effects))) == mirror.effects, seed


@pytest.mark.slow
def test_a_server_that_starts_again(postgres: PostgresServer) -> None:
    """What was answered before a restart is there after it, once."""
    clock = Clock()
    dsn = postgres.database()
    hooks = new_hooks()
    mirror = Mirror(hooks)
    with WebhookInbox(hooks, PostgresStore(dsn, timeout=60, clock=clock)) as inbox:
        answered = []
        for number in range(12):
            answered.append(inbox.receive(body(f"e{number}", number)).key)
            if number % 4 == 3:
                postgres.stop()
                postgres.start()
                clock.pass_by(HOUR)
                inbox.drain(1)
        clock.pass_by(HOUR)
        inbox.drain()

        assert 0 == inbox.stats().pending
    assert "e11" == mirror.states["thing-1"]
    assert len(mirror.effects) == len(set(mirror.effects))


@few_or_many(10, 300)
def test_damaged_files(tmp_path: Path, examples: int) -> None:
    """Bytes that somebody wrote into the file: an error of ours, or a store that still keeps what it answers."""
    for seed in range(examples):
        path = tmp_path / f"{seed}.db"
        with WebhookInbox(new_hooks(), SQLiteStore(path)) as inbox:
            for number in range(30):
                inbox.receive(body(f"d{number}", number, entity=f"t{number % 3}"))
        chance = random.Random(seed)
        content = bytearray(path.read_bytes())
        for _ in range(chance.choice([1, 40, 4_000])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(bytes(content[: chance.choice([len(content), 5_000])]))
        store = SQLiteStore(path)
        try:
            with WebhookInbox(new_hooks(), store) as inbox:
                inbox.receive(body("new", 99, entity="new"))
                assert (
                    "duplicate" == inbox.receive(body("new", 99, entity="new")).status
                )
                store.claim(5, 60.0)
                inbox.stats()
        except (StoreError, ConfigurationError):
            continue
