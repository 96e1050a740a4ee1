"""The protocol of a store: what an inbox needs of a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from wixapi.inbox._model import Claim, NewEvent, ParkedEvent, Stats


class Store(Protocol):
    """Keeps events until they are handled, and their keys for some time after.

    Every method may be called from any thread and, on stores opened anew on the same data, from
    any process. When a method returns, what it did survives a crash. `wixapi.inbox.conformance`
    tests all that is said here.

    An event is pending until it is parked or finished. Of one entity, the pending event with the
    lowest sequence is the next (without a sequence: before all others; then in order of arrival),
    even while it waits to be tried again.

    Raises:
        StoreError: By every method: it can't be done, and nothing of it has been.
    """

    def add(self, event: NewEvent) -> bool:
        """Stores an event, unless one of its key is stored: pending, parked or finished.

        Returns:
            Whether it was new. Either way it is durable when this returns.
        """
        ...

    def claim(self, limit: int, seconds: float) -> list[Claim]:
        """Takes due events, at most one of each entity and none whose entity is taken.

        Args:
            limit: How many at most.
            seconds: How long they are the caller's, if it doesn't `extend` that. After that they
                are taken anew, and the lease is worth nothing.

        Returns:
            The longest due first. It never waits for another worker.
        """
        ...

    def extend(self, claim: Claim, seconds: float) -> bool:
        """Holds an event for so many seconds from now.

        Returns:
            Whether it is still the caller's. Likewise below; if not, nothing has changed.
        """
        ...

    def record(self, claim: Claim, handler: str) -> bool:
        """Notes that a handler needn't run again for this event."""
        ...

    def recording(self, claim: Claim, handler: str) -> tuple[Any, Mapping[str, Any]]:
        """Return the statement that does what `record` does, for a transaction of the user's own.

        Returns:
            What to give to `execute` of a connection to the store's database, and its parameters.
            It changes one row, or none if the lease has been lost.

        Raises:
            ConfigurationError: This store has nothing that takes a statement.
        """
        ...

    def finish(self, claim: Claim, outcome: Literal["done", "stale"]) -> bool:
        """Notes that nothing is left to be done, and forgets the payload; the key is kept.

        Args:
            claim: The event.
            outcome: `done` makes older states of the entity stale.
        """
        ...

    def retry(self, claim: Claim, delay: float, error: str) -> bool:
        """Gives an event back, due in so many seconds.

        Args:
            claim: The event.
            delay: In seconds.
            error: What went wrong.
        """
        ...

    def park(self, claim: Claim, error: str) -> bool:
        """Puts an event aside; others of its entity needn't wait for it."""
        ...

    def parked(self, limit: int, after: str | None = None) -> Sequence[ParkedEvent]:
        """Lists parked events in order of arrival.

        Args:
            limit: How many at most.
            after: The key of a parked event: only those that came later.
        """
        ...

    def replay(self, key: str, *, even_if_stale: bool = False) -> bool:
        """Makes a parked event pending again: due now, with no attempts made.

        Args:
            key: The event.
            even_if_stale: It is no state any longer (see `NewEvent.is_state`).

        Returns:
            Whether there is a parked event of this key.
        """
        ...

    def discard(self, key: str) -> bool:
        """Finishes a parked event unhandled; its payload is forgotten.

        Returns:
            Whether there was a parked event of this key.
        """
        ...

    def purge(self, seconds: float) -> int:
        """Forgets events that were finished longer ago than that, some thousand at most.

        Those of entities that have pending or parked events stay: they tell what is stale.

        Returns:
            How many. None: there were none.
        """
        ...

    def stats(self) -> Stats:
        """Counts the events."""
        ...

    def close(self) -> None:
        """Frees connections. The next call opens new ones."""
        ...
