"""Answering calls of service plugins: verify a request, read it, call the handler, write its answer.

Nothing heavy is imported here: jwt and cryptography come with the first `ServicePlugins`, pydantic with
the first service plugin that has a handler.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from wixapi._frames import shielded
from wixapi._plugins.answers import PluginAnswer, refusal, success
from wixapi._webhooks.bodies import Body
from wixapi._webhooks.handlers import (
    Handler,
    async_in_process,
    require_no_awaitable,
)
from wixapi._webhooks.payload import read_claims
from wixapi._webhooks.service_plugins import (
    PluginContext,
    ServicePluginCall,
    service_plugin_call,
)
from wixapi.errors import (
    ConfigurationError,
    NoPluginHandlerError,
    ServicePluginError,
)

if TYPE_CHECKING:
    from wixapi._model import Model
    from wixapi._plugins.method import PluginMethod

RequestT = TypeVar("RequestT", bound="Model")
AnswerT = TypeVar("AnswerT")

Registered = tuple["PluginMethod[Any, Any]", Handler]


class BaseServicePlugins:
    """Answers Wix's calls of the service plugins of one app.

    Register a handler for each method with the typed registrars or with `on`, then give address and
    raw body of each request to `process` or `aprocess`, or let `wixapi.asgi.ServicePluginApp` or
    `wixapi.wsgi.ServicePluginApp` do that. Handlers may be registered at any time, from any thread.
    """

    _paths: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The paths that Wix calls, by the component in lower case."""

    def __init__(
        self,
        public_key: str | bytes | Sequence[str | bytes],
        *,
        app_id: str,
        verify_expiry: bool = True,
        leeway: float = 10,
    ) -> None:
        """Make one without handlers.

        Args:
            public_key: The app's public key: PEM, or one line of base64 of it or of its DER. While
                a new key replaces an old one, a sequence of both: a token of either is accepted.
            app_id: The app's id: calls are meant for one app each.
            verify_expiry: Whether `exp`, `nbf` and `iat` are enforced.
            leeway: How many seconds the clocks may differ when they are.

        Raises:
            WebhookKeyError: `public_key` can't be used; the message says why.
            ConfigurationError: Another setting can't be used.
        """
        from wixapi._webhooks.token_verifier import TokenVerifier

        if not app_id:
            raise ConfigurationError(
                "Calls of service plugins are meant for one app each: give its id as app_id"
            )
        self._verifier = TokenVerifier(
            public_key, app_id=app_id, verify_expiry=verify_expiry, leeway=leeway
        )
        self._lock = threading.Lock()
        # By component and path. Replaced as a whole, never changed: a call works on what it found.
        self._handlers: Mapping[tuple[str, str], Registered] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} handlers={len(self._handlers)}>"

    def on(self, method: PluginMethod[RequestT, AnswerT]) -> Callable[
        [Callable[[RequestT, PluginContext], AnswerT | Awaitable[AnswerT]]],
        Callable[[RequestT, PluginContext], AnswerT | Awaitable[AnswerT]],
    ]:
        """Return a decorator that registers the handler of a method.

            @plugins.on(discounts.GET_ELIGIBLE_DISCOUNTS)
            def discount(request, context): ...

        Args:
            method: The method, as a module of a service plugin has it.

        Returns:
            The decorator; it takes a function or coroutine function of two arguments, Wix's request
            and its context, and hands it back unchanged.

        Raises:
            ConfigurationError: The method has a handler already.
        """

        def register(
            handler: Callable[[RequestT, PluginContext], AnswerT | Awaitable[AnswerT]],
        ) -> Callable[[RequestT, PluginContext], AnswerT | Awaitable[AnswerT]]:
            self._register(method, handler)
            return handler

        return register

    @shielded
    def process(self, address: str, body: Body) -> PluginAnswer:
        """Verifies and reads a request, calls the handler of the method, and writes its answer.

        The same as `dispatch(address, verify(body))`.

        Args:
            address: The request's URL, or its path alone: its end tells the method.
            body: The raw body of the request, unparsed.

        Returns:
            What to answer. An error that the handler raised on purpose, a `ServicePluginError`, is an
            answer, too.

        Raises:
            WebhookError: The body isn't a valid token for this app, or is malformed inside.
            NoPluginHandlerError: Nothing is registered for what Wix asks.
            ConfigurationError: The handler is async: use `aprocess`. It hasn't run.
            ValidationError: The handler's answer breaks documented rules.
            Exception: What else the handler raised.
        """
        return self.dispatch(address, self.verify(body))

    @shielded
    async def aprocess(self, address: str, body: Body) -> PluginAnswer:
        """Like `process`, for sync and async handlers.

        The same as `await adispatch(address, verify(body))`. A sync handler is called directly: one
        that blocks, blocks the event loop.

        Args:
            address: See `process`.
            body: See `process`.

        Returns:
            See `process`.

        Raises:
            WebhookError: See `process`.
            NoPluginHandlerError: See `process`.
            ValidationError: See `process`.
            Exception: See `process`. A cancellation takes effect at once.
        """
        return await self.adispatch(address, self.verify(body))

    @shielded
    def verify(self, body: Body) -> ServicePluginCall:
        """Verifies and decodes a request's body, and calls no handler.

        Issuer (`wix.com`), audience (`app_id`) and expiry must all be there and right.

        Args:
            body: The raw body of the request, unparsed.

        Returns:
            What Wix asks, and in whose name, with wire names.

        Raises:
            WebhookError: The body isn't a valid token for this app, or is malformed inside.
        """
        claims = read_claims(self._verifier.payload(body))
        self._verifier.check_plugin_claims(claims)
        return service_plugin_call(claims)

    def dispatch(self, address: str, call: ServicePluginCall) -> PluginAnswer:
        """Calls the handler for a call, and writes its answer.

        Args:
            address: The request's URL, or its path alone: its end tells the method.
            call: What `verify` returned.

        Returns:
            See `process`.

        Raises:
            WebhookError: The request can't be read.
            NoPluginHandlerError: See `process`.
            ConfigurationError: The handler is async: use `adispatch`. It hasn't run.
            ValidationError: See `process`.
            Exception: See `process`.
        """
        method, handler = self._registered(address, call)
        if handler.is_async:
            raise async_in_process(handler)
        request = method.read(call.request)
        try:
            result = handler.function(request, PluginContext(call.metadata))
        except ServicePluginError as error:
            return refusal(error)
        require_no_awaitable(handler, result)
        return success(method.write(result))

    async def adispatch(
        self, address: str, call: ServicePluginCall, *, threads: bool = False
    ) -> PluginAnswer:
        """Like `dispatch`, for sync and async handlers.

        Args:
            address: See `dispatch`.
            call: See `dispatch`.
            threads: Whether a sync handler runs in a thread (`asyncio.to_thread`), where it doesn't
                block the event loop; else it is called directly.

        Returns:
            See `process`.

        Raises:
            WebhookError: See `dispatch`.
            NoPluginHandlerError: See `process`.
            ValidationError: See `process`.
            Exception: See `process`. A cancellation takes effect at once; a thread that has begun
                goes on.
        """
        from asyncio import to_thread

        method, handler = self._registered(address, call)
        request, context = method.read(call.request), PluginContext(call.metadata)
        try:
            if threads and not handler.is_async:
                result = await to_thread(handler.function, request, context)
            else:
                result = handler.function(request, context)
            if inspect.isawaitable(result):
                result = await result
        except ServicePluginError as error:
            return refusal(error)
        return success(method.write(result))

    def _register(
        self, method: PluginMethod[Any, Any], handler: Callable[..., object]
    ) -> None:
        with self._lock:
            if method.key in self._handlers:
                raise ConfigurationError(
                    f"{method.name} has a handler already: "
                    f"{self._handlers[method.key][1].name}"
                )
            entry = (method, Handler(handler))
            self._handlers = {**self._handlers, method.key: entry}

    def _registered(self, address: str, call: ServicePluginCall) -> Registered:
        """Return the method that is called, and its handler."""
        component = call.app_extension_type or ""
        path = self._path(address, component)
        found = self._handlers.get((component, path))
        if found is None:
            raise NoPluginHandlerError(
                f"Wix calls {path or 'a path that no spec knows'} of the service plugin "
                f"{component.upper() or 'that it does not name'}, which has no handler"
            )
        return found

    def _path(self, address: str, component: str) -> str:
        """Return the path of a method in which an address ends, the longest of several; "": none."""
        called = address.partition("#")[0].partition("?")[0].rstrip("/")
        known = {path for named, path in self._handlers if named == component}
        ends = [
            path
            for path in known.union(self._paths.get(component, ()))
            if called.endswith(path)
        ]
        return max(ends, key=len, default="")
