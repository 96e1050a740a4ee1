"""Lines and comments of a text: where something ends, what stands around it; patches."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from wixgen.diagnostics import LINE_BREAK

_COMMENT = re.compile(r"[ \t]*#[^\r\n\x85\u2028\u2029]*")


class Patch(NamedTuple):
    """Characters to replace; of two at one place the one that was made first comes first."""

    start: int
    end: int
    text: str


def patched(
    text: str, patches: Iterable[Patch], start: int = 0, end: int | None = None
) -> str:
    """The part of `text` from `start` to `end` with all patches applied."""
    parts: list[str] = []
    for patch in sorted(patches, key=lambda one: (one.start, one.end > one.start)):
        parts += [text[start : patch.start], patch.text]
        start = patch.end
    return "".join([*parts, text[start:end]])


class Lines:
    """A text and what can be asked about its lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        breaks = [found[0] for found in LINE_BREAK.finditer(text)]
        self.newline = breaks[0] if breaks and breaks[0] in {"\r\n", "\r"} else "\n"
        self.starts = [0, *(found.end() for found in LINE_BREAK.finditer(text))]

    def joined(self, lines: Iterable[str]) -> str:
        """Lines with the line breaks of this text."""
        return self.newline.join(lines)

    def line_start(self, position: int) -> int:
        """Where the line of `position` begins."""
        return self.starts[bisect_right(self.starts, position) - 1]

    def line_end(self, position: int) -> int:
        """Where the line of `position` ends, without its break."""
        found = LINE_BREAK.search(self.text, position)
        return found.start() if found else len(self.text)

    def next_line(self, position: int) -> int | None:
        """Where the line after the one of `position` begins."""
        found = LINE_BREAK.search(self.text, position)
        return found.end() if found else None

    def column(self, position: int) -> int:
        """How many characters stand before `position` in its line."""
        return position - self.line_start(position)

    def is_first(self, position: int) -> bool:
        """Whether only blanks stand before `position` in its line."""
        return not self.text[self.line_start(position) : position].strip(" ")

    def comment_after(self, end: int) -> str:
        """The comment in the line where something ends, with the blanks before it."""
        found = _COMMENT.match(self.text, end)
        return found[0].rstrip() if found and found[0].strip() else ""

    def extent(self, end: int, column: int) -> int:
        """Where all that belongs to an entry ends: its line, and comments deeper than `column`."""
        position = self.line_end(end)
        last = position
        while (start := self.next_line(position)) is not None:
            position = self.line_end(start)
            line = self.text[start:position]
            if not line.strip():
                continue
            if (
                not line.lstrip(" ").startswith("#")
                or len(line) - len(line.lstrip(" ")) <= column
            ):
                break
            last = position
        return last

    def lead(self, start: int, column: int) -> int:
        """Where the lines of an entry begin: with the comments right above it."""
        index = bisect_right(self.starts, start) - 1
        while index and self.text.startswith(
            " " * column + "#", self.starts[index - 1]
        ):
            index -= 1
        return self.starts[index]

    def is_spaced(self, end: int, start: int) -> bool:
        """Whether a blank line stands between `end` and `start`."""
        return any(
            not line.strip() for line in LINE_BREAK.split(self.text[end:start])[1:-1]
        )
