"""Formats a generated Python module as a whole with black."""

from __future__ import annotations

import ast
import re

from wixgen.emit.errors import InternalError

_BLACKS_PLACE = re.compile(r": (\d+):\d+\b")
_LINES_AROUND = 3


def format_python(text: str) -> str:
    """Format the Python module `text` in black's style; no configuration file is read.

    Raises InternalError if it can't be parsed: wixgen generated it, so that is a bug of wixgen.
    """
    # 70 ms, which a build that finds nothing to do saves
    from black import Mode, format_str
    from black.mode import TargetVersion

    try:
        ast.parse(
            text
        )  # black alone lets `f() = 1` pass, and drops a backslash at the end
        return format_str(text, mode=Mode(target_versions={TargetVersion.PY311}))
    except (SyntaxError, ValueError) as error:  # a NUL is either, after the Python
        raise broken(text, error) from error


def broken(text: str, error: Exception) -> InternalError:
    """Return the error to raise when generated Python can't be parsed."""
    return InternalError(_report(text, error))


def _report(text: str, error: Exception) -> str:
    """Return the error, the first lines of the module, and the lines around the place."""
    lines = text.split("\n")
    line = _line_of(error)
    shown = {
        *range(1, _LINES_AROUND + 1),
        *range(line - _LINES_AROUND, line + _LINES_AROUND + 1),
    }
    excerpt = [
        f"{'>' if number == line else ' '} {number:5} {lines[number - 1]}"
        for number in sorted(shown)
        if 1 <= number <= len(lines)
    ]
    return "\n".join([f"the generated Python is broken: {error}", *excerpt])


def _line_of(error: Exception) -> int:
    """Return the line that `error` is about, counted from 1; 0 if it doesn't say."""
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    place = _BLACKS_PLACE.search(str(error))
    return int(place[1]) if place else 0
