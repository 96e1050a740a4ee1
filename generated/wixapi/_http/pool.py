"""The HTTP client under our clients: made at the first call, shared, closed once."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, cast

from wixapi._fork import renew_after_fork
from wixapi._http.library import is_async, is_client, is_closed, name_of
from wixapi._http.retry import RetryBudget
from wixapi._http.settings import Sessions
from wixapi.errors import ClientClosedError, ConfigurationError, WixError

if TYPE_CHECKING:
    import asyncio

    import httpx2

    from wixapi._http.library import AsyncHttpClient, HttpClient


class _Pool(ABC):
    """State that clients of one pool share besides its connections."""

    def __init__(self) -> None:
        self.budget = RetryBudget()
        self.sessions = Sessions()
        self._closed = False
        self._lock = threading.Lock()
        self._left_behind: list[object] = []
        renew_after_fork(self)

    def after_fork(self) -> None:
        """The connections are the parent's: two processes would get each other's answers."""
        self._lock = threading.Lock()
        # kept, since closing them would speak on the parent's connections
        self._left_behind.append(self._forget())

    @abstractmethod
    def _forget(self) -> object:
        """Lets go of the HTTP client that is owned."""


class SyncPool(_Pool):
    """Owns an `httpx2.Client`, or borrows the user's, which must not be used on both sides of a fork."""

    def __init__(self, http_client: object) -> None:
        super().__init__()
        self._borrowed: HttpClient | None = None
        if http_client is not None:
            _check_client(http_client, wants_async=False)
            self._borrowed = cast("HttpClient", http_client)
        self._own: httpx2.Client | None = None

    def _forget(self) -> object:
        own, self._own = self._own, None
        return own

    def client(self) -> HttpClient:
        """Return the HTTP client; raises `WixError` when closed."""
        with self._lock:
            if self._closed:
                raise _closed()
            if self._borrowed is not None:
                if is_closed(self._borrowed):
                    raise _closed()
                return self._borrowed
            if self._own is None:
                from wixapi._http.environment import usable_environment
                from wixapi._http.transport import PlainClient

                with usable_environment():
                    self._own = PlainClient()
            return self._own

    def close(self) -> None:
        """Closes what is owned. Calls after it are refused."""
        with self._lock:
            self._closed = True
            own, self._own = self._own, None
        if own is not None:
            own.close()


class AsyncPool(_Pool):
    """Owns an `httpx2.AsyncClient`, or borrows the user's. It belongs to the loop of the first call."""

    def __init__(self, http_client: object) -> None:
        super().__init__()
        self._borrowed: AsyncHttpClient | None = None
        if http_client is not None:
            _check_client(http_client, wants_async=True)
            self._borrowed = cast("AsyncHttpClient", http_client)
        self._own: httpx2.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def _forget(self) -> object:
        own, self._own, self._loop = self._own, None, None
        return own

    def client(self) -> AsyncHttpClient:
        """Return the HTTP client; raises `WixError` when closed, or used from a second event loop."""
        import asyncio

        loop = asyncio.get_running_loop()
        with self._lock:
            if self._closed:
                raise _closed()
            if self._borrowed is not None:
                if is_closed(self._borrowed):
                    raise _closed()
                return self._borrowed
            if self._own is None or self._loop is None or self._loop.is_closed():
                from wixapi._http.environment import usable_environment
                from wixapi._http.transport import AsyncPlainClient

                # connections of a loop that is gone are of no use
                with usable_environment():
                    self._own = AsyncPlainClient()
                self._loop = loop
            elif self._loop is not loop:
                raise WixError(
                    "this client is in use in another event loop: make one for each loop"
                )
            return self._own

    async def aclose(self) -> None:
        """Closes what is owned. Calls after it are refused."""
        import asyncio

        with self._lock:
            self._closed = True
            own, self._own = self._own, None
        if own is not None and self._loop is asyncio.get_running_loop():
            await own.aclose()


def _closed() -> WixError:
    return ClientClosedError("this client is closed")


def _check_client(given: object, *, wants_async: bool) -> None:
    """Raises `ConfigurationError` if calls can't be made with what was given as `http_client`."""
    kind = "AsyncClient" if wants_async else "Client"
    name = name_of(given)
    if isinstance(given, type):
        raise ConfigurationError(f"http_client must be a client, not the class {name}")
    if not is_client(given):
        raise ConfigurationError(
            f"http_client must be an httpx2.{kind} or an httpx.{kind}, not {name}"
        )
    if is_async(given) != wants_async:
        taker = "WixClient" if wants_async else "AsyncWixClient"
        raise ConfigurationError(
            f"http_client must be an httpx2.{kind} or an httpx.{kind}; {name} is for {taker}"
        )
