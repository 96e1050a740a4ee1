"""When a call is made again."""

from __future__ import annotations

import math
from email.utils import formatdate
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixapi._http.retry import RetryPolicy, retry_after

POLICY = RetryPolicy(max_retries=5, random=lambda: 1.0, clock=lambda: 1000.0)


def answer(status: int, **headers: str) -> httpx2.Response:
    """An answer without a body."""
    return httpx2.Response(
        status, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_statuses(status: int) -> None:
    """Failing statuses are retried if the call may be repeated, a rate limit after a longer pause."""
    assert (2.0 if status == 429 else 0.5) == POLICY.pause(
        0, answer(status), repeatable=True
    )
    assert None is POLICY.pause(0, answer(status), repeatable=False)


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 409, 501])
def test_final_statuses(status: int) -> None:
    """Other statuses are final."""
    assert None is POLICY.pause(0, answer(status), repeatable=True)


@pytest.mark.parametrize(
    ("error", "repeatable", "unrepeatable"),
    [
        (httpx2.ConnectError, 0.5, 0.5),
        (httpx2.ConnectTimeout, 0.5, 0.5),
        (httpx2.PoolTimeout, 0.5, 0.5),
        (httpx2.ReadError, 0.5, None),
        (httpx2.ReadTimeout, 0.5, None),
        (httpx2.WriteError, 0.5, None),
        (httpx2.RemoteProtocolError, 0.5, None),
        (httpx2.LocalProtocolError, None, None),
        (httpx2.UnsupportedProtocol, None, None),
        (httpx2.DecodingError, None, None),
    ],
)
def test_errors(
    error: Any, repeatable: float | None, unrepeatable: float | None
) -> None:
    """Where nothing was sent every call is repeated; after that only those that may be."""
    assert repeatable == POLICY.pause(0, error("x"), repeatable=True)
    assert unrepeatable == POLICY.pause(0, error("x"), repeatable=False)


def test_backoff() -> None:
    """Pauses double up to 8 seconds, and end with the retries."""
    many = RetryPolicy(max_retries=6, random=lambda: 1.0)
    pauses = [many.pause(attempt, answer(500), repeatable=True) for attempt in range(7)]

    assert [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, None] == pauses


def test_jitter() -> None:
    """The pause is a random part of the full one."""
    assert 0.0 == RetryPolicy(random=lambda: 0.0).pause(1, answer(500), repeatable=True)
    assert 0.25 == RetryPolicy(random=lambda: 0.25).pause(
        1, answer(500), repeatable=True
    )


def test_retry_after_beats_backoff() -> None:
    """What the server asks for is done."""
    pause = POLICY.pause(0, answer(429, retry_after="7"), repeatable=True)

    assert 7.7 == pytest.approx(pause)  # and a tenth at random


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("0", 0.0),
        (" 3 ", 3.0),
        ("1.5", 1.5),
        ("3600", 3600.0),
        (formatdate(1010, usegmt=True), 10.0),
        (formatdate(900, usegmt=True), 0.0),
        (formatdate(10**9, usegmt=True), 10**9 - 1000.0),
        ("9" * 100_000, math.inf),
        ("x" * 100_000, None),
        ("-1", None),
        ("nan", None),
        ("1e9", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after(header: str | None, expected: float | None) -> None:
    """Seconds or an HTTP date, however far off; junk is ignored."""
    assert expected == retry_after(header, 1000.0)


@given(st.text())
def test_retry_after_any_text(text: str) -> None:
    """No text breaks it, and no pause is negative."""
    pause = retry_after(text, 1000.0)

    assert pause is None or pause >= 0


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize(
    ("header", "left", "expected"),
    [
        ("60", None, 66.0),
        ("61", None, None),
        ("61", 100.0, 67.1),
        ("61", 67.0, 61.0),
        ("61", 61.0, None),
        ("2", 1.0, None),
        ("9" * 30, 10.0**7, None),
        (formatdate(4600, usegmt=True), None, None),
        (formatdate(4600, usegmt=True), 4000.0, 3960.0),
    ],
)
def test_long_retry_after(
    status: int, header: str, left: float | None, expected: float | None
) -> None:
    """A long pause is made where the deadline has room for it, else none: it is never cut short."""
    found = POLICY.pause(
        0, answer(status, retry_after=header), repeatable=True, left=left
    )

    assert expected == pytest.approx(found)
