"""What an earlier run has seen whose changes were not merged: its lock tells, beside the lock of now.

Who proposes changes begins each time from what was merged last. Without this, no change would ever be seen
twice there, and no page be missing for a second day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from wixgen.fetching.lock import Lock, LockedPage
from wixgen.updating.pages import NO_TEXT

#: Why a page is suspect that the earlier run took for gone.
_GONE = "not-found"


def with_seen(lock: Lock, earlier: Lock, needed: int, today: date) -> Lock:
    """Return a lock that knows what an earlier run has seen.

    Args:
        lock: The lock of now.
        earlier: The lock that the earlier run left.
        needed: In how many runs a change must be seen.
        today: The day.
    """
    if lock.portal != earlier.portal:
        return lock
    pages = dict(_known(lock, earlier, needed, today))
    for url, page in earlier.pages.items() if needed > 1 else ():
        if url not in pages and not page.moved_from:  # one that was new then
            pages[url] = _counted(
                replace(page, sha256=NO_TEXT, etag="", last_modified=""), page, needed
            )
    return Lock(lock.portal, pages)


def _known(
    lock: Lock, earlier: Lock, needed: int, today: date
) -> Iterator[tuple[str, LockedPage]]:
    """Yield the pages of a lock with what was seen of them."""
    moved = {old for page in earlier.pages.values() for old in page.moved_from}
    for url, page in lock.pages.items():
        seen = earlier.pages.get(url)
        if seen is not None:
            yield url, _with_suspicion(_counted(page, seen, needed), seen)
        elif url in moved or page.suspect:
            yield url, page
        else:  # the earlier run took it for gone
            yesterday = today - timedelta(days=1)
            yield url, replace(page, suspect=_GONE, since=yesterday)


def _counted(page: LockedPage, seen: LockedPage, needed: int) -> LockedPage:
    """Return an entry with the change that the earlier run has seen; one that it proposed was seen often enough."""
    if seen.sha256 not in {page.sha256, NO_TEXT}:
        return replace(
            page,
            waiting=seen.sha256,
            seen_times=needed,
            waiting_since=seen.seen,
        )
    if seen.waiting and seen.waiting != page.waiting:
        return replace(
            page,
            waiting=seen.waiting,
            seen_times=seen.seen_times,
            waiting_since=seen.waiting_since,
        )
    if seen.waiting:
        return replace(page, seen_times=max(page.seen_times, seen.seen_times))
    return page


def _with_suspicion(page: LockedPage, seen: LockedPage) -> LockedPage:
    """Return an entry that is suspect since the earlier run found it so."""
    if seen.suspect and not page.suspect:
        return replace(page, suspect=seen.suspect, since=seen.since)
    return page
