"""The core of the local Wix: one request in, one answer out, whatever brought it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeAlias

from wixapi._local.calls import Call, Done
from wixapi._local.chance import Chance
from wixapi._local.clock import Clock
from wixapi._local.facts import Facts, facts
from wixapi._local.log import Entry, Log
from wixapi._local.messages import Answer, Refusal, Request, json_answer
from wixapi._local.state.store import Store

if TYPE_CHECKING:
    from wixapi._local.deliveries.deliveries import Deliveries
    from wixapi._local.faults import Faults
    from wixapi._local.requests.returned import Returns
    from wixapi._local.requests.tokens import Tokens

Handler: TypeAlias = Callable[[Call], Any]
"""Answers calls of one method: JSON, a model, status and JSON, None for an empty answer."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The site, the app and the keys of the local Wix: the same ones in each run, and no secrets."""

    api_key: str = "local-api-key"
    site_id: str = "5170ca10-0000-4000-8000-000000000001"
    account_id: str = "5170ca10-0000-4000-8000-000000000002"
    app_id: str = "5170ca10-0000-4000-8000-000000000003"
    app_secret: str = "local-app-secret"
    instance_id: str = "5170ca10-0000-4000-8000-000000000004"
    client_id: str = "5170ca10-0000-4000-8000-000000000005"
    """Of visitors: the OAuth app of a headless site."""


class Core:
    """All that the local Wix knows and remembers.

    Args:
        db: the file that keeps its state; None: memory.
        clock: the moment at which its clock stands until it is put forward; None: it runs with the real time.
        seed: of its ids and choices.
        strict: whether methods that only a made-up answer fits are refused (501).
        identity: the site, the app and the keys.
        known: the facts of all methods; by default this package's.

    Raises:
        ConfigurationError: the file can't be used.
    """

    def __init__(
        self,
        *,
        db: str | None = None,
        clock: datetime | None = None,
        seed: int = 0,
        strict: bool = False,
        identity: Identity | None = None,
        known: Facts | None = None,
    ) -> None:
        self.lock = RLock()
        self.identity = identity or Identity()
        self.strict = strict
        self.clock = Clock(clock)
        self.chance = Chance(seed)
        self.log = Log()
        self.handlers: dict[str, Handler] = {}
        self.scopes: frozenset[str] | None = None
        """Scopes that the key and the app have; None: all."""
        self._known = known
        self.store = Store(db)
        self._deliveries: Deliveries | None = None
        self._faults: Faults | None = None
        self._tokens: Tokens | None = None
        self._returns: Returns | None = None

    @property
    def facts(self) -> Facts:
        """The facts of all methods."""
        if self._known is None:
            self._known = facts()
        return self._known

    @property
    def deliveries(self) -> Deliveries:
        """The events on their way."""
        if self._deliveries is None:
            from wixapi._local.deliveries.deliveries import Deliveries

            self._deliveries = Deliveries(self)
        return self._deliveries

    @property
    def faults(self) -> Faults:
        """What goes wrong on demand."""
        if self._faults is None:
            from wixapi._local.faults import Faults

            self._faults = Faults(self)
        return self._faults

    @property
    def tokens(self) -> Tokens:
        """The access tokens that are valid."""
        if self._tokens is None:
            from wixapi._local.requests.tokens import Tokens

            self._tokens = Tokens(self)
        return self._tokens

    @property
    def returns(self) -> Returns:
        """What was answered and may come back as it came."""
        if self._returns is None:
            from wixapi._local.requests.returned import Returns

            self._returns = Returns(self.log, self.store)
        return self._returns

    def reset(self) -> None:
        """Forget all that came after the start: state, requests, events, tokens, faults and handlers."""
        with self.lock:
            self.store.reset()
            self.log.clear()
            self.handlers.clear()
            self.scopes = None
            self._deliveries = self._faults = self._tokens = self._returns = None

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request, and keep what it changed.

        The events of it wait in `deliveries` until `run_due` is called, outside of the lock.
        """
        if request.path.startswith("/_wix"):  # no path of Wix begins so
            from wixapi._local.page import answers as page

            return page.answer(self, request)
        with self.lock:
            entry = self.log.begin(request, self.clock.now())
            try:
                answer = self._answered(request, entry)
            except Refusal as refusal:
                answer = refusal.answer()
            more = {"x-wix-request-id": f"local-{entry.number}"}
            if entry.answered_by:
                more["x-wix-local"] = entry.answered_by
            entry.answer = replace(answer, headers={**answer.headers, **more})
            return entry.answer

    def _answered(self, request: Request, entry: Entry) -> Answer:
        from wixapi._local.requests import arguments, checking, credentials, routes
        from wixapi._local.requests.tokens import is_of_tokens

        if is_of_tokens(request):
            return self.tokens.answer(request)
        found = routes.find(self.facts, request, self.handlers)
        method = found.method
        entry.method = f"{found.resource.key}.{method.name}"
        fault = self.faults.before(request, entry.method, method.verb)
        if fault is not None:
            return fault
        operation = found.resource.operation(method.name)
        caller = credentials.check(self, request, operation)
        given = arguments.read(found, request, operation)
        given = checking.check(operation, given, self.returns)
        call = Call(request, found.resource, method, operation, given, caller)
        with self.store.transaction():
            done, entry.answered_by = self._done(call)
            if done.changes:
                self.deliveries.enqueue(done.changes, caller)
        return self.faults.after(request, entry.method, _answer_of(done))

    def _done(self, call: Call) -> tuple[Done, str]:
        """Return what a call answers, and who says so."""
        from wixapi._local.made import answers
        from wixapi._local.made.action_events import with_action_event
        from wixapi._local.state import shapes

        handler = self.handlers.get(call.name)
        if handler is not None:
            return answers.handled(call, handler(call)), "handler"
        done = shapes.answer(call, self)
        if done is not None:
            return with_action_event(call, done), "state"
        return answers.answer(call, self)


def _answer_of(done: Done) -> Answer:
    """Return the answer of a call that succeeded: Wix's SDKs take any status but 200 for an error."""
    if isinstance(done.body, Answer):
        return done.body
    return json_answer({} if done.body is None else done.body)
