"""Collect the types that are known before a resource's pages are read."""

from __future__ import annotations

from collections.abc import Sequence

from wixgen.pages.nesting.evidence import TypeTable, standard_types
from wixgen.pages.placing import Key
from wixgen.spec.api import Api, ObjectType, Resource
from wixgen.spec.types import innermost


def known_types(api: Api, key: Key) -> TypeTable:
    """Collect the types that are known before pages are read: Wix's usual ones, and those of specs."""
    knowledge = standard_types()
    declared = list(api.common)
    only_sent: set[str] = set()
    for resource in api.resources:
        if (resource.package, resource.module) == key:
            declared += resource.types
            only_sent = _only_sent(resource)
    for type_ in declared:
        if not isinstance(type_, ObjectType):
            continue
        knowledge.learn(
            type_.name,
            (member.wire for member in type_.fields),
            (group.members for group in type_.groups),
            complete=type_.name not in only_sent,
            from_spec=True,
        )
        for member in type_.fields:
            inner = innermost(member.type)
            if isinstance(inner, ObjectType):
                knowledge.names[f"{type_.name}.{member.wire}"] = inner.name
    return knowledge


def _only_sent(resource: Resource) -> set[str]:
    """Return the names of the types that only requests have; these may leave fields of a type out."""
    sent = [method.parameters for method in resource.methods]
    received = [method.returns for method in resource.methods]
    received += [hook.payload for hook in resource.webhooks if hook.payload]
    return _reached(sent) - _reached(received)


def _reached(owners: Sequence[ObjectType]) -> set[str]:
    """Return the names of objects, and of all objects inside of them."""
    seen: dict[int, str] = {}
    waiting = list(owners)
    while waiting:
        owner = waiting.pop()
        if id(owner) not in seen:
            seen[id(owner)] = owner.name
            inside = (innermost(member.type) for member in owner.fields)
            waiting += [type_ for type_ in inside if isinstance(type_, ObjectType)]
    return set(seen.values())
