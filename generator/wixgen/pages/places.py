"""What speaks for an entry being a field of an object: evidence, and what custom says.

Custom is a log-linear model: features of a place, each with a weight (`weights.py`) that was fitted to
pages with line structure (`tests/benchmarks/fit_weights.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from wixgen.pages.evidence import Knowledge, PathEvidence, Why, rest_name
from wixgen.pages.frames import Frame, Settled
from wixgen.pages.lexicon import GENERIC, Lexicon
from wixgen.pages.tree import Item
from wixgen.pages.vocabulary import Shape, Vocabulary
from wixgen.pages.weights import WEIGHTS

Feature = tuple[str, float]
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

ENTITY_FIELDS = {"revision", "createdDate", "updatedDate", "extendedFields", "tags"}
ANSWER_FIELDS = {"bulkActionMetadata", "metadata", "pagingMetadata", "results"}
_PERSON_FIELDS = {"address", "email", "firstName", "lastName", "name", "phone"}
_FIRST_FIELDS = {"id", "name", "type", "key", "value", "code"}
_PAIRS = frozenset(
    [
        "amount-currency",
        "amount-formattedAmount",
        "code-description",
        "currency-value",
        "endDate-startDate",
        "firstName-lastName",
        "from-to",
        "height-width",
        "id-name",
        "id-type",
        "id-url",
        "key-value",
        "latitude-longitude",
        "limit-cursor",
        "limit-offset",
        "min-max",
        "name-value",
        "next-prev",
        "start-end",
        "startDate-endDate",
        "url-width",
        "value-currency",
        "width-height",
        "x-y",
    ]
)
_SINGULAR = re.compile(
    r"(?:code|date|day|email|field|fieldset|guid|id|key|label|language|name|path|permission|phone"
    r"|scope|tag|text|type|uri|url|value)s?$|ies$",
    re.IGNORECASE,
)


class Elsewhere:
    """What other places of the same pages say: where the same entry belongs, where objects end.

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

    def add_end(self, frame: Frame, *, in_request: bool) -> None:
        """Remember the last field of an object behind which its section ends."""
        self._ends.add((frame.key, frame.before, in_request))

    def add_object(self, key: str, fields: Iterable[str]) -> None:
        """Remember which fields an object had in an answer, where all of a type are printed."""
        counts = self._objects.setdefault(key, Counter())
        counts[""] += 1
        counts.update(set(fields))

    @property
    def has_found(self) -> bool:
        """Whether this round found anything."""
        return bool(self._found)

    def turn(self) -> None:
        """Begin another round."""
        self._known = {
            at: _odds(total / count) for at, (total, count) in self._found.items()
        }
        self._known_ends, self._known_objects = self._ends, self._objects
        self._found, self._ends, self._objects = {}, set(), {}

    def belongs(self, key: str, item: Item) -> float:
        """How much speaks for an item belonging to a type."""
        return self._known.get((key, item.name, item.description), 0.0)

    def usual(self, key: str, name: str) -> float:
        """How much speaks for a field of a type that is printed again and again."""
        counts = self._known_objects.get(key)
        if counts is None or counts[""] < _OFTEN:
            return 0.0
        return USUAL if 2 * counts[name] >= counts[""] else UNUSUAL

    def is_end(self, frame: Frame, *, in_request: bool) -> bool:
        """Whether the object has ended elsewhere where it stands; requests leave fields out."""
        ends = self._known_ends
        return (frame.key, frame.before, False) in ends or (
            in_request and (frame.key, frame.before, True) in ends
        )


@dataclass(frozen=True)
class Known:
    """What the pages of a resource know of each other."""

    knowledge: Knowledge
    lexicon: Callable[[], Lexicon]
    elsewhere: Elsewhere
    settled: dict[object, list[Settled]]  # sections that were read in this round

    def turn(self) -> None:
        """Begin another round."""
        self.elsewhere.turn()
        self.settled.clear()


@dataclass(frozen=True)
class Section:
    """What is asked about an item, and cannot be seen from the item itself."""

    items: Sequence[Item | None]  # None for what is no item
    opens: Sequence[bool]  # whether fields stand below it if any do
    has_parameters: bool
    wraps: bool  # an answer that begins with an object wraps an entity
    marks_required: bool  # some field says that it is required


