"""Decides what a fetch means: which pages changed, came or went, and whether to believe it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from wixgen.fetching.answers import MISSING, WORDS, Answer, Result
from wixgen.fetching.crawl import Crawl, Selection
from wixgen.fetching.lock import Lock, LockedPage, by_address
from wixgen.fetching.losses import believed_moves, gone_pages, parents_of

#: So many pages, and so great a share of all, must look lost before a run is not believed.
FEW_LOST = 5
LOST_SHARE = Fraction(1, 10)
#: By so much the share of schema lines that the reader can't read may grow.
UNREAD_GROWTH = Fraction(1, 100)
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
        notes: What there is to say of addresses that were passed over, for people.
    """

    pages: tuple[PageOutcome, ...]
    lock: Lock
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    removed: tuple[str, ...] = ()
    distrust: str = ""
    notes: Mapping[str, str] = field(default_factory=dict[str, str])

    def as_locked(self, lock: Lock) -> Outcome:
        """Return what of it is as a lock says: texts that it knows, and nothing that is removed."""
        known = {page.path: page.sha256 for page in lock.pages.values()}
        made = {page.path: page.sha256 for page in self.lock.pages.values()}
        texts = {
            path: text
            for path, text in self.texts.items()
            if path in known and known[path] == made.get(path)
        }
        return replace(self, texts=texts, removed=())

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
    made = replace(_applied(lock, pages), notes=dict(sorted(crawl.notes.items())))
    distrust = _too_much_lost(pages, confirm=confirm_gone) or (
        "" if accept_format else _unread_growth(lock, made, crawl.shapes)
    )
    if not distrust:
        return made
    noted = _with_suspects(lock, pages, today)
    return Outcome(pages, noted, distrust=distrust, notes=made.notes)


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
        self.known = by_address(lock.pages)
        self.answers, self.moved = believed_moves(crawl, lock.pages)
        self.faults = {
            self._subject(answer): answer.fault
            for answer in self.answers
            if answer.result is Result.FAULTY
        }
        self.gone = gone_pages(
            self.faults, crawl, lock.pages, None if confirm_gone else today
        )
        self.parents = parents_of(crawl.menus, self.gone)

    def pages(self) -> Iterator[PageOutcome]:
        """Yield what became of each page that was asked for, and is wanted."""
        chosen: dict[str, Answer] = {}
        for answer in self.answers:
            address = self._subject(answer)
            if address not in chosen or not answer.passed:
                chosen[address] = answer
        for address, answer in sorted(chosen.items()):
            if self.selection.keeps(address):
                yield self._page(address, answer)

    def _subject(self, answer: Answer) -> str:
        """Return the address of the page that an answer is about: where it is, or was, or should be."""
        if answer.result in {Result.TEXT, Result.SAME}:
            return answer.address
        old = self.known.get(answer.asked)
        return old.url if old else answer.asked

    def _page(self, address: str, answer: Answer) -> PageOutcome:
        match answer.result:
            case Result.FAILED:
                old = self.lock.pages.get(address)
                return PageOutcome(
                    address, State.FAILED, problem=answer.problem, page=old
                )
            case Result.FAULTY:
                return self._lost(address, answer)
            case Result.SAME | Result.TEXT:
                return self._there(address, answer)

    def _there(self, address: str, answer: Answer) -> PageOutcome:
        moved = self.moved.get(address, frozenset())
        replaced = tuple(url for url in sorted(moved) if url in self.lock.pages)
        old = self.lock.pages.get(replaced[0] if replaced else address)
        page = self._entry(address, answer, old)
        moved_from = {*(old.moved_from if old else ()), *moved} - {address}
        page = replace(page, moved_from=tuple(sorted(moved_from)))
        if old is None:
            state = State.NEW
        elif (old.sha256, old.url, old.moved_from) == (
            page.sha256,
            page.url,
            page.moved_from,
        ):
            state = State.UNCHANGED
        else:
            state = State.CHANGED
        return PageOutcome(
            address, state, page=page, text=answer.text or None, replaces=replaced
        )

    def _entry(
        self, address: str, answer: Answer, old: LockedPage | None
    ) -> LockedPage:
        """Return the entry of a page that is there; of one that is what it was, only its place may be new."""
        path = self.selection.portal.path(address)
        above = self.parents.get(address, old.parent if old else "")
        content = self.crawl.contents.get(address)
        if content is None:
            if old is None:
                raise ValueError(f"{address} is unchanged, but was not there")
            return replace(
                old, url=address, path=path, parent=above, suspect="", since=None
            )
        is_same = old is not None and old.sha256 == content.digest
        return LockedPage(
            url=address,
            path=path,
            kind=str(content.kind),
            sha256=content.digest,
            size=content.size,
            seen=old.seen if old and is_same else self.today,
            etag=old.etag if old and is_same else answer.etag,
            last_modified=(
                old.last_modified if old and is_same else answer.last_modified
            ),
            parent=above,
            lines=content.lines,
            unread=sum(content.unread.values()),
        )

    def _lost(self, address: str, answer: Answer) -> PageOutcome:
        old = self.lock.pages.get(address)
        problem = WORDS.get(answer.fault, answer.fault)
        if old is None:
            return PageOutcome(address, State.FAILED, answer.fault, problem)
        if address in self.gone:
            return PageOutcome(address, State.GONE, answer.fault, problem)
        page = _suspected(old, answer.fault, self.today)
        return PageOutcome(address, State.SUSPECT, answer.fault, problem, page)


def _suspected(page: LockedPage, fault: str, today: date) -> LockedPage:
    """Return an entry with the note that it is suspect; of a page that is missing, since it is missing."""
    is_so_since = page.suspect and (page.suspect in MISSING or fault not in MISSING)
    since = page.since if is_so_since and page.since else today
    return replace(page, suspect=fault, since=since)


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


def _unread_growth(lock: Lock, made: Outcome, shapes: Mapping[str, int]) -> str:
    """Return what is told if the reader understands less than it did, else ""; `shapes` are those that are new."""
    before, now = lock.unread_share, made.lock.unread_share
    if not lock.pages or now - before < UNREAD_GROWTH:
        return ""
    told = sorted(shapes.items(), key=lambda shape: (-shape[1], shape[0]))[:SHAPES_TOLD]
    listed = "".join(f"\n  {count} x {shape}" for shape, count in told)
    return (
        f"{float(now):.1%} of schema lines can't be read, {float(before):.1%} the last time; "
        f"most often:{listed}"
    )


def _with_suspects(lock: Lock, pages: tuple[PageOutcome, ...], today: date) -> Lock:
    """Return the old lock with a note on each page that looks lost."""
    entries = dict(lock.pages)
    for outcome in pages:
        old = entries.get(outcome.address)
        if old is not None and outcome.state in {State.SUSPECT, State.GONE}:
            entries[old.url] = _suspected(old, outcome.code, today)
    return Lock(lock.portal, entries)
