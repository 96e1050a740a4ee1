"""Resolve the pages of one resource: their sections become trees, each page helps to settle the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from wixgen.pages.names import is_type_name, rest_name
from wixgen.pages.nesting.evidence import STANDARD, PathEvidence, TypeTable
from wixgen.pages.nesting.field_tree import Decision, Field, KindDecision, Tree, built
from wixgen.pages.nesting.repeated_sections import RepeatedSections
from wixgen.pages.nesting.resolver import place_by_lines
from wixgen.pages.nesting.section_entries import SectionEntries, name_lists, type_key
from wixgen.pages.nesting.wrappers import without_wrappers
from wixgen.pages.parse.facts import method_name, webhook_name
from wixgen.pages.parse.json_bodies import json_bodies
from wixgen.pages.parse.tree import Half, Item, Kind, Page, Section

PARAMETERS, RETURNS, BODY, PAYLOAD = (
    "Method parameters",
    "Return type",
    "Event body",
    "Payload",
)
ROUNDS = 2  # the second one knows the types that the first one has found on other pages

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
        """Return the tree of a section (`rest` or `sdk`, and its word); an empty one if it has none."""
        return self.trees.get((half, word), EMPTY_TREE)

    def section(self, half: str, word: str) -> Section | None:
        """Return a section of the page (`rest` or `sdk`, and its word); None if it has none."""
        printed = self.page.rest if half == "rest" else self.page.sdk
        return printed.schema.section(word) if printed and printed.schema else None

    @property
    def decisions(self) -> Iterator[Decision]:
        """The decisions that indentation alone did not settle."""
        return (decision for tree in self.trees.values() for decision in tree.decisions)

    @property
    def guessed(self) -> dict[int, tuple[str, ...]]:
        """The ids of the items whose owner is a guess, each with the types that it may be of instead."""
        return {
            id(decision.item): decision.rivals
            for decision in self.decisions
            if decision.gives_way
        }


def recover(pages: Sequence[Page], types: TypeTable) -> list[ResolvedPage]:
    """Resolve all pages of a resource.

    Args:
        pages: The pages, in an order that doesn't depend on how they were given.
        types: The types that are known before; those that the pages show for certain are added.

    Returns:
        The resolved pages, in the order of `pages`.
    """
    resolved_pages = [ResolvedPage(page) for page in pages]
    for _ in range(ROUNDS):
        before, repeated = types.snapshot(), RepeatedSections(types)
        for resolved in resolved_pages:
            _resolve(resolved, types, repeated)
        for resolved in resolved_pages:
            _learn(resolved, types)
        if before == types.snapshot() or not any(map(_may_change, resolved_pages)):
            break
    return resolved_pages


def _may_change(resolved: ResolvedPage) -> bool:
    """Return whether another round may decide otherwise: where evidence was weighed, or was missing."""
    return any(
        decision.item.indent is not None or not decision.is_certain
        for decision in resolved.decisions
    )


def required_paths(half: Half | None) -> list[str]:
    """Return the required paths of a half, word for word."""
    key = half.schema.value("Required parameters") if half and half.schema else None
    return (
        [path.strip() for path in key.value.split(",") if path.strip()] if key else []
    )


def bodies(page: Page) -> list[Any]:
    """Return the JSON bodies of a page's examples."""
    examples = page.rest.examples if page.rest else []
    return [body for example in examples for body in json_bodies(example.code)]


def halves(page: Page) -> Iterator[tuple[str, Half]]:
    """Yield the halves of a page with the names that `ResolvedPage.tree` takes."""
    if page.rest:
        yield "rest", page.rest
    if page.sdk:
        yield "sdk", page.sdk


