"""Events that wait behind one that fails cost the others nothing."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from support.postgres import PostgresServer
from wixapi.inbox import NewEvent, PostgresStore, SQLiteStore
from wixapi.inbox import _postgres_sql as postgres_sql
from wixapi.inbox import _sqlite_sql as sqlite_sql
from wixapi.inbox.conformance import Clock

FIRST = """
SELECT entity, min(id) FROM wixapi_inbox AS e WHERE status = 'pending' AND NOT EXISTS (
    SELECT 1 FROM wixapi_inbox AS before
    WHERE before.entity = e.entity AND before.status = 'pending'
        AND (before.sequence, before.id) < (e.sequence, e.id)
) GROUP BY entity ORDER BY entity"""
MARKED = """
SELECT entity, id FROM wixapi_inbox
WHERE status = 'pending' AND is_head ORDER BY entity, id"""


def behind(store: Any, entities: int, each: int) -> None:
    """Store so many events of so many entities, and have the first of each fail."""
    for number in range(entities * each):
        entity = f"e{number % entities}"
        store.add(NewEvent(f"k{number}", "type", "{}", entity, number))
    while claims := store.claim(100, 60.0):
        for claim in claims:
            store.retry(claim, 3600.0, "failed")


def steps_of_a_claim(path: Path, entities: int, each: int) -> int:
    """Return how many hundreds of steps SQLite takes to find one due event in such a backlog."""
    with SQLiteStore(path, clock=Clock()) as store:
        behind(store, entities, each)
        store.add(NewEvent("due", "type", "{}", "another"))
        steps: list[None] = []
        connection = store._file._connection
        assert connection is not None
        connection.set_progress_handler(lambda: steps.append(None), 100)
        assert ["due"] == [claim.key for claim in store.claim(9, 60.0)]
        connection.set_progress_handler(None, 0)
        return len(steps)


def test_a_claim_passes_by_what_waits_in_a_file(tmp_path: Path) -> None:
    """SQLite takes as many steps however many events wait behind others."""
    few = steps_of_a_claim(tmp_path / "few.db", 2, 2)
    many = steps_of_a_claim(tmp_path / "many.db", 40, 30)

    assert few == many


def rows_of_a_claim(dsn: str, entities: int, each: int) -> int:
    """Return how many rows the server looks at to find what is due in such a backlog: none of them."""
    with PostgresStore(dsn, clock=Clock()) as store:
        behind(store, entities, each)
        assert [] == store.claim(9, 60.0)
        statement = store._statement(postgres_sql.LOCK)
    with psycopg.connect(dsn) as connection:
        values = {"now": Clock().now, "limit": 9}
        plan = connection.execute(
            b"EXPLAIN (ANALYZE, FORMAT JSON) " + statement, values
        ).fetchone()
    assert plan is not None
    return sum(looked_at(plan[0][0]["Plan"]))


def looked_at(plan: dict[str, Any]) -> Iterator[int]:
    """Yield the rows that each node of a plan has handed on or left out."""
    if "Scan" in plan["Node Type"]:
        yield int(plan["Actual Rows"] * plan["Actual Loops"])
        yield int(plan.get("Rows Removed by Filter", 0) * plan["Actual Loops"])
    for inner in plan.get("Plans", ()):
        yield from looked_at(inner)


def test_a_claim_passes_by_what_waits_on_a_server(postgres: PostgresServer) -> None:
    """PostgreSQL looks at as many rows however many events wait behind others."""
    few = rows_of_a_claim(postgres.database(), 2, 2)
    many = rows_of_a_claim(postgres.database(), 20, 20)

    assert few == many


def live_on(store: Any, clock: Clock, chance: random.Random) -> None:
    """Do what inboxes do, at random: late and double events, failures, lost leases, parked ones."""
    held: list[Any] = []
    for number in range(250):
        match chance.randrange(8):
            case 0 | 1 | 2:
                entity = chance.choice(["a", "b", "c", None])
                sequence = chance.choice([None, chance.randrange(50)])
                store.add(
                    NewEvent(
                        f"k{chance.randrange(number + 1)}",
                        "type",
                        "{}",
                        entity,
                        sequence,
                    )
                )
            case 3 | 4:
                held += store.claim(chance.randrange(1, 4), 30.0)
            case 5:
                clock.pass_by(chance.choice([1.0, 40.0]))
            case 6 if held:
                claim = held.pop(chance.randrange(len(held)))
                ends = (
                    partial(store.finish, claim, "done"),
                    partial(store.retry, claim, 5.0, ""),
                    partial(store.park, claim, ""),
                )
                chance.choice(ends)()
            case _:
                for parked in store.parked(2):
                    chance.choice([store.replay, store.discard])(parked.key)


@pytest.mark.parametrize("seed", range(8))
def test_firsts_are_marked_in_a_file(tmp_path: Path, seed: int) -> None:
    """Whatever happens, the first event that waits of each entity is marked, and no other one."""
    path, clock = tmp_path / "inbox.db", Clock()
    with SQLiteStore(path, clock=clock) as store:
        live_on(store, clock, random.Random(seed))
    with sqlite3.connect(path) as connection:
        firsts = [row for row in connection.execute(FIRST) if row[0]]
        marked = [row for row in connection.execute(MARKED) if row[0]]
    connection.close()

    assert firsts == marked


@pytest.mark.parametrize("seed", range(4))
def test_firsts_are_marked_on_a_server(postgres: PostgresServer, seed: int) -> None:
    """Whatever happens, the first event that waits of each entity is marked."""
    dsn, clock = postgres.database(), Clock()
    with PostgresStore(dsn, clock=clock) as store:
        live_on(store, clock, random.Random(seed))
    with psycopg.connect(dsn) as connection:
        firsts = {row for row in connection.execute(FIRST) if row[0]}
        marked = {row for row in connection.execute(MARKED) if row[0]}

    assert set() == firsts - marked


def test_a_file_of_the_version_before(tmp_path: Path) -> None:
    """A file with a backlog goes on as it was, also while a process of the older version writes to it."""
    path = tmp_path / "inbox.db"
    old = sqlite3.connect(path, isolation_level=None)
    old.execute(sqlite_sql.MIGRATIONS)
    for statement in sqlite_sql.STEPS[0]:
        old.execute(statement)
    old.execute(sqlite_sql.MIGRATED, {"version": 1, "now": 1.0})
    new = {"event_type": "type", "is_state": False, "payload": "{}", "now": 1.0}
    for sequence in (3, 1, 2):
        old.execute(
            sqlite_sql.ADD,
            {**new, "key": f"k{sequence}", "entity": "a", "sequence": sequence},
        )
    with SQLiteStore(path) as store:
        assert ["k1"] == [claim.key for claim in store.claim(9, 60.0)]
        old.execute(
            "UPDATE wixapi_inbox SET status = 'done', lease = NULL, leased_until = 0 WHERE key = 'k1'"
        )
        old.execute(sqlite_sql.ADD, {**new, "key": "k0", "entity": "a", "sequence": 0})
        (claim,) = store.claim(9, 60.0)
        assert "k0" == claim.key
        assert store.finish(claim, "done")
        assert ["k2"] == [claim.key for claim in store.claim(9, 60.0)]
    old.close()
