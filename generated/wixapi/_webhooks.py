"""Receiving webhooks: verify a request's body, decode it, call the handlers.

A body is a signed token (JWT) with three levels of JSON: the `claims`; in them `data`, a string
of JSON with the event's type and the app's instance; in that `data` again, a string with the
event itself. Each level must be what it is documented to be, except that an object is taken
where a string of one is documented: it is under the same signature and passes the same checks.
Errors say where: `claims.data.data.createdEvent`.

Nothing heavy is imported here: jwt, cryptography and pydantic come with the first `Webhooks`.
"""

from __future__ import annotations

import importlib
import inspect
import json
import math
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar, cast

from wixapi._events import (
    DOMAIN_EVENT,
    PAYLOAD_MEMBERS,
    Event,
    UnknownEvent,
    malformed,
    read_model,
    require_object,
)
from wixapi.errors import ConfigurationError, WebhookError

if TYPE_CHECKING:
    from wixapi.common import EventMetadata

EventT = TypeVar("EventT", bound=Event)
R = TypeVar("R")
FallbackT = TypeVar("FallbackT", bound=Callable[[Event], object])

#: Deeper JSON is refused at each level, so that nothing that walks it later runs out of stack.
MAX_DEPTH = 100


class BaseWebhooks:
    """Verifies, decodes and dispatches webhooks of one app.

    Register handlers with `on` or the typed registrars, then give each request's raw body to
    `process` or `aprocess`. Handlers may be registered at any time, from any thread.

    Args:
        public_key: The app's public key: PEM, or one line of base64 of it.
        app_id: The app's id, which tokens with an audience must name; None: not checked.
        verify_expiry: Whether `exp` and `nbf` are enforced in tokens that have them.

    Raises:
        WebhookKeyError: `public_key` can't be used; the message says why.
    """

    _events: ClassVar[Mapping[str, tuple[tuple[str, str], ...]]] = {}
    """Every event type that a spec knows, with module and name of its envelope classes."""

    _events_by_segment: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """What an event type ends with after its last dot, with module and name of the one class of
    unknown type that is called so."""

    def __init__(
        self,
        public_key: str | bytes,
        *,
        app_id: str | None = None,
        verify_expiry: bool = True,
    ) -> None:
        # Not at `import wixapi`, and not at the first delivery, which Wix wants answered in 1,250 ms.
        from wixapi._jwt import TokenVerifier
        from wixapi.common import EventMetadata

        self._verifier = TokenVerifier(
            public_key, app_id=app_id, verify_expiry=verify_expiry
        )
        self._metadata = EventMetadata
        self._lock = threading.Lock()
        # By event type, or by class where it isn't known. Replaced as wholes, never changed: a
        # delivery works on what it found when it began.
        self._handlers: Mapping[
            str | type[Event], tuple[tuple[type[Event], _Handler], ...]
        ] = {}
        self._fallbacks: tuple[_Handler, ...] = ()

    def __repr__(self) -> str:
        count = sum(map(len, self._handlers.values())) + len(self._fallbacks)
        return f"<{type(self).__name__} handlers={count}>"

    def on(
        self, event: type[EventT]
    ) -> Callable[[Callable[[EventT], R]], Callable[[EventT], R]]:
        """A decorator that registers a handler for an event.

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
                entry: tuple[type[Event], _Handler] = (event, _Handler(handler))
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
            self._fallbacks = (*self._fallbacks, _Handler(handler))
        return handler

    def process(self, body: str | bytes) -> Event:
        """Verifies and decodes a request's body and calls the event's handlers.

        Args:
            body: The raw body of the request, unparsed.

        Returns:
            The typed envelope of any event that a spec knows (of the first class, where several
            share the event type), with handlers or without; else an `UnknownEvent`.

        Raises:
            WebhookError: The body isn't a valid token of this app, or is malformed inside. No
                handler has run.
            ConfigurationError: One of the event's handlers is async: use `aprocess`. No handler
                has run.
            Exception: What a handler raised, after all have run; if several did, an
                `ExceptionGroup`.
        """
        event, calls = self._receive(body)
        for handler, _ in calls:
            if handler.is_async:
                raise _async_in_process(handler)
        failures: list[Exception] = []
        for handler, envelope in calls:
            try:
                _require_no_awaitable(handler, handler.function(envelope))
            except Exception as error:
                failures.append(error)
        _raise_all(failures)
        return event

    async def aprocess(self, body: str | bytes) -> Event:
        """Like `process`, for sync and async handlers, one after the other.

        Sync handlers are called directly: one that blocks, blocks the event loop.

        Args:
            body: The raw body of the request, unparsed.

        Returns:
            See `process`.

        Raises:
            WebhookError: See `process`.
            Exception: See `process`. A cancellation takes effect at once.
        """
        event, calls = self._receive(body)
        failures: list[Exception] = []
        for handler, envelope in calls:
            try:
                result = handler.function(envelope)
                if inspect.isawaitable(result):
                    await result
            except Exception as error:
                failures.append(error)
        _raise_all(failures)
        return event

    def _key(self, event: type[Event]) -> str | type[Event]:
        """What the handlers of an event are found by."""
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

    def _receive(
        self, body: str | bytes
    ) -> tuple[Event, Sequence[tuple[_Handler, Event]]]:
        """Verifies and decodes a body; tells the event, and which handlers get which envelope."""
        claims = require_object(
            _parse(self._verifier.payload(body), "claims"), "claims"
        )
        self._verifier.check_claims(claims)
        event_type, fields, data = _decode(claims)
        metadata = read_model(self._metadata, fields, DOMAIN_EVENT)
        handlers = self._handlers.get(event_type, ())
        classes = [*self._known_classes(event_type), *(event for event, _ in handlers)]
        envelopes = {event: event.from_data(metadata, data) for event in classes}
        if not envelopes:
            envelope = self._by_segment(event_type, metadata, data)
            envelopes = {type(envelope): envelope}
            handlers = self._handlers.get(type(envelope), ())
        first = next(iter(envelopes.values()))
        if handlers:
            return first, [(handler, envelopes[event]) for event, handler in handlers]
        return first, [(handler, first) for handler in self._fallbacks]

    def _known_classes(self, event_type: str) -> Iterable[type[Event]]:
        for place in self._events.get(event_type, ()):
            yield _class_at(place)

    def _by_segment(
        self, event_type: str, metadata: EventMetadata, data: object
    ) -> Event:
        """The envelope of an event of unknown type: the end of the type may tell the class."""
        if place := self._events_by_segment.get(event_type.rpartition(".")[2]):
            # What looks different is another event that ends with the same words.
            with suppress(WebhookError):
                return _class_at(place).from_data(metadata, data)
        return UnknownEvent(metadata, data)


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


@dataclass(frozen=True)
class _Handler:
    function: Callable[[Any], object]

    @property
    def name(self) -> str:
        return str(
            getattr(self.function, "__qualname__", type(self.function).__qualname__)
        )

    @property
    def is_async(self) -> bool:
        # The second is for objects that can be called.
        return inspect.iscoroutinefunction(
            self.function
        ) or inspect.iscoroutinefunction(type(self.function).__call__)


def _class_at(place: tuple[str, str]) -> type[Event]:
    module, name = place
    event: type[Event] = getattr(importlib.import_module(module), name)
    return event


def _async_in_process(handler: _Handler) -> ConfigurationError:
    return ConfigurationError(
        f"The handler {handler.name} is async: deliver with `await hooks.aprocess(body)`"
    )


def _require_no_awaitable(handler: _Handler, result: object) -> None:
    """Refuses what only calling could show: a plain function that returns a coroutine."""
    if inspect.isawaitable(result):
        if inspect.iscoroutine(result):
            result.close()
        raise _async_in_process(handler)


def _raise_all(failures: Sequence[Exception]) -> None:
    if len(failures) > 1:
        raise ExceptionGroup("Several handlers of one webhook failed", failures)
    if failures:
        raise failures[0]


def _decode(claims: Mapping[str, Any]) -> tuple[str, dict[str, Any], Any]:
    """Unpacks verified claims: the event's type, the fields of its metadata, its inner JSON."""
    outer = require_object(_unwrap(claims.get("data"), "claims.data"), "claims.data")
    event_type = outer.get("eventType")
    if not isinstance(event_type, str) or not event_type:
        raise malformed("claims.data.eventType", "is missing or no text")
    metadata: dict[str, Any] = {"eventType": event_type}
    instance_id = outer.get("instanceId")
    if instance_id is not None:
        if not isinstance(instance_id, str):
            raise malformed("claims.data.instanceId", "is no text")
        metadata["instanceId"] = instance_id
    for name in ("identity", "accountInfo"):
        # Empty text stands for none, as in the JavaScript SDK.
        if (value := outer.get(name)) not in (None, ""):
            where = f"claims.data.{name}"
            metadata[name] = require_object(_unwrap(value, where), where)
    data = _unwrap(outer.get("data"), DOMAIN_EVENT)
    return event_type, _domain_metadata(data) | metadata, data


