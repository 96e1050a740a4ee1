"""Find where a method takes filters and sort orders, and what the fields are that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wixgen.spec.api import (
    Field,
    Kind,
    ListOf,
    MapOf,
    Method,
    ObjectType,
    QueryField,
    Type,
)
from wixgen.spec.types import through_lists

_CONTAINERS = ("query", "search", "")  # "": the parameters themselves
_FILTER, _SORT, _SORTED_BY = "filter", "sort", "fieldName"
_FREE = (Kind.OBJECT, Kind.JSON)


@dataclass(frozen=True)
class Carriers:
    """Dotted wire paths of what holds the filter and the sort orders; empty where nothing does."""

    filter: str
    sort: str


@dataclass(frozen=True)
class FieldOfItem:
    """A field that a query can be about.

    `steps` are the fields on the path, as far as the item's types know it; where the rest is not known,
    `is_free` says whether it leads into free JSON. `type` is that of the last.
    """

    query: QueryField
    steps: tuple[Field, ...]
    is_free: bool
    type: Type


def carriers_of(method: Method) -> Carriers | None:
    """Return where a method takes filter and sort orders: in `query`, `search`, by themselves, or elsewhere."""
    parameters = method.parameters
    objects = [
        one.wire for one in parameters.fields if isinstance(one.type, ObjectType)
    ]
    for name in dict.fromkeys((*_CONTAINERS, *objects)):
        container: Type | None = parameters
        if name:
            field = parameters.field_named(name)
            container = field.type if field else None
        if isinstance(container, ObjectType):
            above = f"{name}." if name else ""
            found = Carriers(
                f"{above}{_FILTER}" if _holds_filter(container) else "",
                f"{above}{_SORT}" if _holds_sort(container) else "",
            )
            if found.filter or found.sort:
                return found
    return None


def _holds_filter(container: ObjectType) -> bool:
    field = container.field_named(_FILTER)
    return field is not None and field.type in _FREE


def _holds_sort(container: ObjectType) -> bool:
    field = container.field_named(_SORT)
    order = through_lists(field.type) if field else None
    by = order.field_named(_SORTED_BY) if isinstance(order, ObjectType) else None
    return by is not None and by.type is Kind.STRING


def fields_of_items(
    method: Method, entity: ObjectType | None
) -> tuple[ObjectType | None, list[FieldOfItem]]:
    """Return the type of a query's items, and its fields as that type knows them.

    The items are what the method pages through, or hands back, or the resource's `entity`: whichever knows
    most of the fields.
    """
    best: tuple[ObjectType | None, list[FieldOfItem]] = None, []
    most = -1
    for item in _candidates(method, entity):
        fields = [_find(one, item) for one in method.query]
        known = sum(len(field.steps) for field in fields)
        if known > most:
            best, most = (item, fields), known
    if best[0] is None:
        return None, [FieldOfItem(one, (), False, Kind.UNKNOWN) for one in method.query]
    return best


def _candidates(method: Method, entity: ObjectType | None) -> Iterator[ObjectType]:
    if method.paging and isinstance(method.paging.item, ObjectType):
        yield method.paging.item
    for field in method.returns.fields:
        inner = through_lists(field.type)
        if isinstance(field.type, ListOf) and isinstance(inner, ObjectType):
            yield inner
    if entity is not None:
        yield entity


def _find(query: QueryField, item: ObjectType) -> FieldOfItem:
    """Follow a path through the types of an item, as far as they know it."""
    steps: list[Field] = []
    type_: Type = item
    for wire in query.path.split("."):
        inner = through_lists(type_)
        field = inner.field_named(wire) if isinstance(inner, ObjectType) else None
        if field is None:
            is_free = inner in _FREE or isinstance(inner, MapOf)
            return FieldOfItem(query, tuple(steps), is_free, Kind.UNKNOWN)
        steps.append(field)
        type_ = field.type
    return FieldOfItem(query, tuple(steps), False, type_)
