"""Which functions an event is handled by, and by what names the inbox knows them."""

from __future__ import annotations

import contextvars
import inspect
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from wixapi.inbox._attempt import CURRENT, Attempt

if TYPE_CHECKING:
    from wixapi._webhooks.events import Event
    from wixapi._webhooks.webhooks import BaseWebhooks
    from wixapi.inbox._model import Claim
    from wixapi.inbox._settings import StalePolicy

MAX_NAME = 300


@dataclass(frozen=True)
class Call:
    """A handler and what it gets."""

    name: str
    """Module and qualified name; from the second of that name on, with its number."""
    function: Callable[[Any], object]
    event: Event

    @property
    def is_async(self) -> bool:
        """Return whether it must be called in the event loop."""
        # The second is for objects that can be called.
        return inspect.iscoroutinefunction(
            self.function
        ) or inspect.iscoroutinefunction(type(self.function).__call__)

    def run(self, attempt: Attempt) -> object:
        """Calls a sync handler.

        Returns:
            What it raised, if anything: not everything can be raised through an event loop. Or
            what is still to be awaited.
        """

        def call() -> object:
            CURRENT.set(attempt)
            try:
                result = self.function(self.event)
            except BaseException as error:  # also exit() in a handler
                return error
            return result if inspect.isawaitable(result) else None

        return contextvars.copy_context().run(call)

    async def arun(self, attempt: Attempt, awaitable: object = None) -> None:
        """Calls and awaits an async handler, or what a sync one has handed out to be awaited."""
        token = CURRENT.set(attempt)
        try:
            result = awaitable or self.function(self.event)
            if inspect.isawaitable(result):
                await cast("Awaitable[object]", result)
        finally:
            CURRENT.reset(token)


def calls_of(hooks: BaseWebhooks, claim: Claim, stale: StalePolicy) -> list[Call]:
    """Return everything that is to be called for an event, in order.

    Raises:
        WebhookError: The store holds no payload of an event.
    """
    delivery = hooks.decode(claim.payload)
    functions: list[tuple[Callable[[Any], object], Event]]
    if claim.is_stale and callable(stale):
        functions = [(stale, delivery.event)]
    else:
        calls = hooks._calls(delivery)  # pyright: ignore[reportPrivateUsage]
        functions = [(handler.function, event) for handler, event in calls]
    seen = Counter[str]()
    made: list[Call] = []
    for function, event in functions:
        name = _name(function)
        seen[name] += 1
        numbered = name if seen[name] == 1 else f"{name}#{seen[name]}"
        made.append(Call(numbered, function, event))
    return made


def _name(function: Callable[[Any], object]) -> str:
    named = function if hasattr(function, "__qualname__") else type(function)
    name = f"{named.__module__}.{named.__qualname__}"
    return re.sub(r"[^!-~]", "?", name)[-MAX_NAME:]
