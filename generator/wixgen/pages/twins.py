"""Pages that document one method or webhook: one of them counts."""

from __future__ import annotations

from collections.abc import Iterable

from wixgen.diagnostics import Diagnostics
from wixgen.pages.page_facts import method_name, webhook_name
from wixgen.pages.tree import Item, Kind, Page


def without_twins(pages: Iterable[Page], report: Diagnostics) -> list[Page]:
    """The pages in an order of their own, each method and webhook once.

    Of two pages of one method the one that has its lines counts, then the first by address, title and
    place: never by the order in which they were given. The other is told as a warning.
    """
    known: dict[tuple[Kind, str], Page] = {}
    ordered = sorted(pages, key=lambda page: (page.link, page.name, page.at))
    for page in sorted(ordered, key=_is_folded):
        is_hook = page.kind is Kind.WEBHOOK
        name = webhook_name(page) if is_hook else method_name(page)
        first = known.setdefault((page.kind, name), page)
        if first is not page:
            message = f"`{name}` is documented twice; what {first.at} says counts"
            report.warn(page.at, "documented-twice", message, help="leave one page out")
    counting = {id(page) for page in known.values()}
    return [page for page in ordered if id(page) in counting]


def _is_folded(page: Page) -> bool:
    return any(
        one.indent is None
        for half in page.halves
        for section in (half.schema.sections if half.schema else [])
        for one in section.entries
        if isinstance(one, Item)
    )
