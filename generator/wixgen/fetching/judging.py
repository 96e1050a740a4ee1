"""Asks for one page, and judges whether what came can be it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from wixgen.fetching.answers import Answer, Result
from wixgen.fetching.content import (
    SCHEMA_KINDS,
    Content,
    digest_of,
    is_cut_short,
    read_content,
)
from wixgen.fetching.lock import LockedPage
from wixgen.fetching.portal import Portal
from wixgen.pages.parse.tree import Kind


class Ask(Protocol):
    """Asks for a page; `PortalClient.page` is one."""

    def __call__(
        self, address: str, *, known: Mapping[str, str], with_schema: bool = False
    ) -> Awaitable[Answer]:
        """Return the answer."""
        ...


@dataclass(frozen=True)
class Judged:
    """What came for a page.

    Attributes:
        answer: The answer: SAME without text if the page is what it was and is kept.
        content: What the page says, if that isn't what it said.
        links: The links of a menu, those of the last time if what came isn't trusted; None of another page.
        shapes: The shapes of lines that can't be read and were not there the last time.
    """

    answer: Answer
    content: Content | None = None
    links: tuple[str, ...] | None = None
    shapes: Mapping[str, int] = field(default_factory=Counter[str])


class Judge:
    """Asks for pages and judges what comes.

    Args:
        portal: The portal.
        kept: Gives the text of a page as it was the last time; None if it isn't there.
        ask: Asks the portal.
    """

    def __init__(
        self, portal: Portal, kept: Callable[[LockedPage], str | None], ask: Ask
    ) -> None:
        self.portal = portal
        self.kept = kept
        self._ask = ask

    async def ask(self, address: str, page: LockedPage | None) -> Judged:
        """Ask for a page, which is the `page` of the last time if there was one."""
        before = self.kept(page) if page else None
        answer = await self._answer(address, page, before)
        if answer.result is Result.TEXT:
            if page and digest_of(answer.text) == page.sha256:
                return self._same(answer, page, before)
            judged = await self._judged(answer, page, before)
            if judged.answer.result in {Result.TEXT, Result.SAME}:
                return judged
            answer = judged.answer
        elif answer.result is Result.SAME and page and before is not None:
            return self._same(answer, page, before)
        if page is None or before is None or page.kind != Kind.MENU:
            return Judged(answer)
        # a menu that can't be trusted leads to where it led before
        return Judged(answer, links=read_content(before, page.url, self.portal).links)

    async def _answer(
        self, address: str, page: LockedPage | None, before: str | None
    ) -> Answer:
        """Return what the portal answers; SAME only if that is said of the text that is kept."""
        known = _conditions(page) if page and before is not None else {}
        answer = await self._ask(address, known=known)
        if answer.result is not Result.SAME or (page and _is_of(answer, page, known)):
            return answer
        answer = await self._ask(address, known={})
        if answer.result is not Result.SAME:
            return answer
        problem = "is unchanged, says the portal, though nothing is known of it"
        return replace(answer, result=Result.FAILED, problem=problem)

    def _same(self, answer: Answer, page: LockedPage, before: str | None) -> Judged:
        """Return what there is to tell of a page that is what it was: its text only if that isn't kept there."""
        text = answer.text or before or ""
        is_kept = before is not None and page.url == answer.address
        same = replace(answer, result=Result.SAME, text="" if is_kept else text)
        if page.kind in SCHEMA_KINDS:  # the lock knows what the reader made of it
            return Judged(same)
        content = read_content(text, answer.address, self.portal)
        return Judged(same, content, _links(content))

    async def _judged(
        self, answer: Answer, page: LockedPage | None, before: str | None
    ) -> Judged:
        """Judge a text that is new: asked for again if a schema is missing, faulty if it can't be the page."""
        content = read_content(answer.text, answer.address, self.portal)
        had_schema = page is not None and page.kind in SCHEMA_KINDS
        lacks = content.kind is Kind.WITHOUT_SCHEMA or (
            had_schema and not content.has_schema
        )
        if lacks and not content.fault:
            again = await self._ask(answer.address, known={}, with_schema=True)
            if again.result is Result.FAILED:
                return Judged(replace(again, asked=answer.asked))
            second = read_content(again.text, answer.address, self.portal)
            if second.has_schema and not second.fault:
                content, answer = second, replace(answer, text=again.text)
            elif had_schema:
                return Judged(_faulty(answer, "schema-missing"))
        if content.fault:
            return Judged(_faulty(answer, content.fault))
        if page and digest_of(answer.text) == page.sha256:
            return self._same(answer, page, before)
        if before is not None and is_cut_short(answer.text, before):
            return Judged(_faulty(answer, "cut-short"))
        shapes = Counter(content.unread)
        if page and before is not None:
            shapes -= Counter(read_content(before, page.url, self.portal).unread)
        return Judged(answer, content, _links(content), shapes)


def _links(content: Content) -> tuple[str, ...] | None:
    """Return the links of a menu, None of another page."""
    return content.links if content.kind is Kind.MENU else None


def _faulty(answer: Answer, fault: str) -> Answer:
    return replace(answer, result=Result.FAULTY, fault=fault, text="")


def _conditions(page: LockedPage) -> dict[str, str]:
    """Return the headers by which the portal can say that a page is what it was."""
    known = {"if-none-match": page.etag, "if-modified-since": page.last_modified}
    return {name: value for name, value in known.items() if value}


def _is_of(answer: Answer, page: LockedPage, known: Mapping[str, str]) -> bool:
    """Return whether an answer that a page is what it was can be about the text that is kept."""
    tags = {tag.removeprefix("W/") for tag in (answer.etag, page.etag) if tag}
    return bool(known) and answer.address == page.url and len(tags) < 2
