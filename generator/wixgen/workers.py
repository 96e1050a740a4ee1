"""Work that several processes share: as many as it is worth, none left behind.

The results don't depend on how many there are. With one, everything is done here, task by task.
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

_shared: list[tuple[Event, Callable[..., Any], Any]] = (
    []
)  # what a worker process works with
_working: list[None] = []  # holds one where a task is in work


def mapped(
    work: Callable[[C, T], R], context: C, tasks: Sequence[T], jobs: int, *, chunk: int
) -> Iterator[R]:
    """`work(context, task)` for every task, in the order of the tasks.

    Args:
        work: A function of a module, since other processes must find it.
        context: What all tasks need; each process gets it once.
        tasks: Small: they are sent to the processes.
        jobs: The number of processes.
        chunk: How many tasks a process takes at once.
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
    """Every task with `work(task)`, as soon as it is done: for few, large tasks, begun in their order."""
    jobs = min(jobs, len(tasks))
    if jobs <= 1:
        yield from ((task, work(task)) for task in tasks)
        return
    with _pool(jobs, work, None) as pool:
        futures = {pool.submit(_do_large, task): task for task in tasks}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()


def worthwhile(tasks: int, each: int) -> int:
    """How many processes so many tasks are worth, if a process costs as much as `each` of them."""
    return max(1, min(os.cpu_count() or 1, tasks // each))


@contextmanager
def _pool(
    jobs: int, work: Callable[..., Any], context: Any
) -> Generator[ProcessPoolExecutor]:
    """Processes that know their work."""
    # forking is safe while we have one thread; elsewhere the platform knows what is
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
    """In a new process: Ctrl-C is the parent's matter, its death ours."""
    signal.signal(signal.SIGINT, _break_off)
    _shared[:] = [(stop, work, context)]
    threading.Thread(target=_follow, daemon=True).start()
    threading.Thread(target=_heed, args=[stop], daemon=True).start()
    gc.freeze()  # what is here is no garbage


def _heed(stop: Event) -> None:
    """Nobody waits for results any more."""
    while not stop.is_set():
        time.sleep(0.1)
    interrupt_main()


def _break_off(_number: int, _frame: FrameType | None) -> None:
    if _working and _shared[0][0].is_set():
        raise KeyboardInterrupt


def _follow() -> None:
    """End with the parent: nobody else would ever tell us to."""
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
