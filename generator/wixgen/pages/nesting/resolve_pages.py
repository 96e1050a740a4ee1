"""Resolve the pages of one resource: each section becomes a tree of fields, and pages help each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from wixgen.pages.names import rest_name
from wixgen.pages.nesting.evidence import PathEvidence, TypeTable
from wixgen.pages.nesting.field_tree import Decision, Field, KindDecision, Tree
from wixgen.pages.nesting.folded.lexicon import Lexicon
from wixgen.pages.nesting.folded.object_state import Contents
from wixgen.pages.nesting.folded.shared_types import shared_types
from wixgen.pages.nesting.resolver import Resolver, type_key
from wixgen.pages.nesting.scoring import CrossPageVotes, ResolutionContext
from wixgen.pages.parse.json_bodies import json_bodies
from wixgen.pages.parse.schema import OBJECT
from wixgen.pages.parse.tree import Entry, Half, Item, Page, Section

PARAMETERS, RETURNS, BODY, PAYLOAD = (
    "Method parameters",
    "Return type",
    "Event body",
    "Payload",
)
ROUNDS = 2

EMPTY_TREE = Tree([], [], [])


@dataclass
class ResolvedPage:
    """A page with the trees of its sections."""

    page: Page
    trees: dict[tuple[str, str], Tree] = field(
        default_factory=dict[tuple[str, str], Tree]
    )
    kinds: list[KindDecision] = field(default_factory=list[KindDecision])

    def tree(self, half: str, word: str) -> Tree:
        """Return the tree of a section (`rest` or `sdk`, and its word); empty if there is none."""
        return self.trees.get((half, word), EMPTY_TREE)

    @property
    def decisions(self) -> Iterator[Decision]:
        """Every decision that indentation alone did not settle."""
        return (decision for tree in self.trees.values() for decision in tree.decisions)

    @property
    def guessed(self) -> frozenset[int]:
        """The ids of the items whose place is a guess."""
        return frozenset(
            id(decision.item) for decision in self.decisions if not decision.is_certain
        )


def recover(pages: Sequence[Page], knowledge: TypeTable) -> list[ResolvedPage]:
    """Resolve all pages, in rounds: what one page settles helps to settle the others."""
    resolved_pages = [ResolvedPage(page) for page in pages]
    known = known_of(pages, knowledge)
    for _ in range(ROUNDS):
        before = knowledge.snapshot()
        for resolved in resolved_pages:
            _resolve(resolved, known)
        for resolved in resolved_pages:
            _learn(resolved, knowledge)
        if before == knowledge.snapshot() and not known.elsewhere.has_found:
            break
        known.turn()
    return resolved_pages


def known_of(pages: Sequence[Page], knowledge: TypeTable) -> ResolutionContext:
    """Build the state that pages share, from the types that are known before they are read."""
    contents = Contents(cache(lambda: Lexicon(_items(pages))), shared_types())
    return ResolutionContext(knowledge, contents, CrossPageVotes(), {})


def _items(pages: Iterable[Page]) -> Iterator[Item]:
    for page in pages:
        for _, half in halves(page):
            for section in half.schema.sections if half.schema else []:
                yield from (
                    entry for entry in section.entries if isinstance(entry, Item)
                )


def required_paths(half: Half | None) -> list[str]:
    """Return the half's list of required paths, word for word."""
    key = half.schema.value("Required parameters") if half and half.schema else None
    return (
        [path.strip() for path in key.value.split(",") if path.strip()] if key else []
    )


def bodies(page: Page) -> list[Any]:
    """Return the JSON bodies of the page's examples."""
    examples = page.rest.examples if page.rest else []
    return [body for example in examples for body in json_bodies(example.code)]


def halves(page: Page) -> Iterator[tuple[str, Half]]:
    """Yield the halves that the page has, with the words by which resolved pages name them."""
    if page.rest:
        yield "rest", page.rest
    if page.sdk:
        yield "sdk", page.sdk


