"""Access tokens: asked for when needed, kept until shortly before they expire, renewed once for all.

How a token is got is a flow: a generator that yields requests and is sent their answers, so that
the sync and the async client run the same code. However many threads and tasks wait for a token,
one of them runs the flow, and the others get what comes of it.
"""

from __future__ import annotations

import builtins
import inspect
import math
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, cast

from wixapi._auth.redacted import Hidden
from wixapi._fork import renew_after_fork
from wixapi.errors import ConfigurationError, TimeoutError, WixError

if TYPE_CHECKING:
    import asyncio

    from wixapi._auth.single_flight import Flight

MARGIN = 120.0
"""A token is renewed this many seconds before it expires, or at half its lifetime if that is later."""

ASSUMED_LIFETIME = 4 * 3600.0
"""Seconds that a token lives when the answer doesn't say so: Wix's live four hours."""


_LONGEST_TOKEN = 16_384
"""Characters of a token: servers refuse requests with longer headers."""


@dataclass(frozen=True)
class Token:
    """An access token, and what renews it."""

    value: str = field(repr=False)
    lifetime: float
    """Seconds from when it was asked for."""
    refresh_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class TokenRequest:
    """A POST of JSON to the token endpoint."""

    path: str
    json: Mapping[str, str] = field(repr=False)
    repeatable: bool = True
    """True if asking twice does no more than asking once; not so for a code that works once."""


TokenFlow: TypeAlias = Generator[TokenRequest, Mapping[str, Any], Token]
"""Yields what to ask, is sent the answers' JSON, returns the token."""

Fetch: TypeAlias = Callable[[TokenFlow], Token]
AsyncFetch: TypeAlias = Callable[[TokenFlow], Awaitable[Token]]


def read_token(answer: Mapping[str, Any]) -> Token:
    """Return the token in an answer of the token endpoint.

    Raises:
        WixError: there is none that a header could carry.
    """
    # nothing is bound to a name before it can't fail any more: tools print variables
    if not _is_token(answer.get("access_token")):
        raise WixError("the answer of the token endpoint holds no usable access token")
    refresh = answer.get("refresh_token")
    lifetime = _lifetime(answer.get("expires_in"))
    return Token(
        answer["access_token"], lifetime, refresh if _is_token(refresh) else None
    )


def traded(request: TokenRequest) -> TokenFlow:
    """Yield one request; return the token in its answer."""
    answer = yield request
    return read_token(answer)


def _is_token(value: object) -> TypeGuard[str]:
    return (
        isinstance(value, str)
        and 0 < len(value) <= _LONGEST_TOKEN
        and value.isascii()
        and value.isprintable()
        and " " not in value
    )


