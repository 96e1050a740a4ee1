"""Decides what a fetch means: which pages changed, came or went, and whether to believe it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from wixgen.fetching.answers import MISSING, WORDS, Answer, Result
from wixgen.fetching.crawl import Crawl, Selection
from wixgen.fetching.lock import Lock, LockedPage
from wixgen.fetching.portal import is_below

#: So many pages, and so great a share of all, must look lost before a run is not believed.
FEW_LOST = 5
LOST_SHARE = 0.1
#: By so much the share of schema lines that the reader can't read may grow.
UNREAD_GROWTH = 0.01
SHAPES_TOLD = 3


class State(StrEnum):
    """What became of a page."""

    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    UNCHANGED = "unchanged"
    SUSPECT = "suspect"
    FAILED = "failed"


@dataclass(frozen=True)
class PageOutcome:
    """What became of one page.

    Attributes:
        address: Its address.
        state: What became of it.
        code: Why it is suspect, as a code.
        problem: What is wrong, for people.
        page: Its entry in the new lock; None if it has none.
        text: Its text, if that is to be written.
        replaces: The entries of the old lock whose place it takes, because it moved.
    """

    address: str
    state: State
    code: str = ""
    problem: str = ""
    page: LockedPage | None = None
    text: str | None = None
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a fetch means.

    Attributes:
        pages: The pages, by address.
        lock: The new lock.
        texts: The texts to write, by path.
        removed: The paths of pages that are no longer kept.
        distrust: Why nothing of it is believed, for people; "" if it is.
    """

    pages: tuple[PageOutcome, ...]
    lock: Lock
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    removed: tuple[str, ...] = ()
    distrust: str = ""

    def count(self, state: State) -> int:
        """Return the number of pages in a state."""
        return sum(page.state is state for page in self.pages)

    @property
    def is_changed(self) -> bool:
        """Return whether any page changed, came or went."""
        states = {State.CHANGED, State.NEW, State.GONE}
        return any(page.state in states for page in self.pages)

    def summary(self) -> str:
        """Return the line that ends a fetch."""
        return summary({state: self.count(state) for state in State})


def summary(counts: Mapping[State, int]) -> str:
    """Return the line that ends a fetch, given the number of pages in each state."""
    told = ", ".join(f"{counts.get(state, 0)} {state}" for state in State)
    return f"{sum(counts.values())} pages: {told}"


def decide(
    selection: Selection,
    crawl: Crawl,
    lock: Lock,
    today: date,
    *,
    confirm_gone: bool = False,
    accept_format: bool = False,
) -> Outcome:
    """Decide what became of each page, and whether to believe it.

    Args:
        selection: The pages that the run is about.
        crawl: What was found.
        lock: What was known before.
        today: The day.
        confirm_gone: Whether pages that are missing are believed to be gone.
        accept_format: Whether lines that the reader can't read are accepted.
    """
    decider = _Decider(selection, crawl, lock, today, confirm_gone=confirm_gone)
    pages = tuple(sorted(decider.pages(), key=lambda page: page.address))
    made = _applied(lock, pages)
    distrust = _too_much_lost(pages, confirm=confirm_gone) or (
        "" if accept_format else _unread_growth(lock, made, crawl)
    )
    if not distrust:
        return made
    return Outcome(pages, _with_suspects(lock, pages, today), distrust=distrust)


