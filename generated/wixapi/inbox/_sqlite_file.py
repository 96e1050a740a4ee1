"""A file of SQLite's that threads share: one commit for all that they ask for at the same time."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from wixapi.errors import ConfigurationError
from wixapi.inbox import _sqlite_sql as sql
from wixapi.inbox._model import StoreError

if TYPE_CHECKING:
    from sqlite3 import Connection, Cursor

T = TypeVar("T")

MEMORY = ":memory:"

#: How long SQLite waits for others before `SharedFile` asks again; with it, the wait between.
BUSY_MS = 5

_files: weakref.WeakSet[SharedFile] = weakref.WeakSet()
#: What a forked process got from its parent: closing it here would break it there.
_inherited: list[Connection] = []


class SharedFile:
    """One connection for all threads of a process, opened when it is first needed.

    Args:
        path: The file; `MEMORY`: none.
        timeout: How many seconds to wait for other processes that write.
        on_open: What else to do in the first transaction of a connection.
    """

    def __init__(
        self, path: str, timeout: float, on_open: Callable[[Connection], None]
    ) -> None:
        # The same file, also when the working directory changes.
        self.path = path if path == MEMORY else str(Path(path).absolute())
        self._timeout = timeout
        self._on_open = on_open
        self._reset()
        _files.add(self)

    def close(self) -> None:
        """Closes the connection. What was in memory is gone."""
        with self._turn:
            self._disconnect()

    def abandon(self) -> None:
        """Forgets the connection without closing it: it is another process's."""
        if self._connection:
            _inherited.append(self._connection)
        self._reset()

    def _reset(self) -> None:
        self._turn = threading.Lock()
        self._mutex = threading.Lock()
        self._jobs: list[_Job] = []
        self._connection: Connection | None = None
        self._inode: tuple[int, int] | None = None

    def do(self, operation: Callable[[Connection], T]) -> T:
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
            raise _store_error(job.error) from job.error
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def read(self, look: Callable[[Connection], T]) -> T:
        """Run what only reads, without waiting for other processes."""
        with self._turn:
            try:
                return look(self._connected())
            except _errors() as error:
                raise _store_error(error) from error

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
        _execute(connection, "BEGIN IMMEDIATE", self._timeout)

    def _roll_back(self) -> None:
        if self._connection and self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except _errors():
                self._disconnect()

    def _connected(self) -> Connection:
        """Return the connection; a new one if the file is no longer the one that was opened."""
        if self._connection and self._inode != _inode(self.path):
            self._disconnect()
        if self._connection is None:
            self._connection = self._open()
            self._inode = _inode(self.path)
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _open(self) -> Connection:
        import sqlite3

        if self.path != MEMORY:
            Path(self.path).touch(mode=0o600)
        connection = sqlite3.connect(
            self.path,
            timeout=self._timeout,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _prepare(connection, self.path, self._timeout, self._on_open)
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


def _store_error(error: BaseException) -> StoreError:
    return StoreError(f"The inbox's file: {error}")


def _errors() -> tuple[type[Exception], ...]:
    import sqlite3

    # the last is what SQLite's own words about a damaged file may give
    return sqlite3.Error, OSError, UnicodeDecodeError


def _execute(
    connection: Connection, statement: str, timeout: float, pause: float = 0
) -> Cursor:
    """Runs a statement as soon as no other process is in its way.

    Args:
        connection: Where it runs.
        statement: What runs.
        timeout: After how many seconds to give up.
        pause: How many seconds to wait between attempts, where SQLite itself doesn't.
    """
    import sqlite3

    give_up = time.monotonic() + timeout
    while True:
        try:
            return connection.execute(statement)
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > give_up:
                raise
        time.sleep(pause)


def _prepare(
    connection: Connection,
    path: str,
    timeout: float,
    on_open: Callable[[Connection], None],
) -> None:
    # SQLite doesn't wait here for another process that has just made the file and writes to it.
    asked = _execute(connection, "PRAGMA journal_mode=WAL", timeout, BUSY_MS / 1000)
    mode = asked.fetchone()[0]
    if mode not in {"wal", "memory"}:
        raise ConfigurationError(
            f"{path} can't have a write-ahead log: it must be on a local disk"
        )
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA fullfsync=ON")
    connection.execute("BEGIN IMMEDIATE")
    _migrate(connection, path)
    on_open(connection)
    connection.execute("COMMIT")


def _inode(path: str) -> tuple[int, int] | None:
    """Return what tells a file from another of that name."""
    if path == MEMORY:
        return None
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _migrate(connection: Connection, path: str) -> None:
    """Brings the tables up to date, once however many processes start at the same time."""
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


def _leave_parent() -> None:
    """Starts anew in a process that was forked."""
    for file in list(_files):
        file.abandon()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_parent)
