"""Hypotheses about the entries of a section so far: which objects are open, with which fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, takewhile

from wixgen.pages.nesting.evidence import Path, Why
from wixgen.pages.nesting.folded.lexicon import Words
from wixgen.pages.nesting.folded.object_state import Content
from wixgen.pages.nesting.folded.repeats import Seen

# From these probabilities on, convention alone makes a decision certain. Without lines it decides nearly
# everything, and below 0.998 too much of what was wrong was called certain.
SURE = 0.99
SURE_FOLDED = 0.998
LIKELY = 0.01  # a candidate below it is no alternative that a report should name
MOST_ENDED = 3  # ended objects that compete for later fields, the nearest ones
NO_GROUP = -2
UNMARKED = -1  # a group of one member has no line of its own


@dataclass(frozen=True, slots=True, eq=False)
class OpenObject:
    """An object that is open: further fields may belong to it."""

    parent: OpenObject | None
    index: int  # of its item; -1 for the section itself
    path: Path
    key: str  # of its type
    content: Content
    #: The words in its name and type, and in those of the objects around it.
    words_around: Words = frozenset()
    last: int = -1  # index of its last field
    group: int = NO_GROUP  # index of the line of its open one-of group
    #: An object inside it, before its last fields, ends where a guess has put the end.
    is_doubtful: bool = False
    ended: tuple[OpenObject, ...] = ()  # objects in it, the last one first

    @property
    def depth(self) -> int:
        """The number of objects around it; 0 for the section itself."""
        return len(self.path)

    def with_group(self, index: int, top: OpenObject) -> OpenObject:
        """Return the object after the line of a one-of group.

        Args:
            index: The index of the group's line.
            top: The innermost open object; all that are open inside this one end before the line.
        """
        ended = self.ended_with(top)
        return replace(
            self, group=index, content=self.content.with_group(), ended=ended
        )

    def ended_with(self, top: OpenObject) -> tuple[OpenObject, ...]:
        """Return the objects that have ended in it, if those from `top` outwards end, too."""
        if top is self:
            return self.ended
        inside = takewhile(lambda inner: inner is not self, top.outwards())
        now = [inner for inner in inside if not inner.content.is_fresh]
        return (*reversed(now), *self.ended)[:MOST_ENDED]

    def ended_without(self, name: str) -> list[OpenObject]:
        """Return objects that have ended in it or around it and have no field of that name."""
        ended = chain.from_iterable(outer.ended for outer in self.outwards())
        return list(
            islice(
                (outer for outer in ended if name not in outer.content.order),
                MOST_ENDED,
            )
        )

    def outwards(self) -> Iterator[OpenObject]:
        """Yield the object and those around it, the section itself last."""
        open_object: OpenObject | None = self
        while open_object is not None:
            yield open_object
            open_object = open_object.parent


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An object that an entry may belong to, with the evidence for it."""

    owner: OpenObject
    levels_up: int  # how many open objects end if the entry belongs to it
    evidence: tuple[Why, ...]
    probability: float

    @property
    def is_likely(self) -> bool:
        """True if convention alone is as good as evidence."""
        return self.probability >= SURE_FOLDED


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """The owner of one entry in a hypothesis."""

    previous: Assignment | None
    index: int  # of the entry
    group: int  # index of the one-of group that it is a member of
    top: OpenObject  # the innermost object that was open before
    owner: OpenObject  # the object that the entry belongs to
    scores: Sequence[float]  # logarithms of the probabilities of its candidates


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """A possible reading of the entries so far."""

    score: float  # logarithm of its probability
    top: OpenObject  # the innermost open object
    latest: Assignment | None = None
    seen: Seen = frozenset()

    @property
    def assignments(self) -> list[Assignment]:
        """All its assignments, in order."""
        assignments: list[Assignment] = []
        assignment = self.latest
        while assignment is not None:
            assignments.append(assignment)
            assignment = assignment.previous
        return assignments[::-1]


@dataclass(frozen=True, slots=True, eq=False)
class Transition:
    """A step of a hypothesis: one more entry belongs to an object."""

    score: float
    hypothesis: Hypothesis
    owner: OpenObject
    levels_up: int  # how many open objects end
    #: Logarithms of the probabilities of all candidates; empty if this is the only one.
    scores: Sequence[float]

    @property
    def open(self) -> tuple[int, ...]:
        """The objects and the group that stay open: hypotheses that agree in them go on alike."""
        return (*(outer.index for outer in self.owner.outwards()), self.owner.group)


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """The object that an entry belongs to in the end, and the candidates that it was chosen from."""

    index: int
    group: int
    chosen: Candidate
    candidates: tuple[Candidate, ...]
    is_group_evident: bool = True

    def without_unlikely(self) -> Placement:
        """Return the placement without the candidates that no report should name."""
        chosen = self.chosen.owner
        kept = tuple(
            candidate
            for candidate in self.candidates
            if candidate.probability >= LIKELY or candidate.owner is chosen
        )
        return replace(self, candidates=kept)
