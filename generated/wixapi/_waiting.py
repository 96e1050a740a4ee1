"""Waiting for what Wix does later: imported files, exports, jobs."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeVar, cast

from wixapi.errors import ConfigurationError, NotReadyError, TimeoutError

T = TypeVar("T")

READY = frozenset({"READY", "COMPLETED", "SUCCEEDED", "SUCCESS", "DONE", "FINISHED"})
FAILED = frozenset(
    {"FAILED", "FAIL", "ERROR", "CANCELED", "CANCELLED", "DELETED", "TERMINATED"}
)
_STATUSES = ("operation_status", "status", "state", "job_status")
_LONGEST_PAUSE = 10.0


def wait_until_ready(
    fetch: Callable[[], T],
    *,
    status: str | None = None,
    ready: Collection[str] = READY,
    failed: Collection[str] = FAILED,
    timeout: float = 300.0,
    pause: float = 0.5,
) -> T:
    """Fetches something again and again until it is ready.

    ```python
    job = wait_until_ready(lambda: wix.data.movement_jobs.get_job(job_id=job_id))
    ```

    Args:
        fetch: gets it as it is now.
        status: its attribute that says how far it is, dotted if it is further inside, or the member of a
            dict; by default `operation_status`, `status`, `state` or `job_status`, whichever it has first.
        ready: values that mean that it is ready.
        failed: values that mean that it never will be. With any other value it isn't ready yet.
        timeout: seconds until it is given up; a fetch that has begun isn't broken off.
        pause: seconds until it is fetched for the second time; each pause is longer than the one before,
            up to ten seconds.

    Returns:
        What was fetched last: it is ready.

    Raises:
        NotReadyError: it failed.
        TimeoutError: it isn't ready in time.
        ConfigurationError: it has no such attribute.
        WixError: what `fetch` raises.
    """
    waiting = _Waiting(status, ready, failed, timeout, pause)
    while True:
        found = fetch()
        seconds = waiting.pause_after(found)
        if seconds is None:
            return found
        time.sleep(seconds)


async def await_until_ready(
    fetch: Callable[[], Awaitable[T]],
    *,
    status: str | None = None,
    ready: Collection[str] = READY,
    failed: Collection[str] = FAILED,
    timeout: float = 300.0,
    pause: float = 0.5,
) -> T:
    """`wait_until_ready` for what is fetched by an async client: same arguments, same errors."""
    import asyncio

    waiting = _Waiting(status, ready, failed, timeout, pause)
    while True:
        found = await fetch()
        seconds = waiting.pause_after(found)
        if seconds is None:
            return found
        await asyncio.sleep(seconds)


class _Waiting:
    """Whether to go on waiting, and how long until the next look."""

    def __init__(
        self,
        status: str | None,
        ready: Collection[str],
        failed: Collection[str],
        timeout: float,
        pause: float,
    ) -> None:
        self._status = status
        self._ready, self._failed = ready, failed
        self._timeout = timeout
        self._pause = pause
        self._ends = time.monotonic() + timeout

    def pause_after(self, found: object) -> float | None:
        """Return the seconds until the next look; None if it is ready.

        Raises:
            NotReadyError: it failed.
            TimeoutError: there is no time for another look.
            ConfigurationError: it doesn't say how far it is.
        """
        name, value = _status_of(found, self._status)
        if value in self._ready:
            return None
        if value in self._failed:
            raise NotReadyError(f"{name} is {value}", status=value, entity=found)
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"{name} is still {value} after {self._timeout:g} s")
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        return min(pause, left)


def _status_of(found: object, path: str | None) -> tuple[str, str]:
    """Return the attribute that tells how far something is, and its value as text."""
    if path is None:
        path = next((name for name in _STATUSES if _has(found, name)), None)
    if path is None:
        raise ConfigurationError(f"{type(found).__name__} has no status: say which")
    value: object = found
    for name in path.split("."):
        if value is not None and not _has(value, name):
            raise ConfigurationError(f"{type(value).__name__} has no {name}")
        value = _member(value, name)
    return path, str(value)


def _has(value: object, name: str) -> bool:
    """Return whether an object has an attribute, or JSON (an answer of `client.request`) a member."""
    return name in value if isinstance(value, Mapping) else hasattr(value, name)


def _member(value: object, name: str) -> object:
    """Return an attribute or a member, None where there is none."""
    if isinstance(value, Mapping):
        return cast("Mapping[str, object]", value).get(name)
    return getattr(value, name, None)
