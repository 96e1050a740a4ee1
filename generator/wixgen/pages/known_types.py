"""Collect the types that are known before a resource's pages are read."""

from __future__ import annotations

from collections.abc import Sequence

from wixgen.pages.nesting.evidence import TypeTable, standard_types
from wixgen.pages.nesting.resolve_pages import PARAMETERS, RETURNS, method_key
from wixgen.pages.placing import Key
from wixgen.spec.api import Api, ObjectType, Resource
from wixgen.spec.types import innermost


def known_types(api: Api, key: Key) -> TypeTable:
    """Collect the types that are known before pages are read: Wix's usual ones, and those of specs."""
    table = standard_types()
    declared = list(api.common)
    only_sent: set[str] = set()
    for resource in api.resources:
        if (resource.package, resource.module) == key:
            declared += resource.types
            only_sent = _only_sent(resource)
            _learn_methods(resource, table)
    for type_ in declared:
        if isinstance(type_, ObjectType):
            _learn(type_, type_.name, table, is_complete=type_.name not in only_sent)
    elsewhere = _Elsewhere(api, key, table)
    table.elsewhere = elsewhere.keys_of
    return table


def _learn(
    type_: ObjectType, key: str, table: TypeTable, *, is_complete: bool, prefix: str = ""
) -> None:
    """Add a type of a spec to a table; `prefix` stands before the keys of the types of its fields."""
    table.learn(
        key,
        (member.wire for member in type_.fields),
        (group.members for group in type_.groups),
        complete=is_complete,
        from_spec=True,
    )
    for member in type_.fields:
        inner = innermost(member.type)
        is_object = isinstance(inner, ObjectType)
        table.names[f"{key}.{member.wire}"] = f"{prefix}{inner.name}" if is_object else ""


def _learn_methods(resource: Resource, table: TypeTable) -> None:
    """Add what the methods of a resource take and answer to a table."""
    for method in resource.methods:
        taken, answered = (
            method_key(method.name, word) for word in (PARAMETERS, RETURNS)
        )
        _learn(method.parameters, taken, table, is_complete=False)
        _learn(method.returns, answered, table, is_complete=True)


class _Elsewhere:
    """The types that other resources declare."""

    def __init__(self, api: Api, key: Key, table: TypeTable) -> None:
        self._declared: dict[str, list[tuple[str, ObjectType]]] = {}
        self._table = table
        for resource in api.resources:
            if (resource.package, resource.module) == key:
                continue
            for type_ in resource.types:
                if isinstance(type_, ObjectType):
                    place = (f"{resource.key}:", type_)
                    self._declared.setdefault(type_.name, []).append(place)

    def keys_of(self, name: str) -> list[str]:
        """Return the keys of the types that other resources declare by a name; the table has them then."""
        return [
            self._added(prefix, type_) for prefix, type_ in self._declared.get(name, ())
        ]

    def _added(self, prefix: str, type_: ObjectType) -> str:
        key = f"{prefix}{type_.name}"
        waiting = [type_]
        while waiting:
            inside = waiting.pop()
            inside_key = inside.name if inside.is_common else f"{prefix}{inside.name}"
            if inside_key in self._table.types:
                continue
            _learn(inside, inside_key, self._table, is_complete=True, prefix=prefix)
            types = (innermost(member.type) for member in inside.fields)
            waiting += [one for one in types if isinstance(one, ObjectType)]
        return key


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
