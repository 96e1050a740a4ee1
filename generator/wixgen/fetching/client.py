"""Asks the portal for pages: slowly, in the limits of its robots.txt, and never for more than a page can be."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx2
import stamina
from protego import Protego

from wixgen import __version__
from wixgen.fetching.answers import Answer, Result
from wixgen.fetching.portal import Portal, markdown

USER_AGENT = f"wixgen/{__version__} (reads documentation pages, to generate a Python SDK from them)"
ROBOT = "wixgen"
MAX_BYTES = 4 * 1024 * 1024  # of a page, after decompression
MAX_ROBOTS = 512 * 1024
MAX_REDIRECTS = 10
PAGE_SECONDS = 120.0  # in which a page must have come
MAX_PAUSE = 120.0  # seconds, whatever Retry-After says
ATTEMPTS = 5
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_MOVED = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Manners:
    """How the portal is treated.

    Attributes:
        rate: The most requests in a second.
        in_flight: The most requests at once.
        first_pause: Seconds before a failed request is made again; later pauses are longer.
        attempts: How often a request is made.
    """

    rate: float = 2.0
    in_flight: int = 2
    first_pause: float = 1.0
    attempts: int = ATTEMPTS


class DisallowedError(Exception):
    """The portal's robots.txt can't be read, so nothing may be asked."""


class _BusyError(Exception):
    """The portal wants to be asked later.

    Attributes:
        pause: The seconds that it names; None if it names none.
        status: The HTTP status.
    """

    def __init__(self, status: int, pause: float | None) -> None:
        super().__init__(f"HTTP status {status}")
        self.status = status
        self.pause = pause


class _TooLargeError(Exception):
    """A body is larger than it may be."""


class _Pace:
    """Spaces requests evenly, and wider apart when the portal is busy."""

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate
        self._next = 0.0
        self._lock = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until it is time for the next request."""
        async with self._lock:
            now = time.monotonic()
            wait = max(0.0, self._next - now)
            self._next = max(now, self._next) + self._interval
        await asyncio.sleep(wait)

    def slow_down(self, pause: float | None) -> None:
        """Halve the rate; begin after `pause` seconds if that is given."""
        self._interval = min(self._interval * 2, 10.0)
        self._next = max(self._next, time.monotonic() + min(pause or 0.0, MAX_PAUSE))

    def at_least(self, interval: float) -> None:
        """Leave at least so many seconds between requests."""
        self._interval = max(self._interval, min(interval, MAX_PAUSE))


