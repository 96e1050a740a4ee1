"""Tests that every store of an inbox must pass; for a store of your own, too.

    from wixapi.inbox.conformance import StoreConformance

    class TestMyStore(StoreConformance):
        def make_store(self, name, clock):
            return MyStore(f"test-{name}", clock=clock)

pytest runs the class as it is (and tells more of a failure after
`pytest.register_assert_rewrite("wixapi.inbox.conformance")`, before the import); any other runner that
calls methods named `test_…` will do.
"""

from __future__ import annotations

import secrets
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from wixapi.inbox._model import Claim, NewEvent
from wixapi.inbox._store import Store

LEASE = 60.0


class Clock:
    """Tells the time in seconds since 1970, and has it pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time now."""
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Lets so many seconds pass."""
        self.now += seconds


class StoreConformance(ABC):
    """Subclass it and say how a store is made."""

    @abstractmethod
    def make_store(self, name: str, clock: Callable[[], float]) -> Store:
        """Opens a store.

        Args:
            name: Lower-case letters and digits. A name that was never used opens an empty store;
                one that was, opens the same data, as another process would.
            clock: What the store must take the time from, in seconds since 1970.
        """

    @contextmanager
    def opened(self, count: int = 1) -> Generator[tuple[Any, ...]]:
        """A clock and so many stores on the same, still empty, data."""
        clock, name = Clock(), "s" + secrets.token_hex(8)
        stores = [self.make_store(name, clock) for _ in range(count)]
        try:
            yield clock, *stores
        finally:
            for store in stores:
                store.close()

    # Storing ---------------------------------------------------------------------------------

    def test_an_event_is_stored_once(self) -> None:
        """`add` tells whether the key is new: not while it is pending, parked, or finished."""
        with self.opened() as (_, store):
            assert [True, False] == [store.add(event("a")), store.add(event("a"))]
            (claim,) = store.claim(9, LEASE)
            assert store.park(claim, "broken")
            assert not store.add(event("a"))
            assert store.replay("a")
            (claim,) = store.claim(9, LEASE)
            assert store.finish(claim, "done")
            assert not store.add(event("a"))
            assert [] == store.claim(9, LEASE)

    def test_what_was_added_survives(self) -> None:
        """A store that is opened on the same data, or opened again, has the event as it was."""
        text = (
            '{"data": "' + "é\U0001f984\\u0000 '\"%s :now\\n" + "x" * 1_000_000 + '"}'
        )
        with self.opened(2) as (_, store, other):
            store.add(NewEvent("key/1", "a.type_of", text, '["fqdn", "id"]', 2**63 - 1))
            (claim,) = other.claim(1, LEASE)
            expected = ("key/1", "a.type_of", text, 1, False, frozenset[str]())
            assert expected == fields(claim)
            store.close()
            assert not store.add(event("key/1"))

    def test_an_event_may_have_no_type(self) -> None:
        """Wix may say none: what is signed is stored all the same."""
        with self.opened() as (_, store):
            assert store.add(NewEvent("a", "", "{}"))
            (claim,) = store.claim(9, LEASE)
            assert fields(claim)[:2] == ("a", "")
            assert store.park(claim, "broken")
            assert [event.event_type for event in store.parked(9)] == [""]

    def test_many_add_the_same_event(self) -> None:
        """Of all that add an event at the same time, one is told that it was new."""
        with self.opened(2) as (_, *stores), ThreadPoolExecutor(8) as pool:
            for store in stores:
                store.stats()
            for key in "abcdefgh":
                adding = [pool.submit(stores[i % 2].add, event(key)) for i in range(8)]
                assert [True] == [
                    is_new for future in adding if (is_new := future.result())
                ]

    # Leases ----------------------------------------------------------------------------------

    def test_claims_come_in_order_of_arrival(self) -> None:
        """Those longest due come first, at most as many as asked for, and none a second time."""
        with self.opened() as (clock, store):
            for key in "abc":
                store.add(event(key))
                clock.pass_by(1)
            assert [] == store.claim(0, LEASE)
            assert ["a", "b"] == keys(store.claim(2, LEASE))
            assert ["c"] == keys(store.claim(2, LEASE))
            assert [] == store.claim(2, LEASE)

    def test_a_lease_that_ran_out_is_worth_nothing(self) -> None:
        """The event is taken over as the next attempt; the first worker changes nothing more."""
        with self.opened(2) as (clock, store, other):
            store.add(event("a"))
            (old,) = store.claim(1, LEASE)
            clock.pass_by(LEASE - 1)
            assert [] == other.claim(1, LEASE)
            clock.pass_by(1)
            (new,) = other.claim(1, LEASE)
            assert (1, 2) == (old.attempt, new.attempt)
            assert not store.extend(old, LEASE)
            assert not store.record(old, "handler")
            assert not store.retry(old, 0, "late")
            assert not store.park(old, "late")
            assert not store.finish(old, "done")
            assert other.finish(new, "done")
            assert not other.extend(new, LEASE)

    def test_a_lease_that_nobody_took_over_is_still_good(self) -> None:
        """A worker that was slow may finish what no other has claimed since."""
        with self.opened() as (clock, store):
            store.add(event("a"))
            (claim,) = store.claim(1, LEASE)
            clock.pass_by(10 * LEASE)
            assert store.finish(claim, "done")

    def test_a_lease_can_be_extended(self) -> None:
        """It then lasts so many seconds from that moment."""
        with self.opened() as (clock, store):
            store.add(event("a"))
            (claim,) = store.claim(1, LEASE)
            clock.pass_by(LEASE - 1)
            assert store.extend(claim, LEASE)
            clock.pass_by(LEASE - 1)
            assert [] == store.claim(1, LEASE)
            clock.pass_by(1)
            assert ["a"] == keys(store.claim(1, LEASE))

    def test_each_event_is_claimed_once(self) -> None:
        """However many claim at the same time, in two processes."""
        names = [f"e{number}" for number in range(60)]
        with self.opened(2) as (_, *stores), ThreadPoolExecutor(6) as pool:
            for name in names:
                stores[0].add(event(name))

            def work(index: int) -> list[str]:
                taken: list[str] = []
                while claims := stores[index % 2].claim(3, LEASE):
                    taken += keys(claims)
                return taken

            taken = [key for part in pool.map(work, range(6)) for key in part]
            # One that finds everything locked by others ends early, and leaves nothing for good.
            taken += keys(stores[0].claim(99, LEASE))
            assert sorted(names) == sorted(taken)

    # Failures --------------------------------------------------------------------------------

    def test_a_retry_waits(self) -> None:
        """An event that was given back is due after the delay, and its attempts are counted."""
        with self.opened() as (clock, store):
            store.add(event("a"))
            (claim,) = store.claim(1, LEASE)
            assert store.retry(claim, 10, "no luck")
            clock.pass_by(9)
            assert [] == store.claim(1, LEASE)
            clock.pass_by(1)
            (claim,) = store.claim(1, LEASE)
            assert 2 == claim.attempt

    def test_handlers_that_succeeded_are_known(self) -> None:
        """What was recorded comes with every later claim, also when the worker died."""
        with self.opened() as (clock, store):
            store.add(event("a"))
            (claim,) = store.claim(1, LEASE)
            assert store.record(claim, "app.first")
            assert store.retry(claim, 0, "second failed")
            (claim,) = store.claim(1, LEASE)
            assert {"app.first"} == claim.succeeded
            assert store.record(claim, "app.third")
            clock.pass_by(LEASE)
            (claim,) = store.claim(1, LEASE)
            assert {"app.first", "app.third"} == claim.succeeded

    def test_parked_events_are_listed(self) -> None:
        """In order of arrival, page by page, with what is known of them."""
        with self.opened() as (clock, store):
            store.add(event("a", "entity", 7))
            store.add(event("b"))
            store.add(event("c"))
            clock.pass_by(5)
            for claim in store.claim(9, LEASE):
                assert store.park(claim, f"{claim.key} is broken")
            assert [] == store.claim(9, LEASE)
            first, second = store.parked(2)
            assert ("a", "b") == (first.key, second.key)
            assert ["c"] == [event.key for event in store.parked(2, after="b")]
            assert ("type", "entity", 7, 1) == (
                first.event_type,
                first.entity,
                first.sequence,
                first.attempts,
            )
            assert "a is broken" == first.error
            assert (None, None) == (second.entity, second.sequence)
            assert clock.now == first.parked_at.timestamp()
            assert clock.now - 5 == first.received_at.timestamp()

    def test_a_parked_event_can_be_replayed(self) -> None:
        """It is due at once, from the first attempt, without the handlers that succeeded."""
        with self.opened() as (_, store):
            assert not store.replay("a")
            store.add(event("a"))
            assert not store.replay("a")
            (claim,) = store.claim(1, LEASE)
            store.record(claim, "app.first")
            store.park(claim, "broken")
            assert store.replay("a")
            assert [] == list(store.parked(9))
            (claim,) = store.claim(1, LEASE)
            assert (1, {"app.first"}) == (claim.attempt, claim.succeeded)

    def test_a_parked_event_can_be_discarded(self) -> None:
        """It is finished, and known, but makes nothing stale."""
        with self.opened() as (_, store):
            assert not store.discard("new")
            store.add(state("new", 2))
            assert not store.discard("new")
            (claim,) = store.claim(1, LEASE)
            store.park(claim, "broken")
            assert store.discard("new")
            assert not store.replay("new")
            assert not store.add(state("new", 2))
            store.add(state("old", 1))
            (claim,) = store.claim(1, LEASE)
            assert not claim.is_stale

    # Order -----------------------------------------------------------------------------------

    def test_one_event_of_an_entity_at_a_time(self) -> None:
        """The next comes when the one before is finished or parked; other entities don't wait."""
        with self.opened(2) as (_, store, other):
            store.add(event("a2", "a", 2))
            store.add(event("a1", "a", 1))
            store.add(event("a3", "a", 3))
            store.add(event("b1", "b", 1))
            store.add(event("none"))
            first, *rest = sorted(store.claim(9, LEASE), key=lambda one: one.key)
            assert ("a1", ["b1", "none"]) == (first.key, keys(rest))
            assert [] == other.claim(9, LEASE)
            store.finish(first, "done")
            (second,) = other.claim(9, LEASE)
            assert "a2" == second.key
            assert other.park(second, "broken")
            assert ["a3"] == keys(store.claim(9, LEASE))

    def test_the_next_waits_for_a_retry(self) -> None:
        """What failed and is tried again later is still the next of its entity."""
        with self.opened() as (clock, store):
            store.add(event("1", "a", 1))
            store.add(event("2", "a", 2))
            (claim,) = store.claim(9, LEASE)
            store.retry(claim, 10, "no luck")
            assert [] == store.claim(9, LEASE)
            clock.pass_by(10)
            assert ["1"] == keys(store.claim(9, LEASE))

    def test_late_arrivals_go_first_but_wait(self) -> None:
        """An older one doesn't run beside a newer that is held, and precedes all that aren't."""
        with self.opened() as (_, store):
            store.add(event("3", "a", 3))
            (claim,) = store.claim(9, LEASE)
            store.add(event("1", "a", 1))
            store.add(event("unknown", "a"))
            assert [] == store.claim(9, LEASE)
            store.retry(claim, 0, "no luck")
            order: list[str] = []
            while claims := store.claim(9, LEASE):
                order += keys(claims)
                store.finish(claims[0], "done")
            assert ["unknown", "1", "3"] == order

    def test_older_states_are_stale(self) -> None:
        """Of an entity, once a newer state is done; not by actions, nor by what wasn't done."""
        with self.opened() as (_, store):

            def is_stale(new: NewEvent) -> bool:
                store.add(new)
                (claim,) = store.claim(9, LEASE)
                store.finish(claim, "stale" if claim.is_stale else "done")
                return bool(claim.is_stale)

            assert not is_stale(event("action 9", "a", 9))
            assert not is_stale(state("state 5", 5))
            assert is_stale(state("state 4", 4))
            assert not is_stale(state("state 5 too", 5))
            assert not is_stale(event("action 3", "a", 3))
            assert not is_stale(state("unknown", None))
            assert not is_stale(state("state 6", 6))
            assert is_stale(state("late 5", 5))
            assert not is_stale(NewEvent("b", "type", "{}", "b", 1, True))

    def test_a_stale_event_can_be_replayed_nonetheless(self) -> None:
        """`even_if_stale` makes it an event like others, which then makes nothing stale."""
        with self.opened() as (_, store):
            store.add(state("1", 1))
            (claim,) = store.claim(1, LEASE)
            store.park(claim, "broken")
            store.add(state("2", 2))
            store.finish(store.claim(1, LEASE)[0], "done")
            store.replay("1")
            (claim,) = store.claim(1, LEASE)
            assert claim.is_stale
            store.park(claim, "stale")
            store.replay("1", even_if_stale=True)
            (claim,) = store.claim(1, LEASE)
            assert not claim.is_stale

    def test_an_entity_is_never_held_twice(self) -> None:
        """However many claim, finish, give back and add at the same time, in two processes."""
        with self.opened(2) as (_, *stores), ThreadPoolExecutor(6) as pool:
            held: set[str] = set()
            clashes: list[str] = []
            lock = threading.Lock()

            def hold(claim: Claim) -> None:
                entity = claim.payload
                with lock:
                    if entity in held:
                        clashes.append(claim.key)
                    held.add(entity)

            def work(index: int) -> None:
                store = stores[index % 2]
                for number in range(12):
                    name = f"{index}.{number}"
                    entity = "ab"[number % 2]
                    store.add(NewEvent(name, "type", entity, entity, 99 - number))
                    for claim in store.claim(2, LEASE):
                        hold(claim)
                        with lock:
                            held.remove(claim.payload)
                        if number % 3:
                            store.finish(claim, "done")
                        else:
                            store.retry(claim, 0, "again")

            list(pool.map(work, range(6)))
            assert [] == clashes

    # Housekeeping ----------------------------------------------------------------------------

    def test_only_old_finished_events_are_purged(self) -> None:
        """Their keys are then unknown; what is pending or parked stays, however old."""
        with self.opened() as (clock, store):
            for key in ("done", "stale", "discarded", "parked", "pending"):
                store.add(event(key))
            claims = {claim.key: claim for claim in store.claim(9, LEASE)}
            store.finish(claims["done"], "done")
            store.finish(claims["stale"], "stale")
            store.park(claims["discarded"], "broken")
            store.discard("discarded")
            store.park(claims["parked"], "broken")
            clock.pass_by(100)
            assert 0 == store.purge(101)
            assert 3 == store.purge(99)
            assert 0 == store.purge(99)
            assert ["parked"] == [event.key for event in store.parked(9)]
            assert ["pending"] == keys(store.claim(9, LEASE))
            assert store.add(event("done"))

    def test_what_tells_stale_is_not_purged(self) -> None:
        """As long as its entity has an event that may be replayed or handled."""
        with self.opened() as (clock, store):
            store.add(state("old", 1))
            store.park(store.claim(1, LEASE)[0], "broken")
            store.add(state("new", 2))
            store.finish(store.claim(1, LEASE)[0], "done")
            clock.pass_by(1000)
            assert 0 == store.purge(10)
            store.replay("old")
            (claim,) = store.claim(1, LEASE)
            assert claim.is_stale
            store.finish(claim, "stale")
            clock.pass_by(1000)
            assert 2 == store.purge(10)

    def test_stats_count(self) -> None:
        """Events by what becomes of them, and the age of the oldest that is pending."""
        with self.opened() as (clock, store):
            assert (0, 0, 0, 0, None) == counts(store)
            for key in "abcd":
                store.add(event(key))
                clock.pass_by(1)
            assert (4, 0, 0, 0, 4.0) == counts(store)
            done, parked, _ = store.claim(3, LEASE)
            store.finish(done, "done")
            store.park(parked, "broken")
            assert (2, 1, 1, 1, 2.0) == counts(store)
            clock.pass_by(LEASE)
            assert (2, 0, 1, 1, 2.0 + LEASE) == counts(store)


def event(key: str, entity: str | None = None, sequence: int | None = None) -> NewEvent:
    """Return an event that carries no state."""
    return NewEvent(key, "type", "{}", entity, sequence)


def state(key: str, sequence: int | None) -> NewEvent:
    """Return a state of the entity `a`."""
    return NewEvent(key, "type", "{}", "a", sequence, is_state=True)


def keys(claims: list[Claim]) -> list[str]:
    """Return the events' keys."""
    return [claim.key for claim in claims]


def fields(claim: Claim) -> tuple[Any, ...]:
    """Return all of a claim but its lease."""
    return (
        claim.key,
        claim.event_type,
        claim.payload,
        claim.attempt,
        claim.is_stale,
        claim.succeeded,
    )


def counts(store: Store) -> tuple[Any, ...]:
    """Return what `stats` says."""
    stats = store.stats()
    return (
        stats.pending,
        stats.running,
        stats.parked,
        stats.finished,
        stats.oldest,
    )
