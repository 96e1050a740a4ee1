"""Keep the best hypotheses of a section, and compare the candidates of an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import exp, log

from wixgen.pages.names import rest_name
from wixgen.pages.nesting.columns import PossibleOwner
from wixgen.pages.nesting.evidence import Why
from wixgen.pages.nesting.open_objects import Transition
from wixgen.pages.parse.tree import Item, OneOf

_WIDTH = 4  # hypotheses that go on after each entry; more of them cost time
_CONVENTION_ALONE = (Why.CONVENTION,)
_HOPELESS = -10.0  # a hypothesis so far behind the best, as a logarithm, is given up


def free_candidates(
    owners: Sequence[PossibleOwner], entry: Item | OneOf
) -> Sequence[PossibleOwner]:
    """Return the owners that have no field of the entry's name yet; else the innermost owner."""
    if isinstance(entry, OneOf):
        return owners
    name = rest_name(entry.name)
    return [
        possible for possible in owners if name not in possible[0].content.order
    ] or owners[:1]


def best(transitions: Sequence[Transition]) -> list[Transition]:
    """Return the best transitions, one for each set of objects that stay open.

    Hypotheses with the same open objects go on alike, so only the best of them can win.
    """
    if len(transitions) == 1:
        return list(transitions)
    best_by_open_objects: dict[tuple[int, ...], Transition] = {}
    highest = max(transition.score for transition in transitions)
    for transition in nlargest(
        len(transitions), transitions, key=lambda transition: transition.score
    ):
        if (
            transition.score < highest + _HOPELESS
            or len(best_by_open_objects) == _WIDTH
        ):
            break
        best_by_open_objects.setdefault(transition.open, transition)
    return list(best_by_open_objects.values())


def normal(scores: Sequence[float]) -> list[float]:
    """Return the scores as logarithms of probabilities that sum up to 1."""
    highest = max(scores)
    total = highest + log(sum(exp(score - highest) for score in scores))
    return [score - total for score in scores]


def decisive_evidence(
    chosen: Mapping[Why, float], candidates: Sequence[Mapping[Why, float]]
) -> tuple[Why, ...]:
    """Return the kinds of evidence that speak more for the chosen candidate than for all others.

    Args:
        chosen: What each kind of evidence weighs for the chosen candidate.
        candidates: The same for all candidates, the chosen one among them.

    Returns:
        The decisive kinds; convention if there is none.
    """
    alternatives = [weights for weights in candidates if weights is not chosen]
    decisive = tuple(
        why
        for why in (Why.REQUIRED, Why.TYPE, Why.EXAMPLE)
        if all(chosen.get(why, 0) > weights.get(why, 0) for weights in alternatives)
    )
    return decisive or _CONVENTION_ALONE
