"""Parts to processes: as many as the work is worth, none left behind."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing.context import BaseContext
from multiprocessing.synchronize import Event

from wixgen.building.parts import Made, Part, largest_first, make

BYTES_PER_JOB = 150_000  # of specs: takes longer than starting a process


def made_parts(parts: list[Part], jobs: int) -> Iterator[tuple[Part, Made]]:
    """Make all parts, in any order; `jobs` processes, 0 for as many as there is work for."""
    size = sum(one.size for one in parts)
    wanted = jobs or min(os.cpu_count() or 1, size // BYTES_PER_JOB)
    count = min(wanted, len(parts))
    if count < 2:
        for part in parts:
            yield part, make(part)
        return
    context = _context()
    stop = context.Event()
    pool = ProcessPoolExecutor(count, context, _prepare, (stop,))
    try:
        futures = {pool.submit(_made, part): part for part in largest_first(parts)}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()
    finally:
        # whoever is interrupted waits for the parts in work, no longer: a process that is ended
        # while it hands over a result would leave the pool waiting for the rest of it
        stop.set()
        pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """Forking is safe while we have one thread; elsewhere the platform knows what is."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


_stop: Event | None = None


def _prepare(stop: Event) -> None:
    """In a new process: Ctrl-C is the parent's matter, its death ours; what is here is no garbage."""
    global _stop  # noqa: PLW0603  # the process has no other purpose
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()
    gc.freeze()
    gc.disable()  # a third of the time; `_made` collects between parts


def _made(part: Part) -> Made:
    if _stop and _stop.is_set():
        raise InterruptedError
    made = make(part)
    gc.collect()
    return made


def _follow() -> None:
    """End with the parent: nobody else would ever tell us to."""
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)
