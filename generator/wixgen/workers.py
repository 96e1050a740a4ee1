"""Work that several processes share; its results don't depend on how many there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")

_shared: list[tuple[Callable[..., Any], Any]] = []  # what a worker process works with


def mapped(
    work: Callable[[C, T], R], context: C, tasks: Sequence[T], jobs: int, *, chunk: int
) -> Iterator[R]:
    """`work(context, task)` for every task, in the order of the tasks.

    Args:
        work: A function of a module, since other processes must find it.
        context: What all tasks need; each process gets it once.
        tasks: Small: they are sent to the processes.
        jobs: The number of processes; with one, everything is done here, task by task.
        chunk: How many tasks a process takes at once.
    """
    jobs = min(jobs, len(tasks))
    if jobs <= 1:
        yield from (work(context, task) for task in tasks)
        return
    with ProcessPoolExecutor(
        jobs, initializer=_begin, initargs=(work, context)
    ) as pool:
        yield from pool.map(_do, tasks, chunksize=chunk)


def worthwhile(tasks: int, each: int) -> int:
    """How many processes so many tasks are worth, if a process costs as much as `each` of them."""
    return max(1, min(os.cpu_count() or 1, tasks // each))


def _begin(work: Callable[..., Any], context: Any) -> None:
    _shared[:] = [(work, context)]


def _do(task: Any) -> Any:
    work, context = _shared[0]
    return work(context, task)
