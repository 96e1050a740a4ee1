"""The entities that a resource stores, and what Wix sets on every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from wixgen.spec.api import (
    WITH_DATA,
    Field,
    ListOf,
    Method,
    ObjectType,
    Resource,
    Type,
)

_ID = frozenset({"id", "_id"})
#: What Wix sets on whatever it stores, where the spec says that it is read-only.
_SET_BY_WIX = _ID | {"revision", "createdDate", "updatedDate"}
#: The start of a parameter's name that leaves it to the caller whether the entity is handed back.
_ON_DEMAND = "return"


def mark_stored(resource: Resource) -> None:
    """Mark what no answer is without: what Wix sets on the entities that the resource stores, and these
    themselves where they are all that an answer has.
    """
    stored = {id(type_): type_ for type_ in _handed_back(resource) if _is_stored(type_)}
    for type_ in stored.values():
        _mark(type_, _is_set_by_wix)
    for method in resource.methods:
        if _is_certain(method):
            _mark(method.returns, lambda field: id(field.type) in stored)


def _mark(type_: ObjectType, wanted: Callable[[Field], bool]) -> None:
    fields = [
        replace(field, always=True) if wanted(field) else field
        for field in type_.fields
    ]
    type_.set_fields(fields)


def _is_stored(type_: ObjectType) -> bool:
    """Return whether a type that is handed back is known to be that of whole entities.

    Common types are views that others share, and what has no id, such as settings, may never have been
    stored: of both, only the spec itself knows.
    """
    has_id = any(field.wire in _ID for field in type_.fields)
    return has_id and not type_.is_common and any(map(_is_set_by_wix, type_.fields))


def _is_set_by_wix(field: Field) -> bool:
    return field.read_only and field.wire in _SET_BY_WIX


def _handed_back(resource: Resource) -> Iterator[ObjectType]:
    """Yield the types of what methods hand back, and of the entities that webhooks carry."""
    found: list[Type | None] = [_result(method) for method in resource.methods]
    found += [one.payload for one in resource.webhooks if one.kind not in WITH_DATA]
    for type_ in found:
        if isinstance(type_, ObjectType):
            yield type_


def _result(method: Method) -> Type | None:
    """Return the type of the entity that a method hands back, or of each in a list of them."""
    answer = method.returns
    if method.paging:
        return method.paging.item
    field = answer.field_named(method.sdk.returns)
    if field is None and len(answer.fields) == 1:
        [field] = answer.fields
    if field is None:
        return None
    return field.type.item if isinstance(field.type, ListOf) else field.type


def _is_certain(method: Method) -> bool:
    """Return whether the only field of the answer is always there: Wix refuses where it has none.

    What a path names is found or refused; what is looked for in another way may not be there.
    """
    on_demand = any(
        field.wire.startswith(_ON_DEMAND) for field in method.parameters.fields
    )
    only_looks = method.verb == "GET" or method.name.startswith("get")
    is_found = bool(method.path_parameters) or not only_looks
    return len(method.returns.fields) == 1 and is_found and not on_demand
