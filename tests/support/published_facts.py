"""The facts that a published type says of a field in its tags, in the words of a spec.

facts_of_member(member, "string")     # {"type": "guid", "read_only": True}
"""

from __future__ import annotations

import re
import zlib
from typing import Any

from support.declarations import Doc, Member
from wixgen.spec.limits import LIMITS_BY_NAME

_TYPES = {"GUID": "guid", "DECIMAL_VALUE": "decimal"}
_NUMBERS = ("int32", "integer", "number")
_VALUES = {"min": "min", "max": "max"}
_LENGTHS = {"minLength": "min_length", "maxLength": "max_length"}
_SIZES = {"minSize": "min_items", "maxSize": "max_items"}
_OPERATORS = {one.operator: one.name for one in LIMITS_BY_NAME.values() if one.operator}


def facts_of_member(member: Member, type_: str) -> dict[str, Any]:
    """The declaration of a field without its description: its type, its limits, its marks."""
    doc = member.doc
    item = type_.removeprefix("list[").removesuffix("]")
    format_ = _last(doc, "format")
    if item == "integer":
        item = _number(doc, member.name)
    if item == "string":
        item = _TYPES.get(format_, item)
    is_list = type_.startswith("list[") and not type_.startswith("list[list[")
    shown = f"list[{item}]" if is_list else item if "[" not in type_ else type_
    made: dict[str, Any] = {"type": shown, **_limits(doc, item, is_list=is_list)}
    if item == "string" and format_:
        made["format"] = format_
    if doc.values("readonly"):
        made["read_only"] = True
    if doc.values("immutable"):
        made["immutable"] = True
    return made


def _number(doc: Doc, name: str) -> str:
    """What kind of number: the types don't say it, pages do, so a name decides."""
    bounds = "".join(_last(doc, tag) for tag in _VALUES)
    return "number" if "." in bounds else _NUMBERS[zlib.crc32(name.encode()) % 3]


def _limits(doc: Doc, item: str, *, is_list: bool) -> dict[str, Any]:
    words: dict[str, str] = dict(_SIZES) if is_list else {}
    if item in _NUMBERS:
        words |= _VALUES
    if item in {"string", "guid", "decimal"}:
        words |= _LENGTHS
    found = {name: _last(doc, tag) for tag, name in words.items()}
    limits: dict[str, Any] = {
        name: float(text) if "." in text else int(text)
        for name, text in found.items()
        if re.fullmatch(r"-?\d+(\.\d+)?", text)
    }
    if item == "decimal":
        options = re.findall(r"(\w+):\s*(-?[\d.]+)", _last(doc, "decimalValue"))
        for operator, bound in options:
            if operator in _OPERATORS:
                name = _OPERATORS[operator]
                limits[name] = int(bound) if name == "max_scale" else bound
    return limits


def _last(doc: Doc, tag: str) -> str:
    return "".join(doc.values(tag)[-1:]).strip()
