"""What the local Wix remembers: a database of SQLite's, in memory or in a file."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

from wixapi._local.queries import comparing
from wixapi._local.state.schema import COUNTED, TABLES, prepare
from wixapi.errors import ConfigurationError

MEMORY = ":memory:"
BUSY_SECONDS = 5.0
_OF_THE_FILE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
"""Codes of errors for which neither a statement nor its values are to blame."""


@dataclass(frozen=True)
class Snapshot:
    """All that a store held at a moment."""

    rows: Mapping[str, Sequence[tuple[Any, ...]]]
    """By table."""


class Store:
    """One database, for all threads of a process.

    Args:
        path: the file; it is made if there is none. None: memory.
        busy_seconds: how long to wait for another program that has the file.

    Attributes:
        run: how often the file has been opened, with this time.

    Raises:
        ConfigurationError: it can't be used.
    """

    def __init__(
        self, path: str | None = None, *, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        self._lock = RLock()
        self._depth = 0
        self._connection, self.run = _opened(path or MEMORY, busy_seconds)
        # Python warns of a connection that nobody closed, and a test may forget to
        self._closes = weakref.finalize(self, self._connection.close)

    def execute(
        self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[Any]:
        """Run a statement of SQL and return its rows. Outside of a transaction it is one of its own.

        Raises:
            ConfigurationError: the file can't be read or written any more, or the store is closed.
        """
        with self._lock:
            if not self._closes.alive:
                raise ConfigurationError("the local Wix is closed")
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in _OF_THE_FILE:
                    raise
                raise ConfigurationError(
                    f"the file of the local Wix: {error}"
                ) from None

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Keep all that is done in the block, or nothing of it if it raises. Other threads wait.

        A block inside of another one can fail alone.
        """
        with self._lock:
            name = f"depth{self._depth}"
            self.execute(f"SAVEPOINT {name}" if self._depth else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._leave(f"ROLLBACK TO {name}", f"RELEASE {name}", whole="ROLLBACK")
                raise
            self._leave(f"RELEASE {name}", whole="COMMIT")

    def _leave(self, *inner: str, whole: str) -> None:
        """End the innermost transaction with these statements, or the whole of it with that one."""
        self._depth -= 1
        if (
            self._connection.in_transaction
        ):  # SQLite itself ends it where a disk is full
            for statement in inner if self._depth else [whole]:
                self.execute(statement)

    def snapshot(self) -> Snapshot:
        """Return a copy of all that it holds."""
        with self._lock:
            return Snapshot(
                {name: self.execute(f"SELECT * FROM {name}") for name in _all_tables()}
            )

    def restore(self, snapshot: Snapshot) -> None:
        """Hold what a snapshot has, and nothing else."""
        with self.transaction():
            for name in _all_tables():
                self.execute(f"DELETE FROM {name}")
                if rows := snapshot.rows.get(name):
                    places = ", ".join("?" * len(rows[0]))
                    statement = f"INSERT INTO {name} VALUES ({places})"
                    self._connection.executemany(statement, rows)

    def reset(self) -> None:
        """Hold nothing."""
        self.restore(Snapshot({}))

    def close(self) -> None:
        """Close the database; what was in memory is gone."""
        with self._lock:
            self._closes()


def _all_tables() -> list[str]:
    """Return the names of all tables, SQLite's count of places last: rows that come in count."""
    return [*TABLES, COUNTED]


def _opened(path: str, busy_seconds: float) -> tuple[sqlite3.Connection, int]:
    """Return a connection to a database with all tables, and how often it has been opened.

    Raises:
        ConfigurationError: it can't be used.
    """
    _require_usable(path)
    try:
        connection = sqlite3.connect(
            path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise ConfigurationError(f"{path} can't be opened: {error}") from None
    try:
        run = prepare(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        comparing.register(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        connection.close()
        raise ConfigurationError(f"{path} can't be used: {error}") from None
    except BaseException:
        connection.close()
        raise
    return connection, run


def _require_usable(path: str) -> None:
    """Raise `ConfigurationError` with a reason where SQLite itself would name none."""
    if path == MEMORY:
        return
    file = Path(path)
    if file.is_dir():
        raise ConfigurationError(f"{path} is a folder: name a file in it")
    if not file.absolute().parent.is_dir():
        raise ConfigurationError(f"{path} can't be made: there is no such folder")
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        raise ConfigurationError(f"{path} may not be read and written by this user")
    if not file.exists() and not os.access(file.absolute().parent, os.W_OK):
        raise ConfigurationError(
            f"{path} can't be made: this user may not write into its folder"
        )
