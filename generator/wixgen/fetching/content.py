"""What the text of a page says of itself: its hash, its kind, its links, and what the reader can't read.

The header above a page is the portal's, in changing words, and says nothing about the page: it is left out
of every comparison.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wixgen.fetching.portal import Portal, is_below
from wixgen.fetching.unread import schema_lines, unread_shapes
from wixgen.pages.parse.kinds import LINK
from wixgen.pages.parse.page import read_pages
from wixgen.pages.parse.tree import Kind, Page

_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\b|\?xml\b|(?:html|head|body|script)\b)",
    re.IGNORECASE | re.DOTALL,
)
_OWN_LINK = re.compile(
    r"^# (?:Method link|Webhook link|Link): (?P<url>\S+)", re.MULTILINE
)
SCHEMA_KINDS = {Kind.METHOD, Kind.WEBHOOK, Kind.OBJECT, Kind.SERVICE_PLUGIN}


@dataclass(frozen=True)
class Content:
    """A page as it was served.

    Attributes:
        digest: The hash of its text, without the portal's header, trailing blanks and line ends.
        size: The length of that text in bytes.
        kind: Its kind.
        has_schema: Whether it has the schema of something.
        links: The addresses to which a menu leads, in order; its own may be among them.
        odd_links: Its links that can't be those of pages of the portal.
        lines: The number of lines in its schemas.
        unread: The shapes of those that the reader doesn't understand, with their numbers.
        fault: What is wrong with it, as a code; "" if nothing is.
    """

    digest: str
    size: int
    kind: Kind
    has_schema: bool = False
    links: tuple[str, ...] = ()
    odd_links: tuple[str, ...] = ()
    lines: int = 0
    unread: Mapping[str, int] = field(default_factory=dict[str, int])
    fault: str = ""


def read_content(text: str, address: str, portal: Portal) -> Content:
    """Read the text that was served for an address."""
    own = without_header(text)
    pages = read_pages(portal.path(address), text)
    kind = _kind(pages)
    links = [*_links(own, address, portal)] if kind is Kind.MENU else []
    shapes = Counter(shape for page in pages for shape in unread_shapes(page))
    return Content(
        digest=digest_of(text),
        size=len(own.encode()),
        kind=kind,
        has_schema=any(page.kind in SCHEMA_KINDS for page in pages),
        links=tuple(dict.fromkeys(other for _, other in links if other)),
        odd_links=tuple(url for url, other in links if other is None),
        lines=sum(map(schema_lines, pages)),
        unread=dict(sorted(shapes.items())),
        fault=_fault(own, kind, address, portal) or _unclosed(pages),
    )


def digest_of(text: str) -> str:
    """Return the hash of a page's own text."""
    return hashlib.sha256(without_header(text).encode()).hexdigest()


def without_header(text: str) -> str:
    """Return a page's own text: no header of the portal, no blanks at line ends, one kind of line end."""
    lines = [line.rstrip() for line in text.splitlines()]
    start = next(
        (number for number, line in enumerate(lines) if line and line[0] != ">"),
        len(lines),
    )
    return "\n".join(lines[start:]).strip("\n") + "\n"


def is_cut_short(text: str, before: str) -> bool:
    """Return whether a page ends in the middle of a line of what it was before."""
    now, old = without_header(text).rstrip("\n"), without_header(before)
    return (
        len(now) < len(old.rstrip()) and old.startswith(now) and old[len(now)] != "\n"
    )


def _kind(pages: list[Page]) -> Kind:
    """Return the kind of what was served, which may be several pages joined: the most telling one."""
    kinds = [page.kind for page in pages]
    telling = [*sorted(SCHEMA_KINDS), Kind.WITHOUT_SCHEMA, Kind.MISSING, Kind.VELO]
    return next((kind for kind in [*telling, Kind.MENU] if kind in kinds), Kind.ARTICLE)


def _fault(own: str, kind: Kind, address: str, portal: Portal) -> str:
    if _HTML.match(own):
        return "html"
    if kind is Kind.MISSING:
        return "soft-404"
    if not own.strip("\n -"):
        return "empty"
    is_other = _is_other_menu if kind is Kind.MENU else _is_other_page
    return "other-page" if is_other(own, address, portal) else ""


def _unclosed(pages: list[Page]) -> str:
    """Return the code of what breaks off within a schema, at the end of a line; "" if nothing does."""
    schemas = (half.schema for page in pages for half in page.halves)
    is_open = any(schema and not schema.is_closed for schema in schemas)
    return "cut-short" if is_open else ""


def _is_other_page(own: str, address: str, portal: Portal) -> bool:
    """Return whether a page names addresses as its own, and not this one."""
    named = [
        other
        for found in _OWN_LINK.finditer(own)
        if (other := portal.address(found["url"]))
    ]
    return bool(named) and address not in named


def _is_other_menu(own: str, address: str, portal: Portal) -> bool:
    """Return whether a menu is that of another address: it neither names this one, nor leads below it."""
    linked = [other for _, other in _links(own, address, portal) if other]
    return bool(linked) and not any(is_below(other, address) for other in linked)


def _links(own: str, address: str, portal: Portal) -> Iterator[tuple[str, str | None]]:
    """Yield each link of a menu, and the address to which it leads; None if that can be no page of the portal."""
    for line in own.splitlines():
        if found := LINK.match(line):
            yield found["url"], portal.address(found["url"], address)
