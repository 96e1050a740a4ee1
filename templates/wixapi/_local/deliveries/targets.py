"""Who gets events: URLs, and in process `Webhooks`, inboxes, apps and clients."""

from __future__ import annotations

import asyncio
import inspect
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, cast

import httpx2

from wixapi._local.deliveries.background import Background
from wixapi._testing.deliver import HEADERS, Poster
from wixapi._webhooks import adapters
from wixapi._webhooks.adapters import AsyncReceiver, Receiver
from wixapi._webhooks.handlers import AsyncHandlerError
from wixapi._webhooks.webhooks import BaseWebhooks
from wixapi.errors import ConfigurationError, WebhookError

_BASE = "http://app.invalid"
"""Where apps without a port stand."""

_LONGEST = 500
"""Characters of an error that are kept."""
_LONGEST_BODY = 65_536
"""Bytes of an answer that are read, so that the server isn't cut off while it writes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of sending once."""

    status: int | None
    error: str = ""
    seconds: float = 0.0


class Target(ABC):
    """One that gets events.

    Args:
        name: what the log calls it.
        given: what was registered.
        path: where apps and clients get webhooks.
        timeout: how many seconds it has to answer; None: any number.
        background: a thread for what can't run in the calling one.
    """

    is_remote = False
    """Whether it may be reached through the network."""

    def __init__(
        self,
        name: str,
        given: Any,
        path: str,
        timeout: float | None,
        background: Background,
    ) -> None:
        self.name = name
        self.given = given
        self.path = path
        self.timeout = timeout
        self.background = background
        self._late: set[asyncio.Task[Outcome]] = set()

    def send(self, body: str) -> Outcome:
        """Send a webhook from the calling thread. One that takes too long has failed, whatever it answers."""
        began = time.monotonic()
        try:
            outcome = self._send(body)
        except (
            Exception
        ) as error:  # an app may raise anything: Wix only sees that it failed
            outcome = self._raised(error)
        took = time.monotonic() - began
        if self.timeout is not None and took > self.timeout:
            outcome = self._too_late()
        return Outcome(outcome.status, outcome.error, took)

    async def asend(self, body: str) -> Outcome:
        """Send a webhook from an event loop. What takes too long has failed, and goes on by itself."""
        began = time.monotonic()
        task = asyncio.create_task(self._attempt(body))
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        done, _ = await asyncio.wait({task}, timeout=self.timeout)
        if not done and self.is_remote:
            task.cancel()
        outcome = task.result() if done else self._too_late()
        return Outcome(outcome.status, outcome.error, time.monotonic() - began)

    async def _attempt(self, body: str) -> Outcome:
        """Send from an event loop, however long it takes, and return what came of it."""
        try:
            return await self._asend(body)
        except Exception as error:  # see `send`
            return self._raised(error)

    def is_same(self, other: Target) -> bool:
        """Return whether both are one."""
        is_one = self.given is other.given or (
            self.is_remote and self.given == other.given
        )
        return type(self) is type(other) and is_one and self.path == other.path

    @abstractmethod
    def _send(self, body: str) -> Outcome:
        """Send from the calling thread, however long it takes; may raise what the app raises."""

    @abstractmethod
    async def _asend(self, body: str) -> Outcome:
        """Send from an event loop, however long it takes; may raise what the app raises."""

    def _in_background(self, body: str) -> Outcome:
        """Send from the event loop in the background, and wait for it."""
        return self.background.run(Target.asend(self, body))

    def _raised(self, error: Exception) -> Outcome:
        """Return the outcome where an error came instead of an answer."""
        return Outcome(None, _text(error))

    def _too_late(self) -> Outcome:
        """Return the outcome of an answer that came too late, or not at all."""
        limit = int(1000 * (self.timeout or 0))
        return Outcome(None, f"no answer within {limit:,} ms")


class ReceiverTarget(Target):
    """One that takes a webhook by itself, without an app around it."""

    def _raised(self, error: Exception) -> Outcome:
        """Return what the app's adapters answer where something was raised, which is logged."""
        if isinstance(error, WebhookError):
            return Outcome(adapters.refused(error), _text(error))
        return Outcome(adapters.failed(self.name, error), _text(error))


class HooksTarget(ReceiverTarget):
    """`Webhooks` whose handlers are called; async ones from a sync call in a thread of their own."""

    given: BaseWebhooks

    def _send(self, body: str) -> Outcome:
        """See `Target._send`."""
        try:
            self.given.process(body)
        except AsyncHandlerError:
            return self._in_background(body)
        return Outcome(adapters.OK)

    async def _asend(self, body: str) -> Outcome:
        """See `Target._asend`."""
        await self.given.adispatch(self.given.verify(body), threads=True)
        return Outcome(adapters.OK)


