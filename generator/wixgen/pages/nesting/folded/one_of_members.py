"""Find the members of one-of groups on pages without lines.

The members follow the group's line in one run. Its end is decided by the same type elsewhere, by shared
types, by examples that set two fields, by required fields (no member is one), and else by convention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from wixgen.pages.names import is_type_name, rest_name
from wixgen.pages.nesting.evidence import Path, Why
from wixgen.pages.nesting.folded.features import ENTITY_FIELDS
from wixgen.pages.nesting.open_objects import NO_GROUP, Candidate, Placement
from wixgen.pages.nesting.scoring import EvidenceScorer
from wixgen.pages.parse.tree import Item, OneOf

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NO_MEMBERS = ENTITY_FIELDS | {"description", "id", "key", "name", "status", "title"}
_TELLS_WHICH = {"kind", "status", "type"}  # of the members is set
_PAGING = {"cursorPaging", "paging"}
_GUESS = 0.9  # how likely a group is that only custom settles
_PAIR = 2
_SMALL = 4  # fields of an object of which all may be members
_NO_OTHER = {"boolean", "array"}  # nobody sets one of these instead of an object


@dataclass(frozen=True)
class _Run:
    """What follows the line of a group in its object, and might be a member."""

    steps: list[Placement]
    items: list[Item]
    is_closed: bool  # by another group: all are members

    @property
    def names(self) -> list[str]:
        return [rest_name(item.name) for item in self.items]

    @property
    def key(self) -> str:
        return self.steps[0].chosen.owner.key

    def path(self, name: str) -> Path:
        return (*self.steps[0].chosen.owner.path, name)


def settle_members(
    steps: Sequence[Placement], parts: Sequence[Item | OneOf], scale: EvidenceScorer
) -> list[Placement]:
    """Return the steps with the groups that their items are members of."""
    changed: dict[int, Placement] = {}
    for run in _runs(steps, parts):
        count, is_evident = _members(run, scale)
        for number, step in enumerate(run.steps):
            group = step.group if number < count else NO_GROUP
            is_doubtful = not is_evident and number in {0, count - 1, count}
            place = _doubted(step.chosen) if is_doubtful else step.chosen
            changed[step.index] = replace(
                step, group=group, chosen=place, is_group_evident=is_evident
            )
    return [changed.get(step.index, step) for step in steps]


def _runs(steps: Sequence[Placement], parts: Sequence[Item | OneOf]) -> Iterator[_Run]:
    found: dict[int, list[Placement]] = {}
    last: dict[int, int] = {}  # object -> its last group
    for step in steps:
        if step.group >= 0:
            last[step.chosen.owner.index] = step.group
            if step.index != step.group:
                found.setdefault(step.group, []).append(step)
    for group, inside in found.items():
        items = [part for step in inside if isinstance(part := parts[step.index], Item)]
        yield _Run(inside, items, last[inside[0].chosen.owner.index] != group)


def _doubted(place: Candidate) -> Candidate:
    if place.evidence not in {(Why.CONVENTION,), (Why.INDENTATION,)}:
        return place
    likely = min(place.probability, _GUESS)
    return replace(place, probability=likely, evidence=(Why.CONVENTION,))


def _members(run: _Run, scale: EvidenceScorer) -> tuple[int, bool]:
    """Return how many of the fields are members, and whether more than custom tells."""
    if run.is_closed:
        return len(run.items), True
    known = scale.types.of(run.key)
    for group in [*(known.groups if known else ()), *_shared_groups(run, scale)]:
        if run.names[0] in group:
            return _leading(run.names, group), True
    most, usual = _at_most(run, scale), _by_custom(run.items)
    return min(most, usual), most == 1


def _leading(names: Iterable[str], group: frozenset[str]) -> int:
    count = 0
    for name in names:
        if name not in group:
            break
        count += 1
    return count


def _shared_groups(run: _Run, scale: EvidenceScorer) -> Iterator[frozenset[str]]:
    """Yield the groups of shared types that have all these fields, of the smallest of them first."""
    names = frozenset(run.names)
    shapes = scale.vocabulary.shapes.get(run.key) or scale.vocabulary.with_names(names)
    for shape in sorted(shapes, key=lambda one: len(one.names)):
        if names <= shape.names:
            yield from shape.groups


def _at_most(run: _Run, scale: EvidenceScorer) -> int:
    """Members are neither required nor set together."""
    first = run.path(run.names[0])
    for number, name in enumerate(run.names):
        path = run.path(name)
        is_required = path in scale.evidence.required
        if number and (is_required or scale.evidence.are_together(first, path)):
            return number
    return len(run.items)


def _by_custom(items: Sequence[Item]) -> int:
    """Return the run of fields that may be set instead of each other."""
    count, kinds = _alike(items), [_kind(item) for item in items]
    first = kinds[0]
    if count < _PAIR:
        return count
    if first == "boolean":  # flags, and what they stand beside
        ends = (n for n in range(count, len(kinds)) if kinds[n] != first)
        return next(ends, len(kinds))
    if first == "object" and kinds[1] in _NO_OTHER:
        return 1
    is_mixed = "object" not in kinds[:2] and first != kinds[1]
    are_all = is_mixed and count < len(items) <= _SMALL
    if are_all and not any(map(_is_no_member, items)):
        return len(items)
    return _told_by_next(items, count)


def _told_by_next(items: Sequence[Item], count: int) -> int:
    """Return those of the fields that the next one tells of: `changeType` of `changed`, not of `item`."""
    words = _WORD.findall(items[count].name) if count < len(items) else []
    if len(words) < _PAIR or words[-1].lower() not in _TELLS_WHICH:
        return count
    told = [_has_word(item.name, words[-2].lower()) for item in items[:count]]
    return told.index(False) if told[0] and False in told else count


def _has_word(name: str, beginning: str) -> bool:
    return any(word.lower().startswith(beginning) for word in _WORD.findall(name))


def _alike(items: Sequence[Item]) -> int:
    """Return the run of fields that are alike; groups of two are the most usual."""
    first = items[0]
    is_small = len(items) <= _SMALL and len({_kind(item) for item in items}) == 1
    are_named_alike = len(items) > 1 and _tail(first.name) == _tail(items[1].name)
    count = 1
    for number, item in enumerate(items[1:], 1):
        name, is_like_first = rest_name(item.name), _tail(item.name) == _tail(
            first.name
        )
        if name in _NO_MEMBERS or (first.name in _PAGING and name not in _PAGING):
            break
        if is_like_first and len(_WORD.findall(first.name)) > 1:
            count = number + 1
            continue
        if _tail(item.name) in _TELLS_WHICH:
            break
        if number > 1 and are_named_alike:
            break
        are_objects = all(_kind(field) == "object" for field in (first, items[1], item))
        if number > 1 and not are_objects and not is_small:
            break
        count = number + 1
    return count


def _is_no_member(item: Item) -> bool:
    return rest_name(item.name) in _NO_MEMBERS or _tail(item.name) in _TELLS_WHICH


def _kind(item: Item) -> str:
    return "object" if is_type_name(item.type) else item.type


def _tail(name: str) -> str:
    words = _WORD.findall(name)
    return words[-1].lower().rstrip("s") if words else name
