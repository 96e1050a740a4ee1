"""Asks the portal for pages: slowly, in the limits of its robots.txt, and never for more than a page can be."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx2
import stamina
import stamina.instrumentation
from protego import Protego

from wixgen import __version__
from wixgen.fetching.answers import Answer, Result
from wixgen.fetching.bodies import (
    ACCEPTED,
    BadCodingError,
    CutShortError,
    TooLargeError,
    read_body,
)
from wixgen.fetching.lock import is_validator
from wixgen.fetching.pace import MAX_PAUSE, Pace, retry_after
from wixgen.fetching.portal import Portal, is_loopback, markdown

USER_AGENT = f"wixgen/{__version__} (reads documentation pages, to generate a Python SDK from them)"
ROBOT = "wixgen"
MAX_BYTES = 4 * 1024 * 1024  # of a page, after decompression
MAX_ROBOTS = 512 * 1024
MAX_REDIRECTS = 10
MAX_ROBOTS_REDIRECTS = 5
PAGE_SECONDS = 120.0  # in which a page must have come
SILENCE = 20.0  # seconds without a byte
ATTEMPTS = 5
#: So many pages in a row for which nothing came, and no other is asked for.
FAILURES = 5
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_MOVED = {301, 302, 303, 307, 308}
_WHOLE = {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}
_HTML = {"text/html", "application/xhtml+xml"}
_ANY_TYPE = {"", "application/octet-stream", "binary/octet-stream"}


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


class _OverError(Exception):
    """Nothing more is asked."""


@dataclass(frozen=True)
class _Reply:
    """What came for one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


#: What asking may raise besides faults of what came.
_FAILURES = (
    httpx2.HTTPError,
    httpx2.InvalidURL,
    TimeoutError,
    ssl.SSLError,
    OSError,
    _BusyError,
)


class PortalClient:
    """Asks one portal for pages. Use it as an async context manager."""

    def __init__(self, portal: Portal, manners: Manners) -> None:
        self.portal = portal
        self._manners = manners
        self._pace = Pace(manners.rate)
        self._slots = asyncio.Semaphore(manners.in_flight)
        self._rules = Protego.parse("")
        self._failures = 0  # in a row
        self._over = ""  # why nothing more is asked

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[PortalClient]:
        """Connect, and read the portal's robots.txt; raise DisallowedError if that can't be had."""
        self._http = httpx2.AsyncClient(
            headers={
                "user-agent": USER_AGENT,
                "accept": "text/markdown, text/plain;q=0.9",
                "accept-encoding": ACCEPTED,
            },
            timeout=SILENCE,
            follow_redirects=False,
            # without TLS there is nothing to verify, and its certificates take a while to load
            verify=self.portal.base.startswith("https:"),
        )
        # else each request that is made again is told on stderr, by words for log files
        stamina.instrumentation.set_on_retry_hooks(())
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
            reply = await self._reply(address, here, url, known)
            if isinstance(reply, Answer):
                return reply
            if reply.status not in _MOVED:
                return _answer(address, here, tuple(passed), reply)
            passed.append(here)
            target = self._target(url, reply.headers.get("location", ""))
            if target is None:
                return _faulty(address, here, "moved-away")
            if len(passed) > MAX_REDIRECTS or target in passed:
                return _faulty(address, here, "redirects")
            here = target

    async def _reply(
        self, asked: str, here: str, url: str, headers: Mapping[str, str]
    ) -> _Reply | Answer:
        """Return what came for a URL; an answer if that is none, or can be no page."""
        if self._over:
            return _failed(asked, self._over)
        try:
            reply = await self._get(url, headers, MAX_BYTES)
        except TooLargeError:
            return _faulty(asked, here, "too-large")
        except CutShortError:
            return _faulty(asked, here, "cut-short")
        except BadCodingError:
            return _faulty(asked, here, "coding")
        except _FAILURES as error:
            self._count()
            return _failed(asked, _told(error))
        except _OverError:
            return _failed(asked, self._over)
        self._failures = 0
        return reply

    def _count(self) -> None:
        """Note that nothing came; ask no more where that is of no use."""
        self._failures += 1
        if self._failures >= FAILURES and not self._over:
            self._over = f"not asked for, after {FAILURES} failures in a row"

    def _put_off(self, pause: float | None) -> None:
        """Ask more slowly, after the pause that the portal names; no more if that is too long to wait for."""
        if pause is not None and pause > MAX_PAUSE:
            self._over = f"not asked for: the portal wants no request for {pause:.0f} s"
        else:
            self._pace.slow_down(pause)

    def _target(self, url: str, location: str) -> str | None:
        """Return where a redirect leads, None if that is no page of this portal, or on another host."""
        try:
            return self.portal.address(urljoin(url, location).partition("?")[0])
        except ValueError:
            return None

    async def _read_robots(self) -> None:
        """Read robots.txt, where redirects may lead to another host, but never to another scheme."""
        url = f"{self.portal.origin}/robots.txt"
        try:
            for _ in range(MAX_ROBOTS_REDIRECTS + 1):
                reply = await self._get(url, {}, MAX_ROBOTS, is_cut=True)
                if reply.status not in _MOVED:
                    break
                url = _robots_target(url, reply.headers.get("location", ""))
            else:
                raise DisallowedError("it is redirected too often")
        except (CutShortError, BadCodingError):
            raise DisallowedError("it is garbled, or breaks off") from None
        except _FAILURES as error:
            raise DisallowedError(_told(error)) from None
        if reply.status in _WHOLE:
            self._rules = Protego.parse(
                reply.body.decode("utf-8-sig", errors="replace")
            )
            self._pace.at_least(_wanted_interval(self._rules))

    async def _get(
        self, url: str, headers: Mapping[str, str], limit: int, *, is_cut: bool = False
    ) -> _Reply:
        """Ask for a URL, again where that may help.

        Args:
            url: The URL.
            headers: More headers.
            limit: The most bytes of the body.
            is_cut: Whether what there is beyond that is passed over.

        Raises:
            One of _FAILURES: Nothing came, or the portal is busy for too long.
            TooLargeError, CutShortError, BadCodingError: What came is of no use.
        """
        attempts = stamina.retry_context(
            on=self._again,
            attempts=self._manners.attempts,
            timeout=None,
            wait_initial=self._manners.first_pause,
            wait_max=30.0,
            wait_jitter=self._manners.first_pause / 2,
        )
        async for attempt in attempts:
            with attempt:
                return await self._get_once(url, headers, limit, is_cut=is_cut)
        raise AssertionError("stamina raises what the last attempt raised")

    async def _get_once(
        self, url: str, headers: Mapping[str, str], limit: int, *, is_cut: bool
    ) -> _Reply:
        async with self._slots:
            await self._pace.turn()
            if self._over:  # found out by others meanwhile
                raise _OverError
            async with (
                asyncio.timeout(PAGE_SECONDS),
                self._http.stream("GET", url, headers=dict(headers)) as response,
            ):
                status = response.status_code
                if status in _BUSY:
                    pause = retry_after(response.headers.get("retry-after"))
                    self._put_off(pause)
                    raise _BusyError(status, pause)
                if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise _BusyError(status, None)
                body = await _body(response, limit, is_cut=is_cut)
                self._pace.speed_up()
                return _Reply(status, response.headers, body)

    def _again(self, error: Exception) -> bool | float:
        """Return whether a request is made again, or after how many seconds."""
        if self._over:
            return False
        if isinstance(error, _BusyError):
            pause = error.pause or 0.0
            return True if pause <= self._manners.first_pause else pause
        return isinstance(error, httpx2.TransportError | CutShortError)


