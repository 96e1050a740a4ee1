"""Puts the changes that pages bring about into words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from wixgen.diff.changes import ENTRY, MEMBERS, RENAMED, Change
from wixgen.spec.values import Data

UNKNOWN = "the page documents it, no spec does"

#: What an entry of a list or a mapping is, by the key that it stands under; None: a field.
_ENTRIES = {
    "permissions": "the permission",
    "errors": "the error",
    "enum": "the value",
    "query": "the field of queries",
    "operators": "the operator",
    "sort": "the order",
    "options": "the option of the SDK",
    "attributes": "the attribute",
}


def words_of(change: Change) -> str:
    """Return what a change is, in a sentence that names both sides."""
    *_, key, name = ("", "", *change.path)
    if change.fact == RENAMED:
        return f"the page calls it `{change.after}`"
    if change.fact == MEMBERS:
        return _of_group(change)
    if change.fact == ENTRY:
        return _of_entry(change, key, name)
    is_one_sided = change.before is None or change.after is None
    if change.fact in _HAD and is_one_sided:
        sides = ("page", "spec") if change.before is None else ("spec", "page")
        return "the {} has it, the {} doesn't".format(*sides)
    if change.fact == "undocumented":
        return _UNDOCUMENTED[bool(change.after)]
    if change.fact in _KEYS:
        return _KEYS[change.fact](_said(change.after), _said(change.before))
    fact = f"{key}.{change.fact}" if key in {"sdk"} else change.fact
    fact = f"sdk.{change.fact}" if name == "sdk" else fact
    return f"`{fact}` is {_said(change.after)} on the page, {_said(change.before)} in the spec"


def _of_group(change: Change) -> str:
    page, spec = (
        ", ".join(sorted(members)) if members else ""
        for members in (change.after, change.before)
    )
    if not spec:
        return f"the page has a one-of of {page}, the spec doesn't"
    if not page:
        return f"the spec has a one-of of {spec}, the page doesn't"
    return f"the page has a one-of of {page}, the spec one of {spec}"


def _of_entry(change: Change, key: str, name: str) -> str:
    is_new = change.before is None
    if key in {"methods", "webhooks", "types"}:
        return UNKNOWN if is_new else "no page needs it"
    if key == "required":
        sides = ("page", "spec") if is_new else ("spec", "page")
        return "the {} requires it, the {} doesn't".format(*sides)
    if key == "exactly_one":
        sides = ("page", "spec") if is_new else ("spec", "page")
        group = name.rpartition(".")[2]
        return (
            f"the {sides[0]} requires one member of `{group}`, the {sides[1]} doesn't"
        )
    what = f"{_ENTRIES[key]} {_entry(key, name, change)}" if key in _ENTRIES else "it"
    if change.before is not None and change.after is not None:
        return f"the page has {_ENTRIES.get(key, 'it')} `{name}` as {_said(change.after)}, the spec as {_said(change.before)}"
    sides = ("page", "spec") if is_new else ("spec", "page")
    return f"the {sides[0]} has {what}, the {sides[1]} doesn't"


def _entry(key: str, name: str, change: Change) -> str:
    value = change.after if change.before is None else change.before
    if key in {"permissions", "attributes"}:
        return f"`{name}`: `{value}`"
    if key == "errors":
        return ": ".join(f"`{part}`" for part in name.split(" ", 1))
    return f"`{name}`"


#: What a webhook has or has not.
_HAD = {"modified_fields", "entity", "data"}
_UNDOCUMENTED = {
    True: "the spec has it, the page doesn't, but for an example",
    False: "the page has it, the spec has it as undocumented",
}
_KEYS: dict[str, Callable[[str, str], str]] = {
    "http": lambda page, spec: f"the page has {page}, the spec {spec}",
    "type": lambda page, spec: f"the page has {page}, the spec {spec}",
    "event_type": lambda wix, spec: f"Wix's event type is {wix}, {spec} in the spec",
    "kind": lambda page, spec: f"the page shows a webhook of kind {page}, the spec {spec}",
}


def _said(value: Any) -> str:
    match value:
        case None:
            return "missing"
        case Data():
            return f"`{value.value}`"
        case bool():
            return f"`{str(value).lower()}`"
        case dict():
            parts = cast(dict[str, Any], value).items()
            return "`" + ", ".join(f"{key}: {part}" for key, part in parts) + "`"
        case _:
            return f"`{value}`"
