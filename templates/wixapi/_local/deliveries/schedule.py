"""When Wix sends what wasn't answered 200 in time again."""

from __future__ import annotations

from datetime import timedelta

TIMEOUT = 1.25
"""How many seconds Wix waits for the answer."""

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

RESENDS = (
    *(_MINUTE, 10 * _MINUTE, _HOUR),
    *(2 * _HOUR, 2 * _HOUR, 2 * _HOUR),
    *(4 * _HOUR, 4 * _HOUR, 4 * _HOUR),
    *(8 * _HOUR, 8 * _HOUR, 12 * _HOUR),
)
"""How long Wix waits after each try before it sends again: 12 times, 47 h 11 min in all."""


def wait_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries that failed; None: Wix gives up."""
    return RESENDS[tries - 1] if tries <= len(RESENDS) else None
