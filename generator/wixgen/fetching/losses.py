"""Tells which pages that didn't come are gone, and which redirects are moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from wixgen.fetching.answers import MISSING, Answer, Result
from wixgen.fetching.crawl import Crawl
from wixgen.fetching.lock import LockedPage
from wixgen.fetching.portal import is_below


def believed_moves(
    crawl: Crawl, known: Mapping[str, LockedPage]
) -> tuple[list[Answer], dict[str, frozenset[str]]]:
    """Return the answers, and the addresses that moved by where they are now.

    A page that is known and is redirected to another one that is known has not moved, nor have several that
    are redirected to one place: so does a portal lead on from pages that it no longer has. They are faulty.
    """
    there = {Result.TEXT, Result.SAME}
    leading: dict[str, set[str]] = {}
    for answer in crawl.answers.values():
        if answer.result in there:
            leading.setdefault(answer.address, set()).update(answer.passed)
    linked = {link for links in crawl.menus.values() for link in links}
    answers: list[Answer] = []
    moved: dict[str, frozenset[str]] = {}
    for asked, answer in sorted(crawl.answers.items()):
        here, passed = answer.address, leading.get(answer.address, set())
        lost = sorted(passed & known.keys())
        if answer.result not in there or len(lost) + (here in known) < 2:
            answers.append(answer)
            moved[here] = frozenset(passed)
            continue
        moved[here] = frozenset(passed - known.keys())
        if asked in known and asked != here:
            fault = replace(answer, address=asked, result=Result.FAULTY, passed=())
            answers.append(replace(fault, fault="moved-onto", text=""))
        if here in known or here in linked or asked not in known:
            answers.append(replace(answer, asked=here, passed=()))
    return answers, moved


def gone_pages(
    faults: Mapping[str, str],
    crawl: Crawl,
    known: Mapping[str, LockedPage],
    today: date | None,
) -> frozenset[str]:
    """Return the pages that are gone: missing on two days, and named by no menu that is left.

    Args:
        faults: Why pages can't be had, as codes, by the addresses at which they are known.
        crawl: What was found.
        known: The pages of the last time.
        today: The day; None where a page is gone on the first day already.
    """
    missing = {
        url
        for url, fault in faults.items()
        if fault in MISSING and url in known and _is_so_since(known[url], today)
    }
    naming: dict[str, set[str]] = {url: set() for url in missing}
    for menu, links in crawl.menus.items():
        for link in missing.intersection(links):
            if not is_below(menu, link):  # the headings of a menu name those above it
                naming[link].add(menu)
    gone: set[str] = set()
    while more := {
        url
        for url in missing - gone
        if naming[url] <= gone and _is_menu_read(known[url], crawl, known, gone)
    }:
        gone |= more
    return frozenset(gone)


def _is_so_since(page: LockedPage, today: date | None) -> bool:
    """Return whether a page was missing on another day already."""
    if today is None:
        return True
    return page.suspect in MISSING and page.since is not None and page.since < today


def _is_menu_read(
    page: LockedPage,
    crawl: Crawl,
    known: Mapping[str, LockedPage],
    gone: Collection[str],
) -> bool:
    """Return whether it is known what the menu of a page names: it was read, or there is none any more."""
    menu = page.parent
    if not menu or menu in gone:
        return True
    answer = crawl.answers.get(menu)
    return menu not in known if answer is None else answer.address in crawl.menus


def parents_of(
    menus: Mapping[str, tuple[str, ...]], gone: Collection[str]
) -> dict[str, str]:
    """Return the menu that leads to each page: the nearest above it, whatever the order of the walk."""
    found: dict[str, str] = {}
    for menu, links in sorted(menus.items()):
        for link in links:
            if menu in gone or is_below(menu, link):
                continue  # the headings of a menu name those above it
            known = found.get(link)
            if known is None or _nearness(menu, link) > _nearness(known, link):
                found[link] = menu
    return found


def _nearness(menu: str, page: str) -> tuple[bool, int]:
    return is_below(page, menu), len(menu)
