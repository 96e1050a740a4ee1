"""Messages about nodes that the language does not expect."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from wixgen.diagnostics import Diagnostics, quoted
from wixgen.spec.source import Mapping, Node, Scalar, Sequence, Text

MAX_CHOICES = 500  # more names are not searched for a similar one
NEAR = 0.7  # of difflib's ratio: two wrong letters in a name of eight


def unexpected(
    node: Node, report: Diagnostics, expected: str, *, help: str = ""
) -> None:
    """Report a node that isn't what was expected, unless it has been reported already."""
    match node:
        case Scalar(value=None):
            found = "nothing"
        case Scalar():
            found = quoted(node.source)
        case Sequence():
            found = "a list"
        case Mapping():
            found = "a mapping"
    if not node.is_reported:
        report.error(
            node.place, "wrong-shape", f"expected {expected}, found {found}", help=help
        )


def report_unknown_key(name: Text, known: Iterable[str], report: Diagnostics) -> None:
    """Report a key that no shape has, with the nearest that exists."""
    if not name.is_reported:
        message = f"{quoted(name)} is not a key here"
        report.error(name.place, "unknown-key", message, help=lambda: hint(name, known))


def near(name: str, choices: Iterable[str]) -> str:
    """Return the choice that `name` resembles most, or nothing."""
    some = list(choices)[:MAX_CHOICES]
    return next(iter(difflib.get_close_matches(name[:100], some, n=1, cutoff=NEAR)), "")


def hint(name: str, known: Iterable[str]) -> str:
    """Ask `did you mean …?`, or list what exists."""
    choices = sorted(known)
    if closest := near(name, choices):
        return f"did you mean `{closest}`?"
    if len(choices) < 2:
        return "".join(f"there is only `{choice}`" for choice in choices)
    return f"there are {', '.join(choices[:20])}{', …' if len(choices) > 20 else ''}"
