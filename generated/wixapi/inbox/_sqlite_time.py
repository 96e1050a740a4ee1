"""The time of a store in a file: seconds since 1970 that no step of the system's clock changes.

A clock that is set back would have every event wait, and one that is set forward would end the leases of
what is being handled. So time is that of the system's clock when the file is first used after a start of
the machine, and from then on the time that has passed since.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wixapi.inbox import _sqlite_sql as sql

if TYPE_CHECKING:
    from sqlite3 import Connection

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class StoreTime:
    """Tells the time, the same for all processes of a machine that use the file.

    Where the system doesn't say which start of the machine this is, and for a clock of the user's own, each
    process goes by the clock and takes a step back for no time at all.

    Args:
        clock: A clock of the user's own, in seconds since 1970; None: the system's.
    """

    def __init__(self, clock: Callable[[], float] | None) -> None:
        self._boot = _boot() if clock is None else ""
        self._source = clock or (_since_boot if self._boot else time.time)
        self._shift = 0.0
        self._last = 0.0

    def anchor(self, connection: Connection) -> None:
        """Begin to tell the time for the file of a connection, in a transaction of it."""
        if not self._boot:
            self._last = self._source()
            self._shift = max(0.0, _newest(connection) - self._last)
            return
        shift = max(time.time(), _newest(connection)) - self._source()
        values = {"boot": self._boot, "shift": shift}
        connection.execute(sql.FORGET_BOOTS, values)
        connection.execute(sql.ADD_BOOT, values)  # unless another process was first
        (self._shift,) = connection.execute(sql.BOOT, values).fetchone()

    def now(self) -> float:
        """Return the time, which never goes back."""
        told = self._source()
        self._shift += max(0.0, self._last - told)
        self._last = told
        return told + self._shift


def _boot() -> str:
    """Return what tells this start of the machine from others; nothing where that isn't known."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _since_boot() -> float:
    """Return the seconds since the machine's start, those in suspension included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _newest(connection: Connection) -> float:
    """Return the last time that the file knows of: no later one has passed."""
    (newest,) = connection.execute(sql.NEWEST).fetchone()
    return newest or 0.0
