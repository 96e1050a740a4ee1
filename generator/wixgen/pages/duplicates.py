"""Leave out duplicates: of several pages about one method, webhook or object one counts."""

from __future__ import annotations

from collections.abc import Iterable

from wixgen.diagnostics import Diagnostics
from wixgen.pages.parse.facts import method_name, webhook_name
from wixgen.pages.parse.tree import Item, Kind, Page


def without_duplicates(pages: Iterable[Page], report: Diagnostics) -> list[Page]:
    """Return the pages with one page for each method, webhook and object, sorted.

    Of two pages of one method the one that has its lines counts, else the first by address, title and
    place. The order in which pages are given never matters.

    Args:
        pages: The pages of one resource.
        report: Takes a warning for each page that is left out and says something else than the other.
    """
    counting: dict[tuple[Kind, str], Page] = {}
    ordered = sorted(pages, key=lambda page: (page.link, page.name, page.at))
    for page in sorted(ordered, key=_is_folded):
        name = _name(page)
        first = counting.setdefault((page.kind, name), page)
        if first is not page and not _say_the_same(first, page):
            message = f"`{name}` is documented twice; the page at {first.at} counts"
            help = "leave one of the pages out"
            report.warn(page.at, "documented-twice", message, help=help)
    ids = {id(page) for page in counting.values()}
    return [page for page in ordered if id(page) in ids]


def _name(page: Page) -> str:
    match page.kind:
        case Kind.WEBHOOK:
            return webhook_name(page)
        case Kind.OBJECT:
            return page.title
        case _:
            return method_name(page)


def _say_the_same(page: Page, other: Page) -> bool:
    """Return whether both pages have the same text, whatever their white space and address."""
    return _words(page) == _words(other)


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