def _resolve(resolved: ResolvedPage, known: ResolutionContext) -> None:
    page = resolved.page
    required = [*required_paths(page.rest), *required_paths(page.sdk)]
    paths = PathEvidence.of(required, bodies(page))
    for name, half in halves(page):
        for section in half.schema.sections if half.schema else []:
            evidence = paths if section.word == PARAMETERS else PathEvidence()
            key = section_key(resolved, name, section)
            entries = list(_own_entries(section))
            tree = Resolver(known, evidence).resolve(entries, key)
            resolved.trees[name, section.word] = tree


def _own_entries(section: Section) -> Iterator[Entry]:
    """Yield the entries of a section; object pages print of an `id` how it is wrapped, as if it had a field."""
    before: Entry | None = None
    for entry in section.entries:
        if section.word != OBJECT or not _is_wrapping(entry, before):
            yield entry
        before = entry


def _is_wrapping(one: Entry, before: Entry | None) -> bool:
    if not (isinstance(one, Item) and isinstance(before, Item)):
        return False
    is_plain = one.name == "value" and one.type == "string" and not one.description
    if not is_plain or before.type != "string":
        return False
    if one.indent is None or before.indent is None:
        return rest_name(before.name) == "id"
    return one.indent > before.indent


def section_key(resolved: ResolvedPage, half: str, section: Section) -> str:
    """Return the type of the section as a whole."""
    if section.word in {BODY, PAYLOAD}:
        return section.word
    if section.word == RETURNS:
        inner = section.type.removeprefix("PROMISE").strip("<>")
        if (
            half == "sdk" and not inner
        ):  # lost with the line structure: perhaps the entity itself
            answer = resolved.tree("rest", RETURNS).fields
            return type_key(answer[0].item, "") if len(answer) == 1 else "PROMISE"
        return inner
    return f"{resolved.page.name} {half} {section.word}"


def _learn(resolved: ResolvedPage, knowledge: TypeTable) -> None:
    """Keep the fields of every object that was printed, as far as more than convention tells."""
    for (_, word), tree in resolved.trees.items():
        guessed = {
            id(decision.item) for decision in tree.decisions if not decision.is_evident
        }
        told = {
            id(decision.item)
            for decision in tree.decisions
            if decision.is_proven_by_page
        }
        for owner, object_, after in _objects(tree.fields, "", None):
            key = type_key(object_.item, owner)
            is_folded = object_.item.indent is None
            sure = [
                child.name
                for child in object_.children
                if (
                    id(child.item) in told
                    if is_folded
                    else id(child.item) not in guessed
                )
            ]
            is_sure = len(sure) == len(object_.children) and id(after) not in guessed
            is_whole = word != PARAMETERS and not is_folded
            members = [
                group.members
                for group in object_.groups
                if group.is_evident and (is_folded or {*group.members} <= {*sure})
            ]
            knowledge.learn(key, sure, members, complete=is_sure and is_whole)
    _learn_options(resolved, knowledge)


def _learn_options(resolved: ResolvedPage, knowledge: TypeTable) -> None:
    """The SDK's `options` hold what the REST half takes and no parameter of the SDK is."""
    sdk = {field.name: field for field in resolved.tree("sdk", PARAMETERS).fields}
    taken = [field.name for field in resolved.tree("rest", PARAMETERS).fields]
    if options := sdk.get("options"):
        names = [name for name in taken if name not in sdk]
        knowledge.learn(type_key(options.item, ""), names, [], complete=False)


def _objects(
    fields: Sequence[Field], owner: str, after: Field | None
) -> Iterator[tuple[str, Field, object]]:
    """Yield every field with children, the type that has it, and the item that follows all of them."""
    followers = [*fields[1:], after] if fields else []
    for one, following in zip(fields, followers, strict=True):
        if one.children:
            yield owner, one, following.item if following else None
            yield from _objects(one.children, type_key(one.item, owner), following)


def all_fields(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield the fields and everything below them."""
    for one in fields:
        yield one
        yield from all_fields(one.children)
