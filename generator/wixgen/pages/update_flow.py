"""Edits inside of mappings in flow style: `{type: string, min: 1}`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from wixgen.pages.update_text import Patch
from wixgen.pages.update_tree import Data, Entry, Map, Node, same
from wixgen.pages.update_write import flow, flow_entry


def flow_patches(text: str, node: Map, new: Data) -> list[Patch]:
    """What makes `node` say `new`, all else in it untouched."""
    return list(_patches(text, node, new))


def _patches(text: str, node: Map, new: Data) -> Iterator[Patch]:
    if not node.entries:
        yield Patch(node.start + 1, node.start + 1, flow(new)[1:-1])
        return
    survivor: Entry | None = None
    waiting: list[str] = []
    for key, value in new.items():
        entry = node.entries.get(key)
        if entry is None:
            waiting.append(flow_entry(key, value))
            continue
        yield from _inserted(text, survivor, entry, waiting)
        waiting = []
        yield from _value(text, entry.node, value)
        survivor = entry
    yield from _inserted(text, survivor, None, waiting)
    yield from _deleted(node, new)


def _inserted(
    text: str, before: Entry | None, behind: Entry | None, entries: list[str]
) -> Iterator[Patch]:
    if not entries:
        return
    if before is not None:
        end = before.end
        if text[end - 1] in ": \t":  # a key without a value: the blank after it is needed
            yield Patch(end, end, f"{'' if text[end - 1] != ':' else ' '}, {', '.join(entries)}")
        else:
            yield Patch(end, end, f", {', '.join(entries)}")
    elif behind is not None:
        yield Patch(behind.start, behind.start, f"{', '.join(entries)}, ")


def _value(text: str, node: Node, new: Any) -> Iterator[Patch]:
    if same(node, new):
        return
    if isinstance(node, Map) and isinstance(new, dict) and new:
        yield from _patches(text, node, cast(Data, new))
        return
    blank = " " if text[node.start - 1] == ":" else ""
    yield Patch(node.start, node.end, blank + flow(new))


def _deleted(node: Map, new: Data) -> Iterator[Patch]:
    """Entries that are gone, each run of them with the comma before or behind it."""
    entries = list(node.entries.items())
    start: int | None = None
    for index, (key, entry) in enumerate(entries):
        if key in new:
            if start is not None:
                yield Patch(start, entry.start, "")
            start = None
        elif start is None:
            start = entry.start
            if all(later not in new for later, _ in entries[index:]):
                yield Patch(entries[index - 1][1].end if index else start, entries[-1][1].end, "")
                return
