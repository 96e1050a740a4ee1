"""Reads the bodies of answers: never more than a page can have, also where few bytes unpack to many."""

from __future__ import annotations

import zlib

import httpx2

ACCEPTED = "gzip, deflate"  # the codings that are read


class TooLargeError(Exception):
    """A body is larger than it may be."""


class CutShortError(Exception):
    """A body ends before its end."""


class BadCodingError(Exception):
    """A body comes in a coding that isn't read, or isn't what its coding says."""


async def read_body(
    response: httpx2.Response, limit: int, *, is_cut: bool = False
) -> bytes:
    """Return the body of an answer, unpacked.

    Args:
        response: An answer whose body has not been read.
        limit: The most bytes that it may have; reading stops there.
        is_cut: Whether a body that has more is cut there, instead of being refused.

    Raises:
        TooLargeError, CutShortError, BadCodingError: As they say.
        httpx2.TimeoutException: It doesn't come.
    """
    unpacker = _unpacker(response.headers.get("content-encoding", ""))
    body = bytearray()
    try:
        async for chunk in response.aiter_raw():
            body += unpacker.unpack(chunk, limit - len(body) + 1)
            if len(body) > limit:
                if is_cut:
                    return bytes(body[:limit])
                raise TooLargeError
    except (httpx2.RemoteProtocolError, httpx2.ReadError) as error:
        raise CutShortError from error
    if not unpacker.is_done:
        raise CutShortError
    return bytes(body)


class _Plain:
    """Hands over what isn't packed."""

    is_done = True

    def unpack(self, data: bytes, room: int) -> bytes:
        """Return the data, of which no more than `room` bytes matter."""
        return data[:room]


class _Packed:
    """Unpacks gzip and both forms of deflate."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._is_begun = False

    @property
    def is_done(self) -> bool:
        """Return whether the end has come; a body without any byte has none."""
        return self._zlib.eof or not self._is_begun

    def unpack(self, data: bytes, room: int) -> bytes:
        """Return at most `room` bytes of what the data unpack to."""
        is_first, self._is_begun = not self._is_begun, self._is_begun or bool(data)
        try:
            return self._zlib.decompress(data, room)
        except zlib.error as error:
            if not is_first:
                raise BadCodingError from error
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)  # deflate without a head
        try:
            return self._zlib.decompress(data, room)
        except zlib.error as error:
            raise BadCodingError from error


def _unpacker(coding: str) -> _Plain | _Packed:
    """Return what unpacks a coding; raise BadCodingError if it isn't read."""
    match coding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip" | "deflate":
            return _Packed()
        case _:
            raise BadCodingError
