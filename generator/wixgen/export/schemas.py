"""Types -> JSON Schema 2020-12, shared through `$ref`.

One object type is looked at from two sides. An **answer** may bring enum values and fields that
no page knows yet; a **request** with such a thing is wrong, and `wixapi` refuses it. So

- `events.guests.EventGuest` is the type as answers have it, with all that is known of it: open;
- `events.guests.EventGuest-request` adds what only requests are bound by: it refers to the open
  one, narrows the fields whose types differ between the sides, and ends with
  `unevaluatedProperties: false` (`additionalProperties` would not see the fields of the other
  part). It exists only for types that a request reaches;
- `events.guests.GuestType` is an enum with its documented values, closed;
  `events.guests.GuestType-open` is what answers refer to: any of those values, or another text.

Neither side repeats a description, a limit or a list of values. (Type names have no `-`, so that
names can't clash.) A type with undocumented fields stays open in requests: they are accepted, but
not exported. A method's demands are one more layer: `allOf: [{$ref: …-request}, {required: …}]`.

Null is no value that a page documents, so typed fields refuse it, and a one-of's member that is
there is set. Only free JSON can be null: there the schemas ask for more than presence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wixgen.export.groups import group_rules, listed
from wixgen.export.notes import Json, exported, is_whole, marks, texts, with_rules
from wixgen.spec.api import (
    Api,
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Type,
)
from wixgen.spec.demands import NO_DEMAND, Demand
from wixgen.spec.types import innermost

# The formats of these two are known to few tools: the patterns tell the others.
_INT64: Json = {"type": "string", "format": "int64", "pattern": "^-?[0-9]{1,20}$"}
_DECIMAL: Json = {
    "type": "string",
    "format": "decimal",
    "pattern": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$",
}
KINDS: dict[Kind, Json] = {
    Kind.STRING: {"type": "string"},
    Kind.GUID: {"type": "string", "format": "uuid"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.INTEGER: {"type": "integer"},
    Kind.INT32: {"type": "integer", "format": "int32"},
    Kind.INT64: _INT64,
    Kind.NUMBER: {"type": "number"},
    Kind.DECIMAL: _DECIMAL,
    Kind.DATETIME: {"type": "string", "format": "date-time"},
    Kind.OBJECT: {"type": "object"},
    Kind.JSON: {},
}
NOT_NULL: Json = {"not": {"type": "null"}}


def names_of(api: Api) -> dict[Named, str]:
    """Return the name of every type: `<package>.<module>.<Type>` or `common.<Type>`."""
    names: dict[Named, str] = {type_: f"common.{type_.name}" for type_ in api.common}
    for resource in api.resources:
        names |= {type_: f"{resource.key}.{type_.name}" for type_ in resource.types}
    return names


class Schemas:
    """Makes schemas, and remembers what they refer to.

    Args:
        names: The name of each type.
        prefix: What comes before a name in a reference.
    """

    def __init__(self, names: Mapping[Named, str], prefix: str) -> None:
        self._names = names
        self._prefix = prefix
        self._waiting: dict[str, Callable[[], Json]] = {}
        self._made: dict[str, Json] = {}

    def definitions(self) -> dict[str, Json]:
        """Return everything that was referred to, by name."""
        while (
            self._waiting
        ):  # not by recursion: types lead from one to the next for hundreds
            name, make = self._waiting.popitem()
            self._made[name] = make()
        return dict(sorted(self._made.items()))

    def refer(self, name: str, make: Callable[[], Json]) -> Json:
        """Return a reference to what `make` makes; it is called once for a name."""
        if name not in self._made:
            self._waiting.setdefault(name, make)
        return {"$ref": self._prefix + name}

    def answer(self, type_: Type) -> Json:
        """Return a type as answers have it: open."""
        match type_:
            case Kind():
                return {**KINDS[type_]}
            case ListOf():
                return {"type": "array", "items": self.answer(type_.item)}
            case MapOf():
                return {
                    "type": "object",
                    "additionalProperties": self.answer(type_.item),
                }
            case EnumType():
                return self.refer(
                    f"{self._names[type_]}-open", lambda: self._open(type_)
                )
            case ObjectType():
                return self.refer(self._names[type_], lambda: self.answer_object(type_))

    def request(self, type_: Type, demand: Demand = NO_DEMAND) -> Json:
        """Return a type as requests have it, closed, with what one method demands of it."""
        match type_:
            case Kind():
                return {**KINDS[type_]}
            case ListOf():
                return {"type": "array", "items": self.request(type_.item, demand)}
            case MapOf():
                return {
                    "type": "object",
                    "additionalProperties": self.request(type_.item),
                }
            case EnumType():
                return self.refer(self._names[type_], lambda: _closed(type_))
            case ObjectType():
                name = f"{self._names[type_]}-request"
                base = self.refer(name, lambda: self._narrowed(type_))
                demanded = self._demanded(type_, demand)
                return {"allOf": [base, demanded]} if demanded else base

    def answer_object(self, type_: ObjectType) -> Json:
        """Return an object of an answer, in place."""
        made = {"type": "object", **texts(type_.note)}
        if fields := exported(type_):
            made["properties"] = {
                field.wire: _described(self.answer(field.type), field)
                for field in fields
            }
        return made | group_rules(type_, frozenset()) | listed(type_)

    def request_object(self, type_: ObjectType, demand: Demand) -> Json:
        """Return the object that is the body of a request, in place."""
        made: Json = {"type": "object"}
        if fields := exported(type_):
            made["properties"] = {
                field.wire: _described(self._field(field, demand), field)
                for field in fields
            }
        if required := [
            wire for wire in demand.required if wire in made.get("properties", {})
        ]:
            made["required"] = required
        made |= group_rules(type_, demand.exactly_one) | listed(type_)
        if is_whole(type_):
            made["additionalProperties"] = False
        return made

    def _open(self, type_: EnumType) -> Json:
        return {"anyOf": [self.request(type_), {"type": "string"}]}

    def _narrowed(self, type_: ObjectType) -> Json:
        """Return what requests add to an object type as answers have it."""
        made: Json = {"allOf": [self.answer(type_)]}
        if narrower := {
            field.wire: self.request(field.type)
            for field in exported(type_)
            if isinstance(innermost(field.type), ObjectType | EnumType)
        }:
            made["properties"] = narrower
        if is_whole(type_):
            made["unevaluatedProperties"] = False
        return made

    def _demanded(self, type_: ObjectType, demand: Demand) -> Json:
        """Return what one method adds to an object type as requests have it."""
        if demand is NO_DEMAND:
            return {}
        fields = {field.wire: field for field in exported(type_)}
        made: Json = {}
        if required := [wire for wire in demand.required if wire in fields]:
            made["required"] = required
        if below := {  # also of fields without demands in them: free JSON must not be null
            wire: schema
            for wire in dict.fromkeys([*demand.required, *demand.children])
            if wire in fields
            and (schema := self._field(fields[wire], demand))
            != self.request(fields[wire].type)
        }:
            made["properties"] = below
        return made | group_rules(type_, demand.exactly_one, only_exact=True)

    def _field(self, field: Field, demand: Demand) -> Json:
        """Return the type of a field with the demands on it and in it."""
        if field.type is Kind.JSON and field.wire in demand.required:
            return {**NOT_NULL}
        return self.request(field.type, demand.below(field.wire))


def _described(schema: Json, field: Field) -> Json:
    return {**with_rules(schema, field), **texts(field), **marks(field)}


def _closed(type_: EnumType) -> Json:
    made: Json = {"type": "string", "enum": [value.value for value in type_.values]}
    made |= texts(type_.note)
    if meanings := {
        value.value: text
        for value in type_.values
        if (
            text := texts(value).get(
                "description", "Deprecated." if value.deprecated else ""
            )
        )
    }:
        made["x-enumDescriptions"] = meanings
    return made
