"""The facts of a field: what pages of today print behind its description, and what an import should know.

    facts_of(field)               # {"format": "GUID", "min_length": 8, "immutable": True}
    printed_facts(facts, style)   # "| validation: format GUID, minLength 8, immutable"

Both sides are measured in the same words: the keys of a spec, and the format as pages write it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from support.page_style import Style, some
from wixgen.spec.api import Field, Kind, ListOf, Type

Fact = str | int | float | bool
Facts = Mapping[str, Fact]

FORMATS = {
    Kind.GUID: "GUID",
    Kind.DATETIME: "date-time",
    Kind.INT32: "int32",
    Kind.INT64: "int64",
    Kind.DECIMAL: "DECIMAL_VALUE",
}
ATTRIBUTE = "attribute "  # before the word of an attribute that nobody knows
_WORDS = {
    "min": "minimum",
    "max": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
}
_OPERATORS = {
    "min": "gte",
    "max": "lte",
    "exclusive_min": "gt",
    "exclusive_max": "lt",
    "max_scale": "maxScale",
}
_UNITS = {
    "min": ("Min: {} spot", "Min: `{}`", "Min: {} <br/>", "Minimum: {}"),
    "max": ("Max: {} bookings", "Max: {} (say it aloud)", "Max: `{}`", "Max: {}."),
    "min_length": ("Min length: {} characters", "Min: {} characters"),
    "max_length": ("Max length: {} characters", "Max: {} characters"),
    "min_items": ("Min: {} items", "Min: {} GUIDs"),
    "max_items": ("Max: {} GUIDs", "Max: {} items"),
}
_WITHOUT_UNITS = {"GUID", "int64", "DECIMAL_VALUE"}
_UNSEEN = (("visibility", "partners"), ("revealed", "2027-01"), ("x-tier", "B, C"))


def facts_of(one: Field) -> dict[str, Fact]:
    """What is known about a field beside its name, its type and its description."""
    facts: dict[str, Fact] = dict(one.limits)
    if found := format_of(one):
        facts["format"] = found
    for flag in ("read_only", "immutable", "deprecated"):
        if getattr(one, flag):
            facts[flag] = True
    if one.default is not None:
        value = one.default.value
        facts["default"] = value if isinstance(value, str) else json.dumps(value)
    return facts | {f"{ATTRIBUTE}{word}": text for word, text in one.attributes.items()}


def facts_on_page(one: Field, style: Style) -> dict[str, Fact]:
    """The facts of a field that a page of that style shows."""
    facts = facts_of(one)
    if not style.deprecated:
        facts.pop("deprecated", None)
    if not style.defaults:
        facts.pop("default", None)
    if style.unknown and some(one.wire, "unknown", 6):
        word, text = _UNSEEN[len(one.wire) % len(_UNSEEN)]
        facts[f"{ATTRIBUTE}{word}"] = text
    return facts


def marked_facts(mark: str) -> dict[str, Fact]:
    """The attributes that nobody knows in what stands behind some descriptions."""
    pairs = (part.partition(": ") for part in mark.split(" | ") if part)
    return {f"{ATTRIBUTE}{word}": text for word, _, text in pairs if text != "false"}


def format_of(one: Field) -> str:
    """The format of a field, or of a list's items."""
    kind: Type = one.type
    while isinstance(kind, ListOf):
        kind = kind.item
    known = FORMATS.get(kind, "") if isinstance(kind, Kind) else ""
    return known or one.format


def said_with_units(facts: Facts, style: Style, one: Field) -> tuple[str, Facts]:
    """What a description says of limits in that style, and the facts that are left."""
    if not style.units or facts.get("format") in _WITHOUT_UNITS:
        return "", facts
    is_list = isinstance(one.type, ListOf)  # what is said of one is about their number
    sayable = [limit for limit in _UNITS if limit.endswith("_items") == is_list]
    said = [
        _UNITS[limit][len(one.wire) % len(_UNITS[limit])].format(facts[limit])
        for limit in sayable
        if limit in facts
    ]
    left = {name: fact for name, fact in facts.items() if name not in sayable}
    return " ".join(["", *said]), left


def printed_facts(facts: Facts, style: Style) -> str:
    """What stands behind a description; empty if there is nothing to say."""
    attributes = dict(_attributes(facts, style))
    words = list(_words(facts, style))
    if words:
        attributes["validation"] = ", ".join(words)
    return " ".join(f"| {name}: {value}" for name, value in attributes.items())


def _attributes(facts: Facts, style: Style) -> Iterator[tuple[str, str]]:
    if "read_only" in facts:
        yield "readOnly" if style.attributes else "read-only", "true"
    if "deprecated" in facts:
        yield "deprecated", "true"
    if "default" in facts:
        yield "default", str(facts["default"])
    if style.attributes:
        if "immutable" in facts:
            yield "immutable", "true"
        if "format" in facts:
            yield "format", str(facts["format"])
    for name, fact in facts.items():
        if name.startswith(ATTRIBUTE):
            yield name.removeprefix(ATTRIBUTE), str(fact)


def _words(facts: Facts, style: Style) -> Iterator[str]:
    is_decimal = facts.get("format") == FORMATS[Kind.DECIMAL]
    for name, word in _WORDS.items():
        if name in facts and not (is_decimal and name in _OPERATORS):
            yield f"{word} {facts[name]}"
    if "format" in facts and not style.attributes:
        yield f"format {facts['format']}"
    if is_decimal:
        bounds = {
            word: facts[name] for name, word in _OPERATORS.items() if name in facts
        }
        if bounds:
            yield f"decimalValue {json.dumps(bounds, separators=(',', ':'))}"
    if "immutable" in facts and not style.attributes:
        yield "immutable"
