"""Pages that document one method, webhook or object: one of them counts."""

from __future__ import annotations

from collections.abc import Iterable

from wixgen.diagnostics import Diagnostics
from wixgen.pages.parse.facts import method_name, webhook_name
from wixgen.pages.parse.tree import Item, Kind, Page


def without_duplicates(pages: Iterable[Page], report: Diagnostics) -> list[Page]:
    """Return the pages in an order of their own, each method and webhook once.

    Of two pages of one method the one that has its lines counts, then the first by address, title and
    place: never by the order in which they were given. The other is told as a warning, if it says
    anything else.
    """
    known: dict[tuple[Kind, str], Page] = {}
    ordered = sorted(pages, key=lambda page: (page.link, page.name, page.at))
    for page in sorted(ordered, key=_is_folded):
        name = _name(page)
        first = known.setdefault((page.kind, name), page)
        if first is not page and not _say_the_same(first, page):
            message = f"`{name}` is documented twice; what {first.at} says counts"
            report.warn(page.at, "documented-twice", message, help="leave one page out")
    counting = {id(page) for page in known.values()}
    return [page for page in ordered if id(page) in counting]


def _name(page: Page) -> str:
    match page.kind:
        case Kind.WEBHOOK:
            return webhook_name(page)
        case Kind.OBJECT:
            return page.title
        case _:
            return method_name(page)


def _say_the_same(one: Page, other: Page) -> bool:
    """Return whether the text of both is the same, whatever their white space and address."""
    return _words(one) == _words(other)


def _words(page: Page) -> list[str]:
    return [
        word
        for line in page.lines
        if not line.text.startswith((">", "# "))
        for word in line.text.split()
    ]


def _is_folded(page: Page) -> bool:
    return any(
        entry.indent is None
        for half in page.halves
        for section in (half.schema.sections if half.schema else [])
        for entry in section.entries
        if isinstance(entry, Item)
    )
