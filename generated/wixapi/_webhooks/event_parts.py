"""The parts of an event's own JSON: read as far as they are what they should be, and written again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar, cast

from wixapi._log import LOGGER
from wixapi._webhooks.payload import DOMAIN_EVENT, malformed, not_an_object

if TYPE_CHECKING:
    from wixapi._model import Model
    from wixapi.errors import WebhookError

M = TypeVar("M", bound="Model")

#: The members of a domain event that carry an entity, and where in them it is.
ENTITIES = {
    "createdEvent": "entity",
    "updatedEvent": "currentEntity",
    "deletedEvent": "deletedEntity",
}


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether it is a JSON object."""
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def member_of(data: object, name: str) -> Mapping[str, Any]:
    """Return an object in a domain event; an empty one where there is none."""
    member = data.get(name) if is_object(data) else None
    return member if is_object(member) else {}


def read_entity(payload: type[Model] | None, data: object, member: str) -> Any:
    """Reads the entity of a domain event.

    Args:
        payload: Its model; None: free JSON.
        data: The event's own JSON.
        member: What carries the entity in events of this kind. Where it is missing, another one
            may carry it, as for the JavaScript SDK.

    Returns:
        The entity; None if there is none.
    """
    members = data if is_object(data) else {}
    if members.get(member) is None:
        member = next((one for one in ENTITIES if members.get(one) is not None), member)
    return read_object(payload, member_of(data, member).get(ENTITIES[member]))


def read_object(payload: type[Model] | None, value: object) -> Any:
    """Reads an object into its model, if it has one.

    Returns:
        The model or the object; None for anything but an object.
    """
    if not is_object(value) or payload is None:
        return value if is_object(value) else None
    from wixapi._model import UnreadableError, read

    try:
        return read(payload, value)
    except UnreadableError as error:
        LOGGER.warning("webhook: a %s can't be read: %s", payload.__name__, error)
        return None


def read_model(model: type[M], fields: dict[str, Any]) -> M:
    """Reads the metadata of an event, as liberally as an answer of the API.

    Raises:
        WebhookError: It can't be read at all.
    """
    from wixapi._model import UnreadableError, read

    try:
        return read(model, fields)
    except UnreadableError as error:
        raise malformed(DOMAIN_EVENT, f"can't be read: {error}") from error


def read_date(value: object) -> datetime | None:
    """Return a point in time; anything else stays what it is, as in models."""
    try:
        date = datetime.fromisoformat(cast("str", value))
    except (TypeError, ValueError):
        date = None
    is_aware = date is not None and date.tzinfo is not None
    return date if is_aware else cast("None", value)


def misfit(data: object, places: tuple[str, ...]) -> WebhookError | None:
    """Return what isn't as documented: the first place that has something else than an object.

    Args:
        data: An event's own JSON.
        places: Paths in it, the outer ones first: `createdEvent.entity`. Empty text: all of it.
    """
    for place in places:
        value = data
        for name in place.split(".") if place else ():
            value = value.get(name) if is_object(value) else None
        if value is not None and not is_object(value):
            return not_an_object(f"{DOMAIN_EVENT}.{place}".rstrip("."), value)
    return None


def written(
    raw: object, metadata: Mapping[str, Any], member: str, parts: Mapping[str, Any]
) -> Any:
    """Writes a domain event: what its attributes say, and whatever else came.

    Args:
        raw: The event's own JSON as it came; None: the event was made by hand.
        metadata: What the event's metadata says, with wire names.
        member: The member that carries the parts.
        parts: What the event's attributes say, by wire names; None stands for what isn't there,
            or isn't what it should be.

    Returns:
        JSON that is read as the same event.
    """
    given = {name: to_wire(part) for name, part in parts.items() if part is not None}
    if not (is_object(raw) or given or (raw is None and metadata)):
        return raw
    whole = {**(raw if is_object(raw) else {}), **metadata}
    came: object = whole.get(member)
    if is_object(came) or given or raw is None:
        whole[member] = {**_kept(came if is_object(came) else {}, parts), **given}
    return whole


def _kept(came: dict[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what no part has, and what parts could not be read from."""
    return {
        name: value
        for name, value in came.items()
        if name not in parts
        or not isinstance(value, bool if name == "movedToTrash" else dict)
    }


#: JSON as Python has it; numbers of 64 bits and points in time are another thing on the wire.
_AS_THEY_ARE: tuple[type[Any], ...] = (str, bool, float, list, dict, NoneType)


def to_wire(value: Any) -> Any:
    """Return a model, a date or JSON as JSON with wire names."""
    if hasattr(value, "model_dump"):
        how = {"by_alias": True, "exclude_unset": True, "warnings": False}
        return _as_read(value.model_dump(**how), value.model_dump(mode="json", **how))
    return value.isoformat() if isinstance(value, datetime) else value


def _as_read(value: object, wire: object) -> object:
    """Return what pydantic writes, but for values that could not be read: those stay what they were.

    Args:
        value: What a model holds.
        wire: What pydantic writes for it: `"[]"` for a list where a number of 64 bits should be.
    """
    if is_object(value) and is_object(wire):
        return {name: _as_read(value[name], wire[name]) for name in wire}
    if _is_list(value) and _is_list(wire):
        return [_as_read(value[place], item) for place, item in enumerate(wire)]
    return value if isinstance(value, _AS_THEY_ARE) else wire
