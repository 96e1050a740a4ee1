"""When the portal is asked: evenly spaced, more slowly while it is busy, and as late as it says."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_PAUSE = 120.0  # seconds; a portal that wants a longer one is left alone
MAX_INTERVAL = 10.0  # seconds between requests, however busy the portal is
_SLOWEST = 8  # times the usual interval
_MONTH = 31 * 24 * 3600.0
_RECOVERY = 0.9  # of the interval, after each answer


class Pace:
    """Spaces requests evenly, wider apart when the portal is busy, and closer again when it no longer is.

    Args:
        rate: The most requests in a second.

    Attributes:
        interval: The seconds between two requests.
    """

    def __init__(self, rate: float) -> None:
        self._shortest = 1 / rate
        self.interval = self._shortest
        self._next = 0.0
        self._lock = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until it is time for the next request."""
        async with self._lock:
            while (wait := self._next - time.monotonic()) > 0:
                await asyncio.sleep(wait)  # meanwhile, a busy portal may put it off
            self._next = time.monotonic() + self.interval

    def slow_down(self, pause: float | None) -> None:
        """Halve the rate; begin after `pause` seconds if that is given."""
        longest = min(self._shortest * _SLOWEST, max(MAX_INTERVAL, self._shortest))
        self.interval = min(self.interval * 2, longest)
        self._next = max(self._next, time.monotonic() + min(pause or 0.0, MAX_PAUSE))

    def speed_up(self) -> None:
        """Come nearer to the usual rate again, after an answer."""
        self.interval = max(self._shortest, self.interval * _RECOVERY)

    def at_least(self, interval: float) -> None:
        """Leave at least so many seconds between requests."""
        self._shortest = max(self._shortest, min(interval, MAX_PAUSE))
        self.interval = max(self.interval, self._shortest)


def retry_after(value: str | None) -> float | None:
    """Return the seconds that the header Retry-After names; None if it names none that make sense."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text)
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (aware - datetime.now(UTC)).total_seconds()
    return seconds if 0 < seconds <= _MONTH else None
