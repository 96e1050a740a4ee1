"""Parameters of methods -> TypedDicts, tables of rules, operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wixgen.package import names
from wixgen.package.model import Annotation, Call, Dict, DictKey, Rule, Table, union
from wixgen.package.shape.masks import is_mask, masked_type
from wixgen.package.shape.types import TypeNames, attribute_name
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    ObjectType,
    OneOfGroup,
    Type,
)
from wixgen.spec.demands import NO_DEMAND, Demand
from wixgen.spec.limits import FLAGS, ITEMS, LIMITS, Limit

_ABC = "collections.abc"
_KINDS: dict[Kind, Annotation] = {
    Kind.STRING: Annotation("str"),
    Kind.GUID: Annotation("str | UUID", frozenset({("uuid", "UUID")})),
    Kind.DECIMAL: Annotation("str | Decimal", frozenset({("decimal", "Decimal")})),
    Kind.BOOLEAN: Annotation("bool"),
    Kind.INTEGER: Annotation("int"),
    Kind.INT32: Annotation("int"),
    Kind.INT64: Annotation("int | str"),
    Kind.NUMBER: Annotation("float"),
    Kind.DATETIME: Annotation("datetime | str", frozenset({("datetime", "datetime")})),
    Kind.OBJECT: Annotation("Mapping[str, object]", frozenset({(_ABC, "Mapping")})),
    Kind.JSON: Annotation("object"),
    Kind.UNKNOWN: Annotation("object"),
}
NULL = Annotation("None")
Typing = Mapping[str, Annotation]
"""Annotations that one method has instead of those of its types, by dotted wire path."""
NO_TYPING: Typing = {}


class DictShaper:
    """Makes the TypedDicts of one module.

    Each object type has one without required keys (`ParticipationDict`); where a method's required
    paths reach into it, or what is known of its queries, the method has one of its own
    (`CreateParticipationDict`).
    """

    def __init__(self, types: TypeNames, scope: names.Scope, module: str) -> None:
        self.types = types
        self.scope = scope
        self.module = module
        self.dicts: list[Dict] = []
        self._shared: dict[int, tuple[str, str]] = {}
        self._accepted: dict[int, tuple[str, str]] = {}

    def share(self, type_: ObjectType | EnumType, name: str, module: str) -> None:
        """Use the TypedDict (or the alias of an enum) of another module for `type_`."""
        known = self._shared if isinstance(type_, ObjectType) else self._accepted
        known[id(type_)] = name, module

    def module_of(self, type_: ObjectType | EnumType) -> str:
        """Return the module of a type's TypedDict, or of an enum's alias, whose name was asked for."""
        known = self._shared if isinstance(type_, ObjectType) else self._accepted
        return known[id(type_)][1]

    def shared_name(self, type_: ObjectType) -> str:
        """Return the name of the type's TypedDict without required keys; claimed when first asked."""
        if id(type_) not in self._shared:
            name = self.scope.free(f"{self.types.name(type_)}Dict")
            self._shared[id(type_)] = name, self.module
        return self._shared[id(type_)][0]

    def accepted_name(self, type_: EnumType) -> str:
        """Return the name of the alias for what a request takes in place of the enum."""
        if id(type_) not in self._accepted:
            name = self.scope.free(f"{self.types.name(type_)}Value")
            self._accepted[id(type_)] = name, self.module
        return self._accepted[id(type_)][0]

    def add_shared(self, type_: ObjectType) -> None:
        """Make the TypedDict without required keys."""
        name = self.shared_name(type_)
        doc = f"`{self.types.name(type_)}` as a dict."
        self.dicts.append(
            Dict(name=name, doc=doc, keys=self._keys(type_, NO_DEMAND, ""))
        )

    def annotation(
        self, type_: Type, demand: Demand, method: str, typing: Typing = NO_TYPING
    ) -> Annotation:
        """Return how a parameter or a key of that type is annotated, under one method's demands."""
        match type_:
            case Kind():
                return _KINDS[type_]
            case ListOf():
                inner = self.annotation(type_.item, demand, method, typing)
                return inner.wrapped("Sequence[{}]", (_ABC, "Sequence"))
            case MapOf():
                inner = self.annotation(type_.item, NO_DEMAND, method)
                return inner.wrapped("Mapping[str, {}]", (_ABC, "Mapping"))
            case EnumType():
                name = self.accepted_name(type_)
                return _imported(name, self._accepted[id(type_)][1])
            case ObjectType():
                return union(
                    self._dict(type_, demand, method, typing),
                    self.types.annotation(type_),
                )

    def field_annotation(
        self, field: Field, demand: Demand, method: str, typing: Typing
    ) -> Annotation:
        """Return how a field or parameter is annotated; demands and typing are those of what holds it."""
        if field.wire in typing:
            return typing[field.wire]
        below = {
            path.removeprefix(f"{field.wire}."): annotation
            for path, annotation in typing.items()
            if path.startswith(f"{field.wire}.")
        }
        return self.annotation(field.type, demand.below(field.wire), method, below)

    def _dict(
        self, type_: ObjectType, demand: Demand, method: str, typing: Typing
    ) -> Annotation:
        if demand.requires_nothing and not typing:
            name = self.shared_name(type_)
            return _imported(name, self._shared[id(type_)][1])
        own = self.types.name(type_)
        base = method if method.endswith(own) else f"{method}{own}"
        name = self.scope.free(f"{base}Dict")
        does = "takes" if demand.requires_nothing else "requires"
        doc = f"A `{own}` as `{names.snake(method)}` {does} it."
        keys = self._keys(type_, demand, method, typing)
        self.dicts.append(Dict(name=name, doc=doc, keys=keys))
        return _imported(name, self.module)

    def _keys(
        self,
        type_: ObjectType,
        demand: Demand,
        method: str,
        typing: Typing = NO_TYPING,
    ) -> tuple[DictKey, ...]:
        keys: list[DictKey] = []
        for field in type_.fields:
            is_required = field.wire in demand.required
            if field.read_only and not is_required:
                continue
            annotation = self.field_annotation(field, demand, method, typing)
            if is_required:
                annotation = annotation.wrapped("Required[{}]", ("typing", "Required"))
            else:
                annotation = union(annotation, NULL)
            keys.append(DictKey(name=attribute_name(field), annotation=annotation))
        return tuple(keys)


