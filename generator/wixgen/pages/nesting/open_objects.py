"""The objects that are open at one place of a section with lines: further fields may belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wixgen.pages.nesting.evidence import Path
from wixgen.pages.nesting.placement import NO_GROUP


@dataclass(slots=True, eq=False)
class OpenObject:
    """An object that is open: further fields may belong to it.

    Attributes:
        parent: The object around it; None for the section itself.
        index: The index of its item; -1 for the section itself.
        path: The names of the fields that lead to it.
        key: The key of its type.
        names: The names of the fields that it has so far.
        group: The index of the line of its open one-of group, or `NO_GROUP`.
        is_doubtful: Whether an object inside it ends where a guess has put the end.
    """

    parent: OpenObject | None
    index: int
    path: Path
    key: str
    names: set[str] = field(default_factory=set[str])
    group: int = NO_GROUP
    is_doubtful: bool = False

    @property
    def depth(self) -> int:
        """The number of objects around it; 0 for the section itself."""
        return len(self.path)

    def outwards(self) -> Iterator[OpenObject]:
        """Yield the object and those around it, the section itself last."""
        open_object: OpenObject | None = self
        while open_object is not None:
            yield open_object
            open_object = open_object.parent
