"""How an update's entity is read again after a conflict: which method gets it, and by what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wixgen.package.model import Latest
from wixgen.spec.api import Field, Method, ObjectType

REVISION = "revision"
_PLACEHOLDER = re.compile(r"\{[^}]*\}")


def latest_of(
    method: Method, changes: Field | None, siblings: Sequence[Method]
) -> tuple[Method, Latest] | None:
    """Return the method that gets what an update changes as it is now, and how it is told.

    Args:
        method: The update.
        changes: Its parameter that holds the entity; None of a method that is no update.
        siblings: The methods of its resource.

    Returns:
        None where no method gets it by what the update knows, or where there is no revision.
    """
    if changes is None or not isinstance(changes.type, ObjectType):
        return None
    if not _is_entity(changes) and not _has_revision(method.parameters):
        return None
    getters = [
        getter
        for getter in siblings
        if getter.verb == "GET" and not getter.paging and _gets(getter, changes)
    ]
    path = f"{changes.wire}.{REVISION}" if _is_entity(changes) else REVISION
    for getter, keys in _ways(method, changes, getters):
        if all(wire in keys for wire in _needed(getter)):
            return getter, Latest(revision=path, keys=tuple(keys.items()))
    return None


def _gets(getter: Method, changes: Field) -> bool:
    """Return whether a method's answer holds what an update changes, and its revision.

    It is the entity itself, or the part of it that has the name and the type of the update's parameter.
    """
    if getter.sdk.returns_nothing:
        return False
    named = getter.returns.field_named(getter.sdk.returns)
    held = [
        field.type
        for field in ([named] if named else getter.returns.fields)
        if isinstance(field.type, ObjectType) and _has_revision(field.type)
    ]
    if _is_entity(changes):
        return [changes.type] == [type_ for type_ in held if type_ is changes.type]
    parts = [type_.field_named(changes.wire) for type_ in held]
    return len(parts) == 1 and parts[0] is not None and parts[0].type is changes.type


def _is_entity(changes: Field) -> bool:
    """Return whether it has the revision itself."""
    return isinstance(changes.type, ObjectType) and _has_revision(changes.type)


def _has_revision(type_: ObjectType) -> bool:
    return type_.field_named(REVISION) is not None


def _ways(
    method: Method, changes: Field, getters: Sequence[Method]
) -> Iterator[tuple[Method, dict[str, str]]]:
    """Yield getters, the likeliest first, each with the wire paths in the update of what it is told."""
    shape = _PLACEHOLDER.sub("{}", method.path)
    for getter in getters:
        if _PLACEHOLDER.sub("{}", getter.path) == shape:
            pairs = zip(getter.path_parameters, method.path_parameters, strict=True)
            yield getter, dict(pairs) | _shared(method, getter)
    if not _is_entity(changes) or not isinstance(changes.type, ObjectType):
        return
    has_id = changes.type.field_named("id") is not None
    for getter in getters:
        if has_id and getter.path_parameters in (["id"], [f"{changes.wire}Id"]):
            keys = {getter.path_parameters[0]: f"{changes.wire}.id"}
            yield getter, keys | _shared(method, getter)
    for getter in getters:
        if getter.name == re.sub(r"^[a-z]+", "get", method.name):
            yield getter, _shared(method, getter)


def _shared(method: Method, getter: Method) -> dict[str, str]:
    """Return the parameters that a getter needs and that the update has by the same name."""
    return {
        wire: wire
        for wire in _needed(getter)
        if method.parameters.field_named(wire) is not None
    }


def _needed(getter: Method) -> list[str]:
    """Return the wire names of the parameters without which a getter can't be called."""
    required = [required.path.split(".")[0] for required in getter.required]
    return [*dict.fromkeys([*getter.path_parameters, *required])]
