"""Plain data -> YAML in the style of the specs, such that the strict loader reads the same data."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

from wixgen.diagnostics import Diagnostics
from wixgen.spec import source
from wixgen.spec_text.style import STYLES, Style
from wixgen.spec_text.text_tree import Data, is_list, is_record

WIDTH = 100
STEP = 2

_WORDS = {"yes", "no", "on", "off", "true", "false", "null"}
_LONGEST_KEY = 500  # beyond 1,024 characters a key needs a question mark
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


def document(resource: Data) -> str:
    """A whole spec file."""
    head = "# yaml-language-server: $schema=../resource.schema.json"
    return "\n".join([head, *_entries(resource, STYLES["resource"], 0), ""])


def clean(value: Any) -> Any:
    """A copy of plain data, with what YAML can't say replaced: half characters, huge numbers."""
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
    """How many collections are nested in each other."""
    inner = value.values() if is_record(value) else value
    return (
        1 + max(map(depth, inner), default=0) if isinstance(value, dict | list) else 0
    )


def entry_lines(key: str, value: Any, style: Style, indent: int) -> list[str]:
    """A key and its value, the key at column `indent`."""
    pad, text = " " * indent, scalar(key)
    if len(text) > _LONGEST_KEY:
        return [f"{pad}? {text}", *_lines(f"{pad}:", value, style, indent)]
    return _lines(f"{pad}{text}:", value, style, indent)


def item_lines(value: Any, style: Style, indent: int) -> list[str]:
    """An item of a list, the dash at column `indent`."""
    head = " " * indent + "-"
    lines = _lines(head, value, style, indent)
    if (
        lines[0] == head and len(lines) > 1
    ):  # the dash stands in the first line of what it is for
        lines[:2] = [head + lines[1][len(head) :]]
    return lines


def after(head: int, value: Any, style: Style, indent: int) -> list[str]:
    """What follows a key that ends at column `head`: a rest of its line, and more lines."""
    lines = _lines(" " * head, value, style, indent)
    return [lines[0][head:], *lines[1:]]


def _lines(head: str, value: Any, style: Style, indent: int) -> list[str]:
    if isinstance(value, str):
        return list(_text_lines(head, value, indent + STEP))
    line = inline(value, style)
    if line is not None and len(head) + 1 + len(line) <= WIDTH:
        return [f"{head} {line}".rstrip()]
    if is_record(value) and value:
        return [head, *_entries(value, style, indent + STEP)]
    if is_list(value) and value:
        each = STYLES[style.each]
        items = (item_lines(one, each, indent + STEP) for one in value)
        return [head, *(line for lines in items for line in lines)]
    return [f"{head} {flow(value)}"]


def _entries(record: Data, style: Style, indent: int) -> Iterator[str]:
    for index, (key, value) in enumerate(record.items()):
        if index and style.has_gap(key):
            yield ""
        yield from entry_lines(key, value, style.child(key), indent)


def inline(value: Any, style: Style) -> str | None:
    """The value on one line, if that is a matter of its length only."""
    if isinstance(value, str):
        return scalar(value)
    if not isinstance(value, dict | list) or not value:
        return "" if value is None and style is STYLES["value"] else flow(value)
    if style is STYLES["values"]:
        values = cast(Data, value)
        pairs = ", ".join(flow_entry(key, None, style) for key in values)
        return None if any(values.values()) else f"{{{pairs}}}"
    is_group = is_record(value) and "one_of" in value and style is STYLES["field"]
    levels = depth(value)
    is_mixed = style is STYLES["body"] and is_record(value) and _is_mixed(value)
    if style.is_block or is_group or is_mixed or levels > style.depth:
        return None
    return flow(value)


def _is_mixed(record: Data) -> bool:
    """Whether a body has other fields beside an object: that is easier to read line by line."""
    return len(record) > 1 and any(is_record(value) for value in record.values())


def flow(value: Any) -> str:
    """The value in flow style."""
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


def flow_entry(key: str, value: Any, style: Style | None = None) -> str:
    """A key and its value in flow style."""
    text = scalar(key, True)
    if value is None and style is STYLES["values"]:
        return f"{text}: "
    return (
        f"? {text} : {flow(value)}"
        if len(text) > _LONGEST_KEY
        else f"{text}: {flow(value)}"
    )


def _decimal(value: float) -> str:
    text = repr(value)
    digits, exponent, power = text.partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}{exponent}{power}"


def scalar(text: str, in_flow: bool = False) -> str:
    """A text on one line, in quotes only where it needs them."""
    return text if _is_plain(text, in_flow) else quoted(text)


def quoted(text: str) -> str:
    """A text in quotes on one line."""
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
    """Whether the strict loader takes the only text in `line` for `text`, without complaint."""
    report = Diagnostics()
    node = source.parse("", line.encode(), report)
    while isinstance(node, source.Sequence) and len(node.items) == 1:
        node = node.items[0]
    if report.has_errors or not isinstance(node, source.Scalar):
        return False
    return isinstance(node.value, source.Text) and node.value == text


def _text_lines(head: str, text: str, indent: int) -> Iterator[str]:
    """A text after `head`: on the same line, folded, or in quotes over several lines."""
    line = scalar(text)
    is_foldable = _is_foldable(text)
    if len(head) + 1 + len(line) <= WIDTH and not ("\n" in text and is_foldable):
        yield f"{head} {line}"
    elif is_foldable and (" " in text or "\n" in text):
        yield f"{head} >-"
        for index, paragraph in enumerate(text.split("\n")):
            if index:
                yield ""
            if paragraph:
                yield from _folded(paragraph, indent)
    else:
        yield from _wrapped(head, text, indent)


def _is_foldable(text: str) -> bool:
    """Whether a folded block says it: printable lines that neither begin nor end with blanks."""
    if not text or text[0] == "\n" or text[-1] == "\n":
        return False
    return all(line == line.strip() and line.isprintable() for line in text.split("\n"))


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
    """A text in double quotes; lines end with a backslash, so that no character is lost."""
    line, least = f'{head} "', len(head) + 2
    for character in text:
        piece = _escaped(character)
        if len(line) + len(piece) + 1 > WIDTH and len(line) > least:
            yield line + "\\"
            line, least = " " * indent, indent + _NARROWEST
            piece = f"\\{piece}" if piece == " " else piece
        line += piece
    yield line + '"'
