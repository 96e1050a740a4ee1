"""Wix's deliveries as they may come: again and again, late, in any order, while things fail."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from inbox.things import Mirror, body, new_hooks, new_inbox
from support.samples import slow_but
from support.thing_events import ThingCreated, ThingUpdated
from wixapi.inbox import StoreError, WebhookInbox
from wixapi.inbox.conformance import Clock

MINUTE, HOUR = 60.0, 3600.0

#: When Wix delivers again, after the delivery before.
WAITS = [
    MINUTE,
    10 * MINUTE,
    HOUR,
    *[2 * HOUR] * 3,
    *[4 * HOUR] * 3,
    *[8 * HOUR] * 2,
    12 * HOUR,
]
TIMES = [sum(WAITS[:number]) for number in range(13)]


def history(entity: str) -> list[str]:
    """All deliveries of a thing's life: created, five times updated, and an action."""
    events = [
        ("created", 1),
        *[("updated", number) for number in (2, 3, 4, 6, 7)],
        ("bent", 5),
    ]
    return [body(f"{entity}-{n}", n, kind=kind, entity=entity) for kind, n in events]


def test_the_schedule_is_the_one_of_wix() -> None:
    """13 deliveries over 47 h 11 min."""
    assert (13, 47 * HOUR + 11 * MINUTE) == (len(TIMES), TIMES[-1])


@pytest.mark.parametrize("block", slow_but(range(2), range(10)))
def test_shuffled_deliveries(block: int) -> None:
    """In each of 100 orders a block, each event twice: no effect happens twice, the newest state wins."""
    deliveries = history("thing-1")
    for seed in range(100 * block, 100 * block + 100):
        chance = random.Random(seed)
        hooks = new_hooks()
        mirror = Mirror(hooks)
        inbox, _ = new_inbox(hooks)
        order = deliveries * 2
        chance.shuffle(order)
        drains = set(chance.sample(range(len(order)), 2))
        with inbox:
            for position, delivery in enumerate(order):
                inbox.receive(delivery)
                if position in drains:
                    inbox.drain(chance.choice([1, 2, None]))
            inbox.drain()
            assert 7 == inbox.stats().finished, seed
        assert {"thing-1": "thing-1-7"} == mirror.states, seed
        assert len(mirror.effects) == len(set(mirror.effects)), seed
        # No state was handled after a newer one.
        assert sorted(map(str, mirror.effects)) == mirror.effects, seed


@dataclass
class Simulation:
    """Two days in the life of an inbox whose surroundings fail now and then."""

    seed: int
    clock: Clock
    inbox: WebhookInbox
    effects: list[tuple[str, bool]] = field(default_factory=list)
    states: dict[Any, Any] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.start = self.clock.now
        add = self.inbox._store.add

        def sometimes_down(event: Any) -> bool:
            if self.chance.random() < 0.5:
                raise StoreError("down")
            return add(event)

        self.inbox._store.add = sometimes_down  # type: ignore[method-assign]

    def keep(self, event: Any) -> None:
        """A handler: takes a state over, or fails before it does anything."""
        if self.chance.random() < 0.3:
            raise ValueError("no luck")
        self.effects.append((event.metadata.id, False))
        self.states[event.entity.id] = event.entity.name

    def note(self, event: Any) -> None:
        """What gets the stale ones."""
        self.effects.append((event.metadata.id, True))

    def deliver(self, delivery: str) -> None:
        """Delivers once; Wix stops when it has a 200."""
        try:
            self.answered.add(self.inbox.receive(delivery).key)
        except StoreError:
            return

    def run(self, deliveries: dict[str, str]) -> None:
        """Every event by Wix's schedule from a time of its own; some more often than needed."""
        plan: list[tuple[float, str]] = []
        for key in deliveries:
            begin = self.chance.uniform(0, HOUR)
            plan += [(begin + time, key) for time in TIMES]
        for time, key in sorted(plan):
            self.clock.now = self.start + time
            if key not in self.answered or self.chance.random() < 0.5:
                self.deliver(deliveries[key])
            if self.chance.random() < 0.5:
                self.inbox.drain()
        for _ in range(60):
            self.clock.pass_by(HOUR)
            self.inbox.drain()


@pytest.mark.parametrize("seed", range(10))
def test_two_days_of_deliveries(seed: int) -> None:
    """13 deliveries of each event over 47 h 11 min, keys kept 48 h, half of the stores failing:
    every event has one effect, as a state or as a stale one, and the newest states win.
    """
    hooks, clock = new_hooks(), Clock()
    things = ["x", "y", "z"]

    def note(event: Any) -> None:
        simulation.note(event)

    inbox, clock = new_inbox(
        hooks,
        keep=48 * HOUR,
        stale=note,
        max_attempts=30,
    )
    simulation = Simulation(seed, clock, inbox)
    hooks.on(ThingCreated)(simulation.keep)
    hooks.on(ThingUpdated)(simulation.keep)
    deliveries = {
        f"{thing}-{number}": body(
            f"{thing}-{number}",
            number,
            kind="updated" if number else "created",
            entity=thing,
        )
        for thing in things
        for number in range(5)
    }
    with inbox:
        simulation.run(deliveries)
        assert [] == inbox.parked()
    # An event that found the store down 13 times is lost, and was never answered.
    assert sorted(simulation.answered) == sorted(key for key, _ in simulation.effects)
    newest = {
        thing: max(key for key in simulation.answered if key[0] == thing)
        for thing in things
    }
    assert newest == simulation.states
