"""Answers that are too large: bombs in every encoding, bodies without an end, and headers that are sent back."""

from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

import httpx
import httpx2
import pytest

from runtime.things import CREATE, AsyncThings, Things
from support.raw_server import answering, raw_server, read_request
from support.server import Answer, LoopbackServer
from wixapi import ApiKeyStrategy, AppStrategy, errors
from wixapi._http.client import AsyncClient, SyncClient

KEY = ApiKeyStrategy("key")
LIMIT = 100_000
MEGABYTES = 40
ZEROS = b" " * 1_000_000


@cache
def gzipped(times: int = 1) -> bytes:
    """Forty megabytes in forty kilobytes; the first time over again, far less."""
    packer = zlib.compressobj(9, wbits=31)
    body = b"".join(packer.compress(ZEROS) for _ in range(MEGABYTES)) + packer.flush()
    for _ in range(times - 1):
        body = gzip.compress(body)
    return body


BOMBS = {
    "gzip": ("gzip", gzipped()),
    "deflate": ("deflate", zlib.compress(ZEROS * MEGABYTES)),
    "gzip twice": ("gzip, gzip", gzipped(2)),
    "gzip in deflate": ("gzip, deflate", zlib.compress(gzipped())),
    "plain": ("identity", b" " * (LIMIT + 1)),
}


def bomb(kind: str, status: int = 200) -> bytes:
    """An answer as it travels."""
    encoding, body = BOMBS[kind]
    head = f"HTTP/1.1 {status} X\r\ncontent-encoding: {encoding}\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def kept_small() -> Iterator[list[int]]:
    """What decoders hand on meanwhile, in bytes: the memory that an answer takes."""
    decoded: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        for library in (httpx2, httpx):
            for decoder in ("GZipDecoder", "DeflateDecoder"):
                module: Any = import_module(f"{library.__name__}._decoders")
                _watch(patch, getattr(module, decoder), decoded)
        yield decoded


def _watch(patch: pytest.MonkeyPatch, decoder: Any, decoded: list[int]) -> None:
    """Has a decoder note how many bytes it hands on at once."""
    decode = decoder.decode

    def watched(self: Any, data: bytes) -> Any:
        found = decode(self, data)
        if isinstance(found, bytes):
            decoded.append(len(found))
            return found
        return _noted(found, decoded)

    patch.setattr(decoder, "decode", watched)


def _noted(pieces: Iterator[bytes], decoded: list[int]) -> Iterator[bytes]:
    for piece in pieces:
        decoded.append(len(piece))
        yield piece


@pytest.mark.parametrize("library", [httpx2, httpx], ids=["httpx2", "httpx"])
@pytest.mark.parametrize("kind", BOMBS)
def test_bombs(kind: str, library: Any) -> None:
    """A bomb ends with an error that names the limit, and is never unpacked, with either library."""
    with (
        kept_small() as decoded,
        raw_server(answering(bomb(kind))) as server,
        library.Client() as http,
        SyncClient(
            auth=KEY, base_url=server.url, http_client=http, max_response_bytes=LIMIT
        ) as client,
        pytest.raises(errors.ResponseTooLargeError) as caught,
    ):
        Things(client).get_thing(thing_id="1")

    error = caught.value
    assert (LIMIT, 1, 200) == (error.limit, error.attempts, error.status)
    assert "things.get_thing" == error.operation
    assert "100,000 bytes" in str(error)
    assert "max_response_bytes" in str(error)
    assert sum(decoded) < 5_000_000


@pytest.mark.parametrize("library", [httpx2, httpx], ids=["httpx2", "httpx"])
@pytest.mark.parametrize("kind", BOMBS)
async def test_bombs_async(kind: str, library: Any) -> None:
    """So it is with async calls."""
    with kept_small() as decoded, raw_server(answering(bomb(kind))) as server:
        async with library.AsyncClient() as http:
            client = AsyncClient(
                auth=KEY,
                base_url=server.url,
                http_client=http,
                max_response_bytes=LIMIT,
            )
            with pytest.raises(errors.ResponseTooLargeError):
                await AsyncThings(client).get_thing(thing_id="1")

    assert sum(decoded) < 5_000_000


