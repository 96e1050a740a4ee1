"""Keeps pages and their lock on the disk."""

from __future__ import annotations

from pathlib import Path

from wixgen.fetching.content import digest_of
from wixgen.fetching.lock import BadLockError, Lock, LockedPage, parse_lock
from wixgen.fetching.outcome import Outcome
from wixgen.files import clear_staged, clear_staged_of, write
from wixgen.reading import read_plain


class Store:
    """A folder of pages, and the lock that tells what they are.

    Args:
        folder: The folder of the pages.
        lock: The file of the lock.
    """

    def __init__(self, folder: Path, lock: Path) -> None:
        self.folder = folder
        self.lock = lock

    def read_lock(self, portal: str) -> Lock:
        """Return the lock; an empty one if there is none.

        Raises BadLockError if the file is none; OSError if it can't be read.
        """
        try:
            return parse_lock(read_plain(self.lock).decode())
        except FileNotFoundError:
            return Lock(portal)
        except UnicodeDecodeError:
            raise BadLockError("isn't UTF-8 text") from None

    def kept(self, page: LockedPage) -> str | None:
        """Return the text of a page, None if it isn't there as the lock says."""
        try:
            path = self._inside(page.path)
            text = path.read_bytes().decode() if path.is_file() else None
        except (OSError, UnicodeDecodeError):
            return None
        return text if text is not None and digest_of(text) == page.sha256 else None

    def clear(self) -> None:
        """Remove what a run left behind that was killed while it wrote; call it while no other one writes."""
        clear_staged(self.folder)
        clear_staged_of(self.lock)

    def write_pages(self, outcome: Outcome) -> None:
        """Write what changed, and remove what is gone. Raises OSError.

        Pages that are what they were are not touched. All of it may be done again. What is gone goes first:
        where upper and lower case are the same, a page that moved may have the place of the old one.
        """
        for path in outcome.removed:
            self._inside(path).unlink(missing_ok=True)
        for path, text in sorted(outcome.texts.items()):
            if not self._holds(path, text):
                place = self._inside(path)
                place.parent.mkdir(parents=True, exist_ok=True)
                write(text, place)

    def write_lock(self, lock: Lock) -> None:
        """Write the lock, unless it says this already. Raises OSError."""
        text = lock.render()
        try:  # a checkout may have other line ends
            is_written = read_plain(self.lock).replace(b"\r\n", b"\n") == text.encode()
        except FileNotFoundError:
            is_written = False
        if not is_written:
            self.lock.parent.mkdir(parents=True, exist_ok=True)
            write(text, self.lock)

    def _holds(self, path: str, text: str) -> bool:
        """Return whether a page is there, and says the same below the portal's header."""
        try:
            kept = self._inside(path).read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            return False
        return digest_of(kept) == digest_of(text)

    def _inside(self, path: str) -> Path:
        """Return the place of a page; raise OSError if a link leads out of the folder."""
        place = self.folder / path
        if not place.resolve().is_relative_to(self.folder.resolve()):
            raise OSError(f"{place} is behind a link that leads elsewhere")
        return place
