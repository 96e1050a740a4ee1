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
    pool = ProcessPoolExecutor(count, _context(), _prepare)
    try:
        futures = {pool.submit(_made, part): part for part in largest_first(parts)}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()
    except BaseException:
        _end(pool)
        raise
    pool.shutdown()


def _context() -> BaseContext:
    """Forking is safe while we have one thread; elsewhere the platform knows what is."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


def _prepare() -> None:
    """In a new process: Ctrl-C is the parent's matter, its death ours; what is here is no garbage."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()
    gc.freeze()
    gc.disable()  # a third of the time; `_made` collects between parts


def _made(part: Part) -> Made:
    made = make(part)
    gc.collect()
    return made


def _follow() -> None:
    """End with the parent: nobody else would ever tell us to."""
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _end(pool: ProcessPoolExecutor) -> None:
    """Don't wait for what nobody wants any more."""
    processes = list(
        (pool._processes or {}).values()
    )  # pyright: ignore[reportPrivateUsage]
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
