"""What the tests of the generated package share."""

from __future__ import annotations

import pytest

from package.calls import AsyncCaller, Caller, SyncCaller
from support.server import LoopbackServer


@pytest.fixture(params=[SyncCaller, AsyncCaller], ids=["sync", "async"])
def caller(request: pytest.FixtureRequest, server: LoopbackServer) -> Caller:
    """Calls the loopback server, once with each client."""
    made: Caller = request.param(server.url)
    return made


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WIX_API_KEY", "WIX_SITE_ID", "WIX_ACCOUNT_ID"):
        monkeypatch.delenv(name, raising=False)
