"""Markdown of texts that come from outside: nothing in them is a link, a mention, markup or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wixgen.diagnostics import visible

#: A blank of no width, which ends what GitHub would take for a mention, an issue or a link.
_GAP = "\u200b"
_LONGEST = 300
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
_LINKED = re.compile(r"(?<=[@#])|(?<=://)|(?<=www)(?=\.)|(?<=GH)(?=-)", re.IGNORECASE)
_PLAIN = re.compile(r"[\w.]+")
_FENCE = "```"


def text(given: str) -> str:
    """Return a text as one line of Markdown that shows just this text."""
    line = visible(" ".join(given.split()))
    short = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return _LINKED.sub(_GAP, _MARKUP.sub(r"\\\1", short))


def code(given: str) -> str:
    """Return a text as a piece of code in a line of Markdown, in which nothing is markup."""
    line = visible(" ".join(given.split())).replace("`", "'").replace("|", "¦")
    return f"`{line[:_LONGEST]}`" if line else ""


def link(url: str, words: str) -> str:
    """Return a link to a page of the portal, whose addresses hold nothing that ends a link."""
    return f"[{text(words)}](<{url}>)"


def value(given: str) -> str:
    """Return a value as a piece of Markdown that shows just this; names and numbers are what they are."""
    return given if _PLAIN.fullmatch(given) else text(given)


def within(lines: Sequence[str], most: int) -> Iterator[str]:
    """Yield lines until they have so many characters, and then how many are left out."""
    used, is_fenced = 0, False
    for number, line in enumerate(lines):
        used += len(line) + 1
        if used > most:
            if is_fenced:
                yield _FENCE
            yield ""
            yield f"… and {len(lines) - number} lines more."
            return
        is_fenced ^= line.lstrip().startswith(_FENCE)
        yield line
