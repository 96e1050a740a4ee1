"""The thread with an event loop: on a port it delivers all, else what is async where the caller isn't."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """A thread with an event loop, which begins when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def is_here(self) -> bool:
        """Return whether this is its thread."""
        return threading.current_thread() is self._thread

    def spawn(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin something in the thread, in the context of the caller."""
        return asyncio.run_coroutine_threadsafe(work, self._started())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the thread, and wait for it; not from the thread itself."""
        return self.spawn(work).result()

    def wake(self, event: asyncio.Event) -> None:
        """Set an event of its loop, from any thread; nothing happens where the thread never began."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """Cancel what it does, and end the thread."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    def _started(self) -> asyncio.AbstractEventLoop:
        """Return the loop; the thread begins with it."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_run, args=(self._loop,), name="wixapi-local", daemon=True
                )
                self._thread.start()
            return self._loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """Run a loop until it is stopped; then cancel what is left."""
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        # its own loop: `close` cancels all tasks, and waits for async generators and threads
        runner.get_loop().run_forever()
