"""Finds the comments of a spec and gives them to the entries that they belong to.

A comment belongs to the entry in whose line it stands, else to the entry below it. Below the last
entry of a collection it stays there: in brackets up to the closing one, in a block as long as it is
indented like the block.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from wixgen.diagnostics import LINE_BREAK
from wixgen.spec_text.text_tree import Collection, Entry, Map, Seq

_BLOCKS = frozenset({"|", ">"})


@dataclass(slots=True)
class Target:
    """An entry, or the end of a collection, that comments are given to.

    Attributes:
        comments: The comments that it has.
        container: The collection that they are in; None for the top of the file.
        is_end: Whether they stand below the last entry of the container.
    """

    comments: list[str]
    container: Collection | None
    is_end: bool = False


class CommentFinder:
    """Takes the parts of a text from top to bottom; what begins with `#` between them is a comment."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [0, *(found.end() for found in LINE_BREAK.finditer(text))]
        self.brackets = 0  # how many are open
        self.next = self._find(0)  # the next `#` that may begin a comment
        self.scalar_end = 0
        # Where the last part ends, where comments beside it go, and the collection that it is in.
        self.end, self.beside = 0, list[str]()
        self.container: Collection | None = None

    def _find(self, start: int) -> int:
        found = self.text.find("#", start)
        return len(self.text) if found < 0 else found

    def add_scalar(self, event: Any, owner: Entry, container: Collection) -> None:
        """Take the next part: a key, or a single value, of `owner`."""
        start, end = event.start_mark.index, event.end_mark.index
        if self.next < start:
            self._attach(start, Target(owner.above, container))
        self.end, self.beside, self.container = end, owner.beside, container
        if event.style in _BLOCKS:  # a comment may follow in the line of the sign
            self.end = start + 1
            found = LINE_BREAK.search(self.text, start)
            self._attach(found.end() if found else end, None)
        if self.next < end:
            self.next = self._find(end)
        self.scalar_end = end

    def add_start(self, event: Any, owner: Entry, container: Collection | None) -> None:
        """Take the next part: the start of the collection that is the value of `owner`."""
        start = event.start_mark.index
        is_bracket = is_in_brackets(self.text, event)
        if is_bracket or isinstance(container, Seq):  # else its first key begins here
            self._attach(start, Target(owner.above, container))
        if is_bracket:
            self.brackets += 1
            self.end, self.beside, self.container = start + 1, owner.beside, container

    def add_end(
        self,
        event: Any,
        node: Map | Seq,
        owner: Entry,
        container: Collection | None,
    ) -> None:
        """Take the next part: the end of a collection in brackets."""
        end = event.end_mark.index
        if node.live:
            self._attach(end - 1, Target(node.end, node, is_end=True))
        else:
            self._attach(end - 1, Target(owner.above, container))
        self.brackets -= 1
        self.end, self.beside, self.container = end, owner.beside, container
        if container is None:  # what follows the root is the end of the file
            self.beside, self.container = node.end, node

    def add_rest(self) -> None:
        """Take what stands below the last part."""
        self._attach(len(self.text), None)

    def _attach(self, position: int, below: Target | None) -> None:
        """Give away all comments before `position`, where `below` begins; None: nothing does."""
        gap = _Gap(self, below) if self.next < position else None
        while gap and self.next < position:
            found = LINE_BREAK.search(self.text, self.next)
            end = found.start() if found else len(self.text)
            gap.attach(self.next, self.text[self.next : end].rstrip(" \t"))
            self.next = self._find(end)


def is_in_brackets(text: str, event: Any) -> bool:
    """Return whether a collection stands in brackets of its own; `a: 1` of `[a: 1]` doesn't."""
    return bool(event.flow_style) and text[event.start_mark.index] in "{["


class _Gap:
    """Gives away the comments between two parts, from top to bottom."""

    def __init__(self, finder: CommentFinder, below: Target | None) -> None:
        self.finder = finder
        self.below = below
        # The innermost collection that the next comment may still be in; None: it belongs below.
        self.inner = None if below and finder.brackets else finder.container
        self.beside = (
            -1,
            -1,
        )  # line and column of the last comment, if it stood beside a part
        self.seen = max(finder.end, finder.scalar_end)

    def attach(self, position: int, comment: str) -> None:
        """Give a comment to what it belongs to; one right below another one continues it."""
        lines = self.finder.lines
        line = bisect_right(lines, position) - 1
        place = line, position - lines[line]
        is_beside = self.finder.end > 0 and self.finder.end >= lines[line]
        if is_beside or self.beside == (line - 1, place[1]):
            self.beside = place
            self.finder.beside.append(comment)
            _note(self.finder.container)
        else:
            self.beside = (-1, -1)
            self._put(self._target(position, place[1]), comment, line)
        self.seen = position

    def _target(self, position: int, column: int) -> Target:
        """Find what a comment belongs to that has a line of its own."""
        below, outer = self.below, self.below.container if self.below else None
        if (below and (outer is None or column <= (outer.column or 0))) or (
            below and self._has_begun(position)
        ):
            self.inner = None
        ending = _up_to(outer, self.inner)
        for container in ending:
            if container.column is not None and container.column <= column:
                self.inner = container
                return Target(container.end, container, is_end=True)
        if below:
            self.inner = None
            return below
        return Target(ending[-1].end, ending[-1], is_end=True)

    def _has_begun(self, position: int) -> bool:
        """Return whether a line above has nothing but the `-` of an item, or the `?` of a key."""
        lines = LINE_BREAK.split(self.finder.text[self.seen : position])
        return any(line.lstrip(" ").startswith(("-", "?")) for line in lines)

    def _put(self, target: Target, comment: str, line: int) -> None:
        """Add a comment, with the blank lines around it that are kept."""
        comments = target.comments
        is_spaced = target.is_end if not comments else bool(comments[-1])
        if is_spaced and self._is_blank(line - 1):
            comments.append("")
        comments.append(comment)
        if not target.is_end and self._is_blank(line + 1):
            comments.append("")
        _note(target.container)

    def _is_blank(self, line: int) -> bool:
        lines = self.finder.lines
        if not 0 <= line < len(lines) - 1:
            return False
        return not self.finder.text[lines[line] : lines[line + 1]].strip()


def _up_to(outer: Collection | None, inner: Collection | None) -> list[Collection]:
    """Return the collections from `inner` up to `outer`, which is left out; none if it isn't around."""
    found: list[Collection] = []
    while inner is not None and inner is not outer:
        found.append(inner)
        inner = inner.parent
    return found if inner is outer else []


def _note(container: Collection | None) -> None:
    """Remember that there are comments in a collection, and in all around it."""
    while container is not None and not container.is_commented:
        container.is_commented = True
        container = container.parent
