"""What only the store on a server promises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from support.postgres import PostgresServer
from wixapi.errors import ConfigurationError
from wixapi.inbox import NewEvent, PostgresStore, StoreError
from wixapi.inbox import _postgres_sql as sql


def event(key: str) -> NewEvent:
    """An event that is in nobody's way."""
    return NewEvent(key, "type", "{}")


def test_time_is_the_servers(postgres: PostgresServer) -> None:
    """Leases of workers on several machines are told by one clock."""
    with PostgresStore(postgres.database()) as store:
        store.add(event("a"))
        (claim,) = store.claim(1, 0.0)
        assert ["a"] == [one.key for one in store.claim(1, 60.0)]
        assert not store.finish(claim, "done")
        assert [] == store.claim(1, 60.0)
        oldest = store.stats().oldest
        assert oldest is not None
        assert 0 <= oldest < 600


def test_workers_that_claim_at_the_same_time(postgres: PostgresServer) -> None:
    """While one is about to take an event, another gets none of its entity, not even an older one
    that has just come."""
    dsn = postgres.database()
    with PostgresStore(dsn) as store, PostgresStore(dsn) as other:
        store.add(NewEvent("5", "type", "{}", "entity", 5))
        run = store._run
        between: list[Any] = []

        def interrupted(connection: Any, statement: str, values: dict[str, Any]) -> Any:
            if statement == sql.TAKE:
                between.append(other.add(NewEvent("3", "type", "{}", "entity", 3)))
                between.append(other.claim(9, 60.0))
            return run(connection, statement, values)

        store._run = interrupted  # type: ignore[method-assign]
        assert ["5"] == [one.key for one in store.claim(9, 60.0)]
        assert [True, []] == between
        assert [] == other.claim(9, 60.0)


def test_what_another_has_taken_meanwhile(postgres: PostgresServer) -> None:
    """What was free when a worker looked isn't taken if another has one of the entity by then."""
    dsn = postgres.database()
    with PostgresStore(dsn) as store, PostgresStore(dsn) as other:
        store.add(NewEvent("5", "type", "{}", "entity", 5))
        run = store._run

        def interrupted(connection: Any, statement: str, values: dict[str, Any]) -> Any:
            if statement == sql.TAKE:
                # As if the other's claim had ended after this one's first look began.
                other.add(NewEvent("3", "type", "{}", "entity", 3))
                with psycopg.connect(dsn) as theirs:
                    theirs.execute(
                        "UPDATE wixapi_inbox SET lease = 'other', leased_until = 'infinity' "
                        "WHERE key = '3'"
                    )
            return run(connection, statement, values)

        store._run = interrupted  # type: ignore[method-assign]
        assert [] == store.claim(9, 60.0)


@pytest.mark.parametrize("autocommit", [True, False])
def test_a_pool_of_ones_own(postgres: PostgresServer, autocommit: bool) -> None:
    """Is used as it is, and stays open."""
    dsn = postgres.database()
    with ConnectionPool(dsn, kwargs={"autocommit": autocommit}, open=True) as pool:
        with PostgresStore(pool) as store:
            assert store.add(event("a"))
            (claim,) = store.claim(1, 60)
            assert store.finish(claim, "done")
        with pool.connection() as connection:
            assert (1,) == connection.execute(
                "SELECT count(*) FROM wixapi_inbox"
            ).fetchone()


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("-c synchronous_commit=off", "synchronous_commit is off"),
        (r"-c default_transaction_isolation=repeatable\ read", "READ COMMITTED"),
    ],
)
def test_settings_that_would_lose_events(
    postgres: PostgresServer, setting: str, message: str
) -> None:
    """Are refused before anything is stored."""
    dsn = psycopg.conninfo.make_conninfo(postgres.database(), options=setting)
    with PostgresStore(dsn) as store, pytest.raises(ConfigurationError, match=message):
        store.add(event("a"))


def test_a_role_that_may_not_create_tables(postgres: PostgresServer) -> None:
    """Works once another one has called `migrate`; before that, it says what is missing."""
    dsn = postgres.database()
    role = f"role{os.getpid()}"
    theirs = psycopg.conninfo.make_conninfo(dsn, user=role)
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {role} LOGIN")
        with PostgresStore(theirs, schema="hooks") as store:
            with pytest.raises(StoreError, match="permission denied"):
                store.add(event("a"))
            with PostgresStore(dsn, schema="hooks") as owner:
                owner.migrate()
            admin.execute(f"GRANT USAGE ON SCHEMA hooks TO {role}")
            admin.execute(
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA hooks TO {role}"
            )
            assert store.add(event("a"))
            assert 1 == store.stats().pending


def test_newer_tables_are_refused(postgres: PostgresServer) -> None:
    """Tables that a newer version has changed aren't touched."""
    dsn = postgres.database()
    with PostgresStore(dsn) as store:
        store.migrate()
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO wixapi_inbox_migrations VALUES (99)")
    with (
        PostgresStore(dsn) as store,
        pytest.raises(ConfigurationError, match="newer version"),
    ):
        store.add(event("a"))


@pytest.mark.parametrize("schema", ["", 'a"; DROP', "a.b", "ä", "1a", "a%s"])
def test_only_plain_names_of_schemas(schema: str) -> None:
    """A name is never code."""
    with pytest.raises(ConfigurationError, match="name of a schema"):
        PostgresStore("host=nowhere", schema=schema)


def test_a_bad_dsn_is_not_shown() -> None:
    """It may have a password in it."""
    with pytest.raises(ConfigurationError) as caught:
        PostgresStore("postgresql://user:hush@[nowhere")
    assert (
        "hush"
        not in f"{caught.value!r} {caught.value.__cause__} {caught.value.__context__}"
    )


def test_errors_do_not_show_the_event(postgres: PostgresServer) -> None:
    """What the database quotes of a row isn't shown."""
    with PostgresStore(postgres.database()) as store:
        bad = NewEvent("a", "type", None)  # type: ignore[arg-type]
        with pytest.raises(StoreError) as caught:
            store.add(bad)
    assert "violates not-null constraint" in str(caught.value)
    assert caught.value.__cause__ is None


def test_psycopg_is_optional(tmp_path: Path) -> None:
    """Without it, the message says what to install."""
    (tmp_path / "psycopg_pool.py").write_text("raise ImportError")
    code = "from wixapi.inbox import PostgresStore; PostgresStore('host=x')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
    )
    assert (
        "ConfigurationError: PostgresStore needs psycopg: pip install 'wixapi[postgres]'"
        in (done.stderr)
    )


FORK = """
import os, sys
from wixapi.inbox import NewEvent, PostgresStore
store = PostgresStore(sys.argv[1])
store.add(NewEvent("parent", "type", "{}"))
pid = os.fork()
if not pid:
    store.add(NewEvent("child", "type", "{}"))
    store.close()
    os._exit(0)
os.waitpid(pid, 0)
store.add(NewEvent("parent again", "type", "{}"))
print(store.stats().pending)
store.close()
"""


def test_a_store_survives_a_fork(postgres: PostgresServer) -> None:
    """Servers that fork after loading the app: each process has connections of its own."""
    done = subprocess.run(
        [sys.executable, "-c", FORK, postgres.database()],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=600,
    )
    assert "3" == done.stdout.strip(), done.stderr
