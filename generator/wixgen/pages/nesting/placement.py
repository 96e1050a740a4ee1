"""Where an entry of a section belongs in the end, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wixgen.pages.nesting.evidence import Path, Why

NO_GROUP = -2
UNMARKED = -1  # a group of one member has no line of its own


class Owner(Protocol):
    """An object that fields belong to."""

    @property
    def index(self) -> int:
        """The index of its item; -1 for the section itself."""
        ...

    @property
    def path(self) -> Path:
        """The names of the fields that lead to it."""
        ...

    @property
    def key(self) -> str:
        """The key of its type in a `TypeTable`."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """The object that an entry belongs to.

    Attributes:
        index: The index of the entry.
        group: The index of the one-of group's line that it is a member of, or `NO_GROUP`, `UNMARKED`.
        owner: The object.
        evidence: What decided.
        is_certain: False if it is a guess.
        alternatives: The other objects that it might belong to.
        is_group_evident: Whether more than convention tells where its group ends.
        inner: The key of the entry's own type, or what a list holds; "" if no known type tells it.
    """

    index: int
    group: int
    owner: Owner
    evidence: tuple[Why, ...] = (Why.INDENTATION,)
    is_certain: bool = True
    alternatives: tuple[Owner, ...] = ()
    is_group_evident: bool = True
    inner: str = ""
