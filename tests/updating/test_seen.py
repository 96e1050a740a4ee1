"""`update --seen`: a workflow begins anew each time, and goes on counting all the same."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from updating.conftest import Workplace
from wixgen.fetching.lock import Lock, LockedPage
from wixgen.updating.pages import GONE, NO_TEXT
from wixgen.updating.seen import with_seen

PORTAL = "https://dev.wix.com/docs"
DAY, LATER = date(2026, 1, 1), date(2026, 2, 1)
PAGE = LockedPage(f"{PORTAL}/a", "a.md", "method", "a" * 64, 9, DAY, etag='"1"')
OTHER = "b" * 64


def seen(now: LockedPage | None, earlier: LockedPage | None, needed: int = 2) -> object:
    """The entry of a lock that has one page at most, after an earlier run has seen another."""
    locks = [Lock(PORTAL, {page.url: page} if page else {}) for page in (now, earlier)]
    found = with_seen(*locks, needed).pages
    assert len(found) < 2
    return next(iter(found.values()), None)


def test_a_change_is_seen_twice_and_stays_proposed(
    workplace: Workplace, tmp_path: Path
) -> None:
    """Each run has a new checkout without pages: the second believes the change, and the third needn't wait again."""
    workplace.settle(2)
    shutil.rmtree(workplace.folder / "pages")
    state, kept = tmp_path / "state", tmp_path / "kept.lock"
    schemas = workplace.folder / "schemas"
    shutil.copytree(schemas, state)
    spec, specs = workplace.spec("things"), list[bool]()
    shutil.rmtree(workplace.folder / "generated")
    workplace.things.size = 5
    for _ in range(3):
        shutil.copytree(state, schemas, dirs_exist_ok=True)
        result = workplace.update(*(["--seen", str(kept)] if specs else []))
        assert 0 == result.exit_code, result.output
        shutil.copy(schemas / "pages.lock", kept)
        shutil.rmtree(workplace.folder / "generated")
        specs.append(spec == workplace.spec("things"))

    assert [True, False, False] == specs


def test_what_waits_goes_on_waiting() -> None:
    """What has been seen, and how often, is taken over, and so is what is not trusted."""
    waits = replace(PAGE, waiting=OTHER, seen_times=1, waiting_since=LATER)
    suspect = replace(PAGE, suspect="soft-404", since=LATER)

    assert (waits, suspect) == (seen(PAGE, waits), seen(PAGE, suspect))


def test_what_was_accepted_has_been_seen_often_enough() -> None:
    """A page of which the earlier run has accepted another text needn't wait for that text."""
    earlier = replace(PAGE, sha256=OTHER, seen=LATER, etag='"2"')
    expected = replace(PAGE, waiting=OTHER, seen_times=2, waiting_since=LATER)

    assert (expected, PAGE) == (seen(PAGE, earlier), seen(PAGE, earlier, needed=1))


def test_a_page_that_was_gone_is_missed_for_long() -> None:
    """A run that finds it missing believes it at once."""
    missed = replace(PAGE, suspect="not-found", since=DAY)
    expected = replace(missed, waiting=GONE, seen_times=2, waiting_since=DAY)

    assert (expected, missed) == (seen(PAGE, None), seen(PAGE, None, needed=1))


def test_a_page_that_was_new_has_been_seen() -> None:
    """Nothing of it is accepted, and it needn't wait; where nothing waits, it is just new again."""
    waits = replace(PAGE, sha256=NO_TEXT, waiting=OTHER, seen_times=1, etag="")
    expected = replace(
        PAGE,
        sha256=NO_TEXT,
        etag="",
        waiting=PAGE.sha256,
        seen_times=2,
        waiting_since=DAY,
    )

    assert (expected, None) == (seen(None, PAGE), seen(None, PAGE, needed=1))
    assert waits == seen(None, waits)


def test_what_is_the_same_stays() -> None:
    """A page that the earlier run has found as it was is as it was; another portal tells nothing."""
    other = Lock("https://example.com/docs", {})
    lock = Lock(PORTAL, {PAGE.url: PAGE})

    assert PAGE == seen(PAGE, replace(PAGE, etag='"2"'))
    assert lock is with_seen(lock, other, 2)


def test_a_lock_that_cannot_be_read(workplace: Workplace, tmp_path: Path) -> None:
    """One of another version stops nothing, and is told of; a file that isn't there is an error."""
    other = tmp_path / "other.lock"
    other.write_text("version = 99\n", encoding="utf-8")
    told = workplace.update("--seen", str(other), "--check")
    missing = workplace.update("--seen", str(tmp_path / "nowhere"))

    assert (0, 2) == (told.exit_code, missing.exit_code)
    assert "what it has seen doesn't count" in told.stderr
