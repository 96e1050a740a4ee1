"""What the tests of the inbox share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from support.postgres import (
    REQUIRED,
    NoPostgresError,
    PostgresServer,
    postgres_server,
)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server; where there is none, a skip that says why."""
    pytest.importorskip("psycopg_pool")
    server = postgres_server()
    try:
        running = server.__enter__()
    except NoPostgresError as error:
        if os.environ.get(REQUIRED):
            raise
        pytest.skip(f"no PostgreSQL server: {error}")
    yield running
    server.__exit__(None, None, None)
