"""Handlers of webhooks and service plugins: sync or async, and what becomes of their exceptions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wixapi.errors import ConfigurationError


@dataclass(frozen=True)
class Handler:
    """A function or coroutine function, or any object that can be called like one."""

    function: Callable[..., object]

    @property
    def name(self) -> str:
        """Return what to call it in messages."""
        return str(
            getattr(self.function, "__qualname__", type(self.function).__qualname__)
        )

    @property
    def is_async(self) -> bool:
        """Return whether calling it gives a coroutine, as far as can be told without calling it."""
        # The second is for objects that can be called.
        return inspect.iscoroutinefunction(
            self.function
        ) or inspect.iscoroutinefunction(type(self.function).__call__)


class AsyncHandlerError(ConfigurationError):
    """A handler is async where nothing can await it; none has run."""


def async_in_process(handler: Handler) -> AsyncHandlerError:
    """Return the error for an async handler where nothing can await it."""
    return AsyncHandlerError(
        f"The handler {handler.name} is async: deliver with `aprocess` or `adispatch`"
    )


def require_no_awaitable(handler: Handler, result: object) -> None:
    """Refuses what only calling could show: a plain function that returns a coroutine."""
    if inspect.isawaitable(result):
        if inspect.iscoroutine(result):
            result.close()
        # others may have run: that is another error
        raise ConfigurationError(str(async_in_process(handler)))


def raise_all(failures: Sequence[Exception]) -> None:
    """Raises what handlers raised: the one exception, or a group of several."""
    if len(failures) > 1:
        raise ExceptionGroup("Several handlers of one webhook failed", failures)
    if failures:
        raise failures[0]
