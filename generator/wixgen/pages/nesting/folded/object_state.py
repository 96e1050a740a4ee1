"""The fields that an open object has so far, shared by all places where these are the same.

Pages print the same objects again and again. The prior of a field depends on the fields that its object
has so far, not on the page, so it is worked out once for each such state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from wixgen.pages.names import rest_name
from wixgen.pages.nesting.folded.lexicon import READ, Lexicon, Said, Words, last_word
from wixgen.pages.nesting.folded.shared_types import Shape, Vocabulary
from wixgen.pages.parse.tree import Item

NOTHING_SAID = Said(frozenset(), frozenset(), frozenset(), 1.0, "")


@dataclass(frozen=True, slots=True, eq=False)
class FieldFeatures:
    """An item as far as custom looks at it; pages print the same one again and again."""

    name: str  # the REST half's
    printed: str  # the name in this half
    type: str
    is_required: bool
    opens: bool  # whether fields stand below it if any do
    said: Said
    tail: str = ""  # the last of several words of its name

    @property
    def is_list(self) -> bool:
        """Return whether it is printed as an array."""
        return self.type.startswith("array")


class Opening(NamedTuple):
    """An object before it has any field."""

    key: str  # of its type
    depth: int = 0
    shape: str = ""  # the shared type that it may be
    own: Words = frozenset()  # in its name, and not in those of the objects around it
    is_list: bool = False
    is_required: bool = True
    is_outermost: bool = False
    wraps: bool = False  # the section is an answer that wraps an entity
    has_parameters: bool = False


@dataclass(slots=True, eq=False)
class Content:
    """What an object has so far.

    Attributes:
        fields: Its fields, in order; `order` has their names.
        count: How many different names they have.
        objects: How many of its fields may have fields.
        akin: How many speak of the thing that the object is named after.
        fits: The shared types of its name that have all its fields, in order.
        in_group: Whether the line of a one-of group is open.
        members: How many fields follow that line.
        weights: What custom says of further fields (`Scale.custom`).
        closing: What custom says of its end here.
    """

    opening: Opening
    fits: tuple[Shape, ...]
    fields: tuple[FieldFeatures, ...] = ()
    order: tuple[str, ...] = ()
    count: int = 0
    objects: int = 0
    akin: int = 0
    in_group: bool = False
    members: int = 0
    weights: dict[FieldFeatures, float] = field(
        default_factory=dict[FieldFeatures, float]
    )
    closing: float | None = None
    _after: dict[tuple[FieldFeatures | None, bool], Content] = field(
        default_factory=dict[tuple[FieldFeatures | None, bool], "Content"]
    )

    @property
    def is_fresh(self) -> bool:
        """Return whether nothing belongs to it yet."""
        return not self.fields and not self.in_group

    @property
    def before(self) -> str:
        """The name of its last field."""
        return self.order[-1] if self.order else ""

    def words_like(self, words: Words) -> Words:
        """Return those of some words that its fields say."""
        return frozenset[str]().union(
            *(words & field.said.all for field in self.fields)
        )

    def names_like(self, words: Words) -> Words:
        """Return those of some words that are in the names of its fields."""
        return frozenset[str]().union(
            *(words & field.said.name for field in self.fields)
        )

    def alike_at_end(self, thing: FieldFeatures) -> bool:
        """Return whether one of its fields is an object too, or is none either, and named alike."""
        return bool(thing.tail) and any(
            field.tail == thing.tail and field.opens == thing.opens
            for field in self.fields
        )

    def with_group(self) -> Content:
        """Return what it has after the line of a one-of group."""
        found = self._after.get((None, True))
        if found is None:
            found = replace(self, in_group=True, members=0)
            found.weights, found.closing, found._after = {}, None, {}
            self._after[None, True] = found
        return found

    def with_field(self, thing: FieldFeatures, *, in_group: bool) -> Content:
        """Return what it has after one more field; `in_group`: a one-of group is open after it."""
        found = self._after.get((thing, in_group))
        if found is None:
            found = self._after[thing, in_group] = self._grown(thing, in_group=in_group)
        return found

    def _grown(self, thing: FieldFeatures, *, in_group: bool) -> Content:
        said = thing.said
        return Content(
            self.opening,
            fitting(self.fits, self.before, thing.name),
            (*self.fields, thing),
            (*self.order, thing.name),
            self.count + (thing.name not in self.order),
            self.objects + thing.opens,
            self.akin + (not self.opening.own.isdisjoint(said.all)),
            in_group,
            self.members + self.in_group,
        )


class Contents:
    """The contents of all objects of a resource."""

    def __init__(self, lexicon: Callable[[], Lexicon], vocabulary: Vocabulary) -> None:
        self.lexicon = lexicon
        self.vocabulary = vocabulary
        self._things: dict[tuple[object, ...], FieldFeatures] = {}
        self._opened: dict[Opening, Content] = {}

    def thing(self, item: Item, *, opens: bool) -> FieldFeatures:
        """Return the item as custom sees it."""
        said = item.description[:READ] if item.indent is None else None
        key = (item.name, item.type, said, item.is_required, opens)
        found = self._things.get(key)
        if found is None:
            words = NOTHING_SAID if said is None else self.lexicon().said(item)
            name = rest_name(item.name)
            tail = last_word(name)
            about = (item.name, item.type, item.is_required, opens)
            found = FieldFeatures(name, *about, words, tail)
            self._things[key] = found
        return found

    def opened(self, opening: Opening, *, is_folded: bool) -> Content:
        """Return an object without fields."""
        found = self._opened.get(opening)
        if found is None:
            shapes = self.vocabulary.shapes.get(opening.shape, ()) if is_folded else ()
            found = self._opened[opening] = Content(opening, tuple(shapes))
        return found


def fitting(shapes: Iterable[Shape], before: str, name: str) -> tuple[Shape, ...]:
    """Return the shapes in which a field comes after another: pages print them in order."""
    return tuple(
        shape
        for shape in shapes
        if name in shape.names
        and (not before or shape.order.index(before) < shape.order.index(name))
    )
