"""The worker of an inbox: takes events, runs their handlers, and tells the store how it went."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from wixapi._log import LOGGER
from wixapi.inbox._attempt import Attempt
from wixapi.inbox._calls import Call, calls_of
from wixapi.inbox._heartbeat import Heartbeat
from wixapi.inbox._model import Claim, StoreError

if TYPE_CHECKING:
    from wixapi._webhooks.webhooks import BaseWebhooks
    from wixapi.inbox._settings import Settings
    from wixapi.inbox._store import Store

T = TypeVar("T")

PURGE_INTERVAL = 600.0
MAX_ERROR = 8000
MAX_WAIT = 30.0


class Worker:
    """Works off a store, once: another run takes another worker."""

    def __init__(self, hooks: BaseWebhooks, store: Store, settings: Settings) -> None:
        self._hooks = hooks
        self._store = store
        self._settings = settings
        self._is_stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._crash: BaseException | None = None
        self._purge_at = time.monotonic()
        self._heartbeat = Heartbeat(store, settings.lease)
        # Each event needs one at a time, for a handler or for the store; taking events, another.
        self._threads = ThreadPoolExecutor(settings.concurrency + 1, "wixapi-inbox")

    def stop(self) -> None:
        """Has it finish what it began; from any thread."""
        self._is_stopping = True
        self.wake()

    def wake(self) -> None:
        """Tells that there may be something to do; from any thread."""
        if self._loop:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._news.set)

    async def run(self) -> None:
        """Works until it is stopped."""
        interval = wait = self._settings.poll_interval
        async with self._at_work():
            while not self._is_stopping:
                self._news.clear()
                try:
                    await self._start(self._settings.concurrency)
                    await self._purge()
                    wait = interval
                except StoreError as error:
                    wait = min(2 * wait, max(MAX_WAIT, interval))
                    LOGGER.error("inbox: %s; trying again", error)
                await self._pause(wait)

    async def drain(self, limit: int | None) -> int:
        """Works until nothing is due, or so many attempts were begun; tells how many."""
        count = 0
        async with self._at_work():
            while not self._is_stopping:
                self._news.clear()
                most = self._settings.concurrency if limit is None else limit - count
                begun = await self._start(most)
                count += begun
                if not begun and not self._running:
                    break
                await self._pause(self._settings.poll_interval)
            await self._purge()
        return count

    @asynccontextmanager
    async def _at_work(self) -> AsyncGenerator[None]:
        """Ends what was begun, whatever ends the work."""
        self._loop = asyncio.get_running_loop()
        try:
            with self._heartbeat:
                try:
                    yield
                    while self._running:
                        await asyncio.wait(self._running)
                finally:
                    for task in self._running:
                        task.cancel()
                    while self._running:
                        await asyncio.wait(self._running)
        finally:
            self._threads.shutdown()
        if self._crash:
            raise self._crash

    async def _start(self, most: int) -> int:
        """Takes as many events as there is room for, and has them handled; tells how many."""
        room = min(most, self._settings.concurrency - len(self._running))
        if room < 1:
            return 0
        claim = partial(self._store.claim, room, self._settings.lease)
        claims, is_cancelled = await self._in_thread(claim)
        for one in claims:
            self._heartbeat.hold(one)
            work = self._give_back(one) if is_cancelled else self._handle(one)
            task = asyncio.create_task(work)
            self._running.add(task)
            task.add_done_callback(self._ended)
        if is_cancelled:
            await asyncio.sleep(0)  # has the tasks begin: one that hasn't does nothing
            raise asyncio.CancelledError
        return len(claims)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._news.set()
        if not task.cancelled() and (error := task.exception()):
            self._crash = error
            self._is_stopping = True

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()

    async def _purge(self) -> None:
        """Forgets what is old, little by little."""
        if time.monotonic() < self._purge_at:
            return
        count, is_cancelled = await self._in_thread(
            partial(self._store.purge, self._settings.keep)
        )
        if count:
            self._news.set()
            LOGGER.info("inbox: %d events purged", count)
        else:
            self._purge_at = time.monotonic() + PURGE_INTERVAL
        if is_cancelled:
            raise asyncio.CancelledError

    # One event -------------------------------------------------------------------------------

    async def _handle(self, claim: Claim) -> None:
        try:
            await self._attempt(claim)
        except asyncio.CancelledError:
            await self._give_back(claim)
        finally:
            self._heartbeat.drop(claim)

    async def _attempt(self, claim: Claim) -> None:
        settings = self._settings
        if claim.attempt > settings.max_attempts:
            return await self._fail(
                claim, "Every worker that tried ended before it was done"
            )
        if claim.is_stale and settings.stale == "drop":
            LOGGER.info("inbox: %s %s: stale", claim.event_type, claim.key)
            return await self._finish(claim)
        try:
            calls = calls_of(self._hooks, claim, settings.stale)
        except Exception as error:
            return await self._fail(claim, _text([error]))
        failures: list[BaseException] = []
        missing = [call for call in calls if call.name not in claim.succeeded]
        for call in missing:
            failure = await self._call(claim, call)
            if failure is not None:
                failures.append(failure)
            elif failures or call is not missing[-1]:
                record = partial(self._store.record, claim, call.name)
                if not await self._tell(claim, record):
                    return None
        if failures:
            return await self._fail(claim, _text(failures))
        LOGGER.debug("inbox: %s %s: handled", claim.event_type, claim.key)
        return await self._finish(claim)

    async def _call(self, claim: Claim, call: Call) -> BaseException | None:
        """Calls a handler; hands back what it raised."""
        attempt = Attempt(
            claim.key,
            claim.event_type,
            claim.attempt,
            claim.is_stale,
            call.name,
            claim,
            self._store,
        )
        awaitable: object = None
        if not call.is_async:
            # A thread can't be cancelled, and its handler's success counts.
            awaitable, _ = await self._in_thread(partial(call.run, attempt))
        failure = awaitable if isinstance(awaitable, BaseException) else None
        if call.is_async or (awaitable is not None and not failure):
            try:
                await call.arun(attempt, awaitable)
            except asyncio.CancelledError as error:
                task = asyncio.current_task()
                if task and task.cancelling():
                    raise
                failure = error
            except Exception as error:
                failure = error
        if failure is not None:
            LOGGER.warning(
                "inbox: %s %s: %s failed at attempt %d with %s",
                claim.event_type,
                claim.key,
                call.name,
                claim.attempt,
                type(failure).__name__,
            )
        return failure

    async def _finish(self, claim: Claim) -> None:
        outcome: Literal["done", "stale"] = "stale" if claim.is_stale else "done"
        await self._tell(claim, partial(self._store.finish, claim, outcome))

    async def _fail(self, claim: Claim, error: str) -> None:
        if claim.attempt < self._settings.max_attempts:
            delay = self._settings.delay(claim.attempt)
            change = partial(self._store.retry, claim, delay, error)
        else:
            LOGGER.error(
                "inbox: %s %s: parked after %d attempts",
                claim.event_type,
                claim.key,
                claim.attempt,
            )
            change = partial(self._store.park, claim, error)
        await self._tell(claim, change)

    async def _give_back(self, claim: Claim) -> None:
        try:
            await self._tell(
                claim, partial(self._store.retry, claim, 0.0, "The worker was stopped")
            )
        finally:
            self._heartbeat.drop(claim)

    async def _tell(self, claim: Claim, change: Callable[[], bool]) -> bool:
        """Tells the store, again and again while the lease lasts; hands back whether it counted."""
        give_up = time.monotonic() + self._settings.lease
        wait = 0.05
        while True:
            try:
                is_mine, _ = await self._in_thread(change)
                break
            except StoreError as error:
                if time.monotonic() > give_up:
                    LOGGER.error("inbox: %s %s: %s", claim.event_type, claim.key, error)
                    return False
            try:
                await asyncio.sleep(wait)
                wait = min(2 * wait, MAX_WAIT)
            except asyncio.CancelledError:
                give_up = 0.0  # once more: what was done should be known
        if not is_mine:
            LOGGER.warning(
                "inbox: %s %s: the lease was lost, so handlers may run again",
                claim.event_type,
                claim.key,
            )
        return is_mine

    async def _in_thread(self, work: Callable[[], T]) -> tuple[T, bool]:
        """Runs something in a thread, to its end; also tells whether it was cancelled meanwhile."""
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._threads, work)
        is_cancelled = False
        while not future.done():
            try:
                await asyncio.wait([future])
            except asyncio.CancelledError:
                is_cancelled = True
        return future.result(), is_cancelled


def _text(errors: Sequence[BaseException]) -> str:
    """Tracebacks as databases take them: bounded, without NUL or lone surrogates."""
    text = "\n".join("".join(traceback.format_exception(error)) for error in errors)
    return text[-MAX_ERROR:].encode("utf-8", "replace").decode().replace("\0", "?")
