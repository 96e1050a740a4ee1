"""What an earlier run has seen, where its lock was not kept with the specs.

A workflow begins with the lock of its branch each time. Without what the last run has seen, no change would ever be
seen twice, and what is already proposed would have to wait again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wixgen.fetching.lock import Lock, LockedPage
from wixgen.updating.pages import GONE, NO_TEXT


def with_seen(lock: Lock, earlier: Lock, needed: int) -> Lock:
    """Return a lock that knows what an earlier run has seen; what that run accepted is not accepted, but needn't wait.

    Args:
        lock: The project's lock.
        earlier: The lock as the earlier run left it.
        needed: In how many runs a change must be seen.
    """
    if earlier.portal != lock.portal:
        return lock
    pages = [
        _seen(page, earlier.pages.get(url), needed) for url, page in lock.pages.items()
    ]
    if needed > 1:
        pages += _new(lock, earlier, needed)
    return Lock(lock.portal, {page.url: page for page in pages})


def _seen(page: LockedPage, earlier: LockedPage | None, needed: int) -> LockedPage:
    """Return an entry with what an earlier one of the same page has seen; None: the page was gone."""
    if earlier is None:
        known = replace(page, suspect=page.suspect or "not-found", since=page.seen)
        return _waiting(known, GONE, known, needed)
    if earlier.suspect:
        page = replace(page, suspect=earlier.suspect, since=earlier.since)
    if earlier.waiting:
        return replace(
            page,
            waiting=earlier.waiting,
            seen_times=earlier.seen_times,
            waiting_since=earlier.waiting_since,
        )
    if earlier.sha256 != page.sha256:
        return _waiting(page, earlier.sha256, earlier, needed)
    return page


def _new(lock: Lock, earlier: Lock, needed: int) -> Iterator[LockedPage]:
    """Yield entries of pages that the lock doesn't have: nothing of them is accepted."""
    for url, page in earlier.pages.items():
        if url in lock.pages:
            continue
        if page.sha256 == NO_TEXT:
            yield page
        else:
            nothing = replace(page, sha256=NO_TEXT, etag="", last_modified="")
            yield _waiting(nothing, page.sha256, page, needed)


def _waiting(
    page: LockedPage, digest: str, seen: LockedPage, needed: int
) -> LockedPage:
    """Return an entry whose change has been seen often enough; without a need to wait, as it is."""
    if needed == 1:
        return page
    return replace(
        page, waiting=digest, seen_times=needed, waiting_since=seen.since or seen.seen
    )