@pytest.mark.parametrize("library", [httpx2, httpx], ids=["httpx2", "httpx"])
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("gzip, deflate, br, zstd", "gzip, deflate"),
        ("br;q=1.0, GZIP;q=0.5, *;q=0.1", "GZIP;q=0.5"),
        ("zstd", "identity"),
    ],
)
def test_other_decoders(
    asked: str,
    expected: str,
    library: Any,
    server: LoopbackServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Decoders that are installed beside are neither asked for nor used: they may keep to no limit, or be too old."""
    for name in ("br", "zstd"):
        decoders = import_module(f"{library.__name__}._decoders").SUPPORTED_DECODERS
        monkeypatch.setitem(decoders, name, pytest.fail)
    for _ in range(2):
        server.answer(b"packed", content_encoding="br, zstd")
    headers = {"Accept-Encoding": asked}
    with library.Client(headers=headers) as http:
        for given in ({"http_client": http}, {"headers": headers}):
            with (
                SyncClient(auth=KEY, base_url=server.url, **given) as client,
                pytest.raises(errors.ApiError, match="isn't JSON"),
            ):
                client.request("GET", "/v1/things")

            assert expected == server.last.headers["accept-encoding"]


def test_what_is_asked_for(server: LoopbackServer) -> None:
    """Every client asks for what Python itself decodes."""
    with SyncClient(auth=KEY, base_url=server.url) as client:
        client.request("GET", "/v1/things")

    assert "gzip, deflate" == server.last.headers["accept-encoding"]


def test_no_end() -> None:
    """A body without an end is broken off when it has too many bytes."""

    def talk(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")

    with (
        raw_server(talk) as server,
        SyncClient(auth=KEY, base_url=server.url, max_response_bytes=LIMIT) as client,
        pytest.raises(errors.ResponseTooLargeError),
    ):
        client.request("GET", "/v1/things")


@pytest.mark.parametrize("status", [400, 404, 429, 500])
def test_large_errors(status: int) -> None:
    """What an error says is short: of a larger one its status counts, and it is repeated as ever."""
    with (
        kept_small() as decoded,
        raw_server(answering(bomb("gzip", status))) as server,
        SyncClient(auth=KEY, base_url=server.url, max_retries=0) as client,
        pytest.raises(errors.ApiError) as caught,
    ):
        client.request("GET", "/v1/things")

    assert status == caught.value.status
    assert not isinstance(caught.value, errors.ResponseTooLargeError)
    assert sum(decoded) < 5_000_000


def test_large_tokens() -> None:
    """A token's answer is short, whatever the limit of others."""
    auth = AppStrategy("app", "secret", instance_id="site")
    with (
        raw_server(answering(bomb("gzip"))) as server,
        SyncClient(auth=auth, base_url=server.url, max_response_bytes=None) as client,
        pytest.raises(errors.ResponseTooLargeError),
    ):
        client.request("GET", "/v1/things")


@pytest.mark.parametrize("given", [None, 10**9, 41_000_000])
def test_larger_limits(given: int | None) -> None:
    """The limit can be set for a client and for a call, or taken off."""
    body = {"request_options": {"max_response_bytes": given}}
    encoding, packed = "gzip", gzip.compress(b" " * 3_000_000 + b"{}")
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: {len(packed)}"
    with raw_server(answering(f"{head}\r\n\r\n".encode() + packed)) as server:
        client = SyncClient(auth=KEY, base_url=server.url, max_response_bytes=1_000)
        assert {} == client.request("GET", "/v1/things", **body)
        assert {} == client.with_options(max_response_bytes=given).request("GET", "/v1")
        with pytest.raises(errors.ResponseTooLargeError):
            client.request("GET", "/v1/things")
        client.close()


@pytest.mark.parametrize("given", [0, -1, 1.5, "1", True])
def test_a_limit_is_a_number(given: Any) -> None:
    """A limit that is none is refused when it is given."""
    with pytest.raises(errors.ConfigurationError, match="max_response_bytes"):
        SyncClient(auth=KEY, max_response_bytes=given)
    client = SyncClient(auth=KEY)
    with pytest.raises(errors.ConfigurationError, match="max_response_bytes"):
        client.request("GET", "/", request_options={"max_response_bytes": given})


def test_the_limit_is_a_hundred_megabytes() -> None:
    """Nobody has to ask for it."""
    assert 100_000_000 == SyncClient(auth=KEY)._settings.max_response_bytes


def test_writes_arent_repeated(server: LoopbackServer) -> None:
    """A write whose answer is too large has been done: it isn't made again."""
    server.by = lambda _: Answer(body={"thing": {"name": "x" * 5_000}})
    with (
        SyncClient(auth=KEY, base_url=server.url, max_response_bytes=1_000) as client,
        pytest.raises(errors.ResponseTooLargeError),
    ):
        Things(client).create_thing(thing={"name": "x"})

    assert [CREATE.path] == [one.path for one in server.requests]


# What is sent back -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "kept"), [(4096, True), (4097, False), (60_000, False)]
)
def test_large_sessions(length: int, kept: bool, server: LoopbackServer) -> None:
    """A header that is to be sent back is kept up to a length that every server takes, else the one before is."""
    server.answer(x_wix_consistent="first")
    server.answer(x_wix_consistent="y" * length)
    with SyncClient(auth=KEY, base_url=server.url) as client:
        for _ in range(3):
            client.request("GET", "/v1/things")

    expected = "y" * length if kept else "first"
    assert expected == server.last.headers["x-wix-consistent"]


