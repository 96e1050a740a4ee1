"""Escapes texts of specs for generated files: no text reaches a file in any other way.

There is a function for each context. Each is total (any `str` is safe: quotes, control characters, lone
surrogates, bidi overrides, template syntax) or raises ValueError, and each gives the same result
on every Python version. What Python code gets is already in black's style.
"""

from __future__ import annotations

import keyword
import re
import textwrap
from functools import cache

LINE_LENGTH = 88

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SPACE = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Invisible or not a character: controls, formats (bidi, joiners, tags), odd spaces, surrogates,
# private use. Written out, because `str.isprintable` changes with Python's Unicode tables.
_UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\uf8ff\ufdd0-\ufdef\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)

_LIST_ITEM = re.compile(r" *(?:[-*+]|\d{1,3}[.)]) +(?=\S)")
_ENTRY = re.compile(r" {4,}(?=\S)")
_ENTRY_MARKER = " " * 4
_FENCE = "```"
_DEEPEST_INDENT = 12  # of list items, so that some width is left for their words
_NARROWEST = (
    20  # columns for words, however deep the code stands: less is no text any more
)

_DIRECTIVE = re.compile(
    r"(?:^|(?<=[#;])) *(?=no(?:qa|sec|sonar)\b|(?:autopep8|black|flake8|fmt|isort|mypy|pragma"
    r"|pylint|pyre|pyright|pytype|ruff|skipcq|ty|type|yapf) *:)|(?<=coding)(?=[:=])",
    re.IGNORECASE,
)

_WIRE_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_URL_PATH = re.compile(
    r"(?:/(?!\.{1,2}(?:/|\Z))"
    rf"(?:[A-Za-z0-9._~:@!$*,;=+-]|\{{{_WIRE_NAME}(?:\.{_WIRE_NAME})*\}})+)+/?"
)

_MARKUP = re.compile(
    r"[\\`*_\[\]<>|~&#$]|:(?=//|[\w+-]+:)|(?<=\bwww)\.|^[-+=]|(?P<numbered>^\d+(?=[.)]))",
    re.IGNORECASE,
)
_WEB_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?(?:[/?#][A-Za-z0-9._~:/?#@&=+%-]*)?"
)

_TOML_ESCAPES = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r"}


def string_literal(text: str) -> str:
    """Return a one-line Python string literal whose value is `text`, quoted as black would."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    body = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
    return quote + _UNSHOWN.sub(_python_escape, body) + quote


@cache  # half of the texts of Wix are there more than once
def docstring(text: str, indent: int, *, width: int = LINE_LENGTH) -> str:
    """Return `text` as a docstring for code that is indented by `indent` columns.

    Paragraphs and list items are wrapped to `width` (indent included), blank lines and fenced
    code stay; a line that is indented by four is an entry of its own, as below `Args:`. The first
    line comes without its indent, so that a template can place it.
    """
    escaped = (
        _LINE_END.sub("\n", text).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    )
    shown = _spelt_out(
        escaped.replace("\t", "    "), keep="\n", backslash="\\\\"
    ).strip()
    if not shown:
        return '""""""'
    room = max(width - indent, _NARROWEST)
    lines = _flow(shown, room)
    if len(lines) == 1:
        # black pads a quote at the end and keeps the closing quotes on a docstring's only line
        only = lines[0] + (' """' if lines[0].endswith('"') else '"""')
        if len(only) <= room:
            return only
        lines = _flow(shown, room - len('"""') - 1)
        if len(lines) == 1:
            return only
    # black moves everything after the first line left until something touches the indent
    rest = textwrap.dedent("\n".join(lines[1:]))
    return textwrap.indent(f'{lines[0]}\n{rest}\n"""', " " * indent).lstrip(" ")


def comment(text: str) -> str:
    """Return `text` as a single `# …` line that no tool takes for a directive."""
    return f"# {_DIRECTIVE.sub(_with_backslash, _one_line(text))}".rstrip()


def identifier(text: str) -> str:
    """Return `text` if it is a Python name, else raise ValueError.

    Names are made elsewhere; this guards against a mistake there.
    """
    if not (text.isascii() and text.isidentifier()) or keyword.iskeyword(text):
        raise ValueError(f"not a Python identifier: {text!a}")
    if text == "__debug__":
        raise ValueError("Python does not allow assigning to __debug__")
    return text


def url_path_template(text: str) -> str:
    """Return the string literal of an absolute URL path such as `/v3/things/{thing.id}`.

    Raises ValueError for anything else: a host, a query, `..`, an empty segment, an escape.
    """
    if not _URL_PATH.fullmatch(text):
        raise ValueError(f"not a URL path: {text!a}")
    return string_literal(text)


def markdown(text: str) -> str:
    """Return `text` on one line, so that Markdown shows it as it is, also in a table or a heading."""
    return _MARKUP.sub(_markdown_escape, _one_line(text))


def markdown_link(text: str, url: str) -> str:
    """Return a link to a plain http(s) address; for any other address just the text."""
    shown = markdown(text)
    return f"[{shown}]({url})" if _WEB_ADDRESS.fullmatch(url) else shown


def toml_string(text: str) -> str:
    """Return a one-line TOML string. TOML has no lone surrogates: they become visible escapes."""
    sound = re.sub("[\ud800-\udfff]", _python_escape, text)
    body = sound.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_UNSHOWN.sub(_toml_escape, body)}"'


