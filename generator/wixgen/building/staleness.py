"""Tells of each file of a package why it isn't as a build would leave it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from wixgen.building.manifest import MANIFEST_NAME
from wixgen.building.writer import FileAction, Plan
from wixgen.diagnostics import Diagnostic, Place, Severity

REMEDY = "run `wixgen build` to bring it up to date"
_OVERWRITE = "take the change into the specs, then `wixgen build --force` overwrites it"
_MAKE_ROOM = "move it to another place, or build with another `--out`"


def stale_findings(plan: Plan) -> Iterator[Diagnostic]:
    """Yield a finding for each file that a build would write, remove or refuse to overwrite.

    Paths are relative to the output folder.
    """
    found = [
        Diagnostic(place, Severity.ERROR, "stale", message, help)
        for path, action in plan.actions.items()
        for place, message, help in _reason(plan, path, action)
    ]
    if plan.is_stale and not found:
        message = "would be written: it doesn't list what is generated"
        place = Place(MANIFEST_NAME, 1, 1)
        found = [Diagnostic(place, Severity.ERROR, "stale", message, REMEDY)]
    yield from found


def _reason(
    plan: Plan, path: str, action: FileAction
) -> Iterator[tuple[Place, str, str]]:
    """Yield where a file differs, what a build would do about it and what a person can; nothing if it is fine."""
    before, after = plan.before.get(path), plan.after.get(path)
    line = _first_difference(before or b"", after or b"")
    match action:
        case FileAction.WRITE if before is None:
            yield Place(path, 1, 1), "would be written: there is no such file", REMEDY
        case FileAction.WRITE:
            message = f"would be written: it differs at line {line}"
            yield Place(path, line, 1), message, REMEDY
        case FileAction.REMOVE:
            message = "would be removed: it is no longer generated"
            yield Place(path, 1, 1), message, REMEDY
        case FileAction.EDITED:
            message = f"was edited: it differs at line {line}"
            yield Place(path, line, 1), message, _OVERWRITE
        case FileAction.FOREIGN:
            message = "isn't a file of wixgen's, and would be overwritten"
            yield Place(path, 1, 1), message, _MAKE_ROOM
        case FileAction.UNCHANGED | FileAction.KEEP | FileAction.GONE:
            return


def _first_difference(before: bytes, after: bytes) -> int:
    """Return the number of the first line that differs; of texts whose lines are the same, the last."""
    lines = [*zip_longest(before.splitlines(), after.splitlines())]
    differing = (number for number, (a, b) in enumerate(lines, 1) if a != b)
    return next(differing, max(1, len(lines)))
