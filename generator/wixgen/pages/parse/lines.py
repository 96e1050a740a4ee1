"""Text of a file -> lines that know where they stand, also where the line structure was lost.

Some copies of the pages have all white space folded to single spaces. Then the page's own markers
(`- name:`, `Return type:`, headings, fences) tell where a line must have begun; how far it was
indented nobody knows any more.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from wixgen.diagnostics import Place

FENCE = "```"
MAX_BYTES = 60_000_000

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
    r"|- required: true |- enum: |EMPTY-OBJECT \{\})"
)
_ENUM = "- enum: "
_PLAIN_VALUE = re.compile(r"(?<= )(?=[A-Z0-9][A-Z0-9_.]{0,200} - )")  # of a parameter
_CODE_END = re.compile(r" ?```")
_LISTED_VALUE = re.compile(r"(?<= )(?=- [A-Z0-9][A-Z0-9_.]{0,200}(?::? ?$|: | - ))")
_LOWER_VALUE = re.compile(r"(?<= )(?=- [a-z][A-Za-z0-9_]{0,200}(?::? ?$|: ))")
_VALUES = (_LISTED_VALUE, _LOWER_VALUE, _PLAIN_VALUE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `number` and `column` (of its first character) count from 1.

    `is_folded`: it was cut out of a longer one, so its indentation is unknown.
    """

    number: int
    column: int
    text: str
    is_folded: bool = False

    @property
    def indent(self) -> int | None:
        """Return how many blanks stand before the text; None if the line structure was lost."""
        return None if self.is_folded else len(self.text) - len(self.text.lstrip())

    def place(self, path: str) -> Place:
        """Return where the text of the line begins."""
        return Place(path, self.number, self.column + (self.indent or 0))


def lines_of(text: str) -> list[Line]:
    """Return the lines of a file; those of a folded one are cut at the markers."""
    if _FOLDED.search(text):
        return list(_unfolded(text))
    return [
        Line(number, 1, line) for number, line in enumerate(_LINE_BREAK.split(text), 1)
    ]


def _unfolded(text: str) -> Iterator[Line]:
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
    """Yield where each line of folded text begins and ends."""
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
    """Yield the pieces between markers; those without text are left out."""
    cuts = [found.start() for found in marker.finditer(flat, start, end)]
    for begin, stop in zip([start, *cuts], [*cuts, end], strict=True):
        values = begin + len(_ENUM)
        listed = (pattern for pattern in _VALUES if pattern.match(flat, values))
        if flat.startswith(_ENUM, begin) and (value := next(listed, None)):
            yield begin, values
            yield from _cut(flat, values, stop, value)
        elif flat[begin:stop].strip():
            yield begin, stop
