"""Edits inside of mappings in flow style: `{type: string, min: 1}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wixgen.spec_text.printer import flow, flow_entry, scalar
from wixgen.spec_text.style import STYLES, Style
from wixgen.spec_text.text import Lines, Patch, patched
from wixgen.spec_text.text_tree import (
    Data,
    Entry,
    Leaf,
    Map,
    Moves,
    Node,
    comments_in,
    is_record,
    same,
)

_COMMA = re.compile(r"\s*,[ \t]*(?!#)")


class FlowEditor:
    """Finds the patches for mappings in flow style; all else in them stays untouched."""

    def __init__(self, lines: Lines, moves: Moves) -> None:
        self.text = lines.text
        self.lines = lines
        self.moves = moves

    def patches(self, node: Map, new: Data, style: Style) -> Iterator[Patch]:
        """What makes `node` say `new`."""
        if not node.entries:
            yield Patch(node.start, node.end, flow(new))
            return
        survivor: Entry | None = None
        waiting: list[str] = []
        for key, value in new.items():
            entry = node.entries.get(key)
            if entry is None:
                waiting.append(self._new(key, new, style))
                continue
            yield from self._inserted(survivor, entry, waiting)
            waiting = []
            yield from self._value(entry.node, value, style.child(key))
            survivor = entry
        if survivor is None:
            yield Patch(node.start + 1, node.start + 1, ", ".join(waiting))
        else:
            yield from self._inserted(survivor, None, waiting)
        yield from self._deleted(node, new)

    def _new(self, key: str, new: Data, style: Style) -> str:
        """A new entry; one that was moved as a person wrote it."""
        value = new[key]
        origin = self.moves.get((id(new), key))
        if origin is not None:
            changes = [*self._value(origin.node, value, style.child(key))]
            return patched(self.text, changes, origin.start, origin.end)
        members: Data = value.get("one_of") or {} if is_record(value) else {}
        if not any((id(members), one) in self.moves for one in members):
            return flow_entry(key, value, style)
        moved = ", ".join(self._new(one, members, STYLES["fields"]) for one in members)
        parts = [
            f"one_of: {{{moved}}}" if part == "one_of" else flow_entry(part, item)
            for part, item in value.items()
        ]
        return f"{scalar(key, True)}: {{{', '.join(parts)}}}"

    def _inserted(
        self, before: Entry | None, behind: Entry | None, entries: list[str]
    ) -> Iterator[Patch]:
        if entries and before is not None:
            # a key without a value: the blank after it is needed
            blank = " " if self.text[before.end - 1] == ":" else ""
            yield Patch(before.end, before.end, f"{blank}, {', '.join(entries)}")
        elif entries and behind is not None:
            yield Patch(behind.start, behind.start, f"{', '.join(entries)}, ")

    def _value(self, node: Node, new: Any, style: Style) -> Iterator[Patch]:
        if same(node, new):
            return
        if isinstance(node, Map) and node.is_flow and is_record(new) and new:
            yield from self.patches(node, new, style)
            return
        blank = " " if self.text[node.start - 1] == ":" else ""
        yield Patch(node.start, node.end, blank + self._with_comments(node, flow(new)))

    def _with_comments(self, node: Node, made: str) -> str:
        """A collection with the comments that stood in the one before it."""
        comments = [] if isinstance(node, Leaf) else comments_in(self.text, node)
        if not comments or made[0] not in "[{":
            return made
        last = self.lines.line_start(node.end)
        pad = re.match(" *", self.text[last:])
        breaks = "".join(
            f" {one}{self.lines.newline}{pad[0] if pad else ''}" for one in comments
        )
        return made[0] + breaks + made[1:]

    def _deleted(self, node: Map, new: Data) -> Iterator[Patch]:
        """Entries that are gone, with the comma behind each; comments stay."""
        kept = [entry for key, entry in node.entries.items() if key in new]
        gone = [entry for key, entry in node.entries.items() if key not in new]
        last = list(node.entries.values())[-1]
        if kept and last in gone:  # the comma before the last ones goes too
            end = kept[-1].end
            tail = [entry for entry in gone if entry.start > end]
            gaps = zip([end, *(entry.end for entry in tail)], tail, strict=False)
            if not any("#" in self.text[one : two.start] for one, two in gaps):
                yield Patch(end, last.end, "")
                gone = gone[: -len(tail)]
        for entry in gone:
            comma = _COMMA.match(self.text, entry.end) if entry is not last else None
            yield Patch(entry.start, comma.end() if comma else entry.end, "")