def _lifetime(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return ASSUMED_LIFETIME
    try:
        seconds = float(given)
    except (ValueError, OverflowError):
        return ASSUMED_LIFETIME
    return max(seconds, 0.0) if math.isfinite(seconds) else ASSUMED_LIFETIME


class TokenKeeper:
    """Keeps one token. Safe to use from any thread and any event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._good_until = 0.0
        self._flight: Flight | None = None
        renew_after_fork(self)

    def after_fork(self) -> None:
        """The parent's thread lands no flight here."""
        self._lock = threading.Lock()
        self._flight = None

    def board(
        self, loop: asyncio.AbstractEventLoop | None
    ) -> Token | tuple[Flight, bool]:
        """Return the token if there is a good one; else the flight that brings it, and whether it is ours to fly.

        Args:
            loop: the event loop of the task that wants it; None for a thread.
        """
        from wixapi._auth.single_flight import (
            Flight,
        )  # imports logging, which takes its time

        with self._lock:
            if self._token is not None and time.monotonic() < self._good_until:
                return self._token
            flight = self._flight
            is_up = flight is not None and not (flight.done() or flight.is_lost())
            if (
                flight is not None
                and is_up
                and (loop is not None or not flight.blocks())
            ):
                return flight, False
            self._flight = Flight(loop)
            return self._flight, True

    def keep(self, token: Token, asked_at: float) -> None:
        """Keeps a token that was asked for at that time."""
        good_for = token.lifetime - min(MARGIN, token.lifetime / 2)
        with self._lock:
            self._token, self._good_until = token, asked_at + good_for

    def reject(self, value: str | None) -> None:
        """Forgets the token if it is this one: another call may have renewed it already."""
        with self._lock:
            if self._token is not None and self._token.value == value:
                self._token = None


class TokenStrategy(ABC):
    """Base of the strategies that ask Wix for access tokens.

    One of them may serve any number of clients, threads and event loops: all share its token.

    Args:
        refresh_token: what a token is renewed by, where there is one already.
        on_refresh: called with each new refresh token, to be stored; a coroutine function is
            awaited by async clients. What it raises, the call raises that needed the token; it is
            called again with the next one.
    """

    def __init__(
        self,
        *,
        refresh_token: str | None = None,
        on_refresh: Callable[[str], object] | None = None,
    ) -> None:
        self._keeper = TokenKeeper()
        self._refresh_token = self._stored = refresh_token
        self._on_refresh = on_refresh
        self._tasks: set[asyncio.Task[None]] = set()

    @abstractmethod
    def flow(self) -> TokenFlow:
        """Return how a new token is got."""

    def authorization(self, token: Token) -> Mapping[str, str]:
        """Return the headers of a request with that token."""
        return Hidden({"Authorization": token.value})

    def rejected(self, headers: Mapping[str, str]) -> bool:
        """Told that a request with these headers got 401; True if a new token may fare better."""
        self._keeper.reject(headers.get("authorization"))
        return True

    def token(self, fetch: Fetch, until: float | None = None) -> Token:
        """Return the token, got by `fetch` if there is none that is good.

        Args:
            fetch: runs a flow.
            until: when to give up, by the monotonic clock.

        Raises:
            WixError: there is no token to be had, or not in time.
        """
        from wixapi._auth.single_flight import AbandonedError

        while True:
            seat = self._at_hand() or self._keeper.board(None)
            if isinstance(seat, Token):
                return seat
            flight, ours = seat
            if ours:
                return self._fly(flight, fetch, until)
            try:
                return cast("Token", flight.wait(until))
            except AbandonedError:
                continue
            except (builtins.TimeoutError, WixError) as error:
                failure = _own(error)
            raise failure

    async def atoken(self, fetch: AsyncFetch, until: float | None = None) -> Token:
        """`token`, asynchronous. Whoever is cancelled while waiting doesn't stop what others wait for."""
        import asyncio

        from wixapi._auth.single_flight import AbandonedError

        loop = asyncio.get_running_loop()
        while True:
            seat = self._at_hand() or self._keeper.board(loop)
            if isinstance(seat, Token):
                return seat
            flight, ours = seat
            if ours:
                task = loop.create_task(self._afly(flight, fetch))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            left = None if until is None else until - time.monotonic()
            try:
                async with asyncio.timeout(left):
                    return cast("Token", await asyncio.wrap_future(flight))
            except AbandonedError:
                failure = flight.reason if ours else None
            except (builtins.TimeoutError, WixError) as error:
                failure = _own(error)
            if failure is not None:
                raise failure

    def _fly(self, flight: Flight, fetch: Fetch, until: float | None) -> Token:
        with flight.landing(until):
            asked_at = time.monotonic()
            with self._holding(None):
                token = fetch(self.flow())
            with self._holding(token):
                _refuse_awaitable(self._tell(token))
            self._land(flight, token, asked_at)
        return token

    async def _afly(self, flight: Flight, fetch: AsyncFetch) -> None:
        with suppress(Exception), flight.landing():
            asked_at = time.monotonic()
            with self._holding(None):
                token = await fetch(self.flow())
            with self._holding(token):
                told = self._tell(token)
                if inspect.isawaitable(told):
                    await told
            self._land(flight, token, asked_at)

    @contextmanager
    def _holding(self, token: Token | None) -> Generator[None]:
        """Calls that are made meanwhile, by `on_refresh`, get this token; None: they can't have any."""
        mark = _HELD.set({**_HELD.get(_NOTHING), id(self): token})
        try:
            yield
        finally:
            _HELD.reset(mark)

    def _at_hand(self) -> Token | None:
        held = _HELD.get(_NOTHING)
        if id(self) not in held:
            return None
        token = held[id(self)]
        if token is None:
            raise ConfigurationError(
                "a call was made, with the same strategy, while the strategy asks for its token"
            )
        return token

    def _tell(self, token: Token) -> object:
        """Keeps a new refresh token, and hands it to the callback."""
        if token.refresh_token is None or token.refresh_token == self._stored:
            return None
        self._refresh_token = token.refresh_token
        return self._on_refresh(token.refresh_token) if self._on_refresh else None

    def _land(self, flight: Flight, token: Token, asked_at: float) -> None:
        self._stored = self._refresh_token
        self._keeper.keep(token, asked_at)
        flight.set_result(token)


_NOTHING: Mapping[int, Token | None] = {}
_HELD: ContextVar[Mapping[int, Token | None]] = ContextVar("_HELD")


def _refuse_awaitable(told: object) -> None:
    if inspect.isawaitable(told):
        if inspect.iscoroutine(told):
            told.close()
        raise ConfigurationError(
            "on_refresh is async: use it with AsyncWixClient, or give a plain function"
        )


def _own(error: BaseException) -> WixError:
    """Return a failure of the flight as the waiter's own: a traceback grows with every raise, and that of another's
    shows what the other's variables hold."""
    if isinstance(error, builtins.TimeoutError):
        return TimeoutError("no access token came in time")
    return copy(cast("WixError", error))
