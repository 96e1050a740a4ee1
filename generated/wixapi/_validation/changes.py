"""What changed between two states of an object: what has another wire form. And what both of two people changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from pydantic_core import to_jsonable_python

from wixapi._validation.free_json import write_json
from wixapi._validation.parts import Part
from wixapi._validation.tables import ObjectWriter
from wixapi._validation.walker import Refused, Write


def changed_part(writer: ObjectWriter, new: Part, old: Part) -> Part | None:
    """Return the fields of `new` whose wire form isn't that of `old`, and those that are demanded.

    None: nothing that a request may change is different.
    """
    entries, before = writer.entries_of(new, hidden=True), wire_forms(writer, old)
    kept = {*writer.required}
    for members, demanded in writer.groups:
        if demanded:
            kept.update(members)
    present: dict[str, bool] = {}
    same: set[str] = set()
    for name, x in new.items:
        if (entry := entries.get(name)) is None:
            continue
        wire, write = entry
        present[wire] = x is not None
        if wire in before and _same(_as_far_as_possible(write, x), before[wire]):
            same.add(wire)
    untouched = _as_it_came(writer, new, old)
    same.update(entries[name][0] for name in untouched if name in entries)
    unknown = _changed_unknown(new, old)
    strange = {name for name, _ in new.items} - entries.keys() - untouched
    if present.keys() - writer.read_only <= same and not (unknown or strange):
        return None
    unchanged = same - kept
    for members, _ in writer.groups:  # a group is checked as a whole, or not at all
        if any(present.get(wire) and wire not in unchanged for wire in members):
            unchanged.difference_update(members)
    items = [
        (name, x)
        for name, x in new.items
        if (entries[name][0] not in unchanged if name in entries else name in strange)
    ]
    return Part(items, new.by_hand, new.is_by_hand, unknown)


def _as_it_came(writer: ObjectWriter, new: Part, old: Part) -> set[Any]:
    """Return the names in a dict whose values are those of `old`, what isn't known included: the caller took
    them from there. None of a model, which knows that by itself."""
    if new.by_hand is not None:
        return set()
    before = _by_wire_name(writer, old)
    return {
        name
        for wire, (name, x) in _by_wire_name(writer, new).items()
        if wire in before and _same(_json(x), _json(before[wire][1]))
    }


def _json(value: Any) -> Any:
    """Return a value as `Model.to_dict` writes it."""
    is_date = isinstance(value, datetime)
    return _as_far_as_possible(
        write_json, to_jsonable_python(value) if is_date else value
    )


def _by_wire_name(writer: ObjectWriter, part: Part) -> dict[Any, tuple[Any, Any]]:
    """Return names and values by wire name, those of no field included."""
    entries = writer.entries_of(part, hidden=True)
    return {
        entries[name][0] if name in entries else name: (name, x)
        for name, x in (*part.items, *part.unknown.items())
    }


def merged(mine: Any, base: Any, theirs: Any) -> Any:
    """Return `theirs`, an object in wire form, with all that makes `mine` differ from `base`."""
    if mine.__class__ is not dict or theirs.__class__ is not dict:
        return theirs if _same(mine, base) else mine
    new, latest = cast("dict[str, Any]", mine), cast("dict[str, Any]", theirs)
    old: dict[str, Any] = base if base.__class__ is dict else {}
    result = {name: x for name, x in latest.items() if name in new or name not in old}
    for name, x in new.items():
        if name not in old or not _same(x, old[name]):
            result[name] = merged(x, old.get(name), latest.get(name))
    return result


def wire_forms(writer: ObjectWriter, part: Part) -> dict[str, Any]:
    """Return the wire form of all fields, also of read-only ones, whatever is wrong with them."""
    entries = writer.entries_of(part, hidden=True)
    return {
        entries[name][0]: _as_far_as_possible(entries[name][1], x)
        for name, x in part.items
        if name in entries
    }


def _changed_unknown(new: Part, old: Part) -> dict[str, Any]:
    """Return what came beside the fields and isn't as it was."""
    before = dict(old.items) if old.by_hand is None else old.unknown
    return {
        name: x
        for name, x in new.unknown.items()
        if name not in before or not _same(_json(x), _json(before[name]))
    }


def _as_far_as_possible(write: Write, value: Any) -> Any:
    """Return what `write` makes of a value, whatever is wrong with it."""
    if value is None:
        return None
    try:
        return write(value, 0)
    except Refused as error:
        return error.written


def _same(one: Any, other: Any) -> bool:
    """Return whether two wire values are the same JSON; unlike ==, tells 1 from True."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, dict):
        new, old = cast("dict[str, Any]", one), cast("dict[str, Any]", other)
        return new.keys() == old.keys() and all(
            _same(new[key], old[key]) for key in new
        )
    if isinstance(one, list):
        items, others = cast("list[object]", one), cast("list[object]", other)
        return len(items) == len(others) and all(map(_same, items, others))
    return one is other or (isinstance(one, str | int | float) and one == other)
