"""What the attacks share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

import pytest

from inbox.conftest import postgres
from support.server import LoopbackServer, loopback_server

__all__ = ["postgres"]  # a server of PostgreSQL, as the inbox's tests have one


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A loopback server."""
    with loopback_server() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WIX_API_KEY", "WIX_SITE_ID", "WIX_ACCOUNT_ID", "WIX_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _certificates_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP clients of the attacks share what takes most of their making."""
    for library in ("httpx2", "httpx"):
        transports = import_module(f"{library}._transports.default")
        monkeypatch.setattr(transports, "create_ssl_context", _once(library))


@cache
def _once(library: str) -> Callable[..., object]:
    """What reads the certificates for a library, and remembers them."""
    transports = import_module(f"{library}._transports.default")
    return cache(transports.create_ssl_context)
