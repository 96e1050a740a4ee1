"""What the attacks share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.server import LoopbackServer, loopback_server


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A loopback server."""
    with loopback_server() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WIX_API_KEY", "WIX_SITE_ID", "WIX_ACCOUNT_ID", "WIX_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
