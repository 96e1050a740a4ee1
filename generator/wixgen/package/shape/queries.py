"""What is known of a method's filter and sort orders -> TypedDicts, and the table that the runtime checks by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wixgen.package import names
from wixgen.package.model import (
    Annotation,
    Call,
    Choice,
    Condition,
    DictKey,
    FilterDict,
    QueryTable,
    union,
)
from wixgen.package.shape.queried_fields import (
    Carriers,
    FieldOfItem,
    carriers_of,
    fields_of_items,
)
from wixgen.package.shape.requests import NULL, DictShaper
from wixgen.package.shape.types import attribute_name
from wixgen.spec.api import EnumType, Kind, ListOf, MapOf, Method, ObjectType, Type
from wixgen.spec.demands import NO_DEMAND
from wixgen.spec.types import through_lists

_DEEPEST_FREE = 3  # names in a path to free JSON that is worth a filter
_ABC = "collections.abc"
_SEQUENCE = (_ABC, "Sequence")
_BOOL = Annotation("bool")
_TEXT = Annotation("str")
_ANYTHING = Annotation("object")
_PLAIN = Annotation("s.Plain")
_OPERANDS = {
    "$exists": _BOOL,
    "$isEmpty": _BOOL,
    "$startsWith": _TEXT,
    "$matchItems": Annotation(
        "Sequence[Mapping[str, object]]", frozenset({(_ABC, "Mapping"), _SEQUENCE})
    ),
}
"""Operators whose operand is the same for fields of all types."""
_EQUALITY = frozenset({"$eq", "$ne"})
_ORDER = frozenset({"$gt", "$gte", "$lt", "$lte"})
_LISTS = frozenset({"$in", "$nin", "$hasSome", "$hasAll"})
_LOGICAL = (("$and", "Sequence[{}]"), ("$or", "Sequence[{}]"), ("$not", "{}"))
_NAMES = {
    Kind.STRING: "Text",
    Kind.INT32: "Integer",
    Kind.OBJECT: "Value",
    Kind.JSON: "Value",
    Kind.UNKNOWN: "Value",
}
"""What the conditions on a kind are called, where they aren't called as the kind."""


@dataclass(frozen=True)
class ShapedQuery:
    """The query of one method."""

    typing: dict[str, Annotation]
    """What stands at wire paths of the parameters, instead of what their types say."""
    table: QueryTable


@dataclass(frozen=True)
class _Name:
    """The name of a field of items."""

    wire: str
    python: str

    @property
    def needs_alias(self) -> bool:
        """Return whether the runtime can't derive the wire name from the Python name."""
        pairs = zip(self.python.split("."), self.wire.split("."), strict=True)
        return any(names.needs_alias(name, wire) for name, wire in pairs)


class QueryShaper:
    """Makes the types of the queries of one resource; conditions on fields are shared among its methods."""

    def __init__(self, dicts: DictShaper, entity: ObjectType | None) -> None:
        self.dicts = dicts
        self.entity = entity
        self.conditions: list[Condition] = []
        self.filters: list[FilterDict] = []
        self.sort_fields: list[Choice] = []
        self._known: dict[tuple[str, str, tuple[str, ...]], Annotation] = {}

    def shape(self, method: Method) -> ShapedQuery | None:
        """Shape what is known of a method's queries; None if there is nothing, or no parameter for it."""
        carriers = carriers_of(method) if method.query else None
        if carriers is None:
            return None
        item, fields = fields_of_items(method, self.entity)
        named = [(field, _name(field)) for field in fields]
        typing: dict[str, Annotation] = {}
        if carriers.filter and any(field.query.operators for field in fields):
            typing[carriers.filter] = self._filter(method, named)
        if carriers.sort:
            typing |= self._sort(method, carriers, named)
        free = _free(item) if item else ()
        return ShapedQuery(typing, _table(carriers, named, tuple(free)))

    def _filter(
        self, method: Method, named: list[tuple[FieldOfItem, _Name]]
    ) -> Annotation:
        """Make the TypedDict of a method's filters; its keys are names of Python and of the wire."""
        name = self.dicts.scope.free(f"{names.pascal(method.name)}Filter")
        keys: dict[str, DictKey] = {}
        for field, its in named:
            if not field.query.operators:
                continue
            annotation = self._condition(field)
            for spelling in (its.python, its.wire):
                keys[spelling] = DictKey(name=spelling, annotation=annotation)
        own = _own(name, self.dicts.module)
        for operator, pattern in _LOGICAL:
            annotation = Annotation(pattern.format(name), frozenset({_SEQUENCE}))
            keys[operator] = DictKey(name=operator, annotation=annotation, later=True)
        called = names.method_name(method.sdk.method, method.python_name)
        doc = f"What `{called}` filters by."
        self.filters.append(FilterDict(name=name, doc=doc, keys=tuple(keys.values())))
        return own

    def _sort(
        self,
        method: Method,
        carriers: Carriers,
        named: list[tuple[FieldOfItem, _Name]],
    ) -> dict[str, Annotation]:
        """Name the fields that a method sorts by; nothing if none is known."""
        sortable = [its for field, its in named if field.query.sort]
        values = dict.fromkeys(
            spelling for its in sortable for spelling in (its.python, its.wire)
        )
        if not values:
            return {}
        name = self.dicts.scope.free(f"{names.pascal(method.name)}SortField")
        self.sort_fields.append(Choice(name=name, values=tuple(values)))
        return {f"{carriers.sort}.fieldName": _own(name, self.dicts.module)}

    def _condition(self, field: FieldOfItem) -> Annotation:
        """Return what a filter accepts for a field; made when it is first asked for."""
        operators = field.query.operators
        leaf = through_lists(field.type)
        operand = self._operand(leaf)
        whole = operand
        if isinstance(field.type, ListOf) and operand is not _ANYTHING:
            whole = union(operand, operand.wrapped("Sequence[{}]", _SEQUENCE))
        base = self._base(leaf)
        equals = whole.text if _EQUALITY.intersection(operators) else ""
        key = base, equals, tuple(sorted(operators))
        if key not in self._known:
            self._known[key] = self._new_condition(base, operators, operand, whole)
        return self._known[key]

    def _new_condition(
        self,
        base: str,
        operators: tuple[str, ...],
        operand: Annotation,
        whole: Annotation,
    ) -> Annotation:
        base = names.free((self.dicts.scope,), (base,), ("{}Filter", "{}Condition"))
        keys = tuple(
            DictKey(name=operator, annotation=_operand_of(operator, operand, whole))
            for operator in operators
        )
        made = FilterDict(name=f"{base}Filter", doc="", keys=keys)
        accepted, alias = Annotation(made.name), ""
        if "$eq" in operators:
            alone = (_PLAIN,) if whole is _ANYTHING else (whole, NULL)
            accepted, alias = union(accepted, *alone), f"{base}Condition"
        condition = Condition(name=alias, operators=made, annotation=accepted)
        self.conditions.append(condition)
        return _own(alias or made.name, self.dicts.module)

    def _operand(self, leaf: Type) -> Annotation:
        if isinstance(leaf, EnumType) or (
            isinstance(leaf, Kind) and _base_of(leaf) != "Value"
        ):
            return self.dicts.annotation(leaf, NO_DEMAND, "")
        return _ANYTHING

    def _base(self, leaf: Type) -> str:
        if isinstance(leaf, EnumType):
            return self.dicts.types.name(leaf)
        return _base_of(leaf) if isinstance(leaf, Kind) else "Value"


