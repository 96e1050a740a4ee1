"""Puts an entry into a changelog, where it may stand already, in part or with words of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_EMPTY = "# Changelog\n"


def with_entry(text: str, entry: Sequence[str]) -> str:
    """Return a changelog with an entry: below its title and above the last one; or merged into the one of its version.

    What the entry of that version has stays. An item about the same change of the same thing is replaced. So the
    same entry is added once, however often.

    Args:
        text: The changelog; "" if there is none yet.
        entry: The lines of the entry: `## <version>`, then `### <section>` with its items.
    """
    lines = (text or _EMPTY).splitlines()
    start = _place_of(entry[0], lines)
    if start is None:
        return _inserted(lines, entry)
    end = _end_of(lines, start)
    sections = _sections(lines[start + 1 : end])
    for heading, items in _sections(entry[1:]).items():
        known = sections.setdefault(heading, [])
        for item in items if heading else []:
            _merge(known, item)
    merged = [lines[start], *_written(sections)]
    after = ["", *lines[end:]] if end < len(lines) else []
    return "\n".join([*lines[:start], *merged, *after]) + "\n"


def _place_of(heading: str, lines: Sequence[str]) -> int | None:
    """Return the line of the entry of a version: `## 0.4.0`, or `## [0.4.0] - 2026-03-01`."""
    version = re.escape(heading.removeprefix("## "))
    pattern = re.compile(rf"##\s+\[?{version}\]?(\s.*)?$")
    return next((at for at, line in enumerate(lines) if pattern.match(line)), None)


def _end_of(lines: Sequence[str], start: int) -> int:
    """Return the line behind an entry."""
    later = range(start + 1, len(lines))
    return next((at for at in later if re.match(r"##?\s", lines[at])), len(lines))


def _inserted(lines: list[str], entry: Sequence[str]) -> str:
    at = next((at for at, line in enumerate(lines) if line.startswith("## ")), None)
    head, rest = (lines, []) if at is None else (lines[:at], lines[at:])
    head = "\n".join(head).rstrip().splitlines()
    return "\n".join([*head, "", *entry, *(["", *rest] if rest else [])]) + "\n"


Item = list[str]


def _sections(lines: Sequence[str]) -> dict[str, list[Item]]:
    """Return the items below each heading, with the lines that belong to each; "" holds what stands above."""
    sections: dict[str, list[Item]] = {"": []}
    items = sections[""]
    for line in lines:
        if line.startswith("### "):
            items = sections.setdefault(line, [])
        elif line.startswith("- ") or not items:
            if line:
                items.append([line])
        else:
            items[-1].append(line)
    return sections


def _merge(known: list[Item], item: Item) -> None:
    """Add an item, or put it in place of what says another value of the same."""
    for number, one in enumerate(known):
        if _subject(one) == _subject(item):
            known[number] = item
            return
    known.append(item)


def _subject(item: Item) -> str:
    """Return an item's first line without the values in its last brackets."""
    head, bracket, _ = item[0].rpartition(" (")
    return head if bracket else item[0]


def _written(sections: dict[str, list[Item]]) -> Iterator[str]:
    """Yield the lines of an entry below its heading, one empty line between its parts."""
    for heading, items in sections.items():
        if heading:
            yield from ("", heading)
        if items:
            yield ""
        for item in items:
            yield from "\n".join(item).rstrip().splitlines()
