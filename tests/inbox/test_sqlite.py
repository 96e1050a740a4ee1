"""What only the store in a file promises."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wixapi.errors import ConfigurationError
from wixapi.inbox import NewEvent, SQLiteStore, StoreError


def event(key: str) -> NewEvent:
    """An event that is in nobody's way."""
    return NewEvent(key, "type", "{}")


def test_every_commit_is_on_the_disk(tmp_path: Path) -> None:
    """A write-ahead log that is synchronised at each commit."""
    with SQLiteStore(tmp_path / "inbox.db") as store:
        store.add(event("a"))
        connection = store._file._connection
        assert connection is not None
        assert ("wal",) == connection.execute("PRAGMA journal_mode").fetchone()
        assert (2,) == connection.execute("PRAGMA synchronous").fetchone()


def test_the_file_is_its_owners(tmp_path: Path) -> None:
    """What Wix tells of people isn't for other users of the machine."""
    path = tmp_path / "inbox.db"
    with SQLiteStore(path) as store:
        store.add(event("a"))
        modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert {0o600} == modes


def test_threads_share_commits(tmp_path: Path) -> None:
    """What is asked for while a commit is under way goes into the next one, all of it together."""
    commits: list[str] = []
    with SQLiteStore(tmp_path / "inbox.db") as store, ThreadPoolExecutor(20) as pool:
        store.stats()
        assert store._file._connection is not None
        store._file._connection.set_trace_callback(
            lambda statement: (
                commits.append(statement) if statement == "COMMIT" else None
            )
        )
        with store._file._turn:
            adding = [
                pool.submit(store.add, event(f"e{number}")) for number in range(20)
            ]
            while len(store._file._jobs) < 20:
                threading.Event().wait(0.001)
        assert all(one.result() for one in adding)
        store._file._connection.set_trace_callback(None)
    assert ["COMMIT"] == commits


def test_one_that_fails_does_not_fail_the_others(tmp_path: Path) -> None:
    """Of those that share a commit, each has its own outcome."""
    with SQLiteStore(tmp_path / "inbox.db") as store, ThreadPoolExecutor(3) as pool:
        store.stats()
        bad = NewEvent("bad", "type", None)  # type: ignore[arg-type]
        worse = NewEvent("worse", "type", "\ud800")
        with store._file._turn:
            adding = [
                pool.submit(store.add, one)
                for one in (event("a"), bad, worse, event("b"))
            ]
            while len(store._file._jobs) < 3:
                threading.Event().wait(0.001)
        errors = [type(one.exception()) for one in adding]
        assert [type(None), StoreError, UnicodeEncodeError, type(None)] == errors
        assert 2 == store.stats().pending


def test_a_file_that_another_process_is_making(tmp_path: Path) -> None:
    """Whoever opens it meanwhile waits, as for any other process that writes."""
    path = tmp_path / "inbox.db"
    maker = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    maker.execute("BEGIN IMMEDIATE")  # no write-ahead log yet
    made = threading.Timer(0.1, maker.execute, ["COMMIT"])
    made.start()

    with SQLiteStore(path) as store:
        assert store.add(event("a"))

    made.join()
    maker.close()


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """A file that a newer version has changed isn't touched."""
    path = tmp_path / "inbox.db"
    with SQLiteStore(path) as store:
        store.add(event("a"))
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO wixapi_inbox_migrations VALUES (99, 0)")
    connection.close()
    with (
        SQLiteStore(path) as store,
        pytest.raises(ConfigurationError, match="newer version"),
    ):
        store.add(event("b"))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """Is left as it is."""
    path = tmp_path / "inbox.db"
    path.write_text("shopping list\n" * 1000)
    with SQLiteStore(path) as store, pytest.raises(StoreError, match="not a database"):
        store.add(event("a"))
    assert path.read_text().startswith("shopping list")


FORK = """
import os, sys
from wixapi.inbox import NewEvent, SQLiteStore
store = SQLiteStore(sys.argv[1])
store.add(NewEvent("parent", "type", "{}"))
pid = os.fork()
if not pid:
    store.add(NewEvent("child", "type", "{}"))
    store.close()
    os._exit(0)
os.waitpid(pid, 0)
store.add(NewEvent("parent again", "type", "{}"))
print(store.stats().pending)
"""


def test_a_store_survives_a_fork(tmp_path: Path) -> None:
    """Servers that fork after loading the app: each process opens the file for itself."""
    done = subprocess.run(
        [sys.executable, "-c", FORK, str(tmp_path / "inbox.db")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert "3" == done.stdout.strip(), done.stderr


def test_importing_the_inbox_is_light() -> None:
    """Neither databases nor event loops are loaded before they are needed."""
    heavy = {"sqlite3", "psycopg", "psycopg_pool", "asyncio", "pydantic", "jwt"}
    code = "import sys, wixapi.inbox; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert set() == heavy & set(done.stdout.split())