def _domain_metadata(data: object) -> dict[str, Any]:
    """A domain event without its payload. Other shapes have none: their `id` isn't the event's."""
    if not isinstance(data, dict):
        return {}
    members = cast("dict[str, Any]", data)
    if not members.keys() & {"entityFqdn", *PAYLOAD_MEMBERS}:
        return {}
    return {
        name: value for name, value in members.items() if name not in PAYLOAD_MEMBERS
    }


def _unwrap(value: object, where: str) -> Any:
    """The JSON in a string; an object is taken as already decoded."""
    if isinstance(value, str):
        return _parse(value, where)
    return require_object(value, where)


def _parse(text: str | bytes, where: str) -> Any:
    """Reads strict JSON: UTF-8, no key twice, no NaN or infinity, not too deep."""
    try:
        value = json.loads(
            text.decode() if isinstance(text, bytes) else text,
            object_pairs_hook=_object_of,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    # The recursion is the parser's own, in JSON that is nested thousands deep. No cause is kept:
    # it would hold the whole text, and with it people's data.
    except (ValueError, RecursionError) as error:
        raise malformed(where, f"can't be read as JSON: {error}") from None
    if _is_deep(value):
        raise malformed(where, f"is nested more than {MAX_DEPTH} deep")
    return value


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("an object has a key twice")
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is out of range")
    return number


def _is_deep(value: object) -> bool:
    layer = [value]
    for _ in range(MAX_DEPTH):
        layer = [child for node in layer for child in _children(node)]
        if not layer:
            return False
    return True


def _children(node: object) -> Iterable[object]:
    if isinstance(node, dict):
        return cast("dict[str, object]", node).values()
    if isinstance(node, list):
        return cast("list[object]", node)
    return ()
