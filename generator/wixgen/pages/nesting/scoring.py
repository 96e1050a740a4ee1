"""Scores of candidate places: what evidence and other places on the pages say for each."""

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
_End = tuple[str, str, bool]  # an object's type, its last field, whether in a request

# How much each kind of evidence weighs in choosing among places.
REQUIRED, KNOWN, UNKNOWN, EXAMPLE = 8.0, 5.0, -7.0, 4.0
# The page marks what it lists as required, and lists what it marks.
UNLISTED, UNMARKED, LEADS_ON = -6.0, -6.0, 3.0
ENDED = -1.5  # the object ends elsewhere with the field before
USUAL, UNUSUAL = 2.0, -4.0  # most objects of the type have the field, or have it not
_OFTEN = 3
_MOST = 2.0  # what other places can say at most


class CrossPageVotes:
    """Votes of other places on the same pages: where the same entry belongs, where objects end.

    What one round of reading finds is what the next one asks for.
    """

    def __init__(self) -> None:
        self._found: dict[_Entry, tuple[float, int]] = {}
        self._ends: set[_End] = set()
        self._objects: dict[str, Counter[str]] = {}
        self._known: dict[_Entry, float] = {}
        self._known_ends: set[_End] = set()
        self._known_objects: dict[str, Counter[str]] = {}

    def add(self, key: str, item: Item, probability: float) -> None:
        """Remember how likely an object was in one place."""
        at = (key, item.name, item.description)
        total, count = self._found.get(at, (0.0, 0))
        self._found[at] = (total + probability, count + 1)

    def add_end(self, key: str, before: str, *, in_request: bool) -> None:
        """Remember the last field of an object behind which its section ends."""
        self._ends.add((key, before, in_request))

    def add_object(self, key: str, fields: Iterable[str]) -> None:
        """Remember which fields an object had in an answer, where all of a type are printed."""
        counts = self._objects.setdefault(key, Counter())
        counts[""] += 1
        counts.update(set(fields))

    @property
    def has_found(self) -> bool:
        """Return whether this round found anything."""
        return bool(self._found)

    @property
    def is_asked(self) -> bool:
        """Return whether the round before found anything."""
        return bool(self._known or self._known_ends or self._known_objects)

    def turn(self) -> None:
        """Begin another round."""
        self._known = {
            at: _odds(total / count) for at, (total, count) in self._found.items()
        }
        self._known_ends, self._known_objects = self._ends, self._objects
        self._found, self._ends, self._objects = {}, set(), {}

    def belongs(self, key: str, item: Item) -> float:
        """Return the weight of votes for an item belonging to a type."""
        return self._known.get((key, item.name, item.description), 0.0)

    def usual(self, key: str, name: str) -> float:
        """Return how much speaks for a field of a type that is printed again and again."""
        counts = self._known_objects.get(key)
        if counts is None or counts[""] < _OFTEN:
            return 0.0
        return USUAL if 2 * counts[name] >= counts[""] else UNUSUAL

    def is_end(self, key: str, before: str, *, in_request: bool) -> bool:
        """Return whether the object has ended elsewhere behind a field; requests leave fields out."""
        ends = self._known_ends
        return (key, before, False) in ends or (
            in_request and (key, before, True) in ends
        )


@dataclass(frozen=True)
class ResolutionContext:
    """State that the pages of one resource share while they are resolved."""

    knowledge: TypeTable
    contents: Contents
    elsewhere: CrossPageVotes
    settled: dict[object, list[Placement]]  # sections that were read in this round

    def turn(self) -> None:
        """Begin another round."""
        self.elsewhere.turn()
        self.settled.clear()


class EvidenceScorer:
    """Weighs places of one section."""

    def __init__(
        self,
        known: ResolutionContext,
        evidence: PathEvidence,
        *,
        in_request: bool,
        marks_required: bool,  # some field says that it is required
    ) -> None:
        self.knowledge = known.knowledge
        self.elsewhere = known.elsewhere
        self.vocabulary = known.contents.vocabulary
        self.evidence = evidence
        self.has_paths = bool(evidence.required or evidence.examples)
        self.in_request = in_request
        self.marks_required = marks_required

    def evident(self, frame: OpenObject, item: Item) -> dict[Why, float]:
        """Return the kinds of evidence that an item is a field of an object; convention is not among them."""
        name = rest_name(item.name)
        weight = self._of_path((*frame.path, name), item) if self.has_paths else {}
        if known := self.knowledge.of(frame.key):
            if name in known.fields:
                is_missing = name not in frame.has.order
                weight[Why.TYPE] = KNOWN if is_missing else 0.0
            elif known.is_complete:
                weight[Why.TYPE] = UNKNOWN
        return weight

    def _of_path(self, path: Path, item: Item) -> dict[Why, float]:
        """Return what required paths and examples say of an item that has this path."""
        weight: dict[Why, float] = {}
        if item.is_required and self.evidence.listed:
            is_listed = path in self.evidence.listed
            weight[Why.REQUIRED] = REQUIRED if is_listed else UNLISTED
        elif path in self.evidence.required:
            is_marked = path in self.evidence.listed and self.marks_required
            weight[Why.REQUIRED] = UNMARKED if is_marked else LEADS_ON
        if path in self.evidence.examples:
            weight[Why.EXAMPLE] = EXAMPLE
        return weight

    def agreed(self, frame: OpenObject, item: Item) -> float:
        """Return what other places where the item or the object stands say."""
        weight = self.elsewhere.belongs(frame.key, item)
        weight += self.elsewhere.usual(frame.key, rest_name(item.name))
        if frame.last >= 0:
            at = frame.key, frame.has.before
            if self.elsewhere.is_end(*at, in_request=self.in_request):
                weight += ENDED
        return weight


def _odds(mean: float) -> float:
    return max(-_MOST, min(_MOST, log((mean + 1e-3) / (1 - mean + 1e-3))))
