"""Everything in which `wixapi` and Wix's own SDK differ, and why. What isn't in this table fails a test; so does
an entry that nothing needs any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sdk.comparing import Found


@dataclass(frozen=True)
class Difference:
    """One row of the table."""

    part: str
    kind: str
    operations: str  # a pattern: `members.*.list*`
    places: str  # a pattern: `body.fields`
    reason: str
    shown_by: str  # an operation that shows it; its resource may be one that isn't installed

    def explains(self, found: Found) -> bool:
        """Return whether the row is about what was found."""
        return (
            self.part == found.part
            and self.kind == found.kind
            and fnmatchcase(found.operation, self.operations)
            and fnmatchcase(found.place, self.places)
        )


# fmt: off
DIFFERENCES = (
)
# fmt: on


def unexplained(found: Iterable[Found]) -> list[str]:
    """Return what no row of the table explains, each once."""
    rest = [one for one in found if not any(row.explains(one) for row in DIFFERENCES)]
    return sorted({str(one) for one in rest})


def unneeded(part: str, found: Iterable[Found], operations: Iterable[str]) -> list[str]:
    """Return the rows about a part that nothing needs any more, of those that one of the operations shows."""
    all_found, known = list(found), set(operations)
    return [
        f"{row.operations} {row.places}: {row.reason}"
        for row in DIFFERENCES
        if row.part == part and row.shown_by in known
        if not any(row.explains(one) for one in all_found)
    ]
