"""One fetch, from the request for robots.txt to what it means."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from wixgen.fetching.answers import Answer, Result
from wixgen.fetching.client import Manners, PortalClient
from wixgen.fetching.crawl import Crawl, Selection, crawl
from wixgen.fetching.journal import Journal
from wixgen.fetching.judging import Ask
from wixgen.fetching.lock import Lock
from wixgen.fetching.outcome import Outcome, decide
from wixgen.fetching.store import Store

MANNERS = Manners()


@dataclass(frozen=True)
class Trust:
    """What a person vouches for.

    Attributes:
        confirm_gone: Pages that are missing are gone.
        accept_format: Lines that the reader can't read may be there.
    """

    confirm_gone: bool = False
    accept_format: bool = False


def fetch(
    selection: Selection,
    store: Store,
    lock: Lock,
    journal: Path | None,
    rate: float,
    trust: Trust,
    tell: Callable[[int], None] = lambda _count: None,
    today: date | None = None,
) -> tuple[Outcome, Journal]:
    """Ask the portal for the pages of a selection, and decide what became of them.

    Writes the journal alone, and nothing where that is None. `today` is that of the clock unless it is given.

    Returns:
        What became of the pages; and the journal, to be closed and removed once that is written.

    Raises:
        DisallowedError: The portal's robots.txt can't be read.
        TooMuchError: The portal has no end.
        OSError: The journal can't be written.
    """
    kept = Journal(journal, _about(selection))
    try:
        found = asyncio.run(
            _crawl(selection, store, lock, kept, replace(MANNERS, rate=rate), tell)
        )
    except BaseException:
        kept.close(remove=False)
        raise
    outcome = decide(
        selection,
        found,
        lock,
        today or datetime.now(UTC).date(),
        confirm_gone=trust.confirm_gone,
        accept_format=trust.accept_format,
    )
    return outcome, kept


async def _crawl(
    selection: Selection,
    store: Store,
    lock: Lock,
    journal: Journal,
    manners: Manners,
    tell: Callable[[int], None],
) -> Crawl:
    async with PortalClient(selection.portal, manners).opened() as client:
        ask = _remembering(client.page, journal)
        return await crawl(selection, lock.pages, store.kept, ask, tell)


def _remembering(ask: Ask, journal: Journal) -> Ask:
    """Return what asks for a page unless the journal has the answer, and writes it there."""

    async def remember(
        address: str, *, known: Mapping[str, str], with_schema: bool = False
    ) -> Answer:
        plain = f"{address}?schema=true" if with_schema else address
        # that a page is what it was is said of one text only
        conditional = " ".join([plain, *(known[name] for name in sorted(known))])
        for key in (conditional, plain):
            answer = journal.answers.get(key)
            if answer and (answer.result is Result.SAME) == (key != plain):
                return answer
        answer = await ask(address, known=known, with_schema=with_schema)
        is_same = answer.result is Result.SAME
        journal.add(conditional if is_same else plain, answer)
        return answer

    return remember


def _about(selection: Selection) -> dict[str, object]:
    """Return what tells one run from another."""
    return {
        "portal": selection.portal.base,
        "roots": sorted(selection.roots),
        "only": list(selection.only),
        "exclude": list(selection.exclude),
        "menus": selection.finds_menus,
    }
