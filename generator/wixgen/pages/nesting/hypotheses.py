"""Hypotheses about the entries of a section without lines so far: what is open, and what it has cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest

from wixgen.pages.nesting.evidence import KnownType, Path
from wixgen.pages.nesting.placement import NO_GROUP, UNMARKED

_WIDTH = 6  # hypotheses that go on after each entry
_HOPELESS = 12  # a hypothesis that costs so much more than the best is given up
_OUT_OF_ORDER = 3  # a field that stands before the last one in its type
_IN_UNKNOWN = 4  # a field of an object of which nothing is known
_IN_PART = 8  # a field that is not among those that are known of its object's type


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """An object that is open.

    Attributes:
        parent: The object around it; None for the section itself.
        index: The index of its item; -1 for the section itself.
        path: The names of the fields that lead to it.
        key: The key of its type.
        known: Its type; None if nothing is known of it.
        position: The place of its last field in the order of its type.
        taken: The places of the fields that it has, as bits.
        group: The index of the line of its open one-of group, or `NO_GROUP`, `UNMARKED`.
        members: The fields that its open group may have; empty if that isn't known.
    """

    parent: Open | None
    index: int
    path: Path
    key: str
    known: KnownType | None
    position: int = -1
    taken: int = 0
    group: int = NO_GROUP
    members: frozenset[str] = frozenset()

    def outwards(self) -> Iterator[Open]:
        """Yield the object and those around it, the section itself last."""
        open_object: Open | None = self
        while open_object is not None:
            yield open_object
            open_object = open_object.parent

    @property
    def left(self) -> int:
        """The number of declared fields behind its last one."""
        return len(self.known.fields) - self.position - 1 if self.known else 0

    def cost_of(self, name: str) -> int | None:
        """Return what it costs to have a field next; None if its type doesn't have it, or it has it."""
        place = self.known.positions.get(name) if self.known else None
        if place is None:
            if self.known is None:
                return _IN_UNKNOWN
            return None if self.known.is_complete else _IN_PART
        if self.known is None or self.taken >> place & 1:
            return None
        passed = place - self.position - 1
        return passed if passed >= 0 else _OUT_OF_ORDER


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One entry of a hypothesis.

    Attributes:
        previous: The step before it.
        index: The index of the entry.
        group: The index of the line of its one-of group, or `NO_GROUP`, `UNMARKED`.
        owner: The object that it belongs to.
        owners: All objects that it might belong to.
        inner: The key of its own type, or what a list holds; "" if nothing tells it.
    """

    previous: Step | None
    index: int
    group: int
    owner: Open
    owners: Sequence[Open]
    inner: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """A possible reading of the entries so far.

    Attributes:
        cost: What it costs.
        top: The innermost open object.
        printed: The keys of the types whose fields the section has printed.
        line: The index of a one-of group's line without a member so far; -1 if there is none.
        latest: Its last step.
    """

    cost: int
    top: Open
    printed: frozenset[str]
    line: int = -1
    latest: Step | None = None

    @property
    def open(self) -> tuple[object, ...]:
        """What is open: hypotheses that agree in it go on alike."""
        stack = [
            (outer.index, outer.key, outer.position, outer.group)
            for outer in self.top.outwards()
        ]
        return (self.line, *stack)

    @property
    def total(self) -> int:
        """What it costs if the section ends here."""
        return self.cost + sum(outer.left for outer in self.top.outwards())

    @property
    def steps(self) -> list[Step]:
        """All its steps, in order."""
        steps: list[Step] = []
        step = self.latest
        while step is not None:
            steps.append(step)
            step = step.previous
        return steps[::-1]


def grown(owner: Open, name: str, line: int) -> Open:
    """Return an object with one more field; `line`: the index of a one-of group's line before it, or -1."""
    known = owner.known
    place = known.positions.get(name, -1) if known else -1
    members = known.group_of(name) if known else frozenset[str]()
    group = owner.group
    if line >= 0:
        group = line
    elif members and name not in owner.members:
        group = UNMARKED
    elif owner.members and not members:
        group = NO_GROUP
    return replace(
        owner,
        position=place if place >= 0 else owner.position,
        taken=owner.taken | (1 << place if place >= 0 else 0),
        group=group,
        members=members if group != NO_GROUP else frozenset(),
    )


def with_line(before: Hypothesis, index: int) -> Hypothesis:
    """Return a hypothesis after the line of a one-of group; `index` is -1 behind the last entry.

    Whose group it is, its first member tells. One without members is the innermost object's.
    """
    if before.line < 0:
        return replace(before, line=index)
    line, top = before.line, before.top
    return replace(
        before, line=index, latest=Step(before.latest, line, line, top, (top,))
    )


def best(hypotheses: Sequence[Hypothesis]) -> list[Hypothesis]:
    """Return the best hypotheses, one for each set of objects that stay open."""
    kept: dict[tuple[object, ...], Hypothesis] = {}
    ordered = nsmallest(4 * _WIDTH, hypotheses, key=lambda hypothesis: hypothesis.cost)
    for hypothesis in ordered:
        if hypothesis.cost > ordered[0].cost + _HOPELESS or len(kept) == _WIDTH:
            break
        kept.setdefault(hypothesis.open, hypothesis)
    return list(kept.values())
