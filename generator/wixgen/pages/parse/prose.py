"""Read facts out of prose: limits, defaults, deprecation. Only what is certain counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_NUMBER = r"`?(?P<number>-?\d[\d,]{0,17}(?:\.\d{1,17})?)`?"
_UNIT = r"(?: (?P<unit>characters?|items?|elements?|values?))?"
#: After a limit comes an end, another limit, or another sentence; `30 days, 23 hours` is no limit.
_LIMIT = re.compile(
    rf"(?:^|(?<=[\s.>*]))(?P<side>Min|Max|Minimum|Maximum): {_NUMBER}{_UNIT}"
    r"(?=\.?\s*(?:$|\n|<|\||(?:Min|Max|Minimum|Maximum|Default)\b)|\.(?: |$)|,? (?:Min|Max)|\.$)",
)
_DEFAULT = re.compile(
    r"(?:^|(?<=[\s.>*]))Default: (?:`(?P<quoted>[^`\n]*)`|(?P<plain>[\w-]+))"
    r"(?=\.?\s*(?:$|\n|<|\|)|\.\s|,? (?:Min|Max)\b)"
)
_DEPRECATED = re.compile(
    r"\W*(?:deprecated|DEPRECATED|Deprecated)\b[\s.:*_]*(?P<reason>.*)", re.DOTALL
)

_CHARACTERS = {"character", "characters"}


def limits(description: str, kind: str) -> dict[str, int | float]:
    """Return the limits that a description states for a field of a kind, by their key in a spec.

    Args:
        description: The field's description.
        kind: The field's kind: `string`, `integer`, `number`, `list` or another, which has no limits.

    Returns:
        The limits that fit the kind. None of them if a lower one is above an upper one: then the prose
        means something else.
    """
    found: dict[str, int | float] = {}
    for match in _LIMIT.finditer(description):
        side = match["side"][:3].lower()
        number = _number(match["number"])
        unit = match["unit"] or ""
        if (
            kind == "string"
            and unit in _CHARACTERS
            and isinstance(number, int)
            and number >= 0
        ):
            found.setdefault(f"{side}_length", number)
        elif (
            kind == "list"
            and unit not in _CHARACTERS
            and isinstance(number, int)
            and number >= 0
        ):
            found.setdefault(f"{side}_items", number)
        elif (kind == "number" and not unit) or (
            kind == "integer" and not unit and isinstance(number, int)
        ):
            found.setdefault(side, number)
    if any(_crossed(found, suffix) for suffix in ("", "_length", "_items")):
        return {}
    return found


def default(description: str, kind: str, values: Iterator[str] | list[str]) -> Any:
    """Return the default that a description states, if it fits the field; None if there is none.

    Args:
        description: The field's description.
        kind: The field's kind; `name` is a type whose values are not known yet, which anything fits.
        values: The values of an enum, of which the default must be one.
    """
    match = _DEFAULT.search(description)
    if match is None:
        return None
    text = (
        match["quoted"] if match["quoted"] is not None else match["plain"].rstrip(".")
    )
    if known := list(values):
        return text if text in known else None
    if kind == "name":
        return text
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower())
    if kind in {"integer", "number"} and re.fullmatch(r"-?\d{1,18}(\.\d{1,17})?", text):
        number = _number(text)
        return number if kind == "number" or isinstance(number, int) else None
    return text.strip('"') if kind == "string" and match["quoted"] else None


def deprecation(description: str) -> bool | str:
    """Return the reason that follows `Deprecated` at the begin of a description.

    True if no reason follows; False if the description doesn't begin with that word.
    """
    match = _DEPRECATED.match(description)
    if match is None:
        return False
    return " ".join(match["reason"].split()) or True


def _number(text: str) -> int | float:
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _crossed(found: dict[str, int | float], suffix: str) -> bool:
    low, high = found.get(f"min{suffix}"), found.get(f"max{suffix}")
    return low is not None and high is not None and low > high
