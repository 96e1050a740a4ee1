"""How fast the inbox answers and works: `python tests/benchmarks/inbox.py`.

Answers: uvicorn on the loopback interface, one process, with 50 connections that each send the next
delivery when the last one is answered. Peers, in the same run and with the same server:
`verifies only` stores nothing; `plain INSERT` stores as a developer would: one INSERT and one
commit per delivery, just as durable, in a thread (SQLite) or from a pool (PostgreSQL), and no
duplicates told by anything but the primary key.

Work: 2,000 events of 200 entities with a handler that does nothing. The peer takes one event after
the other from the same kind of table, without order, leases or retries, and notes that it is done:
two commits per event.

Without a PostgreSQL server in Debian's place, only SQLite is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
# Not this file's folder: it would hide the tests of the same name.
sys.path[:1] = [str(TESTS), str(TESTS.parent / "generated")]

import psycopg
import uvicorn
from psycopg_pool import ConnectionPool

from inbox.things import body
from support.postgres import NoPostgresError, postgres_server
from support.webhooks import public_pem
from wixapi._webhooks.webhooks import BaseWebhooks
from wixapi.asgi import WebhookApp
from wixapi.inbox import NewEvent, PostgresStore, SQLiteStore, WebhookInbox

CONNECTIONS = 50
DELIVERIES = 3000
WORK = 2000
TABLE = (
    "CREATE TABLE plain (key text PRIMARY KEY, payload text, done integer DEFAULT 0)"
)


# Servers -------------------------------------------------------------------------------------


class VerifiesOnly:
    """Stores nothing."""

    def __init__(self, hooks: BaseWebhooks) -> None:
        self.hooks = hooks

    async def areceive(self, text: bytes) -> None:
        """Verifies."""
        self.hooks.verify(text)


class PlainInsert:
    """Stores as a developer would: a thread, an INSERT, a commit."""

    def __init__(self, hooks: BaseWebhooks, place: str) -> None:
        self.hooks = hooks
        self.threads = ThreadPoolExecutor(CONNECTIONS)
        if "=" in place:
            self.pool = ConnectionPool(place, min_size=1, max_size=10, open=True)
            self.insert = self.insert_postgres
        else:
            self.place = place
            self.insert = self.insert_sqlite

    async def areceive(self, text: bytes) -> None:
        """Verifies and stores."""
        await asyncio.get_running_loop().run_in_executor(self.threads, self.store, text)

    def store(self, text: bytes) -> None:
        """In a thread."""
        delivery = self.hooks.verify(text)
        self.insert(delivery.event_id, delivery.payload)

    def insert_sqlite(self, *row: Any) -> None:
        """A connection per delivery, as most code has it."""
        with open_sqlite(self.place) as connection:
            connection.execute(
                "INSERT OR IGNORE INTO plain (key, payload) VALUES (?, ?)", row
            )

    def insert_postgres(self, *row: Any) -> None:
        """A connection of a pool."""
        with self.pool.connection() as connection:
            connection.execute(
                "INSERT INTO plain (key, payload) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                row,
            )


@contextmanager
def open_sqlite(path: str) -> Iterator[sqlite3.Connection]:
    """As durable as the inbox."""
    connection = sqlite3.connect(path, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        with connection:
            yield connection
    finally:
        connection.close()


def new_store(place: str) -> Any:
    """The inbox's store for a place."""
    return PostgresStore(place) if "=" in place else SQLiteStore(place)


def serve(kind: str, place: str, key: str, socket: str) -> None:
    """Runs one server until it is killed."""
    hooks = BaseWebhooks(Path(key).read_bytes())
    receivers: dict[str, Callable[[], Any]] = {
        "verifies": lambda: VerifiesOnly(hooks),
        "plain": lambda: PlainInsert(hooks, place),
        "inbox": lambda: WebhookInbox(hooks, new_store(place)),
    }
    receiver = receivers[kind]()
    uvicorn.run(
        WebhookApp(receiver), fd=int(socket), log_level="critical", access_log=False
    )


# Clients -------------------------------------------------------------------------------------


async def send_all(port: int, bodies: Iterator[str], times: list[float]) -> None:
    """One connection that sends delivery after delivery."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for text in bodies:
        head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {len(text)}\r\n\r\n"
        begin = time.perf_counter()
        writer.write(f"{head}{text}".encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        times.append(time.perf_counter() - begin)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(answer.decode())
    writer.close()


async def load(port: int, bodies: list[str]) -> list[float]:
    """The time of each answer, in seconds."""
    times: list[float] = []
    left = iter(bodies)
    await asyncio.gather(*[send_all(port, left, times) for _ in range(CONNECTIONS)])
    return times


def measure(kind: str, place: str, key: Path, bodies: list[str]) -> list[float]:
    """Starts a server, warms it up, and measures."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listening:
        listening.set_inheritable(True)
        command = [sys.executable, __file__, "--serve", kind, place, str(key)]
        server = subprocess.Popen(
            [*command, str(listening.fileno())], pass_fds=[listening.fileno()]
        )
        port = listening.getsockname()[1]
        try:
            asyncio.run(load(port, bodies[:200]))
            return asyncio.run(load(port, bodies[200:]))
        finally:
            server.kill()
            server.wait()


