"""Reads files that are files, and never waits for what only looks like one."""

from __future__ import annotations

import errno
import stat
from pathlib import Path


def read_plain(path: Path, *, follow: bool = True) -> bytes:
    """Return the content of a file; with `follow=False`, of none that is a link.

    Raises OSError, also for a pipe, a socket or a device, for which a program could wait for ever.
    """
    mode = path.stat(follow_symlinks=follow).st_mode
    if not stat.S_ISREG(mode):
        number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(number, "this is no plain file", str(path))
    return path.read_bytes()
