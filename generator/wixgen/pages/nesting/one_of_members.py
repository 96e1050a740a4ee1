"""Settle the members of one-of groups of types that nobody knows, on pages without lines.

The members follow the group's line in one run. No member is required, and no two are set together in an
example: where the run meets such a field at the latest, it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wixgen.pages.names import rest_name
from wixgen.pages.nesting.evidence import Path, PathEvidence, TypeTable, Why
from wixgen.pages.nesting.placement import NO_GROUP, Placement
from wixgen.pages.nesting.section_entries import SectionEntries
from wixgen.pages.parse.tree import Item


def settle_members(
    placements: Sequence[Placement],
    section: SectionEntries,
    types: TypeTable,
    evidence: PathEvidence,
) -> list[Placement]:
    """Return placements with the groups that their items are members of.

    Args:
        placements: Where each entry belongs; all fields behind the line of a group may be members.
        section: The entries.
        types: The types that are known: their groups are settled.
        evidence: The page's required paths and examples.
    """
    changed: dict[int, Placement] = {}
    for run in _unknown_runs(placements, section, types):
        paths = [
            (*placement.owner.path, _name(placement, section)) for placement in run
        ]
        count = _at_most(paths, evidence)
        for number, placement in enumerate(run):
            is_guess = count > 1 and number in {0, count - 1, count}
            group = placement.group if number < count else NO_GROUP
            settled = replace(placement, group=group, is_group_evident=count == 1)
            changed[placement.index] = _guessed(settled) if is_guess else settled
    return [changed.get(placement.index, placement) for placement in placements]


def _unknown_runs(
    placements: Iterable[Placement], section: SectionEntries, types: TypeTable
) -> Iterator[list[Placement]]:
    """Yield the fields behind the line of each group that no known type has."""
    runs: dict[int, list[Placement]] = {}
    for placement in placements:
        if placement.group >= 0 and placement.group != placement.index:
            runs.setdefault(placement.group, []).append(placement)
    for run in runs.values():
        known = types.of(run[0].owner.key)
        if known is None or not known.group_of(_name(run[0], section)):
            yield run


def _name(placement: Placement, section: SectionEntries) -> str:
    entry = section.entries[placement.index]
    return rest_name(entry.name) if isinstance(entry, Item) else ""


def _at_most(paths: Sequence[Path], evidence: PathEvidence) -> int:
    """Return how many of a run of fields may be members of one group."""
    for number, path in enumerate(paths):
        if number and (
            path in evidence.required or evidence.are_together(paths[0], path)
        ):
            return number
    return len(paths)


def _guessed(placement: Placement) -> Placement:
    """Return a placement as a guess, whatever tells which object the field is in."""
    return replace(placement, evidence=(Why.CONVENTION,), is_certain=False)
