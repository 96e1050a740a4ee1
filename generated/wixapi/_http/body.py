"""Reading the body of an answer: in time, and not at all where it isn't encoded as it says."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from wixapi._http.library import errors, library_of
from wixapi._http.response import undecoded

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx2


def read(response: httpx2.Response, due: float | None) -> httpx2.Response:
    """Return the answer with its body; without it where that isn't encoded as it says.

    Args:
        response: the answer, its body not yet read.
        due: when the body must have come, by the monotonic clock.

    Raises:
        httpx2.HTTPError: the body doesn't come, or not in time.
    """
    try:
        if due is not None:
            stream = cast("httpx2.SyncByteStream", response.stream)
            base = library_of(response).SyncByteStream
            breaking = _due_stream(base)(stream, due)
            response.stream = cast("httpx2.SyncByteStream", breaking)
        response.read()
    except errors("DecodingError"):
        response.close()
        return undecoded(response)
    except BaseException:
        response.close()
        raise
    return response


async def aread(response: httpx2.Response) -> httpx2.Response:
    """`read`, asynchronous, inside `in_time`."""
    try:
        await response.aread()
    except errors("DecodingError"):
        await response.aclose()
        return undecoded(response)
    except BaseException:
        await response.aclose()
        raise
    return response


@lru_cache(maxsize=2)
def _due_stream(base: type[httpx2.SyncByteStream]) -> type[_DueStream]:
    """Return the class of streams that break off in time, for the library that has this base of streams."""
    return cast("type[_DueStream]", type("_DueStream", (_DueStream, base), {}))


class _DueStream:
    """A stream that breaks off when it takes too long."""

    def __init__(self, stream: httpx2.SyncByteStream, due: float) -> None:
        self._stream = stream
        self._due = due

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            _require_in_time(self._due, self._stream)
            yield chunk

    def close(self) -> None:
        """Closes what it breaks off."""
        self._stream.close()

    @property
    def elapsed(self) -> timedelta | None:
        """How long request and answer took, which httpx2 asks the stream for; None before its end."""
        return getattr(self._stream, "elapsed", None)


@asynccontextmanager
async def in_time(due: float | None, http: object) -> AsyncGenerator[None]:
    """Breaks the block off when it takes too long.

    Args:
        due: when it must be through, by the monotonic clock.
        http: the client that the block calls with.

    Raises:
        httpx2.ReadTimeout: it did; or that of the client's library.
    """
    import asyncio

    # a little later than the client itself, which knows what it was doing
    left = None if due is None else due - time.monotonic() + 0.02
    try:
        async with asyncio.timeout(left):
            yield
    except TimeoutError:
        late = library_of(http).ReadTimeout("the answer didn't come in time")
        raise late from None


def _require_in_time(due: float, stream: object) -> None:
    if time.monotonic() > due:
        raise library_of(stream).ReadTimeout("the body didn't come in time")
