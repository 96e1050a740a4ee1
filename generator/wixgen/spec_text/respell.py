"""How entries are spelt that a person wrote and that now stand elsewhere or in another style."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from wixgen.diagnostics import LINE_BREAK
from wixgen.spec_text.flow_edit import FlowEditor
from wixgen.spec_text.printer import STEP, WIDTH, after, entry_lines, scalar
from wixgen.spec_text.style import STYLES, Style
from wixgen.spec_text.text import Lines, Patch, patched
from wixgen.spec_text.text_tree import Data, Entry, Map, Moves, Tree, is_record, same


class Speller(ABC):
    """Writes entries with the words, the quotes and the comments that they have in the text."""

    def __init__(self, tree: Tree, moves: Moves) -> None:
        self.text = tree.text
        self.lines = Lines(tree.text)
        self.moves = moves
        self.flow = FlowEditor(self.lines, moves)
        self.in_block = {
            id(entry)
            for node in tree.maps.values()
            if not node.is_flow
            for entry in node.entries.values()
        }

    @abstractmethod
    def changes(self, entry: Entry, value: Any, style: Style) -> list[Patch]:
        """What makes an entry in block style say `value`."""

    def new_lines(self, key: str, new: Data, style: Style, column: int) -> list[str]:
        """The lines of an entry that isn't there yet; of one that was moved, as a person wrote it."""
        origin = self.moves.get((id(new), key))
        if origin is not None:
            return self._moved_lines(key, origin, new[key], style.child(key), column)
        value = new[key]
        members: Data = value.get("one_of") or {} if is_record(value) else {}
        if not any((id(members), one) in self.moves for one in members):
            return entry_lines(key, value, style.child(key), column)
        lines = [" " * column + scalar(key) + ":"]
        for part, item in value.items():
            if part != "one_of":
                lines += entry_lines(part, item, STYLES["data"], column + STEP)
                continue
            lines.append(" " * (column + STEP) + "one_of:")
            for one in members:
                lines += self.new_lines(
                    one, members, STYLES["fields"], column + 2 * STEP
                )
        return lines

    def _moved_lines(
        self, key: str, origin: Entry, value: Any, style: Style, column: int
    ) -> list[str]:
        """The text of an entry with its comments and changes, indented for its new place."""
        if id(origin) not in self.in_block:
            return self._unfolded_entry(key, origin, value, style, column)
        old = self.lines.column(origin.start)
        start = self.lines.lead(origin.start, old)
        end = self.lines.extent(origin.end, old)
        text = patched(self.text, self.changes(origin, value, style), start, end)
        return [_shifted(line, column - old) for line in LINE_BREAK.split(text)]

    def has_guests(self, node: Map, new: Data) -> bool:
        """Whether entries in block style have been moved into a mapping in flow style."""
        for key, value in new.items():
            origin = self.moves.get((id(new), key))
            if origin is not None and id(origin) in self.in_block:
                return True
            entry = node.entries.get(key)
            inner = entry.node if entry else None
            if (
                isinstance(inner, Map)
                and is_record(value)
                and self.has_guests(inner, value)
            ):
                return True
        return False

    def unfolded(self, node: Map, new: Data, style: Style, column: int) -> list[str]:
        """A mapping in block style; what hasn't changed is spelt as it was in flow style."""
        lines: list[str] = []
        for key, value in new.items():
            entry = node.entries.get(key)
            if entry is None:
                lines += self.new_lines(key, new, style, column)
                continue
            lines += self._unfolded_entry(key, entry, value, style.child(key), column)
        return lines

    def _unfolded_entry(
        self, key: str, entry: Entry, value: Any, style: Style, column: int
    ) -> list[str]:
        old = self.text[entry.start : entry.key_end]
        line = " " * column + self._flow_line(entry, value, style)
        if len(line) <= WIDTH and not LINE_BREAK.search(line):
            return [line.rstrip()]
        if old.startswith("?"):
            return entry_lines(key, value, style, column)
        head = " " * column + old + ":"
        if isinstance(entry.node, Map) and is_record(value):
            return [head, *self.unfolded(entry.node, value, style, column + STEP)]
        rest = after(len(head), value, style, column)
        return [head + rest[0], *rest[1:]]

    def _flow_line(self, entry: Entry, value: Any, style: Style) -> str:
        """An entry as it stands in flow style, with its changes; a line break if it can't."""
        if same(entry.node, value):
            return self.text[entry.start : entry.end]
        if not isinstance(entry.node, Map) or not is_record(value):
            return "\n"
        if not entry.node.entries or self.has_guests(entry.node, value):
            return "\n"
        patches = self.flow.patches(entry.node, value, style)
        return patched(self.text, patches, entry.start, entry.end)


def _shifted(line: str, shift: int) -> str:
    """A line with more or fewer blanks before it."""
    if not line.strip():
        return line
    return " " * shift + line if shift >= 0 else line[-shift:]
