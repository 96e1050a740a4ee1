"""One-of groups in JSON Schema."""

from __future__ import annotations

from collections.abc import Collection

from wixgen.export.notes import Json, exported
from wixgen.spec.api import Field, Kind, ObjectType, OneOfGroup


def listed(type_: ObjectType) -> Json:
    """Return `x-one-of-groups`: the names of the groups with their members."""
    groups = {
        group.name: [member.wire for member in members(type_, group)]
        for group in type_.groups
    }
    groups = {name: wires for name, wires in groups.items() if wires}
    return {"x-one-of-groups": groups} if groups else {}


def members(type_: ObjectType, group: OneOfGroup) -> list[Field]:
    """Return the members of a group that are exported."""
    return [field for field in exported(type_) if field.wire in group.members]


def group_rules(
    type_: ObjectType, exact: Collection[str], *, only_exact: bool = False
) -> Json:
    """Demand at most one member of each group; of the groups in `exact`, exactly one.

    With `only_exact`, nothing of the other groups: the type below says it.
    """
    found: list[Json] = []
    for group in type_.groups:
        fields = members(type_, group)
        is_exact = group.name in exact and len(fields) == len(group.members)
        if is_exact or (not only_exact and len(fields) > 1):
            found.append(_one_of(fields, is_exact))
    if len(found) == 1:
        return found[0]
    return {"allOf": found} if found else {}


def _one_of(fields: list[Field], is_exact: bool) -> Json:
    each = [_is_set(field) for field in fields]
    return {"oneOf": each if is_exact else [*each, {"not": {"anyOf": each}}]}


def _is_set(field: Field) -> Json:
    """Demand that a field is set: of free JSON, null is as good as nothing; others can't be null."""
    made: Json = {"required": [field.wire]}
    if field.type is Kind.JSON:
        made["properties"] = {field.wire: {"not": {"type": "null"}}}
    return made
