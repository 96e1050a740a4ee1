"""Score the candidates of an entry by evidence and by what other places of the pages say.

What convention says is scored in `folded.features`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from wixgen.pages.names import rest_name
from wixgen.pages.nesting.evidence import Path, PathEvidence, TypeTable, Why
from wixgen.pages.nesting.folded.object_state import Contents
from wixgen.pages.nesting.open_objects import OpenObject, Placement
from wixgen.pages.parse.tree import Item

_Entry = tuple[str, str, str]  # an object's type, and name and description of a field
_End = tuple[str, str, bool]  # an object's type, its last field, True in a request

# How much each kind of evidence weighs in choosing among candidates, as logarithms of odds. A required
# path outweighs a known type, and a known type an example.
REQUIRED, KNOWN, UNKNOWN, EXAMPLE = 8.0, 5.0, -7.0, 4.0
CLAIMED = 1.0  # a spec has the field, but no page that shows the type
# Pages mark the fields that they list as required, and list those that they mark. So a marked item that
# isn't listed under a path speaks against it, and a listed one that isn't marked, too. An item that only
# leads to a listed path speaks for it.
UNLISTED, NOT_MARKED, LEADS_ON = -6.0, -6.0, 3.0
# How much other places weigh. They may be wrong in the same way, so they weigh no more than an example.
ENDED = -1.5  # the object ends elsewhere with the field before
USUAL, UNUSUAL = 2.0, -4.0  # most objects of the type have the field, or don't have it
_OFTEN = 3  # printed so many times, a type shows which fields are usual
_MOST = 2.0  # at most, that an entry belongs to the object elsewhere


class CrossPageVotes:
    """Votes of other places of the same pages: where the same entry belongs, where objects end.

    Votes that are given in one round count in the next.
    """

    def __init__(self) -> None:
        self._owners: dict[_Entry, tuple[float, int]] = {}
        self._ends: set[_End] = set()
        self._objects: dict[str, Counter[str]] = {}
        self._previous: dict[_Entry, float] = {}
        self._previous_ends: set[_End] = set()
        self._previous_objects: dict[str, Counter[str]] = {}

    def add(self, key: str, item: Item, probability: float) -> None:
        """Add the probability with which an item belongs to a type in one place."""
        entry = (key, item.name, item.description)
        total, count = self._owners.get(entry, (0.0, 0))
        self._owners[entry] = (total + probability, count + 1)

    def add_end(self, key: str, before: str, *, in_request: bool) -> None:
        """Add the last field of an object with which its section ends."""
        self._ends.add((key, before, in_request))

    def add_object(self, key: str, fields: Iterable[str]) -> None:
        """Add the fields of an object in a response, where all fields of a type are printed."""
        counts = self._objects.setdefault(key, Counter())
        counts[""] += 1
        counts.update(set(fields))

    @property
    def has_found(self) -> bool:
        """True if this round has given votes about entries."""
        return bool(self._owners)

    @property
    def has_previous(self) -> bool:
        """True if the round before has given any votes."""
        return bool(self._previous or self._previous_ends or self._previous_objects)

    def turn(self) -> None:
        """Begin another round, in which the votes of this one count."""
        self._previous = {
            entry: _odds(total / count)
            for entry, (total, count) in self._owners.items()
        }
        self._previous_ends, self._previous_objects = self._ends, self._objects
        self._owners, self._ends, self._objects = {}, set(), {}

    def belongs(self, key: str, item: Item) -> float:
        """Return the score of an item belonging to a type."""
        return self._previous.get((key, item.name, item.description), 0.0)

    def usual(self, key: str, name: str) -> float:
        """Return the score of a type having a field, if the type has been printed often enough."""
        counts = self._previous_objects.get(key)
        if counts is None or counts[""] < _OFTEN:
            return 0.0
        return USUAL if 2 * counts[name] >= counts[""] else UNUSUAL

    def is_end(self, key: str, before: str, *, in_request: bool) -> bool:
        """Return whether an object of the type has ended elsewhere with a field.

        What ends in a request counts in requests only, as these leave fields out.
        """
        ends = self._previous_ends
        return (key, before, False) in ends or (
            in_request and (key, before, True) in ends
        )


@dataclass(frozen=True)
class ResolutionContext:
    """State that the pages of a resource share while they are resolved."""

    types: TypeTable
    contents: Contents
    votes: CrossPageVotes
    placements: dict[object, list[Placement]]  # of sections resolved in this round

    def turn(self) -> None:
        """Begin another round, in which the votes of this one count."""
        self.votes.turn()
        self.placements.clear()


class EvidenceScorer:
    """A scorer of the candidates of one section."""

    def __init__(
        self,
        context: ResolutionContext,
        evidence: PathEvidence,
        *,
        in_request: bool,
        marks_required: bool,  # some field says that it is required
    ) -> None:
        self.types = context.types
        self.votes = context.votes
        self.vocabulary = context.contents.vocabulary
        self.evidence = evidence
        self.has_paths = bool(evidence.required or evidence.examples)
        self.in_request = in_request
        self.marks_required = marks_required

    def evident(self, owner: OpenObject, item: Item) -> dict[Why, float]:
        """Return what each kind of evidence weighs for an item being a field of an object."""
        name = rest_name(item.name)
        weights = self._of_path((*owner.path, name), item) if self.has_paths else {}
        if type_ := self.types.of(owner.key):
            if name in type_.fields:
                is_claim = type_.is_shown and name in type_.claimed
                weight = CLAIMED if is_claim else KNOWN
                is_missing = name not in owner.content.order
                weights[Why.TYPE] = weight if is_missing else 0.0
            elif type_.is_complete:
                weights[Why.TYPE] = UNKNOWN
        return weights

    def _of_path(self, path: Path, item: Item) -> dict[Why, float]:
        """Return what required paths and examples weigh for an item having this path."""
        weights: dict[Why, float] = {}
        if item.is_required and self.evidence.listed:
            is_listed = path in self.evidence.listed
            weights[Why.REQUIRED] = REQUIRED if is_listed else UNLISTED
        elif path in self.evidence.required:
            is_marked = path in self.evidence.listed and self.marks_required
            weights[Why.REQUIRED] = NOT_MARKED if is_marked else LEADS_ON
        if path in self.evidence.examples:
            weights[Why.EXAMPLE] = EXAMPLE
        return weights

    def agreed(self, owner: OpenObject, item: Item) -> float:
        """Return the score that other places of the item and of the object give."""
        score = self.votes.belongs(owner.key, item)
        score += self.votes.usual(owner.key, rest_name(item.name))
        if owner.last >= 0:
            object_end = owner.key, owner.content.before
            if self.votes.is_end(*object_end, in_request=self.in_request):
                score += ENDED
        return score


def _odds(mean: float) -> float:
    return max(-_MOST, min(_MOST, log((mean + 1e-3) / (1 - mean + 1e-3))))
