"""What tests do with the events of a local Wix, and with the clock by which they come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wixapi._local.clock import ahead
from wixapi._local.outbox import Disorder

if TYPE_CHECKING:
    from wixapi._local.core import Core
    from wixapi._local.records import Delivery


class Events:
    """The part of `LocalWix` that sends events."""

    core: Core

    @property
    def public_key(self) -> str:
        """The key with which its events are verified: `Webhooks(public_key=local.public_key)`."""
        return self.core.deliveries.public_key

    @property
    def deliveries(self) -> list[Delivery]:
        """The newest 10,000 deliveries, each of one event to one target, with its tries; oldest first."""
        return self.core.deliveries.log()

    def advance(self, by: timedelta | None = None, **parts: float) -> None:
        """Put its clock forward; when this returns, all events that were due until then are delivered.

        Without arguments, those that are due now.

        Args:
            by: How far.
            parts: The arguments of a timedelta: `hours=2`.

        Raises:
            ValueError: It would go back, or beyond the year 9000.
        """
        self.core.deliveries.advance(ahead(by, parts))

    async def aadvance(self, by: timedelta | None = None, **parts: float) -> None:
        """Like `advance`, in the running event loop: async handlers run in it.

        Args:
            by: See `advance`.
            parts: See `advance`.

        Raises:
            ValueError: See `advance`.
        """
        await self.core.deliveries.aadvance(ahead(by, parts))

    def deliver_to(
        self, target: object, path: str = "/", *, timeout: float | None = 1.25
    ) -> None:
        """Send all events from now on to something.

            local.deliver_to(hooks)
            local.deliver_to(fastapi_app, "/webhooks/wix")
            local.deliver_to("http://localhost:8000/webhooks/wix")

        What isn't answered 200 in time is sent again as Wix does, twelve times in 47 h 11 min of its clock.
        In process, a call returns when its events are delivered; from a port they are sent meanwhile, and
        `advance()` waits for them.

        Args:
            target: `Webhooks`, an inbox, an app of ASGI or WSGI, a client that posts (`TestClient`), or a URL.
            path: Where an app gets webhooks.
            timeout: How long an answer may take, in seconds; None: any time, for use with a debugger.

        Raises:
            ConfigurationError: It is none of these.
        """
        self.core.deliveries.add_target(target, path, timeout)

    def emit(self, event: type[Any] | str, **given: Any) -> str:
        """Send an event that no method makes.

            local.emit(guests.GuestCheckedIn, entity_id=guest.id)

        Args:
            event: Its class; or an event type that no spec knows.
            given: What of it matters, as `testing.event` takes it; the rest is filled up.

        Returns:
            The event's id; empty: it has none.

        Raises:
            ConfigurationError: What is given doesn't fit the event.
        """
        event_id = self.core.deliveries.emit(event, **given)
        self.core.deliveries.run_due()
        return event_id

    async def aemit(self, event: type[Any] | str, **given: Any) -> str:
        """Like `emit`, in the running event loop: async handlers run in it.

        Args:
            event: See `emit`.
            given: See `emit`.

        Returns:
            See `emit`.

        Raises:
            ConfigurationError: See `emit`.
        """
        event_id = self.core.deliveries.emit(event, **given)
        await self.core.deliveries.arun_due()
        return event_id

    def disorder(
        self, *, duplicates: float = 0.0, shuffle: bool = False, within: float = 60.0
    ) -> Disorder:
        """Send the events to come late, out of order or twice, as Wix may; with the same `random`, in the same way.

            with local.disorder(duplicates=0.2, shuffle=True):
                ...  # changes; their events are held back
            # now all of them are delivered, in disorder, some of them twice

        Outside of `with` it lasts, and what is held back comes with `advance`.

        Args:
            duplicates: How probable it is that an event is sent twice, from 0 to 1.
            shuffle: Whether each event is held back for a time of its own.
            within: For how many seconds at most, by its clock.
        """
        return Disorder(self.core.deliveries, duplicates, shuffle, within)

    def rotate_keys(self) -> str:
        """Sign events with new keys from now on, resends, too; `public_key` changes.

        Returns:
            The new public key.
        """
        return self.core.deliveries.rotate_keys()
