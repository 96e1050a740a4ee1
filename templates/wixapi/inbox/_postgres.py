"""The store in a PostgreSQL database: for workers on several machines. Needs `wixapi[postgres]`."""

from __future__ import annotations

import os
import re
import secrets
import threading
import weakref
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol

from wixapi.errors import ConfigurationError
from wixapi.inbox import _postgres_sql as sql
from wixapi.inbox._model import Claim, NewEvent, ParkedEvent, Stats, StoreError
from wixapi.inbox._rows import parked_event, to_claim, to_stats

if TYPE_CHECKING:
    from typing import Self

# psycopg is optional: whoever checks types may not have it, so its objects are `Any` here.
Connection = Any
Cursor = Any

#: For pools of ours, where the DSN says nothing: who waits longer has missed Wix's 1,250 ms.
_CONNECTION = {
    "application_name": "wixapi inbox",
    "connect_timeout": 2,
    "tcp_user_timeout": 5000,
}

#: What a forked process got from its parent: closing it here would break it there.
_inherited: list[Pool] = []
_stores: weakref.WeakSet[PostgresStore] = weakref.WeakSet()


class Pool(Protocol):
    """The part of a `psycopg_pool.ConnectionPool` that the store uses."""

    def connection(self, timeout: float | None = None) -> AbstractContextManager[Any]:
        """Lends a connection; at the end commits, or rolls back after an exception."""
        ...