async def _body(response: httpx2.Response, limit: int, *, is_cut: bool) -> bytes:
    """Return the body of a page; b"" of an answer that brings none, whose text says nothing."""
    if response.status_code in _WHOLE:
        return await read_body(response, limit, is_cut=is_cut)
    with suppress(
        TooLargeError, CutShortError, BadCodingError, httpx2.TransportError
    ):  # read, so that the connection can be used again
        await read_body(response, MAX_ROBOTS)
    return b""


def _answer(asked: str, here: str, passed: tuple[str, ...], reply: _Reply) -> Answer:
    """Return what an answer other than a redirect says."""
    status = reply.status
    etag = _validator(reply.headers.get("etag"))
    if status == HTTPStatus.NOT_MODIFIED:
        return Answer(asked, here, Result.SAME, etag=etag, passed=passed)
    if status in _GONE:
        return _faulty(asked, here, "not-found", passed)
    if status in _REFUSED:
        return _faulty(asked, here, "refused", passed)
    if status == HTTPStatus.PARTIAL_CONTENT:
        return _faulty(asked, here, "cut-short", passed)
    if status not in _WHOLE:
        return _failed(asked, f"HTTP status {status}")
    media_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in _HTML:
        return _faulty(asked, here, "html", passed)
    if not media_type.startswith("text/") and media_type not in _ANY_TYPE:
        return _faulty(asked, here, "media-type", passed)
    try:
        text = reply.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _faulty(asked, here, "charset", passed)
    if "\0" in text:
        return _faulty(asked, here, "charset", passed)
    return Answer(
        asked,
        here,
        Result.TEXT,
        text,
        etag=etag,
        last_modified=_validator(reply.headers.get("last-modified")),
        passed=passed,
    )


def _faulty(asked: str, here: str, fault: str, passed: tuple[str, ...] = ()) -> Answer:
    return Answer(asked, here, Result.FAULTY, fault=fault, passed=passed)


def _failed(asked: str, problem: str) -> Answer:
    return Answer(asked, asked, Result.FAILED, problem=problem)


def _validator(value: str | None) -> str:
    """Return a validator that can be sent back; "" for none."""
    return value if value and is_validator(value) else ""


def _robots_target(url: str, location: str) -> str:
    """Return where the redirect of a robots.txt leads; raise DisallowedError if it mustn't be followed."""
    try:
        target = urljoin(url, location)
        old, new = urlsplit(url), urlsplit(target)
        is_sound = new.scheme == old.scheme and bool(new.hostname)
        if is_sound and (new.scheme == "https" or is_loopback(new.hostname or "")):
            return target
    except ValueError:
        pass
    raise DisallowedError("it is redirected to where nothing is asked for")


def _wanted_interval(rules: Protego) -> float:
    """Return how many seconds robots.txt wants between two requests."""
    rate = rules.request_rate(ROBOT)
    by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(float(rules.crawl_delay(ROBOT) or 0.0), by_rate)


def _told(error: BaseException) -> str:
    """Return what failed, in a few words."""
    if isinstance(error, TimeoutError | httpx2.TimeoutException):
        return "no answer in time"
    return str(error).partition("\n")[0][:200] or type(error).__name__
