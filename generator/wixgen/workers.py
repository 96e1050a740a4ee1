"""Divides tasks among processes, and leaves no process behind.

The results don't depend on the number of processes. If it is one, this process does everything.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from _thread import interrupt_main
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from multiprocessing.synchronize import Event
from types import FrameType
from typing import Any, TypeVar

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")

#: In a worker process: the event that tells it to stop, the function that it calls, and their context.
_shared: list[tuple[Event, Callable[..., Any], Any]] = []
#: In a worker process: holds an entry while a task is in work.
_working: list[None] = []


def mapped(
    work: Callable[[C, T], R], context: C, tasks: Sequence[T], jobs: int, *, chunk: int
) -> Iterator[R]:
    """Yield `work(context, task)` for every task, in the order of the tasks.

    Args:
        work: A function of a module, which other processes can find by name.
        context: The data that all tasks need; each process gets it once.
        tasks: The tasks; small, since they are sent to the processes.
        jobs: The number of processes.
        chunk: The number of tasks that a process takes at once.
    """
    jobs = min(jobs, len(tasks))
    if jobs <= 1:
        yield from (work(context, task) for task in tasks)
        return
    with _pool(jobs, work, context) as pool:
        yield from pool.map(_do, tasks, chunksize=chunk)


def as_finished(
    work: Callable[[T], R], tasks: Sequence[T], jobs: int
) -> Generator[tuple[T, R]]:
    """Yield every task with `work(task)` as soon as it is done.

    For few, large tasks. They are begun in their order.
    """
    jobs = min(jobs, len(tasks))
    if jobs <= 1:
        yield from ((task, work(task)) for task in tasks)
        return
    with _pool(jobs, work, None) as pool:
        futures = {pool.submit(_do_large, task): task for task in tasks}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()


def worthwhile(tasks: int, each: int) -> int:
    """Return the number of processes that pay, if starting a process takes as long as `each` tasks."""
    return max(1, min(os.cpu_count() or 1, tasks // each))


@contextmanager
def _pool(
    jobs: int, work: Callable[..., Any], context: Any
) -> Generator[ProcessPoolExecutor]:
    """Start processes that know their work, and end them afterwards."""
    # forking is safe while we have a single thread; elsewhere the platform's default is used
    how = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    stop = how.Event()
    pool = ProcessPoolExecutor(jobs, how, _begin, (stop, work, context))
    try:
        yield pool
    finally:
        # the tasks in work are broken off, not the processes: one that is ended while it hands over
        # a result would leave the pool waiting for the rest of it
        stop.set()
        pool.shutdown(cancel_futures=True)


def _begin(stop: Event, work: Callable[..., Any], context: Any) -> None:
    """Prepare a new process: it stops when the parent says so or dies, not at Ctrl-C by itself."""
    signal.signal(signal.SIGINT, _break_off)
    _shared[:] = [(stop, work, context)]
    threading.Thread(target=_follow, daemon=True).start()
    threading.Thread(target=_heed, args=[stop], daemon=True).start()
    gc.freeze()  # what was forked along stays: looking for garbage in it would copy its memory


def _heed(stop: Event) -> None:
    """Break off the task in work when the parent sets `stop`: nobody waits for its result any more."""
    while not stop.is_set():
        time.sleep(0.1)
    interrupt_main()


def _break_off(_number: int, _frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt in the task, if there is one and the parent has said to stop."""
    if _working and _shared[0][0].is_set():
        raise KeyboardInterrupt


def _follow() -> None:
    """End the process when the parent has died, which could not say so."""
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _do(task: Any) -> Any:
    _, work, context = _shared[0]
    return _unless_stopped(partial(work, context), task)


def _do_large(task: Any) -> Any:
    _, work, _ = _shared[0]
    return _unless_stopped(work, task)


def _unless_stopped(work: Callable[[Any], Any], task: Any) -> Any:
    stop, _, _ = _shared[0]
    _working.append(None)
    try:
        if stop.is_set():
            raise KeyboardInterrupt
        return work(task)
    finally:
        _working.clear()
