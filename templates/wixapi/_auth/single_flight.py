"""A token that is being asked for once, for all threads and tasks that wait for it."""

from __future__ import annotations

import time
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from wixapi.errors import ClientClosedError

if TYPE_CHECKING:
    import asyncio

_SLICE = 1.0
"""Seconds after which a waiting thread looks whether anybody still asks."""


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the event loop that runs in this thread, if one does."""
    import asyncio

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


class AbandonedError(Exception):
    """Whoever asked was stopped: somebody else has to ask."""


class Flight(Future[Any]):
    """A token on its way.

    Args:
        loop: the event loop whose task asks for it; None where a thread does.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop | None) -> None:
        super().__init__()
        self._loop = loop
        self.reason: Exception | None = None
        """Why it was abandoned, where that is an answer for whoever asked."""
        self.set_running_or_notify_cancel()  # waiters that give up don't cancel it

    def is_lost(self) -> bool:
        """Return whether it will never land: its event loop is gone, or stands still."""
        if self.done() or self._loop is None:
            return False
        return self._loop.is_closed() or not self._loop.is_running()

    def blocks(self) -> bool:
        """Return whether a thread that waited for it would keep it from landing: its loop runs in that thread."""
        return self._loop is not None and self._loop is running_loop()

    @contextmanager
    def landing(self, until: float | None = None) -> Generator[None]:
        """Ends the flight when the block does: whoever waits is woken, whatever happens.

        Args:
            until: when whoever asks gives up: that is no answer for those who have more time.
        """
        try:
            yield
        except ClientClosedError as error:
            self.reason = error
            self.set_exception(AbandonedError())
            raise
        except Exception as error:
            late = until is not None and time.monotonic() >= until
            self.set_exception(AbandonedError() if late else error)
            raise
        except BaseException:
            self.set_exception(AbandonedError())
            raise

    def wait(self, until: float | None) -> Any:
        """Return what it brings, for a thread that waits.

        Raises:
            AbandonedError: nobody asks any more.
            TimeoutError: the builtin one: it isn't there in time.
            Exception: why there is no token.
        """
        while True:
            left = _SLICE if until is None else min(_SLICE, until - time.monotonic())
            try:
                return self.result(max(left, 0.0))
            except TimeoutError:
                if self.done():
                    return self.result()
                if self.is_lost():
                    raise AbandonedError from None
                if until is not None and time.monotonic() >= until:
                    raise
