"""Leave out duplicates: of several pages about one method, webhook or object one counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wixgen.diagnostics import Diagnostics
from wixgen.pages.parse.facts import (
    http_of,
    method_name,
    sdk_method_name,
    webhook_name,
)
from wixgen.pages.parse.tree import Item, Kind, Page
from wixgen.spec.api import Method, Resource
from wixgen.spec.language import WORD


def without_duplicates(
    pages: Iterable[Page], known: Resource | None, report: Diagnostics
) -> list[Page]:
    """Return the pages with one page for each method, webhook and object, sorted.

    Of two pages of one method the one that has its lines counts, else the first by address, title and
    place. The order in which pages are given never matters. Pages of one name that differ in both their
    own address and the method's are about different methods: all but one get names of their own.

    Args:
        pages: The pages of one resource.
        known: The resource as its spec has it; None without a spec.
        report: Takes a warning for each page that is left out and says something else than the other,
            and for each that gets a name of its own.
    """
    ordered = sorted(pages, key=lambda page: (page.link, page.name, page.at))
    counting: list[Page] = []
    by_name: dict[tuple[Kind, str], list[Page]] = {}
    for page in sorted(ordered, key=_is_folded):
        name = declared_name(page)
        namesakes = by_name.setdefault((page.kind, name), [])
        first = next((other for other in namesakes if _is_same(other, page)), None)
        if first is None:
            namesakes.append(page)
            counting.append(page)
        elif not _say_the_same(first, page):
            message = f"`{name}` is documented twice; the page at {first.at} counts"
            help = "leave one of the pages out"
            report.warn(page.at, "documented-twice", message, help=help)
    methods = [pages for (kind, _), pages in by_name.items() if kind is Kind.METHOD]
    _name_apart(methods, known.methods if known else [], report)
    ids = {id(page) for page in counting}
    return [page for page in ordered if id(page) in ids]


def _is_same(page: Page, other: Page) -> bool:
    """Return whether two pages of one kind and name are about the same thing."""
    return (
        page.kind is not Kind.METHOD
        or _address(page) == _address(other) != ""
        or http_of(page) == http_of(other)
    )


def _name_apart(
    namesakes: Iterable[Sequence[Page]], known: Sequence[Method], report: Diagnostics
) -> None:
    """Give names of their own to methods whose names others have, in the spec or on other pages.

    A method that the spec has keeps its name. Of the others the one that the SDK calls so gets the name
    that is printed, else the first one.
    """
    namesakes = list(namesakes)
    taken = {method.name for method in known}
    taken |= {method_name(page) for pages in namesakes for page in pages}
    for pages in namesakes:
        name = method_name(pages[0])
        owner = next((method for method in known if method.name == name), None)
        matches = {id(page): _in_spec(page, known) for page in pages}
        is_free = owner is None or owner not in matches.values()
        for page in sorted(pages, key=lambda page: sdk_method_name(page) != name):
            match = matches[id(page)]
            if match is not None:
                if owner is not None or len(pages) > 1:
                    page.own_name = match.name
            elif is_free and (owner is None or not _is_other(page, owner)):
                is_free = False
            else:
                page.own_name = _free_name(page, name, taken)
                message = f"another method is called `{name}`, too: this one becomes `{page.own_name}`"
                help = "if you know a better name, rename it in the spec"
                report.warn(page.at, "same-name", message, help=help)


def _in_spec(page: Page, known: Sequence[Method]) -> Method | None:
    """Return the method of a spec that a page is about: it has the page's address, else the method's."""
    found = [method for method in known if method.docs == _address(page) != ""]
    found += [method for method in known if _http(method) == http_of(page)]
    return next(iter(found), None)


def _is_other(page: Page, method: Method) -> bool:
    """Return whether a page is about another method than one of a spec that has its name."""
    return (
        "" not in (method.docs, page.link)
        and method.docs != _address(page)
        and _http(method) != http_of(page)
    )


def _free_name(page: Page, name: str, taken: set[str]) -> str:
    """Return a name for a method whose printed name another one has, and add it to `taken`.

    The SDK's name comes first, then what the page's address says, then the version in the method's.
    """
    menu, _, slug = _address(page).rpartition("/")
    versions = re.findall(r"/v(\d{1,3})(?=/|$)", http_of(page))
    candidates = [sdk_method_name(page), _camel_case(slug)]
    candidates += [f"{name}V{version}" for version in versions]
    section = _camel_case(menu.rpartition("/")[2])
    candidates += [f"{name}{section[:1].upper()}{section[1:]}"]
    candidates += [f"{name}{number}" for number in range(2, len(taken) + 3)]
    valid = (word for word in candidates if re.fullmatch(WORD, word))
    chosen = next(word for word in valid if word not in taken)
    taken.add(chosen)
    return chosen


def _camel_case(words: str) -> str:
    first, *others = words.split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def _http(method: Method) -> str:
    return f"{method.verb} {method.path}"


def _address(page: Page) -> str:
    return page.link.removesuffix(".md")


def declared_name(page: Page) -> str:
    """Return the name by which a spec declares what a page is about."""
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
