"""Holds Ctrl-C back while files are being replaced, so that it can't leave half of them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def held_back() -> Generator[None]:
    """Ignore Ctrl-C inside; meant for milliseconds of work that must not be cut in two."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's: Python lets no other set handlers
        return
    before = signal.signal(signal.SIGINT, _ignore)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: what has begun is finished first."""
