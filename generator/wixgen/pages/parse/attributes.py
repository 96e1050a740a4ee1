"""Read the attributes behind a description: `… | read-only: true | validation: maxLength 20, immutable`.

A description may have pipes of its own, so an attribute is told by its word, by standing at the end of
the text's last line, and by standing outside of code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

#: Words of attributes that are known; of another word, only a short value is taken for one.
KNOWN = (
    "required",
    "deprecated",
    "validation",
    "default",
    "read-only",
    "readOnly",
    "immutable",
    "format",
)
_NONE = {
    "name",
    "type",
    "description",
}  # words of a line that stand before all attributes
_FLAGS = {"required", "read-only", "readOnly", "immutable"}
_BEGIN = re.compile(r"\|[ \t]+(?P<word>[A-Za-z][A-Za-z0-9_-]{1,39}):(?=[ \t]|$)")
_LONG = "| deprecated: "
_SHORT = 120  # characters of the value of an unknown attribute

_NUMBER = r"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?"
_FACT = re.compile(
    rf"(?P<flag>immutable|required|deprecated|unique|[Rr]ead-?[Oo]nly)(?=[\s,]|$)"
    rf"|(?P<limit>(?:exclusive)?(?:min|max|Min|Max)[A-Za-z]*)[ :=]+(?P<number>{_NUMBER})(?=[\s,]|$)"
    r"|(?P<format>format)[ :=]+(?P<name>[A-Za-z][A-Za-z0-9_-]*)(?=[\s,]|$)"
    r"|(?P<decimal>decimalValue) *(?P<json>\{[^{}]*\})"
    r"|(?P<word>[A-Za-z][A-Za-z0-9_-]*)(?P<rest>(?:(?!,[ ]).)*)"
    r"|(?P<odd>(?:(?!,[ ]).)+)"
)
_BETWEEN = re.compile(r"[\s,]*")
_ODD = "validation"  # the word of a fact that has none


def split_attributes(text: str) -> tuple[str, dict[str, str]]:
    """Split the text behind a field's type into the description and its attributes, by their word.

    Of several attributes with one word the first counts.
    """
    end = len(text.rstrip())
    long = text.rfind(_LONG, 0, end)  # only this one may go over several lines
    line = text.rfind("\n", 0, long if long >= 0 else end) + 1
    begins = list(_outside_code(text, line, end))
    first = _first(text, begins, end)
    attributes: dict[str, str] = {}
    for begin, stop in _spans(begins[first:], end):
        attributes.setdefault(begin["word"], text[begin.end() : stop].strip())
    description = text[: begins[first].start()] if begins[first:] else text
    return description.strip(), attributes


def _first(text: str, begins: list[re.Match[str]], end: int) -> int:
    """Return the position of the first attribute: all that follow are some, too."""
    first = len(begins)
    for begin, stop in reversed([*_spans(begins, end)]):
        word, value = begin["word"], text[begin.end() : stop].strip()
        if word in _FLAGS and value not in {"true", "false"}:
            break
        is_unknown = word not in KNOWN
        if is_unknown and (word in _NONE or not 0 < len(value) <= _SHORT):
            break
        first -= 1
    return first


def _spans(
    begins: list[re.Match[str]], end: int
) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the beginnings of attributes, each with the position where its value ends."""
    stops = [*(found.start() for found in begins[1:]), end]
    yield from zip(begins, stops, strict=False)


def _outside_code(text: str, line: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what begins as an attribute does, but between backticks; the last may be without another."""
    last = text.rfind("`", line, end)
    position, is_code = line, False
    for found in _BEGIN.finditer(text, line, end):
        is_code ^= text.count("`", position, found.start()) % 2 == 1
        position = found.start()
        if not (is_code and last > position):
            yield found


def printed_facts(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the facts in attributes by the page's words, those of `validation:` one by one.

    `{"read-only": "true", "validation": "minLength 8, immutable"}` gives
    `{"read-only": "true", "minLength": "8", "immutable": "true"}`. Whether a field is required is no
    fact of the field; it is left out.
    """
    facts: dict[str, str] = {}
    for word, value in attributes.items():
        if word == "validation":
            for fact, stated in _facts(value):
                facts.setdefault(fact, stated)
        else:
            facts.setdefault(word, value)
    facts.pop("required", None)
    return facts


def odd_facts(validation: str) -> list[str]:
    """Return the words of the facts in a `validation:` that have none of the known forms."""
    odd: list[str] = []
    position = _between(validation, 0)
    while position < len(validation) and (found := _FACT.match(validation, position)):
        if found["word"] or found["odd"]:
            odd.append(found["word"] or _ODD)
        position = _between(validation, found.end())
    return odd


def _facts(validation: str) -> Iterator[tuple[str, str]]:
    """Yield word and value of each fact in a `validation:`; facts are joined by commas or blanks."""
    position = _between(validation, 0)
    while position < len(validation) and (found := _FACT.match(validation, position)):
        if found["flag"]:
            yield found["flag"], "true"
        elif found["limit"]:
            yield found["limit"], found["number"]
        elif found["format"]:
            yield found["format"], found["name"]
        elif found["decimal"]:
            yield found["decimal"], found["json"]
        elif found["word"]:
            yield found["word"], found["rest"].strip(" :=") or "true"
        else:
            yield _ODD, found["odd"].strip()
        position = _between(validation, found.end())


def _between(validation: str, position: int) -> int:
    found = _BETWEEN.match(validation, position)
    return found.end() if found else position
