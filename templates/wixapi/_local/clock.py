"""The virtual clock of the local Wix: dates, expiry and resends go by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from wixapi._testing.moments import wire_text
from wixapi.errors import ConfigurationError

_END = datetime(9000, 1, 1, tzinfo=UTC)
"""Where it ends: what expires or is sent later must be a moment, too, and there is none after the year 9999."""
_TOO_FAR = f"the years of the local Wix's clock are 1 to {_END.year - 1}"


class Clock:
    """A clock that can be put forward.

    Args:
        start: the moment at which it stands still until it is put forward, in UTC unless it says otherwise; None: it
            runs with the real time.

    Raises:
        ConfigurationError: the moment is beyond its end.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._start = None if start is None else _begin(start)
        self._offset = timedelta()

    @property
    def stands(self) -> bool:
        """Return whether only `advance` moves it."""
        return self._start is not None

    def now(self) -> datetime:
        """Return the moment that it shows, in UTC."""
        return (self._start or datetime.now(UTC)) + self._offset

    def advance(self, by: timedelta) -> None:
        """Put it forward.

        Raises:
            ValueError: it would go back, or beyond its end.
        """
        self.check(by)
        self._offset += by

    def check(self, by: timedelta) -> None:
        """Raise `ValueError` if it can't be put forward so far."""
        if by < timedelta():
            raise ValueError("the clock of the local Wix goes forward only")
        if by > _END - self.now():
            raise ValueError(_TOO_FAR)

    def text(self) -> str:
        """Return the moment as Wix writes it: `2026-01-02T03:04:05.678Z`."""
        return wire_text(self.now())


def ahead(by: timedelta | None, parts: Mapping[str, Any]) -> timedelta:
    """Return how far somebody wants a clock to be put forward.

    Args:
        by: so far; and
        parts: so far, in arguments of a timedelta.

    Raises:
        TypeError: these are none.
        ValueError: that is too far.
    """
    try:
        return (by or timedelta()) + timedelta(**parts)
    except TypeError:
        told = ", ".join(f"{name}={part!r}" for name, part in parts.items()) or by
        raise TypeError(
            f"a clock is put forward by a timedelta or its arguments, such as hours=2, not by {told}"
        ) from None
    except OverflowError:
        raise ValueError(_TOO_FAR) from None


def _begin(moment: datetime) -> datetime:
    """Return a moment in UTC, which it is in unless it says otherwise.

    Raises:
        ConfigurationError: no clock can show it.
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        begin = aware.astimezone(UTC)
    except OverflowError:
        begin = _END
    if begin >= _END:
        raise ConfigurationError(f"{_TOO_FAR}: it can't stand at {moment}")
    return begin
