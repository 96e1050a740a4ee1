"""Beam search over hypotheses: keep the likeliest, and find the evidence that decides between places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import exp, log

from wixgen.pages.names import rest_name
from wixgen.pages.nesting.columns import Placed
from wixgen.pages.nesting.evidence import Why
from wixgen.pages.nesting.open_objects import Transition
from wixgen.pages.parse.tree import Item, OneOf

BEAM = 4
CUSTOM = (Why.CONVENTION,)
_HOPELESS = -10.0  # so much less likely, as a logarithm, that a hypothesis is given up


def free_candidates(places: Sequence[Placed], part: Item | OneOf) -> Sequence[Placed]:
    """Return the places in objects that have no field of that name yet; if none are, the innermost."""
    if isinstance(part, OneOf):
        return places
    name = rest_name(part.name)
    return [place for place in places if name not in place[0].has.order] or places[:1]


def best(moves: Sequence[Transition]) -> list[Transition]:
    """Return the best transitions, one for each set of objects that they leave open."""
    if len(moves) == 1:
        return list(moves)
    kept: dict[tuple[int, ...], Transition] = {}
    highest = max(move.score for move in moves)
    for move in nlargest(len(moves), moves, key=lambda one: one.score):
        if move.score < highest + _HOPELESS or len(kept) == BEAM:
            break
        kept.setdefault(move.open, move)
    return list(kept.values())


def normal(scores: Sequence[float]) -> list[float]:
    """Logarithms of probabilities that sum up to 1."""
    highest = max(scores)
    total = highest + log(sum(exp(score - highest) for score in scores))
    return [score - total for score in scores]


def decisive_evidence(
    weight: Mapping[Why, float], all_: Sequence[Mapping[Why, float]]
) -> tuple[Why, ...]:
    """Return the evidence that speaks more for one place than for every other."""
    others = [other for other in all_ if other is not weight]
    found = tuple(
        why
        for why in (Why.REQUIRED, Why.TYPE, Why.EXAMPLE)
        if all(weight.get(why, 0) > other.get(why, 0) for other in others)
    )
    return found or CUSTOM
