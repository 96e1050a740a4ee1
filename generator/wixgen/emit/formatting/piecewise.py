"""Formats generated modules with black piece by piece: the same result in a tenth of the time.

Black's time grows faster than a module, and most of what it is given it has been given before. Its layout
depends on how long names and texts are, not on what they say, and the elements of a bracket that ends with
a comma are laid out each by itself. So a module is taken apart into statements and elements, and of each the
*shape* is formatted: names and plain texts are replaced by `x`s of the same length. Black sees each shape
once. These two statements, for instance, have the third line as their shape:

    limits = build("calendar", first=100)
    result = fetch("bookings", count=100)
    xxxxxx = xxxxx("xxxxxxxx", xxxxx=100)

Docstrings come from the emitter `docstring`, already in black's style, and blank lines between statements
from the templates.
"""

from __future__ import annotations

import ast
import keyword
import re
from functools import cache
from itertools import pairwise

from wixgen.emit.escaping import LINE_LENGTH
from wixgen.emit.formatting.whole_file import broken, format_python

#: What a shape replaces: plain texts, names, and attributes after a dot.
_TOKEN = re.compile(
    r'(?<![\w"\'])"[ !#-&(-\[\]-~]+"(?!")|(?<![\w"\'.])[A-Za-z_][A-Za-z_0-9]*(?!["\'\w])'
    r"|(?<=\.)[A-Za-z_][A-Za-z_0-9]*(?![\"'\w])"
)
#: In code with one of these, black looks at words or at more than their lengths: it is formatted as it is.
_NOT_PLAIN = re.compile(r"[^\n -~]|[#\\']|\"\"\"")
_PATH = re.compile(r"\bfrom x(?:\.x)+ import\b")
#: Names that black may treat in a way of their own.
KEPT = frozenset({*keyword.kwlist, *keyword.softkwlist, "print", "exec"})
_INDENT = "    "
_CLOSING = (")", "]", "}")
_BLOCKS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_IMPORTS = (ast.Import, ast.ImportFrom)


def format_module(text: str) -> str:
    """Format a module that templates made, as `format_python` would; raise InternalError likewise."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise broken(text, error) from error
    lines = text.split("\n")
    return _statements(lines, 0, len(lines), tree.body, 0).strip("\n") + "\n"


def _statements(
    lines: list[str], start: int, end: int, body: list[ast.stmt], depth: int
) -> str:
    """Format the statements of a body, and what stands between them: lines `start` to `end`."""
    made: list[str] = []
    before: ast.stmt | None = None
    at = start
    for statement in body:
        first = _first_line(statement)
        made += _between(lines[at:first], depth, before, statement)
        at = statement.end_lineno or first
        made.append(_statement(lines, first, at, statement, depth))
        before = statement
    return "\n".join([*made, *_between(lines[at:end], depth, before, None)])


def _first_line(statement: ast.stmt) -> int:
    """Return the first line of a statement, counted from 0: that of its first decorator."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)]) - 1


def _between(
    lines: list[str], depth: int, before: ast.stmt | None, after: ast.stmt | None
) -> list[str]:
    """Return the comments and blank lines between two statements, as many as black leaves."""
    most = 1 if depth else 2
    if before and after and not any(line.strip() for line in lines):
        if isinstance(before, _BLOCKS) or isinstance(after, _BLOCKS):
            return [""] * most
        if isinstance(before, _IMPORTS) and not isinstance(after, _IMPORTS):
            return [""]
    made: list[str] = []
    for line in lines:
        stripped = line.rstrip()
        if stripped or made[-most:] != [""] * most:
            made.append(stripped)
    return made


def _statement(
    lines: list[str], first: int, end: int, statement: ast.stmt, depth: int
) -> str:
    """Format a statement; of a class, a function or an `if`, head and body by themselves."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return "\n".join(lines[first:end])  # a docstring
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.If():
            inner = _first_line(statement.body[0])
            if inner <= statement.lineno - 1 or getattr(statement, "orelse", None):
                return _piece(lines[first:end], depth)
            head = _head(lines[:inner], statement, depth)
            body = _statements(lines, inner, end, statement.body, depth + 1)
            return f"{head}\n{body}"
        case _:
            return _piece(lines[first:end], depth)


def _head(
    lines: list[str],
    statement: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.If,
    depth: int,
) -> str:
    """Format `class X(Y):` or a signature, with decorators; blank lines after it are the body's."""
    while not lines[-1].strip():
        lines = lines[:-1]
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    starts = [decorator.lineno - 1 for decorator in decorators] + [statement.lineno - 1]
    made: list[str] = []
    for start, end in pairwise(starts):
        example = _piece([*lines[start:end], f"{_INDENT * depth}class _:"], depth)
        made.append(example.rpartition("\n")[0])
    return "\n".join([*made, _piece(lines[starts[-1] :], depth)])


