"""An inbox, as apps use it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from psycopg_pool import ConnectionPool

from wixapi import Delivery, Event, Webhooks
from wixapi.asgi import WebhookApp
from wixapi.events import guests
from wixapi.inbox import (
    ParkedEvent,
    PostgresStore,
    Receipt,
    SQLiteStore,
    Store,
    WebhookInbox,
    current,
)
from wixapi.inbox.conformance import StoreConformance

hooks = Webhooks(public_key="…")


@hooks.on(guests.GuestCreated)
def welcome(event: guests.GuestCreated) -> None:
    """Has its effect exactly once."""
    with sqlite3.connect("inbox.db") as connection:
        connection.execute("INSERT INTO welcomes VALUES (?)", (event.metadata.id,))
        current().record(connection)


async def take_stale(event: Event) -> None:
    """Gets older states."""
    print(event.metadata.id, current().key)


def key(delivery: Delivery) -> str | None:
    """Tells events apart."""
    return delivery.entity_id


inbox = WebhookInbox(hooks, SQLiteStore("inbox.db"), stale=take_stale, key=key)
app = WebhookApp(inbox)
others: list[Store] = [
    PostgresStore("postgresql://host/name", schema="wix"),
    PostgresStore(ConnectionPool("postgresql://host/name", open=False)),
]
receipt: Receipt = inbox.receive(b"")

with inbox, inbox.worker():
    handled: int = inbox.drain(10)
    parked: list[ParkedEvent] = inbox.parked()
    if parked and not inbox.replay(parked[0].key, even_if_stale=True):
        inbox.discard(parked[0].key)


async def work() -> None:
    """Receives and works in an event loop."""
    stored = await inbox.areceive("…")
    if stored.status == "duplicate":
        await inbox.adrain()
    await inbox.arun()


class TestStore(StoreConformance):
    """Tests a store."""

    def make_store(self, name: str, clock: Callable[[], float]) -> Store:
        """Makes it."""
        return SQLiteStore(f"{name}.db", clock=clock)
