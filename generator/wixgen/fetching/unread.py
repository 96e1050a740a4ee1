"""Tells which lines of a page's schemas the reader doesn't understand: a sign that pages have a new form.

The reader takes a line that it doesn't know for a part of the text above it, as descriptions may have several
lines. Here, what looks like an entry is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wixgen.pages.parse.attributes import KNOWN, odd_facts
from wixgen.pages.parse.tree import Entry, Item, Page, Schema

_LONGEST_SHAPE = 60
_SHAPED = re.compile(r"(?P<word>[A-Za-z_][\w.$-]*)|(?P<number>\d+)")
#: Words before the description, where no text of its own can have one.
_LABEL = re.compile(r"\|[ \t]+(?P<word>[A-Za-z][A-Za-z0-9_-]*):")
_LABELS = {"type", "description", *KNOWN}
_BULLET = re.compile(r"\s+[-*+] ")
#: `label: value | label: …`, with a bullet or without.
_LIKE_ENTRY = re.compile(
    r"\s*(?:[-*+] )?[A-Za-z][\w -]{0,40}: \S+ +\| ?[A-Za-z][\w-]*:"
)


def schema_lines(page: Page) -> int:
    """Return how many lines the schemas of a page have."""
    return sum(
        len(schema.unknown)
        + sum(
            len(section.lines) + sum(len(entry.lines) for entry in section.entries)
            for section in schema.sections
        )
        for schema in _schemas(page)
    )


def unread_shapes(page: Page) -> Iterator[str]:
    """Yield the shape of each line of a page's schemas that is not understood, or not whole."""
    for schema in _schemas(page):
        for unknown in schema.unknown:
            yield _shape(unknown.lines[0].text)
        for section in schema.sections:
            for entry in section.entries:
                yield from _of_entry(entry)


def _schemas(page: Page) -> Iterator[Schema]:
    yield from (half.schema for half in page.halves if half.schema)


def _of_entry(entry: Entry) -> Iterator[str]:
    """Yield the shapes of an entry's lines that aren't understood, and of what is odd in its first one."""
    first = entry.lines[0].text
    if isinstance(entry, Item):
        facts = odd_facts(entry.attributes.get("validation", ""))
        words = {word for word in entry.attributes if word not in KNOWN}
        before = first.partition("| description:")[0]
        words |= {found["word"] for found in _LABEL.finditer(before)} - _LABELS
        odd = [f"| {word}: …" for word in sorted(words)]
        odd += [f"| validation: {fact} …" for fact in facts]
        if odd:  # one shape, since it is one line
            yield " ".join(odd)[:_LONGEST_SHAPE]
    depth = len(first) - len(first.lstrip())
    for line in entry.lines[1:]:
        is_at_depth = len(line.text) - len(line.text.lstrip()) == depth
        if _LIKE_ENTRY.match(line.text) or (is_at_depth and _BULLET.match(line.text)):
            yield _shape(line.text)


def _shape(line: str) -> str:
    """Return what a line looks like: words of its own are `x`, numbers `0`; those before a colon stay."""

    def reduced(found: re.Match[str]) -> str:
        if found["number"]:
            return "0"
        is_label = found.string[found.end() : found.end() + 1] == ":"
        return found[0] if is_label else "x"

    text = " ".join(line.split())[:200]
    shape = _SHAPED.sub(reduced, text)
    return re.sub(r"x(?: x)+", "x", shape)[:_LONGEST_SHAPE]
