"""The settings of an inbox."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from wixapi.errors import ConfigurationError

StalePolicy: TypeAlias = Literal["drop", "handle"] | Callable[[Any], object]

#: Wix delivers again for 47 h 11 min.
MIN_KEEP = 48 * 3600.0


@dataclass(frozen=True)
class Settings:
    """The arguments of `WebhookInbox`, checked."""

    stale: StalePolicy
    max_attempts: int
    backoff: float
    max_backoff: float
    keep: float
    concurrency: int
    lease: float
    poll_interval: float

    def __post_init__(self) -> None:
        if not callable(self.stale) and self.stale not in {"drop", "handle"}:
            raise ConfigurationError('`stale` must be "drop", "handle", or a function')
        if self.keep < MIN_KEEP:
            raise ConfigurationError(
                "`keep` must be at least 172800 seconds: Wix delivers again for 48 hours"
            )
        for name in ("max_attempts", "concurrency"):
            if getattr(self, name) < 1:
                raise ConfigurationError(f"`{name}` must be at least 1")
        for name in ("lease", "poll_interval"):
            if not getattr(self, name) > 0:
                raise ConfigurationError(f"`{name}` must be more than 0 seconds")
        if not 0 <= self.backoff <= self.max_backoff:
            raise ConfigurationError("`backoff` must be from 0 to `max_backoff`")

    def delay(self, attempt: int) -> float:
        """Return how long to wait after an attempt, from 1: exponential backoff with full jitter."""
        longest = min(self.max_backoff, self.backoff * 2 ** min(attempt - 1, 60))
        return random.uniform(0, longest)