def _resolve(
    resolved: ResolvedPage, types: TypeTable, repeated: RepeatedSections
) -> None:
    """Resolve all sections of a page."""
    page = resolved.page
    required = [*required_paths(page.rest), *required_paths(page.sdk)]
    paths = PathEvidence.of(required, bodies(page))
    for name, half in halves(page):
        for printed in half.schema.sections if half.schema else []:
            evidence = paths if printed.word == PARAMETERS else PathEvidence()
            entries = list(without_wrappers(printed.entries))
            section = SectionEntries.of(entries)
            own = name == "rest" and printed.word == PARAMETERS
            if section.has_lines:
                key = section_key(resolved, name, printed)
                placements = place_by_lines(
                    section, key, types, evidence, has_own_groups=own
                )
            else:
                keys = section_keys(resolved, name, printed, types)
                placements = repeated.placements(
                    section, keys, evidence, has_own_groups=own
                )
                name_lists(section, placements)
            resolved.trees[name, printed.word] = built(section, placements)


def section_keys(
    resolved: ResolvedPage, half: str, section: Section, types: TypeTable
) -> list[str]:
    """Return the keys of the types that a section without lines may have as a whole, the likeliest first."""
    key = section_key(resolved, half, section)
    own = method_key(method_name(resolved.page), RETURNS)
    if section.word == PARAMETERS and half == "sdk":
        _expect_parameters(resolved, key, section, types)
    if section.word in {BODY, PAYLOAD} and half == "rest":
        payload = types.names.get(payload_key(webhook_name(resolved.page)), "")
        others = [payload, _flat_key(resolved, section)]
        return [key, *(other for other in others if types.of(other))]
    if section.word != RETURNS:
        return [key]
    if half == "rest":
        return [own] if types.of(own) else types.keys_of(key) or [key]
    handed_back = section.type.removeprefix("PROMISE").strip("<>")
    if handed_back and (known := types.keys_of(handed_back)):
        return known
    answer = resolved.section("rest", RETURNS)
    whole = [own] if types.of(own) else types.keys_of(answer.type) if answer else []
    fields = resolved.tree("rest", RETURNS).fields
    parts = [
        types.names.get(f"{outer}.{part.name}") or type_key(part.item, outer)
        for part in fields
        for outer in whole or [""]
    ]
    return [*whole, *filter(types.of, parts)] or [key]


def _expect_parameters(
    resolved: ResolvedPage, key: str, section: Section, types: TypeTable
) -> None:
    """Add what the parameters of the REST half tell of the SDK's, before these are resolved.

    Args:
        resolved: The page.
        key: The key of the type that the SDK's parameters have as a whole.
        section: The SDK's parameters.
        types: Takes the types of the parameters, and the fields of `options`.
    """
    items = [entry for entry in section.entries if isinstance(entry, Item)]
    taken = {rest_name(item.name) for item in items if item.marker != "field"}
    rest = resolved.tree("rest", PARAMETERS)
    rest_key = _own_key(resolved, "rest", PARAMETERS)
    if {own.name for own in rest.fields} - taken:
        taken.discard(
            "options"
        )  # they hold the others; one of these may have that name
    options_key = f"{key}.options"
    types.names[options_key] = options_key
    known = types.of(
        rest_key
    )  # a spec has the order of the SDK, a page that of letters
    order = [*(known.fields if known else ()), *(own.name for own in rest.fields)]
    shown = {own.name for own in rest.fields} - taken
    names = [name for name in order if name in shown]
    types.learn(options_key, names, [group.members for group in rest.groups])
    for own in rest.fields:
        inner = types.names.get(f"{rest_key}.{own.name}")
        if inner is None and own.children:
            inner = type_key(own.item, rest_key)
        if inner is not None:
            outer = key if own.name in taken else options_key
            types.names.setdefault(f"{outer}.{own.name}", inner)


def section_key(resolved: ResolvedPage, half: str, section: Section) -> str:
    """Return the key of the type that a section as a whole has (see `TypeTable`)."""
    if section.word in {BODY, PAYLOAD}:
        is_flat = half == "rest" and not _is_domain_event(section)
        return _flat_key(resolved, section) if is_flat else section.word
    if section.word == RETURNS:
        inner = section.type.removeprefix("PROMISE").strip("<>")
        if (
            half == "sdk" and not inner
        ):  # lost with the line structure: perhaps the entity itself
            response = resolved.tree("rest", RETURNS).fields
            return type_key(response[0].item, "") if len(response) == 1 else "PROMISE"
        return inner
    return _own_key(resolved, half, section.word)


