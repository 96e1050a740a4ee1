"""Envelopes of webhook events, and the delivery that brings one: what `Webhooks.process` returns and handlers get.

The generated classes of a spec derive from `CreatedEvent`, `UpdatedEvent`, `DeletedEvent`,
`ActionEvent` or `FlatEvent` and say their `event_type` and `payload`. What an event lacks is None,
as in the JavaScript SDK: nothing that Wix has signed is refused for it. Nothing heavy is imported
here: pydantic comes with the first payload that is read.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from wixapi._webhooks.payload import (
    DOMAIN_EVENT,
    is_domain_event,
    malformed,
    require_object,
)

if TYPE_CHECKING:
    from typing import Self

    from wixapi._model import Model
    from wixapi.common import EventMetadata

_DIGITS = re.compile("[0-9]{1,19}")

M = TypeVar("M", bound="Model")
E = TypeVar("E")
D = TypeVar("D")


@dataclass(frozen=True)
class Event(ABC):
    """A verified webhook event."""

    event_type: ClassVar[str | None] = None
    """Wix's name of the event type (`wix.events.guests.v1.guest_created`); None: not known."""
    payload: ClassVar[type[Any] | None] = None
    """Model of `entity` or `data`; None: free JSON."""
    member: ClassVar[str | None] = None
    """The member of a domain event that only events of this kind have; None: there is none."""

    metadata: EventMetadata
    """Everything that came with the payload: time, site, identity."""

    @classmethod
    @abstractmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Makes the envelope of an event.

        Args:
            metadata: The metadata, already read.
            data: The decoded inner `data` of the token; None if there is none.

        Raises:
            WebhookError: `data` is no domain event where it should be one, or has something else
                where an event of this class has an object.
        """

    @classmethod
    def fits(cls, data: object) -> bool:
        """Tells by its shape whether an event may be one of this class, where its type isn't known.

        Args:
            data: The decoded inner `data` of the token.
        """
        if cls.member is None:
            return True
        return isinstance(data, dict) and isinstance(
            cast("dict[str, Any]", data).get(cls.member), dict
        )


@dataclass(frozen=True)
class CreatedEvent(Event, Generic[E]):
    """An entity was created."""

    member: ClassVar[str | None] = "createdEvent"

    entity: E | None = None
    """The created entity; None where Wix doesn't send it."""

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Reads `createdEvent.entity`; see `Event.from_data`."""
        created = _member(data, "createdEvent")
        entity = _read_payload(cls, created.get("entity"), "createdEvent.entity")
        return cls(metadata, entity)


@dataclass(frozen=True)
class UpdatedEvent(Event, Generic[E]):
    """An entity was changed."""

    member: ClassVar[str | None] = "updatedEvent"

    entity: E | None = None
    """The entity as it is after the change; None where Wix doesn't send it."""
    modified_fields: dict[str, Any] | None = None
    """The old values of what changed, as Wix sent them: by path, with wire names
    (`{"guestDetails.firstName": "Ann"}`); None where Wix doesn't say."""

    @property
    def modified_fields_nested(self) -> dict[str, Any] | None:
        """The old values of what changed, in objects within objects as in the entity itself, with
        wire names: `{"guestDetails": {"firstName": "Ann"}}`.

        Of a list, a dict has those elements that are told by their numbers: `tickets[2].price` is
        at `["tickets"][2]["price"]`. A path that has no place, since another one says that there
        was no object, stays a key as Wix sent it: `{"a": None, "a.b": 1}`.
        """
        from wixapi._webhooks.modified_fields import nested

        return None if self.modified_fields is None else nested(self.modified_fields)

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Reads `updatedEvent.currentEntity` and `.modifiedFields`; see `Event.from_data`."""
        updated = _member(data, "updatedEvent")
        entity = _read_payload(
            cls, updated.get("currentEntity"), "updatedEvent.currentEntity"
        )
        modified = updated.get("modifiedFields")
        if modified is not None:
            modified = require_object(
                modified, f"{DOMAIN_EVENT}.updatedEvent.modifiedFields"
            )
        return cls(metadata, entity, modified)


@dataclass(frozen=True)
class DeletedEvent(Event, Generic[E]):
    """An entity was deleted."""

    member: ClassVar[str | None] = "deletedEvent"

    entity: E | None = None
    """The entity as it last was, where Wix sends it; `metadata.entity_id` is always its id."""

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Reads `deletedEvent.deletedEntity`; see `Event.from_data`."""
        deleted = _member(data, "deletedEvent")
        entity = _read_payload(
            cls, deleted.get("deletedEntity"), "deletedEvent.deletedEntity"
        )
        return cls(metadata, entity)


