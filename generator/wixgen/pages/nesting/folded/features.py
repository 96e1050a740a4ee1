"""A prior for pages without line structure: how likely an entry is a field of an object.

Prior is a log-linear model: features of a place, each with a weight (`weights.py`) that was fitted to
pages with line structure (`tests/benchmarks/fit_weights.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from wixgen.pages.nesting.folded.lexicon import GENERIC
from wixgen.pages.nesting.folded.object_state import (
    Content,
    Contents,
    FieldFeatures,
    fitting,
)
from wixgen.pages.nesting.folded.shared_types import Vocabulary
from wixgen.pages.nesting.folded.weights import WEIGHTS

Feature = tuple[str, float]

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


class Prior:
    """Scores candidates by what Wix's pages do by convention."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.vocabulary = contents.vocabulary

    def of(self, content: Content, thing: FieldFeatures) -> float:
        """Return what custom says of an item being a field of an object, wherever it comes from."""
        found = content.weights.get(thing)
        if found is None:
            found = content.weights[thing] = weighed(self.place(content, thing))
        return found

    def of_end(self, content: Content) -> float:
        """Return what custom says of an object ending here."""
        found = content.closing
        if found is None:
            found = content.closing = weighed(closing(content, self.vocabulary))
        return found

    def place(self, content: Content, thing: FieldFeatures) -> Iterator[Feature]:
        """Features of an item as a field of an object."""
        opening, count = content.opening, content.count
        yield f"fields {_bucket(count)}", 1.0
        yield from self._name(content, thing, count)
        yield from self._words(content, thing, count)
        if content.fields:
            yield from self._neighbour(content.fields[-1], thing)
        if thing.opens and content.objects == 0 and count:
            yield "first object", 1.0
        if opening.is_list:
            yield "in list", 1.0
        if content.in_group:
            yield f"group open {min(3, content.members)}", 1.0
        if thing.is_required and not opening.is_required:
            yield "required in optional", 1.0
        yield "depth", float(opening.depth)
        if content.fits:
            fits = bool(fitting(content.fits, content.before, thing.name))
            if fits:
                yield "in shape", 1.0
            elif content.fields or opening.shape == opening.key:
                # A type that only the list's name tells is believed once a field fits.
                yield "not in shape", 1.0
        order = content.order
        if beside := self.vocabulary.beside.get(thing.name):
            yield "beside as usual", sum(map(beside.__contains__, order)) / (count + 1)
        following = self.vocabulary.prefixes.get(order) if order else None
        if following:
            goes_on = thing.name in following
            length = min(4, len(order))
            yield f"{'goes on' if goes_on else 'leaves'} as usual {length}", 1.0

    def _name(
        self, content: Content, thing: FieldFeatures, count: int
    ) -> Iterator[Feature]:
        name, opening = thing.name, content.opening
        if name in ENTITY_FIELDS:
            yield f"of entity {min(3, max(0, opening.depth - opening.wraps))}", 1.0
        elif name in ANSWER_FIELDS:
            yield f"of answer {min(2, opening.depth)}", 1.0
        if opening.is_outermost:
            yield "outermost", 1.0
            is_beside = opening.wraps and count and not opening.has_parameters
            if is_beside and name not in ANSWER_FIELDS:
                yield "beside entity", 1.0
        if name == "id":
            if count == 0:
                yield "id first", 1.0
            elif content.members < count:
                yield "id late", 1.0
            else:
                yield f"id after {min(3, count)} of group", 1.0
        if _is_of_person(name) and len({*filter(_is_of_person, content.order)}) > 1:
            yield "of person", 1.0
        if (opening.key, name) in self.vocabulary.of_type:
            yield "of type", 1.0

    def _words(
        self, content: Content, thing: FieldFeatures, count: int
    ) -> Iterator[Feature]:
        said, own = thing.said, content.opening.own
        alike = self.contents.lexicon().weight(content.words_like(said.all))
        yield "alike", alike / said.weight
        if content.names_like(said.name) - GENERIC:
            yield "kin", 1.0
        if own & said.name:
            yield "named after", 1.0
        if content.alike_at_end(thing):
            yield "ends like a field", 1.0
        if own & said.description:
            yield "speaks of it", 1.0
        elif count > 1 and content.akin * 2 > count and not own & said.name:
            yield "odd one", 1.0

    def _neighbour(
        self, before: FieldFeatures, thing: FieldFeatures
    ) -> Iterator[Feature]:
        said, told = thing.said, before.said
        alike = self.contents.lexicon().weight(said.all & told.all)
        yield "like the last", alike / said.weight
        if said.opening and said.opening.split()[0] == told.opening.partition(" ")[0]:
            yield "opens like the last", 1.0
        if before.opens:
            yield "after list" if before.is_list else "after object", 1.0
        if f"{before.name}-{thing.name}" in _PAIRS:
            yield "pair", 1.0
        if (before.name, thing.name) in self.vocabulary.follows:
            yield "follows", 1.0
        elif before.name in self.vocabulary.followed:
            yield "never follows", 1.0
        if common := said.name & told.name:
            yield "shares word" if common - GENERIC else "shares usual word", 1.0
        if before.type == thing.type:
            yield "same type", 1.0