def _flow(text: str, width: int) -> list[str]:
    """Return the lines of `text`, wrapped, with the docstring's opening quotes in front of the first."""
    opening = '""" ' if text.startswith('"') else '"""'
    lines: list[str] = []
    words: list[str] = []
    marker = ""
    fenced = False

    def end_paragraph() -> None:
        if words:
            lines.extend(_wrapped(words, "" if lines else opening, marker, width))
            words.clear()

    for line in text.split("\n"):
        fence = line.lstrip().startswith(_FENCE)
        item = _LIST_ITEM.match(line)
        entry = None if item or marker.strip() else _ENTRY.match(line)
        if fence or fenced:
            end_paragraph()
            lines.append(("" if lines else opening) + line.rstrip())
            fenced ^= fence
        elif not line.strip():
            end_paragraph()
            marker = ""
            lines += [""] if lines[-1] else []
        elif item or entry or not words:
            end_paragraph()
            marker = _tidy_marker(item[0]) if item else _ENTRY_MARKER if entry else ""
            words += line[len(item[0]) if item else 0 :].split()
        else:
            words += line.split()
    end_paragraph()
    return lines


def _wrapped(words: list[str], opening: str, marker: str, width: int) -> list[str]:
    """Wrap a paragraph, list item or entry; a word that is too long for a line stays whole."""
    hanging = marker if marker.strip() else marker * 2
    return textwrap.wrap(
        " ".join(words),
        width,
        initial_indent=opening + marker,
        subsequent_indent=" " * len(hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _tidy_marker(marker: str) -> str:
    """Return a list marker with one space after it, indented no deeper than is readable."""
    depth = len(marker) - len(marker.lstrip())
    return " " * min(depth, _DEEPEST_INDENT) + marker.strip() + " "


def _one_line(text: str) -> str:
    """Return `text` on one line, with white space collapsed and invisible characters as escapes."""
    return re.sub(" +", " ", _spelt_out(_LINE_END.sub(" ", text))).strip()


def _spelt_out(text: str, *, keep: str = "", backslash: str = "\\") -> str:
    """Return `text` with odd spaces as spaces and other invisible characters as escapes."""

    def visible(found: re.Match[str]) -> str:
        return found[0] if found[0] == keep else backslash + _python_escape(found)[1:]

    return _UNSHOWN.sub(visible, _SPACE.sub(" ", text))


def _python_escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _markdown_escape(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found["numbered"] else f"\\{found[0]}"


def _toml_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return _TOML_ESCAPES.get(found[0]) or (
        f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    )


def _with_backslash(found: re.Match[str]) -> str:
    return found[0] + "\\"
