"""A durable inbox for webhooks: store first, answer at once, handle later.

    from wixapi import Webhooks
    from wixapi.inbox import SQLiteStore, WebhookInbox

    hooks = Webhooks(public_key=…)          # with handlers, as ever
    inbox = WebhookInbox(hooks, SQLiteStore("inbox.db"))

    inbox.receive(body)                     # in the request: answer 200 only if this returns
    inbox.run()                             # in a process of its own, or `with inbox.worker():`

Wix delivers at least once and in any order, wants a 200 within 1,250 ms, and otherwise delivers again
up to 12 times over about 48 hours. What handlers may rely on:

- **Nothing is lost.** When `receive` returns, the event is on the disk. It is tried until its
  handlers succeed, or is parked where `parked` lists it.
- **Each event once.** Later deliveries of an event are told by its id (kept for `keep` after it was
  handled) and dropped. An event has one handler after the other; one that succeeded doesn't run
  again when another one failed.
- **Except after a crash**: a handler runs again if its process died, or lost its lease, after the
  side effect and before the inbox noted it. `current().key` is the same every time: give it to
  services that take idempotency keys. A handler that writes to the database where the inbox is
  can have both or neither: `current().record(connection)` in its own transaction.
- **In order.** Events of one entity never run at the same time (unless a process goes on that stood
  still for so long that it lost its lease), and run by `entityEventSequence`, each after the one
  before was handled or parked. Which is about those that have come: an older one may still arrive.
  If it carries the entity's state (created, updated, deleted) and a newer state was handled, it is
  stale: dropped, handed to you, or handled, as `stale` says. Actions tell what happened, not what
  is, and are never stale.

Legacy webhooks without an event id are told by all that Wix signed: the very same token is a
duplicate, one that Wix signs anew isn't, since two such events may look the same. `key=` can tell
them better if you know what they hold.

Nothing heavy is imported here: sqlite3, psycopg and asyncio come when they are first needed.

Wix Inbox, the messages between a site and its visitors, is something else. Its resources, if the package has
them, are `client.inbox`, and modules beside this one: `from wixapi.inbox import conversations`.
"""

from __future__ import annotations

from wixapi.inbox._attempt import Attempt, current
from wixapi.inbox._inbox import WebhookInbox
from wixapi.inbox._model import (
    Claim,
    LeaseLostError,
    NewEvent,
    ParkedEvent,
    Receipt,
    Stats,
    StoreError,
)
from wixapi.inbox._postgres import PostgresStore
from wixapi.inbox._sqlite import SQLiteStore
from wixapi.inbox._store import Store

__all__ = [
    "Attempt",
    "Claim",
    "LeaseLostError",
    "NewEvent",
    "ParkedEvent",
    "PostgresStore",
    "Receipt",
    "SQLiteStore",
    "Stats",
    "Store",
    "StoreError",
    "WebhookInbox",
    "current",
]
