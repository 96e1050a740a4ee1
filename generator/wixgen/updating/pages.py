"""The pages of an update: what each says now, what it said before, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from wixgen.fetching.lock import Lock, LockedPage
from wixgen.fetching.outcome import Outcome, PageOutcome, State
from wixgen.pages.parse.tree import Kind

#: Kinds of pages from which nothing is imported.
_IDLE = {str(kind) for kind in (Kind.MENU, Kind.ARTICLE, Kind.VELO)}
#: Stands for the hash of a page of which no text has been accepted yet.
NO_TEXT = "0" * 64
#: Stands for the hash of a page that is gone.
GONE = "f" * 64


@dataclass(frozen=True)
class PageNow:
    """A page as this run finds it.

    Attributes:
        address: Its address.
        path: The path by which findings name it.
        text: What it says; None if nothing came that can be believed.
        fault: Why nothing came, for people; "" if it came, or if it is gone.
        is_gone: Whether it is gone for certain.
        before: Its entry in the lock.
        after: Its entry in the lock if all goes well; None if it is to have none.
        is_fetched: Whether its text has to be kept anew.
        replaces: The entries of the lock whose place it takes.
    """

    address: str
    path: str
    text: str | None = None
    fault: str = ""
    is_gone: bool = False
    before: LockedPage | None = None
    after: LockedPage | None = None
    is_fetched: bool = False
    replaces: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """Return whether it says something else than what was accepted."""
        return self.is_gone or (self.after is not None and self.digest != self.accepted)

    @property
    def digest(self) -> str:
        """Return the hash of what it says."""
        return self.after.sha256 if self.after and not self.is_gone else GONE

    @property
    def accepted(self) -> str:
        """Return the hash of what was accepted."""
        return self.before.sha256 if self.before else NO_TEXT

    @property
    def documented_before(self) -> bool:
        """Return whether it documented something when it was last accepted."""
        return self.before is not None and self.before.kind not in _IDLE

    @property
    def can_be_imported(self) -> bool:
        """Return whether it says something that an import can read."""
        kind = self.after.kind if self.after else ""
        return self.text is not None and not self.fault and kind not in _IDLE


def fetched_pages(
    outcome: Outcome, lock: Lock, kept: Callable[[LockedPage], str | None], folder: str
) -> list[PageNow]:
    """Return all pages that are known after a fetch, by address.

    Args:
        outcome: What became of those that were asked for.
        lock: What was known before.
        kept: Gives the text of a page that is kept as the lock says.
        folder: The folder of pages, as findings name it.
    """
    found: dict[str, PageNow] = {}
    asked: set[str] = set()
    for page in outcome.pages:
        found[page.address] = _page(page, lock, kept, folder)
        asked |= {page.address, *page.replaces}
    for address, known in lock.pages.items():
        if address not in asked:
            found[address] = PageNow(
                address,
                f"{folder}/{known.path}",
                text=kept(known),
                before=known,
                after=known,
            )
    return [found[address] for address in sorted(found)]


def kept_pages(
    lock: Lock, kept: Callable[[LockedPage], str | None], folder: str
) -> list[PageNow]:
    """Return the pages that are kept; one that isn't there as the lock says is at fault."""
    pages = fetched_pages(Outcome((), lock), lock, kept, folder)
    fault = "isn't kept as the lock says"
    return [
        page if page.text is not None else replace(page, fault=fault) for page in pages
    ]


def _page(
    page: PageOutcome,
    lock: Lock,
    kept: Callable[[LockedPage], str | None],
    folder: str,
) -> PageNow:
    known = [
        lock.pages[url] for url in (page.address, *page.replaces) if url in lock.pages
    ]
    before = known[0] if known else None
    entry = page.page or before
    is_there = page.state in {State.CHANGED, State.NEW, State.UNCHANGED}
    if before is not None and before.sha256 == NO_TEXT and not is_there:
        # it was seen, nothing of it was accepted, and now it is not there: as if it had never been
        return PageNow(page.address, f"{folder}/{before.path}")
    path = entry.path if entry else f"{page.address.rpartition('/docs/')[2]}.md"
    is_gone = page.state is State.GONE
    text = page.text if is_there else None
    if not text and is_there and before is not None and page.state is not State.NEW:
        text = kept(before)
    return PageNow(
        page.address,
        f"{folder}/{path}",
        text=text,
        fault="" if is_there or is_gone else page.problem or "could not be fetched",
        is_gone=is_gone,
        before=before,
        after=_accepted(page.page) if is_there and page.page else page.page,
        is_fetched=is_there and bool(page.text),
        replaces=page.replaces,
    )


def _accepted(entry: LockedPage) -> LockedPage:
    """Return an entry of which nothing waits any more."""
    return replace(entry, waiting="", seen_times=0, waiting_since=None)


def lock_of(
    lock: Lock,
    pages: Iterable[PageNow],
    left: Collection[str],
    waiting: Mapping[str, int],
    today: date,
) -> Lock:
    """Return the lock after an update.

    Args:
        lock: The lock before.
        pages: All pages.
        left: The addresses of pages that stay as they were.
        waiting: In how many runs the change of a page that stays has been seen, if it is waited for.
        today: The day.
    """
    entries = dict(lock.pages)
    accepted = [page for page in pages if page.address not in left]
    for page in accepted:
        for url in (page.address, *page.replaces):
            entries.pop(url, None)
    for page in pages:
        entry = page.after
        if page.address in waiting:
            entry = _waiting(page, waiting[page.address], today)
        elif page.address in left:
            entry = page.after if page.fault else page.before
        if entry is not None:
            entries[entry.url] = entry
    return Lock(lock.portal, entries)


def _waiting(page: PageNow, times: int, today: date) -> LockedPage | None:
    """Return the entry of a page whose change is waited for."""
    base = page.before
    if base is None and page.after is not None:  # nothing of it has been accepted
        base = replace(page.after, sha256=NO_TEXT, etag="", last_modified="")
    if base is None:
        return None
    is_same = base.waiting == page.digest
    since = base.waiting_since if is_same and base.waiting_since else today
    return replace(base, waiting=page.digest, seen_times=times, waiting_since=since)


def accepted_texts(
    pages: Iterable[PageNow], left: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the path below the folder of pages and the text of each page that is to be kept anew."""
    for page in pages:
        if page.address not in left and page.is_fetched and page.after is not None:
            yield page.after.path, page.text or ""
