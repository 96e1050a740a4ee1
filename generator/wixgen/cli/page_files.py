"""What an import reads: the texts of pages, the specs that are there, and facts that no page prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import typer

from wixgen.catalogue.catalogue import Catalogue
from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.messages import with_display_paths
from wixgen.cli.options import Format, fail, print_findings
from wixgen.diagnostics import Diagnostics, Place
from wixgen.fetching.content import digest_of
from wixgen.fetching.lock import LOCK_NAME, BadLockError, Lock, parse_lock
from wixgen.pages.parse.lines import MAX_BYTES
from wixgen.pages.transcribe.event_types import EventTypes, read_event_types
from wixgen.project import read_files, spec_paths
from wixgen.reading import read_plain


class PageTexts(Mapping[str, str]):
    """The texts of pages by the path that was given.

    A file is read again each time it is asked for, so that all of Wix's pages need no memory. A pipe can be
    read only once: its text is kept.
    """

    def __init__(self) -> None:
        self._kept: dict[str, str | None] = {}

    def add(self, path: Path, text: str) -> None:
        """Add the text of a page."""
        self._kept[str(path)] = None if path.is_file() else text

    def __getitem__(self, path: str) -> str:
        kept = self._kept[path]
        if (
            kept is None
        ):  # "replace", since somebody may have changed the file meanwhile
            kept = Path(path).read_bytes().decode("utf-8-sig", "replace")
        return kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def read_pages(
    pages: list[Path], report: Diagnostics, lock: Lock | None = None
) -> PageTexts:
    """Read the pages that were given; folders are searched for *.md.

    With a lock, a page that isn't what it says is reported and left out.
    """
    texts = PageTexts()
    for given in pages:
        if not given.exists():
            fail(f"{given}: there is no such file or folder", "", BAD_INPUT)
        for path in _files_below(given):
            text = _text(path, report, may_wait=path == given)
            if text is not None and (
                lock is None or _is_locked(path, text, lock, report)
            ):
                texts.add(path, text)
    if not texts and not report.has_errors:
        named = ", ".join(map(str, pages))
        fail(f"{named}: there are no pages", "pages are *.md files", BAD_INPUT)
    return texts


def lock_or_fail(schemas: Path) -> Lock:
    """Return the lock of the pages that belong to specs; end the program if there is none."""
    place = schemas / LOCK_NAME
    try:
        return parse_lock(read_plain(place).decode())
    except FileNotFoundError:
        fail(f"{place}: there is no such file", "`wixgen fetch` writes it", BAD_INPUT)
    except (OSError, UnicodeDecodeError, BadLockError) as error:
        fail(f"{place}: {error}", "restore it from version control", BAD_INPUT)


def _is_locked(path: Path, text: str, lock: Lock, report: Diagnostics) -> bool:
    """Return whether a page is what the lock says; report it if it isn't."""
    file = path.absolute().as_posix()
    pages = [page for page in lock.pages.values() if file.endswith(f"/{page.path}")]
    # of paths that end alike, the longest is meant
    known = max(pages, key=lambda page: len(page.path), default=None)
    if known is not None and known.sha256 == digest_of(text):
        return True
    problem = "isn't in the lock" if known is None else "isn't what the lock says"
    help = "fetch it with `wixgen fetch`, or import without --lock"
    report.error(Place(str(path), 1, 1), "not-locked", f"the page {problem}", help=help)
    return False


def _files_below(given: Path) -> list[Path]:
    if not given.is_dir():
        return [given]
    return [path for path in sorted(given.rglob("*.md")) if not path.is_dir()]


def _text(path: Path, report: Diagnostics, *, may_wait: bool) -> str | None:
    """Return the text of a page, None if it can't be read; a pipe may be waited for if the user named it."""
    place = Place(str(path), 1, 1)
    try:
        data = path.read_bytes() if may_wait else read_plain(path)
    except OSError as error:
        report.error(place, "unreadable", f"can't be read: {error.strerror}")
        return None
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; {MAX_BYTES:,} are allowed"
        report.error(place, "too-big", message)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = "pages must be UTF-8; this byte is not"
        report.error(Place(str(path), line, column), "encoding", message)
        return None


def facts_and_specs(
    facts: Path | None, catalogue: Catalogue, schemas: Path, format: Format
) -> tuple[EventTypes, dict[str, bytes]]:
    """Return what is known before the pages are read; end the program if a file of it can't be read.

    A spec that can't be read must not be taken for one that isn't there.
    """
    specs = specs_or_fail(schemas, format)
    report = Diagnostics()
    event_types = {key: {**known} for key, known in catalogue.event_types.items()}
    if facts is not None:
        for resource, handlers in read_facts(facts, report).items():
            event_types.setdefault(resource, {}).update(handlers)
    if findings := list(report):
        print_findings(findings, format, to_stdout=False, quiet=False)
        raise typer.Exit(BAD_INPUT)
    return event_types, specs


def read_facts(path: Path, report: Diagnostics) -> EventTypes:
    """Return the event types that a file states; what is wrong with it goes to `report`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"can't be read: {error.strerror}"
        report.error(Place(str(path)), "unreadable", message)
        return {}
    return read_event_types(str(path), data, report)


def specs_or_fail(schemas: Path, format: Format) -> dict[str, bytes]:
    """Return the specs; end the program if one of them can't be read."""
    report = Diagnostics()
    specs = read_files(spec_paths(schemas) if schemas.is_dir() else [], schemas, report)
    if findings := with_display_paths(report, schemas):
        print_findings(findings, format, to_stdout=False, quiet=False)
        raise typer.Exit(BAD_INPUT)
    return specs
