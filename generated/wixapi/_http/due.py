"""When a sync call must be through: the moment that its connections keep to (`network.py`)."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

_DUE: ContextVar[float | None] = ContextVar("_DUE", default=None)


@contextmanager
def due_at(due: float | None) -> Generator[None]:
    """The context in which no wait for the network lasts beyond a moment of the monotonic clock; None: there is none."""
    mark = _DUE.set(due)
    try:
        yield
    finally:
        _DUE.reset(mark)


def is_due() -> bool:
    """Return whether there is a moment at which the call must be through."""
    return _DUE.get() is not None


def left(timeout: float | None, late: type[Exception]) -> float | None:
    """Return the seconds that a wait may take, at most `timeout`; raises `late` if there is no time at all."""
    due = _DUE.get()
    if due is None:
        return timeout
    seconds = due - time.monotonic()
    if seconds <= 0:
        raise late("the time is up")
    return seconds if timeout is None else min(timeout, seconds)
