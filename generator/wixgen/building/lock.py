"""Lets only one process at a time write to a folder: builds to theirs, whatever changes specs to that of the specs.

The lock is the operating system's, on the folder itself: no file is left behind, and a process that is
killed has it no longer.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":  # which can't lock folders
    from filelock import FileLock, Timeout
else:
    import fcntl

_NAME = ".wixgen-lock"  # of the file that Windows locks instead


@contextmanager
def locked(folder: Path, waiting: Callable[[], None]) -> Generator[None]:
    """Hold the lock of `folder`; call `waiting` first if another process holds it.

    The folder is made if there is none, and removed again if it is still empty afterwards.

    Raises OSError where the folder can't be made or opened.
    """
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _held(folder, waiting):
            yield
    finally:
        if is_new and not any(folder.iterdir()):
            folder.rmdir()


@contextmanager
def _held(folder: Path, waiting: Callable[[], None]) -> Generator[None]:
    if sys.platform == "win32":
        guard = FileLock(folder / _NAME)
        try:
            guard.acquire(timeout=0)
        except Timeout:
            waiting()
            guard.acquire()
        try:
            yield
        finally:
            guard.release()
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)
