"""What the portal answers when it is asked for a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """How asking for a page ended."""

    TEXT = "text"  # the page came
    SAME = "same"  # it is what it was, says the portal
    FAULTY = "faulty"  # what came can't be the page
    FAILED = "failed"  # nothing came; the next run may fare better


#: Faults that say that there is no page.
MISSING = frozenset({"moved-onto", "not-found", "soft-404"})

#: What each fault means, for people.
WORDS = {
    "charset": "isn't UTF-8 text",
    "coding": "comes in a coding that can't be read",
    "cut-short": "breaks off before its end",
    "double": "differs from the address of another page in upper and lower case alone",
    "empty": "has nothing below the portal's header",
    "html": "is HTML, where Markdown was promised",
    "media-type": "isn't text, says its content type",
    "moved-away": "is redirected to where no page of this portal can be",
    "moved-onto": "is redirected to another page that is known, or to where others are, too",
    "not-found": "isn't there, says the HTTP status",
    "other-page": "names another page as itself",
    "redirects": "is redirected in a circle, or too often",
    "refused": "is refused, says the HTTP status",
    "schema-missing": "came without the schema that it had",
    "soft-404": "isn't there, says its text",
    "too-large": "is larger than any page may be",
}


@dataclass(frozen=True)
class Answer:
    """The answer for one address.

    Attributes:
        asked: The address.
        address: Where redirects led; the same without any.
        result: How it ended.
        text: The page, if it came.
        etag: Its validator of that name; "" without one.
        last_modified: Likewise.
        fault: Why it can't be the page, as a code.
        problem: What failed, for people.
        passed: The addresses that redirects led over, `asked` first; none without redirects.
    """

    asked: str
    address: str
    result: Result
    text: str = ""
    etag: str = ""
    last_modified: str = ""
    fault: str = ""
    problem: str = ""
    passed: tuple[str, ...] = ()