class _Decider:
    def __init__(
        self,
        selection: Selection,
        crawl: Crawl,
        lock: Lock,
        today: date,
        *,
        confirm_gone: bool,
    ) -> None:
        self.selection = selection
        self.crawl = crawl
        self.lock = lock
        self.today = today
        self.confirm_gone = confirm_gone
        self.parents = _parents(crawl.menus)

    def pages(self) -> Iterator[PageOutcome]:
        """Yield what became of each page that was asked for, and is wanted."""
        moved: dict[str, set[str]] = {}
        chosen: dict[str, Answer] = {}
        for asked in sorted(self.crawl.answers):
            answer = self.crawl.answers[asked]
            moved.setdefault(answer.address, set()).update(answer.passed)
            before = chosen.get(answer.address)
            if before is None or not answer.passed:
                chosen[answer.address] = answer
        for address, answer in sorted(chosen.items()):
            if self.selection.keeps(address):
                yield self._page(address, answer, moved[address])

    def _page(self, address: str, answer: Answer, moved: set[str]) -> PageOutcome:
        replaced = tuple(url for url in sorted(moved) if url in self.lock.pages)
        old = self.lock.pages.get(address)
        if old is None and replaced:
            old = self.lock.pages[replaced[0]]
        match answer.result:
            case Result.FAILED:
                return PageOutcome(
                    address, State.FAILED, problem=answer.problem, page=old
                )
            case Result.FAULTY:
                return self._lost(address, answer, old)
            case Result.SAME | Result.TEXT:
                return self._there(address, answer, old, moved, replaced)

    def _there(
        self,
        address: str,
        answer: Answer,
        old: LockedPage | None,
        moved: set[str],
        replaced: tuple[str, ...],
    ) -> PageOutcome:
        content = self.crawl.contents[address]
        is_same = old is not None and old.sha256 == content.digest
        parent = self.parents.get(address, old.parent if old else "")
        page = LockedPage(
            url=address,
            path=self.selection.portal.path(address),
            kind=str(content.kind),
            sha256=content.digest,
            size=content.size,
            seen=old.seen if old and is_same else self.today,
            etag=old.etag if old and is_same else answer.etag,
            last_modified=(
                old.last_modified if old and is_same else answer.last_modified
            ),
            parent="" if address in self.selection.roots else parent,
            lines=content.lines,
            unread=sum(content.unread.values()),
            moved_from=tuple(sorted({*(old.moved_from if old else ()), *moved})),
        )
        if old is None:
            state = State.NEW
        elif is_same and old.url == address and page.moved_from == old.moved_from:
            state = State.UNCHANGED
        else:
            state = State.CHANGED
        return PageOutcome(
            address, state, page=page, text=answer.text, replaces=replaced
        )

    def _lost(
        self, address: str, answer: Answer, old: LockedPage | None
    ) -> PageOutcome:
        problem = WORDS.get(answer.fault, answer.fault)
        if old is None:
            return PageOutcome(address, State.FAILED, answer.fault, problem)
        since = old.since if old.suspect and old.since else self.today
        is_missing = answer.fault in MISSING and address not in self.parents
        is_old = bool(old.suspect) and since < self.today
        if is_missing and (self.confirm_gone or is_old):
            return PageOutcome(address, State.GONE, answer.fault, problem)
        page = replace(old, suspect=answer.fault, since=since)
        return PageOutcome(address, State.SUSPECT, answer.fault, problem, page)


def _parents(menus: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the menu that leads to each page: the nearest above it, whatever the order of the walk."""
    found: dict[str, str] = {}
    for menu, links in sorted(menus.items()):
        for link in links:
            if is_below(menu, link):
                continue  # the headings of a menu name those above it
            known = found.get(link)
            if known is None or _nearness(menu, link) > _nearness(known, link):
                found[link] = menu
    return found


def _nearness(menu: str, page: str) -> tuple[bool, int]:
    return is_below(page, menu), len(menu)


def _applied(lock: Lock, pages: tuple[PageOutcome, ...]) -> Outcome:
    """Return the outcome if all of it is believed."""
    entries = dict(lock.pages)
    texts: dict[str, str] = {}
    for outcome in pages:
        for url in (outcome.address, *outcome.replaces):
            entries.pop(url, None)
    for outcome in pages:
        if outcome.page is not None:
            entries[outcome.page.url] = outcome.page
            if outcome.text is not None:
                texts[outcome.page.path] = outcome.text
    kept = {page.path for page in entries.values()}
    removed = [page.path for page in lock.pages.values() if page.path not in kept]
    return Outcome(pages, Lock(lock.portal, entries), texts, tuple(sorted(removed)))


def _too_much_lost(pages: tuple[PageOutcome, ...], *, confirm: bool) -> str:
    lost = sum(page.state in {State.SUSPECT, State.GONE} for page in pages)
    if confirm or lost < FEW_LOST or lost <= len(pages) * LOST_SHARE:
        return ""
    return f"{lost} of {len(pages)} pages look lost"


def _unread_growth(lock: Lock, made: Outcome, crawl: Crawl) -> str:
    """Return what is told if the reader understands less than it did, else ""."""
    before, now = lock.unread_share, made.lock.unread_share
    if not lock.pages or now - before <= UNREAD_GROWTH:
        return ""
    shapes = Counter[str]()
    for content in crawl.contents.values():
        shapes.update(content.unread)
    told = sorted(shapes.items(), key=lambda shape: (-shape[1], shape[0]))[:SHAPES_TOLD]
    listed = "".join(f"\n  {count} x {shape}" for shape, count in told)
    return (
        f"{now:.1%} of schema lines can't be read, {before:.1%} the last time; "
        f"most often:{listed}"
    )


def _with_suspects(lock: Lock, pages: tuple[PageOutcome, ...], today: date) -> Lock:
    """Return the old lock with a note on each page that looks lost."""
    entries = dict(lock.pages)
    for outcome in pages:
        old = entries.get(outcome.address)
        if old is not None and outcome.state in {State.SUSPECT, State.GONE}:
            since = old.since if old.suspect and old.since else today
            entries[old.url] = replace(old, suspect=outcome.code, since=since)
    return Lock(lock.portal, entries)
