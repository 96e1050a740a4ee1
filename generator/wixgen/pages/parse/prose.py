"""Read facts out of prose: limits, defaults, deprecation. Only what is certain counts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from wixgen.spec.api import Bound
from wixgen.spec.language import DECIMAL
from wixgen.spec.limits import LIMITS, SCALE, VALUE, Measure, crossed

Facts = dict[str, Bound]

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
_DECIMAL_VALUE = re.compile(r"\bdecimalValue (\{[^{}]*\})")
_PLAIN = re.compile(DECIMAL)
_SCALE = re.compile("[0-9]{1,3}")
_DEPRECATED = re.compile(
    r"\W*(?:deprecated|DEPRECATED|Deprecated)\b[\s.:*_]*(?P<reason>.*)", re.DOTALL
)


def limits(description: str, kind: str) -> Facts:
    """Return the limits that a description states for a field, by their name.

    Args:
        description: The field's description.
        kind: The field's kind: `string`, `integer`, `list` and so on.

    Returns:
        The limits that fit the kind; none if they contradict each other.
    """
    found: Facts = {}
    for match in _LIMIT.finditer(description):
        side = "lower" if match["side"].startswith("Min") else "upper"
        number = _number(match["number"])
        unit = match["unit"] or ""
        for limit in LIMITS:
            if (
                (limit.side, kind in limit.fits) == (side, True)
                and unit in limit.measure.page_units
                and not limit.is_exclusive
                and _is_possible(number, kind, limit.measure)
            ):
                found.setdefault(limit.name, number)
    return {} if _are_crossed(found) else found


def decimal_limits(validation: str) -> Facts:
    """Return the limits in the `decimalValue {…}` of a line's facts: JSON, its numbers often texts.

    They say, too, that the field is a decimal.
    """
    match = _DECIMAL_VALUE.search(validation)
    stated: dict[str, Any] = {}
    try:  # a number is taken as it is spelt: a float would not be exact
        stated = json.loads(match[1], parse_float=str, parse_int=str) if match else {}
    except ValueError:
        return {}
    found: Facts = {}
    for limit in LIMITS:
        text = str(stated.get(limit.operator, ""))
        if limit.measure is VALUE and _PLAIN.fullmatch(text):
            found[limit.name] = text
        elif limit.measure is SCALE and _SCALE.fullmatch(text):
            found[limit.name] = int(text)
    return {} if _are_crossed(found) else found


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
    if kind == "decimal":
        return text.strip('"') if _PLAIN.fullmatch(text.strip('"')) else None
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


def _is_possible(number: float, kind: str, measure: Measure) -> bool:
    """Return whether a limit of that measure can be the number."""
    if measure is VALUE:
        return kind == "number" or (kind == "integer" and isinstance(number, int))
    return isinstance(number, int) and number >= 0


def _are_crossed(found: Facts) -> bool:
    """Return whether no value can keep the limits: then the page means something else."""
    given = {limit: found[limit.name] for limit in LIMITS if limit.name in found}
    return any(crossed(given))
