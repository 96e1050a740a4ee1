"""What strangers may send to a real port: a clear error, no traceback, nothing lost."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Generator
from contextlib import suppress

import httpx2
import pytest

from wixapi.testing import LocalWix

PATH = "/calendar/v3/participations"
EVENT = "1a8f3ee1-9f6b-4b0a-8f5e-0d1d5d2b7a31"
GOOD = b'{"participation": {"eventId": "%s", "participant": {"name": "Ann"}, "partySize": 2}}'
COLLECTION = "calendar.participations"


@pytest.fixture(scope="module")
def local() -> Generator[LocalWix]:
    """Serve a local Wix that has one entity."""
    with LocalWix(port=0) as opened:
        answer = post(opened, GOOD % EVENT.encode())
        assert 200 == answer.status_code, answer.text
        yield opened


def post(local: LocalWix, body: bytes, **headers: str) -> httpx2.Response:
    """Return the answer to a body."""
    usual = {
        "authorization": local.api_key,
        "wix-site-id": local.site_id,
        "content-type": "application/json",
    }
    return httpx2.post(local.base_url + PATH, content=body, headers=usual | headers)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b" " * 50_000_000, 413, "10,485,760 bytes"),
        (b'{"a": ' * 20_000, 400, "deep"),
        (b"{", 400, "JSON"),
        (b'{"a": NaN}', 400, "NaN"),
        ('{"participation": {}}'.encode("utf-16"), 400, "UTF-8"),
        (b'{"participation": {"participant": {"name": "\xe9"}}}', 400, "UTF-8"),
        (b"[]", 400, "object"),
    ],
)
def test_bodies_that_can_not_be_read_are_refused(
    local: LocalWix, body: bytes, status: int, words: str
) -> None:
    """Each is refused in Wix's form, and what was there is there still."""
    before = local.export()
    answer = post(local, body)

    assert status == answer.status_code
    assert words in answer.json()["message"]
    assert "Traceback" not in answer.text
    assert before == local.export()
    assert 1 == len(before[COLLECTION])


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET /%ff%fe?%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"POST " + PATH.encode() + b" HTTP/1.1\r\nHost: localhost\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_request_is_refused(local: LocalWix, sent: bytes) -> None:
    """Odd bytes on the wire get a 4xx or a closed connection; the next request is answered."""
    port = int(local.base_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        first = b""
        with suppress(OSError):  # it may have hung up already
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            first = connection.recv(65536)

    assert first == b"" or first.startswith(b"HTTP/1.1 4")
    assert b"Traceback" not in first
    assert 400 == post(local, b"{}").status_code


def test_packed_bodies_are_refused(local: LocalWix) -> None:
    """A body that says that it is compressed is told to come as it is."""
    packed = {"content-encoding": "gzip"}
    answer = post(local, gzip.compress(GOOD % EVENT.encode()), **packed)

    assert 415 == answer.status_code
    assert "without gzip" in answer.json()["message"]


def test_a_body_that_ends_too_early_changes_nothing(local: LocalWix) -> None:
    """Half of a request is none, even if the half is valid JSON."""
    port = int(local.base_url.rpartition(":")[2])
    body = GOOD % EVENT.encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {local.api_key}\r\n"
        f"wix-site-id: {local.site_id}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body) + 10}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65536)
    post(local, b"{}")  # requests are answered one after the other

    assert 1 == len(local.export()[COLLECTION])
