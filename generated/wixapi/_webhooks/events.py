"""Envelopes of webhook events, and the delivery that brings one: what `Webhooks.process` returns and handlers get.

The generated classes of a spec derive from `CreatedEvent`, `UpdatedEvent`, `DeletedEvent`,
`ActionEvent` or `FlatEvent` and say their `event_type` and `payload`. What an event lacks is None,
as in the JavaScript SDK, and so is what isn't as documented: nothing that Wix has signed is refused
for it, and `raw` has all that came. Nothing heavy is imported here: pydantic comes with the first
payload that is read.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from wixapi._webhooks.event_parts import (
    is_object,
    member_of,
    misfit,
    read_date,
    read_entity,
    read_object,
    to_wire,
    written,
)
from wixapi._webhooks.payload import is_domain_event

if TYPE_CHECKING:
    from typing import Self

    from wixapi.common import EventMetadata
    from wixapi.errors import WebhookError

_DIGITS = re.compile("[0-9]{1,19}")

E = TypeVar("E")
D = TypeVar("D")


@dataclass(frozen=True)
class Event(ABC):
    """A verified webhook event. It can be pickled and copied, and written as JSON (`to_json`)."""

    event_type: ClassVar[str | None] = None
    """Wix's name of the event type (`wix.events.guests.v1.guest_created`); None: not known."""
    payload: ClassVar[type[Any] | None] = None
    """Model of `entity` or `data`; None: free JSON."""
    member: ClassVar[str | None] = None
    """The member of a domain event that only events of this kind have; None: there is none."""
    objects: ClassVar[tuple[str, ...]] = ()
    """Where the event's own JSON has objects, the outer ones first; empty text: all of it is one."""

    metadata: EventMetadata
    """Everything that came with the payload: time, site, identity."""
    raw: Any = field(default=None, repr=False, compare=False, kw_only=True)
    """The event's own JSON as it came, decoded, with wire names: a whole domain event, or a shape of
    its own. It has also what no attribute has, or could be read from. Text that is no JSON stays
    text. None: the event was made by hand."""

    @classmethod
    @abstractmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Makes the envelope of an event. What `data` lacks is None, and so is what isn't as documented.

        Args:
            metadata: The metadata, already read.
            data: The event's own JSON, whatever it is; None if there is none.

        Raises:
            WebhookError: By classes that you write: it is no event of this class, and
                delivered as an `UnknownEvent`.
        """

    def to_data(self) -> Any:
        """Return the event's own JSON: `from_data` makes the same event of it."""
        return self.raw

    @classmethod
    def fits(cls, data: object) -> bool:
        """Tells by its shape whether an event may be one of this class, where its type isn't known.

        Args:
            data: The event's own JSON.
        """
        return cls.member is None or (
            is_object(data) and is_object(data.get(cls.member))
        )

    @classmethod
    def misfit(cls, data: object) -> WebhookError | None:
        """Return what isn't as this class has it: something else where an object should be.

        Args:
            data: The event's own JSON.
        """
        return misfit(data, cls.objects)

    def to_json(self) -> str:
        """Writes the event as JSON, for a queue or a table of your own.

        `Webhooks.event_from_json` makes the same event of it. It is also a payload for
        `Webhooks.decode`, and so for `dispatch`. There is no signature in it: who can write to
        your queue can send your handlers any event.

        Raises:
            TypeError: An event made by hand has something else than JSON in it.
        """
        from wixapi._webhooks.event_json import to_json

        return to_json(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Reads what `to_json` has written of an event of this class.

        Args:
            text: The JSON.

        Raises:
            WebhookError: It is no event of this class.
            ConfigurationError: This is `Event` itself: `Webhooks.event_from_json` tells the class.
        """
        from wixapi._webhooks.event_json import from_json

        return from_json(cls, text)


@dataclass(frozen=True)
class RestoreInfo:
    """Tells that a created entity had been deleted, and is back from the trash bin."""

    deleted_date: datetime | None = None
    """When it had been deleted; None where Wix doesn't say."""


@dataclass(frozen=True)
class CreatedEvent(Event, Generic[E]):
    """An entity was created."""

    member: ClassVar[str | None] = "createdEvent"
    objects: ClassVar[tuple[str, ...]] = (
        *("", "createdEvent", "createdEvent.entity", "createdEvent.restoreInfo"),
    )

    entity: E | None = None
    """The created entity; None where Wix doesn't send it."""
    restore_info: RestoreInfo | None = None
    """Where the entity is back from the trash bin: what Wix says about that; else None."""

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Reads `createdEvent.entity` and `.restoreInfo`; see `Event.from_data`."""
        entity = read_entity(cls.payload, data, "createdEvent")
        restored = read_object(None, member_of(data, "createdEvent").get("restoreInfo"))
        if restored is None:
            return cls(metadata, entity)
        return cls(
            metadata, entity, RestoreInfo(read_date(restored.get("deletedDate")))
        )

    def to_data(self) -> Any:
        """See `Event.to_data`."""
        restored = None
        if self.restore_info is not None:
            date = to_wire(self.restore_info.deleted_date)
            restored = {} if date is None else {"deletedDate": date}
        return _written(self, entity=self.entity, restoreInfo=restored)


@dataclass(frozen=True)
class UpdatedEvent(Event, Generic[E]):
    """An entity was changed."""

    member: ClassVar[str | None] = "updatedEvent"
    objects: ClassVar[tuple[str, ...]] = (
        *("", "updatedEvent"),
        *("updatedEvent.currentEntity", "updatedEvent.modifiedFields"),
    )

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
        entity = read_entity(cls.payload, data, "updatedEvent")
        modified = member_of(data, "updatedEvent").get("modifiedFields")
        return cls(metadata, entity, read_object(None, modified))

    def to_data(self) -> Any:
        """See `Event.to_data`."""
        return _written(
            self, currentEntity=self.entity, modifiedFields=self.modified_fields
        )


@dataclass(frozen=True)
class DeletedEvent(Event, Generic[E]):
    """An entity was deleted."""

    member: ClassVar[str | None] = "deletedEvent"
    objects: ClassVar[tuple[str, ...]] = (
        *("", "deletedEvent", "deletedEvent.deletedEntity"),
    )

    entity: E | None = None
    """The entity as it last was, where Wix sends it; `metadata.entity_id` is always its id."""
    moved_to_trash: bool | None = None
    """True if the entity is in the trash bin, from where it may come back; None where Wix doesn't
    say."""

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Reads `deletedEvent.deletedEntity` and `.movedToTrash`; see `Event.from_data`."""
        entity = read_entity(cls.payload, data, "deletedEvent")
        moved = member_of(data, "deletedEvent").get("movedToTrash")
        return cls(metadata, entity, moved if isinstance(moved, bool) else None)

    def to_data(self) -> Any:
        """See `Event.to_data`."""
        return _written(
            self, deletedEntity=self.entity, movedToTrash=self.moved_to_trash
        )


@dataclass(frozen=True)
class ActionEvent(Event, Generic[D]):
    """Something else happened to an entity."""

    member: ClassVar[str | None] = "actionEvent"
    objects: ClassVar[tuple[str, ...]] = ("", "actionEvent", "actionEvent.body")

    data: D | None = None
    """The event's own payload; None where Wix doesn't send it."""

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Reads `actionEvent.body`; see `Event.from_data`."""
        body = member_of(data, "actionEvent").get("body")
        return cls(metadata, read_object(cls.payload, body))

    def to_data(self) -> Any:
        """See `Event.to_data`."""
        return _written(self, body=self.data)


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
        if cls.payload is None:
            return cls(metadata, data)
        return cls(metadata, read_object(cls.payload, data))

    def to_data(self) -> Any:
        """See `Event.to_data`."""
        if self.data is None and not isinstance(self.raw, dict):
            return self.raw
        return to_wire(self.data)

    @classmethod
    def fits(cls, data: object) -> bool:
        """An object that isn't a domain event may be any flat one; see `Event.fits`."""
        return not is_domain_event(data) and isinstance(data, dict)

    @classmethod
    def misfit(cls, data: object) -> WebhookError | None:
        """Any JSON is free JSON, and a model is read from an object; see `Event.misfit`."""
        return None if cls.payload is None else misfit(data, ("",))


@dataclass(frozen=True)
class UnknownEvent(Event):
    """An event whose type no spec knows; `metadata.event_type` tells the type.

    It is also what becomes of a delivery that says no type, or whose class can't read it.
    """

    data: Any
    """The event's own JSON, whatever it is: a whole domain event, or a shape of its own."""

    @classmethod
    def from_data(cls, metadata: EventMetadata, data: Any) -> Self:
        """Takes `data` as it is; see `Event.from_data`."""
        return cls(metadata, data)

    def to_data(self) -> Any:
        """See `Event.to_data`."""
        return self.data


def _written(event: Event, **parts: Any) -> Any:
    """Return an event's own JSON, with what its attributes say; see `written`."""
    from wixapi._webhooks.event_json import domain_metadata

    return written(
        event.raw, domain_metadata(event.metadata), event.member or "", parts
    )


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
