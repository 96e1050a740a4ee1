"""Writes single values as YAML, in the shortest form that the strict loader reads as the same value."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

from wixgen.diagnostics import Diagnostics
from wixgen.spec import source
from wixgen.spec_text.text_tree import Data, is_record

WIDTH = 100

_WORDS = {"yes", "no", "on", "off", "true", "false", "null"}
LONGEST_KEY = 500  # beyond 1,024 characters a key needs a question mark
_LONGEST_WORD = 200  # such as an address; it isn't broken
_NARROWEST = 20  # a line has at least so many characters, however deep it stands
_MAX_DIGITS = 20  # of a number that the strict loader takes
_FOLD_AT = re.compile(r"(?<=[^\s]) (?=[^\s])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\0": "\\0",
}


def clean(value: Any) -> Any:
    """Copy plain data, with what YAML can't say replaced: half characters, huge numbers."""
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", str(value))
        case bool() | None:
            return value
        case int():
            return value if len(str(abs(value))) <= _MAX_DIGITS else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case list() | tuple():
            return [clean(item) for item in cast(Sequence[Any], value)]
        case _:
            return {clean(str(key)): clean(item) for key, item in value.items()}


def depth(value: Any) -> int:
    """Count how deep collections are nested; a single value has depth 0."""
    inner = value.values() if is_record(value) else value
    return (
        1 + max(map(depth, inner), default=0) if isinstance(value, dict | list) else 0
    )


def flow(value: Any) -> str:
    """Write a value in flow style."""
    match value:
        case dict():
            pairs = cast(Data, value).items()
            return "{" + ", ".join(flow_entry(key, item) for key, item in pairs) + "}"
        case list():
            return "[" + ", ".join(map(flow, cast(Sequence[Any], value))) + "]"
        case str():
            return scalar(value, True)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return _decimal(value)
        case _:
            return str(value)


def flow_entry(key: str, value: Any) -> str:
    """Write a key and its value in flow style."""
    text = scalar(key, True)
    is_long = len(text) > LONGEST_KEY
    return f"? {text} : {flow(value)}" if is_long else f"{text}: {flow(value)}"


def _decimal(value: float) -> str:
    text = repr(value)
    digits, exponent, power = text.partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}{exponent}{power}"


def scalar(text: str, in_flow: bool = False) -> str:
    """Write a text on one line, in quotes only where it needs them."""
    return text if _is_plain(text, in_flow) else quoted(text)


def quoted(text: str) -> str:
    """Write a text in quotes on one line."""
    if text.isprintable() and "'" not in text and ('"' in text or "\\" in text):
        return f"'{text}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 256
        else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )


@lru_cache(maxsize=4096)
def _is_plain(text: str, in_flow: bool) -> bool:
    if not text or text != text.strip(" ") or not text.isprintable():
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    if in_flow and any(character in text for character in ",[]{}:"):
        return False
    if text[0].isalpha() or text[0] in "_$/":
        return text.lower() not in _WORDS
    return _reads_back(f"- [{text}]" if in_flow else f"- {text}", text)


def _reads_back(line: str, text: str) -> bool:
    """Return whether the strict loader takes the only text in `line` for `text`, without complaint."""
    report = Diagnostics()
    node = source.parse("", line.encode(), report)
    while isinstance(node, source.Sequence) and len(node.items) == 1:
        node = node.items[0]
    if report.has_errors or not isinstance(node, source.Scalar):
        return False
    return isinstance(node.value, source.Text) and node.value == text


def text_lines(head: str, text: str, indent: int) -> list[str]:
    """Write a text after `head`: on the same line, as a block at column `indent`, or in quotes.

    A block is literal where that needs no line breaks of its own, else folded.
    """
    lines = text.removesuffix("\n").split("\n")
    is_literal = _is_literal(lines)
    fits = all(indent + len(line) <= WIDTH for line in lines)
    mark = "" if text.endswith("\n") else "-"
    if "\n" in text and is_literal and (fits or not _is_foldable(lines)):
        pad = " " * indent
        return [f"{head} |{mark}", *(pad + line if line else "" for line in lines)]
    if "\n" in text and _is_foldable(lines):
        return [f"{head} >{mark}", *_folded_lines(lines, indent)]
    line = scalar(text)
    if len(head) + 1 + len(line) <= WIDTH:
        return [f"{head} {line}"]
    if " " in text and _is_foldable(lines):
        return [f"{head} >{mark}", *_folded_lines(lines, indent)]
    if " " not in text and text.isprintable() and len(text) <= _LONGEST_WORD:
        return [f"{head} {line}"]
    return list(_wrapped(head, text, indent))


def _is_literal(lines: list[str]) -> bool:
    """Return whether a literal block says it: nothing in it is invisible or read as indentation."""
    if not lines[0] or lines[0][0] == " " or not lines[-1]:
        return False
    return all(line == line.rstrip() and line.isprintable() for line in lines)


def _is_foldable(lines: list[str]) -> bool:
    """Return whether a folded block says it: printable lines without blanks around them."""
    if not lines[0] or not lines[-1]:
        return False
    return all(line == line.strip() and line.isprintable() for line in lines)


def _folded_lines(paragraphs: list[str], indent: int) -> Iterator[str]:
    for index, paragraph in enumerate(paragraphs):
        if index:
            yield ""
        if paragraph:
            yield from _folded(paragraph, indent)


def _folded(paragraph: str, indent: int) -> Iterator[str]:
    line = ""
    for word in _FOLD_AT.split(paragraph):
        if line and indent + len(line) + 1 + len(word) > WIDTH:
            yield " " * indent + line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield " " * indent + line


def _wrapped(head: str, text: str, indent: int) -> Iterator[str]:
    """Write a text in double quotes; lines end with a backslash, so that no character is lost."""
    line, least = f'{head} "', len(head) + 2
    for character in text:
        piece = _escaped(character)
        if len(line) + len(piece) + 1 > WIDTH and len(line) > least:
            yield line + "\\"
            line, least = " " * indent, indent + _NARROWEST
            piece = f"\\{piece}" if piece == " " else piece
        line += piece
    yield line + '"'
