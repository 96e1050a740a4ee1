"""Sends what is due: from the calling thread, from its event loop, or from the background."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import (
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from wixapi._local.deliveries.background import Background
from wixapi._local.deliveries.keyring import Keyring
from wixapi._local.deliveries.queue import Item, Queue
from wixapi._local.deliveries.schedule import TIMEOUT, wait_after
from wixapi._local.deliveries.targets import Outcome, Target
from wixapi._local.records import Try
from wixapi._testing.envelopes import signed
from wixapi._webhooks.adapters import OK

if TYPE_CHECKING:
    from wixapi._local.core import Core

_POLL = 0.002
"""Seconds between two looks at whether it is one's turn."""


@dataclass
class _Turn:
    """Somebody delivers just now."""

    owner: object
    is_over: bool = False


_TURNS: ContextVar[tuple[_Turn, ...]] = ContextVar("wixapi_local_turns", default=())
"""Those within which this code runs: a handler of an event, say."""


@dataclass
class _Worker:
    """Delivers to one target from the background."""

    target: Target
    turn: Lock = field(default_factory=Lock)
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Runner:
    """Sends what is due, one after the other in order of time.

    Changes that handlers make are delivered by whoever called them, when they are done.

    Args:
        core: its lock and its clock.
        queue: what is on its way.
        keyring: signs.
        background: sends everything on a port.
    """

    def __init__(
        self, core: Core, queue: Queue, keyring: Keyring, background: Background
    ) -> None:
        self._core = core
        self._queue = queue
        self._keyring = keyring
        self._background = background
        self._turn = Lock()
        self._targets: dict[str, Target] = {}
        self._workers: dict[str, _Worker] = {}
        self._is_on_port = False
        self._is_away = False

    @property
    def targets(self) -> list[Target]:
        """Who gets events, in the order in which they were registered."""
        return [*self._targets.values()]

    def add(self, target: Target) -> None:
        """Register a target; on a port, what is due for it from another run is sent."""
        self._targets[target.name] = target
        if self._is_on_port:
            self._employ(target)

    def start(self) -> None:
        """Send everything from the background from now on."""
        if self._is_on_port:
            return
        self._is_on_port = True
        for target in self.targets:
            self._employ(target)

    def wake(self) -> None:
        """Tell the background that there may be something to send."""
        for worker in self._workers.values():
            self._background.wake(worker.news)

    # What is due now --------------------------------------------------------------------------

    def run_due(self) -> None:
        """Send what is due, and return when that is done; on a port the background does it, meanwhile.

        Within a handler, or while a request is answered, nothing happens: who called that does it.
        """
        if not self._is_mine():
            return
        if self._background.is_here:
            self._background.spawn(self.arun_due())
            return
        give_up = time.monotonic() + TIMEOUT
        while not self._turn.acquire(timeout=_POLL):
            if self._is_away or time.monotonic() > give_up:
                return
        try:
            with self._at_work():
                while (item := self._due([*self._targets])) is not None:
                    self._send(item)
        finally:
            self._turn.release()

    async def arun_due(self) -> None:
        """Like `run_due`, in the running event loop."""
        if not self._is_mine():
            return
        give_up = time.monotonic() + TIMEOUT
        while not self._turn.acquire(blocking=False):
            if self._is_away or time.monotonic() > give_up:
                return
            await asyncio.sleep(_POLL)
        try:
            with self._at_work():
                while (item := self._due([*self._targets])) is not None:
                    await self._asend(item)
        finally:
            self._turn.release()

    def _is_mine(self) -> bool:
        """Return whether the caller has to send what is due."""
        return bool(self._targets) and not self._is_on_port and not self._is_inside()

    def _is_inside(self) -> bool:
        """Return whether a handler calls, of an event or of a method."""
        if any(turn.owner is self and not turn.is_over for turn in _TURNS.get()):
            return True
        with self._core.lock:  # who has it, and is within an answer, is called by it
            return bool(self._core.answering)

    def _due(self, targets: list[str]) -> Item | None:
        """Return what is due now for some targets, the earliest."""
        with self._core.lock:
            return self._queue.due(self._core.clock.now(), targets)

    # What will be due -------------------------------------------------------------------------

    def advance(self, by: timedelta) -> None:
        """Put the clock forward, and send what becomes due meanwhile at its own time, to all targets.

        Within a handler, only the clock is put forward: what is due then is sent by who called that.

        Raises:
            ValueError: it would go back, or beyond the clock's end.
        """
        self._core.clock.check(by)
        if self._is_inside():
            self._move(by)
            return
        with ExitStack() as stack:
            for lock in self._all_turns():
                stack.enter_context(lock)
            with self._at_work():
                for item in self._until(by):
                    self._send(item)
        self.wake()

    async def aadvance(self, by: timedelta) -> None:
        """Like `advance`, in the running event loop.

        Raises:
            ValueError: it would go back, or beyond the clock's end.
        """
        self._core.clock.check(by)
        if self._is_inside():
            self._move(by)
            return
        async with AsyncExitStack() as stack:
            for lock in self._all_turns():
                await stack.enter_async_context(_held(lock))
            with self._at_work():
                for item in self._until(by):
                    await self._asend(item)
        self.wake()

    def _until(self, by: timedelta) -> Iterator[Item]:
        """Yield what becomes due while the clock is put forward, each at its time, when the one before is sent."""
        left = by
        while True:
            targets = [*self._targets]
            while (item := self._due(targets)) is not None:
                yield item
            with self._core.lock:
                due, now = self._queue.next_due(targets), self._core.clock.now()
            if due is None or due - now > left:
                break
            step = max(due - now, timedelta())
            self._move(step)
            left -= step
        self._move(left)
        while (item := self._due(targets)) is not None:
            yield item

    def _move(self, by: timedelta) -> None:
        """Put the clock forward, and send nothing."""
        with self._core.lock:
            self._core.clock.advance(by)

    def _all_turns(self) -> list[Lock]:
        """Return the locks of all who send: holding them, nobody else does."""
        return [self._turn, *(worker.turn for worker in self._workers.values())]

    # The background ---------------------------------------------------------------------------

    def _employ(self, target: Target) -> None:
        """Let the background deliver to a target from now on."""
        worker = self._workers[target.name] = _Worker(target)
        self._background.spawn(self._work(worker))

    async def _work(self, worker: _Worker) -> None:
        """Send to one target what is due, for ever."""
        targets = [worker.target.name]
        while True:
            worker.news.clear()
            async with _held(worker.turn):
                item = self._due(targets)
                if item is not None:
                    with self._at_work():
                        await self._asend(item)
            if item is None:
                await self._pause(worker, targets)

    async def _pause(self, worker: _Worker, targets: list[str]) -> None:
        """Wait until something is due, or there is news."""
        with self._core.lock:
            due, clock = self._queue.next_due(targets), self._core.clock
            wait = None if due is None or clock.stands else due - clock.now()
        seconds = None if wait is None else max(wait.total_seconds(), 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await worker.news.wait()

    # One delivery -----------------------------------------------------------------------------

    @contextmanager
    def _at_work(self) -> Generator[None]:
        """Let calls in the block know that somebody sends already."""
        turn = _Turn(self)
        token = _TURNS.set((*_TURNS.get(), turn))
        try:
            yield
        finally:
            turn.is_over = True
            _TURNS.reset(token)

    def _send(self, item: Item) -> None:
        """Send one delivery from the calling thread."""
        at, body = self._signed(item)
        target = self._targets[item.target]
        with self._away(target):
            outcome = target.send(body)
        self._finish(item, at, outcome)

    async def _asend(self, item: Item) -> None:
        """Send one delivery from the running event loop."""
        at, body = self._signed(item)
        target = self._targets[item.target]
        with self._away(target):
            outcome = await target.asend(body)
        self._finish(item, at, outcome)

    @contextmanager
    def _away(self, target: Target) -> Generator[None]:
        """Let no other thread wait for its turn in the block.

        That thread may hold up the very answer for which the target waits.
        """
        self._is_away = target.is_remote
        try:
            yield
        finally:
            self._is_away = False

    def _signed(self, item: Item) -> tuple[datetime, str]:
        """Return when a delivery is sent, and its body: signed anew at each try, with the keys of now."""
        with self._core.lock:
            at, keys = self._core.clock.now(), self._keyring.keys()
        return at, signed(json.loads(item.message), keys)

    def _finish(self, item: Item, at: datetime, outcome: Outcome) -> None:
        """Take note of what came of a try."""
        made = Try(at, outcome.status, outcome.error, outcome.seconds)
        with self._core.lock, self._core.store.transaction():
            if outcome.status == OK:
                self._queue.note(item, made, "delivered", None)
                return
            wait = wait_after(item.tries + 1)
            if wait is None:
                self._queue.note(item, made, "given up", None)
            else:
                self._queue.note(item, made, "waiting", at + wait)


@asynccontextmanager
async def _held(lock: Lock) -> AsyncGenerator[None]:
    """Hold a lock that threads hold, too, without blocking the event loop."""
    while not lock.acquire(blocking=False):
        await asyncio.sleep(_POLL)
    try:
        yield
    finally:
        lock.release()
