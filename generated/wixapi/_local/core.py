"""The core of the local Wix: one request in, one answer out, whatever brought it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeAlias

from wixapi._http.operation import Operation
from wixapi._local.calls import Call, Done
from wixapi._local.chance import Chance
from wixapi._local.clock import Clock
from wixapi._local.facts import Facts, facts
from wixapi._local.log import Entry, Log
from wixapi._local.messages import Answer, Refusal, Request, json_answer
from wixapi._local.outbox import Outbox, outbox_of
from wixapi._local.page.paths import is_of_page
from wixapi._local.state.store import Store

if TYPE_CHECKING:
    from wixapi._local.faults.fault import Fault
    from wixapi._local.faults.faults import Faults
    from wixapi._local.requests.returned import Returns
    from wixapi._local.requests.routes import Match
    from wixapi._local.requests.tokens import Tokens

Handler: TypeAlias = Callable[[Call], Any]
"""Answers calls of one method: JSON, a model, status and JSON, None for an empty answer."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The site, the app and the keys of the local Wix: the same ones in each run, and no secrets."""

    api_key: str = "IST.local.api.key"
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
        self.log = Log()
        self.handlers: dict[str, Handler] = {}
        self.scopes: frozenset[str] | None = None
        """Scopes that the key and the app have; None: all."""
        self._known = known
        self.store = Store(db)
        self.chance = Chance(seed, self.store.run)
        self._deliveries: Outbox | None = None
        self.answering = 0
        """How many requests the thread that has the lock answers: handlers of methods may send more."""
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
    def deliveries(self) -> Outbox:
        """The events on their way."""
        with self.lock:
            if self._deliveries is None:
                self._deliveries = outbox_of(self)
            return self._deliveries

    @property
    def faults(self) -> Faults:
        """What goes wrong on demand."""
        if self._faults is None:
            from wixapi._local.faults.faults import Faults

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
        """Forget all that came after the start: state, requests, events, tokens, faults and handlers.

        Who gets events goes on getting them.
        """
        with self.lock:
            self.store.reset()
            self.log.clear()
            self.handlers.clear()
            self.scopes = None
            self._faults = self._tokens = self._returns = None
            if self._deliveries is not None:
                self._deliveries.reset()

    def close(self) -> None:
        """End what it does in the background, and close its store."""
        if self._deliveries is not None:
            self._deliveries.close()
        self.store.close()

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request, and keep what it changed.

        The events of it wait in `deliveries` until `run_due` is called, outside of the lock.
        """
        if is_of_page(request.path):
            from wixapi._local.page import answers as page

            return page.answer(self, request)
        with self.lock:
            entry = self.log.begin(request, self.clock.now())
            self.answering += 1
            try:
                answer = self._answered(request, entry)
            except Refusal as refusal:
                answer = refusal.answer()
            finally:
                self.answering -= 1
            more = {"x-wix-request-id": f"local-{entry.number}"}
            if entry.answered_by:
                more["x-wix-local"] = entry.answered_by
            entry.answer = replace(answer, headers={**answer.headers, **more})
            return entry.answer

    def _answered(self, request: Request, entry: Entry) -> Answer:
        """Return the answer to a request, or what a fault makes of it."""
        from wixapi._local.faults.editable import is_editable
        from wixapi._local.requests import routes
        from wixapi._local.requests.tokens import is_of_tokens

        if is_of_tokens(request):
            fault = self.faults.next(request, "", writes=False)
            return self._through(fault, lambda: self.tokens.answer(request))
        found = routes.find(self.facts, request, self.handlers)
        entry.method = f"{found.resource.key}.{found.method.name}"
        operation = found.resource.operation(found.method.name)
        writes = found.method.verb != "GET" and not operation.only_reads
        fault = self.faults.next(
            request, entry.method, writes=writes, edits=is_editable(found.method)
        )
        return self._through(
            fault, lambda: self._called(found, operation, request, entry, fault)
        )

    def _through(self, fault: Fault | None, make: Callable[[], Answer]) -> Answer:
        """Return the answer that a function makes, or what a fault makes of it."""
        if fault is None:
            return make()
        early = fault.early()
        if early is not None:
            return early
        try:
            return fault.late(make())
        except Refusal as refusal:
            return fault.late(refusal.answer())

    def _called(
        self,
        found: Match,
        operation: Operation[Any],
        request: Request,
        entry: Entry,
        fault: Fault | None,
    ) -> Answer:
        """Return the answer to a call, and keep what it changed."""
        from wixapi._local.requests import arguments, checking, credentials

        caller = credentials.check(self, request, operation)
        given = arguments.read(found, request, operation)
        given = checking.check(operation, given, self.returns)
        call = Call(request, found.resource, found.method, operation, given, caller)
        if fault is not None and fault.edit is not None:
            from wixapi._local.faults.edits import meddle

            meddle(self, call, fault.edit)
        with self.store.transaction():
            done, entry.answered_by = self._done(call)
            if done.changes:
                self.deliveries.enqueue(done.changes, caller)
        return _answer_of(done)

    def _done(self, call: Call) -> tuple[Done, str]:
        """Return what a call answers, and who says so: of one that comes again with its idempotency key, as before."""
        from wixapi._local.made import answers
        from wixapi._local.state import repeats

        handler = self.handlers.get(call.name)
        if handler is not None:
            return answers.handled(call, handler(call)), "handler"
        if (before := repeats.first_answer(call, self.store)) is not None:
            return before
        done, answered_by = self._done_first(call)
        repeats.remember(call, self.store, done.body, answered_by)
        return done, answered_by

    def _done_first(self, call: Call) -> tuple[Done, str]:
        """Return what a call without a handler answers that didn't come before, and who says so."""
        from wixapi._local.made import answers
        from wixapi._local.made.action_events import with_action_event
        from wixapi._local.state import shapes

        done = shapes.answer(call, self)
        if done is not None:
            return with_action_event(call, done), "state"
        return answers.answer(call, self)


def _answer_of(done: Done) -> Answer:
    """Return the answer of a call that succeeded: Wix's SDKs take any status but 200 for an error."""
    if isinstance(done.body, Answer):
        return done.body
    return json_answer({} if done.body is None else done.body)