class PortalClient:
    """Asks one portal for pages. Use it as an async context manager."""

    def __init__(self, portal: Portal, manners: Manners) -> None:
        self.portal = portal
        self._manners = manners
        self._pace = _Pace(manners.rate)
        self._slots = asyncio.Semaphore(manners.in_flight)
        self._rules = Protego.parse("")
        self.requests = 0

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[PortalClient]:
        """Connect, and read the portal's robots.txt; raise DisallowedError if that can't be had."""
        self._http = httpx2.AsyncClient(
            headers={
                "user-agent": USER_AGENT,
                "accept": "text/markdown, text/plain;q=0.9",
            },
            timeout=30,
            follow_redirects=False,
        )
        async with self._http:
            await self._read_robots()
            yield self

    async def page(
        self, address: str, *, known: Mapping[str, str], with_schema: bool = False
    ) -> Answer:
        """Ask for a page.

        Args:
            address: Its address.
            known: The headers that make the request conditional.
            with_schema: Whether to ask for the schema, which is left out of some pages.
        """
        passed: list[str] = []
        here = address
        while True:
            url = f"{markdown(here)}{'?schema=true' if with_schema else ''}"
            if not self._rules.can_fetch(url, ROBOT):
                return _failed(address, "robots.txt doesn't allow it")
            try:
                response = await self._get(url, known if here == address else {})
            except _TooLargeError:
                return _faulty(address, here, "too-large")
            except (
                httpx2.HTTPError,
                httpx2.InvalidURL,
                TimeoutError,
                ssl.SSLError,
                OSError,
                _BusyError,
            ) as error:
                return _failed(address, _told(error))
            if response.status_code not in _MOVED:
                return _answer(address, here, tuple(passed), response)
            passed.append(here)
            target = self._target(url, response.headers.get("location", ""))
            if target is None:
                return _faulty(address, here, "moved-away")
            if len(passed) > MAX_REDIRECTS or target in passed:
                return _faulty(address, here, "redirects")
            here = target

    def _target(self, url: str, location: str) -> str | None:
        """Return where a redirect leads, None if that is no page of this portal, or on another host."""
        try:
            target = urljoin(url, location)
            parts = urlsplit(target)
        except ValueError:
            return None
        if f"{parts.scheme}://{parts.netloc}" != self.portal.origin:
            return None
        return self.portal.address(target.partition("?")[0])

    async def _read_robots(self) -> None:
        try:
            response = await self._get(f"{self.portal.origin}/robots.txt", {})
        except (
            httpx2.HTTPError,
            TimeoutError,
            OSError,
            _BusyError,
            _TooLargeError,
        ) as error:
            raise DisallowedError(_told(error)) from None
        if response.status_code == HTTPStatus.OK:
            self._rules = Protego.parse(response.content.decode(errors="replace"))
            delay = self._rules.crawl_delay(ROBOT)
            if delay:
                self._pace.at_least(float(delay))

    async def _get(self, url: str, headers: Mapping[str, str]) -> httpx2.Response:
        """Ask for a URL, again where that may help.

        Raises:
            httpx2.HTTPError, TimeoutError, OSError: Nothing came.
            _BusyError: The portal is busy, or has a fault, for too long.
            _TooLargeError: More came than a page may have.
        """
        attempts = stamina.retry_context(
            on=_again,
            attempts=self._manners.attempts,
            timeout=None,
            wait_initial=self._manners.first_pause,
            wait_max=30.0,
            wait_jitter=self._manners.first_pause / 2,
        )
        async for attempt in attempts:
            with attempt:
                return await self._get_once(url, headers)
        raise AssertionError("stamina raises what the last attempt raised")

    async def _get_once(self, url: str, headers: Mapping[str, str]) -> httpx2.Response:
        async with self._slots:
            await self._pace.turn()
            self.requests += 1
            async with (
                asyncio.timeout(PAGE_SECONDS),
                self._http.stream("GET", url, headers=dict(headers)) as response,
            ):
                status = response.status_code
                if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    pause = _retry_after(response.headers.get("retry-after"))
                    self._pace.slow_down(pause)
                    raise _BusyError(status, pause)
                body = bytearray()
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > MAX_BYTES:
                        raise _TooLargeError
                plain = {
                    name: value
                    for name, value in response.headers.items()
                    if name not in {"content-encoding", "content-length"}
                }
                return httpx2.Response(status, headers=plain, content=bytes(body))


def _again(error: Exception) -> bool | float:
    """Return whether a request is made again, or after how many seconds."""
    if isinstance(error, _BusyError):
        return True if error.pause is None else min(error.pause, MAX_PAUSE)
    return isinstance(error, httpx2.TransportError | TimeoutError)


def _answer(
    asked: str, here: str, passed: tuple[str, ...], response: httpx2.Response
) -> Answer:
    """Return what an answer other than a redirect says."""
    status = response.status_code
    if status == HTTPStatus.NOT_MODIFIED:
        return Answer(asked, here, Result.SAME, passed=passed)
    if status in _GONE:
        return _faulty(asked, here, "not-found", passed)
    if status in _REFUSED:
        return _faulty(asked, here, "refused", passed)
    if not response.is_success:
        return _failed(asked, f"HTTP status {status}")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip()
    if media_type.lower() in {"text/html", "application/xhtml+xml"}:
        return _faulty(asked, here, "html", passed)
    try:
        text = response.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _faulty(asked, here, "charset", passed)
    return Answer(
        asked,
        here,
        Result.TEXT,
        text,
        etag=_validator(response.headers.get("etag")),
        last_modified=_validator(response.headers.get("last-modified")),
        passed=passed,
    )


def _faulty(asked: str, here: str, fault: str, passed: tuple[str, ...] = ()) -> Answer:
    return Answer(asked, here, Result.FAULTY, fault=fault, passed=passed)


def _failed(asked: str, problem: str) -> Answer:
    return Answer(asked, asked, Result.FAILED, problem=problem)


def _validator(value: str | None) -> str:
    """Return a validator that can be sent back; "" for none."""
    text = value or ""
    return text if text.isascii() and text.isprintable() and len(text) <= 300 else ""


def _retry_after(value: str | None) -> float | None:
    """Return the seconds that the header Retry-After names; None if it names none."""
    if not value:
        return None
    text = value.strip()
    if text.isdigit() and len(text) < 8:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _told(error: BaseException) -> str:
    """Return what failed, in a few words."""
    if isinstance(error, TimeoutError | httpx2.TimeoutException):
        return "no answer in time"
    return str(error).partition("\n")[0][:200] or type(error).__name__
