"""The values in a filter, as their fields compare: what of the JSON they are held against, and by which key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from wixapi._local.queries.comparing import as_json, digits, folded, moment
from wixapi._local.queries.field_types import Kind

_NUMBERS = ("integer", "real")
_FLAGS = ("true", "false")
SCALARS = ("text", *_NUMBERS, *_FLAGS)
"""The types of JSON that are neither null nor have parts."""
DATE = "$date"
"""The only member of a date in the items of data collections."""

_AS_WIX = "____-__-__T__:__:__.___Z"
_MOMENT = f"(CASE WHEN {{value}} LIKE '{_AS_WIX}' THEN substr({{value}}, 1, 23) || '000' ELSE wix_moment({{value}}) END)"
"""What `wix_moment` says, without it for dates as Wix itself writes them."""
_DATE_KEY = (
    "wix_moment(json_extract(CASE {type} WHEN 'object' THEN {value} END, "
    f"""'$."{DATE}"'))"""
)
"""The same of a date in the items of data collections."""
Bound: TypeAlias = str | float | int


@dataclass(frozen=True, slots=True)
class Operand:
    """A value that can be compared."""

    types: tuple[str, ...]
    """Of the JSON that compares with it, as SQLite calls them."""
    key: str
    """SQL of what compares, around `{type}` and `{value}`."""
    bound: Bound
    """The same of the value."""

    def test(self, type_: str, value: str, comparison: str, bound: str) -> str:
        """Return the condition that a node compares so with the value."""
        return f"({is_of(type_, self.types)} AND {self.key.format(type=type_, value=value)} {comparison} {bound})"


def is_of(type_: str, types: tuple[str, ...]) -> str:
    """Return the condition that a node's type is one of these."""
    return f"{type_} IN ({', '.join(map(repr, types))})"


def operand(kind: Kind, value: Any) -> Operand | None:
    """Return what a value means for a field; None: no such field can hold it.

    Args:
        kind: what the field holds.
        value: JSON, not null.
    """
    if kind == "moment":
        return _if(("text",), _MOMENT, moment(value))
    if kind == "digits":
        return _if(("text", *_NUMBERS), "wix_digits({value})", digits(value))
    if kind == "number" and isinstance(value, str):
        return _number(value)
    found = _by_itself(value)
    fits = {"text": ("text",), "number": _NUMBERS, "flag": _FLAGS}.get(kind)
    return found if found is None or fits is None or found.types == fits else None


def sort_keys(kind: Kind) -> list[tuple[tuple[str, ...], str]]:
    """Return by what a field is sorted: keys around `{type}` and `{value}` by the types of JSON that have them."""
    keys: dict[Kind, list[tuple[tuple[str, ...], str]]] = {
        "text": [(("text",), "{value}")],
        "number": [(_NUMBERS, "{value}")],
        "flag": [(_FLAGS, "{value}")],
        "digits": [(("text", *_NUMBERS), "wix_digits({value})")],
        "moment": [(("text",), _MOMENT)],
    }
    dates = (("object",), _DATE_KEY)
    return keys.get(kind, [(("text", *_NUMBERS, *_FLAGS), "{value}"), dates])


def text_operand(value: str) -> str:
    """Return text as it compares where capitals make no difference."""
    return cast("str", folded(value))


def _if(types: tuple[str, ...], key: str, bound: Bound | None) -> Operand | None:
    """Return an operand, if its value can be read."""
    return None if bound is None else Operand(types, key, bound)


def _number(text: str) -> Operand | None:
    """Return the operand of a number that came as text, as in the query of a URL."""
    try:
        return Operand(_NUMBERS, "{value}", int(text))
    except ValueError:
        pass
    try:
        return Operand(_NUMBERS, "{value}", float(text))
    except ValueError:
        return None


def _by_itself(value: Any) -> Operand | None:
    """Return what a value means for a field of which nothing is known."""
    if isinstance(value, bool):
        return Operand(_FLAGS, "{value}", int(value))
    if isinstance(value, int | float):
        return Operand(_NUMBERS, "{value}", value)
    if isinstance(value, str):
        return Operand(("text",), "{value}", value)
    if isinstance(value, dict) and [*cast("dict[str, Any]", value)] == [DATE]:
        read = moment(cast("dict[str, Any]", value)[DATE])
        return _if(("object",), _DATE_KEY, read)
    return Operand(("object", "array"), "wix_canonical({value})", as_json(value))
