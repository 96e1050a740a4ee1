"""The stores against the public conformance suite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from support.postgres import PostgresServer
from wixapi.inbox._postgres import PostgresStore
from wixapi.inbox._sqlite import SQLiteStore
from wixapi.inbox._store import Store
from wixapi.inbox.conformance import StoreConformance


class TestSQLiteStore(StoreConformance):
    """Every rule of the protocol, on a file."""

    folder: Path

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def make_store(self, name: str, clock: Callable[[], float]) -> Store:
        """A file per name."""
        return SQLiteStore(self.folder / f"{name}.db", timeout=30, clock=clock)


class TestPostgresStore(StoreConformance):
    """Every rule of the protocol, on a server."""

    dsn: str

    @pytest.fixture(autouse=True)
    def _dsn(self, postgres: PostgresServer) -> None:
        self.dsn = postgres.dsn

    def make_store(self, name: str, clock: Callable[[], float]) -> Store:
        """A schema per name."""
        return PostgresStore(self.dsn, schema=name, timeout=30, clock=clock)
