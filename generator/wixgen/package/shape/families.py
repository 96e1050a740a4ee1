"""Divides the common types into modules, so that a resource loads those that it needs and few others.

A type stands in the module of the types that refer to it if all of these stand in one; otherwise it begins a
module. So whoever loads a module by the type that begins it needs all of it, and modules import each other
without circles. It goes by common.yaml alone: no resource changes where a type is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wixgen.spec.api import EnumType, Named, ObjectType
from wixgen.spec.types import innermost


def families(types: Sequence[Named]) -> list[list[Named]]:
    """Return the types of each module, the one that begins it first; the others keep their order."""
    by_id = {id(type_): type_ for type_ in types}
    uses = {number: _uses(type_, by_id) for number, type_ in by_id.items()}
    users: dict[int, list[int]] = {number: [] for number in by_id}
    for user, used in uses.items():
        for number in used:
            users[number].append(user)
    first: dict[int, int] = {}  # the type that begins the module of each
    for circle in _circles(uses, users):
        outside = {
            first[user]
            for number in circle
            for user in users[number]
            if user not in circle
        }
        begins = next(number for number in by_id if number in circle)
        home = outside.pop() if len(outside) == 1 else begins
        first |= dict.fromkeys(circle, home)
    found: dict[int, list[Named]] = {}
    for number, type_ in by_id.items():
        found.setdefault(first[number], []).append(type_)
    return [
        [by_id[begins], *(type_ for type_ in family if type_ is not by_id[begins])]
        for begins, family in found.items()
    ]


def _uses(type_: Named, known: Mapping[int, Named]) -> list[int]:
    """Return the types that the fields of a type have."""
    if isinstance(type_, EnumType):
        return []
    inside = (innermost(field.type) for field in type_.fields)
    named = (one for one in inside if isinstance(one, ObjectType | EnumType))
    return [*dict.fromkeys(id(one) for one in named if id(one) in known)]


def _circles(
    uses: Mapping[int, Sequence[int]], users: Mapping[int, Sequence[int]]
) -> Iterable[set[int]]:
    """Yield the types that refer to each other in a circle, or a single one; those that use it come before."""
    seen: set[int] = set()
    for number in reversed(_finished(uses)):
        if number in seen:
            continue
        circle, waiting = {number}, [number]
        while waiting:
            found = {*users[waiting.pop()]} - seen - circle
            circle |= found
            waiting += found
        seen |= circle
        yield circle


def _finished(uses: Mapping[int, Sequence[int]]) -> list[int]:
    """Return all types, each after those that it refers to, unless they refer to it in turn."""
    order: list[int] = []
    seen: set[int] = set()
    for start in uses:
        stack = [] if start in seen else [(start, iter(uses[start]))]
        seen.add(start)
        while stack:
            rest = stack[-1][1]
            following = next((used for used in rest if used not in seen), None)
            if following is None:
                order.append(stack.pop()[0])
            else:
                seen.add(following)
                stack.append((following, iter(uses[following])))
    return order
