"""The choices that pages pose without their lines, and what was right: what weights are fitted to.

The pages of a resource are read with their line structure, and then without it along the way that
lines show; wherever an entry might belong to several open objects, that is a choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from support.pages import flatten
from wixgen.pages.nesting.beam import free_candidates
from wixgen.pages.nesting.columns import PossibleOwner
from wixgen.pages.nesting.evidence import PathEvidence, standard_types
from wixgen.pages.nesting.field_tree import Field, OneOfGroup, Tree
from wixgen.pages.nesting.folded.features import closing, group_moves, moves
from wixgen.pages.nesting.folded.object_state import Contents
from wixgen.pages.nesting.folded.shared_types import Vocabulary
from wixgen.pages.nesting.open_objects import Hypothesis, Placement, Transition
from wixgen.pages.nesting.resolve_pages import (
    ResolvedPage,
    halves,
    known_of,
    recover,
    section_key,
)
from wixgen.pages.nesting.resolver import Resolver
from wixgen.pages.nesting.scoring import ResolutionContext
from wixgen.pages.parse.page import read_pages
from wixgen.pages.parse.tree import Item, OneOf, Page, Section

Row = dict[str, float]


@dataclass
class Choice:
    """One choice among places: the features of each, and which one is right."""

    rows: list[Row]
    right: int


class Follower(Resolver):
    """Goes where the lines of the same section tell, and notes every choice once."""

    def __init__(self, known: ResolutionContext, vocabulary: Vocabulary) -> None:
        contents = Contents(known.contents.lexicon, vocabulary)
        super().__init__(replace(known, contents=contents), PathEvidence())
        self.true: Mapping[int, int] = {}  # entry -> the entry of its object, or -1
        self.choices: list[Choice] = []
        self.done: set[object] = set()

    def _resolve_once(self, key: str) -> list[Placement]:
        # What another has resolved has not noted our choices.
        return self._resolve_section(key)

    def _transitions(
        self, hypothesis: Hypothesis, index: int, entry: Item | OneOf
    ) -> Iterator[Transition]:
        open_ = [(owner, up) for up, owner in enumerate(hypothesis.top.outwards())]
        true = [possible for possible in open_ if possible[0].index == self.true[index]]
        if not true:
            raise LookupError(entry)
        owners = free_candidates(self._possible_owners(hypothesis.top, index), entry)
        if len(owners) > 1 and true[0] in owners:
            self._note(owners, owners.index(true[0]), hypothesis, index)
        yield Transition(0.0, hypothesis, *true[0], ())

    def _placements(self, hypothesis: Hypothesis) -> list[Placement]:  # noqa: ARG002
        return []  # nobody asks why

    def _note(
        self,
        owners: Sequence[PossibleOwner],
        right: int,
        hypothesis: Hypothesis,
        index: int,
    ) -> None:
        entry = self.entries[index]
        is_item = isinstance(entry, Item)
        said = (entry.name, entry.type, entry.description) if is_item else ()
        objects = tuple((owner.key, owner.content.before) for owner, _ in owners[:4])
        key = (said, objects, right)
        if key not in self.done:
            self.done.add(key)
            rows = list(self._rows(owners, hypothesis, index))
            self.choices.append(Choice(rows, right))

    def _rows(
        self, owners: Sequence[PossibleOwner], hypothesis: Hypothesis, index: int
    ) -> Iterator[Row]:
        """Yield the features of each owner, and of the objects that end before it."""
        entry, features = self.entries[index], self.features[index]
        top = hypothesis.top
        inner, again = top.path[-1] if top.path else "", self.again(hypothesis)
        is_fresh = top.content.is_fresh
        ended: Row = {}
        if isinstance(entry, Item):
            owners = [*owners, *self.ended(top, entry)]
        for owner, levels_up in owners:
            row = dict(ended) if levels_up >= 0 else {}
            if isinstance(entry, Item):
                row |= self.prior.place(owner.content, features)
                row |= moves(inner, entry.name, levels_up, again, is_fresh=is_fresh)
            else:
                row |= group_moves(owner.content, levels_up)
            yield row
            for name, value in closing(owner.content, self.contents.vocabulary):
                ended[name] = ended.get(name, 0.0) + value


def choices_of(
    files: Mapping[str, str], vocabularies: Sequence[Vocabulary]
) -> list[Choice]:
    """Every choice that the pages of one resource pose without their lines."""
    lined = [read_pages(path, text)[0] for path, text in files.items()]
    folded = [read_pages(path, flatten(text))[0] for path, text in files.items()]
    known = known_of(folded, standard_types())
    followers = [Follower(known, one) for one in vocabularies]
    for reading, page in zip(recover(lined, standard_types()), folded, strict=True):
        for name, section, twin in _twins(reading, page):
            tree, key = reading.tree(name, section.word), section_key(
                reading, name, section
            )
            for follower in followers:
                follower.true = dict(_owners(tree, section))
                with suppress(LookupError):  # a type's first use may be in a list
                    follower.resolve(twin.entries, key)
    return [choice for follower in followers for choice in follower.choices]


def _twins(reading: ResolvedPage, page: Page) -> Iterator[tuple[str, Section, Section]]:
    """The sections of a page by the name of their half, with and without their lines."""
    flat = dict(halves(page))
    for name, half in halves(reading.page):
        for section in half.schema.sections if half.schema else []:
            schema = flat[name].schema
            twin = schema.section(section.word) if schema else None
            if twin is not None:
                yield name, section, twin


def _owners(tree: Tree, section: Section) -> Iterator[tuple[int, int]]:
    """Where lines put every entry: the entry of its object, or -1."""
    parts = [one for one in section.entries if isinstance(one, Item | OneOf)]
    number = {id(one): index for index, one in enumerate(parts)}

    def walk(
        fields: Iterable[Field], groups: Iterable[OneOfGroup], owner: int
    ) -> Iterator[tuple[int, int]]:
        for one in fields:
            index = number[id(one.item)]
            yield index, owner
            yield from walk(one.children, one.groups, index)
        for group in groups:
            if group.marker is not None:
                yield number[id(group.marker)], owner

    yield from walk(tree.fields, tree.groups, -1)
