"""What stands behind `type:` on a page, in the words of most pages or in those that few have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from wixgen.spec.api import EnumType, Kind, ListOf, MapOf, ObjectType, Type

Half = Literal["rest", "sdk"]
NameOf = Callable[[ObjectType | EnumType], str]

_WORDS = {
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "integer",
    Kind.INT32: "integer",
    Kind.NUMBER: "number",
    Kind.OBJECT: "object",
    Kind.JSON: "object",
}
_FRACTIONS = ("double", "float", "number")


def word_of(type_: Type, half: Half, name_of: NameOf) -> str:
    """A type as most pages have it: of a list of primitives they don't say of what."""
    if isinstance(type_, Kind):
        is_date = type_ is Kind.DATETIME and half == "sdk"
        return "Date" if is_date else _WORDS.get(type_, "string")
    if isinstance(type_, MapOf):
        return "object"
    if isinstance(type_, ListOf):
        item = type_.item
        named = isinstance(item, ObjectType | EnumType)
        return f"array<{name_of(item)}>" if named else "array"
    return name_of(type_)


def odd_word_of(type_: Type, half: Half, name_of: NameOf, name: str) -> str:
    """A type in the words of few pages, which say all of it."""
    if isinstance(type_, MapOf):
        return f"map<string, {odd_word_of(type_.item, half, name_of, name)}>"
    if isinstance(type_, ListOf):
        inner = odd_word_of(type_.item, half, name_of, name)
        is_escaped = isinstance(type_.item, ObjectType) and len(name) % 2
        return f"array&lt;{inner}&gt;" if is_escaped else f"array<{inner}>"
    if type_ is Kind.NUMBER:
        return _FRACTIONS[len(name) % len(_FRACTIONS)]
    if type_ is Kind.JSON:
        return "any"
    return word_of(type_, half, name_of)
