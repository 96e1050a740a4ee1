"""The store in a file: SQLite."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from wixapi.inbox import _sqlite_sql as sql
from wixapi.inbox._model import Claim, NewEvent, ParkedEvent, Stats
from wixapi.inbox._rows import parked_event, to_claim, to_stats
from wixapi.inbox._sqlite_file import SharedFile

if TYPE_CHECKING:
    from sqlite3 import Connection
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
        clock: Tells the time in seconds since 1970; for tests.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        timeout: float = 1.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._file = SharedFile(os.fspath(path), timeout)
        self._clock = clock

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._file.path!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def add(self, event: NewEvent) -> bool:
        """See `Store.add`."""
        values = {
            **vars(event),
            "sequence": -1 if event.sequence is None else event.sequence,
            "now": self._clock(),
        }
        return self._file.do(lambda connection: _changed(connection, sql.ADD, values))

    def claim(self, limit: int, seconds: float) -> list[Claim]:
        """See `Store.claim`."""

        def take(connection: Connection) -> list[Claim]:
            now = self._clock()
            values = {"now": now, "limit": limit}
            rows = connection.execute(sql.CLAIMABLE, values).fetchall()
            lease = secrets.token_hex(16)
            connection.executemany(
                sql.TAKE, [(lease, now + seconds, row[0]) for row in rows]
            )
            return [to_claim(lease, *row[1:]) for row in rows]

        # Most often there is nothing, which takes no lock to tell.
        look = {"now": self._clock(), "limit": min(limit, 1)}
        return self._file.do(take) if self._file.read(sql.CLAIMABLE, look) else []

    def extend(self, claim: Claim, seconds: float) -> bool:
        """See `Store.extend`."""
        return self._change(sql.EXTEND, claim, until=self._clock() + seconds)

    def record(self, claim: Claim, handler: str) -> bool:
        """See `Store.record`."""
        statement, values = self.recording(claim, handler)
        return self._file.do(lambda connection: _changed(connection, statement, values))

    def recording(self, claim: Claim, handler: str) -> tuple[str, Mapping[str, Any]]:
        """See `Store.recording`; for a `sqlite3.Connection` to the same file."""
        return sql.RECORD, {
            "key": claim.key,
            "lease": claim.lease,
            "name": f"{handler}\n",
        }

    def finish(self, claim: Claim, outcome: Literal["done", "stale"]) -> bool:
        """See `Store.finish`."""
        return self._change(sql.FINISH, claim, status=outcome, now=self._clock())

    def retry(self, claim: Claim, delay: float, error: str) -> bool:
        """See `Store.retry`."""
        now = self._clock()
        return self._change(sql.RETRY, claim, due=now + delay, now=now, error=error)

    def park(self, claim: Claim, error: str) -> bool:
        """See `Store.park`."""
        return self._change(sql.PARK, claim, now=self._clock(), error=error)

    def parked(self, limit: int, after: str | None = None) -> Sequence[ParkedEvent]:
        """See `Store.parked`."""
        values = {"limit": limit, "after": after}
        rows = self._file.do(
            lambda connection: connection.execute(sql.PARKED, values).fetchall()
        )
        return [parked_event(*row) for row in rows]

    def replay(self, key: str, *, even_if_stale: bool = False) -> bool:
        """See `Store.replay`."""
        values = {"key": key, "force": even_if_stale, "now": self._clock()}
        return self._file.do(
            lambda connection: _changed(connection, sql.REPLAY, values)
        )

    def discard(self, key: str) -> bool:
        """See `Store.discard`."""
        values = {"key": key, "now": self._clock()}
        return self._file.do(
            lambda connection: _changed(connection, sql.DISCARD, values)
        )

    def purge(self, seconds: float) -> int:
        """See `Store.purge`."""
        values = {"before": self._clock() - seconds}
        return self._file.do(
            lambda connection: connection.execute(sql.PURGE, values).rowcount
        )

    def stats(self) -> Stats:
        """See `Store.stats`."""
        values = {"now": self._clock()}
        row = self._file.do(
            lambda connection: connection.execute(sql.STATS, values).fetchone()
        )
        return to_stats(*row)

    def close(self) -> None:
        """See `Store.close`. What was in `":memory:"` is gone."""
        self._file.close()

    def _change(self, statement: str, claim: Claim, **values: Any) -> bool:
        values |= {"key": claim.key, "lease": claim.lease}
        return self._file.do(lambda connection: _changed(connection, statement, values))


def _changed(connection: Connection, statement: str, values: Mapping[str, Any]) -> bool:
    return connection.execute(statement, values).rowcount > 0
