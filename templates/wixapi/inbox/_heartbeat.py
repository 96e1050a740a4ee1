"""Renews the leases of what a worker handles."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from wixapi._log import LOGGER
from wixapi.inbox._model import Claim, StoreError

if TYPE_CHECKING:
    from wixapi.inbox._store import Store


class Heartbeat:
    """A thread, so that a handler which blocks the event loop doesn't lose its lease."""

    def __init__(self, store: Store, lease: float) -> None:
        self._store = store
        self._lease = lease
        self._held: dict[str, Claim] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(
            target=self._beat, name="wixapi-inbox-heartbeat", daemon=True
        )

    def hold(self, claim: Claim) -> None:
        """Renews this from now on."""
        self._held[claim.key] = claim

    def drop(self, claim: Claim) -> None:
        """Renews this no longer."""
        self._held.pop(claim.key, None)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exc_info: object) -> None:
        self._end.set()
        self._thread.join()

    def _beat(self) -> None:
        # Three times per lease: one that fails doesn't lose it.
        while not self._end.wait(self._lease / 3):
            for claim in tuple(self._held.values()):
                try:
                    self._store.extend(claim, self._lease)
                except StoreError as error:
                    LOGGER.warning(
                        "inbox: %s %s: %s", claim.event_type, claim.key, error
                    )
