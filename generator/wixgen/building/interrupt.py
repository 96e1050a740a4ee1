"""Ctrl-C at the wrong moment: what has begun to be written is finished first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def held_back() -> Generator[None]:
    """Ctrl-C has no effect inside: it lasts milliseconds, and leaves a whole package."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, _ignored)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ignored(_number: int, _frame: FrameType | None) -> None:
    """Nothing."""
