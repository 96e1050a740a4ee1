"""Receiving webhooks: verify a request's body, decode it, call the handlers.

Nothing heavy is imported here: jwt, cryptography and pydantic come with the first `Webhooks`.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, TypeVar

from wixapi._frames import shielded
from wixapi._log import LOGGER
from wixapi._webhooks.bodies import Body
from wixapi._webhooks.events import Delivery, Event
from wixapi._webhooks.handlers import (
    Handler,
    async_in_process,
    raise_all,
    require_no_awaitable,
)
from wixapi._webhooks.payload import Contents, read_claims, unpack
from wixapi._webhooks.reading import (
    Place,
    Tables,
    metadata_model,
    read_delivery,
    read_event,
)
from wixapi._webhooks.service_plugins import ServicePluginCall, service_plugin_call
from wixapi.errors import ConfigurationError

EventT = TypeVar("EventT", bound=Event)
R = TypeVar("R")
FallbackT = TypeVar("FallbackT", bound=Callable[[Event], object])


class BaseWebhooks:
    """Verifies, decodes and dispatches webhooks of one app.

    Register handlers with `on` or the typed registrars, then give each request's raw body to
    `process` or `aprocess`. Handlers may be registered at any time, from any thread.
    """

    _events: ClassVar[Mapping[str, tuple[Place, ...]]] = {}
    """Every event type that a spec knows, with module and name of its envelope classes."""

    _events_by_segment: ClassVar[Mapping[str, Place]] = {}
    """The last part of an event type, with module and name of the one class of
    unknown type that is called so."""

    def __init__(
        self,
        public_key: str | bytes | Sequence[str | bytes],
        *,
        app_id: str | None = None,
        issuer: str | None = None,
        verify_expiry: bool = True,
        leeway: float = 10,
    ) -> None:
        """Make one without handlers.

        Args:
            public_key: The app's public key: PEM, or one line of base64 of it or of its DER. While
                a new key replaces an old one, a sequence of both: a token of either is accepted.
            app_id: The app's id, which tokens with an audience (`aud`) must name; None: not checked.
                Wix's webhooks have been seen with `data`, `iat` and `exp` only: without an audience
                there is nothing to check, and the key alone says that a token is the app's.
            issuer: Who must have issued the token (`iss`); None: not checked. It refuses every token
                without `iss`, as those seen of Wix's webhooks are: give it only if yours have one.
            verify_expiry: Whether `exp` and `nbf` are enforced in tokens that have them.
            leeway: How many seconds the clocks may differ when they are. Wix repeats what failed for
                up to two days, and whether it renews `exp` then is unverified: should late repeats
                be refused as expired, give 172,800 here, and tell repeats by `Delivery.event_id`.

        Raises:
            WebhookKeyError: `public_key` can't be used; the message says why.
            ConfigurationError: Another setting can't be used.
        """
        # Not at `import wixapi`, and not at the first delivery, which Wix wants answered in 1,250 ms.
        from wixapi._webhooks.token_verifier import TokenVerifier

        metadata_model()
        self._verifier = TokenVerifier(
            public_key,
            app_id=app_id,
            issuer=issuer,
            verify_expiry=verify_expiry,
            leeway=leeway,
        )
        self._lock = threading.Lock()
        # By event type, or by class where it isn't known. Replaced as wholes, never changed: a
        # delivery works on what it found when it began.
        self._handlers: Mapping[
            str | type[Event], tuple[tuple[type[Event], Handler], ...]
        ] = {}
        self._fallbacks: tuple[Handler, ...] = ()

    def __repr__(self) -> str:
        count = sum(map(len, self._handlers.values())) + len(self._fallbacks)
        return f"<{type(self).__name__} handlers={count}>"

    def on(
        self, event: type[EventT]
    ) -> Callable[[Callable[[EventT], R]], Callable[[EventT], R]]:
        """Return a decorator that registers a handler for an event.

            @hooks.on(guests.GuestCreated)
            def greet(event: guests.GuestCreated) -> None: ...

        An event may have several handlers; they are called in the order they were registered,
        and one that was registered twice is called twice.

        Args:
            event: The envelope class of the event. One that says no event type gets the
                deliveries whose event type no spec knows and ends with the event's name.

        Returns:
            The decorator; it takes a function or coroutine function of one argument, the
            envelope, and hands it back unchanged.

        Raises:
            ConfigurationError: The class doesn't say its event type, and the event's name doesn't
                tell it from others.
        """
        key = self._key(event)

        def register(handler: Callable[[EventT], R]) -> Callable[[EventT], R]:
            with self._lock:
                entry: tuple[type[Event], Handler] = (event, Handler(handler))
                entries = (*self._handlers.get(key, ()), entry)
                self._handlers = {**self._handlers, key: entries}
            return handler

        return register

    def fallback(self, handler: FallbackT) -> FallbackT:
        """Registers a handler for the events that no other handler takes.

        Args:
            handler: A function or coroutine function; it gets an `UnknownEvent`, or the typed
                envelope of an event that a spec knows and for which nothing is registered.

        Returns:
            The handler, unchanged: usable as a decorator.
        """
        with self._lock:
            self._fallbacks = (*self._fallbacks, Handler(handler))
        return handler

    @shielded
    def process(self, body: Body) -> Event:
        """Verifies and decodes a request's body and calls the event's handlers.

        The same as `dispatch(verify(body))`.

        Args:
            body: The raw body of the request, unparsed. White space, the quotes of a JSON text and
                base64 around it are taken off, as proxies and AWS Lambda leave them.

        Returns:
            The typed envelope of any event that a spec knows (of the first class, where several
            share the event type), with handlers or without; else an `UnknownEvent`.

        Raises:
            WebhookError: The body isn't a valid token of this app, or has no event in it. No
                handler has run.
            ConfigurationError: One of the event's handlers is async: use `aprocess`. No handler
                has run.
            Exception: What a handler raised, after all have run; if several did, an
                `ExceptionGroup`.
        """
        return self.dispatch(self.verify(body))

    @shielded
    async def aprocess(self, body: Body) -> Event:
        """Like `process`, for sync and async handlers, one after the other.

        The same as `await adispatch(verify(body))`. Sync handlers are called directly: one that
        blocks, blocks the event loop.

        Args:
            body: The raw body of the request, unparsed.

        Returns:
            See `process`.

        Raises:
            WebhookError: See `process`.
            Exception: See `process`. A cancellation takes effect at once.
        """
        return await self.adispatch(self.verify(body))

    @shielded
    def verify(self, body: Body) -> Delivery:
        """Verifies and decodes a request's body, and calls no handler.

        For whoever stores a webhook first and handles it later: keep `payload`, read it again
        with `decode`, and give that to `dispatch`.

        Args:
            body: The raw body of the request, unparsed.

        Returns:
            The delivery; its event is what `process` returns.

        Raises:
            WebhookError: The body isn't a valid token of this app, or has no event in it.
        """
        payload = self._verifier.payload(body)
        claims = read_claims(payload)
        self._verifier.check_claims(claims)
        return Delivery(payload.decode(), self._event(unpack(claims)))

    @shielded
    def decode(self, payload: str) -> Delivery:
        """Reads a payload that `verify` handed out earlier.

        There is neither signature nor expiry to check any more: give it nothing but what was
        verified and has been out of others' reach since.

        Args:
            payload: The `payload` of a delivery, or what `Event.to_json` wrote.

        Returns:
            The delivery, read by what is known and registered now.

        Raises:
            WebhookError: It is no JSON object with `data`.
        """
        return Delivery(payload, self._event(unpack(read_claims(payload))))

    @classmethod
    def event_from_json(cls, text: str | bytes) -> Event:
        """Reads what `Event.to_json` has written, without a key: the queue is trusted.

        To have handlers called, too: `hooks.dispatch(hooks.decode(text))`.

        Args:
            text: The JSON.

        Returns:
            The typed envelope of any event that a spec knows, else an `UnknownEvent`. Classes of
            your own that say their `event_type` have `from_json`.

        Raises:
            WebhookError: It is no JSON of an event.
        """
        return read_delivery(unpack(read_claims(text)), cls._tables())

    @shielded
    def verify_service_plugin(self, body: Body) -> ServicePluginCall:
        """Verifies and decodes a call of one of the app's service plugins.

        Wix asks those for something (shipping rates, fees) and reads the answer: there are no
        handlers, answer the call yourself. Issuer (`wix.com`), audience (`app_id`) and expiry
        must all be there and right.

        Args:
            body: The raw body of the request, unparsed.

        Returns:
            What Wix asks, and in whose name.

        Raises:
            WebhookError: The body isn't a valid token for this app, or is malformed inside.
            ConfigurationError: These webhooks were made without `app_id`.
        """
        claims = read_claims(self._verifier.payload(body))
        self._verifier.check_plugin_claims(claims)
        return service_plugin_call(claims)

    def dispatch(self, delivery: Delivery) -> Event:
        """Calls the handlers of a delivery, in the order they were registered.

        Args:
            delivery: What `verify` or `decode` returned.

        Returns:
            The delivery's event.

        Raises:
            ConfigurationError: One of the event's handlers is async: use `adispatch`. No handler
                has run.
            Exception: What a handler raised, after all have run; if several did, an
                `ExceptionGroup`.
        """
        calls = self._calls(delivery)
        for handler, _ in calls:
            if handler.is_async:
                raise async_in_process(handler)
        failures: list[Exception] = []
        for handler, envelope in calls:
            try:
                require_no_awaitable(handler, handler.function(envelope))
            except Exception as error:
                failures.append(error)
        raise_all(failures)
        return delivery.event

    async def adispatch(self, delivery: Delivery, *, threads: bool = False) -> Event:
        """Like `dispatch`, for sync and async handlers, one after the other.

        Args:
            delivery: What `verify` or `decode` returned.
            threads: Whether sync handlers run in threads (`asyncio.to_thread`), where they don't
                block the event loop; else they are called directly.

        Returns:
            The delivery's event.

        Raises:
            Exception: See `dispatch`. A cancellation takes effect at once; a thread that has
                begun goes on.
        """
        from asyncio import to_thread

        failures: list[Exception] = []
        for handler, envelope in self._calls(delivery):
            try:
                if threads and not handler.is_async:
                    result = await to_thread(handler.function, envelope)
                else:
                    result = handler.function(envelope)
                if inspect.isawaitable(result):
                    await result
            except Exception as error:
                failures.append(error)
        raise_all(failures)
        return delivery.event

    def _key(self, event: type[Event]) -> str | type[Event]:
        """Return what the handlers of an event are found by."""
        event_type: str | None = getattr(event, "event_type", None)
        if event_type is not None:
            return event_type
        name = getattr(event, "__name__", repr(event))
        place = (getattr(event, "__module__", ""), name)
        if place in self._events_by_segment.values():
            return event
        raise ConfigurationError(
            f"The event type of {name} isn't known, and by its name alone its deliveries can't be "
            "told from those of other events: take them with @hooks.fallback, or write a subclass "
            "that says its event_type"
        )

    @classmethod
    def _tables(cls) -> Tables:
        return Tables(cls._events, cls._events_by_segment)

    def _event(self, contents: Contents) -> Event:
        """Return the envelope of a delivery, of the first class of its event type."""
        handled = (event for event, _ in self._handlers.get(contents.event_type, ()))
        return read_delivery(contents, self._tables(), handled)

    def _calls(self, delivery: Delivery) -> Sequence[tuple[Handler, Event]]:
        """Return which handlers get a delivery, each with the envelope of the class it asked for."""
        event = delivery.event
        handlers = self._handlers
        envelopes = {type(event): event}
        calls: list[tuple[Handler, Event]] = []
        for wanted, handler in handlers.get(delivery.event_type) or handlers.get(
            type(event), ()
        ):
            if wanted not in envelopes:
                envelopes[wanted] = _reread(delivery, wanted)
            if isinstance(envelopes[wanted], wanted):
                calls.append((handler, envelopes[wanted]))
            else:
                LOGGER.warning(
                    "webhook %s: %s can't read it, so %s doesn't get it",
                    *(delivery.event_type, wanted.__name__, handler.name),
                )
        calls = calls or [(handler, event) for handler in self._fallbacks]
        if not calls:
            LOGGER.info("webhook %s: nothing handles it", delivery.event_type)
        return calls


class EventRegistrarGroup:
    """Base of the generated groups: a package's registrars, made when they are used."""

    def __init__(self, hooks: BaseWebhooks) -> None:
        self._hooks = hooks


class EventRegistrar:
    """Base of the generated registrars: a resource's events, each with a typed method."""

    def __init__(self, hooks: BaseWebhooks) -> None:
        self._hooks = hooks

    def _on(
        self, event: type[EventT], handler: Callable[[EventT], R]
    ) -> Callable[[EventT], R]:
        return self._hooks.on(event)(handler)


def _reread(delivery: Delivery, wanted: type[Event]) -> Event:
    """Return the same event as an envelope of another class; an `UnknownEvent` if that refuses it."""
    contents = unpack(read_claims(delivery.payload))
    return read_event(wanted, contents, delivery.event.metadata)
