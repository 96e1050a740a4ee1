"""Changed data -> changed text: only the places that differ are written anew."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from wixgen.diagnostics import LINE_BREAK
from wixgen.spec_text.printer import (
    STEP,
    WIDTH,
    after,
    flow,
    item_lines,
    quoted,
)
from wixgen.spec_text.respell import Speller
from wixgen.spec_text.style import STYLES, Style
from wixgen.spec_text.text import Patch, patched
from wixgen.spec_text.text_tree import (
    Data,
    Entry,
    Item,
    Leaf,
    Map,
    Moves,
    Seq,
    Tree,
    comments_in,
    is_list,
    is_record,
    plain,
    same,
)

_HEADER_COMMENT = re.compile(r"[|>][-+0-9]*([ \t]+#.*)?")


def rewritten(tree: Tree, moves: Moves) -> str:
    """The text of `tree`, changed such that it says what the live data of its root is."""
    editor = _Editor(tree, moves)
    style = STYLES["resource"]
    if tree.root.is_flow:
        changes = [*editor.flow.patches(tree.root, tree.root.live, style)]
        return patched(tree.text, changes)
    editor.block_map(tree.root, tree.root.live, style)
    return patched(tree.text, editor.patches)


class _Editor(Speller):
    """Collects the patches."""

    def __init__(self, tree: Tree, moves: Moves) -> None:
        super().__init__(tree, moves)
        self.moved = {id(entry) for entry in moves.values()}
        self.patches: list[Patch] = []

    def changes(self, entry: Entry, value: Any, style: Style) -> list[Patch]:
        """What makes an entry in block style say `value`."""
        kept, self.patches = self.patches, []
        self._value(entry, value, style, self.lines.column(entry.start))
        made, self.patches = self.patches, kept
        return made

    def _patch(self, start: int, end: int, text: str) -> None:
        self.patches.append(Patch(start, end, text))

    def block_map(self, node: Map, new: Data, style: Style) -> None:
        """Edit a mapping in block style."""
        first = next(iter(node.entries.values()))
        column = self.lines.column(first.start)
        survivor: Entry | None = None
        waiting: list[str] = []
        for key, value in new.items():
            entry = node.entries.get(key)
            if entry is None:
                waiting.append(key)
                continue
            if survivor is None and waiting:
                self._insert_before(node, entry, waiting, new, style, column)
            elif survivor is not None:
                self._insert_after(node, survivor, waiting, new, style, column)
            waiting = []
            self._value(entry, value, style.child(key), column)
            survivor = entry
        for key, entry in node.entries.items():
            if key not in new:
                self._delete(node, entry, column)
        if survivor is None:  # all that was there has been moved away
            self._insert_before(node, first, waiting, new, style, column)
        else:
            self._insert_after(node, survivor, waiting, new, style, column)

    def _is_gapped(self, node: Map, style: Style, key: str) -> bool:
        """Whether a blank line belongs above a new entry: as between those that are there."""
        if style.sections:
            return style.has_gap(key)
        entries = list(node.entries.values())
        spaced = [
            self.lines.is_spaced(one.end, two.start) for one, two in pairwise(entries)
        ]
        if not spaced:
            return style.gap
        return any(spaced) if style.gap else all(spaced)

    def _insert_after(
        self,
        node: Map,
        entry: Entry,
        keys: list[str],
        new: Data,
        style: Style,
        column: int,
    ) -> None:
        end = self.lines.extent(entry.end, column)
        for key in keys:
            gap = [""] if self._is_gapped(node, style, key) else []
            lines = ["", *gap, *self.new_lines(key, new, style, column)]
            self._patch(end, end, self.lines.joined(lines))

    def _insert_before(
        self,
        node: Map,
        entry: Entry,
        keys: list[str],
        new: Data,
        style: Style,
        column: int,
    ) -> None:
        lines: list[str] = []
        for key in keys:
            lines += self.new_lines(key, new, style, column)
            lines += [""] if self._is_gapped(node, style, key) else []
        if self.lines.is_first(entry.start):
            start = self.lines.lead(entry.start, column)
            self._patch(start, start, self.lines.joined([*lines, ""]))
        else:
            text = self.lines.joined([*lines, " " * column])
            self._patch(entry.start, entry.start, text[column:])

    def _delete(self, node: Map, entry: Entry, column: int) -> None:
        """Take an entry away; its comments stay, unless it was moved together with them."""
        if id(entry) in self.moved:
            start = self.lines.lead(entry.start, column)
            self._cut(start, self.lines.extent(entry.end, column))
        elif self.lines.is_first(entry.start):
            self._delete_lines(entry.start, entry.end)
        else:
            others = [
                one.start for one in node.entries.values() if one.start > entry.start
            ]
            self._patch(entry.start, min(others), "")

    def _delete_lines(self, start: int, end: int) -> None:
        comment = self.lines.comment_after(end)
        if comment:
            self._patch(start, self.lines.line_end(end), comment.lstrip())
        else:
            self._cut(self.lines.line_start(start), self.lines.line_end(end))

    def _cut(self, start: int, end: int) -> None:
        """Take whole lines away, with the break after them, or before them at the end."""
        following = self.lines.next_line(end)
        if following is None and start > 0:
            start = self.lines.line_end(self.lines.line_start(start - 1))
        self._patch(start, end if following is None else following, "")

    def _value(self, owner: Entry | Item, new: Any, style: Style, column: int) -> None:
        """Edit the value of a key or an item that stands at `column`."""
        node = owner.node
        if same(node, new):
            return
        match node:
            case Map(is_flow=False) if is_record(new) and new:
                self.block_map(node, new, style)
            case Seq(is_flow=False) if is_list(new) and new:
                self._block_seq(node, new, style)
            case Map(is_flow=True) if is_record(new):
                self._flow_map(owner, node, new, style, column)
            case _:
                self._replace(owner, new, style, column)

    def _block_seq(self, node: Seq, new: list[Any], style: Style) -> None:
        column = self.lines.column(node.items[0].start)
        old_ids = [_identity(plain(item.node)) for item in node.items]
        new_ids = [_identity(value) for value in new]
        each = STYLES[style.each]
        matcher = SequenceMatcher(None, old_ids, new_ids, autojunk=False)
        for _, start, end, new_start, new_end in matcher.get_opcodes():
            common = min(end - start, new_end - new_start)
            for item, value in zip(
                node.items[start:end], new[new_start:new_end], strict=False
            ):
                self._value(item, value, each, column)
            for item in node.items[start + common : end]:
                self._delete_lines(item.start, item.end)
            lines: list[str] = []
            for value in new[new_start + common : new_end]:
                lines += item_lines(value, each, column)
            if not lines:
                continue
            if start + common:
                at = self.lines.extent(node.items[start + common - 1].end, column)
                self._patch(at, at, self.lines.joined(["", *lines]))
            else:
                at = self.lines.lead(node.items[0].start, column)
                self._patch(at, at, self.lines.joined([*lines, ""]))

    def _flow_map(
        self, owner: Entry | Item, node: Map, new: Data, style: Style, column: int
    ) -> None:
        """Edit a mapping in flow style where it stands; one line that gets too long is unfolded."""
        is_one_line = LINE_BREAK.search(self.text, node.start, node.end) is None
        if node.entries and not self.has_guests(node, new):
            patches = [*self.flow.patches(node, new, style)]
            start = self.lines.line_start(node.start)
            width = len(patched(self.text, patches, start, node.end))
            if width <= WIDTH or not is_one_line:
                self.patches += patches
                return
        self._replace(owner, new, style, column)

    def _replace(
        self, owner: Entry | Item, new: Any, style: Style, column: int
    ) -> None:
        """Write a value anew; the comment after it stays."""
        node = owner.node
        head = owner.key_end if isinstance(owner, Entry) else owner.start
        if isinstance(owner, Entry):
            head = self.text.index(":", head)
        head += 1
        if isinstance(node, Leaf) and node.style == '"' and isinstance(new, str):
            text = quoted(new)
            if self.lines.column(node.start) + len(text) <= WIDTH:
                self._patch(node.start, node.end, text)
                return
        lines = self._after(owner, head, new, style, column)
        comment = self.lines.comment_after(node.end)
        if isinstance(node, Leaf) and node.style in {"|", ">"}:
            header = _HEADER_COMMENT.match(self.text, node.start)
            comment = (header[1] or "") if header else ""
        end = node.end + len(self.lines.comment_after(node.end))
        if isinstance(node, Map | Seq) and node.is_flow:
            comment += "".join(f"  {one}" for one in comments_in(self.text, node))
        is_quoted = lines[0].startswith(' "') and len(lines) > 1
        lines[-1 if is_quoted else 0] += f"  {comment.strip()}" if comment else ""
        self._patch(head, max(end, head), self.lines.joined(lines))

    def _after(
        self, owner: Entry | Item, head: int, new: Any, style: Style, column: int
    ) -> list[str]:
        """What to write after the key or the dash."""
        node = owner.node
        if isinstance(node, Map) and node.is_flow and node.entries and is_record(new):
            lines = self.unfolded(node, new, style, column + STEP)
            is_entry = isinstance(owner, Entry)
            return ["", *lines] if is_entry else [f" {lines[0].lstrip()}", *lines[1:]]
        if isinstance(owner, Entry):
            return after(self.lines.column(head), new, style, column)
        lines = item_lines(new, style, column)
        return [lines[0][column + 1 :], *lines[1:]]


def _identity(value: Any) -> tuple[str, object]:
    """What tells items of a list apart: records by being the same ones, others by what they say."""
    return ("record", id(value)) if is_record(value) else ("value", flow(value))
