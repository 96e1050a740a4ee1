"""Finds the comments of a spec and gives them to the entries that they belong to.

A comment belongs to the entry in whose line it stands, else to the entry below it. Below the last
entry of a collection it stays there: in brackets up to the closing one, in a block as long as it is
indented like the block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any, NamedTuple

from wixgen.diagnostics import LINE_BREAK
from wixgen.spec_text.text_tree import Collection, Entry, Map, Seq


class Mark(NamedTuple):
    """A place in the text, and where comments go that stand before it or behind it."""

    position: int
    comments: list[str]
    container: Collection | None  # that the comments are in; None on top of the file
    is_end: bool = False  # of a collection in brackets


class Marks:
    """The places of a text where something begins or ends, in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[Mark] = []  # a comment before one belongs to it
        self.ends: list[Mark] = []  # a comment behind one, in its line, belongs to it
        self.scalars: list[tuple[int, int]] = []  # no `#` in these is a comment
        self.brackets: list[tuple[int, int]] = []  # the outermost ones
        self._open: list[int] = []

    def add_scalar(self, event: Any, owner: Entry, container: Collection) -> None:
        """Add a key, or a single value, of `owner`."""
        start, end = event.start_mark.index, event.end_mark.index
        self.starts.append(Mark(start, owner.above, container))
        if event.style in {"|", ">"}:  # a comment may follow in the line of the sign
            self.ends.append(Mark(start + 1, owner.beside, container))
            found = LINE_BREAK.search(self.text, start)
            start = found.end() if found else end
        else:
            self.ends.append(Mark(end, owner.beside, container))
        self.scalars.append((start, end))

    def add_start(self, event: Any, owner: Entry, container: Collection | None) -> None:
        """Add the start of the collection that is the value of `owner`."""
        start = event.start_mark.index
        if is_in_brackets(self.text, event):
            self._open.append(start)
            self.starts.append(Mark(start, owner.above, container))
            self.ends.append(Mark(start + 1, owner.beside, container))
        elif isinstance(container, Seq):  # else its first key or item begins here
            self.starts.append(Mark(start, owner.above, container))

    def add_end(
        self,
        event: Any,
        node: Map | Seq,
        owner: Entry,
        container: Collection | None,
    ) -> None:
        """Add the end of a collection in brackets."""
        end = event.end_mark.index
        start = self._open.pop()
        if not self._open:
            self.brackets.append((start, end))
        if node.live:
            self.starts.append(Mark(end - 1, node.end, node, is_end=True))
        else:
            self.starts.append(Mark(end - 1, owner.above, container))
        if container is None:
            self.ends.append(Mark(end, node.end, node))
        else:
            self.ends.append(Mark(end, owner.beside, container))


def is_in_brackets(text: str, event: Any) -> bool:
    """Return whether a collection stands in brackets of its own; `a: 1` of `[a: 1]` doesn't."""
    return bool(event.flow_style) and text[event.start_mark.index] in "{["


def attach(text: str, marks: Marks, root: Map) -> None:
    """Give all comments of `text` to the entries whose places `marks` tell."""
    finder = _Attacher(text, marks, root)
    position = text.find("#")
    while position >= 0:
        index = bisect_right(marks.scalars, (position, len(text))) - 1
        end = marks.scalars[index][1] if index >= 0 else 0
        if position >= end:
            found = LINE_BREAK.search(text, position)
            end = found.start() if found else len(text)
            finder.attach(position, text[position:end].rstrip(" \t"))
        position = text.find("#", end)


class _Attacher:
    """Gives comments to entries, from top to bottom."""

    def __init__(self, text: str, marks: Marks, root: Map) -> None:
        self.text = text
        self.marks = marks
        self.root = root
        self.lines = [0, *(found.end() for found in LINE_BREAK.finditer(text))]
        self.end_positions = [mark.position for mark in marks.ends]
        self.start_positions = [mark.position for mark in marks.starts]
        self.beside: Mark | None = None  # what the last comment stood beside
        self.at = (-1, -1)  # line and column of that comment
        self.gap: tuple[int, Mark] | None = None  # where the last comment went
        self.previous = 0  # where the last comment began

    def attach(self, position: int, comment: str) -> None:
        """Give a comment to what it belongs to."""
        line = bisect_right(self.lines, position) - 1
        column = position - self.lines[line]
        index = bisect_right(self.end_positions, position) - 1
        last = self.marks.ends[index] if index >= 0 else None
        if last and last.position >= self.lines[line]:
            self.beside = last
        elif self.beside is None or self.at != (line - 1, column):
            self.beside = None
        if self.beside:
            self.at = (line, column)
            self.beside.comments.append(comment)
            _note(self.beside.container)
        else:
            self._put(self._below(position, column, last), comment, line)
        self.previous = position

    def _below(self, position: int, column: int, last: Mark | None) -> Mark:
        """Where a comment goes that has a line of its own."""
        index = bisect_left(self.start_positions, position)
        if self.gap and self.gap[0] == index:
            last = self.gap[1]
        is_last = index == len(self.start_positions)
        below = None if is_last else self.marks.starts[index]
        mark = self._find(position, column, last, below)
        self.gap = index, mark
        return mark

    def _find(
        self, position: int, column: int, last: Mark | None, below: Mark | None
    ) -> Mark:
        """The collection that a comment is still in, else what stands below it."""
        if below and (last is None or last is below or self._is_in_brackets(position)):
            return below
        outer = below.container if below else None
        if below and (outer is None or column <= (outer.column or 0)):
            return below
        if below and last and self._has_begun(last.position, position):
            return below  # an item or a key, of which nothing but its sign stands above
        container = last.container if last else None
        found: Collection | None = None
        while container is not None and container is not outer:
            is_still_in = container.column is not None and container.column <= column
            found = container if is_still_in and found is None else found
            container = container.parent
        if below and (found is None or container is None):
            return below
        found = found or self.root
        return Mark(position, found.end, found, is_end=True)

    def _has_begun(self, start: int, position: int) -> bool:
        """Return whether `-` or `?` stands in front of a line between two places."""
        index = bisect_right(self.marks.scalars, (position, 0)) - 1
        start = max(start, self.previous, self.marks.scalars[index][1])
        lines = LINE_BREAK.split(self.text[start:position])
        return any(line.lstrip(" ").startswith(("-", "?")) for line in lines)

    def _is_in_brackets(self, position: int) -> bool:
        index = bisect_right(self.marks.brackets, (position, len(self.text))) - 1
        return index >= 0 and position < self.marks.brackets[index][1]

    def _put(self, mark: Mark, comment: str, line: int) -> None:
        """Add a comment, with the blank lines around it that are kept."""
        comments = mark.comments
        is_spaced = mark.is_end if not comments else bool(comments[-1])
        if is_spaced and self._is_blank(line - 1):
            comments.append("")
        comments.append(comment)
        if not mark.is_end and self._is_blank(line + 1):
            comments.append("")
        _note(mark.container)

    def _is_blank(self, line: int) -> bool:
        if not 0 <= line < len(self.lines) - 1:
            return False
        return not self.text[self.lines[line] : self.lines[line + 1]].strip()


def _note(container: Collection | None) -> None:
    """Remember that there are comments in a collection, and in all around it."""
    while container is not None and not container.is_commented:
        container.is_commented = True
        container = container.parent