def answers(places: dict[str, str], folder: Path) -> None:
    """Prints how long an answer takes."""
    key = folder / "key.pem"
    key.write_text(public_pem())
    bodies = [
        body(f"event-{n}", n, entity=f"thing-{n % 500}")
        for n in range(DELIVERIES + 200)
    ]
    print(
        f"\n{CONNECTIONS} parallel deliveries, ms    p50     p99     max   per second"
    )
    row("verifies only", measure("verifies", "", key, bodies))
    for name, place in places.items():
        peer = row(f"{name}: plain INSERT", measure("plain", place, key, bodies))
        ours = row(f"{name}: inbox", measure("inbox", place, key, bodies))
        print(f"{name}: inbox's p99 is {ours / peer:.2f} of the plain INSERT's")


def row(name: str, times: list[float]) -> float:
    """Prints one line; hands back p99."""
    cuts = statistics.quantiles(times, n=100)
    rate = len(times) / (sum(times) / CONNECTIONS)
    print(
        f"{name:25} {cuts[49] * 1e3:9.1f} {cuts[98] * 1e3:7.1f} {max(times) * 1e3:7.1f} {rate:9.0f}"
    )
    return cuts[98]


# Workers -------------------------------------------------------------------------------------


def work(places: dict[str, str]) -> None:
    """Prints how many events a worker handles."""
    print("\nevents a second, handlers that do nothing")
    for name, place in places.items():
        hooks = BaseWebhooks(public_pem())
        hooks.fallback(lambda _: None)
        payload = hooks.verify(body("payload", 1)).payload
        store = new_store(place)
        for number in range(WORK):
            store.add(
                NewEvent(
                    f"work-{number}", "type", payload, f"e{number % 200}", number, True
                )
            )
        with WebhookInbox(hooks, store) as inbox:
            inbox.drain(100)
            begin = time.perf_counter()
            count = inbox.drain()
            ours = count / (time.perf_counter() - begin)
        peer = plain_worker(place, payload)
        print(
            f"{name:12} inbox {ours:7.0f}   plain loop {peer:7.0f}   ratio {ours / peer:.2f}"
        )


def plain_worker(place: str, payload: str) -> float:
    """Takes and finishes one event after the other."""
    hooks = BaseWebhooks(public_pem())
    hooks.fallback(lambda _: None)
    mark = "%s" if "=" in place else "?"
    connection: Any
    if "=" in place:
        connection = psycopg.connect(place)
    else:
        connection = sqlite3.connect(place)
        connection.execute("PRAGMA synchronous=FULL")
    count = 500
    connection.execute("DELETE FROM plain")
    for number in range(count):
        connection.execute(
            f"INSERT INTO plain (key, payload) VALUES ({mark}, {mark})",
            (str(number), payload),
        )
    connection.commit()
    take = f"UPDATE plain SET done = {mark} WHERE key = {mark}"
    begin = time.perf_counter()
    for _ in range(count):
        select = "SELECT key, payload FROM plain WHERE done = 0 LIMIT 1"
        key, text = connection.execute(select).fetchone()
        connection.execute(take, (1, key))
        connection.commit()
        hooks.dispatch(hooks.decode(text))
        connection.execute(take, (2, key))
        connection.commit()
    seconds = time.perf_counter() - begin
    connection.close()
    return count / seconds


def main() -> None:
    """Measures, or serves for that."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(*arguments.serve)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = {"SQLite": str(folder / "inbox.db")}
        with open_sqlite(places["SQLite"]) as connection:
            connection.execute(TABLE)
        try:
            with postgres_server() as server:
                places["PostgreSQL"] = server.database()
                with psycopg.connect(places["PostgreSQL"]) as connection:
                    connection.execute(TABLE)
                run(places, folder)
        except NoPostgresError as error:
            print(f"no PostgreSQL server: {error}")
            run(places, folder)


def run(places: dict[str, str], folder: Path) -> None:
    """All measurements."""
    print(f"a commit to this disk: {fsync(folder) * 1e3:.1f} ms")
    answers(places, folder)
    work(places)


def fsync(folder: Path) -> float:
    """How long the disk takes to keep 4 KiB, in seconds."""
    with (folder / "fsync").open("wb", buffering=0) as file:
        times = []
        for _ in itertools.repeat(None, 50):
            begin = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            times.append(time.perf_counter() - begin)
    return statistics.median(times)


if __name__ == "__main__":
    main()
