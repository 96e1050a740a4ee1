"""Align the entries of a section without lines with known types: decide which field belongs to which object.

A hypothesis is the stack of open objects, each with the place of its last field in the order of its type.
An entry goes to an object whose type has the field. It costs what is passed over: declared fields there,
and in the objects that end. Required paths and examples that prove a place count for it. The best few
hypotheses go on, the cheapest wins.

Only a type or a path proves where an entry belongs. Whatever else is decided here is a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wixgen.pages.names import is_type_name, rest_name
from wixgen.pages.nesting.evidence import (
    Path,
    PathEvidence,
    TypeTable,
    Why,
)
from wixgen.pages.nesting.hypotheses import (
    Hypothesis,
    Open,
    Step,
    best,
    grown,
    with_line,
)
from wixgen.pages.nesting.one_of_members import settle_members
from wixgen.pages.nesting.placement import Placement
from wixgen.pages.nesting.section_entries import (
    MAX_DEPTH,
    SCALARS,
    SectionEntries,
    inner_type,
)
from wixgen.pages.parse.tree import Item, OneOf

_PROVEN_BY_PATH = -6
_IN_NO_TYPE = 12  # a field that the type of its object doesn't have
_OTHER_GROUP = 3  # below the line of a one-of group, a field that is no member of one
_NO_LINE = 1  # a member of a group whose line is not there


def place_by_types(
    section: SectionEntries,
    keys: Sequence[str],
    types: TypeTable,
    evidence: PathEvidence,
    *,
    has_own_groups: bool,
) -> list[Placement]:
    """Return where each entry of a section without lines belongs.

    Args:
        section: The entries of the section.
        keys: The keys of the types that the section as a whole may have.
        types: The types that are known.
        evidence: The page's required paths and examples.
        has_own_groups: True if the section may have one-of groups of the parameters themselves.
    """
    aligner = _Aligner(section, types, evidence, has_own_groups=has_own_groups)
    return aligner.placements(keys)


class _Aligner:
    """The alignment of one section."""

    def __init__(
        self,
        section: SectionEntries,
        types: TypeTable,
        evidence: PathEvidence,
        *,
        has_own_groups: bool,
    ) -> None:
        """Take the section and what is known; the arguments are those of `place_by_types`."""
        self.section = section
        self.types = types
        self.evidence = evidence
        self.has_parameters = section.has_parameters
        self.has_own_groups = has_own_groups
        self.leading = frozenset(
            path[:-1] for path in evidence.required | evidence.examples
        )

    def placements(self, keys: Sequence[str]) -> list[Placement]:
        """Return the placements of all entries in the cheapest hypothesis."""
        hypotheses = [
            Hypothesis(0, Open(None, -1, (), key, self.types.of(key)), frozenset())
            for key in keys
        ]
        for index, entry in enumerate(self.section.entries):
            if isinstance(entry, OneOf):
                hypotheses = [with_line(before, index) for before in hypotheses]
                continue
            after = [
                hypothesis
                for before in hypotheses
                for hypothesis in self._transitions(before, index, entry)
            ]
            hypotheses = after if len(after) == 1 else best(after)
        ended = [with_line(hypothesis, -1) for hypothesis in hypotheses]
        cheapest = min(ended, key=lambda hypothesis: hypothesis.total)
        placements = [self._placement(step) for step in cheapest.steps]
        placements = _with_ties(placements, cheapest, ended)
        return settle_members(placements, self.section, self.types, self.evidence)

    def _transitions(
        self, before: Hypothesis, index: int, item: Item
    ) -> Iterator[Hypothesis]:
        """Yield all hypotheses that one with one more item may become."""
        name = rest_name(item.name)
        owners = self._possible_owners(before, item)
        ended, is_found = before.cost, False
        for owner in before.top.outwards():
            cost = self._cost(owner, name, before.line) if owner in owners else None
            if cost is not None:
                is_found = True
                yield from self._apply(before, ended + cost, owner, owners, index, item)
            ended += owner.left
        if not is_found:
            cost = before.cost + _IN_NO_TYPE
            yield from self._apply(before, cost, owners[0], owners, index, item)

    def _possible_owners(self, before: Hypothesis, item: Item) -> list[Open]:
        """Return the objects that an item may belong to, the innermost first."""
        owners = list(before.top.outwards())
        if item.marker != "field":
            return owners[-1:]
        outermost = owners[-1]
        is_member = before.line >= 0 or outermost.group >= 0
        may_be_outermost = (
            is_member and self.has_own_groups and not self.section.is_object
        )
        if len(owners) > 1 and self.has_parameters and not may_be_outermost:
            owners.pop()
        return owners

    def _cost(self, owner: Open, name: str, line: int) -> int | None:
        """Return what it costs that an object has a field next; None if nothing says that it does."""
        cost = owner.cost_of(name)
        if self._is_on_path((*owner.path, name)):
            cost = (_IN_NO_TYPE if cost is None else cost) + _PROVEN_BY_PATH
        if cost is None or owner.known is None:
            return cost
        is_member = bool(owner.known.group_of(name))
        if line >= 0:
            return cost + (0 if is_member else _OTHER_GROUP)
        return cost + (_NO_LINE if is_member and name not in owner.members else 0)

    def _is_on_path(self, path: Path) -> bool:
        return path in self.evidence.required or path in self.evidence.examples

    def _apply(
        self,
        before: Hypothesis,
        cost: int,
        owner: Open,
        owners: Sequence[Open],
        index: int,
        item: Item,
    ) -> Iterator[Hypothesis]:
        """Yield the hypotheses in which an item belongs to one object: one for each type it may be of."""
        latest, line = before.latest, before.line
        if line >= 0:
            latest = Step(latest, line, line, owner, (owner,))
        longer = grown(owner, rest_name(item.name), line)
        for inner, key in self._inner_objects(before, longer, index, item):
            step = Step(latest, index, longer.group, owner, owners, key)
            is_opened = inner is not longer
            printed = before.printed | {inner.key} if is_opened else before.printed
            yield Hypothesis(cost, inner, printed, -1, step)

    def _placement(self, step: Step) -> Placement:
        """Return the placement of an entry, with what proves it."""
        entry = self.section.entries[step.index]
        if isinstance(entry, OneOf):
            return Placement(step.index, step.group, step.owner)
        evidence = self._evidence(step.owner, step.owners, rest_name(entry.name))
        return Placement(
            step.index,
            step.group,
            step.owner,
            evidence or (Why.CONVENTION,),
            bool(evidence),
            tuple(other for other in step.owners if other is not step.owner),
            inner=step.inner,
        )

    def _evidence(
        self, owner: Open, owners: Sequence[Open], name: str
    ) -> tuple[Why, ...]:
        """Return what proves that an object, and no other one, has a field; nothing if it is a guess."""
        if len(owners) == 1:
            return (Why.INDENTATION,)
        found: list[Why] = []
        path = (*owner.path, name)
        others = [(*other.path, name) for other in owners if other is not owner]
        if path in self.evidence.required and self.evidence.required.isdisjoint(others):
            found.append(Why.REQUIRED)
        if owner.known is not None and name in owner.known.fields:
            inside = owners[: owners.index(owner)]
            if all(other.known is not None for other in inside):
                found.append(Why.TYPE)
        if path in self.evidence.examples and self.evidence.examples.isdisjoint(others):
            found.append(Why.EXAMPLE)
        return tuple(found)

    def _inner_objects(
        self, before: Hypothesis, owner: Open, index: int, item: Item
    ) -> Iterator[tuple[Open, str]]:
        """Yield what may be the innermost open object after an item, and the key of the item's known type.

        In the place of the key, what a list holds that holds no objects.

        That is an object of each type that the item may be of, or the item's owner if no fields stand below
        it. A type's fields are printed with its first use in a section, and only there.
        """
        path = (*owner.path, rest_name(item.name))
        if (
            index in self.section.values
            or item.type in SCALARS
            or len(path) > MAX_DEPTH
        ):
            yield owner, self.types.items.get(f"{owner.key}.{path[-1]}", "")
            return
        keys = self._keys_of(owner, item)
        for key in keys:
            is_new = key not in before.printed
            inner = Open(owner, index, path, key, self.types.of(key))
            yield inner if is_new else owner, key
        if not keys:
            held = self.types.items.get(f"{owner.key}.{path[-1]}", "")
            for inner in self._unknown(before, owner, index, item):
                yield inner, held

    def _unknown(
        self, before: Hypothesis, owner: Open, index: int, item: Item
    ) -> Iterator[Open]:
        """Yield what may be the innermost open object after an item of a type that nobody knows."""
        path = (*owner.path, rest_name(item.name))
        is_named = is_type_name(inner_type(item))
        key = inner_type(item) if is_named else f"{owner.key}.{path[-1]}"
        declared = self.types.names.get(f"{owner.key}.{path[-1]}")
        must_open = is_named or path in self.leading
        is_closed = declared is not None or key in before.printed
        if not is_closed and (must_open or item.type != "object"):
            yield Open(owner, index, path, key, None)
        if is_closed or not must_open:
            yield owner

    def _keys_of(self, owner: Open, item: Item) -> list[str]:
        """Return the keys of the known types that an item may be of."""
        own, printed = f"{owner.key}.{rest_name(item.name)}", inner_type(item)
        if (declared := self.types.names.get(own)) is not None:
            return [declared] if declared else []
        if is_type_name(printed):
            return [self.types.own_key(key) for key in self.types.keys_of(printed)]
        return [own] if self.types.of(own) else []


def _with_ties(
    placements: Sequence[Placement],
    cheapest: Hypothesis,
    others: Sequence[Hypothesis],
) -> list[Placement]:
    """Return the placements of the cheapest hypothesis; where an equally cheap one differs, it is a guess."""
    settled = list(placements)
    for other in others:
        if other is cheapest or other.total > cheapest.total:
            continue
        for number, (mine, its) in enumerate(zip(settled, other.steps, strict=True)):
            if mine.owner.path != its.owner.path and not is_proven_by_path(mine):
                settled[number] = replace(
                    mine, evidence=(Why.CONVENTION,), is_certain=False
                )
    return settled


def is_proven_by_path(placement: Placement) -> bool:
    """Return whether a required path or an example tells where an entry belongs."""
    return not {Why.REQUIRED, Why.EXAMPLE}.isdisjoint(placement.evidence)