def _is_domain_event(section: Section) -> bool:
    """Return whether an event's section has something that only domain events have."""
    known = {*STANDARD[BODY]} - {"id", "slug"}
    names = (entry.name for entry in section.entries if isinstance(entry, Item))
    return not known.isdisjoint(names)


def _flat_key(resolved: ResolvedPage, section: Section) -> str:
    """Return the key of a flat event's payload, whose fields are printed without an object around them."""
    sdk = resolved.section("sdk", PAYLOAD)
    entries = sdk.entries if sdk else []
    data = next(
        (
            entry
            for entry in entries
            if isinstance(entry, Item) and entry.name == "data"
        ),
        None,
    )
    printed = (section.type, data.type if data else "")
    own = f"{resolved.page.name} {section.word}"
    return next(filter(is_type_name, printed), own)


def _learn(resolved: ResolvedPage, types: TypeTable) -> None:
    """Add the fields of all printed objects to the known types.

    Those count that indentation or the page itself settled: what known types settled teaches nothing.
    """
    for (_, word), tree in resolved.trees.items():
        unproven = {
            id(decision.item)
            for decision in tree.decisions
            if not decision.is_proven_by_page
        }
        decided = {id(decision.item) for decision in tree.decisions}
        for owner, object_field, after in _objects(tree.fields, "", None):
            key = type_key(object_field.item, owner)
            is_folded = object_field.item.indent is None
            sure = [
                child.name
                for child in object_field.children
                if id(child.item) not in unproven
                and (not is_folded or id(child.item) in decided)
            ]
            known = types.of(key)
            if is_folded and (not sure or (known and known.is_complete)):
                continue
            is_sure = (
                len(sure) == len(object_field.children) and id(after) not in unproven
            )
            is_whole = word != PARAMETERS and not is_folded
            certain = {*sure}
            members = [
                group.members
                for group in object_field.groups
                if group.is_evident and (is_folded or {*group.members} <= certain)
            ]
            types.learn(key, sure, members, complete=is_sure and is_whole)
    _learn_options(resolved, types)


def _learn_options(resolved: ResolvedPage, types: TypeTable) -> None:
    """Add what the parameters of each half tell of the other's.

    The SDK's `options` have the REST half's parameters that the SDK doesn't take itself.
    """
    sdk = {field.name: field for field in resolved.tree("sdk", PARAMETERS).fields}
    taken = [field.name for field in resolved.tree("rest", PARAMETERS).fields]
    if options := sdk.pop("options", None):
        names = [name for name in taken if name not in sdk]
        types.learn(type_key(options.item, ""), names)
        sdk |= {field.name: field for field in options.children}
    guessed = resolved.guessed
    names = [name for name, field in sdk.items() if id(field.item) not in guessed]
    types.learn(_own_key(resolved, "rest", PARAMETERS), names)


def _own_key(resolved: ResolvedPage, half: str, word: str) -> str:
    """Return the key of a section that has no type: of a method's parameters, mostly."""
    page = resolved.page
    if half == "rest" and page.kind is Kind.METHOD:
        return method_key(method_name(page), word)
    return f"{page.name} {half} {word}"


def payload_key(webhook: str) -> str:
    """Return the key under which a `TypeTable` has the name of the type of a webhook's payload."""
    return f"{webhook}() {PAYLOAD}"


def method_key(name: str, word: str) -> str:
    """Return the key of what a method takes or answers, by the word of the section."""
    return f"{name}() {word}"


def _objects(
    fields: Sequence[Field], owner: str, after: Field | None
) -> Iterator[tuple[str, Field, object]]:
    """Yield the key of the owner's type, the field, and the item after its children, for all objects."""
    followers = [*fields[1:], after] if fields else []
    for object_field, following in zip(fields, followers, strict=True):
        if object_field.children:
            yield owner, object_field, following.item if following else None
            yield from _objects(
                object_field.children, type_key(object_field.item, owner), following
            )


def all_fields(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield the fields and all fields below them."""
    for child in fields:
        yield child
        yield from all_fields(child.children)
