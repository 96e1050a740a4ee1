"""Decides which types belong into common.yaml: those that enough resources declare alike.

A type moves with all types that it refers to. No public name changes: a resource hands on the common types
that it uses, so a type stays importable from the module of each resource where it was declared. So these stay:

- a type whose name, or that of its requests, means something else in the resource or in common.yaml. Of
  several types of one name, that of common.yaml has the name, else the one of most resources;
- a type that no method and no webhook leads to, for then the resource would hand it on no longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from wixgen.diagnostics import COMMON_FILE
from wixgen.package import names
from wixgen.pages.spec_data import section, unwrapped
from wixgen.sharing.alike import (
    Facts,
    TypeKey,
    classes_of,
    expressions,
    facts_of,
    used_by_calls,
)
from wixgen.spec_text.text_tree import Data

#: Fewer resources than that keep a type of their own. Of all that sharing saves in the specs of all of Wix,
#: two resources alone account for an eighth, but for half of the types that common.yaml would have.
FEWEST = 3


@dataclass(frozen=True)
class SharedType:
    """A type that resources declare alike.

    Attributes:
        name: Its name.
        members: The declarations that would move, sorted; none of common.yaml.
        uses: The names of the types that it refers to, which are shared, too.
        is_common: Whether common.yaml has it already.
    """

    name: str
    members: tuple[TypeKey, ...]
    uses: frozenset[str]
    is_common: bool


@dataclass(frozen=True)
class _Candidate:
    """A class of alike types, before it is known whether all that it refers to can move along."""

    number: int
    name: str
    members: tuple[TypeKey, ...]
    uses: frozenset[int]
    size: int
    claims: frozenset[str]
    is_common: bool

    @property
    def rank(self) -> tuple[object, ...]:
        """Return what it is sorted by: who comes first has the name."""
        return not self.is_common, -len(self.members), -self.size, self.members


def shared_types(
    specs: Mapping[str, Data], kept: Set[TypeKey] = frozenset()
) -> list[SharedType]:
    """Return the types of resources that common.yaml has or could have, in the order in which specs declare them.

    Args:
        specs: The data of specs by path.
        kept: The types that are to stay where they are.
    """
    facts = facts_of(specs)
    apart = {*kept} | {
        key for path, spec in specs.items() for key in _unmovable(path, spec)
    }
    classes = classes_of(facts, apart)
    chosen = _chosen(_candidates(specs, facts, classes))
    found = [
        SharedType(
            name=candidate.name,
            members=candidate.members,
            uses=frozenset(chosen[number].name for number in candidate.uses),
            is_common=candidate.is_common,
        )
        for candidate in chosen.values()
        if candidate.members
    ]
    order = {key: place for place, key in enumerate(facts)}
    return sorted(found, key=lambda shared: order[shared.members[0]])


def _candidates(
    specs: Mapping[str, Data],
    facts: Mapping[TypeKey, Facts],
    classes: Mapping[TypeKey, int],
) -> list[_Candidate]:
    """Return the classes that common.yaml has, or that enough resources have."""
    found: dict[int, list[TypeKey]] = {}
    for key, number in classes.items():
        found.setdefault(number, []).append(key)
    candidates: list[_Candidate] = []
    for number, keys in found.items():
        members = tuple(sorted(key for key in keys if key[0] != COMMON_FILE))
        is_common = len(members) < len(keys)
        if is_common or len(members) >= FEWEST:
            path, name = keys[0]
            candidate = _Candidate(
                number=number,
                name=name,
                members=members,
                uses=frozenset(classes[used] for used in facts[keys[0]].uses),
                size=len(facts[keys[0]].text),
                claims=frozenset(_names(name, section(specs[path], "types")[name])),
                is_common=is_common,
            )
            candidates.append(candidate)
    return sorted(candidates, key=lambda candidate: candidate.rank)


def _chosen(candidates: list[_Candidate]) -> dict[int, _Candidate]:
    """Return the candidates that get their names and all that they refer to, by number."""
    while True:
        chosen: dict[int, _Candidate] = {}
        taken: set[str] = set()
        for candidate in candidates:
            if taken.isdisjoint(candidate.claims):
                chosen[candidate.number] = candidate
                taken |= candidate.claims
        lost = _incomplete(chosen)
        if not lost:
            return chosen
        # one that can't move gives way to another one of its name
        candidates = [
            candidate for candidate in candidates if candidate.number not in lost
        ]


def _incomplete(chosen: Mapping[int, _Candidate]) -> set[int]:
    """Return the candidates that refer, if only by others, to what was not chosen."""
    users: dict[int, list[int]] = {}
    for candidate in chosen.values():
        for used in candidate.uses:
            users.setdefault(used, []).append(candidate.number)
    waiting = [used for used in users if used not in chosen]
    lost: set[int] = set()
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in lost:
                lost.add(user)
                waiting.append(user)
    return lost


def _unmovable(path: str, spec: Data) -> Iterable[TypeKey]:
    """Yield the types of a resource whose public names would change."""
    types = section(spec, "types")
    if path == COMMON_FILE:
        return
    webhooks = section(spec, "webhooks").items()
    events = {names.class_name(name, _chosen_name(hook)) for name, hook in webhooks}
    taken = events | {_names(name, decl)[0] for name, decl in types.items()}
    reached = _reached(spec, types)
    for name, decl in types.items():
        own, of_requests = _names(name, decl)
        if name not in reached or own in events or of_requests in taken:
            yield path, name


def _reached(spec: Data, types: Data) -> Set[str]:
    """Return the types of a resource that its methods and webhooks lead to."""
    waiting = [unwrapped(expression)[1] for expression in used_by_calls(spec)]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in types and name not in reached:
            reached.add(name)
            fields: Data = types[name].get("fields") or {}
            waiting += [unwrapped(expression)[1] for expression in expressions(fields)]
    return reached


def _names(name: str, decl: Data) -> tuple[str, str]:
    """Return the class of a type in Python, and what requests take in its place."""
    own = names.class_name(name, _chosen_name(decl))
    return own, own + ("Value" if "enum" in decl else "Dict")


def _chosen_name(decl: Data) -> str:
    return str(decl.get("name") or "")
