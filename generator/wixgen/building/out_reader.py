"""Reads the output folder, and refuses to follow links or to wait for what is no file.

Generated files are texts with lines that end in LF. Git for Windows checks them out with CRLF
(`core.autocrlf=true`, its default) and commits them with LF again; so a line end says nothing about a file, and
what is read here has LF wherever the disk has CRLF. A lone CR stays: no checkout makes one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from wixgen.emit.errors import OutputError


class OutReader:
    """Reads plain files in plain folders below `out`; refuses to go through anything else.

    Attributes:
        with_crlf: The paths of those files among them that have CRLF on the disk.
    """

    def __init__(self, out: Path) -> None:
        self.with_crlf: set[str] = set()
        self._out = out
        self._folders: dict[PurePosixPath, bool] = {}

    def read(self, path: str) -> bytes | None:
        """Return the content of the file with LF for CRLF, or None where there is no file."""
        pure = PurePosixPath(path)
        place = self._out / pure
        if not self._is_folder(pure.parent):
            return None
        mode = _mode(place)
        if mode == 0:
            return None
        if not stat.S_ISREG(mode):
            raise _in_the_way(place, mode, "file")
        content = place.read_bytes()
        if b"\r\n" not in content:
            return content
        self.with_crlf.add(path)
        return content.replace(b"\r\n", b"\n")

    def _is_folder(self, folder: PurePosixPath) -> bool:
        """Return whether the folder exists; raise OutputError if a link is on the way to it."""
        if folder not in self._folders:
            is_top = folder == folder.parent
            place = self._out / folder
            mode = 0
            if is_top or self._is_folder(folder.parent):
                mode = _mode(place, follow=is_top)
            if mode and not stat.S_ISDIR(mode):
                raise _in_the_way(place, mode, "folder")
            self._folders[folder] = bool(mode)
        return self._folders[folder]


def _mode(place: Path, *, follow: bool = False) -> int:
    """Return the mode of the file at `place`, as in `st_mode`; 0 if there is none."""
    try:
        return os.stat(place, follow_symlinks=follow).st_mode
    except FileNotFoundError:
        return 0


def _in_the_way(place: Path, mode: int, wanted: str) -> OutputError:
    kinds = {
        stat.S_IFLNK: "symbolic link",
        stat.S_IFDIR: "folder",
        stat.S_IFREG: "file",
    }
    kind = kinds.get(stat.S_IFMT(mode), "special file")
    return OutputError(
        place, f"a {kind} stands where a {wanted} belongs", "move it away"
    )


@contextmanager
def errors_about(out: Path) -> Generator[None]:
    """Turn errors of the disk into an OutputError about the path in question."""
    try:
        yield
    except OSError as error:
        named = error.filename2 or error.filename
        place = Path(str(named)) if named else out
        reason = error.strerror or str(error)
        raise OutputError(place, reason, "fix that and build again") from error
