"""Parameters in the query string.

Wix flattens objects with dots (`paging.limit=5`) and repeats the key for each item of a list. No
`style` of OpenAPI does that (`deepObject` writes `paging[limit]`), so each leaf is declared under
its dotted name, which is exact. What has no leaves to name (free JSON, maps, a type inside itself)
is declared as an object with `x-wix-flattened: true`: its keys follow the name after a dot.

The parameters of a method with `x-wix-encoding: base64` travel like this only as long as there is no object
among them. Otherwise all of them, those in the path too, are one parameter: `.r`, the base64url of their JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wixgen.export.groups import listed
from wixgen.export.notes import Json, exported, texts, with_rules
from wixgen.export.schemas import Schemas
from wixgen.spec.api import Field, Kind, ListOf, MapOf, Method, ObjectType, Type
from wixgen.spec.demands import NO_DEMAND, Demand
from wixgen.spec.types import through_lists

ENCODED = ".r"

MOST_PARAMETERS = 500
"""Enough for any page; types that fan out at each level would make millions."""


@dataclass(frozen=True)
class _Owner:
    """The object whose fields are being declared."""

    type: ObjectType
    prefix: str  # of its fields' names
    demand: Demand
    is_certain: bool = True  # it is always there, once
    is_repeated: bool = False  # it is an item of a list
    above: tuple[ObjectType, ...] = ()


@dataclass
class QueryString:
    """The parameters in a query string, and the one-of groups among them by dotted name."""

    schemas: Schemas
    parameters: list[Json] = field(default_factory=list[Json])
    groups: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def add(self, type_: ObjectType, demand: Demand) -> None:
        """Declare the fields of the object that holds the parameters."""
        self._add(_Owner(type_, "", demand))

    def _add(self, owner: _Owner) -> None:
        for group, wires in listed(owner.type).get("x-one-of-groups", {}).items():
            self.groups[owner.prefix + group] = [owner.prefix + wire for wire in wires]
        for declared in exported(owner.type):
            inner = through_lists(declared.type)
            if self._has_leaves(inner, owner):
                self._add(self._within(declared, owner))
            else:
                self.parameters.append(self._parameter(declared, owner))

    def _has_leaves(self, type_: object, owner: _Owner) -> bool:
        return (
            isinstance(type_, ObjectType)
            and bool(exported(type_))
            and type_ not in (*owner.above, owner.type)
            and len(self.parameters) < MOST_PARAMETERS
        )

    def _within(self, field: Field, owner: _Owner) -> _Owner:
        inner = through_lists(field.type)
        assert isinstance(inner, ObjectType)
        is_list = isinstance(field.type, ListOf)
        return _Owner(
            type=inner,
            prefix=f"{owner.prefix}{field.wire}.",
            demand=owner.demand.below(field.wire),
            is_certain=owner.is_certain
            and field.wire in owner.demand.required
            and not is_list,
            is_repeated=owner.is_repeated or is_list,
            above=(*owner.above, owner.type),
        )

    def _parameter(self, field: Field, owner: _Owner) -> Json:
        inner = through_lists(field.type)
        is_list = owner.is_repeated or isinstance(field.type, ListOf)
        schema = self.schemas.request(inner)
        if is_list:
            schema = {"type": "array", "items": schema}
        limits_fit = not owner.is_repeated or not isinstance(inner, Kind)
        made: Json = {
            "name": f"{owner.prefix}{field.wire}",
            "in": "query",
            **texts(field),
        }
        if owner.is_certain and field.wire in owner.demand.required:
            made["required"] = True
        if is_list:
            made |= {"style": "form", "explode": True}
        made["schema"] = with_rules(schema, field) if limits_fit else schema
        if _has_parts(inner):
            made["x-wix-flattened"] = True
        return made


def encoded(method: Method, demand: Demand, schemas: Schemas) -> list[Json]:
    """Return the parameters in the query of a method that encodes objects: a call has either `.r` or the others."""
    others = QueryString(schemas)
    fields = [
        field
        for field in method.parameters.fields
        if field.wire not in method.path_parameters
        and not _has_parts(through_lists(field.type))
    ]
    note = method.parameters.note
    others.add(
        ObjectType(note=note, name="", is_common=False, fields=fields), NO_DEMAND
    )
    content = schemas.request_object(method.parameters, demand)
    schema = {
        "type": "string",
        "contentEncoding": "base64url",
        "contentMediaType": "application/json",
        "contentSchema": content,
    }
    plain = {*method.path_parameters, *(field.wire for field in fields)}
    needed = {"required": True} if not plain.issuperset(demand.required) else {}
    made: Json = {"name": ENCODED, "in": "query", **needed, "schema": schema}
    return [*others.parameters, made]


def _has_parts(type_: Type) -> bool:
    """Return whether a value may have keys that no list of parameters can name."""
    return isinstance(type_, ObjectType | MapOf) or type_ in {Kind.OBJECT, Kind.JSON}
