"""Reading the body of an answer: in time, and not at all where it isn't encoded as it says."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import cast

import httpx

from wixapi._http.response import undecoded


def read(response: httpx.Response, due: float | None) -> httpx.Response:
    """Return the answer with its body; without it where that isn't encoded as it says.

    Args:
        response: the answer, its body not yet read.
        due: when the body must have come, by the monotonic clock.

    Raises:
        httpx.HTTPError: the body doesn't come, or not in time.
    """
    try:
        if due is not None:
            stream = cast("httpx.SyncByteStream", response.stream)
            response.stream = _DueStream(stream, due)
        response.read()
    except httpx.DecodingError:
        response.close()
        return undecoded(response)
    except BaseException:
        response.close()
        raise
    return response


async def aread(response: httpx.Response) -> httpx.Response:
    """`read`, asynchronous, inside `in_time`."""
    try:
        await response.aread()
    except httpx.DecodingError:
        await response.aclose()
        return undecoded(response)
    except BaseException:
        await response.aclose()
        raise
    return response


class _DueStream(httpx.SyncByteStream):
    """A stream that breaks off when it takes too long."""

    def __init__(self, stream: httpx.SyncByteStream, due: float) -> None:
        self._stream = stream
        self._due = due

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            _require_in_time(self._due)
            yield chunk

    def close(self) -> None:
        self._stream.close()


@asynccontextmanager
async def in_time(due: float | None) -> AsyncGenerator[None]:
    """Breaks the block off when it takes too long.

    Raises:
        httpx.ReadTimeout: it did.
    """
    import asyncio

    # a little later than httpx itself, which knows what it was doing
    left = None if due is None else due - time.monotonic() + 0.02
    try:
        async with asyncio.timeout(left):
            yield
    except TimeoutError:
        raise httpx.ReadTimeout("the answer didn't come in time") from None


def _require_in_time(due: float) -> None:
    if time.monotonic() > due:
        raise httpx.ReadTimeout("the body didn't come in time")
