"""A process for which the disk fails at one moment: each change of the disk is counted, the n-th one fails.

Python tells of each change before it happens (audit events), so that none has to be known by the name of the function that
makes it. The process is a fork, as audit hooks can't be taken away.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHANGES = {
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.remove",
    "os.chmod",
    "os.link",
    "os.symlink",
    "os.truncate",
}
#: What still works when the disk is full.
FREEING = {"os.rename", "os.rmdir", "os.remove", "os.chmod"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True)
class Ended:
    """How a process ended.

    Attributes:
        code: Its exit code, or minus the signal that killed it.
        changes: How often it changed the disk, or tried to.
        output: All that it printed.
    """

    code: int
    changes: int
    output: str


class Disk:
    """Counts the changes below a folder, and fails from one of them on."""

    def __init__(self, folder: Path, step: int | None, fault: str) -> None:
        self.folder = str(folder.resolve())
        self.step = step
        self.fault = fault
        self.changes = 0
        self.fsync = os.fsync

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        """Take an audit event."""
        if event == "open":
            path, _, flags = given
            if isinstance(flags, int) and flags & WRITING and self._is_below(path):
                self._change("open")
        elif event in CHANGES and self._is_below(given[0]):
            self._change(event)

    def sync(self, opened: int) -> None:
        """Wait for the disk, if it still works: a full one often tells only here."""
        self._change("sync")
        self.fsync(opened)

    def _is_below(self, path: Any) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        return os.path.realpath(os.fsdecode(path)).startswith(self.folder)

    def _change(self, event: str) -> None:
        self.changes += 1
        if self.step is None or self.changes <= self.step:
            return
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "EROFS" or event not in FREEING:
            number = getattr(errno, self.fault)
            raise OSError(number, os.strerror(number))


def run_with_fault(
    work: Callable[[], int], folder: Path, step: int | None, fault: str = "ENOSPC"
) -> Ended:
    """Run `work` in a process of its own, whose disk fails below `folder` after `step` changes.

    `fault` is the name of an error, which stays (the disk is full, or can't be written any more), or `kill`.
    """
    output = folder.with_name(f"{folder.name}.output")
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads don't matter here
        process = os.fork()
    if not process:
        os.close(reader)
        _child(work, Disk(folder, step, fault), output, writer)
    os.close(writer)
    with os.fdopen(reader) as counted:
        changes = counted.read()
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    return Ended(code, int(changes or 0), output.read_text("utf-8", errors="replace"))


def _child(work: Callable[[], int], disk: Disk, output: Path, writer: int) -> None:
    """What the fork does; it never returns."""
    code = 70
    try:
        printed = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        os.fsync = disk.sync
        sys.addaudithook(disk)
        code = work()
    except BaseException as error:
        os.write(2, f"Traceback: {error!r}\n".encode())
    finally:
        disk.step = None
        os.write(writer, str(disk.changes).encode())
        os._exit(code)
