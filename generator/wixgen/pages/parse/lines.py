"""Cut the text of a file into lines with their places, also where the line structure is lost.

Some copies of the pages have every run of white space folded to one space. There the page's own
markers (`- name:`, `Return type:`, headings, fences) show where a line must have begun. How far it was
indented is lost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from wixgen.diagnostics import Place

FENCE = "```"
MAX_BYTES = 60_000_000  # of one file, which may hold many pages

_LINE_BREAK = re.compile("\r\n|[\n\r]")
_FOLDED = re.compile(
    r"# Package: \S+ # (?:Namespace|Method link|Webhook link): "
    r"|``` +(?:Method|Webhook): [^\n:`]{1,200} (?:Description|URL|Event body|Payload): "
    r"|# Type: [^\n#]{1,200} # (?:Package|Link|Object link): "
    r"|```[a-z]* +Type: [^\n|`]{1,200} \| type: \S+ (?:Description: |- )"
)
_OPENING = re.compile(r"```(?P<language>[a-z]*)")
_SCHEMA_END = re.compile(r" ```(?=\s*(?:###? |---|# |> Portal Navigation:|$))")
_OBJECT = re.compile(r" *Type: [^\n:`]{1,200} (?:\| type: |Description: |- )")
_AROUND_FENCES = re.compile(
    r"(?:^|(?<= ))(?=# (?:Package|Namespace|(?:Method|Webhook|Object) link|Link|Type): "
    r"|# \S+ # Package: |# Resource: [^\n#]{1,200} # Type: "
    r"|## (?:Permission Scopes:|Introduction |REST API |JavaScript SDK |Description: |Schema:? )"
    r"|### |--- (?:## |# )|---$)"
)
_IN_SCHEMA = re.compile(
    r"(?:^|(?<= ))(?=Description: |URL: https?://|Method: (?:GET|POST|PUT|PATCH|DELETE)\b"
    r"|# Note: If the parameter |Required parameters: |Method parameters: |Return type: "
    r"|Possible Errors: |Event body: |Payload: |HTTP Code: \d{3} \| "
    r"|(?:query |(?<!query ))param name: \S+ \| type: |- name: \S+ \| type: |- ONE-OF: "
    r"|(?:- )?field: \S+ \| operators: |- required: true |- enum: |EMPTY-OBJECT \{\})"
)
_ENUM = "- enum: "
_PLAIN_VALUE = re.compile(r"(?<= )(?=[A-Z0-9][A-Z0-9_.]{0,200} - )")  # of a parameter
_CODE_END = re.compile(r" ?```")
_LISTED_VALUE = re.compile(r"(?<= )(?=- [A-Z0-9][A-Z0-9_.]{0,200}(?::? ?$|: | - ))")
_MIXED_VALUE = re.compile(r"(?<= )(?=- [A-Za-z][A-Za-z0-9_]{0,200}(?::? ?$|: ))")
_VALUES = (_LISTED_VALUE, _MIXED_VALUE, _PLAIN_VALUE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file.

    Attributes:
        number: The line's number in the file, from 1.
        column: The column of its first character, from 1.
        text: The line, with its indentation if that is known.
        is_folded: The line was cut out of a longer one, so its indentation is unknown.
    """

    number: int
    column: int
    text: str
    is_folded: bool = False

    @property
    def indent(self) -> int | None:
        """The number of blanks before the text; None if the indentation is lost."""
        return None if self.is_folded else len(self.text) - len(self.text.lstrip())

    def place(self, path: str) -> Place:
        """Return the place where the text of the line begins."""
        return Place(path, self.number, self.column + (self.indent or 0))


def lines_of(text: str) -> list[Line]:
    """Return the lines of a file; folded text is cut at the markers."""
    if _FOLDED.search(text):
        return list(_unfolded(text))
    return [
        Line(number, 1, line) for number, line in enumerate(_LINE_BREAK.split(text), 1)
    ]


def _unfolded(text: str) -> Iterator[Line]:
    """Yield the lines of folded text, with their places in the file."""
    starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
    flat = re.sub(r"\s", " ", text)  # as long as before: places stay right
    for start, end in _pieces(flat):
        number = bisect_right(starts, start)
        piece = flat[start:end]
        lead = len(piece) - len(piece.lstrip())
        yield Line(
            number, start + lead - starts[number - 1] + 1, piece.strip(), is_folded=True
        )


def _pieces(flat: str) -> Iterator[tuple[int, int]]:
    """Yield the begin and the end of each line of folded text."""
    position = 0
    while opening := _OPENING.search(flat, position):
        yield from _cut(flat, position, opening.start(), _AROUND_FENCES)
        yield opening.span()
        is_schema = not opening["language"] or _OBJECT.match(flat, opening.end())
        ending = _SCHEMA_END if is_schema else _CODE_END
        closing = ending.search(flat, opening.end())
        end = closing.start() if closing else len(flat)
        if is_schema:
            yield from _cut(flat, opening.end(), end, _IN_SCHEMA)
        else:
            yield opening.end(), end
        if not closing:
            return
        position = flat.index(FENCE, end) + len(FENCE)
        yield position - len(FENCE), position
    yield from _cut(flat, position, len(flat), _AROUND_FENCES)


def _cut(
    flat: str, start: int, end: int, marker: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    """Yield the begin and the end of each piece between markers, without the empty ones.

    A list of enum values is cut again, by the first pattern that its first value matches: values are
    written in three ways, and one list has one of them.
    """
    cuts = [found.start() for found in marker.finditer(flat, start, end)]
    for begin, stop in zip([start, *cuts], [*cuts, end], strict=True):
        values = begin + len(_ENUM)
        patterns = (one for one in _VALUES if one.match(flat, values, stop))
        if flat.startswith(_ENUM, begin) and (value := next(patterns, None)):
            yield begin, values
            yield from _cut(flat, values, stop, value)
        elif flat[begin:stop].strip():
            yield begin, stop
