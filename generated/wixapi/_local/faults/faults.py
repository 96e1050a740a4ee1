"""The faults that wait for requests."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wixapi._local.faults.fault import HEADER, Fault, RetryAfter
from wixapi._local.faults.header import read
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._local.core import Core
    from wixapi._local.messages import Request


@dataclass(slots=True)
class Waiting:
    """A fault that waits for requests."""

    fault: Fault
    times: int | None = 1
    """For how many more; None: for all."""
    method: str = ""
    """Of which method: `calendar.participations.create_participation`; empty: of any."""
    writes_only: bool = False
    """Whether methods that only read are spared."""

    def concerns(self, method: str, *, writes: bool, edits: bool = False) -> bool:
        """Return whether a request for a method has the fault."""
        if self.fault.edit is not None and not edits:
            return False
        return self.method in ("", method) and (writes or not self.writes_only)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so long a time, by the virtual clock."""

    requests: int
    per: timedelta
    retry_after: RetryAfter = None
    """What an answer beyond it asks for; None: the seconds until there is room again; empty: nothing."""


class Faults:
    """The faults of a local Wix. Nothing here takes a lock: the core does.

    Args:
        core: gives the time.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._waiting: list[Waiting] = []
        self._limit: Limit | None = None
        self._made: deque[datetime] = deque()
        self._asked = Counter[tuple[str, ...]]()

    def add(self, waiting: Waiting) -> None:
        """Let a fault wait for requests.

        Raises:
            ConfigurationError: it is for no number of requests.
        """
        if waiting.times is not None and waiting.times < 1:
            raise ConfigurationError("times is a number of requests, 1 or more")
        self._waiting.append(waiting)

    def delay(self, waiting: Waiting) -> None:
        """Let answers take so long from now on; what was said of the same methods counts no more."""
        self._waiting = [one for one in self._waiting if not _is_same(one, waiting)]
        if waiting.fault.delay:
            self._waiting.append(waiting)

    def limit(self, limit: Limit | None) -> None:
        """Set how many requests are answered in a time; None: all.

        Raises:
            ConfigurationError: it is less than one request, no time, or asks for what no header can say.
        """
        if limit is not None:
            if limit.requests < 1 or limit.per <= timedelta():
                raise ConfigurationError("a limit is 1 request or more, in some time")
            Fault(429, retry_after=limit.retry_after)  # checks it
        self._limit = limit
        self._made.clear()

    def next(
        self, request: Request, method: str, *, writes: bool, edits: bool = False
    ) -> Fault | None:
        """Return what goes wrong with a request; None: nothing.

        Args:
            request: the request, which may ask for a fault itself.
            method: of which method; empty: it is for a token.
            writes: whether the method may change something; tokens are nothing of the site.
            edits: whether it is about entities that somebody else can change before.

        Raises:
            Refusal: what the request asks for can't be understood.
        """
        beyond = self._beyond_limit() if method else None
        found = beyond or self._asked_for(request)
        found = found or self._taken(method, writes=writes, edits=edits)
        seconds = sum(
            one.fault.delay
            for one in self._lasting()
            if one.concerns(method, writes=writes)
        )
        if not seconds:
            return found
        return replace(found or Fault(), delay=seconds + (found.delay if found else 0))

    def _lasting(self) -> list[Waiting]:
        """Return the delays of all requests."""
        return [one for one in self._waiting if _is_delay(one)]

    def _taken(self, method: str, *, writes: bool, edits: bool) -> Fault | None:
        """Return the fault that waits longest for such a request, which is one less to it."""
        for one in self._waiting:
            if _is_delay(one):
                continue
            if one.concerns(method, writes=writes, edits=edits):
                if one.times is not None:
                    one.times -= 1
                if one.times == 0:
                    self._waiting.remove(one)
                return one.fault
        return None

    def _asked_for(self, request: Request) -> Fault | None:
        """Return the fault that a request asks for."""
        text = request.headers.get(HEADER)
        if text is None:
            return None
        fault, times = read(text)
        if times is None:
            return fault
        key = (text, request.verb, request.path, request.query, request.body.hex())
        if self._asked[key] < times:
            self._asked[key] += 1
            return fault
        del self._asked[key]
        return None

    def _beyond_limit(self) -> Fault | None:
        """Count a request; return the answer to one that is beyond the limit."""
        limit = self._limit
        if limit is None:
            return None
        now = self._core.clock.now()
        while self._made and self._made[0] <= now - limit.per:
            self._made.popleft()
        if len(self._made) < limit.requests:
            self._made.append(now)
            return None
        left = self._made[0] + limit.per - now
        asked = limit.retry_after
        seconds: RetryAfter = max(1, -(-left // timedelta(seconds=1)))
        return Fault(429, retry_after=(seconds if asked is None else asked) or None)


def _is_delay(waiting: Waiting) -> bool:
    """Return whether it is a delay alone, for all requests."""
    return waiting.times is None and waiting.fault == Fault(delay=waiting.fault.delay)


def _is_same(one: Waiting, other: Waiting) -> bool:
    """Return whether both are delays of the same methods."""
    return _is_delay(one) and (one.method, one.writes_only) == (
        other.method,
        other.writes_only,
    )
