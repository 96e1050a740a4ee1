"""A local Wix whose events go to an inbox in a file, and workers of the inbox that are killed at random.

    python killed_workers.py FOLDER CHANGES SEED

It prints JSON: the ids of the events that were sent, the ids for which the handler did something, and how many
workers were killed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wixapi import Webhooks, WixClient
from wixapi._webhooks.events import Event
from wixapi.inbox import SQLiteStore, WebhookInbox, current
from wixapi.inbox.conformance import Clock
from wixapi.testing import LocalWix

LEASE = 1000.0
BATCH = 10
"""Changes that are made while one worker lives."""


class Proof:
    """A local Wix, the file of an inbox, and chance."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.file = folder / "inbox.db"
        self.chance = random.Random(seed)
        self.clock = Clock()
        self.local = LocalWix(random=seed)
        self.hooks = Webhooks(self.local.public_key)
        self.hooks.fallback(self.handle)

    def inbox(self) -> WebhookInbox:
        """The inbox, opened by whoever asks."""
        store = SQLiteStore(self.file, timeout=60, clock=self.clock)
        return WebhookInbox(
            self.hooks,
            store,
            stale="handle",
            lease=LEASE,
            poll_interval=0.01,
            max_attempts=1000,
        )

    def handle(self, event: Event) -> None:
        """The handler: what it does and that it did it are written at once."""
        time.sleep(0.002)
        connection = sqlite3.connect(self.file, timeout=60)
        connection.execute("INSERT INTO effects VALUES (?)", (event.metadata.id,))
        current().record(connection)
        connection.commit()
        connection.close()

    def work(self) -> None:
        """What a worker's process does."""
        with self.inbox() as inbox:
            inbox.run()

    def spawn(self) -> int:
        """Fork a worker."""
        pid = os.fork()
        if not pid:
            try:
                self.work()
            finally:
                os._exit(0)
        return pid

    def kill(self, worker: int) -> None:
        """Kill a worker at some moment; the next one finds its leases run out."""
        time.sleep(self.chance.uniform(0, 0.06))
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        self.clock.pass_by(2 * LEASE)

    def run(self, changes: int) -> dict[str, Any]:
        """Make so many changes, killing worker after worker; the last one may finish what is left."""
        with sqlite3.connect(self.file) as connection:
            connection.execute("CREATE TABLE effects (id text)")
        kills = 0
        with self.inbox() as inbox, self.local as local:
            inbox.drain()  # imports what workers need: those that are forked begin at once
            local.deliver_to(inbox, timeout=None)
            todo = make_changes(local.client(), changes)
            local.disorder(duplicates=0.2)
            while sum(1 for _, _ in zip(range(BATCH), todo, strict=False)):
                self.kill(self.spawn())
                kills += 1
            inbox.drain()
            sent = [one.event_id for one in local.deliveries]
        with sqlite3.connect(self.file) as connection:
            handled = [row[0] for row in connection.execute("SELECT id FROM effects")]
        return {"sent": sent, "handled": handled, "kills": kills}


def make_changes(wix: WixClient, count: int) -> Iterator[None]:
    """Create, update and delete participations, one change at a time."""
    resource = wix.calendar.participations
    for number in range(count):
        if number % 3 == 0:
            made = resource.create_participation(
                participation={
                    "event_id": "e" * 36,
                    "participant": {"name": "Ann"},
                    "party_size": 1,
                }
            )
        elif number % 3 == 1:
            resource.update_participation(
                participation={
                    "id": made.id,
                    "revision": made.revision,
                    "party_size": 2,
                }
            )
        else:
            resource.delete_participation(participation_id=made.id)
        yield


if __name__ == "__main__":
    folder, changes, seed = sys.argv[1:]
    print(json.dumps(Proof(Path(folder), int(seed)).run(int(changes))))