def _imported(name: str, module: str) -> Annotation:
    return Annotation(name, frozenset({(module, name)}))


def shape_table(type_: ObjectType, types: TypeNames) -> Table:
    """Return how the objects of a type are checked and written."""
    rules = shape_rules(type_, types, attribute_name)
    return Table(model=types.annotation(type_), rules=rules)


def shape_rules(
    type_: ObjectType,
    types: TypeNames,
    naming: Callable[[Field], str],
    is_mask: Callable[[Field], bool] = is_mask,
) -> tuple[Rule, ...]:
    """Return the rules of an object's fields and groups, or of a method's parameters."""
    rules: list[Rule] = []
    attributes = {field.wire: naming(field) for field in type_.fields}
    for field in type_.fields:
        own = _own_keywords(field, attributes[field.wire])
        made = _mask_call(type_, own, types) if is_mask(field) else None
        call = made or _field_call(field, own, types)
        rules.append(Rule(name=attributes[field.wire], call=call))
    for group in type_.groups:
        members = tuple(
            attributes[wire] for wire in group.members if wire in attributes
        )
        call = Call(function="one_of", argument=members, keywords=_group_wire(group))
        rules.append(Rule(name=names.field_name(group.name), call=call))
    return tuple(rules)


def _group_wire(group: OneOfGroup) -> tuple[tuple[str, str], ...]:
    """Return the spec name of a group, by which `exactly_one` names it, where it isn't the derived one."""
    attribute = names.field_name(group.name)
    return (("wire", group.name),) if names.needs_alias(attribute, group.name) else ()


Keywords = tuple[tuple[str, bool | int | float | str], ...]


def _own_keywords(field: Field, attribute: str) -> Keywords:
    """Return the keywords of a field that have nothing to do with its type."""
    wire = (("wire", field.wire),) if names.needs_alias(attribute, field.wire) else ()
    flags = tuple(
        (flag.runtime, True)
        for flag in FLAGS
        if flag.runtime and getattr(field, flag.name)
    )
    return (*wire, *flags)


def _mask_call(owner: ObjectType, own: Keywords, types: TypeNames) -> Call:
    """Return the call that makes a field mask."""
    masked = masked_type(owner)
    cls = types.annotation(masked) if masked else None
    return Call(
        function="field_mask",
        argument=cls.text if cls else None,
        keywords=own,
        imports=cls.imports if cls else frozenset(),
    )


def _field_call(field: Field, own: Keywords, types: TypeNames) -> Call:
    """Return the call that makes a field of a table."""
    counts = _limits(field, lambda limit: limit.measure is ITEMS)
    of_values = _limits(field, lambda limit: limit.measure is not ITEMS)
    if isinstance(field.type, ListOf):
        item = _call(field.type.item, of_values, types)
        return _wrapping("array", item, (*counts, *own))
    return _call(field.type, (*of_values, *own), types)


def _limits(field: Field, counts: Callable[[Limit], bool]) -> Keywords:
    return tuple(
        (limit.runtime, field.limits[limit.name])
        for limit in LIMITS
        if limit.name in field.limits and counts(limit)
    )


def _call(type_: Type, keywords: Keywords, types: TypeNames) -> Call:
    """Return the call that makes a field of that type; of lists, the keywords are the innermost's."""
    match type_:
        case Kind():
            return Call(function=str(type_), keywords=keywords)
        case ListOf():
            return _wrapping("array", _call(type_.item, keywords, types), ())
        case MapOf():
            return _wrapping("map", _call(type_.item, (), types), keywords)
        case EnumType() | ObjectType():
            cls = types.annotation(type_)
            function = "enum" if isinstance(type_, EnumType) else "model"
            return Call(
                function=function,
                argument=cls.text,
                keywords=keywords,
                imports=cls.imports,
            )


def _wrapping(function: str, item: Call, keywords: Keywords) -> Call:
    return Call(
        function=function, argument=item, keywords=keywords, imports=item.imports
    )