class InboxTarget(ReceiverTarget):
    """An inbox, or something else that takes a body."""

    given: Any

    def _send(self, body: str) -> Outcome:
        """See `Target._send`."""
        if not isinstance(self.given, Receiver):
            return self._in_background(body)
        self.given.receive(body.encode())
        return Outcome(adapters.OK)

    async def _asend(self, body: str) -> Outcome:
        """See `Target._asend`."""
        if not isinstance(self.given, AsyncReceiver):
            return await asyncio.to_thread(self._send, body)
        await self.given.areceive(body.encode())
        return Outcome(adapters.OK)


class AsgiTarget(Target):
    """An app of ASGI."""

    def _send(self, body: str) -> Outcome:
        """See `Target._send`."""
        return self._in_background(body)

    async def _asend(self, body: str) -> Outcome:
        """See `Target._asend`."""
        transport = httpx2.ASGITransport(self.given, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url=_BASE) as client:
            return await self._post(client, body)

    async def _post(self, client: httpx2.AsyncClient, body: str) -> Outcome:
        """Return what comes of a POST. Its status says all: no more than the beginning of its body is read."""
        request = client.build_request("POST", self.path, content=body, headers=HEADERS)
        answer = await client.send(request, stream=True)
        async for _ in answer.aiter_raw(_LONGEST_BODY):
            break
        await answer.aclose()
        return Outcome(answer.status_code)


class UrlTarget(AsgiTarget):
    """A URL, which is called from the background, whoever asks for it."""

    is_remote = True
    _client: httpx2.AsyncClient | None = None

    async def asend(self, body: str) -> Outcome:
        """See `Target.asend`."""
        if self.background.is_here:
            return await Target.asend(self, body)
        return await asyncio.wrap_future(
            self.background.spawn(Target.asend(self, body))
        )

    async def _asend(self, body: str) -> Outcome:
        """See `Target._asend`."""
        if self._client is None:
            # the target's own time limit counts, no proxy is asked, and no connection is kept that may be stale
            limits = httpx2.Limits(max_keepalive_connections=0)
            self._client = httpx2.AsyncClient(
                timeout=None, trust_env=False, limits=limits
            )
        return await self._post(self._client, body)


class ClientTarget(Target):
    """A client that posts, such as FastAPI's `TestClient`."""

    is_remote = True

    def _send(self, body: str) -> Outcome:
        """See `Target._send`."""
        answer = self._client().post(self.path, content=body, headers=HEADERS)
        return Outcome(answer.status_code)

    async def _asend(self, body: str) -> Outcome:
        """See `Target._asend`."""
        return await asyncio.to_thread(self._send, body)

    def _client(self) -> Poster:
        """Return what posts."""
        return cast("Poster", self.given)


class WsgiTarget(ClientTarget):
    """An app of WSGI."""

    is_remote = False

    def _client(self) -> Poster:
        """Return a client of the app."""
        transport = httpx2.WSGITransport(self.given, raise_app_exceptions=False)
        return httpx2.Client(transport=transport, base_url=_BASE)


def target_of(
    given: object,
    number: int,
    path: str,
    timeout: float | None,
    background: Background,
) -> Target:
    """Return the target that is meant by what somebody registers.

    Args:
        given: a URL, `Webhooks`, an inbox, an app of ASGI or WSGI, or a client that posts.
        number: tells the targets of one process apart.
        path: where apps and clients get webhooks.
        timeout: how many seconds it has to answer; None: any number.
        background: a thread for what can't run in the calling one.

    Raises:
        ConfigurationError: it is none of these.
    """
    name = f"{type(given).__name__} {number}"
    if isinstance(given, (str, httpx2.URL)):
        url = _url(str(given))
        return UrlTarget(url, url, url, timeout, background)
    if isinstance(given, BaseWebhooks):
        return HooksTarget(name, given, path, timeout, background)
    if isinstance(given, (Receiver, AsyncReceiver)):
        return InboxTarget(name, given, path, timeout, background)
    if _is_asgi(given):
        return AsgiTarget(name, given, path, timeout, background)
    if callable(given):
        return WsgiTarget(name, given, path, timeout, background)
    # behind the apps: those of frameworks have `post`, too
    if hasattr(given, "post"):
        return ClientTarget(name, given, path, timeout, background)
    raise ConfigurationError(
        "events are delivered to a URL, Webhooks, an inbox, an app of ASGI or WSGI, or a client "
        f"that posts, not to {type(given).__name__}"
    )


def _url(text: str) -> str:
    """Return a URL of http or https.

    Raises:
        ConfigurationError: it is none.
    """
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.scheme in {"http", "https"} and url.host:
        return text
    raise ConfigurationError(
        f"events are delivered to http:// or https://, not to {text!r}"
    )


def _is_asgi(app: object) -> bool:
    """Return whether something is called as ASGI's apps are."""
    return inspect.iscoroutinefunction(app) or (
        callable(app) and inspect.iscoroutinefunction(type(app).__call__)
    )


def _text(error: Exception) -> str:
    """Return what to say of an error."""
    text = str(error)
    kind = type(error).__name__
    return (f"{kind}: {text}" if text else kind)[:_LONGEST]
