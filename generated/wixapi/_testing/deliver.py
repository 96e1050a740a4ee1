"""Sending webhooks to an app as Wix does: more than once and in any order, if a test wants that."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any, Protocol

import httpx2

#: Wix waits 1,250 ms; a debugger takes longer.
_TIMEOUT = 30.0

HEADERS = {"Content-Type": "text/plain; charset=utf-8"}


class Poster(Protocol):
    """What `deliver` needs of a client; those of httpx2 and httpx can do it."""

    def post(self, url: str, /, *, content: str, headers: dict[str, str]) -> Any:
        """Return the answer to a POST."""
        ...


class AsyncPoster(Protocol):
    """What `adeliver` needs of a client; those of httpx2 and httpx can do it."""

    async def post(self, url: str, /, *, content: str, headers: dict[str, str]) -> Any:
        """Return the answer to a POST."""
        ...


def deliver(
    url: str,
    bodies: str | Iterable[str],
    *,
    duplicates: int = 0,
    shuffle: bool = False,
    seed: int = 0,
    client: Poster | None = None,
) -> list[httpx2.Response]:
    """Sends webhooks to an app, one after the other.

    Args:
        url: Where the app receives webhooks; with a `client` that has a base, only the path.
        bodies: What `event` made, one or several.
        duplicates: How many more times each of them is sent, right after the first time.
        shuffle: Whether all of that is sent in random order instead.
        seed: Which random order: the same seed gives the same one.
        client: Sends them, of httpx2 or httpx; FastAPI's `TestClient` is one, and
            `httpx2.WSGITransport(app)` makes one that needs no server. Default: a new one.

    Returns:
        The answers, in the order of sending, of the client's library. Whether they are 200 is for the
        test to see.

    Raises:
        httpx2.HTTPError: The app can't be reached.
    """
    order = _order(bodies, duplicates, shuffle, seed)
    if client is not None:
        return [client.post(url, content=body, headers=HEADERS) for body in order]
    with httpx2.Client(timeout=_TIMEOUT) as own:
        return [own.post(url, content=body, headers=HEADERS) for body in order]


async def adeliver(
    url: str,
    bodies: str | Iterable[str],
    *,
    duplicates: int = 0,
    shuffle: bool = False,
    seed: int = 0,
    client: AsyncPoster | None = None,
) -> list[httpx2.Response]:
    """Like `deliver`; `httpx2.ASGITransport(app)` makes a client that needs no server.

    Args:
        url: See `deliver`.
        bodies: See `deliver`.
        duplicates: See `deliver`.
        shuffle: See `deliver`.
        seed: See `deliver`.
        client: Sends them. Default: a new one.

    Returns:
        See `deliver`.

    Raises:
        httpx2.HTTPError: See `deliver`.
    """
    order = _order(bodies, duplicates, shuffle, seed)
    if client is not None:
        return [await client.post(url, content=body, headers=HEADERS) for body in order]
    async with httpx2.AsyncClient(timeout=_TIMEOUT) as own:
        return [await own.post(url, content=body, headers=HEADERS) for body in order]


def _order(
    bodies: str | Iterable[str], duplicates: int, shuffle: bool, seed: int
) -> list[str]:
    """Return all that is sent, in order."""
    each = [bodies] if isinstance(bodies, str) else list(bodies)
    order = [body for body in each for _ in range(1 + duplicates)]
    if shuffle:
        random.Random(seed).shuffle(order)
    return order
