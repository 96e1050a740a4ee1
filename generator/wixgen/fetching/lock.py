"""`pages.lock`: what each page of the portal said when it was last fetched.

It is committed with the specs; the pages themselves need not be. It is sorted and says nothing about the run
that wrote it, so the same portal gives the same bytes.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import Any, cast

from wixgen.fetching.portal import Portal

LOCK_NAME = "pages.lock"
VERSION = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MARKS = {"<<<<<<< ", "=======", ">>>>>>> ", "||||||| "}  # what git leaves behind
_HEADER = "# What Wix's documentation pages said when they were last fetched. Written by `wixgen fetch`; commit it.\n"


class BadLockError(ValueError):
    """A file that is no lock; its message says why."""


@dataclass(frozen=True)
class LockedPage:
    """What is known of a page.

    Attributes:
        url: Its address.
        path: Where it is kept, below the folder of pages.
        kind: Its kind.
        sha256: The hash of its text, without the portal's header, trailing blanks and line ends.
        size: The length of that text in bytes.
        seen: The day on which this hash was first seen.
        etag: The validator of that name, as it was served with this text; "" without one.
        last_modified: Likewise.
        parent: The menu that leads to it; "" for roots.
        lines: The number of lines in its schemas.
        unread: The number of those that the reader doesn't understand.
        moved_from: The addresses that lead here by a redirect.
        suspect: Why what was served last isn't trusted, as a code; "" if it is.
        since: The day since which it isn't.
        waiting: The hash of a text that `wixgen update` has seen, and not accepted yet; "" without one.
        seen_times: In how many runs it has seen that.
        waiting_since: The day of the first of them.
    """

    url: str
    path: str
    kind: str
    sha256: str
    size: int
    seen: date
    etag: str = ""
    last_modified: str = ""
    parent: str = ""
    lines: int = 0
    unread: int = 0
    moved_from: tuple[str, ...] = ()
    suspect: str = ""
    since: date | None = None
    waiting: str = ""
    seen_times: int = 0
    waiting_since: date | None = None


@dataclass(frozen=True)
class Lock:
    """All pages that are known.

    Attributes:
        portal: The address of their portal.
        pages: The pages by address.
    """

    portal: str
    pages: Mapping[str, LockedPage] = field(default_factory=dict[str, LockedPage])

    @property
    def unread_share(self) -> Fraction:
        """Return the share of schema lines that the reader doesn't understand."""
        lines = sum(page.lines for page in self.pages.values())
        unread = sum(page.unread for page in self.pages.values())
        return Fraction(unread, lines) if lines else Fraction(0)

    def render(self) -> str:
        """Return the text of the file."""
        head = f"{_HEADER}version = {VERSION}\nportal = {_text(self.portal)}\n"
        pages = ("\n".join(_page_lines(self.pages[url])) for url in sorted(self.pages))
        return "\n".join([head, *(f"[[page]]\n{lines}\n" for lines in pages)])


def by_address(pages: Mapping[str, LockedPage]) -> dict[str, LockedPage]:
    """Return pages by each address that leads to them: their own, and those from which they moved."""
    moved = {old: page for _, page in sorted(pages.items()) for old in page.moved_from}
    return {**moved, **pages}


def parse_lock(text: str) -> Lock:
    """Read the text of a lock; raise BadLockError if it is none."""
    lines = text.removeprefix("\ufeff").splitlines()
    if conflict := [
        number for number, line in enumerate(lines, 1) if line[:8] in _MARKS
    ]:
        told = ", ".join(map(str, conflict[:3]))
        raise BadLockError(f"holds a conflict of a merge (lines {told} …)")
    try:
        document = tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadLockError(f"is no TOML: {error}") from None
    if document.get("version") != VERSION:
        raise BadLockError(
            f"has no version that this wixgen reads (it reads {VERSION})"
        )
    portal = document.get("portal")
    entries = document.get("page", [])
    if not isinstance(portal, str) or not isinstance(entries, list):
        raise BadLockError("names no portal, or has no list of pages")
    home = Portal(portal)
    pages = [_page(entry, home) for entry in cast("list[object]", entries)]
    for url, count in Counter(page.url for page in pages).items():
        if count > 1:
            raise BadLockError(f"has a page {count} times: {url!r}")
    return Lock(portal, {page.url: page for page in pages})


def _page(entry: object, portal: Portal) -> LockedPage:
    """Read an entry; what could lead out of the folder of pages is refused."""
    given = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
    wrong = [
        known.name
        for known in fields(LockedPage)
        if not _fits(given.get(known.name), known.name)
    ]
    url = given.get("url")
    if wrong or given.keys() - {known.name for known in fields(LockedPage)}:
        raise BadLockError(
            f"has a page ({url!r}) with something wrong: {', '.join(wrong)}"
        )
    values: dict[str, Any] = dict(given)  # `_fits` has checked each
    values["moved_from"] = tuple(cast("list[str]", given.get("moved_from", [])))
    page = LockedPage(**values)
    if portal.checked(page.url) is None or page.path != portal.path(page.url):
        raise BadLockError(
            f"has a page with an address that its portal hasn't: {url!r}"
        )
    return page


_NUMBERS = {"size", "lines", "unread", "seen_times"}
_DAYS = {"seen", "since", "waiting_since"}
_HASHES = {"sha256", "waiting"}
_NEEDED = {"url", "path", "kind", "sha256", "size", "seen"}


def _fits(value: object, name: str) -> bool:
    """Return whether a value can be that of an attribute."""
    if value is None:
        return name not in _NEEDED
    if name in _DAYS:
        return type(value) is date
    if name in _NUMBERS:
        return type(value) is int and value >= 0
    if name == "moved_from":
        return isinstance(value, list) and all(
            isinstance(item, str) for item in cast("list[object]", value)
        )
    if not isinstance(value, str):
        return False
    if name in {"etag", "last_modified"}:
        return is_validator(value)
    return bool(_DIGEST.fullmatch(value)) if name in _HASHES else True


def is_validator(text: str) -> bool:
    """Return whether a text can be sent as a header that makes a request conditional."""
    return text.isascii() and text.isprintable() and len(text) <= 300


def _page_lines(page: LockedPage) -> Iterator[str]:
    """Yield the lines of an entry; what there is nothing to say of is left out."""
    for known in fields(page):
        value = getattr(page, known.name)
        if value or known.name == "size":
            yield f"{known.name} = {_value(value)}"


def _value(value: object) -> str:
    match value:
        case str():
            return _text(value)
        case date():
            return value.isoformat()
        case tuple():
            items = cast("tuple[str, ...]", value)
            return f"[{', '.join(map(_text, items))}]"
        case _:
            return str(value)


def _text(text: str) -> str:
    """Return a basic string of TOML; JSON's differ in what they do with DEL alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
