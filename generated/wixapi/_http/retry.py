"""Decide whether a failed call is repeated, and after how long. Pure: nothing here waits or sends."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wixapi._fork import renew_after_fork
from wixapi._http.library import errors

if TYPE_CHECKING:
    import httpx2

RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
FIRST_PAUSE = 0.5
FIRST_PAUSE_OF_RATE_LIMIT = 2.0
LONGEST_PAUSE = 8.0
LONGEST_RETRY_AFTER = 60.0
"""Seconds that a call waits because it is asked to; with a deadline, as many as that leaves."""

_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_LONGEST_DATE = 100
_AGES = re.compile(r"[0-9]{10,}(\.[0-9]+)?")


class RetryBudget:
    """A limit on the retries of all calls of a client, so that an outage doesn't multiply load.

    Each repetition after a failure of the other side takes a token, each success gives a part of
    one back. Without tokens calls still are made, but not again.

    Args:
        tokens: repetitions that are possible with no success in between.
        refund: tokens that a call gives back that succeeds at once; one that succeeds after
            repetitions gives back what they took.
    """

    def __init__(self, tokens: float = 100.0, refund: float = 0.2) -> None:
        self._lock = threading.Lock()
        self._full = self._tokens = tokens
        self._refund = refund
        renew_after_fork(self)

    def take(self) -> bool:
        """Takes a token; False if there is none."""
        with self._lock:
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True

    def succeeded(self, taken: int) -> None:
        """Gives back what a success is worth that has taken so many tokens."""
        with self._lock:
            self._tokens = min(self._full, self._tokens + (taken or self._refund))

    def after_fork(self) -> None:
        """A thread of the parent may have held the lock."""
        self._lock = threading.Lock()


def _random() -> float:
    """A number from 0 to 1, from a module that is loaded when a pause is first needed."""
    from random import random

    return random()


@dataclass(frozen=True)
class RetryPolicy:
    """Repeats what may be repeated, after pauses that grow and are random.

    Args:
        max_retries: how many times, at most, after the first attempt.
        random: gives a number from 0 to 1.
        clock: gives the time in Unix seconds.
    """

    max_retries: int = 2
    random: Callable[[], float] = _random
    clock: Callable[[], float] = time.time

    def pause(
        self,
        attempt: int,
        outcome: httpx2.Response | Exception,
        *,
        repeatable: bool,
        left: float | None = None,
    ) -> float | None:
        """Seconds to wait before the next attempt; None if there is none.

        Who asks for a longer pause than there is time for is left alone.

        Args:
            attempt: 0 for the first one.
            outcome: how it ended.
            repeatable: whether doing the call twice does no more than doing it once.
            left: seconds until the deadline; None if there is none.
        """
        if attempt >= self.max_retries or not _may_succeed(outcome, repeatable):
            return None
        asked = self.asked(outcome)
        if asked is None:
            seconds = self._backoff(attempt, outcome)
            return seconds if left is None or seconds < left else None
        if asked > LONGEST_RETRY_AFTER if left is None else asked >= left:
            return None
        later = asked * (1 + 0.1 * self.random())  # not all callers at once
        return later if left is None or later < left else asked

    def _backoff(self, attempt: int, outcome: httpx2.Response | Exception) -> float:
        """Return the pause where nobody asks for one."""
        limited = not isinstance(outcome, Exception) and outcome.status_code == 429
        first = FIRST_PAUSE_OF_RATE_LIMIT if limited else FIRST_PAUSE
        # full jitter: callers that failed together don't come back together
        return self.random() * min(LONGEST_PAUSE, first * 2.0 ** min(attempt, 10))

    def asked(self, outcome: httpx2.Response | Exception) -> float | None:
        """Seconds that the answer asks to wait; None if it says nothing useful."""
        if isinstance(outcome, Exception):
            return None
        return retry_after(outcome.headers.get("retry-after"), self.clock())


def _may_succeed(outcome: httpx2.Response | Exception, repeatable: bool) -> bool:
    """Return whether the same call may be made again, and may fare better then."""
    if isinstance(outcome, Exception):
        return nothing_was_sent(outcome) or (repeatable and is_transient(outcome))
    return repeatable and outcome.status_code in RETRIED_STATUSES


def nothing_was_sent(error: Exception) -> bool:
    """Return whether the request certainly didn't reach the other side."""
    if isinstance(error, errors("ProxyError")):
        return "407" not in str(error)  # the proxy wants credentials: it will again
    return isinstance(error, errors("ConnectError", "ConnectTimeout", "PoolTimeout"))


def is_transient(error: Exception) -> bool:
    """Return whether the same request may fare better next time."""
    return isinstance(
        error, errors("TimeoutException", "NetworkError", "RemoteProtocolError")
    )


def retry_after(header: str | None, now: float) -> float | None:
    """Seconds that the header Retry-After asks for; None if it says nothing useful."""
    if header is None:
        return None
    text = header.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    if _AGES.fullmatch(text):
        return math.inf
    if len(text) > _LONGEST_DATE:
        return None
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(moment - now, 0.0)