@dataclass(frozen=True)
class ActionEvent(Event, Generic[D]):
    """Something else happened to an entity."""

    member: ClassVar[str | None] = "actionEvent"

    data: D | None = None
    """The event's own payload; None where Wix doesn't send it."""

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Reads `actionEvent.body`; see `Event.from_data`."""
        action = _member(data, "actionEvent")
        return cls(metadata, _read_payload(cls, action.get("body"), "actionEvent.body"))


@dataclass(frozen=True)
class FlatEvent(Event, Generic[D]):
    """Something happened that is no domain event: Wix sends what it tells, and nothing around it.

    `metadata` has the event's type, the app's instance, the identity and the account, as far as Wix
    sends them; it has no id of the event, no entity and no time. Two deliveries of one event can't be
    told by an id.
    """

    data: D | None = None
    """The event's own payload; None where Wix doesn't send it."""

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Takes all of `data` for the payload; see `Event.from_data`."""
        if cls.payload is None or data is None:
            return cls(metadata, data)
        return cls(
            metadata,
            read_model(cls.payload, require_object(data, DOMAIN_EVENT), DOMAIN_EVENT),
        )

    @classmethod
    def fits(cls, data: object) -> bool:
        """An object that isn't a domain event may be any flat one; see `Event.fits`."""
        return not is_domain_event(data) and isinstance(data, dict)


@dataclass(frozen=True)
class UnknownEvent(Event):
    """An event whose type no spec knows; `metadata.event_type` tells the type."""

    data: Any
    """The decoded inner JSON, whatever it is: a whole domain event, or a shape of its own."""

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Takes `data` as it is; see `Event.from_data`."""
        return cls(metadata, data)


def read_model(model: type[M], fields: dict[str, Any], where: str) -> M:
    """Reads JSON into a model, as liberally as an answer of the API.

    Raises:
        WebhookError: It can't be read at all; the message names `where`.
    """
    from wixapi._model import UnreadableError, read

    try:
        return read(model, fields)
    except UnreadableError as error:
        raise malformed(where, f"can't be read: {error}") from error


def _member(data: object, name: str) -> Mapping[str, Any]:
    """An object in a domain event; an empty one if it is missing or null."""
    member = require_object(data, DOMAIN_EVENT).get(name)
    return {} if member is None else require_object(member, f"{DOMAIN_EVENT}.{name}")


def _read_payload(event: type[Event], value: object, name: str) -> Any:
    """Reads an entity or a body; None if it is missing or null."""
    if value is None:
        return None
    where = f"{DOMAIN_EVENT}.{name}"
    fields = require_object(value, where)
    return fields if event.payload is None else read_model(event.payload, fields, where)


@dataclass(frozen=True)
class Delivery:
    """A verified webhook: what Wix signed, and the event in it.

    `Webhooks.verify` makes it of a request, `Webhooks.decode` of a payload that was stored, and
    `Webhooks.dispatch` calls the event's handlers.
    """

    payload: str = field(repr=False)
    """The verified claims as Wix wrote them, a JSON object: all that a store needs to keep. It
    may hold people's data, but no secret: the signature isn't in it."""
    event: Event
    """The typed envelope; `UnknownEvent` where no spec knows the event."""

    @property
    def event_type(self) -> str:
        """Return what Wix calls the event, such as `wix.events.guests.v1.guest_created`."""
        return _text(self.event, "event_type", "eventType") or ""

    @property
    def event_id(self) -> str | None:
        """The id by which a repeated delivery is told; None in legacy webhooks, which have none."""
        return _text(self.event, "id", "id")

    @property
    def entity_id(self) -> str | None:
        """The entity that the event is about; None where Wix doesn't say."""
        return _text(self.event, "entity_id", "entityId")

    @property
    def entity_fqdn(self) -> str | None:
        """The kind of entity, such as `wix.events.guests.v1.guest`; None where Wix doesn't say."""
        return _text(self.event, "entity_fqdn", "entityFqdn")

    @property
    def instance_id(self) -> str | None:
        """The installed instance of the app that gets the event; None where Wix doesn't say."""
        return _text(self.event, "instance_id", "instanceId")

    @property
    def sequence(self) -> int | None:
        """Wix's `entityEventSequence`, which grows with every event of one entity; None where Wix
        doesn't say, or says no number."""
        number = _metadata(self.event, "entity_event_sequence", "entityEventSequence")
        if isinstance(number, str) and _DIGITS.fullmatch(number):
            return int(number)
        if isinstance(number, int) and not isinstance(number, bool):
            return number
        return None


def _text(event: Event, name: str, wire: str) -> str | None:
    """A member of the metadata, if it is a text with something in it."""
    value = _metadata(event, name, wire)
    return value if isinstance(value, str) and value else None


def _metadata(event: Event, name: str, wire: str) -> Any:
    """Return a member of the metadata, of whatever type it came; one that the project's own
    `EventMetadata` doesn't know is there by its wire name."""
    value = getattr(event.metadata, name, None)
    return value if value is not None else getattr(event.metadata, wire, None)
