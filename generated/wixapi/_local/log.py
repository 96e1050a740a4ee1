"""The requests that the local Wix answered: what tests and its page look at."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from wixapi._local.messages import Answer, Request

KEPT = 1000
"""Requests that are remembered; older ones are forgotten."""


@dataclass(slots=True)
class Entry:
    """One request and what came of it."""

    number: int
    at: datetime
    """By the virtual clock."""
    request: Request
    method: str = ""
    """`calendar.participations.create_participation`; empty where no method was found."""
    answered_by: str = ""
    """handler, state, example or made; empty: it was refused, or is no method."""
    answer: Answer | None = None


class Log:
    """The newest requests."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT)
        self.count = 0
        """How many there were since the start."""
        self.epoch = str(time.time_ns())
        """Another one after each start: numbers of one epoch say nothing in another."""

    def begin(self, request: Request, at: datetime) -> Entry:
        """Take note of a request, and return its entry."""
        self.count += 1
        entry = Entry(self.count, at, request)
        self.entries.append(entry)
        return entry

    def clear(self) -> None:
        """Forget all."""
        self.entries.clear()
        self.count = 0
        self.epoch = str(time.time_ns())