def _piece(lines: list[str], depth: int, bracket: str = "") -> str:
    """Format a statement, or an element of that bracket."""
    inner = _elements(lines, depth)
    if inner is None:
        return _shaped("\n".join(lines), depth, bracket)
    opening = _bracket_of(lines[0])
    example = f"{_INDENT * (depth + 1)}{'_: _' if opening == '{' else '_'},\n"
    examples = example * min(len(inner), 2)
    frame = f"{lines[0]}\n{examples}{lines[-1]}"
    head, found, tail = _shaped(frame, depth, bracket).partition(examples)
    # Black lays out the bracket in another way than line by line: it puts a tuple of a single element into
    # one line, and indents what follows a long annotation once more. Then the piece is formatted as a whole.
    if not found or not head.endswith("\n"):
        return _shaped("\n".join(lines), depth, bracket)
    made = [_piece(element, depth + 1, opening) for element in inner]
    return "\n".join([head.rstrip("\n"), *made, tail])


def _bracket_of(line: str) -> str:
    """Return the kind of the bracket that ends a line: of a signature, of names to import, or of values."""
    words = line.split()
    if words[0] == "def" or words[:2] == ["async", "def"]:
        return "def"
    return "import" if words[0] == "from" else line.rstrip()[-1]


def _elements(lines: list[str], depth: int) -> list[list[str]] | None:
    """Return the elements of the bracket that the first line opens and the last line closes.

    Return None if the lines are something else, or no comma ends the last element.
    """
    indent = _INDENT * depth
    inner = indent + _INDENT
    fits = (
        len(lines) > 2
        and lines[0].rstrip().endswith(("(", "[", "{"))
        and lines[0].startswith(indent)
        and lines[-1].startswith(tuple(indent + bracket for bracket in _CLOSING))
        and lines[-2].rstrip().endswith(",")
    )
    if not fits:
        return None
    elements: list[list[str]] = []
    for line in lines[1:-1]:
        if not line.startswith(inner) or '"""' in line or "#" in line:
            return None
        is_inside = line[len(inner)] in {" ", *_CLOSING}
        if is_inside and elements:
            elements[-1].append(line)
        elif is_inside:
            return None
        else:
            elements.append([line])
    if not all(element[-1].rstrip().endswith(",") for element in elements):
        return None
    return elements


def _shaped(text: str, depth: int, bracket: str) -> str:
    """Format a piece by way of its shape."""
    if bracket == "def" and text.strip() in {"*,", "/,"}:  # no signature by itself
        return text
    if _NOT_PLAIN.search(text):
        return _formatted(text, depth, bracket)
    if all(len(line) <= LINE_LENGTH for line in text.split("\n")):
        # how deep in a package a module stands changes nothing of how its names are laid out
        shortest = _PATH.sub("from x import", _TOKEN.sub(_shortest, text))
        if _formatted(shortest, depth, bracket) == shortest:
            return text  # what fits, and would not change if it were shorter, stays
    words: list[str] = []

    def replaced(found: re.Match[str]) -> str:
        word = found[0]
        if word not in KEPT:
            words.append(word)
        return _of_length(word)

    made = _formatted(_TOKEN.sub(replaced, text), depth, bracket)
    rest = iter(words)

    def restored(found: re.Match[str]) -> str:
        return found[0] if found[0] in KEPT else next(rest)

    return _TOKEN.sub(restored, made)


def _shortest(found: re.Match[str]) -> str:
    word = found[0]
    return word if word in KEPT else '"x"' if word[0] == '"' else "x"


def _of_length(word: str) -> str:
    """Return a name or a text of the same length that stands for `word` in a shape; keywords stay."""
    if word[0] == '"':
        return f'"{"x" * (len(word) - 2)}"'
    return word if word in KEPT else "x" * len(word)


@cache
def _formatted(text: str, depth: int, bracket: str) -> str:
    """Format a piece that is indented by `depth` levels; an element if a bracket is given.

    Black gets it inside of as many classes, and of that bracket, which are taken off again.
    """
    levels = depth - 1 if bracket else depth
    above = "".join(f"{_INDENT * level}class _:\n" for level in range(levels))
    indent = _INDENT * levels
    opening, closing = _AROUND.get(bracket, ("", ""))
    if bracket:
        text = f"{indent}{opening}\n{text}\n{indent}{closing}"
    has_body = text.rstrip().endswith(":")
    body = f"\n{indent}{_INDENT}pass" if has_body else ""
    made = format_python(f"{above}{text}{body}\n").rstrip("\n").split("\n")[levels:]
    while not made[0]:
        del made[0]
    if has_body:
        made.pop()
    return "\n".join(made[1:-1] if bracket else made)


#: By the kind of a bracket: what black gets before and after an element of it.
_AROUND = {
    "(": ("_(", ")"),
    "[": ("_ = [", "]"),
    "{": ("_ = {", "}"),
    "def": ("def _(", "):"),
    "import": ("from _ import (", ")"),
}
