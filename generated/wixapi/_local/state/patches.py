"""Changes of an entity: which fields an update sets, which it removes, and which of a one-of it clears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wixapi._local.state.own_fields import OwnFields, fields_of, groups_of
from wixapi._local.wire import (
    Object,
    as_list,
    as_object,
    is_object,
    kinds_of,
    model_in,
)
from wixapi._model import Model

_NAMESPACES = "namespaces"
"""In extended fields: the data of each app."""


def patched(
    own: OwnFields,
    model: type[Model],
    old: Mapping[str, Any],
    sent: Mapping[str, Any],
    mask: Iterable[str] | None = None,
) -> Object:
    """Return an entity with what an update changes of it.

    What isn't sent stays, null removes, and a nested object takes the place of the one before as a whole,
    as Wix has it (with a mask, the field of it that the mask names). Only in extended fields the namespaces
    of other apps stay. A member of a one-of clears the others of its group.

    Args:
        own: tells which fields only Wix sets.
        model: of the entity.
        old: the entity.
        sent: what the update sends of it.
        mask: dotted wire paths of what it changes, a path without a value being removed; None: all that is sent.
    """
    paths: list[list[str]] = [[wire] for wire in sent]
    if mask is not None:
        paths = [path.split(".") for path in mask]
    made: Object = dict(old)
    for path in paths:
        made = _with(own, model, made, path, sent, "")
    given = {path[0] for path in paths if sent.get(path[0]) is not None}
    for group in groups_of(own.tables, model):
        if kept := group & given:
            made = {
                wire: x for wire, x in made.items() if wire in kept or wire not in group
            }
    return made


def _with(
    own: OwnFields,
    model: type[Model] | None,
    old: Object,
    path: Sequence[str],
    sent: Mapping[str, Any],
    place: str,
) -> Object:
    """Return an object in which one path has the value that is sent for it.

    Args:
        own: tells which fields only Wix sets.
        model: of the object; None: free JSON.
        old: the object.
        path: names from the object down.
        sent: what is sent of this object.
        place: where the object stands in the entity.
    """
    wire, *rest = path
    where = f"{place}.{wire}".lstrip(".")
    field = fields_of(own.tables, model).get(wire) if model else None
    if field is not None and own.is_own(field, where):
        return old
    value, before = sent.get(wire), old.get(wire)
    if rest:
        inner, new = as_object(before), as_object(value)
        if not inner and not new:
            return old
        below = field.model if field is not None else _model_of(model, wire)
        made = _with(own, below, inner, rest, new, where)
        return {**old, wire: _alone(own, below, made, rest[0], new)}
    if value is None:
        return {name: x for name, x in old.items() if name != wire}
    if field is not None:
        value = own.settled_value(field, value, before, where)
    return {**old, wire: _with_namespaces(value, before)}


def _model_of(model: type[Model] | None, wire: str) -> type[Model] | None:
    """Return the model of an object that no request holds as a whole; None for what is no such object."""
    kinds = kinds_of(model) if model else {}
    return model_in(kinds[wire]) if wire in kinds else None


def _alone(
    own: OwnFields,
    model: type[Model] | None,
    made: Object,
    wire: str,
    sent: Mapping[str, Any],
) -> Object:
    """Return an object without the other members of the one-of of which a member was set."""
    if model is None or sent.get(wire) is None:
        return made
    others = {
        name
        for group in groups_of(own.tables, model)
        if wire in group
        for name in group - {wire}
    }
    return {name: x for name, x in made.items() if name not in others}


def _with_namespaces(value: Any, before: Any) -> Any:
    """Return the value of a field; of extended fields, with the namespaces that aren't sent."""
    if not _has_namespaces(value) or not _has_namespaces(before):
        return value
    merged = {**before[_NAMESPACES], **value[_NAMESPACES]}
    kept = {name: data for name, data in merged.items() if data is not None}
    return {**value, _NAMESPACES: kept}


def _has_namespaces(value: Any) -> bool:
    """Return whether a value is that of extended fields."""
    return isinstance(as_object(value).get(_NAMESPACES), dict)


def mask_paths(mask: object, prefixes: Iterable[str] = ()) -> list[str] | None:
    """Return the paths of a field mask in any of its forms; None if it says nothing.

    Args:
        mask: `"a,b.c"`, a list of paths, or `{"paths": [...]}`.
        prefixes: names with which paths may begin that stand for the entity itself.
    """
    if is_object(mask):
        mask = as_object(mask).get("paths")
    found = mask.split(",") if isinstance(mask, str) else as_list(mask)
    paths = [path.strip() for path in found if isinstance(path, str)]
    for prefix in prefixes:
        paths = [path.removeprefix(f"{prefix}.") for path in paths]
    return (
        None if not [*filter(None, paths)] or "*" in paths else [*filter(None, paths)]
    )
