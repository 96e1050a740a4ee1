"""The tables of the local Wix, and which file has them."""

from __future__ import annotations

import sqlite3

from wixapi.errors import ConfigurationError

VERSION = 3
"""Of the tables: a file of another version isn't opened. It grows with every change of `TABLES`."""
APPLICATION = 0x57495831
"""`WIX1`: by this a file tells that it is one of ours (`PRAGMA application_id`)."""

SLUG = "json_extract(body, '$.slug')"
"""The slug of an entity, as statements must spell it so that its index helps."""
TABLES = {
    "entities": """
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (collection, id)
    """,
    "repeats": """
        method TEXT NOT NULL,
        key TEXT NOT NULL,
        answer TEXT NOT NULL,
        answered_by TEXT NOT NULL,
        PRIMARY KEY (method, key)
    """,
    "tokens": """
        text TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (text, kind)
    """,
    "sequences": """
        entity TEXT PRIMARY KEY,
        number INTEGER NOT NULL
    """,
    "deliveries": """
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        event_type TEXT NOT NULL,
        event_id TEXT NOT NULL,
        entity_id TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        message TEXT NOT NULL,
        target TEXT NOT NULL,
        state TEXT NOT NULL,
        due INTEGER
    """,
    "tries": """
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        delivery INTEGER NOT NULL,
        at INTEGER NOT NULL,
        status INTEGER,
        error TEXT NOT NULL,
        seconds REAL NOT NULL
    """,
    "delivery_settings": """
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    """,
    "cursors": """
        token TEXT PRIMARY KEY,
        content TEXT NOT NULL
    """,
}
"""Columns by table: `place` is the order of creation, `body` and `answer` are JSON in wire names; `due` and `at` are
microseconds since 1970."""

INDEXES = (
    "CREATE INDEX entities_in_order ON entities (collection, place)",
    f"CREATE INDEX entities_by_slug ON entities (collection, {SLUG})",
    "CREATE INDEX deliveries_due ON deliveries (state, due, number)",
    "CREATE INDEX tries_of_deliveries ON tries (delivery)",
)

RUNS = "runs"
"""The table of how often the file was opened. No snapshot has it, and no reset empties it: ids of an earlier run
must not come again, since an app may remember those of its events."""

COUNTED = "sqlite_sequence"
"""SQLite's own table: the last `place` that was given. No place is given twice."""


def prepare(connection: sqlite3.Connection, path: str) -> int:
    """Make the tables in a new database, or make sure that an old one has them; return how often it was opened.

    Args:
        connection: of the database, outside of a transaction.
        path: what to call it.

    Raises:
        ConfigurationError: it is a database of something else, or of another version.
    """
    connection.execute("BEGIN IMMEDIATE")  # another process may be making them
    [(tables,)] = connection.execute("SELECT count(*) FROM sqlite_master")
    [(application,)] = connection.execute("PRAGMA application_id")
    [(version,)] = connection.execute("PRAGMA user_version")
    if tables and application != APPLICATION:
        raise ConfigurationError(
            f"{path} is a database of something else: name another file"
        )
    if tables and version != VERSION:
        raise ConfigurationError(
            f"{path} is of version {version} of the local Wix, and this is version {VERSION}: "
            "name another file, or delete it"
        )
    if not tables:
        _make(connection)
    run = connection.execute(f"INSERT INTO {RUNS} DEFAULT VALUES").lastrowid
    connection.execute("COMMIT")
    return run or 1


def _make(connection: sqlite3.Connection) -> None:
    """Make all tables, and mark the file as ours."""
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
    connection.execute(f"CREATE TABLE {RUNS} (number INTEGER PRIMARY KEY)")
    for statement in INDEXES:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