def filtered_enums(method: Method, entity: ObjectType | None) -> Iterator[EnumType]:
    """Yield the enums whose values filters of a method can hold."""
    if method.query and carriers_of(method):
        for field in fields_of_items(method, entity)[1]:
            leaf = through_lists(field.type)
            if isinstance(leaf, EnumType):
                yield leaf


def _own(name: str, module: str) -> Annotation:
    return Annotation(name, frozenset({(module, name)}))


def _base_of(kind: Kind) -> str:
    return _NAMES.get(kind, names.pascal(str(kind)))


def _operand_of(operator: str, operand: Annotation, whole: Annotation) -> Annotation:
    """Return what stands behind an operator: one value, several, or what is the same for all fields."""
    if operator in _EQUALITY:
        return whole if whole is _ANYTHING else union(whole, NULL)
    if operator in _ORDER:
        return operand
    if operator in _LISTS:
        return operand.wrapped("Sequence[{}]", _SEQUENCE)
    return _OPERANDS.get(operator, _ANYTHING)


def _name(field: FieldOfItem) -> _Name:
    """Name a field; what stands behind free JSON keeps its spelling."""
    segments = field.query.path.split(".")
    found = [attribute_name(step) for step in field.steps]
    rest = segments[len(found) :]
    if not field.is_free:
        rest = [names.field_name(segment) for segment in rest]
    return _Name(field.query.path, ".".join([*found, *rest]))


def _free(item: ObjectType) -> Iterator[str]:
    """Yield the Python paths of an item's maps and free JSON, no further in than filters reach."""

    def walk(type_: ObjectType, above: tuple[str, ...]) -> Iterator[str]:
        for field in type_.fields:
            path = (*above, attribute_name(field))
            inner = through_lists(field.type)
            if inner in (Kind.OBJECT, Kind.JSON) or isinstance(inner, MapOf):
                yield ".".join(path)
            elif isinstance(inner, ObjectType) and len(path) < _DEEPEST_FREE:
                yield from walk(inner, path)

    yield from walk(item, ())


def _table(
    carriers: Carriers,
    named: Iterable[tuple[FieldOfItem, _Name]],
    free: tuple[str, ...],
) -> QueryTable:
    """Return the runtime's table: fields with the same operators and orders stand together."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for field, its in named:
        operators, orders = field.query.operators, field.query.sort
        wire = its.wire if its.needs_alias else ""
        key = " ".join(operators), " ".join(orders), wire
        groups.setdefault(key, []).append(its.python)
    calls: list[Call] = []
    for told, fields in groups.items():
        given = zip(("operators", "sort", "wire"), told, strict=True)
        keywords = tuple((name, value) for name, value in given if value)
        calls.append(
            Call(function="queried", argument=tuple(fields), keywords=keywords)
        )
    return QueryTable(
        fields=tuple(calls), filter=carriers.filter, sort=carriers.sort, free=free
    )