def test_large_access_tokens(server: LoopbackServer) -> None:
    """A token that no server would take is none."""
    server.answer({"access_token": "t" * 20_000})
    auth = AppStrategy("app", "secret", instance_id="site")
    with (
        SyncClient(auth=auth, base_url=server.url) as client,
        pytest.raises(errors.WixError, match="no usable access token"),
    ):
        client.request("GET", "/v1/things")


def test_cookies_stay_out(server: LoopbackServer) -> None:
    """Cookies of answers aren't sent back, however many there are."""
    server.answer(set_cookie="a=" + "x" * 50_000)
    with SyncClient(auth=KEY, base_url=server.url) as client:
        client.request("GET", "/v1/things")
        client.request("GET", "/v1/things")

    assert "cookie" not in server.last.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"x_wix_request_id": "i" * 60_000},
        {"retry_after": "9" * 60_000},
        {"retry_after": "Mon, " * 10_000},
        {"content_type": "text/html; charset=" + "x" * 60_000},
        {"content_type": "application/json; charset=zip; charset=rot13"},
        {"date": "9" * 60_000},
    ],
)
def test_large_headers_of_errors(
    headers: dict[str, str], server: LoopbackServer
) -> None:
    """No header of an answer makes the words of an error long."""
    server.answer({"message": "no"}, status=429, **headers)
    with (
        SyncClient(auth=KEY, base_url=server.url) as client,
        pytest.raises(errors.RateLimitError) as caught,
    ):
        client.request("POST", "/v1/things")

    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize("member", ["message", "details", "code", "description"])
def test_large_words_of_errors(member: str, server: LoopbackServer) -> None:
    """Neither do its body's words."""
    server.answer({member: "x" * 500_000}, status=400)
    with (
        SyncClient(auth=KEY, base_url=server.url) as client,
        pytest.raises(errors.ApiError) as caught,
    ):
        client.request("POST", "/v1/things")

    assert len(str(caught.value)) < 10_000
