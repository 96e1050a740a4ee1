"""Reading the body of an answer: in time, no more than is wanted, and not at all where it isn't encoded as it says."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from wixapi._http.api_errors import TOO_LARGE
from wixapi._http.library import errors, library_of
from wixapi._http.response import undecoded

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx2


ENCODINGS = "gzip, deflate"
"""What is asked for and decoded: what Python itself has, since other decoders that are installed may keep to no limit."""


class _TooLargeError(Exception):
    """A body has more bytes than are wanted."""


class _Pieces:
    """A body as it comes.

    Args:
        most: how many bytes it may have; None: any number.
    """

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._count = 0
        self._pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        """Keeps a piece; raises `_TooLargeError` if it is one too many."""
        self._count += len(piece)
        if self._most is not None and self._count > self._most:
            raise _TooLargeError
        self._pieces.append(piece)

    def put_into(self, response: httpx2.Response) -> httpx2.Response:
        """Return the answer, its body read."""
        content = b"".join(self._pieces)
        response._content = content  # pyright: ignore[reportPrivateUsage]  # as `read()` of either library keeps it
        return response


def ask_for_decodable(request: httpx2.Request) -> None:
    """Has a request ask for no encodings but those that are decoded here, whatever its client would decode."""
    asked = request.headers.get("accept-encoding")
    if asked in (None, ENCODINGS):
        return
    names = [each for each in asked.split(",") if _is_known(each.partition(";")[0])]
    request.headers["accept-encoding"] = ",".join(names).strip() or "identity"


def _is_known(encoding: str) -> bool:
    """Return whether an encoding is decoded here."""
    return encoding.strip().lower() in {*ENCODINGS.split(", "), "identity"}


def _decoding(response: httpx2.Response) -> httpx2.Response:
    """Return what decodes the answer in small pieces: httpx2, since httpx makes one large piece of whatever has come.

    Encodings that aren't ours are left alone.
    """
    import httpx2

    encoding = response.headers.get("content-encoding")
    if encoding is None or response.is_stream_consumed:
        return response
    names = encoding.split(",")
    known = [name for name in names if _is_known(name)]
    if library_of(response) is httpx2 and known == names:
        return response
    is_sync = isinstance(response.stream, library_of(response).SyncByteStream)
    raw: Any = response.iter_raw() if is_sync else response.aiter_raw()
    headers = {"content-encoding": ",".join(known)}
    return httpx2.Response(response.status_code, headers=headers, content=raw)


def _without_body(response: httpx2.Response, most: int | None) -> httpx2.Response:
    """Return the answer without its body, which is larger than that."""
    bare = undecoded(response)
    bare.extensions[TOO_LARGE] = most
    return bare


def read(
    response: httpx2.Response, due: float | None, most: int | None
) -> httpx2.Response:
    """Return the answer with its body; without it where that isn't encoded as it says, or is too large.

    Args:
        response: the answer, its body not yet read.
        due: when the body must have come, by the monotonic clock.
        most: how many bytes it may have, decoded; None: any number.

    Raises:
        httpx2.HTTPError: the body doesn't come, or not in time.
    """
    try:
        if due is not None:
            stream = cast("httpx2.SyncByteStream", response.stream)
            base = library_of(response).SyncByteStream
            breaking = _due_stream(base)(stream, due)
            response.stream = cast("httpx2.SyncByteStream", breaking)
        pieces = _Pieces(most)
        for piece in _decoding(response).iter_bytes():
            pieces.add(piece)
    except errors("DecodingError"):
        response.close()
        return undecoded(response)
    except _TooLargeError:
        response.close()
        return _without_body(response, most)
    except BaseException:
        response.close()
        raise
    return pieces.put_into(response)


async def aread(response: httpx2.Response, most: int | None) -> httpx2.Response:
    """`read`, asynchronous, inside `in_time`."""
    try:
        pieces = _Pieces(most)
        async for piece in _decoding(response).aiter_bytes():
            pieces.add(piece)
    except errors("DecodingError"):
        await response.aclose()
        return undecoded(response)
    except _TooLargeError:
        await response.aclose()
        return _without_body(response, most)
    except BaseException:
        await response.aclose()
        raise
    return pieces.put_into(response)


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
