"""`WebhookInbox`: what receives events, has them handled, and lists what failed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from wixapi._log import LOGGER
from wixapi.errors import ConfigurationError
from wixapi.inbox._keys import new_event, short
from wixapi.inbox._model import ParkedEvent, Receipt, Stats
from wixapi.inbox._settings import Settings, StalePolicy

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor
    from typing import Self

    from wixapi._webhooks.bodies import Body
    from wixapi._webhooks.events import Delivery
    from wixapi._webhooks.webhooks import BaseWebhooks
    from wixapi.inbox._store import Store
    from wixapi.inbox._worker import Worker

T = TypeVar("T")

DAY = 86_400.0

#: Deliveries that `areceive` stores at the same time; they wait for the disk, not for the CPU.
RECEIVERS = 64


class WebhookInbox:
    """Stores webhooks durably, and has their handlers called by a worker.

    Receive and work in one process or in several: they meet in the store.

    Args:
        hooks: Verifies deliveries, and knows the handlers.
        store: A `SQLiteStore`, a `PostgresStore`, or one of your own.
        stale: What becomes of an event that carries an older state of its entity than one that
            was handled: `"drop"`: nothing; `"handle"`: its handlers run, and `current().is_stale`
            tells them; a function or coroutine function: it gets the typed envelope instead of
            them, and is retried like a handler. That an entity was created may come after that it
            was updated: who doesn't keep states, but acts on creations, wants one of the latter.
        key: Tells two deliveries of the same event by their content, where Wix gives no event id;
            None or "" from it: by what was signed. Default: that for all.
        max_attempts: How often an event is tried before it is parked.
        backoff: The wait before the second attempt, in seconds at most; it doubles each time, and
            is a random part of that.
        max_backoff: The longest wait, in seconds at most.
        keep: How long the keys of handled events are kept, in seconds: 48 hours or more, as long
            as Wix may deliver them again.
        concurrency: How many events a worker handles at the same time.
        lease: How long a worker that fell silent keeps its events, in seconds. One that lives
            renews its leases by itself, however long a handler takes.
        poll_interval: How often an idle worker looks for what other processes stored, in seconds.

    Raises:
        ConfigurationError: A setting makes no sense.
    """

    def __init__(
        self,
        hooks: BaseWebhooks,
        store: Store,
        *,
        stale: StalePolicy = "drop",
        key: Callable[[Delivery], str | None] | None = None,
        max_attempts: int = 15,
        backoff: float = 1.0,
        max_backoff: float = 3600.0,
        keep: float = 7 * DAY,
        concurrency: int = 8,
        lease: float = 60.0,
        poll_interval: float = 1.0,
    ) -> None:
        self._hooks = hooks
        self._store = store
        self._key = key
        self._settings = Settings(
            stale=stale,
            max_attempts=max_attempts,
            backoff=backoff,
            max_backoff=max_backoff,
            keep=keep,
            concurrency=concurrency,
            lease=lease,
            poll_interval=poll_interval,
        )
        self._lock = threading.Lock()
        self._workers: tuple[Worker, ...] = ()
        self._receivers: ThreadPoolExecutor | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._hooks!r}, {self._store!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    # Receiving -------------------------------------------------------------------------------

    def receive(self, body: Body) -> Receipt:
        """Verifies a request's body and stores the event durably, unless it already is.

        Args:
            body: The raw body of the request, unparsed.

        Returns:
            Which event, and whether it is new. Answer 200 either way.

        Raises:
            WebhookError: The body isn't a valid token of this app, or has no event in it.
            StoreError: It could not be stored. Don't answer 200: Wix will deliver it again.
        """
        delivery = self._hooks.verify(body)
        key = None
        if self._key and not delivery.event_id:
            key = self._key(delivery)
        event = new_event(delivery, key)
        status: Literal["stored", "duplicate"] = "duplicate"
        if self._store.add(event):
            status = "stored"
            for worker in self._workers:
                worker.wake()
        LOGGER.info("inbox: %s %s: %s", event.event_type, event.key, status)
        return Receipt(event.key, status)

    async def areceive(self, body: Body) -> Receipt:
        """Like `receive`, in a thread: the event loop goes on meanwhile.

        A delivery whose task is cancelled may be stored nonetheless; delivered again, it is a
        duplicate.

        Args:
            body: The raw body of the request, unparsed.

        Returns:
            See `receive`.

        Raises:
            WebhookError: See `receive`.
            StoreError: See `receive`.
        """
        import asyncio
        from concurrent.futures import ThreadPoolExecutor

        with self._lock:
            if self._receivers is None:
                self._receivers = ThreadPoolExecutor(RECEIVERS, "wixapi-inbox-receive")
            pool = self._receivers
        return await asyncio.get_running_loop().run_in_executor(
            pool, self.receive, body
        )

    # Working ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Handles events until `stop`, from any thread or a signal handler; then finishes those begun.

        Sync handlers run in threads, async ones in an event loop that lasts as long as this. A
        store that can't be reached is tried again. Ctrl+C cancels async handlers; theirs and
        all other events stay in the store.

        Raises:
            ConfigurationError: Called where an event loop runs: await `arun` there.
        """
        _run(self.arun)

    async def arun(self) -> None:
        """Like `run`, in the running event loop: for handlers that share what belongs to it.

        Sync handlers run in threads, so they don't block the loop. When cancelled it waits for those,
        and cancels async handlers; their events are handled later.
        """
        with self._new_worker() as worker:
            await worker.run()

    @contextmanager
    def worker(self) -> Generator[None]:
        """A context manager that has a thread `run` meanwhile, and waits for what it began.

        Raises:
            Exception: On leaving: what ended the thread, if anything did.
        """
        with self._new_worker() as worker:
            failures: list[BaseException] = []

            def run() -> None:
                try:
                    _run(worker.run)
                except BaseException as error:
                    failures.append(error)

            thread = threading.Thread(target=run, name="wixapi-inbox", daemon=True)
            thread.start()
            try:
                yield
            finally:
                worker.stop()
                thread.join()
            if failures:
                raise failures[0]

    def drain(self, limit: int | None = None) -> int:
        """Handles what is due now and returns: for cron jobs and tests.

        Args:
            limit: How many events at most; None: until none is due.

        Returns:
            How many attempts were made, whether they succeeded or not.

        Raises:
            StoreError: The store can't be reached.
            ConfigurationError: Called where an event loop runs: await `adrain` there.
        """
        return _run(lambda: self.adrain(limit))

    async def adrain(self, limit: int | None = None) -> int:
        """Like `drain`, in the running event loop.

        Args:
            limit: See `drain`.

        Returns:
            See `drain`.

        Raises:
            StoreError: See `drain`.
        """
        with self._new_worker() as worker:
            return await worker.drain(limit)

    def stop(self) -> None:
        """Has `run`, `arun` and `worker` finish what they began, and return."""
        for worker in self._workers:
            worker.stop()

    # What failed -----------------------------------------------------------------------------

    def parked(self, limit: int = 100, after: str | None = None) -> list[ParkedEvent]:
        """Lists events that failed too often, in order of arrival. They are kept until you decide.

        Args:
            limit: How many at most.
            after: The key of the last one you know: only later ones.

        Raises:
            StoreError: The store can't be reached.
        """
        return list(self._store.parked(limit, after))

    def replay(self, key: str, *, even_if_stale: bool = False) -> bool:
        """Has a parked event tried again, as often as a new one.

        Args:
            key: The event's key. Handlers that succeeded don't run again.
            even_if_stale: Run its handlers also if a newer state of the entity was handled since,
                which otherwise is dealt with as `stale` says.

        Returns:
            Whether there is a parked event of this key.

        Raises:
            StoreError: The store can't be reached.
        """
        replayed = self._store.replay(short(key), even_if_stale=even_if_stale)
        for worker in self._workers:
            worker.wake()
        return replayed

    def replay_all(self) -> int:
        """Has all parked events tried again.

        Returns:
            How many.

        Raises:
            StoreError: The store can't be reached; some may have been replayed.
        """
        count, last = 0, None
        while page := self.parked(after=last):
            last = page[-1].key
            count += sum(self.replay(event.key) for event in page)
        return count

    def discard(self, key: str) -> bool:
        """Gives a parked event up. Its key stays known for `keep`.

        Args:
            key: The event's key.

        Returns:
            Whether there was a parked event of this key.

        Raises:
            StoreError: The store can't be reached.
        """
        return self._store.discard(short(key))

    def stats(self) -> Stats:
        """Counts events by what becomes of them, for monitoring.

        Raises:
            StoreError: The store can't be reached.
        """
        return self._store.stats()

    def close(self) -> None:
        """Stops workers, and closes the store when those that began to receive are done."""
        self.stop()
        with self._lock:
            receivers, self._receivers = self._receivers, None
        if receivers:
            receivers.shutdown()
        self._store.close()

    @contextmanager
    def _new_worker(self) -> Generator[Worker]:
        from wixapi.inbox._worker import Worker

        worker = Worker(self._hooks, self._store, self._settings)
        with self._lock:
            self._workers = (*self._workers, worker)
        try:
            yield worker
        finally:
            with self._lock:
                self._workers = tuple(
                    known for known in self._workers if known is not worker
                )


def _run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Runs a coroutine function to its end in an event loop of its own."""
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work())
    raise ConfigurationError(
        "An event loop runs here: await `arun` or `adrain` instead of `run` or `drain`"
    )
