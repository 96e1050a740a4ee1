"""The store in a file: SQLite."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from wixapi.inbox import _sqlite_sql as sql
from wixapi.inbox._model import Claim, NewEvent, ParkedEvent, Stats
from wixapi.inbox._rows import parked_event, to_claim, to_stats
from wixapi.inbox._sqlite_file import SharedFile
from wixapi.inbox._sqlite_time import StoreTime

if TYPE_CHECKING:
    from sqlite3 import Connection, Cursor
    from typing import Self


class SQLiteStore:
    """Keeps an inbox in a file, for any number of threads and processes of one machine.

    Every change is on the disk before a call returns (write-ahead log, `synchronous=FULL`).
    Changes that threads of a process ask for at the same time share a commit. The file must be on
    a local disk; it is made when first needed, readable only by its owner, since it holds what Wix
    tells of people.

    Args:
        path: The file; its folder must exist. `":memory:"`: no file, for tests.
        timeout: How many seconds to wait for other processes that write. A delivery must be
            answered within 1,250 ms, so waiting longer is of no use.
        clock: Tells the time in seconds since 1970; for tests. Without one it is the system's, and
            setting that has no effect on events: neither do they wait for it, nor is one that is
            being handled handled again.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        timeout: float = 1.0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._time = StoreTime(clock)
        self._file = SharedFile(os.fspath(path), timeout, self._time.anchor)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._file.path!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def add(self, event: NewEvent) -> bool:
        """See `Store.add`."""
        sequence = -1 if event.sequence is None else event.sequence
        return self._changes(sql.ADD, {**vars(event), "sequence": sequence})

    def claim(self, limit: int, seconds: float) -> list[Claim]:
        """See `Store.claim`."""

        def take(connection: Connection) -> list[Claim]:
            now = self._time.now()
            values = {"now": now, "limit": limit}
            rows = connection.execute(sql.CLAIMABLE, values).fetchall()
            lease = secrets.token_hex(16)
            connection.executemany(
                sql.TAKE, [(lease, now + seconds, row[0]) for row in rows]
            )
            return [to_claim(lease, *row[1:]) for row in rows]

        def look(connection: Connection) -> bool:
            values = {"now": self._time.now(), "limit": min(limit, 1)}
            return bool(connection.execute(sql.CLAIMABLE, values).fetchone())

        # Most often there is nothing, which takes no lock to tell.
        return self._file.do(take) if self._file.read(look) else []

    def extend(self, claim: Claim, seconds: float) -> bool:
        """See `Store.extend`."""
        return self._changes(sql.EXTEND, _of(claim), seconds)

    def record(self, claim: Claim, handler: str) -> bool:
        """See `Store.record`."""
        return self._changes(*self.recording(claim, handler))

    def recording(self, claim: Claim, handler: str) -> tuple[str, Mapping[str, Any]]:
        """See `Store.recording`; for a `sqlite3.Connection` to the same file."""
        return sql.RECORD, {**_of(claim), "name": f"{handler}\n"}

    def finish(self, claim: Claim, outcome: Literal["done", "stale"]) -> bool:
        """See `Store.finish`."""
        return self._changes(sql.FINISH, {**_of(claim), "status": outcome})

    def retry(self, claim: Claim, delay: float, error: str) -> bool:
        """See `Store.retry`."""
        return self._changes(sql.RETRY, {**_of(claim), "error": error}, delay)

    def park(self, claim: Claim, error: str) -> bool:
        """See `Store.park`."""
        return self._changes(sql.PARK, {**_of(claim), "error": error})

    def parked(self, limit: int, after: str | None = None) -> Sequence[ParkedEvent]:
        """See `Store.parked`."""
        values = {"limit": limit, "after": after}
        rows = self._file.do(
            lambda connection: connection.execute(sql.PARKED, values).fetchall()
        )
        return [parked_event(*row) for row in rows]

    def replay(self, key: str, *, even_if_stale: bool = False) -> bool:
        """See `Store.replay`."""
        return self._changes(sql.REPLAY, {"key": key, "force": even_if_stale})

    def discard(self, key: str) -> bool:
        """See `Store.discard`."""
        return self._changes(sql.DISCARD, {"key": key})

    def purge(self, seconds: float) -> int:
        """See `Store.purge`."""
        return self._file.do(
            lambda connection: self._run(connection, sql.PURGE, {}, -seconds).rowcount
        )

    def stats(self) -> Stats:
        """See `Store.stats`."""
        return to_stats(
            *self._file.do(
                lambda connection: self._run(connection, sql.STATS, {}).fetchone()
            )
        )

    def close(self) -> None:
        """See `Store.close`. What was in `":memory:"` is gone."""
        self._file.close()

    def _changes(
        self, statement: str, values: Mapping[str, Any], seconds: float = 0.0
    ) -> bool:
        """Run a statement, commit it, and tell whether it changed anything."""
        return self._file.do(
            lambda connection: self._run(
                connection, statement, values, seconds
            ).rowcount
            > 0
        )

    def _run(
        self,
        connection: Connection,
        statement: str,
        values: Mapping[str, Any],
        seconds: float = 0.0,
    ) -> Cursor:
        """Run a statement, which may ask for `:now` and for the time in so many `seconds`, `:then`."""
        now = self._time.now()
        return connection.execute(
            statement, {**values, "now": now, "then": now + seconds}
        )


def _of(claim: Claim) -> dict[str, Any]:
    """Return what tells a claim's row from others."""
    return {"key": claim.key, "lease": claim.lease}
