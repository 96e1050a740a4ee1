"""The virtual clock of the local Wix: dates, expiry and resends go by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wixapi._testing.moments import wire_text


class Clock:
    """A clock that can be put forward.

    Args:
        start: the moment at which it stands still until it is put forward, in UTC unless it says otherwise; None: it
            runs with the real time.
    """

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            start = start.replace(tzinfo=UTC)
        self._start = start
        self._offset = timedelta()

    @property
    def stands(self) -> bool:
        """Return whether only `advance` moves it."""
        return self._start is not None

    def now(self) -> datetime:
        """Return the moment that it shows, in UTC."""
        return (self._start or datetime.now(UTC)).astimezone(UTC) + self._offset

    def advance(self, by: timedelta) -> None:
        """Put it forward.

        Raises:
            ValueError: it would go back.
        """
        if by < timedelta():
            raise ValueError("the clock of the local Wix goes forward only")
        self._offset += by

    def text(self) -> str:
        """Return the moment as Wix writes it: `2026-01-02T03:04:05.678Z`."""
        return wire_text(self.now())
