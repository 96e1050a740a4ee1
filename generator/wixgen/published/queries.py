"""Read what queries and searches can filter, sort and find: the specifications in a package's types.

interface DoorQuerySpec extends QuerySpec {
    wql: [{ operators: ['$eq']; fields: ['code', 'frame.color']; sort: 'BOTH' }];
}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tree_sitter import Node

from wixgen.pages.names import rest_name
from wixgen.published.syntax import Declared, Member, text_of

Decl = dict[str, Any]

_COMPARED = ("$eq", "$ne", "$gt", "$lt", "$gte", "$lte", "$exists", "$in", "$nin")
_ANY = (*_COMPARED, "$startsWith", "$isEmpty", "$hasAll", "$hasSome", "$matchItems")

#: What `operators: '*'` means, by the kind of a field (`ApplicableOperators` of `@wix/sdk-types`).
_APPLICABLE = {
    "string": (
        "$eq",
        "$ne",
        "$gt",
        "$lt",
        "$gte",
        "$lte",
        "$isEmpty",
        "$exists",
        "$in",
        "$nin",
        "$startsWith",
    ),
    "number": _COMPARED,
    "datetime": _COMPARED,
    "boolean": ("$eq", "$ne", "$exists", "$in", "$nin"),
    "enum": ("$eq", "$ne", "$in", "$nin", "$exists"),
    "object": ("$exists",),
    "list": ("$hasAll", "$hasSome", "$isEmpty", "$exists"),
    "list of objects": ("$isEmpty", "$exists", "$matchItems"),
}
_SEARCH = "SearchSpec"
_BASES = {"QuerySpec", _SEARCH}
_ORDERS = {"BOTH": ["ASC", "DESC"], "ASC": ["ASC"], "DESC": ["DESC"]}
_FLAGS = ("searchable", "aggregatable")


def is_query_spec(declared: Declared) -> bool:
    """Return whether an interface says what a query can do."""
    return bool(_BASES & set(declared.parents))


def is_search_spec(declared: Declared) -> bool:
    """Return whether an interface says what a search can do."""
    return _SEARCH in declared.parents


def query_of(declared: Declared, kind_of: Callable[[str], str]) -> Decl:
    """Return what a query can do with each field, by dotted wire path, as a spec has it.

    Args:
        declared: The specification.
        kind_of: Returns the kind of the field at a path: one of `string`, `number`, `datetime`, `boolean`,
            `enum`, `object`, `list` and `list of objects`, or "" if it isn't known.
    """
    made: dict[str, Decl] = {}
    members = {member.name: member for member in declared.members}
    for element in _items(members.get("wql")):
        parts = dict(parts_of(element))
        operators = list(strings_in(parts.get("operators")))
        orders = _ORDERS.get("".join(strings_in(parts.get("sort"))), [])
        for path in strings_in(parts.get("fields")):
            wire = _wire(path)
            field = made.setdefault(wire, {"operators": []})
            applicable = _APPLICABLE.get(kind_of(wire), _ANY)
            known = applicable if "*" in operators else operators
            field["operators"] += [
                one for one in known if one not in field["operators"]
            ]
            if orders:
                field["sort"] = sorted({*field.get("sort", []), *orders})
    for flag in _FLAGS:
        for element in _items(members.get(flag)):
            for path in strings_in(element):
                made.setdefault(_wire(path), {})[flag] = True
    return {path: made[path] for path in sorted(made)}


def strings_in(node: Node | None) -> Iterator[str]:
    """Yield the string literals in a type, in order."""
    waiting = [node] if node is not None else []
    while waiting:
        one = waiting.pop()
        if one.type == "string":
            yield text_of(one)[1:-1]
        else:
            waiting += reversed(one.named_children)


def _wire(path: str) -> str:
    return ".".join(map(rest_name, path.split(".")))


def _items(member: Member | None) -> list[Node]:
    """Return what a tuple type lists."""
    if member is None or member.type is None or member.type.type != "tuple_type":
        return []
    return member.type.named_children


def parts_of(element: Node) -> Iterator[tuple[str, Node]]:
    """Yield names and types of the fields in an object type; none of another type."""
    for field in element.named_children:
        type_ = field.child_by_field_name("type")
        if field.type == "property_signature" and type_ is not None:
            yield text_of(field.child_by_field_name("name")), type_.named_children[0]
