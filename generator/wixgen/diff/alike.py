"""Finds what was renamed: of what is gone and what is new, pairs that are alike.

Two types are alike if they share at least two thirds of their fields or values, and two fields if they have the
same type and limits and stand for each other: names that resemble each other, or the same neighbours. What is
alike to several is no pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from wixgen.diff.words import spelt_type
from wixgen.spec.api import EnumType, Field, Named

#: The share of members that types must have in common.
TYPES_SHARE = 2 / 3
#: How much the names of fields must resemble each other, where their neighbours differ.
NAMES_RATIO = 0.6

#: Where more pairs than this are to be compared, nothing is said to be renamed.
MOST_PAIRS = 40_000

T = TypeVar("T")
Best = tuple[float, int]  # a score, and how often there is it


def pairs(
    gone: Sequence[T], new: Sequence[T], alike: Callable[[T, T], float]
) -> list[tuple[T, T]]:
    """Return the pairs of which each is the one that is most alike to the other.

    `alike` tells how much two are alike; 0 means not at all.
    """
    if len(gone) * len(new) > MOST_PAIRS:
        return []
    scores = {
        (number, other): score
        for number, one in enumerate(gone)
        for other, two in enumerate(new)
        if (score := alike(one, two)) > 0
    }
    best = [_best(scores, 0), _best(scores, 1)]
    return [
        (gone[number], new[other])
        for (number, other), score in scores.items()
        if best[0][number] == best[1][other] == (score, 1)
    ]


def _best(scores: Mapping[tuple[int, int], float], side: int) -> dict[int, Best]:
    """Return the best score that each on one side has, and how many others have it with it."""
    found: dict[int, Best] = {}
    for pair, score in scores.items():
        known, count = found.get(pair[side], (0.0, 0))
        if score > known:
            found[pair[side]] = score, 1
        elif score == known:
            found[pair[side]] = known, count + 1
    return found


def types_alike(one: Named, other: Named) -> float:
    """Return the share of members that two types have in common; 0 if it is too small."""
    if type(one) is not type(other):
        return 0
    first, second = _members(one), _members(other)
    union = first | second
    share = len(first & second) / len(union) if union else 0
    return share if share >= TYPES_SHARE else 0


def fields_alike(
    before: Sequence[Field], after: Sequence[Field]
) -> Callable[[Field, Field], float]:
    """Return what tells how much two fields are alike, one of each of two objects."""
    places: list[dict[str, tuple[str, str]]] = []

    def alike(one: Field, other: Field) -> float:
        same = (
            spelt_type(one.type) == spelt_type(other.type)
            and one.limits == other.limits
            and one.read_only == other.read_only
        )
        if not same:
            return 0
        if not places:  # most objects have nothing to pair
            places.extend([_neighbours(before), _neighbours(after)])
        ratio = SequenceMatcher(None, one.wire.lower(), other.wire.lower()).ratio()
        is_there = places[0][one.wire] == places[1][other.wire]
        if ratio < NAMES_RATIO and not is_there:
            return 0
        return ratio + (1 if is_there else 0)

    return alike


def _members(type_: Named) -> set[str]:
    if isinstance(type_, EnumType):
        return {value.value for value in type_.values}
    return {field.wire for field in type_.fields}


def _neighbours(fields: Iterable[Field]) -> dict[str, tuple[str, str]]:
    """Return the names before and behind each field."""
    wires = ["", *(field.wire for field in fields), ""]
    return {
        wire: (wires[number], wires[number + 2])
        for number, wire in enumerate(wires[1:-1])
    }
