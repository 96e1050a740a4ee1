"""Turn what a page prints about a field into the facts of a spec: its kind, limits, flags, format.

`printed` are the facts behind the description by the page's words (see `parse.attributes`). What isn't
known, or doesn't fit the field, is kept as `attributes`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from math import isfinite
from typing import cast

from wixgen.pages.parse import prose
from wixgen.spec.api import Bound, Kind
from wixgen.spec.language import FORMAT
from wixgen.spec.limits import DECIMALS, LIMITS, LIMITS_BY_NAME, VALUE
from wixgen.spec.types import KINDS, kind_of_format

_FLAGS = {
    "read-only": "read_only",
    "readonly": "read_only",
    "immutable": "immutable",
    "deprecated": "deprecated",
}
_LIMITS = {limit.openapi.lower(): limit for limit in LIMITS} | {
    "min": LIMITS_BY_NAME["min"],
    "max": LIMITS_BY_NAME["max"],
    "minsize": LIMITS_BY_NAME["min_items"],
    "maxsize": LIMITS_BY_NAME["max_items"],
}
_OF_TEXT = ("minlength", "maxlength")
_OF_NUMBER = ("minimum", "maximum", "min", "max")
_FLOATS = {"double", "float"}
_LONGEST = 1000  # characters that are kept of what isn't known
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")

#: The kinds that a format can make more exact.
_REFINED = {
    Kind.GUID: {"string"},
    Kind.DATETIME: {"string"},
    Kind.DECIMAL: {"string"},
    Kind.INT32: {"integer", "number"},
    Kind.INT64: {"string", "integer", "number"},
}


def refined_kind(kind: str, printed: Mapping[str, str], *, is_sure: bool) -> str:
    """Return the kind of a field, made more exact by what is printed; the same if nothing does.

    Args:
        kind: The kind that the page's word for the type means.
        printed: The facts behind the description.
        is_sure: The page's word says a kind; if not, whatever is printed may say it.
    """
    format = printed.get("format", "")
    exact = kind_of_format(format)
    if prose.decimal_limits(printed.get("decimalValue", "")):
        exact = Kind.DECIMAL
    if exact is not None:
        return str(exact) if kind in _REFINED[exact] or not is_sure else kind
    if is_sure:
        return kind
    if format:
        return "number" if format.lower() in _FLOATS else "string"
    words = {word.lower(): value for word, value in printed.items()}
    if any(word in words for word in _OF_TEXT):
        return "string"
    if numbers := [words[word] for word in _OF_NUMBER if word in words]:
        return "integer" if all(map(str.isdigit, numbers)) else "number"
    return kind


def spec_facts(
    printed: Mapping[str, str], kind: str, values: Collection[str], *, is_list: bool
) -> dict[str, object]:
    """Return the facts of a field under the keys of a spec.

    Args:
        printed: The facts behind the description, by the page's words.
        kind: The field's final kind, or that of the items of a list; "" for an object or an enum.
        values: The values of an enum.
        is_list: The field is a list.
    """
    facts: dict[str, object] = {}
    words: dict[str, str] = {}  # of each fact, the page's
    unknown: dict[str, str] = {}
    for word, value in printed.items():
        key, fact = _fact(word, value, kind, values, is_list=is_list)
        if key is None or (fact is False and key in _FLAGS.values()):
            continue
        if fact is None:
            unknown[word] = value
        elif key not in facts:
            facts[key], words[key] = fact, word
    bounds = printed.get("decimalValue", "") if kind in DECIMALS else ""
    if limits := prose.decimal_limits(bounds):
        facts |= limits
        words |= dict.fromkeys(limits, "decimalValue")
        del unknown["decimalValue"]
    if prose.are_crossed(limits_among(facts)):
        unknown |= {words[key]: printed[words[key]] for key in limits_among(facts)}
        facts = {key: fact for key, fact in facts.items() if key not in LIMITS_BY_NAME}
    kept = {w: text[:_LONGEST] for w, text in unknown.items() if _WORD.fullmatch(w)}
    return facts | ({"attributes": kept} if kept else {})


def limits_among(facts: Mapping[str, object]) -> dict[str, Bound]:
    """Return the facts that are limits."""
    return {
        key: cast(Bound, fact) for key, fact in facts.items() if key in LIMITS_BY_NAME
    }


def _fact(
    word: str, value: str, kind: str, values: Collection[str], *, is_list: bool
) -> tuple[str | None, object]:
    """Return key and fact of one word; no fact if it says nothing that a spec has a key for.

    No key, too, means that the fact is said already.
    """
    lower = word.lower()
    if lower in _FLAGS:
        return _FLAGS[lower], _flag(value, keeps_words=lower == "deprecated")
    if lower in _LIMITS:
        limit = _LIMITS[lower]
        bound = _bound(value, kind if limit.measure is VALUE else "integer")
        is_counted = limit.measure is not VALUE
        fits = bound is not None and limit.accepts(kind, bound, is_list=is_list)
        if fits and is_counted and cast(int, bound) < 0:
            fits = False
        return limit.name, bound if fits else None
    if lower == "default":
        has_one = kind in KINDS or values
        return "default", (
            prose.converted(value, kind, values) if has_one and not is_list else None
        )
    if lower == "format":
        exact = kind_of_format(value)
        if exact is not None:
            return (None, None) if kind == str(exact) else ("format", None)
        is_one = kind in KINDS and re.fullmatch(FORMAT, value) is not None
        return "format", value if is_one else None
    return "attributes", None


def _flag(value: str, *, keeps_words: bool) -> bool | str | None:
    """Return a flag's value; None if the page says something else than true or false."""
    if value.lower() in {"true", "false"}:
        return value.lower() == "true"
    return " ".join(value.split()) if keeps_words else None


def _bound(text: str, kind: str) -> int | float | str | None:
    """Return a bound as a spec has it for that kind; None if there is no such number."""
    if kind in DECIMALS:
        return text if prose.is_decimal(text) else None
    try:
        number = float(text)
        if number.is_integer() and "e" not in text.lower():
            return int(text.partition(".")[0])
    except (ValueError, OverflowError):
        return None
    if number.is_integer() and abs(number) < 2**53:
        return int(number)
    return number if kind == "number" and isfinite(number) else None
