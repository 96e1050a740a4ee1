"""The HTTP libraries whose clients can be used: httpx2, and httpx, which names the same things alike."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from types import ModuleType

    from wixapi._options import TimeoutLimits

LIBRARIES = ("httpx2", "httpx")
"""The modules of the libraries; the first one is what this package depends on."""


class Answer(Protocol):
    """What `HttpClient.send` hands back."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    def read(self) -> bytes:
        """Return the whole body."""
        ...


class AsyncAnswer(Protocol):
    """What `AsyncHttpClient.send` hands back."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    async def aread(self) -> bytes:
        """Return the whole body."""
        ...


class _Builder(Protocol):
    """What clients of either kind can do."""

    def build_request(
        self,
        method: str,
        url: str,
        /,
        *,
        content: bytes | None = ...,
        headers: Mapping[str, str] | None = ...,
        extensions: dict[str, Any] | None = ...,
    ) -> Any:
        """Return a request: of what is given, and what the client adds to each."""
        ...


class HttpClient(_Builder, Protocol):
    """What calls need of a client: an `httpx2.Client` or `httpx.Client` can do it."""

    def send(
        self,
        request: Any,
        /,
        *,
        stream: bool = ...,
        auth: None = ...,
        follow_redirects: bool = ...,
    ) -> Answer:
        """Return the answer to a request."""
        ...


class AsyncHttpClient(_Builder, Protocol):
    """What async calls need of a client: an `httpx2.AsyncClient` or `httpx.AsyncClient` can do it."""

    async def send(
        self,
        request: Any,
        /,
        *,
        stream: bool = ...,
        auth: None = ...,
        follow_redirects: bool = ...,
    ) -> AsyncAnswer:
        """Return the answer to a request."""
        ...


def library_of(thing: object) -> ModuleType:
    """Return the library that a client, a request or an answer is of; of what is of neither, ours."""
    for cls in thing.__class__.__mro__:  # of a stand-in, that of what it stands in for
        name = cls.__module__.partition(".")[0]
        if name in LIBRARIES and name in sys.modules:
            return sys.modules[name]
    import httpx2

    return httpx2


def is_client(thing: object) -> bool:
    """Return whether calls can be made with it: a client, a subclass's, or one wrapped into something else."""
    can = all(
        callable(getattr(thing, name, None)) for name in ("build_request", "send")
    )
    return can and not isinstance(thing, type)


def is_closed(client: object) -> bool:
    """Return whether a client refuses to send; what something wrapped around one doesn't tell isn't so."""
    return bool(getattr(client, "is_closed", False))


def is_async(client: object) -> bool:
    """Return whether what `is_client` says yes to is for async code."""
    from inspect import iscoroutinefunction

    if iscoroutinefunction(getattr(client, "send", None)):
        return True
    return hasattr(client, "aclose") and not hasattr(client, "close")


def name_of(thing: object) -> str:
    """Return the name of a value's type, with its package: `requests.Session`."""
    cls = thing if isinstance(thing, type) else type(thing)
    package = cls.__module__.partition(".")[0]
    return (
        cls.__qualname__ if package == "builtins" else f"{package}.{cls.__qualname__}"
    )


def errors(*names: str) -> tuple[type[Exception], ...]:
    """Return the exceptions of these names, of all libraries that are loaded: no other can have raised one."""
    loaded = [sys.modules[name] for name in LIBRARIES if name in sys.modules]
    return tuple(
        getattr(library, name)
        for library in loaded
        for name in names
        if hasattr(library, name)
    )


def seconds_of(
    timeout: float | TimeoutLimits | None,
) -> dict[str, float | None]:
    """Return the seconds for each kind of waiting, as requests of either library hold them."""
    if timeout is None or isinstance(timeout, int | float):
        return dict.fromkeys(("connect", "read", "write", "pool"), timeout)
    return dict(timeout.as_dict())
