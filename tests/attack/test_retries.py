"""Answers that ask for patience: they get what they ask for or are left alone, and cost what any failure costs."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.things import AsyncThings, Things
from support.server import Answer, LoopbackServer
from wixapi import ApiKeyStrategy, AppStrategy, errors
from wixapi._http.client import AsyncClient, SyncClient

KEY = ApiKeyStrategy("key")
PAUSES: list[float] = []
TABLE = [
    # Retry-After, deadline, what is waited for: nothing where it is given up
    ("0", None, 0.0),
    ("30", None, 30.0),
    ("60", None, 60.0),
    ("61", None, None),
    ("3600", None, None),
    ("9" * 40, None, None),
    ("30", 20.0, None),
    ("30", 40.0, 30.0),
    ("61", 40.0, None),
    ("61", 100.0, 61.0),
    ("3600", 3000.0, None),
    ("3600", 5000.0, 3600.0),
]
STATUSES = pytest.mark.parametrize("status", [429, 500, 503])


class Sleepless(SyncClient):
    """Notes pauses instead of making them."""

    def _sleep(self, seconds: float) -> None:
        PAUSES.append(seconds)


class AsyncSleepless(AsyncClient):
    """The same, async."""

    async def _sleep(self, seconds: float) -> None:
        PAUSES.append(seconds)


@pytest.fixture(autouse=True)
def _no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses aren't drawn by lot."""
    monkeypatch.setattr("random.random", lambda: 0.0)
    PAUSES.clear()


def check(expected: float | None, status: int, error: Any) -> None:
    """The pauses are as expected, and so is the number of attempts."""
    whole = [] if expected is None else [expected] * 2
    assert whole == PAUSES
    assert (status, len(whole) + 1) == (error.status, error.attempts)


@STATUSES
@pytest.mark.parametrize(("header", "deadline", "expected"), TABLE)
def test_retry_after(
    header: str,
    deadline: float | None,
    expected: float | None,
    status: int,
    server: LoopbackServer,
) -> None:
    """What an answer asks for is waited for in full, or the call is given up at once."""
    server.by = lambda _: Answer(status, {"retry-after": header})
    with (
        Sleepless(auth=KEY, base_url=server.url, deadline=deadline) as wix,
        pytest.raises(errors.ApiError) as caught,
    ):
        Things(wix).get_thing(thing_id="1")

    check(expected, status, caught.value)


@STATUSES
@pytest.mark.parametrize(("header", "deadline", "expected"), TABLE)
async def test_retry_after_async(
    header: str,
    deadline: float | None,
    expected: float | None,
    status: int,
    server: LoopbackServer,
) -> None:
    """So it is with async calls."""
    server.by = lambda _: Answer(status, {"retry-after": header})
    async with AsyncSleepless(auth=KEY, base_url=server.url, deadline=deadline) as wix:
        with pytest.raises(errors.ApiError) as caught:
            await AsyncThings(wix).get_thing(thing_id="1")

    check(expected, status, caught.value)


def test_tokens_wait_too(server: LoopbackServer) -> None:
    """A token's answer that asks for long is given up, and so is the call."""
    server.by = lambda _: Answer(429, {"retry-after": "3600"})
    auth = AppStrategy("app", "secret", instance_id="site")
    with (
        Sleepless(auth=auth, base_url=server.url) as wix,
        pytest.raises(errors.RateLimitError),
    ):
        Things(wix).get_thing(thing_id="1")

    assert ([], 1) == (PAUSES, len(server.requests))


@pytest.mark.parametrize("header", ["0", "30", "soon"])
async def test_the_budget(header: str, server: LoopbackServer) -> None:
    """The budget of a client ends the retries of calls that are told to wait, sync and async."""
    server.by = lambda _: Answer(429, {"retry-after": header})
    with Sleepless(auth=KEY, base_url=server.url) as wix:
        for _ in range(60):
            with pytest.raises(errors.RateLimitError):
                wix.request("GET", "/v1")
    async with AsyncSleepless(auth=KEY, base_url=server.url) as awix:
        for _ in range(60):
            with pytest.raises(errors.RateLimitError):
                await awix.request("GET", "/v1")

    assert 2 * (60 + 100) == len(server.requests)