class Scale:
    """Weighs places of one section."""

    def __init__(
        self,
        section: Section,
        known: Known,
        evidence: PathEvidence,
        vocabulary: Vocabulary,
    ) -> None:
        self.section = section
        self.knowledge = known.knowledge
        self.lexicon_of = known.lexicon
        self.elsewhere = known.elsewhere
        self.evidence = evidence
        self.vocabulary = vocabulary

    def evident(self, frame: Frame, item: Item) -> dict[Why, float]:
        """What speaks for an item being a field of an object, but for custom."""
        name = rest_name(item.name)
        path = (*frame.path, name)
        weight: dict[Why, float] = {}
        if item.is_required and self.evidence.listed:
            is_listed = path in self.evidence.listed
            weight[Why.REQUIRED] = REQUIRED if is_listed else UNLISTED
        elif path in self.evidence.required:
            is_marked = path in self.evidence.listed and self.section.marks_required
            weight[Why.REQUIRED] = UNMARKED if is_marked else LEADS_ON
        if path in self.evidence.examples:
            weight[Why.EXAMPLE] = EXAMPLE
        if known := self.knowledge.of(frame.key):
            if name in known.fields:
                weight[Why.TYPE] = KNOWN
            elif known.is_complete:
                weight[Why.TYPE] = UNKNOWN
        return weight

    def custom(self, frame: Frame, index: int) -> float:
        """What custom says of an item being a field of an object, wherever it comes from."""
        return weighed(self.place(frame, index))

    def agreed(self, frame: Frame, index: int) -> float:
        """What other places where the item or the object stands say."""
        weight, item = 0.0, self._item(index)
        weight += self.elsewhere.belongs(frame.key, item)
        weight += self.elsewhere.usual(frame.key, rest_name(item.name))
        in_request = self.section.has_parameters
        if frame.last >= 0 and self.elsewhere.is_end(frame, in_request=in_request):
            weight += ENDED
        return weight

    def moves(self, frame: Frame, index: int, ups: int, top: Frame) -> float:
        """What custom says of getting from the innermost object to another."""
        return weighed(moves(frame, self._item(index), ups, top.is_fresh))

    def _item(self, index: int) -> Item:
        item = self.section.items[index]
        assert item is not None
        return item

    def place(self, frame: Frame, index: int) -> Iterator[Feature]:
        """Features of an item as a field of an object."""
        item = self._item(index)
        count = len(frame.names)
        yield f"fields {_bucket(count)}", 1.0
        yield from self._name(frame, item, count)
        yield from self._words(frame, item, count)
        yield from self._neighbour(frame, item)
        if self.section.opens[index] and frame.objects == 0 and count:
            yield "first object", 1.0
        if frame.is_list:
            yield "in list", 1.0
        if frame.group >= 0:
            yield f"group open {min(3, frame.members)}", 1.0
        if item.is_required and not frame.is_required:
            yield "required in optional", 1.0
        yield "depth", float(frame.depth)
        if frame.fits:
            fits = bool(fitting(frame.fits, frame.before, rest_name(item.name)))
            yield ("in shape" if fits else "not in shape"), 1.0
        following = self.vocabulary.prefixes.get(frame.order) if frame.order else None
        if following:
            goes_on = rest_name(item.name) in following
            length = min(4, len(frame.order))
            yield f"{'goes on' if goes_on else 'leaves'} as usual {length}", 1.0

    def _name(self, frame: Frame, item: Item, count: int) -> Iterator[Feature]:
        name, section = rest_name(item.name), self.section
        if name in ENTITY_FIELDS:
            yield f"of entity {min(3, max(0, frame.depth - section.wraps))}", 1.0
        elif name in ANSWER_FIELDS:
            yield f"of answer {min(2, frame.depth)}", 1.0
        if frame.index < 0:
            yield "outermost", 1.0
            is_beside = section.wraps and count and not section.has_parameters
            if is_beside and name not in ANSWER_FIELDS:
                yield "beside entity", 1.0
        if name == "id":
            if count == 0:
                yield "id first", 1.0
            elif frame.members < count:
                yield "id late", 1.0
        if name in _PERSON_FIELDS and len(frame.names & _PERSON_FIELDS) > 1:
            yield "of person", 1.0
        if (frame.key, name) in self.vocabulary.of_type:
            yield "of type", 1.0

    def _words(self, frame: Frame, item: Item, count: int) -> Iterator[Feature]:
        said = self.lexicon_of().said(item)
        yield "alike", self.lexicon_of().weight(said.all & frame.words) / said.weight
        if (frame.name_words & said.name) - GENERIC:
            yield "kin", 1.0
        if frame.own & said.name:
            yield "named after", 1.0
        if frame.own & said.description:
            yield "speaks of it", 1.0
        elif count > 1 and frame.akin * 2 > count and not frame.own & said.name:
            yield "odd one", 1.0

    def _neighbour(self, frame: Frame, item: Item) -> Iterator[Feature]:
        before = self.section.items[frame.last] if frame.last >= 0 else None
        if before is None:
            return
        said, told = self.lexicon_of().said(item), self.lexicon_of().said(before)
        yield "like the last", self.lexicon_of().weight(
            said.all & told.all
        ) / said.weight
        if said.opening and said.opening.split()[0] == told.opening.partition(" ")[0]:
            yield "opens like the last", 1.0
        if self.section.opens[frame.last]:
            is_list = before.type.startswith("array")
            yield "after list" if is_list else "after object", 1.0
        name = rest_name(item.name)
        if f"{frame.before}-{name}" in _PAIRS:
            yield "pair", 1.0
        vocabulary = self.vocabulary
        if (frame.before, name) in vocabulary.follows:
            yield "follows", 1.0
        elif frame.before in vocabulary.followed:
            yield "never follows", 1.0
        if common := said.name & told.name:
            yield "shares word" if common - GENERIC else "shares usual word", 1.0
        if before.type == item.type:
            yield "same type", 1.0


