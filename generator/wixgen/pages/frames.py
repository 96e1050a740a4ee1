"""Readings of a section's entries so far: which objects are open, and what they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wixgen.pages.evidence import Path, Why
from wixgen.pages.lexicon import Words
from wixgen.pages.vocabulary import Shape

SURE = 0.99
NO_GROUP = -2
UNMARKED = -1  # a group of one member has no line of its own


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """An object that is open: further fields may belong to it."""

    parent: Frame | None
    index: int  # of its item; -1 for the section itself
    path: Path
    key: str
    own: Words = frozenset()  # in its name, and not in those of the objects around it
    fits: tuple[Shape, ...] = ()  # shared types of its name that have all its fields
    is_list: bool = False
    is_required: bool = True
    names: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()  # the same names
    words: Words = frozenset()  # that its fields say
    name_words: Words = frozenset()
    last: int = -1  # its last field
    before: str = ""  # and the name of that
    objects: int = 0
    akin: int = 0  # fields that speak of the thing that the object is named after
    group: int = NO_GROUP  # entry of the open one-of group
    members: int = 0  # fields since then
    is_doubtful: bool = (
        False  # where the object before its later fields ends is a guess
    )

    @property
    def depth(self) -> int:
        """The section itself has depth 0."""
        return len(self.path)

    @property
    def is_fresh(self) -> bool:
        """Whether nothing belongs to it yet."""
        return self.last < 0 and self.group == NO_GROUP

    def with_group(self, index: int) -> Frame:
        """The object after the line of a one-of group."""
        return replace(self, group=index, members=0)

    def outwards(self) -> Iterator[Frame]:
        """The object, and those around it, the section itself last."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.parent


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """An object that an entry may belong to, and what speaks for it."""

    frame: Frame
    ups: int  # how many open objects end if it does
    evidence: tuple[Why, ...]
    probability: float

    @property
    def is_likely(self) -> bool:
        """Whether custom alone is as good as evidence."""
        return self.probability >= SURE


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Where one entry was put."""

    before: Step | None
    index: int
    group: int
    top: Frame  # the innermost object that was open
    frame: Frame  # the object that it belongs to


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A reading of the entries so far."""

    score: float  # a logarithm
    top: Frame
    step: Step | None = None

    @property
    def steps(self) -> list[Step]:
        """All its steps, in order."""
        steps: list[Step] = []
        step = self.step
        while step is not None:
            steps.append(step)
            step = step.before
        return steps[::-1]


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """A way to go on with one more entry."""

    score: float
    state: State
    frame: Frame
    ups: int  # how many open objects end
    is_choice: bool  # there are other ways

    @property
    def open(self) -> tuple[int, ...]:
        """The objects that stay open: readings that agree in it go on alike."""
        return (*(one.index for one in self.frame.outwards()), self.frame.group)


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Where one entry is in the end, and where it might have been."""

    index: int
    group: int
    place: Place
    places: tuple[Place, ...]
    is_group_evident: bool = True
