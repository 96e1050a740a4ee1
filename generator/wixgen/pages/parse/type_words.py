"""Read a page's words for types: `string`, `array<Door>`, `map<string, integer>`, `none`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

#: The kinds of the spec language that words mean; a capital makes a word the name of a type, such as
#: `List`. Words that say nothing are `VAGUE`.
_KINDS = {
    "string": "string",
    "str": "string",
    "text": "string",
    "bytes": "string",
    "date": "string",
    "string (date-time)": "datetime",
    "string (date)": "string",
    "datetime": "datetime",
    "date-time": "datetime",
    "timestamp": "datetime",
    "guid": "guid",
    "uuid": "guid",
    "integer": "integer",
    "int": "integer",
    "uint32": "integer",
    "uint64": "int64",
    "int32": "int32",
    "int64": "int64",
    "long": "int64",
    "number": "number",
    "double": "number",
    "float": "number",
    "decimal": "decimal",
    "boolean": "boolean",
    "bool": "boolean",
    "any": "json",
    "unknown": "json",
    "json": "json",
}
#: Words that say no more than that there is a value: `object` without fields is any JSON, too.
VAGUE = frozenset({"", "none", "object", "struct", "value"})

_LIST = re.compile(r"(?:array|list|set|ReadonlyArray)<(?P<inner>.*)>", re.I)
_MAP = re.compile(r"(?:map|record|dictionary)<\s*string\s*,(?P<inner>.*)>", re.I)
_BARE = {"array": "list", "list": "list", "map": "map"}
_MOST = 5  # wrappers; the spec language allows as many


@dataclass(frozen=True)
class TypeWord:
    """A page's word for a type: the name in its lists and maps, and these from outside in."""

    wrappers: tuple[str, ...]  # `list`, `map`
    name: str  # as printed; "" for the items of a list of which nothing is said

    @property
    def kind(self) -> str:
        """The kind of the spec language that the name means; "" if it means none."""
        if self.name == "Date":  # JavaScript's, a point in time
            return "datetime"
        return _KINDS.get(self.name, "")

    @property
    def is_vague(self) -> bool:
        """Return whether the name says nothing about the value."""
        return self.name in VAGUE


def type_word(printed: str) -> TypeWord:
    """Return what a page prints as a type, taken apart."""
    name, wrappers = unescape(printed).strip(), list[str]()
    while len(wrappers) < _MOST:
        if found := _LIST.fullmatch(name):
            wrappers.append("list")
            name = found["inner"].strip()
        elif found := _MAP.fullmatch(name):
            wrappers.append("map")
            name = found["inner"].strip()
        elif name.endswith("[]"):
            wrappers.append("list")
            name = name[:-2].strip()
        else:
            break
    if name in _BARE and len(wrappers) < _MOST:
        wrappers.append(_BARE[name])
        name = ""
    return TypeWord(tuple(wrappers), name)
