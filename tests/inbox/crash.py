"""A process that forks workers and receivers, and kills them at random moments.

    python crash.py TASK STORE FOLDER SEED

TASK is a function below; STORE is a path, or the DSN of a server. It prints JSON.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from inbox.things import body, new_hooks
from support.thing_events import ThingUpdated
from wixapi.inbox import PostgresStore, SQLiteStore, WebhookInbox, current
from wixapi.inbox.conformance import Clock

CONCURRENCY = 4
EVENTS = 120
KILLS = 30
ENTITIES = 12
LEASE = 1000.0
GENERATION = 2 * LEASE


class Scene:
    """What a task works with: a store that all processes open, and a file of what happened."""

    def __init__(self, place: str, folder: str, seed: str) -> None:
        self.place = place
        self.folder = Path(folder)
        self.chance = random.Random(int(seed))
        self.clock = Clock()

    def inbox(self, hooks: Any = None) -> WebhookInbox:
        """The inbox, opened by whoever asks."""
        hooks = hooks or new_hooks()
        store: Any
        if "=" in self.place:
            store = PostgresStore(
                self.place, schema="crash", timeout=20, clock=self.clock
            )
        else:
            store = SQLiteStore(self.place, timeout=20, clock=self.clock)
        return WebhookInbox(
            hooks,
            store,
            concurrency=CONCURRENCY,
            lease=LEASE,
            poll_interval=0.01,
            max_attempts=1000,
        )

    def note(self, line: str) -> None:
        """Appends a line to the file, in one piece whatever happens."""
        file = os.open(self.folder / "effects", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{line}\n".encode())
        os.close(file)

    def notes(self) -> list[str]:
        """What was noted."""
        path = self.folder / "effects"
        return path.read_text().splitlines() if path.exists() else []

    def fill(self) -> None:
        """Receives all events, of some entities in order."""
        with self.inbox() as inbox:
            inbox.drain()  # imports what a worker needs, so that those that are forked start at once
            for number in range(EVENTS):
                entity = f"x{number % ENTITIES}"
                inbox.receive(body(f"e{number}", number, entity=entity))

    def spawn(self, work: Callable[[], None]) -> int:
        """Forks a process that does this and nothing else."""
        pid = os.fork()
        if pid:
            return pid
        try:
            work()
        finally:
            os._exit(0)

    def kill_at_random(self, work: Callable[[], None]) -> None:
        """Forks, and kills after a random time."""
        pid = self.spawn(work)
        time.sleep(self.chance.uniform(0, 0.08))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.clock.pass_by(GENERATION)  # its leases have run out

    def kill_workers(self, handler: Callable[[Any], None]) -> int:
        """Kills worker after worker, tells how many; the last one may finish what is left."""
        hooks = new_hooks()
        hooks.on(ThingUpdated)(handler)

        def work() -> None:
            with self.inbox(hooks) as inbox:
                inbox.run()

        kills = 0
        while self.pending() and kills < KILLS:
            self.kill_at_random(work)
            kills += 1
        with self.inbox(hooks) as inbox:
            inbox.drain()
        return kills

    def pending(self) -> int:
        """How many events are left."""
        with self.inbox() as inbox:
            return inbox.stats().pending


def killed_workers(scene: Scene) -> Any:
    """Handlers append to a file; they take their time, so that no worker lives to handle all."""

    def handle(event: Any) -> None:
        time.sleep(0.005)
        scene.note(event.metadata.id)

    scene.fill()
    kills = scene.kill_workers(handle)
    return {"kills": kills, "effects": scene.notes()}


def killed_workers_with_records(scene: Scene) -> Any:
    """Handlers write to the inbox's database, and record that they did."""
    is_server = "=" in scene.place

    def connect() -> Any:
        if is_server:
            return psycopg.connect(scene.place)
        return sqlite3.connect(scene.place, timeout=20)

    def handle(event: Any) -> None:
        time.sleep(0.005)
        connection = connect()
        mark = "%s" if is_server else "?"
        connection.execute(f"INSERT INTO effects VALUES ({mark})", (event.metadata.id,))
        current().record(connection)
        connection.commit()
        connection.close()

    scene.fill()
    connection = connect()
    connection.execute("CREATE TABLE effects (id text)")
    connection.commit()
    connection.close()
    kills = scene.kill_workers(handle)
    connection = connect()
    rows = connection.execute("SELECT id FROM effects").fetchall()
    connection.close()
    return {"kills": kills, "effects": [row[0] for row in rows]}


def killed_receivers(scene: Scene) -> Any:
    """Receivers are killed; what they answered 200 is noted."""
    bodies = [body(f"e{number}", number) for number in range(400)]
    position = [0]

    def receive() -> None:
        with scene.inbox() as inbox:
            for number in range(position[0], len(bodies)):
                scene.note(inbox.receive(bodies[number]).key)

    kills = 0
    while position[0] < len(bodies) and kills < KILLS:
        scene.kill_at_random(receive)
        kills += 1
        position[0] = len(scene.notes())
    with scene.inbox() as inbox:
        claims = inbox._store.claim(1000, LEASE)
        stored = []
        while claims:
            stored += [claim.key for claim in claims]
            for claim in claims:
                inbox._store.finish(claim, "done")
            claims = inbox._store.claim(1000, LEASE)
    return {"kills": kills, "answered": scene.notes(), "stored": stored}


def many_workers(scene: Scene) -> Any:
    """Four processes work at the same time until nothing is left."""
    scene.fill()

    def handle(event: Any) -> None:
        scene.note(f"begin {event.metadata.entity_id} {event.metadata.id}")
        time.sleep(0.001)
        scene.note(f"end {event.metadata.entity_id} {event.metadata.id}")

    def work() -> None:
        hooks = new_hooks()
        hooks.on(ThingUpdated)(handle)
        with scene.inbox(hooks) as inbox, inbox.worker():
            while inbox.stats().pending:
                select.select([], [], [], 0.02)

    for pid in [scene.spawn(work) for _ in range(4)]:
        os.waitpid(pid, 0)
    return {"effects": scene.notes()}


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    print(json.dumps(globals()[task](Scene(*arguments))))
