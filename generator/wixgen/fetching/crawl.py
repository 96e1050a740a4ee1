"""Walks the portal's menus: asks for the roots, for what menus lead to, and for what was there before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Protocol

from wixgen.fetching.answers import Answer, Result
from wixgen.fetching.content import SCHEMA_KINDS, Content, is_cut_short, read_content
from wixgen.fetching.lock import LockedPage
from wixgen.fetching.portal import Portal, is_below
from wixgen.pages.parse.tree import Kind

MAX_PAGES = 20_000
MAX_DEPTH = 12  # menus below a root
MAX_TOTAL = 1024**3  # bytes of all pages
#: Wix's own test pages, which stand among the others.
TEST_PAGES = ("api-reference/wix-backoffice", "api-reference/wix-backoffice/*")


class Ask(Protocol):
    """Asks for a page; `PortalClient.page` is one."""

    def __call__(
        self, address: str, *, known: Mapping[str, str], with_schema: bool = False
    ) -> Awaitable[Answer]:
        """Return the answer."""
        ...


@dataclass(frozen=True)
class Selection:
    """Which pages a run is about.

    Attributes:
        portal: The portal.
        roots: The addresses of pages that are asked for, with all that stands below them.
        only: Patterns of paths; if there are any, a page is kept only if it fits one.
        exclude: Patterns of paths that are not asked for.
        limit: The most pages that are asked for; None for all.
    """

    portal: Portal
    roots: tuple[str, ...]
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limit: int | None = None

    def follows(self, address: str) -> bool:
        """Return whether a page may be asked for."""
        if address in self.roots:
            return True
        below = any(is_below(address, root) for root in self.roots)
        return below and not self._fits(address, (*TEST_PAGES, *self.exclude))

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
        answers: The answers by the address that was asked for.
        contents: What the pages say, by the address at which they are.
        menus: The links of each menu, as far as it can be trusted, by its address.
        is_whole: Whether all was asked for: no limit was reached.
    """

    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    contents: dict[str, Content] = field(default_factory=dict[str, Content])
    menus: dict[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )
    is_whole: bool = True


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
    seen = walker.seen
    rest = sorted(url for url in known if url not in seen and selection.follows(url))
    await walker.walk(rest)
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
        self.known = known
        self.kept = kept
        self.ask = ask
        self.tell = tell
        self.found = Crawl()
        self.seen: set[str] = set()
        self._bytes = 0

    async def walk(self, begin: Iterable[str]) -> None:
        """Ask for pages, and for those that menus among them lead to."""
        frontier = sorted({*begin} - self.seen)
        for _ in range(MAX_DEPTH + 1):
            frontier = self._within_limit(frontier)
            if not frontier:
                return
            self.seen |= {*frontier}
            await asyncio.gather(*map(self._visit, frontier))
            links = {
                link
                for address in frontier
                for link in self._links(self.found.answers[address])
            }
            frontier = sorted(filter(self.selection.follows, links - self.seen))
        if frontier:
            raise TooMuchError(f"menus are nested more than {MAX_DEPTH} deep")

    def _within_limit(self, frontier: list[str]) -> list[str]:
        if len(self.seen) + len(frontier) > MAX_PAGES:
            raise TooMuchError(f"there are more than {MAX_PAGES:,} pages")
        if self.selection.limit is None:
            return frontier
        room = max(0, self.selection.limit - len(self.seen))
        self.found.is_whole &= len(frontier) <= room
        return frontier[:room]

    def _links(self, answer: Answer) -> tuple[str, ...]:
        self.seen.add(answer.address)
        return self.found.menus.get(answer.address, ())

    async def _visit(self, address: str) -> None:
        page = self.known.get(address)
        before = self.kept(page) if page else None
        validators = _conditions(page) if page and before is not None else {}
        answer = await self.ask(address, known=validators)
        if answer.result is Result.SAME and before is not None:
            answer = replace(answer, text=before)
        if answer.text and not (page and answer.result is Result.SAME):
            answer = await self._judged(answer, page, before)
        self.found.answers[address] = answer
        self._take(answer, before)
        self._bytes += len(answer.text)
        if self._bytes > MAX_TOTAL:
            raise TooMuchError("the pages have more than a gigabyte")
        self.tell(len(self.found.answers))

    async def _judged(
        self, answer: Answer, page: LockedPage | None, before: str | None
    ) -> Answer:
        """Return the answer, asked again for a schema that is missing; faulty if it can't be the page."""
        content = read_content(answer.text, answer.address, self.selection.portal)
        if content.fault:
            return _faulty(answer, content.fault)
        had_schema = page is not None and page.kind in SCHEMA_KINDS
        lacks = content.kind is Kind.WITHOUT_SCHEMA or (
            had_schema and not content.has_schema
        )
        if lacks:
            again = await self.ask(answer.address, known={}, with_schema=True)
            if again.result is Result.FAILED:
                return replace(again, asked=answer.asked)
            second = read_content(again.text, answer.address, self.selection.portal)
            if second.has_schema and not second.fault:
                answer = replace(answer, text=again.text)
            elif had_schema:
                return _faulty(answer, "schema-missing")
        if before is not None and is_cut_short(answer.text, before):
            return _faulty(answer, "cut-short")
        return answer

    def _take(self, answer: Answer, before: str | None) -> None:
        """Note what a page says; a menu that can't be trusted leads to where it led before."""
        address, portal = answer.address, self.selection.portal
        if answer.result in {Result.TEXT, Result.SAME}:
            content = read_content(answer.text, address, portal)
            self.found.contents[address] = content
            self.found.menus[address] = content.links
        elif before is not None:
            self.found.menus[address] = read_content(before, address, portal).links


def _faulty(answer: Answer, fault: str) -> Answer:
    return replace(answer, result=Result.FAULTY, fault=fault, text="")


def _conditions(page: LockedPage) -> dict[str, str]:
    """Return the headers by which the portal can say that a page is what it was."""
    known = {"if-none-match": page.etag, "if-modified-since": page.last_modified}
    return {name: value for name, value in known.items() if value}
