"""A section as a tree of fields, and how its doubts were settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wixgen.diagnostics import Place
from wixgen.pages.names import rest_name
from wixgen.pages.nesting.evidence import Why
from wixgen.pages.nesting.open_objects import (
    LIKELY,
    SURE,
    SURE_FOLDED,
    UNMARKED,
    Placement,
)
from wixgen.pages.parse.tree import EnumValue, Item, OneOf

Values = Mapping[int, list[EnumValue | str]]


@dataclass
class Field:
    """A field as it is printed once, with what is printed below it."""

    item: Item
    children: list[Field] = field(default_factory=list["Field"])
    groups: list[OneOfGroup] = field(default_factory=list["OneOfGroup"])
    values: list[EnumValue | str] | None = None

    @property
    def name(self) -> str:
        """The REST half's wire name."""
        return rest_name(self.item.name)


@dataclass
class OneOfGroup:
    """A one-of group and the names of its members."""

    marker: OneOf | None
    members: list[str] = field(default_factory=list[str])
    is_evident: bool = True  # more than convention told them from the fields after them


@dataclass(frozen=True)
class Decision:
    """Why an entry stands where it does, where indentation alone did not tell."""

    item: Item
    chosen: str
    alternatives: tuple[str, ...]  # the objects that it might belong to instead
    evidence: tuple[Why, ...]
    probability: float

    @property
    def is_evident(self) -> bool:
        """Return whether more than convention decided."""
        return any(why is not Why.CONVENTION for why in self.evidence)

    @property
    def is_proven_by_page(self) -> bool:
        """Return whether the page itself says so somewhere else."""
        return Why.REQUIRED in self.evidence or Why.EXAMPLE in self.evidence

    @property
    def is_certain(self) -> bool:
        """Return whether evidence decided. Without lines, a decision that follows a guess is a guess, too."""
        is_folded = self.item.indent is None
        decided = self.is_proven_by_page if is_folded else self.is_evident
        return decided or self.probability >= (SURE_FOLDED if is_folded else SURE)


@dataclass(frozen=True)
class KindDecision:
    """Why a parameter is of a kind that no page prints."""

    at: Place
    path: str
    chosen: str
    alternatives: tuple[str, ...]
    evidence: tuple[Why, ...]
    is_certain: bool


@dataclass(frozen=True)
class Tree:
    """One section as a tree of fields, with the decisions that were in doubt."""

    fields: list[Field]
    groups: list[OneOfGroup]
    decisions: list[Decision]
    is_empty: bool = False


def built(
    parts: Sequence[Item | OneOf],
    values: Values,
    steps: Sequence[Placement],
    *,
    is_empty: bool,
) -> Tree:
    """Build the tree that the placements describe."""
    fields = {
        index: Field(part, values=values.get(index))
        for index, part in enumerate(parts)
        if isinstance(part, Item)
    }
    groups: dict[int, OneOfGroup] = {}
    top = Tree([], [], [], is_empty)
    for step in steps:
        frame, part = step.place.frame, parts[step.index]
        owner = fields[frame.index] if frame.index >= 0 else None
        into = owner.groups if owner else top.groups
        if isinstance(part, OneOf):
            groups[step.index] = OneOfGroup(part)
            into.append(groups[step.index])
            continue
        (owner.children if owner else top.fields).append(fields[step.index])
        if step.group >= 0:
            groups[step.group].members.append(rest_name(part.name))
            groups[step.group].is_evident &= step.is_group_evident
        elif step.group == UNMARKED:
            into.append(OneOfGroup(None, [rest_name(part.name)]))
        if step.place.evidence != (Why.INDENTATION,):
            top.decisions.append(_decision(part, step))
    return top


def _decision(part: Item, step: Placement) -> Decision:
    place = step.place
    others = [
        candidate.frame
        for candidate in step.places
        if candidate.frame is not place.frame and candidate.probability >= LIKELY
    ]
    return Decision(
        part,
        ".".join((*place.frame.path, rest_name(part.name))),
        tuple(".".join(frame.path) for frame in others),
        place.evidence,
        place.probability,
    )
