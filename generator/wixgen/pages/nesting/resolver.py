"""Resolve the entries of a section with lines: decide which field belongs to which object.

Indentation nearly always leaves one owner. In the one known doubt it leaves two (`columns.py`), since the
lines of both look alike. The strongest evidence that tells them apart decides: a required path, the same
type elsewhere, an example. Without any it is the innermost owner, and the decision is reported as uncertain.
"""

from __future__ import annotations

from collections.abc import Sequence

from wixgen.pages.names import is_type_name, rest_name
from wixgen.pages.nesting.columns import Columns, PossibleOwner, is_group_of_parameter
from wixgen.pages.nesting.evidence import PathEvidence, TypeTable, Why
from wixgen.pages.nesting.open_objects import OpenObject
from wixgen.pages.nesting.placement import NO_GROUP, Placement
from wixgen.pages.nesting.scoring import EvidenceScorer
from wixgen.pages.nesting.section_entries import (
    MAX_DEPTH,
    SCALARS,
    SectionEntries,
    type_key,
)
from wixgen.pages.parse.tree import Item, OneOf

Weights = dict[Why, float]
_STRONGEST_FIRST = (Why.REQUIRED, Why.TYPE, Why.EXAMPLE)
_CONVENTION_ALONE = (Why.CONVENTION,)


def place_by_lines(
    section: SectionEntries,
    key: str,
    types: TypeTable,
    evidence: PathEvidence,
    *,
    has_own_groups: bool,
) -> list[Placement]:
    """Return where each entry of a section with lines belongs.

    Args:
        section: The entries of the section.
        key: The key of the type that the section as a whole has.
        types: The types that are known.
        evidence: The page's required paths and examples.
        has_own_groups: True if the section may have one-of groups of the parameters themselves.
    """
    resolver = _Resolver(section, types, evidence, has_own_groups=has_own_groups)
    return resolver.placements(key)


