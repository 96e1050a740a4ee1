"""The store in a file: SQLite, with one commit for all that threads ask for at the same time."""

from __future__ import annotations

import os
import secrets
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from wixapi.errors import ConfigurationError
from wixapi.inbox import _sqlite_sql as sql
from wixapi.inbox._model import Claim, NewEvent, ParkedEvent, Stats, StoreError
from wixapi.inbox._rows import parked_event, to_claim, to_stats

if TYPE_CHECKING:
    from sqlite3 import Connection
    from typing import Self

T = TypeVar("T")

MEMORY = ":memory:"

#: How long SQLite waits for others before `SQLiteStore` asks again; with it, the wait between.
BUSY_MS = 5

_stores: weakref.WeakSet[SQLiteStore] = weakref.WeakSet()
#: What a forked process got from its parent: closing it here would break it there.
_inherited: list[Connection] = []


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
        name = os.fspath(path)
        # The same file, also when the working directory changes.
        self._path = name if name == MEMORY else str(Path(name).absolute())
        self._timeout = timeout
        self._clock = clock
        self._reset()
        _stores.add(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._path!r})"

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
        return self._do(lambda connection: _changed(connection, sql.ADD, values))

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

        return self._do(take) if self._peek(limit) else []

    def extend(self, claim: Claim, seconds: float) -> bool:
        """See `Store.extend`."""
        return self._change(sql.EXTEND, claim, until=self._clock() + seconds)

    def record(self, claim: Claim, handler: str) -> bool:
        """See `Store.record`."""
        statement, values = self.recording(claim, handler)
        return self._do(lambda connection: _changed(connection, statement, values))

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
        rows = self._do(
            lambda connection: connection.execute(sql.PARKED, values).fetchall()
        )
        return [parked_event(*row) for row in rows]

    def replay(self, key: str, *, even_if_stale: bool = False) -> bool:
        """See `Store.replay`."""
        values = {"key": key, "force": even_if_stale, "now": self._clock()}
        return self._do(lambda connection: _changed(connection, sql.REPLAY, values))

    def discard(self, key: str) -> bool:
        """See `Store.discard`."""
        values = {"key": key, "now": self._clock()}
        return self._do(lambda connection: _changed(connection, sql.DISCARD, values))

    def purge(self, seconds: float) -> int:
        """See `Store.purge`."""
        values = {"before": self._clock() - seconds}
        return self._do(
            lambda connection: connection.execute(sql.PURGE, values).rowcount
        )

    def stats(self) -> Stats:
        """See `Store.stats`."""
        values = {"now": self._clock()}
        row = self._do(
            lambda connection: connection.execute(sql.STATS, values).fetchone()
        )
        return to_stats(*row)

    def close(self) -> None:
        """See `Store.close`. What was in `":memory:"` is gone."""
        with self._turn:
            self._disconnect()

    def abandon(self) -> None:
        """Forgets the connection without closing it: it is another process's."""
        if self._connection:
            _inherited.append(self._connection)
        self._reset()

    def _change(self, statement: str, claim: Claim, **values: Any) -> bool:
        values |= {"key": claim.key, "lease": claim.lease}
        return self._do(lambda connection: _changed(connection, statement, values))

    # One connection, one transaction for all that wait ------------------------------------

    def _reset(self) -> None:
        self._turn = threading.Lock()
        self._mutex = threading.Lock()
        self._jobs: list[_Job] = []
        self._connection: Connection | None = None
        self._inode: tuple[int, int] | None = None

    def _do(self, operation: Callable[[Connection], T]) -> T:
        """Runs an operation in a transaction, perhaps together with others', and commits it."""
        job = _Job(operation)
        with self._mutex:
            self._jobs.append(job)
        # Whoever has the turn does all that is waiting by then; the others find theirs done.
        with self._turn:
            if not job.is_done:
                with self._mutex:
                    jobs, self._jobs = self._jobs, []
                self._commit(jobs)
        if isinstance(job.error, _errors()):
            raise StoreError(f"The inbox's file: {job.error}") from job.error
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def _peek(self, limit: int) -> bool:
        """Whether a claim may find something, told without a write lock."""
        if limit < 1:
            return False
        values = {"now": self._clock()}
        with self._turn:
            try:
                row = self._connected().execute(sql.DUE, values).fetchone()
            except _errors() as error:
                raise StoreError(f"The inbox's file: {error}") from error
        return row is not None

    def _commit(self, jobs: list[_Job]) -> None:
        """Does all jobs in one transaction. One that can't be done doesn't fail the others."""
        while jobs:
            current: _Job | None = None
            try:
                connection = self._connected()
                self._begin(connection)
                for current in jobs:
                    current.result = current.operation(connection)
                current = None
                connection.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                is_interrupt = not isinstance(error, Exception)
                for job in [current] if current and not is_interrupt else jobs:
                    job.is_done = True
                    job.error = StoreError("interrupted") if is_interrupt else error
                if is_interrupt:
                    raise
                jobs = [job for job in jobs if not job.is_done]
            else:
                for job in jobs:
                    job.is_done = True
                return

    def _begin(self, connection: Connection) -> None:
        """Starts a transaction as soon as no other process writes.

        SQLite itself would wait longer and longer between its attempts, while others get in.
        """
        import sqlite3

        give_up = time.monotonic() + self._timeout
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() > give_up:
                    raise
            else:
                return

    def _roll_back(self) -> None:
        if self._connection and self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except _errors():
                self._disconnect()

    def _connected(self) -> Connection:
        """The connection; a new one if the file is no longer the one that was opened."""
        if self._connection and self._inode != _inode(self._path):
            self._disconnect()
        if self._connection is None:
            self._connection = self._open()
            self._inode = _inode(self._path)
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _open(self) -> Connection:
        import sqlite3

        if self._path != MEMORY:
            Path(self._path).touch(mode=0o600)
        connection = sqlite3.connect(
            self._path,
            timeout=self._timeout,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _prepare(connection, self._path)
            connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        except BaseException:
            connection.close()
            raise
        return connection


class _Job:
    """An operation that waits for its transaction, then its outcome."""

    def __init__(self, operation: Callable[[Connection], Any]) -> None:
        self.operation = operation
        self.is_done = False
        self.result: Any = None
        self.error: BaseException | None = None


def _errors() -> tuple[type[Exception], ...]:
    import sqlite3

    return sqlite3.Error, OSError


def _prepare(connection: Connection, path: str) -> None:
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode not in {"wal", "memory"}:
        raise ConfigurationError(
            f"{path} can't have a write-ahead log: it must be on a local disk"
        )
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA fullfsync=ON")
    _migrate(connection, path)


def _changed(connection: Connection, statement: str, values: Mapping[str, Any]) -> bool:
    return connection.execute(statement, values).rowcount > 0


def _inode(path: str) -> tuple[int, int] | None:
    """What tells a file from another of that name."""
    if path == MEMORY:
        return None
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _migrate(connection: Connection, path: str) -> None:
    """Brings the tables up to date, once however many processes start at the same time."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(sql.MIGRATIONS)
    row = connection.execute(sql.VERSION).fetchone()
    version: int = row[0] or 0
    if version > len(sql.STEPS):
        raise ConfigurationError(
            f"{path} was written by a newer version of this package"
        )
    for number, statements in enumerate(sql.STEPS[version:], start=version + 1):
        for statement in statements:
            connection.execute(statement)
        connection.execute(sql.MIGRATED, {"version": number, "now": time.time()})
    connection.execute("COMMIT")


def _leave_parent() -> None:
    """Starts anew in a process that was forked."""
    for store in list(_stores):
        store.abandon()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_parent)
