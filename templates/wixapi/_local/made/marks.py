"""Tags and extended fields: what methods that set them do to an entity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wixapi._local.wire import Object, as_list, as_object, is_list, is_object

_TAGS, _ASSIGN, _UNASSIGN = "tags", "assignTags", "unassignTags"
_NAMESPACE, _DATA = "namespace", "namespaceData"
_EXTENDED, _NAMESPACES = "extendedFields", "namespaces"


def retagged(entity: Object, given: Mapping[str, Any]) -> Object:
    """Return an entity with the tags of `assignTags` and without those of `unassignTags`."""
    if not given.keys() & {_ASSIGN, _UNASSIGN}:
        return entity
    added, taken = as_object(given.get(_ASSIGN)), as_object(given.get(_UNASSIGN))
    return {**entity, _TAGS: _changed(as_object(entity.get(_TAGS)), added, taken)}


def extended(entity: Object, given: Mapping[str, Any]) -> Object:
    """Return an entity with `namespaceData` in the `namespace` of its extended fields; what else is in that stays."""
    namespace, data = given.get(_NAMESPACE), given.get(_DATA)
    if not isinstance(namespace, str) or not is_object(data):
        return entity
    fields = as_object(entity.get(_EXTENDED))
    spaces = as_object(fields.get(_NAMESPACES))
    merged = {**as_object(spaces.get(namespace)), **data}
    fields = {**fields, _NAMESPACES: {**spaces, namespace: merged}}
    return {**entity, _EXTENDED: fields}


def _changed(tags: Object, added: Object, taken: Object) -> Object:
    """Return tags with some more and some less: lists of ids, perhaps by who may see them."""
    made = dict(tags)
    for name in {**added, **taken}:
        more, less = added.get(name), taken.get(name)
        if is_object(more) or is_object(less):
            made[name] = _changed(
                as_object(made.get(name)), as_object(more), as_object(less)
            )
        elif is_list(more) or is_list(less):
            kept = [tag for tag in as_list(made.get(name)) if tag not in as_list(less)]
            made[name] = [*kept, *(tag for tag in as_list(more) if tag not in kept)]
    return made
