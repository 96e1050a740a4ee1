"""Read facts out of prose: limits, defaults, deprecation. Only what is certain counts."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Literal, cast

from wixgen.spec.api import Bound
from wixgen.spec.language import DECIMAL
from wixgen.spec.limits import (
    DECIMALS,
    ITEMS,
    LENGTH,
    LIMITS,
    SCALE,
    VALUE,
    Measure,
    crossed,
)

Facts = dict[str, Bound]
Side = Literal["lower", "upper"]

_NUMBER = r"`?(?P<number>-?\d[\d,]{0,17}(?:\.\d{1,17})?)`?"
_UNIT = r"(?: (?P<unit>[A-Za-z]{2,30}(?: [a-z]{2,30}s\b)?))?"
_SAID_AGAIN = r"(?: ?\((?P<again>[A-Za-z ,-]{1,80})\))?"  # (one hundred thousand)
#: After a limit comes an end, another limit, or another sentence; `30 days, 23 hours` is no limit.
_LIMIT = re.compile(
    r"(?:^|(?<=[\s.>(]))(?P<side>Min|Max|Minimum|Maximum)(?: (?P<what>length|items|value))?: ?"
    rf"{_NUMBER}{_UNIT}{_SAID_AGAIN}"
    r"(?=\.?\s*(?:$|\n|<|\||(?:Min|Max|Minimum|Maximum|Default)\b)|\.(?: |$)|,? (?:Min|Max))",
)
_LIMIT_OF = {
    (limit.side, limit.measure): limit for limit in LIMITS if not limit.is_exclusive
}
_TAG = re.compile(r"</?(?:b|strong|i|em|code|span)>|\*\*|__")
_BREAK = re.compile(r"<(?:br|li|p)\b[^<>]{0,20}>")
_CHARACTERS = {"character", "characters", "chars"}
_COUNTS = {"item", "items", "element", "elements", "value", "values", "entries"}
#: Units of a quantity that a field may hold in another unit, and words that are no unit.
_NO_COUNT = re.compile(
    r"(?:milli|micro)?seconds?|secs?|ms|minutes?|mins?|hours?|days?|weeks?|months?|years?"
    r"|bytes?|[KMGT]i?B|words?|lines?|digits?|decimals?|places?|percent|pixels?|px"
    r"|[A-Z]{3}|dollars?|cents?|meters?|per|of|and|or|in|for|to|if|when|an|the|at|each|plus|times"
)
_NOT_CERTAIN = re.compile(
    r"recommend|suggest|unless|except|premium|default|depend", re.I
)
_DEFAULT = re.compile(
    r"(?:^|(?<=[\s.>*]))Default: (?:`(?P<quoted>[^`\n]*)`|(?P<plain>[\w-]+))"
    r"(?=\.?\s*(?:$|\n|<|\|)|\.\s|,? (?:Min|Max)\b)"
)
_PLAIN = re.compile(DECIMAL)
_SCALE = re.compile("[0-9]{1,3}")
_NUMBERS = {"integer", "int32", "int64", "number"}
_DEPRECATED = re.compile(
    r"\W*(?:deprecated|DEPRECATED|Deprecated)\b[\s.:*_]*(?P<reason>.*)", re.DOTALL
)


def limits(description: str, kind: str, *, is_list: bool = False) -> Facts:
    """Return the limits that a description states for a field, by their name.

    Args:
        description: The field's description.
        kind: The field's kind, or that of the items of a list; "" for an object or an enum.
        is_list: The field is a list.

    Returns:
        The limits that fit the kind; none if they contradict each other.
    """
    found: Facts = {}
    text = _BREAK.sub("\n", _TAG.sub("", description.replace("&nbsp;", " ")))
    for match in _LIMIT.finditer(text):
        side: Side = "lower" if match["side"].startswith("Min") else "upper"
        measure = _measure(match, is_list=is_list)
        bound = _bound(match["number"], kind, measure)
        limit = _LIMIT_OF.get((side, measure)) if measure else None
        if limit and bound is not None and limit.accepts(kind, bound, is_list=is_list):
            found.setdefault(limit.name, bound)
    return {} if are_crossed(found) else found


def _measure(match: re.Match[str], *, is_list: bool) -> Measure | None:
    """Return what a stated limit bounds; None if that isn't certain."""
    unit, what = match["unit"] or "", match["what"] or ""
    if _NOT_CERTAIN.search(match["again"] or ""):
        return None
    if unit in _CHARACTERS or (what == "length" and not unit):
        return LENGTH
    if what == "length" and unit not in _COUNTS:
        return None
    if what == "items" or unit in _COUNTS:
        return ITEMS
    if any(_NO_COUNT.fullmatch(word) for word in unit.split()):
        return None
    return ITEMS if is_list else VALUE


def _bound(text: str, kind: str, measure: Measure | None) -> Bound | None:
    """Return a stated number as a bound of that measure; None if it can be none."""
    number = _number(text)
    if measure is VALUE:
        if kind in DECIMALS:
            return text.replace(",", "")
        return number if kind == "number" or isinstance(number, int) else None
    return number if isinstance(number, int) and number >= 0 else None


def decimal_limits(stated_json: str) -> Facts:
    """Return the limits in the JSON of a `decimalValue {…}`, whose numbers are often texts.

    They say, too, that the field is a decimal.
    """
    stated: dict[str, Any] = {}
    try:  # a number is taken as it is spelt: a float would not be exact
        found_json = json.loads(stated_json or "{}", parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return {}
    if isinstance(found_json, dict):
        stated = cast(dict[str, Any], found_json)
    found: Facts = {}
    for limit in LIMITS:
        text = str(stated.get(limit.operator, ""))
        if limit.measure is VALUE and _PLAIN.fullmatch(text):
            found[limit.name] = text
        elif limit.measure is SCALE and _SCALE.fullmatch(text):
            found[limit.name] = int(text)
    return {} if are_crossed(found) else found


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
    is_quoted = match["quoted"] is not None
    if kind == "string" and not is_quoted and not list(values):
        return None
    return converted(text, kind, list(values))


def converted(text: str, kind: str, values: Collection[str]) -> Any:
    """Return a default out of the page's text for it; None if the field can't have it.

    Args:
        text: The text, perhaps in quotes or backticks.
        kind: The field's kind; `name` is a type whose values are not known yet, which anything fits.
        values: The values of an enum, of which the default must be one.
    """
    text = text.strip().strip("`").strip('"')
    if values:
        return text if text in values else None
    if kind in {"name", "string"}:
        return text
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower())
    if kind in _NUMBERS and re.fullmatch(r"-?\d{1,18}(\.\d{1,17})?", text):
        number = _number(text)
        return number if kind == "number" or isinstance(number, int) else None
    if kind == "decimal":
        return text if is_decimal(text) else None
    return None


def is_decimal(text: str) -> bool:
    """Return whether a text is a decimal number as specs have it."""
    return _PLAIN.fullmatch(text) is not None


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


def are_crossed(found: Facts) -> bool:
    """Return whether no value can keep the limits: then the page means something else."""
    given = {limit: found[limit.name] for limit in LIMITS if limit.name in found}
    return any(crossed(given))
