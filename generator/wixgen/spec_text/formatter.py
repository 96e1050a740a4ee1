"""Specs in their one format: what is read is printed, and nothing but the format changes."""

from __future__ import annotations

from itertools import zip_longest

from wixgen.diagnostics import LINE_BREAK, Diagnostics, Place
from wixgen.spec_text.printer import arranged, printed
from wixgen.spec_text.reader import read, tree_of
from wixgen.spec_text.text_tree import Moves, Tree, UpdateError

REMEDY = "run `wixgen fmt`"


def formatted(path: str, data: bytes, report: Diagnostics) -> bytes | None:
    """Return a spec file in its format; None, after reporting why, if it can't be read."""
    tree = read(path, data, report)
    if tree is None:
        return None
    try:
        return checked(tree, Moves(), data.decode()).encode()
    except UpdateError as error:
        report.error(Place(path), "unformattable", f"can't be formatted: {error}")
        return None


def checked(tree: Tree, moves: Moves, before: str | None) -> str:
    """Return the text of `tree`, after making sure that it has all its data and all its comments.

    So no spec is ever spoilt in silence; a text that is as `before` needs no second look.
    """
    text = printed(tree, moves)
    if text != before:
        written = tree_of(text)
        is_same = repr(written.root.live) == repr(arranged(tree.root.live))
        if not is_same or sorted(written.comments()) != sorted(tree.comments()):
            raise UpdateError("what is new has no place in this file")
    return text


def warn_of_format(path: str, data: bytes, report: Diagnostics) -> None:
    """Warn of a spec that is not in its format; nothing is said of one that can't be read."""
    wanted = formatted(path, data, Diagnostics())
    if wanted is not None and wanted != data:
        message = "the spec is not formatted; this is the first line that differs"
        report.warn(
            _first_difference(path, data, wanted), "not-formatted", message, help=REMEDY
        )


def _first_difference(path: str, data: bytes, wanted: bytes) -> Place:
    """Return the place of the first line that isn't as it is wanted, or of the last one."""
    lines = LINE_BREAK.split(data.decode())
    pairs = zip_longest(lines, LINE_BREAK.split(wanted.decode()))
    numbers = (number for number, (line, other) in enumerate(pairs, 1) if line != other)
    return Place(path, min(next(numbers, len(lines)), len(lines)), 1)
