"""What the core and the door need of events; packages without events have the silent kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

from wixapi._local.calls import Caller
from wixapi._local.changes import Change
from wixapi._local.facts import PACKAGE
from wixapi._local.records import Delivery
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._local.core import Core


class Outbox(Protocol):
    """Makes events of changes, and sends them; see `Deliveries`."""

    @property
    def public_key(self) -> str:
        """PEM of the key with which events are verified."""
        ...

    def rotate_keys(self) -> str:
        """Sign with new keys from now on, and return the public one."""
        ...

    def log(self, newest: int = ...) -> list[Delivery]:
        """Return the newest deliveries, oldest first."""
        ...

    def add_target(
        self, given: object, path: str = "/", timeout: float | None = None
    ) -> str:
        """Let something get all events that are to come, and return what the log calls it."""
        ...

    def enqueue(self, changes: Iterable[Change], caller: Caller) -> None:
        """Note the events of what a call changed, within the transaction of the call."""
        ...

    def emit(self, kind: type[Any] | str, **given: Any) -> str:
        """Note an event that no method makes, and return its id."""
        ...

    def disorder(self, duplicates: float, shuffle: bool, within: timedelta) -> None:
        """Send the events to come late, out of order or twice."""
        ...

    def order(self) -> None:
        """End the disorder; what was held back is due now."""
        ...

    def run_due(self) -> None:
        """Send what is due to targets in process."""
        ...

    async def arun_due(self) -> None:
        """Like `run_due`, in the running event loop."""
        ...

    def advance(self, by: timedelta) -> None:
        """Put the clock forward, and send what becomes due meanwhile."""
        ...

    async def aadvance(self, by: timedelta) -> None:
        """Like `advance`, in the running event loop."""
        ...

    def start(self) -> None:
        """Send everything from the background from now on."""
        ...

    def reset(self) -> None:
        """Forget disorder; the store forgets what is on its way."""
        ...

    def close(self) -> None:
        """End the background."""
        ...


class Silence:
    """The outbox of a package that knows no events: there is nothing to send."""

    public_key = ""

    def __init__(self, core: Core) -> None:
        self._core = core

    def rotate_keys(self) -> str:
        """See `Outbox`."""
        return self.public_key

    def log(self, *_: Any, **__: Any) -> list[Delivery]:
        """See `Outbox`."""
        return []

    def add_target(self, *_: Any, **__: Any) -> str:
        """See `Outbox`."""
        raise ConfigurationError("this package knows no events")

    def emit(self, *_: Any, **__: Any) -> str:
        """See `Outbox`."""
        raise ConfigurationError("this package knows no events")

    def advance(self, by: timedelta) -> None:
        """See `Outbox`."""
        with self._core.lock:
            self._core.clock.advance(by)

    async def aadvance(self, by: timedelta) -> None:
        """See `Outbox`."""
        self.advance(by)

    async def arun_due(self) -> None:
        """See `Outbox`."""

    def _nothing(self, *_: Any, **__: Any) -> None:
        """See `Outbox`."""

    enqueue = disorder = order = run_due = start = reset = close = _nothing


def outbox_of(core: Core) -> Outbox:
    """Return the outbox of a local Wix: this package's events, if it has some."""
    room = f"{PACKAGE}._local.deliveries"
    if find_spec(room) is None:
        return Silence(core)
    return cast("Outbox", import_module(f"{room}.deliveries").Deliveries(core))


class Disorder:
    """Events come late, out of order or twice. It ends with a `with` block, which delivers what was held back."""

    def __init__(
        self, outbox: Outbox, duplicates: float, shuffle: bool, within: float
    ) -> None:
        self._outbox = outbox
        if not 0 <= duplicates <= 1:
            raise ConfigurationError("`duplicates` must be from 0 to 1")
        if within < 0:
            raise ConfigurationError("`within` must be 0 seconds or more")
        outbox.disorder(duplicates, shuffle, timedelta(seconds=within))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._outbox.order()
        self._outbox.run_due()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._outbox.order()
        await self._outbox.arun_due()
