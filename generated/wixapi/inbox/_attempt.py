"""The attempt that a handler is called in."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from wixapi.errors import ConfigurationError
from wixapi.inbox._model import Claim, LeaseLostError
from wixapi.inbox._store import Store


@dataclass(frozen=True)
class Attempt:
    """One call of one handler by a worker."""

    key: str
    """The event's key in the inbox, the same at every attempt: an idempotency key for services
    that the handler calls. Several handlers of an event have the same; `handler` tells them apart."""
    event_type: str
    number: int
    """Which attempt at the event this is, from 1."""
    is_stale: bool
    """True if a newer state of the entity has been handled; see `stale` of `WebhookInbox`."""
    handler: str
    """The handler's qualified name, by which the inbox knows that it has succeeded."""
    _claim: Claim = field(repr=False)
    _store: Store = field(repr=False)

    def record(self, connection: Any) -> None:
        """Notes in a transaction of yours that this handler has succeeded.

        With that its side effect happens exactly once, if all of it is in this transaction: after
        a crash either both are there, and the handler isn't called again, or neither is. Make it
        the last thing before you commit: others wait for the transaction.

        Args:
            connection: An open connection to the database where the inbox is, with a transaction:
                of `sqlite3` to the same file, or of psycopg.

        Raises:
            LeaseLostError: Another worker has the event: let your transaction roll back.
            ConfigurationError: The store doesn't offer that.
        """
        _require_one(connection.execute(*self._statement()))

    async def arecord(self, connection: Any) -> None:
        """Like `record`, for connections whose `execute` is to be awaited (psycopg, aiosqlite)."""
        _require_one(await connection.execute(*self._statement()))

    def _statement(self) -> tuple[Any, Any]:
        return self._store.recording(self._claim, self.handler)


CURRENT: ContextVar[Attempt] = ContextVar("wixapi.inbox.current")


def current() -> Attempt:
    """Return the attempt in which this is called: only in handlers that a worker of an inbox runs.

    Raises:
        ConfigurationError: Nothing is being handled here.
    """
    try:
        return CURRENT.get()
    except LookupError:
        raise ConfigurationError(
            "No inbox is handling an event here: current() is for handlers that a worker calls"
        ) from None


def _require_one(cursor: Any) -> None:
    if cursor.rowcount != 1:
        raise LeaseLostError("Another worker has taken this event over")