def moves(frame: Frame, item: Item, ups: int, is_fresh: bool) -> Iterator[Feature]:
    """Features of what ends and what begins if an item belongs to an object."""
    if is_fresh and ups == 0:
        yield "enter", 1.0
        single = bool(_SINGULAR.search(frame.path[-1])) if frame.path else False
        if single:
            yield "enter single", 1.0
        elif item.name in _FIRST_FIELDS:
            yield "enter usual", 1.0
        return
    yield f"ends {min(4, ups - is_fresh)}", 1.0
    if is_fresh:
        yield "skip list", 1.0


def closing(frame: Frame, vocabulary: Vocabulary) -> Iterator[Feature]:
    """Features of an object that ends here."""
    if not frame.is_fresh:
        count = len(frame.names)
        yield f"end after {count if count < 4 else 4 if count < 8 else 8}", 1.0
        if frame.fits:
            is_done = any(shape.names == frame.names for shape in frame.fits)
            yield ("end of shape" if is_done else "end before shape"), 1.0
        if "" in vocabulary.prefixes.get(frame.order, ()):
            yield f"ends as usual {min(4, len(frame.order))}", 1.0


def group_moves(frame: Frame, ups: int) -> Iterator[Feature]:
    """Features of a one-of group as one of an object."""
    yield f"group ends {min(3, ups)}", 1.0
    yield "group first" if frame.is_fresh else "group later", 1.0
    if frame.group >= 0:
        yield "group after group", 1.0
    if frame.index < 0:
        yield "group outermost", 1.0


def weighed(
    features: Iterable[Feature], weights: Mapping[str, float] = WEIGHTS
) -> float:
    """The sum of the features' weights."""
    return sum(weights.get(name, 0.0) * value for name, value in features)


def fitting(shapes: Iterable[Shape], before: str, name: str) -> tuple[Shape, ...]:
    """The shapes in which a field comes after another: pages print them in order."""
    return tuple(
        one
        for one in shapes
        if name in one.names
        and (not before or one.order.index(before) < one.order.index(name))
    )


def _odds(mean: float) -> float:
    return max(-_MOST, min(_MOST, log((mean + 1e-3) / (1 - mean + 1e-3))))


def _bucket(count: int) -> int:
    return count if count < 5 else 5 if count < 9 else 9
