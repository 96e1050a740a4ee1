"""Walks the portal's menus: asks for the roots, for what menus lead to, and for what was there before."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from wixgen.diagnostics import visible
from wixgen.fetching.answers import WORDS, Answer, Result
from wixgen.fetching.content import Content
from wixgen.fetching.judging import Ask, Judge
from wixgen.fetching.lock import LockedPage, by_address
from wixgen.fetching.portal import Portal, is_below

MAX_PAGES = 20_000
MAX_DEPTH = 12  # menus below a root
MAX_TOTAL = 1024**3  # bytes of all pages
#: Wix's own test pages, which stand among the others.
TEST_PAGES = ("*/wix-backoffice", "*/wix-backoffice/*")
AT_ONCE = 4  # pages that are being looked at, so that few texts are in memory


@dataclass(frozen=True)
class Selection:
    """Which pages a run is about.

    Attributes:
        portal: The portal.
        roots: The addresses of pages that are asked for, with all that stands below them.
        only: Patterns of paths; if there are any, a page is kept only if it fits one.
        exclude: Patterns of paths that are not asked for.
        limit: The most pages that are asked for; None for all.
        is_closed: Whether nothing but the roots is asked for.
        finds_menus: Whether the menus are roots, too, in which roots stand that are none.
    """

    portal: Portal
    roots: tuple[str, ...]
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limit: int | None = None
    is_closed: bool = False
    finds_menus: bool = False

    def follows(self, address: str, roots: Collection[str]) -> bool:
        """Return whether a page may be asked for: it is a root, or stands below one and isn't excluded."""
        if address in roots:
            return True
        if self.is_closed or self._fits(address, (*TEST_PAGES, *self.exclude)):
            return False
        return any(above in roots for above in self.portal.above(address))

    def keeps(self, address: str) -> bool:
        """Return whether a page is kept, and counted."""
        return not self.only or self._fits(address, self.only)

    def _fits(self, address: str, patterns: Iterable[str]) -> bool:
        path = self.portal.path(address)
        names = (path, path.removesuffix(".md"))
        return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)


@dataclass
class Crawl:
    """What a walk found.

    Attributes:
        answers: The answers by the address that was asked for; without text where the page is what it was.
        contents: What pages say that are not what they were, by the address at which they are.
        menus: The links of each menu, as far as it can be trusted, by its address.
        shapes: How often lines of a shape that can't be read came in.
        notes: What there is to say of addresses that were passed over, for people.
    """

    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    contents: dict[str, Content] = field(default_factory=dict[str, Content])
    menus: dict[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )
    shapes: Counter[str] = field(default_factory=Counter[str])
    notes: dict[str, str] = field(default_factory=dict[str, str])


class TooMuchError(Exception):
    """There are more pages than a portal can have; the message says what was too much."""


async def crawl(
    selection: Selection,
    known: Mapping[str, LockedPage],
    kept: Callable[[LockedPage], str | None],
    ask: Ask,
    tell: Callable[[int], None] = lambda _count: None,
) -> Crawl:
    """Walk the portal.

    Args:
        selection: The pages that are wanted.
        known: The pages of the last time by address.
        kept: Gives the text of such a page; None if it isn't there as it was.
        ask: Asks for a page.
        tell: Is called with the number of pages that were asked for.

    Raises:
        TooMuchError: The portal has no end.
    """
    walker = _Walker(selection, known, kept, ask, tell)
    await walker.walk(selection.roots)
    if selection.finds_menus:
        await walker.walk(walker.menus_of_roots())
    await walker.walk(filter(walker.follows, known))
    return walker.found


class _Walker:
    """One walk."""

    def __init__(
        self,
        selection: Selection,
        known: Mapping[str, LockedPage],
        kept: Callable[[LockedPage], str | None],
        ask: Ask,
        tell: Callable[[int], None],
    ) -> None:
        self.selection = selection
        self.known = by_address(known)
        self.judge = Judge(selection.portal, kept, ask)
        self.tell = tell
        self.found = Crawl()
        self.roots = {*selection.roots}
        self.seen: set[str] = set()
        # paths as a file system has them that takes upper and lower case for the same
        self._names = {url.casefold(): url for url in sorted(known, reverse=True)}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._bytes = 0

    async def walk(self, begin: Iterable[str]) -> None:
        """Ask for pages, and for those that menus among them lead to."""
        frontier = sorted(filter(self._is_first, {*begin} - self.seen))
        for _ in range(MAX_DEPTH + 1):
            frontier = self._within_limit(frontier)
            if not frontier:
                return
            self.seen |= {*frontier}
            await asyncio.gather(*map(self._visit, frontier))
            links = {link for address in frontier for link in self._links(address)}
            new = filter(self.follows, links - self.seen)
            frontier = [link for link in sorted(new) if self._is_first(link)]
        if frontier:
            raise TooMuchError(f"menus are nested more than {MAX_DEPTH} deep")

    def follows(self, address: str) -> bool:
        """Return whether a page may be asked for."""
        return self.selection.follows(address, self.roots)

    def menus_of_roots(self) -> list[str]:
        """Return the menus above the roots that are there, and are none; they are roots from now on."""
        found: set[str] = set()
        portal = self.selection.portal
        for root in self.selection.roots:
            answer = self.found.answers.get(root)
            above = root.rpartition("/")[0]
            if answer is None or answer.result not in {Result.TEXT, Result.SAME}:
                continue
            if answer.address not in self.found.menus and portal.checked(above):
                found.add(above)
        self.roots |= found
        return sorted(found)

    def _is_first(self, address: str) -> bool:
        """Return whether no other page has this address but for upper and lower case."""
        first = self._names.setdefault(address.casefold(), address)
        if first != address:
            self.found.notes[address] = f"isn't asked for: {WORDS['double']} ({first})"
        return first == address

    def _within_limit(self, frontier: list[str]) -> list[str]:
        if len(self.seen) + len(frontier) > MAX_PAGES:
            raise TooMuchError(f"there are more than {MAX_PAGES:,} pages")
        if self.selection.limit is None:
            return frontier
        return frontier[: max(0, self.selection.limit - len(self.found.answers))]

    def _links(self, asked: str) -> tuple[str, ...]:
        """Return the links of a page that was asked for; if it is a root that moved, they are below a new root."""
        here = self.found.answers[asked].address
        self.seen.add(here)
        if asked in self.roots and not is_below(asked, here):
            self.roots.add(here)
        return self.found.menus.get(here, ())

    async def _visit(self, address: str) -> None:
        async with self._room:
            judged = await self.judge.ask(address, self.known.get(address))
        answer = judged.answer
        if not self._is_first(answer.address):
            answer = replace(answer, result=Result.FAULTY, fault="double", text="")
        self.found.answers[address] = answer
        if judged.content and answer.result is not Result.FAULTY:
            self.found.contents[answer.address] = judged.content
            self._note_odd(answer.address, judged.content.odd_links)
        if judged.links is not None:
            self.found.menus[answer.address] = judged.links
        self.found.shapes.update(judged.shapes)
        self._bytes += len(answer.text)
        if self._bytes > MAX_TOTAL:
            raise TooMuchError("the pages have more than a gigabyte")
        self.tell(len(self.found.answers))

    def _note_odd(self, address: str, links: Iterable[str]) -> None:
        """Note links that look like those of pages, but can't be kept as files."""
        for link in links:
            if self.selection.portal.is_near(link, address):
                self.found.notes[address] = (
                    f"leads to {visible(link)}, a name that no file can have"
                )