def moves(
    inner: str, name: str, ups: int, again: Iterable[str], *, is_fresh: bool
) -> Iterator[Feature]:
    """Features of what ends and what begins if a field belongs to an object.

    Args:
        inner: The name of the innermost object, which is fresh if nothing belongs to it yet.
        name: The field's name as printed.
        ups: How many objects are between the innermost and the field's, that one included; less than 0
            if the field's has ended.
        again: What tells that the innermost object was printed before.
        is_fresh: Whether nothing belongs to the innermost object yet.
    """
    if ups < 0:
        yield f"ended {-ups}", 1.0
        return
    if is_fresh and ups == 0:
        yield "enter", 1.0
        yield from ((feature, 1.0) for feature in again)
        if _SINGULAR.search(inner):
            yield "enter single", 1.0
        elif name in _FIRST_FIELDS:
            yield "enter usual", 1.0
        return
    yield f"ends {min(4, ups - is_fresh)}", 1.0
    if is_fresh:
        yield "skip list", 1.0


@lru_cache(maxsize=50_000)
def moving(
    inner: str, name: str, ups: int, again: tuple[str, ...], *, is_fresh: bool
) -> float:
    """Return what custom says of that."""
    return weighed(moves(inner, name, ups, again, is_fresh=is_fresh))


def closing(content: Content, vocabulary: Vocabulary) -> Iterator[Feature]:
    """Features of an object that ends here."""
    if not content.is_fresh:
        count = content.count
        yield f"end after {count if count < 4 else 4 if count < 8 else 8}", 1.0
        if content.fits:
            names = frozenset(content.order)
            is_done = any(shape.names == names for shape in content.fits)
            yield ("end of shape" if is_done else "end before shape"), 1.0
        if "" in vocabulary.prefixes.get(content.order, ()):
            yield f"ends as usual {min(4, len(content.order))}", 1.0


def group_moves(content: Content, ups: int) -> Iterator[Feature]:
    """Features of a one-of group as one of an object."""
    yield f"group ends {min(3, ups)}", 1.0
    yield "group first" if content.is_fresh else "group later", 1.0
    if content.in_group:
        yield "group after group", 1.0
    if content.opening.is_outermost:
        yield "group outermost", 1.0


def weighed(
    features: Iterable[Feature], weights: Mapping[str, float] = WEIGHTS
) -> float:
    """Return the sum of the features' weights."""
    return sum(weights.get(name, 0.0) * value for name, value in features)


def _is_of_person(name: str) -> bool:
    """Return whether a name, or what it is the plural of, tells of a person."""
    singular = name.removesuffix("es" if name.endswith("sses") else "s")
    return name in _PERSON_FIELDS or singular in _PERSON_FIELDS


def _bucket(count: int) -> int:
    return count if count < 5 else 5 if count < 9 else 9
