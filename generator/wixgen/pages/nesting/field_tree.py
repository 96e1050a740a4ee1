"""The fields of a section as a tree, with the decisions that were made about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wixgen.diagnostics import Place
from wixgen.pages.names import rest_name
from wixgen.pages.nesting.evidence import Why
from wixgen.pages.nesting.placement import UNMARKED, Placement
from wixgen.pages.nesting.section_entries import SectionEntries
from wixgen.pages.parse.tree import EnumValue, Item, OneOf


@dataclass
class Field:
    """A field of a section, with the fields, groups and values that are printed below it."""

    item: Item
    children: list[Field] = field(default_factory=list["Field"])
    groups: list[OneOfGroup] = field(default_factory=list["OneOfGroup"])
    values: list[EnumValue | str] | None = None

    @property
    def name(self) -> str:
        """The field's wire name in the REST half."""
        return rest_name(self.item.name)


@dataclass
class OneOfGroup:
    """A one-of group and the names of its members."""

    marker: OneOf | None
    members: list[str] = field(default_factory=list[str])
    is_evident: bool = True  # more than convention tells where the group ends


@dataclass(frozen=True)
class Decision:
    """Why an entry belongs to its object, where indentation alone did not decide."""

    item: Item
    chosen: str
    alternatives: tuple[str, ...]  # paths of objects that it might belong to instead
    evidence: tuple[Why, ...]
    is_certain: bool  # it is no guess
    rivals: tuple[str, ...]  # with lines, keys of the types that might have it instead

    @property
    def is_evident(self) -> bool:
        """True if more than convention decided."""
        return any(why is not Why.CONVENTION for why in self.evidence)

    @property
    def is_proven_by_page(self) -> bool:
        """True if a required path or an example of the page proves it."""
        return Why.REQUIRED in self.evidence or Why.EXAMPLE in self.evidence

    @property
    def gives_way(self) -> bool:
        """True if a place where indentation settles what this one left to convention knows better."""
        has_lines = self.item.indent is not None
        return not self.is_certain or (has_lines and not self.is_evident)


@dataclass(frozen=True)
class KindDecision:
    """Why a field has a type, or a kind, that no page prints."""

    at: Place
    path: str
    chosen: str
    alternatives: tuple[str, ...]
    evidence: tuple[Why, ...]
    is_certain: bool


@dataclass(frozen=True)
class Tree:
    """A section as a tree of fields and groups, with the decisions about its entries."""

    fields: list[Field]
    groups: list[OneOfGroup]
    decisions: list[Decision]
    is_empty: bool = False


def built(section: SectionEntries, placements: Sequence[Placement]) -> Tree:
    """Build the tree of a section from the placements of its entries.

    Args:
        section: The entries of the section.
        placements: Where each entry belongs, in order.
    """
    entries = section.entries
    fields = {
        index: Field(entry, values=section.values.get(index))
        for index, entry in enumerate(entries)
        if isinstance(entry, Item)
    }
    groups: dict[int, OneOfGroup] = {}
    top = Tree([], [], [], section.is_empty)
    for placement in placements:
        owner, entry = placement.owner, entries[placement.index]
        owner_field = fields[owner.index] if owner.index >= 0 else None
        into = owner_field.groups if owner_field else top.groups
        if isinstance(entry, OneOf):
            groups[placement.index] = OneOfGroup(entry)
            into.append(groups[placement.index])
            continue
        (owner_field.children if owner_field else top.fields).append(
            fields[placement.index]
        )
        if placement.group >= 0:
            groups[placement.group].members.append(rest_name(entry.name))
            groups[placement.group].is_evident &= placement.is_group_evident
        elif placement.group == UNMARKED:
            into.append(OneOfGroup(None, [rest_name(entry.name)]))
        if placement.evidence != (Why.INDENTATION,):
            top.decisions.append(_decision(entry, placement))
    return top


def _decision(item: Item, placement: Placement) -> Decision:
    others = placement.alternatives
    return Decision(
        item,
        ".".join((*placement.owner.path, rest_name(item.name))),
        tuple(".".join(other.path) for other in others),
        placement.evidence,
        placement.is_certain,
        () if item.indent is None else tuple(other.key for other in others),
    )
