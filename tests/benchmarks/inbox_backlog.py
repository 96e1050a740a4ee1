"""What an inbox costs while events wait behind failing ones: `python tests/benchmarks/inbox_backlog.py`.

A tenth of the stored events wait behind the first one of their entity, which has failed and is to be tried again
later (ten of each entity); the others are done. Then

- an event that nothing holds up is stored and claimed, again and again. Of a claim, the processor's time of this
  process (SQLite) or of the server's (PostgreSQL) is measured;
- deliveries are received while a worker handles others. Of each, the time until it is on the disk is measured.

The peer, in the same run, is the same store with 1,000 events. Without a PostgreSQL server in Debian's place, only
SQLite is measured.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
# Not this file's folder: it would hide the tests of the same name.
sys.path[:1] = [str(TESTS), str(TESTS.parent / "generated")]

import psycopg

from inbox.things import body
from support.postgres import NoPostgresError, postgres_server
from support.webhooks import public_pem
from wixapi._webhooks.webhooks import BaseWebhooks
from wixapi.inbox import NewEvent, PostgresStore, SQLiteStore, WebhookInbox

CLAIMS = 300
DELIVERIES = 2000

#: Events as they are after some weeks: `?` is how many, every tenth waits.
NUMBERS = (
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {} - 1)"
)
FILL = """
INSERT INTO wixapi_inbox
    (key, event_type, entity, sequence, is_state, payload, status, due_at, received_at, changed_at)
SELECT 'stored-' || i, 'type', 'entity-' || (i % {entities}), i, {false}, '',
    CASE WHEN i >= {count} - {waiting} THEN 'pending' ELSE 'done' END, {now}, {now}, {now}
FROM {numbers}"""
FAIL = "UPDATE wixapi_inbox SET due_at = {later} WHERE status = 'pending' AND is_head"


class File:
    """A store in a file."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{time.monotonic_ns()}.db"
        self.store: Any = SQLiteStore(self.path, timeout=30)

    def fill(self, count: int) -> None:
        """Store so many events."""
        self.store.stats()
        connection = sqlite3.connect(self.path)
        with connection:
            connection.execute(
                f"{NUMBERS.format(count)}{fill(count, 'n', '0', str(time.time()))}"
            )
            connection.execute(FAIL.format(later=time.time() + 86400))
        connection.execute(
            "PRAGMA wal_checkpoint(TRUNCATE)"
        )  # not while it is measured
        connection.close()

    def processor(self) -> Callable[[], float]:
        """Return what tells the seconds of processor that claims take."""
        return time.thread_time


class Server:
    """A store on a server."""

    name = "PostgreSQL"

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.store: Any = PostgresStore(dsn, timeout=30)

    def fill(self, count: int) -> None:
        """Store so many events."""
        self.store.stats()
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            numbers = f"generate_series(0, {count} - 1) AS i"
            connection.execute(fill(count, numbers, "false", "now()").encode())
            connection.execute(FAIL.format(later="now() + interval '1 day'").encode())
            connection.execute("VACUUM ANALYZE wixapi_inbox")

    def processor(self) -> Callable[[], float]:
        """Return what tells the seconds of processor of the connection's backend."""
        with self.store._connection() as connection:
            pid = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
        ticks = os.sysconf("SC_CLK_TCK")

        def told() -> float:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / ticks

        return told


def fill(count: int, numbers: str, false: str, now: str) -> str:
    """Return the statement that stores so many events."""
    waiting = count // 10
    return FILL.format(
        entities=waiting // 10,
        waiting=waiting,
        count=count,
        numbers=numbers,
        false=false,
        now=now,
    )


def claim_cost(place: File | Server) -> float:
    """Return the milliseconds of processor that a claim takes, storing and finishing left out on SQLite."""
    store, told = place.store, place.processor()
    seconds = 0.0
    for number in range(CLAIMS):
        store.add(NewEvent(f"new-{number}", "type", "{}", f"new-{number}", 1))
        begin = told()
        (claim,) = store.claim(1, 60.0)
        seconds += told() - begin
        store.finish(claim, "done")
    return seconds / CLAIMS * 1e3


def receive_times(place: File | Server) -> list[float]:
    """Return the milliseconds that deliveries take beside a busy worker."""
    hooks = BaseWebhooks(public_pem())
    hooks.fallback(lambda _: None)
    bodies = [
        body(f"event-{n}", n, entity=f"thing-{n % 500}") for n in range(DELIVERIES)
    ]
    times: list[float] = []
    with WebhookInbox(hooks, place.store) as inbox, inbox.worker():
        for text in bodies:
            begin = time.perf_counter()
            inbox.receive(text)
            times.append((time.perf_counter() - begin) * 1e3)
    return times


def measure(place: File | Server, count: int) -> None:
    """Print one line."""
    place.fill(count)
    cost = claim_cost(place)
    times = receive_times(place)
    cuts = statistics.quantiles(times, n=100)
    print(
        f"{place.name:12} {count:9,} {count // 10:9,} {cost:10.2f} "
        f"{cuts[49]:12.1f} {cuts[98]:8.1f} {max(times):8.1f}",
        flush=True,
    )


def main() -> None:
    """Measure both stores in growing sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sizes", nargs="*", type=int, default=[1000, 100_000, 1_000_000]
    )
    sizes = parser.parse_args().sizes
    print("store           stored   waiting   claim ms  receive p50      p99      max")
    with tempfile.TemporaryDirectory() as name:
        for count in sizes:
            measure(File(Path(name)), count)
        try:
            with postgres_server() as server:
                for count in sizes:
                    measure(Server(server.database()), count)
        except NoPostgresError as error:
            print(f"no PostgreSQL server: {error}")


if __name__ == "__main__":
    main()