class PostgresStore:
    """Keeps an inbox in a PostgreSQL database, for any number of workers on any machines.

    Tables are made when first needed, which takes the right to create them; call `migrate` as a
    role that has it, and others need only SELECT, INSERT, UPDATE and DELETE. Times are the
    server's.

    Args:
        database: A DSN or URL (`postgresql://user@host/name`), or an open pool of yours. A pool's
            transactions must be READ COMMITTED and not turn `synchronous_commit` off.
        schema: Where the tables are; None: where unqualified names lead.
        timeout: How many seconds to wait for a connection.
        clock: Tells the time in seconds since 1970 instead of the server; for tests.

    Raises:
        ConfigurationError: psycopg isn't installed, the DSN can't be read, or the schema's name
            isn't made of letters, digits and underscores.
    """

    def __init__(
        self,
        database: str | Pool,
        *,
        schema: str | None = None,
        timeout: float = 1.0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        if isinstance(database, str):
            self._dsn, self._pool = _conninfo(database), None
        else:
            self._dsn, self._pool = "", database
        if schema is not None and not re.fullmatch(r"[A-Za-z_]\w*", schema, re.ASCII):
            raise ConfigurationError(f"{schema!r} can't be the name of a schema")
        self._schema = schema
        self._timeout = timeout
        self._clock = clock
        self._statements: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._is_ready = False
        _stores.add(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(schema={self._schema!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def migrate(self) -> None:
        """Makes the tables, or brings them up to date; also done by the first use of the store.

        Raises:
            StoreError: The database can't be reached, or the role may not create tables.
            ConfigurationError: The database's settings would lose events, or its tables were
                made by a newer version of this package.
        """
        with self._connection() as connection:
            self._migrate(connection)
        self._is_ready = True

    def add(self, event: NewEvent) -> bool:
        """See `Store.add`."""
        sequence = -1 if event.sequence is None else event.sequence
        return self._change(sql.ADD, {**vars(event), "sequence": sequence}) > 0

    def claim(self, limit: int, seconds: float) -> list[Claim]:
        """See `Store.claim`."""
        lease = secrets.token_hex(16)
        with self._ready() as connection, connection.transaction():
            ids = [row[0] for row in self._run(connection, sql.LOCK, {"limit": limit})]
            if not ids:
                return []
            values = {"ids": ids, "lease": lease, "seconds": seconds}
            rows = self._run(connection, sql.TAKE, values).fetchall()
        return [to_claim(lease, *row) for row in rows]

    def extend(self, claim: Claim, seconds: float) -> bool:
        """See `Store.extend`."""
        return self._update(sql.EXTEND, claim, seconds=seconds)

    def record(self, claim: Claim, handler: str) -> bool:
        """See `Store.record`."""
        return self._update(sql.RECORD, claim, name=f"{handler}\n")

    def recording(self, claim: Claim, handler: str) -> tuple[bytes, Mapping[str, Any]]:
        """See `Store.recording`; for a connection of psycopg to the same database."""
        values = {"key": claim.key, "lease": claim.lease, "name": f"{handler}\n"}
        return self._statement(sql.RECORD), values

    def finish(self, claim: Claim, outcome: Literal["done", "stale"]) -> bool:
        """See `Store.finish`."""
        return self._update(sql.FINISH, claim, status=outcome)

    def retry(self, claim: Claim, delay: float, error: str) -> bool:
        """See `Store.retry`."""
        return self._update(sql.RETRY, claim, seconds=delay, error=error)

    def park(self, claim: Claim, error: str) -> bool:
        """See `Store.park`."""
        return self._update(sql.PARK, claim, error=error)

    def parked(self, limit: int, after: str | None = None) -> Sequence[ParkedEvent]:
        """See `Store.parked`."""
        with self._ready() as connection:
            values = {"limit": limit, "after": after}
            rows = self._run(connection, sql.PARKED, values).fetchall()
        return [parked_event(*row) for row in rows]

    def replay(self, key: str, *, even_if_stale: bool = False) -> bool:
        """See `Store.replay`."""
        return self._change(sql.REPLAY, {"key": key, "force": even_if_stale}) > 0

    def discard(self, key: str) -> bool:
        """See `Store.discard`."""
        return self._change(sql.DISCARD, {"key": key}) > 0

    def purge(self, seconds: float) -> int:
        """See `Store.purge`."""
        return self._change(sql.PURGE, {"seconds": seconds})

    def stats(self) -> Stats:
        """See `Store.stats`."""
        with self._ready() as connection:
            (row,) = self._run(connection, sql.STATS, {}).fetchall()
        return to_stats(*row)

    def close(self) -> None:
        """See `Store.close`. A pool that you gave stays open: it is yours."""
        with self._lock:
            pool: Any = self._pool if self._dsn else None
            self._is_ready = False
            if pool:
                self._pool = None
                pool.close()

    def abandon(self) -> None:
        """Forgets connections without closing them: they are another process's."""
        self._lock = threading.Lock()
        if self._dsn and self._pool:
            _inherited.append(self._pool)
            self._pool = None

    def _update(self, statement: str, claim: Claim, **values: Any) -> bool:
        values |= {"key": claim.key, "lease": claim.lease}
        return self._change(statement, values) > 0

    def _change(self, statement: str, values: dict[str, Any]) -> int:
        """Runs one statement, commits it, and tells how many rows it changed."""
        with self._ready() as connection:
            count: int = self._run(connection, statement, values).rowcount
            return count

    def _run(
        self, connection: Connection, statement: str, values: dict[str, Any]
    ) -> Cursor:
        values["now"] = self._clock() if self._clock else None
        cursor = connection.cursor(row_factory=import_module("psycopg.rows").tuple_row)
        return cursor.execute(self._statement(statement), values)

    def _statement(self, template: str) -> bytes:
        """Return the statement with the tables' schema."""
        if template not in self._statements:
            statement = template
            if self._schema is None:
                statement = statement.replace("{schema}.", "")
            else:
                statement = statement.replace("{schema}", f'"{self._schema}"')
            self._statements[template] = statement.encode()
        return self._statements[template]

    @contextmanager
    def _ready(self) -> Generator[Connection]:
        if not self._is_ready:
            self.migrate()
        with self._connection() as connection:
            yield connection

    @contextmanager
    def _connection(self) -> Generator[Connection]:
        """A connection that commits when all went well; what psycopg raises is a StoreError."""
        # Errors of the pool are psycopg's OperationalErrors.
        from_psycopg: type[Exception] = import_module("psycopg").Error
        with self._lock:
            pool = self._pool = self._pool or self._open()
        try:
            with pool.connection(timeout=self._timeout) as connection:
                yield connection
        except from_psycopg as error:
            said = getattr(error, "diag", None)
            reason = (said and said.message_primary) or type(error).__name__
            # A detail may quote the event.
            cause = None if said and said.message_detail else error
            raise StoreError(f"The inbox's database: {reason}") from cause

    def _open(self) -> Pool:
        pools = import_module("psycopg_pool").ConnectionPool
        pool: Pool = pools(
            self._dsn,
            kwargs={"autocommit": True},
            min_size=1,
            max_size=10,
            timeout=self._timeout,
            check=pools.check_connection,
            name="wixapi-inbox",
            open=True,
        )
        return pool

    def _migrate(self, connection: Connection) -> None:
        with connection.transaction():
            settings = self._run(connection, sql.SETTINGS, {}).fetchone()
            _check_settings(*settings or ("", ""))
            if self._version(connection) == len(sql.STEPS):
                return
            self._run(connection, sql.MIGRATION_LOCK, {})
            if self._schema is not None:
                values = {"schema": f'"{self._schema}"'}
                row = self._run(connection, sql.HAS_SCHEMA, values).fetchone()
                if row and row[0] is None:
                    self._run(connection, sql.CREATE_SCHEMA, {})
            self._run(connection, sql.MIGRATIONS, {})
            version = self._version(connection)
            for number, step in enumerate(sql.STEPS[version:], start=version + 1):
                for statement in step:
                    self._run(connection, statement, {})
                self._run(connection, sql.MIGRATED, {"version": number})

    def _version(self, connection: Connection) -> int:
        table = self._statement("{schema}.wixapi_inbox_migrations").decode()
        row = self._run(connection, sql.HAS_MIGRATIONS, {"table": table}).fetchone()
        if row is None or row[0] is None:
            return 0
        row = self._run(connection, sql.VERSION, {}).fetchone()
        version: int = (row and row[0]) or 0
        if version > len(sql.STEPS):
            raise ConfigurationError(
                "The inbox's tables were made by a newer version of this package"
            )
        return version


def _conninfo(dsn: str) -> str:
    """Return the DSN with what it doesn't say."""
    try:
        import_module("psycopg_pool")
        psycopg: Any = import_module("psycopg")
    except ImportError as error:
        raise ConfigurationError(
            "PostgresStore needs psycopg: pip install 'wixapi[postgres]'"
        ) from error
    conninfo = psycopg.conninfo
    with suppress(psycopg.ProgrammingError):
        said: dict[str, Any] = conninfo.conninfo_to_dict(dsn)
        full: str = conninfo.make_conninfo("", **{**_CONNECTION, **said})
        return full
    # Neither cause nor text: the DSN may have a password in it.
    raise ConfigurationError("The DSN of the inbox's database can't be read")


def _check_settings(synchronous_commit: str, isolation: str) -> None:
    if synchronous_commit == "off":
        raise ConfigurationError(
            "synchronous_commit is off: a crash would lose events that were answered with 200"
        )
    if isolation != "read committed":
        raise ConfigurationError(
            f"The inbox needs transactions that are READ COMMITTED, not {isolation.upper()}"
        )


def _leave_parent() -> None:
    """Starts anew in a process that was forked."""
    for store in list(_stores):
        store.abandon()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_parent)
