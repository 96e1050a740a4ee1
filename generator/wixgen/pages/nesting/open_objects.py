"""Hypotheses about the entries read so far: which objects are open, and which fields they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, takewhile

from wixgen.pages.nesting.evidence import Path, Why
from wixgen.pages.nesting.folded.lexicon import Words
from wixgen.pages.nesting.folded.object_state import Content
from wixgen.pages.nesting.folded.repeats import Seen

SURE = 0.99
SURE_FOLDED = 0.998  # without lines
LIKELY = 0.01  # what less speaks for is no alternative
MOST_ENDED = 3  # objects that are remembered
NO_GROUP = -2
UNMARKED = -1  # a group of one member has no line of its own


@dataclass(frozen=True, slots=True, eq=False)
class OpenObject:
    """An object that is open: further fields may belong to it."""

    parent: OpenObject | None
    index: int  # of its item; -1 for the section itself
    path: Path
    key: str
    has: Content
    around: Words = (
        frozenset()
    )  # in its name and type, and in those of the objects around
    last: int = -1  # its last field
    group: int = NO_GROUP  # entry of the open one-of group
    is_doubtful: bool = (
        False  # where the object before its later fields ends is a guess
    )
    ended: tuple[OpenObject, ...] = ()  # objects in it, the last one first

    @property
    def depth(self) -> int:
        """The section itself has depth 0."""
        return len(self.path)

    def with_group(self, index: int, top: OpenObject) -> OpenObject:
        """Return the object after the line of a one-of group, before which others end, `top` the innermost."""
        ended = self.ended_with(top)
        return replace(self, group=index, has=self.has.with_group(), ended=ended)

    def ended_with(self, top: OpenObject) -> tuple[OpenObject, ...]:
        """Objects that have ended in it if those up from `top` end, too."""
        if top is self:
            return self.ended
        inside = takewhile(lambda one: one is not self, top.outwards())
        now = [open_object for open_object in inside if not open_object.has.is_fresh]
        return (*reversed(now), *self.ended)[:MOST_ENDED]

    def ended_without(self, name: str) -> list[OpenObject]:
        """Objects without a field of that name that have ended in it and in those around it."""
        ended = chain.from_iterable(outward.ended for outward in self.outwards())
        return list(
            islice(
                (
                    open_object
                    for open_object in ended
                    if name not in open_object.has.order
                ),
                MOST_ENDED,
            )
        )

    def outwards(self) -> Iterator[OpenObject]:
        """Yield the object, and those around it, the section itself last."""
        frame: OpenObject | None = self
        while frame is not None:
            yield frame
            frame = frame.parent


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An object that an entry may belong to, and what speaks for it."""

    frame: OpenObject
    ups: int  # how many open objects end if it does
    evidence: tuple[Why, ...]
    probability: float

    @property
    def is_likely(self) -> bool:
        """Return whether convention alone is as good as evidence."""
        return self.probability >= SURE_FOLDED


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """One entry, put into an open object."""

    before: Assignment | None
    index: int
    group: int
    top: OpenObject  # the innermost object that was open
    frame: OpenObject  # the object that it belongs to
    scores: Sequence[float]  # how likely each of its places is, as logarithms


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """One way to understand the entries read so far."""

    score: float  # a logarithm
    top: OpenObject
    step: Assignment | None = None
    seen: Seen = frozenset()

    @property
    def steps(self) -> list[Assignment]:
        """All its steps, in order."""
        steps: list[Assignment] = []
        step = self.step
        while step is not None:
            steps.append(step)
            step = step.before
        return steps[::-1]


@dataclass(frozen=True, slots=True, eq=False)
class Transition:
    """A way to go on with one more entry."""

    score: float
    state: Hypothesis
    frame: OpenObject
    ups: int  # how many open objects end
    scores: Sequence[
        float
    ]  # how likely each place is by itself; empty if it is the only one

    @property
    def open(self) -> tuple[int, ...]:
        """The objects that stay open: hypotheses that agree in them go on alike."""
        return (*(outward.index for outward in self.frame.outwards()), self.frame.group)


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """The final object of one entry, with the candidates that it might have gone to."""

    index: int
    group: int
    place: Candidate
    places: tuple[Candidate, ...]
    is_group_evident: bool = True

    def without_unlikely(self) -> Placement:
        """Return the same without candidates too unlikely to be reported."""
        chosen = self.place.frame
        kept = tuple(
            place
            for place in self.places
            if place.probability >= LIKELY or place.frame is chosen
        )
        return replace(self, places=kept)