class _Resolver:
    """A resolver of one section."""

    def __init__(
        self,
        section: SectionEntries,
        types: TypeTable,
        evidence: PathEvidence,
        *,
        has_own_groups: bool,
    ) -> None:
        """Look at the section as a whole; the arguments are those of `place_by_lines`."""
        self.section = section
        self.entries = section.entries
        self.types = types
        self.has_parameters = section.has_parameters
        following = [*section.entries[1:], None]
        self.opens = [
            self._opens(entry, index, following[index])
            for index, entry in enumerate(section.entries)
        ]
        self.columns = Columns(
            section.entries, self.opens, has_own_groups=has_own_groups
        )
        marks_required = any(
            isinstance(item, Item) and item.is_required and item.marker == "field"
            for item in section.entries
        )
        self.scorer = EvidenceScorer(types, evidence, marks_required=marks_required)
        self.of_groups: dict[int, Placement] = {}  # in a doubt that members share

    def placements(self, key: str) -> list[Placement]:
        """Return the placements of all entries; `key` is that of the section's type."""
        top = OpenObject(None, -1, (), key)
        placements: list[Placement] = []
        for index, entry in enumerate(self.entries):
            owners = self._possible_owners(top, index)
            if isinstance(entry, OneOf):
                placement, top = self._place_group(owners, index)
            else:
                placement, top = self._place_item(owners, index, entry)
            placements.append(placement)
        return placements

    def _opens(
        self, entry: Item | OneOf, index: int, following: Item | OneOf | None
    ) -> bool:
        """Return whether fields can stand below an entry.

        A parameter whose type is only a word, mostly its own name, is a primitive: a group that follows
        is the method's own.
        """
        if (
            isinstance(entry, OneOf)
            or index in self.section.values
            or entry.type in SCALARS
        ):
            return False
        if entry.type.startswith("array") or is_type_name(entry.type):
            return True
        is_word = entry.marker != "field" and entry.type != "object"
        return not (is_word and isinstance(following, OneOf))

    def _possible_owners(self, top: OpenObject, index: int) -> list[PossibleOwner]:
        """Return the objects that an entry may belong to, the innermost first."""
        entry = self.entries[index]
        owners = [(owner, levels_up) for levels_up, owner in enumerate(top.outwards())]
        if isinstance(entry, Item) and entry.marker != "field":
            return owners[-1:]
        if not self._may_be_outermost(owners, entry):
            owners.pop()
        return self.columns.possible_owners(owners, entry, index)

    def _may_be_outermost(
        self, owners: Sequence[PossibleOwner], entry: Item | OneOf
    ) -> bool:
        if len(owners) == 1 or not self.has_parameters:
            return True
        is_group = isinstance(entry, OneOf) or owners[-1][0].group >= 0
        return is_group and not self.section.is_object

    def _place_group(
        self, owners: Sequence[PossibleOwner], index: int
    ) -> tuple[Placement, OpenObject]:
        """Place the line of a one-of group; return the innermost object that is open after it."""
        members = self.columns.doubtful_groups.get(index, ())
        weights = [self._weights_of_group(owner, members) for owner, _ in owners]
        number = _strongest(weights)
        if len(owners) > 1 and weights[number] in (
            *weights[:number],
            *weights[number + 1 :],
        ):
            number = 0 if is_group_of_parameter(owners[0][0]) else 1
        placement = self._placement(owners, weights, number, index, index)
        if len(owners) > 1:  # convention is as good as evidence here
            placement = _as_certain(placement)
            self.of_groups[index] = placement
        owner = owners[number][0]
        owner.group = index
        return placement, owner

    def _weights_of_group(self, owner: OpenObject, members: Sequence[Item]) -> Weights:
        """Return what speaks for a group of an object: what speaks for its members."""
        weights: Weights = {}
        for member in members:
            for why, weight in self.scorer.evident(owner, member).items():
                weights[why] = weights.get(why, 0.0) + weight
        return weights

    def _place_item(
        self, owners: Sequence[PossibleOwner], index: int, entry: Item
    ) -> tuple[Placement, OpenObject]:
        """Place an item; return the innermost object that is open after it."""
        if len(owners) == 1:
            owner, levels_up = owners[0]
            group = self.columns.membership(owner, entry)
            placement = self._sole(owner, entry, index, group)
        else:
            weights = [self.scorer.evident(owner, entry) for owner, _ in owners]
            number = _strongest(weights, self._free(owners, entry))
            owner, levels_up = owners[number]
            group = self.columns.membership(owner, entry)
            placement = self._placement(owners, weights, number, index, group)
            owner.is_doubtful |= levels_up > 0 and not placement.is_certain
        owner.names.add(rest_name(entry.name))
        owner.group = owner.group if group != NO_GROUP else NO_GROUP
        return placement, self._opened(owner, index, entry)

    def _free(self, owners: Sequence[PossibleOwner], entry: Item) -> Sequence[int]:
        """Return the numbers of the owners that have no field of the entry's name yet; else the first."""
        name = rest_name(entry.name)
        free = [n for n, (owner, _) in enumerate(owners) if name not in owner.names]
        return free or [0]

    def _sole(
        self, owner: OpenObject, entry: Item, index: int, group: int
    ) -> Placement:
        """Return the placement of an entry with only one owner.

        An earlier guess about where an inner object ends may be all that has left it alone.
        """
        if group in self.of_groups:
            shared = self.of_groups[group]
            return Placement(
                index,
                group,
                owner,
                shared.evidence,
                shared.is_certain,
                shared.alternatives,
            )
        if not owner.is_doubtful:
            return Placement(index, group, owner)
        evidence = _decisive(self.scorer.evident(owner, entry), [])
        is_certain = evidence != _CONVENTION_ALONE
        return Placement(index, group, owner, evidence, is_certain)

    def _placement(
        self,
        owners: Sequence[PossibleOwner],
        weights: Sequence[Weights],
        number: int,
        index: int,
        group: int,
    ) -> Placement:
        """Return the placement of an entry in one of several owners."""
        owner = owners[number][0]
        if len(owners) == 1:
            return Placement(index, group, owner)
        others = [other for n, (other, _) in enumerate(owners) if n != number]
        rivals = [weight for n, weight in enumerate(weights) if n != number]
        evidence = _decisive(weights[number], rivals)
        is_certain = evidence != _CONVENTION_ALONE
        return Placement(index, group, owner, evidence, is_certain, tuple(others))

    def _opened(self, owner: OpenObject, index: int, entry: Item) -> OpenObject:
        """Return the innermost open object after an item of an object: the item's own, if it opens one."""
        if not self.opens[index] or owner.depth >= MAX_DEPTH:
            return owner
        key = type_key(entry, owner.key)
        key = self.types.names.get(key) or key
        return OpenObject(owner, index, (*owner.path, rest_name(entry.name)), key)


def _strongest(weights: Sequence[Weights], allowed: Sequence[int] = ()) -> int:
    """Return the number of the owner that the strongest evidence is for; of equal ones, the first."""
    numbers = allowed or range(len(weights))
    return max(
        numbers,
        key=lambda number: [weights[number].get(why, 0.0) for why in _STRONGEST_FIRST],
    )


def _decisive(chosen: Weights, rivals: Sequence[Weights]) -> tuple[Why, ...]:
    """Return the kinds of evidence that speak more for an owner than for its rivals; else convention."""
    rivals = rivals or [{}]
    decisive = tuple(
        why
        for why in _STRONGEST_FIRST
        if all(chosen.get(why, 0) > weights.get(why, 0) for weights in rivals)
    )
    return decisive or _CONVENTION_ALONE


def _as_certain(placement: Placement) -> Placement:
    """Return a placement that convention decides as well as evidence does."""
    return Placement(
        placement.index,
        placement.group,
        placement.owner,
        placement.evidence,
        True,
        placement.alternatives,
    )
