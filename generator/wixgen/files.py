"""Writes files as a whole or not at all, also where the power fails."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

#: The end of the names of files that are being written: only wixgen's are called so.
STAGED_SUFFIX = ".wixgen"
_STAGED = re.compile(rf"\..+\.\w{{8}}{re.escape(STAGED_SUFFIX)}")
_SYNCS_AT_ONCE = 16  # the disk takes many together in little more time than one


def write(text: str | Iterable[str], path: Path) -> None:
    """Write a file, given as a whole or in parts, as a whole or not at all. Raises OSError.

    When this returns, the file is on the disk: a power failure leaves the old one or the new one.
    """
    handle, staged = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.name[:50]}.", suffix=STAGED_SUFFIX
    )
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines([text] if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        # a temporary file is for its owner alone; this one gets the usual permissions
        umask = os.umask(0)
        os.umask(umask)
        Path(staged).chmod(0o666 & ~umask)
        os.replace(staged, path)
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise
    sync_folders([path.parent])


def with_line_ends_of(standing: bytes | None, text: str) -> str:
    """Return a text with the line ends of the file that it replaces: CRLF where git checked it out so."""
    return text.replace("\n", "\r\n") if b"\r\n" in (standing or b"") else text


def clear_staged(folder: Path) -> None:
    """Remove what a `write` that was killed left below `folder`; call it while nobody writes there.

    Links are not followed, and files that others named are left alone. What can't be removed stays.
    """
    for above, _, names in os.walk(folder):
        for name in filter(_STAGED.fullmatch, names):
            with suppress(OSError):
                os.unlink(os.path.join(above, name))


def clear_staged_of(path: Path) -> None:
    """Remove what a `write` of this file that was killed left beside it."""
    start = f".{path.name[:50]}."
    with suppress(OSError):
        for name in os.listdir(path.parent):
            if name.startswith(start) and _STAGED.fullmatch(name):
                os.unlink(path.parent / name)


def sync_files(paths: Iterable[Path]) -> None:
    """Wait until the contents of files are on the disk, many at once. Raises OSError."""
    with ThreadPoolExecutor(_SYNCS_AT_ONCE) as pool:
        for _ in pool.map(_sync, paths):
            pass


def sync_folders(folders: Iterable[Path]) -> None:
    """Wait until the names in folders are on the disk, as far as the system can tell."""
    for folder in folders:
        with suppress(OSError):  # of a folder, Windows and some network disks can't
            _sync(folder, os.O_RDONLY)


def _sync(path: Path, flags: int = os.O_RDWR) -> None:
    opened = os.open(path, flags)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
